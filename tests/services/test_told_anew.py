"""What was told is told on under one UID: when records come and go, by files and mails, past the plan."""

import datetime as dt
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import vobject
from sqlalchemy import select

from pmplanner.models import Plan, PublishedEvent, Trainer
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.catalog import courses
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.calendar_events import PlanEvent, Recipient
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.plans import people_changes, plans
from pmplanner.services.publishing.calendars import (
    find_calendar,
    find_told_plan,
    write_for_program,
    write_ics,
    write_ics_folder,
)
from pmplanner.services.publishing.change_packs import Cancellations, write_cancellations
from pmplanner.services.publishing.letters import SessionNews, letter_text
from pmplanner.services.publishing.publication_log import remaining, removed_plans
from pmplanner.services.resources import trainers
from pmplanner.services.sessions import seating, sessions
from pmplanner.storage import journal
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY
from tests.services.test_publishing import STAMP, Packs, kinds

Told = list[tuple[str, int, str]]
TODAY = STAMP.date()


@pytest.fixture
def packs(blank: Workspace, tmp_path: Path) -> Packs:
    return Packs(blank, tmp_path)


def read(path: Path) -> Told:
    calendar = vobject.readOne(path.read_bytes().decode())
    return [(e.uid.value, int(e.sequence.value), e.status.value) for e in calendar.vevent_list]


def export_each(packs: Packs, kind: str = "trainer") -> dict[str, Told]:
    folder = packs.folder / f"each {len(list(packs.folder.iterdir()))}"
    with packs.workspace.keep() as db:
        write_ics_folder(db, folder, ExportScope(packs.plan), kind, STAMP)
    return {path.stem: read(path) for path in folder.iterdir()}


def export_one(packs: Packs, kind: str = "trainer", name: str = "Bo Ek") -> Told:
    with packs.workspace.keep() as db:
        to = find_calendar(db, ExportScope(packs.plan), kind, name)
        write_ics(db, packs.folder / "one.ics", ExportScope(packs.plan), to, STAMP)
    return read(packs.folder / "one.ics")


def add_record(packs: Packs) -> None:
    packs.edit(trainers.add_trainer, "Bo Ek", email="bo@x.org")


# Records that come and go


def test_a_record_that_is_undone_leaves_the_calendar_as_it_was(packs: Packs) -> None:
    first = export_each(packs)
    add_record(packs)
    assert export_each(packs) == first
    packs.workspace.undo()
    assert export_each(packs) == first
    packs.workspace.redo()
    packs.move()
    assert export_each(packs) == {"Bo Ek": [(uid, 1, "CONFIRMED") for uid, *_ in first["Bo Ek"]]}


def test_a_record_that_is_undone_cancels_nothing_that_stands(packs: Packs) -> None:
    packs.pack()
    before = packs.events("Bo Ek")
    add_record(packs)
    assert packs.pack() == []
    packs.workspace.undo()
    assert packs.pack() == []
    packs.move()
    assert kinds(packs.pack())["Bo Ek"] == ["changed"]
    assert packs.events("Bo Ek") == [(uid, 1, "CONFIRMED") for uid, *_ in before]


@pytest.mark.slow
def test_whose_record_is_removed_is_reached_where_the_mails_went(packs: Packs) -> None:
    add_record(packs)
    packs.pack()
    packs.edit(lambda s: trainers.remove_trainer(s, s.scalars(select(Trainer.id)).one()))
    assert packs.pack() == [], "the session names them on"
    packs.move()
    assert packs.mail_of(packs.pack(), "Bo Ek") == "bo@x.org"
    packs.edit(sessions.change_session, packs.session, trainer="Cy")
    letters = packs.pack()
    assert kinds(letters)["Bo Ek"] == ["cancelled"]
    assert packs.mail_of(letters, "Bo Ek") == "bo@x.org"


def test_a_record_without_an_address_has_none(packs: Packs) -> None:
    add_record(packs)
    packs.pack()
    packs.edit(lambda s: trainers.change_trainer(s, s.scalars(select(Trainer.id)).one(), email=""))
    packs.move()
    assert packs.mail_of(packs.pack(), "Bo Ek") == ""


def test_a_uid_that_somebody_has_is_given_to_nobody_else(packs: Packs) -> None:
    (uid, *_), *_ = export_one(packs)
    add_record(packs)
    export_one(packs)
    packs.edit(lambda s: trainers.change_trainer(s, s.scalars(select(Trainer.id)).one(), name="Eva"))
    packs.edit(sessions.change_session, packs.session, trainer="Bo Ek")
    told = export_each(packs)
    assert [row[2] for row in told["Eva"]] == ["CANCELLED"] * 2
    assert not {row[0] for row in told["Eva"]} & {row[0] for row in told["Bo Ek"]}
    assert uid in {row[0] for row in told["Eva"]}


def test_what_was_told_under_two_keys_before_is_told_on_above_both(packs: Packs) -> None:
    """As older versions left it: one UID cancelled for the record, and begun again for the name."""
    export_one(packs)
    with packs.workspace.keep() as db:
        for row in list(db.scalars(select(PublishedEvent))):
            names = ("plan_id", "channel", "session_id", "day_number", "uid", "content")
            twin = {name: getattr(row, name) for name in names}
            twin |= {"recipient_kind": "trainer", "recipient_id": 99, "sequence": 1, "cancelled": True}
            journal.bulk_insert(db, PublishedEvent, [twin])
    assert {row[1:] for row in export_one(packs)} == {(2, "CONFIRMED")}
    with packs.workspace.read() as db:
        assert len(list(db.scalars(select(PublishedEvent)))) == 2


# Files between mails


@pytest.mark.parametrize("export", [export_one, export_each])
def test_a_file_between_takes_no_mail_away(packs: Packs, export: Callable[[Packs], object]) -> None:
    packs.pack()
    add_record(packs)
    export(packs)
    assert packs.pack() == []
    packs.edit(sessions.change_session, packs.session, status="cancelled")
    assert kinds(packs.pack())["Bo Ek"] == ["cancelled"]


def test_a_move_that_a_file_told_and_that_was_undone_is_told_again(packs: Packs) -> None:
    packs.pack()
    packs.move()
    shown = export_one(packs, "person", "B")
    packs.workspace.undo()
    assert kinds(packs.pack()) == {"B": ["changed"]}
    assert packs.events("B") == [(uid, 2, "CONFIRMED") for uid, *_ in shown]
    assert "has moved from Mon 8 March 2027" in packs.text("B")
    assert packs.pack() == []


def test_a_move_that_only_a_file_told_is_still_mailed(packs: Packs) -> None:
    packs.pack()
    packs.move()
    export_one(packs, "person", "B")
    assert kinds(packs.pack())["B"] == ["changed"]
    assert packs.pack() == []


def test_what_only_a_file_told_is_cancelled_by_mail(packs: Packs) -> None:
    export_one(packs, "person", "B")
    packs.unseat("B")
    assert kinds(packs.pack())["B"] == ["cancelled"]
    assert packs.pack() == []


def test_the_cancellation_goes_to_the_latest_address(packs: Packs) -> None:
    packs.pack()
    packs.edit(people_changes.change_person, packs.people["A"], email="new@example.org")
    packs.edit(
        sessions.set_session_days,
        packs.session,
        [Day(MONDAY - dt.timedelta(4)), Day(MONDAY + dt.timedelta(1))],
    )
    packs.pack()
    packs.edit(people_changes.remove_people, [packs.people["A"]])
    assert packs.mail_of(packs.pack(), "A Berg") == "new@example.org"


# Plans that go, and variants


@pytest.mark.slow
def test_a_plan_that_is_removed_can_still_be_cancelled(packs: Packs) -> None:
    packs.pack()
    with packs.workspace.read() as db:
        assert remaining(db, packs.plan, TODAY) == (6, 3)
        assert remaining(db, packs.plan, MONDAY + dt.timedelta(1)) == (3, 3), "what is over stays"
        assert removed_plans(db, TODAY) == {}
    packs.edit(plans.remove_plan, packs.plan)
    with packs.workspace.read() as db:
        assert removed_plans(db, TODAY) == {packs.plan: "2027"}
        assert find_told_plan(db, "2027", TODAY) == packs.plan
    assert kinds(packs.pack()) == {"A Berg": ["cancelled"], "B": ["cancelled"], "Bo Ek": ["cancelled"]}
    assert packs.mail("B")["Subject"] == "Your training dates: 1 cancelled (2027)"
    assert {row[1:] for row in packs.events("B")} == {(1, "CANCELLED")}
    with packs.workspace.read() as db:
        assert removed_plans(db, TODAY) == {}
        with pytest.raises(PlanError, match="no plan"):
            find_told_plan(db, "2027", TODAY)
    packs.workspace.undo()
    assert set(kinds(packs.pack())["B"]) == {"new"}
    assert {row[1:] for row in packs.events("B")} == {(2, "CONFIRMED")}


def test_the_files_of_a_removed_plan_cancel_too(packs: Packs) -> None:
    with packs.workspace.keep() as db:
        write_ics(db, packs.folder / "plan.ics", ExportScope(packs.plan), None, STAMP)
    packs.edit(plans.remove_plan, packs.plan)
    with packs.workspace.keep() as db:
        write_ics(db, packs.folder / "plan.ics", ExportScope(packs.plan), None, STAMP)
    assert {row[1:] for row in read(packs.folder / "plan.ics")} == {(1, "CANCELLED")}


def test_a_plan_that_told_nobody_is_gone_when_it_is_removed(packs: Packs) -> None:
    packs.edit(plans.remove_plan, packs.plan)
    with packs.workspace.read() as db:
        assert remaining(db, packs.plan, TODAY) == (0, 0)
    with pytest.raises(PlanError, match="no longer exists"):
        packs.pack()


@pytest.mark.slow
def test_of_a_variant_nobody_is_told(packs: Packs) -> None:
    packs.pack()
    variant = packs.edit(plans.copy_plan, packs.plan, "What if")
    original, packs.plan = packs.plan, variant
    reason = "“What if” is a variant of “2027”, for trying something out, so nobody is told of it."
    for tell in (packs.pack, lambda: export_each(packs, "person"), lambda: export_one(packs)):
        with pytest.raises(PlanError, match=reason):
            tell()
    with packs.workspace.read() as db:
        path = packs.folder / "outlook.csv"
        assert write_for_program(db, "outlook", path, ExportScope(variant)) == 2, "a table tells nobody"
    packs.edit(plans.remove_plan, original)
    assert set(kinds(packs.pack())["B"]) == {"new"}, "it is a plan of its own now"
    packs.plan = original
    assert set(kinds(packs.pack())["B"]) == {"cancelled"}
    with packs.workspace.read() as db:
        assert db.scalars(select(Plan.name)).all() == ["What if"]


# What mails say


def test_a_mail_says_all_that_is_new(packs: Packs) -> None:
    packs.pack()
    packs.edit(courses.change_course, packs.courses["BIG"], code="HUGE")
    assert kinds(packs.pack())["B"] == ["changed"]
    assert "The code of the course is now HUGE instead of BIG." in packs.text("B")
    packs.edit(sessions.change_session, packs.session, code="S-1", mode="online", room="", status="draft")
    packs.edit(courses.change_course, packs.courses["BIG"], title="Larger")
    packs.pack()
    for sentence in (
        "Larger (S-1) stays on",
        "It was called Big (BIG-1).",
        "The room is no longer Oslo 1.",
        "The mode is now online instead of on site.",
        "It is no longer confirmed.",
    ):
        assert sentence in packs.text("B")


def test_a_mail_says_that_the_times_are_those_of_another_zone(packs: Packs) -> None:
    packs.edit(sessions.change_session, packs.session, timezone="Europe/Oslo")
    packs.pack()
    packs.edit(sessions.change_session, packs.session, timezone="Europe/Berlin")
    packs.pack()
    assert "(Europe/Oslo) to Mon 1 March 2027" in packs.text("B")
    assert "(Europe/Berlin)" in packs.text("B")


def test_each_thing_that_is_told_of_a_day_has_a_sentence(packs: Packs) -> None:
    """A change of any one field of an event says more than that the session stays."""
    day = dt.datetime.combine(MONDAY, dt.time(9))
    event = PlanEvent(1, 1, "BIG-1", "BIG", "Big", day, day + dt.timedelta(hours=8))
    later: dict[str, Any] = {
        "start": day + dt.timedelta(hours=1),
        "end": day + dt.timedelta(hours=9),
        "draft": True,
    }
    unchanged = letter_text(Recipient("person", "", "B"), [SessionNews(1, (event,), (event,))], "2027")
    for field in fields(PlanEvent):
        if field.name in ("session_id", "number"):
            continue  # what it is known by
        changed = replace(event, **{field.name: later.get(field.name, "Else")})
        text = letter_text(Recipient("person", "", "B"), [SessionNews(1, (event,), (changed,))], "2027")
        assert text != unchanged, field.name


def test_who_is_seated_again_after_a_file_cancelled_it_is_told_anew(packs: Packs) -> None:
    packs.pack()
    packs.unseat("B")
    export_each(packs, "person")
    packs.edit(lambda s: seating.seat_picks(s, packs.session, packs.small(s).pick("B", "BIG")))
    assert kinds(packs.pack()) == {"B": ["new"]}
    assert {row[1:] for row in packs.events("B")} == {(2, "CONFIRMED")}


def test_cancellations_take_a_removed_plan_out_of_all_calendars(packs: Packs) -> None:
    packs.pack()
    for kind in ("room", "trainer"):
        export_each(packs, kind)
    with packs.workspace.keep() as db:
        write_ics(db, packs.folder / "plan.ics", ExportScope(packs.plan), None, STAMP)
    with pytest.raises(PlanError, match="removed"):
        cancel_all(packs)
    packs.edit(plans.remove_plan, packs.plan)
    written = cancel_all(packs)
    assert (len(written.letters), written.calendars) == (3, 2)
    names = {path.name for path in (packs.folder / "cancelled").iterdir()}
    assert names == {"A Berg.eml", "B.eml", "Bo Ek.eml", "2027.ics", "Oslo 1.ics", "index.csv"}
    for name in ("2027.ics", "Oslo 1.ics"):
        assert {row[1:] for row in read(packs.folder / "cancelled" / name)} == {(1, "CANCELLED")}
    with packs.workspace.read() as db:
        assert remaining(db, packs.plan, TODAY) == (0, 0)
    assert cancel_all(packs, "again") == Cancellations([], 0)
    assert not (packs.folder / "again").exists()


def cancel_all(packs: Packs, name: str = "cancelled") -> Cancellations:
    with packs.workspace.keep() as db:
        return write_cancellations(db, packs.folder / name, packs.plan, STAMP)

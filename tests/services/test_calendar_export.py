"""Calendars of the plan: who is in them, what becomes of UIDs and sequence numbers."""

import csv
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
import vobject
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import PublishedEvent, Room, Site, Trainer
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.plans import plans
from pmplanner.services.publishing.calendars import (
    Written,
    find_calendar,
    list_calendars,
    write_for_program,
    write_ics,
    write_ics_folder,
)
from pmplanner.services.sessions import seating, sessions
from pmplanner.storage.workspace import Workspace, WorkspaceError, open_workspace
from tests.services.small_plan import MONDAY, SmallPlan, make

STAMP = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


_T = TypeVar("_T")


class Exports:
    """A small plan whose calendars are written again and again."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.folder = folder
        with workspace.edit("plan") as db:
            small = make(db)
            small.course("BIG", "2")
            self.session = small.run(
                "BIG", names="AB", room="Oslo 1", trainer="Bo Ek", timezone="Europe/Oslo"
            )
        self.plan, self.people, self.courses = small.plan, small.people, small.courses

    def edit(self, service: Callable[..., _T], *args: object, **values: object) -> _T:
        with self.workspace.edit("edit") as db:
            return service(db, *args, **values)

    def small(self, session: Session) -> SmallPlan:
        return SmallPlan(session, self.plan, dict(self.people), dict(self.courses))

    def scope(self, **values: Any) -> ExportScope:
        return ExportScope(self.plan, **values)

    def write(self, kind: str = "plan", name: str = "", **scope: Any) -> list[vobject.base.Component]:
        path = self.folder / "out.ics"
        with self.workspace.keep() as db:
            to = find_calendar(db, self.scope(), kind, name) if kind != "plan" else None
            write_ics(db, path, self.scope(**scope), to, STAMP)
        return events_of(path)


def events_of(path: Path) -> list[vobject.base.Component]:
    return list(getattr(vobject.readOne(path.read_bytes().decode()), "vevent_list", []))


def told(events: list[vobject.base.Component]) -> list[tuple[str, int, str, dt.datetime]]:
    return [
        (e.uid.value, int(e.sequence.value), e.status.value, e.dtstart.value.replace(tzinfo=None))
        for e in events
    ]


def at(days: int, hour: int = 9) -> dt.datetime:
    return dt.datetime.combine(MONDAY + dt.timedelta(days=days), dt.time(hour))


@pytest.fixture
def exports(blank: Workspace, tmp_path: Path) -> Exports:
    return Exports(blank, tmp_path)


def test_one_event_a_session_day(exports: Exports) -> None:
    first, second = exports.write()
    assert [e.dtstart.value.replace(tzinfo=None) for e in (first, second)] == [at(0), at(1)]
    assert first.dtend.value - first.dtstart.value == dt.timedelta(hours=8)
    assert first.dtstart.value.utcoffset() == dt.timedelta(hours=1)
    assert (first.summary.value, first.location.value) == ("Big", "Oslo 1")
    assert "Trainer: Bo Ek" in first.description.value
    assert first.status.value == "TENTATIVE"
    assert first.uid.value != second.uid.value


@pytest.mark.parametrize(
    ("zone", "friday", "before", "after"),
    [
        ("Europe/Oslo", dt.date(2027, 3, 26), 1, 2),
        ("America/New_York", dt.date(2027, 3, 12), -5, -4),
    ],
)
def test_a_session_over_a_change_of_the_clocks(
    exports: Exports, zone: str, friday: dt.date, before: int, after: int
) -> None:
    exports.edit(sessions.change_session, exports.session, timezone=zone)
    exports.edit(sessions.move_session, exports.session, friday)
    first, second = exports.write()
    for event, offset, day in ((first, before, friday), (second, after, friday + dt.timedelta(days=3))):
        start = dt.datetime.combine(day, dt.time(9)).replace(tzinfo=ZoneInfo(zone))
        assert event.dtstart.value.utcoffset() == dt.timedelta(hours=offset)
        assert event.dtstart.value.astimezone(dt.UTC) == start.astimezone(dt.UTC)
        assert event.dtend.value.astimezone(dt.UTC) == start.astimezone(dt.UTC) + dt.timedelta(hours=8)


def test_a_move_keeps_the_uid_and_raises_the_number(exports: Exports) -> None:
    before = told(exports.write())
    exports.edit(sessions.move_session, exports.session, MONDAY + dt.timedelta(days=7))
    after = told(exports.write())
    assert [row[0] for row in after] == [row[0] for row in before]
    assert [row[1:] for row in after] == [(1, "TENTATIVE", at(7)), (1, "TENTATIVE", at(8))]
    assert told(exports.write()) == after


def test_what_is_not_told_of_raises_nothing(exports: Exports) -> None:
    before = told(exports.write())
    exports.edit(sessions.change_session, exports.session, note="internal", seats_max=7)
    exports.edit(seating.unseat, [_seat(exports, "A")])
    assert told(exports.write()) == before


def test_confirming_and_cancelling(exports: Exports) -> None:
    uids = [row[0] for row in told(exports.write())]
    exports.edit(sessions.change_session, exports.session, status="confirmed")
    assert [row[1:3] for row in told(exports.write())] == [(1, "CONFIRMED")] * 2
    exports.edit(sessions.change_session, exports.session, status="cancelled")
    cancelled = told(exports.write())
    assert [row[0] for row in cancelled] == uids
    assert [row[1:3] for row in cancelled] == [(2, "CANCELLED")] * 2
    exports.edit(sessions.change_session, exports.session, status="confirmed")
    assert [row[1:3] for row in told(exports.write())] == [(3, "CONFIRMED")] * 2


def test_a_session_that_is_removed_is_cancelled_and_undo_brings_it_back(exports: Exports) -> None:
    uids = [row[0] for row in told(exports.write())]
    exports.edit(sessions.remove_session, exports.session)
    assert [row[:3] for row in told(exports.write())] == [(uid, 1, "CANCELLED") for uid in uids]
    exports.workspace.undo()
    assert [row[:3] for row in told(exports.write())] == [(uid, 2, "TENTATIVE") for uid in uids]


def test_a_day_that_goes_is_cancelled(exports: Exports) -> None:
    uids = [row[0] for row in told(exports.write())]
    exports.edit(sessions.set_session_days, exports.session, [Day(MONDAY)])
    assert [row[:3] for row in told(exports.write())] == [
        (uids[0], 0, "TENTATIVE"),
        (uids[1], 1, "CANCELLED"),
    ]


def test_undo_takes_nothing_back_that_was_told(exports: Exports) -> None:
    exports.write()
    exports.edit(sessions.move_session, exports.session, MONDAY + dt.timedelta(days=7))
    assert {row[1] for row in told(exports.write())} == {1}
    exports.workspace.undo()
    assert [row[1] for row in told(exports.write())] == [2, 2]
    exports.workspace.redo()
    assert [row[1] for row in told(exports.write())] == [3, 3]
    while exports.workspace.undo_label():
        exports.workspace.undo()
    with exports.workspace.read() as db:
        assert {row.sequence for row in db.scalars(select(PublishedEvent))} == {3}
    exports.workspace.redo()
    assert [row[1] for row in told(exports.write())] == [4, 4]


def test_no_edit_is_recorded(exports: Exports) -> None:
    label = exports.workspace.undo_label()
    exports.write()
    assert exports.workspace.undo_label() == label
    exports.edit(sessions.move_session, exports.session, MONDAY + dt.timedelta(days=7))
    exports.workspace.undo()
    exports.write()
    assert exports.workspace.redo_label() == "edit"


def test_a_removed_plan_is_forgotten_by_nobody(exports: Exports) -> None:
    exports.write()
    exports.edit(plans.remove_plan, exports.plan)
    exports.workspace.undo()
    exports.edit(sessions.move_session, exports.session, MONDAY + dt.timedelta(days=7))
    assert {row[1] for row in told(exports.write())} == {1}


def _seat(exports: Exports, name: str) -> int:
    with exports.workspace.read() as db:
        return exports.small(db).seat(exports.session, name)


def test_people_have_what_they_have_a_seat_in(exports: Exports) -> None:
    ann, bob = (told(exports.write("person", name)) for name in "AB")
    assert {row[0] for row in ann}.isdisjoint(row[0] for row in bob)
    assert [row[3] for row in ann] == [row[3] for row in bob]
    exports.edit(seating.unseat, [_seat(exports, "A")])
    assert [row[:3] for row in told(exports.write("person", "A"))] == [
        (uid, 1, "CANCELLED") for uid, *_ in ann
    ]
    assert told(exports.write("person", "B")) == bob


def test_who_waits_has_no_event(exports: Exports) -> None:
    exports.edit(sessions.change_session, exports.session, seats_max=2)
    exports.edit(lambda s: seating.seat_picks(s, exports.session, exports.small(s).pick("C", "BIG")))
    with exports.workspace.read() as db:
        names = [to.name for to in list_calendars(db, exports.scope(), "person")]
    assert names == ["A", "B"]


def test_trainers_and_rooms(exports: Exports) -> None:
    exports.edit(
        lambda s: exports.small(s).run("BIG", MONDAY + dt.timedelta(14), trainer="Cy", room="oslo  1")
    )
    assert len(exports.write("trainer", "bo ek")) == 2
    assert len(exports.write("room", "OSLO 1")) == 4
    with exports.workspace.read() as db:
        with pytest.raises(PlanError, match="“Bo Ek”, “Cy”"):
            find_calendar(db, exports.scope(), "trainer", "Nobody")
        with pytest.raises(PlanError, match="nobody"):
            find_calendar(db, exports.scope(), "person", "Nobody")


def test_a_trainer_keeps_the_calendar_when_more_becomes_known(exports: Exports) -> None:
    before = told(exports.write("trainer", "Bo Ek"))
    exports.edit(lambda s: s.add(Trainer(name="Bo Ek", email="bo@x.org")))
    assert told(exports.write("trainer", "Bo Ek")) == before

    def rename(session: Session) -> None:
        session.scalars(select(Trainer)).one().name = "Bo Ek-Lund"
        sessions.change_session(session, exports.session, trainer="Bo Ek-Lund")

    exports.edit(rename)
    after = told(exports.write("trainer", "Bo Ek-Lund"))
    assert [row[:2] for row in after] == [(uid, 1) for uid, *_ in before]


def test_another_trainer_gets_it_and_the_first_is_told(exports: Exports) -> None:
    before = told(exports.write("trainer", "Bo Ek"))
    exports.edit(sessions.change_session, exports.session, trainer="Cy")
    assert [row[:3] for row in told(exports.write("trainer", "Bo Ek"))] == [
        (uid, 1, "CANCELLED") for uid, *_ in before
    ]
    new = told(exports.write("trainer", "Cy"))
    assert {row[0] for row in new}.isdisjoint(row[0] for row in before)


def test_a_file_of_a_part_cancels_nothing_of_the_rest(exports: Exports) -> None:
    other = exports.edit(lambda s: exports.small(s).run("BIG", MONDAY + dt.timedelta(14), "C"))
    everything = told(exports.write())
    assert len(everything) == 4
    part = told(exports.write(session_ids=[other]))
    assert part == everything[2:]
    assert told(exports.write(person_ids=[exports.people["A"]])) == everything[:2]
    assert told(exports.write(course_ids=[0])) == []
    exports.edit(sessions.remove_session, other)
    assert [row[2] for row in told(exports.write(session_ids=[exports.session]))] == ["TENTATIVE"] * 2
    assert [row[2] for row in told(exports.write(session_ids=[other]))] == ["CANCELLED"] * 2
    assert [row[1] for row in told(exports.write())] == [0, 0, 1, 1]


def test_zones_of_sites_stand_in_for_that_of_the_session(exports: Exports) -> None:
    exports.edit(sessions.change_session, exports.session, timezone="")
    assert exports.write()[0].dtstart.value.tzinfo is None
    exports.edit(lambda s: s.add(Site(name="", timezone="America/New_York")))
    assert exports.write()[0].dtstart.value.utcoffset() == dt.timedelta(hours=-5)
    exports.edit(
        lambda s: s.add_all([Site(name="Oslo", timezone="Europe/Oslo"), Room(name="Oslo 1", site="oslo")])
    )
    first = exports.write()[0]
    assert first.dtstart.value.utcoffset() == dt.timedelta(hours=1)
    assert first.sequence.value == "2"


def test_a_folder_has_a_file_each(exports: Exports, tmp_path: Path) -> None:
    seen = []
    with exports.workspace.keep() as db:
        written = write_ics_folder(
            db, tmp_path / "each", exports.scope(), "person", STAMP, lambda *a: seen.append(a)
        )
    assert written == Written(2, 4, 0)
    assert seen == [(0, 2), (1, 2)]
    assert sorted(path.name for path in (tmp_path / "each").iterdir()) == ["A.ics", "B.ics"]
    exports.edit(seating.unseat, [_seat(exports, "A")])
    with exports.workspace.keep() as db:
        assert write_ics_folder(db, tmp_path / "each", exports.scope(), "person", STAMP) == Written(2, 2, 2)
    assert [e.status.value for e in events_of(tmp_path / "each" / "A.ics")] == ["CANCELLED"] * 2
    with exports.workspace.keep() as db:
        some = exports.scope(person_ids=[exports.people["B"]])
        assert write_ics_folder(db, tmp_path / "some", some, "person", STAMP).calendars == 1


def test_nothing_counts_as_told_when_the_file_cannot_be_written(exports: Exports, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise RuntimeError

    def write() -> None:
        with exports.workspace.keep() as db:
            write_ics_folder(db, tmp_path / "each", exports.scope(), "person", STAMP, stop)

    with pytest.raises(RuntimeError):
        write()
    assert not (tmp_path / "each").exists()
    with exports.workspace.read() as db:
        assert db.scalars(select(PublishedEvent)).all() == []


def test_a_reader_cannot_tell_anybody(exports: Exports) -> None:
    reader = open_workspace(exports.workspace.path, read_only=True)
    with pytest.raises(WorkspaceError, match="open in another"), reader.keep():
        pass
    reader.close()


@pytest.mark.slow
def test_two_workspaces_have_different_uids(exports: Exports, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = open_workspace(tmp_path / "other" / "other.sqlite")
    second = Exports(other, tmp_path / "other")
    assert second.session == exports.session
    assert {row[0] for row in told(second.write())}.isdisjoint(row[0] for row in told(exports.write()))
    other.close()


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_bytes().decode("utf-8-sig").splitlines(keepends=True)))


def test_google_and_outlook_have_the_same_events(exports: Exports, tmp_path: Path) -> None:
    exports.edit(lambda s: exports.small(s).run("BIG", MONDAY + dt.timedelta(14), "C", status="confirmed"))
    with exports.workspace.read() as db:
        for program in ("google", "outlook"):
            path = tmp_path / f"{program}.csv"
            assert write_for_program(db, program, path, exports.scope()) == 4
            rows = _rows(path)
            assert [row["Start Date"] for row in rows] == [
                "03/01/2027",
                "03/02/2027",
                "03/15/2027",
                "03/16/2027",
            ]
            some = exports.scope(person_ids=[exports.people["A"]])
            assert write_for_program(db, program, path, some) == 2
        with pytest.raises(PlanError, match="google, outlook"):
            write_for_program(db, "lotus", tmp_path / "x", exports.scope())
        with pytest.raises(PlanError, match="no plan"):
            write_for_program(db, "google", tmp_path / "x", ExportScope())


def test_ganttproject_has_courses_sessions_and_people(exports: Exports, tmp_path: Path) -> None:
    def more(session: Session) -> None:
        small = exports.small(session)
        small.course("ADV", "1")
        small.needs("ADV", "BIG")
        small.run("BIG", MONDAY + dt.timedelta(21), "C", status="held")
        small.run("ADV", MONDAY + dt.timedelta(14), "AC")
        small.run("ADV", MONDAY, "B")

    exports.edit(more)
    path = tmp_path / "gantt.csv"
    with exports.workspace.read() as db:
        assert write_for_program(db, "gantt", path, exports.scope()) == 6
    tasks, people = path.read_bytes().decode().split("\r\n\r\n")
    rows = list(csv.DictReader(tasks.splitlines()))
    assert [(r["ID"], r["Name"], r["Outline number"]) for r in rows] == [
        ("0", "ADV Adv", "1"),
        ("1", "ADV-2 Adv", "1.1"),
        ("2", "ADV-1 Adv", "1.2"),
        ("3", "BIG Big", "2"),
        ("4", "BIG-1 Big", "2.1"),
        ("5", "BIG-2 Big", "2.2"),
    ]
    assert [r["Predecessors"] for r in rows] == ["", "", "4", "", "", ""]
    assert (rows[3]["Begin date"], rows[3]["End date"], rows[3]["Duration"]) == (
        "2027-03-01",
        "2027-03-23",
        "17",
    )
    assert [r["Completion"] for r in rows] == ["0", "0", "0", "50", "0", "100"]
    assert (rows[4]["Coordinator"], rows[4]["Resources"]) == ("Bo Ek", "A;B")
    assert [row["Name"] for row in csv.DictReader(people.splitlines())] == ["A", "B", "C"]

"""Change packs: who is told what, once, and in which words."""

import csv
import datetime as dt
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, TypeVar

import pytest
import vobject
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.errors import ExchangeError
from pmplanner.models import PublishedEvent, Trainer
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people import people
from pmplanner.services.plans import people_changes, picks
from pmplanner.services.publishing.calendars import write_ics_folder
from pmplanner.services.publishing.change_packs import INDEX, Letter, foresee_pack, write_pack
from pmplanner.services.sessions import seating, sessions
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make
from tests.support import known

STAMP = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


_T = TypeVar("_T")


class Packs:
    """A small plan of which packs are made, one after another."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder, self.count = workspace, folder, 0
        with workspace.edit("plan") as db:
            small = make(db)
            small.course("BIG", "2")
            self.session = small.run("BIG", names="AB", room="Oslo 1", trainer="Bo Ek", status="confirmed")
            people_changes.change_person(db, small.people["A"], email="a@example.org", last_name="Berg")
        self.plan, self.people, self.courses = small.plan, small.people, small.courses

    def edit(self, service: Callable[..., _T], *args: object, **values: object) -> _T:
        with self.workspace.edit("edit") as db:
            return service(db, *args, **values)

    def small(self, session: Session) -> SmallPlan:
        return SmallPlan(session, self.plan, dict(self.people), dict(self.courses))

    def move(self, weeks: int = 1) -> None:
        self.edit(sessions.move_session, self.session, MONDAY + weeks * WEEK)

    def unseat(self, name: str) -> None:
        self.edit(lambda s: seating.unseat(s, [self.small(s).seat(self.session, name)]))

    def pack(self, stamp: dt.datetime = STAMP, **scope: Any) -> list[Letter]:
        self.count += 1
        with self.workspace.keep() as db:
            return write_pack(db, self.path, ExportScope(self.plan, **scope), stamp)

    @property
    def path(self) -> Path:
        return self.folder / f"pack {self.count}"

    def mail(self, name: str) -> EmailMessage:
        message = message_from_bytes((self.path / f"{name}.eml").read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        return message

    def text(self, name: str) -> str:
        return str(known(self.mail(name).get_body()).get_content()).replace("\r\n", "\n")

    def events(self, name: str) -> list[tuple[str, int, str]]:
        (attached,) = self.mail(name).iter_attachments()
        content = attached.get_payload(decode=True)
        assert isinstance(content, bytes)
        calendar = vobject.readOne(content.decode())
        return [(e.uid.value, int(e.sequence.value), e.status.value) for e in calendar.vevent_list]

    def mail_of(self, letters: list[Letter], name: str) -> str:
        (letter,) = (letter for letter in letters if letter.to.name == name)
        return letter.to.email

    def index(self) -> list[dict[str, str]]:
        return list(csv.DictReader((self.path / INDEX).read_bytes().decode("utf-8-sig").splitlines()))


@pytest.fixture
def packs(blank: Workspace, tmp_path: Path) -> Packs:
    return Packs(blank, tmp_path)


def kinds(letters: list[Letter]) -> dict[str, list[str]]:
    return {letter.to.name: [item.kind for item in letter.news] for letter in letters}


def test_the_first_pack_tells_everything_and_the_second_nothing(packs: Packs) -> None:
    assert kinds(packs.pack()) == {"A Berg": ["new"], "B": ["new"], "Bo Ek": ["new"]}
    assert sorted(path.name for path in packs.path.iterdir()) == ["A Berg.eml", "B.eml", "Bo Ek.eml", INDEX]
    assert packs.pack() == []
    assert not packs.path.exists()


def test_a_mail_says_it_in_sentences(packs: Packs) -> None:
    packs.pack()
    mail = packs.mail("A Berg")
    assert mail["To"].addresses[0].addr_spec == "a@example.org"
    assert mail["Subject"] == "Your training dates: 1 new (2027)"
    assert packs.text("A Berg") == (
        "Hello A Berg,\n\nYour training dates in the plan “2027” have changed.\n\nNew:\n"
        "- Big (BIG-1) is on Mon 1 March 2027 and Tue 2 March 2027, 09:00–17:00, in Oslo 1, with Bo Ek.\n\n"
        "Open the attached file training.ics to take this over into your calendar.\n"
    )
    assert "The sessions that you teach" in packs.text("Bo Ek")


def test_a_move_is_told_under_the_same_uid(packs: Packs) -> None:
    packs.pack()
    before = packs.events("B")
    packs.move()
    assert kinds(packs.pack()) == {"A Berg": ["changed"], "B": ["changed"], "Bo Ek": ["changed"]}
    assert packs.events("B") == [(uid, 1, "CONFIRMED") for uid, *_ in before]
    assert (
        "Changed:\n- Big (BIG-1) has moved from Mon 1 March 2027 and Tue 2 March 2027, 09:00–17:00 "
        "to Mon 8 March 2027 and Tue 9 March 2027, 09:00–17:00.\n"
    ) in packs.text("B")
    assert packs.pack() == []


def test_a_seat_that_goes_is_cancelled_for_that_person_only(packs: Packs) -> None:
    packs.pack()
    before = packs.events("A Berg")
    packs.unseat("A Berg")
    assert kinds(packs.pack()) == {"A Berg": ["cancelled"]}
    assert packs.events("A Berg") == [(uid, 1, "CANCELLED") for uid, *_ in before]
    assert "is cancelled for you." in packs.text("A Berg")
    packs.workspace.undo()
    assert kinds(packs.pack()) == {"A Berg": ["new"]}
    assert packs.events("A Berg") == [(uid, 2, "CONFIRMED") for uid, *_ in before]


def test_a_cancelled_session_is_cancelled_for_all(packs: Packs) -> None:
    packs.pack()
    packs.edit(sessions.change_session, packs.session, status="cancelled")
    assert kinds(packs.pack()) == {"A Berg": ["cancelled"], "B": ["cancelled"], "Bo Ek": ["cancelled"]}
    assert {status for _, _, status in packs.events("Bo Ek")} == {"CANCELLED"}
    assert packs.pack() == []


def test_somebody_who_is_gone_is_told_at_the_last_address(packs: Packs) -> None:
    packs.pack()
    packs.edit(people_changes.remove_people, [packs.people["A"]])
    (letter,) = packs.pack()
    assert (letter.to.name, letter.to.email) == ("A Berg", "a@example.org")
    assert letter.count("cancelled") == 1


def test_what_was_done_and_undone_is_no_news(packs: Packs) -> None:
    packs.pack()
    packs.move()
    packs.workspace.undo()
    assert packs.pack() == []
    packs.move()
    packs.pack()
    packs.workspace.undo()
    packs.pack()
    assert {number for _, number, _ in packs.events("B")} == {2}


def test_an_export_between_does_not_hide_the_news(packs: Packs) -> None:
    packs.pack()
    uids = [uid for uid, *_ in packs.events("B")]
    for weeks in (1, 2):
        packs.move(weeks)
        with packs.workspace.keep() as db:
            write_ics_folder(db, packs.folder / "each", ExportScope(packs.plan), "person", STAMP)
    packs.pack()
    assert packs.events("B") == [(uid, 2, "CONFIRMED") for uid in uids]
    assert {number for _, number, _ in packs.events("Bo Ek")} == {1}


def test_each_change_has_its_sentence(packs: Packs) -> None:
    packs.pack()
    packs.edit(
        sessions.change_session, packs.session, room="Bergen", trainer="", mode="online", status="draft"
    )
    packs.pack()
    text = packs.text("B")
    assert "- Big (BIG-1) stays on Mon 1 March 2027 and Tue 2 March 2027, 09:00–17:00. " in text
    assert "The room is now Bergen instead of Oslo 1. The trainer is no longer Bo Ek." in text
    assert "The mode is now online instead of on site. It is no longer confirmed." in text
    halves = [Day(MONDAY, dt.time(9), dt.time(12)), Day(MONDAY, dt.time(13), dt.time(15))]
    packs.edit(sessions.set_session_days, packs.session, halves)
    packs.edit(
        sessions.change_session, packs.session, timezone="Europe/Oslo", trainer="Cy", status="confirmed"
    )
    packs.pack()
    text = packs.text("B")
    assert "to Mon 1 March 2027 09:00–12:00, Mon 1 March 2027 13:00–15:00 (Europe/Oslo)." in text
    assert "The trainer is Cy. It is confirmed now." in text


def test_a_draft_is_told_as_such(packs: Packs) -> None:
    packs.edit(lambda s: packs.small(s).run("BIG", MONDAY + WEEK, "C"))
    packs.pack()
    assert "; it is not confirmed yet." in packs.text("C")


def test_what_is_over_is_not_told(packs: Packs) -> None:
    late = dt.datetime(2027, 3, 3, 12, tzinfo=dt.UTC)
    assert packs.pack(late) == []
    assert len(packs.pack(late - dt.timedelta(days=1))) == 3
    packs.edit(sessions.change_session, packs.session, room="Bergen")
    assert packs.pack(late) == []
    packs.move()
    assert len(packs.pack(late)) == 3


def test_the_index_lists_all_mails(packs: Packs) -> None:
    packs.edit(lambda s: s.add(Trainer(name="Bo Ek", email="bo@example.org")))
    letters = packs.pack()
    assert [(row["file"], row["kind"], row["email"], row["new"]) for row in packs.index()] == [
        ("A Berg.eml", "person", "a@example.org", "1"),
        ("B.eml", "person", "", "1"),
        ("Bo Ek.eml", "trainer", "bo@example.org", "1"),
    ]
    assert [letter.reachable for letter in letters] == [True, False, True]
    assert packs.mail("B")["To"] is None


def test_people_of_one_name_have_a_mail_each(packs: Packs) -> None:
    def add(session: Session) -> None:
        twin = people.add_person(session, first_name="A", last_name="Berg")
        (pick,) = _pick(session, packs, twin)
        seating.seat_picks(session, packs.session, [pick])

    packs.edit(add)
    packs.pack()
    assert {"A Berg.eml", "A Berg 2.eml"} <= {path.name for path in packs.path.iterdir()}


def _pick(session: Session, packs: Packs, person: int) -> list[int]:
    picks.pick_courses(session, packs.plan, [person], [packs.courses["BIG"]])
    open_picks = seating.open_picks(session, packs.plan, packs.courses["BIG"])
    return [pick.pick_id for pick in open_picks if pick.person_id == person]


def test_a_pack_for_some_leaves_the_news_for_the_others(packs: Packs) -> None:
    assert kinds(packs.pack(person_ids=[packs.people["A"]])) == {"A Berg": ["new"]}
    assert kinds(packs.pack()) == {"B": ["new"], "Bo Ek": ["new"]}


def test_a_preview_keeps_nothing(packs: Packs) -> None:
    for _ in range(2):
        with packs.workspace.read() as db:
            assert len(foresee_pack(db, ExportScope(packs.plan), STAMP.date())) == 3
    with packs.workspace.read() as db:
        assert db.scalars(select(PublishedEvent)).all() == []
        with pytest.raises(PlanError, match="no plan"):
            foresee_pack(db, ExportScope(), STAMP.date())


def test_a_pack_that_cannot_be_written_told_nobody(packs: Packs) -> None:
    (packs.folder / "pack 1").mkdir()
    (packs.folder / "pack 1" / "mine.txt").write_text("mine")
    with pytest.raises(ExchangeError, match="already"):
        packs.pack()
    assert [path.name for path in packs.path.iterdir()] == ["mine.txt"]
    assert len(packs.pack()) == 3


def test_stopping_leaves_nothing(packs: Packs) -> None:
    def stop(done: int, total: int) -> None:
        if done:
            raise RuntimeError

    def write() -> None:
        with packs.workspace.keep() as db:
            write_pack(db, packs.folder / "p", ExportScope(packs.plan), STAMP, stop)

    with pytest.raises(RuntimeError):
        write()
    assert not [path for path in packs.folder.iterdir() if path.is_dir()]
    assert len(packs.pack()) == 3

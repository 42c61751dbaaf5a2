"""A calendar that is read again moves and takes out what it brought before, and nothing else."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from recurring_ical_events import of
from sqlalchemy import select

from pmplanner.exchange.ics_reading import Owner
from pmplanner.models import Absence, CalendarOrigin, Closure, Person
from pmplanner.services.importing.draft import Draft
from pmplanner.services.people import people
from pmplanner.services.people.forgetting import forget_people
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in, counts
from tests.support import snapshot
from tests.tiers import examples

HANA, ADA = "hana@x.no", "ada@x.no"
DAY = dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=30)
"""Series are read about today, so that days of tests lie there."""


def day(number: int) -> dt.date:
    return DAY + dt.timedelta(days=number)


@dataclass(frozen=True)
class Event:
    """An event as a test wants it, and the lines that say so."""

    uid: str
    first: int
    length: int = 1
    sequence: int = 0
    people: tuple[str, ...] = (ADA,)
    title: str = "Leave"
    cancelled: bool = False
    weeks: int = 1
    left_out: tuple[int, ...] = ()
    free: bool = False
    moved: int | None = None
    """The week whose occurrence is two days later."""
    more: str = ""

    def lines(self) -> str:
        lines = self._own_lines()
        if self.moved is None or self.weeks == 1:
            return lines
        week = self.first + 7 * self.moved
        override = replace(
            self, first=week + 2, weeks=1, moved=None, more=f"RECURRENCE-ID;VALUE=DATE:{day(week):%Y%m%d}"
        )
        return f"{lines}\r\n{override._own_lines()}"

    def _own_lines(self) -> str:
        start, end = day(self.first), day(self.first + self.length)
        left_out = self.left_out if self.weeks > 1 else ()
        parts = [
            "BEGIN:VEVENT",
            f"UID:{self.uid}",
            f"SEQUENCE:{self.sequence}",
            f"SUMMARY:{self.title}",
            f"DTSTART;VALUE=DATE:{start:%Y%m%d}",
            f"DTEND;VALUE=DATE:{end:%Y%m%d}",
            *(f"ATTENDEE:mailto:{who}" for who in self.people),
            *(["STATUS:CANCELLED"] if self.cancelled else []),
            *(["TRANSP:TRANSPARENT"] if self.free else []),
            *([f"RRULE:FREQ=WEEKLY;COUNT={self.weeks}"] if self.weeks > 1 else []),
            *(f"EXDATE;VALUE=DATE:{day(self.first + 7 * week):%Y%m%d}" for week in left_out),
            *([self.more] if self.more else []),
            "END:VEVENT",
        ]
        return "\r\n".join(parts)


def calendar(events: list[Event], head: str = "X-WR-CALNAME:Leave") -> str:
    body = "".join(f"{event.lines()}\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{head}\r\n{body}END:VCALENDAR\r\n"


@pytest.fixture
def office(workspace: Workspace) -> Workspace:
    with workspace.edit("Fill") as db:
        people.add_person(db, employee_id="E1", first_name="Hana", email=HANA)
        people.add_person(db, employee_id="E2", first_name="Ada", email=ADA)
    return workspace


def read(office: Workspace, path: Path, text: str, layout: str = "absences", **options: object) -> Draft:
    path.write_text(text, encoding="utf-8")
    return bring_in(office, path, layout, **options)


def away(office: Workspace) -> set[tuple[str, dt.date, dt.date]]:
    with office.read() as db:
        query = select(Person.email, Absence.first_day, Absence.last_day).join(
            Person, Person.id == Absence.person_id
        )
        rows = [(email, first, last) for email, first, last in db.execute(query)]
    assert len(rows) == len(set(rows))
    return set(rows)


def test_a_later_version_moves_what_the_first_brought_and_undo_brings_it_back(
    office: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "leave.ics"
    first, other = Event("a", 0, 5), Event("b", 40, 2, people=(HANA,))
    assert counts(read(office, path, calendar([first, other]))) == (2, 0, 0, 0)
    before = snapshot(office.path)
    draft = read(office, path, calendar([replace(first, first=7, sequence=1), other]))
    assert counts(draft) == (0, 1, 1, 0)
    assert draft.outcomes[0].details == f"moved from {day(0)} – {day(4)}"
    assert draft.notes == []
    with office.read() as db:
        assert [row.id for row in db.scalars(select(Absence))] == [1, 2], "moved, and no other one"
    assert away(office) == {(ADA, day(7), day(11)), (HANA, day(40), day(41))}
    older = read(office, path, calendar([first, other]))
    assert older.outcomes[0].action == "skipped"
    assert "a newer version of the event was read before" in older.outcomes[0].details
    assert older.writes_nothing
    office.undo()
    assert snapshot(office.path) == before
    office.redo()
    assert (ADA, day(7), day(11)) in away(office)


@pytest.mark.parametrize("whole", [True, False])
def test_an_event_that_is_called_off_takes_out_what_it_brought(
    office: Workspace, tmp_path: Path, whole: bool
) -> None:
    path = tmp_path / "leave.ics"
    event = Event("a", 0, 5, people=(ADA, HANA))
    read(office, path, calendar([event]))
    if whole:
        # Some calendars tell nothing more of what is called off, not even the days that it was on.
        text = calendar([replace(event, first=90, people=(), cancelled=True, sequence=1)])
        draft = read(office, path, text)
        assert f"Taken out: Ada: {day(0)} – {day(4)}, because the event is cancelled." in draft.notes
        assert away(office) == set()
    else:
        text = calendar([replace(event, people=(ADA,), sequence=1)], "METHOD:CANCEL")
        assert counts(read(office, path, text)) == (0, 1, 0, 0)
        assert away(office) == {(HANA, day(0), day(4))}, "only one of them is asked no more"
    office.undo()
    assert len(away(office)) == 2


def test_one_occurrence_is_moved_and_called_off_by_itself(office: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "leave.ics"
    series = Event("s", 0, weeks=4)
    read(office, path, calendar([series]))
    assert len(away(office)) == 4
    moved = replace(series, first=9, weeks=1, sequence=1, more=f"RECURRENCE-ID;VALUE=DATE:{day(7):%Y%m%d}")
    message = calendar([moved], "METHOD:REQUEST")
    assert read(office, path, message).outcomes[0].details == f"moved from {day(7)} – {day(7)}"
    assert away(office) == {(ADA, day(n), day(n)) for n in (0, 9, 14, 21)}
    gone = replace(moved, sequence=2, cancelled=True, more=f"RECURRENCE-ID;VALUE=DATE:{day(14):%Y%m%d}")
    read(office, path, calendar([gone], "METHOD:CANCEL"))
    assert away(office) == {(ADA, day(n), day(n)) for n in (0, 9, 21)}
    shorter = replace(series, weeks=2, sequence=3)
    draft = read(office, path, calendar([shorter, replace(moved, sequence=3)]))
    assert away(office) == {(ADA, day(n), day(n)) for n in (0, 9)}
    assert draft.notes == [
        f"Taken out: Ada: {day(21)} – {day(21)}, because the event does not come on that day any more."
    ]


def test_what_is_not_in_a_calendar_any_more_stays_and_is_said_or_goes_on_wish(
    office: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "leave.ics"
    a, b = Event("a", 0), Event("b", 20)
    read(office, path, calendar([a, b]))
    draft = read(office, path, calendar([a]))
    assert draft.notes == [
        f"What an event brought that is not in the calendar any more stays: Ada: {day(20)} – {day(20)}."
    ]
    assert "gone" in draft.would_help
    assert len(away(office)) == 2
    assert read(office, path, calendar([a], "X-WR-CALNAME:Another")).notes == []
    bad = calendar([a, b]).replace(f"DTSTART;VALUE=DATE:{day(20):%Y%m%d}", "DTSTART:soon")
    assert read(office, path, bad, take_out_gone=True).notes == [], "it is there, and cannot be read"
    draft = read(office, path, calendar([a]), take_out_gone=True)
    assert away(office) == {(ADA, day(0), day(0))}


def test_absences_of_two_events_and_those_by_hand_stay(office: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "leave.ics"
    a, b = Event("a", 0), Event("b", 0, title="Dentist")
    with office.edit("By hand") as db:
        db.add(Absence(person_id=1, first_day=day(0), last_day=day(0), kind="Leave"))
    read(office, path, calendar([a, b]))
    read(office, path, calendar([replace(a, cancelled=True, sequence=1), b]))
    assert away(office) == {(ADA, day(0), day(0)), (HANA, day(0), day(0))}
    read(office, path, calendar([replace(a, sequence=2), b]))
    read(office, path, calendar([replace(a, first=3, sequence=3)], "METHOD:REQUEST"))
    assert away(office) == {(ADA, day(0), day(0)), (ADA, day(3), day(3)), (HANA, day(0), day(0))}


def test_what_was_moved_here_stays_until_the_calendar_says_something_new(
    office: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "leave.ics"
    event = Event("a", 0)
    read(office, path, calendar([event]))
    with office.edit("Move") as db:
        absence = db.scalars(select(Absence)).one()
        absence.first_day = absence.last_day = day(5)
    draft = read(office, path, calendar([event]))
    assert draft.outcomes[0].details == "it was moved here since the calendar was read, and stays"
    assert away(office) == {(ADA, day(5), day(5))}
    read(office, path, calendar([replace(event, first=9, sequence=1)]))
    assert away(office) == {(ADA, day(9), day(9))}


def test_the_calendar_of_one_person_says_nothing_of_another(office: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "away.ics"
    event = Event("team", 0, people=())
    for email in (HANA, ADA):
        read(office, path, calendar([event]), owner=Owner(email=email))
    assert len(away(office)) == 2
    read(office, path, calendar([replace(event, free=True, sequence=1)]), owner=Owner(email=HANA))
    assert away(office) == {(ADA, day(0), day(0))}
    read(office, path, calendar([replace(event, first=2, sequence=1)]), owner=Owner(email=ADA))
    assert away(office) == {(ADA, day(2), day(2))}


def test_closures_move_and_go_with_their_events(office: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "closed.ics"
    a, b = Event("a", 0, 2, title="Stocktaking"), Event("b", 20, title="Feast")
    assert counts(read(office, path, calendar([a, b]), "closures")) == (2, 0, 0, 0)
    text = calendar([replace(a, first=1, sequence=1), replace(b, cancelled=True, sequence=1)])
    draft = read(office, path, text, "closures")
    assert f"Taken out: Feast: {day(20)} – {day(20)}, because the event is cancelled." in draft.notes
    with office.read() as db:
        rows = db.execute(select(Closure.id, Closure.first_day, Closure.last_day, Closure.name)).all()
    assert rows == [(1, day(1), day(2), "Stocktaking")]


def test_who_is_gone_and_who_is_forgotten_leave_no_mark_that_disturbs(
    office: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "leave.ics"
    event = Event("ada-leave-1", 0, people=(ADA, HANA))
    read(office, path, calendar([event]))
    forget_people(office, [2])
    assert b"ada-leave" in office.path.read_bytes(), "Hana has the same event"
    with office.edit("Remove") as db:
        remove_people(db, [1])
    with office.read() as db:
        assert [row.event for row in db.scalars(select(CalendarOrigin).where(CalendarOrigin.row_id == 1))]
    assert counts(read(office, path, calendar([replace(event, sequence=1)]))) == (0, 0, 0, 2)


def independent(path: Path) -> set[tuple[str, dt.date, dt.date]]:
    """Return who is away when, as another reader finds it in a calendar."""
    found = set()
    begin, end = DAY - dt.timedelta(days=90), DAY + dt.timedelta(days=90)
    for event in of(Calendar.from_ical(path.read_bytes())).between(begin, end):
        attending = event.get("ATTENDEE", [])
        called_off = event.get("STATUS") == "CANCELLED" or event.get("TRANSP") == "TRANSPARENT"
        for who in [] if called_off else attending if isinstance(attending, list) else [attending]:
            last = event["DTEND"].dt - dt.timedelta(days=1)
            found.add((str(who).removeprefix("mailto:"), event["DTSTART"].dt, last))
    return found


_events = st.builds(
    Event,
    uid=st.sampled_from("abc"),
    first=st.integers(0, 6),
    length=st.integers(1, 3),
    people=st.sampled_from([(ADA,), (HANA,), (ADA, HANA), (HANA, ADA)]),
    title=st.sampled_from(["Leave", "Dentist"]),
    cancelled=st.integers(0, 5).map(lambda n: n == 0),
    weeks=st.sampled_from([1, 1, 3]),
    left_out=st.sampled_from([(), (1,), (0, 2)]),
    free=st.integers(0, 5).map(lambda n: n == 0),
    moved=st.sampled_from([None, None, 0, 1]),
)
_version = st.lists(_events, max_size=3, unique_by=lambda event: event.uid)


@given(st.lists(_version, min_size=2, max_size=5))
@settings(max_examples=examples(15, 300), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_all_versions_is_reading_the_last(
    office: Workspace, tmp_path: Path, versions: list[list[Event]]
) -> None:
    path = tmp_path / "leave.ics"
    start = snapshot(office.path)
    for number, version in enumerate(versions):
        text = calendar([replace(event, sequence=number) for event in version])
        read(office, path, text, take_out_gone=True)
    last = independent(path)
    assert away(office) == last
    with office.read() as db:
        there = {row.id for row in db.scalars(select(Absence))}
        named = {row.row_id for row in db.scalars(select(CalendarOrigin))}
    assert there == named
    while office.undo_label() != "Fill":
        office.undo()
    # Ids are never given out twice, so that only the content is as it was.
    assert away(office) == set()
    assert snapshot(office.path) == start

"""Edits of who works when, by hand and from files, for the property tests of undo."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.ics_reading import Owner, read_calendar
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.models import Absence, CalendarOrigin, Course, Person, Trainer, TrainingSession
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, match_table
from pmplanner.services.plans import people_changes
from pmplanner.services.resources import trainers
from pmplanner.services.sessions import sessions
from tests.edits_of_files import bring_in_rows


def _day(number: int) -> dt.date:
    return dt.date(2027, 2, 1) + dt.timedelta(days=number)


def _person(db: Session, number: int) -> Person:
    found = list(db.scalars(select(Person).order_by(Person.id)))
    if not found:
        raise LookupError("person")
    return found[number % len(found)]


def _rooms(s: Session, n: int) -> None:
    rows = [(f"Room {n % 3}", f"Site {n}", str(n % 9 + 1), f"Kit {n % 4};Screen"), (f"Room {n}", "", "", "")]
    bring_in_rows(s, "rooms", ("name", "site", "seats", "equipment"), rows[: 1 + (n % 3 != n)])


def _trainers(s: Session, n: int) -> None:
    """Name a trainer otherwise, whom a session may name."""
    codes = list(s.scalars(select(Course.code).order_by(Course.id).limit(3)))
    rows = [("T1", f"Trainer {n}", f"t{n % 2}@x.no", ";".join(codes[: n % 3]), _day(n).isoformat())]
    bring_in_rows(s, "trainers", ("trainer_id", "name", "email", "courses", "first_day"), rows)
    session = s.scalars(select(TrainingSession).order_by(TrainingSession.id)).first()
    if session is not None and n % 2:
        sessions.change_session(s, session.id, trainer=f"Trainer {n}")


def _closures(s: Session, n: int) -> None:
    rows = [(_day(n % 5).isoformat(), _day(n % 5 + n % 3).isoformat(), f"Site {n % 2}", f"Closed {n}")]
    bring_in_rows(s, "closures", ("first_day", "last_day", "site", "name"), rows)


def _calendar(s: Session, n: int) -> None:
    """Bring in the calendar of somebody who is a trainer too."""
    person = _person(s, n)
    if not person.email:
        people_changes.change_person(s, person.id, email=f"p{person.id}@x.no")
    if s.scalar(select(Trainer.id).where(Trainer.email == person.email)) is None:
        trainers.add_trainer(s, f"Double {person.id}", email=person.email)
    first = _day(n)
    lines = (
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:away-{n % 3}\nSEQUENCE:{n}\n"
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}\nDURATION:P{n % 3 + 1}D\nRRULE:FREQ=WEEKLY;COUNT=3\n"
        f"SUMMARY:Away {n}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    owner = Owner(email=person.email)
    table = read_calendar(lines.encode(), "away.ics", LAYOUTS["absences"], owner=owner, today=first)
    options = ImportOptions(owner=owner, take_out_gone=n % 2 == 1)
    apply_draft(s, decide(s, match_table(table, "absences", options), options))


def _origin(s: Session, n: int) -> None:
    """Say of an absence from where it came; or say that it was changed there."""
    found = list(s.scalars(select(Absence).order_by(Absence.id)))
    if not found:
        raise LookupError("absence")
    absence = found[n % len(found)]
    query = select(CalendarOrigin).where(CalendarOrigin.row_id == absence.id, CalendarOrigin.event == "e1@x")
    origin = s.scalars(query).first() or CalendarOrigin(kind="absence", row_id=absence.id, event="e1@x")
    origin.calendar, origin.sequence = f"Leave {n % 3}", n
    origin.first_day, origin.last_day = absence.first_day, absence.last_day
    s.add(origin)
    s.flush()


CALENDAR_EDITS: dict[str, Callable[[Session, int], object]] = {
    "working days": lambda s, n: people_changes.change_person(s, _person(s, n).id, working_days=n % 127 + 1),
    "import rooms": _rooms,
    "import trainers": _trainers,
    "import closures": _closures,
    "import calendar": _calendar,
    "origin of an absence": _origin,
}
"""Name to edit, as in tests.edits."""

"""Files that Moodle takes: users, dates of face-to-face and booking activities, and who is booked there."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.exchange.writing import Value, write_csv
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.sentences import counted
from pmplanner.services.calendar import clock
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import fold
from pmplanner.services.people.people import PersonRow, list_people
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.resources.trainers import list_trainers
from pmplanner.services.sessions.sessions import SessionRow, list_sessions

USER_COLUMNS = (
    *("username", "firstname", "lastname", "email", "idnumber", "department", "institution", "suspended"),
)
BOOKING_COLUMNS = (
    *("text", "identifier", "description", "location", "coursestarttime", "courseendtime", "maxanswers"),
    "teacheremail",
)
BOOKED_COLUMNS = ("text", "identifier", "coursestarttime", "courseendtime", "useremail")
SESSION_COLUMNS = (
    *("Session Date/Time Known", "Start Date", "Start Time", "Finish Date", "Finish Time"),
    *("Allow Cancellations", "Capacity", "Allow Overbookings", "Duration", "Normal Cost", "Discount Cost"),
    "Details",
)
SEAT_COLUMNS = ("email", "session", "status", "discountcode", "notificationtype")

_SEATS = {
    SeatStatus.BOOKED: "booked",
    SeatStatus.WAITING: "waitlisted",
    SeatStatus.ATTENDED: "fully_attended",
    SeatStatus.PARTLY_ATTENDED: "partially_attended",
    SeatStatus.ABSENT: "no_show",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and what was left out because Moodle could do nothing with it."""

    rows: int
    left_out: tuple[str, ...] = ()
    """In sentences."""


@dataclass(frozen=True, slots=True)
class _Content:
    header: Sequence[str]
    rows: list[Sequence[Value]]
    left_out: tuple[str, ...] = ()


def write_moodle(db: Session, what: str, path: Path, scope: ExportScope) -> Written:
    """Write what is called by one of MOODLE_NAMES in place of *path*.

    Raises ExchangeError when it cannot be written.
    """
    content = _MAKE[what](db, scope)
    # Without a mark, which Moodle takes for a part of the first heading.
    return Written(write_csv(path, content.header, content.rows, bom=False), content.left_out)


def _users(db: Session, scope: ExportScope) -> _Content:
    people = list_people(db, scope.person_ids)
    known = [p for p in people if p.first_name and p.last_name and p.email]
    without = len(people) - len(known)
    sentence = counted(
        "{n:,} person without first name, last name or e-mail is left out.",
        "{n:,} people without first name, last name or e-mail are left out.",
        without,
    )
    told = (sentence,) if without else ()
    return _Content(USER_COLUMNS, [_user(person, clock.today()) for person in known], told)


def _user(person: PersonRow, today: dt.date) -> Sequence[Value]:
    left = person.end_date is not None and person.end_date < today
    return (
        # Moodle takes no capital letters there.
        person.email.lower(),
        person.first_name,
        person.last_name,
        person.email,
        person.employee_id,
        person.team,
        person.location,
        int(left),
    )


def _dated(db: Session, scope: ExportScope) -> tuple[list[SessionRow], tuple[str, ...]]:
    """Return the sessions that take place on a day that is known."""
    assert scope.plan_id is not None  # the terminal and the window name one
    sessions = list_sessions(db, scope.plan_id, scope.session_ids)
    dated = [s for s in sessions if s.first_day is not None and s.status != SessionStatus.CANCELLED]
    if scope.course_ids is not None:
        dated = [session for session in dated if session.course_id in scope.course_ids]
    undated = sum(session.first_day is None for session in sessions)
    sentence = counted(
        "{n:,} session without a day is left out.", "{n:,} sessions without a day are left out.", undated
    )
    return dated, (sentence,) if undated else ()


def _bookings(db: Session, scope: ExportScope) -> _Content:
    sessions, told = _dated(db, scope)
    emails = {fold(trainer.name): trainer.email for trainer in list_trainers(db)}
    rows = [
        (
            session.course_title,
            session.code,
            session.note,
            session.room_names,
            *_span(session),
            session.seats_max,
            emails.get(fold(session.trainer), ""),
        )
        for session in sessions
    ]
    return _Content(BOOKING_COLUMNS, list(rows), told)


def _span(session: SessionRow) -> tuple[str, str]:
    """Return first and last moment of a session as Moodle writes them."""
    assert session.first_day is not None  # _dated() has left out the others
    assert session.last_day is not None
    start, end = session.start_time or dt.time(9), session.end_time or dt.time(17)
    moments = dt.datetime.combine(session.first_day, start), dt.datetime.combine(session.last_day, end)
    return moments[0].isoformat(" "), moments[1].isoformat(" ")


def _booked(db: Session, scope: ExportScope) -> _Content:
    sessions, told = _dated(db, scope)
    seats, without = _seats(db, scope, sessions)
    rows = [
        (session.course_title, session.code, *_span(session), email)
        for session in sessions
        for email, status in seats.get(session.id, ())
        if status == SeatStatus.BOOKED
    ]
    return _Content(BOOKED_COLUMNS, list(rows), (*told, *without))


def _sessions(db: Session, scope: ExportScope) -> _Content:
    sessions, told = _dated(db, scope)
    return _Content(SESSION_COLUMNS, [_session(session) for session in sessions], told)


def _session(session: SessionRow) -> Sequence[Value]:
    start, end = (dt.datetime.fromisoformat(moment) for moment in _span(session))
    return (
        "yes",
        f"{start:%d/%m/%Y}",
        f"{start:%H:%M}",
        f"{end:%d/%m/%Y}",
        f"{end:%H:%M}",
        "",
        session.seats_max,
        *("", "", "", ""),
        session.code,
    )


def _attendance(db: Session, scope: ExportScope) -> _Content:
    sessions, told = _dated(db, scope)
    seats, without = _seats(db, scope, sessions)
    rows = [
        (email, session.code, _SEATS[SeatStatus(status)], "", "")
        for session in sessions
        for email, status in seats.get(session.id, ())
    ]
    return _Content(SEAT_COLUMNS, list(rows), (*told, *without))


def _seats(
    db: Session, scope: ExportScope, sessions: Sequence[SessionRow]
) -> tuple[Mapping[int, list[tuple[str, str]]], tuple[str, ...]]:
    """Return address and status of who sits in each session, and who has no address."""
    assert scope.plan_id is not None  # as in _dated()
    meant = {session.id for session in sessions}
    emails = {person.id: person.email for person in list_people(db, scope.person_ids)}
    found: dict[int, list[tuple[str, str]]] = {}
    without = 0
    for pick in list_pick_statuses(db, scope.plan_id, scope.person_ids):
        if pick.session_id not in meant or pick.seat_status is None:
            continue
        email = emails.get(pick.person_id, "")
        without += not email
        if email:
            found.setdefault(pick.session_id, []).append((email, pick.seat_status))
    for seats in found.values():
        seats.sort()
    sentence = counted(
        "{n:,} seat of somebody without an e-mail is left out.",
        "{n:,} seats of people without an e-mail are left out.",
        without,
    )
    return found, (sentence,) if without else ()


_MAKE: Mapping[str, Callable[[Session, ExportScope], _Content]] = {
    "moodle-users": _users,
    "moodle-booking": _bookings,
    "moodle-booked": _booked,
    "moodle-sessions": _sessions,
    "moodle-seats": _attendance,
}
"""By the names of MOODLE_NAMES."""

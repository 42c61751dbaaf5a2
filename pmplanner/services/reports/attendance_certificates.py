"""Certificates of attendance: for everybody who was in a session of the plan, wholly or in part."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Pick, Seat
from pmplanner.models.statuses import WAS_THERE, SeatStatus, SessionStatus
from pmplanner.services.lookup import in_order, person_name, plain_rows
from pmplanner.services.reports.asking import Asked, Heading, Row, heading_of
from pmplanner.services.reports.scopes import sessions_named
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions

HEADER = (
    "person_id",
    "name",
    "course_code",
    "course_title",
    "provider",
    "session_code",
    "status",
    "days",
    "first_day",
    "last_day",
    "place",
    "trainers",
    "number",
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Somebody who was in a session."""

    person_key: str
    called: str
    """What tells the person from others: the employee id, else the e-mail, else the name."""
    name: str
    course_code: str
    course_title: str
    provider: str
    session: SessionRow
    in_part: bool
    days: Decimal | None
    """As the totals count them; None where nobody said how long somebody was there in part."""

    @property
    def number(self) -> str:
        """By which the certificate is found again: of the session and the person."""
        return f"{self.session.code}/{self.called}"


@dataclass(frozen=True, slots=True)
class Certificates:
    """The certificates of a plan, by session and name."""

    heading: Heading
    certificates: Sequence[Certificate]


def read_attendance_certificates(db: Session, asked: Asked) -> Certificates:
    """Return the certificates of those who attended, of some sessions if they are named.

    Raises PlanError when the plan is gone, or there is no session of that code.
    """
    heading = heading_of(db, asked)
    sessions = {
        row.id: row for row in list_sessions(db, asked.plan_id) if row.status != SessionStatus.CANCELLED
    }
    if asked.names:
        named = sessions_named(db, asked.plan_id, asked.names)
        sessions = {key: row for key, row in sessions.items() if key in named}
    seats = plain_rows(db, _SEATS.where(Pick.plan_id == asked.plan_id))
    found = [
        Certificate(
            key or "",
            key or email or person_name(person_id, first, last, email, key),
            person_name(person_id, first, last, email, key),
            code,
            title,
            provider,
            sessions[session_id],
            status == SeatStatus.PARTLY_ATTENDED,
            _days(sessions[session_id], status, days, own),
        )
        for session_id, status, days, own, person_id, first, last, email, key, code, title, provider in seats
        if session_id in sessions
        and (asked.session_ids is None or session_id in asked.session_ids)
        and (asked.person_ids is None or person_id in asked.person_ids)
    ]
    found.sort(
        key=lambda each: (each.session.first_day or dt.date.max, each.session.code, in_order(each.name))
    )
    return Certificates(heading, found)


def _days(session: SessionRow, status: str, attended: Decimal | None, own: Decimal | None) -> Decimal | None:
    if attended is not None or own is not None:
        return attended if attended is not None else own
    return None if status == SeatStatus.PARTLY_ATTENDED else session.days


_SEATS = (
    select(
        Seat.session_id,
        Seat.status,
        Seat.attended_days,
        Pick.days,
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.email,
        Person.employee_id,
        Course.code,
        Course.title,
        Course.provider,
    )
    .join(Pick, Pick.id == Seat.pick_id)
    .join(Person, Person.id == Pick.person_id)
    .join(Course, Course.id == Pick.course_id)
    .where(Seat.status.in_(WAS_THERE))
)


def certificate_rows(found: Certificates) -> list[Row]:
    """Return one row a certificate."""
    return [
        (
            each.person_key or None,
            each.name,
            each.course_code,
            each.course_title,
            each.provider,
            each.session.code,
            SeatStatus.PARTLY_ATTENDED if each.in_part else SeatStatus.ATTENDED,
            each.days,
            each.session.first_day,
            each.session.last_day,
            each.session.room_names,
            "; ".join(each.session.trainers),
            each.number,
        )
        for each in found.certificates
    ]

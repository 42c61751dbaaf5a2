"""A person's year around a plan: sessions, leave and what expires, day by day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Pick, Plan, Seat, SessionDay, TrainingSession
from pmplanner.models.person import PASSED
from pmplanner.models.statuses import SeatStatus, SessionStatus
from pmplanner.services.calendar.open_days import Span
from pmplanner.services.families import other_plans
from pmplanner.services.lookup import get
from pmplanner.services.people.employment import list_spells, unemployed
from pmplanner.services.people.people import PersonDetail
from pmplanner.services.views.lanes import read_courses


@dataclass(frozen=True, slots=True)
class YearSession:
    """A session of the year in which a person has a seat or waits for one."""

    id: int
    code: str
    title: str
    days: tuple[dt.date, ...]
    waiting: bool
    track: int | None
    """Position of the track to which the course belongs; None when it is that of several or none."""
    plan: str = ""
    """The name of the other plan that it is in; empty for one of the plan itself."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """The last day on which what a person passed is valid."""

    title: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class PersonYear:
    """The years, from a first of January to a last of December, that a plan touches."""

    first_day: dt.date
    last_day: dt.date
    plan: Span
    sessions: tuple[YearSession, ...]
    """By their first day."""
    leave: tuple[Span, ...]
    expiries: tuple[Expiry, ...]
    away: tuple[Span, ...]
    """When the person is not employed."""


def view_person_year(db: Session, plan_id: int, detail: PersonDetail) -> PersonYear:
    """Return the years around a plan of a person whose details are read already.

    With the sessions of the plan and of others that are active and not of its family; without those that
    are called off or were missed. Raises PlanError when the plan is gone.
    """
    plan = get(db, Plan, plan_id)
    first, last = dt.date(plan.first_day.year, 1, 1), dt.date(plan.last_day.year, 12, 31)
    return PersonYear(
        first,
        last,
        Span(plan.first_day, plan.last_day, plan.name),
        tuple(_sessions(db, plan_id, detail.person.id, first, last)),
        tuple(
            Span(max(first, row.first_day), min(last, row.last_day), row.kind)
            for row in detail.absences
            if row.first_day <= last and row.last_day >= first
        ),
        tuple(_expiries(detail, first, last)),
        tuple(_not_employed(db, detail.person.id, first, last)),
    )


def _sessions(db: Session, plan_id: int, person_id: int, first: dt.date, last: dt.date) -> list[YearSession]:
    plans = {plan_id: "", **other_plans(db, plan_id)}
    query = (
        select(
            TrainingSession.id,
            TrainingSession.code,
            TrainingSession.plan_id,
            Course.id,
            Course.title,
            Seat.status,
            SessionDay.day,
        )
        .join(Seat, Seat.session_id == TrainingSession.id)
        .join(Pick, Pick.id == Seat.pick_id)
        .join(Course, Course.id == TrainingSession.course_id)
        .join(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(
            Pick.person_id == person_id,
            TrainingSession.plan_id.in_(plans),
            TrainingSession.status != SessionStatus.CANCELLED,
            Seat.status != SeatStatus.ABSENT,
            SessionDay.day.between(first, last),
        )
        .order_by(SessionDay.day, SessionDay.start_time)
    )
    days: dict[int, list[dt.date]] = defaultdict(list)
    heads: dict[int, tuple[str, str, str, int, bool]] = {}
    for session, code, plan, course, title, status, day in db.execute(query):
        if day not in days[session]:
            days[session].append(day)
        heads[session] = code, title, plans[plan], course, status == SeatStatus.WAITING
    courses = read_courses(db) if heads else {}
    return [
        YearSession(session, code, title, tuple(days[session]), waiting, courses[course].track, plan)
        for session, (code, title, plan, course, waiting) in heads.items()
    ]


def _expiries(detail: PersonDetail, first: dt.date, last: dt.date) -> Iterator[Expiry]:
    """Give of each course that was passed when the last pass runs out, if within the year."""
    passed: dict[int | str, tuple[dt.date, str, dt.date | None]] = {}
    found: list[tuple[int | str, dt.date, str, dt.date | None]] = [
        (row.course_id or row.title, row.completed_on, row.title, row.expires_on)
        for row in detail.history
        if row.result in PASSED
    ]
    found += [
        (row.course_id, row.last_day, row.title, row.expires_on)
        for row in detail.attended
        if row.status == SeatStatus.ATTENDED
    ]
    for course, done, title, expires in found:
        if course not in passed or passed[course][0] < done:
            passed[course] = done, title, expires
    expiring = [(expires, title) for _, title, expires in passed.values() if expires is not None]
    for day, title in sorted(expiring):
        if first <= day <= last:
            yield Expiry(title, day)


def _not_employed(db: Session, person_id: int, first: dt.date, last: dt.date) -> Iterator[Span]:
    """Give the stretches of the year beside the spells of employment."""
    for begins, ends in unemployed(list_spells(db, [person_id]).get(person_id, ())):
        if begins <= last and ends >= first:
            yield Span(max(begins, first), min(ends, last))

"""What would clash if a session were put elsewhere by hand, were longer or shorter, or were new.

*facts* are those of the whole plan where they are kept anyway, so that a drag need not read them for
each day that it passes; without them what the session touches is read.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Pick, TrainingSession
from pmplanner.services.calendar.session_days import Day, stretch_days
from pmplanner.services.calendar.site_days import days_open_at, lay_days, shift_days
from pmplanner.services.lookup import get
from pmplanner.services.problems.checks.units import units_of_session
from pmplanner.services.problems.fixes.foreseeing import (
    NEW_RUN,
    foresee_days,
    foresee_new_session,
    know_closed,
    new_problems,
    parts_of,
    plan_of,
)
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Booking, Facts, Problem, SessionFacts
from pmplanner.services.resources.further import replaced
from pmplanner.services.sessions.free_seats import FreeSeats
from pmplanner.services.sessions.session_rows import SessionRow
from pmplanner.services.sessions.sessions import session_detail


def foresee_placing(
    db: Session,
    session_id: int,
    start: dt.date,
    *,
    room: str | None = None,
    trainer: str | None = None,
    instead: str | None = None,
    facts: Facts | None = None,
) -> list[Problem]:
    """Return the new problems if a session were moved to *start*, and to a room or trainer where given.

    Of several rooms or trainers it would come in the place of *instead*, or else of the first.
    """
    detail = session_detail(db, session_id)
    days: Iterable[Day] = detail.days
    if detail.days[0].day != start:
        days = shift_days(db, detail.days, start, _first_room(detail.row, room, instead))
    if room is None and trainer is None:
        return foresee_days(db, session_id, days, facts=facts)
    facts = facts or _facts_of(db, session_id, trainer=trainer or "")
    session = facts.sessions[session_id]
    there = _elsewhere(session, room, trainer, instead)
    there = replace(there, parts=parts_of(days, session.parts[0].zone))
    moved = facts.with_session(there)
    know_closed(db, moved)
    return new_problems(
        facts, moved, units_of_session(facts, session) | units_of_session(moved, there), session_id
    )


def foresee_copy(
    db: Session,
    session_id: int,
    start: dt.date,
    *,
    room: str | None = None,
    trainer: str | None = None,
    instead: str | None = None,
    facts: Facts | None = None,
) -> list[Problem]:
    """Return the problems of a copy of a session, without people, that would begin on *start*.

    It would be in the same rooms with the same trainers; another one that is given would come in the place
    of *instead*, or else of the first.
    """
    detail = session_detail(db, session_id)
    facts = facts or _facts_of(db, session_id, trainer=trainer or "")
    session = facts.sessions[session_id]
    there = _first_room(detail.row, room, instead)
    copy = replace(
        _elsewhere(session, room, trainer, instead),
        id=NEW_RUN,
        code="",
        parts=parts_of(shift_days(db, detail.days, start, there), session.parts[0].zone),
        seats_min=None,  # nobody is in it yet
        held=False,
        kept=(),
    )
    after = facts.with_session(copy)
    know_closed(db, after)
    return new_problems(facts, after, units_of_session(after, copy), NEW_RUN)


def _elsewhere(
    session: SessionFacts, room: str | None, trainer: str | None, instead: str | None
) -> SessionFacts:
    """Return a session in another room, or with another trainer, where one is given."""
    if room is not None:
        session = session.in_room(session.room if instead is None else instead, room)
    if trainer is not None:
        session = session.taught_by(session.trainer if instead is None else instead, trainer)
    return session


def _first_room(row: SessionRow, room: str | None, instead: str | None) -> str:
    """Return the room whose site decides which days are open."""
    if room is None:
        return row.room
    return next(iter(replaced(row.rooms, row.room if instead is None else instead, room)), "")


def foresee_resizing(
    db: Session, session_id: int, first: dt.date, last: dt.date, *, facts: Facts | None = None
) -> list[Problem]:
    """Return the new problems if a session went from *first* to *last*."""
    detail = session_detail(db, session_id)
    days = stretch_days(detail.days, first, last, days_open_at(db, detail.row.room))
    return foresee_days(db, session_id, days, facts=facts)


def foresee_session(
    db: Session,
    plan_id: int,
    course_id: int,
    start: dt.date,
    pick_ids: Collection[int],
    *,
    room: str = "",
    trainer: str = "",
    facts: Facts | None = None,
) -> list[Problem]:
    """Return the problems of a new session of a course that would begin on *start* with these people."""
    days = lay_days(db, start, get(db, Course, course_id).days, room)
    return foresee_new_session(db, plan_id, course_id, days, pick_ids, room, trainer, facts=facts)


def foresee_seating(
    db: Session, session_id: int, pick_ids: Collection[int], *, facts: Facts | None = None
) -> list[Problem]:
    """Return the new problems if the people of these picks came to a session; the last of them may wait."""
    people = dict(db.execute(select(Pick.id, Pick.person_id).where(Pick.id.in_(pick_ids))).all())
    facts = facts or _facts_of(db, session_id, set(people.values()))
    after = facts.copy()
    coming = [pick for pick in pick_ids if pick in people]
    coming = coming[: len(coming) - foresee_waiting(db, session_id, len(coming))]
    seats = list(facts.seats.get(session_id, ()))
    seats += [Booking(people[pick], session_id, "booked", pick) for pick in coming]
    after.set_seats(session_id, seats, facts.waiting.get(session_id, ()))
    return new_problems(facts, after, units_of_session(after, after.sessions[session_id]), session_id)


def foresee_waiting(db: Session, session_id: int, count: int) -> int:
    """Return how many of so many people more would wait for a seat in a session.

    Seats that are kept for a team count as taken, though people of the team get them.
    """
    free = FreeSeats(db, get(db, TrainingSession, session_id)).free
    return 0 if free is None else max(0, count - free)


def _facts_of(db: Session, session_id: int, person_ids: Collection[int] = (), *, trainer: str = "") -> Facts:
    plan_id = plan_of(db, session_id)
    return gather_facts(db, plan_id, person_ids, session_ids=[session_id], trainers=[trainer])

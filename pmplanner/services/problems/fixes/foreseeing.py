"""What would go wrong if a session were moved, or a new one were held: for the time of a drag."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick, TrainingSession
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.calendar.time_zones import SessionZones
from pmplanner.services.lookup import get
from pmplanner.services.problems.checks.units import Unit, evaluate, in_order, units_of_session
from pmplanner.services.problems.reading.facts import gather_facts, read_calendars, read_further_plans
from pmplanner.services.problems.reading.rows import Booking, Facts, Part, Problem, SessionFacts
from pmplanner.services.resources.equipment import course_needs
from pmplanner.services.resources.further import Teacher, split_names

NEW_RUN = 0
"""Stands for a session that is not in the plan yet; real ids begin with 1."""


def foresee_days(
    db: Session, session_id: int, days: Iterable[Day], *, facts: Facts | None = None
) -> list[Problem]:
    """Return the problems that there would be beyond those there are, with these days of a session.

    Also those of other sessions, such as one that must come after this one. Nothing without days,
    and for a session that is cancelled. *facts* are those of the whole plan where they have been read.
    """
    facts = facts or gather_facts(db, plan_of(db, session_id), (), session_ids=[session_id])
    session = facts.sessions.get(session_id)
    parts = parts_of(days, session.parts[0].zone if session is not None else "")
    if session is None or not parts:
        return []
    moved = facts.with_session(replace(session, parts=parts))
    know_closed(db, moved)
    return new_problems(
        facts,
        moved,
        units_of_session(facts, session) | units_of_session(moved, moved.sessions[session_id]),
        session_id,
    )


def foresee_new_session(
    db: Session,
    plan_id: int,
    course_id: int,
    days: Iterable[Day],
    pick_ids: Collection[int],
    room: str = "",
    trainer: str = "",
    *,
    facts: Facts | None = None,
) -> list[Problem]:
    """Return the problems that a new session with these people would have or make.

    *room* and *trainer* may each name several. Its seats are left out: whoever is beyond them waits.
    *facts* are those of the whole plan where they have been read; they stay as they are.
    """
    rooms, trainers = split_names(room), split_names(trainer)
    parts = parts_of(days, SessionZones(db).of("", next(iter(rooms), "")))
    if not parts:
        return []
    people = dict(db.execute(select(Pick.id, Pick.person_id).where(Pick.id.in_(pick_ids))).all())
    facts = facts or gather_facts(db, plan_id, set(people.values()), session_ids=[NEW_RUN], trainers=trainers)
    needs = tuple(sorted(course_needs(db, course_id).items()))
    session = SessionFacts(
        NEW_RUN,
        "",
        course_id,
        None,
        parts,
        room="".join(rooms[:1]),
        trainer="".join(trainers[:1]),
        asks=needs,
        further_rooms=tuple(rooms[1:]),
        further_trainers=tuple(map(Teacher, trainers[1:])),
    )
    after = facts.with_session(session)
    after.sits = dict(facts.sits)
    after.seats = dict(facts.seats)
    after.set_seats(
        NEW_RUN, [Booking(people[key], NEW_RUN, "booked", key) for key in pick_ids if key in people]
    )
    know_closed(db, after)
    return new_problems(facts, after, units_of_session(after, session), NEW_RUN)


def new_problems(before: Facts, after: Facts, units: Iterable[Unit], session_id: int) -> list[Problem]:
    """Return what is found in units after a change and not before, each once, best told for a session."""
    days = days_touched((before, after), [session_id])
    found: dict[tuple[str, int | None], Problem] = {}
    for unit in units:
        if _stays(before, after, unit, days):
            continue
        # Only what is new is told: a drag is not to be blamed for what was wrong before.
        known = {tell(problem) for problem in evaluate(before, unit)}
        for problem in evaluate(after, unit):
            key = tell(problem)
            if key not in known and (key not in found or problem.session_id == session_id):
                found[key] = problem
    return in_order(after, found.values())


def _stays(before: Facts, after: Facts, unit: Unit, days: Collection[dt.date]) -> bool:
    """Say whether a unit that has much to look at has nothing new on the days that were touched."""
    if unit[0] not in ("equipment", "cover"):
        return False
    was, now = ({tell(problem) for problem in evaluate(facts, unit, days)} for facts in (before, after))
    return now <= was


def days_touched(states: Iterable[Facts], session_ids: Collection[int]) -> set[dt.date]:
    """Return the days of sessions in several states of the facts."""
    sessions = [
        facts.sessions[session_id]
        for facts in states
        for session_id in session_ids
        if session_id in facts.sessions
    ]
    return {part.day for session in sessions for part in session.parts}


def tell(problem: Problem) -> tuple[str, int | None]:
    """Return what tells a problem from all others but its mirror images."""
    return problem.key, problem.person_id


def parts_of(days: Iterable[Day], zone: str = "") -> tuple[Part, ...]:
    """Return session days as the checks see them."""
    return tuple(
        Part(day.day, day.start_time, day.end_time, zone, int(day.portion * 4)) for day in sorted(days)
    )


def know_closed(db: Session, facts: Facts) -> None:
    """Read the calendars of further years when sessions have come to be there."""
    first = min(session.first_day for session in facts.sessions.values())
    last = max(session.last_day for session in facts.sessions.values())
    if not facts.knows_closed(first, last):
        read_calendars(db, facts)
        read_further_plans(db, facts)


def plan_of(db: Session, session_id: int) -> int:
    """Return the plan of a session; raise PlanError when the session is gone."""
    return get(db, TrainingSession, session_id).plan_id

"""The sessions that there are already: which of them the schedule may change, and how far."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import TrainingSession
from pmplanner.models.statuses import WAS_THERE, PolicyAction, SeatStatus, SessionStatus
from pmplanner.scheduling.model.problem import Freedom
from pmplanner.services.autoschedule.halves import HalfDay, by_date, halves_of
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.families import other_plans
from pmplanner.services.problems.checks.places import trainer_away
from pmplanner.services.problems.checks.sessions import closed_days
from pmplanner.services.problems.reading.facts import read_seats
from pmplanner.services.problems.reading.rows import Booking, Facts, SessionFacts
from pmplanner.services.problems.reading.sessions import read_sessions as read_session_facts
from pmplanner.services.problems.tracking.finding import read_accepted


@dataclass(frozen=True, slots=True)
class PlanSession:
    """A session of the plan that takes place, with the picks seated in it."""

    id: int
    code: str
    course_id: int
    days: tuple[dt.date, ...]
    """In order, each date once."""
    halves: tuple[HalfDay, ...]
    """The mornings and afternoons of these days that it takes, in order."""
    room: str
    trainer: str
    seats_max: int | None
    """Without the seats that are kept for teams, and those of people who were absent."""
    freedom: Freedom
    seated: tuple[int, ...]
    facts: SessionFacts
    is_open: bool = True
    """Whether training can be on all of its days; if not, it has to move or stays where it should not."""
    is_doubtful: bool = False
    """In one that others may join, whether it cannot be held as it is, which only warns."""
    could_change: bool = False
    """In one that stands, whether it might change if it were released."""


@dataclass(frozen=True, slots=True)
class Stands:
    """A session that stays as it is, with the people who sit there: of the plan, or of another."""

    facts: SessionFacts
    people: tuple[Booking, ...]


def read_sessions(
    db: Session,
    request: ScheduleRequest,
    facts: Facts,
    open_days: Collection[dt.date],
    last: dt.date,
    provided: Collection[int] = (),
) -> list[PlanSession]:
    """Return the sessions of the plan that are not cancelled.

    Locked ones, those that are held or have begun, those outside the period and those of courses that
    are not asked for are all locked to the schedule. Confirmed and pinned ones stand, and so does what
    somebody has accepted a problem of, has kept seats in, or has set to a time zone of its own, and
    whatever there is of a course that is *provided*: of a provider, who alone sets its dates. Nobody
    joins what cannot be held as it is, where that blocks.
    """
    rows = db.execute(
        select(TrainingSession.id, TrainingSession.status, TrainingSession.pinned, TrainingSession.timezone)
        .where(TrainingSession.plan_id == request.plan_id, TrainingSession.status != SessionStatus.CANCELLED)
        .order_by(TrainingSession.id)
    ).all()
    keys = set(read_accepted(db, request.plan_id))
    accepted = {int(found) for key in keys for found in re.findall(r"[|,]r(\d+)", key.split("|@")[0])}
    usable = set(open_days)
    sessions = []
    for session_id, status, pinned, timezone in rows:
        session = facts.sessions.get(session_id)
        if session is None:
            continue
        booked = facts.seats.get(session_id, ())
        is_settled = (
            session_id in request.pinned
            or request.person_ids is not None
            or session.course_id in provided
            or any(seat.status in WAS_THERE for seat in booked)
        )
        stands = (
            status == SessionStatus.CONFIRMED
            or pinned
            or session_id in accepted
            or bool(session.kept)
            or bool(timezone.strip())
        ) and session_id not in request.released
        row = _run(session, booked, request, usable, last, stands=stands or is_settled)
        if row.freedom is Freedom.PINNED:
            row = _doubted(row, facts, keys)
        loose = _run(session, booked, request, usable, last, stands=is_settled)
        sessions.append(replace(row, could_change=loose.freedom is Freedom.FREE))
    return sessions


def _doubted(session: PlanSession, facts: Facts, accepted: Collection[str]) -> PlanSession:
    """Close a session that stands to others, or let them rather not join it, where it cannot be held.

    That is where its trainer is away or its site is closed, and nobody has accepted it.
    """
    found = (*trainer_away(facts, session.facts), *closed_days(facts, session.facts))
    actions = {row.action for row in found if row.key not in accepted}
    if PolicyAction.BLOCK in actions:
        return replace(session, freedom=Freedom.LOCKED)
    return replace(session, is_doubtful=bool(actions))


def _run(
    session: SessionFacts,
    booked: Iterable[Booking],
    request: ScheduleRequest,
    usable: set[dt.date],
    last: dt.date,
    *,
    stands: bool,
) -> PlanSession:
    halves = sorted({half for part in session.parts for half in halves_of(part.day, part.start, part.end)})
    days = tuple(by_date(halves))
    is_open = usable.issuperset(days)
    seated = tuple(seat.pick_id for seat in booked if seat.status != SeatStatus.ABSENT)
    absent = sum(seat.status == SeatStatus.ABSENT for seat in booked)
    free = None if session.seats_max is None else max(0, session.seats_max - session.kept_seats - absent)
    asked = request.course_ids is None or session.course_id in request.course_ids
    first = min(usable, default=dt.date.max)
    begun = bool(days) and (days[0] <= request.today or days[0] < first or days[-1] > last)
    freedom = Freedom.PINNED if stands else Freedom.FREE
    if session.locked or session.held or not asked or begun or not days or (stands and not is_open):
        freedom = Freedom.LOCKED
    return PlanSession(
        session.id,
        session.code,
        session.course_id,
        days,
        tuple(halves),
        session.room,
        session.trainer,
        free,
        freedom,
        seated,
        session,
        is_open,
    )


def read_elsewhere(db: Session, plan_id: int, known: Collection[int]) -> list[Stands]:
    """Return the sessions of other plans in which people, rooms and trainers are taken."""
    found: list[Stands] = []
    for other_id in other_plans(db, plan_id):
        there = Facts(sessions=read_session_facts(db, other_id))
        if there.sessions:
            condition = TrainingSession.id.in_(
                select(TrainingSession.id).where(TrainingSession.plan_id == other_id)
            )
            _read_seats(db, there, condition)
        found += [
            Stands(session, attending(there.seats.get(session.id, ())))
            for session in there.sessions.values()
            if session.id not in known
        ]
    return found


def _read_seats(db: Session, facts: Facts, condition: object) -> None:
    from pmplanner.models import Seat

    ids = list(facts.sessions)
    if len(ids) < 500:
        read_seats(db, facts, Seat.session_id.in_(ids))
    else:
        read_seats(db, facts, Seat.session_id.in_(select(TrainingSession.id).where(condition)))  # type: ignore[arg-type]


def attending(seats: Iterable[Booking]) -> tuple[Booking, ...]:
    """Return those who are in a session, or were."""
    return tuple(seat for seat in seats if seat.status not in (SeatStatus.ABSENT, SeatStatus.WAITING))


def by_person(stands: Iterable[Stands]) -> dict[int, list[SessionFacts]]:
    """Return the sessions in which each person sits."""
    found: dict[int, list[SessionFacts]] = defaultdict(list)
    for each in stands:
        for seat in each.people:
            found[seat.person_id].append(each.facts)
    return found

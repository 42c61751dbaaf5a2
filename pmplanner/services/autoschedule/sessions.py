"""The sessions that a plan has already: which of them the schedule may change, and how far."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Reservation, Seat, SessionDay, TrainingSession
from pmplanner.scheduling.problem import Freedom
from pmplanner.services.autoschedule.halves import HalfDay, by_date, halves_of
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.seating import TAKES_SEAT


@dataclass(frozen=True, slots=True)
class Run:
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
    """Without the seats that are kept for teams."""
    freedom: Freedom
    seated: tuple[int, ...]


def read_runs(session: Session, request: ScheduleRequest, open_days: Iterable[dt.date]) -> list[Run]:
    """Return the sessions of the plan that are not cancelled.

    Locked ones, those that are held or have begun, those with days on which the schedule cannot
    place anything and those of courses that are not asked for are all locked to it.
    """
    plan_id = request.plan_id
    days, seats, kept = _days(session, plan_id), _seats(session, plan_id), _kept(session)
    usable = set(open_days)
    runs = session.scalars(
        select(TrainingSession)
        .where(TrainingSession.plan_id == plan_id, TrainingSession.status != "cancelled")
        .order_by(TrainingSession.id)
    )
    return [
        Run(
            run.id,
            run.code,
            run.course_id,
            tuple(by_date(days[run.id])),
            tuple(days[run.id]),
            run.room,
            run.trainer,
            None if run.seats_max is None else max(0, run.seats_max - kept.get(run.id, 0)),
            _freedom(run, by_date(days[run.id]), usable, request),
            tuple(seats[run.id]),
        )
        for run in runs
        if run.id in days
    ]


def _days(session: Session, plan_id: int) -> dict[int, list[HalfDay]]:
    """Return the half days of each session in order, each once."""
    found: dict[int, set[HalfDay]] = defaultdict(set)
    query = (
        select(SessionDay.session_id, SessionDay.day, SessionDay.start_time, SessionDay.end_time)
        .join(TrainingSession, TrainingSession.id == SessionDay.session_id)
        .where(TrainingSession.plan_id == plan_id)
    )
    for run_id, day, start, end in session.execute(query):
        found[run_id].update(halves_of(day, start, end))
    return {run_id: sorted(halves) for run_id, halves in found.items()}


def _seats(session: Session, plan_id: int) -> defaultdict[int, list[int]]:
    """Return the picks that take a seat in each session, in order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    query = (
        select(Seat.session_id, Seat.pick_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(TrainingSession.plan_id == plan_id, Seat.status.in_(TAKES_SEAT))
        .order_by(Seat.position, Seat.id)
    )
    for run_id, pick_id in session.execute(query):
        found[run_id].append(pick_id)
    return found


def _kept(session: Session) -> dict[int, int]:
    """Return how many seats of each session are kept for teams."""
    query = select(Reservation.session_id, func.sum(Reservation.seats)).group_by(Reservation.session_id)
    return dict(session.execute(query).all())


def _freedom(
    run: TrainingSession, days: Iterable[dt.date], usable: set[dt.date], request: ScheduleRequest
) -> Freedom:
    asked = request.course_ids is None or run.course_id in request.course_ids
    if run.locked or run.status == "held" or not asked or not usable.issuperset(days):
        return Freedom.LOCKED
    fixed = run.pinned or run.status == "confirmed" or run.id in request.pinned
    return Freedom.PINNED if fixed or request.person_ids is not None else Freedom.FREE

"""Seats: who is in a session, who waits, and who moves up."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from pmplanner.models import SEAT_STATUSES, Completion, Course, Person, Pick, Plan, Seat, TrainingSession
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, full_name, get
from pmplanner.services.standing import DONE, list_standings

TAKES_SEAT = ("booked", "attended", "partly attended", "absent")
"""Seats that fill a place; waiting does not."""

_SETTLED = ("booked", "attended", "partly attended")
"""Seats by which a pick is scheduled or done."""


@dataclass(frozen=True, slots=True)
class OpenPick:
    """A pick that has no seat yet."""

    pick_id: int
    person_id: int
    name: str
    team: str
    days: Decimal
    waiting_in: str
    """Code of the session in which the person waits, if any."""


class OpenSeat(NamedTuple):
    """A pick that has no seat, with the code of the session in which the person waits, if any."""

    pick_id: int
    person_id: int
    course_id: int
    own_days: Decimal | None
    waiting_in: str


def list_open(session: Session, plan_id: int, course_id: int | None = None) -> list[OpenSeat]:
    """Return the picks that stand open or waiting, as services.standing has it, in order of picks.

    Asked for apart from the standings, because those who plan sessions look only at these.
    """
    plan = get(session, Plan, plan_id)
    of_course = [] if course_id is None else [Pick.course_id == course_id]
    settled, waiting = _seated(session, plan_id, of_course)
    completed = exists().where(
        Completion.person_id == Pick.person_id,
        Completion.course_id == Pick.course_id,
        Completion.completed_on.between(plan.first_day, plan.last_day),
    )
    query = select(Pick.id, Pick.person_id, Pick.course_id, Pick.days).where(
        Pick.plan_id == plan_id, ~completed, *of_course
    )
    return [
        OpenSeat(*row, waiting.get(row[0], ""))
        for row in session.execute(query.order_by(Pick.id))
        if row[0] not in settled
    ]


def _seated(
    session: Session, plan_id: int, of_course: list[ColumnElement[bool]]
) -> tuple[set[int], dict[int, str]]:
    """Return the picks that have a seat, and the code of the (first) session in which others wait."""
    query = (
        select(Seat.pick_id, Seat.status, TrainingSession.code)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(TrainingSession.plan_id == plan_id, TrainingSession.status != "cancelled")
        .order_by(Seat.id)
    )
    if of_course:
        query = query.join(Pick, Pick.id == Seat.pick_id).where(*of_course)
    settled: set[int] = set()
    waiting: dict[int, str] = {}
    for pick_id, status, code in session.execute(query):
        if status in _SETTLED:
            settled.add(pick_id)
        elif status == "waiting":
            waiting.setdefault(pick_id, code)
    return settled, waiting


def open_picks(session: Session, plan_id: int, course_id: int) -> list[OpenPick]:
    """Return the picks of a course that have no seat, those waiting for one last."""
    days = get(session, Course, course_id).days
    people = {
        person_id: (full_name(first, last, email, key), team)
        for person_id, team, first, last, email, key in session.execute(
            select(
                Person.id, Person.team, Person.first_name, Person.last_name, Person.email, Person.employee_id
            )
            .join(Pick, Pick.person_id == Person.id)
            .where(Pick.plan_id == plan_id, Pick.course_id == course_id)
        )
    }
    found = [
        OpenPick(
            pick.pick_id,
            pick.person_id,
            *people[pick.person_id],
            days if pick.own_days is None else pick.own_days,
            pick.waiting_in,
        )
        for pick in list_open(session, plan_id, course_id)
    ]
    return sorted(found, key=lambda pick: (bool(pick.waiting_in), fold(pick.name), pick.pick_id))


def seat_picks(session: Session, run_id: int, pick_ids: Iterable[int]) -> tuple[int, int]:
    """Give picks of the session's course a seat, the ones beyond its seats a place on the waiting list.

    Returns how many were booked and how many wait. Raises PlanError for a cancelled session, for a
    pick of another course or plan, or one that is done.
    """
    run = get(session, TrainingSession, run_id)
    if run.status == "cancelled":
        raise PlanError(f"{run.code} is cancelled, so nobody can be seated in it.")
    wanted = list(dict.fromkeys(pick_ids))
    picks = {pick.id: pick for pick in session.scalars(select(Pick).where(Pick.id.in_(wanted)))}
    done = _done_picks(session, run.plan_id, picks.values())
    for pick_id in wanted:
        pick = picks.get(pick_id)
        if pick is None or pick.course_id != run.course_id or pick.plan_id != run.plan_id:
            raise PlanError(f"Only people who have picked the course of {run.code} can be seated in it.")
        if pick_id in done:
            raise PlanError("Somebody who has done the course cannot be seated again.")
    return _book(session, run, wanted)


def _done_picks(session: Session, plan_id: int, picks: Iterable[Pick]) -> set[int]:
    people = {pick.person_id for pick in picks}
    return {s.pick_id for s in list_standings(session, plan_id, people) if s.status == DONE}


def _book(session: Session, run: TrainingSession, pick_ids: Iterable[int]) -> tuple[int, int]:
    seats = list(session.scalars(select(Seat).where(Seat.session_id == run.id)))
    present = {seat.pick_id for seat in seats}
    taken = sum(seat.status in TAKES_SEAT for seat in seats)
    position = max((seat.position for seat in seats), default=0)
    booked = waiting = 0
    for pick_id in pick_ids:
        if pick_id in present:
            continue
        _leave_other_seats(session, run, pick_id)
        position += 1
        free = run.seats_max is None or taken + booked < run.seats_max
        status = "booked" if free else "waiting"
        session.add(Seat(session_id=run.id, pick_id=pick_id, status=status, position=position))
        booked, waiting = booked + free, waiting + (not free)
    session.flush()
    return booked, waiting


def _leave_other_seats(session: Session, run: TrainingSession, pick_id: int) -> None:
    """Give up the seats that a pick holds or waits for elsewhere: a person takes a course once."""
    query = select(Seat).where(
        Seat.pick_id == pick_id, Seat.session_id != run.id, Seat.status.in_(("booked", "waiting"))
    )
    for seat in session.scalars(query).all():
        session.delete(seat)
        session.flush()
        move_up(session, seat.session_id)


def unseat(session: Session, seat_ids: Iterable[int]) -> int:
    """Take people out of their sessions; their picks are open again and those waiting move up."""
    runs = []
    for seat_id in seat_ids:
        seat = get(session, Seat, seat_id)
        runs.append(seat.session_id)
        session.delete(seat)
    session.flush()
    for run_id in dict.fromkeys(runs):
        move_up(session, run_id)
    return len(runs)


def set_seat_status(
    session: Session, seat_ids: Iterable[int], status: str, attended_days: Decimal | None = None
) -> None:
    """Set what became of seats: booked, waiting, attended, partly attended (with days) or absent.

    Raises PlanError for another word, and for days that are not a positive multiple of a quarter.
    """
    if status not in SEAT_STATUSES:
        raise PlanError(f"A seat is {', '.join(SEAT_STATUSES)}; not “{status}”.")
    if attended_days is not None and (attended_days <= 0 or attended_days * 4 != int(attended_days * 4)):
        raise PlanError(f"Days go in steps of 0.25 and are more than 0; not {attended_days}.")
    for seat_id in seat_ids:
        seat = get(session, Seat, seat_id)
        seat.status, seat.attended_days = status, attended_days


def move_up(session: Session, run_id: int) -> int:
    """Book those who wait, first come first served, while there are seats; return how many moved up.

    Nobody moves into a session that was held or cancelled.
    """
    run = get(session, TrainingSession, run_id)
    if run.status in ("held", "cancelled"):
        return 0
    seats = list(session.scalars(select(Seat).where(Seat.session_id == run_id).order_by(Seat.position)))
    free = (
        run.seats_max - sum(s.status in TAKES_SEAT for s in seats)
        if run.seats_max is not None
        else len(seats)
    )
    moved = [seat for seat in seats if seat.status == "waiting"][: max(0, free)]
    for seat in moved:
        seat.status = "booked"
    session.flush()
    return len(moved)

"""Seats: who is in a session, who waits, and who moves up.

A session has the seats that it says, and those beyond that the policy on overbooking allows. Of
these some are kept for teams: :mod:`pmplanner.services.sessions.free_seats` counts what is left.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from pmplanner.day_words import number
from pmplanner.models import (
    PUT_ASIDE,
    ApprovalRule,
    Completion,
    Course,
    Decision,
    Person,
    Pick,
    PickDecision,
    Plan,
    Seat,
    SeatStatus,
    SessionDay,
    SessionStatus,
    TrainingSession,
)
from pmplanner.models.statuses import CLOSED_SESSIONS, WAS_THERE
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.calendar import clock
from pmplanner.services.errors import PlanError
from pmplanner.services.families import family_of
from pmplanner.services.lookup import PICKS_PUT_ASIDE, among, fold, get, person_name, plain_rows
from pmplanner.services.pick_status.pick_status import DONE, list_done, list_pick_statuses
from pmplanner.services.quantities import check_days
from pmplanner.services.sessions.free_seats import TAKES_SEAT, FreeSeats
from pmplanner.services.sessions.locking import refuse_locked
from pmplanner.storage import journal

__all__ = [
    "ATTENDANCE",
    "TAKES_SEAT",
    "OpenPick",
    "OpenSeat",
    "count_unapproved",
    "give_up",
    "leave_sessions",
    "list_open",
    "move_in_queue",
    "move_people",
    "move_up",
    "move_up_all",
    "move_up_people",
    "open_picks",
    "person_called",
    "refuse_early",
    "refuse_in_variant",
    "refuse_put_aside",
    "seat_picks",
    "set_seat_status",
    "swap_seats",
    "unseat",
]

ATTENDANCE = (*WAS_THERE, SeatStatus.ABSENT)
"""Seats of which it is known what became of them."""
_SETTLED = (SeatStatus.BOOKED, SeatStatus.ATTENDED, SeatStatus.PARTLY_ATTENDED)
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
    is_approved: bool = True
    """False where the plan schedules only what was approved, and this is not."""


class OpenSeat(NamedTuple):
    """A pick that has no seat, with the code of the session in which the person waits, if any."""

    pick_id: int
    person_id: int
    course_id: int
    own_days: Decimal | None
    waiting_in: str


def list_open(
    db: Session, plan_id: int, course_id: int | None = None, *, unapproved: bool = False
) -> list[OpenSeat]:
    """Return the picks that stand open or waiting, as pick_status.pick_status has it, in order of picks.

    Asked for apart from the standings, because those who plan sessions look only at these. Where the plan
    schedules only what was approved, the others are left out unless *unapproved* are asked for as well.
    """
    of_course = [] if course_id is None else [Pick.course_id == course_id]
    query = (
        select(Pick.id, Pick.person_id, Pick.course_id, Pick.days)
        .where(
            Pick.plan_id == plan_id,
            Pick.id.not_in(_settled(plan_id)),
            ~_completed(db, plan_id),
            Pick.id.not_in(PICKS_PUT_ASIDE),
            *([] if unapproved else may_be_scheduled(db, plan_id)),
            *of_course,
        )
        .order_by(Pick.id)
    )
    waiting = _waiting(db, plan_id)
    return [
        OpenSeat(row[0], row[1], row[2], row[3], waiting.get(row[0], "")) for row in plain_rows(db, query)
    ]


def count_open(db: Session, plan_id: int) -> dict[int, int]:
    """Return by course how many picks :func:`list_open` lists, without reading each of them."""
    has_seat = exists().where(
        Seat.pick_id == Pick.id,
        Seat.status.in_(_SETTLED),
        TrainingSession.id == Seat.session_id,
        TrainingSession.status != SessionStatus.CANCELLED,
    )
    query = (
        select(Pick.course_id, func.count())
        .where(
            Pick.plan_id == plan_id,
            ~_completed(db, plan_id),
            ~has_seat,
            Pick.id.not_in(PICKS_PUT_ASIDE),
            *may_be_scheduled(db, plan_id),
        )
        .group_by(Pick.course_id)
    )
    return dict(db.execute(query).all())


def count_unapproved(db: Session, plan_id: int) -> dict[int, int]:
    """Return by course how many open picks are left out because nobody has approved them yet.

    Nothing where the plan schedules all picks.
    """
    if not may_be_scheduled(db, plan_id):
        return {}
    allowed = {pick.pick_id for pick in list_open(db, plan_id)}
    left_out = (
        pick.course_id for pick in list_open(db, plan_id, unapproved=True) if pick.pick_id not in allowed
    )
    return dict(Counter(left_out))


def may_be_scheduled(db: Session, plan_id: int) -> list[ColumnElement[bool]]:
    """Return the condition that a pick may be scheduled; none where the plan schedules all picks."""
    if get(db, Plan, plan_id).approval_rule != ApprovalRule.APPROVED:
        return []
    approved = select(PickDecision.pick_id).where(PickDecision.decision == Decision.APPROVED)
    return [Pick.id.in_(approved)]


def _completed(db: Session, plan_id: int) -> ColumnElement[bool]:
    """Return the condition that a pick was completed in the plan's period.

    Which completion is whose, where somebody takes a course again, is asked of the standings.
    """
    plan = get(db, Plan, plan_id)
    done = and_(
        Completion.person_id == Pick.person_id,
        Completion.course_id == Pick.course_id,
        Completion.completed_on.between(plan.first_day, plan.last_day),
    )
    first = and_(Pick.attempt == 1, exists().where(done))
    again = select(Pick.person_id).where(Pick.plan_id == plan_id, Pick.attempt > 1, exists().where(done))
    people = {row[0] for row in plain_rows(db, again.distinct())}
    if not people:
        return first
    statuses = list_pick_statuses(db, plan_id, people, put_aside=True)
    return or_(first, Pick.id.in_([s.pick_id for s in statuses if s.attempt > 1 and s.status == DONE]))


def _settled(plan_id: int) -> Select[int]:
    """Return the query for the picks by whose seats it is settled where they are, or were."""
    return (
        select(Seat.pick_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(
            TrainingSession.plan_id == plan_id,
            TrainingSession.status != SessionStatus.CANCELLED,
            Seat.status.in_(_SETTLED),
        )
    )


def _waiting(db: Session, plan_id: int) -> dict[int, str]:
    """Return by pick the code of the (first) session in which its person waits."""
    query = (
        select(Seat.pick_id, TrainingSession.code)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .where(
            TrainingSession.plan_id == plan_id,
            TrainingSession.status != SessionStatus.CANCELLED,
            Seat.status == SeatStatus.WAITING,
        )
        .order_by(Seat.id.desc())
    )
    return {row[0]: row[1] for row in plain_rows(db, query)}


def open_picks(db: Session, plan_id: int, course_id: int) -> list[OpenPick]:
    """Return the picks of a course that have no seat, those waiting for one last.

    Also those that nobody has approved where the plan asks for that: they can be seated by hand.
    """
    days = get(db, Course, course_id).days
    people = {
        person_id: (person_name(person_id, first, last, email, key), team)
        for person_id, team, first, last, email, key in db.execute(
            select(
                Person.id, Person.team, Person.first_name, Person.last_name, Person.email, Person.employee_id
            )
            .join(Pick, Pick.person_id == Person.id)
            .where(Pick.plan_id == plan_id, Pick.course_id == course_id)
        )
    }
    approved = {pick.pick_id for pick in list_open(db, plan_id, course_id)}
    found = [
        OpenPick(
            pick.pick_id,
            pick.person_id,
            *people[pick.person_id],
            days if pick.own_days is None else pick.own_days,
            pick.waiting_in,
            pick.pick_id in approved,
        )
        for pick in list_open(db, plan_id, course_id, unapproved=True)
    ]
    return sorted(found, key=lambda pick: (bool(pick.waiting_in), fold(pick.name), pick.pick_id))


def seat_picks(db: Session, session_id: int, pick_ids: Iterable[int]) -> tuple[int, int]:
    """Give picks of the session's course a seat, the ones beyond its seats a place on the waiting list.

    Returns how many were booked and how many wait. Raises PlanError for a session that is cancelled
    or was held, for a pick of another course or plan, or one that is done.
    """
    session = get(db, TrainingSession, session_id)
    if session.status == SessionStatus.CANCELLED:
        raise PlanError(said("{session} is cancelled, so nobody can be seated in it.", session=session.code))
    if session.status == SessionStatus.HELD:
        raise PlanError(
            said(
                "{session} was held, so nobody can be seated in it any more. Who took part without a "
                "seat gets a completion.",
                session=session.code,
            )
        )
    wanted = list(dict.fromkeys(pick_ids))
    if not wanted:
        return 0, 0
    picks = {pick.id: pick for pick in db.scalars(select(Pick).where(Pick.id.in_(wanted)))}
    done = list_done(db, session.plan_id, {pick.person_id for pick in picks.values()})
    for pick_id in wanted:
        pick = picks.get(pick_id)
        if pick is None or pick.course_id != session.course_id or pick.plan_id != session.plan_id:
            raise PlanError(
                said(
                    "Only people who have picked the course of {session} can be seated in it.",
                    session=session.code,
                )
            )
        if pick_id in done:
            raise PlanError(said("Somebody who has done the course cannot be seated again."))
    refuse_put_aside(db, wanted)
    return move_people(db, session_id, wanted)


def refuse_put_aside(db: Session, pick_ids: Collection[int]) -> None:
    """Raise PlanError when one of the picks was put off or declined."""
    query = (
        select(PickDecision.pick_id, PickDecision.decision)
        .where(PickDecision.decision.in_(PUT_ASIDE), *among(PickDecision.pick_id, pick_ids))
        .order_by(PickDecision.pick_id)
    )
    for pick_id, decision in db.execute(query):
        if pick_id in pick_ids:
            pick = get(db, Pick, pick_id)
            title = get(db, Course, pick.course_id).title
            name = person_called(db, pick.person_id)
            raise PlanError(resaid(_ASIDE[Decision(decision)], name=name, course=title))


_ASIDE = {
    Decision.LATER: marked(
        "{course} was put off for {name}, who so cannot be seated. Take the decision back first."
    ),
    Decision.DECLINED: marked(
        "{course} was declined for {name}, who so cannot be seated. Take the decision back first."
    ),
}


def move_people(db: Session, session_id: int, pick_ids: Iterable[int]) -> tuple[int, int]:
    """Seat people who have picked the course, wherever they sit or wait now.

    As :func:`seat_picks`, for people of whom it is known that they can be seated.
    """
    session = get(db, TrainingSession, session_id)
    seats = list(db.scalars(select(Seat).where(Seat.session_id == session.id)))
    present = {seat.pick_id for seat in seats}
    new = [pick_id for pick_id in pick_ids if pick_id not in present]
    if new:
        refuse_locked(session)
    leave_sessions(db, new)
    free = FreeSeats(db, session)
    position = max((seat.position for seat in seats), default=0)
    booked = 0
    for place, pick_id in enumerate(new, position + 1):
        taken = free.take(pick_id)
        booked += taken
        status = SeatStatus.BOOKED if taken else SeatStatus.WAITING
        db.add(Seat(session_id=session.id, pick_id=pick_id, status=status, position=place))
    db.flush()
    return booked, len(new) - booked


def leave_sessions(db: Session, pick_ids: Iterable[int]) -> None:
    """Give up the seats that picks hold or wait for: a person takes a course once. Others move up.

    Raises PlanError when one of the sessions is locked.
    """
    query = select(Seat).where(
        Seat.pick_id.in_(pick_ids), Seat.status.in_((SeatStatus.BOOKED, SeatStatus.WAITING))
    )
    _take_out(db, list(db.scalars(query)))


def unseat(db: Session, seat_ids: Iterable[int]) -> int:
    """Take people out of their sessions; their picks are open again and those waiting move up.

    Returns how many. Raises PlanError when one of the sessions is locked, and for who attended:
    history is not lost by a slip of the hand.
    """
    seats = [get(db, Seat, seat_id) for seat_id in seat_ids]
    for seat in seats:
        if seat.status in WAS_THERE:
            code = get(db, TrainingSession, seat.session_id).code
            raise PlanError(
                said(
                    "{name} attended {code} and stays in it. If that is not so, mark the seat as booked or "
                    "absent first.",
                    name=_name(db, seat),
                    code=code,
                )
            )
    _take_out(db, seats)
    return len(seats)


def _name(db: Session, seat: Seat) -> str:
    return person_called(db, get(db, Pick, seat.pick_id).person_id)


def person_called(db: Session, person_id: int) -> str:
    """Return what to call a person by."""
    person = get(db, Person, person_id)
    return person_name(person.id, person.first_name, person.last_name, person.email, person.employee_id)


def swap_seats(db: Session, one_id: int, other_id: int) -> None:
    """Let two people change places between two sessions of a course; nobody who waits comes between.

    Each gets the other's seat or place on the waiting list. Raises PlanError for seats of one
    session, of different courses or plans, of a locked session, and where attendance was entered.
    """
    one, other = get(db, Seat, one_id), get(db, Seat, other_id)
    sessions = [get(db, TrainingSession, seat.session_id) for seat in (one, other)]
    if (
        sessions[0].id == sessions[1].id
        or len({(session.course_id, session.plan_id) for session in sessions}) > 1
    ):
        raise PlanError(said("People can change places between two sessions of one course."))
    for session, seat in zip(sessions, (one, other), strict=True):
        refuse_locked(session)
        if seat.status in ATTENDANCE or session.status in CLOSED_SESSIONS:
            raise PlanError(
                said(
                    "{session} is over for {name}, who keeps that seat.",
                    session=session.code,
                    name=_name(db, seat),
                )
            )
    # The seats stay and their people change: so each takes the other's place in the queue, too.
    one.pick_id, other.pick_id = other.pick_id, one.pick_id
    db.flush()


def _take_out(db: Session, seats: Iterable[Seat]) -> None:
    sessions = []
    for seat in seats:
        session = get(db, TrainingSession, seat.session_id)
        refuse_locked(session)
        sessions.append(session.id)
        db.delete(seat)
    db.flush()
    # Once for each, when all have left: otherwise somebody would move up who leaves right after.
    for session_id in dict.fromkeys(sessions):
        move_up(db, session_id)


def give_up(db: Session, seats: Mapping[int, int]) -> None:
    """Delete seats, given with their sessions, whose picks go too; those who wait move up.

    Raises PlanError when one of the sessions is locked.
    """
    sessions = sorted(set(seats.values()))
    for session_id in sessions:
        refuse_locked(get(db, TrainingSession, session_id))
    journal.bulk_delete(db, Seat, seats)
    for session_id in sessions:
        move_up(db, session_id)


def set_seat_status(
    db: Session,
    seat_ids: Iterable[int],
    status: str,
    attended_days: Decimal | None = None,
    *,
    today: dt.date | None = None,
) -> None:
    """Set what became of seats: booked, waiting, attended, partly attended (with days) or absent.

    Who is made to wait comes last on the waiting list, and the first there moves up; where nobody
    waits, the seat is free, and the next change of the session gives it back. Raises PlanError for
    another word, for days that are not a positive multiple of a quarter or that are more than those
    of a session attended partly, and for booking or waiting in a locked session. It does so for
    attendance before the session has begun, by *today* or the clock, and where somebody who waited
    would be booked in a session that was held: what became of them is known.
    """
    if status not in tuple(SeatStatus):
        raise PlanError(
            said(
                "A seat is {statuses}; not “{status}”.",
                statuses=", ".join(SeatStatus),
                status=status,
            )
        )
    seats = [get(db, Seat, seat_id) for seat_id in seat_ids]
    if attended_days is not None:
        _check_attended(db, {seat.session_id for seat in seats}, status, attended_days)
    changed = [seat for seat in seats if seat.status != status]
    if status in (SeatStatus.BOOKED, SeatStatus.WAITING):
        refuse_put_aside(db, {seat.pick_id for seat in changed})
    _check_change(db, changed, status, today)
    if status == SeatStatus.WAITING:
        _make_wait(db, changed)
        return
    for seat in changed:
        if seat.status == SeatStatus.WAITING:
            FreeSeats(db, get(db, TrainingSession, seat.session_id)).take(seat.pick_id)
        seat.status = status
    for seat in seats:
        seat.attended_days = attended_days
    db.flush()


def _check_change(db: Session, seats: Iterable[Seat], status: str, today: dt.date | None) -> None:
    for seat in seats:
        session = get(db, TrainingSession, seat.session_id)
        if SeatStatus.WAITING in (status, seat.status):
            refuse_locked(session)
        if (status, seat.status, session.status) == (
            SeatStatus.BOOKED,
            SeatStatus.WAITING,
            SessionStatus.HELD,
        ):
            raise PlanError(
                said(
                    "{session} was held. Say whether {name} attended.",
                    session=session.code,
                    name=_name(db, seat),
                )
            )
        if status in ATTENDANCE:
            refuse_in_variant(db, session.plan_id)
            refuse_early(db, session.id, today)


def refuse_in_variant(db: Session, plan_id: int) -> None:
    """Raise PlanError for attendance in a variant: what is tried there never becomes history."""
    plan = get(db, Plan, plan_id)
    if plan.variant_of_id is not None:
        raise PlanError(
            said(
                "“{variant}” is a variant, made to try something in: nobody attends its sessions. "
                "Enter it in “{plan}”.",
                variant=plan.name,
                plan=get(db, Plan, family_of(db, plan_id)).name,
            )
        )


def refuse_early(db: Session, session_id: int, today: dt.date | None = None) -> None:
    """Raise PlanError before a session's first day, by *today* or the clock.

    Its days would count as done, certificates would begin to run, and prerequisites would count as
    met by something that may yet be called off.
    """
    first = db.scalar(select(func.min(SessionDay.day)).where(SessionDay.session_id == session_id))
    if first is not None and (today or clock.today()) < first:
        code = get(db, TrainingSession, session_id).code
        raise PlanError(
            said(
                "{code} begins on {first}; attendance can be entered from that day on.",
                code=code,
                first=first,
            )
        )


def _check_attended(db: Session, session_ids: Iterable[int], status: str, attended: Decimal) -> None:
    check_days(attended)
    for session_id in session_ids if status == SeatStatus.PARTLY_ATTENDED else ():
        portions = db.scalars(select(SessionDay.portion).where(SessionDay.session_id == session_id))
        days = sum(portions, Decimal(0))
        if attended > days:
            code = get(db, TrainingSession, session_id).code
            raise PlanError(
                counted(
                    "{session} has {n} day; who was there partly, no more.",
                    "{session} has {n} days; who was there partly, no more.",
                    days,
                    n=number(days),
                    session=code,
                )
            )


def _make_wait(db: Session, seats: Iterable[Seat]) -> None:
    made = list(seats)
    for seat in made:
        last = select(func.max(Seat.position)).where(Seat.session_id == seat.session_id)
        seat.status, seat.attended_days = SeatStatus.WAITING, None
        seat.position = (db.scalar(last) or 0) + 1
        db.flush()
    for session_id in {seat.session_id for seat in made}:
        move_up(db, session_id, staying=[seat.id for seat in made])


def move_in_queue(db: Session, seat_id: int, steps: int) -> None:
    """Move a person on the waiting list by *steps*, towards its head when they are negative.

    Raises PlanError when the person does not wait or the session is locked.
    """
    seat = get(db, Seat, seat_id)
    session = get(db, TrainingSession, seat.session_id)
    refuse_locked(session)
    queue = _queue(db, session.id)
    if seat not in queue:
        raise PlanError(
            said(
                "Only who waits for a seat in {session} can be moved on its waiting list.",
                session=session.code,
            )
        )
    place = queue.index(seat)
    queue.insert(max(0, place + steps), queue.pop(place))
    places = sorted({each.position for each in queue})
    if len(places) < len(queue):
        places = list(range(places[-1], places[-1] + len(queue)))
    for each, position in zip(queue, places, strict=True):
        each.position = position
    db.flush()
    move_up(db, session.id)


def _queue(db: Session, session_id: int) -> list[Seat]:
    query = select(Seat).where(Seat.session_id == session_id, Seat.status == SeatStatus.WAITING)
    return list(db.scalars(query.order_by(Seat.position, Seat.id)))


def move_up(db: Session, session_id: int, staying: Collection[int] = ()) -> int:
    """Book those who wait, first come first served, while there are seats; return how many moved up.

    Who is of a team for which a seat is kept takes that one. The seats *staying* go on waiting.
    Nobody moves into a session that was held or cancelled, or is locked.
    """
    session = get(db, TrainingSession, session_id)
    if session.status in CLOSED_SESSIONS or session.locked:
        return 0
    queue = [seat for seat in _queue(db, session_id) if seat.id not in staying]
    free = FreeSeats(db, session) if queue else None
    moved = 0
    for seat in queue:
        if free is not None and free.take(seat.pick_id):
            seat.status = SeatStatus.BOOKED
            moved += 1
    db.flush()
    return moved


def move_up_people(db: Session, person_ids: Collection[int]) -> int:
    """Let people move up wherever people like these wait: who joins a team takes the seats kept for it."""
    query = (
        select(Seat.session_id)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(Seat.status == SeatStatus.WAITING, Pick.person_id.in_(person_ids))
        .distinct()
    )
    return sum(move_up(db, session_id) for session_id in sorted(db.scalars(query)))


def move_up_all(db: Session, plan_id: int | None = None) -> int:
    """Let people move up in every session of a plan, or of all plans, where seats have come free."""
    query = select(Seat.session_id).where(Seat.status == SeatStatus.WAITING).distinct()
    if plan_id is not None:
        query = query.join(TrainingSession, TrainingSession.id == Seat.session_id)
        query = query.where(TrainingSession.plan_id == plan_id)
    return sum(move_up(db, session_id) for session_id in sorted(db.scalars(query)))

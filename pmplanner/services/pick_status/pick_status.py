"""Where each pick of a plan stands: open, waiting, scheduled or done, and its days and dates.

A pick that was put off or declined, and is not done all the same, is *put aside*: it satisfies nothing and
has neither days nor cost. Whoever does not ask for such picks does not see them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Row as SqlRow
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    PASSED,
    PUT_ASIDE,
    Completion,
    Pick,
    PickDecision,
    Plan,
    Seat,
    SessionDay,
    TrainingSession,
)
from pmplanner.models.statuses import WAS_THERE, PlanState, SeatStatus, SessionStatus
from pmplanner.services.lookup import PICKS_PUT_ASIDE, among, get, plain_rows
from pmplanner.services.money.converting import Converter
from pmplanner.services.money.session_costs import FORECAST, SPENT, read_session_costs, stage_of
from pmplanner.services.pick_status.bills import Bill, Bills
from pmplanner.services.pick_status.course_facts import CourseFacts, currency_of, read_course_facts
from pmplanner.storage.kept import kept

OPEN, WAITING, SCHEDULED, DONE = "open", "waiting", "scheduled", "done"

_NOTHING = Decimal(0)

_SEAT_RANK = {"attended": 0, "partly attended": 1, "booked": 2, "waiting": 3, "absent": 4}


class PickStatus(NamedTuple):
    """A pick and what became of it; *days* are the person's, *cost* in the plan's currency.

    *cost* is None where a price that it needs is unknown; *known_cost* is what of it is known. A tuple,
    because a plan has thousands of them and they are made each time it is read.
    """

    pick_id: int
    person_id: int
    course_id: int
    status: str
    days: Decimal
    own_days: Decimal | None
    note: str
    seat_status: str | None = None
    seat_id: int | None = None
    session_id: int | None = None
    session_code: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    result: str = ""
    cost: Decimal | None = None
    known_cost: Decimal = _NOTHING
    attempt: int = 1
    session_status: str = ""
    """Of the session in which the seat is that counts."""
    paid: Decimal | None = None
    """What a completion says that it cost, in place of the price."""
    decision: str = ""
    """A Decision; empty where nobody was asked."""

    @property
    def is_put_aside(self) -> bool:
        """True when it was put off or declined, and is not done all the same."""
        return self.decision in PUT_ASIDE and self.status != DONE

    @property
    def stage(self) -> str:
        """How certain the cost is: spent, committed or forecast."""
        if self.status == DONE:
            return SPENT
        if self.seat_status in (None, SeatStatus.WAITING):
            return FORECAST
        return stage_of(self.session_status)

    @property
    def failed(self) -> bool:
        """True when the course was taken without success: its days are spent, nothing is credited."""
        return self.status == DONE and bool(self.result) and self.result.casefold() not in PASSED

    @property
    def satisfies(self) -> bool:
        """False when the course was failed or attended only in part: the days are done, the need stays.

        And when the pick is put aside.
        """
        if self.status != DONE:
            return self.decision not in PUT_ASIDE
        if self.seat_status == SeatStatus.PARTLY_ATTENDED:
            return self.result.casefold() in PASSED
        return not self.failed


class SessionSpan(NamedTuple):
    """A session that runs: what it costs as a whole, its days in all, and its first and last day."""

    id: int
    course_id: int
    code: str
    status: str
    mode: str
    room: str
    trainer: str
    cost: Decimal | None
    currency: str
    days: Decimal | None
    dates: int
    """How many days of the calendar it takes."""
    first_day: dt.date | None
    last_day: dt.date | None


class _Seat(NamedTuple):
    id: int
    status: str
    rank: int
    attended_days: Decimal | None
    session: SessionSpan

    @property
    def attended(self) -> bool:
        return self.rank <= _SEAT_RANK["partly attended"]


class _Pick(NamedTuple):
    id: int
    person_id: int
    course_id: int
    own_days: Decimal | None
    note: str
    attempt: int
    decision: str | None = None
    kept_days: Decimal | None = None
    kept_cost: Decimal | None = None


class _Completion(NamedTuple):
    person_id: int
    course_id: int
    completed_on: dt.date
    result: str
    days: Decimal | None
    cost: Decimal | None


def list_pick_statuses(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    facts: Mapping[int, CourseFacts] | None = None,
    *,
    put_aside: bool = False,
) -> list[PickStatus]:
    """Return where each pick of the plan stands, of all people or of those named, in order of picks.

    With *put_aside* also those that are put aside, which are open with no days and no cost. *facts* are
    those of all courses, if read already. Those of an archived plan have the days and costs
    that held when it was archived.
    """
    plan = get(db, Plan, plan_id)
    is_archived = plan.state == PlanState.ARCHIVED
    wanted = None if person_ids is None else set(person_ids)
    query = (
        select(
            Pick.id,
            Pick.person_id,
            Pick.course_id,
            Pick.days,
            Pick.note,
            Pick.attempt,
            PickDecision.decision,
            *((Pick.kept_days, Pick.kept_cost) if is_archived else ()),
        )
        .outerjoin(PickDecision, PickDecision.pick_id == Pick.id)
        .where(Pick.plan_id == plan_id, *among(Pick.person_id, wanted))
        .order_by(Pick.id)
    )
    picks = [_Pick(*row) for row in plain_rows(db, query) if wanted is None or row[1] in wanted]
    facts = read_course_facts(db) if facts is None else facts
    aside = {pick.id for pick in picks if pick.decision in PUT_ASIDE}
    courses = {pick.course_id for pick in picks}
    seats, bills = _seats(db, plan, wanted, facts, courses, aside)
    completions = _deal_out(picks, seats, _completions(db, plan, wanted))
    found = [
        _pick_status(pick, facts[pick.course_id].days, seats.get(pick.id), completions.get(pick.id), bills)
        for pick in picks
    ]
    if is_archived:
        found = [_kept(pick, pick_status) for pick, pick_status in zip(picks, found, strict=True)]
    if not aside:
        return found
    if not put_aside:
        return [pick_status for pick_status in found if not pick_status.is_put_aside]
    return [
        pick_status._replace(status=OPEN, days=_NOTHING, cost=_NOTHING, known_cost=_NOTHING)
        if pick_status.is_put_aside
        else pick_status
        for pick_status in found
    ]


def list_done(db: Session, plan_id: int, person_ids: Collection[int]) -> set[int]:
    """Return the picks of people that are done, as :func:`list_pick_statuses` has it, without a bill."""
    plan, wanted = get(db, Plan, plan_id), set(person_ids)
    query = (
        select(Pick.id, Pick.person_id, Pick.course_id, Pick.days, Pick.note, Pick.attempt)
        .where(Pick.plan_id == plan_id, *among(Pick.person_id, wanted))
        .order_by(Pick.id)
    )
    picks = [_Pick(*row) for row in plain_rows(db, query) if row[1] in wanted]
    seats, _ = _deciding(*_read_seats(db, plan, wanted))
    completions = _deal_out(picks, seats, _completions(db, plan, wanted))
    return {
        pick.id
        for pick in picks
        if pick.id in completions or ((seat := seats.get(pick.id)) is not None and seat.attended)
    }


def count_picks(db: Session, plan_id: int) -> int:
    """Return how many picks the plan has that are not put aside."""
    whole: int = plain_rows(db, select(func.count()).where(Pick.plan_id == plan_id))[0][0]
    if not _is_any_put_aside(db):
        return whole
    rows = plain_rows(db, _ASIDE.where(Pick.plan_id + 0 == plan_id))  # by what is put aside: not by the plan
    # What is done counts, whatever was decided of it before.
    perhaps = {person_id for _, person_id, is_perhaps_done in rows if is_perhaps_done}
    statuses = list_pick_statuses(db, plan_id, perhaps) if perhaps else ()
    return whole - len(rows) + len({pick_id for pick_id, *_ in rows} & {each.pick_id for each in statuses})


@kept("pick_decision")
def _is_any_put_aside(db: Session) -> bool:
    return bool(plain_rows(db, select(PICKS_PUT_ASIDE.exists()))[0][0])


_ASIDE = (
    select(
        Pick.id,
        Pick.person_id,
        or_(
            exists().where(Seat.pick_id == Pick.id, Seat.status.in_(WAS_THERE)),
            exists().where(Completion.person_id == Pick.person_id, Completion.course_id == Pick.course_id),
        ),
    )
    .join(PickDecision, PickDecision.pick_id == Pick.id)
    .where(PickDecision.decision.in_(PUT_ASIDE))
)
"""The picks that are put aside, whose they are, and whether they may be done all the same."""


def people_picking(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> set[int]:
    """Return who has a pick in the plan that is not put aside, of everybody or of those named."""
    is_aside = PickDecision.decision.in_(PUT_ASIDE)
    query = (
        select(Pick.person_id, is_aside)
        .outerjoin(PickDecision, PickDecision.pick_id == Pick.id)
        .where(Pick.plan_id == plan_id, *among(Pick.person_id, person_ids))
        .distinct()
    )
    rows = [row for row in plain_rows(db, query) if person_ids is None or row[0] in person_ids]
    sure = {person_id for person_id, aside in rows if not aside}
    doubtful = {person_id for person_id, aside in rows if aside} - sure
    if doubtful:
        # What is done counts, whatever was decided of it before.
        sure |= {pick_status.person_id for pick_status in list_pick_statuses(db, plan_id, doubtful)}
    return sure


def _kept(pick: _Pick, pick_status: PickStatus) -> PickStatus:
    """Return where a pick of an archived plan stands, with the days and the cost of then."""
    days = pick_status.days if pick.kept_days is None else pick.kept_days
    kept = pick.kept_cost
    is_known = kept is not None and kept >= 0
    return pick_status._replace(days=days, cost=kept if is_known else None, known_cost=abs(kept or _NOTHING))


def kept_cost(pick_status: PickStatus) -> Decimal | None:
    """Return what is kept of a cost when its plan is archived: below 0 what is known of an unknown one."""
    if pick_status.cost is not None:
        return pick_status.cost
    return -pick_status.known_cost or None


def _pick_status(
    pick: _Pick, course_days: Decimal, seat: _Seat | None, completion: _Completion | None, bills: Bills
) -> PickStatus:
    if seat is not None and seat.attended:
        days = _days_attended(seat, pick.own_days, course_days)
        return _in_seat(pick, seat, DONE, days, bills.of(pick.id, pick.course_id), completion)
    days = course_days if pick.own_days is None else pick.own_days
    if completion is not None:
        return _completed(pick, completion, days, bills.of(pick.id, pick.course_id, completion.cost))
    if seat is None or seat.status == SeatStatus.ABSENT:
        bill = bills.of(pick.id, pick.course_id)
        seat_status, seat_id = (SeatStatus.ABSENT, seat.id) if seat is not None else (None, None)
        return PickStatus(
            pick.id,
            pick.person_id,
            pick.course_id,
            OPEN,
            days,
            pick.own_days,
            pick.note,
            seat_status,
            seat_id,
            cost=bill.cost,
            known_cost=bill.known,
            attempt=pick.attempt,
            session_status="" if seat is None else seat.session.status,
            decision=pick.decision or "",
        )
    status = WAITING if seat.status == SeatStatus.WAITING else SCHEDULED
    return _in_seat(pick, seat, status, days, bills.of(pick.id, pick.course_id))


def _in_seat(
    pick: _Pick, seat: _Seat, status: str, days: Decimal, bill: Bill, completion: _Completion | None = None
) -> PickStatus:
    session = seat.session
    return PickStatus(
        pick.id,
        pick.person_id,
        pick.course_id,
        status,
        days,
        pick.own_days,
        pick.note,
        seat.status,
        seat.id,
        session.id,
        session.code,
        session.first_day,
        session.last_day,
        result="" if completion is None else _result_beside(seat, completion),
        cost=bill.cost,
        known_cost=bill.known,
        attempt=pick.attempt,
        session_status=session.status,
        decision=pick.decision or "",
    )


def _result_beside(seat: _Seat, completion: _Completion) -> str:
    """Return what a completion says of a course that was attended; nothing when it adds nothing."""
    # What was missed may have been made up for, elsewhere.
    if seat.status == SeatStatus.PARTLY_ATTENDED:
        return completion.result
    # Attended, and failed in the end; what was failed before the session is another matter.
    first_day = seat.session.first_day or dt.date.min
    return completion.result if _is_failure(completion) and completion.completed_on >= first_day else ""


def _is_failure(completion: _Completion) -> bool:
    return completion.result.casefold() not in PASSED


def _completed(pick: _Pick, completion: _Completion, days: Decimal, bill: Bill) -> PickStatus:
    day = completion.completed_on
    return PickStatus(
        pick.id,
        pick.person_id,
        pick.course_id,
        DONE,
        days if completion.days is None else completion.days,
        pick.own_days,
        pick.note,
        first_day=day,
        last_day=day,
        result=completion.result,
        cost=bill.cost,
        known_cost=bill.known,
        attempt=pick.attempt,
        paid=completion.cost,
        decision=pick.decision or "",
    )


def _days_attended(seat: _Seat, own: Decimal | None, course_days: Decimal) -> Decimal:
    """A session's actual days count, unless the person's own are known."""
    for days in (seat.attended_days, own, seat.session.days):
        if days is not None:
            return Decimal(days)
    return course_days


def _seats(
    db: Session,
    plan: Plan,
    wanted: set[int] | None,
    facts: Mapping[int, CourseFacts],
    courses: Set[int],
    aside: Collection[int],
) -> tuple[dict[int, _Seat], Bills]:
    """Return the seat that decides by pick, and what picks cost; seats of cancelled sessions do not count.

    *courses* are those that are picked. Picks that were put *aside* pay only for seats in which somebody sat.
    """
    seats, sessions = _read_seats(db, plan, wanted)
    convert = Converter(db, currency_of(db, plan, facts))
    costs = read_session_costs(db, plan.id, plan.first_day, sessions.values(), convert).seats
    bills = Bills(facts, convert, plan.first_day, costs, courses)
    found, several = _deciding(seats, sessions)
    for seat_id, session_id, pick_id, status, _ in seats if costs or several or not bills.is_plain else ():
        if pick_id in aside and status not in WAS_THERE:
            continue
        differs = not bills.is_plain or seat_id in costs or pick_id in several
        if differs and status != SeatStatus.WAITING and session_id in sessions:
            bills.charge(pick_id, seat_id, sessions[session_id].first_day)
    return found, bills


_SeatRow = SqlRow[int, int, int, str, Decimal | None]
"""A seat: its id, session and pick, its status, and the days attended."""


def _read_seats(
    db: Session, plan: Plan, wanted: set[int] | None
) -> tuple[Sequence[_SeatRow], dict[int, SessionSpan]]:
    """Return the seats of people, in the order of their ids, and the sessions of these that run."""
    query = (
        select(Seat.id, Seat.session_id, Seat.pick_id, Seat.status, Seat.attended_days)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(Pick.plan_id == plan.id, *among(Pick.person_id, wanted))
        .order_by(Seat.id)
    )
    seats = plain_rows(db, query)
    session_ids = None if wanted is None else {seat.session_id for seat in seats}
    return seats, {session.id: session for session in session_spans(db, plan.id, session_ids)}


def _deciding(
    seats: Iterable[_SeatRow], sessions: Mapping[int, SessionSpan]
) -> tuple[dict[int, _Seat], set[int]]:
    """Return by pick the seat that decides, and the picks that have several."""
    found: dict[int, _Seat] = {}
    several: set[int] = set()
    for seat_id, session_id, pick_id, status, attended in seats:
        session = sessions.get(session_id)
        if session is None:
            continue
        rank, other = _SEAT_RANK[status], found.get(pick_id)
        # A pick can have been absent from one session and sit in another: the seat that counts is the best
        # one.
        if other is None or rank < other.rank:
            found[pick_id] = _Seat(seat_id, status, rank, attended, session)
        if other is not None:
            several.add(pick_id)
    return found, several


def session_spans(db: Session, plan_id: int, session_ids: Collection[int] | None = None) -> list[SessionSpan]:
    """Return the plan's sessions that run.

    With *session_ids* those at least, which are soon read when they are few.
    """
    query = (
        select(
            TrainingSession.id,
            TrainingSession.course_id,
            TrainingSession.code,
            TrainingSession.status,
            TrainingSession.mode,
            TrainingSession.room,
            TrainingSession.trainer,
            TrainingSession.cost,
            TrainingSession.currency,
            func.sum(SessionDay.portion, type_=SessionDay.portion.type).label("days"),
            func.count(SessionDay.day.distinct()).label("dates"),
            func.min(SessionDay.day).label("first_day"),
            func.max(SessionDay.day).label("last_day"),
        )
        .outerjoin(SessionDay, SessionDay.session_id == TrainingSession.id)
        .where(
            TrainingSession.plan_id == plan_id,
            TrainingSession.status != SessionStatus.CANCELLED,
            *among(TrainingSession.id, session_ids),
        )
        .group_by(TrainingSession.id)
    )
    return [SessionSpan._make(row) for row in plain_rows(db, query)]


_Key = tuple[int, int]
"""The ids of a person and a course."""


def _completions(db: Session, plan: Plan, wanted: set[int] | None) -> dict[_Key, list[_Completion]]:
    """Return the completions in the plan's period by person and course, in the order of their days."""
    query = (
        select(
            Completion.person_id,
            Completion.course_id,
            Completion.completed_on,
            Completion.result,
            Completion.days,
            Completion.cost,
        )
        .where(
            Completion.course_id.is_not(None),
            Completion.completed_on.between(plan.first_day, plan.last_day),
            *among(Completion.person_id, wanted),
        )
        .order_by(Completion.completed_on)
    )
    found: dict[_Key, list[_Completion]] = defaultdict(list)
    for row in plain_rows(db, query):
        completion = _Completion._make(row)
        found[completion.person_id, completion.course_id].append(completion)
    return found


def _deal_out(
    picks: Iterable[_Pick], seats: Mapping[int, _Seat], completions: dict[_Key, list[_Completion]]
) -> dict[int, _Completion]:
    """Return by pick the completion that is its own; whoever takes a course again has several picks."""
    if not completions:
        return {}
    attempts: dict[_Key, list[_Pick]] = defaultdict(list)
    for pick in picks:
        if (pick.person_id, pick.course_id) in completions:
            attempts[pick.person_id, pick.course_id].append(pick)
    dealt: dict[int, _Completion] = {}
    for key, theirs in attempts.items():
        if len(theirs) == 1:
            dealt[theirs[0].id] = _best(completions[key])
            continue
        theirs.sort(key=lambda pick: pick.attempt)
        left = completions[key]
        for pick, following in zip(theirs, [*theirs[1:], None], strict=True):
            if following is None:
                taken, left = left, []
            elif (seat := seats.get(pick.id)) is not None and seat.attended:
                taken = left[: _count_of_attended(left, seat, seats.get(following.id))]
                left = left[len(taken) :]
            else:
                taken, left = left[:1], left[1:]
            if taken:
                dealt[pick.id] = _best(taken)
    return dealt


def _count_of_attended(rows: Sequence[_Completion], seat: _Seat, following: _Seat | None) -> int:
    """Return how many of the completions, in order, tell of an attended seat before the next attempt."""
    until = seat.session.last_day or dt.date.min
    count = sum(row.completed_on <= until for row in rows)
    # The examination comes after the session, and whoever fails it takes the course again.
    # Nobody was examined again who was absent.
    came = following is not None and following.status != SeatStatus.ABSENT
    again = following.session.first_day if following is not None and came else None
    if count or not rows or not _is_failure(rows[0]) or rows[0].completed_on >= (again or dt.date.max):
        return count
    return 1


def _best(completions: Sequence[_Completion]) -> _Completion:
    """Return the last success, or the last failure where there is none."""
    if len(completions) == 1:
        return completions[0]
    passed = [row for row in completions if row.result.casefold() in PASSED]
    return (passed or completions)[-1]

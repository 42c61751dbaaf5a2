"""What a plan costs once picks have been taken back, reckoned on plain rows to the cent.

A session's cost stays while somebody sits there and moves onto the others; whoever waits moves up. A session
out of which people are taken, and that then has fewer than it needs, is called off: that saves its cost, its
other people have open picks again, and these cost what open picks cost.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, Plan, PlanState, Seat, SessionStatus, TrainingSession
from pmplanner.models.statuses import CLOSED_SESSIONS, WAS_THERE, SeatStatus
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get, plain_rows
from pmplanner.services.money.converting import Converter
from pmplanner.services.money.session_costs import SessionPrices, read_kept
from pmplanner.services.pick_status.course_facts import CourseFacts, currency_of, read_course_facts
from pmplanner.services.pick_status.nobody import Nobody, read_nobody
from pmplanner.services.pick_status.pick_status import (
    DONE,
    PickStatus,
    SessionSpan,
    list_pick_statuses,
    session_spans,
)
from pmplanner.services.sessions.free_seats import extra_seats

HUNDREDTHS = 100
_ZERO = Decimal(0)

WhyStaying = Literal["done", "held", "locked", "again"]
"""Done in the plan; a seat in a session that was held or has begun; in one that is locked; an attempt that
a later one has overtaken."""


class Scope(NamedTuple):
    """Whose picks may go, and of whom days and cost are counted: the plan, a track or a team."""

    kind: Literal["plan", "track", "team"] = "plan"
    ref_id: int = 0
    """The primary track, of people of a track."""
    team: str = ""


WHOLE = Scope()


class PickFacts(NamedTuple):
    """A pick as it is cut: amounts and days in hundredths."""

    id: int
    person_id: int
    course_id: int
    attempt: int
    days: int
    is_in: bool
    """Whether it is counted: its person is of the track or team asked for, or the whole plan is."""
    stays: WhyStaying | None
    has_price: bool
    known: int
    """What is known of its cost today."""
    open_cost: int
    """What it costs without a seat."""
    base: int = 0
    """What it costs besides, with a seat or without."""
    is_seated_elsewhere: bool = False
    """Whether it also has a seat in a session that stays as it is, so that it is never an open one."""

    @property
    def may_go(self) -> bool:
        """Whether it can be taken back."""
        return self.is_in and self.stays is None


class SeatFacts(NamedTuple):
    """A seat; *cost* in hundredths is what it bears beside its share: the price of it, and the way."""

    id: int
    pick_id: int
    person_id: int
    team: str
    cost: int


class Shares(NamedTuple):
    """How a session's cost is shared, in hundredths: *each* by all, and a *step* more by the first *more*."""

    total: int
    each: int = 0
    step: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class RunFacts:
    """A session out of which somebody may be taken."""

    id: int
    code: str
    course_id: int
    first_day: dt.date | None
    can_end: bool
    """Whether it can be called off."""
    moves_up: bool
    least: int
    """With fewer people, named or not, it is called off; 1 where nobody has said how many it needs."""
    most: int | None
    kept: Mapping[str, int]
    """Seats kept by team, in the order in which they share, after those of people."""
    kept_cost: int
    """What a kept seat bears beside its share."""
    end_cost: int
    """What calling it off costs."""
    seats: tuple[SeatFacts, ...]
    """Those that are not waiting, in the order in which they share."""
    queue: tuple[SeatFacts, ...]
    """Who waits, the first first."""
    shares: tuple[Shares, ...]
    """By how many seats are not waiting, or kept."""

    @property
    def picks(self) -> Iterator[int]:
        """The picks with a seat in it, waiting or not."""
        return (seat.pick_id for seat in (*self.seats, *self.queue))


class Settled(NamedTuple):
    """What becomes of a session when picks are taken back."""

    seated: tuple[SeatFacts, ...]
    """In the order in which they share; none where it is called off."""
    moved_up: tuple[int, ...] = ()
    """Picks that waited."""
    put_out: tuple[int, ...] = ()
    """Picks that lose their seat, because it is called off."""
    is_ended: bool = False
    kept: tuple[tuple[str, int], ...] = ()
    """The seats that are still kept, by team."""

    @property
    def sharing(self) -> int:
        """How many seats share its cost."""
        return len(self.seated) + sum(count for _, count in self.kept)


class Outcome(NamedTuple):
    """What a plan costs when picks are taken back, in hundredths, and what becomes of its sessions."""

    cost: int
    settled: Mapping[int, Settled]
    """By session, of those that change."""


@dataclass(frozen=True, slots=True)
class SavingFacts:
    """A plan as it is cut."""

    plan_id: int
    currency: str
    scope: Scope
    picks: Mapping[int, PickFacts]
    runs: Mapping[int, RunFacts]
    runs_of: Mapping[int, tuple[int, ...]]
    """By pick the sessions of *runs* in which it has a seat or waits."""
    staying: tuple[PickFacts, ...]
    """The picks that are counted and cannot be taken back."""
    counted: int
    """What is counted costs today: hundredths."""
    fixed: int
    """What of that is the same whatever goes."""
    kept_days: int
    """Days of seats that are kept, which a plan has as a whole."""
    nobodys: int
    """What of it is borne by no pick, seats that are kept among it."""

    @property
    def is_whole(self) -> bool:
        """Whether the whole plan is counted."""
        return self.scope.kind == "plan"

    @property
    def going(self) -> list[PickFacts]:
        """The picks that may go, in the order of ids."""
        return [pick for pick in self.picks.values() if pick.may_go]

    def outcome(self, gone: Collection[int]) -> Outcome:
        """Return what the plan costs without these picks."""
        gone = frozenset(gone)
        settled = {run.id: settle(run, gone) for run in self.runs.values()}
        cost = self.fixed + self._cost(self.runs, self.picks, settled, gone)
        changed = {
            run_id: now
            for run_id, now in settled.items()
            if now.is_ended or not gone.isdisjoint(self.runs[run_id].picks)
        }
        return Outcome(cost, changed)

    def today(self, runs: Iterable[int], picks: Iterable[int]) -> int:
        """Return what these sessions and picks cost together today, as far as it is counted."""
        settled = {run_id: settle(run, frozenset()) for run_id, run in self.runs.items()}
        return self._cost(runs, picks, settled, frozenset())

    def cost_of(self, run: RunFacts, now: Settled, gone: frozenset[int]) -> int:
        """Return what a session and its picks cost, of which none has a seat elsewhere that changes."""
        return self._cost((run.id,), run.picks, {run.id: now}, gone)

    def borne(self, run: RunFacts, sharing: int) -> int:
        """Return what of a session's cost is counted where all who share it are."""
        # What nobody bears is the plan's alone.
        return run.shares[sharing].total if sharing or self.is_whole else 0

    def counts_kept(self, team: str) -> bool:
        """Whether what seats bear is counted that are kept for a team."""
        return self.is_whole or (self.scope.kind == "team" and team == fold(self.scope.team))

    def kept_alone(self, gone: Collection[int]) -> dict[int, int]:
        """Return by pick what would be saved less, in hundredths, if that one alone of these stayed."""
        gone = frozenset(gone)
        before = {run.id: settle(run, gone) for run in self.runs.values()}
        found = {}
        for pick_id in gone:
            runs, rest = self.runs_of.get(pick_id, ()), gone - {pick_id}
            changed = {run_id: settle(self.runs[run_id], rest) for run_id in runs}
            near = {pick_id, *(each for run_id in runs for each in self.runs[run_id].picks)}
            found[pick_id] = self._cost(runs, near, before | changed, rest) - self._cost(
                runs, near, before, gone
            )
        return found

    def _cost(
        self, runs: Iterable[int], picks: Iterable[int], settled: Mapping[int, Settled], gone: frozenset[int]
    ) -> int:
        """Return what these sessions and picks cost together, as far as it is counted."""
        cost = sum(self._shared(self.runs[run_id], settled[run_id]) for run_id in runs)
        for pick_id in picks:
            pick = self.picks[pick_id]
            if not pick.is_in or pick_id in gone:
                continue
            borne = [
                seat.cost
                for run_id in self.runs_of.get(pick_id, ())
                for seat in settled[run_id].seated
                if seat.pick_id == pick_id
            ]
            cost += pick.base + (sum(borne) if borne or pick.is_seated_elsewhere else pick.open_cost)
        return cost

    def _shared(self, run: RunFacts, now: Settled) -> int:
        """Return what of a session's cost is counted."""
        if now.is_ended:
            return run.end_cost if self.is_whole else 0
        kept = sum(count for team, count in now.kept if self.counts_kept(team))
        if self.is_whole or not now.sharing:
            return self.borne(run, now.sharing) + kept * run.kept_cost
        shares = run.shares[now.sharing]
        counted = [self.picks[seat.pick_id].is_in for seat in now.seated]
        counted += [self.counts_kept(team) for team, count in now.kept for _ in range(count)]
        borne = (
            shares.each + shares.step * (place < shares.more) for place, is_in in enumerate(counted) if is_in
        )
        return sum(borne) + kept * run.kept_cost

    def in_days(self, course_days: Mapping[int, int]) -> "SavingFacts":
        """Return the same plan with days, in hundredths, in the place of what it costs.

        Of the whole plan kept seats have the days of their course, as in the totals.
        """
        whole, none = self.is_whole, Shares(0)
        picks = {
            pick.id: pick._replace(base=pick.days, open_cost=0, is_seated_elsewhere=False, known=pick.days)
            for pick in self.picks.values()
        }

        def free(seat: SeatFacts) -> SeatFacts:
            return seat._replace(cost=0)

        runs = {
            run.id: replace(
                run,
                kept_cost=course_days[run.course_id] if whole else 0,
                end_cost=0,
                seats=tuple(map(free, run.seats)),
                queue=tuple(map(free, run.queue)),
                shares=(none,) * len(run.shares),
            )
            for run in self.runs.values()
        }
        staying = tuple(pick._replace(known=pick.days) for pick in self.staying)
        counted = self.kept_days + sum(pick.days for pick in staying)
        counted += sum(pick.days for pick in picks.values() if pick.may_go)
        facts = replace(
            self, picks=picks, runs=runs, staying=staying, counted=counted, fixed=0, nobodys=self.kept_days
        )
        return replace(facts, fixed=counted - facts.outcome(()).cost)


def settle(run: RunFacts, gone: frozenset[int]) -> Settled:
    """Return what becomes of a session: who waits moves up, and it is called off with too few people.

    Those who wait are let in as :class:`~pmplanner.services.sessions.free_seats.FreeSeats` does.
    """
    if gone.isdisjoint(run.picks):
        return Settled(run.seats, kept=tuple(run.kept.items()))
    seated = [seat for seat in run.seats if seat.pick_id not in gone]
    kept, moved_up = dict(run.kept), []
    for seat in run.queue if run.moves_up else ():
        if seat.pick_id in gone:
            continue
        there = len(seated)
        if kept.get(seat.team, 0) and (run.most is None or there < run.most):
            kept[seat.team] -= 1
        elif run.most is not None and run.most - there <= sum(kept.values()):
            continue
        seated.append(seat)
        moved_up.append(seat.pick_id)
    is_left = any(seat.pick_id in gone for seat in run.seats)
    if is_left and run.can_end and len(seated) + sum(kept.values()) < run.least:
        put_out = tuple(seat.pick_id for seat in run.seats if seat.pick_id not in gone)
        return Settled((), put_out=put_out, is_ended=True)
    left = tuple((team, count) for team, count in kept.items() if count)
    return Settled(tuple(sorted(seated, key=share_order)), tuple(moved_up), kept=left)


def share_order(seat: SeatFacts) -> tuple[int, int]:
    """Return in which order seats share a cost: who comes first takes a cent that is left over."""
    return seat.person_id, seat.id


def read_saving(
    db: Session,
    plan_id: int,
    scope: Scope,
    today: dt.date,
    statuses: Collection[PickStatus] | None = None,
    courses: Mapping[int, CourseFacts] | None = None,
) -> SavingFacts:
    """Return a plan as it is cut, with what may go and what stays as of *today*.

    *statuses* are those of all picks and *courses* the facts of all, if read already. Raises PlanError
    when the plan is gone or archived.
    """
    plan = get(db, Plan, plan_id)
    if plan.state == PlanState.ARCHIVED:
        raise PlanError(said("“{plan}” is archived: it is kept as it was.", plan=plan.name))
    courses = read_course_facts(db) if courses is None else courses
    statuses = list_pick_statuses(db, plan_id, facts=courses) if statuses is None else statuses
    reading = _Reading(db, plan, scope, today, courses, statuses)
    return reading.facts()


class _Booking(NamedTuple):
    seat_id: int
    session_id: int
    pick_id: int
    status: str
    position: int

    @property
    def is_waiting(self) -> bool:
        return self.status == SeatStatus.WAITING


class _Run(NamedTuple):
    """A session as its row says it."""

    id: int
    status: str
    locked: bool
    seats_min: int | None
    seats_max: int | None
    end_cost: Decimal | None
    end_currency: str


class _Reading:
    """Reads a plan as it is cut."""

    def __init__(
        self,
        db: Session,
        plan: Plan,
        scope: Scope,
        today: dt.date,
        courses: Mapping[int, CourseFacts],
        statuses: Collection[PickStatus],
    ) -> None:
        self._db, self._plan, self._scope, self._today = db, plan, scope, today
        self._courses, self._statuses = courses, statuses
        self._currency = currency_of(db, plan, courses)
        self._convert = Converter(db, self._currency)
        self._spans = {span.id: span for span in session_spans(db, plan.id)}
        rows = select(
            TrainingSession.id,
            TrainingSession.status,
            TrainingSession.locked,
            TrainingSession.seats_min,
            TrainingSession.seats_max,
            TrainingSession.cancel_cost,
            TrainingSession.cancel_currency,
        ).where(TrainingSession.plan_id == plan.id)
        self._rows = {row[0]: _Run._make(row) for row in plain_rows(db, rows)}
        seats = select(Seat.id, Seat.session_id, Seat.pick_id, Seat.status, Seat.position)
        seats = seats.join(Pick, Pick.id == Seat.pick_id).where(Pick.plan_id == plan.id)
        self._bookings = [_Booking._make(row) for row in plain_rows(db, seats)]
        self._of_pick: dict[int, list[_Booking]] = defaultdict(list)
        self._of_session: dict[int, list[_Booking]] = defaultdict(list)
        for each in self._bookings:
            self._of_pick[each.pick_id].append(each)
            self._of_session[each.session_id].append(each)
        self._paid = {status.pick_id for status in statuses if status.paid is not None}
        self._newest: dict[tuple[int, int], int] = defaultdict(int)
        for status in statuses:
            key = status.person_id, status.course_id
            self._newest[key] = max(self._newest[key], status.attempt)
        people = plain_rows(db, select(Person.id, Person.primary_track_id, Person.team))
        self._people = {row[0]: (row[1], fold(row[2])) for row in people}

    def facts(self) -> SavingFacts:
        """Return the plan as it is cut."""
        every = [self._pick(each) for each in self._statuses]
        wanted = {
            each.session_id
            for pick in every
            if pick.may_go
            for each in self._of_pick.get(pick.id, ())
            if each.session_id in self._spans
        }
        spans = {session_id: self._spans[session_id] for session_id in sorted(wanted)}
        prices = SessionPrices(self._db, self._plan.id, self._plan.first_day, spans.values(), self._convert)
        here = {each.pick_id for session_id in spans for each in self._of_session[session_id]}
        near = {pick.id: self._near(pick, spans) for pick in every if pick.may_go or pick.id in here}
        kept, extra = self._kept(), extra_seats(self._db, self._plan.id)
        runs = {
            span.id: self._run(span, near, kept.get(span.id, {}), extra, prices) for span in spans.values()
        }
        nobody = read_nobody(self._db, self._plan.id)
        runs_of: dict[int, list[int]] = defaultdict(list)
        for run in runs.values():
            for pick_id in run.picks:
                runs_of[pick_id].append(run.id)
        of_runs = {pick_id: tuple(those) for pick_id, those in runs_of.items()}
        nobodys = hundredths(self._of_nobody(nobody))
        kept_days = sum(hundredths(each.seat.days) for each in nobody.kept) if self._scope == WHOLE else 0
        staying = tuple(pick for pick in every if pick.is_in and pick.stays)
        counted = nobodys + sum(pick.known for pick in every if pick.is_in)
        facts = SavingFacts(
            self._plan.id,
            self._currency,
            self._scope,
            near,
            runs,
            of_runs,
            staying,
            counted,
            0,
            kept_days,
            nobodys,
        )
        # What the rows do not say is the same whatever goes.
        return replace(facts, fixed=counted - facts.outcome(()).cost)

    def _of_nobody(self, nobody: Nobody) -> Decimal:
        """Return what of what no pick bears is counted."""
        if self._scope == WHOLE:
            return nobody.whole_cost
        kept = [each for each in nobody.kept if self._scope.kind == "team"]
        team = fold(self._scope.team)
        return sum((each.seat.known_cost for each in kept if fold(each.team) == team), _ZERO)

    def _pick(self, status: PickStatus) -> PickFacts:
        known = hundredths(status.known_cost)
        return PickFacts(
            status.pick_id,
            status.person_id,
            status.course_id,
            status.attempt,
            hundredths(status.days),
            self._is_in(status.person_id),
            self._why_staying(status),
            status.cost is not None,
            known,
            known,
        )

    def _is_in(self, person_id: int) -> bool:
        kind, track_id, team = self._scope
        if kind == "plan":
            return True
        own_track, own_team = self._people[person_id]
        return own_track == track_id if kind == "track" else own_team == fold(team)

    def _why_staying(self, status: PickStatus) -> WhyStaying | None:
        if status.status == DONE:
            return "done"
        if status.attempt < self._newest[status.person_id, status.course_id]:
            return "again"
        bookings = self._of_pick.get(status.pick_id, ())
        if any(self._rows[each.session_id].locked for each in bookings):
            return "locked"
        sits = (each.session_id for each in bookings if not each.is_waiting)
        return "held" if any(self._is_over(session_id) for session_id in sits) else None

    def _is_over(self, session_id: int) -> bool:
        """Say whether a session was held or has begun."""
        if self._rows[session_id].status == SessionStatus.HELD:
            return True
        span = self._spans.get(session_id)
        return span is not None and span.first_day is not None and span.first_day <= self._today

    def _near(self, pick: PickFacts, spans: Collection[int]) -> PickFacts:
        """Return a pick with what it would cost without a seat, and what its seats beside *spans* say."""
        sits = [
            each
            for each in self._of_pick.get(pick.id, ())
            if not each.is_waiting and each.session_id in self._spans
        ]
        if not sits:
            return pick
        if pick.id in self._paid:
            # What a completion says that it cost stays, whatever becomes of seats.
            return pick._replace(open_cost=0)
        return pick._replace(
            open_cost=self._price(pick.course_id, None),
            is_seated_elsewhere=any(each.session_id not in spans for each in sits),
        )

    def _price(self, course_id: int, first_day: dt.date | None) -> int:
        course = self._courses[course_id]
        price = self._convert(course.price, course.currency, first_day or self._plan.first_day)
        return hundredths(price or _ZERO)

    def _run(
        self,
        span: SessionSpan,
        picks: Mapping[int, PickFacts],
        kept: Mapping[str, int],
        extra: int,
        prices: SessionPrices,
    ) -> RunFacts:
        row = self._rows[span.id]
        bookings = [each for each in self._of_session[span.id] if each.pick_id in picks]
        # Whoever was absent, and whose pick was put off since, takes a seat and bears nothing.
        idle = len(self._of_session[span.id]) - len(bookings)
        own = prices.price(span)
        price = self._price(span.course_id, span.first_day) if own is None else hundredths(own)
        seats = {each.seat_id: self._seat(each, picks, span, price, prices) for each in bookings}
        sitting = [seats[each.seat_id] for each in bookings if not each.is_waiting]
        waiting = sorted((each.position, each.seat_id) for each in bookings if each.is_waiting)
        is_open = row.status not in CLOSED_SESSIONS and not row.locked
        is_attended = any(each.status in WAS_THERE for each in bookings)
        return RunFacts(
            span.id,
            span.code,
            span.course_id,
            span.first_day,
            is_open and not is_attended and not self._is_over(span.id),
            is_open,
            max(1, row.seats_min or 1) - idle,
            None if row.seats_max is None else row.seats_max + extra - idle,
            kept,
            price,
            self._end_cost(row, span),
            tuple(sorted(sitting, key=share_order)),
            tuple(seats[seat_id] for _, seat_id in waiting),
            tuple(_shares(prices, span, count) for count in range(len(bookings) + sum(kept.values()) + 1)),
        )

    def _end_cost(self, row: _Run, span: SessionSpan) -> int:
        cost = self._convert(row.end_cost, row.end_currency, span.first_day or self._plan.first_day)
        return hundredths(cost or _ZERO)

    def _seat(
        self,
        booking: _Booking,
        picks: Mapping[int, PickFacts],
        span: SessionSpan,
        price: int,
        prices: SessionPrices,
    ) -> SeatFacts:
        pick = picks[booking.pick_id]
        way = hundredths(prices.way(pick.person_id, span))
        team = self._people[pick.person_id][1]
        cost = way if pick.id in self._paid else price + way
        return SeatFacts(booking.seat_id, pick.id, pick.person_id, team, cost)

    def _kept(self) -> dict[int, dict[str, int]]:
        found: dict[int, dict[str, int]] = defaultdict(dict)
        for row in read_kept(self._db, self._plan.id):
            found[row.session_id][fold(row.team)] = row.seats
        return found


def hundredths(amount: Decimal) -> int:
    """Return an amount or days as a whole number of hundredths."""
    return int(amount * HUNDREDTHS)


def _shares(prices: SessionPrices, span: SessionSpan, seats: int) -> Shares:
    if not seats:
        return Shares(hundredths(prices.total(span, 0).known))
    shares = [hundredths(share) for share in prices.shares(span, seats)]
    each = shares[-1]
    return Shares(sum(shares), each, shares[0] - each, sum(share > each for share in shares))

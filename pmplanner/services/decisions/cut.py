"""Which picks go: of a plan, a track or a team, so that it costs no more than asked, and least is lost."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from pmplanner.sentences import said
from pmplanner.services.calendar import clock
from pmplanner.services.decisions.cut_model import (
    COUNTED,
    DAYS,
    EFFORT,
    PUT_OUT,
    WAITED,
    CutModel,
    Goal,
    Level,
    Solution,
    Told,
)
from pmplanner.services.decisions.losing import LOSSES, Losing, Loss, check_order, read_losing
from pmplanner.services.decisions.options import Loser, Losses
from pmplanner.services.decisions.saving import (
    HUNDREDTHS,
    WHOLE,
    Outcome,
    PickFacts,
    SavingFacts,
    Scope,
    hundredths,
    read_saving,
)
from pmplanner.services.errors import PlanError
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import list_pick_statuses

_ZERO = Decimal(0)

TargetKind = Literal["cost", "percent", "days", "fewer days"]
"""A cost at most, a percentage of it less, days at most, or so many days less."""


class Target(NamedTuple):
    """What is asked for: an amount in the plan's currency, a percentage, or days."""

    kind: TargetKind
    amount: Decimal

    @property
    def counts_days(self) -> bool:
        """Whether days are counted, and not cost."""
        return self.kind in ("days", "fewer days")


class CutAsk(NamedTuple):
    """Which picks are to go; *order* are the classes of what is lost, what is lost last first."""

    plan_id: int
    target: Target
    scope: Scope = WHOLE
    order: tuple[Loss, ...] = LOSSES


class Sums(NamedTuple):
    """What is counted, in the plan's currency and in days."""

    cost: Decimal
    days: Decimal
    picks: int
    picks_without_price: int


class CutPick(NamedTuple):
    """A pick that goes."""

    pick_id: int
    person_id: int
    course_id: int
    attempt: int
    loss: Loss
    days: Decimal
    saves: Decimal
    """What the plan would cost more if this one alone stayed."""
    has_price: bool
    picked_on: dt.date | None
    session_id: int | None
    """That in which it has a seat, or waits."""


class CutSession(NamedTuple):
    """A session that changes: it is called off, or somebody who waited moves up."""

    session_id: int
    code: str
    course_id: int
    first_day: dt.date | None
    is_ended: bool
    put_out: tuple[int, ...]
    """Picks that are open again, because it is called off."""
    moved_up: tuple[int, ...]
    """Picks that have a seat then, and waited before."""


@dataclass(frozen=True, slots=True)
class Cut:
    """The picks that go, or what stands in the way."""

    ask: CutAsk
    currency: str
    before: Sums
    most: Decimal
    """The cost, or the days, that there may be."""
    after: Sums
    picks: tuple[CutPick, ...]
    sessions: tuple[CutSession, ...]
    people: Mapping[int, tuple[int, int]]
    """By pick its person and course, of all that are named."""
    codes: Mapping[int, str]
    """Of the sessions in which picks that go have a seat."""
    levels: tuple[Level, ...]
    """What was made as little as can be, one after the other; classes of which nothing has to go are not
    in it."""
    counts: Mapping[Loss, int]
    """How many picks of each class go."""
    is_reached: bool
    least: Decimal | None
    """Where it is not: the cost or the days below which it cannot be, whatever goes."""
    is_least_proved: bool
    nobodys: Decimal
    """What of that, in cost or days, is borne by no pick."""
    staying: Mapping[str, tuple[int, Decimal, Decimal]]
    """By why picks stay how many, what they cost and their days."""

    @property
    def is_proved(self) -> bool:
        """Whether nothing loses less, or nothing more can be saved."""
        return all(level.is_proved for level in self.levels) and (self.is_reached or self.is_least_proved)

    @property
    def saved(self) -> Decimal:
        """What is saved."""
        return self.before.cost - self.after.cost

    @property
    def put_out(self) -> int:
        """How many people lose their seat though their pick stays."""
        return sum(len(each.put_out) for each in self.sessions)


def find_cut(
    db: Session,
    ask: CutAsk,
    told: Told | None = None,
    *,
    today: dt.date | None = None,
    effort: float = EFFORT,
) -> Cut:
    """Return which picks go so that a plan costs, or takes, no more than asked and least is lost.

    First the fewest picks of the first class in the order, then of the next, and so on; of electives then
    those that have waited the shortest; then the fewest days; then the fewest people who lose their seat in
    a session that is called off. *told* hears how far it is, and may end it by raising. Raises PlanError
    when the plan is gone or archived, and for an amount that cannot be.
    """
    today = today or clock.today()
    courses = read_course_facts(db)
    statuses = list_pick_statuses(db, ask.plan_id, facts=courses)
    facts = read_saving(db, ask.plan_id, ask.scope, today, statuses, courses)
    losing = read_losing(db, ask.plan_id, today, statuses, courses)
    days = {course_id: hundredths(course.days) for course_id, course in courses.items()}
    ask = ask._replace(order=check_order(ask.order))
    return _Search(facts, days, losing, ask, effort, told or _unheard).cut()


def _unheard(_done: int, _total: int) -> None:
    pass


class _Search:
    """One answer being looked for."""

    def __init__(
        self,
        facts: SavingFacts,
        course_days: Mapping[int, int],
        losing: Mapping[int, Losing],
        ask: CutAsk,
        effort: float,
        told: Told,
    ) -> None:
        self._money, self._in_days = facts, facts.in_days(course_days)
        self._facts = self._in_days if ask.target.counts_days else facts
        """What is asked for is counted in these."""
        self._losing, self._ask = losing, ask
        self._effort, self._told = effort, told
        self._losses = {pick.id: losing[pick.id].highest(ask.order) for pick in facts.going}
        places = {loss: place for place, loss in enumerate(ask.order)}
        self._elective = places["elective"]
        self._losers = {
            pick_id: Loser(places[loss], losing[pick_id].waits if loss == "elective" else 0)
            for pick_id, loss in self._losses.items()
        }
        self._most = self._asked()

    def _asked(self) -> int:
        """Return the hundredths of cost or days that there may be."""
        kind, amount = self._ask.target
        if amount < 0 or (kind == "percent" and amount > 100):
            raise PlanError(said("No plan can be cut to less than nothing."))
        if kind == "percent":
            return int(self._facts.counted * (100 - amount) / 100)
        if kind == "fewer days":
            return max(0, self._facts.counted - hundredths(amount))
        return hundredths(amount)

    def cut(self) -> Cut:
        """Return the answer."""
        if self._reaches(()):
            return self._answer(Solution(frozenset(), ()))
        first, allowed, is_reached = self._last_classes()
        if not allowed:
            return self._unreached()
        model = self._model(allowed)
        model.model.add(model.counted <= self._most)
        start = frozenset(allowed) if is_reached else None
        need = self._facts.counted - self._most
        found = model.solve(self._goals(first), self._elective, self._effort, self._told, need, start)
        return self._unreached() if found is None else self._answer(found)

    def _model(self, allowed: Collection[int]) -> CutModel:
        losses = Losses(len(self._ask.order), self._elective)
        by_bounds = self._ask.target.counts_days
        return CutModel(self._facts, self._losers, losses, allowed, by_bounds=by_bounds)

    def _reaches(self, gone: Collection[int]) -> bool:
        """Say whether what is asked for is reached without these picks."""
        return self._facts.outcome(gone).cost <= self._most

    def _last_classes(self) -> tuple[int, list[int], bool]:
        """Return from which place on all classes together are enough, their picks, and whether they are."""
        for first in reversed(range(len(self._ask.order))):
            allowed = [pick_id for pick_id, loser in self._losers.items() if loser.place >= first]
            if self._reaches(allowed):
                return first, allowed, True
        return 0, [*self._losers], False

    def _goals(self, first: int) -> list[Goal]:
        goals = []
        for place, loss in enumerate(self._ask.order):
            if place >= first:
                goals.append(Goal(loss, place))
                if loss == "elective":
                    goals.append(WAITED)
        return [*goals, DAYS, PUT_OUT]

    def _unreached(self) -> Cut:
        """Return what is the least possible, where that is more than asked for."""
        everything, nothing = frozenset(self._losers), frozenset[int]()
        start = min((nothing, everything), key=lambda gone: self._facts.outcome(gone).cost)
        model = self._model(everything)
        found = model.solve([COUNTED], self._elective, self._effort, self._told, 0, start)
        assert found is not None
        return self._answer(Solution(frozenset(), ()), found.levels[0])

    def _answer(self, found: Solution, least: Level | None = None) -> Cut:
        facts, gone = self._money, found.gone
        outcome = facts.outcome(gone)
        sessions = tuple(self._sessions(outcome))
        named = {*gone, *(each for run in sessions for each in (*run.put_out, *run.moved_up))}
        every = [*facts.going, *facts.staying]
        left = [pick for pick in every if pick.id not in gone]
        counts = Counter(self._losses[pick_id] for pick_id in gone)
        return Cut(
            self._ask,
            facts.currency,
            _sums(facts.counted, self._in_days.counted, every),
            _exact(self._most),
            _sums(outcome.cost, self._in_days.outcome(gone).cost, left),
            tuple(self._picks(gone)),
            sessions,
            {pick_id: (facts.picks[pick_id].person_id, facts.picks[pick_id].course_id) for pick_id in named},
            {run.id: run.code for run in facts.runs.values()},
            found.levels,
            {loss: counts[loss] for loss in self._ask.order if counts[loss]},
            least is None,
            None if least is None else _exact(least.least),
            least is None or least.is_proved,
            _exact(self._facts.nobodys),
            _reasons(facts.staying),
        )

    def _picks(self, gone: Collection[int]) -> list[CutPick]:
        """Return the picks that go, what is lost first first."""
        saved = self._money.kept_alone(gone)
        order = sorted(gone, key=lambda pick_id: (self._losers[pick_id].place, pick_id))
        return [self._pick(self._money.picks[pick_id], saved[pick_id]) for pick_id in order]

    def _pick(self, pick: PickFacts, saved: int) -> CutPick:
        return CutPick(
            pick.id,
            pick.person_id,
            pick.course_id,
            pick.attempt,
            self._losses[pick.id],
            _exact(pick.days),
            _exact(saved),
            pick.has_price,
            self._losing[pick.id].picked_on,
            next(iter(self._money.runs_of.get(pick.id, ())), None),
        )

    def _sessions(self, outcome: Outcome) -> list[CutSession]:
        runs = self._money.runs
        return [
            CutSession(
                run_id,
                runs[run_id].code,
                runs[run_id].course_id,
                runs[run_id].first_day,
                now.is_ended,
                now.put_out,
                now.moved_up,
            )
            for run_id, now in outcome.settled.items()
            if now.is_ended or now.moved_up
        ]


def _exact(amount: int) -> Decimal:
    return Decimal(amount) / HUNDREDTHS


def _sums(cost: int, days: int, picks: Collection[PickFacts]) -> Sums:
    return Sums(_exact(cost), _exact(days), len(picks), sum(not pick.has_price for pick in picks))


def _reasons(staying: Collection[PickFacts]) -> dict[str, tuple[int, Decimal, Decimal]]:
    found: dict[str, tuple[int, Decimal, Decimal]] = {}
    for pick in staying:
        count, cost, days = found.get(pick.stays or "", (0, _ZERO, _ZERO))
        found[pick.stays or ""] = count + 1, cost + _exact(pick.known), days + _exact(pick.days)
    return found

"""The picks to take back that lose least, as a model for CP-SAT: one goal after the other, each proved.

Of each part of a plan one of its options is chosen (the multiple-choice knapsack problem), which the linear
relaxation bounds to within one option. Where somebody has a seat in several sessions, these are put in seat
by seat instead, with who moves up and who bears what.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, NamedTuple, cast

from pmplanner.services.decisions.options import (
    Loser,
    Losses,
    Option,
    Options,
    Parts,
    Start,
    least_lost,
    take_steps,
)
from pmplanner.services.decisions.saving import PickFacts, RunFacts, SavingFacts, SeatFacts

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    Linear = cp_model.LinearExpr | int
    Truth = cp_model.IntVar | cp_model.NotBooleanVariable | bool

EFFORT = 1.5
"""What all goals together may take, in CP-SAT's own time, which is the same on every computer."""
_FIRST_EFFORT = 0.5
"""What a goal may take before it is gone about otherwise."""
_LEAST_EFFORT = 0.1
"""What each goal may take, however much the ones before have taken."""
_SECONDS = 60.0
"""After which it is given up in any case, whatever CP-SAT's own time says."""


_ROUNDED = 1e-6
"""By so much a bound, which is a whole number, may be off as a fraction."""


class Goal(NamedTuple):
    """What is to be as little as can be: a class by its place in the order, or something else by its name."""

    name: str
    place: int = -1


WAITED, DAYS, PUT_OUT, COUNTED = Goal("waited"), Goal("days"), Goal("put out"), Goal("counted")


class Level(NamedTuple):
    """A goal with what was found, and what it cannot be less than."""

    goal: Goal
    value: int
    least: int

    @property
    def is_proved(self) -> bool:
        """Whether nothing less is possible, with the goals before as they are."""
        return self.value <= self.least


class Solution(NamedTuple):
    """Which picks go; *levels* are the goals one after the other."""

    gone: frozenset[int]
    levels: tuple[Level, ...]

    @property
    def is_proved(self) -> bool:
        """Whether nothing loses less."""
        return all(level.is_proved for level in self.levels)


Told = Callable[[int, int], object]
"""Hears how many goals are reached, and of how many; it may end the work by raising."""


class CutModel:
    """Which of the picks *allowed* go; all others stay."""

    def __init__(
        self,
        facts: SavingFacts,
        losers: Mapping[int, Loser],
        losses: Losses,
        allowed: Collection[int],
        *,
        by_bounds: bool,
    ) -> None:
        # Here, because it takes longer to import than the window does to open.
        from ortools.sat.python import cp_model

        self._cp = cp_model
        self._facts, self._losers, self._by_bounds = facts, losers, by_bounds
        self._allowed = frozenset(allowed)
        self.model = cp_model.CpModel()
        self._all = parts = Parts(facts, losers, losses, allowed)
        self._runs = {run.id: run for run in parts.odd}
        self._parts: list[tuple[Options, list[cp_model.IntVar]]] = []
        self._goers: dict[int, cp_model.IntVar] = {}
        """By pick of those sessions that are put in seat by seat whether it goes."""
        self._costs: list[Linear] = []
        self._put_out: list[Linear] = []
        self._lits: dict[int, list[tuple[SeatFacts, Truth]]] = defaultdict(list)
        """By pick its seats, with whether it sits there in the end."""
        self._counts = [self.model.new_int_var(0, len(alike.picks), "") for alike in parts.alike]
        """Of alike picks how many go."""
        for options in parts.options:
            self._put_part(options)
        self._put_odd()
        odd = {pick_id for run in parts.odd for pick_id in run.picks}
        constant = facts.counted - facts.today(self._runs, odd)
        less: Linear = sum(option.saved * literal for option, literal in self._choices())
        less += sum(alike.saved * count for alike, count in zip(parts.alike, self._counts, strict=True))
        self.counted: Linear = constant + sum(self._costs) - less
        """What is counted costs in the end, or its days where these are in the place of costs."""

    def _choices(self) -> Iterator[tuple[Option, "cp_model.IntVar"]]:
        for options, here in self._parts:
            yield from zip(options, here, strict=True)

    def _put_part(self, options: Options) -> None:
        here = [self.model.new_bool_var("") for _ in options]
        self.model.add_exactly_one(here)
        self._parts.append((options, here))
        self._put_out += [
            option.put_out * literal for option, literal in zip(options, here, strict=True) if option.put_out
        ]

    # Sessions that share people

    def _put_odd(self) -> None:
        near = sorted({pick_id for run in self._runs.values() for pick_id in run.picks})
        for pick_id in near:
            if pick_id in self._allowed:
                self._goers[pick_id] = self.model.new_bool_var("")
        for run in self._runs.values():
            self._put_run(run)
        for pick_id in near:
            self._put_pick(self._facts.picks[pick_id])

    def _gone(self, pick_id: int) -> "Truth":
        return self._goers.get(pick_id, False)

    def _sit(self, run: RunFacts, pick_id: int, literal: "Truth") -> None:
        (seat,) = (seat for seat in (*run.seats, *run.queue) if seat.pick_id == pick_id)
        self._lits[pick_id].append((seat, literal))

    def _put_run(self, run: RunFacts) -> None:
        """Put a session seat by seat."""
        model = self.model
        stays = {seat.pick_id: self._not(self._gone(seat.pick_id)) for seat in (*run.seats, *run.queue)}
        sits: dict[int, Truth] = {seat.pick_id: stays[seat.pick_id] for seat in run.seats}
        touched = self._or([self._not(each) for each in stays.values()])
        left = self._or([self._not(stays[seat.pick_id]) for seat in run.seats])
        kept: dict[str, Linear] = dict(run.kept)
        for seat in run.queue:
            if not run.moves_up:
                sits[seat.pick_id] = False
                continue
            there = sum(sits.values())
            own = kept.get(seat.team)
            has_own = False if own is None else self._holds(own, 1)
            uses_own = self._and([has_own, self._room(run.most, there)])
            is_free = self._room(run.most, there + sum(kept.values()))
            comes = self._and([touched, stays[seat.pick_id], self._or([uses_own, is_free])])
            if own is not None:
                kept[seat.team] = own - self._and([comes, uses_own])
            sits[seat.pick_id] = comes
        most = len(run.seats) + len(run.queue)
        there = model.new_int_var(0, most, "")
        model.add(there == sum(sits.values()))
        over: Truth = False
        if run.can_end:
            few = self._not(self._holds(there + sum(kept.values()), run.least))
            over = self._and([left, few])
        final = {pick_id: self._and([each, self._not(over)]) for pick_id, each in sits.items()}
        for seat in run.seats:
            self._put_out.append(stays[seat.pick_id] - final[seat.pick_id])
        for pick_id, literal in final.items():
            self._sit(run, pick_id, literal)
        self._share(run, there, final, kept, over)

    def _share(
        self,
        run: RunFacts,
        there: "Linear",
        final: Mapping[int, "Truth"],
        kept: Mapping[str, "Linear"],
        over: "Truth",
    ) -> None:
        """Say what is counted of a session's cost: what people bear, then kept seats; or what ends it."""
        model, facts = self.model, self._facts
        most = len(run.seats) + len(run.queue) + sum(run.kept.values())
        here = [model.new_bool_var("") for _ in range(most + 1)]
        model.add_exactly_one([*here, over] if over is not False else here)
        sharing = there + sum(kept.values())
        for count, literal in enumerate(here):
            model.add(sharing == count).only_enforce_if(literal)
        counted = {team: self._unless(over, left) for team, left in kept.items() if facts.counts_kept(team)}
        self._costs += [run.kept_cost * left for left in counted.values() if run.kept_cost]
        if facts.is_whole:
            self._costs.append(run.end_cost * over)
            self._costs += [facts.borne(run, count) * literal for count, literal in enumerate(here)]
            return
        people = sum(literal for pick_id, literal in final.items() if facts.picks[pick_id].is_in)
        borne = model.new_int_var(0, max(shares.total for shares in run.shares), "")
        for shares, literal in zip(run.shares, here, strict=False):
            model.add(borne == shares.each * (people + sum(counted.values()))).only_enforce_if(literal)
        if over is not False:
            model.add(borne == 0).only_enforce_if(over)
        self._costs.append(borne)
        self._share_rest(run, here, final, kept)

    def _unless(self, over: "Truth", amount: "Linear") -> "Linear":
        """Return an amount of at most 9,999, or nothing where a session is over."""
        if over is False:
            return amount
        left = self.model.new_int_var(0, 9_999, "")
        self.model.add(left == amount).only_enforce_if(self._not(over))
        self.model.add(left == 0).only_enforce_if(over)
        return left

    def _share_rest(
        self,
        run: RunFacts,
        here: Sequence["cp_model.IntVar"],
        final: Mapping[int, "Truth"],
        kept: Mapping[str, "Linear"],
    ) -> None:
        """Say who of those counted bear what is left over: the first in the order of sharing."""
        rests = [(shares.more, literal) for shares, literal in zip(run.shares, here, strict=False)]
        if not any(more for more, _ in rests):
            return
        steps = {shares.step for shares in run.shares if shares.more}
        (step,) = steps  # the smallest part of the currency
        more = sum(count * literal for count, literal in rests if count)
        before: Linear = 0
        for seat in sorted((*run.seats, *run.queue), key=lambda seat: (seat.person_id, seat.id)):
            sits = final[seat.pick_id]
            if self._facts.picks[seat.pick_id].is_in and sits is not False:
                self._costs.append(step * self._and([sits, self._holds(more - before, 1)]))
            before = before + sits
        for team, left in kept.items():
            for place in range(run.kept[team]):
                if self._facts.counts_kept(team):
                    is_first = [self._holds(left, place + 1), self._holds(more - before - place, 1)]
                    self._costs.append(step * self._and(is_first))
            before = before + left

    # Picks

    def _put_pick(self, pick: PickFacts) -> None:
        """Say what a pick costs, but for its shares."""
        if not pick.is_in:
            return
        seats = [*self._lits[pick.id], *self._seats_beside(pick, self._facts.runs_of[pick.id])]
        if pick.base:
            self._costs.append(pick.base - pick.base * self._gone(pick.id))
        self._costs += [seat.cost * literal for seat, literal in seats if seat.cost]
        if pick.is_seated_elsewhere or not pick.open_cost:
            return
        gone = self._gone(pick.id)
        is_open = self._and([self._not(gone), *(self._not(literal) for _, literal in seats)])
        self._costs.append(pick.open_cost * is_open)

    def _seats_beside(self, pick: PickFacts, runs: Iterable[int]) -> list[tuple[SeatFacts, bool]]:
        """Return the seats of a pick in sessions of which nobody goes."""
        beside = (self._facts.runs[run_id] for run_id in runs if run_id not in self._runs)
        return [(seat, True) for run in beside for seat in run.seats if seat.pick_id == pick.id]

    # Logic

    def _not(self, literal: "Truth") -> "Truth":
        if isinstance(literal, bool):
            return not literal
        return cast("cp_model.NotBooleanVariable", ~literal)

    def _and(self, literals: Iterable["Truth"]) -> "Truth":
        """Return a literal that holds when all do."""
        open_: list[cp_model.IntVar | cp_model.NotBooleanVariable] = []
        for literal in literals:
            if literal is False:
                return False
            if not isinstance(literal, bool):
                open_.append(literal)
        if len(open_) < 2:
            return open_[0] if open_ else True
        result = self.model.new_bool_var("")
        self.model.add_bool_or([result, *(~literal for literal in open_)])
        for literal in open_:
            self.model.add_implication(result, literal)
        return result

    def _or(self, literals: Iterable["Truth"]) -> "Truth":
        return self._not(self._and([self._not(literal) for literal in literals]))

    def _holds(self, amount: "Linear", least: int) -> "Truth":
        """Return a literal that holds when an amount is at least so much."""
        if isinstance(amount, int):
            return amount >= least
        result = self.model.new_bool_var("")
        self.model.add(amount >= least).only_enforce_if(result)
        self.model.add(amount <= least - 1).only_enforce_if(~result)
        return result

    def _room(self, most: int | None, there: "Linear") -> "Truth":
        """Return a literal that holds when a seat is free."""
        return True if most is None else self._not(self._holds(there, most))

    # Solving

    def value_of(self, goal: Goal, elective: int, gone: Collection[int]) -> int:
        """Return what a goal counts when these picks go, without what becomes of sessions."""
        going = [(self._facts.picks[pick_id], self._losers[pick_id]) for pick_id in gone]
        if goal == DAYS:
            return sum(pick.days for pick, _ in going)
        if goal == COUNTED:
            return self._facts.outcome(gone).cost
        if goal == WAITED:
            return sum(loser.waits for _, loser in going if loser.place == elective)
        if goal == PUT_OUT:
            settled = self._facts.outcome(gone).settled.values()
            return sum(len(each.put_out) for each in settled)
        return sum(loser.place == goal.place for _, loser in going)

    def days_gone(self) -> "Linear":
        """Return the days of the picks that go, in hundredths."""
        return self._sum(lambda pick_id: self._facts.picks[pick_id].days)

    def _sum(self, count: Callable[[int], int]) -> "Linear":
        """Return the sum over the picks that go."""
        counts = ((sum(map(count, option.gone)), literal) for option, literal in self._choices())
        found: list[Linear] = [value * literal for value, literal in counts if value]
        found += [value * going for pick_id, going in self._goers.items() if (value := count(pick_id))]
        alike = zip(self._all.alike, self._counts, strict=True)
        found += [value * number for each, number in alike if (value := count(each.picks[0]))]
        return sum(found)

    def amount(self, goal: Goal, elective: int) -> "Linear":
        """Return what a goal counts; *elective* is the place of the class whose waiting is counted."""
        if goal == DAYS:
            return self.days_gone()
        if goal == PUT_OUT:
            return sum(self._put_out)
        if goal == COUNTED:
            return self.counted
        if goal == WAITED:
            return self._sum(lambda pick_id: self._losers[pick_id].waits * self._is_of(pick_id, elective))
        return self._sum(lambda pick_id: self._is_of(pick_id, goal.place))

    def _is_of(self, pick_id: int, place: int) -> bool:
        return self._losers[pick_id].place == place

    def solve(
        self,
        goals: Sequence[Goal],
        elective: int,
        effort: float,
        told: Told,
        need: int,
        start: frozenset[int] | None = None,
    ) -> Solution | None:
        """Return the picks that go, the goals taken one after the other; None where none do what is asked.

        *need* is what they have to save, in hundredths; *start* are picks that do, if any are known.
        """
        model = self.model
        levels: list[Level] = []
        gone, left = start, effort
        begun = take_steps(self._all, need) if need > 0 else None
        if begun is not None:
            gone = frozenset(self._hint(begun))
        for number, goal in enumerate(goals):
            told(number, len(goals))
            amount = self.amount(goal, elective)
            if isinstance(amount, int):
                levels.append(Level(goal, amount, amount))
                continue
            bound = 0 if number else self._bound(goal, need)
            if gone is None or self.value_of(goal, elective, gone) > bound:
                model.minimize(amount)
                found, proved, spent = self._least(partial(told, number, len(goals)), left)
                left -= spent
                gone, bound = gone if found is None else found, max(bound, proved)
            if gone is None:
                return None
            value = self.value_of(goal, elective, gone)
            levels.append(Level(goal, value, min(value, bound)))
            model.add(amount <= value)
        told(len(goals), len(goals))
        if gone is None:
            return None
        # What a later goal was solved for may be better for one before that was not proved.
        values = (self.value_of(level.goal, elective, gone) for level in levels)
        return Solution(
            gone, tuple(level._replace(value=value) for level, value in zip(levels, values, strict=True))
        )

    def _least(self, hear: Callable[[], object], effort: float) -> tuple[frozenset[int] | None, int, float]:
        """Return the picks that go for the goal that is set, what it cannot be less than, and the effort.

        None where nothing was found, be it that nothing is possible.
        """
        cp, spent, bound = self._cp, 0.0, 0
        gone: frozenset[int] | None = None
        for by_bounds, most in ((self._by_bounds, min(effort, _FIRST_EFFORT)), (not self._by_bounds, effort)):
            solver, status = self._run(hear, max(_LEAST_EFFORT, most - spent), by_bounds=by_bounds)
            spent += solver.response_proto.deterministic_time
            if status == cp.INFEASIBLE:
                break
            if status in (cp.OPTIMAL, cp.FEASIBLE):
                gone = self._take(solver)
                bound = max(bound, ceil(solver.best_objective_bound - _ROUNDED))
            if status == cp.OPTIMAL:
                break
        return gone, bound, spent

    def _hint(self, start: Start) -> Iterator[int]:
        """Begin with these choices, and yield the picks that go with them."""
        for (options, here), chosen in zip(self._parts, start.places, strict=True):
            yield from options[chosen].gone
            for place, literal in enumerate(here):
                self.model.add_hint(literal, place == chosen)
        for alike, number, count in zip(self._all.alike, self._counts, start.counts, strict=True):
            yield from alike.picks[:count]
            self.model.add_hint(number, count)
        for going in self._goers.values():
            self.model.add_hint(going, False)

    def _bound(self, goal: Goal, need: int) -> int:
        """Return below what the first goal cannot be, by the linear relaxation."""
        if self._runs or goal.place < 0:
            return 0
        found = least_lost(
            self._all, need, lambda gone: sum(self._is_of(pick_id, goal.place) for pick_id in gone)
        )
        return found or 0

    def _run(
        self, told: Callable[[], object], effort: float, *, by_bounds: bool
    ) -> "tuple[cp_model.CpSolver, cp_model.CpSolverStatus]":
        """Solve; *told* hears of it now and then, and may end it by raising.

        *by_bounds* looks for what nothing can be less than, which helps with days, where answers abound.
        """
        solver = self._cp.CpSolver()
        parameters = solver.parameters
        # One worker: of several, another may come first each time.
        parameters.num_workers, parameters.random_seed = 1, 0
        parameters.max_deterministic_time, parameters.max_time_in_seconds = effort, _SECONDS
        parameters.linearization_level = 2
        # It takes longer than it saves, and hides that the relaxation is nearly whole.
        parameters.cp_model_presolve = False
        parameters.optimize_with_lb_tree_search = by_bounds
        raised: list[BaseException] = []

        def hear(_bound: float) -> None:
            try:
                told()
            except BaseException as error:
                raised.append(error)
                solver.stop_search()

        solver.best_bound_callback = hear
        status = solver.solve(self.model)
        if raised:
            raise raised[0]
        return solver, status

    def _take(self, solver: "cp_model.CpSolver") -> frozenset[int]:
        """Return the picks that go, and begin the next goal from there."""
        gone = {pick_id for pick_id, going in self._goers.items() if solver.boolean_value(going)}
        for option, literal in self._choices():
            if solver.boolean_value(literal):
                gone.update(option.gone)
        for alike, number in zip(self._all.alike, self._counts, strict=True):
            gone.update(alike.picks[: solver.value(number)])
        # Hints add up: with two for one variable the model is invalid.
        self.model.model_proto.clear_solution_hint()
        for at, value in enumerate(solver.response_proto.solution):
            self.model.add_hint(self.model.get_int_var_from_proto_index(at), value)
        return frozenset(gone)

"""The goals as expressions of the interval model, from the first that counts to the last."""

from math import prod

from ortools.sat.python import cp_model

from pmplanner.scheduling.cp_sat.interval_model import IntervalModel
from pmplanner.scheduling.model import bits

LARGEST = 1 << 60
"""The largest value that an objective may have: the solver counts in 64 bits."""


class GoalTerms:
    """One expression a goal for the part that is modelled, with how large it can become."""

    def __init__(self, parent: IntervalModel, rest_last_day: int, former: dict[int, int]) -> None:
        self.parent = parent
        self.rest_last_day = rest_last_day
        """The last day of what stays as it is."""
        self.former = former
        """The days that each pick had before, as sets."""

    def of(self, goal: str) -> tuple[cp_model.LinearExpr, int] | None:
        """Give a goal's expression and its largest value; None where models cannot see it."""
        makers = {
            "seats": self._left_out,
            "sessions": self._sessions,
            "cost": self._cost,
            "change": self._change,
            "finish": self._finish,
            "fairness": self._fairness,
        }
        return makers[goal]() if goal in makers else None

    def _left_out(self) -> tuple[cp_model.LinearExpr, int]:
        parent, picks = self.parent, self.parent.state.tables.picks
        terms = [
            ~parent.seated[pick] * picks[pick].importance
            for pick in parent.part.picks
            if pick in parent.seated
        ]
        return cp_model.LinearExpr.sum(terms), sum(picks[pick].importance for pick in parent.part.picks)

    def _sessions(self) -> tuple[cp_model.LinearExpr, int]:
        used = [
            used
            for used, slot in zip(self.parent.used, self.parent.part.slots, strict=True)
            if not slot.stands
        ]
        return cp_model.LinearExpr.sum(used), len(used)

    def _cost(self) -> tuple[cp_model.LinearExpr, int]:
        parent, problem = self.parent, self.parent.state.tables.problem
        terms: list[cp_model.LinearExprT] = []
        most = 0
        for at, slot in enumerate(parent.part.slots):
            course = problem.courses[slot.course]
            if slot.stands:
                continue
            terms.append(parent.used[at] * course.session_cost)
            costs = [problem.trainers[one].day_cost * course.days for one in parent.resources.trainers[at]]
            terms += [
                literal * cost
                for literal, cost in zip(parent.resources.trainers[at].values(), costs, strict=True)
            ]
            most += course.session_cost + max(costs, default=0)
        for pick, seated in parent.seated.items():
            cost = problem.courses[parent.state.tables.picks[pick].course].seat_cost
            terms.append(seated * cost)
            most += cost
        return cp_model.LinearExpr.sum(terms), most

    def _change(self) -> tuple[cp_model.LinearExpr, int]:
        parent = self.parent
        terms: list[cp_model.LinearExprT] = []
        most = 0
        kept: dict[tuple[int, int], int] = {}
        for pick in sorted(parent.free):
            days = self.former.get(pick)
            if days is None:
                continue
            most += 1
            if pick in parent.slot_of:
                at = parent.slot_of[pick]
                kept[at, days] = kept.get((at, days), 0) + 1
            elif pick in parent.seated:
                is_same = self._is_on(parent.pick_starts[pick], parent.seated[pick], days)
                terms.append(~is_same)
            else:
                terms.append(1)
        for (at, days), count in kept.items():
            literal = parent.model.new_bool_var("")
            parent.is_at(parent.starts[at], 1 << bits.first_day(days), [literal])
            terms.append(~literal * count)
        return cp_model.LinearExpr.sum(terms), most

    def _is_on(self, start: cp_model.IntVar, seated: cp_model.IntVar, days: int) -> cp_model.IntVar:
        model, literal = self.parent.model, self.parent.model.new_bool_var("")
        model.add_implication(literal, seated)
        self.parent.is_at(start, 1 << bits.first_day(days), [literal])
        return literal

    def _finish(self) -> tuple[cp_model.LinearExpr, int]:
        parent, days = self.parent, self.parent.state.tables.days
        # What stays outside the part ends when it ends: to finish the part before that gains nothing.
        last = parent.model.new_int_var(max(self.rest_last_day, 0), max(days - 1, 0), "")
        for at, slot in enumerate(parent.part.slots):
            end = parent.starts[at] + (parent.length(slot.course) - 1)
            parent.model.add(last >= end).only_enforce_if(parent.used[at])
        return last, days

    def _fairness(self) -> tuple[cp_model.LinearExpr, int]:
        parent, tables = self.parent, self.parent.state.tables
        fair = tables.problem.fair_week_days
        terms: list[cp_model.LinearExprT] = []
        most = 0
        people = {tables.picks[pick].person for pick in parent.free}
        for person in sorted(people):
            picks = [pick for pick in tables.person_picks[person] if pick in parent.free]
            for week in tables.weeks:
                used = (parent.state.training[person] & week).bit_count()
                # This person cannot have too much in any week, whatever is done.
                if used + sum(parent.length(tables.picks[pick].course) for pick in picks) <= fair:
                    continue
                days = [term for pick in picks for term in parent.week_terms(pick, week)]
                if days:
                    # Only bounded from below: minimizing brings it down to what is really too much.
                    excess = parent.model.new_int_var(0, 7, "")
                    parent.model.add(cp_model.LinearExpr.sum(days) + (used - fair) <= excess)
                    terms.append(excess)
                    most += 7
        return cp_model.LinearExpr.sum(terms), most


def in_order(terms: list[tuple[cp_model.LinearExpr, int]]) -> cp_model.LinearExpr:
    """Join goals into one expression in which no gain of a later one outweighs an earlier one.

    The last ones are left aside where the numbers would be too large for the solver.
    """
    # The solver refuses a model whose objective overflows, and the whole step would be lost.
    while prod(most + 1 for _, most in terms) > LARGEST:
        terms = terms[:-1]
    weights: list[int] = []
    weight = 1
    for _, most in reversed(terms):
        weights.append(weight)
        weight *= most + 1
    return cp_model.LinearExpr.weighted_sum([expression for expression, _ in terms], weights[::-1])

"""Fewest days as one model of booleans course × day, kept for the whole search."""

import math
from collections.abc import Callable, Sequence

from ortools.sat.python import cp_model

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.colouring.clique_cover import cover_by_cliques
from pmplanner.scheduling.colouring.graph import Graph, Start, tabu_runs_beside
from pmplanner.scheduling.cp_sat.solving import new_solver, run_solver
from pmplanner.scheduling.model import bits

MOST_LITERALS = 4_000_000
"""Literals in all constraints beyond which the model would take too much memory (some 300 bytes each)."""

LITERALS_A_SECOND = 500_000
"""How fast the model is built; one that leaves no time to solve it is not begun."""

Heard = Callable[[list[int] | None, int], None]
"""Told a better colouring (-1 for others than the members), if there is one, and how many days it takes."""


# Méndez-Díaz and Zabala 2006, https://doi.org/10.1016/j.dam.2005.05.022
def fewest_days_by_model(graph: Graph, start: Start, clock: Clock, heard: Heard) -> None:
    """Look for fewer days and for proofs that fewer are impossible, until both meet or the time is over.

    *heard* is called by whatever thread of the solver has found something.
    """
    model = _Model(graph, start)
    if not model.build(clock):
        return
    # Said once that it is built: from here on the solver leaves Python to others.
    heard(None, start.fewest)
    solver = new_solver(clock, clock.left())
    _only_search(solver, has_company=tabu_runs_beside(clock.limits))
    callback = _Callback(model, heard)
    solver.best_bound_callback = callback.hear_bound
    status = run_solver(solver, model.model, clock, callback)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        heard(None, math.ceil(solver.best_objective_bound - 1e-6))


def _only_search(solver: cp_model.CpSolver, *, has_company: bool) -> None:
    """Leave out what costs more than it gains in a model that is as small as it can be."""
    parameters = solver.parameters
    # All of them look for what the cover and the fixed clique have done already: 20 s at 2,400 courses.
    parameters.max_presolve_iterations = 1
    parameters.cp_model_probing_level = 0
    parameters.symmetry_level = 0
    parameters.merge_at_most_one_work_limit = 0.0
    if has_company:
        parameters.num_workers -= 1


class _Model:
    def __init__(self, graph: Graph, start: Start) -> None:
        self.graph = graph
        self.start = start
        self.model = cp_model.CpModel()
        self._renamed = list(range(start.days))
        """The days of the model, by those of the colouring."""
        self._open = {at: graph.allowed[at] & (1 << start.days) - 1 for at in start.members}
        self._fix_clique()
        self.literals: dict[int, dict[int, cp_model.IntVar]] = {}

    def build(self, clock: Clock) -> bool:
        """Build the model; false where it would take too much memory or time."""
        cliques = [list(bits.each_day(clique)) for clique in cover_by_cliques(self.graph, self.start.members)]
        literals = sum(self._open[at].bit_count() for clique in cliques for at in clique)
        # Half of what is left of the time at most may go into building: the rest is for solving.
        if literals > min(MOST_LITERALS, clock.left() * LITERALS_A_SECOND / 2):
            return False
        new = self.model.new_bool_var
        self.literals = {at: {day: new("") for day in bits.each_day(days)} for at, days in self._open.items()}
        for choices in self.literals.values():
            self.model.add_exactly_one(choices.values())
        used = self._used_days()
        for clique in cliques:
            for day in range(self.start.days):
                self._at_most_one(clique, day, used.get(day))
        self.model.minimize(self.start.fewest + sum(used.values()))
        for at, choices in self.literals.items():
            wanted = self._renamed[self.start.colours[at]]
            for day, literal in choices.items():
                self.model.add_hint(literal, day == wanted)
        return True

    def colours(self, value: Callable[[cp_model.IntVar], bool]) -> list[int]:
        """Read the colours of the members."""
        found = [-1] * self.graph.size
        for at, choices in self.literals.items():
            found[at] = next(day for day, literal in choices.items() if value(literal))
        return found

    def _fix_clique(self) -> None:
        """Put the clique on the first days, if all days are alike to every member."""
        up_to = (1 << self.start.days) - 1
        # Days may only be renamed while every course may be on every one of them.
        if any(days != up_to for days in self._open.values()):
            return
        clique = [at for at in self.start.clique if at in self._open]
        for day, at in enumerate(clique):
            # Left out from the start: a third of the literals, and all that a solver would find by itself.
            for near in bits.each_day(self.graph.neighbours[at]):
                if near in self._open:
                    self._open[near] &= ~(1 << day)
        for day, at in enumerate(clique):
            self._open[at] = 1 << day
        self._renamed = _renamed_days([self.start.colours[at] for at in clique], self.start.days)

    def _used_days(self) -> dict[int, cp_model.IntVar]:
        """Make a literal for each day that may not be needed: used, or one after it is."""
        used = {day: self.model.new_bool_var("") for day in range(self.start.fewest, self.start.days)}
        for day, literal in used.items():
            self.model.add_hint(literal, True)
            if day + 1 in used:
                self.model.add_implication(used[day + 1], literal)
        return used

    def _at_most_one(self, clique: list[int], day: int, used: cp_model.IntVar | None) -> None:
        on_day: list[cp_model.LiteralT] = [
            self.literals[at][day] for at in clique if day in self.literals[at]
        ]
        if used is not None and on_day:
            # None at all on a day that is not used: one constraint for both.
            on_day.append(~used)
        if len(on_day) > 1:
            self.model.add_at_most_one(on_day)


# The hint must follow the renaming, or it contradicts the fixed clique and is thrown away.
def _renamed_days(of_clique: Sequence[int], days: int) -> list[int]:
    """Rename the days so that the clique's become the first ones."""
    others = [day for day in range(days) if day not in set(of_clique)]
    renamed = [0] * days
    for new, day in enumerate([*of_clique, *others]):
        renamed[day] = new
    return renamed


class _Callback(cp_model.CpSolverSolutionCallback):
    def __init__(self, model: _Model, heard: Heard) -> None:
        super().__init__()
        self._model = model
        self._heard = heard
        self._days = model.start.days

    def on_solution_callback(self) -> None:
        """Pass a better colouring on."""
        days = round(self.objective_value)
        # The hint comes back as the first solution.
        if days < self._days:
            self._days = days
            self._heard(self._model.colours(self.boolean_value), self._bound(self.best_objective_bound))

    def hear_bound(self, bound: float) -> None:
        """Pass a proof on that fewer days are impossible."""
        self._heard(None, self._bound(bound))

    def _bound(self, bound: float) -> int:
        return max(self._model.start.fewest, math.ceil(bound - 1e-6))

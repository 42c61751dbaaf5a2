"""Colouring with a given number of days as booleans course × day; finds one or proves that none is."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.colouring.graph import Graph
from pmplanner.scheduling.cp_sat.solving import new_solver, run_solver
from pmplanner.scheduling.model import bits

MOST_LITERALS = 1_500_000
"""Literals in all constraints beyond which the model would take too much memory (some 200 bytes each)."""

MOST_BOOLEANS = 60_000
"""Pairs of course and day beyond which the cliques are not even looked for."""

LITERALS_A_SECOND = 500_000
"""How fast the model is built; one that leaves no time to solve it is not begun."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Colours of the members (-1 for others), or the proof that there are none; neither when time ran out."""

    colours: list[int] | None
    is_impossible: bool = False


# One constraint a clique and day propagates far better than one a pair, and there are far fewer of them.
def cover_by_cliques(graph: Graph, members: Sequence[int]) -> list[int]:
    """Cover all pairs of members that share people by cliques grown from the people's own lists."""
    inside = bits.day_set(members)
    open_pairs = {at: graph.neighbours[at] & inside for at in members}
    cliques: list[int] = []
    for group in sorted({group & inside for group in graph.groups}, key=lambda g: (-g.bit_count(), g)):
        if not any(open_pairs[at] & group for at in bits.each_day(group)):
            continue
        # Grown beyond the person's own courses, it covers more pairs at no more constraints.
        clique = _grown(graph, group, inside)
        cliques.append(clique)
        for at in bits.each_day(clique):
            open_pairs[at] &= ~clique
    return cliques


def _grown(graph: Graph, clique: int, inside: int) -> int:
    candidates = inside & ~clique
    for at in bits.each_day(clique):
        candidates &= graph.neighbours[at]
    while candidates:
        at = max(bits.each_day(candidates), key=lambda one: (graph.neighbours[one] & candidates).bit_count())
        clique |= 1 << at
        candidates &= graph.neighbours[at]
    return clique


def colour_by_model(
    graph: Graph,
    members: Sequence[int],
    days: int,
    fixed: Sequence[int],
    hint: Sequence[int],
    clock: Clock,
    seconds: float,
) -> Answer:
    """Colour the members with *days* days; the clique *fixed* takes the first where all days are alike."""
    # Whoever shares people needs a day each: more of them than days is a proof by itself.
    if len(fixed) > days:
        return Answer(None, is_impossible=True)
    cliques = _affordable_cover(graph, members, days, clock)
    if cliques is None:
        return Answer(None)
    model = cp_model.CpModel()
    up_to = (1 << days) - 1
    literals = {
        at: {day: model.new_bool_var("") for day in bits.each_day(graph.allowed[at] & up_to)}
        for at in members
    }
    for choices in literals.values():
        model.add_exactly_one(choices.values())
    for clique in cliques:
        for day in range(days):
            on_day = [literals[at][day] for at in bits.each_day(clique) if day in literals[at]]
            if len(on_day) > 1:
                model.add_at_most_one(on_day)
    _break_symmetry(model, graph, literals, fixed, hint, up_to)
    solver = new_solver(clock, seconds)
    status = run_solver(solver, model, clock)
    if status == cp_model.INFEASIBLE:
        return Answer(None, is_impossible=True)
    if status not in (cp_model.FEASIBLE, cp_model.OPTIMAL):
        return Answer(None)
    colours = [-1] * graph.size
    for at, choices in literals.items():
        colours[at] = next(day for day, literal in choices.items() if solver.boolean_value(literal))
    return Answer(colours)


def _affordable_cover(graph: Graph, members: Sequence[int], days: int, clock: Clock) -> list[int] | None:
    """Cover by cliques; None where the model would take too much memory or time to build."""
    if len(members) * days > MOST_BOOLEANS:
        return None
    cliques = cover_by_cliques(graph, members)
    literals = sum(clique.bit_count() for clique in cliques) * days
    # Half of what is left of the time at most may go into building: the rest is for solving.
    return cliques if literals <= min(MOST_LITERALS, clock.left() * LITERALS_A_SECOND / 2) else None


def _break_symmetry(
    model: cp_model.CpModel,
    graph: Graph,
    literals: dict[int, dict[int, cp_model.IntVar]],
    fixed: Sequence[int],
    hint: Sequence[int],
    up_to: int,
) -> None:
    """Put a clique on the first days, if all days are alike to every member; hint at the rest."""
    # Days may only be renamed while every course may be on every one of them.
    if any(graph.allowed[at] & up_to != up_to for at in literals):
        return
    inside = [at for at in fixed if at in literals]
    new_day = _permutation(inside, hint, up_to.bit_length())
    for day, at in enumerate(inside):
        model.add_bool_and([literals[at][day]])
    for at, choices in literals.items():
        # The hint must follow the renaming, or it contradicts the fixed clique and is thrown away.
        wanted = new_day.get(hint[at], hint[at])
        for day, literal in choices.items():
            model.add_hint(literal, day == wanted)


def _permutation(clique: list[int], hint: Sequence[int], days: int) -> dict[int, int]:
    """Rename the days of the hint so that the clique's become the first ones."""
    renamed = {hint[at]: day for day, at in enumerate(clique)}
    free = iter([day for day in range(days) if day >= len(clique)])
    for day in range(days):
        if day not in renamed:
            renamed[day] = next(free, -1)
    return renamed

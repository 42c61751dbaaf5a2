"""Solving a part of the incumbent by the interval model, and taking the answer when it is no worse."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmplanner.scheduling.cp_sat.slots import Part, lift_part
from pmplanner.scheduling.run import Run

if TYPE_CHECKING:
    from pmplanner.scheduling.cp_sat.interval_model import IntervalModel
    from pmplanner.scheduling.cp_sat.model_goals import GoalTerms


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of solving a part."""

    is_applied: bool
    """Whether the schedule is now what the model found; it is as before otherwise."""
    is_optimal: bool
    """Whether the model was solved to the end."""


def solve_part(
    run: Run, part: Part, goals: tuple[str, ...], seconds: float, *, compact: bool = False
) -> Outcome:
    """Solve a part for the goals in order; with *compact*, sessions go early where goals do not mind."""
    from ortools.sat.python import cp_model

    from pmplanner.scheduling.cp_sat.answers import apply_answer, hint_incumbent
    from pmplanner.scheduling.cp_sat.interval_model import IntervalModel
    from pmplanner.scheduling.cp_sat.model_goals import in_order
    from pmplanner.scheduling.cp_sat.solving import new_solver, run_solver

    state = run.state
    mark = len(state.trail)
    places = {pick: session for pick in part.free() if (session := state.place[pick]) is not None}
    lift_part(state, part)
    parent = IntervalModel(state, part)
    if parent.is_impossible:
        state.roll_back(mark)
        return Outcome(False, True)
    found = {goal: term for goal in goals if (term := goal_terms(run, parent).of(goal)) is not None}
    if all(pick in places for pick in part.picks):
        # Nobody can be gained, and nobody may be lost.
        # As a rule it prunes; as a first goal it would only make the weights of all others larger.
        parent.model.add(found.pop("seats")[0] == 0)
    terms = list(found.values())
    if compact:
        most = run.tables.days * len(parent.starts)
        terms.append((cp_model.LinearExpr.sum(parent.starts), most))
    parent.model.minimize(in_order(terms))
    hint_incumbent(parent, places)
    solver = new_solver(run.clock, seconds)
    status = run_solver(solver, parent.model, run.clock)
    is_found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if is_found and apply_answer(state, parent, solver):
        return Outcome(True, status == cp_model.OPTIMAL)
    state.roll_back(mark)
    return Outcome(False, status in (cp_model.OPTIMAL, cp_model.INFEASIBLE))


def goal_terms(run: Run, parent: "IntervalModel") -> "GoalTerms":
    """Give the goals of the part that a model holds, the rest of the schedule being as it is."""
    from pmplanner.scheduling.cp_sat.model_goals import GoalTerms

    rest = [session.last for session in run.state.sessions.values()]
    locked = [row.days[-1] for row in run.tables.locked]
    return GoalTerms(parent, max([*rest, *locked], default=0), run.tables.former)


def solve_seating(run: Run, people: list[int], goals: tuple[str, ...], seconds: float) -> Outcome:
    """Seat some people afresh and close sessions that they leave empty; the calendar stays."""
    from ortools.sat.python import cp_model

    from pmplanner.scheduling.cp_sat.seating_model import SeatingModel
    from pmplanner.scheduling.cp_sat.solving import new_solver, run_solver

    state = run.state
    mark = len(state.trail)
    picks = [pick for person in people for pick in run.tables.person_picks[person]]
    places = {pick: state.lift(pick) for pick in picks if state.place[pick] is not None}
    parent = SeatingModel(state, picks)
    parent.model.minimize(parent.objective(goals, run.tables.former))
    for pick, row in parent.seats.items():
        for number, literal in row.items():
            parent.model.add_hint(literal, pick in places and places[pick].number == number)
    solver = new_solver(run.clock, seconds)
    status = run_solver(solver, parent.model, run.clock)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        state.roll_back(mark)
        return Outcome(False, False)
    for pick, row in parent.seats.items():
        for number, literal in row.items():
            if solver.boolean_value(literal):
                state.seat(pick, state.sessions[number])
    for number, literal in parent.closed.items():
        if solver.boolean_value(literal):
            state.close_session(state.sessions[number])
    return Outcome(True, status == cp_model.OPTIMAL)

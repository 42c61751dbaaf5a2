"""Small problems solved to the end: one goal after another, each fixed before the next."""

from pmplanner.scheduling import neighbourhoods
from pmplanner.scheduling.figures import measure
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.search import goal_terms
from pmplanner.scheduling.slots import Part, is_movable, lift_part, new_slots

MOST_PICKS = 500
"""Picks up to which the whole problem is given to the model."""

MOST_SECONDS = 15.0
"""After which the search of neighbourhoods is the better bet."""

TINY = 40
"""Picks up to which each could have a session of its own, so that nothing is left out of the proof."""


def prove(run: Run) -> None:
    """Solve the whole of a small problem, and note which goals are proved."""
    state = run.state
    if len(run.tables.picks) > MOST_PICKS or run.is_done():
        return
    run.go_back()
    if not all(is_movable(state, session) for session in state.sessions.values()):
        return
    part, is_complete = whole(run)
    proved = solve_in_order(run, part, min(MOST_SECONDS, run.clock.limits.seconds * 0.6))
    run.offer("whole")
    reached = measure(run.problem, run.state.proposal())[:proved]
    if is_complete and proved > run.proved_goals and reached == run.value[:proved]:
        run.proved_goals = proved
        run.tell("whole")
    run.go_back()


def whole(run: Run) -> tuple[Part, bool]:
    """Free everything; tell whether the slots are enough for the best of all schedules."""
    state, tables = run.state, run.tables
    part = neighbourhoods.part_of_courses(
        run, [at for at, course in enumerate(tables.courses) if course.picks or state.of_course[at]]
    )
    slots = list(part.slots)
    is_seated = not state.unseated - run.bounds.hopeless
    surplus = len(state.sessions) - sum(run.bounds.sessions)
    is_tiny = len(tables.picks) <= TINY
    for course, facts in enumerate(tables.courses):
        there = sum(slot.course == course for slot in slots)
        wanted = len(facts.picks) if is_tiny else run.bounds.sessions[course] + (surplus if is_seated else 1)
        slots += new_slots(state, course, max(0, min(wanted, len(facts.picks)) - there))
    counts_first = run.problem.goals[1:2] == ("sessions",)
    return Part(tuple(slots), part.picks), is_tiny or (is_seated and counts_first)


def solve_in_order(run: Run, part: Part, seconds: float) -> int:
    """Solve for each goal in turn and put the answer into the state; give how many were proved."""
    from ortools.sat.python import cp_model

    from pmplanner.scheduling.answers import apply_answer, hint_incumbent
    from pmplanner.scheduling.interval_model import IntervalModel
    from pmplanner.scheduling.solving import hint_answer, new_solver, run_solver

    state = run.state
    mark, end = len(state.trail), run.clock.elapsed() + seconds
    places = {pick: session for pick in part.free() if (session := state.place[pick]) is not None}
    lift_part(state, part)
    parent = IntervalModel(state, part)
    terms = goal_terms(run, parent)
    hint_incumbent(parent, places)
    proved, best = 0, None
    for at, goal in enumerate(run.problem.goals):
        term = terms.of(goal)
        if term is None or parent.is_impossible:
            break
        if run.value[at] <= run.floor(goal) and best is None:
            # Already as good as can be: the incumbent is a witness, and hinted at.
            parent.model.add(term[0] <= run.value[at] - _offset(run, goal))
            proved += 1
            continue
        parent.model.minimize(term[0])
        solver = new_solver(run.clock, end - run.clock.elapsed())
        status = run_solver(solver, parent.model, run.clock)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        best = solver
        if status != cp_model.OPTIMAL:
            break
        proved += 1
        parent.model.add(term[0] <= round(solver.objective_value))
        hint_answer(parent.model, solver)
    if best is None or not apply_answer(state, parent, best):
        state.roll_back(mark)
        return proved if best is None else 0
    return proved


def _offset(run: Run, goal: str) -> int:
    """Give what of a goal is outside the model: those who cannot be seated, and locked sessions."""
    return {"seats": run.floors.importance, "sessions": len(run.tables.locked)}.get(goal, 0)

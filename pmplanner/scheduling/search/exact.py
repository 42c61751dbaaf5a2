"""Small problems solved to the end: one goal after another, each fixed before the next."""

from typing import TYPE_CHECKING

from pmplanner.scheduling.construct.closing import close_surplus
from pmplanner.scheduling.cp_sat.part_search import goal_terms
from pmplanner.scheduling.cp_sat.slots import Part, is_movable, lift_part, new_slots
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.search import neighbourhoods
from pmplanner.scheduling.state.state import State

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from pmplanner.scheduling.cp_sat.interval_model import IntervalModel

# Tried from cold for 10 s: of 392 picks none was left out, of 1,227 picks 550 were.
MOST_PICKS = 500
"""Picks up to which the whole problem is given to the model."""

SHARE = 0.5
"""Of the time of a run."""

GOAL_SHARE = 0.6
"""Of what is left of that, for the next goal: those after it are to have some too."""

TINY = 40
"""Picks up to which each could have a session of its own, so that nothing is left out of the proof."""


def prove(run: Run) -> None:
    """Solve the whole of a small problem, and note which goals are proved."""
    if len(run.tables.picks) > MOST_PICKS or run.is_done():
        return
    end = run.clock.elapsed() + run.clock.limits.seconds * SHARE
    is_complete = False
    # Once more where the first time was the first to seat everybody.
    # Only from a schedule that seats everybody is the number of slots known that the best one can need.
    for _ in range(2):
        run.go_back()
        if is_complete:
            return
        was_out = run.state.unseated - run.bounds.hopeless
        part, is_complete = whole(run)
        is_complete = is_complete and is_exact(run)
        solve_in_order(run, part, end, is_complete=is_complete)
        run.go_back()
        if not was_out or run.state.unseated - run.bounds.hopeless:
            return
        close_surplus(run.state, run.bounds.sessions, run.chance, run.clock.stop)
        run.offer("sessions")


def is_exact(run: Run) -> bool:
    """Tell whether the models say just what the rules say, so that they can prove something."""
    if not all(is_movable(run.state, one) for one in run.state.sessions.values()):
        return False
    return not (run.problem.ceilings and run.problem.day_parts > 1)


def whole(run: Run) -> tuple[Part, bool]:
    """Free everything; tell whether the slots are enough for the best of all schedules."""
    state, tables = run.state, run.tables
    part = neighbourhoods.part_of_courses(
        run, [at for at, course in enumerate(tables.courses) if course.picks or state.of_course[at]]
    )
    slots = list(part.slots)
    is_seated = not state.unseated - run.bounds.hopeless
    surplus = sum(map(state.opened, range(len(tables.courses)))) - sum(run.bounds.sessions)
    is_tiny = len(tables.picks) <= TINY
    for course, facts in enumerate(tables.courses):
        there = sum(slot.course == course and not slot.stands for slot in slots)
        wanted = len(facts.picks) if is_tiny else run.bounds.sessions[course] + (surplus if is_seated else 1)
        # More slots than picks could never be used.
        slots += new_slots(state, course, max(0, min(wanted, len(facts.picks)) - there))
    counts_first = run.problem.goals[1:2] == ("sessions",)
    return Part(tuple(slots), part.picks), is_tiny or (is_seated and counts_first)


def solve_in_order(run: Run, part: Part, end: float, *, is_complete: bool) -> None:
    """Solve for each goal in turn and offer each answer, with what it proves if the part is complete."""
    from ortools.sat.python import cp_model

    from pmplanner.scheduling.cp_sat.answers import hint_incumbent
    from pmplanner.scheduling.cp_sat.interval_model import IntervalModel
    from pmplanner.scheduling.cp_sat.solving import hint_answer, new_solver, run_solver

    state = run.state
    places = {pick: session for pick in part.free() if (session := state.place[pick]) is not None}
    # The model is of what is left when all of it is taken off.
    lift_part(state, part)
    parent = IntervalModel(state, part)
    terms = goal_terms(run, parent)
    hint_incumbent(parent, places)
    reached, is_solved, is_proof = run.value, False, is_complete
    for at, goal in enumerate(run.problem.goals):
        term = terms.of(goal)
        # A goal that the model cannot see ends the proof: those after it count for nothing without it.
        if term is None or parent.is_impossible:
            return
        if reached[at] <= run.floor(goal) and not is_solved:
            # Already as good as can be: the incumbent is a witness, and hinted at.
            parent.model.add(term[0] <= reached[at] - _offset(run, goal))
            continue
        parent.model.minimize(term[0])
        # The last goal has nobody to leave time to.
        share = 1 if at == len(run.problem.goals) - 1 else GOAL_SHARE
        solver = new_solver(run.clock, (end - run.clock.elapsed()) * share)
        status = run_solver(solver, parent.model, run.clock)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return
        is_solved = True
        # One goal that was not solved to its end spoils the proof of all that follow.
        is_proof = is_proof and status == cp_model.OPTIMAL
        _offer(run, parent, solver, at + 1 if is_proof else 0)
        if at == 0 and not is_complete and run.proved():
            return
        # Lexicographic: no later goal may cost an earlier one anything.
        parent.model.add(term[0] <= round(solver.objective_value))
        hint_answer(parent.model, solver)


def _offer(run: Run, parent: "IntervalModel", solver: "cp_model.CpSolver", proved: int) -> None:
    """Offer an answer, which proves the first *proved* goals, and take it off the schedule again."""
    from pmplanner.scheduling.cp_sat.answers import apply_answer

    state = run.state
    before = {session.number: set(session.picks) for session in state.sessions.values()}
    # Rooms are only named now, and team ceilings asked exactly: an answer of the model can still fail.
    if apply_answer(run.state, parent, solver):
        run.offer("whole")
        reached = run.score.value()[:proved]
        if proved > run.proved_goals and reached == run.value[:proved]:
            run.proved_goals = proved
            run.tell("whole")
    _take_out(state, before)


def _take_out(state: State, before: dict[int, set[int]]) -> None:
    """Take off all that was not there *before*: sessions that stand must stay the same objects."""
    for session in list(state.sessions.values()):
        for pick in sorted(session.picks - before.get(session.number, set())):
            state.lift(pick)
        if session.number not in before:
            state.close_session(session)
    for number, picks in before.items():
        for pick in sorted(picks):
            if state.place[pick] is None:
                state.seat(pick, state.sessions[number])
    state.forget()


def _offset(run: Run, goal: str) -> int:
    """Give what of a goal is outside the model: those who cannot be seated, and sessions that stay."""
    outside = {
        "seats": run.floors.importance,
        "sessions": len(run.tables.locked),
        "change": run.tables.homeless,
    }
    return outside.get(goal, 0)

"""The pipeline: each stage takes the best schedule so far and leaves a valid one, better or the same."""

from collections.abc import Callable
from dataclasses import replace

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.colouring.colouring import colour
from pmplanner.scheduling.construct import closing, greedy
from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.construct.importance import seat_most_important
from pmplanner.scheduling.construct.recognising import recognise
from pmplanner.scheduling.model.objectives import left_out, measure
from pmplanner.scheduling.model.problem import GOALS, Limits, Problem, Progress, Proposal
from pmplanner.scheduling.run import Run
from pmplanner.scheduling.search.due import has_wishes, hold_wishes, seat_late
from pmplanner.scheduling.search.exact import prove
from pmplanner.scheduling.search.large_search import LargeSearch
from pmplanner.scheduling.search.least_change import keep_what_works
from pmplanner.scheduling.search.spreading import spread
from pmplanner.scheduling.search.tightening import finish_earlier
from pmplanner.scheduling.state.held_seats import as_it_is, keep_seats, lost_seats

TRIES_FOR_LEAST_CHANGE = 10

MOST_REPEATS = 3
"""Runs to keep the seats that a run would take away; the last lets every session stand."""

REPEAT_SHARE, REPEAT_SECONDS = 0.5, 3.0
"""How long such a run takes: a share of the first, and at least so long."""


def solve(
    problem: Problem,
    limits: Limits | None = None,
    report: Callable[[Progress], None] = lambda progress: None,
    clock: Clock | None = None,
) -> Proposal:
    """Make the best schedule that the limits allow, reporting each better one.

    The goal *seats* always counts first: without it, the best schedule would be an empty one.
    Raises ValueError for a goal that does not exist.
    """
    clock = clock or Clock(limits or Limits())
    problem = replace(problem, goals=ordered(problem.goals))
    run = Run(hold_wishes(problem), clock, report)
    now = as_it_is(run.problem) if problem.keep_unless_gain else None
    # Where all sit who can, and nothing is broken, a second run changes nothing: nobody is moved for
    # elegance.
    if now is not None and not now.ill_seated and _is_complete(run, now.proposal):
        run.take(now.proposal)
        run.tell("done", now.proposal, done=True)
        return now.proposal
    changed = _search(run, problem)
    run, changed = _without_losses(run, problem, changed)
    if now is not None and run.proposal != now.proposal and now.is_as_good(problem, run.proposal):
        run.take(now.proposal)
        changed = now.proposal
    # What the user was shown already is never taken back by a run that was less lucky.
    if problem.start is not None and _seats_more(problem, problem.start, run.proposal):
        run.take(problem.start)
        changed = problem.start
    run.tell("done", changed, done=True)
    return run.proposal


def _seats_more(problem: Problem, start: Proposal, found: Proposal) -> bool:
    """Tell whether a schedule that is known seats more than one that was found, and breaks no rule."""
    return left_out(problem, start) < left_out(problem, found) and not check(problem, start)


def _is_complete(run: Run, now: Proposal) -> bool:
    """Tell whether everybody sits who can, even where no wish is held."""
    keys = {run.tables.picks[pick].key for pick in run.bounds.hopeless}
    return not has_wishes(run.problem) and keys.issuperset(now.unseated)


def _search(run: Run, problem: Problem) -> Proposal | None:
    """Run all stages; return the last proposal if it is not reported yet."""
    for stage in STAGES:
        stage(run)
        # What stands is taken over in any case: without it a short run would begin from nothing.
        if run.is_done() or (run.clock.left() <= 0 and (run.value or not run.tables.movable)):
            break
    # Short, and also when the time is over: a seat that is simply free is never left empty.
    last_seats(run)
    changed = keep_what_is_alike(run)
    if seat_late_picks(run, problem):
        changed = run.proposal
    return changed


def _without_losses(run: Run, problem: Problem, changed: Proposal | None) -> tuple[Run, Proposal | None]:
    """Let sessions stand whose people would lose their seats, and search again: nobody loses one."""
    keeping: set[int] = set()
    for repeat in range(1, MOST_REPEATS + 1):
        lost = lost_seats(problem, run.proposal)
        if not lost:
            break
        keeping |= lost
        if repeat == MOST_REPEATS:
            # The last try gives up all gain rather than somebody's seat.
            keeping = {key for row in problem.sessions for key in row.seated}
        held = keep_seats(problem, keeping)
        seconds = max(REPEAT_SECONDS, run.clock.limits.seconds * REPEAT_SHARE)
        seconds = min(seconds, run.clock.limits.seconds)
        clock = Clock(replace(run.clock.limits, seconds=seconds))
        # In silence: figures of another problem would jump about in the window.
        again = Run(hold_wishes(held), clock, lambda progress: None)
        _search(again, held)
        again.report, again.clock = run.report, run.clock
        again.problem = replace(again.problem, sessions=problem.sessions)
        run, changed = again, again.proposal
    return run, changed


def ordered(goals: tuple[str, ...]) -> tuple[str, ...]:
    """Put *seats* first and leave out repetitions; raises ValueError for a goal that does not exist."""
    for goal in goals:
        if goal not in GOALS:
            raise ValueError(f"There is no goal named {goal}.")
    return ("seats", *(goal for goal in dict.fromkeys(goals) if goal != "seats"))


def keep_what_is_alike(run: Run) -> Proposal | None:
    """Let new sessions continue dropped ones like them; return the proposal when it is another one."""
    found = recognise(run.problem, run.proposal)
    # Cost may rise with a former trainer, which no other goal minds.
    if found == run.proposal or measure(run.problem, found) > run.value:
        return None
    run.proposal = found
    return found


def seat_late_picks(run: Run, problem: Problem) -> bool:
    """Seat those whom the wishes of *problem* left out; tell whether that found anybody a seat."""
    before = run.proposal
    if not before.unseated or not has_wishes(problem):
        return False
    loose, found = seat_late(problem, before, run.clock.limits)
    run.loosen(loose, found)
    return found != before


def first_schedule(run: Run) -> None:
    """Seat by one pass of the greedy rule those who have no seat yet."""
    if not run.value or run.state.unseated - run.bounds.hopeless:
        greedy.build(run.state, run.clock.stop)
        run.offer("first schedule")


def seat_everybody(run: Run) -> None:
    """Seat the unseated by ejection, for as long as that gains something."""
    run.go_back()
    if not run.state.unseated - run.bounds.hopeless:
        return
    # Ejection gains most at the beginning; what is hard for it is left to the models that follow.
    stop = run.clock.until(run.clock.limits.seconds * 0.2)
    seat_most_important(run.state, run.bounds.hopeless, run.chance, stop)
    run.offer("seats")
    steps = 2_000 + 20 * len(run.state.unseated)
    run.go_back()
    start = run.best
    # Where change counts, some tries from the same start find one that moves few.
    for number in range(TRIES_FOR_LEAST_CHANGE if run.tables.former else 1):
        if number:
            run.state.restore(start)
        Ejection(run.state, run.chance, run.bounds.hopeless).run(steps, stop)
        run.offer("seats")
        if stop():
            return


def close_sessions(run: Run) -> None:
    """Close the sessions that are not needed."""
    run.go_back()
    # What one round closes may free what another course was short of.
    for _ in range(3):
        closed = closing.close_surplus(run.state, run.bounds.sessions, run.chance, run.clock.stop)
        run.offer("sessions")
        if not closed:
            break


def search_neighbourhoods(run: Run) -> None:
    """Spend what is left of the time on large neighbourhoods, or a part where spreading is to come."""
    share = 0.4 if "spread" in run.problem.goals else 1.0
    LargeSearch(run, run.clock.limits.seconds * share).search()


def last_seats(run: Run) -> None:
    """Seat whoever can be seated without moving anybody: short enough to do when the time is over."""
    run.go_back()
    if run.state.unseated - run.bounds.hopeless:
        # Never stopped: it takes milliseconds, and the clock may have stopped already.
        greedy.build(run.state, lambda: False)
        run.offer("last seats")


STAGES: tuple[Callable[[Run], None], ...] = (
    # Each stage looks itself whether it has anything to do.
    colour,
    keep_what_works,
    first_schedule,
    seat_everybody,
    close_sessions,
    prove,
    finish_earlier,
    search_neighbourhoods,
    spread,
)

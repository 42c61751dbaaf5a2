"""An earlier finish: take away the last days, and seat by ejection whom that leaves out."""

from collections.abc import Callable

from pmplanner.scheduling.construct.ejection import Ejection
from pmplanner.scheduling.run import Run

STEPS = 400
"""Steps of ejection of the first try; each round of failures doubles them."""

MOST_STEPS = 20_000

PATIENCE = 400
"""Steps without gain before going back: taking many days off throws out more than is soon made good."""


def finish_earlier(run: Run) -> None:
    """End earlier with the same people seated in as many sessions, as long as it works."""
    # Where people have seats already, least change has moved what must move; this would move everybody.
    if "finish" not in run.problem.goals or run.tables.former:
        return
    run.go_back()
    if run.state.unseated - run.bounds.hopeless:
        return
    steps = STEPS
    # Half of the way to the floor at once, halved as often as it fails: as one looks for a word in a
    # dictionary.
    days = _first_cut(run)
    # A quarter at most: the neighbourhoods that follow end earlier, too, and need their time.
    stop = run.clock.until(run.clock.limits.seconds * 0.25)
    while days > 0 and steps <= MOST_STEPS and not stop():
        if ends_by(run, run.value_of("finish") - days, steps, stop):
            days = min(days, _first_cut(run))
        elif days > 1:
            days //= 2
        else:
            steps *= 2


def _first_cut(run: Run) -> int:
    return (run.value_of("finish") - run.floors.last_day + 1) // 2


def ends_by(run: Run, last: int, steps: int, stop: Callable[[], bool]) -> bool:
    """Try to end by a day; tell whether that is the incumbent now."""
    state = run.state
    limits = [state.opened(course) for course in range(len(state.of_course))]
    # No rule of the problem changes: the search simply may not open anything later.
    state.horizon = (1 << (last + 1)) - 1
    for session in list(state.sessions.values()):
        if session.last > last and not session.is_pinned:
            state.close_session(session)
    search = Ejection(state, run.chance, run.bounds.hopeless)
    search.most_sessions = limits
    search.patience = PATIENCE
    # So many were thrown out by the cut alone and have to be seated before anything is gained.
    search.run(steps + 4 * len(state.unseated), stop)
    state.horizon = run.tables.all_days
    is_better = not state.unseated - run.bounds.hopeless and run.offer("finish")
    if not is_better:
        run.go_back()
    return is_better

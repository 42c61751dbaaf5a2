"""Days by which picks had better be over: held first, and given up for those who would be left out."""

from dataclasses import replace

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.cut import cut_around
from pmplanner.scheduling.problem import Limits, Pick, Problem, Proposal
from pmplanner.scheduling.trial import seat_in_trial

PICK_SECONDS, ALL_SECONDS = 0.3, 3.0
"""How long is tried for each pick that comes too late, and for all of them."""


def hold_due(problem: Problem) -> Problem:
    """Give the problem in which nothing may end after the day by which it had better be over."""
    if all(row.due is None for row in problem.picks):
        return problem
    return replace(problem, picks=tuple(_held(row) for row in problem.picks))


def _held(pick: Pick) -> Pick:
    if pick.due is None:
        return pick
    return replace(pick, latest=pick.due if pick.latest is None else min(pick.latest, pick.due))


def late_picks(problem: Problem, proposal: Proposal) -> set[int]:
    """Give the picks that end after the day by which they had better be over."""
    due = {row.key: row.due for row in problem.picks if row.due is not None}
    ends = {key: session.days[-1] for session in proposal.sessions for key in session.seated if key in due}
    return {key for key, end in ends.items() if end > (due[key] or 0)}


def seat_late(problem: Problem, proposal: Proposal, limits: Limits) -> tuple[Problem, Proposal]:
    """Seat those whom their due day left out, later; nobody loses a seat.

    *proposal* is one for ``hold_due(problem)``. Gives the problem that the result obeys, too: due days
    hold in it, but for those who had no seat. Effort is counted as the *limits* of the run say, for a
    few seconds at most.
    """
    due = {row.key: row for row in problem.picks if row.due is not None}
    out = [key for key in proposal.unseated if key in due]
    free = set(out)
    held = hold_due(problem)
    loose = replace(held, picks=tuple(due[row.key] if row.key in free else row for row in held.picks))
    clock = Clock(replace(limits, seconds=ALL_SECONDS, workers=1))
    for key in out:
        if clock.left() <= 0:
            break
        cut, own = cut_around(loose, proposal, key), Clock(replace(clock.limits, seconds=PICK_SECONDS))
        found = seat_in_trial(cut.problem, key, own)
        clock.spend(own.elapsed())
        if found is not None:
            proposal = cut.put_back(found)
    return loose, proposal

"""Whether a reason is true, by the checker's word alone."""

from collections.abc import Iterator
from dataclasses import replace

from pmplanner.scheduling.check import check
from pmplanner.scheduling.explain.loosening import longer_period
from pmplanner.scheduling.explain.reasons import Blocker
from pmplanner.scheduling.explain.relaxations import Relaxation, apply_relaxation
from pmplanner.scheduling.model.problem import Limits, PlannedSession, Problem, Proposal
from pmplanner.scheduling.pipeline import solve
from pmplanner.scheduling.state.loading import as_existing
from tests.scheduling.instances import LEAST_CHANGE_GOALS, wider

WORDS = {
    "closed": {"first day not allowed"},
    "too early": {"before the earliest day"},
    "too late": {"after the latest day", "day outside the period"},
    "person away": {"person away"},
    "booked": {"person away", "person in two sessions"},
    "own course": {"person in two sessions"},
    "prerequisite": {"prerequisite too late", "prerequisite not seated"},
    "prerequisite of another": {"prerequisite too late"},
    "team ceiling": {"too many of a team"},
    "days a week": {"too many days in a week"},
    "trainer": {"trainer taken twice", "trainer away"},
    "room": {"room taken twice", "room not available", "room too small"},
    "equipment": {"equipment short"},
    "seats": {"too many seats", "room too small"},
    "too few people": {"too few seats"},
    "too few of a team": {"too few seats", "too many of a team"},
}
"""What the checker says for each thing that can stand in the way."""


def is_true(problem: Problem, proposal: Proposal, key: int, blocker: Blocker, start: int) -> bool:
    """Try the pick on that day in every way there is; the checker must name the rule each time."""
    if blocker.kind == "nothing":
        return False
    return all(
        WORDS[blocker.kind] & {violation.what for violation in check(problem, tried)}
        for tried in ways_on(problem, proposal, key, blocker, start)
    )


def ways_on(
    problem: Problem, proposal: Proposal, key: int, blocker: Blocker, start: int
) -> Iterator[Proposal]:
    """Give the schedules in which the pick starts on a day and that a blocker is said to rule out."""
    pick = next(row for row in problem.picks if row.key == key)
    course = next(row for row in problem.courses if row.key == pick.course)
    days = tuple(range(start, start + course.days))
    unseated = tuple(one for one in proposal.unseated if one != key)
    if blocker.kind not in ("trainer", "room", "equipment"):
        for at, session in enumerate(proposal.sessions):
            if session.course == course.key and session.days == days:
                fuller = replace(session, seated=(*session.seated, key))
                yield Proposal((*proposal.sessions[:at], fuller, *proposal.sessions[at + 1 :]), unseated)
    if blocker.kind == "seats":
        return
    for trainer in course.trainers or (None,):
        for room in (None,) if course.rooms is None else course.rooms:
            new = PlannedSession(None, course.key, days, trainer, room, (key,))
            yield Proposal((*proposal.sessions, new), unseated)


def is_ruled_out(problem: Problem, proposal: Proposal, key: int, start: int) -> bool:
    """Tell whether the checker objects to each way of having the pick start on a day."""
    anything = Blocker("nothing", (start,))
    return all(check(problem, tried) for tried in ways_on(problem, proposal, key, anything, start))


def loosened_by(problem: Problem, relaxation: Relaxation) -> Problem:
    """Give the problem with one rule loosened; what a longer period has is what ``wider`` gives it."""
    if relaxation.kind == "period":
        problem = longer_period(problem, wider(problem), relaxation.amount)
    return apply_relaxation(problem, relaxation)


def solved_again(problem: Problem, proposal: Proposal, relaxation: Relaxation, limits: Limits) -> Proposal:
    """Solve the loosened problem from the schedule as it was."""
    looser = loosened_by(problem, relaxation)
    rows = as_existing(problem, proposal)
    return solve(replace(looser, sessions=rows, goals=LEAST_CHANGE_GOALS), limits)

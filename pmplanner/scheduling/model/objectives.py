"""The goals as numbers, all better when smaller."""

from collections import defaultdict
from collections.abc import Callable

from pmplanner.scheduling.model.problem import Freedom, PlannedSession, Problem, Proposal

SPREAD_REACH = 5
"""Days up to which two sessions of a person count as close."""


def measure(problem: Problem, proposal: Proposal) -> tuple[int, ...]:
    """Give one number per goal of the problem, in the order of its goals."""
    return tuple(MEASURES[goal](problem, proposal) for goal in problem.goals)


def left_out(problem: Problem, proposal: Proposal) -> int:
    """Sum the importance of the picks without a seat."""
    unseated = set(proposal.unseated)
    return sum(pick.importance for pick in problem.picks if pick.key in unseated)


def session_count(_problem: Problem, proposal: Proposal) -> int:
    """Count the sessions, locked ones included."""
    return len(proposal.sessions)


def cost(problem: Problem, proposal: Proposal) -> int:
    """Sum what sessions, seats and trainer days cost, in the smallest unit of the currency."""
    courses = {course.key: course for course in problem.courses}
    day_costs = {trainer.key: trainer.day_cost for trainer in problem.trainers}
    total = 0
    for session in proposal.sessions:
        course = courses[session.course]
        total += course.session_cost + course.seat_cost * len(session.seated)
        if session.trainer is not None:
            total += day_costs.get(session.trainer, 0) * len(session.days)
    return total


def changed_bookings(problem: Problem, proposal: Proposal) -> int:
    """Count the people whose seat was taken away or has other days than before."""
    return len(moved_picks(problem, proposal))


def moved_picks(problem: Problem, proposal: Proposal) -> list[int]:
    """List the picks that had a seat and lost it, or have it on other days now."""
    now = {key: session.days for session in proposal.sessions for key in session.seated}
    return [
        key
        for session in problem.sessions
        if session.freedom is Freedom.FREE
        for key in session.seated
        # Another room or trainer on the same days is no change to anybody's calendar.
        if now.get(key) != session.days
    ]


def last_day(_problem: Problem, proposal: Proposal) -> int:
    """Give the last day with training; -1 without sessions."""
    return max((session.days[-1] for session in proposal.sessions), default=-1)


# Carter, Laporte and Lee 1996, https://doi.org/10.1057/jors.1996.37
def closeness(problem: Problem, proposal: Proposal) -> int:
    """Sum 16, 8, 4, 2, 1 for each two sessions of a person that start 1, 2, 3, 4, 5 days apart.

    The measure of Carter, Laporte and Lee (1996), not divided by the people.
    """
    firsts: dict[int, list[int]] = defaultdict(list)
    for person, session in _seats(problem, proposal):
        firsts[person].append(session.days[0])
    return sum(
        closeness_of(later - first)
        for days in map(sorted, firsts.values())
        for at, first in enumerate(days)
        # No more than so many can be near enough: one a day at most.
        for later in days[at + 1 : at + 1 + SPREAD_REACH]
    )


def closeness_of(gap: int) -> int:
    """Give what two sessions *gap* days apart cost."""
    return 1 << (SPREAD_REACH - gap) if 0 < gap <= SPREAD_REACH else 0


def crowded_weeks(problem: Problem, proposal: Proposal) -> int:
    """Sum the training days of people in a week beyond the fair number."""
    return sum(max(0, count - problem.fair_week_days) for count in _week_days(problem, proposal).values())


def crowded_people(problem: Problem, proposal: Proposal) -> list[int]:
    """List the people with more training days in some week than the fair number."""
    counts = _week_days(problem, proposal)
    return sorted({person for (person, _), count in counts.items() if count > problem.fair_week_days})


def _week_days(problem: Problem, proposal: Proposal) -> dict[tuple[int, tuple[int, int]], int]:
    weeks = [day.isocalendar()[:2] for day in problem.days]
    days: dict[tuple[int, tuple[int, int]], int] = defaultdict(int)
    for person, session in _seats(problem, proposal):
        for day in session.days:
            days[person, weeks[day]] += 1
    return days


def _seats(problem: Problem, proposal: Proposal) -> list[tuple[int, PlannedSession]]:
    owner = {pick.key: pick.person for pick in problem.picks}
    return [(owner[key], session) for session in proposal.sessions for key in session.seated]


MEASURES: dict[str, Callable[[Problem, Proposal], int]] = {
    "seats": left_out,
    "sessions": session_count,
    "cost": cost,
    "change": changed_bookings,
    "finish": last_day,
    "spread": closeness,
    "fairness": crowded_weeks,
}
"""How each goal is measured."""

"""Wishes: rules that are held first, and given up for those who would be left out.

They are the days from and by which picks had better be held, their order where that only warns, ceilings
and limits that only warn, fewest people that only warn, first days that keep a session together, and that
nobody joins what cannot be held as it is.
"""

from collections.abc import Collection
from dataclasses import replace

from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct import greedy
from pmplanner.scheduling.construct.trial import seat_in_trial
from pmplanner.scheduling.model.problem import (
    Course,
    ExistingSession,
    Limits,
    Person,
    Pick,
    Problem,
    Proposal,
)
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.held_seats import with_kept_seats
from pmplanner.scheduling.state.loading import as_existing, load
from pmplanner.scheduling.state.state import State
from pmplanner.scheduling.state.subproblem import cut_around

PICK_SECONDS, ALL_SECONDS = 0.3, 3.0
"""How long is tried for each pick that a wish leaves out, and for all of them."""


def hold_wishes(problem: Problem) -> Problem:
    """Give the problem in which all wishes are rules."""
    if not has_wishes(problem):
        return problem
    return replace(
        problem,
        picks=tuple(_held(row) for row in problem.picks),
        courses=tuple(_kept_to(row) for row in problem.courses),
        sessions=tuple(_left_alone(row) for row in problem.sessions),
        hold_minimum=problem.hold_minimum or problem.wish_minimum,
    )


def has_wishes(problem: Problem) -> bool:
    """Tell whether a problem has wishes at all."""
    return (
        problem.wish_minimum
        or any(_has_wish(row) for row in problem.picks)
        or any(row.is_wish for row in problem.ceilings)
        or any(limit.is_wish for row in problem.people for limit in row.limits)
        or any(row.wished_starts is not None for row in problem.courses)
        or any(row.is_doubtful for row in problem.sessions)
    )


def _has_wish(pick: Pick) -> bool:
    return pick.due is not None or pick.not_before is not None or pick.instead is not None


def let_go(problem: Problem, keys: Collection[int] | None = None) -> Problem:
    """Give the problem without its wishes; the days of picks are let go of *keys* only, where given."""
    return replace(
        problem,
        picks=tuple(_freed(row) if keys is None or row.key in keys else _held(row) for row in problem.picks),
        courses=tuple(
            row if row.wished_starts is None else replace(row, wished_starts=None) for row in problem.courses
        ),
        people=tuple(_unlimited(row) for row in problem.people),
        sessions=tuple(
            replace(row, is_doubtful=False) if row.is_doubtful else row for row in problem.sessions
        ),
        ceilings=tuple(row for row in problem.ceilings if not row.is_wish),
        wish_minimum=False,
    )


def let_go_around(problem: Problem, proposal: Proposal) -> Problem:
    """Give the problem without its wishes, in which all stay where they sit in a proposal."""
    ends = {key: session.days[-1] for session in proposal.sessions for key in session.seated}
    return replace(
        let_go(problem),
        picks=tuple(_as_seated(row, ends.get(row.key)) for row in problem.picks),
    )


def _as_seated(pick: Pick, end: int | None) -> Pick:
    # Most have no wish: to make a copy of each of them would take longer than all that follows.
    if pick.due is None and pick.not_before is None and pick.instead is None:
        return pick
    if end is None or (pick.instead is not None and end <= pick.instead):
        return _freed(replace(pick, due=None, not_before=None))
    return replace(pick, due=None, not_before=None, instead=None)


def _held(pick: Pick) -> Pick:
    if pick.not_before is not None:
        pick = replace(pick, earliest=max(pick.earliest or 0, pick.not_before))
    if pick.due is None:
        return pick
    return replace(pick, latest=pick.due if pick.latest is None else min(pick.latest, pick.due))


def _freed(pick: Pick) -> Pick:
    if pick.instead is None:
        return pick
    latest = pick.instead if pick.latest is None else min(pick.latest, pick.instead)
    return replace(pick, after=(), latest=latest)


def _kept_to(course: Course) -> Course:
    return course if course.wished_starts is None else replace(course, starts=course.wished_starts)


def _left_alone(session: ExistingSession) -> ExistingSession:
    """Give a session that nobody joins where that is doubtful."""
    if not session.is_doubtful:
        return session
    return replace(session, most=len(session.seated), kept=())


def _unlimited(person: Person) -> Person:
    if not any(limit.is_wish for limit in person.limits):
        return person
    return replace(person, limits=tuple(limit for limit in person.limits if not limit.is_wish))


def late_picks(problem: Problem, proposal: Proposal) -> set[int]:
    """Give the picks that end after the day by which they had better be over."""
    due = {row.key: row.due for row in problem.picks if row.due is not None}
    ends = {key: session.days[-1] for session in proposal.sessions for key in session.seated if key in due}
    return {key for key, end in ends.items() if end > (due[key] or 0)}


def seat_late(problem: Problem, proposal: Proposal, limits: Limits) -> tuple[Problem, Proposal]:
    """Seat those whom wishes left out; nobody loses a seat.

    *proposal* is one for ``hold_wishes(problem)``. Gives the problem that the result obeys, too. Effort
    is counted as the *limits* of the run say, for a few seconds at most.
    """
    obeyed = let_go(problem, frozenset(proposal.unseated))
    loose = with_kept_seats(obeyed, proposal)
    # A clock of its own: this comes when the run's time is over.
    clock = Clock(replace(limits, seconds=ALL_SECONDS, workers=1))
    proposal = _by_greed(loose, proposal, clock)
    for key in proposal.unseated:
        if clock.left() <= 0:
            break
        if key not in proposal.unseated:
            continue
        cut, own = cut_around(loose, proposal, key), Clock(replace(clock.limits, seconds=PICK_SECONDS))
        # In a small problem around the pick: the whole one would have to be loaded for each try.
        found = seat_in_trial(cut.problem, key, own)
        clock.spend(own.elapsed())
        if found is not None:
            proposal = cut.put_back(found)
    return obeyed, proposal


def _by_greed(problem: Problem, proposal: Proposal, clock: Clock) -> Proposal:
    """Seat as many of the unseated as can be without moving anybody."""
    state = State(Tables(problem))
    loaded = load(state, as_existing(problem, proposal))
    if loaded.broken or loaded.unseated:
        return proposal
    greedy.build(state, clock.stop)
    found = state.proposal()
    if len(found.unseated) >= len(proposal.unseated):
        return proposal
    new = {row.key for row in as_existing(problem, proposal) if row.key < 0}
    # New sessions had keys for the while, so that they could be told apart.
    sessions = (replace(row, key=None) if row.key in new else row for row in found.sessions)
    return Proposal(tuple(sessions), found.unseated)

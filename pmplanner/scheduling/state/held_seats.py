"""Seats that people have now: none of them is lost, and all stays as it is where nothing is gained."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from pmplanner.scheduling.model.objectives import left_out
from pmplanner.scheduling.model.problem import ExistingSession, Freedom, Problem, Proposal
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.loading import Loaded, as_existing, load
from pmplanner.scheduling.state.state import State


def lost_seats(problem: Problem, proposal: Proposal) -> frozenset[int]:
    """Give the picks that have a seat now and none in a proposal."""
    unseated = set(proposal.unseated)
    return frozenset(key for row in problem.sessions for key in row.seated if key in unseated)


def keep_seats(problem: Problem, keys: Collection[int]) -> Problem:
    """Let the sessions stand in which some picks sit, who stay there whatever speaks against it."""
    wanted = set(keys)
    seats = {course.key: course.seats_max for course in problem.courses}
    all_stay = problem.hold_minimum or problem.wish_minimum
    return replace(
        problem,
        sessions=tuple(
            _standing(row, {*row.seated} if all_stay else wanted, seats[row.course])
            if row.freedom is Freedom.FREE and row.days and wanted.intersection(row.seated)
            else row
            for row in problem.sessions
        ),
    )


def with_kept_seats(problem: Problem, proposal: Proposal) -> Problem:
    """Give the problem in which all stand whom a proposal leaves where they could not be put anew."""
    if not any(row.freedom is Freedom.FREE and row.seated for row in problem.sessions):
        return problem
    return hold(problem, lambda held: as_existing(held, proposal)).problem


def with_kept_sessions(problem: Problem) -> Problem:
    """Give the problem in which all stand who could not be put anew where its own sessions have them."""
    return hold(problem, lambda held: held.sessions).problem


@dataclass(frozen=True, slots=True)
class Held:
    """A problem in which people stay where they are, its schedule, and what of that broke at first."""

    problem: Problem
    state: State
    loaded: Loaded


def hold(
    problem: Problem,
    rows_of: Callable[[Problem], tuple[ExistingSession, ...]],
    *,
    keep_empty: bool = False,
) -> Held:
    """Put sessions on the schedule, and let those stand in which somebody could not be put anew."""
    first: Loaded | None = None
    # To let some sessions stand can put others in their way, so that it is looked again, but not for ever.
    for number in range(4):
        state = State(Tables(problem))
        loaded = load(state, rows_of(problem), keep_empty=keep_empty)
        first = first or loaded
        lost = {state.tables.picks[pick].key for _, picks in loaded.broken for pick in picks}
        lost |= {state.tables.picks[pick].key for pick in loaded.unseated}
        held = keep_seats(problem, lost) if lost and number < 3 else problem
        if held == problem:
            break
        problem = held
    return Held(problem, state, first or loaded)


def _standing(row: ExistingSession, wanted: set[int], usual: int | None) -> ExistingSession:
    """Let a session stand with those *wanted*; it has a seat for everybody who is there now."""
    staying = tuple(key for key in row.seated if key in wanted)
    joined = tuple(key for key in row.seated if key not in wanted)
    seats = usual if row.seats_max is None else row.seats_max
    return replace(
        row,
        freedom=Freedom.PINNED,
        is_counted=False,
        seated=staying,
        joined=joined,
        seats_max=None if seats is None else max(seats, len(row.seated)),
    )


@dataclass(frozen=True, slots=True)
class AsItIs:
    """The schedule as it is now, with nothing new."""

    proposal: Proposal
    ill_seated: frozenset[int]
    """Picks whose seats could not be given to them now."""

    def is_as_good(self, problem: Problem, found: Proposal) -> bool:
        """Tell whether a proposal seats no more, and leaves all where they sit ill."""
        if left_out(problem, found) < left_out(problem, self.proposal):
            return False
        now = {key: row.days for row in problem.sessions for key in row.seated}
        then = {key: row.days for row in found.sessions for key in row.seated}
        return all(then.get(key) == now[key] for key in self.ill_seated)


def as_it_is(problem: Problem) -> AsItIs | None:
    """Give the schedule as it is now; None where something in it has to move, or nothing can."""
    if not any(row.freedom is Freedom.FREE for row in problem.sessions):
        return None
    ill: set[int] = set()
    held = problem
    for _ in range(3):
        state = State(Tables(held))
        loaded = load(state, held.sessions, keep_empty=True)
        if any(not row.days or not picks for row, picks in loaded.broken):
            return None
        lost = {state.tables.picks[pick].key for _, picks in loaded.broken for pick in picks}
        lost |= {state.tables.picks[pick].key for pick in loaded.unseated}
        if not lost:
            return AsItIs(state.proposal(), frozenset(ill))
        ill |= lost
        held = keep_seats(problem, ill)
    return None

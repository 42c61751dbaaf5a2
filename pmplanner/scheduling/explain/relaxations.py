"""The cheapest relaxations that would seat a pick, each tried by solving again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pmplanner.scheduling.check import check
from pmplanner.scheduling.clock import Clock
from pmplanner.scheduling.construct.trial import STEPS, seat_in_trial
from pmplanner.scheduling.explain.loosening import longer_period, loosened
from pmplanner.scheduling.explain.reasons import Reason
from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.problem import Limits, Pick, Problem, Proposal
from pmplanner.scheduling.search.due import let_go_around
from pmplanner.scheduling.state.held_seats import with_kept_seats, with_kept_sessions
from pmplanner.scheduling.state.subproblem import Cut, cut_around

PICK_SECONDS = 0.4
"""How long is tried for each pick."""

ALL_SECONDS = 1.5
"""How long is tried for several picks together."""

# Steps that somebody would decide about; one day more each would be tried twenty times.
MORE_DAYS = (1, 2, 3, 5, 10, 20)
"""By how many days the period is tried to be extended."""

SMALL = (
    ("seats", "seat"),
    ("trainer", "seat"),
    ("room", "seat"),
    ("too few people", "minimum"),
    ("too few of a team", "minimum"),
    ("team ceiling", "ceiling"),
    ("days a week", "week"),
    ("too early", "dates"),
    ("too late", "dates"),
)
"""What stands in the way, and the relaxation that answers to it: those that cost little."""

LARGE = (("equipment", "equipment"), ("trainer", "trainer"), ("room", "room"))
LAST = (("prerequisite", "order"), ("prerequisite of another", "order"))


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One rule loosened: what, for whom, on which days, by how much.

    The kinds: *seat* (one more seat in the sessions of a course), *ceiling* (one more of a team), *week*
    (more days in a week), *leave* (the person comes on days of their leave), *period* (*amount* days
    more), *trainer* and *room* (one more that could have the course), *equipment* (one set more),
    *minimum* (fewer people are enough), *dates* (the pick's own earliest and latest day do not count),
    *order* (the prerequisites do not count).
    """

    kind: str
    pick: int
    target: int | None = None
    """Key of the course, team, person or equipment that it is about."""
    days: tuple[int, ...] = ()
    amount: int = 1


@dataclass(frozen=True, slots=True)
class Way:
    """A relaxation that was tried, and the schedule in which the pick is seated by it."""

    relaxation: Relaxation
    proposal: Proposal
    """Valid for the loosened problem; nobody loses a seat."""


def ways_to_seat(
    problem: Problem,
    proposal: Proposal,
    reason: Reason,
    wider: Problem | None = None,
    *,
    most: int = 3,
    seconds: float = PICK_SECONDS,
) -> list[Way]:
    """Find up to *most* single relaxations that seat a pick, the cheapest first; none when none helps.

    *reason* is the pick's from ``why_left_out``; *wider* is the problem over a longer period, without
    which none is tried.
    """
    problem = let_go_around(problem, proposal)
    wider = None if wider is None else let_go_around(wider, proposal)
    clock = Clock(Limits(seconds, workers=1))
    # Every option is solved for anew, in a small problem, which takes 10 to 20 ms. The solver's own core of
    # assumptions is no substitute: with presolve on it may name what was never assumed
    # (google/or-tools#5141).
    cut = _held_cut(problem, proposal, reason.pick)
    # Cut out once, and made shorter then: to shorten all of a large problem for each try takes far longer.
    wide = None if wider is None else cut_around(wider, proposal, reason.pick)
    found: dict[int, Way] = {}
    choices = [
        one
        for one in candidates(problem, reason)
        if one.kind != "period" or _days_beyond(problem, wider) >= one.amount
    ]
    # Quick trials of all before long ones of the cheapest, which might use up the time.
    for steps in (0, STEPS):
        for at, relaxation in enumerate(choices):
            if sum(other < at for other in found) >= most or clock.left() <= 0:
                break
            needless = relaxation.kind == "period" and _has_shorter(found, at)
            way = None
            if relaxation.kind == "period" and wide is not None and not (at in found or needless):
                longer = with_kept_sessions(longer_period(problem, wide.problem, relaxation.amount))
                way = _way(problem, replace(wide, problem=longer), relaxation, clock, steps)
            elif at not in found and not needless:
                way = _way(problem, cut, relaxation, clock, steps)
            if way is not None:
                found[at] = way
    return _without_longer_periods([found[at] for at in sorted(found)])[:most]


def _held_cut(problem: Problem, proposal: Proposal, pick: int) -> Cut:
    """Cut out what has to do with a pick; those who could not be put anew where they sit stand there."""
    cut = cut_around(problem, proposal, pick)
    return replace(cut, problem=with_kept_sessions(cut.problem))


def _days_beyond(problem: Problem, wider: Problem | None) -> int:
    """Give by how many dates a wider problem is longer."""
    return 0 if wider is None else (len(wider.days) - len(problem.days)) // problem.day_parts


FOR_ALL = ("seat", "minimum", "ceiling", "trainer", "room", "equipment", "period")
"""Relaxations that are about more than one person."""


def way_for_all(
    problem: Problem,
    proposal: Proposal,
    reasons: Sequence[Reason],
    wider: Problem | None = None,
    *,
    seconds: float = ALL_SECONDS,
) -> tuple[Way, int] | None:
    """Find the cheapest relaxation that seats the most of some picks of one course, and how many.

    None when none seats two of them.
    """
    problem = with_kept_seats(let_go_around(problem, proposal), proposal)
    wider = None if wider is None else with_kept_seats(let_go_around(wider, proposal), proposal)
    clock = Clock(Limits(seconds, workers=1))
    best: tuple[Way, int] | None = None
    for relaxation in candidates(problem, reasons[0]):
        if relaxation.kind not in FOR_ALL or clock.left() <= 0:
            continue
        looser = _loosened_for_all(problem, wider, relaxation)
        if looser is None or (looser == problem and relaxation.kind != "period"):
            continue
        found, seated = proposal, 0
        for reason in reasons:
            if clock.left() <= 0:
                break
            cut = cut_around(looser, found, reason.pick)
            tried = seat_in_trial(cut.problem, reason.pick, clock, 0)
            if tried is not None:
                found, seated = cut.put_back(tried), seated + 1
        if seated > (1 if best is None else best[1]):
            best = Way(_narrowed(problem, relaxation, found), found), seated
        # No dearer one can seat more than all.
        if seated == len(reasons):
            break
    return best


def _loosened_for_all(problem: Problem, wider: Problem | None, relaxation: Relaxation) -> Problem | None:
    if relaxation.kind != "period":
        return loosened(problem, relaxation.kind, relaxation.pick, relaxation.target, relaxation.days)
    if wider is None or _days_beyond(problem, wider) < relaxation.amount:
        return None
    return longer_period(problem, wider, relaxation.amount)


def _without_longer_periods(ways: list[Way]) -> list[Way]:
    """Leave out the periods that are longer than another that helps: they say nothing new."""
    periods = [way for way in ways if way.relaxation.kind == "period"]
    return [way for way in ways if way not in periods[1:]]


def _has_shorter(found: dict[int, Way], at: int) -> bool:
    """Say whether a shorter period, which comes before, is known to help."""
    return any(other < at and way.relaxation.kind == "period" for other, way in found.items())


def _way(problem: Problem, cut: Cut, relaxation: Relaxation, clock: Clock, steps: int) -> Way | None:
    """Try a relaxation on what was cut out."""
    looser = apply_relaxation(cut.problem, relaxation)
    is_same = replace(looser, picks=cut.problem.picks) == cut.problem
    # Loosening a rule that is not there would "help" whenever more time does.
    if is_same and relaxation.kind not in ("period", "dates", "order"):
        # There is no such rule to loosen.
        return None
    found = seat_in_trial(looser, relaxation.pick, clock, steps)
    if found is None:
        return None
    whole = cut.put_back(found)
    return Way(_narrowed(problem, relaxation, whole), whole)


def apply_relaxation(problem: Problem, relaxation: Relaxation) -> Problem:
    """Give the problem with one rule loosened, in which the pick that it was loosened for comes first."""
    looser = problem
    if relaxation.kind != "period":
        looser = loosened(problem, relaxation.kind, relaxation.pick, relaxation.target, relaxation.days)
    # More than all others together, or the trial might seat somebody else with it.
    first = sum(row.importance for row in looser.picks) + 1
    picks = (replace(row, importance=first) if row.key == relaxation.pick else row for row in looser.picks)
    return replace(looser, picks=tuple(picks))


def _narrowed(problem: Problem, relaxation: Relaxation, proposal: Proposal) -> Relaxation:
    """Name the days on which a higher ceiling is really needed."""
    if relaxation.kind != "ceiling":
        return relaxation
    days = {
        violation.day
        for violation in check(problem, proposal)
        if violation.what == "too many of a team" and violation.other == relaxation.target
    }
    return replace(relaxation, days=tuple(sorted(day for day in days if day is not None)))


def candidates(problem: Problem, reason: Reason) -> Iterator[Relaxation]:
    """List what is worth trying for a reason, the cheapest first."""
    pick = next(row for row in problem.picks if row.key == reason.pick)
    yield from _by_kind(reason, pick, SMALL)
    yield from _days_of_leave(problem, reason, pick.person, pick.course, (1, 2))
    for days in MORE_DAYS[:3]:
        yield Relaxation("period", pick.key, amount=days)
    yield from _by_kind(reason, pick, LARGE)
    yield from _days_of_leave(problem, reason, pick.person, pick.course, (3, 4, 5))
    for days in MORE_DAYS[3:]:
        yield Relaxation("period", pick.key, amount=days)
    yield from _by_kind(reason, pick, LAST)


def _by_kind(reason: Reason, pick: Pick, kinds: tuple[tuple[str, str], ...]) -> Iterator[Relaxation]:
    """Give the relaxations that answer to something that stands in the way."""
    targets = {"week": pick.person, "dates": None, "order": None}
    found: dict[Relaxation, None] = {}
    for blocked_by, kind in kinds:
        for blocker in reason.blockers:
            if blocker.kind == blocked_by:
                target = blocker.other if kind in ("ceiling", "equipment") else targets.get(kind, pick.course)
                found[Relaxation(kind, pick.key, target)] = None
    yield from found


def _days_of_leave(
    problem: Problem, reason: Reason, person: int, course: int, counts: tuple[int, ...]
) -> Iterator[Relaxation]:
    """Give the spells of leave of which few days stand in the way, those ruled out by nothing else first."""
    away = next((set(one.starts) for one in reason.blockers if one.kind == "person away"), set())
    length = next(row.days for row in problem.courses if row.key == course)
    absent = bits.day_set(
        day
        for row in problem.people
        if row.key == person
        for day in row.unavailable
        if day not in row.trained and day not in row.booked
    )
    others = {
        start: sum(start in one.starts for one in reason.blockers if one.kind != "person away")
        for start in away
    }
    found: dict[int, tuple[int, int]] = {}
    for start in sorted(away):
        days = bits.run(start, length) & absent
        if days.bit_count() in counts:
            rank = (others[start], days.bit_count())
            found[days] = min(rank, found.get(days, rank))
    for days in sorted(found, key=lambda one: (found[one], one))[:3]:
        yield Relaxation("leave", reason.pick, person, tuple(bits.each_day(days)))

"""Why a pick has no seat: for each day on which it could start, what stands in the way."""

from dataclasses import dataclass

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.problem import Freedom, Problem, Proposal
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.search.due import let_go_around
from pmplanner.scheduling.state.held_seats import hold
from pmplanner.scheduling.state.loading import as_existing
from pmplanner.scheduling.state.state import State, may_join
from pmplanner.scheduling.state.subproblem import narrowed

KINDS = (
    "closed",
    "too early",
    "too late",
    "person away",
    "booked",
    "own course",
    "prerequisite",
    "prerequisite of another",
    "team ceiling",
    "days a week",
    "trainer",
    "room",
    "equipment",
    "seats",
    "too few people",
    "too few of a team",
    "nothing",
)
"""What can stand in the way; *nothing* is what more time would have found."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands in the way, and the first days that it rules out."""

    kind: str
    starts: tuple[int, ...]
    """First days, as indices, on which a session could not be taken because of it."""
    other: int | None = None
    """Key of the person's other pick, of the team, or of the equipment that is meant."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one pick is left out; what rules out the most days comes first."""

    pick: int
    blockers: tuple[Blocker, ...]
    starts: tuple[int, ...]
    """All days on which the course could start if there were only the calendar."""


def why_left_out(problem: Problem, proposal: Proposal) -> list[Reason]:
    """Explain each pick without a seat, as the proposal stands."""
    # Wishes are let go before reasons are looked for: nobody is left out for what only warns.
    loose = let_go_around(problem, proposal)
    out = set(proposal.unseated)
    people = {row.person for row in problem.picks if row.key in out}
    # Of all others only what they take counts, and of thousands mostly few are left out.
    small = narrowed(loose, proposal, people)
    found = hold(small, lambda held: held.sessions, keep_empty=True)
    if found.loaded.broken:
        # Sessions that could not be held as they are concern others, too.
        return reasons_at_large(loose, proposal)
    return _reasons(found.state, proposal)


def reasons_at_large(problem: Problem, proposal: Proposal) -> list[Reason]:
    """Explain each pick without a seat in the problem of all people, as *why_left_out* does of few."""
    found = hold(problem, lambda held: as_existing(held, proposal))
    return _reasons(found.state, proposal)


def _reasons(state: State, proposal: Proposal) -> list[Reason]:
    return [
        _reason(state, state.tables.pick_at[key]) for key in proposal.unseated if key in state.tables.pick_at
    ]


def _reason(state: State, pick: int) -> Reason:
    facts = state.tables.picks[pick]
    length = state.tables.courses[facts.course].length
    every = bits.run_starts(state.tables.all_days, length)
    starts = state.tables.courses[facts.course].starts
    if state.tables.problem.day_parts > 1 and starts and not starts & ~state.tables.even:
        # It begins in the morning, so that no afternoon is worth a word.
        every &= state.tables.even
    found = [*_of_person(state, pick, every), *_of_others(state, pick, every)]
    # Where a session with a seat left begins, it does not matter who could teach another one.
    resources = _of_resources(state, pick, every & ~_joinable(state, pick))
    found += resources
    left = every
    for _, starts, _ in found:
        # What is left over is a day on which nothing at all stands in the way.
        left &= ~starts
    if left or not every:
        found += _when_nothing_else(state, pick, left, every)
    blockers = [Blocker(kind, tuple(bits.each_day(starts)), other) for kind, starts, other in found if starts]
    # What rules out the most days is what a coordinator would change.
    blockers.sort(key=lambda blocker: (-len(blocker.starts), KINDS.index(blocker.kind)))
    return Reason(facts.key, tuple(blockers), tuple(bits.each_day(every)))


Found = tuple[str, int, int | None]
"""Kind, set of first days, key of the other."""


def _of_person(state: State, pick: int, every: int) -> list[Found]:
    """Find what the calendar, the pick's own dates and the person's leave and courses rule out."""
    tables, facts = state.tables, state.tables.picks[pick]
    course = tables.courses[facts.course]
    length = course.length
    found: list[Found] = [
        ("closed", every & ~course.starts, None),
        ("too early", every & ((1 << max(0, facts.earliest)) - 1), None),
        ("too late", every & -(1 << max(0, facts.latest - length + 2)), None),
        ("person away", every & ~bits.run_starts(~_away(tables, facts.person), length), None),
        ("booked", every & ~bits.run_starts(~_booked(tables, facts.person), length), None),
    ]
    for other in tables.person_picks[facts.person]:
        place = state.place[other]
        if place is not None and other not in facts.before:
            found.append(
                ("own course", every & ~bits.run_starts(~place.days, length), tables.picks[other].key)
            )
    for first in facts.before:
        place = state.place[first]
        until = every if place is None else every & ((1 << tables.after(place.last)) - 1)
        found.append(("prerequisite", until, tables.picks[first].key))
    for later in facts.behind:
        place = state.place[later]
        if place is not None:
            since = every & -(1 << max(0, tables.before(place.first) - length + 2))
            found.append(("prerequisite of another", since, tables.picks[later].key))
    return found


def _away(tables: Tables, person: int) -> int:
    """Give the days on which a person is away, but for those in sessions that stay."""
    row = tables.problem.people[person]
    return bits.day_set(row.unavailable) & ~bits.day_set(row.booked) & ~tables.training[person]


def _booked(tables: Tables, person: int) -> int:
    """Give the days on which a person sits or teaches in sessions that stay."""
    return tables.person_blocked[person] & ~_away(tables, person)


def _of_others(state: State, pick: int, every: int) -> list[Found]:
    """Find what the person's teams and weeks rule out."""
    tables, facts = state.tables, state.tables.picks[pick]
    length = tables.courses[facts.course].length
    found: list[Found] = []
    for team in tables.person_teams[facts.person]:
        # On days on which the person is trained already, their own course is what stands in the way.
        full = state.team_full[team] & ~tables.dates(state.training[facts.person])
        key = tables.problem.ceilings[team].key
        found.append(("team ceiling", every & ~bits.run_starts(~full, length), key))
    if tables.limits[facts.person]:
        days = bits.day_set(
            day
            for day in bits.each_day(every)
            if not state.limits_allow(facts.person, facts.course, bits.run(day, length))
        )
        found.append(("days a week", days, None))
    return found


def _of_resources(state: State, pick: int, starts: int) -> list[Found]:
    """Find on which days no session could be opened, where none has a seat left, and why."""
    tables, course = state.tables, state.tables.picks[pick].course
    facts = tables.courses[course]
    full = bits.day_set(s.first for s in state.of_course[course].values())
    # Those that stand and have no seat left are not on the schedule at all.
    standing = (row for row in tables.locked if row.freedom is Freedom.PINNED)
    full |= bits.day_set(row.days[0] for row in standing if tables.course_at[row.course] == course)
    full &= starts
    found: list[Found] = [("seats", full, None)]
    if facts.trainers:
        free = 0
        for trainer in facts.trainers:
            free |= state.trainer_starts(trainer, facts.length)
        found.append(("trainer", starts & ~free, None))
    if facts.rooms is not None:
        free = 0
        for room in facts.rooms:
            free |= state.room_starts(room, facts.length)
        found.append(("room", starts & ~free, None))
    for at, count in facts.equipment:
        left = state.equipment_left[at]
        days = bits.day_set(day for day in range(tables.days) if left[day] >= count)
        free = bits.run_starts(days, facts.length)
        for room in facts.rooms or ():
            if at in tables.room_equipment[room]:
                free |= state.room_starts(room, facts.length)
        key = tables.problem.equipment[at].key
        found.append(("equipment", starts & ~free, key))
    return found


def _joinable(state: State, pick: int) -> int:
    """Give the first days of the sessions of the course with a seat left."""
    facts = state.tables.picks[pick]
    return bits.day_set(
        s.first
        for s in state.of_course[facts.course].values()
        if len(s.picks) < state.seats_in(s) and may_join(s, facts.person)
    )


def _when_nothing_else(state: State, pick: int, left: int, every: int) -> list[Found]:
    """Say why a pick is out although there are days on which it could have a session."""
    tables = state.tables
    facts = tables.picks[pick]
    course = tables.courses[facts.course]
    if not every:
        return [("closed", (1 << tables.days) - 1, None)]
    if course.minimum <= 1:
        return [("nothing", left, None)]
    waiting = [one for one in course.picks if state.place[one] is None]
    choices = {one: state.pick_starts(one) for one in waiting}
    few, capped, other = 0, 0, 0
    for start in bits.each_day(left):
        comers = [one for one in waiting if choices[one] >> start & 1]
        if len(comers) < course.minimum:
            few |= 1 << start
        elif _with_ceilings(state, comers, bits.run(start, course.length)) < course.minimum:
            capped |= 1 << start
        else:
            other |= 1 << start
    found: list[Found] = [("too few people", few, None), ("nothing", other, None)]
    for team in tables.person_teams[facts.person]:
        found.append(("too few of a team", capped, tables.problem.ceilings[team].key))
        capped = 0
    if capped:
        found.append(("too few of a team", capped, None))
    return found


def _with_ceilings(state: State, comers: list[int], days: int) -> int:
    """Give how many of some people can come together, ceilings of teams looked at."""
    tables = state.tables
    left = {
        team: min(max(0, row[day]) for day in bits.each_day(days)) for team, row in enumerate(state.team_left)
    }
    count = 0
    for pick in comers:
        teams = tables.person_teams[tables.picks[pick].person]
        if all(left[team] > 0 for team in teams):
            count += 1
            for team in teams:
                left[team] -= 1
    return count

"""What no schedule can go below: floors on those left out, on sessions and on the last day."""

from collections.abc import Iterable
from dataclasses import dataclass

from pmplanner.scheduling.model import bits
from pmplanner.scheduling.model.problem import ExistingSession, Floors
from pmplanner.scheduling.model.tables import Tables
from pmplanner.scheduling.state.state import State


@dataclass(frozen=True, slots=True)
class Bounds:
    """The floors, and what they were made from, by positions."""

    floors: Floors
    hopeless: frozenset[int]
    """Picks that cannot be seated whatever else is done."""
    sessions: list[int]
    """Fewest sessions of each course, without locked ones."""


def find_bounds(tables: Tables) -> Bounds:
    """Find the floors of a problem."""
    ends = earliest_ends(tables)
    # Each floor looks at one thing alone and may be too low; none may ever be too high, for it proves things.
    hopeless = _with_too_small_courses(tables, {at for at, end in enumerate(ends) if end is None})
    sessions = [_fewest_sessions(tables, course, hopeless) for course in range(len(tables.courses))]
    floors = Floors(
        len(hopeless),
        sum(tables.picks[pick].importance for pick in hopeless),
        sum(sessions) + len(tables.locked),
        _moving(tables) + tables.homeless,
        max(
            [row.days[-1] for row in tables.locked]
            + [end for at, end in enumerate(ends) if end is not None and at not in hopeless]
            + [_last_day_of_people(tables, hopeless), _last_day_of_resources(tables, sessions)],
            default=-1,
        ),
    )
    return Bounds(floors, frozenset(hopeless), sessions)


def earliest_ends(tables: Tables) -> list[int | None]:
    """Give the earliest last day of each pick if it were the only one; None when it has none."""
    empty = State(tables)
    resources = [empty.resource_starts(course, 1) for course in range(len(tables.courses))]
    for row in tables.movable:
        course = tables.course_at[row.course]
        resources[course] |= empty.resource_starts(course, 1, tables.own_of(row))
    # Sessions stay where they are, also where no new one could be; the first that somebody can join counts.
    there = [
        sorted((row.days[-1], row.days[0], bits.day_set(row.days)) for row in rows if row.days)
        for rows in tables.movable_of
    ]
    ends: list[int | None] = [None] * len(tables.picks)
    is_known = [False] * len(tables.picks)

    def end_of(pick: int, trail: frozenset[int]) -> int | None:
        if is_known[pick]:
            return ends[pick]
        if pick in trail:
            return None
        # Before it is known: whoever is asked for again meanwhile is in a circle of prerequisites.
        is_known[pick] = True
        ends[pick] = _earliest_end(
            tables,
            pick,
            resources,
            there,
            [end_of(p, trail | {pick}) for p in tables.picks[pick].before],
        )
        return ends[pick]

    for pick in range(len(tables.picks)):
        end_of(pick, frozenset())
    return ends


def _moving(tables: Tables) -> int:
    """Count the bookings that could not be on their former days if each were the only one."""
    has_place: dict[int, bool] = {}
    moving = 0
    for pick, row in tables.former_row.items():
        if pick not in tables.former:
            continue
        if row.key not in has_place:
            has_place[row.key] = _has_place(tables, row, tables.former[pick])
        moving += not (has_place[row.key] and _can_come(tables, pick))
    return moving


def _can_come(tables: Tables, pick: int) -> bool:
    """Tell whether a person can come on the former days of a pick."""
    facts, days = tables.picks[pick], tables.former[pick]
    if not days or days & tables.person_blocked[facts.person]:
        return False
    return bits.first_day(days) >= facts.earliest and bits.last_day(days) <= facts.latest


def _has_place(tables: Tables, row: ExistingSession, days: int) -> bool:
    """Tell whether a trainer and a room are to be had on the days of a session."""
    course, own = tables.course_at[row.course], tables.own_of(row)
    trainers, rooms = tables.trainers_for(course, own), tables.rooms_for(course, own)
    if trainers and all(days & tables.trainer_blocked[one] for one in trainers):
        return False
    return rooms is None or not all(days & tables.room_blocked[one] for one in rooms)


def _earliest_end(
    tables: Tables,
    pick: int,
    resources: list[int],
    movable: list[list[tuple[int, int, int]]],
    before: list[int | None],
) -> int | None:
    first = 0
    for end in before:
        if end is None:
            return None
        first = max(first, end + 1)
    facts = tables.picks[pick]
    length = tables.courses[facts.course].length
    free = tables.all_days & ~tables.person_blocked[facts.person]
    limits = tables.limits[facts.person]
    starts = facts.window & bits.run_starts(free, length) & -(1 << first) & resources[facts.course]
    if limits:
        starts = bits.day_set(
            day
            for day in bits.each_day(starts)
            if all(
                tables.load(facts.person, facts.course, bits.run(day, length), among) <= left
                for among, left in limits
            )
        )
    ends = [bits.first_day(starts) + length - 1] if starts else []
    earliest = max(first, facts.earliest)
    for last, begin, days in movable[facts.course]:
        if begin >= earliest and last <= facts.latest and not days & ~free:
            ends.append(last)
            break
    for join in tables.joins[facts.course]:
        if join.own.only is not None and facts.person not in join.own.only:
            continue
        begin, last = join.row.days[0], join.row.days[-1]
        if begin >= earliest and last <= facts.latest and not bits.day_set(join.row.days) & ~free:
            ends.append(last)
    return min(ends, default=None)


def _with_too_small_courses(tables: Tables, hopeless: set[int]) -> set[int]:
    """Add the picks of courses that too few people can attend, and those that come after them."""
    for _ in range(len(tables.courses)):
        found = len(hopeless)
        for course in tables.courses:
            left = [pick for pick in course.picks if pick not in hopeless]
            # Where people may join what is there already, too few for a new session proves nothing.
            if len(left) < course.minimum and not tables.movable and not any(tables.joins):
                hopeless.update(left)
        for at, pick in enumerate(tables.picks):
            if any(first in hopeless for first in pick.before):
                hopeless.add(at)
        if len(hopeless) == found:
            break
    return hopeless


def _fewest_sessions(tables: Tables, course: int, hopeless: set[int]) -> int:
    facts = tables.courses[course]
    key = tables.problem.courses[course].key
    rows = [row for row in tables.movable if row.course == key]
    # The largest, although not all are as large: a floor must not be too high.
    capacity = max([facts.capacity, *(tables.seats_of(row) for row in rows)])
    people = sum(pick not in hopeless for pick in facts.picks)
    people -= sum(join.seats for join in tables.joins[course])
    return max(0, -(-people // capacity)) if capacity else 0


def _last_day_of_people(tables: Tables, hopeless: set[int]) -> int:
    """Give the day by which each person has had as many free days as all of their courses take."""
    latest = -1
    for person, picks in enumerate(tables.person_picks):
        wanted = sum(
            [tables.courses[tables.picks[pick].course].length for pick in picks if pick not in hopeless]
        )
        free = tables.all_days & ~tables.person_blocked[person]
        # Mostly they had them long before the day that somebody else needs: one look instead of a search.
        if (free & ((1 << (latest + 1)) - 1)).bit_count() < wanted:
            latest = max(latest, _day_with([free], wanted))
    return latest


def _last_day_of_resources(tables: Tables, sessions: list[int]) -> int:
    """Give the day by which trainers and rooms have had as many free days as the sessions take."""
    if any(row.keeps_trainer or row.keeps_room for row in tables.movable):
        # These take nobody's days, or those of somebody who is not asked otherwise.
        return -1
    days = [number * tables.courses[at].length for at, number in enumerate(sessions)]
    trainers = [frozenset(course.trainers) or None for course in tables.courses]
    rooms = [None if course.rooms is None else frozenset(course.rooms) for course in tables.courses]
    return max(
        _last_day_of(trainers, days, tables.trainer_blocked, tables.all_days),
        _last_day_of(rooms, days, tables.room_blocked, tables.all_days),
    )


def _last_day_of(
    needs: list[frozenset[int] | None], days: list[int], blocked: list[int], all_days: int
) -> int:
    latest = -1
    sets = {need for need in needs if need}
    # Trainers of one course alone may be the bottleneck, or all of them together.
    for group in [*sets, frozenset[int]().union(*sets)]:
        wanted = sum(number for need, number in zip(needs, days, strict=True) if need and need <= group)
        latest = max(latest, _day_with([all_days & ~blocked[one] for one in sorted(group)], wanted))
    return latest


def _day_with(free: Iterable[int], wanted: int) -> int:
    """Give the first day up to which the sets of free days hold *wanted* days; -1 when they never do."""
    sets = list(free)
    if wanted <= 0 or sum(one.bit_count() for one in sets) < wanted:
        return -1
    low, high = 0, max(one.bit_length() for one in sets) - 1
    # By halves: the sum of free days only grows with the day.
    while low < high:
        middle = (low + high) // 2
        up_to = (1 << (middle + 1)) - 1
        if sum((one & up_to).bit_count() for one in sets) >= wanted:
            high = middle
        else:
            low = middle + 1
    return low

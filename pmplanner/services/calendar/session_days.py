"""The days of a session: a course's days laid over working days.

Which days are open is asked of an *is_open*; without one they are Monday to Friday.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, pairwise

from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.quantities import QUARTERS, is_in_steps

DAY_START = dt.time(9)
DAY_END = dt.time(17)

_WHOLE = Decimal(1)

_FARTHEST = 3 * 366
"""So many days on, if all are closed until then, days are closed for good."""

IsOpen = Callable[[dt.date], bool]
"""Says whether sessions can be held on a day."""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A day of a session: date, local times, and the part of a day that it counts."""

    day: dt.date
    start_time: dt.time = DAY_START
    end_time: dt.time = DAY_END
    portion: Decimal = _WHOLE


def is_working_day(day: dt.date) -> bool:
    """Say whether people work on that day: Monday to Friday."""
    return day.weekday() < 5


def working_days(start: dt.date, is_open: IsOpen = is_working_day) -> Iterator[dt.date]:
    """Yield the open days from *start* on; raise PlanError when all are closed for years."""
    day, closed = start, 0
    while True:
        closed = 0 if is_open(day) else closed + 1
        if not closed:
            yield day
        # A mistake in the calendar must not keep the program counting.
        elif closed > _FARTHEST:
            raise PlanError(said("There is no working day after {start}. Look at the calendar.", start=start))
        day += dt.timedelta(days=1)


def fill_days(
    start: dt.date,
    days: Decimal,
    start_time: dt.time = DAY_START,
    end_time: dt.time = DAY_END,
    is_open: IsOpen = is_working_day,
) -> list[Day]:
    """Lay *days* over open days from *start* on: whole days first, then the part that is left."""
    filled = []
    left = days
    for day in working_days(start, is_open):
        portion = min(left, _WHOLE)
        filled.append(Day(day, start_time, _end(start_time, end_time, portion), portion))
        left -= portion
        if left <= 0:
            return filled
    raise AssertionError("working days never end")


def lay_again(first: Day, days: Decimal, is_open: IsOpen = is_working_day) -> list[Day]:
    """Lay *days* from the date of a session's first day on, with its times where it is a whole one."""
    times = (first.start_time, first.end_time) if first.portion == _WHOLE else (DAY_START, DAY_END)
    return fill_days(first.day, days, *times, is_open)


def move_days(days: Iterable[Day], start: dt.date, is_open: IsOpen = is_working_day) -> list[Day]:
    """Move days so that the first falls on *start* or the next open day.

    Each keeps its distance in open days from the first, so that a session never comes to
    stand on a weekend or holiday by moving. Two days never fall on one.
    """
    ordered = sorted(days)
    first = ordered[0].day
    steps = [0]
    for earlier, later in pairwise(ordered):
        # Days that were on a weekend before are no working days apart, and would fall onto one.
        least = steps[-1] + (later.day != earlier.day)
        steps.append(max(least, _working_distance(first, later.day, is_open)))
    upcoming = list(islice(working_days(start, is_open), steps[-1] + 1))
    return [replace(day, day=upcoming[step]) for day, step in zip(ordered, steps, strict=True)]


def stretch_days(
    days: Iterable[Day], first: dt.date, last: dt.date, is_open: IsOpen = is_working_day
) -> list[Day]:
    """Return the days of a session that goes from *first* to *last*, where it begins or ends differently.

    Days outside go; open days that it did not reach so far are added, with the times of a whole
    one. Gaps between its days stay.
    """
    ordered = sorted(days)
    kept = [day for day in ordered if first <= day.day <= last]
    like = next((day for day in ordered if day.portion == _WHOLE), Day(first))
    span = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    beyond = [day for day in span if not ordered[0].day <= day <= ordered[-1].day and is_open(day)]
    return sorted([*kept, *(replace(like, day=day) for day in beyond)])


def _working_distance(first: dt.date, later: dt.date, is_open: IsOpen) -> int:
    """Return how many open days later than *first* a day is."""
    return sum(is_open(first + dt.timedelta(days=n)) for n in range(1, (later - first).days + 1))


def with_portion(day: Day, portion: Decimal) -> Day:
    """Return the day as another part of a day, its end moved so that the pace stays the same."""
    begin = dt.datetime.combine(dt.date.min, day.start_time)
    length = dt.datetime.combine(dt.date.min, day.end_time) - begin
    minutes = round(length.total_seconds() / 60 * float(portion / day.portion))
    # A day of a session ends on its date.
    latest = dt.datetime.combine(dt.date.min, dt.time(23, 59))
    end = min(begin + dt.timedelta(minutes=minutes), latest)
    return replace(day, end_time=end.time(), portion=portion)


def following_day(days: Iterable[Day], is_open: IsOpen = is_working_day) -> Day:
    """Return a whole day on the open day after the last of *days*, with the times of a whole one."""
    ordered = sorted(days)
    upcoming = next(working_days(ordered[-1].day + dt.timedelta(days=1), is_open))
    like = next((day for day in reversed(ordered) if day.portion == _WHOLE), Day(upcoming))
    return replace(like, day=upcoming)


def _end(start_time: dt.time, end_time: dt.time, portion: Decimal) -> dt.time:
    """Return when a part of a day ends that starts at *start_time*."""
    if portion >= _WHOLE:
        return end_time
    begin = dt.datetime.combine(dt.date.min, start_time)
    length = dt.datetime.combine(dt.date.min, end_time) - begin
    return (begin + length * float(portion)).time().replace(second=0, microsecond=0)


def check_days(days: Iterable[Day]) -> list[Day]:
    """Return the days in order; raise PlanError when there is none or two overlap."""
    ordered = sorted(days)
    if not ordered:
        raise PlanError(said("A session needs at least one day."))
    for day in ordered:
        if day.start_time >= day.end_time:
            raise PlanError(said("On {day} the session would end before it begins.", day=day.day))
        if not is_in_steps(day.portion, QUARTERS) or not 0 < day.portion <= 1:
            raise PlanError(
                said(
                    "On {day} a part of {portion} days is asked for; quarters up to 1 can be.",
                    day=day.day,
                    portion=day.portion,
                )
            )
    for earlier, later in pairwise(ordered):
        if earlier.day == later.day and later.start_time < earlier.end_time:
            raise PlanError(said("The session has two parts on {day} at the same time.", day=earlier.day))
    return ordered

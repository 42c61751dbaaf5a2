"""The days of a session: a course's days laid over working days."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, pairwise

from pmplanner.services.errors import PlanError

DAY_START = dt.time(9)
DAY_END = dt.time(17)

_WHOLE = Decimal(1)


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


def working_days(start: dt.date) -> Iterator[dt.date]:
    """Yield the working days from *start* on."""
    day = start
    while True:
        if is_working_day(day):
            yield day
        day += dt.timedelta(days=1)


def fill_days(
    start: dt.date, days: Decimal, start_time: dt.time = DAY_START, end_time: dt.time = DAY_END
) -> list[Day]:
    """Lay *days* over working days from *start* on: whole days first, then the part that is left."""
    filled = []
    left = days
    for day in working_days(start):
        portion = min(left, _WHOLE)
        filled.append(Day(day, start_time, _end(start_time, end_time, portion), portion))
        left -= portion
        if left <= 0:
            return filled
    raise AssertionError("working days never end")


def move_days(days: Iterable[Day], start: dt.date) -> list[Day]:
    """Move days so that the first falls on *start* or the next working day.

    Each keeps its distance in working days from the first, so that a session never comes to
    stand on a weekend by moving.
    """
    ordered = sorted(days)
    first = ordered[0].day
    steps = [_working_distance(first, day.day) for day in ordered]
    upcoming = list(islice(working_days(start), max(steps) + 1))
    return [replace(day, day=upcoming[step]) for day, step in zip(ordered, steps, strict=True)]


def _working_distance(first: dt.date, later: dt.date) -> int:
    """Return how many working days later than *first* a day is."""
    return sum(is_working_day(first + dt.timedelta(days=n)) for n in range(1, (later - first).days + 1))


def with_portion(day: Day, portion: Decimal) -> Day:
    """Return the day as another part of a day, its end moved so that the pace stays the same."""
    begin = dt.datetime.combine(dt.date.min, day.start_time)
    length = dt.datetime.combine(dt.date.min, day.end_time) - begin
    minutes = round(length.total_seconds() / 60 * float(portion / day.portion))
    latest = dt.datetime.combine(dt.date.min, dt.time(23, 59))
    end = min(begin + dt.timedelta(minutes=minutes), latest)
    return replace(day, end_time=end.time(), portion=portion)


def following_day(days: Iterable[Day]) -> Day:
    """Return a whole day on the working day after the last of *days*, with the times of a whole one."""
    ordered = sorted(days)
    upcoming = next(working_days(ordered[-1].day + dt.timedelta(days=1)))
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
        raise PlanError("A session needs at least one day.")
    for day in ordered:
        if day.start_time >= day.end_time:
            raise PlanError(f"On {day.day} the session would end before it begins.")
        if day.portion <= 0 or day.portion > 1 or day.portion * 4 != int(day.portion * 4):
            raise PlanError(
                f"On {day.day} a part of {day.portion} days is asked for; quarters up to 1 can be."
            )
    for earlier, later in pairwise(ordered):
        if earlier.day == later.day and later.start_time < earlier.end_time:
            raise PlanError(f"The session has two parts on {earlier.day} at the same time.")
    return ordered

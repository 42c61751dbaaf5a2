"""Half days, where courses need them: each date has a morning and an afternoon to place sessions in."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from pmplanner.services.calendar.session_days import DAY_START, Day, fill_days

HALF = Decimal("0.5")
MIDDAY = dt.time(13)
"""Where a whole day from 9 to 17 has its middle."""

HalfDay = tuple[dt.date, int]
"""A date, and 0 for its morning or 1 for its afternoon."""

_ANY_MONDAY = dt.date(2000, 1, 3)


def need_halves(lengths: Iterable[Decimal]) -> bool:
    """Say whether half days have to be told apart: when two courses of these days fit into one day."""
    return any(length <= HALF for length in lengths)


def halves_of(day: dt.date, start: dt.time, end: dt.time) -> list[HalfDay]:
    """Return the halves of a date into which a session day reaches."""
    return [(day, half) for half, reached in enumerate((start < MIDDAY, end > MIDDAY)) if reached]


def by_date(halves: Iterable[HalfDay]) -> dict[dt.date, set[int]]:
    """Return which halves are taken on each date, in order."""
    found: dict[dt.date, set[int]] = defaultdict(set)
    for day, half in sorted(halves):
        found[day].add(half)
    return dict(found)


def lay(length: Decimal, halves: Iterable[HalfDay]) -> list[Day]:
    """Lay a course of so many days over the halves that a schedule has given to a new session of it."""
    laid = fill_days(_ANY_MONDAY, length)
    dates = by_date(halves)
    return [_within(replace(day, day=date), dates[date]) for day, date in zip(laid, dates, strict=True)]


def move(
    parts: Sequence[Day], before: Iterable[HalfDay], after: Iterable[HalfDay], length: Decimal
) -> list[Day]:
    """Move the days of a session from some halves to others.

    Each keeps its times as far as it can. Where whole and half days come in another order, or are more
    or fewer, the *length* in days that the course has now is laid anew.
    """
    old, new = by_date(before), by_date(after)
    if [len(halves) for halves in old.values()] != [len(halves) for halves in new.values()]:
        return lay(length, after)
    date_of = dict(zip(old, new, strict=True))
    return [_within(replace(part, day=date_of[part.day]), new[date_of[part.day]]) for part in parts]


def _within(day: Day, halves: set[int]) -> Day:
    """Begin in the half that is taken, when it is one and the day begins in the other."""
    if halves == {1} and day.start_time < MIDDAY:
        return _from(day, MIDDAY)
    if halves == {0} and day.start_time >= MIDDAY:
        return _from(day, DAY_START)
    return day


def _from(day: Day, start: dt.time) -> Day:
    first, last = (dt.datetime.combine(day.day, each) for each in (day.start_time, day.end_time))
    end = dt.datetime.combine(day.day, start) + (last - first)
    return replace(day, start_time=start, end_time=end.time())

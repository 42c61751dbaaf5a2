"""Which days an absence takes whole, when it has times."""

import datetime as dt
from typing import Literal, NamedTuple, TypeAlias

PartDays: TypeAlias = Literal["skip", "whole"]
"""What becomes of days of which only a part is taken: they are left out, or count as whole ones."""

_OPENS, _CLOSES = dt.time(8), dt.time(18)
_ENOUGH = dt.timedelta(hours=7)
"""So much of the time between 8 and 18 o'clock is a working day: away from 9 to 17 is away all day, away
from 9 to 13 is not."""

_MOMENT = dt.timedelta(microseconds=1)


class Touched(NamedTuple):
    """The days that a time touches, and those of them that it takes whole; both ends included."""

    first_day: dt.date
    last_day: dt.date
    whole: tuple[dt.date, dt.date] | None
    """None when it takes no day whole."""

    @property
    def partly(self) -> bool:
        """True when a day is taken only in part."""
        return self.whole != (self.first_day, self.last_day)

    def days(self, part_days: PartDays) -> tuple[dt.date, dt.date] | None:
        """Return the first and last day that count; None when none does."""
        return (self.first_day, self.last_day) if part_days == "whole" else self.whole


def touched_days(start: dt.datetime, end: dt.datetime) -> Touched:
    """Return the days between two times of the same clock; an end at midnight does not touch the next day."""
    last_moment = end - _MOMENT if end > start else start
    first, last = start.date(), last_moment.date()
    whole_first = first if _takes(first, start, end) else first + dt.timedelta(days=1)
    whole_last = last if _takes(last, start, end) else last - dt.timedelta(days=1)
    whole = (whole_first, whole_last) if whole_first <= whole_last else None
    return Touched(first, last, whole)


def _takes(day: dt.date, start: dt.datetime, end: dt.datetime) -> bool:
    opens, closes = dt.datetime.combine(day, _OPENS), dt.datetime.combine(day, _CLOSES)
    return min(end, closes) - max(start, opens) >= _ENOUGH

"""Where days lie on the timeline: between dates and pixels."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor

from pmplanner.services.calendar.open_days import MONDAY_TO_FRIDAY
from pmplanner.ui.widgets.week import begin_of_week

LEAST_WEEK, USUAL_WEEK, MOST_WEEK = 6.0, 83.0, 560.0
"""Pixels of a week: three years in a window, as it is first, and days with room for words."""
_WEEKS_FROM = 16.0
"""From this width of a week on, weeks are told apart; below it only months are."""
_SHORT_PLANS = ((6, 2 * USUAL_WEEK), (13, 1.4 * USUAL_WEEK))
"""So many weeks at most, and how wide each is at first."""
ZOOM = 1.25
"""How much wider a step makes a week."""
_DAYS_FROM = 38.0
"""From this width of a day on, each day has a label, with a letter of its weekday at least."""
_CLOSED_WEIGHT = 0.32
"""How wide a day is on which nobody works, measured by one on which everybody does."""
_WEEK = dt.timedelta(days=7)


def usual_week(first: dt.date, last: dt.date) -> float:
    """How wide a week is at first: wider where a plan is short, so that days can be told apart."""
    weeks = (last - first).days / 7
    return next((width for most, width in _SHORT_PLANS if weeks <= most), USUAL_WEEK)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Weeks of the same width; days without work are narrow."""

    first: dt.date
    weeks: int
    week_width: float = USUAL_WEEK
    works: int = MONDAY_TO_FRIDAY
    edges: tuple[float, ...] = field(init=False)
    """Where the days of a week begin, and where it ends."""

    def __post_init__(self) -> None:
        begins = self.first.weekday()
        weights = [1.0 if self.works >> (begins + n) % 7 & 1 else _CLOSED_WEIGHT for n in range(7)]
        unit = self.week_width / sum(weights)
        edges = [0.0]
        for weight in weights:
            edges.append(edges[-1] + weight * unit)
        object.__setattr__(self, "edges", tuple(edges))

    @property
    def width(self) -> float:
        """Pixels of all of it."""
        return self.weeks * self.week_width

    @property
    def last(self) -> dt.date:
        """The last day on it."""
        return self.first + dt.timedelta(days=7 * self.weeks - 1)

    @property
    def day_width(self) -> float:
        """Pixels of a working day."""
        return max(after - before for before, after in zip(self.edges, self.edges[1:], strict=False))

    @property
    def shows_days(self) -> bool:
        """Whether there is room for a label on each day."""
        return self.day_width >= _DAYS_FROM

    @property
    def shows_weeks(self) -> bool:
        """Whether there is room for a line at each week."""
        return self.week_width >= _WEEKS_FROM

    @property
    def spans_years(self) -> bool:
        """Whether more than one year is on it, apart from the weeks on either side."""
        margin = dt.timedelta(days=20)
        return (self.first + margin).year != (self.last - margin).year

    def x(self, day: dt.date) -> float:
        """Where a day begins."""
        week, weekday = divmod((day - self.first).days, 7)
        return week * self.week_width + self.edges[weekday]

    def end(self, day: dt.date) -> float:
        """Where a day ends."""
        week, weekday = divmod((day - self.first).days, 7)
        return week * self.week_width + self.edges[weekday + 1]

    def sides(self, day: dt.date) -> tuple[float, float]:
        """Where a day begins, and where it ends."""
        week, weekday = divmod((day - self.first).days, 7)
        left = week * self.week_width
        return left + self.edges[weekday], left + self.edges[weekday + 1]

    def day_at(self, x: float) -> dt.date:
        """The day at a place."""
        week = floor(x / self.week_width)
        weekday = bisect_right(self.edges, x - week * self.week_width) - 1
        return self.first + dt.timedelta(days=7 * week + max(0, min(6, weekday)))

    def days(self, left: float, right: float) -> Iterator[dt.date]:
        """The days between two places, as far as they are on the scale."""
        first, last = max(self.day_at(left), self.first), min(self.day_at(right), self.last)
        return map(dt.date.fromordinal, range(first.toordinal(), last.toordinal() + 1))

    def reaching(self, first: dt.date, last: dt.date) -> TimeScale:
        """A scale that also holds the weeks of these days."""
        start = min(self.first, begin_of_week(first))
        weeks = (max(self.last, last) - start).days // 7 + 1
        return TimeScale(start, weeks, self.week_width, self.works)

    def zoomed(self, steps: float) -> TimeScale:
        """The same weeks, wider by so many steps of a quarter."""
        return self.with_weeks_of(self.week_width * ZOOM**steps)

    def with_weeks_of(self, width: float) -> TimeScale:
        """The same weeks, so many pixels wide each, as far as that is allowed."""
        return TimeScale(self.first, self.weeks, max(LEAST_WEEK, min(MOST_WEEK, width)), self.works)


def scale_over(first: dt.date, last: dt.date, week_width: float, works: int) -> TimeScale:
    """A scale that holds a period with two weeks on either side."""
    start = begin_of_week(first) - 2 * _WEEK
    weeks = (begin_of_week(last) - start).days // 7 + 3
    return TimeScale(start, weeks, week_width, works)

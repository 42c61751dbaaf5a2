"""Where days and sessions lie in the grid of a month."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF

from pmplanner.services.views.timeline import Bar
from pmplanner.ui.schedule.day_runs import day_runs
from pmplanner.ui.text_size import sized
from pmplanner.ui.widgets.week import begin_of_week

_HEAD, _DAY_HEAD, _CHIP, _CHIP_GAP = 28, 22, 18, 2
_SIDE = 3
_TIGHTEST = 0.6
_DAY = dt.timedelta(days=1)


def head() -> int:
    """The height of the line of weekdays; pixels."""
    return sized(_HEAD)


@dataclass(frozen=True, slots=True)
class Chip:
    """A session on consecutive days of a week; *slot* counts from the top of the day."""

    bar: Bar
    first: dt.date
    last: dt.date
    slot: int


@dataclass(slots=True)
class MonthGrid:
    """The weeks of a month over an area; days of the months beside it fill them up."""

    year: int
    month: int
    width: float = 700.0
    height: float = 500.0
    chips: list[Chip] = field(default_factory=list)
    """Those for which there is room."""
    hidden: Counter[dt.date] = field(default_factory=Counter)
    """How many sessions of a day there is no room for."""

    @property
    def first(self) -> dt.date:
        """The day at the top left."""
        return begin_of_week(dt.date(self.year, self.month, 1))

    @property
    def weeks(self) -> int:
        """How many weeks the month touches."""
        after = dt.date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return (after - _DAY - self.first).days // 7 + 1

    @property
    def last(self) -> dt.date:
        """The day at the bottom right."""
        return self.first + dt.timedelta(days=7 * self.weeks - 1)

    @property
    def middle(self) -> dt.date:
        """The fifteenth."""
        return dt.date(self.year, self.month, 15)

    @property
    def room(self) -> int:
        """How many sessions of a day can be shown."""
        return max(
            1, int((self.height - head()) / self.weeks - sized(_DAY_HEAD)) // (sized(_CHIP) + _CHIP_GAP)
        )

    @property
    def day_head(self) -> float:
        """The height of the number of a day."""
        return sized(_DAY_HEAD) * self._tight

    @property
    def chip_height(self) -> float:
        """The height of a session."""
        return sized(_CHIP) * self._tight

    @property
    def _tight(self) -> float:
        """How much lower all is where a week has no room for a number and a session, as with large text."""
        needed = sized(_DAY_HEAD) + sized(_CHIP) + _CHIP_GAP
        return max(_TIGHTEST, min(1.0, (self.height - head()) / self.weeks / needed))

    def days(self) -> list[dt.date]:
        """All days, week by week."""
        return [self.first + dt.timedelta(days=n) for n in range(7 * self.weeks)]

    def cell(self, day: dt.date) -> QRectF:
        """Where a day lies."""
        week, weekday = divmod((day - self.first).days, 7)
        width, height = self.width / 7, (self.height - head()) / self.weeks
        return QRectF(weekday * width, head() + week * height, width, height)

    def day_at(self, position: QPointF) -> dt.date | None:
        """The day at a position; None above the days and beside them."""
        x, y = position.x(), position.y() - head()
        if not (0 <= x < self.width and 0 <= y < self.height - head()):
            return None
        week = int(y * self.weeks / (self.height - head()))
        return self.first + dt.timedelta(days=7 * week + int(x * 7 / self.width))

    def rect(self, first: dt.date, last: dt.date, slot: int) -> QRectF:
        """Where a chip on these days of one week lies."""
        begin, end = self.cell(first), self.cell(last)
        y = begin.top() + self.day_head + slot * (self.chip_height + _CHIP_GAP)
        return QRectF(begin.left() + _SIDE, y, end.right() - begin.left() - 2 * _SIDE, self.chip_height)

    def chip_at(self, position: QPointF) -> Chip | None:
        """The chip at a position."""
        return next((c for c in self.chips if self.rect(c.first, c.last, c.slot).contains(position)), None)

    def more_at(self, position: QPointF) -> dt.date | None:
        """The day whose count of hidden sessions is at a position."""
        day = self.day_at(position)
        if day is None or not self.hidden[day]:
            return None
        return day if self.more_rect(day).contains(position) else None

    def more_rect(self, day: dt.date) -> QRectF:
        """Where it is said how many more sessions a day has."""
        return self.rect(day, day, self.room - 1)

    def lay(self, bars: Iterable[Bar]) -> None:
        """Put sessions on their days; of days with too many the last ones are only counted."""
        by_week: defaultdict[int, list[Bar]] = defaultdict(list)
        first, last, room = self.first, self.last, self.room
        for bar in bars:
            if bar.days[0] <= last and bar.days[-1] >= first:
                for week in {(day - first).days // 7 for day in bar.days if first <= day <= last}:
                    by_week[week].append(bar)
        self.chips, self.hidden = [], Counter()
        for week, there in sorted(by_week.items()):
            begin = first + dt.timedelta(days=7 * week)
            there.sort(key=lambda bar: (bar.first_day, -len(bar.days), bar.id))
            self._lay_week(begin, there, room)

    def _lay_week(self, begin: dt.date, bars: list[Bar], room: int) -> None:
        taken: defaultdict[dt.date, set[int]] = defaultdict(set)
        laid: list[Chip] = []
        for bar in bars:
            spans = day_runs([day for day in bar.days if begin <= day <= begin + 6 * _DAY])
            days = [day for span in spans for day in span]
            slot = next(n for n in range(len(bars)) if all(n not in taken[day] for day in days))
            for day in days:
                taken[day].add(slot)
            laid += [Chip(bar, span[0], span[-1], slot) for span in spans]
        crowded = {day for day, slots in taken.items() if max(slots) >= room}
        for chip in laid:
            days = _days(chip)
            if chip.slot < room - 1 or (chip.slot == room - 1 and crowded.isdisjoint(days)):
                self.chips.append(chip)
            else:
                self.hidden.update(days)


def _days(chip: Chip) -> list[dt.date]:
    return [chip.first + dt.timedelta(days=n) for n in range((chip.last - chip.first).days + 1)]

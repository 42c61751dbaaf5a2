"""Picks that are dragged from the tray onto the month."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pmplanner.services.calendar.session_days import fill_days
from pmplanner.services.views.timeline import Bar
from pmplanner.ui.schedule.dragging.backlog_drops import TrayDrops
from pmplanner.ui.schedule.dragging.drag import first_open, opener, passed_day
from pmplanner.ui.schedule.timeline.texts import Passed

if TYPE_CHECKING:
    from pmplanner.ui.schedule.month.view import MonthView


class MonthDrops(TrayDrops):
    """Finds the day or the chip below what is held above a month."""

    def __init__(self, view: MonthView) -> None:
        super().__init__(view.edits, view.update, view)
        self._view = view

    def bar(self) -> Bar | None:
        """The session of the chip below."""
        chip = None if self._at is None else self._view.grid.chip_at(self._at)
        return None if chip is None else chip.bar

    def days(self) -> list[dt.date]:
        """The days of the new session, from the day below or the next open one on."""
        picks, rows, day = self._picks, self._view.rows, self._day()
        if picks is None or rows is None or day is None:
            return []
        start = first_open(rows, day, "")
        return [each.day for each in fill_days(start, picks.course_days, is_open=opener(rows, ""))]

    def passed(self) -> Passed | None:
        """The day below, when nothing can begin on it."""
        rows, day = self._view.rows, self._day()
        return None if rows is None or day is None else passed_day(rows, day, "")

    def _day(self) -> dt.date | None:
        return None if self._at is None else self._view.grid.day_at(self._at)

    def marked_days(self) -> list[dt.date]:
        """The days of the session that would get people, or of the new one."""
        bar = self.bar()
        return self.days() if bar is None else list(bar.days)

"""Picks that are dragged from the tray onto the month: they make a session or take seats in one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from pmplanner.services.session_days import fill_days
from pmplanner.services.timeline import Bar
from pmplanner.ui.schedule.picks_mime import DraggedPicks
from pmplanner.ui.schedule.timeline.drag import first_open, opener
from pmplanner.ui.schedule.timeline.foresight import foresee_new, foresee_seats, other_course, seating
from pmplanner.ui.schedule.timeline.tip import Forecast
from pmplanner.ui.schedule.timeline.words import days_text

if TYPE_CHECKING:
    from pmplanner.ui.schedule.month.view import MonthView


class MonthDrops(QObject):
    """Knows what is held above a month, and does what a drop asks for."""

    def __init__(self, view: MonthView) -> None:
        super().__init__(view)
        self._view = view
        self._picks: DraggedPicks | None = None
        self._at = QPointF()
        self.forecast = Forecast(self)
        self.forecast.answered.connect(view.update)

    def enter(self, event: QDragMoveEvent) -> None:
        """Take picks wherever they come in: who refuses at first is told of no further move."""
        self.hold(event)
        if self._picks is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def hold(self, event: QDragMoveEvent) -> None:
        """Take picks of a course over a day or over a session of it, and nothing else."""
        self._picks, self._at = DraggedPicks.from_mime(event.mimeData()), event.position()
        if self._fits():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()
        self._view.update()

    def leave(self) -> None:
        """Forget what was held."""
        self._picks = None
        self.forecast.forget()
        self._view.update()

    def drop(self, event: QDropEvent) -> None:
        """Make a session of the course, or seat the people in the one below."""
        self._picks, self._at = DraggedPicks.from_mime(event.mimeData()), event.position()
        picks, bar, days, fits = self._picks, self._bar(), self.days(), self._fits()
        self.leave()
        if picks is None or not fits:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if bar is not None:
            self._view.edits.seat(bar.id, picks.pick_ids, picks.name)
        else:
            self._view.edits.create(picks.title, picks.course_id, days[0], picks.pick_ids, {})

    def days(self) -> list[dt.date]:
        """The days of the session that would get people, or of the new one."""
        picks, rows, bar = self._picks, self._view.rows, self._bar()
        if picks is None or rows is None:
            return []
        if bar is not None:
            return list(bar.days)
        day = self._view.grid.day_at(self._at)
        if day is None:
            return []
        start = first_open(rows, day, "")
        return [each.day for each in fill_days(start, picks.course_days, is_open=opener(rows, ""))]

    def tip(self) -> str:
        """What a drop would do."""
        picks, bar, days = self._picks, self._bar(), self.days()
        if picks is None or not days:
            return ""
        actions = self._view.edits.actions
        if bar is None:
            head = days_text(days[0], days[-1])
            answer = self.forecast.ask((days[0], picks), lambda: foresee_new(actions, picks, days[0], {}))
        elif bar.run.course_id != picks.course_id:
            return other_course(bar)
        else:
            head = seating(picks, bar)
            answer = self.forecast.ask((bar.id, picks), lambda: foresee_seats(actions, picks, bar))
        return f"{head} · {answer or '…'}"

    def _fits(self) -> bool:
        bar = self._bar()
        if self._picks is None or bar is None:
            return bool(self.days())
        return bar.run.course_id == self._picks.course_id

    def _bar(self) -> Bar | None:
        chip = None if self._picks is None else self._view.grid.chip_at(self._at)
        return None if chip is None else chip.bar

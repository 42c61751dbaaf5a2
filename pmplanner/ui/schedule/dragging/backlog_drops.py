"""Picks that are dragged from the tray onto a view of days: they make a session or take seats in one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from pmplanner.services.views.timeline import Bar
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks
from pmplanner.ui.schedule.dragging.preview import foresee_new, foresee_seats, other_course, seating
from pmplanner.ui.schedule.dragging.tip import Forecast
from pmplanner.ui.schedule.session_edits import SessionEdits
from pmplanner.ui.schedule.timeline.texts import Passed, laid_text


class TrayDrops(QObject):
    """Knows what is held above a view, and does what a drop asks for; each view says where that falls."""

    def __init__(self, edits: SessionEdits, repaint: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._edits = edits
        self._repaint = repaint
        self._picks: DraggedPicks | None = None
        self._at: QPointF | None = None
        self.forecast = Forecast(self)
        self.forecast.answered.connect(repaint)

    def enter(self, event: QDragMoveEvent) -> None:
        """Take picks wherever they come in: who refuses at first is told of no further move."""
        self.hold(event)
        if self._picks is not None:
            _answer(event, True)

    def hold(self, event: QDragMoveEvent) -> None:
        """Take picks of a course over a day or over a session of it, and nothing else."""
        self._take(event)
        _answer(event, self._fits())
        self._repaint()

    def leave(self) -> None:
        """Forget what was held."""
        self._picks = self._at = None
        self.forecast.forget()
        self._repaint()

    def drop(self, event: QDropEvent) -> None:
        """Make a session of the course, or seat the people in the one below."""
        self._take(event)
        deed = self._deed() if self._fits() else None
        self.leave()
        _answer(event, deed is not None)
        if deed is not None:
            deed()

    def days(self) -> list[dt.date]:
        """The days that a new session would have; none where nothing is held above a day."""
        raise NotImplementedError

    def passed(self) -> Passed | None:
        """The day below, when nothing can begin on it."""
        raise NotImplementedError

    def bar(self) -> Bar | None:
        """The session below what is held."""
        raise NotImplementedError

    def where(self) -> dict[str, str]:
        """The room or trainer that a new session would have."""
        return {}

    def said(self) -> str:
        """What a drop would do."""
        picks, bar, days, where = self._picks, self.bar(), self.days(), self.where()
        if picks is None or (bar is None and not days):
            return ""
        actions = self._edits.actions
        if bar is None:
            head, place = laid_text(days, self.passed()), (days[0], tuple(where.items()), picks)
            answer = self.forecast.ask(place, lambda: foresee_new(actions, picks, days[0], where))
        elif bar.session.course_id != picks.course_id:
            return other_course(bar)
        else:
            head = seating(picks, bar)
            answer = self.forecast.ask((bar.id, picks), lambda: foresee_seats(actions, picks, bar))
        return f"{head} · {answer or '…'}"

    def _take(self, event: QDropEvent) -> None:
        self._picks = DraggedPicks.from_mime(event.mimeData())
        self._at = event.position() if self._picks is not None else None

    def _fits(self) -> bool:
        """Whether a drop would do something."""
        picks, bar = self._picks, self.bar()
        if picks is None or bar is None:
            return picks is not None and bool(self.days())
        return bar.session.course_id == picks.course_id

    def _deed(self) -> Callable[[], object] | None:
        picks, bar, days = self._picks, self.bar(), self.days()
        if picks is None:
            return None
        if bar is not None:
            return partial(self._edits.seat, bar.id, picks.pick_ids)
        return partial(
            self._edits.create, picks.title, picks.course_id, days[0], picks.pick_ids, self.where()
        )


def _answer(event: QDropEvent, taken: bool) -> None:
    if taken:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
    else:
        event.ignore()

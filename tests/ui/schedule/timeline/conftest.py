"""The page with its timeline, and a mouse that presses, moves and lets go where told."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import change_course
from pmplanner.services.views.timeline import LaneKey
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.scale import USUAL_WEEK
from pmplanner.ui.schedule.timeline.view import TimelineView
from tests.services.small_plan import MONDAY
from tests.support import known
from tests.ui.schedule.conftest import Stored, open_page

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN, CONTROL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def day(number: int) -> dt.date:
    """A day of March 2027, which begins on a Monday."""
    return dt.date(2027, 3, number)


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> SchedulePage:
    """The page with the timeline at the first of March, with weeks as wide as Ctrl+0 makes them."""
    page = open_page(actions, qtbot, "timeline")
    page.views.timeline.set_week_width(USUAL_WEEK)
    page.views.timeline.go_to(MONDAY)
    page.views.timeline.setFocus()
    return page


@pytest.fixture
def timeline(page: SchedulePage) -> TimelineView:
    return page.views.timeline


def send(widget: QWidget, kind: QEvent.Type, at: QPointF, keys: Qt.KeyboardModifier = PLAIN) -> None:
    """Let the window system report the mouse."""
    button = NONE if kind is QEvent.Type.MouseMove else LEFT
    held = NONE if kind is QEvent.Type.MouseButtonRelease else LEFT
    where = QPointF(widget.mapToGlobal(at.toPoint()))
    QApplication.sendEvent(widget, QMouseEvent(kind, at, where, button, held, keys))


@dataclass
class Drag:
    """A mouse with its button down over a widget."""

    widget: QWidget
    at: QPointF
    keys: Qt.KeyboardModifier = PLAIN

    def __post_init__(self) -> None:
        send(self.widget, QEvent.Type.MouseButtonPress, self.at, self.keys)

    def to(self, at: QPointF) -> "Drag":
        """Move in two steps, as a hand does."""
        for part in (0.5, 1.0):
            send(self.widget, QEvent.Type.MouseMove, self.at + (at - self.at) * part, self.keys)
        self.at = at
        return self

    def by(self, dx: float, dy: float = 0) -> "Drag":
        return self.to(self.at + QPointF(dx, dy))

    def drop(self) -> None:
        send(self.widget, QEvent.Type.MouseButtonRelease, self.at, self.keys)


def bar_rect(timeline: TimelineView, code: str, lane: LaneKey | None = None) -> QRectF:
    """Where a session's bar is seen, in the first lane in which it lies or in that one."""
    book = known(timeline.book)
    (session_id,) = (bar.id for bar in book.rows.bars.values() if bar.session.code == code)
    key = book.lanes_of(session_id)[0] if lane is None else lane
    return timeline.canvas.rect(known(book.rect(session_id, key)))


def centre(timeline: TimelineView, code: str, lane: LaneKey | None = None) -> QPointF:
    return bar_rect(timeline, code, lane).center()


def width_of(timeline: TimelineView, first: dt.date, last: dt.date) -> float:
    """Pixels from one day's beginning to another's."""
    return timeline.scale.x(last) - timeline.scale.x(first)


def take(timeline: TimelineView, code: str, keys: Qt.KeyboardModifier = PLAIN) -> Drag:
    """Take hold of the middle of a bar."""
    return Drag(timeline.viewport(), centre(timeline, code), keys)


def move_days(timeline: TimelineView, code: str, to: dt.date, keys: Qt.KeyboardModifier = PLAIN) -> Drag:
    """Drag a bar so that it begins on a day; not let go yet."""
    (bar,) = (bar for bar in known(timeline.book).rows.bars.values() if bar.session.code == code)
    return take(timeline, code, keys).by(width_of(timeline, bar.first_day, to))


def click(widget: QWidget, at: QPointF, keys: Qt.KeyboardModifier = PLAIN) -> None:
    Drag(widget, at, keys).drop()


def days_of(stored: Stored, code: str) -> list[int]:
    """On which days of March a session is."""
    return [each.day.day for each in stored(code).days]


def rename_course(actions: Actions, course_id: int, title: str) -> None:
    """Give a course another title."""
    actions.do(Label("Name"), partial(change_course, title=title), course_id)


def shown_days(timeline: TimelineView, code: str) -> list[int]:
    """The same, as the timeline has it."""
    (bar,) = (bar for bar in known(timeline.book).rows.bars.values() if bar.session.code == code)
    return [each.day for each in bar.days]


class Carried:
    """Something dragged from elsewhere over a widget."""

    def __init__(self, widget: QWidget, data: QMimeData) -> None:
        self._widget, self._data = widget, data

    def over(self, at: QPointF) -> bool:
        """Move over a place; whether a drop would be taken there."""
        copy = Qt.DropAction.CopyAction
        enter = QDragEnterEvent(QPoint(at.toPoint()), copy, self._data, LEFT, PLAIN)
        QApplication.sendEvent(self._widget, enter)
        if not enter.isAccepted():  # then nobody is told of moves
            return False
        move = QDragMoveEvent(QPoint(at.toPoint()), copy, self._data, LEFT, PLAIN)
        QApplication.sendEvent(self._widget, move)
        return move.isAccepted()

    def drop(self, at: QPointF) -> bool:
        if not self.over(at):
            return False
        event = QDropEvent(at, Qt.DropAction.CopyAction, self._data, LEFT, PLAIN)
        QApplication.sendEvent(self._widget, event)
        return event.isAccepted()


def tip(timeline: TimelineView) -> str:
    """What the dark tip says."""
    found = timeline.tip()
    return found[0] if found else ""

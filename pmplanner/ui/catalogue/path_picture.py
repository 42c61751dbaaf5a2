"""The path of a track as a picture: steps as wide as their days, which can be walked, spoken and opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pmplanner.ui.catalogue.path_book import PathBook, PathFrame, paint_path, path_height
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.widgets.charts.one_stop import keep_parts, lead_tab, move_focus
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget

_PICTURE_WIDTH = 900
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -1_000, Qt.Key.Key_End: 1_000}


class StepPlace(QWidget):
    """One step: takes the keys and the mouse; the picture below it paints."""

    opened = Signal(int)
    """The step was clicked, or Enter pressed on it; payload: its place."""
    moved = Signal(int)
    """Left, Right, Home or End was pressed; payload: how many steps further."""
    entered = Signal()
    """It has the keys now; no payload."""

    def __init__(self, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = place
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the steps with the arrows, open with Enter or Space."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._place)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the step."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._place)

    def event(self, event: QEvent) -> bool:
        """Say the step under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.accessibleName(), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that Tab leads here from now on."""
        super().focusInEvent(event)
        self.entered.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the focus."""
        if self.hasFocus():
            paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().color("accent"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)


class PathPicture(QWidget):
    """The required path of a track, in order."""

    course_requested = Signal(object)
    """A step was opened; payload: the id of its course, the first one of a group."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book = PathBook()
        self._places: list[StepPlace] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def show_book(self, book: PathBook) -> None:
        """Show a path; places that are there already stay, with the focus in them."""
        self.book = book
        keep_parts(self._places, len(book.steps), self._add_place)
        for number, place in enumerate(self._places):
            place.setAccessibleName(book.sentence(number))
        self.setVisible(bool(book.steps))
        self.updateGeometry()
        self._lay()
        self.update()

    def steps(self) -> tuple[StepPlace, ...]:
        """The steps in order."""
        return tuple(self._places)

    def sizeHint(self) -> QSize:
        """As high as it needs."""
        return QSize(320, path_height(self.book, self.font()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the steps where they are painted."""
        super().resizeEvent(event)
        self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the path."""
        paint_widget(self, self._draw)

    def picture_size(self) -> QSize:
        """Room for all steps."""
        return QSize(max(_PICTURE_WIDTH, 90 * len(self.book.steps)), path_height(self.book, self.font()))

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the path into a picture."""
        frame = PathFrame(self.book, rect, self.font())
        paint_into(painter, self, self.font(), lambda sketch: paint_path(sketch, frame, current_theme()))

    def as_table(self) -> list[list[str]]:
        """A line a step."""
        return self.book.table()

    def _draw(self, painter: Sketch) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_path(painter, self._frame(), current_theme())

    def _frame(self) -> PathFrame:
        return PathFrame(self.book, QRectF(self.rect()), self.font())

    def _lay(self) -> None:
        for place, box in zip(self._places, self._frame().boxes, strict=True):
            place.setGeometry(box.toAlignedRect())

    def _add_place(self) -> None:
        place = StepPlace(len(self._places), self)
        place.opened.connect(self._open)
        place.moved.connect(self._move_focus)
        place.entered.connect(self._lead_tab_here)
        place.setFocusPolicy(Qt.FocusPolicy.ClickFocus if self._places else Qt.FocusPolicy.StrongFocus)
        self._places.append(place)
        place.show()

    def _open(self, place: int) -> None:
        self.course_requested.emit(self.book.steps[place].course_ids[0])

    def _move_focus(self, step: int) -> None:
        move_focus(self._places, self.sender(), step)

    def _lead_tab_here(self) -> None:
        lead_tab(self._places, self.sender())

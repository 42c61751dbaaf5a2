"""A list of courses in order, moved by drag within it and to the other one, or by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.painting import Sketch, paint_widget

_ID = Qt.ItemDataRole.UserRole


class PathList(QListWidget):
    """The required or the elective courses of a track."""

    rearranged = Signal()
    """The user moved, added or removed a course; no payload: ask `ids()`."""
    opened = Signal(object)
    """Show a course; payload: its id."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemDoubleClicked.connect(self._open)

    def show_rows(self, rows: Sequence[tuple[int, str]]) -> None:
        """Show courses by id and text; the one selected stays."""
        selected = self.selected_id()
        self.clear()
        for course_id, text in rows:
            self.put(course_id, text)
        if selected is not None:
            self.select_id(selected)

    def put(self, course_id: int, text: str) -> None:
        """Add a course at the end."""
        item = QListWidgetItem(text, self)
        item.setData(_ID, course_id)

    def take(self, course_id: int) -> None:
        """Take a course out."""
        for place in range(self.count()):
            if self.item(place).data(_ID) == course_id:
                self.takeItem(place)
                return

    def ids(self) -> list[int]:
        """The courses in order."""
        return [self.item(place).data(_ID) for place in range(self.count())]

    def selected_id(self) -> int | None:
        """The course selected."""
        item = self.currentItem()
        return None if item is None else int(item.data(_ID))

    def select_id(self, course_id: int) -> None:
        """Select a course."""
        for place in range(self.count()):
            if self.item(place).data(_ID) == course_id:
                self.setCurrentRow(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with Alt+Up and Alt+Down, take out with Delete, open with Enter."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete and self.currentItem() is not None:
            self.takeItem(self.currentRow())
            self.rearranged.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._open(self.currentItem())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say in an empty list how it is filled."""
        super().paintEvent(event)
        if not self.count():
            paint_widget(self, self._draw_hint)

    def _draw_hint(self, painter: Sketch) -> None:
        painter.setPen(current_theme().color("muted"))
        area = self.viewport().rect().adjusted(12, 8, -12, -8)
        flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(area, int(flags), self.tr("No course yet. Drag one here, or add one below."))

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped; the list that it came from has let it go by then."""
        super().dropEvent(event)
        # The item leaves its old place only after this handler, so the order is read afterwards.
        QTimer.singleShot(0, self, self.rearranged.emit)

    def _move(self, by: int) -> None:
        row = self.currentRow()
        if 0 <= row + by < self.count():
            item = self.takeItem(row)
            self.insertItem(row + by, item)
            self.setCurrentRow(row + by)
            self.rearranged.emit()

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(_ID))

"""Lists of courses in order, moved by drag within them and to the others, or by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from pmplanner.services.people.tracks import GroupOf
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.painting import Sketch, paint_widget
from pmplanner.ui.widgets.tables.wrapped_lines import INDENT, wrap_lines

_ID = Qt.ItemDataRole.UserRole
"""The id of a course; None for the heading of a group."""
_GROUP = Qt.ItemDataRole.UserRole + 1
"""Of a heading: the id, name and number of its group."""


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
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        wrap_lines(self)  # the titles are read whole, and the days at their ends
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
        item.setToolTip(text.strip())

    def take(self, course_id: int) -> None:
        """Take a course out."""
        for place in range(self.count()):
            if self.item(place).data(_ID) == course_id:
                self.takeItem(place)
                return

    def ids(self) -> list[int]:
        """The courses in order."""
        found = [self.item(place).data(_ID) for place in range(self.count())]
        return [course_id for course_id in found if course_id is not None]

    def chosen_ids(self) -> list[int]:
        """The courses that are selected, in order."""
        chosen = sorted(self.row(item) for item in self.selectedItems())
        return [self.item(place).data(_ID) for place in chosen if self.item(place).data(_ID) is not None]

    def selected_id(self) -> int | None:
        """The course selected."""
        item = self.currentItem()
        course_id: int | None = None if item is None else item.data(_ID)
        return course_id

    def select_id(self, course_id: int) -> None:
        """Select a course."""
        for place in range(self.count()):
            if self.item(place).data(_ID) == course_id:
                self.setCurrentRow(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with Alt+Up and Alt+Down, take out with Delete, open with Enter."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_current(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() == Qt.Key.Key_Delete and self.currentItem() is not None:
            self.take_out()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self._open(self.currentItem())
        else:
            super().keyPressEvent(event)

    def take_out(self) -> None:
        """Take out what is selected."""
        for item in self.selectedItems() or [self.currentItem()]:
            self.takeItem(self.row(item))
        self.rearranged.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say in an empty list how it is filled."""
        super().paintEvent(event)
        if not self.count():
            paint_widget(self, self._draw_hint)

    def _draw_hint(self, painter: Sketch) -> None:
        painter.setPen(current_theme().color("muted"))
        area = self.viewport().rect().adjusted(12, 8, -12, -8)
        flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(area, int(flags), self.hint())

    def hint(self) -> str:
        """How an empty list is filled."""
        return tr("No course yet. Drag one here, or add one below.")

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped; the list that it came from has let it go by then."""
        super().dropEvent(event)
        # The item leaves its old place only after this handler, so the order is read afterwards.
        QTimer.singleShot(0, self, self.rearranged.emit)

    def move_current(self, by: int) -> None:
        """Move the course under the cursor up (-1) or down (1)."""
        row = self.currentRow()
        if 0 <= row + by < self.count():
            item = self.takeItem(row)
            self.insertItem(row + by, item)
            self.setCurrentRow(row + by)
            self.rearranged.emit()

    def _open(self, item: QListWidgetItem) -> None:
        self.opened.emit(item.data(_ID))


class GroupList(PathList):
    """The groups of a track: a heading for each, and below it the courses of which any few are required."""

    def show_groups(self, groups: Sequence[tuple[GroupOf, str, str, Sequence[tuple[int, str]]]]) -> None:
        """Show groups by what they ask for, text and tip of the heading, and courses; the place stays."""
        selected, place = self.selected_id(), self.group_place()
        self.clear()
        for group, text, tip, rows in groups:
            self.put_heading(group, text, tip)
            for course_id, title in rows:
                self.put(course_id, INDENT + title)
        if selected is not None:
            self.select_id(selected)
        elif place is not None:
            self.select_group(place)

    def put_heading(self, group: GroupOf, text: str, tip: str) -> None:
        """Add the heading of a group at the end; what is put afterwards belongs to it."""
        item = QListWidgetItem(text, self)
        item.setToolTip(tip)
        item.setData(_GROUP, (group.id, group.name, group.choose))
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        # A group is moved by Alt and the arrows: dragged alone, a heading would leave its courses behind.
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)

    def groups(self) -> list[GroupOf]:
        """The groups in order; what was dropped above the first heading belongs to it, or to a new group."""
        found: list[tuple[tuple[int | None, str, int], list[int]]] = []
        above: list[int] = []
        for place in range(self.count()):
            item = self.item(place)
            if item.data(_GROUP) is not None:
                found.append((tuple(item.data(_GROUP)), []))
            else:
                (found[-1][1] if found else above).append(item.data(_ID))
        if above and found:
            found[0][1][:0] = above
        elif above:
            found.append(((None, "", 1), above))
        # A group from which all courses were taken is no more.
        return [
            GroupOf(choose, tuple(inside), name, group_id)
            for (group_id, name, choose), inside in found
            if inside
        ]

    def group_place(self) -> int | None:
        """Which group the cursor is in, counted from 0; None for none."""
        headings = [place for place in self._headings() if place <= self.currentRow()]
        return len(headings) - 1 if headings and self.currentItem() is not None else None

    def select_group(self, place: int) -> None:
        """Put the cursor on the heading of a group."""
        headings = self._headings()
        if place < len(headings):
            self.setCurrentRow(headings[place])

    def change_group(self, place: int, *, name: str | None = None, choose: int | None = None) -> None:
        """Let a group have another name or ask for another number of courses."""
        item = self.item(self._headings()[place])
        group_id, before, asked = item.data(_GROUP)
        item.setData(_GROUP, (group_id, before if name is None else name, choose or asked))
        self.rearranged.emit()

    def dissolve(self, place: int) -> list[int]:
        """Take a group out and return its courses, which are to go elsewhere."""
        headings = [*self._headings(), self.count()]
        first, last = headings[place], headings[place + 1]
        taken = [self.takeItem(first).data(_ID) for _ in range(last - first)]
        return [course_id for course_id in taken if course_id is not None]

    def take_out(self) -> None:
        """Take courses out; a heading stays while its group has courses."""
        for item in self.selectedItems() or [self.currentItem()]:
            if item.data(_GROUP) is None:
                self.takeItem(self.row(item))
        self.rearranged.emit()

    def move_current(self, by: int) -> None:
        """Move a course, over a heading into the next group, or a whole group."""
        row = self.currentRow()
        if self.currentItem() is not None and self.currentItem().data(_GROUP) is not None:
            self._move_group(self._headings().index(row), by)
        elif row + by > 0:
            super().move_current(by)

    def _move_group(self, place: int, by: int) -> None:
        headings = [*self._headings(), self.count()]
        if not 0 <= place + by < len(headings) - 1:
            return
        first, last = headings[place], headings[place + 1]
        block = [self.takeItem(first) for _ in range(last - first)]
        headings = [*self._headings(), self.count()]
        target = headings[place + by]
        for offset, item in enumerate(block):
            self.insertItem(target + offset, item)
        self.setCurrentRow(target)
        self.rearranged.emit()

    def _headings(self) -> list[int]:
        return [place for place in range(self.count()) if self.item(place).data(_GROUP) is not None]

    def _open(self, item: QListWidgetItem) -> None:
        if item.data(_GROUP) is None:
            super()._open(item)

    def hint(self) -> str:
        """How an empty list is filled."""
        return tr("No group yet. Drag a course here, or select several and make a group of them.")

"""The people of a course who have no seat yet, to be dragged one by one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QAbstractItemView, QListView, QListWidget, QListWidgetItem, QWidget

from pmplanner.services.sessions.seating import OpenPick
from pmplanner.services.views.backlog import CourseToSchedule
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import put

_HEIGHT = 66
_PICK = int(Qt.ItemDataRole.UserRole)


class OpenPeople(QListWidget):
    """Names side by side; one dragged onto a session takes a seat there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("People without a seat"))
        self.setProperty("names", True)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSpacing(2)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_sized(self.setMaximumHeight, _HEIGHT)
        self._course: CourseToSchedule | None = None

    def show_people(self, course: CourseToSchedule | None, people: Sequence[OpenPick]) -> None:
        """Show who of a course is open; nobody hides the list."""
        self._course = course
        self.clear()
        for person in people:
            item = QListWidgetItem(person.name, self)
            item.setData(_PICK, person.pick_id)
            waiting = put(self.tr("Waits in %1"), person.waiting_in) if person.waiting_in else ""
            item.setToolTip(waiting or self.tr("Drag onto a session of the course, or onto a day"))
        self.setVisible(course is not None and bool(people))

    def picks(self, item: QListWidgetItem) -> DraggedPicks | None:
        """What a drag of a person carries."""
        course = self._course
        if course is None:
            return None
        pick = int(item.data(_PICK))
        return DraggedPicks(course.course_id, course.title, str(course.days), (pick,), item.text())

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """Take the person along."""
        item = self.currentItem()
        picks = self.picks(item) if item is not None else None
        if picks is not None:
            drag = QDrag(self)
            drag.setMimeData(picks.to_mime())
            drag.exec(Qt.DropAction.CopyAction)

"""Boxes to choose from: tracks with their colours, courses found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.theme import track_role
from pmplanner.ui.widgets.icons import swatch_icon


class NoWheelComboBox(QComboBox):
    """A box that the wheel changes only while it has the focus, so that scrolling a form changes nothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setMaxVisibleItems(16)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what scrolls unless the box has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def show_key(self, key: object) -> bool:
        """Show the entry with that key without `activated`; False if there is none."""
        place = next((n for n in range(self.count()) if self.itemData(n) == key), -1)
        if place >= 0:
            self.setCurrentIndex(place)
        return place >= 0


class TrackBox(NoWheelComboBox):
    """One of the tracks, or none."""

    def set_tracks(self, tracks: Sequence[TrackRow]) -> None:
        """Offer these tracks and "No track"; what is chosen stays."""
        chosen = self.track_id()
        self.clear()
        self.add_choice(self.tr("No track"), None, None)
        for track in tracks:
            self.add_choice(track.name, track.id, track.position)
        self.show_key(chosen)

    def add_choice(self, text: str, key: object, position: int | None) -> None:
        """Add an entry with the colour of the track at a position."""
        self.addItem(swatch_icon(track_role(position)), text, key)

    def track_id(self) -> int | None:
        """The id of the track chosen; None for no track."""
        key = self.currentData()
        return key if isinstance(key, int) else None


class CourseBox(NoWheelComboBox):
    """A course, found by typing a part of its title or code."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line, completer = self.lineEdit(), self.completer()
        assert line is not None
        assert completer is not None
        line.setPlaceholderText(self.tr("Title or code"))
        line.setAccessibleName(name)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

    def set_courses(self, courses: Iterable[CourseRow]) -> None:
        """Offer these courses; nothing is chosen."""
        self.clear()
        for course in courses:
            self.addItem(f"{course.title} ({course.code})", course.id)
        self.reset()

    def reset(self) -> None:
        """Choose nothing."""
        self.setCurrentIndex(-1)
        self.clearEditText()

    def course_id(self) -> int | None:
        """The id of the course that is typed or chosen; None when it is none of them."""
        place = find_typed(self)
        key = self.itemData(place) if place >= 0 else None
        return key if isinstance(key, int) else None


def find_typed(box: QComboBox) -> int:
    """The place of what is typed in a box, or of the only entry that holds it; -1 for none."""
    typed = " ".join(box.currentText().split())
    place = box.findText(typed, Qt.MatchFlag.MatchFixedString)
    if place < 0 and typed:
        holding = [n for n in range(box.count()) if typed.casefold() in box.itemText(n).casefold()]
        place = holding[0] if len(holding) == 1 else -1
    return place

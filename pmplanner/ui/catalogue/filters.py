"""What narrows the list of courses: words, tracks, provider, level, days, whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.services.catalog import CourseFilter, CourseRow
from pmplanner.services.tracks import TrackRow
from pmplanner.ui.people.boxes import CalmBox
from pmplanner.ui.widgets import ChipRow, SearchBox

_SHORT = ("1", "2", "3")
"""Days up to which a chip narrows the list."""


class Filters(QWidget):
    """The search box and the chips."""

    changed = Signal()
    """Other courses pass now; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchBox(self.tr("Search title, code, provider, skills, description"), self, "Ctrl+F")
        self.provider = CalmBox(self.tr("Provider"), self)
        self.level = CalmBox(self.tr("Level"), self)
        self.tracks = ChipRow(self, exclusive=True)
        self.days = ChipRow(self, exclusive=True)
        self.mine = ChipRow(self)
        self.mine.add("mine", self.tr("My courses"))
        for days in _SHORT:
            self.days.add(days, self.tr("≤ %1 d").replace("%1", days))
            self.days.chip(days).setAccessibleName(self.tr("At most %1 days").replace("%1", days))
        self.search.textChanged.connect(self.changed)
        for chips in (self.tracks, self.days, self.mine):
            chips.changed.connect(self.changed)
        for box in (self.provider, self.level):
            box.currentIndexChanged.connect(self.changed)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 3)
        for box in (self.provider, self.level):
            box.setMinimumContentsLength(12)
            top.addWidget(box, 1)
        chips = QHBoxLayout()
        chips.setSpacing(16)
        for row in (self.tracks, self.days, self.mine):
            chips.addWidget(row, 3 if row is self.tracks else 2 if row is self.days else 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(chips)

    def offer(self, courses: Sequence[CourseRow], tracks: Sequence[TrackRow]) -> None:
        """Offer the tracks, providers and levels that there are; what is chosen stays."""
        chosen = self.tracks.chosen()
        self.tracks.clear()
        for track in tracks:
            self.tracks.add(str(track.id), track.name, position=track.position)
        self.tracks.choose(*chosen)
        _fill(self.provider, self.tr("All providers"), {course.provider for course in courses})
        _fill(self.level, self.tr("All levels"), {course.level for course in courses})

    def narrowing(self) -> CourseFilter:
        """What is asked for, beside the words and whose courses they are."""
        track, days = self.tracks.chosen(), self.days.chosen()
        return CourseFilter(
            track_id=int(track[0]) if track else None,
            provider=str(self.provider.currentData() or ""),
            level=str(self.level.currentData() or ""),
            max_days=Decimal(days[0]) if days else None,
        )

    def only_mine(self) -> bool:
        """True when only the user's own courses are asked for."""
        return bool(self.mine.chosen())

    def clear(self) -> None:
        """Let all courses pass."""
        self.blockSignals(True)
        self.search.clear()
        for chips in (self.tracks, self.days, self.mine):
            chips.choose()
        for box in (self.provider, self.level):
            box.setCurrentIndex(0)
        self.blockSignals(False)
        self.changed.emit()

    def save_state(self, settings: QSettings) -> None:
        """Keep what is chosen; the words typed are not kept."""
        settings.setValue("catalogue/days", ",".join(self.days.chosen()))
        settings.setValue("catalogue/mine", ",".join(self.mine.chosen()))

    def restore_state(self, settings: QSettings) -> None:
        """Choose what was chosen."""
        self.days.choose(*str(settings.value("catalogue/days", "")).split(","))
        self.mine.choose(*str(settings.value("catalogue/mine", "")).split(","))


def _fill(box: CalmBox, everything: str, words: Iterable[str]) -> None:
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(everything, "")
    for word in sorted(filter(None, words), key=str.casefold):
        box.addItem(word, word)
    box.show_key(chosen)
    box.blockSignals(False)

"""What narrows the list of courses: words, tracks, provider, level, days, whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.catalog.narrowing import CourseFilter
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import starting_large
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column, as_row

_SHORT = ("1", "2", "3")
"""Days up to which a chip narrows the list."""

_TRACK, _DAYS, _MINE = "track:", "days:", "mine"
"""How the keys of the chips begin."""


class Filters(QWidget):
    """The search box and the chips."""

    changed = Signal()
    """Other courses pass now; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchBox(self.tr("Search title, code, provider, skills, description"), self, "Ctrl+F")
        self.provider = NoWheelComboBox(self.tr("Provider"), self)
        self.level = NoWheelComboBox(self.tr("Level"), self)
        self.chips = ChipRow(self)
        self._tracks: tuple[TrackRow, ...] = ()
        self._chosen: tuple[str, ...] = ()
        self._fill_chips()
        self.search.textChanged.connect(self.changed)
        self.chips.changed.connect(self._keep_one)
        for box in (self.provider, self.level):
            box.currentIndexChanged.connect(self.changed)
        self._lay_out()

    def _lay_out(self) -> None:
        top = as_row(None, (self.search, 3), spacing=8)
        for box in (self.provider, self.level):
            box.setMinimumContentsLength(12)
            top.addWidget(box, 1)
        as_column(self, top, self.chips, margins=(0, 0, 0, 0), spacing=8)

    def offer(self, providers: Iterable[str], levels: Iterable[str], tracks: Sequence[TrackRow]) -> None:
        """Offer the tracks, providers and levels that there are; what is chosen stays."""
        if tuple(tracks) != self._tracks:
            self._tracks = tuple(tracks)
            self._fill_chips()
        _fill(self.provider, self.tr("All providers"), providers)
        _fill(self.level, self.tr("All levels"), levels)

    def _fill_chips(self) -> None:
        self.chips.clear()
        for track in self._tracks:
            self.chips.add(f"{_TRACK}{track.id}", track.name, position=track.position)
        for days in _SHORT:
            chip = self.chips.add(f"{_DAYS}{days}", tr("≤ %1 d", days))
            chip.setAccessibleName(tr("At most %1 days", days))
        self.chips.add(_MINE, self.tr("My courses"))
        self.chips.choose(*self._chosen)

    def _keep_one(self, chosen: tuple[str, ...]) -> None:
        """Let go of the other track and the other days when one is switched on."""
        fresh = [key for key in chosen if key not in self._chosen]
        for prefix in (_TRACK, _DAYS):
            if any(key.startswith(prefix) for key in fresh):
                chosen = tuple(key for key in chosen if key in fresh or not key.startswith(prefix))
        self.chips.choose(*chosen)
        self._chosen = chosen
        self.changed.emit()

    def _on(self, prefix: str) -> str:
        """Return what is chosen of a group of chips; nothing for none."""
        return next((key.removeprefix(prefix) for key in self.chips.chosen() if key.startswith(prefix)), "")

    def narrowing(self) -> CourseFilter:
        """What is asked for, beside the words."""
        track, days = self._on(_TRACK), self._on(_DAYS)
        return CourseFilter(
            track_id=int(track) if track else None,
            provider=str(self.provider.currentData() or ""),
            level=str(self.level.currentData() or ""),
            max_days=Decimal(days) if days else None,
            own=_MINE in self.chips.chosen(),
        )

    def clear(self) -> None:
        """Let all courses pass."""
        self.blockSignals(True)
        self.search.clear()
        self.chips.choose()
        self._chosen = ()
        for box in (self.provider, self.level):
            box.setCurrentIndex(0)
        self.blockSignals(False)
        self.changed.emit()

    def save_state(self, settings: QSettings) -> None:
        """Keep what is chosen; the words typed are not kept."""
        settings.setValue("catalogue/chips", ",".join(self.chips.chosen()))
        settings.setValue("catalogue/provider", self.provider.currentData() or "")
        settings.setValue("catalogue/level", self.level.currentData() or "")

    def restore_state(self, settings: QSettings) -> None:
        """Choose what was chosen; chips of tracks appear only when these are offered."""
        self._chosen = tuple(filter(None, str(settings.value("catalogue/chips", "")).split(",")))
        self.chips.choose(*self._chosen)
        for name, box in (("provider", self.provider), ("level", self.level)):
            word = str(settings.value(f"catalogue/{name}", ""))
            box.blockSignals(True)
            _fill(box, "", {word})
            box.show_key(word)
            box.blockSignals(False)


def _fill(box: NoWheelComboBox, everything: str, words: Iterable[str]) -> None:
    chosen, was_blocked = box.currentData(), box.blockSignals(True)
    box.clear()
    box.addItem(everything, "")
    for word in sorted(filter(None, words), key=str.casefold):
        box.addItem(starting_large(word), word)
    box.show_key(chosen)
    box.blockSignals(was_blocked)

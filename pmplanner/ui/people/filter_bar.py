"""What narrows the list of people: words, track, team, job title, here or left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.lookup import fold, plain
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.people.people_table import PersonLine, has_left
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.icons import icon, swatch_icon
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.tables.natural_sort import natural_key

ANY = "any"
"""The key of the entry of a box that lets everybody pass."""


class FilterBar(QWidget):
    """The filters in one row; `predicate` says who passes."""

    changed = Signal()
    """Somebody else passes now; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = dt.date.min
        self.search = SearchBox(self.tr("Filter by name, id, title or team"), self, "Ctrl+F")
        self.track = NoWheelComboBox(self.tr("Track"), self)
        self.team = NoWheelComboBox(self.tr("Team"), self)
        self.title = NoWheelComboBox(self.tr("Job title"), self)
        self.presence = ChipRow(self, exclusive=True)
        self.presence.add("here", self.tr("Here now"))
        self.presence.add("left", self.tr("Left"))
        self.search.textChanged.connect(self.changed)
        self.presence.changed.connect(self.changed)
        for box in (self.track, self.team, self.title):
            box.currentIndexChanged.connect(self.changed)
        self._wanted: dict[NoWheelComboBox, object] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        row = as_row(self, margins=(0, 0, 0, 0), spacing=8)
        self.search.setMinimumWidth(120)  # the boxes beside it need the rest of a small window
        row.addWidget(self.search, 3)
        for box in (self.track, self.team, self.title):
            box.setMinimumContentsLength(11)
            row.addWidget(box, 1)
        row.addWidget(self.presence)

    def offer(self, lines: Sequence[PersonLine], tracks: Sequence[TrackRow], today: dt.date) -> None:
        """Offer the tracks, teams and job titles that there are; what is chosen stays."""
        self._today = today
        choices = [(track.name, str(track.id), track.position) for track in tracks]
        self._fill_tracks([*choices, (self.tr("No track"), "", None)])
        self._fill(self.team, self.tr("All teams"), (line.person.team for line in lines))
        self._fill(self.title, self.tr("All job titles"), (line.person.job_title for line in lines))
        gone = sum(has_left(line.person, today) for line in lines)
        self.presence.chip("left").setText(tr("Left %1", format_number(gone)))
        if not gone:
            self.presence.choose()
        self.presence.setVisible(bool(gone))

    def _fill_tracks(self, choices: Sequence[tuple[str, str, int | None]]) -> None:
        entries = [(self.tr("All tracks"), ANY), *((text, key) for text, key, _ in choices)]
        if self._replace(self.track, entries):
            for place, (_, _, position) in enumerate(choices, 1):
                self.track.setItemIcon(place, swatch_icon(track_role(position)))
            self.track.setItemIcon(0, icon("people", "muted"))

    def _fill(self, box: NoWheelComboBox, everything: str, names: Iterable[str]) -> None:
        found: dict[str, str] = {}
        for name in filter(None, names):
            found.setdefault(fold(name), name)
        entries = sorted(found.items(), key=lambda entry: natural_key(entry[1]))
        self._replace(box, [(everything, ANY), *((name, key) for key, name in entries)])

    def _replace(self, box: NoWheelComboBox, entries: Sequence[tuple[str, str]]) -> bool:
        if entries == [(box.itemText(n), box.itemData(n)) for n in range(box.count())]:
            return False
        chosen = self._wanted.pop(box, box.currentData())
        box.blockSignals(True)
        box.clear()
        for text, key in entries:
            box.addItem(text, key)
            box.setItemData(box.count() - 1, text, Qt.ItemDataRole.ToolTipRole)
        found = box.show_key(chosen) or box.show_key(ANY)
        box.blockSignals(False)
        return found

    def active(self) -> bool:
        """Say whether anything narrows the list."""
        boxes = (self.track, self.team, self.title)
        narrowed = any(box.currentData() not in (ANY, None) for box in boxes)
        return bool(self.search.text().strip()) or narrowed or bool(self.presence.chosen())

    def predicate(self) -> Callable[[PersonLine], bool] | None:
        """Return what says who passes, as the filters stand now; None when everybody does."""
        if not self.active():
            return None
        words = plain(self.search.text()).split()
        track, team, title = (box.currentData() for box in (self.track, self.team, self.title))
        presence = self.presence.chosen()
        today = self._today

        def accepts(line: PersonLine) -> bool:
            person = line.person
            return (
                all(word in line.sought for word in words)
                and (track == ANY or track == str(person.track_id or ""))
                and (team == ANY or team == fold(person.team))
                and (title == ANY or title == fold(person.job_title))
                and (not presence or has_left(person, today) is ("left" in presence))
            )

        return accepts

    def clear(self) -> None:
        """Let everybody pass again."""
        self.blockSignals(True)
        self.search.clear()
        for box in (self.track, self.team, self.title):
            box.show_key(ANY)
        self.presence.choose()
        self.blockSignals(False)
        self.changed.emit()

    def save_state(self, settings: QSettings) -> None:
        """Keep what is chosen; the words typed are not kept."""
        for name, box in self._boxes().items():
            settings.setValue(f"people/{name}", box.currentData() or self._wanted.get(box, ANY))
        settings.setValue("people/presence", ",".join(self.presence.chosen()))

    def restore_state(self, settings: QSettings) -> None:
        """Choose what was chosen, as soon as it is offered."""
        for name, box in self._boxes().items():
            self._wanted[box] = settings.value(f"people/{name}", ANY)
            box.show_key(self._wanted[box])
        self.presence.choose(*str(settings.value("people/presence", "")).split(","))

    def _boxes(self) -> dict[str, NoWheelComboBox]:
        return {"track": self.track, "team": self.team, "title": self.title}

"""What narrows the list of people: words, track, team, job title, manager, here or left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.lookup import fold, plain
from pmplanner.services.people.managers import all_below
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.people.people_table import PersonLine, has_left
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.icons import icon, swatch_icon
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.tables.natural_sort import natural_key

ANY = "any"
"""The key of the entry of a box that lets everybody pass."""

_KNOWN, _TEXT = "id ", "text "
"""What the keys of managers begin with who are known, and of those of whom there is but a text."""


FIRST_PEOPLE = {
    **dict.fromkeys(("track", "team", "title", "manager"), ANY),
    "words": "",
    "presence": "here",
    "below": "below",
}
"""What is chosen at first, as :meth:`FilterBar.state` says it."""


class FilterBar(QWidget):
    """The filters in a row, with chips below where they are of use; `predicate` says who passes."""

    changed = Signal()
    """Somebody else passes now; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = dt.date.min
        self.search = SearchBox(self.tr("Filter by name, id, title or team"), self, "Ctrl+F")
        self.track = NoWheelComboBox(self.tr("Track"), self)
        self.team = NoWheelComboBox(self.tr("Team"), self)
        self.title = NoWheelComboBox(self.tr("Job title"), self)
        self.manager = NoWheelComboBox(self.tr("Manager"), self)
        self.manager.hold_many()
        self.below = ChipRow(self)
        self.below.add("below", self.tr("With all below"), on=True).setToolTip(
            self.tr("Also those who report to somebody who reports to the manager")
        )
        self.presence = ChipRow(self, exclusive=True)
        here = self.presence.add("here", self.tr("Here now"), on=True)
        here.setToolTip(self.tr("Everybody whose last day has not passed"))
        self.presence.add("left", self.tr("Left"))
        self.presence.add("all", self.tr("All"))
        self._reports: dict[int, set[int]] = {}
        self.search.textChanged.connect(self.changed)
        self.presence.changed.connect(self._choose_presence)
        self.below.changed.connect(self.changed)
        for box in self._boxes().values():
            box.currentIndexChanged.connect(self.changed)
        self.manager.currentIndexChanged.connect(self._show_below)
        self._wanted: dict[NoWheelComboBox, object] = {}
        self._lay_out()

    def _lay_out(self) -> None:
        row = as_row(None, spacing=8)
        self.search.setMinimumWidth(120)  # the boxes beside it need the rest of a small window
        row.addWidget(self.search, 3)
        for box in self._boxes().values():
            box.setMinimumContentsLength(9)
            row.addWidget(box, 1)
        chips = as_row(None, (self.presence, 1), self.below, spacing=16)
        as_column(self, row, chips, margins=(0, 0, 0, 0), spacing=8)
        self.below.hide()

    def _choose_presence(self, chosen: tuple[str, ...]) -> None:
        """One of the three is always on: the one that was is chosen again when it is clicked."""
        if not chosen:
            self.presence.choose("all")
        self.changed.emit()

    def _show_below(self) -> None:
        self.below.setVisible(str(self.manager.currentData() or "").startswith(_KNOWN))

    def offer(self, lines: Sequence[PersonLine], tracks: Sequence[TrackRow], today: dt.date) -> None:
        """Offer the tracks, teams and job titles that there are; what is chosen stays."""
        self._today = today
        choices = [(track.name, str(track.id), track.position) for track in tracks]
        self._fill_tracks([*choices, (self.tr("No track"), "", None)])
        self._fill(self.team, self.tr("All teams"), (line.person.team for line in lines))
        self._fill(self.title, self.tr("All job titles"), (line.person.job_title for line in lines))
        self._offer_managers(lines)
        gone = sum(has_left(line.person, today) for line in lines)
        self.presence.chip("left").setText(tr("Left %1", format_number(gone)))
        self.presence.chip("all").setText(tr("All %1", format_number(len(lines))))
        if not gone:
            self.presence.choose("here")
        self.presence.setVisible(bool(gone))

    def _offer_managers(self, lines: Sequence[PersonLine]) -> None:
        """Offer who has reports: people by their ids, and those who are no more than a text by that."""
        self._reports = {}
        names: dict[str, str] = {}
        for line in lines:
            person = line.person
            if person.manager_id is not None:
                self._reports.setdefault(person.manager_id, set()).add(line.id)
                names[f"{_KNOWN}{person.manager_id}"] = person.manager
            elif person.manager:
                names.setdefault(f"{_TEXT}{fold(person.manager)}", person.manager)
        known = sorted(names.items(), key=lambda entry: natural_key(entry[1]))
        self._replace(self.manager, [(self.tr("All managers"), ANY), *((name, key) for key, name in known)])
        self._show_below()

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
        narrowed = any(box.currentData() not in (ANY, None) for box in self._boxes().values())
        return bool(self.search.text().strip()) or narrowed or self.presence.chosen() != ("all",)

    def predicate(self) -> Callable[[PersonLine], bool] | None:
        """Return what says who passes, as the filters stand now; None when everybody does."""
        if not self.active():
            return None
        words = plain(self.search.text()).split()
        track, team, title = (box.currentData() for box in (self.track, self.team, self.title))
        reports = self._reporting()
        presence = self.presence.chosen()
        today = self._today

        def accepts(line: PersonLine) -> bool:
            person = line.person
            return (
                all(word in line.sought for word in words)
                and (track == ANY or track == str(person.track_id or ""))
                and (team == ANY or team == fold(person.team))
                and (title == ANY or title == fold(person.job_title))
                and (reports is None or reports(line))
                and (presence == ("all",) or has_left(person, today) is ("left" in presence))
            )

        return accepts

    def _reporting(self) -> Callable[[PersonLine], bool] | None:
        """Return what says who reports to the manager chosen; None where none is."""
        manager = str(self.manager.currentData() or ANY)
        if manager == ANY:
            return None
        if manager.startswith(_KNOWN):
            directly = not self.below.chosen()
            team = all_below(self._reports, int(manager.removeprefix(_KNOWN)), directly=directly)
            return lambda line: line.id in team
        name = manager.removeprefix(_TEXT)
        return lambda line: line.person.manager_id is None and fold(line.person.manager) == name

    def clear(self) -> None:
        """Let everybody pass again."""
        self.blockSignals(True)
        self.search.clear()
        for box in self._boxes().values():
            box.show_key(ANY)
        self.presence.choose("all")
        self.blockSignals(False)
        self.changed.emit()

    def state(self) -> dict[str, str]:
        """Return what is chosen and typed, which a view with a name keeps."""
        boxes = {name: str(self._wanted.get(box, box.currentData())) for name, box in self._boxes().items()}
        return {
            "words": self.search.text(),
            "presence": ",".join(self.presence.chosen()),
            "below": ",".join(self.below.chosen()),
            **boxes,
        }

    def show_state(self, state: Mapping[str, str]) -> None:
        """Choose what a view with a name has; what is not said is as at first."""
        self.blockSignals(True)
        self.search.setText(state.get("words", ""))
        for name, box in self._boxes().items():
            wanted = state.get(name, ANY)
            self._wanted.pop(box, None)
            if not box.show_key(wanted):
                box.show_key(ANY)
                self._wanted[box] = wanted
        self.presence.choose(state.get("presence") or "here")
        self.below.choose(*state.get("below", "below").split(","))
        self.blockSignals(False)
        self._show_below()
        self.changed.emit()

    def narrow(self, kind: str, row_id: int, name: str) -> None:
        """Let pass only who is of a team, job title, manager or track; here or left stays as it is."""
        key = {"track": str(row_id), "manager": f"{_KNOWN}{row_id}"}.get(kind, fold(name))
        presence = self.presence.chosen()
        self.blockSignals(True)
        self.clear()
        self._boxes()[kind].show_key(key)
        self.presence.choose(*presence)
        self.blockSignals(False)
        self._show_below()
        self.changed.emit()

    def save_state(self, settings: QSettings) -> None:
        """Keep what is chosen; the words typed are not kept."""
        for name, box in self._boxes().items():
            settings.setValue(f"people/{name}", box.currentData() or self._wanted.get(box, ANY))
        settings.setValue("people/presence", ",".join(self.presence.chosen()))
        settings.setValue("people/below", ",".join(self.below.chosen()))

    def restore_state(self, settings: QSettings) -> None:
        """Choose what was chosen, as soon as it is offered."""
        for name, box in self._boxes().items():
            self._wanted[box] = settings.value(f"people/{name}", ANY)
            box.show_key(self._wanted[box])
        self.presence.choose(str(settings.value("people/presence", "")) or "here")
        self.below.choose(*str(settings.value("people/below", "below")).split(","))

    def _boxes(self) -> dict[str, NoWheelComboBox]:
        return {"track": self.track, "team": self.team, "title": self.title, "manager": self.manager}

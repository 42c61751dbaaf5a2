"""Whose needs are shown: by words, track, team, manager, and whether they are here now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.lookup import fold, plain
from pmplanner.services.people.managers import managed_by, manager_key
from pmplanner.services.totals.gaps import GapBook, GapPerson, sift
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
_SETTINGS = "needs/people/"


class PeopleFilter(QWidget):
    """The filters in a row; `people` says who passes."""

    changed = Signal()
    """Others pass than before; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchBox(tr("Filter people"), self, "Ctrl+F")
        self.track = NoWheelComboBox(tr("Track"), self)
        self.team = NoWheelComboBox(tr("Team"), self)
        self.manager = NoWheelComboBox(tr("Manager"), self)
        self.chips = ChipRow(self)
        self.chips.add("here", tr("Here now")).setToolTip(tr("Only who is employed today"))
        self.chips.add("below", tr("With all below"), on=True).setToolTip(
            tr("Also those who report to somebody who reports to the manager")
        )
        self._wanted: dict[NoWheelComboBox, object] = {}
        self._boxes = {"track": self.track, "team": self.team, "manager": self.manager}
        for box, everything in self._everything():
            box.setMinimumContentsLength(9)
            box.addItem(everything, ANY)
            box.currentIndexChanged.connect(self._change)
        self.search.setMinimumWidth(120)
        row = as_row(None, (self.search, 3), *((box, 1) for box in self._boxes.values()), spacing=8)
        as_column(self, row, self.chips, margins=(0, 0, 0, 0), spacing=8)
        self.search.textChanged.connect(self.changed)
        self.chips.changed.connect(self.changed)
        self._show_below()

    def _everything(self) -> tuple[tuple[NoWheelComboBox, str], ...]:
        return (
            (self.track, tr("All tracks")),
            (self.team, tr("All teams")),
            (self.manager, tr("All managers")),
        )

    def offer(self, book: GapBook) -> None:
        """Offer the tracks, teams and managers of the people; what is chosen stays."""
        tracks = [(track.name, str(track.track_id), track.position) for track in book.tracks.values()]
        entries = [(name, key) for name, key, _ in tracks]
        if self._fill(self.track, [*entries, (tr("No track"), "")]):
            self.track.setItemIcon(0, icon("people", "muted"))
            for place, (_, _, position) in enumerate([*tracks, ("", "", None)], 1):
                self.track.setItemIcon(place, swatch_icon(track_role(position)))
        teams: dict[str, str] = {}
        for team in filter(None, book.teams().values()):
            teams.setdefault(fold(team), team)
        self._fill(self.team, _sorted((name, key) for key, name in teams.items()))
        chiefs = {manager for person, manager in book.managers.of.items() if person in book.people}
        named = ((name, manager_key(key)) for key, name in book.managers.names.items() if key in chiefs)
        self._fill(self.manager, _sorted(named))
        here = sum(person.is_here for person in book.people.values())
        chip = self.chips.chip("here")
        chip.setText(tr("Here now %1", format_number(here)))
        chip.setVisible(here < len(book.people) or chip.isChecked())
        self._show_below()

    def _fill(self, box: NoWheelComboBox, entries: Sequence[tuple[str, str]]) -> bool:
        """Offer entries after the one for everybody; say whether they are others than before."""
        if entries == [(box.itemText(n), box.itemData(n)) for n in range(1, box.count())]:
            return False
        chosen = self._wanted.pop(box, box.currentData())
        box.blockSignals(True)
        while box.count() > 1:
            box.removeItem(box.count() - 1)
        for text, key in entries:
            box.addItem(text, key)
        box.blockSignals(False)
        if not box.show_key(chosen):
            box.show_key(ANY)
        return True

    def people(self, book: GapBook) -> list[GapPerson]:
        """Return who passes."""
        track, team, manager = (str(box.currentData()) for box in self._boxes.values())
        chips = self.chips.chosen()
        among = None
        if manager != ANY:
            among = managed_by(book.managers, manager, with_below="below" in chips)
        found = sift(book, people=among, here="here" in chips)
        if track != ANY:
            found = [each for each in found if track in ([str(t) for t in each.tracks] or [""])]
        if team != ANY:
            found = [each for each in found if fold(each.team) == team]
        words = plain(self.search.text()).split()
        if words:
            found = [each for each in found if _holds(each, words)]
        return found

    def clear(self) -> None:
        """Let everybody pass."""
        self.blockSignals(True)
        self.search.clear()
        for box in self._boxes.values():
            box.show_key(ANY)
        self.chips.choose("below")
        self.blockSignals(False)
        self._change()

    def save_state(self, settings: QSettings) -> None:
        """Keep what is chosen; the words typed are not kept."""
        for name, box in self._boxes.items():
            settings.setValue(_SETTINGS + name, str(self._wanted.get(box, box.currentData())))
        settings.setValue(_SETTINGS + "chips", ",".join(self.chips.chosen()))

    def restore_state(self, settings: QSettings) -> None:
        """Choose what was chosen, as soon as it is offered."""
        for name, box in self._boxes.items():
            self._wanted[box] = str(settings.value(_SETTINGS + name, ANY))
        self.chips.choose(*str(settings.value(_SETTINGS + "chips", "below")).split(","))

    def _change(self) -> None:
        self._show_below()
        self.changed.emit()

    def _show_below(self) -> None:
        self.chips.chip("below").setVisible(str(self.manager.currentData()).startswith("id:"))
        self.chips.setVisible(any(not self.chips.chip(key).isHidden() for key in ("here", "below")))


def _sorted(entries: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(entries, key=lambda entry: natural_key(entry[0]))


def _holds(person: GapPerson, words: Iterable[str]) -> bool:
    sought = plain(f"{person.name}\n{person.team}")
    return all(word in sought for word in words)

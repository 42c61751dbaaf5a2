"""What narrows the list of people: words, track, team, job title, manager, here or left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.lookup import fold, plain
from pmplanner.services.people.managers import Managers, manager_key
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.people.people_table import PersonLine, has_left
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.icons import icon, swatch_icon
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.kept_box import ANY, KeptBox, manager_entries, named_entries
from pmplanner.ui.widgets.inputs.people_filters import TeamChoice
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column, as_row

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
        self.track = KeptBox(self.tr("Track"), self)
        self.team = KeptBox(self.tr("Team"), self)
        self.title = KeptBox(self.tr("Job title"), self)
        self.manager = KeptBox(self.tr("Manager"), self)
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
        self._managers = Managers({}, {})
        self.search.textChanged.connect(self.changed)
        self.presence.changed.connect(self._choose_presence)
        self.below.changed.connect(self.changed)
        for box in self._boxes().values():
            box.currentIndexChanged.connect(self.changed)
        self.manager.currentIndexChanged.connect(self._show_below)
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
        self.below.setVisible(self.manager.chosen() != ANY)

    def offer(
        self, lines: Sequence[PersonLine], tracks: Sequence[TrackRow], managers: Managers, today: dt.date
    ) -> None:
        """Offer the tracks, teams, job titles and managers that there are; what is chosen stays."""
        self._today, self._managers = today, managers
        choices = [(track.name, str(track.id), track.position) for track in tracks]
        self._fill_tracks([*choices, (self.tr("No track"), "", None)])
        self.team.offer(named_entries(self.tr("All teams"), (line.person.team for line in lines)))
        titles = (line.person.job_title for line in lines)
        self.title.offer(named_entries(self.tr("All job titles"), titles))
        self.manager.offer(manager_entries(managers))
        self._show_below()
        gone = sum(has_left(line.person, today) for line in lines)
        self.presence.chip("left").setText(tr("Left %1", format_number(gone)))
        self.presence.chip("all").setText(tr("All %1", format_number(len(lines))))
        if not gone:
            self.presence.choose("here")
        self.presence.setVisible(bool(gone))

    def _fill_tracks(self, choices: Sequence[tuple[str, str, int | None]]) -> None:
        entries = [(self.tr("All tracks"), ANY), *((text, key) for text, key, _ in choices)]
        if self.track.offer(entries):
            for place, (_, _, position) in enumerate(choices, 1):
                self.track.setItemIcon(place, swatch_icon(track_role(position)))
            self.track.setItemIcon(0, icon("people", "muted"))

    def active(self) -> bool:
        """Say whether anything narrows the list."""
        narrowed = any(box.chosen() != ANY for box in self._boxes().values())
        return bool(self.search.text().strip()) or narrowed or self.presence.chosen() != ("all",)

    def predicate(self) -> Callable[[PersonLine], bool] | None:
        """Return what says who passes, as the filters stand now; None when everybody does."""
        if not self.active():
            return None
        words = plain(self.search.text()).split()
        track, team, title = (box.chosen() for box in (self.track, self.team, self.title))
        whose = TeamChoice(self.manager.chosen(), "below" in self.below.chosen())
        reports = whose.reports(self._managers)
        presence = self.presence.chosen()
        today = self._today

        def accepts(line: PersonLine) -> bool:
            person = line.person
            return (
                all(word in line.sought for word in words)
                and (track == ANY or track == str(person.track_id or ""))
                and (team == ANY or team == fold(person.team))
                and (title == ANY or title == fold(person.job_title))
                and (reports is None or line.id in reports)
                and (presence == ("all",) or has_left(person, today) is ("left" in presence))
            )

        return accepts

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
        boxes = {name: box.kept() for name, box in self._boxes().items()}
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
            box.want(state.get(name, ANY))
        self.presence.choose(state.get("presence") or "here")
        self.below.choose(*state.get("below", "below").split(","))
        self.blockSignals(False)
        self._show_below()
        self.changed.emit()

    def narrow(self, kind: str, row_id: int, name: str) -> None:
        """Let pass only who is of a team, job title, manager or track; here or left stays as it is."""
        key = {"track": str(row_id), "manager": manager_key(row_id)}.get(kind, fold(name))
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
            settings.setValue(f"people/{name}", box.kept())
        settings.setValue("people/presence", ",".join(self.presence.chosen()))
        settings.setValue("people/below", ",".join(self.below.chosen()))

    def restore_state(self, settings: QSettings) -> None:
        """Choose what was chosen, as soon as it is offered."""
        for name, box in self._boxes().items():
            box.want(str(settings.value(f"people/{name}", ANY)))
        self.presence.choose(str(settings.value("people/presence", "")) or "here")
        self.below.choose(*str(settings.value("people/below", "below")).split(","))

    def _boxes(self) -> dict[str, KeptBox]:
        return {"track": self.track, "team": self.team, "title": self.title, "manager": self.manager}

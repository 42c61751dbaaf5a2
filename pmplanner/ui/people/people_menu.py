"""The menu on the list of people: the track, the plan, the clipboard, removing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from pmplanner.services.people.people import PersonRow
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.icons import icon, swatch_icon
from pmplanner.ui.widgets.text import as_typed


class PeopleMenu(QMenu):
    """What can be done with the people selected."""

    track_requested = Signal(object)
    """They are to have this primary track; payload: its id, None for no track."""
    plan_requested = Signal()
    """Their courses are to be picked; no payload."""
    role_change_requested = Signal()
    """The one of them changes role; no payload."""
    shortest_requested = Signal()
    """The fewest days for them are wanted; no payload."""
    paper_requested = Signal()
    """Their plans and records are wanted on paper; no payload."""
    record_requested = Signal()
    """The same completion is to be recorded for all of them; no payload."""
    copy_requested = Signal()
    """Their rows are to be copied; no payload."""
    merge_requested = Signal()
    """The two of them are one, and are to be merged; no payload."""
    remove_requested = Signal()
    """They are to be removed; no payload."""
    forget_requested = Signal()
    """They are to be forgotten for good; no payload."""

    def __init__(self, people: Sequence[PersonRow], tracks: Sequence[TrackRow], parent: QWidget) -> None:
        super().__init__(parent)
        whom = people[0].name if len(people) == 1 else plural(len(people), "1 person", "%1 people")
        self._add_tracks(whom, {person.track_id for person in people}, tracks)
        self._add(self.tr("Pick courses in the plan"), "plan").triggered.connect(self.plan_requested)
        if len(people) == 1:
            change = self._add(self.tr("Change role…"), "needs")
            change.triggered.connect(self.role_change_requested)
        self._add(self.tr("Shortest set…"), "needs").triggered.connect(self.shortest_requested)
        if len(people) > 1:
            self._add(self.tr("Record for many…"), "check").triggered.connect(self.record_requested)
        self._add(self.tr("Plan and record on paper…"), "file").triggered.connect(self.paper_requested)
        self.addSeparator()
        self._add(self.tr("Copy"), "copy", self.tr("Ctrl+C")).triggered.connect(self.copy_requested)
        if len(people) == 2:
            self._add(self.tr("Merge these two…"), "people").triggered.connect(self.merge_requested)
        remove = self._add(tr("Remove %1", whom), "delete", self.tr("Del"))
        remove.triggered.connect(self.remove_requested)
        self._add(self.tr("Forget for good…"), "close").triggered.connect(self.forget_requested)

    def _add(self, text: str, icon_name: str, keys: str = "") -> QAction:
        """Add an entry; the keys are shown, the page itself listens to them."""
        shown = as_typed(text)
        return self.addAction(icon(icon_name), f"{shown}\t{keys}" if keys else shown)

    def _add_tracks(self, whom: str, present: set[int | None], tracks: Sequence[TrackRow]) -> None:
        """Offer the tracks; the one that all have already is marked."""
        self.tracks = self.addMenu(as_typed(tr("Primary track of %1", whom)))
        group = QActionGroup(self)
        for track in tracks:
            action = self.tracks.addAction(swatch_icon(track_role(track.position)), as_typed(track.name))
            self._mark(action, group, track.id, present)
        self.tracks.addSeparator()
        self._mark(self.tracks.addAction(self.tr("No track")), group, None, present)

    def _mark(
        self, action: QAction, group: QActionGroup, track_id: int | None, present: set[int | None]
    ) -> None:
        group.addAction(action)
        action.setCheckable(True)
        action.setChecked(present == {track_id})
        action.setEnabled(present != {track_id})
        action.triggered.connect(partial(self._ask, track_id))

    def _ask(self, track_id: int | None) -> None:
        self.track_requested.emit(track_id)

    def _count(self, text: str, number: int) -> str:
        return put(text, format_number(number))

"""What can be done with several people at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from pmplanner.services.people.people import PersonRow
from pmplanner.services.people.tracks import TrackRow, assign_track
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.texts import assign_label
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.choices import TrackBox
from pmplanner.ui.widgets.layouts import as_column

_NAMED = 8


class ManyPanel(QWidget):
    """Assigns a track to all the people selected, removes them or forgets them for good."""

    record_requested = Signal()
    """The same completion is to be recorded for all of them; no payload."""
    remove_requested = Signal()
    """Remove all who are selected; no payload."""
    forget_requested = Signal()
    """Forget all who are selected for good; no payload."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._people: tuple[PersonRow, ...] = ()
        self._tracks: tuple[TrackRow, ...] = ()
        self.title = heading_label("", self)
        self.title.setProperty("title", True)
        self.names = muted_label("", self)
        self.summary = muted_label("", self)
        self.track = TrackBox(self.tr("Track for all of them"), self)
        self.assign = plain_button("", self)
        self.record = plain_button(self.tr("Record for many…"), self)
        self.record.setToolTip(self.tr("A completion of all of them: e-learning, a course elsewhere"))
        self.record.clicked.connect(self.record_requested)
        self.remove: QPushButton = plain_button("", self, "delete")
        self.remove.setProperty("danger", True)
        self.forget = plain_button("", self)
        self.forget.setProperty("danger", True)
        self.forget.clicked.connect(self.forget_requested)
        self.track.currentIndexChanged.connect(self._name_buttons)
        self.assign.clicked.connect(self._assign)
        self.remove.clicked.connect(self.remove_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        column = as_column(self, self.title, margins=(16, 16, 16, 16), spacing=8)
        for label in (self.names, self.summary):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(heading_label(self.tr("Primary track"), self))
        column.addWidget(self.track)
        column.addWidget(self.assign)
        column.addSpacing(16)
        column.addWidget(self.record)
        column.addSpacing(16)
        column.addWidget(self.remove)
        column.addWidget(self.forget)
        column.addStretch(1)

    def show_people(self, people: Sequence[PersonRow], tracks: Sequence[TrackRow]) -> None:
        """Show who is selected."""
        self._people = tuple(people)
        if tuple(tracks) != self._tracks:
            self._tracks = tuple(tracks)
            self.track.set_tracks(tracks)
        counts = Counter(person.track or self.tr("No track") for person in people)
        self.title.setText(self._count(self.tr("%1 people selected")))
        self.names.setText(self._names())
        self.summary.setText(" · ".join(f"{name} {number}" for name, number in counts.most_common()))
        self._name_buttons()

    def _names(self) -> str:
        text = ", ".join(person.name for person in self._people[:_NAMED])
        more = len(self._people) - _NAMED
        if more > 0:
            text = tr("%1 and %2 more", text, format_number(more))
        return text

    def _name_buttons(self) -> None:
        track_id = self.track.track_id()
        changed = sum(person.track_id != track_id for person in self._people)
        self.assign.setText(self._count(self.tr("Assign to %1 people")))
        self.assign.setEnabled(changed > 0)
        self.remove.setText(self._count(self.tr("Remove %1 people")))
        self.forget.setText(self._count(self.tr("Forget %1 people for good…")))

    def _assign(self) -> None:
        ids, track_id = [person.id for person in self._people], self.track.track_id()
        name = self.track.currentText() if track_id is not None else ""
        self._actions.do(assign_label(name, ids), assign_track, track_id, ids)

    def _count(self, text: str) -> str:
        return put(text, format_number(len(self._people)))

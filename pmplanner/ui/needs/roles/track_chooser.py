"""Chooses two or three tracks to be shown side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.choices import TrackBox
from pmplanner.ui.widgets.layouts import as_row


class _Box(TrackBox):
    """One of the tracks; the third may be none."""

    def __init__(self, name: str, parent: QWidget, none: str = "") -> None:
        super().__init__(name, parent)
        self._none = none
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def offer(self, tracks: Iterable[TrackRow]) -> None:
        """Offer these tracks."""
        self.clear()
        if self._none:
            self.addItem(self._none, None)
        for track in tracks:
            self.add_choice(track.name, track.id, track.position)


class TrackChooser(QWidget):
    """Boxes side by side; a track that is chosen twice changes places."""

    chosen = Signal()
    """The user chose other tracks; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = (
            _Box(tr("First track"), self),
            _Box(tr("Second track"), self),
            _Box(tr("Third track"), self, tr("No third track")),
        )
        self._tracks: tuple[tuple[int, str, int], ...] = ()
        self._shown: tuple[int, ...] = ()
        beside, first, second, third = muted_label(tr("beside"), self), *self.boxes
        self.add_button = icon_button("plus", tr("Add a third track"), self, framed=True)
        as_row(self, first, beside, second, third, self.add_button, margins=(0, 0, 0, 0), spacing=8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.add_button.clicked.connect(self._add)
        for box in self.boxes:
            box.activated.connect(self._choose)

    def track_ids(self) -> tuple[int, ...]:
        """The tracks that are chosen, in order."""
        found = (box.track_id() for box in self.boxes)
        return tuple(track_id for track_id in found if track_id is not None)

    def show_tracks(self, tracks: Sequence[TrackRow], chosen: Sequence[int]) -> None:
        """Offer these tracks, and choose some, without a signal."""
        known = tuple((track.id, track.name, track.position) for track in tracks)
        if known != self._tracks:
            self._tracks = known
            for box in self.boxes:
                box.offer(tracks)
        self._shown = tuple(chosen)
        for box, track_id in zip(self.boxes, (*chosen, None, None, None), strict=False):
            box.show_key(track_id)
        self.boxes[2].setVisible(len(chosen) > 2)
        self.add_button.setVisible(len(tracks) > 2 and len(chosen) < 3)

    def _add(self) -> None:
        """Put the first track that is not shown beside the others."""
        shown = self.track_ids()
        track_id = next((each[0] for each in self._tracks if each[0] not in shown), None)
        self.boxes[2].show_key(track_id)
        self.boxes[2].show()
        self.boxes[2].setFocus(Qt.FocusReason.OtherFocusReason)
        self._shown = self.track_ids()
        self.chosen.emit()

    def _choose(self) -> None:
        box = self.sender()
        place = next(number for number, each in enumerate(self.boxes) if each is box)
        track_id = self.boxes[place].track_id()
        for number, other in enumerate(self.boxes):
            if number != place and track_id is not None and other.track_id() == track_id:
                # The track that stood here goes where the chosen one was.
                before = self._shown[place] if place < len(self._shown) else None
                if not other.show_key(before):
                    self.boxes[place].show_key(before)
                    return
        self._shown = self.track_ids()
        self.chosen.emit()

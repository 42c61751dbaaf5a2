"""The form of a person who is not there yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.services.people.people import add_person
from pmplanner.services.people.tracks import TrackRow
from pmplanner.storage.journal import relabel
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.person_form import PersonForm
from pmplanner.ui.widgets.buttons import PrimaryButton, flat_button
from pmplanner.ui.widgets.card import heading_label, problem_label
from pmplanner.ui.widgets.inputs.choices import TrackBox
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row


class NewPerson(QWidget):
    """Fields that become a person with one edit."""

    added = Signal(object)
    """A person was added; payload: the id."""
    cancelled = Signal()
    """The user thought better of it; no payload."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.title = heading_label(self.tr("New person"), self)
        self.title.setProperty("title", True)
        self.form = PersonForm(self)
        self.track = TrackBox(self.tr("Primary track"), self)
        self.reason = problem_label("", self)
        self.cancel_button = flat_button(self.tr("Cancel"), self)
        self.add_button = PrimaryButton(self.tr("Add person"), self)
        self.add_button.clicked.connect(self._add)
        self.cancel_button.clicked.connect(self.cancelled)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = as_row(None, STRETCH, self.cancel_button, self.add_button, spacing=8)
        as_column(
            self,
            self.title,
            self.form,
            heading_label(self.tr("Primary track"), self),
            self.track,
            self.reason,
            4,
            buttons,
            STRETCH,
            margins=(16, 16, 16, 16),
            spacing=8,
        )

    def begin(self, tracks: Sequence[TrackRow]) -> None:
        """Empty the fields and put the cursor into the first."""
        self.track.set_tracks(tracks)
        self.track.setCurrentIndex(0)
        self.form.show_person(None, fresh=True)
        self.reason.say("")
        self.form.fields["first_name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add on Enter, cancel on Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _add(self) -> None:
        values = self.form.values()
        if values is None:
            return
        made: list[int] = []

        def add(db: Session) -> None:
            made.append(add_person(db, **values, primary_track_id=self.track.track_id()))
            relabel(db, Label.of("person.add", person=People.of(made)))

        reason = self._actions.try_to(Label.of("person.add-new"), add)
        self.reason.say(reason)
        if not reason:
            self.added.emit(made[0])

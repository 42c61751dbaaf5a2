"""The few questions before calendars are written: whose, and of which sessions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.services.exporting.calendar_events import Recipient
from pmplanner.services.exporting.tables import ExportScope
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.inputs.boxes import NoWheelComboBox
from pmplanner.ui.widgets.inputs.fields import FormColumn
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl


class CalendarExportForm(QDialog):
    """Asks whose calendar of a kind is written; without *recipients* nothing of the kind is asked."""

    def __init__(
        self,
        title: str,
        recipients: Sequence[Recipient] = (),
        shown: ExportScope | None = None,
        parent: QWidget | None = None,
        *,
        hint: str = "",
    ) -> None:
        super().__init__(parent)
        self._shown = shown
        self.setWindowTitle(title)
        self.rows = SegmentedControl(self)
        self.rows.add("all", self.tr("The whole plan"))
        self.rows.add("shown", self.tr("Only what the page shows"))
        self.rows.setVisible(shown is not None)
        self.whose = NoWheelComboBox(self.tr("Calendar of"), self)
        self.whose.setVisible(bool(recipients))
        self.whose.addItem(self.tr("All of them, a file each"), None)
        for recipient in recipients:
            self.whose.addItem(recipient.name, recipient)
        self._lay_out(bool(recipients), hint)

    def _lay_out(self, asks_whose: bool, hint: str) -> None:
        form = FormColumn()
        if self._shown is not None:
            self.rows.select("shown")
            form.add(self.tr("Sessions"), self.rows)
        if asks_whose:
            form.add(self.tr("Calendar of"), self.whose)
        self.go_button = PrimaryButton(self.tr("Choose where to…"), self)
        self.go_button.setDefault(True)
        self.go_button.clicked.connect(self.accept)
        cancel = plain_button(self.tr("Cancel"), self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.go_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        note = muted_label(hint, self, small=True)
        note.setWordWrap(True)
        note.setVisible(bool(hint))
        column.addWidget(note)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(440)

    def recipient(self) -> Recipient | None:
        """Whose calendar is written; None for everybody's, or for that of the whole plan."""
        chosen: Recipient | None = self.whose.currentData()
        return chosen

    def scope(self) -> ExportScope:
        """Which sessions are written, of whatever plan is shown."""
        if self._shown is not None and self.rows.current() == "shown":
            return self._shown
        return ExportScope()

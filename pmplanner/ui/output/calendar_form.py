"""The few questions before calendars are written: whose, and of which sessions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from pmplanner.services.exporting.calendar_events import Recipient
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.ui.output.scope_dialog import ScopeDialog
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox


class CalendarExportForm(ScopeDialog):
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
        super().__init__(title, tr("Choose where to…"), shown, parent)
        self.whose = NoWheelComboBox(tr("Calendar of"), self)
        self.whose.setVisible(bool(recipients))
        self.whose.addItem(tr("All of them, a file each"), None)
        for recipient in recipients:
            self.whose.addItem(recipient.name, recipient)
        if recipients:
            self.form.add(tr("Calendar of"), self.whose)
        self.add_note(hint)
        self.body.addStretch(1)

    def recipient(self) -> Recipient | None:
        """Whose calendar is written; None for everybody's, or for that of the whole plan."""
        chosen: Recipient | None = self.whose.currentData()
        return chosen

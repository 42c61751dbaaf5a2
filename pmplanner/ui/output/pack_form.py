"""What a change pack would tell, and to whom, before it is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.services.publishing.change_packs import Letter
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec
from pmplanner.ui.widgets.text import put


class PackForm(QDialog):
    """Lists the mails of a pack; accepted, they are to be written."""

    def __init__(self, letters: Sequence[Letter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Change pack"))
        kinds = {"person": self.tr("Person"), "trainer": self.tr("Trainer")}
        columns: tuple[ColumnSpec[Letter], ...] = (
            ColumnSpec(self.tr("Whom"), lambda letter: letter.to.name),
            ColumnSpec(self.tr("Kind"), lambda letter: kinds[letter.to.kind], width=80),
            ColumnSpec(self.tr("E-mail"), lambda letter: letter.to.email, width=240),
            ColumnSpec(self.tr("New"), lambda letter: letter.count("new"), align=RIGHT, width=72),
            ColumnSpec(self.tr("Changed"), lambda letter: letter.count("changed"), align=RIGHT, width=80),
            ColumnSpec(self.tr("Cancelled"), lambda letter: letter.count("cancelled"), align=RIGHT, width=88),
        )
        self.table = DataTable(columns, self, self.tr("Mails of the pack"))
        self.table.source.set_rows(list(letters))
        self.go_button = PrimaryButton(self.tr("Choose where to…"), self)
        self._lay_out(letters)

    def _lay_out(self, letters: Sequence[Letter]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        intro = muted_label(self._intro(len(letters)), self)
        intro.setWordWrap(True)
        column.addWidget(intro)
        column.addWidget(self.table, 1)
        unknown = sum(not letter.reachable for letter in letters)
        self.warning = problem_label(self._unknown(unknown), self)
        self.warning.setVisible(unknown > 0)
        column.addWidget(self.warning)
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
        column.addLayout(buttons)
        self.resize(760, 480)

    def _intro(self, count: int) -> str:
        first = self.tr("One mail") if count == 1 else self.tr("%1 mails")
        text = self.tr(
            "%1 will be written into a new folder, ready to be opened and sent. Each tells only what has "
            "changed since the last pack, and counts as sent from then on; Undo does not take it back."
        )
        return put(text, put(first, format_number(count)))

    def _unknown(self, count: int) -> str:
        if count == 1:
            return self.tr("One of them has no e-mail address; it will have to be put in by hand.")
        text = self.tr("%1 of them have no e-mail address; it will have to be put in by hand.")
        return put(text, format_number(count))

"""What a change pack would tell, and to whom, before it is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from pmplanner.services.publishing.change_packs import Letter
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


class PackForm(AskDialog):
    """Lists the mails of a pack; accepted, they are to be written."""

    def __init__(self, letters: Sequence[Letter], parent: QWidget | None = None) -> None:
        super().__init__(tr("Change pack"), tr("Choose where to…"), parent)
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
        self.add_note(self._intro(len(letters)), small=False)
        self.body.addWidget(self.table, 1)
        unknown = sum(not letter.reachable for letter in letters)
        self.warning = problem_label(self._unknown(unknown), self)
        self.warning.setVisible(unknown > 0)
        self.body.addWidget(self.warning)
        self.resize(760, 480)

    def _intro(self, count: int) -> str:
        first = plural(count, "One mail", "%1 mails")
        text = self.tr(
            "%1 will be written into a new folder, ready to be opened and sent. Each tells only what has "
            "changed since the last pack, and counts as sent from then on; Undo does not take it back."
        )
        return put(text, first)

    def _unknown(self, count: int) -> str:
        return plural(
            count,
            "One of them has no e-mail address; it will have to be put in by hand.",
            "%1 of them have no e-mail address; it will have to be put in by hand.",
        )

"""Whom a mail would tell what expires, before the mails are written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from pmplanner.services.publishing.reminders import Reminder
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.layouts import STRETCH, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


class ReminderForm(AskDialog):
    """Lists the mails, to people, managers or both; accepted, they are to be written."""

    def __init__(self, reminders: Sequence[Reminder], parent: QWidget | None = None) -> None:
        super().__init__(tr("Tell people what expires"), tr("Choose where to…"), parent)
        self._reminders = tuple(reminders)
        self.table = DataTable(_columns(), self, tr("Mails to be written"))
        self.to_people = QCheckBox(tr("To the people"), self)
        self.to_managers = QCheckBox(tr("To their managers"), self)
        self.warning = problem_label("", self)
        self.add_note(
            tr(
                "The mails are written into a new folder, ready to be opened and sent. Nothing is kept of "
                "them: who is told again hears what still expires."
            ),
            small=False,
        )
        self.body.addLayout(as_row(None, self.to_people, self.to_managers, STRETCH, spacing=16))
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.warning)
        for box in (self.to_people, self.to_managers):
            box.setChecked(True)
            box.toggled.connect(self._show)
        self._show()
        self.resize(760, 520)

    def shown(self) -> list[Reminder]:
        """The mails that would be written."""
        kinds = {"person": self.to_people.isChecked(), "manager": self.to_managers.isChecked()}
        return [each for each in self._reminders if kinds[each.kind]]

    def _show(self) -> None:
        mails = self.shown()
        self.table.source.set_rows(mails)
        unknown = sum(not each.reachable for each in mails)
        self.warning.say(
            plural(
                unknown,
                "One of them has no e-mail address; it will have to be put in by hand.",
                "%1 of them have no e-mail address; it will have to be put in by hand.",
            )
            if unknown
            else ""
        )
        self.go_button.setEnabled(bool(mails))
        self.go_button.setText(plural(len(mails), "Write 1 mail…", "Write %1 mails…"))


def _columns() -> tuple[ColumnSpec[Reminder], ...]:
    kinds = {"person": tr("Person"), "manager": tr("Manager")}
    return (
        ColumnSpec(tr("Whom"), lambda each: each.name, width=180),
        ColumnSpec(tr("Kind"), lambda each: kinds[each.kind], width=92),
        ColumnSpec(tr("E-mail"), lambda each: each.email),
        ColumnSpec(tr("People"), lambda each: each.people, align=RIGHT, width=72),
        ColumnSpec(tr("Expire"), lambda each: len(each.endings), align=RIGHT, width=72),
    )

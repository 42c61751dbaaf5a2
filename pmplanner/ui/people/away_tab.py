"""A person's absences."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pmplanner.services.history import add_absence, remove_absence
from pmplanner.services.people import AbsenceRow, PersonDetail, PersonRow
from pmplanner.ui.actions import Actions
from pmplanner.ui.widgets import format_date, heading_label
from pmplanner.ui.widgets.add_form import AddForm
from pmplanner.ui.widgets.boxes import CalmBox
from pmplanner.ui.widgets.entry_list import Entry, EntryList
from pmplanner.ui.widgets.lines import DateLine


class AwayTab(QWidget):
    """Time away: leave, illness, conferences."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._person: PersonRow | None = None
        self._absences: dict[int, AbsenceRow] = {}
        self.absences = EntryList(self.tr("No absence is known."), self)
        self.absences.remove_asked.connect(self._remove)
        self.form = AddForm(self.tr("Add an absence"), self.tr("Add absence"), self)
        self.first, self.last = DateLine(parent=self), DateLine(parent=self)
        self.last.setPlaceholderText(self.tr("the same day"))
        self.kind = CalmBox(self.tr("Kind"), self)
        self.kind.setEditable(True)
        self.kind.addItems([self.tr("Holiday"), self.tr("Parental leave"), self.tr("Sick leave")])
        self.form.add_field(self.tr("First day away"), self.first)
        self.form.add_field(self.tr("Last day away"), self.last)
        self.form.add_field(self.tr("Kind"), self.kind)
        self.form.opened.connect(self._clear)
        self.form.submitted.connect(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(heading_label(self.tr("Absences"), self))
        column.addWidget(self.absences)
        column.addWidget(self.form)
        column.addStretch(1)

    def show_detail(self, detail: PersonDetail) -> None:
        """Show a person's absences."""
        if self._person is None or self._person.id != detail.person.id:
            self.form.close_fields()
        self._person = detail.person
        self._absences = {row.id: row for row in detail.absences}
        self.absences.set_entries([self._entry(row) for row in detail.absences])

    def _entry(self, row: AbsenceRow) -> Entry:
        period = format_date(row.first_day)
        if row.last_day != row.first_day:
            period += f" – {format_date(row.last_day)}"
        kind = row.kind or self.tr("Away")
        name = self.tr("Remove %1, %2").replace("%1", kind).replace("%2", period)
        return Entry(row.id, kind, period, remove_name=name)

    def _clear(self) -> None:
        for field in (self.first, self.last):
            field.show_day(None)
            field.restore()
        self.kind.setCurrentIndex(0)

    def _add(self) -> None:
        try:
            first, last = self.first.day(), self.last.day()
        except ValueError as error:
            self.form.refuse(str(error))
            return
        if first is None or self._person is None:
            self.form.refuse(self.tr("Say on which day the absence begins."))
            return
        label = self.tr("Add an absence of %1").replace("%1", self._person.name)
        reason = self._actions.try_to(
            label, add_absence, self._person.id, first, self._last(first, last), self.kind.currentText()
        )
        self.form.settle(reason)

    def _last(self, first: dt.date, last: dt.date | None) -> dt.date:
        return first if last is None else last

    def _remove(self, key: int) -> None:
        name = self._person.name if self._person is not None else ""
        self._actions.do(self.tr("Remove an absence of %1").replace("%1", name), remove_absence, key)

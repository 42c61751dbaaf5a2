"""When a person was employed: the latest time and those before, and coming back."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QWidget

from pmplanner.services.people.employment import add_earlier, rejoin, remove_earlier
from pmplanner.services.people.people import PersonDetail, PersonRow
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.forms.add_form import AddForm
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.layouts import as_column

_LATEST = 0


class EmploymentList(QWidget):
    """Lists the times of employment, the latest first; who left can begin again, earlier times be added."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._person: PersonRow | None = None
        self.list = EntryList(self.tr("No first or last day is known."), self)
        self.list.remove_requested.connect(self._remove)
        self.back = AddForm(self.tr("Comes back…"), self.tr("Let come back"), self)
        self.day = DateLine(parent=self)
        self.back.add_field(self.tr("First day"), self.day)
        self.back.submitted.connect(self._rejoin)
        self.form = AddForm(self.tr("Add an earlier employment"), self.tr("Add employment"), self)
        self.first, self.last = DateLine(parent=self), DateLine(parent=self)
        self.form.add_field(self.tr("First day"), self.first)
        self.form.add_field(self.tr("Last day"), self.last)
        self.form.submitted.connect(self._add)
        as_column(self, self.list, self.back, self.form, margins=(0, 0, 0, 0), spacing=4)

    def show_detail(self, detail: PersonDetail) -> None:
        """Show when a person was employed."""
        person = detail.person
        if self._person is None or person.id != self._person.id:
            self.back.close_fields()
            self.form.close_fields()
        self._person = person
        entries = []
        if person.start_date is not None or person.end_date is not None:
            entries.append(
                Entry(_LATEST, _days(person.start_date, person.end_date), self.tr("the latest employment"))
            )
        for row in reversed(detail.earlier):
            days = _days(row.first_day, row.last_day)
            remove = tr("Remove the employment %1", days)
            entries.append(Entry(row.id, days, self.tr("before"), remove_name=remove))
        self.list.set_entries(entries)
        self.back.setVisible(person.end_date is not None)

    def _label_people(self) -> People:
        assert self._person is not None  # whose employment is shown
        return People.of([self._person.id])

    def _rejoin(self) -> None:
        days = self.back.entered(self.day)
        if days is None or self._person is None:
            return
        if days[0] is None:
            self.back.refuse(self.tr("Say on which day the new employment begins."))
            return
        label = Label.of("person.rejoin", person=self._label_people(), day=days[0])
        self.back.settle(self._actions.try_to(label, rejoin, self._person.id, days[0]))

    def _add(self) -> None:
        days = self.form.entered(self.first, self.last)
        if days is None or self._person is None:
            return
        first, last = days
        if last is None:
            self.form.refuse(self.tr("Say on which day the employment ended."))
            return
        label = Label.of("person.add-spell", person=self._label_people())
        self.form.settle(self._actions.try_to(label, add_earlier, self._person.id, first, last))

    def _remove(self, key: int) -> None:
        label = Label.of("person.remove-spell", person=self._label_people())
        self._actions.do(label, remove_earlier, key)


def _days(first: dt.date | None, last: dt.date | None) -> str:
    if first is None:
        return tr("until %1", format_date(last))
    if last is None:
        return tr("from %1", format_date(first))
    return tr("%1 – %2", format_date(first), format_date(last))

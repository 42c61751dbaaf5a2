"""The absences of a person or a trainer: listed, added with typed dates, removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.forms.add_form import AddForm
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.choices import WordBox
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.layouts import as_column


class AbsenceRow(Protocol):
    """Days away, whoever's they are."""

    @property
    def id(self) -> int:
        """The key of the row."""

    @property
    def first_day(self) -> dt.date:
        """The first day away."""

    @property
    def last_day(self) -> dt.date:
        """The last day away."""

    @property
    def kind(self) -> str:
        """Why; empty where nobody said."""


class AbsenceList(QWidget):
    """Time away with a form to add some."""

    add_requested = Signal(object, object, str)
    """An absence was typed; payload: its first and last day and its kind."""
    remove_requested = Signal(object)
    """An absence is to be removed; payload: its id."""

    def __init__(self, kinds: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._of: int | None = None
        self.list = EntryList(self.tr("No absence is known."), self)
        self.list.remove_requested.connect(self.remove_requested)
        self.form = AddForm(self.tr("Add an absence"), self.tr("Add absence"), self)
        self.first, self.last = DateLine(parent=self), DateLine(parent=self)
        self.last.setPlaceholderText(self.tr("the same day"))
        self.kind = WordBox(self.tr("Kind"), kinds, self)
        self.form.add_field(self.tr("First day away"), self.first)
        self.form.add_field(self.tr("Last day away"), self.last)
        self.form.add_field(self.tr("Kind"), self.kind)
        self.form.submitted.connect(self._submit)
        as_column(self, self.list, self.form, margins=(0, 0, 0, 0), spacing=4)

    def show_absences(self, whose: int, absences: Iterable[AbsenceRow]) -> None:
        """Show the absences of the one with that id; the form closes when it is another one."""
        if whose != self._of:
            self.form.close_fields()
        self._of = whose
        self.list.set_entries([self._entry(row) for row in absences])

    def _entry(self, row: AbsenceRow) -> Entry:
        period = format_date(row.first_day)
        if row.last_day != row.first_day:
            period += f" – {format_date(row.last_day)}"
        kind = row.kind or self.tr("Away")
        name = tr("Remove %1, %2", kind, period)
        return Entry(row.id, kind, period, remove_name=name)

    def _submit(self) -> None:
        days = self.form.entered(self.first, self.last)
        if days is None:
            return
        first, last = days
        if first is None:
            self.form.refuse(self.tr("Say on which day the absence begins."))
            return
        self.add_requested.emit(first, last or first, self.kind.entered())

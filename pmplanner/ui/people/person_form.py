"""The form of a person's own fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.services.people.people import PersonRow
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.inputs.fields import FormColumn, mark_invalid
from pmplanner.ui.widgets.inputs.lines import DateLine, TextLine

DATES = ("start_date", "end_date")


class PersonForm(QWidget):
    """Fields with their names; each says when it is finished and shows why it was refused below itself."""

    finished = Signal(str, object)
    """A field was left with another value; payload: its name in services.people.FIELDS and the value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, TextLine] = {}
        self.reasons = {name: problem_label("", self) for name in self._titles()}
        self._column = FormColumn(self)
        for name, title in self._titles().items():
            self._add(name, title)

    def _titles(self) -> dict[str, str]:
        return {
            "first_name": self.tr("First name"),
            "last_name": self.tr("Last name"),
            "employee_id": self.tr("Employee id"),
            "email": self.tr("E-mail"),
            "job_title": self.tr("Job title"),
            "team": self.tr("Team"),
            "location": self.tr("Location"),
            "manager_name": self.tr("Manager"),
            "manager_email": self.tr("Manager’s e-mail"),
            "start_date": self.tr("First day"),
            "end_date": self.tr("Last day"),
        }

    def _add(self, name: str, title: str) -> None:
        field = DateLine(title, self) if name in DATES else TextLine(title, self)
        field.setObjectName(name)
        field.finished.connect(self._finish)
        field.restored.connect(self._forget_reason)
        self._column.add(title, field)
        self._column.addRow(self.reasons[name])
        self._column.setRowVisible(self.reasons[name], False)
        self.fields[name] = field

    def show_person(self, person: PersonRow | None, fresh: bool) -> None:
        """Show a person, or empty fields; *fresh* also throws away what is being typed."""
        for name, field in self.fields.items():
            if fresh:
                field.restore()
            value = None if person is None else getattr(person, name)
            if isinstance(field, DateLine):
                field.show_day(value)
            else:
                field.show_text(value or "")

    def offer(self, words: Mapping[str, Iterable[str]]) -> None:
        """Complete the named fields from words used before."""
        for name, known in words.items():
            self.fields[name].offer(known)

    def value(self, name: str) -> str | dt.date | None:
        """What stands in a field; ValueError with a sentence when it is no date."""
        field = self.fields[name]
        return field.day() if isinstance(field, DateLine) else field.typed()

    def values(self) -> dict[str, object] | None:
        """What stands in all fields; None, with the reason shown, when one of them will not do."""
        found: dict[str, object] = {}
        for name in self.fields:
            try:
                found[name] = self.value(name)
            except ValueError as error:
                self.refuse(name, str(error))
                return None
        return found

    def refuse(self, name: str, reason: str) -> None:
        """Show why a field's value was refused; "" takes the reason away."""
        mark_invalid(self.fields[name], reason)
        self.reasons[name].setText(reason)
        self._column.setRowVisible(self.reasons[name], bool(reason))

    def _finish(self) -> None:
        name = self.sender().objectName()
        try:
            value = self.value(name)
        except ValueError as error:
            self.refuse(name, str(error))
            return
        self.finished.emit(name, value)

    def _forget_reason(self) -> None:
        self.refuse(self.sender().objectName(), "")

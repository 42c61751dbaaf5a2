"""The form of a person's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QWidget

from pmplanner.services.people.people import PersonRow
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.forms.form import FieldForm, FieldSpec
from pmplanner.ui.widgets.inputs.dates import DateLine, TimeLine


class PersonForm(FieldForm):
    """The fields of services.people.people.FIELDS."""

    def __init__(self, parent: QWidget | None = None) -> None:
        specs = (
            FieldSpec("first_name", tr("First name")),
            FieldSpec("last_name", tr("Last name")),
            FieldSpec("employee_id", tr("Employee id")),
            FieldSpec("email", tr("E-mail")),
            FieldSpec("job_title", tr("Job title")),
            FieldSpec("team", tr("Team")),
            FieldSpec("location", tr("Location")),
            FieldSpec("manager_name", tr("Manager")),
            FieldSpec("manager_email", tr("Manager’s e-mail")),
            FieldSpec("start_date", tr("First day"), DateLine),
            FieldSpec("end_date", tr("Last day"), DateLine),
            FieldSpec("day_begins", tr("Work begins"), TimeLine, tr("as at the site")),
            FieldSpec("day_ends", tr("Work ends"), TimeLine, tr("as at the site")),
        )
        super().__init__(specs, parent)

    def show_person(self, person: PersonRow | None, fresh: bool) -> None:
        """Show a person, or empty fields; *fresh* also throws away what is being typed."""
        self.show_values(lambda name: getattr(person, name) if person else None, fresh)

    def offer_all(self, words: Mapping[str, Iterable[str]]) -> None:
        """Complete the named fields from words used before."""
        for name, known in words.items():
            self.offer(name, known)

"""A person's absences."""

from __future__ import annotations

import datetime as dt

from PySide6.QtWidgets import QWidget

from pmplanner.services.people.history import add_absence, remove_absence
from pmplanner.services.people.people import PersonDetail, PersonRow
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.forms.absence_list import AbsenceList
from pmplanner.ui.widgets.layouts import STRETCH, as_column


class AwayTab(QWidget):
    """Time away: leave, illness, conferences."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._person: PersonRow | None = None
        kinds = (self.tr("Holiday"), self.tr("Parental leave"), self.tr("Sick leave"))
        self.absences = AbsenceList(kinds, self)
        self.absences.add_requested.connect(self._add)
        self.absences.remove_requested.connect(self._remove)
        as_column(
            self,
            heading_label(self.tr("Absences"), self),
            self.absences,
            STRETCH,
            margins=(0, 8, 12, 8),
            spacing=6,
        )

    def show_detail(self, detail: PersonDetail) -> None:
        """Show a person's absences."""
        self._person = detail.person
        self.absences.show_absences(detail.person.id, detail.absences)

    def _add(self, first: dt.date, last: dt.date, kind: str) -> None:
        assert self._person is not None  # without a person there is nothing to add to
        label = Label.of("person.add-absence", person=People.of([self._person.id]))
        reason = self._actions.try_to(label, add_absence, self._person.id, first, last, kind)
        self.absences.form.settle(reason)

    def _remove(self, key: int) -> None:
        assert self._person is not None  # whose absences are listed
        label = Label.of("person.remove-absence", person=People.of([self._person.id]))
        self._actions.do(label, remove_absence, key)

"""What a person did: completions, sessions attended and exemptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDoubleSpinBox, QLineEdit, QVBoxLayout, QWidget

from pmplanner.models.statuses import SeatStatus
from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.people.history import (
    AttendedRow,
    exempt_person,
    record_completion,
    remove_completion,
    remove_exemption,
)
from pmplanner.services.people.people import ExemptionRow, HistoryRow, PersonDetail, PersonRow
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.format import format_date, format_days
from pmplanner.ui.widgets.forms.add_form import AddForm
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.boxes import CourseBox, NoWheelComboBox
from pmplanner.ui.widgets.inputs.fields import days_field
from pmplanner.ui.widgets.inputs.lines import DateLine
from pmplanner.ui.widgets.text import put

RESULTS = ("completed", "passed", "attended", "failed")


class HistoryTab(QWidget):
    """Completions with what became of them, sessions attended, and exemptions with their reasons."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._person: PersonRow | None = None
        self._history: dict[int, HistoryRow] = {}
        self._exemptions: dict[int, ExemptionRow] = {}
        self._courses: tuple[CourseRow, ...] = ()
        self.completions = EntryList(self.tr("No course is recorded yet."), self)
        self.attended = EntryList("", self)
        self.attended_title = heading_label(self.tr("Attended sessions"), self)
        self.exemptions = EntryList(self.tr("No required course is waived."), self)
        self.completions.remove_requested.connect(self._remove_completion)
        self.exemptions.remove_requested.connect(self._remove_exemption)
        self._make_completion_form()
        self._make_exemption_form()
        self._lay_out()

    def _make_completion_form(self) -> None:
        self.completion_form = AddForm(self.tr("Add a completed course"), self.tr("Add to history"), self)
        self.course = CourseBox(self.tr("Course"), self)
        self.day = DateLine(self.tr("Completed on"), self)
        self.result = NoWheelComboBox(self.tr("Result"), self)
        self.result.setEditable(True)
        self.result.addItems(RESULTS)
        self.days: QDoubleSpinBox = days_field(self)
        self.days.setSpecialValueText(self.tr("the course’s"))
        self.expiry = DateLine(self.tr("Valid until"), self)
        self.expiry.setPlaceholderText(self.tr("as the course says"))
        for text, field in (
            (self.tr("Course"), self.course),
            (self.tr("Completed on"), self.day),
            (self.tr("Result"), self.result),
            (self.tr("Days"), self.days),
            (self.tr("Valid until"), self.expiry),
        ):
            self.completion_form.add_field(text, field)
        self.completion_form.opened.connect(self._clear_completion)
        self.completion_form.submitted.connect(self._add_completion)

    def _make_exemption_form(self) -> None:
        self.exemption_form = AddForm(self.tr("Exempt from a course"), self.tr("Exempt"), self)
        self.exempt_course = CourseBox(self.tr("Course"), self)
        self.exempt_reason = QLineEdit(self)
        self.exemption_form.add_field(self.tr("Course"), self.exempt_course)
        self.exemption_form.add_field(self.tr("Reason"), self.exempt_reason)
        self.exemption_form.opened.connect(self._clear_exemption)
        self.exemption_form.submitted.connect(self._add_exemption)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(heading_label(self.tr("Completed courses"), self))
        column.addWidget(self.completions)
        column.addWidget(self.completion_form)
        column.addSpacing(8)
        column.addWidget(self.attended_title)
        column.addWidget(self.attended)
        column.addSpacing(8)
        column.addWidget(heading_label(self.tr("Exemptions"), self))
        column.addWidget(self.exemptions)
        column.addWidget(self.exemption_form)
        column.addStretch(1)

    def show_detail(self, detail: PersonDetail, courses: Sequence[CourseRow], today: dt.date) -> None:
        """Show a person's history; *today* decides what has expired."""
        if self._person is None or self._person.id != detail.person.id:
            self.completion_form.close_fields()
            self.exemption_form.close_fields()
        self._person = detail.person
        if tuple(courses) != self._courses:
            self._courses = tuple(courses)
            self.course.set_courses(courses)
            self.exempt_course.set_courses(courses)
        self._history = {row.id: row for row in detail.history}
        self._exemptions = {row.id: row for row in detail.exemptions}
        self.completions.set_entries([self._completion_entry(row, today) for row in detail.history])
        self.attended.set_entries([self._attended_entry(row, today) for row in detail.attended])
        for widget in (self.attended_title, self.attended):
            widget.setVisible(bool(detail.attended))
        self.exemptions.set_entries([self._exemption_entry(row) for row in detail.exemptions])

    def _completion_entry(self, row: HistoryRow, today: dt.date) -> Entry:
        parts = [format_date(row.completed_on), row.result, self._days_text(row.days)]
        valid, expired = self._validity(row.expires_on, today)
        name = put(self.tr("Remove %1 from the history"), row.title)
        sentence = " · ".join(filter(None, (*parts, valid)))
        return Entry(row.id, row.title, sentence, trouble=expired, remove_name=name)

    def _attended_entry(self, row: AttendedRow, today: dt.date) -> Entry:
        status = self.tr("attended") if row.status == SeatStatus.ATTENDED else self.tr("attended in part")
        valid, expired = self._validity(row.expires_on, today)
        # Its last day, with the year: that is what validity counts from, and what completions show.
        ended, days = format_date(row.last_day), self._days_text(row.days)
        parts = filter(None, (row.session_code, ended, status, days, valid))
        return Entry(row.seat_id, row.title, " · ".join(parts), trouble=expired)

    def _validity(self, expires_on: dt.date | None, today: dt.date) -> tuple[str, str]:
        """Return until when something is valid, or else when it expired; nothing when it always is."""
        until = format_date(expires_on)
        if expires_on is None:
            return "", ""
        if expires_on < today:
            return "", put(self.tr("Expired on %1"), until)
        return put(self.tr("valid until %1"), until), ""

    def _exemption_entry(self, row: ExemptionRow) -> Entry:
        name = put(self.tr("Take back the exemption from %1"), row.title)
        return Entry(row.id, row.title, row.reason, remove_name=name)

    def _days_text(self, days: Decimal) -> str:
        return self.tr("1 day") if days == 1 else put(self.tr("%1 days"), format_days(days))

    def _clear_completion(self) -> None:
        self.course.reset()
        today = QDate.currentDate()
        self.day.show_day(dt.date(today.year(), today.month(), today.day()))
        self.result.setCurrentIndex(0)
        self.days.setValue(0)
        self.expiry.show_day(None)
        self.day.restore()
        self.expiry.restore()

    def _clear_exemption(self) -> None:
        self.exempt_course.reset()
        self.exempt_reason.clear()

    def _add_completion(self) -> None:
        course_id = self.course.course_id()
        if self._person is None or course_id is None:
            self.completion_form.refuse(self.tr("Choose a course of the catalogue."))
            return
        try:
            day, expires_on = self.day.day(), self.expiry.day()
        except ValueError as error:
            self.completion_form.refuse(str(error))
            return
        if day is None:
            self.completion_form.refuse(self.tr("Say on which day it was completed."))
            return
        quarters = round(self.days.value() * 4)
        label = Label.of("completion.add", course=self._title(course_id), person=self._whose())
        reason = self._actions.try_to(
            label,
            record_completion,
            self._person.id,
            course_id,
            day,
            result=self.result.currentText(),
            days=Decimal(quarters) / 4 if quarters else None,
            expires_on=expires_on,
            plan_id=self._actions.plan_id,
        )
        self.completion_form.settle(reason)

    def _add_exemption(self) -> None:
        course_id = self.exempt_course.course_id()
        if self._person is None or course_id is None:
            self.exemption_form.refuse(self.tr("Choose a course of the catalogue."))
            return
        label = Label.of("exemption.add", people=self._whose(), course=self._title(course_id))
        reason = self._actions.try_to(
            label, exempt_person, self._person.id, course_id, self.exempt_reason.text()
        )
        self.exemption_form.settle(reason)

    def _remove_completion(self, key: int) -> None:
        label = Label.of("completion.remove", course=self._history[key].title, person=self._whose())
        self._actions.do(label, remove_completion, key)

    def _remove_exemption(self, key: int) -> None:
        title = self._exemptions[key].title
        label = Label.of("exemption.remove", person=self._whose(), course=title)
        self._actions.do(label, remove_exemption, key)

    def _title(self, course_id: int) -> str:
        return next((course.title for course in self._courses if course.id == course_id), "")

    def _whose(self) -> People:
        assert self._person is not None  # whose history is listed
        return People.of([self._person.id])

"""What a person did and holds: completions, sessions attended, certificates, exemptions."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import listed
from pmplanner.services.people.history import (
    AttendedRow,
    add_exemption,
    plan_of_completion,
    record_completion,
    remove_completion,
    remove_exemption,
)
from pmplanner.services.people.people import ExemptionRow, HistoryRow, PersonDetail, PersonRow
from pmplanner.services.plans.superfluous import SpentPick, spent_by, take_back
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.people.certificates_part import CertificatesPart
from pmplanner.ui.people.completion_fields import CompletionFields
from pmplanner.ui.people.evidence_dialog import EvidenceDialog, EvidenceOf, Whose
from pmplanner.ui.people.spent_notice import SpentNotice
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.forms.add_form import AddForm
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.choices import CourseBox, nothing_found
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.inputs.lines import TextLine
from pmplanner.ui.widgets.layouts import STRETCH, as_column
from pmplanner.ui.widgets.scrolling import show_in_area


class HistoryTab(QWidget):
    """Completions with what became of them, sessions attended, certificates, exemptions with reasons."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._person: PersonRow | None = None
        self._history: dict[int, HistoryRow] = {}
        self._exemptions: dict[int, ExemptionRow] = {}
        self._courses: CourseChoices | tuple[()] = ()
        self.spent = SpentNotice(self)
        self._spent: list[SpentPick] = []
        # In the order in which they stand: Tab goes by it.
        self.completions = EntryList(self.tr("No course is recorded yet."), self)
        self._make_completion_form()
        self.attended = EntryList("", self)
        self.attended_title = heading_label(self.tr("Attended sessions"), self)
        self.certificates = CertificatesPart(actions, self)
        self.exemptions = EntryList(self.tr("No required course is waived."), self)
        self._make_exemption_form()
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.spent.take_back_requested.connect(self._unpick)
        self.completions.remove_requested.connect(self._remove_completion)
        self.completions.action_requested.connect(self._show_evidence)
        self.certificates.evidence_requested.connect(self._show_evidence_of_certificate)
        self.exemptions.remove_requested.connect(self._remove_exemption)

    def _make_completion_form(self) -> None:
        self.completion_form = AddForm(self.tr("Add a completed course"), self.tr("Add to history"), self)
        self.fields = CompletionFields(self)
        for text, field in self.fields.all():
            self.completion_form.add_field(text, field)
        self.completion_form.opened.connect(self.fields.begin)
        self.completion_form.submitted.connect(self._add_completion)

    def _make_exemption_form(self) -> None:
        self.exemption_form = AddForm(self.tr("Exempt from a course"), self.tr("Exempt"), self)
        self.exempt_course = CourseBox(self.tr("Course"), self)
        self.exempt_reason = TextLine(self.tr("Reason"), self)
        self.exempt_from = DateLine(self.tr("From"), self)
        self.exempt_until = DateLine(self.tr("Until"), self)
        self.exempt_from.setPlaceholderText(self.tr("always"))
        self.exempt_until.setPlaceholderText(self.tr("without an end"))
        self.exemption_form.add_field(self.tr("Course"), self.exempt_course)
        self.exemption_form.add_field(self.tr("Reason"), self.exempt_reason)
        self.exemption_form.add_field(self.tr("From"), self.exempt_from)
        self.exemption_form.add_field(self.tr("Until"), self.exempt_until)
        self.exemption_form.submitted.connect(self._add_exemption)

    def _lay_out(self) -> None:
        as_column(
            self,
            heading_label(self.tr("Completed courses"), self),
            self.spent,
            self.completions,
            self.completion_form,
            8,
            self.attended_title,
            self.attended,
            8,
            self.certificates,
            8,
            heading_label(self.tr("Exemptions"), self),
            self.exemptions,
            self.exemption_form,
            STRETCH,
            margins=(0, 8, 12, 8),
            spacing=6,
        )

    def show_detail(self, detail: PersonDetail, courses: CourseChoices | tuple[()], today: dt.date) -> None:
        """Show a person's history; *today* decides what has expired."""
        if self._person is None or self._person.id != detail.person.id:
            self.spent.clear()
            self.completion_form.close_fields()
            self.exemption_form.close_fields()
        self._person = detail.person
        self.fields.offer_courses(courses)
        if courses != self._courses:
            self._courses = courses
            self.exempt_course.offer_found(courses.find if courses else nothing_found)
        self._history = {row.id: row for row in detail.history}
        self._exemptions = {row.id: row for row in detail.exemptions}
        self.completions.set_entries([self._completion_entry(row, today) for row in detail.history])
        self.attended.set_entries([self._attended_entry(row, today) for row in detail.attended])
        for widget in (self.attended_title, self.attended):
            widget.setVisible(bool(detail.attended))
        self.exemptions.set_entries([self._exemption_entry(row, today) for row in detail.exemptions])

    def _completion_entry(self, row: HistoryRow, today: dt.date) -> Entry:
        parts = [
            format_date(row.completed_on),
            row.result,
            self._days_text(row.days) if row.days is not None else "",
            row.provider,
            tr("no. %1", row.certificate_number) if row.certificate_number else "",
            plural(row.units, "1 unit", "%1 units") if row.units is not None else "",
            plural(len(row.evidence), "1 file", "%1 files") if row.evidence else "",
            tr("link") if row.link else "",
        ]
        valid, expired = self._validity(row.expires_on, today)
        name = tr("Remove %1 from the history", row.title)
        sentence = " · ".join(filter(None, (*parts, valid)))
        return Entry(
            row.id,
            row.title,
            sentence,
            trouble=expired,
            remove_name=name,
            action=self.tr("Evidence…"),
            is_link=True,
        )

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
            return "", tr("Expired on %1", until)
        return tr("valid until %1", until), ""

    def _exemption_entry(self, row: ExemptionRow, today: dt.date) -> Entry:
        name = tr("Take back the exemption from %1", row.title)
        since = "" if row.first_day is None else tr("from %1", format_date(row.first_day))
        over = row.last_day is not None and row.last_day < today
        until = "" if row.last_day is None or over else tr("until %1", format_date(row.last_day))
        ended = tr("Ended on %1", format_date(row.last_day)) if over else ""
        sentence = " · ".join(filter(None, (row.reason, since, until)))
        return Entry(row.id, row.title, sentence, trouble=ended, remove_name=name)

    def _days_text(self, days: Decimal) -> str:
        return plural(days, "1 day", "%1 days")

    def _add_completion(self) -> None:
        entered = self.fields.read(self.completion_form.refuse)
        if entered is None or self._person is None:
            return
        label = Label.of("completion.add", course=entered.name, person=self._whose())
        person_id, done, made = self._person.id, entered, list[int]()

        def record(db: Session) -> None:
            made.append(record_completion(db, person_id, done.course_id, done.completed_on, **done.values))

        reason = self._actions.try_to(label, record)
        self.completion_form.settle(reason)
        if made and not reason:
            self._tell_picks(made[-1])

    def _tell_picks(self, completion_id: int) -> None:
        """Say in which plan a completion is done, or offer to take back the picks that it makes unneeded."""
        self._spent = self._actions.read(spent_by, completion_id)
        plan = self._actions.read(plan_of_completion, completion_id)
        self.spent.clear()
        if self._spent:
            titles = listed(dict.fromkeys(tr("%1 (%2)", pick.title, pick.plan) for pick in self._spent))
            self.spent.tell(tr("This is still picked: %1.", titles))
            self.spent.take_back.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self.spent, partial(show_in_area, self.spent))  # it gets its place first
        elif plan:
            self._actions.said.emit(tr("It is a done pick of “%1”.", plan), True)

    def _unpick(self) -> None:
        self.spent.clear()
        courses = {pick.course_id: pick.title for pick in self._spent}
        what = Counted("courses", len(courses), next(iter(courses.values())))
        people = People.of({pick.person_id for pick in self._spent})
        self._actions.do(Label.of("pick.remove", courses=what, people=people), take_back, self._spent)

    def _add_exemption(self) -> None:
        course_id = self.exempt_course.course_id()
        if self._person is None or course_id is None:
            self.exemption_form.refuse(self.tr("Choose a course of the catalogue."))
            return
        days = self.exemption_form.entered(self.exempt_from, self.exempt_until)
        if days is None:
            return
        label = Label.of("exemption.add", people=self._whose(), course=self._title(course_id))
        reason = self._actions.try_to(
            label, add_exemption, self._person.id, course_id, self.exempt_reason.typed(), *days
        )
        self.exemption_form.settle(reason)

    def _show_evidence(self, key: int) -> None:
        row = self._history[key]
        self._open_evidence("completion", key, row.title, row.link)

    def _show_evidence_of_certificate(self, key: int, code: str) -> None:
        self._open_evidence("certificate", key, code)

    def _open_evidence(self, of: EvidenceOf, owner: int, title: str, link: str = "") -> None:
        assert self._person is not None  # whose history is listed
        dialog = EvidenceDialog(self._actions, of, owner, Whose(title, self._person.id, link), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _remove_completion(self, key: int) -> None:
        label = Label.of("completion.remove", course=self._history[key].title, person=self._whose())
        self._actions.do(label, remove_completion, key)

    def _remove_exemption(self, key: int) -> None:
        title = self._exemptions[key].title
        label = Label.of("exemption.remove", person=self._whose(), course=title)
        self._actions.do(label, remove_exemption, key)

    def _title(self, course_id: int) -> str:
        return self._courses.title(course_id) if self._courses else ""

    def _whose(self) -> People:
        assert self._person is not None  # whose history is listed
        return People.of([self._person.id])

"""The dates on which a provider runs a course: listed, added, removed, made a session of the plan."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.sessions.public_dates import (
    PublicDateRow,
    add_date,
    list_dates,
    remove_date,
    take_date,
)
from pmplanner.storage.labels import Days, Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import heading_label
from pmplanner.ui.widgets.format import (
    format_date,
    format_full_period,
    format_money,
    format_number,
)
from pmplanner.ui.widgets.forms.add_form import AddForm
from pmplanner.ui.widgets.forms.entry_list import Entry, EntryList
from pmplanner.ui.widgets.inputs.dates import DateLine
from pmplanner.ui.widgets.inputs.lines import AmountLine, CountLine, TextLine
from pmplanner.ui.widgets.layouts import as_column


class PublicDates(QWidget):
    """A heading, the dates, and a form to add one."""

    session_made = Signal(object)
    """A date became a session of the plan shown; payload: the session's id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._course: CourseRow | None = None
        self._dates: dict[int, PublicDateRow] = {}
        self.list = EntryList(self.tr("No date of the provider is known."), self)
        self.form = AddForm(self.tr("Add a date"), self.tr("Add date"), self)
        self.first, self.last = DateLine(parent=self), DateLine(parent=self)
        self.last.setPlaceholderText(self.tr("after the course’s days"))
        self.place = TextLine(parent=self)
        self.seats = CountLine(parent=self, placeholder=self.tr("not known"))
        self.cost = AmountLine(parent=self, placeholder=tr("the course’s"))
        self.cost.go_with(self._currency)
        self.source = TextLine(parent=self)
        for title, field in (
            (self.tr("First day"), self.first),
            (self.tr("Last day"), self.last),
            (self.tr("Place"), self.place),
            (self.tr("Seats"), self.seats),
            (self.tr("Price of a seat"), self.cost),
            (self.tr("Source"), self.source),
        ):
            self.form.add_field(title, field)
        self.list.remove_requested.connect(self._remove)
        self.list.action_requested.connect(self._take)
        self.form.submitted.connect(self._add)
        as_column(
            self,
            heading_label(self.tr("Public dates of the provider"), self),
            self.list,
            self.form,
            margins=(0, 8, 0, 0),
            spacing=4,
        )

    def show_course(self, course: CourseRow) -> None:
        """Show the dates of a course; the form closes when it is another one."""
        if self._course is None or self._course.id != course.id:
            self.form.close_fields()
        self._course = course
        dates = self._actions.read(list_dates, course.id)
        self._dates = {row.id: row for row in dates}
        self.list.set_entries([self._entry(row) for row in dates])

    def _currency(self) -> str:
        return "" if self._course is None else self._course.currency

    def _entry(self, row: PublicDateRow) -> Entry:
        days = _days(row)
        seats = tr("%1 seats", format_number(row.seats)) if row.seats else ""
        parts = (row.place or row.mode, seats, self._price(row), row.source)
        return Entry(
            row.id,
            days,
            " · ".join(filter(None, parts)),
            remove_name=tr("Remove the date %1", days),
            action=self.tr("Make a session of it") if self._actions.plan_id is not None else "",
        )

    def _price(self, row: PublicDateRow) -> str:
        """What a seat costs on a date: its own price, or that of the course, which nobody may know."""
        course = self._course
        cost, currency = row.cost, row.currency
        if cost is None and course is not None:
            cost, currency = course.cost, course.currency
        return tr("price unknown") if cost is None else tr("%1 a seat", format_money(cost, currency))

    def _add(self) -> None:
        course = self._course
        entered = self.form.entered(self.first, self.last, self.seats, self.cost)
        if entered is None:
            return
        first, last, seats, cost = entered
        if first is None or course is None:
            self.form.refuse(self.tr("Say on which day it begins."))
            return
        values: dict[str, object] = {
            "place": self.place.typed(),
            "seats": seats or None,
            "cost": cost,
            "currency": course.currency if cost is not None else "",
            "source": self.source.typed(),
        }
        if last is not None:
            values["last_day"] = last
        self.form.settle(self._try(course, first, values))

    def _try(self, course: CourseRow, first: dt.date, values: dict[str, object]) -> str:
        label = Label.of("date.add", course=course.title)

        def add(db: Session) -> None:
            add_date(db, course.id, first, **values)

        return self._actions.try_to(label, add)

    def _remove(self, key: int) -> None:
        label = Label.of("date.remove", days=_named(self._dates[key]))
        self._actions.do(label, remove_date, key)

    def _take(self, key: int) -> None:
        plan_id = self._actions.plan_id
        if plan_id is None or self._course is None:
            return
        days = _named(self._dates[key])
        label = Label.of("date.take", course=self._course.title, days=days)
        session_id = self._actions.do(label, take_date, plan_id, key)
        if session_id is not None:
            self.session_made.emit(session_id)


def _named(row: PublicDateRow) -> Days:
    return Days(row.first_day, row.last_day, with_year=True)


def _days(row: PublicDateRow) -> str:
    if row.first_day.year == row.last_day.year and row.first_day != row.last_day:
        return format_full_period(row.first_day, row.last_day)
    return format_date(row.first_day) if row.first_day == row.last_day else _long(row)


def _long(row: PublicDateRow) -> str:
    return f"{format_date(row.first_day)} – {format_date(row.last_day)}"

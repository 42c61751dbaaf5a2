"""The fields of a session, laid out in one column."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QWidget

from pmplanner.models.statuses import SessionMode, TrainerPart
from pmplanner.ui.core.course_names import CourseChoices
from pmplanner.ui.schedule.form.days_editor import DaysEditor
from pmplanner.ui.schedule.form.named_lines import FurtherLines, LineWords, NamedLines
from pmplanner.ui.schedule.form.people_section import PeopleSection
from pmplanner.ui.schedule.texts import session_statuses
from pmplanner.ui.text_size import ROW, keep_sized
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.forms.counted_list import Counted, CountedList
from pmplanner.ui.widgets.forms.form import FormColumn
from pmplanner.ui.widgets.inputs.choices import CheckField, ChoiceField, SearchField
from pmplanner.ui.widgets.inputs.dates import DateField, DateLine
from pmplanner.ui.widgets.inputs.lines import AmountLine, CurrencyLine, NoteField, TextLine, mark_invalid
from pmplanner.ui.widgets.inputs.numbers import CountField
from pmplanner.ui.widgets.inputs.time_zones import known_time_zones
from pmplanner.ui.widgets.layouts import as_row

_CURRENCIES = ("CHF", "DKK", "EUR", "GBP", "INR", "JPY", "NOK", "SEK", "USD")


class Field(Protocol):
    """What every editor of a value can do."""

    finished: SignalInstance

    def entered(self) -> Any:  # noqa: ANN401 - each field has its own kind of value
        """What is entered."""

    def show_value(self, value: Any) -> None:  # noqa: ANN401
        """Show a value without a signal."""


class SessionFields(QWidget):
    """Editors by name; `people` is the place between the days and the lesser fields for the people."""

    finished = Signal(str)
    """The user has finished with another value; payload: the field's name."""
    refused = Signal(str)
    """What was typed will not do; payload: a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make()
        self.fields: dict[str, Field] = {
            "course_id": self.course,
            "code": self.code,
            "status": self.status,
            "start": self.start,
            "days": self.days,
            "room": self.room,
            "further_rooms": self.rooms.further,
            "trainer": self.trainer,
            "further_trainers": self.trainers.further,
            "seats_min": self.seats_min,
            "seats_max": self.seats_max,
            "mode": self.mode,
            "join_link": self.join_link,
            "timezone": self.timezone,
            "pinned": self.pinned,
            "locked": self.locked,
            "cost": self.cost,
            "currency": self.currency,
            "decide_by": self.decide_by,
            "cancel_cost": self.cancel_cost,
            "cancel_currency": self.cancel_currency,
            "note": self.note,
        }
        self._names = {id(field): name for name, field in self.fields.items()}
        self._lay_out()
        for field in self.fields.values():
            field.finished.connect(self._pass_on)
            if isinstance(field, TextLine | DaysEditor | CountField | FurtherLines):
                field.refused.connect(self.refused)
        self.days.moved.connect(self._move)
        self._show_days()
        self._show_by_mode()

    @property
    def first_date(self) -> DateField:
        """The field of the first day: the first of the days, or, while there are none, their start."""
        rows = self.days.rows()
        return rows[0].date if rows else self.start

    def entered(self, name: str) -> Any:  # noqa: ANN401 - each field has its own kind of value
        """What is entered in a field; ValueError with a sentence when it will not do."""
        return self.fields[name].entered()

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show these values without a signal; fields that are not named stay."""
        for name, value in values.items():
            self.fields[name].show_value(value)
        self._show_days()
        self._show_by_mode()

    def forget_typed(self) -> None:
        """Throw away what is typed and what was refused: another session is shown next."""
        for field in self.fields.values():
            if isinstance(field, TextLine | NoteField | DaysEditor | CountField | FurtherLines):
                field.restore()

    def settle(self, name: str, refusal: str) -> None:
        """Show a value as it was kept (1,200.50 becomes 1200.5), or mark it as refused; then it stays."""
        field = self.fields[name]
        if isinstance(field, TextLine | NoteField | CountField):
            mark_invalid(field, refusal)
            if not refusal:
                field.restore()

    def offer_courses(self, courses: CourseChoices) -> None:
        """Let these courses be chosen."""
        self.course.offer_found(courses.find, text_of=courses.text)

    def place_costs(self, costs: QWidget, last: QWidget) -> None:
        """Put what a session costs between its own price and the note; Tab goes on from its *last* field."""
        self._form.insertRow(self._form.rowCount() - 1, costs)
        QWidget.setTabOrder(last, self.note)

    def show_equipment(self, asked: Sequence[Counted], known: Sequence[tuple[int, str]]) -> None:
        """Show what is asked for; nothing where no equipment is known."""
        self.equipment.show_things(asked, known)
        self.equipment.setVisible(bool(known))

    def offer_places(self, rooms: Sequence[str], trainers: Sequence[str]) -> None:
        """Complete rooms and trainers from these."""
        self.rooms.offer(rooms)
        self.trainers.offer(trainers)

    def _make(self) -> None:
        tr = self.tr
        self.course = SearchField(tr("Course"), placeholder=tr("Search a course"))
        self.code = TextLine(tr("Code"))
        self.status = ChoiceField(tr("Status"), session_statuses())
        self.start = DateField(tr("Start"))
        self.start.show_weekday()
        self.days = DaysEditor(self.start)
        of_rooms = LineWords(tr("Room"), tr("Room %1"), tr("Another room"), tr("Take out room %1"))
        self.rooms = NamedLines(of_rooms)
        self.room = self.rooms.first
        of_trainers = LineWords(
            tr("Trainer"),
            tr("Trainer %1"),
            tr("Another trainer"),
            tr("Take out trainer %1"),
            tr("Part of trainer %1"),
        )
        parts = {TrainerPart.CO_TRAINER.value: tr("Co-trainer"), TrainerPart.LEAD.value: tr("Leads, too")}
        self.trainers = NamedLines(of_trainers, parts)
        self.trainer = self.trainers.first
        self.seats_min = CountField(tr("Fewest seats"), tr("None"))
        self.seats_max = CountField(tr("Most seats"), tr("No limit"))
        self.mode = ChoiceField(
            tr("Mode"), {"on site": tr("On site"), "online": tr("Online"), "hybrid": tr("Hybrid")}
        )
        self.join_link = TextLine(tr("Link to join"), placeholder=tr("https://…"))
        self.timezone = SearchField(tr("Time zone"), placeholder=tr("Local time"))
        self.equipment = CountedList(tr("Equipment asked for"), tr("Choose equipment"), tr("Ask for"))
        self.equipment.hide()
        self.pinned = CheckField(tr("Pinned"))
        self.pinned.setToolTip(tr("The session is not moved; people come and go."))
        self.locked = CheckField(tr("Locked"))
        self.locked.setToolTip(tr("The session is not moved, and nobody is added or taken out."))
        self.cost = AmountLine(tr("Cost of the session"), placeholder=tr("unknown"))
        self.cost.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.currency = CurrencyLine(tr("Currency"), placeholder=tr("EUR"))
        self.currency.setMaxLength(3)
        self.cost.go_with(self.currency.code)
        self.currency.offer(_CURRENCIES)
        self.decide_by = DateLine(tr("To be decided by"))
        self.decide_by.setToolTip(
            tr("The day by which it must be known whether it takes place: the page Decisions asks then.")
        )
        self.cancel_cost = AmountLine(tr("Cost of calling it off"), placeholder=tr("unknown"))
        self.cancel_cost.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.cancel_currency = CurrencyLine(tr("Currency of calling it off"), placeholder=tr("EUR"))
        self.cancel_currency.setMaxLength(3)
        self.cancel_currency.offer(_CURRENCIES)
        self.note = NoteField(tr("Note"))

    def _lay_out(self) -> None:
        tr = self.tr
        form = FormColumn(self)
        form.setContentsMargins(16, 0, 16, 16)
        self.people = PeopleSection(self)
        form.add(tr("Course"), self.course)
        form.add(tr("Starts"), self.start)
        self._form = form
        form.addRow(self.days)
        form.addRow(self.people)
        form.addRow(self.equipment)
        for label in (form.add(tr("Room"), self.rooms), form.add(tr("Trainer"), self.trainers)):
            keep_sized(label.setMaximumHeight, ROW)  # beside the first of the lines
        form.add(tr("Seats"), _side_by_side(self.seats_min, muted_label("–"), self.seats_max))
        form.add(tr("Status"), self.status)
        form.add(tr("Changes"), _side_by_side(self.pinned, self.locked))
        form.add(tr("Code"), self.code)
        form.add(tr("Mode"), self.mode)
        self._link = form.add(tr("Link to join"), self.join_link)
        self._zone = form.add(tr("Time zone"), self.timezone)
        form.add(tr("Cost"), _side_by_side(self.cost, self.currency))
        form.add(tr("Decide by"), self.decide_by)
        form.add(tr("Call-off cost"), _side_by_side(self.cancel_cost, self.cancel_currency))
        form.add(tr("Note"), self.note)

    def _show_days(self) -> None:
        """Ask for the start only until there are days: the first of them is it."""
        self._form.setRowVisible(self.start, not self.days.rows())

    def _move(self, day: dt.date) -> None:
        """Take the date of the first day as the start, which the other days follow."""
        self.start.show_value(day)
        self.finished.emit("start")

    def _show_by_mode(self) -> None:
        """Ask for a time zone only where people sit in several, for a link where not all are there."""
        away = self.mode.entered() != SessionMode.ON_SITE
        self._link.setVisible(away)
        self.join_link.setVisible(away)
        online = self.mode.entered() == "online"
        if online and not self.timezone.count():
            self.timezone.set_choices([("", self.tr("Local time")), *((n, n) for n in known_time_zones())])
        for widget in (self._zone, self.timezone):
            widget.setVisible(online or bool(self.timezone.entered()))

    def _pass_on(self) -> None:
        name = self._names[id(self.sender())]
        if name == "mode":
            self._show_by_mode()
        self.finished.emit(name)


def _side_by_side(*widgets: QWidget) -> QWidget:
    """Fields that belong together, in one row; the label before them leads to the first."""
    row = QWidget()
    as_row(
        row,
        *((widget, 0 if isinstance(widget, QLabel) else 1) for widget in widgets),
        margins=(0, 0, 0, 0),
        spacing=8,
    )
    row.setFocusProxy(widgets[0])
    return row

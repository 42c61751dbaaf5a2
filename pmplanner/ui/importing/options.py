"""What else must be known about a file: the order of its dates, what may be made, what is remembered."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from pmplanner.exchange.dates import parse_date
from pmplanner.exchange.ics_reading import Owner
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.table import Cell
from pmplanner.exchange.values import bare
from pmplanner.services.importing.job import FileContent
from pmplanner.services.people.people import PersonRow
from pmplanner.ui.importing.some_rows import SomeRows
from pmplanner.ui.importing.word_questions import WordQuestions
from pmplanner.ui.importing.work import Answer
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import link_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.inputs.choices import SearchField
from pmplanner.ui.widgets.inputs.lines import DaysLine
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.text import TextLabel

_CREATES = ("people", "picks", "completions", "matrix")
"""The layouts whose rows may name what is not there yet."""


class OptionsPanel(QWidget):
    """The questions that a file leaves open; only those that apply are shown."""

    date_order_chosen = Signal(str)
    """The user said how dates are read; payload: "dmy" or "mdy"."""
    create_missing_switched = Signal(bool)
    """Whether what is named and not there is made."""
    owner_chosen = Signal(object)
    """The user said whose a calendar is; payload: an Owner."""
    words_said = Signal(object)
    """The user said what words of the file mean; payload: Words."""
    same_email_chosen = Signal(str)
    """What becomes of new employee ids under a known e-mail; payload: "update" or "reject"."""
    part_days_switched = Signal(bool)
    """Whether days of which only a part is taken count as whole ones."""
    free_switched = Signal(bool)
    """Whether events that are shown as free time are absences."""
    gone_switched = Signal(bool)
    """Whether what events brought goes that are not in their calendar any more."""
    stray_switched = Signal(bool)
    """Whether rows are taken of which there is hardly anything."""
    course_days_said = Signal(object)
    """How long new courses take of which the file does not say it; payload: the days, None for unsaid."""
    rows_chosen = Signal(object)
    """The user said which rows are wanted; payload: heading to values."""
    forget_requested = Signal()
    """The remembered columns are not wanted any more; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._date_label = TextLabel(parent=self)
        self.date_order = QComboBox(self)
        self.date_order.setAccessibleName(self.tr("How the dates are read"))
        self.date_order.activated.connect(self._on_date_order)
        self.create_missing = QCheckBox(self)
        self.create_missing.clicked.connect(self.create_missing_switched)
        self._owner_label = TextLabel(self.tr("Who is away where an event names nobody"), self)
        self.owner = SearchField(self.tr("Whose calendar it is"), self, self.tr("Name"))
        self.owner.finished.connect(self._on_owner)
        self._owners: dict[object, Owner] = {}
        self.some_rows = SomeRows(self)
        self.some_rows.chosen.connect(self.rows_chosen)
        self.words = WordQuestions(self)
        self.words.answered.connect(self.words_said)
        self._same_email_label = TextLabel(parent=self)
        self.same_email = QComboBox(self)
        self.same_email.setAccessibleName(self.tr("New employee ids under a known e-mail"))
        self.same_email.addItem(self.tr("Reject these rows"), "reject")
        self.same_email.addItem(self.tr("They are the same: take the new ids"), "update")
        self.same_email.activated.connect(self._on_same_email)
        self.part_days = QCheckBox(self)
        self.part_days.clicked.connect(self.part_days_switched)
        self.take_free = QCheckBox(self)
        self.take_free.clicked.connect(self.free_switched)
        self.take_out_gone = QCheckBox(self)
        self.take_out_gone.clicked.connect(self.gone_switched)
        self.take_stray = QCheckBox(self.tr("Take rows too that hold a single cell"), self)
        self.take_stray.clicked.connect(self.stray_switched)
        self._course_days_label = TextLabel(self.tr("Days of new courses where the file has none"), self)
        self.course_days = DaysLine(self._course_days_label.text(), self, tr("unknown"))
        self.course_days.editingFinished.connect(self._on_course_days)
        self._course_days: Decimal | None = None
        self._plan = muted_label(parent=self)
        self._plan.setWordWrap(True)
        self.remember = QCheckBox(self.tr("Remember these columns and words as"), self)
        self.remember.setChecked(True)
        self.profile_name = QLineEdit(self)
        self.profile_name.setAccessibleName(self.tr("Name of the remembered columns"))
        self.remember.toggled.connect(self.profile_name.setEnabled)
        self._remembered = muted_label(parent=self)
        self.forget = link_button(self.tr("Forget"), self)
        self.forget.setAutoDefault(False)
        self.forget.clicked.connect(self.forget_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        column = as_column(self, margins=(0, 0, 0, 0), spacing=8)
        for widgets in (
            (self.some_rows,),
            (self._date_label, self.date_order),
            (self.words,),
            (self._same_email_label, self.same_email),
            (self._owner_label, self.owner),
            (self.part_days,),
            (self.take_free,),
            (self.take_out_gone,),
            (self.take_stray,),
            (self.create_missing,),
            (self._course_days_label, self.course_days),
            (self._plan,),
            (self.remember, self.profile_name),
            (self._remembered, self.forget),
        ):
            row = QHBoxLayout()
            row.setSpacing(8)
            for widget in widgets:
                row.addWidget(widget, 1 if widget is widgets[-1] and widget is not self.forget else 0)
            if widgets[-1] is self.forget:
                row.addStretch(1)
            column.addLayout(row)

    def show_answer(self, answer: Answer, plan: str) -> None:
        """Show what applies to a file; *plan* is the name of the plan shown, empty for none."""
        content = answer.content
        assert content is not None  # asked for only when the file could be read
        self.some_rows.show_wish(content.table, answer.request.wishes.only)
        self._show_dates(content, answer.request.date_order or "")
        self.words.show_questions(
            content.layout, content.parsed.questions, answer.words, answer.courses, answer.course_choices
        )
        self._show_same_email(answer)
        self._show_events(answer)
        self._show_owner(content, answer.request.owner)
        self._show_creating(content.layout, answer.request.create_missing)
        stray = answer.draft is not None and "stray" in answer.draft.would_help
        self.take_stray.setVisible(stray or answer.request.take_stray)
        self.take_stray.setChecked(answer.request.take_stray)
        self._show_course_days(answer)
        self._show_plan(content.layout, plan)
        self._show_profile(answer)

    def offer_owners(self, people: Iterable[PersonRow]) -> None:
        """Offer these people where a calendar does not say whose it is."""
        known = [person for person in people if person.employee_id or person.email]
        self._owners = {person.id: Owner(person.employee_id, person.email) for person in known}
        self.owner.set_choices((person.id, person.name) for person in known)

    def profile(self) -> str:
        """The name to remember the columns by; empty for not at all."""
        wanted = not self.remember.isHidden() and self.remember.isChecked()
        return self.profile_name.text().strip() if wanted else ""

    def _show_dates(self, content: FileContent, order: str) -> None:
        asked = content.parsed.ambiguous_dates or bool(order)
        for widget in (self._date_label, self.date_order):
            widget.setVisible(asked)
        if not asked:
            return
        example = _open_date(content) or "03/04/2027"
        self._date_label.setText(tr("%1 means", example))
        self.date_order.clear()
        self.date_order.addItem(self.tr("Choose…"), "")
        day_first, month_first = parse_date(example, "dmy"), parse_date(example, "mdy")
        self.date_order.addItem(tr("%1 – day first", format_date(day_first)), "dmy")
        self.date_order.addItem(tr("%1 – month first", format_date(month_first)), "mdy")
        self.date_order.setCurrentIndex(self.date_order.findData(order))

    def _show_owner(self, content: FileContent, owner: Owner | None) -> None:
        asked = content.layout == "absences" and content.table.from_calendar
        for widget in (self._owner_label, self.owner):
            widget.setVisible(asked)
        keys = (key for key, known in self._owners.items() if known == owner)
        self.owner.show_value(next(keys, None))

    def _show_same_email(self, answer: Answer) -> None:
        number = answer.draft.same_email if answer.draft is not None else 0
        for widget in (self._same_email_label, self.same_email):
            widget.setVisible(bool(number))
        sentence = self.tr("%1 with a known e-mail and another employee id")
        self._same_email_label.setText(put(sentence, plural(number, "%1 row", "%1 rows")))
        self.same_email.setCurrentIndex(self.same_email.findData(answer.request.same_email))

    def _on_same_email(self) -> None:
        self.same_email_chosen.emit(self.same_email.currentData())

    def _show_events(self, answer: Answer) -> None:
        """Offer what was left out of a calendar, or counts as less than a day in a table."""
        assert answer.content is not None  # as in show_answer()
        table, whole = answer.content.table, answer.request.part_days == "whole"
        parts = any("a part of a day" in o.details for o in answer.draft.outcomes) if answer.draft else False
        self.part_days.setVisible(bool(table.left_out.get("part")) or parts or whole)
        self.part_days.setText(self.tr("Count days of which only a part is taken as whole ones"))
        self.part_days.setChecked(whole)
        free = answer.request.take_free
        self.take_free.setVisible(bool(table.left_out.get("free")) or free)
        self.take_free.setText(self.tr("Take what is shown as free time too"))
        self.take_free.setChecked(free)
        gone = answer.request.take_out_gone
        self.take_out_gone.setVisible(
            gone or (answer.draft is not None and "gone" in answer.draft.would_help)
        )
        self.take_out_gone.setText(self.tr("Take out what is not in the calendar any more"))
        self.take_out_gone.setChecked(gone)

    def _on_owner(self) -> None:
        owner = self._owners.get(self.owner.entered())
        if owner is not None:
            self.owner_chosen.emit(owner)

    def _show_creating(self, layout: str, on: bool) -> None:
        texts = {
            "people": self.tr("Create missing tracks"),
            "picks": self.tr("Create missing courses and sessions"),
            "completions": self.tr("Create missing courses"),
            "matrix": self.tr("Create missing courses"),
        }
        self.create_missing.setVisible(layout in _CREATES)
        self.create_missing.setText(texts.get(layout, ""))
        self.create_missing.setChecked(on)

    def _show_course_days(self, answer: Answer) -> None:
        self._course_days = answer.request.course_days
        wanted = answer.draft is not None and "course-days" in answer.draft.would_help
        for widget in (self._course_days_label, self.course_days):
            widget.setVisible(wanted or self._course_days is not None)
        self.course_days.setText(self.course_days.text_of(self._course_days))

    def _on_course_days(self) -> None:
        try:
            days = self.course_days.entered()
        except ValueError:
            self.course_days.setText(self.course_days.text_of(self._course_days))
            return
        # Leaving the field ends editing, too, and must not ask again.
        if days != self._course_days:
            self.course_days_said.emit(days)

    def _show_plan(self, layout: str, plan: str) -> None:
        texts = {
            "picks": self.tr("They go into the plan “%1”."),
            "sessions": self.tr("They go into the plan “%1”."),
            "matrix": self.tr("Picks go into the plan “%1”."),
            "completions": self.tr("What falls into a plan’s period is added to the plan as done."),
        }
        self._plan.setVisible(layout in texts and bool(plan))
        self._plan.setText(put(texts.get(layout, ""), plan))

    def _show_profile(self, answer: Answer) -> None:
        request = answer.request
        by_hand = request.columns is not None or bool(request.words or request.date_order) or request.wished
        for widget in (self.remember, self.profile_name):
            widget.setVisible(by_hand)
        path = answer.request.path
        if not self.profile_name.text() and path is not None:
            self.profile_name.setText(Path(path).stem)
        profile = answer.profile
        if profile is not None:
            self.profile_name.setText(profile.name)
            self._remembered.setText(tr("Columns as remembered in “%1”", profile.name))
        for other in (self._remembered, self.forget):
            other.setVisible(profile is not None)

    def new_file(self) -> None:
        """Propose another name for the columns, after the next file."""
        self.profile_name.clear()

    def _on_date_order(self) -> None:
        order = self.date_order.currentData()
        if order:
            self.date_order_chosen.emit(order)


def _open_date(content: FileContent) -> str:
    """The first date of a table that is another one when day and month change places."""
    layout = LAYOUTS[content.layout]
    columns = [i for name, i in content.match.columns.items() if _is_date(layout.field(name))]
    cells = (row.cells[index] for row in content.table.rows for index in columns)
    return next((str(bare(cell)) for cell in cells if _reads_two_ways(cell)), "")


def _is_date(field: object) -> bool:
    return getattr(field, "kind", "") == "date"


def _reads_two_ways(cell: Cell) -> bool:
    try:
        return isinstance(cell, str) and _read(cell, "dmy") != _read(cell, "mdy")
    except ValueError:
        return False


def _read(cell: str, order: str) -> dt.date:
    return parse_date(bare(cell), "dmy" if order == "dmy" else "mdy")

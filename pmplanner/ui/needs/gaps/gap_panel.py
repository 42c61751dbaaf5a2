"""The people behind the gaps, with what each misses and what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QSizePolicy, QWidget

from pmplanner.services.totals.gaps import GapCourse, GapEntry, GapLine
from pmplanner.services.views.gap_seats import GapSeats
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.gaps.gap_actions import GapActions
from pmplanner.ui.needs.gaps.seat_finder import SeatFinder
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card, muted_label, problem_label
from pmplanner.ui.widgets.format import format_date, format_days, format_number, format_period
from pmplanner.ui.widgets.layouts import as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec
from pmplanner.ui.widgets.text import as_typed

_DUE = 3
"""The column that says until when it was held."""
_NAMED = 12
"""So many sessions are named; of more only the number is said."""


def entry_columns() -> Sequence[ColumnSpec[GapEntry]]:
    """Return the columns of the list."""
    return (
        ColumnSpec(tr("Person"), lambda entry: entry.person.name),
        ColumnSpec(
            tr("Misses"),
            lambda entry: entry.course.title,
            tooltip=lambda entry: f"{entry.course.code} · {entry.course.title}",
        ),
        ColumnSpec(
            tr("Days"),
            lambda entry: entry.line.days,
            lambda entry: format_days(entry.line.days),
            align=RIGHT,
            width=56,
        ),
        ColumnSpec(
            tr("Had until"),
            lambda entry: entry.line.due,
            lambda entry: format_date(entry.line.due),
            width=100,
            tone=lambda entry: "problem_text" if entry.is_overdue else None,
            hint=tr("The last day on which it was held; red where that has passed"),
        ),
    )


class GapPanel(Card):
    """Lists what is missing by person; below it stands what would happen, on the buttons that do it."""

    open_requested = Signal(str, object)
    """Show something on its own page; payload: "person" or "course", and its id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._do = GapActions(actions)
        self._seats: GapSeats | None = None
        self._entries: Sequence[GapEntry] = ()
        self._finder = SeatFinder(actions, self)
        self.heading.setVisible(True)
        self.sum = muted_label(parent=self, small=True)
        self.table = DataTable(entry_columns(), self, tr("What people miss"))
        self.doing = QWidget(self)
        self.doing.setProperty("plain", True)
        self.pick_button = plain_button(tr("Pick"), self.doing)
        self.pick_text = _wrapped(self.doing)
        self.seat_button = plain_button(tr("Seat in what exists"), self.doing)
        self.seat_text = _wrapped(self.doing)
        self.reason = QLineEdit(self.doing)
        self.reason.setPlaceholderText(tr("Exempt them, because…"))
        self.reason.setAccessibleName(tr("Reason to exempt them"))
        self.exempt_button = plain_button(tr("Exempt"), self.doing)
        self.refusal = problem_label("", self.doing)
        self.refusal.say("")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        pick = as_row(None, self.pick_button, (self.pick_text, 1), spacing=8)
        seat = as_row(None, self.seat_button, (self.seat_text, 1), spacing=8)
        exempt = as_row(None, (self.reason, 1), self.exempt_button, spacing=8)
        as_column(self.doing, pick, seat, exempt, self.refusal, margins=(0, 0, 0, 0), spacing=8)
        for button in (self.pick_button, self.seat_button, self.exempt_button):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.body.addWidget(self.sum)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.doing)

    def _connect(self) -> None:
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(lambda entry: self.open_requested.emit("person", entry.line.person_id))
        self.table.menu_requested.connect(lambda place: self.make_menu().popup(place))
        self._finder.found.connect(self._show_seats)
        self.pick_button.clicked.connect(self._pick)
        self.seat_button.clicked.connect(self._seat)
        self.exempt_button.clicked.connect(self._exempt)
        self.reason.returnPressed.connect(self._exempt)

    # Showing

    def show_entries(self, title: str, entries: Sequence[GapEntry]) -> None:
        """Show what is missing; what was selected stays so, where it is still there."""
        self.set_title(title)
        self._entries = entries
        self.table.setColumnHidden(_DUE, all(entry.line.due is None for entry in entries))
        self.table.source.set_rows(entries)
        self._show_chosen()

    def lines(self) -> list[GapLine]:
        """Return what the buttons work on: what is selected, else all."""
        return [entry.line for entry in self.table.selected_rows() or self._entries]

    def _to_pick(self) -> list[GapLine]:
        """Return those of the lines that were not put off or declined."""
        return [line for line in self.lines() if not line.is_put_aside]

    def _show_chosen(self, _rows: object = None) -> None:
        lines = self.lines()
        people = len({line.person_id for line in lines})
        days = format_days(sum((line.days for line in lines), Decimal(0)))
        self.sum.setText(put(tr("%1 days · %2"), days, plural(people, "1 person", "%1 people")))
        self._show_to_pick(len(lines))
        self.pick_button.setAccessibleDescription(self.pick_text.text())
        self.exempt_button.setText(plural(people, "Exempt 1 person", "Exempt %1 people"))
        for widget in (self.exempt_button, self.reason):
            widget.setEnabled(bool(lines))
        self.refusal.say("")
        self._seats = None
        self.seat_button.setEnabled(False)
        self.seat_text.setText(tr("Looking for free seats…") if lines else "")
        if lines:
            self._finder.ask([(line.person_id, line.course_id) for line in lines])
        else:
            self._finder.stop()

    def _show_to_pick(self, listed: int) -> None:
        """Say what would be picked of so many that are listed."""
        lines = self._to_pick()
        people = len({line.person_id for line in lines})
        days = format_days(sum((line.days for line in lines), Decimal(0)))
        told = plural(len(lines), "1 new pick, %2 days", "%1 new picks, %2 days", days)
        if aside := listed - len(lines):
            refused = plural(aside, "1 was put off or declined", "%1 were put off or declined")
            told = tr("%1 · %2", told, refused) if lines else refused
        self.pick_button.setText(plural(people, "Pick for 1 person", "Pick for %1 people"))
        self.pick_button.setEnabled(bool(lines))
        self.pick_text.setText(told)

    def _show_seats(self, seats: GapSeats) -> None:
        self._seats = seats
        self.seat_button.setEnabled(bool(seats.seats))
        self.seat_text.setText(_seats_sentence(seats))
        listed = _sessions_listed(seats)
        for widget in (self.seat_button, self.seat_text):
            widget.setToolTip(listed)
        self.seat_button.setAccessibleDescription(f"{self.seat_text.text()}\n{listed}".strip())

    def go_to_list(self) -> None:
        """Put the keys into the list, on its first line; what the buttons work on stays all of it."""
        if not self.table.selected_rows():
            first = self.table.proxy.index(0, 0)
            self.table.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def add_actions(self, menu: QMenu) -> None:
        """Add what the buttons do; off where the buttons are."""
        for button in (self.pick_button, self.seat_button):
            action = menu.addAction(as_typed(button.text()))
            action.setToolTip(button.toolTip())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(button.click)
        reason = menu.addAction(as_typed(f"{self.exempt_button.text()}…"), self._enter_reason)
        reason.setEnabled(self.exempt_button.isEnabled())

    def _enter_reason(self) -> None:
        """Put the keys where the reason to exempt is typed."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def make_menu(self) -> QMenu:
        """Make the menu of the selected lines."""
        menu = QMenu(self.table)
        menu.aboutToHide.connect(menu.deleteLater)
        entry = self.table.selected_rows()[0]
        show = menu.addAction(tr("Show the person"))
        show.setShortcut(QKeySequence(Qt.Key.Key_Return))
        show.triggered.connect(lambda: self.open_requested.emit("person", entry.line.person_id))
        course = menu.addAction(tr("Show the course"))
        course.triggered.connect(lambda: self.open_requested.emit("course", entry.line.course_id))
        menu.addSeparator()
        self.add_actions(menu)
        menu.addSeparator()
        copy = menu.addAction(tr("Copy"))
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.triggered.connect(self.table.copy_rows)
        return menu

    # Doing

    def _courses(self) -> dict[int, GapCourse]:
        return {entry.line.course_id: entry.course for entry in self._entries}

    def _pick(self) -> None:
        self._do.pick(self._to_pick(), self._courses())

    def _seat(self) -> None:
        if self._seats is not None:
            self._do.seat(self._seats)

    def _exempt(self) -> None:
        refused = self._do.exempt(self.lines(), self._courses(), self.reason.text())
        self.refusal.say(refused)
        if not refused:
            self.reason.clear()


def _wrapped(parent: QWidget) -> QLabel:
    label = muted_label("", parent, small=True)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _seats_sentence(seats: GapSeats) -> str:
    """Say how many would be seated, and for how many there is no seat."""
    if not seats.seats:
        return tr("No session that is there has a seat for them.")
    sessions = plural(len(seats.sessions), "1 session", "%1 sessions")
    said = plural(len(seats.seats), "1 seat in %2", "%1 seats in %2", sessions)
    return plural(seats.left, "%2; 1 finds none", "%2; %1 find none", said) if seats.left else said


def _sessions_listed(seats: GapSeats) -> str:
    """Return the sessions with how many would be seated in each, a line each."""
    lines = [
        put(tr("%1 in %2, %3"), format_number(people), code, format_period(first, last))
        for _, code, first, last, people in seats.sessions[:_NAMED]
    ]
    if (more := len(seats.sessions) - _NAMED) > 0:
        lines.append(plural(more, "and 1 more session", "and %1 more sessions"))
    return "\n".join(lines)

"""The window of the shortest set: the fewest days beside today's picks, applied as one edit."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QSplitter, QWidget
from sqlalchemy.orm import Session

from pmplanner.services.plans.shortest import take_shortest_sets
from pmplanner.services.views.shortest_page import PersonSet, ShortestSheet, read_choices, read_shortest
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.search_dialog import SearchDialog
from pmplanner.ui.needs.shortest.texts import changes, course_lines, headline, proof
from pmplanner.ui.needs.shortest.whom import WhomField
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import decimals, format_days
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec
from pmplanner.ui.widgets.tables.two_line_list import LineList

_STEP = 10
"""After so many people it is told how far the work is."""


def set_columns(rows: Sequence[PersonSet] = ()) -> list[ColumnSpec[PersonSet]]:
    """Person, days today, the shortest, saved, and what would change; days with the decimals of all rows."""
    places = decimals(day for row in rows for day in (row.today, row.found.days, row.found.saved))
    return [
        ColumnSpec(tr("Person"), lambda row: row.name, tooltip=_about),
        ColumnSpec(
            tr("Today"),
            lambda row: row.today,
            lambda row: format_days(row.today, least=places),
            RIGHT,
            tooltip=lambda row: tr(
                "%1 days picked that may go, and %2 missing",
                format_days(row.found.picked),
                format_days(row.found.gap),
            ),
            width=64,
            hint=tr("The days of the picks that may go, and of all that is missing"),
        ),
        ColumnSpec(
            tr("Shortest"),
            lambda row: row.found.days,
            lambda row: _shortest(row, places),
            RIGHT,
            tooltip=lambda row: "" if row.found.is_proved else tr("Not proved to be the fewest"),
            width=72,
        ),
        ColumnSpec(
            tr("Saved"),
            lambda row: row.found.saved,
            lambda row: format_days(row.found.saved, least=places) if row.found.saved else "",
            RIGHT,
            width=64,
            tone=lambda row: "done_text",
        ),
        ColumnSpec(tr("Picks"), lambda row: changes(row) or None, width=120),
    ]


def _about(row: PersonSet) -> str:
    return " · ".join(filter(None, (row.name, row.track, row.team)))


def _shortest(row: PersonSet, places: int) -> str:
    days = format_days(row.found.days, least=places)
    return days if row.found.is_proved else tr("%1–%2", format_days(row.found.least, least=places), days)


class ShortestDialog(SearchDialog[ShortestSheet]):
    """Reckons beside the window, and can be stopped; what is chosen is applied as one edit."""

    def __init__(
        self, actions: Actions, person_ids: Collection[int] | None = None, parent: QWidget | None = None
    ) -> None:
        """Begin with these people; None for everybody."""
        super().__init__(actions, parent)
        self.setWindowTitle(tr("Shortest set"))
        self.whom = WhomField(actions.read(read_choices), person_ids, self)
        self.sum = heading_label("", self)
        self.proof = muted_label("", self, small=True)
        self.everybody = QCheckBox(tr("Also those who would change nothing"), self)
        self.table = DataTable(set_columns(), self, tr("People and their shortest sets"))
        self.courses_title = heading_label("", self)
        self.courses = LineList(tr("Courses of the person"), self, several=False)
        self.copy_button = plain_button(tr("Copy table"), self, "copy")
        self.close_button = plain_button(tr("Close"), self)
        self.some_button = plain_button("", self)
        self.all_button = PrimaryButton("", self)
        self._lay_out()
        self._connect()
        self.begin()

    def _lay_out(self) -> None:
        at_foot = (self.copy_button, self.close_button, self.some_button, self.all_button)
        for button in (self.stop_button, *at_foot):
            button.setAutoDefault(False)
        self.courses.setProperty("framed", True)
        self.table.setProperty("framed", True)
        label = muted_label(tr("For"), self)
        label.setBuddy(self.whom)
        head = as_row(None, label, (self.whom, 1), self.progress, self.stop_button, spacing=8)
        right = QWidget(self)
        as_column(right, self.courses_title, (self.courses, 1), margins=(0, 0, 0, 0), spacing=6)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setSizes([600, 360])
        self.proof.setWordWrap(True)
        words = as_column(None, self.sum, self.proof, spacing=2)
        middle = as_row(None, (words, 1), self.everybody, spacing=12)
        buttons = as_row(None, at_foot[0], STRETCH, *at_foot[1:], spacing=8)
        items = (head, middle, (split, 1), self.reason, buttons)
        as_column(self, *items, margins=(20, 20, 20, 16), spacing=12)
        self.reason.hide()
        resize_to_fit(self, 1000, 640)

    def _connect(self) -> None:
        self.whom.finished.connect(self.begin)
        self.everybody.clicked.connect(self._show_rows)
        self.table.chosen.connect(self._show_person)
        self.copy_button.clicked.connect(self.copy_table)
        self.close_button.clicked.connect(self.reject)
        self.some_button.clicked.connect(self._take_selected)
        self.all_button.clicked.connect(self._take_all)

    # The work

    def begin(self) -> None:
        """Reckon for whom is chosen; what was under way before is given up."""
        self.stop()
        plan_id, people = self._actions.plan_id, self.whom.people()
        self.reason.say("")
        if plan_id is None:
            self.reason.say(tr("There is no plan yet. Create one first."))
            return

        def read(db: Session, progress: Progress) -> ShortestSheet:
            def told(done: int, total: int) -> None:
                if done % _STEP == 0:
                    progress(done, total)

            return read_shortest(db, plan_id, people, told)

        self.look_for(read)

    # Showing

    def show_found(self, *, is_looking: bool) -> None:
        """Show the shortest sets, and whether that is proved."""
        if is_looking:
            self.sum.setText(tr("Looking for the fewest days…"))
        elif self._sheet is None:
            self.sum.setText(tr("Stopped. Nothing was changed."))
        else:
            self.sum.setText(headline(self._sheet))
        self.proof.setText("" if self._sheet is None else proof(self._sheet))
        self._show_rows()

    def _show_rows(self) -> None:
        sheet = self._sheet
        changing = () if sheet is None else sheet.changing
        rows = changing if sheet is None or not self.everybody.isChecked() else sheet.rows
        self.table.source.set_columns(set_columns(rows))
        self.table.source.set_rows(rows)
        self.everybody.setVisible(sheet is not None and len(changing) < len(sheet.rows))
        self.copy_button.setEnabled(bool(rows))
        self.all_button.setEnabled(bool(changing))
        whom = plural(len(changing), "Apply for 1 person", "Apply for %1 people")
        self.all_button.setText(whom if changing else tr("Apply"))
        if rows and not self.table.selected_rows():
            self.table.select_key(rows[0].id)
        self._show_person(self.table.selected_rows())

    def _show_person(self, rows: Sequence[PersonSet]) -> None:
        sheet, changing = self._sheet, [row for row in rows if row.found.changes]
        self.some_button.setVisible(sheet is not None and 0 < len(changing) < len(sheet.changing))
        some = plural(len(changing), "Apply for the 1 selected", "Apply for the %1 selected")
        self.some_button.setText(some)
        row = rows[0] if len(rows) == 1 and sheet is not None else None
        self.courses_title.setText(self._title(rows))
        self.courses_title.setVisible(bool(rows))
        lines = () if row is None or sheet is None else course_lines(row, sheet)
        self.courses.set_lines([*lines])

    def _title(self, rows: Sequence[PersonSet]) -> str:
        if len(rows) == 1:
            return rows[0].name
        return plural(len(rows), "1 person selected", "%1 people selected") if rows else ""

    # Applying

    def _take_selected(self) -> None:
        self.apply([row for row in self.table.selected_rows() if row.found.changes])

    def _take_all(self) -> None:
        if self._sheet is not None:
            self.apply(self._sheet.changing)

    def apply(self, rows: Sequence[PersonSet]) -> None:
        """Put the shortest sets in the place of these people's picks, as one edit; close when it is done."""
        sheet = self._sheet
        if sheet is None or not rows:
            return
        label = Label.of("pick.shortest", people=People.of([row.id for row in rows]))
        sets = [row.found for row in rows]
        reason = self._actions.try_to(label, take_shortest_sets, sheet.plan_id, sets)
        self.reason.say(reason)
        if not reason:
            self.accept()

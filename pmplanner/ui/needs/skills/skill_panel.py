"""The courses that give what people lack, fewest days first, and picking them for those people."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from pmplanner.services.needs.skills import Giving, SkillBook
from pmplanner.services.plans.picks import pick_missing
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.fitting_table import FittingTable
from pmplanner.ui.needs.skills.texts import level_word
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.format import format_days, format_number
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


class SkillPanel(Card):
    """Lists courses; the button picks the one selected."""

    open_requested = Signal(str, object)
    """Show something on its own page; payload: "course", and its id."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._actions = actions
        self._book: SkillBook | None = None
        self.heading.setVisible(True)
        self.heading.setWordWrap(True)
        self.sum = muted_label(parent=self, small=True)
        self.sum.setWordWrap(True)
        self.table = FittingTable(self._columns(), self, tr("Courses that give what is missing"))
        self.table.setSelectionMode(self.table.SelectionMode.SingleSelection)
        self.doing = QWidget(self)
        self.doing.setProperty("plain", True)
        self.pick_button = plain_button(tr("Pick"), self.doing)
        self.pick_text = muted_label("", self.doing, small=True)
        self.pick_text.setWordWrap(True)
        self.pick_text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        as_row(self.doing, self.pick_button, (self.pick_text, 1), margins=(0, 0, 0, 0), spacing=8)
        self.body.addWidget(self.sum)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.doing)
        self.table.chosen.connect(self._show_chosen)
        self.table.opened.connect(lambda row: self.open_requested.emit("course", row.course.course_id))
        self.pick_button.clicked.connect(self._pick)

    def _columns(self) -> Sequence[ColumnSpec[Giving]]:
        return (
            ColumnSpec(tr("Course"), lambda row: row.course.title, tooltip=self._about),
            ColumnSpec(
                tr("Days"),
                lambda row: row.course.days,
                lambda row: format_days(row.course.days),
                RIGHT,
                width=56,
            ),
            ColumnSpec(
                tr("People"),
                lambda row: len(row.people),
                lambda row: format_number(len(row.people)),
                RIGHT,
                width=68,
                hint=tr("How many of the people lack something that it gives"),
            ),
            ColumnSpec(
                tr("Gives"),
                lambda row: row.closes,
                lambda row: format_number(row.closes),
                RIGHT,
                width=64,
                hint=tr("How many missing skills it gives, of each person for itself"),
            ),
        )

    def _about(self, row: Giving) -> str:
        book = self._book
        if book is None:
            return ""
        given = (
            put(tr("%1 (%2)"), book.skills[skill], level_word(row.course.levels[skill]))
            for skill in row.skills
        )
        return put(tr("%1 · %2"), row.course.code, "\n".join((row.course.title, *given)))

    def show_courses(self, title: str, about: str, rows: Sequence[Giving], book: SkillBook) -> None:
        """Show these courses."""
        self._book = book
        self.set_title(title)
        self.sum.setText(about)
        before = [row.course.course_id for row in self.table.source.rows()]
        self.table.source.set_rows(rows, key=lambda row: row.course.course_id)
        if rows and before != [row.course.course_id for row in rows]:
            self.table.selectRow(0)  # another list begins with what takes the fewest days
            self.table.scrollToTop()
        self._show_chosen()

    def _show_chosen(self, _rows: object = None) -> None:
        rows: tuple[Giving, ...] = self.table.selected_rows()
        self.pick_button.setEnabled(bool(rows))
        self.pick_button.setText(tr("Pick"))
        self.pick_text.setText("" if self.table.proxy.rowCount() else tr("No course gives what is missing."))
        for row in rows:
            people = len(row.people)
            days = format_days(row.course.days * Decimal(people))
            self.pick_button.setText(plural(people, "Pick for 1 person", "Pick for %1 people"))
            self.pick_text.setText(plural(people, "1 new pick, %2 days", "%1 new picks, %2 days", days))
            self.pick_button.setAccessibleDescription(f"{row.course.title}: {self.pick_text.text()}")

    def _pick(self) -> None:
        plan_id = self._actions.plan_id
        for row in self.table.selected_rows():
            if plan_id is not None:
                label = Label.of(
                    "pick.add", courses=Counted("courses", 1, row.course.title), people=People.of(row.people)
                )
                pairs = [(person_id, row.course.course_id) for person_id in row.people]
                self._actions.do(label, pick_missing, plan_id, pairs)

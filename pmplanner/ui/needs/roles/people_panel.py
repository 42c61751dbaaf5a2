"""The people behind a number of a skill: who lacks it, plans it, has it, and through which course."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pmplanner.services.views.roles_page import SkillPerson
from pmplanner.ui.needs.roles.texts import has_word
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.layouts import STRETCH, Place, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE, ColumnSpec

_TONES = {"have": "done_text", "planned": "accent", "lack": "problem_text"}


def people_columns() -> list[ColumnSpec[SkillPerson]]:
    """Person, whether the skill is had, the course, team and track."""
    return [
        ColumnSpec(tr("Person"), lambda row: row.name, tooltip=lambda row: row.name, width=190),
        ColumnSpec(tr("Skill"), lambda row: has_word(row.has), width=90, tone=lambda row: _TONES[row.has]),
        ColumnSpec(tr("Through"), lambda row: row.course or None, tooltip=lambda row: row.course),
        ColumnSpec(tr("Team"), lambda row: row.team or None, tooltip=lambda row: row.team, width=140),
        ColumnSpec(tr("Track"), lambda row: row.track or None, tooltip=lambda row: row.track, width=150),
    ]


class PeoplePanel(Card):
    """A heading, the people, and a button that copies them."""

    closed = Signal()
    """The panel was closed with its button or Escape; no payload."""
    person_requested = Signal(int)
    """A person is to be shown; payload: the id."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self.count = muted_label("", self)
        self.count.setProperty("pill", True)
        self.copy_button = plain_button(tr("Copy"), self, "copy")
        self.copy_button.setToolTip(tr("Copy this list for a spreadsheet"))
        self.close_button = icon_button("close", tr("Close (Esc)"), self)
        self.table = DataTable(people_columns(), self, tr("People of the skill"))
        self.table.setMinimumHeight(96)
        self.body.removeWidget(self.heading)
        self.body.addLayout(
            as_row(
                None,
                self.heading,
                (self.count, 0, Place.AlignVCenter),
                STRETCH,
                self.copy_button,
                self.close_button,
            )
        )
        self.body.addWidget(self.table, 1)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close_panel)
        self.table.opened.connect(lambda row: self.person_requested.emit(row.id))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_panel)
        self.hide()

    def show_people(self, title: str, rows: Sequence[SkillPerson]) -> None:
        """Show these people."""
        self.set_title(title)
        self.count.setText(plural(len(rows), "1 person", "%1 people"))
        self.table.source.set_rows(rows)
        self.copy_button.setEnabled(bool(rows))
        self.show()

    def take_focus(self) -> None:
        """Put the keys on the first person, or on the button that closes where there is none."""
        rows = self.table.source.rows()
        if not rows:
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not self.table.selected_rows():
            self.table.select_key(self.table.proxy.index(0, 0).data(ROW_ROLE).id)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Hide the panel and say so."""
        self.hide()
        self.closed.emit()

    def copied_text(self) -> str:
        """The list as shown, apart by tabs, with a line of headings."""
        columns = self.table.source.columns
        proxy = self.table.proxy
        lines = ["\t".join(column.title for column in columns)]
        for place in range(proxy.rowCount()):
            row = proxy.index(place, 0).data(ROW_ROLE)
            lines.append("\t".join(" ".join(column.shown(row).split()) for column in columns))
        return "\n".join(lines) + "\n"

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.copied_text())

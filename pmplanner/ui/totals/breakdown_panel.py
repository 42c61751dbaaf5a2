"""The side panel that lists what is behind a number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pmplanner.services.totals.breakdown import BehindRow
from pmplanner.services.totals.measures import Measure
from pmplanner.ui.totals.texts import column_decimals, format_value, plain_text, short_lacking, status_word
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button, plain_button
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.format import format_date, format_period
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

_STATUS_TONES = {"done": "done_text", "gap": "problem_text", "open": "muted", "waiting": "muted"}


def breakdown_columns(measure: Measure, currency: str, least: int = 0) -> list[ColumnSpec[BehindRow]]:
    """Return the columns: person, course, value with so many decimals at *least*, status, session, dates."""
    value = tr("Cost") if measure == "cost" else tr("Days")
    return [
        ColumnSpec(tr("Person"), lambda row: row.person or None, tooltip=lambda row: row.person, width=110),
        ColumnSpec(tr("Course"), lambda row: row.course or None, tooltip=lambda row: row.course, width=150),
        ColumnSpec(
            value,
            lambda row: row.value,
            lambda row: short_lacking(
                format_value(row.value, measure, currency, least), row.value, row.lacking
            ),
            RIGHT,
            width=90 if measure == "cost" else 56,
        ),
        ColumnSpec(
            tr("Status"),
            lambda row: status_word(row.status) or None,
            tooltip=status_tip,
            width=104,
            tone=lambda row: _STATUS_TONES.get(row.status),
        ),
        ColumnSpec(tr("Session"), lambda row: row.session_code or None, width=92),
        ColumnSpec(
            tr("Dates"),
            lambda row: row.first_day,
            lambda row: format_period(row.first_day, row.last_day),
            width=112,
        ),
    ]


def status_tip(row: BehindRow) -> str:
    """Return what else there is to say of where a required course stands."""
    parts = []
    if row.by_course:
        parts.append(tr("Counts as it: %1", row.by_course))
    if row.due is not None:
        parts.append(tr("Renewal due: what was done before expires on %1.", format_date(row.due)))
    return "\n".join(parts)


class BreakdownTable(DataTable):
    """A table whose names share the room that the other columns leave."""

    def fit_columns(self) -> None:
        """Share the room between person and course, each at least as wide as its column asks for."""
        widths = [self.least_width(place) for place in range(len(self.source.columns))]
        for place, width in enumerate(widths[2:], 2):
            self.setColumnWidth(place, width)
        names = [place for place in (0, 1) if not self.isColumnHidden(place)]
        taken = sum(width for place, width in enumerate(widths) if not self.isColumnHidden(place))
        spare = max(0, self.viewport().width() - taken) // max(1, len(names))
        for place in names:
            self.setColumnWidth(place, widths[place] + spare)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns again."""
        super().resizeEvent(event)
        self.fit_columns()


class BreakdownPanel(Card):
    """A heading, a table of what makes up a number, and a button that copies it."""

    closed = Signal()
    """The panel was closed with its button or Escape; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self._rows: tuple[BehindRow, ...] = ()
        self.heading.setWordWrap(True)
        self.sum = muted_label(parent=self, small=True)
        self.copy_button = plain_button(tr("Copy"), self, "copy")
        self.copy_button.setToolTip(tr("Copy this list for a spreadsheet"))
        self.close_button = icon_button("close", tr("Close (Esc)"), self)
        self.table = BreakdownTable(
            breakdown_columns("person-days", ""), self, tr("What is behind the number")
        )
        self._lay_out()
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close_panel)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_panel)
        self.setMinimumWidth(300)
        self.hide()

    def show_rows(
        self, title: str, summary: str, rows: Sequence[BehindRow], measure: Measure, currency: str
    ) -> None:
        """Show what is behind a number, in the measure it was counted in."""
        self._rows = tuple(rows)
        self.set_title(title)
        self.sum.setText(summary)
        section = self.table.horizontalHeader().sortIndicatorSection()
        order = self.table.horizontalHeader().sortIndicatorOrder()
        places = column_decimals((row.value for row in rows), measure)
        self.table.source.set_columns(breakdown_columns(measure, currency, places))
        self.table.source.set_rows(rows, key=row_key)
        for place, column in enumerate(self.table.source.columns):
            filled = place == 2 or any(column.value(row) is not None for row in rows)
            self.table.setColumnHidden(place, not filled)
        self.table.fit_columns()
        self.table.sortByColumn(section, order)
        self.copy_button.setEnabled(bool(rows))
        self.show()

    def close_panel(self) -> None:
        """Hide the panel and say so."""
        self.hide()
        self.closed.emit()

    def copied_text(self) -> str:
        """The list as shown, tab-separated with a header; numbers without the locale's signs."""
        places = [n for n in range(len(self.table.source.columns)) if not self.table.isColumnHidden(n)]
        columns = [self.table.source.columns[place] for place in places]
        lines = ["\t".join(column.title for column in columns)]
        for number in range(self.table.proxy.rowCount()):
            row = self.table.source.row_at(self.table.proxy.mapToSource(self.table.proxy.index(number, 0)))
            lines.append("\t".join(self._copied_cell(column, row) for column in columns))
        return "\n".join(lines) + "\n"

    def _copied_cell(self, column: ColumnSpec[BehindRow], row: BehindRow) -> str:
        if column is self.table.source.columns[-1]:
            days = sorted({day.isoformat() for day in (row.first_day, row.last_day) if day is not None})
            return "/".join(days)
        return plain_text(column.value(row))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.copied_text())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        self.body.removeWidget(self.heading)
        top.addWidget(self.heading, 1)
        top.addWidget(self.copy_button)
        top.addWidget(self.close_button)
        self.body.addLayout(top)
        self.body.addWidget(self.sum)
        self.body.addWidget(self.table, 1)


def row_key(row: BehindRow) -> object:
    """Return what tells a line from the others: a person's part in a course."""
    return (row.person_id, row.course_id, row.session_id, row.status, row.value)

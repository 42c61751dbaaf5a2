"""The table of sessions: its columns, and which of them fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from pmplanner.models.statuses import SessionStatus
from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.ui.schedule.seat_fill import FillDelegate, full
from pmplanner.ui.schedule.texts import dates, fill, fill_sentence, listed_dates, session_statuses, times
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

COURSE, SEATS = 1, 6
_LEAST_COURSE = 190
_YIELDING = (3, 5, 4, 2, 7, 6)
"""Columns that give way in this order: times, trainer, room, code, status, seats."""


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session with what is wrong in it."""

    session: SessionRow
    problems: int
    tip: str

    @property
    def id(self) -> int:
        """The session's id."""
        return self.session.id


def session_columns() -> Sequence[ColumnSpec[ListedSession]]:
    """The columns of the table."""
    return (
        ColumnSpec(
            tr("Date"),
            lambda row: row.session.first_day,
            lambda row: listed_dates(row.session),
            tooltip=lambda row: dates(row.session),
            width=112,
        ),
        ColumnSpec(
            tr("Course"),
            lambda row: row.session.course_title,
            tooltip=lambda row: row.session.course_title,
            strong=lambda row: True,
        ),
        ColumnSpec(tr("Code"), lambda row: row.session.code, width=104),
        ColumnSpec(
            tr("Times"), lambda row: row.session.start_time, lambda row: times(row.session), width=104
        ),
        ColumnSpec(
            tr("Room"),
            lambda row: row.session.room_names or None,
            tooltip=lambda row: row.session.room_names,
            width=116,
        ),
        ColumnSpec(
            tr("Trainer"),
            lambda row: row.session.trainer_names or None,
            tooltip=lambda row: row.session.trainer_names,
            width=112,
        ),
        ColumnSpec(
            tr("Seats"),
            lambda row: full(row.session),
            lambda row: fill(row.session),
            tooltip=lambda row: fill_sentence(row.session),
            width=156,
            tone=lambda row: "problem_text" if row.session.waiting or row.session.lacking else None,
        ),
        ColumnSpec(
            tr("Status"),
            lambda row: _statuses().index(row.session.status),
            lambda row: session_statuses()[row.session.status],
            width=94,
            tone=lambda row: None if row.session.status == SessionStatus.CONFIRMED else "muted",
        ),
        ColumnSpec(
            tr("Problems"),
            lambda row: row.problems or None,
            lambda row: f"! {format_number(row.problems)}" if row.problems else "",
            RIGHT,
            tooltip=lambda row: row.tip,
            width=80,
            tone=lambda row: "problem_text",
            strong=lambda row: True,
        ),
    )


def _statuses() -> list[str]:
    return list(session_statuses())


class SessionsTable(DataTable):
    """Sessions in rows; the keys of the timeline act on those selected."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        self._fitting = False
        super().__init__(session_columns(), parent, name)
        self.setItemDelegateForColumn(SEATS, FillDelegate(self))
        self.acts: Callable[[QKeyEvent, tuple[int, ...]], bool] = lambda event, session_ids: False
        """Does what a key asks for sessions; False when it asks for nothing."""
        self._kept: dict[int, int] = {}
        # Qt's own stretching gives shown columns the widths of others when some were hidden.
        self.horizontalHeader().setSectionResizeMode(COURSE, QHeaderView.ResizeMode.Fixed)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().sectionResized.connect(self._fit_columns)

    def chosen_sessions(self) -> tuple[SessionRow, ...]:
        """The selected sessions in the order shown."""
        return tuple(row.session for row in self.selected_rows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key asks for the selected sessions, as in the timeline."""
        if not self.acts(event, tuple(row.id for row in self.chosen_sessions())):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns that do not fit."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit_columns()

    def widths(self) -> list[int]:
        """The width of each column in pixels, also of those left out; 0 for the one that stretches."""
        shown = [self._width(column) for column in range(self.source.columnCount())]
        return [0 if column == COURSE else width for column, width in enumerate(shown)]

    def set_widths(self, widths: Sequence[int]) -> None:
        """Give the columns these widths, as `widths` returned them."""
        if len(widths) != self.source.columnCount():
            return
        for column, width in enumerate(widths):
            if column != COURSE and width > 0:
                self.setColumnHidden(column, False)
                self.setColumnWidth(column, width)
        self._fit_columns()

    def _grow_columns(self) -> None:
        """Let also those left out keep their widths in the measure of the text."""
        before, self._fitting = self._growth, True
        super()._grow_columns()
        self._fitting = False
        if self._growth != before:
            self._kept = {c: round(width * self._growth / before) for c, width in self._kept.items()}
            self._fit_columns()

    def _width(self, column: int) -> int:
        return self._kept[column] if self.isColumnHidden(column) else self.columnWidth(column)

    def _fit_columns(self) -> None:
        """Leave out what does not fit, and give the course what is left."""
        if self._fitting:
            return
        self._fitting = True
        self._kept.update(
            (column, self.columnWidth(column)) for column in _YIELDING if not self.isColumnHidden(column)
        )
        staying = [c for c in range(self.source.columnCount()) if c not in (COURSE, *_YIELDING)]
        room = self.viewport().width() - sum(self.columnWidth(column) for column in staying)
        left_out = 0
        while left_out < len(_YIELDING) and room - self._needed(left_out) < _LEAST_COURSE:
            left_out += 1
        for place, column in enumerate(_YIELDING):
            self.setColumnHidden(column, place < left_out)
        self.setColumnWidth(COURSE, max(_LEAST_COURSE, room - self._needed(left_out)))
        self._fitting = False

    def _needed(self, left_out: int) -> int:
        """The width of the yielding columns but the first few."""
        return sum(self._kept[column] for column in _YIELDING[left_out:])

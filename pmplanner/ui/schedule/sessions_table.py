"""The table of sessions: its columns, and which of them fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from pmplanner.services.sessions import SessionRow
from pmplanner.ui.schedule.texts import dates, seats, session_statuses, times
from pmplanner.ui.widgets import RIGHT, ColumnSpec, DataTable, format_number, icon

COURSE = 1
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
        ColumnSpec(_tr("Date"), lambda row: row.session.first_day, lambda row: dates(row.session), width=144),
        ColumnSpec(
            _tr("Course"),
            lambda row: row.session.course_title,
            tooltip=lambda row: row.session.course_title,
            strong=lambda row: True,
        ),
        ColumnSpec(_tr("Code"), lambda row: row.session.code, width=104),
        ColumnSpec(
            _tr("Times"), lambda row: row.session.start_time, lambda row: times(row.session), width=104
        ),
        ColumnSpec(_tr("Room"), lambda row: row.session.room or None, width=92),
        ColumnSpec(_tr("Trainer"), lambda row: row.session.trainer or None, width=112),
        ColumnSpec(
            _tr("Seats"),
            lambda row: row.session.booked,
            lambda row: seats(row.session),
            width=136,
            tone=lambda row: "problem_text" if row.session.waiting else None,
        ),
        ColumnSpec(
            _tr("Status"),
            lambda row: _statuses().index(row.session.status),
            lambda row: session_statuses()[row.session.status],
            width=92,
            tone=lambda row: None if row.session.status == "confirmed" else "muted",
        ),
        ColumnSpec(
            _tr("Problems"),
            lambda row: row.problems or None,
            lambda row: f"! {format_number(row.problems)}" if row.problems else "",
            RIGHT,
            tooltip=lambda row: row.tip,
            width=80,
            tone=lambda row: "problem_text",
            strong=lambda row: True,
        ),
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Schedule", text)


def _statuses() -> list[str]:
    return list(session_statuses())


class SessionsTable(DataTable):
    """Sessions in rows; Delete and Ctrl+D act on those selected."""

    remove_asked = Signal(object)
    """The selected sessions are to go; payload: tuple of SessionRow."""
    copy_asked = Signal(object)
    """The selected sessions are to be copied; payload: tuple of SessionRow."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(session_columns(), parent, name)
        self._kept: dict[int, int] = {}
        self._fitting = False
        # Qt's own stretching gives shown columns the widths of others when some were hidden.
        self.horizontalHeader().setSectionResizeMode(COURSE, QHeaderView.ResizeMode.Fixed)
        self.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().sectionResized.connect(self._fit_columns)

    def chosen_sessions(self) -> tuple[SessionRow, ...]:
        """The selected sessions in the order shown."""
        return tuple(row.session for row in self.selected_rows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove on Delete, copy the session on Ctrl+D."""
        chosen = self.chosen_sessions()
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Delete and chosen:
            self.remove_asked.emit(chosen)
        elif event.key() == Qt.Key.Key_D and control and chosen:
            self.copy_asked.emit(chosen)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the selected sessions; the Menu key opens it too."""
        if self.chosen_sessions():
            menu = self.make_menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """The menu of the selected sessions."""
        menu, chosen = QMenu(self), self.chosen_sessions()
        copy = menu.addAction(_tr("Copy session") if len(chosen) == 1 else _tr("Copy sessions"))
        copy.setShortcut(_tr("Ctrl+D"))
        copy.triggered.connect(lambda: self.copy_asked.emit(chosen))
        remove = menu.addAction(
            icon("delete"), _tr("Remove session") if len(chosen) == 1 else _tr("Remove sessions")
        )
        remove.setShortcut(_tr("Delete"))
        remove.triggered.connect(lambda: self.remove_asked.emit(chosen))
        return menu

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

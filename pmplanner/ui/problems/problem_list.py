"""Problems by cause, each cause a line that opens to the single ones, with filters by kind and words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pmplanner.services.lookup import plain
from pmplanner.services.policies.problem_kinds import KINDS, ProblemKind
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.causes import Cause
from pmplanner.ui.core.cause_rows import CLOSED, CauseRow, OpenCauses
from pmplanner.ui.problems.texts import kind_title
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.format import format_day, format_number
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.tables.listing import Listing
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE, ColumnSpec

_INNER = "      "


class ProblemList(Listing):
    """Lists causes; Right and Left open and close one, as a click on its sign does."""

    opened = Signal(object)
    """A problem was double-clicked or Enter pressed on it; payload: the Problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._causes: Sequence[Cause] = ()
        self._open = OpenCauses()
        self._texts: dict[str, str] = {}
        """By the key of a cause."""
        self._accepted = False
        bar = QWidget(self.inside)
        self.kinds = ChipRow(bar, exclusive=True)
        self.search = SearchBox(tr("Search problems"), bar, "Ctrl+F")
        as_row(
            bar, self.search, (self.kinds, 1, Qt.AlignmentFlag.AlignVCenter), margins=(0, 0, 0, 0), spacing=12
        )
        self.search.setMinimumWidth(170)
        self.search.setMaximumWidth(260)
        self.add_filters(bar, self.search, self._let_all_pass)
        self.add_table(self._columns(), tr("Problems"))
        self.table.setSelectionMode(self.table.SelectionMode.SingleSelection)
        self.say_nobody(tr("No problem is like this"), "", tr("Show all"))
        self.nothing = self.say_empty("check", "", "")
        self.kinds.changed.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.table.opened.connect(self._go)
        self.table.clicked.connect(self._click)
        self.table.installEventFilter(self)

    def _columns(self) -> Sequence[ColumnSpec[CauseRow]]:
        # Rows of a cause have its values: so they stay together, whatever the list is sorted by.
        return (
            ColumnSpec(
                tr("What"),
                lambda row: row.cause.title,
                _shown_title,
                tooltip=lambda row: row.title if row.problem is None else row.problem.text,
                tone=lambda row: None if self._accepted or row.inner else "problem_text",
                strong=lambda row: row.problem is None,
            ),
            ColumnSpec(
                tr("From"),
                lambda row: row.cause.problems[0].day,
                lambda row: _day(row.problem or row.cause.problems[0]),
                width=84,
            ),
        )

    # What the page asks

    def show_causes(self, causes: Sequence[Cause], title: str, sentence: str, *, accepted: bool) -> None:
        """Show these causes; *title* and *sentence* stand in their place when there are none."""
        self._causes, self._accepted = causes, accepted
        self._texts.clear()
        self._open.keep({cause.key for cause in causes})
        self.nothing.set_texts(title, sentence)
        self._show_kinds()
        self._fill()

    def selected(self) -> Cause | Problem | None:
        """Return the problem, or the cause of several, that is selected."""
        rows = self.table.selected_rows()
        return rows[0].about if rows else None

    def select(self, key: str) -> None:
        """Select a problem, or a cause, by its key; nothing happens when it is gone."""
        cause = next(
            (each for each in self._causes if key in (each.key, *(p.key for p in each.problems))), None
        )
        if cause is None:
            return
        if key != cause.key and len(cause.problems) > 1 and not self._open.has(cause):
            self._open.turn(cause)
            self._fill()
        if not self.table.select_key(key):
            self.clear_filters()
            self.table.select_key(key)

    # Within

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open a cause on Right, close it on Left, also from one of its problems."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and watched is self.table:
            rows, key = self.table.selected_rows(), Qt.Key(event.key())
            if rows and key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
                self._set_open(rows[0].cause, key == Qt.Key.Key_Right)
                return True
        return super().eventFilter(watched, event)

    def _set_open(self, cause: Cause, is_open: bool) -> None:
        if len(cause.problems) == 1 or is_open == self._open.has(cause):
            return
        inner = any(row.inner for row in self.table.selected_rows())
        self._open.turn(cause)
        self._fill()
        if inner:
            self.table.select_key(cause.key)

    def _go(self, row: CauseRow) -> None:
        if row.problem is None:
            self._set_open(row.cause, not self._open.has(row.cause))
        else:
            self.opened.emit(row.problem)

    def _click(self, index: QModelIndex) -> None:
        row: CauseRow = index.data(ROW_ROLE)
        if row.problem is None and index.column() == 0:
            left = self.table.visualRect(index).left()
            sign = self.table.fontMetrics().horizontalAdvance(CLOSED) + 12
            if self.table.viewport().mapFromGlobal(self.table.cursor().pos()).x() - left < sign:
                self._set_open(row.cause, not self._open.has(row.cause))

    def _fill(self) -> None:
        before = self.table.selected_rows()
        rows = [row for cause in self._causes for row in self._open.rows(cause)]
        self.table.source.set_rows(rows)
        self._filter()
        if before and not self.table.selected_rows():
            # What was selected is solved: the rest of its cause is what one goes on with.
            self.table.select_key(before[0].cause.key)
        if not self.table.selected_rows() and self.table.proxy.rowCount():
            self.table.selectRow(0)

    def _show_kinds(self) -> None:
        counts = Counter[ProblemKind](p.kind for cause in self._causes for p in cause.problems)
        chosen = self.kinds.chosen()
        self.kinds.clear()
        for kind in KINDS.values():
            if counts[kind.name]:
                text = put(tr("%1 · %2"), kind_title(kind.name), format_number(counts[kind.name]))
                self.kinds.add(kind.name, text, on=kind.name in chosen)

    def _filter(self) -> None:
        kinds, words = self.kinds.chosen(), plain(self.search.text()).split()

        def accepts(row: CauseRow) -> bool:
            sought = self._text_of(row.cause) if words else ""
            return (not kinds or row.cause.kind in kinds) and all(word in sought for word in words)

        self.table.proxy.set_accepts(accepts if kinds or words else None)
        self.show_part(self.table.proxy.rowCount(), self.table.source.rowCount())

    def _text_of(self, cause: Cause) -> str:
        """Return all that is said of a cause, as it is searched; put together once, not for each letter."""
        known = self._texts.get(cause.key)
        if known is None:
            texts = [cause.title, *(f"{p.title} {p.text}" for p in cause.problems)]
            known = self._texts[cause.key] = plain(" ".join(texts))
        return known

    def _let_all_pass(self) -> None:
        self.kinds.choose()
        self.search.clear()
        self._filter()


def _shown_title(row: CauseRow) -> str:
    return _INNER + row.title if row.inner else row.signed_title


def _day(problem: Problem) -> str:
    return "" if problem.day is None else format_day(problem.day)

"""The lines of two compared plans, of which those that can be taken over have a tick."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pmplanner.services.views.plan_comparison import CompareLine, Section
from pmplanner.ui.translation import mark, tr
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE, ColumnSpec

SECTION_HEADS: dict[Section, str] = {
    "sessions": mark("Sessions"),
    "picks": mark("Picks"),
    "plan": mark("Plan"),
    "days": mark("Days"),
    "cost": mark("Cost"),
    "gaps": mark("Gaps"),
    "people": mark("People"),
    "problems": mark("Problems"),
}
"""What the lines are about, in the order in which they are looked at."""

_TICKED, _UNTICKED = "☑", "☐"
_PLACES = {section: place for place, section in enumerate(SECTION_HEADS)}


class CompareTable(DataTable):
    """Space, or a click into the first column, ticks and unticks; what follows from others has no tick."""

    ticks_changed = Signal()
    """Other lines are ticked; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._ticked: set[Hashable] = set()
        super().__init__(self._columns("", ""), parent, tr("Differences of the two plans"))
        self.clicked.connect(self._click)

    def show_lines(self, lines: Sequence[CompareLine]) -> None:
        """Show lines; ticks of those that are not there any more go."""
        self.source.set_rows(sorted(lines, key=lambda line: _PLACES[line.section]))

    def name_plans(self, one: str, other: str) -> None:
        """Write the names of the plans over their columns."""
        self.show_columns(self._columns(one, other))

    @property
    def ticked(self) -> frozenset[Hashable]:
        """The keys of what is ticked, also of what is not shown."""
        return frozenset(self._ticked)

    def keep_ticks(self, keys: Iterable[Hashable]) -> None:
        """Untick all but these."""
        self._tick(self._ticked.intersection(keys))

    def tick_shown(self) -> None:
        """Tick all lines that are shown, or untick them where all are."""
        keys = {line.key for line in self.source.rows() if line.key is not None}
        self._tick(self._ticked - keys if keys <= self._ticked else self._ticked | keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the selected lines on Space."""
        if event.key() == Qt.Key.Key_Space and self.selected_rows():
            self._toggle(self.selected_rows())
        else:
            super().keyPressEvent(event)

    def _click(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._toggle([index.data(ROW_ROLE)])

    def _toggle(self, lines: Sequence[CompareLine]) -> None:
        keys = {line.key for line in lines if line.key is not None}
        self._tick(self._ticked - keys if keys <= self._ticked else self._ticked | keys)

    def _tick(self, keys: Iterable[Hashable]) -> None:
        self._ticked = set(keys)
        last = len(self.source.columns) - 1
        count = self.source.rowCount()
        if count:
            self.source.dataChanged.emit(self.source.index(0, 0), self.source.index(count - 1, last))
        self.ticks_changed.emit()

    def _mark(self, line: CompareLine) -> str:
        if line.key is None:
            return ""
        return _TICKED if line.key in self._ticked else _UNTICKED

    def _columns(self, one: str, other: str) -> tuple[ColumnSpec[CompareLine], ...]:
        return (
            ColumnSpec(
                tr("Take"),
                lambda line: line.key in self._ticked,
                self._mark,
                width=52,
                tooltip=lambda line: (
                    "" if line.key is not None else tr("This follows from other differences.")
                ),
            ),
            ColumnSpec(
                tr("About"),
                lambda line: _PLACES[line.section],
                lambda line: tr(SECTION_HEADS[line.section]),
                width=88,
            ),
            ColumnSpec(tr("What"), lambda line: line.name, tooltip=lambda line: line.name),
            ColumnSpec(tr("Differs in"), lambda line: line.what, width=130),
            ColumnSpec(
                one or tr("One plan"), lambda line: line.one, tooltip=lambda line: line.one, width=190
            ),
            ColumnSpec(
                other or tr("Other plan"), lambda line: line.other, tooltip=lambda line: line.other, width=190
            ),
        )


def _side(title: str, of: Callable[[CompareLine], str]) -> ColumnSpec[CompareLine]:
    return ColumnSpec(title, of, tooltip=of, width=170)


def told_apart(one: str, other: str) -> tuple[str, str]:
    """Return names of plans such that they differ at their beginning, where one continues the other."""
    if other.startswith(one) and len(other) > len(one):
        return one, tr("…%1", other.removeprefix(one))
    if one.startswith(other) and len(one) > len(other):
        return tr("…%1", one.removeprefix(other)), other
    return one, other

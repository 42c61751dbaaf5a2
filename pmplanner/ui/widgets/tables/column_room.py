"""Columns as wide as their texts, while nobody has given them widths by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QHeaderView, QTableView

from pmplanner.ui.text_size import sized

_MEASURED = 60
"""Rows whose texts are measured: those that are seen, mostly."""
_MOST = 280
"""Pixels that a text alone does not ask for more than."""


class ColumnRoom(QObject):
    """Shares the room of a table among its columns: what one does not need is another's.

    No column is narrower than its heading. Those that stretch have the room that is left.
    """

    def __init__(
        self,
        table: QTableView,
        usual: Mapping[int, int],
        heading: Callable[[int], int],
        set_width: Callable[[int, int], object],
    ) -> None:
        """Begin with the *usual* widths of columns in pixels, without those that stretch.

        *heading* says how wide a column is at least, *set_width* gives it a width.
        """
        super().__init__(table)
        self._table, self._usual = table, usual
        self._heading, self._set_width = heading, set_width
        self._texts: dict[int, int] = {}
        self.by_hand = False
        """Whether the widths are a user's, and stay."""
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._measure)
        model = table.model()
        for signal in (model.modelReset, model.rowsInserted, model.dataChanged, model.layoutChanged):
            signal.connect(self.measure_soon)
        table.horizontalHeader().setResizeContentsPrecision(_MEASURED)
        table.viewport().installEventFilter(self)

    def measure_soon(self) -> None:
        """Measure the texts anew when all rows are there."""
        self._late.start(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share another room anew."""
        if event.type() is QEvent.Type.Resize:
            self.share()
        return super().eventFilter(watched, event)

    def _measure(self) -> None:
        self._texts = {}
        if self._table.model().rowCount():
            self._texts = {place: self._table.sizeHintForColumn(place) for place in self._usual}
        self.share()

    def share(self) -> None:
        """Give each column its width."""
        if self.by_hand or not self._texts:
            return
        table, heading = self._table, self._heading
        places = [place for place in self._usual if not table.isColumnHidden(place)]
        usual = {place: max(sized(self._usual[place]), heading(place)) for place in places}
        needed = {place: max(min(self._texts[place], sized(_MOST)), heading(place)) for place in places}
        widths = {place: min(usual[place], needed[place]) for place in places}
        left = table.viewport().width() - self._stretching() - sum(widths.values())
        for wanted in (needed, usual):
            for place in places:
                more = max(0, min(left, wanted[place] - widths[place]))
                widths[place] += more
                left -= more
        for place, width in widths.items():
            if table.columnWidth(place) != width:
                self._set_width(place, width)

    def _stretching(self) -> int:
        """What the columns that stretch need at least; pixels."""
        table, header = self._table, self._table.horizontalHeader()
        return sum(
            min(table.sizeHintForColumn(place), sized(_MOST))
            for place in range(header.count())
            if header.sectionResizeMode(place) is QHeaderView.ResizeMode.Stretch
            and not table.isColumnHidden(place)
        )

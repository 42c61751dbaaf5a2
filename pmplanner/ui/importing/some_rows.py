"""Only some rows of a file: those that have one of some values in a column."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.exchange.table import Table
from pmplanner.exchange.wishes import values_in
from pmplanner.services.lookup import fold
from pmplanner.ui.translation import plural, put, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.inputs.check_list import CheckList
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.popover import Popover
from pmplanner.ui.widgets.text import TextLabel

Only = Mapping[str, tuple[str, ...]]
_MOST_VALUES = 1_000
"""A column of more values does not tell kinds of rows apart."""
_NAME_WIDTH = 260


class SomeRows(QWidget):
    """A column of the file, and a list of its values to tick."""

    chosen = Signal(object)
    """The user said which rows are wanted; payload: heading to values, empty for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        label = TextLabel(self.tr("Take"), self)
        self.column = NoWheelComboBox(self.tr("Column by which rows are taken"), self)
        label.setBuddy(self.column)
        self.column.activated.connect(self._on_column)
        self.button = plain_button("", self)
        self.button.setAutoDefault(False)
        self.values = CheckList(
            self.tr("Values of the rows that are taken"),
            self.tr("Search values"),
            self.tr("This column has too many values to choose from."),
        )
        self.values.setMinimumWidth(_NAME_WIDTH)
        self._popover = Popover(self.button, self.tr("Values of the rows that are taken"))
        self._popover.body.addWidget(self.values)
        self.values.changed.connect(self._on_values)
        as_row(self, label, (self.column, 1), self.button, margins=(0, 0, 0, 0), spacing=8)
        self._table: Table | None = None
        self._wish: Only | None = None
        """What was shown or said last."""
        self._found: list[str] = []

    def show_wish(self, table: Table, only: Only) -> None:
        """Show by which column rows of a table are wanted, and which values."""
        self.setVisible(not table.from_calendar)
        if table is not self._table:
            self._table = table
            self.column.clear()
            self.column.addItem(self.tr("all rows"), "")
            for heading in dict.fromkeys(filter(None, table.header)):
                self.column.addItem(tr("only rows by %1", heading), heading)
            self._wish = None
        if only != self._wish:  # said elsewhere: a column of which nothing is ticked yet stays chosen
            self._wish = only
            self.column.setCurrentIndex(max(self.column.findData(next(iter(only), "")), 0))
        self._show_values(only.get(self._heading(), ()))

    def _heading(self) -> str:
        return str(self.column.currentData() or "")

    def _show_values(self, wanted: object) -> None:
        heading = self._heading()
        self.button.setVisible(bool(heading))
        if not heading or self._table is None:
            return
        counts = values_in(self._table, heading, _MOST_VALUES)
        known = {fold(value) for value in wanted} if isinstance(wanted, list | tuple) else set()
        self._found = list(counts)
        choices = [(place, _shown(value, counts[value])) for place, value in enumerate(self._found)]
        ticked = [place for place, value in enumerate(self._found) if fold(value) in known]
        self.values.show_choices(choices, ticked)
        values = plural(len(choices), "%1 value", "%1 values")
        # Without a tick nothing is asked for yet, and all rows are taken.
        text = put(self.tr("%1 of %2…"), str(len(ticked)), values) if ticked else tr("Choose of %1…", values)
        self.button.setText(text)
        self.button.setAccessibleName(tr("Values of %1", heading))

    def _on_column(self) -> None:
        self._show_values(())
        if self._wish:
            self._say({})
        if self._heading():
            self._popover.open()

    def _on_values(self, ticked: tuple[int, ...]) -> None:
        values = tuple(self._found[place] for place in ticked)
        self._say({self._heading(): values} if values else {})

    def _say(self, only: Only) -> None:
        self._wish = only
        self.chosen.emit(only)


def _shown(value: str, count: int) -> str:
    rows = plural(count, "%1 row", "%1 rows")
    return put("%1 (%2)", value or tr("empty"), rows)

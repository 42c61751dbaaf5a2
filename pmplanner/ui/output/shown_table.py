"""The table that the window shows, as a sheet: rows and columns as seen, numbers and days as such."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pmplanner.exchange.layouts import Kind
from pmplanner.exchange.sheets import Column, Sheet
from pmplanner.exchange.writing import Value
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE, ColumnSpec


def shown_table(window: QWidget) -> DataTable | None:
    """Return the table that has the focus, else the largest that is seen; None where there is none."""
    widget: QWidget | None = window.focusWidget()
    while widget is not None and not isinstance(widget, DataTable):
        widget = widget.parentWidget()
    if widget is not None:
        return widget
    seen = [each for each in window.findChildren(DataTable) if each.isVisible() and each.proxy.rowCount()]
    return max(seen, key=lambda each: each.width() * each.height(), default=None)


def sheet_of(table: DataTable, title: str, facts: Sequence[tuple[str, str]] = ()) -> Sheet:
    """Return the rows of a table in the order shown, without the columns that are hidden."""
    header = table.horizontalHeader()
    places = sorted(
        (place for place in range(table.proxy.columnCount()) if not table.isColumnHidden(place)),
        key=header.visualIndex,
    )
    specs = [table.source.columns[place] for place in places]
    rows = [table.proxy.index(place, 0).data(ROW_ROLE) for place in range(table.proxy.rowCount())]
    values = [[_value(spec, row) for spec in specs] for row in rows]
    columns = [
        Column(spec.title or " ", spec.hint, _kind([row[place] for row in values]))
        for place, spec in enumerate(specs)
    ]
    return Sheet(title, columns, values, facts)


def _value(spec: ColumnSpec[Any], row: Any) -> Value:  # noqa: ANN401
    """Return a number or a day where the table shows one, and else what it shows."""
    text, value = spec.shown(row), spec.value(row)
    if not text:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    # By numbers words are sorted, too.
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if is_number and spec.align & Qt.AlignmentFlag.AlignRight and any(map(str.isdigit, text)):
        return value if isinstance(value, int | Decimal) else None
    return text


def _kind(values: Sequence[Value]) -> Kind:
    return "days" if any(isinstance(value, int | Decimal) for value in values) else "text"

"""The table that is shown as a file: its rows in their order, its columns, numbers and days as such."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.exporting.tables import write_table
from pmplanner.ui.output.shown_table import sheet_of, shown_table
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec


@dataclass(frozen=True)
class Line:
    id: int
    name: str
    days: Decimal | None
    day: dt.date | None
    rank: int = 1


LINES = [
    Line(1, "Bo", Decimal("1.25"), dt.date(2027, 3, 1)),
    Line(2, "Ana", None, None),
    Line(3, "=Cy", Decimal(3), dt.date(2027, 3, 2)),
]
RIGHT = Qt.AlignmentFlag.AlignRight
COLUMNS: list[ColumnSpec[Line]] = [
    ColumnSpec("Name", lambda line: line.name),
    ColumnSpec(
        "Days",
        lambda line: line.days,
        lambda line: "unknown" if line.days is None else f"{line.days} d",
        align=RIGHT,
        hint="Days of courses",
    ),
    ColumnSpec("Day", lambda line: line.day, lambda line: f"{line.day:%d.%m.}" if line.day else ""),
    ColumnSpec("State", lambda line: line.rank, lambda _line: "2nd, open"),
    ColumnSpec("Hidden", lambda line: line.id),
]


def test_rows_are_those_shown_in_their_order(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout, small, table = QVBoxLayout(window), DataTable(COLUMNS), DataTable(COLUMNS)
    layout.addWidget(small)
    layout.addWidget(table, 1)
    assert shown_table(window) is None
    table.source.set_rows(LINES)
    table.setColumnHidden(4, True)
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    window.show()
    # The other one has no rows; but who has the focus is meant.
    assert shown_table(window) is table
    small.setFocus()
    assert shown_table(window) is small
    path = tmp_path / "shown.xlsx"
    assert write_table(path, sheet_of(table, "People", [("Plan", "2027")])) == 3
    sheet, legend = load_workbook(path).worksheets
    shown = [table.proxy.index(place, 0).data() for place in range(3)]
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == [name.replace("=", "'=") for name in shown]
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=3)}
    assert rows["Name"] == ["Days", "Day", "State"]
    assert rows["Bo"] == [1.25, dt.datetime(2027, 3, 1), "2nd, open"]  # noqa: DTZ001
    assert rows["Ana"] == ["unknown", None, "2nd, open"]
    assert [cell.value for cell in legend[5]] == ["Days", "Days of courses"]
    # As text it has the same.
    path = tmp_path / "shown.csv"
    write_table(path, sheet_of(table, "People"))
    assert '"2nd, open"' in path.read_text(encoding="utf-8-sig")

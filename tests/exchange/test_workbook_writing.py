"""Tables as Excel workbooks: what is written is read back as it was, whatever the text looks like."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pmplanner.exchange import workbook_writing
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.workbook_writing import write_xlsx
from pmplanner.exchange.writing import Value

HEADER = ("name", "day", "days", "free", "codes", "from")
DAY = dt.datetime.combine(dt.date(2027, 3, 1), dt.time())
ROWS: list[tuple[Value, ...]] = [
    ("=1+1", dt.date(2027, 3, 1), Decimal("1.5"), True, ("A", "B"), dt.time(9, 30)),
    ("Ana\x0b\uffff\ufffeBerg", None, 1200, False, (), None),
]


def test_cells_have_their_types_and_text_is_never_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    assert write_xlsx(path, HEADER, ROWS, title="Who: is/where? " * 4) == 2
    sheet = load_workbook(path).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]] == ["s", "d", "n", "s", "s", "s"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert values[0] == ["'=1+1", DAY, 1.5, "yes", "A;B", "09:30"]
    assert values[1] == ["AnaBerg", None, 1200, "no", None, None]
    assert sheet["B2"].number_format == "yyyy-mm-dd"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F3")
    assert sheet["A1"].font.bold
    assert len(sheet.title) <= 31
    assert not set(sheet.title) & set("[]:*?/\\'")


def test_it_is_read_as_a_text_file_of_the_same_rows_is(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_xlsx(path, HEADER, ROWS)
    table = read_table(path)
    assert tuple(table.header) == HEADER
    assert [row.cells[1] for row in table.rows] == [DAY, None]


def test_more_rows_than_a_sheet_holds_are_refused_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_text("old")
    monkeypatch.setattr(workbook_writing, "MOST_ROWS", 2)
    with pytest.raises(ExchangeError, match="2 rows are more than an Excel sheet holds"):
        write_xlsx(path, HEADER, ROWS)
    assert path.read_text() == "old"

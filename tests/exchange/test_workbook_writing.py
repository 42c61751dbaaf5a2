"""Tables as Excel workbooks: what is written is read back as it was, whatever the text looks like."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal
from math import isclose, isnan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pmplanner.exchange import workbook_writing
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import PEOPLE
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.sheets import LOOKS, Column, GroupLine, Sheet, State, plain_sheet
from pmplanner.exchange.workbook_style import light_colours, storable
from pmplanner.exchange.workbook_writing import write_sheet
from pmplanner.exchange.writing import Value, cell_text


def write_rows(path: Path, header: Sequence[str], rows: Sequence[Sequence[Value]], title: str = "") -> int:
    return write_sheet(path, plain_sheet(header, rows, title))


HEADER = ("name", "day", "days", "free", "codes", "from")
DAY = dt.datetime.combine(dt.date(2027, 3, 1), dt.time())
ROWS: list[tuple[Value, ...]] = [
    ("=1+1", dt.date(2027, 3, 1), Decimal("1.5"), True, ("A", "B"), dt.time(9, 30)),
    ("Ana\x0b\uffff\ufffeBerg", None, 1200, False, (), None),
]


def test_cells_have_their_types_and_text_is_never_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    assert write_rows(path, HEADER, ROWS, title="Who: is/where? " * 4) == 2
    sheet = load_workbook(path).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]] == ["s", "d", "n", "s", "s", "d"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert values[0] == ["'=1+1", DAY, 1.5, "yes", "A;B", dt.time(9, 30)]
    assert values[1] == ["AnaBerg", None, 1200, "no", None, None]
    assert sheet["B2"].number_format == "yyyy-mm-dd"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:F3")
    assert sheet["A1"].font.bold
    assert len(sheet.title) <= 31
    assert not set(sheet.title) & set("[]:*?/\\'")


def test_it_is_read_as_a_text_file_of_the_same_rows_is(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_rows(path, HEADER, ROWS)
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
        write_rows(path, HEADER, ROWS)
    assert path.read_text() == "old"


def test_a_text_longer_than_a_cell_holds_is_refused_by_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_text("old")
    write_rows(tmp_path / "most.xlsx", ("name", "note"), [("Ana", "x" * 32_767)])
    with pytest.raises(ExchangeError, match="Row 3, note: the text has 32,768 letters"):
        write_rows(path, ("name", "note"), [("Ana", ""), ("Bo", "x" * 32_768)])
    assert path.read_text() == "old"


def test_what_a_workbook_cannot_keep_as_a_number_or_day_is_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    values = (
        2**60,
        Decimal("0.1234567890123456789"),
        float("nan"),
        dt.date(1899, 5, 1),
        dt.date(9999, 12, 31),
    )
    write_rows(path, [f"column {place}" for place, _ in enumerate(values)], [values])
    sheet = load_workbook(path).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [
        str(2**60), "0.1234567890123456789", "NaN", "1899-05-01", dt.datetime(9999, 12, 31),  # noqa: DTZ001
    ]  # fmt: skip


MONEY = Sheet(
    "Sessions",
    [Column("code", "Code", "identifier"), Column("booked", "Booked", "count", summed=True),
     Column("cost", "Cost", "money", summed=True, empty="unknown"), Column("currency", "", "currency")],
    [("007", 2, Decimal("100.50"), "EUR"), ("008", 3, None, "EUR"), ("009", 4, Decimal(20), "EUR")],
    [("Plan", "Year & more")],
)  # fmt: skip


def test_sums_are_formulas_with_values_and_say_what_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_sheet(path, MONEY)
    formulas, values = load_workbook(path).worksheets[0], load_workbook(path, data_only=True).worksheets[0]
    assert [[cell.value for cell in row] for row in values["A3:C4"]] == [
        ["Sum of what is shown", 9, 120.5],
        ["Of them unknown", None, 1],
    ]
    assert formulas["C3"].value == "=SUBTOTAL(109,$C$6:$C$8)"
    assert formulas["C4"].value == '=COUNTIF($C$6:$C$8," ")'
    assert [cell.value for cell in values[5]] == ["code", "booked", "cost", "currency"]
    assert values["C6"].number_format == "#,##0.00\\ [$EUR]"
    assert values["C7"].number_format == ';;;"unknown"'
    assert values["A6"].number_format == "@"
    # Read back, unknown is nothing, and never 0.
    table = read_table(path)
    assert [row.cells for row in table.rows] == [
        ("007", 2, 100.5, "EUR"), ("008", 3, " ", "EUR"), ("009", 4, 20, "EUR"),
    ]  # fmt: skip


def test_sums_of_several_currencies_stand_apart_and_of_nothing_known_are_unknown(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    rows = [("1", 1, Decimal(5), "EUR"), ("2", 1, Decimal(7), "USD"), ("3", 1, Decimal(8), "USD")]
    write_sheet(path, Sheet("Sessions", MONEY.columns, rows, MONEY.facts))
    values = load_workbook(path, data_only=True).worksheets[0]
    assert [[cell.value for cell in row] for row in values["A3:C4"]] == [
        ["Sum in USD", 3, 15],
        ["Sum in EUR", None, 5],
    ]
    write_sheet(path, Sheet("Sessions", MONEY.columns, [("1", 1, None, "EUR")], MONEY.facts))
    values = load_workbook(path, data_only=True).worksheets[0]
    assert [cell.value for cell in values["C"][2:4]] == ["unknown", 1]


def test_the_last_row_is_a_formula_only_where_it_is_the_sum(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    columns = [Column("name"), Column("people", "", "count"), Column("days", "", "days")]
    rows = [("A", 2, Decimal("1.25")), ("B", 3, Decimal("0.5")), ("All", 4, Decimal("1.75"))]
    write_sheet(path, Sheet("Totals", columns, rows, last_is_sum=True))
    last = load_workbook(path).worksheets[0][4]
    assert [cell.value for cell in last] == ["All", 4, "=SUM($C$2:$C$3)"]
    assert len({(cell.alignment.horizontal, cell.alignment.indent) for cell in last[1:]}) == 1
    values = load_workbook(path, data_only=True).worksheets[0]
    assert values["C4"].value == 1.75
    assert values["C2"].number_format == "#,##0.00"


def test_states_are_painted_as_in_the_window_and_read_as_in_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    columns = [Column("name"), Column("team"), Column("AMA-1", "A course", signs_only=True)]
    rows = [("Ana", "Ops", State(f"{name} 2027-03-01", name)) for name in LOOKS]
    rows.append(("Bo", "Ops", State("picked", "picked", "proposed")))
    write_sheet(path, Sheet("Matrix", columns, rows, groups=[GroupLine(0, "Ops", 1), GroupLine(3, "Core")]))
    sheet, colours = load_workbook(path).worksheets[0], light_colours()
    assert sheet["A2"].value == "▸ Ops"
    painted = [sheet.cell(row, 3) for row in (3, 4, 5, 7, 8, 9, 10, 11, 12, 13)]
    for cell, (name, look) in zip(painted, LOOKS.items(), strict=True):
        assert cell.value == f"{name} 2027-03-01"
        assert cell.number_format == f';;;"{look.sign}"'
        assert cell.font.color.rgb == f"FF{colours[look.ink][1:].upper()}"
        if look.ground:
            assert cell.fill.fgColor.rgb == f"FF{colours[look.ground][1:].upper()}"
    assert sheet["C14"].number_format == ';;;"●○"'
    legend = load_workbook(path).worksheets[1]
    told = {str(row[0].value): str(row[1].value) for row in legend.iter_rows()}
    assert told["✓"] == "done"
    assert told["○"] == "behind a sign: proposed, not decided yet"
    assert told["AMA-1"] == "A course"
    # The lines of groups are no rows.
    table = read_table(path, layout=PEOPLE)
    assert [row.cells[0] for row in table.rows] == ["Ana"] * len(LOOKS) + ["Bo"]


# Of two codes that share an underscore the library writes only the first as a text.
TWO_CODES = re.compile("_x[0-9a-fA-F]{4}_x")
TEXTS = st.text(st.characters(), max_size=40).filter(lambda text: not TWO_CODES.search(text))
CELLS = st.one_of(
    TEXTS,
    st.sampled_from(("=1+1", "'=1", "_x000D_", "\r", " a ", "00123", "1E5", "TRUE", "▸ x", "#N/A")),
    st.integers(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.none(),
)


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_whatever_is_written_is_read_as_from_a_text_file(
    rows: list[tuple[Value, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("written")
    header = ("person_id", "last_name", "note")
    # Without a text in each row a blank one would be passed over.
    lines = [(f"r{place}", *row[1:]) for place, row in enumerate(rows)]
    write_rows(folder / "a.xlsx", header, lines)
    read = read_table(folder / "a.xlsx", layout=PEOPLE)
    for line, row in zip(lines, read.rows, strict=True):
        for value, cell in zip(line, row.cells, strict=True):
            assert is_same(cell, value), (cell, value)


def is_same(cell: Value, value: Value) -> bool:
    """Say whether a cell that was read is the value that was written."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        number, read = float(value), float(str(cell))
        # A workbook keeps sixteen digits, and does not tell 0 below zero from 0.
        return isnan(read) if isnan(number) else isclose(read, number, rel_tol=1e-15)
    return (cell if isinstance(cell, str) else cell_text(cell)) == storable(cell_text(value))


def test_rows_are_as_high_as_their_texts_need(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_rows(path, ("name", "note"), [("Ana", "x " * 60), ("Bo", "one\ntwo"), ("Cy", "short")])
    sheet = load_workbook(path).worksheets[0]
    assert [sheet.row_dimensions[row].height for row in (2, 3, 4)] == [30, 30, None]
    assert {cell.alignment.vertical for row in sheet.iter_rows(min_row=2) for cell in row} == {"top"}
    assert [bool(sheet.cell(row, 2).alignment.wrap_text) for row in (2, 3, 4)] == [True, True, False]


def test_a_table_called_as_the_legend_has_one_too(tmp_path: Path) -> None:
    write_sheet(tmp_path / "plan.xlsx", Sheet("legend", MONEY.columns, (), MONEY.facts))
    assert load_workbook(tmp_path / "plan.xlsx").sheetnames == ["legend", "Legend 2"]

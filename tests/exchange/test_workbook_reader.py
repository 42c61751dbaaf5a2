# ruff: noqa: DTZ001  (cells of a workbook have no time zone)
import datetime as dt
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import PEOPLE
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import parse_rows
from pmplanner.exchange.reading import list_sheets, read_table

STAFF = (("Employee ID", "Surname", "Hire Date"), (7, "Doe", dt.datetime(2020, 1, 31)), (8, "Roe", None))


def save(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def rewrite(path: Path, part: str, pattern: str, text: str) -> None:
    """Change the parts of a workbook that *part* begins, as another program might have written them."""
    with zipfile.ZipFile(path) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    after = dict(before)
    for name in before:
        if name.startswith(part):
            after[name] = re.sub(pattern, text, before[name].decode(), count=1).encode()
    assert after != before
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in after.items():
            archive.writestr(name, data)


def test_cells_stay_as_they_are(tmp_path: Path) -> None:
    table = read_table(save(tmp_path / "staff.xlsx", {"Staff": STAFF}))
    assert (table.name, table.sheet, table.header_row) == ("staff.xlsx", "Staff", 1)
    assert (table.separator, table.encoding) == (None, None)
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, (7, "Doe", dt.datetime(2020, 1, 31))),
        (3, (8, "Roe", None)),
    ]


def test_the_right_sheet_is_not_always_the_first(tmp_path: Path) -> None:
    read_me = (("Dear reader,",), ("see the next sheet",))
    template = (STAFF[0],)
    path = save(tmp_path / "a.xlsx", {"Read me": read_me, "Template": template, "Staff": STAFF, "Empty": ()})
    assert read_table(path).sheet == "Staff"
    assert read_table(path, sheet=" template ").rows == ()
    assert list_sheets(path) == ("Read me", "Template", "Staff", "Empty")


def test_a_sheet_that_is_shown_comes_before_a_hidden_one(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"Old": STAFF, "New": STAFF})
    assert read_table(path).sheet == "Old"
    rewrite(
        path,
        "xl/workbook.xml",
        'name="Old" sheetId="1" state="visible"',
        'name="Old" sheetId="1" state="hidden"',
    )
    assert read_table(path).sheet == "New"


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"One": STAFF, "Two": ()})
    with pytest.raises(ExchangeError, match=r"a\.xlsx has no sheet Three; its sheets are: One, Two"):
        read_table(path, sheet="Three")
    with pytest.raises(ExchangeError, match=r"The sheet Two of a\.xlsx is empty"):
        read_table(path, sheet="Two")


def test_the_header_may_stand_below_a_title_and_beside_empty_columns(tmp_path: Path) -> None:
    rows = [(), (None, "All staff"), (), *((None, *row) for row in STAFF)]
    table = read_table(save(tmp_path / "a.xlsx", {"Staff": rows}))
    assert table.header == ("", "Employee ID", "Surname", "Hire Date")
    assert (table.header_row, table.rows[0].number) == (4, 5)


def test_columns_without_a_heading_are_kept(tmp_path: Path) -> None:
    rows = [("Employee ID", "Surname"), (1, "Doe", "left?"), (2, "Roe")]
    table = read_table(save(tmp_path / "a.xlsx", {"Staff": rows}))
    assert table.header == ("Employee ID", "Surname", "")
    assert [row.cells for row in table.rows] == [(1, "Doe", "left?"), (2, "Roe", None)]


def test_a_wrong_size_hides_no_cells(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"Staff": STAFF})
    rewrite(path, "xl/worksheets/sheet1.xml", '<dimension ref="A1:C3" ?/>', '<dimension ref="A1"/>')
    assert len(read_table(path).rows) == 2
    assert read_table(path).header == STAFF[0]


def test_numbers_become_ids_without_decimals_and_with_the_zeros_shown(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(("Employee ID", "Surname"))
    for number, name in ((3427, "Doe"), (3428.0, "Roe"), ("0042", "Poe"), (42, "Moe")):
        sheet.append((number, name))
    sheet["A5"].number_format = "00000"
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx")
    parsed = parse_rows(table, PEOPLE, match_columns(table, PEOPLE))
    assert [row.values["person_id"] for row in parsed.rows] == ["3427", "3428", "0042", "00042"]


def test_what_the_library_warns_of_is_not_the_users_concern(tmp_path: Path) -> None:
    book = Workbook()
    for row in STAFF:
        book.worksheets[0].append(row)
    book.worksheets[0].add_data_validation(DataValidation(type="list", formula1='"a,b"', sqref="A1"))
    book.save(tmp_path / "a.xlsx")
    extension = '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    rewrite(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", "</worksheet>", extension)
    rewrite(tmp_path / "a.xlsx", "xl/styles.xml", "(?s)<cellStyles.*?</cellStyles>", "")
    assert len(read_table(tmp_path / "a.xlsx").rows) == 2


def test_a_workbook_is_known_by_what_it_holds(tmp_path: Path) -> None:
    assert read_table(save(tmp_path / "a.csv", {"Staff": STAFF})).sheet == "Staff"


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
def test_a_damaged_workbook_is_refused(tmp_path: Path, part: str) -> None:
    path = save(tmp_path / "a.xlsx", {"Staff": STAFF})
    rewrite(path, part, r"(?s)^(.{150}).*", r"\1")
    with pytest.raises(ExchangeError, match=r"a\.xlsx is not an Excel workbook .*or it is damaged"):
        read_table(path)


def test_half_a_workbook_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"Staff": STAFF})
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ExchangeError, match="damaged"):
        list_sheets(path)


def test_times_and_lengths(tmp_path: Path) -> None:
    rows = [
        ("Name", "Start Time"),
        ("a", dt.time(9, 30)),
        ("b", dt.timedelta(hours=9)),
        ("c", dt.timedelta(days=2)),
    ]
    table = read_table(save(tmp_path / "a.xlsx", {"Sessions": rows}))
    assert [row.cells[1] for row in table.rows] == [dt.time(9, 30), dt.time(9), 2]


def test_line_breaks_written_as_codes_are_read(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"Staff": [("Name", "Team"), ("Ann!", "my_xbox")]})
    rewrite(path, "xl/", "Ann!", "Ann_x000D_")
    assert read_table(path).rows[0].cells == ("Ann\r", "my_xbox")


@pytest.mark.slow
def test_progress_is_told_and_can_stop_the_reading(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {"Staff": [STAFF[0], *[STAFF[1]] * 1000]})
    told: list[tuple[int, int | None]] = []
    read_table(path, progress=lambda done, total: told.append((done, total)))
    assert told == [(500, 1001), (1000, 1001)]

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_table(path, progress=stop)


def test_a_mark_of_utf8_is_no_part_of_a_heading(tmp_path: Path) -> None:
    for mark in ("\ufeff", "ï»¿"):
        path = save(tmp_path / "a.xlsx", {"Staff": [(f"{mark}person_id", "Surname"), ("7", "Ant")]})
        assert read_table(path, layout=PEOPLE).header == ("person_id", "Surname")

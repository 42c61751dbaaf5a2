"""Files made to fill the memory or never to end: each is refused soon, with a sentence."""

import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from pmplanner.exchange import limits, text_reader, workbook_parts
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import PEOPLE
from pmplanner.exchange.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Watch
from pmplanner.exchange.reading import read_table
from tests.exchange.test_workbook_reader import STAFF, rewrite, save

SOON = 10
"""Seconds of work, however busy the computer is otherwise."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def refusal(path: Path) -> str:
    began = time.process_time()
    with pytest.raises(ExchangeError) as caught:
        read_table(path, layout=PEOPLE)
    assert time.process_time() - began < SOON
    said = str(caught.value)
    assert said.startswith(path.name)
    assert said.endswith(".")
    return said


def sheet(path: Path, rows: str, before: str = "", after: str = "") -> Path:
    """Save a workbook whose only sheet has these rows."""
    text = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return replaced(save(path, {"Staff": STAFF}), "xl/worksheets/sheet1.xml", text)


def replaced(path: Path, part: str, text: str) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert part in parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (parts | {part: text.encode()}).items():
            archive.writestr(name, data)
    return path


HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Employee ID</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Surname</t></is></c></row>'
)


def cell(place: str, text: str = "1") -> str:
    return f'<c r="{place}"><v>{text}</v></c>'


def test_a_row_far_below_the_last_of_a_sheet(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", HEAD + '<row r="2000000000"><c r="A2000000000"><v>1</v></c></row>')
    assert "has a row 2,000,000,000, beyond the last that a sheet has" in refusal(path)


def test_the_last_row_and_blank_cells_to_the_last_column_are_read(tmp_path: Path) -> None:
    wide = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="XFD{n}"/></row>' for n in range(2, 5002))
    path = sheet(tmp_path / "a.xlsx", f'{HEAD}{wide}<row r="1048576">{cell("A1048576")}</row>')
    began = time.process_time()
    table = read_table(path, layout=PEOPLE)
    assert time.process_time() - began < SOON
    assert (len(table.rows), table.rows[-1].number, len(table.header)) == (5001, 1_048_576, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (lambda: f'<row r="2">{cell("XFD2")}</row>', f"has more than {MAX_COLUMNS:,} columns (row 2)"),
        (lambda: '<row r="2">' + "<c/>" * 20_000 + "</row>", "has a row of more cells than a sheet has"),
        (lambda: '<row r="2">' + "<x/>" * 300_000 + "</row>", "has a row of more cells than a sheet has"),
        (lambda: "<row><c><v>1</v></c></row>" * (MAX_ROWS + 1), f"has more than {MAX_ROWS:,} rows"),
        (
            lambda: f'<row r="2"><c t="inlineStr"><is><t>{"x" * (MAX_CELL + 1)}</t></is></c></row>',
            f"has a cell of more than {MAX_CELL:,} characters (row 2)",
        ),
    ],
)
def test_sheets_that_are_too_much(tmp_path: Path, rows: Callable[[], str], why: str) -> None:
    assert why in refusal(sheet(tmp_path / "a.xlsx", HEAD + rows()))


def test_very_many_blank_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "_LAST_ROW", 1000)
    path = sheet(tmp_path / "a.xlsx", HEAD + "<row/>" * 1000)
    assert "has a row 1,001, beyond the last that a sheet has" in refusal(path)


def test_what_stands_after_the_rows_is_not_read(tmp_path: Path) -> None:
    merged = "<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 500_000 + "</mergeCells>"
    began = time.process_time()
    path = sheet(tmp_path / "a.xlsx", f'{HEAD}<row r="2">{cell("A2")}</row>', after=merged)
    assert len(read_table(path, layout=PEOPLE).rows) == 1
    assert time.process_time() - began < SOON


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "text", "why"),
    [
        (
            "xl/worksheets/sheet1.xml",
            lambda: "x" * (limits.MAX_PART + 1),
            r"sheet1.xml in it takes 96 MB unpacked",
        ),
        (
            "xl/worksheets/sheet1.xml",
            lambda: "<a/>" * (limits.MAX_TAGS + 1),
            "sheet1.xml in it has 8,000,001 tags",
        ),
        ("xl/styles.xml", lambda: "x" * (16 * 2**20 + 1), "styles.xml in it takes 16 MB unpacked"),
        ("xl/styles.xml", lambda: "<a/>" * 300_001, "styles.xml in it has 300,001 tags"),
    ],
)
def test_archives_that_unfold_to_too_much(
    tmp_path: Path, part: str, text: Callable[[], str], why: str
) -> None:
    assert why in refusal(replaced(save(tmp_path / "a.xlsx", {"Staff": STAFF}), part, text()))


STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
TEXTS = (
    "<si><t>Employee ID</t></si><si><r><t>Sur</t></r><r><rPr><b/></rPr><t>name</t></r></si>"
    "<si><t>Doe_x000D_</t><rPh sb='0' eb='1'><t>ドウ</t></rPh></si>"
)


def shared(path: Path, texts: str) -> Path:
    """Save a workbook whose cells refer to a list of texts."""
    rows = "".join(f'<row><c t="s"><v>{a}</v></c><c t="s"><v>{b}</v></c></row>' for a, b in ((0, 1), (2, 2)))
    with zipfile.ZipFile(sheet(path, rows)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    kinds = parts["[Content_Types].xml"].decode()
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{STRINGS}"/></Types>'
    parts["[Content_Types].xml"] = kinds.replace("</Types>", override).encode()
    parts["xl/sharedStrings.xml"] = texts.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_texts_that_cells_share_are_read_without_how_they_are_spoken(tmp_path: Path) -> None:
    path = shared(tmp_path / "a.xlsx", f'<sst xmlns="{MAIN}">{TEXTS}</sst>')
    table = read_table(path)
    assert (table.header, table.rows[0].cells) == (("Employee ID", "Surname"), ("Doe\r", "Doe\r"))


@pytest.mark.slow
def test_many_texts_are_read_soon(tmp_path: Path) -> None:
    many = "<si><t>a</t></si>" * 200_000
    path, began = shared(tmp_path / "a.xlsx", f'<sst xmlns="{MAIN}">{TEXTS}{many}</sst>'), time.process_time()
    assert len(read_table(path).rows) == 1
    assert time.process_time() - began < SOON


@pytest.mark.slow
@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (lambda: "x" * (limits.MAX_PART + 1), "sharedStrings.xml in it takes 96 MB"),
        (lambda: "<si><t>a</t></si>" * 2_000_001, "sharedStrings.xml in it has 8,000,006 tags"),
        (
            lambda: f"<si><t>{'x' * (MAX_CELL + 1)}</t></si>",
            f"has a cell of more than {MAX_CELL:,} characters",
        ),
    ],
)
def test_too_many_or_too_long_texts(tmp_path: Path, texts: Callable[[], str], why: str) -> None:
    assert why in refusal(shared(tmp_path / "a.xlsx", f'<sst xmlns="{MAIN}">{texts()}</sst>'))


def test_an_archive_of_very_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_parts, "_MOST_PARTS", 5)
    assert "has more than 5 parts" in refusal(save(tmp_path / "a.xlsx", {"Staff": STAFF}))


def test_a_style_that_is_not_there_is_the_general_one(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(("Employee ID", "Surname"))
    book.worksheets[0].append((42, "Doe"))
    book.save(tmp_path / "a.xlsx")
    rewrite(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", '<c r="A2"', '<c s="99" r="A2"')
    assert read_table(tmp_path / "a.xlsx").rows[0].cells == (42, "Doe")


@pytest.mark.parametrize(
    "value", ['s="-7"', 's="x"', 't="s" s="0"', 't="e"', 't="d"', 't="b"', 'r="0"', 't="zz"']
)
def test_cells_that_are_none_are_read_or_refused(tmp_path: Path, value: str) -> None:
    path = sheet(tmp_path / "a.xlsx", f"{HEAD}<row><c {value}><v>12345</v></c></row>")
    try:
        read_table(path)
    except ExchangeError as error:
        assert str(error).startswith("a.xlsx ")  # noqa: PT017 - either may be


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: b"a," * 1_000_000, f"has more than {MAX_COLUMNS:,} columns (row 1)"),
        (lambda: b"a,b\n" + b"1,2\n" * 300_000, f"has more than {MAX_ROWS:,} rows"),
        (lambda: b"a,b\n1," + b"x" * 200_000 + b"\n", "row 2: a cell has more than 131,072 characters"),
        (lambda: b'a,b\n1,"' + b"x" * 200_000 + b'"\n', "row 2: a cell has more than 131,072 characters"),
        (lambda: b"a,b\n" + b"\n" * 5_000_000, "has more than 2,000,000 lines"),
        (lambda: b"a,b\n" + b'"' * 8_000_000, "row 2"),
        (lambda: b"a" * (limits.MAX_BYTES + 1), "is larger than 64 MB"),
        (lambda: (b"a," * 900 + b"\n") * 9000, "has more than 5,000,000 cells"),
        (lambda: b"a," * 990 + b"z\n" + (b"1" + b"," * 990 + b"\n") * 20_000, "rows of 991 columns"),
    ],
)
def test_tables_that_are_too_much(tmp_path: Path, make: Callable[[], bytes], why: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(make())
    assert why in refusal(path)


def test_separators_to_the_last_column_of_a_spreadsheet_are_no_columns(tmp_path: Path) -> None:
    tail = "," * 16_380
    (tmp_path / "a.csv").write_text(
        f"Employee ID,Surname{tail}\n1,Doe{tail}\n2,Roe{tail}\n", encoding="utf-8"
    )
    table = read_table(tmp_path / "a.csv")
    assert table.header == ("Employee ID", "Surname")
    assert [row.cells for row in table.rows] == [("1", "Doe"), ("2", "Roe")]


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "latin-1"])
def test_a_large_file_of_another_encoding_is_read_soon(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nachname,Ort\n" + "Müller,Köln\n" * 90_000, encoding=encoding)
    began = time.process_time()
    assert len(read_table(path).rows) == 90_000
    assert time.process_time() - began < SOON


def test_what_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_SECONDS", -1.0)
    with pytest.raises(ExchangeError, match=re.escape("a.csv takes longer than -1 seconds to read.")):
        text_reader.read_text(b"Name,Team\n" + b"Ann,IT\n" * 600, "a.csv")


def test_a_watch_tells_and_keeps_what_stopped_it() -> None:
    told: list[int] = []
    watch = Watch("a.csv", lambda done, _total: told.append(done))
    watch.tick(7)
    watch.look()
    assert (told, watch.stopped) == ([7], None)
    with pytest.raises(ExchangeError, match=r"^It is odd\.$"):
        watch.refuse("It is odd.")
    assert str(watch.stopped) == "It is odd."

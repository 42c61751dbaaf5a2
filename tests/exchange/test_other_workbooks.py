"""Workbooks that are no .xlsx: .xls, .ods and .xlsb, read in a process of its own."""

import base64
import datetime as dt
import multiprocessing
import os
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook

from pmplanner.exchange import calamine_reader
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import PEOPLE
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import parse_rows
from pmplanner.exchange.reading import list_sheets, read_table
from pmplanner.exchange.table import PROGRESS_STEP

XLS = (
    r"""c-rk)O-NKx6#njeZ=BKm8Ep(SkU_}G6pR+NvFT^jS}3N_A3=@Hlf-dGhG}7ovTT+?(8_2d*rG*Nn|`Q8?OFszErK9$YS}6%X""",
    r"""raE&Iq$t1Cj$r4Fy8mL=bn4cJ@1}-&;5Jv^=$Rr)PwpQ3a}SC7Ohg0<jEAJQnwHU=`D*{HxE#<Jgh5}1}KmvK0K{><>wf3ym""",
    r"""QcS-*`b3_(<s#M$wZ>n&CCX0r4TG*oSsy(A?8-i&7=(#IG8mXN7JQdQa*;6S_|%*MzoH-8pp<vyq<WJ<dEnt~H9TlBmKXv3W""",
    r"""0&ov6i2p2wH2E4!`_`_n_Q#5z+n80DA-g|y2|nrSXq;Wo;E6NJ|8?$&5@4j~HnG`?A3;H$f?pNBp9+R7D3{(Y(3{|9-1f><c""",
    r"""Op&7t9tTT!ya~4%NXt2hQJ~I{%kC<6hVA97TANn(~!NGZS^3;$-@^fY)k=g)sjEp8yW2PBC93@Tv`E)WiV$z0xXee!lqp^&s""",
    r"""18r@)iAGb*_od7-J`!XL2`<?}Dr8}m6OEHU%va0u3Q`Z|?|gaFJ<uCDEs}9LHtfS?3-<&TF0%z0SN_!4v{@{62)!b2-7I{)&""",
    r"""=B>7@}}Nehv}S<I#)&8MD6Snyp3$l<F^r?{e0wcL-tc-JMlAJxeKA0cabSH(qR`TdwwR+qFU6=Nyd|in=5A<`XIFKw=F541s""",
    r"""&fl=LD_70xv>BwSCNLHF(HXY0LVB)gD#Njyq|Mbvmk?8wI0kj|cbIE@{r_*d?7xx?`;`W37v|;ndf~n#bs(#wDG6I(k<VYp$""",
    r"""c`S#u3TtQ#F`L##{O_+q*Edhp=Eg9i^DJp3c@bxD&84di0ubFP|x=fBPZrA6;I$$yJJr0B`eCuIkcl&3LP)cn~5pK{-&R%qk""",
    r"""?FJv5}*3%fqfcP<7^!%ky1(n~Q6&nWs-V!Rd{l#MZT;=wE0J}m9#{""",
)
"""A read-me and a sheet "Staff" that begins in B3, packed."""

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_KIND = "application/vnd.oasis.opendocument.spreadsheet"
_END = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)


def xls(path: Path) -> Path:
    path.write_bytes(zlib.decompress(base64.b85decode("".join(XLS))))
    return path


def cell(text: str = "", *, date: str = "", number: str = "", times: int = 1) -> str:
    often = f' table:number-columns-repeated="{times}"' if times > 1 else ""
    kind = f'office:value-type="date" office:date-value="{date}"' if date else 'office:value-type="string"'
    kind = f'office:value-type="float" office:value="{number}"' if number else kind
    return f"<table:table-cell {kind}{often}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, times: int = 1) -> str:
    often = f' table:number-rows-repeated="{times}"' if times > 1 else ""
    return f"<table:table-row{often}>{''.join(cells)}</table:table-row>"


HEADER = row(cell("Employee ID"), cell("Surname"), cell("Hire Date"))


def ods(path: Path, *rows: str) -> Path:
    sheets = f'<table:table table:name="Read me">{row(cell("hello"))}</table:table>'
    sheets += f'<table:table table:name="Staff">{"".join(rows)}</table:table>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _KIND)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        body = f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
        archive.writestr(
            "content.xml", f"<office:document-content {_SPACES}>{body}</office:document-content>"
        )
    return path


@pytest.mark.slow
def test_an_old_workbook_is_read_with_its_dates_and_ids_that_are_text(tmp_path: Path) -> None:
    path = xls(tmp_path / "staff.xls")
    table = read_table(path, layout=PEOPLE)
    assert list_sheets(path) == ("Read me", "Staff")
    assert (table.name, table.sheet, table.header_row) == ("staff.xls", "Staff", 3)
    parsed = parse_rows(table, PEOPLE, match_columns(table, PEOPLE))
    assert [row.values for row in parsed.rows] == [
        {"person_id": "007", "last_name": "Doe", "start_date": dt.date(2020, 1, 31)},
        {"person_id": "8", "last_name": "Roe"},
    ]
    with pytest.raises(ExchangeError, match=r"staff\.xls has no sheet Three; its sheets are: Read me, Staff"):
        read_table(path, sheet="Three")


def test_an_open_document_is_read_below_and_beside_blank_cells(tmp_path: Path) -> None:
    doe = row(cell("007", number="7"), cell("Doe"), cell("x", date="2020-01-31"))
    table = read_table(ods(tmp_path / "a.ods", row(times=3), HEADER, doe, _END), layout=PEOPLE)
    assert (table.sheet, table.header, table.header_row) == (
        "Staff",
        ("Employee ID", "Surname", "Hire Date"),
        4,
    )
    assert [(row.number, row.cells) for row in table.rows] == [(5, (7, "Doe", dt.date(2020, 1, 31)))]
    assert table.notes == (calamine_reader._ZEROS,)


def test_a_note_about_zeros_stands_only_where_there_are_numbers(tmp_path: Path) -> None:
    assert read_table(ods(tmp_path / "a.ods", HEADER, row(cell("007"))), layout=PEOPLE).notes == ()


def times_of_processes() -> float:
    """Return the seconds of work of this process and those it has ended, however busy the computer is."""
    return sum(os.times()[:4])


@pytest.mark.slow
@pytest.mark.parametrize(
    "rows",
    [
        (HEADER, row(cell("x"), times=2_000_000_000)),
        (HEADER, row(cell("x", number="1", times=2_000_000_000))),
        (HEADER, _END, row(cell(times=16_383), cell("z"))),
        (HEADER, row(cell("x", times=999), times=99_999)),
    ],
)
def test_a_file_that_unfolds_to_too_much_is_refused_soon(tmp_path: Path, rows: tuple[str, ...]) -> None:
    path, began = ods(tmp_path / "a.ods", *rows), times_of_processes()
    with pytest.raises(ExchangeError, match=r"^a\.ods "):
        read_table(path, layout=PEOPLE)
    assert times_of_processes() - began < 10


@pytest.mark.slow
@pytest.mark.parametrize("length", [600, 3000, -100])
def test_a_damaged_old_workbook_is_read_or_refused(tmp_path: Path, length: int) -> None:
    path = xls(tmp_path / "staff.xls")
    path.write_bytes(path.read_bytes()[:length])
    try:
        assert read_table(path).rows
    except ExchangeError as error:
        assert str(error).startswith("staff.xls ")  # noqa: PT017 - either may be


def test_a_part_that_is_large_when_unpacked_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calamine_reader, "MAX_PART", 1000)
    path = ods(tmp_path / "a.ods", HEADER, row(cell("x" * 2000)))
    with pytest.raises(ExchangeError, match=r"a\.ods is too large: a part of it takes 0 MB unpacked"):
        read_table(path)


def test_reading_can_be_stopped_and_leaves_no_process(tmp_path: Path) -> None:
    def stop(_done: int, _total: int | None) -> None:
        raise InterruptedError

    path = ods(tmp_path / "a.ods", HEADER, row(cell("1"), cell("Doe"), times=600))
    with pytest.raises(InterruptedError):
        read_table(path, layout=PEOPLE, progress=stop)
    assert not multiprocessing.active_children()


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of a binary workbook: kind and length in sevens of bits."""
    head, size, length = bytes([kind] if kind < 128 else [kind & 127 | 128, kind >> 7]), len(data), b""
    while size >= 128:
        length, size = length + bytes([size & 127 | 128]), size >> 7
    return head + length + bytes([size]) + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(path: Path, cells: dict[tuple[int, int], str | float]) -> Path:
    """Save a binary workbook of one sheet with these cells, by row and column."""
    sheets = record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Staff")) + record(144)
    last_row, last_column = map(max, zip(*cells, strict=True))
    sheet = record(129) + record(148, struct.pack("<IIII", 0, last_row, 0, last_column)) + record(145)
    for row in sorted({row for row, _ in cells}):
        sheet += record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        for (_, column), value in sorted(each for each in cells.items() if each[0][0] == row):
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                sheet += record(6, head + wide(value))
            else:
                sheet += record(5, head + struct.pack("<d", value))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", record(131) + sheets + record(132))
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'<Relationships xmlns="{space}">{relation}</Relationships>'
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet + record(146) + record(130))
    return path


@pytest.mark.slow
def test_a_binary_workbook_is_read(tmp_path: Path) -> None:
    cells: dict[tuple[int, int], str | float] = {
        (0, 0): "Employee ID",
        (0, 1): "Surname",
        (1, 0): "007",
        (1, 1): "Doe",
        (2, 0): 8.0,
        (2, 1): "Roe",
    }
    table = read_table(xlsb(tmp_path / "a.xlsb", cells))
    assert (table.sheet, table.header) == ("Staff", ("Employee ID", "Surname"))
    assert [row.cells for row in table.rows] == [("007", "Doe"), (8, "Roe")]
    assert list_sheets(tmp_path / "a.xlsb") == ("Staff",)


@pytest.mark.slow
def test_a_binary_workbook_of_two_far_corners_is_refused(tmp_path: Path) -> None:
    path = xlsb(tmp_path / "a.xlsb", {(0, 0): "Employee ID", (1_048_575, 16_383): "x"})
    with pytest.raises(ExchangeError, match=r"^a\.xlsb "):
        read_table(path)


def test_no_row_of_many_is_lost_between_two_parts_of_a_sheet(tmp_path: Path) -> None:
    # The library reads this kind, too, which is the one that is written here.
    book, path = Workbook(), tmp_path / "many.xlsx"
    rows = 2 * PROGRESS_STEP + 7
    book.worksheets[0].append(["Employee ID", "Last name"])
    for number in range(rows):
        book.worksheets[0].append([number, f"P{number}"])
    book.save(path)
    table = calamine_reader.read_other_workbook(path, layout=PEOPLE)
    assert [row.cells[1] for row in table.rows] == [f"P{number}" for number in range(rows)]

"""Files made to harm, and places that are no files: each refused by name or read, soon, in little memory."""

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import ABSENCES, PEOPLE
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import parse_rows
from pmplanner.exchange.reading import list_sheets, read_table
from tests.exchange.test_fuzz import CALENDAR, in_a_process, linux, workbook
from tests.exchange.test_other_workbooks import HEADER, cell, ods, row
from tests.tiers import in_both_tiers, some_of

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LAUGHS = '<!DOCTYPE l [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
) + "]>"  # fmt: skip


def with_part(path: Path, part: str, content: str | bytes) -> None:
    """Save a workbook with one part replaced."""
    path.write_bytes(workbook())
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = content.encode() if isinstance(content, str) else content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def sheet(rows: str, before: str = "", prolog: str = "") -> Callable[[Path], object]:
    text = f"{prolog}<worksheet {MAIN}>{before}<sheetData>{rows}</sheetData></worksheet>"
    return lambda path: with_part(path, "xl/worksheets/sheet1.xml", text)


def text(content: str | bytes) -> Callable[[Path], object]:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return lambda path: path.write_bytes(data)


def event(lines: str) -> Callable[[Path], object]:
    rule = next(line for line in CALENDAR.split("\r\n") if line.startswith("RRULE:FREQ=WEEKLY"))
    return text(CALENDAR.replace(rule, lines))


def inline(place: str, content: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{content}</t></is></c>'


def value(place: str, content: str, how: str = "") -> str:
    return f'<c r="{place}" {how}><v>{content}</v></c>'


HEADS = f'<row r="1">{inline("A1", "Employee ID")}{inline("B1", "Surname")}</row>'

DAY = value("A2", "99999-12-31", 't="d"')

BOMBS: dict[str, Callable[[Path], object]] = {
    "laughs.xlsx": sheet(f'{HEADS}<row r="2">{inline("A2", "&a11;")}</row>', "", LAUGHS),
    "deep.xlsx": sheet(HEADS, "<x>" * 60_000 + "</x>" * 60_000),
    "wide.xlsx": sheet(HEADS, '<cols><col min="1" max="16384" width="1e308" customWidth="1"/></cols>'),
    "high.xlsx": sheet(f'{HEADS}<row r="2" ht="1e308">{value("A2", "1e308")}{value("B2", "-1e999")}</row>'),
    "million.xlsx": sheet(f'<row r="1">{"<c/>" * 1_000_000}</row>'),
    "far.xlsx": sheet(f'{HEADS}<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row><row r="9999999999"><c/></row>'),
    "size.xlsx": sheet(HEADS, '<dimension ref="A1:XFD99999999999999999999"/>'),
    "merged.xlsx": sheet(HEADS, '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
    "dates.xlsx": sheet(f'{HEADS}<row r="2">{DAY}{value("B2", "1e17")}</row>'),
    "zeros.xlsx": lambda path: with_part(path, "xl/sharedStrings.xml", b"\0" * (200 * 2**20)),
    "nul.csv": text(b"Employee ID,Surname\r\n7\0,An\0t\r\n"),
    "only-nul.csv": text(b"\0" * 5_000_000),
    "surrogates.csv": text("Employee ID,Surname\r\n7,\ud800Ant\udfff\r\n"),
    "columns.csv": text(f"Employee ID,Surname{',x' * 1_000_000}\r\n7,Ant\r\n"),
    "quote.csv": text('Employee ID,Surname\r\n7,"Ant' + "x\r\n" * 500_000),
    "quotes.csv": text("Employee ID,Surname\r\n7," + '"' * 3_000_000),
    "number.csv": text("Employee ID,Hire Date,Surname\r\n7,1e308,Ant\r\n8,9" + "9" * 100_000 + ",Bo\r\n"),
    "secondly.ics": event("RRULE:FREQ=SECONDLY"),
    "by-all.ics": event("RRULE:FREQ=MINUTELY;BYSECOND=" + ",".join(map(str, range(60))) + ";BYHOUR=1,2,3"),
    "count.ics": event("RRULE:FREQ=DAILY;INTERVAL=0;COUNT=99999999999999999999"),
    "never.ics": event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    "until.ics": event("RRULE:FREQ=DAILY;UNTIL=99991231T235959Z\r\nDURATION:P99999999999999D"),
    "folded.ics": text(CALENDAR.replace("SUMMARY:Leave", "SUMMARY:" + "x\r\n " * 300_000)),
    "nested.ics": text("BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n" * 100_000),
    "rows.ods": lambda path: ods(path, HEADER, row(cell(number="1e308"), cell(date="99999-1-1"))),
    "gone.xlsb": text(b"PK\3\4" + b"xl/workbook.bin" * 10_000),
    "half.xls": text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 100_000),
}  # fmt: skip


def read(path: Path) -> None:
    layout = ABSENCES if path.suffix == ".ics" else PEOPLE
    try:
        list_sheets(path)
        table = read_table(path, layout=layout)
        parse_rows(table, layout, match_columns(table, layout))
    except ExchangeError as error:
        if path.name not in str(error):
            raise RuntimeError(f"the file is not named: {error}") from error


@linux
@in_both_tiers
def test_files_made_to_harm_are_read_or_refused(tmp_path: Path) -> None:
    wrong = {}
    for name in some_of(list(BOMBS), 2):
        BOMBS[name](tmp_path / name)
        found = in_a_process(lambda: read(tmp_path / name))  # noqa: B023 - done before the next turn
        if found:
            wrong[name] = found
    assert not wrong


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no such places")
def test_places_that_are_no_files_are_refused_by_name(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop2.csv")
    (tmp_path / "loop2.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "lost.csv").symlink_to(tmp_path / "nowhere.csv")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "locked.csv").write_text("Employee ID,Surname\n7,Ant\n")
    (tmp_path / "locked.csv").chmod(0)
    names = [
        "pipe.csv",
        "folder.xlsx",
        "loop.csv",
        "lost.csv",
        "empty.csv",
        "absent.xlsx",
        "a\0b.csv",
        "x" * 5000,
    ]
    if os.access(tmp_path / "locked.csv", os.R_OK):
        (tmp_path / "locked.csv").chmod(0o600)  # whoever may read everything is refused nothing
    else:
        names.append("locked.csv")
    for name in names:
        with pytest.raises(ExchangeError) as caught:
            read_table(tmp_path / name, layout=PEOPLE)
        assert name in str(caught.value)
        with pytest.raises(ExchangeError):
            list_sheets(tmp_path / name)

"""Mutated files of each kind: read, or refused by a sentence, within 10 seconds and 1 GB each.

Each file is read in a process of its own that is forked here, because only a process has limits of its
own and a time that can be told. Some dozens of files are read with the others; 8,600 with `-m long`, and
1,400 more of every layout through the terminal (`tests/cli/test_import_fuzz.py`).
"""

import csv
import io
import os
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import icalendar  # noqa: F401 - what is there before the fork need not be loaded in each
import pytest
import recurring_ical_events  # noqa: F401
from openpyxl import Workbook

from pmplanner.exchange.approval_reading import read_answers
from pmplanner.exchange.approval_writing import write_approvals
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import ABSENCES, CLOSURES, COMPLETIONS, LAYOUTS, PEOPLE, PICKS, Layout
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import parse_rows
from pmplanner.exchange.profiles import PROFILES
from pmplanner.exchange.reading import list_sheets, read_table
from tests.exchange import test_other_workbooks as others
from tests.exchange.test_approvals import book as asked

SEED = 20261130
SECONDS, BYTES = 10, 2**30

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

TABLES = (
    'Employee ID,First Name,Last Name,E-mail,Hire Date,Team\r\n7,Ana,Ant,a@x.y,31/01/2020,"Ops, East"\r\n',
    "person_id;course_code;completed_on;result;days\n1;BD;2025-03-01;passed;1,5\n2;BD;03/04/2025;85%;2\n",
    "sep=|\nEmail|Status|Session|Start Date\na@x.y|waitlisted|7|5/4/2026 01:08:03\n",
    "person_id\tfirst_day\tlast_day\tapproved\n1\t2027-03-01\t2027-03-05\tno\n",
)  # fmt: skip
EVENT = (
    "BEGIN:VEVENT\r\nUID:a%d\r\nSEQUENCE:1\r\nDTSTAMP:20270101T000000Z\r\nSUMMARY:Leave\r\n"
    "DTSTART;TZID=Europe/Oslo:20270301T090000\r\nDTEND;TZID=Europe/Oslo:20270301T170000\r\n"
    "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU;UNTIL=20280101T000000Z\r\nEXDATE:20270308T080000Z\r\n"
    "RDATE;VALUE=DATE:20270309\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.y\r\nEND:VEVENT\r\n"
)
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\n"
    "TZOFFSETTO:+0100\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)
CALENDAR = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{ZONE}{EVENT % 1}{EVENT % 2}END:VCALENDAR\r\n"
PIECES = (
    b"", b"\0", b"\xff\xfe", b'"', b"''", b",", b";", b"\n", b"\r", b"<", b">", b"&", b"=", b":", b"/",
    b"9999999999", b"-1", b"0", b"1e9", b"XFD1048576", b"BEGIN:VEVENT\r\n", b"END:VCALENDAR\r\n",
    b"RRULE:FREQ=DAILY;COUNT=999999999\r\n", b"FREQ=SECONDLY", b"BYHOUR=1,2,3", b"UNTIL=", b"00010101",
    b"99991231T235959Z", b"DURATION:P9999999D\r\n", b"RECURRENCE-ID:20270301T080000Z\r\n",
    b"\xef\xbb\xbf", "é".encode(), "é".encode("cp1252"), b"\xf0\x9f\x98\x80", b"r=\"2000000000\"",
    b"s=\"99\"", b"t=\"s\"", b"<row/>", b"</sheetData>", b"x" * 70_000,
)  # fmt: skip


_CELLS = (
    "007", "Ana Ant", "a@x.y", "2027-03-01", "31/12/2026", "5/4/2026 01:08:03", "1.5", "1,5", "8h", "85%",
    "yes", "no", "completed", "booked", "EUR", "1.200,50", "BD", "09:00", "a;b", "Mo-Fr", "none", "",
    "1e308", "-1", "99999999999999999999", "0001-01-01", "9999-12-31", "'=1+1", "\ud7ff", "x" * 300,
)  # fmt: skip


def table_of(headings: Sequence[str], chance: random.Random) -> str:
    """Return a text of these headings with some rows of anything."""
    lines = [list(headings), *([chance.choice(_CELLS) for _ in headings] for _ in range(3))]
    text = io.StringIO()
    csv.writer(text, delimiter=chance.choice(",;\t|")).writerows(lines)
    return text.getvalue()


def any_table(chance: random.Random) -> str:
    """Return one of the tables above, or one of the headings of a profile or of a layout."""
    profile, layout = chance.choice(PROFILES), chance.choice([*LAYOUTS.values()])
    headings = [*profile.signature, *(names[0] for names in profile.columns.values())]
    ours = [chance.choice(field.headings) for field in layout.fields]
    return chance.choice((chance.choice(TABLES), table_of(headings, chance), table_of(ours, chance)))


def other_workbook(kind: str, folder: Path) -> bytes:
    """Return a workbook that is no .xlsx, or a file of questions."""
    path = folder / f"whole.{kind}"
    if kind == "xls":
        others.xls(path)
    elif kind == "ods":
        others.ods(
            path, others.HEADER, others.row(others.cell("7"), others.cell("Ant"), others.cell(number="1e308"))
        )
    elif kind == "xlsb":
        others.xlsb(path, {(0, 0): "Employee ID", (0, 1): "Surname", (1, 0): 7.0, (1, 1): "Ant"})
    else:
        write_approvals(path, asked())
    return path.read_bytes()


def workbook() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ("Employee ID", "Name", "Hire Date"),
        ("007", "Ana Ant", "2020-01-31"),
        (8, "Bo", None),
        (True,),
    ):
        sheet.append(row)
    sheet["A3"].number_format = "0000"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change a few places: pieces put in, taken out, doubled, bits turned."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place, length = chance.randrange(len(changed) + 1), chance.choice((1, 1, 2, 8, 40, 400))
        match chance.randrange(5):
            case 0:
                changed[place:place] = chance.choice(PIECES)
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = changed[place : place + length] * chance.choice((1, 2, 50))
            case 3:
                changed[place : place + 1] = chance.randbytes(1)
            case _:
                changed[place : place + length] = chance.choice(PIECES)
    return bytes(changed)


def mutated_parts(data: bytes, chance: random.Random) -> bytes:
    """Change parts inside a workbook, so that not only the archive around them is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in chance.sample(sorted(parts.keys() - {"mimetype"}), k=chance.randint(1, 2)):
        parts[name] = mutated(parts[name], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # By this one, stored at the beginning, an open document is known.
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def files(kind: str, count: int, folder: Path) -> Iterator[bytes]:
    chance = random.Random(f"{SEED} {kind}")
    book = workbook() if kind == "xlsx" else b""
    if kind in ("xls", "ods", "xlsb", "answers.xlsx"):
        book = other_workbook(kind, folder)
    for number in range(count):
        if kind == "csv":
            text = any_table(chance)
            yield mutated(
                text.encode(chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252")), "replace"), chance
            )
        elif kind == "xls":
            yield mutated(book, chance)
        elif kind == "ics":
            yield mutated(CALENDAR.encode(), chance)
        else:
            yield mutated_parts(book, chance) if number % 4 else mutated(book, chance)


def read(path: Path, layout: Layout) -> None:
    """Read a file as the program does; anything but an ExchangeError is a fault."""
    try:
        if path.name.startswith("a.answers"):
            read_answers(path)
            return
        list_sheets(path)
        table = read_table(path, layout=layout)
        parse_rows(table, layout, match_columns(table, layout))
    except ExchangeError as error:
        if path.name not in str(error):
            raise RuntimeError(f"the file is not named: {error}") from error


def in_a_process(work: Callable[[], object]) -> str:
    """Run *work* in a fork with the limits; return what went wrong, empty for nothing."""
    # What stands in the buffers here would be written by the other process too.
    sys.stdout.flush()
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        _work_and_leave(work, sending)
    os.close(sending)
    began = time.monotonic()
    with os.fdopen(receiving, "rb") as stream:
        said = stream.read().decode(errors="replace")
    _, status = os.waitpid(child, 0)
    if status:
        return said or f"ended with {status} after {time.monotonic() - began:.1f} s"
    return said


def _work_and_leave(work: Callable[[], object], sending: int) -> None:
    import resource

    status = 1
    try:
        with Path("/proc/self/statm").open() as stream:
            has = int(stream.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (has + BYTES, has + BYTES))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        work()
        status = 0
    except BaseException as error:
        os.write(sending, f"{type(error).__name__}: {error}".encode()[:2000])
    finally:
        os._exit(status)


def fuzz(tmp_path: Path, kind: str, count: int) -> None:
    layouts = {
        "ics": (ABSENCES, CLOSURES),
        "csv": (*LAYOUTS.values(),),
    }.get(kind, (PEOPLE, PICKS, COMPLETIONS, ABSENCES, CLOSURES))
    path = tmp_path / f"a.{kind}"
    for number, data in enumerate(files(kind, count, tmp_path)):
        path.write_bytes(data)
        layout = layouts[number % len(layouts)]

        def work(layout: Layout = layout) -> None:
            read(path, layout)

        wrong = in_a_process(work)
        assert not wrong, f"file {number} of {kind} as {layout.name}: {wrong}"


linux = pytest.mark.skipif(sys.platform != "linux", reason="how much memory a process has is asked of Linux")


@pytest.mark.slow
@linux
@pytest.mark.parametrize(
    ("kind", "count"), [("csv", 12), ("xlsx", 12), ("ics", 12), ("answers.xlsx", 6), ("ods", 3)]
)
def test_a_mutated_file_is_read_or_refused(tmp_path: Path, kind: str, count: int) -> None:
    fuzz(tmp_path, kind, count)


@linux
@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "count"),
    [
        *(("csv", 3000), ("xlsx", 2500), ("ics", 1500), ("answers.xlsx", 700)),
        *(("ods", 300), ("xls", 300), ("xlsb", 300)),
    ],
)
def test_many_mutated_files_are_read_or_refused(tmp_path: Path, kind: str, count: int) -> None:
    fuzz(tmp_path, kind, count)


@pytest.mark.slow
@linux
def test_the_limits_hold_what_they_say() -> None:
    assert in_a_process(lambda: bytearray(2 * BYTES) and None).startswith("MemoryError")
    assert in_a_process(lambda: 1 / 0 and None) == "ZeroDivisionError: division by zero"
    assert in_a_process(lambda: None) == ""

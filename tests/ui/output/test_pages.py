"""What is printed: the pages, what stands on them, and that it looks the same in light and dark."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QPageLayout, QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from pmplanner.models import Closure, Reservation
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.exporting.print_out import read_attendance, read_overview, read_printed_calendar
from pmplanner.services.exporting.tables import ExportScope
from pmplanner.services.sessions import changes, seating, sessions
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.output.paper.attendance_pages import attendance_printout
from pmplanner.ui.output.paper.calendar_pages import calendar_printout
from pmplanner.ui.output.paper.overview_page import overview_printout
from pmplanner.ui.output.paper.pages import Printout, paint_pages, pdf_pages
from pmplanner.ui.output.paper.sheets import CLOSED_FILL, Sheet, SheetCell
from pmplanner.ui.theme import apply_theme
from pmplanner.ui.widgets.text import Rich
from tests.services.small_plan import MONDAY, SmallPlan, make


@pytest.fixture
def small(blank: Workspace) -> Iterator[SmallPlan]:
    """A plan whose sessions are made in the test, in one edit that stays open."""
    with blank.edit("plan") as db:
        small = make(db)
        small.course("BIG", "2")
        yield small


def text_of(cell: str) -> str:
    document = QTextDocument()
    document.setHtml(cell)
    return document.toPlainText()


def texts(sheet: Sheet) -> list[list[str]]:
    return [[text_of(cell.html) for cell in row] for row in sheet.rows]


def pages_in(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


def calendar(small: SmallPlan, first: dt.date, last: dt.date, **scope: Any) -> Printout:
    asked = ExportScope(small.plan, **scope)
    return calendar_printout(read_printed_calendar(small.db, asked, first, last))


def attendance(small: SmallPlan, **scope: Any) -> Printout:
    return attendance_printout(read_attendance(small.db, ExportScope(small.plan, **scope)), "2027")


MARCH = dt.date(2027, 3, 1), dt.date(2027, 3, 31)


def test_a_month_has_its_days_and_sessions(small: SmallPlan, qapp: QApplication) -> None:
    small.run("BIG", names="ABC", room="Oslo <1>")
    small.db.add(Closure(first_day=dt.date(2027, 3, 25), last_day=dt.date(2027, 3, 26), name="Easter"))
    (sheet,) = calendar(small, *MARCH).sheets
    assert text_of(sheet.title).startswith("March 2027")
    assert [text_of(cell.html) for cell in sheet.head] == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
    rows = texts(sheet)
    assert [cell.split("\n")[0] for row in rows for cell in row if cell] == [
        f"{n} Easter" if n in (25, 26) else str(n) for n in range(1, 32)
    ]
    assert rows[0][0] == "1\nBig\n09:00–17:00 BIG-1\nOslo <1>, 3 people, draft"
    assert rows[0][1].startswith("2\nBig")
    assert rows[0][2] == "3"
    fills = [[cell.fill for cell in row] for row in sheet.rows]
    assert fills[0] == [""] * 5 + [CLOSED_FILL] * 2
    assert fills[3][3:5] == [CLOSED_FILL] * 2


def test_the_week_begins_as_people_are_used_to(small: SmallPlan, qapp: QApplication) -> None:
    QLocale.setDefault(QLocale("en_US"))
    try:
        (sheet,) = calendar(small, *MARCH).sheets
        assert text_of(sheet.head[0].html) == "Sunday"
        assert texts(sheet)[0] == ["", "1", "2", "3", "4", "5", "6"]
    finally:
        QLocale.setDefault(QLocale.system())


def test_a_crowded_day_has_all_its_sessions(small: SmallPlan, qapp: QApplication) -> None:
    for _ in range(14):
        small.run("BIG")
    (sheet,) = calendar(small, *MARCH).sheets
    monday = "\n".join(row[0] for row in texts(sheet) if row[0].startswith("1\n"))
    assert all(f"BIG-{number}\n" in monday for number in range(1, 15))
    content, pages = pdf_pages(Printout([sheet], "x", landscape=True), "A4")
    assert pages == pages_in(content) > 1


def test_a_page_a_month_and_what_the_scope_leaves(small: SmallPlan, qapp: QApplication) -> None:
    run = small.run("BIG", names="A")
    small.run("BIG", names="B")
    printout = calendar(small, dt.date(2027, 1, 15), dt.date(2027, 6, 2), session_ids=[run])
    assert [text_of(sheet.title).split()[0] for sheet in printout.sheets] == [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
    ]
    assert "BIG-2" not in str(texts(printout.sheets[2]))
    content, pages = pdf_pages(printout, "A4")
    assert pages == pages_in(content) == 6


def test_a_sheet_to_sign_has_everybody_and_each_day(small: SmallPlan, qapp: QApplication) -> None:
    run = small.run("BIG", names="CAB", room="Oslo", trainer="Bo & Co", seats_max=4)
    waiting = small.pick("D", "BIG")
    small.db.add(Reservation(session_id=run, team="Sales", seats=1))
    small.db.flush()
    seating.seat_picks(small.db, run, waiting)
    (sheet,) = attendance(small).sheets
    assert " ".join(text_of(sheet.title).split()) == (
        "Big BIG-1 · 1 Mar 2027 – 2 Mar 2027 · Oslo · Trainer: Bo & Co · Seats: 3 / 4"
    )
    assert [text_of(cell.html) for cell in sheet.head] == [
        "",
        "Name",
        "Team",
        "Mon 1 Mar\n09:00–17:00",
        "Tue 2 Mar\n09:00–17:00",
    ]
    assert [row[:3] for row in texts(sheet)] == [
        ["1", "A", ""],
        ["2", "B", ""],
        ["3", "C", ""],
        ["", "(reserved)", "Sales"],
        ["", "", ""],
        ["", "", ""],
        ["", "", ""],
        ["", "Trainer", "Bo & Co"],
    ]
    assert {cell for row in texts(sheet) for cell in row[3:]} == {""}


def test_many_days_go_on_another_page(small: SmallPlan, qapp: QApplication) -> None:
    run = small.run("BIG", names="A")
    week = [Day(MONDAY + dt.timedelta(days=n)) for n in range(5)]
    sessions.set_session_days(small.db, run, week)
    first, second = attendance(small).sheets
    assert (len(first.head), len(second.head)) == (7, 4)
    assert text_of(second.head[3].html).startswith("Fri 5 Mar")


def test_rows_are_never_cut_and_the_heading_comes_again(small: SmallPlan, qapp: QApplication) -> None:
    names = "".join(chr(ord("A") + n) for n in range(26)) + "".join(chr(ord("a") + n) for n in range(26))
    small.run("BIG", names=names)
    printout = attendance(small)
    content, pages = pdf_pages(printout, "A4")
    assert pages == pages_in(content) == 3


def test_cancelled_sessions_have_no_sheet(small: SmallPlan, qapp: QApplication) -> None:
    run = small.run("BIG", names="A")
    sessions.change_session(small.db, run, status="cancelled")
    assert attendance(small).sheets == []


@pytest.mark.parametrize(("paper", "size"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_the_paper_is_as_asked(
    small: SmallPlan, qapp: QApplication, paper: str, size: tuple[int, int]
) -> None:
    small.run("BIG")
    upright, _ = pdf_pages(attendance(small), paper)
    lying, _ = pdf_pages(calendar(small, *MARCH), paper)
    for content, (width, height) in ((upright, size), (lying, size[::-1])):
        (box,) = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", content))
        assert [round(float(each)) for each in box] == [width, height]


def test_paper_is_light_in_the_dark(small: SmallPlan, qapp: QApplication) -> None:
    small.run("BIG", names="AB", room="Oslo")
    printouts = [calendar(small, *MARCH), attendance(small)]
    painted = {}
    for mode in ("light", "dark"):
        apply_theme(qapp, mode)
        painted[mode] = [_comparable(pdf_pages(printout, "A4")[0]) for printout in printouts]
    apply_theme(qapp, "light")
    assert painted["light"] == painted["dark"]


def _comparable(content: bytes) -> bytes:
    """The file without what differs each time it is made."""
    return re.sub(rb"(/CreationDate|/ModDate|/ID|xmp|uuid:).*", b"", content)


def test_the_printer_takes_the_same_pages(small: SmallPlan, qapp: QApplication, tmp_path: Path) -> None:
    printout = calendar(small, *MARCH)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageLayout(printout.layout("A4"))
    assert paint_pages(printout, printer) == 1
    assert pages_in((tmp_path / "out.pdf").read_bytes()) == 1
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_device_that_cannot_be_painted_on_is_said(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "no" / "out.pdf"))
    with pytest.raises(OSError, match="painted"):
        paint_pages(Printout([Sheet(Rich("x"), [1], [SheetCell(Rich("a"))], [])], "x"), printer)


def test_a_plan_on_one_page_has_its_courses_months_and_sessions(small: SmallPlan, qapp: QApplication) -> None:
    small.run("BIG", names="ABC")
    small.run("BIG", dt.date(2027, 3, 30), names="D")
    changes.cancel_session(small.db, small.run("BIG", dt.date(2027, 5, 3)))
    small.course("OPEN", "3")
    small.pick("AB", "OPEN")
    (sheet,) = overview_printout(read_overview(small.db, small.plan)).sheets
    assert [fact.strip() for fact in text_of(sheet.title).splitlines()[1].split("·")] == [
        "4 people",
        "2 courses",
        "2 sessions",
        "14 days planned",
        "0 done",
        "8 scheduled",
        "6 to schedule",
    ]
    months = [text_of(cell.html) for cell in sheet.head][3:]
    assert (len(months), months[0], months[-1]) == (6, "Jan", "Jun")
    big, waiting = texts(sheet)
    assert big[:3] == ["Big", "8", "0"]
    assert big[5].splitlines() == ["1–2 Mar", "3 people", "30–31 Mar", "1 person"]
    assert [*big[3:5], *big[6:]] == [""] * 5
    assert waiting == ["Open", "6", "6", *[""] * 6]


def test_a_plan_without_sessions_has_a_page_of_its_months(small: SmallPlan, qapp: QApplication) -> None:
    small.pick("A", "BIG")
    (sheet,) = overview_printout(read_overview(small.db, small.plan)).sheets
    assert len(sheet.head) == 9
    assert texts(sheet) == [["Big", "2", "2", *[""] * 6]]


def test_what_is_on_one_page_is_made_small_enough_and_years_go_by_quarters(
    small: SmallPlan, qapp: QApplication
) -> None:
    for number in range(70):
        small.run(f"C{number}", names="A") if small.course(f"C{number}") else None
    small.run("C1", dt.date(2028, 2, 1))
    printout = overview_printout(read_overview(small.db, small.plan))
    assert [text_of(cell.html) for cell in printout.sheets[0].head][3:] == [
        "Jan–Mar 2027",
        "Apr–Jun 2027",
        "Jul–Sept 2027",
        "Oct–Dec 2027",
        "Jan–Mar 2028",
    ]
    content, pages = pdf_pages(printout, "A4")
    assert (pages, pages_in(content)) == (1, 1)

"""Calendar, attendance sheets and courses on one page as papers, and the pages that they become."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage, QPageLayout, QPdfWriter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from pmplanner.models import Closure, Reservation
from pmplanner.papers.blocks import BlockLayout
from pmplanner.papers.model import (
    Cell,
    Column,
    Figure,
    Figures,
    Heading,
    Letterhead,
    Line,
    Paper,
    Part,
    Pillar,
    Pillars,
    Row,
    Section,
    Table,
    Text,
    Tone,
    Weeks,
    group_row,
    head_row,
    plain_row,
)
from pmplanner.papers.pages import page_layout, paint_pages, pdf_pages
from pmplanner.papers.pieces import AreaPiece, Pen, TextPiece
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.reports.attendance_paper import attendance_paper
from pmplanner.services.reports.attendance_sheets import AttendanceSheets, read_attendance
from pmplanner.services.reports.calendar_paper import calendar_paper
from pmplanner.services.reports.overview import overview_rows, read_overview
from pmplanner.services.reports.overview_paper import overview_paper
from pmplanner.services.reports.printed_calendar import AskedCalendar, read_printed_calendar
from pmplanner.services.sessions import changes, seating, sessions
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.theme import apply_theme
from tests.services.small_plan import MONDAY, SmallPlan, make


@pytest.fixture
def small(blank: Workspace) -> Iterator[SmallPlan]:
    """A plan whose sessions are made in the test, in one edit that stays open."""
    with blank.edit("plan") as db:
        small = make(db)
        small.course("BIG", "2")
        yield small


def text_of(cell: Cell) -> str:
    return "\n".join(line.text for line in cell.lines)


def weeks_of(section: Section) -> Weeks:
    (weeks,) = section.blocks
    assert isinstance(weeks, Weeks)
    return weeks


def table_of(section: Section) -> Table:
    (table,) = section.blocks
    assert isinstance(table, Table)
    return table


def texts(section: Section) -> list[list[str]]:
    return [[text_of(cell) for cell in row.cells] for row in table_of(section).rows]


def pages_of(paper: Paper, size: str = "A4") -> list[str]:
    """The texts of the pages, as a reader of the file finds them."""
    content, pages = pdf_pages(paper, size)
    read = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert len(read) == pages
    return read


def calendar(small: SmallPlan, first: dt.date, last: dt.date, first_weekday: int = 0, **scope: Any) -> Paper:
    asked = ExportScope(small.plan, **scope)
    return calendar_paper(
        AskedCalendar(read_printed_calendar(small.db, asked, first, last), first_weekday, "")
    )


def attendance(small: SmallPlan, **scope: Any) -> Paper:
    return attendance_paper(
        AttendanceSheets("2027", read_attendance(small.db, ExportScope(small.plan, **scope)))
    )


def bare(page: str) -> str:
    """A page without the blanks that a reader of the file guesses from the distances of letters."""
    return "".join(page.split())


MARCH = dt.date(2027, 3, 1), dt.date(2027, 3, 31)


def test_a_month_has_its_days_and_sessions_as_bars(small: SmallPlan) -> None:
    small.run("BIG", names="ABC", room="Oslo <1>")
    small.db.add(Closure(first_day=dt.date(2027, 3, 25), last_day=dt.date(2027, 3, 26), name="Easter"))
    (section,) = calendar(small, *MARCH).sections
    weeks = weeks_of(section)
    assert section.title == "March 2027"
    assert [text_of(cell) for cell in weeks.head.cells][::6] == ["Monday", "Sunday"]
    days = [text_of(cell) for week in weeks.weeks for cell in week.cells if cell.lines]
    assert days == [f"{n}\nEaster" if n in (25, 26) else str(n) for n in range(1, 32)]
    (bar,) = weeks.weeks[0].bars
    assert (bar.first, bar.last, bar.tone) == (0, 1, Tone.DRAFT)
    assert [line.text for line in bar.lines] == ["Big", "09:00–17:00 BIG-1", "Oslo <1>, 3 people, draft"]
    tones = [[cell.tone for cell in week.cells] for week in weeks.weeks]
    assert tones[0] == [Tone.NONE] * 5 + [Tone.CLOSED] * 2
    assert tones[3][3:5] == [Tone.CLOSED] * 2


def test_days_of_a_session_that_are_apart_or_have_other_hours_are_bars_of_their_own(small: SmallPlan) -> None:
    run = small.run("BIG")
    days = [Day(MONDAY), Day(MONDAY + dt.timedelta(1)), Day(MONDAY + dt.timedelta(3))]
    sessions.set_session_days(small.db, run, [*days[:1], replace(days[1], end_time=dt.time(13)), days[2]])
    (section,) = calendar(small, *MARCH).sections
    assert [(bar.first, bar.last) for bar in weeks_of(section).weeks[0].bars] == [(0, 0), (1, 1), (3, 3)]
    sessions.set_session_days(small.db, run, days)
    (section,) = calendar(small, *MARCH).sections
    assert [(bar.first, bar.last) for bar in weeks_of(section).weeks[0].bars] == [(0, 1), (3, 3)]


def test_weeks_begin_with_the_weekday_that_is_asked_for(small: SmallPlan) -> None:
    (section,) = calendar(small, *MARCH, first_weekday=6).sections
    weeks = weeks_of(section)
    assert text_of(weeks.head.cells[0]) == "Sunday"
    assert [text_of(cell) for cell in weeks.weeks[0].cells] == ["", "1", "2", "3", "4", "5", "6"]


def test_a_crowded_day_has_all_its_sessions(small: SmallPlan, qapp: QApplication) -> None:
    for _ in range(30):
        small.run("BIG")
    pages = pages_of(calendar(small, *MARCH))
    assert len(pages) > 1
    told = " ".join(" ".join(pages).split())
    assert all(f"BIG-{number} " in told for number in range(1, 31))
    assert all("Monday" in page for page in pages)


def test_a_month_is_made_smaller_to_have_one_page_as_long_as_it_can_be_read(
    small: SmallPlan, qapp: QApplication
) -> None:
    for week in range(4):
        for _ in range(5):
            small.run("BIG", MONDAY + dt.timedelta(7 * week))
    (page,) = pages_of(calendar(small, *MARCH))
    assert all(f"BIG-{number}" in page for number in range(1, 21))


def test_a_page_a_month_and_what_the_scope_leaves(small: SmallPlan, qapp: QApplication) -> None:
    run = small.run("BIG", names="A")
    small.run("BIG", names="B")
    paper = calendar(small, dt.date(2027, 1, 15), dt.date(2027, 6, 2), session_ids=[run])
    names = ["January", "February", "March", "April", "May", "June"]
    assert [section.title.split()[0] for section in paper.sections] == names
    pages = pages_of(paper)
    assert len(pages) == 6
    assert "BIG-1" in pages[2]
    assert "BIG-2" not in pages[2]


def test_a_sheet_to_sign_has_everybody_and_each_day(small: SmallPlan) -> None:
    run = small.run("BIG", names="CAB", room="Oslo", trainer="Bo & Co", seats_max=4)
    waiting = small.pick("D", "BIG")
    small.db.add(Reservation(session_id=run, team="Sales", seats=1))
    small.db.flush()
    seating.seat_picks(small.db, run, waiting)
    (section,) = attendance(small).sections
    assert section.title == "Big"
    assert section.subtitle[0].text == "BIG-1 · 1–2 Mar 2027 · Oslo · Trainer: Bo & Co · Seats: 3 / 4"
    (head,) = table_of(section).head
    assert [text_of(cell) for cell in head.cells] == [
        "",
        "Name",
        "Team",
        "Mon 1 Mar\n09:00–17:00",
        "Tue 2 Mar\n09:00–17:00",
    ]
    assert [row[:3] for row in texts(section)] == [
        ["1", "A", ""],
        ["2", "B", ""],
        ["3", "C", ""],
        ["", "(reserved)", "Sales"],
        ["", "", ""],
        ["", "", ""],
        ["", "", ""],
        ["", "Trainer", "Bo & Co"],
    ]
    assert {cell for row in texts(section) for cell in row[3:]} == {""}


def test_many_days_go_on_another_page(small: SmallPlan) -> None:
    run = small.run("BIG", names="A")
    week = [Day(MONDAY + dt.timedelta(days=n)) for n in range(5)]
    sessions.set_session_days(small.db, run, week)
    first, second = (table_of(section).head[0].cells for section in attendance(small).sections)
    assert (len(first), len(second)) == (7, 4)
    assert text_of(second[3]).startswith("Fri 5 Mar")


def test_rows_are_never_cut_and_the_heading_comes_again(small: SmallPlan, qapp: QApplication) -> None:
    names = "".join(chr(ord("A") + n) for n in range(26)) + "".join(chr(ord("a") + n) for n in range(26))
    small.run("BIG", names=names)
    pages = pages_of(attendance(small))
    assert len(pages) == 3
    assert all("Name" in page and "Big" in page for page in pages)
    assert [f"{number}of3" in bare(page) for number, page in enumerate(pages, 1)] == [True] * 3


def test_a_group_is_named_again_where_it_goes_on_and_never_stands_last(qapp: QApplication) -> None:
    rows = [row for name in "ABC" for row in (group_row(f"group {name}", 2), *[plain_row([name, "x"])] * 40)]
    table = Table((Column(1), Column(1)), (head_row(["head", "x"]),), tuple(rows))
    pages = pages_of(Paper("p", (Section("t", (), (table,)),)))
    assert len(pages) == 3
    for page in pages:
        assert re.match(r"theadxgroup[ABC]Ax|theadxgroup[ABC][ABC]x", bare(page))
        assert not re.search(r"group[ABC]p\dof3", bare(page))


def test_no_word_is_broken_while_there_is_room_elsewhere(qapp: QApplication) -> None:
    wide = head_row(["Course", "Certificate-number"])
    table = Table((Column(9), Column(1)), (wide,), (plain_row(["A course", "PMI-2027-000123-AB"]),))
    (page,) = pages_of(Paper("p", (Section("t", (), (table,)),)))
    assert "Certificate-number" in page
    assert "PMI-2027-000123-AB" in page


def test_a_heading_is_not_left_alone_at_the_foot(qapp: QApplication) -> None:
    for number in range(40, 70):
        lines = tuple(Line(f"line {n}") for n in range(number))
        blocks = (Text(lines), Heading("Heading"), Text((Line("below"),)))
        pages = pages_of(Paper("p", (Section("t", (), blocks),)))
        (page,) = [page for page in pages if "Heading" in page]
        assert "below" in page


def test_logo_and_footer_stand_on_each_page(qapp: QApplication, tmp_path: Path) -> None:
    image = QImage(200, 50, QImage.Format.Format_RGB32)
    image.fill(0xFF0000)
    assert image.save(str(tmp_path / "logo.png"))
    head = Letterhead((tmp_path / "logo.png").read_bytes(), "Acme Ltd, Oslo")
    paper = Paper("p", (Section("One"), Section("Two", centred=True)), letterhead=head)
    done, pages = pdf_pages(paper, "A4")
    read = PdfReader(BytesIO(done))
    assert pages == 2
    assert all("AcmeLtd,Oslo·p" in bare(page.extract_text()) for page in read.pages)
    assert all(len(page.images) == 1 for page in read.pages)


def test_a_logo_that_is_no_picture_is_left_out(qapp: QApplication) -> None:
    paper = Paper("p", (Section("One"),), letterhead=Letterhead(b"nothing"))
    assert len(pages_of(paper)) == 1


def test_texts_of_any_script_are_found_in_the_file(qapp: QApplication) -> None:
    names = ("Świętosława Ångström", "Владимир Иванов", "Zażółć gęślą jaźń", "王小明")
    rows = tuple(Row((Cell((Line(name),)),)) for name in names)
    (page,) = pages_of(Paper("p", (Section("t", (), (Table((Column(1),), (), rows),)),)))
    assert all(bare(name) in bare(page) for name in names)


def test_cancelled_sessions_have_no_sheet(small: SmallPlan) -> None:
    run = small.run("BIG", names="A")
    sessions.change_session(small.db, run, status="cancelled")
    (section,) = attendance(small).sections
    assert [line.text for block in section.blocks if isinstance(block, Text) for line in block.lines] == [
        "The plan has no session yet."
    ]


@pytest.mark.parametrize(("size", "points"), [("A4", (595, 842)), ("Letter", (612, 792))])
def test_the_paper_is_as_asked(
    small: SmallPlan, qapp: QApplication, size: str, points: tuple[int, int]
) -> None:
    small.run("BIG")
    upright, _ = pdf_pages(attendance(small), size)
    lying, _ = pdf_pages(calendar(small, *MARCH), size)
    for content, (width, height) in ((upright, points), (lying, points[::-1])):
        (box,) = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)", content))
        assert [round(float(each)) for each in box] == [width, height]


def test_paper_is_light_in_the_dark(small: SmallPlan, qapp: QApplication) -> None:
    small.run("BIG", names="AB", room="Oslo")
    papers = [calendar(small, *MARCH), attendance(small)]
    painted = {}
    for mode in ("light", "dark"):
        apply_theme(qapp, mode)
        painted[mode] = [_comparable(pdf_pages(paper, "A4")[0]) for paper in papers]
    apply_theme(qapp, "light")
    assert painted["light"] == painted["dark"]


def _comparable(content: bytes) -> bytes:
    """The file without what differs each time it is made."""
    return re.sub(rb"(/CreationDate|/ModDate|/ID|xmp|uuid:).*", b"", content)


def test_the_printer_takes_the_same_pages(small: SmallPlan, qapp: QApplication, tmp_path: Path) -> None:
    paper = calendar(small, *MARCH)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setPageLayout(page_layout(paper, "A4"))
    assert paint_pages(paper, printer) == 1
    assert len(PdfReader(tmp_path / "out.pdf").pages) == 1
    assert printer.pageLayout().orientation() is QPageLayout.Orientation.Landscape


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_device_that_cannot_be_painted_on_is_said(qapp: QApplication, tmp_path: Path) -> None:
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "no" / "out.pdf"))
    with pytest.raises(OSError, match="painted"):
        paint_pages(Paper("x", (Section("x"),)), printer)


def test_a_plan_on_one_page_has_its_courses_months_and_sessions(small: SmallPlan) -> None:
    small.run("BIG", names="ABC")
    small.run("BIG", dt.date(2027, 3, 30), names="D")
    changes.cancel_session(small.db, small.run("BIG", dt.date(2027, 5, 3)))
    small.course("OPEN", "3")
    small.pick("AB", "OPEN")
    (section,) = overview_paper(read_overview(small.db, small.plan)).sections
    assert section.subtitle[1].text.split(" · ") == [
        "4 people",
        "2 courses",
        "2 sessions",
        "14 days planned",
        "0 done",
        "8 scheduled",
        "6 to schedule",
    ]
    months = [text_of(cell) for cell in table_of(section).head[0].cells][3:]
    assert (len(months), months[0], months[-1]) == (6, "January", "June")
    big, waiting = texts(section)
    assert big[:3] == ["Big", "8", "0"]
    assert big[5].splitlines() == ["1–2 Mar", "3 people", "30–31 Mar", "1 person"]
    assert [*big[3:5], *big[6:]] == [""] * 5
    assert waiting == ["Open", "6", "6", *[""] * 6]


def test_a_plan_without_sessions_has_a_page_of_its_months(small: SmallPlan) -> None:
    small.pick("A", "BIG")
    (section,) = overview_paper(read_overview(small.db, small.plan)).sections
    assert len(table_of(section).head[0].cells) == 9
    assert texts(section) == [["Big", "2", "2", *[""] * 6]]


def test_seats_kept_for_teams_are_a_line_of_the_one_page(small: SmallPlan) -> None:
    run = small.run("BIG", names="A")
    small.db.add(Reservation(session_id=run, team="Red", seats=3))
    small.db.flush()
    overview = read_overview(small.db, small.plan)
    assert sum(line.totals.planned for line in overview.lines) == overview.totals.planned == 8
    (section,) = overview_paper(overview).sections
    assert "1 course" in section.subtitle[1].text.split(" · ")
    assert texts(section)[1] == ["Seats kept", "6", "0", *[""] * 6]
    assert overview_rows(overview)[1][:3] == ("Seats kept", 6, 0)


def test_what_is_on_one_page_is_made_small_enough_and_years_go_by_quarters(
    small: SmallPlan, qapp: QApplication
) -> None:
    for number in range(70):
        small.course(f"C{number}")
        small.run(f"C{number}", names="A")
    small.run("C1", dt.date(2028, 2, 1))
    paper = overview_paper(read_overview(small.db, small.plan))
    heads = [text_of(cell) for cell in table_of(paper.sections[0]).head[0].cells][3:]
    assert heads == ["Jan 2027 – Mar", "Apr – Jun", "Jul – Sept", "Oct – Dec", "Jan 2028 – Mar"]
    assert len(pages_of(paper)) == 1


def test_figures_begin_on_one_line_and_a_single_pillar_stays_narrow(qapp: QApplication) -> None:
    layout = BlockLayout(Pen(QPdfWriter(QBuffer())))
    noted, _gap = layout.lay(Figures((Figure("done", "1", "of 3"), Figure("open", "2"))), 5000)
    tops = [piece.at.y() for piece in noted.pieces if isinstance(piece, TextPiece)]
    assert tops.count(tops[0]) == 2
    (chart, *_) = layout.lay(Pillars((Pillar("May", (Part(Tone.DONE, Decimal(2)),), "2"),)), 5000)
    (pillar,) = [piece for piece in chart.pieces if isinstance(piece, AreaPiece)]
    assert pillar.area.width() < 5000 / 4

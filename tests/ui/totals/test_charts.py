"""The charts of Totals: they follow the switches, are walked and opened, and are put out."""

import doctest
from decimal import Decimal
from itertools import pairwise, product
from typing import get_args

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.money.budgets import set_budget
from pmplanner.services.people.people import list_people
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.services.totals.measures import MEASURES
from pmplanner.services.totals.totals import GROUPS, LedgerRow, Totals
from pmplanner.services.views.totals_page import MOST_PARTS, MonthBar
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.picturing import Picture, Task
from pmplanner.ui.theme import theme_named
from pmplanner.ui.totals import axis
from pmplanner.ui.totals.axis import looks_of, ticks
from pmplanner.ui.totals.bar_book import Asked, gather_bars, told_ticks
from pmplanner.ui.totals.month_book import MonthFrame, gather_months
from pmplanner.ui.totals.page import TotalsPage
from pmplanner.ui.widgets.format import format_days
from tests.support import known

Key = Qt.Key


@pytest.fixture
def page(qtbot: QtBot, sampled: Workspace) -> TotalsPage:
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    page.resize(1140, 790)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def show(page: TotalsPage, by: str, measure: str) -> None:
    page.group.select(by)
    page.measure.select(measure)
    page.refresh(None)


# Axis


def test_an_axis_has_three_or_four_round_lines() -> None:
    assert doctest.testmod(axis).failed == 0
    for most in ("0.25", "1", "3.5", "7.75", "9", "19", "26", "61", "99", "238.48", "49320", "1000001"):
        lines = ticks(Decimal(most))
        assert 3 <= len(lines) <= 4, most
        assert lines[-2] < Decimal(most) <= lines[-1], most
        assert all(b - a == lines[0] for a, b in pairwise(lines)), most
        assert len(lines[0].normalize().as_tuple().digits) <= 2, most
    assert ticks(Decimal(0)) == ()


# What is shown


def test_charts_follow_what_is_chosen(page: TotalsPage) -> None:
    for by, measure in product(GROUPS, MEASURES):
        show(page, by, measure)
        case = (by, measure)
        sheet = known(page._sheet)
        lines = [bar.line() for bar in page.bars.bars()]
        assert [known(line).row for line in lines] == list(sheet.parts), case
        assert len(lines) <= (MOST_PARTS + 1 if by != "month" else 99), case
        total = sheet.rows[-1].totals
        if measure != "course days":
            assert sum(known(line).row.totals.planned for line in lines) == total.planned, case
        names = {known(page.months.chart.book).name(key) for bar in sheet.months for key, _ in bar.parts}
        shown = {row.key for row in sheet.stacked}
        assert {key for bar in sheet.months for key, _ in bar.parts} <= shown, case
        assert "" not in names, case
        assert page.bars.heading.text().casefold().startswith(("days", "course days", "cost")), case
        assert len({page.bars.heading.text(), page.months.heading.text()}) == 2, case
    show(page, "person", "person-days")
    assert page.bars.heading.text() == "Days per person"
    assert page.months.heading.text() == "Days away per month, by person"


def test_the_others_are_one_part_that_opens(qtbot: QtBot, page: TotalsPage) -> None:
    for by, measure in (("person", "person-days"), ("course", "cost"), ("course", "course days")):
        show(page, by, measure)
        last = page.bars.bars()[-1]
        line = known(last.line())
        keys = line.row.key
        assert isinstance(keys, frozenset)
        assert line.name == f"{len(keys)} others"
        rows = {row.key: row.totals for row in known(page._sheet).rows if not row.is_total}
        together = sum(rows[key].planned for key in keys)
        assert line.row.totals.planned == together
        assert min(known(bar.line()).row.totals.planned for bar in page.bars.bars()[:-1]) >= max(
            rows[key].planned for key in keys
        )
        last.setFocus()
        qtbot.keyClick(last, Key.Key_Return)
        assert page.panel.heading.text() == f"{len(keys)} others · planned"
        listed = page.panel.table.source.rows()
        values = {row.course_id: row.value for row in listed} if measure == "course days" else {}
        assert sum(values.values() or [row.value for row in listed]) == together


def test_a_course_day_of_others_counts_once(page: TotalsPage) -> None:
    show(page, "person", "course days")
    others = known(page.bars.bars()[-1].line()).row
    alone = [row.totals.planned for row in known(page._sheet).rows if row.key in known(others.key)]  # type: ignore[operator]
    assert 0 < others.totals.planned < sum(alone)


def test_what_has_no_price_is_said_beside_and_never_0(page: TotalsPage) -> None:
    rows = [
        LedgerRow("team", "A", "A", _priced(1200, 45)),
        LedgerRow("team", "B", "B", _priced(0, 3)),
        LedgerRow("team", "C", "C", _priced(0, 0)),
    ]
    whole = LedgerRow("team", None, "", _priced(1200, 48), is_total=True)
    book = gather_bars(Asked(rows, whole, "team", "cost", "EUR", Decimal(1000)), page.font())
    assert [(line.number, line.beside) for line in book.lines] == [
        ("€1,200 + 45 unknown", "45 without a price"),
        ("unknown", "3 without a price"),
        ("€0", ""),
    ]
    assert book.sentence(book.lines[1]) == "3 prices unknown planned"
    assert [line[4:] for line in book.table()] == [
        ["planned", "without a price", "budget"],
        ["1200", "45", ""],
        ["", "3", ""],
        ["0", "0", ""],
        ["1200", "48", "1000"],
    ]
    months = gather_months([MonthBar("2027-01", (), 2), MonthBar("2027-02", ())], [], "team", "cost", "EUR")
    assert [months.number(place) for place in (0, 1)] == ["unknown", ""]
    assert months.sentence(0) == "Jan 2027: 2 prices unknown"
    assert months.table()[1] == ["2027-01", "", "2"]


def _priced(known_cost: int, lacking: int) -> Totals:
    totals = Totals(people=1, open=Decimal(known_cost))
    for _ in range(lacking):
        totals.lack("open")
    return totals


def test_numbers_of_bars_share_their_decimals(page: TotalsPage) -> None:
    rows = [
        LedgerRow("team", name, name, Totals(open=Decimal(value)))
        for name, value in (("A", "7.83"), ("B", "7.9"), ("C", "4"))
    ]
    whole = LedgerRow("team", None, "", Totals(), is_total=True)
    book = gather_bars(Asked(rows, whole, "team"), page.font())
    assert [line.number for line in book.lines] == ["7.83", "7.90", "4.00"]
    assert book.labels == ["0", "2", "4", "6", "8"]


def test_numbers_of_the_axis_stand_apart_evenly(page: TotalsPage) -> None:
    rows = [LedgerRow("team", "A", "A", Totals(open=Decimal(39_000)))]
    whole = LedgerRow("team", None, "", Totals(), is_total=True)
    book, metrics = gather_bars(Asked(rows, whole, "team", "cost", "EUR"), page.font()), page.fontMetrics()
    shown = set()
    for width in range(260, 900, 10):
        bar = book.frame.area(QRectF(0, 0, width, 100))
        told = told_ticks(book, bar, metrics)
        places = [book.frame.along(bar, tick) for tick, _ in told]
        gaps = {round(after - before) for before, after in pairwise(places)}
        assert max(gaps, default=0) - min(gaps, default=0) <= 1, width
        for (_, one), (_, other), gap in zip(told, told[1:], gaps, strict=False):
            assert gap > (metrics.horizontalAdvance(one) + metrics.horizontalAdvance(other)) / 2, width
        shown.add(len(told))
    assert len(shown) > 1
    assert max(shown) == len(book.labels)


def test_parts_differ_by_colour_or_pattern() -> None:
    rows = [LedgerRow("team", f"Team {n}", "", Totals()) for n in range(MOST_PARTS)]
    rows += [LedgerRow("team", "", "", Totals()), LedgerRow("team", frozenset("xy"), "", Totals())]
    looks = looks_of(rows)
    assert len(set(looks.values())) == len(rows)
    tracks = [LedgerRow("track", n, "", Totals(), position=n) for n in range(7)]
    assert looks_of(tracks)[6].position == 1
    assert len(set(looks_of(tracks).values())) == 7


def test_a_month_of_course_days_says_what_it_has_once(page: TotalsPage) -> None:
    show(page, "track", "course days")
    book = known(page.months.chart.book)
    place = next(n for n, bar in enumerate(book.months) if bar.stacked > bar.total)
    assert book.number(place) == ""
    assert f": {format_days(book.months[place].total)} days (" in book.sentence(place)
    assert book.sentence(place).endswith("counts once in each, and once in the month.")
    assert book.table()[place + 1][-1] == format_days(book.months[place].total)


# Walking and opening


def test_bars_and_their_parts_are_walked_spoken_and_opened(qtbot: QtBot, page: TotalsPage) -> None:
    first, second = page.bars.bars()[:2]
    assert [bar.focusPolicy() & Qt.FocusPolicy.TabFocus for bar in (first, second)] == [
        Qt.FocusPolicy.TabFocus,
        Qt.FocusPolicy.NoFocus,
    ]  # one stop of Tab for all
    first.setFocus()
    qtbot.keyClick(first, Key.Key_Down)
    assert second.hasFocus()
    assert second.focusPolicy() & Qt.FocusPolicy.TabFocus
    line = known(second.line())
    planned = format_days(line.row.totals.planned)
    assert second.accessibleName().startswith(f"Project manager: {planned} days planned")
    qtbot.keyClick(second, Key.Key_Return)
    assert page.panel.heading.text() == "Project manager · planned"
    qtbot.keyClick(second, Key.Key_Right)
    qtbot.keyClick(second, Key.Key_Right)
    scheduled = format_days(line.row.totals.scheduled)
    assert second.accessibleDescription() == f"{scheduled} days scheduled"
    qtbot.keyClick(second, Key.Key_Space)
    assert page.panel.heading.text() == "Project manager · scheduled"
    qtbot.keyClick(second, Key.Key_Up)
    assert first.hasFocus()
    assert "done" in second.accessibleDescription()
    qtbot.keyClick(first, Key.Key_End)
    assert page.bars.bars()[-1].hasFocus()


def test_a_click_on_a_part_of_a_bar_lists_it(qtbot: QtBot, page: TotalsPage) -> None:
    bar = page.bars.bars()[0]
    area = bar.bar_area()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(int(area.left()) + 3, bar.height() // 2))
    assert page.panel.heading.text() == "Product manager · done"
    done = known(bar.line()).row.totals.done
    assert page.panel.sum.text().startswith(f"{format_days(done)} days")
    assert bar.sentence(bar.part_at(area.left() + 3)) == f"Product manager: {format_days(done)} days done"
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() - 8, bar.height() // 2))
    assert page.panel.heading.text() == "Product manager · planned"


def test_all_against_what_is_aimed_at_opens_all(qtbot: QtBot, page: TotalsPage) -> None:
    show(page, "team", "cost")
    assert page.bars.whole.isVisible()
    assert "of €80,000 budget" in page.bars.whole.accessibleName()
    qtbot.mouseClick(page.bars.whole, Qt.MouseButton.LeftButton, pos=QPoint(4, 8))
    assert page.panel.heading.text() == "All teams · planned"
    show(page, "team", "course days")
    assert not page.bars.whole.isVisible()


def test_months_and_their_parts_are_walked_spoken_and_opened(qtbot: QtBot, page: TotalsPage) -> None:
    chart = page.months.chart
    months = chart.months()
    assert [bar.month for bar in months][:6] == [f"2027-{n:02}" for n in range(1, 7)]
    first, second = chart.columns()[:2]
    first.setFocus()
    qtbot.keyClick(first, Key.Key_Right)
    assert second.hasFocus()
    total = format_days(months[1].total)
    assert second.accessibleName().startswith(f"Feb 2027: {total} days (")
    qtbot.keyClick(second, Key.Key_Return)
    assert page.panel.heading.text() == "Feb 2027"
    assert page.panel.sum.text().startswith(f"{total} days")
    qtbot.keyClick(second, Key.Key_Up)
    key, value = months[1].parts[0]
    assert second.accessibleName() == f"Feb 2027, Product manager: {format_days(value)} days"
    qtbot.keyClick(second, Key.Key_Space)
    assert page.panel.heading.text() == "Feb 2027 · Product manager"
    assert page.panel.sum.text().startswith(f"{format_days(value)} days")
    area = dict(second.parts())[key]
    show(page, "team", "person-days")
    key, area = second.parts()[-1]
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    name = known(chart.book).name(key)
    assert page.panel.heading.text() == f"Feb 2027 · {name}"


def test_what_stands_at_the_axes_of_months_never_touches(page: TotalsPage) -> None:
    year = [MonthBar(f"2027-{month:02}", ((None, Decimal(9 * month)),)) for month in range(1, 13)]
    book = gather_months(year, (), "track", "person-days", "EUR")
    font = page.font()
    seen = set()
    for points, width, height in product((9, 14, 20), range(120, 700, 40), (90, 130, 240)):
        font.setPointSizeF(points)
        frame = MonthFrame(book, QRectF(0, 0, width, height), font)
        case, names = (points, width, height), frame.month_names()
        ends = [-1.0]
        for place, name in enumerate(names):
            half = frame.metrics.horizontalAdvance(name) / 2
            if name:
                assert frame.slot(place).center().x() - half > ends[-1] or len(ends) == 1, case
                ends.append(frame.slot(place).center().x() + half)
        levels = [frame.level(tick) for tick in frame.told_ticks()]
        assert frame.told_ticks()[0] == book.ticks[-1], case
        assert all(below - above >= frame.high for above, below in pairwise(levels)), case
        seen.add("names" if names[1] == "Feb" else "letters" if names[1] else "some letters")
    assert seen == {"names", "letters", "some letters"}


def test_charts_follow_each_change(page: TotalsPage) -> None:
    def words() -> list[str]:
        widgets: list[QWidget] = [*page.bars.bars(), page.bars.whole, *page.months.chart.columns()]
        return [widget.accessibleName() for widget in widgets]

    before, actions = words(), page.actions_
    people = [person.id for person in actions.read(list_people)]
    actions.do(Label("Remove"), remove_people, people[:5])
    assert words() != before
    actions.undo()
    assert words() == before


# Pictures


def test_each_chart_is_put_out_as_picture_and_table(qtbot: QtBot, page: TotalsPage) -> None:
    show(page, "track", "person-days")
    assert get_args(Task) == ("copy picture", "save picture", "copy table", "save table")
    for panel in (page.bars, page.months):
        with qtbot.waitSignal(page.picture_requested) as asked:
            panel.picture.actions[0].trigger()
        assert known(asked.args) == ["copy picture", Picture(panel.heading.text(), panel)]
        size = panel.picture_size()
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(theme_named("light").color("panel"))
        painter = QPainter(image)
        panel.paint_to(painter, QRectF(image.rect()))
        painter.end()
        seen = {
            image.pixelColor(x, y).name()
            for x in range(0, size.width(), 2)
            for y in range(0, size.height(), 2)
        }
        theme = theme_named("light")
        assert {theme.track(place).name() for place in (0, 1, 2, None)} <= seen
    head, *lines, whole = page.bars.as_table()
    assert head[:5] == ["Track", "done", "scheduled", "to schedule", "planned"]
    assert whole[0] == "All tracks"
    assert sum(Decimal(line[4]) for line in lines) == Decimal(whole[4])
    head, *lines = page.months.as_table()
    assert head == ["Month", "Product manager", "Project manager", "Program manager", "No track", "All"]
    assert all(sum(map(Decimal, line[1:-1])) == Decimal(line[-1]) for line in lines)
    assert sum(Decimal(line[-1]) for line in lines) > 0


# Budgets


def test_a_budget_is_shown_month_by_month_against_its_line(qtbot: QtBot, page: TotalsPage) -> None:
    with page.actions_.workspace.edit("Budget") as db:
        set_budget(db, 1, Decimal(1000))
        set_budget(db, 1, Decimal(10_000_000), team="Payments")
    show(page, "team", "person-days")
    panel = page.months
    assert panel.choice.isHidden()
    show(page, "team", "cost")
    assert [panel.choice.itemText(place) for place in range(3)] == [
        "Per month",
        "Whole plan",
        "Payments",
    ]
    panel.choice.setCurrentIndex(1)
    panel.choice.activated.emit(1)
    book = known(panel.chart.book)
    used = known(page._sheet).rows[-1].totals.cost
    assert (book.title, book.aim) == ("Budget of 2027 H1 development plan", Decimal(1000))
    assert panel.heading.text() == "Use of the budget"
    assert book.ticks[-1] >= used == book.months[-1].total
    assert "over the budget of €1,000" in panel.chart.columns()[-1].accessibleName()
    assert "spent" in panel.chart.columns()[0].accessibleName()
    assert panel.as_table()[-1][-2:] == [f"{used.normalize():f}", "1000"]
    assert [month.total for month in book.months] == sorted(month.total for month in book.months)
    frame = MonthFrame(book, QRectF(0, 0, 400, 200), panel.font())
    assert frame.plot.top() <= frame.level(known(book.aim)) < frame.plot.bottom()
    qtbot.keyClick(panel.chart.columns()[0], Key.Key_Return)
    assert page.panel.heading.text() == "Budget of 2027 H1 development plan"
    assert sum(row.value for row in page.panel.table.source.rows()) == used
    page.refresh(None)
    assert panel.choice.currentIndex() == 1  # it stays chosen
    show(page, "team", "person-days")
    assert "Days away" in panel.heading.text()

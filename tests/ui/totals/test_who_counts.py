"""On Totals those who do not count have a line on demand and are in no sum; cards have targets."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QRectF, QSettings
from pytestqt.qtbot import QtBot

from pmplanner.services.people import people
from pmplanner.services.plans import targets
from pmplanner.services.totals.totals import LedgerRow
from pmplanner.services.views.others import track_targets
from pmplanner.services.views.totals_page import MonthBar
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.totals.month_book import MonthFrame, gather_months
from pmplanner.ui.totals.month_chart import MonthChart
from pmplanner.ui.totals.page import TotalsPage
from tests.support import known

LABEL = Label.of("plan.change", plan="")


@pytest.fixture
def page(sampled: Workspace, qtbot: QtBot) -> TotalsPage:
    with sampled.edit("Somebody who left") as db:
        people.add_person(db, first_name="Zoe", end_date=dt.date(2026, 5, 31))
        people.add_person(db, first_name="Yan", start_date=dt.date(2029, 1, 1))
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    page.show()
    return page


def _by_person(page: TotalsPage) -> None:
    page.group.select("person")
    page.group.chosen.emit("person")


def _rows(page: TotalsPage) -> list[LedgerRow]:
    return list(page.table.source.rows())


def test_others_have_a_line_on_demand_and_none_in_a_sum(page: TotalsPage) -> None:
    assert not page.others.isVisible()
    _by_person(page)
    assert [page.others.chip(key).text() for key in ("left", "all")] == ["Left (+1)", "All (+2)"]
    usual = [row.name for row in _rows(page)]
    assert not {"Zoe · left", "Yan · not here yet"} & set(usual)
    total = _rows(page)[-1].totals.planned
    page.others.chip("left").click()
    assert [row.name for row in _rows(page) if row.name not in usual] == ["Zoe · left"]
    page.others.chip("all").click()
    fresh = [row for row in _rows(page) if row.name not in usual]
    assert [(row.name, row.totals.people, row.totals.planned) for row in fresh] == [
        ("Yan · not here yet", 0, Decimal(0)),
        ("Zoe · left", 0, Decimal(0)),
    ]
    last = _rows(page)[-1]
    assert (last.is_total, last.totals.planned) == (True, total)


def test_the_chip_is_as_it_was_left(page: TotalsPage, settings: QSettings) -> None:
    _by_person(page)
    page.others.chip("left").click()
    page.save_state(settings)
    page.others.chip("left").click()
    page.restore_state(settings)
    assert page.others.shown() == "left"


def test_bars_are_measured_against_the_targets(page: TotalsPage) -> None:
    plan = known(page.actions_.plan_id)
    page.actions_.do(LABEL, targets.set_target, plan, Decimal(20))
    aimed = page.actions_.read(track_targets, plan)
    assert sum(aimed.values()) == sum(
        t.days for t in page.actions_.read(targets.person_targets, plan).values()
    )
    lines = known(page.bars.book).lines
    assert {line.row.key: line.aim for line in lines} == aimed
    assert {line.aim_text for line in lines} == {f"of {days.normalize():f}" for days in aimed.values()}
    assert known(page.bars.whole.line()).aim == sum(aimed.values())
    _by_person(page)
    assert {line.aim for line in known(page.bars.book).lines} == {None}
    assert known(page.bars.whole.line()).aim == sum(aimed.values())
    page.actions_.do(LABEL, targets.set_target, plan, None)
    assert not page.bars.whole.isVisibleTo(page)
    assert "target" not in page.bars.as_table()[0]


@pytest.mark.parametrize(
    ("months", "years"),
    [
        (["2027-01", "2027-06"], []),
        (["2027-11", "2027-12", "2028-01"], [("2027", 0, 1), ("2028", 2, 2)]),
        ([f"{y}-{m:02}" for y in (2027, 2028) for m in range(1, 13)], [("2027", 0, 11), ("2028", 12, 23)]),
    ],
)
def test_a_chart_of_several_years_says_which(
    qtbot: QtBot, months: list[str], years: list[tuple[str, int, int]]
) -> None:
    chart = MonthChart()
    qtbot.addWidget(chart)
    chart.resize(500, 200)
    book = gather_months([MonthBar(month, ()) for month in months], [], "track", "person-days", "")
    chart.show_book(book)
    assert book.years() == years
    bottoms = [
        MonthFrame(book, QRectF(chart.rect()), chart.font()).plot.bottom()
        for book in (book, replace(book, months=book.months[:1]))
    ]
    assert (bottoms[0] < bottoms[1]) is bool(years)
    chart.show()
    assert not chart.grab().isNull()

"""What charts say to screen readers: each has its numbers behind it, as children with names or as a table."""

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.totals.coverage import coverage_sentence
from pmplanner.ui.totals.page import TotalsPage
from pmplanner.ui.widgets.format import month_name


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


def cells_of(table: QTableView) -> list[str]:
    """What a reader is told of all cells of a table."""
    told = QAccessible.queryAccessibleInterface(table)
    assert told.role() in (QAccessible.Role.Table, QAccessible.Role.Tree)
    return [told.child(place).text(QAccessible.Text.Name) for place in range(told.childCount())]


@pytest.mark.slow
def test_bars_months_and_coverage_have_their_numbers(actions: Actions, qtbot: QtBot) -> None:
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    page.show()
    bars = [QAccessible.queryAccessibleInterface(bar) for bar in page.bars.bars()]
    names = [told.text(QAccessible.Text.Name) for told in bars]
    assert [name.partition(":")[0] for name in names] == [line[0] for line in page.bars.as_table()[1:-1]]
    assert all(any(sign.isdigit() for sign in name) for name in names)
    months = [QAccessible.queryAccessibleInterface(each) for each in page.months.chart.columns()]
    assert [told.text(QAccessible.Text.Name).partition(":")[0] for told in months] == [
        month_name(line[0]) for line in page.months.as_table()[1:]
    ]
    page.coverage_button.click()
    cells = cells_of(page.coverage.table)
    for row in page.coverage.table.source.rows():
        assert f"Covered: {coverage_sentence(row)}" in cells


@pytest.mark.slow
def test_the_load_is_a_table_with_a_sentence_a_week(actions: Actions, qtbot: QtBot) -> None:
    page = SchedulePage(actions)
    qtbot.addWidget(page)
    page.resize(1200, 900)
    page.show()
    page.below.choose("load")
    cells = cells_of(page.load.table)
    load = page.load.table.load
    assert load.rowCount() > 2
    weeks = [text for text in cells if "% away" in text]
    assert weeks
    assert all("week of" in text for text in weeks)

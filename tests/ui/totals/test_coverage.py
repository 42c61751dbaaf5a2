"""Coverage on the Totals page: lines with bars, numbers, and the people behind them."""

from collections import Counter

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from pmplanner.services.totals.coverage import COVERS, CoverageRow, list_coverage
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.theme import theme_named
from pmplanner.ui.totals.coverage import coverage_sentence, paint_coverage
from pmplanner.ui.totals.page import TotalsPage
from pmplanner.ui.widgets.painting import Sketch
from tests.support import known


def test_coverage_takes_the_place_of_the_table_and_lists_people(sampled: Workspace, qtbot: QtBot) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    assert page.table.isVisible()
    page.coverage_button.click()
    assert page.coverage.table.isVisible()
    assert not page.table.isVisible()
    rows = actions.read(list_coverage, known(actions.plan_id))
    shown = page.coverage.table.source.rows()
    assert list(shown) == rows
    table = page.coverage.as_table()
    assert table[1] == [rows[0].track, rows[0].course, *map(str, rows[0].counts), str(rows[0].people)]
    assert len(table) == len(rows) + 1
    # Enter on a line lists just its people.
    mixed = next(row for row in rows if sum(map(bool, row.counts)) > 2)
    page.coverage.table.select_key(mixed.id)
    qtbot.keyClick(page.coverage.table, Qt.Key.Key_Return)
    behind = page.panel.table.source.rows()
    assert len(behind) == mixed.people
    statuses = Counter(row.status for row in behind)
    assert statuses["gap"] == mixed.count("missing")
    assert page.panel.heading.text() == f"{mixed.course} · {mixed.track}"
    missing = page.coverage.table.proxy.index(page.coverage.table.currentIndex().row(), 7)
    page.coverage.table.scrollTo(missing)
    place = page.coverage.table.visualRect(missing).center()
    qtbot.mouseClick(page.coverage.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert len(page.panel.table.source.rows()) == mixed.count("missing")
    page.coverage_button.click()
    assert page.table.isVisible()


def test_a_bar_has_parts_as_long_as_their_shares(qtbot: QtBot) -> None:
    row = CoverageRow(1, "Product manager", 0, 7, "Boot", "Boot", (0, 5, 3, 2, 0))
    assert coverage_sentence(row) == "Boot, Product manager: of 10 people 5 done, 3 scheduled, 2 picked"
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    sketch = Sketch(painter.font())
    paint_coverage(sketch, QRectF(image.rect()), row)
    sketch.replay(painter)
    painter.end()
    colours = Counter(image.pixelColor(x, 1).name() for x in range(200))
    theme = theme_named("light")
    for role, length in (("done", 100), ("accent", 60), ("line_strong", 40)):
        assert abs(colours[theme.color(role).name()] - length) <= 2, role
    assert COVERS[-1] == "missing"

"""Nothing is cut off in the smallest window, nor where text is large: words give way, bars wrap."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QSplitter,
    QWidget,
)

from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.problems.page import ProblemsPage
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.text_size import SIZES, USUAL, text_font
from pmplanner.ui.theme import apply_theme
from pmplanner.ui.totals.page import TotalsPage
from pmplanner.ui.widgets.tables.data_table import DataTable
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.layout_faults import cut_off, overlapping


@pytest.fixture
def larger(open_window: OpenWindow, qapp: QApplication) -> Iterator[Callable[[Workspace, float], MainWindow]]:
    """Open the window and let all text in it grow."""
    opened = []

    def make(workspace: Workspace, factor: float) -> MainWindow:
        window = open_window(workspace)
        opened.append(window)
        if factor != 1:
            apply_theme(qapp, "light", percent=round(100 * factor))
        return window

    yield make
    for window in opened:  # before the text shrinks, which would be laid out in all of it once more
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, "light", percent=USUAL)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "factor"),
    [
        ((960, 600), 1.0),
        pytest.param((1280, 720), 1.0, marks=pytest.mark.long),
        ((1280, 720), 1.5),
    ],
)
def test_all_pages_hold_in_a_small_window_and_with_large_text(
    larger: Callable[[Workspace, float], MainWindow],
    sampled: Workspace,
    size: tuple[int, int],
    factor: float,
) -> None:
    window = larger(sampled, factor)
    window.resize(*size)
    for key in PAGES:
        window.open_page(key)
        for show in (None, *_OPENED.get(key, ())):
            if show is not None:
                show(window._pages[key])
            for _ in range(4):
                QApplication.processEvents()
            assert (window.width(), window.height()) == size
            assert cut_off(window) == [], (key, show)
            assert overlapping(window) == [], (key, show)
            right = window.bar.more_button.mapTo(window, window.bar.more_button.rect().bottomRight()).x()
            assert right <= window.width() - 8, key


@pytest.mark.slow
def test_all_pages_hold_in_a_small_window_that_can_only_read(
    open_window: OpenWindow, sampled: Workspace
) -> None:
    reader = open_workspace(sampled.path, read_only=True)
    try:
        window = open_window(reader)
        window.resize(960, 600)
        for key in PAGES:
            window.open_page(key)
            page = window._pages[key]
            for show in (None, *(show for show in _OPENED.get(key, ()) if show is not _open_auto)):
                if show is not None:
                    show(page)
                for _ in range(4):
                    QApplication.processEvents()
                assert window.message.isVisible()
                assert cut_off(window) == [], (key, show)
                assert overlapping(window) == [], (key, show)
                assert _crowded(page) == [], (key, show)
        window.close()
    finally:
        reader.close()


def _crowded(page: QWidget) -> list[str]:
    """The splitters that are lower than their parts have to be, so that the last part is cut off."""
    return [
        f"{splitter.height()} of {splitter.minimumSizeHint().height()} in {type(splitter.parent()).__name__}"
        for splitter in page.findChildren(QSplitter)
        if splitter.isVisible() and splitter.height() < splitter.minimumSizeHint().height()
    ]


@pytest.mark.slow
def test_headings_of_tables_are_whole_where_text_is_large(
    larger: Callable[[Workspace, float], MainWindow], sampled: Workspace
) -> None:
    window = larger(sampled, 1.5)
    window.resize(1440, 900)
    looked = 0
    for key, shows in _TABLES.items():
        window.open_page(key)
        for show in shows:
            show(window._pages[key])
            for _ in range(4):
                QApplication.processEvents()
            for table in window._pages[key].findChildren(DataTable):
                if table.isVisible() and not table.horizontalHeader().isHidden():
                    looked += 1
                    assert _clipped(table) == [], (key, table.accessibleName())
    assert looked >= sum(len(shows) for shows in _TABLES.values())


def _clipped(table: DataTable) -> list[str]:
    """The headings that are wider than their columns, by the font in which the style sheet shows them."""
    font = text_font(table.font(), SIZES["small"])
    font.setWeight(QFont.Weight.Medium)
    metrics = QFontMetrics(font)
    columns = [n for n in range(table.model().columnCount()) if not table.isColumnHidden(n)]
    titles = {n: str(table.model().headerData(n, Qt.Orientation.Horizontal)) for n in columns}
    return [
        title
        for n, title in titles.items()
        if metrics.horizontalAdvance(title) + 2 * _PADDING > table.columnWidth(n)
    ]


def _open_form(page: SchedulePage) -> None:
    page.views.opened.emit(next(iter(page._rows)))


def _open_auto(page: SchedulePage) -> None:
    page.primary_action().trigger()


def _open_policies(page: ProblemsPage) -> None:
    page.views.select("policies")
    page.refresh(None)


def _open_details(page: PlanPage) -> None:
    page.matrix.go_to(page.model.people()[0])
    page.cells.select_people(1, 3)
    page._open_detail()


_OPENED: dict[str, tuple[Callable[[Any], None], ...]] = {
    "plan": (_open_details,),
    "schedule": (_open_form, _open_auto),
    "problems": (_open_policies,),
    "needs": (lambda page: page.show_view("skills"),),
}
"""What else can be open on a page."""

_PADDING = 11
"""Pixels beside the text of a heading, as the style sheet has them."""


def _open_line(page: TotalsPage) -> None:
    page._open_line(known(page._sheet).rows[0], "track", "planned")


def _show_part(page: ResourcesPage, key: str) -> None:
    page._show_part(key)


_TABLES: dict[str, tuple[Callable[[Any], None], ...]] = {
    "people": (lambda _page: None,),
    "needs": (lambda _page: None,),
    "catalogue": (lambda _page: None,),
    "schedule": (lambda page: page.views.show_view("list"),),
    "totals": (lambda _page: None, _open_line),
    "resources": tuple(partial(_show_part, key=key) for key in ("rooms", "trainers", "equipment", "days")),
}

"""The keyboard is always somewhere: it goes where one goes, comes back, and is never trapped or lost."""

import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.core.page import Page
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.problems.page import ProblemsPage
from pmplanner.ui.resources.page import ResourcesPage
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.totals.page import TotalsPage
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_bare_window: OpenWindow, sampled: Workspace) -> MainWindow:
    return open_bare_window(sampled)


def _focus() -> QWidget:
    QApplication.processEvents()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.isVisible()
    return focus


def _press(qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(_focus(), key, held)


class _Windows(QObject):
    """Notes what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[QObject] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched)
        return False


@pytest.mark.slow
def test_no_page_shows_a_window_of_its_own_while_it_is_made(window: MainWindow) -> None:
    seen = _Windows()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(seen)
    for key in PAGES:
        window.open_page(key)
        QApplication.processEvents()
        assert window.isActiveWindow(), key
    app.removeEventFilter(seen)
    assert not seen.shown


@pytest.mark.slow
def test_the_number_of_a_page_puts_the_keys_into_it(window: MainWindow, qtbot: QtBot) -> None:
    for number, key in enumerate(PAGES, 1):
        _press(qtbot, Key(Key.Key_0 + number), CONTROL)
        page = known(window.stack.currentWidget())
        assert page is window._pages[key]
        assert page.isAncestorOf(_focus()), key
        _press(qtbot, Key.Key_K, CONTROL)
        assert _focus() is window.bar.search, key
        _press(qtbot, Key(Key.Key_0 + number), CONTROL)
        assert page.isAncestorOf(_focus()), key


def test_the_number_of_the_plan_leads_from_a_button_to_its_cells(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, Key.Key_1, CONTROL)
    page = window.stack.currentWidget()
    assert isinstance(page, PlanPage)
    page.board.toolbar.drawer_button.setFocus()
    _press(qtbot, Key.Key_1, CONTROL)
    assert _focus() is page.cells
    page.board.toolbar.legend_button.setFocus()
    _press(qtbot, Key.Key_6, CONTROL)
    _press(qtbot, Key.Key_1, CONTROL)
    assert _focus() is page.cells
    # Whoever types stays where the words are.
    page.filter.setFocus()
    _press(qtbot, Key.Key_6, CONTROL)
    _press(qtbot, Key.Key_1, CONTROL)
    assert _focus() is page.filter


def test_tab_goes_round_on_every_page(window: MainWindow, qtbot: QtBot) -> None:
    for number, key in enumerate(PAGES, 1):
        _press(qtbot, Key(Key.Key_0 + number), CONTROL)
        begin = _focus()
        for held in (Key.Key_Tab, Key.Key_Backtab):
            seen = [begin]
            while len(seen) < 250:
                _press(qtbot, held)
                if _focus() is begin:
                    break
                assert _focus() is not seen[-1], f"the keys are trapped on {key}"
                seen.append(_focus())
            assert _focus() is begin, key
            assert window.navigation in seen, key


def test_the_search_gives_the_keys_back(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, Key.Key_1, CONTROL)
    page = window.stack.currentWidget()
    assert isinstance(page, PlanPage)
    for leave in (Key.Key_Escape, Key.Key_Return):
        page.cells.setFocus()
        _press(qtbot, Key.Key_K, CONTROL)
        qtbot.keyClicks(window.bar.search, "light")
        _press(qtbot, leave)
        assert window.bar.search.text() == ""
        assert _focus() is page.cells
    _press(qtbot, Key.Key_K, CONTROL)
    _press(qtbot, Key.Key_Escape)  # also with nothing typed
    assert _focus() is page.cells
    _press(qtbot, Key.Key_F, CONTROL)
    assert _focus() is page.filter


@pytest.mark.slow
def test_a_hit_has_the_keys_on_its_page(window: MainWindow, qtbot: QtBot) -> None:
    for words, key in (
        ("bruno", "people"),
        ("prince2 foundation and", "catalogue"),
        ("AMA-2239-1", "schedule"),
    ):
        _press(qtbot, Key.Key_K, CONTROL)
        qtbot.keyClicks(window.bar.search, words)
        _press(qtbot, Key.Key_Return)
        assert window.navigation.current() == key
        assert known(window.stack.currentWidget()).isAncestorOf(_focus())


def test_after_a_fix_the_keys_are_on_the_next_problem(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, Key.Key_9, CONTROL)
    page = window.stack.currentWidget()
    assert isinstance(page, ProblemsPage)
    number = len(window.actions_.problem_monitor.open())
    assert number > 1
    _focus()
    button = next(b for b in page.detail.fixes.findChildren(QPushButton) if b.isVisible())
    button.setFocus()
    _press(qtbot, Key.Key_Space)
    assert len(window.actions_.problem_monitor.open()) == number - 1
    assert page.isAncestorOf(_focus())
    selected = page.problems.selected()
    assert selected is not None
    assert page.detail.isAncestorOf(_focus()) or _focus() is page.problems.table
    window.actions_.undo()
    assert page.isAncestorOf(_focus())


def test_picking_by_the_button_of_the_drawer_leads_to_the_matrix(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, Key.Key_1, CONTROL)
    page = window.stack.currentWidget()
    assert isinstance(page, PlanPage)
    page.board.want_drawer(True)
    page.matrix.go_to(page.model.people()[3])
    page.drawer.search.setText("microsoft project")
    button = page.drawer.list.bar.button
    assert button.isEnabled()
    button.setFocus()
    _press(qtbot, Key.Key_Space)
    assert not button.isEnabled()
    assert _focus() is page.cells


def test_enter_on_a_list_without_a_selection_opens_no_hidden_form(window: MainWindow, qtbot: QtBot) -> None:
    _press(qtbot, Key.Key_8, CONTROL)
    page = window.stack.currentWidget()
    assert isinstance(page, ResourcesPage)
    table = page.rooms.table
    table.setFocus()
    table.selectRow(0)
    table.selectionModel().select(
        table.currentIndex(), QItemSelectionModel.SelectionFlag.Clear | QItemSelectionModel.SelectionFlag.Rows
    )
    _press(qtbot, Key.Key_Return)
    assert _focus() is table


@pytest.mark.slow
def test_from_a_form_to_another_page_and_back(window: MainWindow, qtbot: QtBot) -> None:
    for number in range(1, len(PAGES) + 1):
        _press(qtbot, Key(Key.Key_0 + number), CONTROL)
        page = window.stack.currentWidget()
        assert isinstance(page, Page)
        page.begin_new()
        QApplication.processEvents()
        for other in range(1, len(PAGES) + 1):
            _press(qtbot, Key(Key.Key_0 + other), CONTROL)
            assert known(window.stack.currentWidget()).isAncestorOf(_focus())


@pytest.mark.slow
def test_redo_of_what_fills_a_page_takes_the_keys_along(
    open_bare_window: OpenWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    window = open_bare_window(workspace)
    window.open_sample()
    _focus()
    for _ in range(2):
        window.actions_.undo()
        _focus()
        window.actions_.redo()
        _focus()


def _order(window: QWidget, *widgets: QWidget) -> list[int]:
    """The places of widgets in the tab order of a window."""
    chain = []
    widget = known(window.nextInFocusChain())
    while widget is not window:
        chain.append(widget)
        widget = known(widget.nextInFocusChain())
    return [chain.index(widget) for widget in widgets]


def test_tab_follows_the_eye_also_through_what_is_made_later(window: MainWindow) -> None:
    for key in ("plan", "totals", "catalogue", "problems"):
        window.open_page(key)
    plan, totals = page_of(window, PlanPage), page_of(window, TotalsPage)
    catalogue, problems = page_of(window, CataloguePage), page_of(window, ProblemsPage)
    QApplication.processEvents()
    drawer = plan.drawer
    cards = [card for card in plan.board.cards.cards.values() if card.focusPolicy()]
    for page, widgets in (
        (plan, (*cards, plan.cells, drawer.search, *drawer.chips._chips.values(), drawer.list)),
        (totals, (*totals.bars.bars(), totals.table)),
        (catalogue, (catalogue.filters.level, *catalogue.filters.chips._chips.values(), catalogue.table)),
        (problems, (problems.problems.table, problems.detail.fixes, problems.detail.reason)),
    ):
        order = _order(window, *widgets)
        assert order == sorted(order), page
    buttons = [b for b in problems.detail.fixes.findChildren(QPushButton) if b.isVisible()]
    order = _order(window, *buttons, problems.detail.reason, problems.detail.accept_button)
    assert len(buttons) > 1
    assert order == sorted(order)


def test_tab_goes_through_the_corner_of_the_timeline_before_its_lanes(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.open_page("schedule")
    page = page_of(window, SchedulePage)
    timeline = page.views.timeline
    period = page.views.period
    head = [period.back, period.on, period.today, page.import_button, page.new_button]
    expected = [*head, *timeline.corner, timeline]
    head[0].setFocus()
    met = [_focus()]
    for _ in expected[1:]:
        _press(qtbot, Key.Key_Tab)
        met.append(_focus())
    assert met == expected
    _press(qtbot, Key.Key_Tab)
    assert known(page.views.parentWidget()).isAncestorOf(_focus())
    assert not page.views.isAncestorOf(_focus())
    _press(qtbot, Key.Key_Backtab)
    assert _focus() is timeline


def test_enter_presses_the_button_that_has_the_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.open_page("totals")
    page = page_of(window, TotalsPage)
    page.coverage_button.setFocus()
    shown = page.coverage_button.isChecked()
    _press(qtbot, Key.Key_Return)
    assert page.coverage_button.isChecked() is not shown
    window.bar.export_button.setFocus()
    seen = _Windows()
    window.bar.export_menu.installEventFilter(seen)
    closing = QTimer(window)  # the menu waits for a choice
    closing.timeout.connect(window.bar.export_menu.close)
    closing.start(1)
    _press(qtbot, Key.Key_Enter)
    assert window.bar.export_menu in seen.shown

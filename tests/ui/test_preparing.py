"""Pages that are made while nobody does anything are what they are when they are made on opening."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.services.plans.people_changes import change_person
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.page import Page
from pmplanner.ui.decisions import board_reader
from pmplanner.ui.decisions.page import DecisionsPage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.totals.page import TotalsPage
from tests.support import known
from tests.ui.conftest import OpenWindow


def prepare(window: MainWindow) -> None:
    """Do all that is to be prepared, at once."""
    for preparer in (window.preparer, window.leisure):
        while preparer.step():
            pass


def rename(window: MainWindow, name: str) -> None:
    key = window.actions_.read(list_people)[0].id
    window.actions_.do(Label("Rename"), change_person, key, last_name=name)


def behind(page: Page) -> bool:
    """Whether it would read when it is shown."""
    return page.is_behind


def reads(page: DecisionsPage) -> bool:
    """Whether it is reading what has to be decided this week."""
    return page.reader._week.is_reading


def see(window: MainWindow, key: str) -> tuple[QImage, str]:
    """How the window looks with a page opened, and what it says of the selection there."""
    window.open_page(key)
    for _ in range(8):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()
    return window.grab().toImage(), window.status.text()


@pytest.mark.slow
def test_prepared_pages_look_as_pages_made_on_opening(
    open_window: OpenWindow, sampled: Workspace, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_reader, "AT_ONCE", 250)  # what is read beside comes a moment later
    looks: list[dict[str, tuple[QImage, str]]] = []
    for ready in (False, True):
        window = open_window(sampled)
        window.resize(1200, 760)
        window.actions_.problem_monitor.open()
        if ready:
            prepare(window)
            assert list(window._pages) == list(PAGES)
            assert window.navigation.current() == "plan"
            assert not any(page.is_behind for page in window._pages.values())
        see(window, "decisions")  # whose count stands beside its name from then on
        looks.append({key: see(window, key) for key in PAGES})
        window.hide()
        settings.clear()
    made_on_opening, prepared = looks
    assert [key for key in PAGES if made_on_opening[key] != prepared[key]] == []


def test_a_prepared_page_reads_only_what_has_changed_since(
    open_bare_window: OpenWindow, sampled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_bare_window(sampled)
    prepare(window)
    read: list[str] = []
    for key, page in window._pages.items():
        monkeypatch.setattr(page, "refresh", lambda _change, key=key: read.append(key))
    for key in PAGES:
        window.open_page(key)
    assert not read
    rename(window, "Zoltan")
    window.open_page("totals")
    assert read == ["problems", "totals"]  # the one that was seen, and the one that is seen now


def test_what_changes_or_is_opened_meanwhile_is_read_again(
    open_bare_window: OpenWindow, sampled: Workspace
) -> None:
    window = open_bare_window(sampled)
    while "totals" not in window._pages:
        window.preparer.step()
    totals = window._pages["totals"]
    assert isinstance(totals, TotalsPage)
    for _ in range(3):
        window.preparer.step()
    assert behind(totals)
    assert not vars(totals)["_sheet"]
    rename(window, "Zoltan")
    window.preparer.step()  # it goes on with the next page
    assert behind(totals)
    window.open_page("totals")
    assert not behind(totals)
    assert totals._sheet is not None
    window.open_page("plan")
    window.actions_.undo()
    assert behind(totals)
    window.preparer._steps = None
    while not totals._halfway:
        window.preparer.step()
    window.open_page("totals")
    assert not behind(totals)
    prepare(window)
    assert not behind(totals)


def test_what_reads_long_waits_for_leisure_and_is_not_read_to_its_end_when_something_changes(
    open_bare_window: OpenWindow, sampled: Workspace, qtbot: QtBot
) -> None:
    window = open_bare_window(sampled)
    while window.preparer.step():
        pass
    page = window._pages["decisions"]
    assert isinstance(page, DecisionsPage)
    assert not reads(page)
    assert [key for key, each in window._pages.items() if behind(each)] == ["decisions"]
    while window.leisure.step():
        pass
    assert not behind(page)
    assert reads(page)
    rename(window, "Zoltan")
    assert behind(page)
    assert not reads(page)
    while window.leisure.step():
        pass
    with qtbot.waitSignal(page.week_counted) as counted:
        pass
    assert counted.args == [len(known(page.reader.board).week)]
    with qtbot.waitSignal(page.week_counted) as counted:
        window.actions_.plan_chosen.emit(window.actions_.plan_id)
    assert counted.args == [None]


def test_nothing_is_kept_of_a_page_that_nobody_has_opened(
    open_bare_window: OpenWindow, sampled: Workspace, settings: QSettings
) -> None:
    window = open_bare_window(sampled)
    prepare(window)
    window.open_page("people")
    window.remember()
    assert {"people", "plan"} <= set(settings.childGroups())
    assert not {"schedule", "catalogue", "resources", "problems"} & set(settings.childGroups())


def test_it_waits_while_somebody_works(
    open_bare_window: OpenWindow, sampled: Workspace, qtbot: QtBot
) -> None:
    window = open_bare_window(sampled)
    made = window._pages
    window.preparer.begin(0)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window.preparer._must_wait()
    menu = QMenu(window)
    menu.addAction("An entry")
    menu.popup(window.pos())
    window.preparer._touched = 0.0
    assert window.preparer._must_wait()
    menu.close()
    qtbot.waitUntil(lambda: not window.preparer._must_wait())
    window.setEnabled(False)
    assert window.preparer._must_wait()
    window.setEnabled(True)
    qtbot.waitUntil(lambda: len(made) == len(PAGES))
    qtbot.waitUntil(lambda: window.preparer.is_done)
    before = list(made.values())
    window.preparer._touched = 0.0
    QCoreApplication.sendEvent(window.windowHandle(), QEvent(QEvent.Type.None_))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
    assert window.preparer._touched == 0.0  # it listens only while there is something to do
    assert before == list(made.values())


def test_what_fails_is_told_when_it_is_opened_and_not_before(
    open_bare_window: OpenWindow, sampled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_page: Page, _change: object) -> None:
        raise ValueError("It cannot be shown")

    told: list[object] = []
    monkeypatch.setattr("sys.excepthook", lambda *fault: told.append(fault[1]))
    monkeypatch.setattr("pmplanner.ui.catalogue.page.CataloguePage.refresh", fail)
    window = open_bare_window(sampled)
    prepare(window)
    assert not told
    window.preparer.begin(0)
    assert window.preparer.is_done  # it does not try again
    window.open_page("catalogue")
    assert [str(each) for each in told] == ["It cannot be shown"]


def test_nothing_is_made_where_there_is_nothing(open_bare_window: OpenWindow, workspace: Workspace) -> None:
    window = open_bare_window(workspace)
    prepare(window)
    assert not window._pages

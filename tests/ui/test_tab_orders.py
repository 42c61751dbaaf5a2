"""Tab goes round each page as the eye does, and is caught nowhere."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.widgets.tables.listing import Listing
from tests.support import known
from tests.ui.conftest import OpenWindow

_MOST = 80
"""So many steps are enough to come round any page."""

ORDERS: dict[str, tuple[str | tuple[str, ...], ...]] = {
    "plan": ("Product manager", "By track", "Filter people", "People and courses", "Search the catalogue"),
    "needs": (
        "Gaps",
        "By track",
        "Export table",
        "Filter people",
        "Track",
        "Team",
        "Manager",
        "Jun 2027",
        "Gaps",
        "What people miss",
        "Pick for",
        "Seat in what exists",
        "Reason to exempt them",
        "Exempt",
    ),
    "schedule": (
        "Timeline",
        ("By course", "Lanes"),  # which fold where letters are wide
        "Filter",
        "Import",
        "New session",
        "Zoom out",
        "Timeline of sessions",
        "Panels below the sessions",
        "Teams",
        "Load by week",
    ),
    "decisions": ("This week",),
    "totals": ("Person-days", "By track", "All tracks", "Jan 2027", "Totals", "Coverage"),
    "catalogue": ("Courses", "Search title", "Provider", "Level", "At most", "My courses", "Courses"),
    "people": ("New person", "Filter by name", "Track", "Team", "Job title", "Manager", "People"),
    "resources": ("Rooms", "Import rooms", "Search rooms", "Rooms"),
    "problems": (
        "Open",
        "Search problems",
        "Problems",
        "Show the session",
        "Move ",
        "Reason to accept it",
        "Accept",
    ),
}
"""What Tab meets on each page in this order, by how it begins; other things may stand in between."""


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or str(widget.property("text") or "")


def _is_offered(page: QWidget, begin: str) -> bool:
    return any(
        button.isVisible() for button in page.findChildren(QPushButton) if _name(button).startswith(begin)
    )


def _round(start: QWidget, qtbot: QtBot) -> Iterator[str]:
    """Press Tab until it comes back to where it began; fail where it does not."""
    here: QWidget = start
    for _ in range(_MOST):
        yield _name(here)
        qtbot.keyClick(here, Qt.Key.Key_Tab)
        there = QApplication.focusWidget()
        assert there is not None
        assert there is not here, f"Tab is caught in {_name(here)}"
        if there is start:
            return
        here = there
    pytest.fail(f"Tab does not come round to {_name(start)}")


def test_tab_goes_round_each_page_as_the_eye_does(
    sampled: Workspace, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window: MainWindow = open_window(sampled)
    window.resize(1440, 900)
    assert ORDERS.keys() == PAGES.keys()
    for key, wanted in ORDERS.items():
        window.enter_page(key)
        QApplication.processEvents()  # chips are shown a moment after they are made
        if key == "problems":  # fixes are tried beside, and come a moment later
            qtbot.waitUntil(partial(_is_offered, window._pages[key], "Move "))
        window.navigation.setFocus()
        met = list(_round(window.navigation, qtbot))
        rest = iter(met)
        for begin in wanted:
            assert any(name.startswith(begin) for name in rest), f"{key}: {begin!r} not in its place: {met}"


def test_keys_of_lists_are_the_same_on_every_page(
    sampled: Workspace, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window: MainWindow = open_window(sampled)
    for key in ("catalogue", "people", "resources"):
        window.enter_page(key)
        page = window._pages[key]
        listing = next(each for each in page.findChildren(Listing) if each.isVisible())
        table = listing.table
        for opening in (Qt.Key.Key_Return, Qt.Key.Key_F2):
            listing.focus_table()
            assert table.hasFocus(), key
            qtbot.keyClick(table, opening)
            inside = QApplication.focusWidget()
            assert not table.hasFocus(), (key, opening)
            assert page.isAncestorOf(known(inside))
            qtbot.keyClick(known(inside), Qt.Key.Key_Escape)
            assert known(page.focus_home()).hasFocus(), (key, opening)
        if key != "people":  # which has a menu of its own
            listing.focus_table()  # Escape has closed the details
            menu = listing.make_menu(lambda: None)
            assert [action.text() for action in menu.actions()] == ["Details", "Copy", "Remove"]
            menu.actions()[1].trigger()
            assert QGuiApplication.clipboard().text().split("\t")[0] == table.proxy.index(0, 0).data()
            menu.deleteLater()

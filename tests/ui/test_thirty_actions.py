"""A coordinator's first day, from a staff file to a page for the wall, in at most thirty actions.

An action is a click, a key, or a word typed. Nothing is called but what a hand reaches: buttons, menus, the
dialogs that come of them.
"""

import csv
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from pmplanner.services.totals.totals import ledger
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.importing.window import ImportWindow
from pmplanner.ui.output.pack_form import PackForm
from pmplanner.ui.people.assign_dialog import AssignDialog
from pmplanner.ui.people.difference_dialog import DifferenceDialog
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.plan_form import PlanForm
from pmplanner.ui.totals.page import TotalsPage
from tests.beside import engine_beside
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.finding import menu_of, page_of
from tests.ui.output.dialogs import Answers
from tests.ui.test_main_window import shown

__all__ = ["engine_beside"]

MOST = 30
PEOPLE, LEFT = 20, 2
COLUMNS = "Employee ID,FirstName,LastName,StartDate,ExitDate,Title,Supervisor,ADEmail,DepartmentType,State"


_MOST_LOOKS = 50


class Patient(Answers):
    """Waits until the dialog has the keys, as somebody does who looks first, but not for ever."""

    _looks = 0

    def _look(self) -> None:
        dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
        # Without a system's windows nobody gets the keys back when the dialog over them has gone.
        ready = dialog is not None and (focus is None or dialog.isAncestorOf(focus))
        if self._steps and isinstance(dialog, self._steps[0][0]):
            self._looks += 1
            if ready or self._looks > _MOST_LOOKS:
                self._looks = 0
                super()._look()


def _entry(menu: QMenu, text: str) -> QAction:
    (entry,) = (action for action in menu.actions() if action.text().replace("&", "") == text)
    return entry


class Hands:
    """Clicks, presses keys and types as somebody would, and counts it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.actions = 0
        self._qtbot = qtbot

    def click(self, widget: QWidget, where: QPoint | None = None) -> None:
        """Click something that is in sight and can be clicked."""
        assert widget.isVisible()
        assert widget.isEnabled()
        self.actions += 1
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=where or widget.rect().center())

    def press(self, key: Qt.Key) -> None:
        """Press a key on what has the keys."""
        self.actions += 1
        focus, dialog = QApplication.focusWidget(), QApplication.activeModalWidget()
        inside = focus is not None and (dialog is None or dialog.isAncestorOf(focus))
        self._qtbot.keyClick(known(focus if inside else dialog), key)

    def type(self, word: str, into: QWidget) -> None:
        """Type a word into what has the keys, which is this."""
        assert into.hasFocus()
        self.actions += 1
        self._qtbot.keyClicks(into, word)

    def choose(self, box: QComboBox, text: str) -> None:
        """Open a list, point at one of its lines and choose it, which Enter does as a click would."""
        self.click(box)
        view = box.view()
        self._qtbot.waitUntil(view.isVisible)
        view.setCurrentIndex(view.model().index(box.findText(text), 0))
        self.actions += 1
        self._qtbot.keyClick(view, Qt.Key.Key_Return)
        assert box.currentText() == text

    def click_entry(self, menu: QMenu, text: str) -> None:
        """Click an entry of a menu that is open."""
        self._qtbot.waitUntil(menu.isVisible)
        self.click(menu, menu.actionGeometry(_entry(menu, text)).center())


@pytest.fixture
def hands(qtbot: QtBot) -> Hands:
    return Hands(qtbot)


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    """A file as public samples of staff are: a note first, blanks behind departments, leavers among them."""
    book = Workbook()
    known(book.active).append(["This is a sample of a department."])
    sheet = book.create_sheet("Employee_data")
    sheet.append(COLUMNS.split(","))
    for number in range(1, PEOPLE + 1):
        title = "Software Engineer" if number % 4 else "Shared Services Manager"
        gone = dt.datetime(2023, 5, 28) if number <= LEFT else None  # noqa: DTZ001 - as sheets have them
        began = dt.datetime(2019, 1, number)  # noqa: DTZ001
        mail = f"first{number}.last{number}@example.org"
        row = [1000 + number, f"First{number}", f"Last{number}", began, gone, title, "Ann Lee", mail]
        sheet.append([*row, "Software Engineering   ", "MA"])
    path = tmp_path / "staff.xlsx"
    book.save(path)
    return path


@pytest.fixture
def window(open_window: OpenWindow, workspace: Workspace, settings: QSettings, tmp_path: Path) -> MainWindow:
    for key in ("export/folder", "print/folder", "import/folder"):
        settings.setValue(key, str(tmp_path))
    window = open_window(workspace)
    window.resize(1440, 900)
    return window


def _button(inside: QWidget, begins: str) -> QAbstractButton:
    (button,) = (
        each
        for each in inside.findChildren(QAbstractButton)
        if each.isVisible() and each.text().replace("&", "").startswith(begins)
    )
    return button


def _export(window: MainWindow, hands: Hands, answers: Answers, *texts: str) -> None:
    """Click through the menu under Export, whose loop ends with the last click."""

    def go() -> None:
        menu: QMenu = window.bar.export_menu
        *groups, last = texts
        for group in groups:
            hands.click_entry(menu, group)
            menu = menu_of(_entry(menu, group))
        hands.click_entry(menu, last)

    answers.in_menu(window.bar.export_menu, go)
    hands.click(window.bar.export_button)


def _import_people(window: MainWindow, hands: Hands, answers: Answers, staff: Path, qtbot: QtBot) -> None:
    def give_file(dialog: QDialog) -> None:
        name = known(dialog.findChild(QLineEdit, "fileNameEdit"))
        hands.type(str(staff), name)
        hands.press(Qt.Key.Key_Return)

    def import_all(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportWindow)
        button = dialog.footer.import_button
        qtbot.waitUntil(lambda: button.text().replace("&", "") == f"Import {PEOPLE} people")
        hands.click(button)

    answers.then(QFileDialog, give_file)
    answers.then(ImportWindow, import_all)
    answers.then(PlanForm, lambda _form: hands.press(Qt.Key.Key_Return))
    hands.click(_button(window.welcome, "Import people"))


def _give_tracks_and_required(window: MainWindow, hands: Hands, answers: Answers, qtbot: QtBot) -> None:
    page = page_of(window, PeoplePage)

    def assign(dialog: QDialog) -> None:
        assert isinstance(dialog, AssignDialog)
        for row, group in enumerate(dialog.groups()):
            track = "Product manager" if group.name.startswith("Software") else "Project manager"
            hands.choose(dialog.box(row), track)
        hands.click(dialog.apply)

    answers.then(AssignDialog, assign)
    window.activateWindow()  # as a system's windows do when a dialog has gone
    qtbot.waitUntil(page.assign_button.hasFocus)
    hands.press(Qt.Key.Key_Return)
    answers.then(DifferenceDialog, lambda dialog: hands.click(_button(dialog, "Apply")))
    qtbot.waitUntil(page.offers.isVisible)
    hands.click(_button(page.offers, "Review"))


def _schedule(window: MainWindow, hands: Hands, qtbot: QtBot) -> None:
    hands.click(window.navigation.viewport(), window.navigation.place_of("schedule").center())
    panel = page_of(window, SchedulePage).auto
    hands.click(_button(window.bar, "Schedule automatically"))
    panel.ask.seconds.show_value(1)  # how long is waited is no action
    hands.click(panel.ask.start)
    qtbot.waitUntil(panel.outcome.accept_all.isVisible)
    hands.click(panel.outcome.accept_all)
    qtbot.waitUntil(lambda: known(window.plan()).sessions > 0)


@pytest.mark.slow
def test_from_a_staff_file_to_mails_and_a_page_in_thirty_actions(
    window: MainWindow, hands: Hands, staff: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    answers = Patient(qtbot)
    done: list[tuple[str, int]] = []

    def note(what: str, so: Callable[[], bool]) -> None:
        qtbot.waitUntil(so)
        done.append((what, hands.actions))

    _import_people(window, hands, answers, staff, qtbot)
    note("people and plan", lambda: shown(window) == "people")
    _give_tracks_and_required(window, hands, answers, qtbot)
    note("tracks and picks", lambda: known(window.plan()).picks > PEOPLE)
    _schedule(window, hands, qtbot)
    note("schedule", lambda: shown(window) == "schedule")

    hands.click(window.navigation.viewport(), window.navigation.place_of("totals").center())
    note("totals", lambda: page_of(window, TotalsPage).table.isVisible())
    whole = window.actions_.read(ledger, known(window.plan()).id)[-1]
    assert whole.totals.people == PEOPLE - LEFT
    assert whole.totals.scheduled == whole.totals.planned > 0

    answers.then(QFileDialog, lambda _dialog: hands.press(Qt.Key.Key_Return))
    _export(window, hands, answers, "The plan as a table", "Schedule…")
    note("table", lambda: any(tmp_path.glob("*schedule.csv")))
    (table,) = tmp_path.glob("*schedule.csv")
    with table.open(encoding="utf-8-sig", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == known(window.plan()).picks

    answers.then(PackForm, lambda dialog: hands.click(_button(dialog, "Write")))
    answers.then(QFileDialog, lambda _dialog: hands.press(Qt.Key.Key_Return))
    _export(window, hands, answers, "For people", "Tell people what changed…")
    note("mails", lambda: len(list(tmp_path.glob("*/*.eml"))) == PEOPLE - LEFT)
    qtbot.waitUntil(lambda: not answers.waiting)

    answers.then(QFileDialog, lambda _dialog: hands.press(Qt.Key.Key_Return))
    _export(window, hands, answers, "The plan on one page…")
    note("page", lambda: any(tmp_path.glob("*.pdf")))
    (page,) = tmp_path.glob("*.pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", page.read_bytes())) == 1
    assert hands.actions <= MOST, done

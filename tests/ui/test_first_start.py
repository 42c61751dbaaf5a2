"""The first start: three ways in, each to a workspace that can be worked with, each taken back by Undo."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.services.plans.plans import list_plans
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.importing.window import ImportWindow
from pmplanner.ui.shell.application import Desk
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.plan_form import PlanForm
from tests.support import known, snapshot
from tests.ui.conftest import OpenWindow
from tests.ui.test_main_window import click_page, shown

STAFF = "Employee ID,Name,Track\n007,Ann Lee,Product manager\n008,Bo Chen,Project manager\n"


@pytest.fixture
def window(open_bare_window: OpenWindow, workspace: Workspace) -> MainWindow:
    """The window on a workspace with the catalogue only."""
    return open_bare_window(workspace)


@pytest.fixture
def answers(qtbot: QtBot) -> Callable[..., list[str]]:
    """Give the next modal dialogs their answers, one after the other; tells which are answered."""
    timers = []

    def answer(*steps: Callable[[QDialog], None]) -> list[str]:
        left, answered = list(steps), []
        seen: list[QDialog] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QFileDialog):
                answered.append("QFileDialog")
                dialog.reject()  # the window behind it still takes a file
            if left and isinstance(dialog, PlanForm | ImportWindow) and dialog not in seen:
                seen.append(dialog)
                answered.append(type(dialog).__name__)
                left.pop(0)(dialog)

        timer = QTimer()
        timer.timeout.connect(look)
        timer.start(10)
        timers.append(timer)
        return answered

    return answer


def press(window: MainWindow, text: str, qtbot: QtBot) -> None:
    (button,) = [b for b in window.welcome.findChildren(QPushButton) if b.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def create_plan(form: QDialog) -> None:
    form.accept()


def test_an_empty_workspace_begins_with_three_ways_in(window: MainWindow, qtbot: QtBot) -> None:
    assert window.stack.currentWidget() is window.welcome
    buttons = [button.text() for button in window.welcome.findChildren(QPushButton)]
    assert buttons == ["Import people…", "Open the sample", "Start empty"]
    for width, beside in ((772, True), (640, False)):  # that of the smallest window, and where text is large
        window.welcome.resize(width, 500)
        qtbot.wait(1)
        cards = [known(button.parentWidget()) for button in window.welcome.findChildren(QPushButton)]
        places = [QRect(card.mapTo(window.welcome, QPoint(0, 0)), card.size()) for card in cards]
        assert all(place.left() >= 0 and place.right() < width for place in places)
        assert (len({place.top() for place in places}) == 1) is beside
    assert not window.bar.undo_button.isEnabled()
    click_page(window, "schedule", qtbot)
    assert window.stack.currentWidget() is window.welcome
    click_page(window, "catalogue", qtbot)
    assert shown(window) == "catalogue"


@pytest.mark.slow
def test_the_sample_opens_with_its_plan(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    before = snapshot(workspace.path)
    press(window, "Open the sample", qtbot)
    assert shown(window) == "plan"
    assert len(window.actions_.read(list_people)) == 24
    plan = window.plan()
    assert plan is not None
    assert plan.picks > 0
    assert plan.name in window.bar.plan_button.accessibleName()
    assert window.status.offers_undo()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is window.welcome
    assert snapshot(workspace.path) == before


def test_the_search_knows_the_ways_in_while_there_is_nothing(
    window: MainWindow, answers: Callable[..., list[str]], qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    listed = [window.search.list.item(row).text() for row in range(window.search.list.count())]
    assert {"Open the sample", "Start empty"} <= set(listed)
    answered = answers(create_plan)
    qtbot.keyClicks(window.bar.search, "empty")
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert answered == ["PlanForm"]
    assert len(window.actions_.read(list_plans)) == 1
    assert not {"Open the sample", "Start empty"} & {command.name for command in window.commands.all()}


def test_starting_empty_makes_a_plan(
    window: MainWindow, answers: Callable[..., list[str]], qtbot: QtBot
) -> None:
    def fill_in(form: QDialog) -> None:
        name = form.findChildren(QLineEdit)[0]
        name.selectAll()
        qtbot.keyClicks(name, "My first plan")
        create_plan(form)

    answered = answers(fill_in)
    press(window, "Start empty", qtbot)
    assert answered == ["PlanForm"]
    assert [plan.name for plan in window.actions_.read(list_plans)] == ["My first plan"]
    assert shown(window) == "plan"
    window.actions_.undo()
    assert window.stack.currentWidget() is window.welcome


def test_cancelled_ways_in_stay_at_the_beginning(
    window: MainWindow, answers: Callable[..., list[str]], qtbot: QtBot
) -> None:
    answered = answers(QDialog.reject, QDialog.reject)
    press(window, "Start empty", qtbot)
    press(window, "Import people…", qtbot)
    assert answered == ["PlanForm", "QFileDialog", "ImportWindow"]
    assert window.stack.currentWidget() is window.welcome
    assert not window.bar.undo_button.isEnabled()


@pytest.mark.slow
def test_people_come_in_from_a_file_and_then_there_is_a_plan(
    window: MainWindow, answers: Callable[..., list[str]], tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(STAFF, encoding="utf-8")

    def bring_in(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportWindow)
        dialog.answered.connect(dialog.import_now)
        dialog.open_path(path)

    answered = answers(bring_in, create_plan)
    press(window, "Import people…", qtbot)
    assert answered == ["QFileDialog", "ImportWindow", "PlanForm"]
    people = window.actions_.read(list_people)
    assert {(p.employee_id, p.track) for p in people} == {
        ("007", "Product manager"),
        ("008", "Project manager"),
    }
    assert shown(window) == "people"
    assert window.plan() is not None
    window.actions_.undo()
    window.actions_.undo()
    assert window.actions_.read(list_people) == []


@pytest.mark.slow
def test_the_next_start_goes_on_where_this_one_ended(
    window: MainWindow, open_bare_window: OpenWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    press(window, "Open the sample", qtbot)
    window.open_page("totals")
    window.close()
    again = open_bare_window(workspace)
    assert shown(again) == "totals"
    assert again.plan() is not None


@pytest.mark.slow
def test_another_workspace_takes_the_place_of_the_first(
    settings: QSettings, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = Desk(settings)
    assert desk.open(tmp_path / "first.sqlite")
    first = desk.window
    assert first is not None
    assert desk.open(tmp_path / "first.sqlite")
    assert desk.window is first
    first.open_sample()
    assert desk.open(tmp_path / "second.sqlite")
    second = desk.window
    assert second is not None
    assert second is not first
    assert second.isVisible()
    assert not first.isVisible()
    assert second.stack.currentWidget() is second.welcome
    assert desk.open(tmp_path / "first.sqlite")
    assert len(desk.window.actions_.read(list_people)) == 24
    desk.close()
    assert desk.window is None


@pytest.mark.slow
def test_there_is_a_window_all_the_time_between_two_workspaces(
    settings: QSettings, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = Desk(settings)
    assert desk.open(tmp_path / "first.sqlite")
    first = desk.window
    assert first is not None
    seen = []

    class Watcher(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() is QEvent.Type.Close:
                seen.append(desk.window is not first and desk.window is not None and desk.window.isVisible())
            return False

    watcher = Watcher()
    first.installEventFilter(watcher)
    assert desk.open(tmp_path / "second.sqlite")
    assert seen == [True]
    desk.close()

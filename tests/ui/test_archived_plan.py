"""An archived plan in the window: apart in the switcher, and read-only with a bar that says so."""

import datetime as dt

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from pmplanner.models import Person, Pick, Plan, Seat
from pmplanner.services.plans import archive, plans
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.page_commands import commands_of
from pmplanner.ui.translation import tr
from tests.support import snapshot


@pytest.fixture
def window(sampled: Workspace, settings: QSettings, qtbot: QtBot) -> MainWindow:
    archive.guard_archive(sampled)
    actions = Actions(sampled)
    actions.choose_plan(None)
    window = MainWindow(actions, settings)
    qtbot.addWidget(window)
    window.show()
    return window


def _menu(window: MainWindow) -> list[str]:
    window.bar.plan_menu.aboutToShow.emit()
    return [action.text() for action in window.bar.plan_menu.actions()]


def _trigger(window: MainWindow, text: str) -> None:
    assert text in _menu(window)
    next(each for each in window.bar.plan_menu.actions() if each.text() == text).trigger()


@pytest.mark.slow
def test_archiving_says_so_turns_pages_off_and_undo_is_one_step(window: MainWindow) -> None:
    name = window.plan().name  # type: ignore[union-attr]
    before = snapshot(window.actions_.workspace.path)
    assert window.bar._primary.isEnabled()
    _trigger(window, "Archive this plan")
    assert f"“{name}” was archived on" in window.message.text()
    assert not window.bar._primary.isEnabled()
    changing = {tr(command.name) for command in commands_of("plan") if command.changes}
    reasons = {each.off() for each in window.commands.all() if each.page == "plan" and each.name in changing}
    assert reasons == {f"“{name}” is archived. Reopen it to change it."}
    assert window.bar.undo_button.isEnabled()
    page = window._pages["plan"]
    assert isinstance(page, PlanPage)
    page.board.open_detail()
    assert not page.detail.toggle.isEnabled()
    window.actions_.undo()
    assert window.message.text() == ""
    assert window.bar._primary.isEnabled()
    assert page.detail.days.isEnabled()
    assert snapshot(window.actions_.workspace.path) == before


def test_keys_that_change_it_are_refused_with_the_reason(window: MainWindow, qtbot: QtBot) -> None:
    _trigger(window, "Archive this plan")
    before = snapshot(window.actions_.workspace.path)
    refused: list[str] = []
    window.actions_.refused.connect(refused.append)
    page = window._pages["plan"]
    assert isinstance(page, PlanPage)
    row = next(row for row, entry in enumerate(page.model.rows) if page.model.person_at(row))
    for column in range(1, len(page.model.courses) + 1):
        page.cells.setCurrentIndex(page.model.index(row, column))
        qtbot.keyClick(page.cells, Qt.Key.Key_Space)
    assert any("is archived and stays as it was" in text for text in refused)
    assert snapshot(window.actions_.workspace.path) == before


def test_other_pages_can_be_worked_in_and_the_schedule_cannot(window: MainWindow) -> None:
    _trigger(window, "Archive this plan")
    window.open_page("people")
    assert window.bar._primary.isEnabled()
    window.open_page("schedule")
    assert not window.bar._primary.isEnabled()
    assert not window._pages["schedule"].new_button.isEnabled()  # type: ignore[attr-defined]
    window.open_page("people")
    assert window.bar._primary.isEnabled()


def test_archived_plans_stand_apart_and_are_reopened_from_the_bar(window: MainWindow) -> None:
    name = window.plan().name  # type: ignore[union-attr]
    with window.actions_.workspace.edit("Another") as db:
        plans.create_plan(db, "Next", dt.date(2030, 1, 1), dt.date(2030, 6, 30))
    _trigger(window, "Archive this plan")
    entries = _menu(window)
    assert entries.index("Archived") == 1
    assert entries[0].startswith("Next")
    assert entries[2].startswith(name)
    assert [entry.endswith(" · archived") for entry in entries[:3]] == [False, False, True]
    assert "Remove this plan" not in entries
    assert "Change this plan…" not in entries
    assert window.bar.plan_button.accessibleName().endswith("archived")
    (reopen,) = window.message._buttons
    reopen.click()
    assert window.message.text() == ""
    assert "Reopen this plan" not in _menu(window)


def test_another_plan_takes_the_bar_away(window: MainWindow) -> None:
    with window.actions_.workspace.edit("Another") as db:
        other = plans.create_plan(db, "Next", dt.date(2030, 1, 1), dt.date(2030, 6, 30))
    shown = window.actions_.plan_id
    _trigger(window, "Archive this plan")
    window.actions_.choose_plan(other)
    assert window.message.text() == ""
    window.actions_.choose_plan(shown)
    assert "was archived on" in window.message.text()


@pytest.mark.parametrize("answer", ["Archive it", "Cancel"])
def test_removing_a_plan_with_attendance_offers_to_archive_it(window: MainWindow, answer: str) -> None:
    plan_id = window.actions_.plan_id
    with window.actions_.workspace.edit("Attend") as db:
        query = select(Person).join(Pick).join(Seat).where(Pick.plan_id == plan_id, Seat.status == "attended")
        db.scalars(query.limit(1)).one().sample = False  # no invented person any more
    said: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        next(button for button in box.buttons() if button.text().replace("&", "") == answer).click()

    QTimer.singleShot(50, press)
    window._plan_menu.remove_plan()
    assert "Archive it instead" in said[0]
    with window.actions_.workspace.read() as db:
        assert db.get_one(Plan, plan_id).state == ("archived" if answer == "Archive it" else "active")

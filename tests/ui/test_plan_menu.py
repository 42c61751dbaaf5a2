"""Removing a plan of which people have been told, from the menu under its name."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from pmplanner.models import Plan, PublishedEvent
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.publishing.change_packs import write_pack
from pmplanner.services.publishing.publication_log import removed_plans
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.shell.main_window import MainWindow
from tests.conftest import SAMPLE_DAY

STAMP = dt.datetime.combine(SAMPLE_DAY, dt.time(9), dt.UTC)


@pytest.fixture
def window(sampled: Workspace, settings: QSettings, qtbot: QtBot, tmp_path: Path) -> MainWindow:
    settings.setValue("export/folder", str(tmp_path))
    actions = Actions(sampled)
    actions.choose_plan(None)
    with sampled.keep() as db:
        assert write_pack(db, tmp_path / "pack", ExportScope(actions.plan_id), STAMP)
    window = MainWindow(actions, settings)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture(autouse=True)
def long_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmplanner.services.calendar.clock.today", lambda: SAMPLE_DAY)


def answer(text: str) -> list[str]:
    """Press the button of that text in the box that comes; return what the box says."""
    said: list[str] = []

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        next(button for button in box.buttons() if button.text().replace("&", "") == text).click()

    QTimer.singleShot(50, press)
    return said


def names(window: MainWindow) -> list[str]:
    return window.actions_.read(lambda s: list(s.scalars(select(Plan.name))))


def entries(window: MainWindow) -> list[str]:
    window.bar.plan_menu.aboutToShow.emit()
    return [action.text() for action in window.bar.plan_menu.actions()]


def test_it_asks_and_cancel_leaves_everything(window: MainWindow) -> None:
    before = names(window)
    said = answer("Cancel")
    window._plan_menu.remove_plan()
    assert before[0] in said[0]
    assert names(window) == before


def test_removed_all_the_same_it_can_be_cancelled_later(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    (plan,) = names(window)
    answer("Remove all the same")
    window._plan_menu.remove_plan()
    assert names(window) == []
    late = f"Cancel what “{plan}” left in calendars…"
    assert late in entries(window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(tmp_path))
    monkeypatch.setattr("pmplanner.ui.output.publisher._now", lambda: STAMP)
    (action,) = (each for each in window.bar.plan_menu.actions() if each.text() == late)
    with qtbot.waitSignal(window.actions_.said):
        action.trigger()
    assert window.actions_.read(removed_plans, SAMPLE_DAY) == {}
    assert late not in entries(window)


@pytest.mark.slow
def test_removed_with_what_cancels_it(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    (plan,) = names(window)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **k: str(tmp_path))
    monkeypatch.setattr("pmplanner.ui.output.publisher._now", lambda: STAMP)
    answer("Remove and cancel them…")
    said: list[str] = []
    window.actions_.said.connect(lambda text, _undo: said.append(text))
    window._plan_menu.remove_plan()
    qtbot.waitUntil(lambda: any(text.startswith("Wrote") for text in said))
    assert list(tmp_path.glob(f"{plan} – cancelled*"))
    with window.actions_.workspace.read() as db:
        assert {row.cancelled for row in db.scalars(select(PublishedEvent))} == {True}
    assert window.actions_.workspace.undo_label() is not None
    window.actions_.undo()
    assert names(window) == [plan]


def test_a_plan_that_told_nobody_goes_without_a_question(
    sampled: Workspace, settings: QSettings, qtbot: QtBot
) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    window = MainWindow(actions, settings)
    qtbot.addWidget(window)
    window._plan_menu.remove_plan()
    assert names(window) == []

"""The window over a real workspace, its settings in a file of the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.actions import Actions
from pmplanner.ui.main_window import MainWindow
from pmplanner.ui.theme import apply_theme
from pmplanner.ui.widgets import patience

OpenWindow = Callable[[Workspace], MainWindow]


@pytest.fixture(autouse=True)
def _widgets_are_gone_afterwards() -> Iterator[None]:
    """Delete what a test closed, as only a running event loop would: each change of theme dresses all."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Settings that no other test and no person has."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def open_window(qapp: QApplication, settings: QSettings, qtbot: QtBot) -> OpenWindow:
    """Open the window on a workspace, as it was left before."""
    apply_theme(qapp, "light")
    kept = []

    def make(workspace: Workspace) -> MainWindow:
        window = MainWindow(Actions(workspace), settings)
        kept.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return make


@pytest.fixture(autouse=True)
def no_dialog_of_a_slow_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the progress of long writes from showing, and taking the focus, where a machine is slow."""
    monkeypatch.setattr(patience, "SHOW_AFTER_MS", 3_600_000)

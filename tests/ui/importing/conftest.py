"""The import window over a real workspace, its settings in a file of the test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.window import ImportWindow

Write = Callable[[str, str], Path]
Open = Callable[..., ImportWindow]


@pytest.fixture
def actions(workspace: Workspace, qtbot: QtBot) -> Actions:
    """The actions over a workspace with the catalogue and nobody in it."""
    actions = Actions(workspace)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text file and give its path."""

    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


@pytest.fixture
def open_import(actions: Actions, settings: QSettings, qtbot: QtBot) -> Open:
    """Show the window and, with a path, let it read the file."""
    kept = []

    def make(path: Path | None = None, layout: str = "people", using: Actions | None = None) -> ImportWindow:
        window = ImportWindow(using or actions, settings, None, layout)
        kept.append(window)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        if path is not None:
            with qtbot.waitSignal(window.answered):
                window.open_path(path)
        return window

    return make

"""Everything out to a folder and back into a new workspace, by the real dialogs and files."""

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.output.everything import Everything, ImportEverything
from tests.support import put_catalogue, snapshot
from tests.ui.output.dialogs import Answers, choose_file


@pytest.fixture
def window(qtbot: QtBot, settings: QSettings, tmp_path: Path) -> QWidget:
    settings.setValue("export/folder", str(tmp_path))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def _everything(workspace: Workspace, settings: QSettings, window: QWidget) -> tuple[Everything, Actions]:
    actions = Actions(workspace)
    return Everything(actions, settings, window, lambda: None), actions


def test_everything_goes_out_and_comes_back(
    sampled: Workspace, settings: QSettings, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    answers = Answers(qtbot)
    out, actions = _everything(sampled, settings, window)
    answers.expect(QFileDialog)
    with qtbot.waitSignal(actions.wrote) as wrote:
        out.ask_out()
    (folder,) = wrote.args
    assert folder == tmp_path / "sampled"
    assert (folder / "people.csv").is_file()

    # Where all is already, nothing is asked.
    answers.then(QFileDialog, lambda dialog: choose_file(dialog, folder))
    with qtbot.waitSignal(actions.said) as said:
        out.ask_in()
    assert said.args[0] == "All that is in sampled is here already."

    with closing(open_workspace(put_catalogue(tmp_path / "other.sqlite"))) as other:
        before = snapshot(other.path)
        back, there = _everything(other, settings, window)
        texts: list[str] = []

        def look(dialog: QDialog) -> None:
            texts.extend(label.text() for label in dialog.findChildren(QLabel))

        answers.then(QFileDialog, lambda dialog: choose_file(dialog, folder))
        answers.expect(ImportEverything, first=look)
        with qtbot.waitSignal(there.said) as said:
            back.ask_in()
            qtbot.waitUntil(lambda: not answers.waiting)
        assert said.args == ["Import everything from sampled", True]
        assert any(text.startswith("In sampled: 1 plan, ") for text in texts)
        assert "This workspace becomes what is in the folder." in texts
        there.undo()
        assert snapshot(other.path) == before


def test_what_is_no_such_folder_is_refused(
    workspace: Workspace, settings: QSettings, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    back, actions = _everything(workspace, settings, window)
    (tmp_path / "some").mkdir()
    with qtbot.waitSignal(actions.refused) as refused:
        back.read(tmp_path / "some")
    assert "holds no pmplanner.json" in refused.args[0]

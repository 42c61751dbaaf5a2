"""The one way of writing out: where to, beside the window, what came of it, and the way to its folder."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.exchange.errors import ExchangeError
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.writing import Writer, show_in_folder
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.widgets.dialogs.busy import Cancelled, Progress
from tests.support import known
from tests.ui.conftest import OpenWindow


@pytest.fixture
def writer(qtbot: QtBot, settings: QSettings) -> Writer:
    """A writer of a window of its own."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return Writer(settings, window)


@pytest.fixture
def window(open_bare_window: OpenWindow, sampled: Workspace) -> MainWindow:
    """The window on the sample."""
    return open_bare_window(sampled)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[QUrl]:
    """What the system was asked to open."""
    urls: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", urls.append)
    return urls


def test_a_name_gets_its_suffix_and_the_folder_is_remembered(
    writer: Writer, settings: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed: list[str] = []
    typed = ["mine", "mine.v2", "mine.txt", "mine"]
    filters = ["CSV", "CSV", "All", "All"]
    kinds = {"csv": "CSV", "": "All"}

    def choose(_parent: QWidget, _title: str, name: str, _kinds: str, _chosen: str) -> tuple[str, str]:
        proposed.append(name)
        return str(tmp_path / typed.pop(0)), filters.pop(0)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    assert writer.ask_file("Export", f"{'H1/27 ' * 40}.csv", kinds) == tmp_path / "mine.csv"
    assert settings.value("export/folder") == str(tmp_path)
    assert proposed[0].endswith(".csv")  # however long the name
    got = [known(writer.ask_file("Export", "plan.csv", kinds)).name for _ in range(3)]
    assert got == ["mine.v2.csv", "mine.txt", "mine.csv"]
    assert Path(proposed[1]) == tmp_path / "plan.csv"


def test_what_was_written_is_said_and_shown(writer: Writer, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "plan.csv"

    def work(progress: Progress) -> str:
        progress(0, 0)
        path.write_text("x", encoding="utf-8")
        return "Wrote it."

    said: list[str] = []
    writer.said.connect(said.append)
    with qtbot.waitSignal(writer.wrote) as came:
        writer.write(path, work)
    assert (said, came.args) == (["Wrote it."], [path])


@pytest.mark.parametrize(
    ("error", "said", "refused"),
    [
        (Cancelled(), "Stopped. Nothing was written.", ""),
        (ExchangeError("The disk is full."), "", "The disk is full."),
    ],
)
def test_what_was_not_written_is_said(
    writer: Writer, tmp_path: Path, qtbot: QtBot, error: Exception, said: str, refused: str
) -> None:
    def work(_progress: Progress) -> str:
        raise error

    with (
        qtbot.assertNotEmitted(writer.wrote),
        qtbot.waitSignal(writer.said if said else writer.refused) as came,
    ):
        writer.write(tmp_path / "plan.csv", work)
    assert came.args == [said or refused]


def test_the_status_line_leads_to_the_folder_until_something_else_is_said(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, opened: list[QUrl]
) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("x", encoding="utf-8")
    window.actions_.said.emit("Exported 3 rows.", False)
    window.actions_.wrote.emit(path)
    button = next(b for b in window.status.findChildren(QPushButton) if b.text() == "Show in folder")
    assert button.isVisible()
    assert button.accessibleName() == "Show plan.csv in its folder"
    button.click()
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path]
    window.actions_.said.emit("Something else.", False)
    assert not button.isVisible()


def test_a_folder_is_shown_itself(tmp_path: Path, opened: list[QUrl]) -> None:
    show_in_folder(tmp_path)
    assert [Path(url.toLocalFile()) for url in opened] == [tmp_path]

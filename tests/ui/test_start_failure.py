"""Whatever keeps the window from opening is said in a box, in the terminal and in the log."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.shell import application
from pmplanner.ui.shell.application import Desk
from pmplanner.ui.shell.start_failure import reason
from tests.support import put_catalogue

SCRIPT = """
import sys
from PySide6.QtWidgets import QMessageBox
from pmplanner.__main__ import main

def show(box):
    print("BOX", box.text(), "|", box.informativeText(), "|", box.detailedText(), "|", flush=True)
    return 0

QMessageBox.exec = show
{breaking}
sys.exit(main(["--workspace", {path!r}]))
"""

BREAK_RESOURCE = """
from pmplanner.ui import theme
def missing(name):
    raise FileNotFoundError(2, "No such file", name)
theme._resource = missing
"""
BREAK_WINDOW = """
from pmplanner.ui.shell.main_window import MainWindow
def broken(self, *args):
    raise KeyError("no such page")
MainWindow.__init__ = broken
"""
BREAK_IMPORT = """
sys.modules["pmplanner.ui.shell.main_window"] = None
"""


def damage(path: Path) -> None:
    """Zero the root page of the people, as a bad disk does."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'person'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(bytes(size))


def start(path: Path, breaking: str = "") -> subprocess.CompletedProcess[str]:
    script = SCRIPT.format(breaking=breaking, path=str(path))
    home = {name: str(path.parent / name) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, **home},
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("breaking", "why"),
    [
        (BREAK_RESOURCE, "No such file"),
        (BREAK_WINDOW, "no such page"),
        (BREAK_IMPORT, "pmplanner.ui.shell.main_window"),
    ],
)
def test_a_fault_before_the_window_is_told(tmp_path: Path, breaking: str, why: str) -> None:
    done = start(put_catalogue(tmp_path / "w.sqlite"), breaking)
    assert done.returncode in (1, 2)
    told = done.stdout.split("BOX", 1)[1].split("|")
    assert why in told[0]
    assert why in done.stderr.splitlines()[-1]
    assert "pmplanner.log" in told[1]
    assert "Traceback" in told[2]
    assert done.stdout.count("BOX") == 1
    (log,) = tmp_path.rglob("pmplanner.log")
    assert why in log.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_damaged_workspace_is_told(sampled: Workspace) -> None:
    sampled.close()
    damage(sampled.path)
    done = start(sampled.path)
    assert done.returncode in (1, 2)
    assert "malformed" in done.stdout or "damaged" in done.stdout
    assert "malformed" in done.stderr or "damaged" in done.stderr


@pytest.mark.slow
def test_another_workspace_that_does_not_open_leaves_the_first(
    sampled: Workspace, settings: QSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: told.append(box.text()))
    sampled.close()
    damage(sampled.path)
    desk = Desk(settings)
    assert desk.open(put_catalogue(tmp_path / "first.sqlite"))
    first = desk.window
    assert first is not None
    first.open_sample()
    assert desk.undo_label() == "Open the sample workspace"
    assert not desk.open(sampled.path)
    assert len(told) == 1
    assert desk.window is first
    assert first.isVisible()
    assert len(first.actions_.read(list_people)) == 24

    def broken(*_args: object) -> None:
        raise KeyError("no such page")

    with monkeypatch.context() as patch:
        patch.setattr(application, "MainWindow", broken)
        assert not desk.open(put_catalogue(tmp_path / "third.sqlite"))
    assert "no such page" in told[-1]
    assert desk.window is first
    assert desk.open(tmp_path / "third.sqlite")  # it was let go of, and is not held
    desk.close()


def test_a_reason_is_one_line() -> None:
    assert reason(ValueError("a\nb")) == "a b"
    assert reason(ValueError()) == "ValueError"

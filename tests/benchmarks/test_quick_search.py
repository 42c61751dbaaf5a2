"""How soon Ctrl+K lists the commands, and shows what was found, with 3,000 people.

Run with `pytest tests/benchmarks/test_quick_search.py --benchmark-only`. A frame of the screen takes 16 ms:
what is typed is to be answered within one.
"""

import shutil
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from pmplanner.services.startup.opening import open_for_use
from pmplanner.services.views.search import Finder
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.theme import apply_theme

pytestmark = pytest.mark.benchmark(group="quick search", disable_gc=False)

WORDS = ("a", "an", "ana", "person 12", "scrum", "import", "pers 2999", "e")


@pytest.fixture
def window(big_file: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window over the big plan, settled."""
    apply_theme(qapp, "light")
    workspace = open_for_use(Path(shutil.copy(big_file, tmp_path / "big.sqlite")))
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Actions(workspace), settings)
    qtbot.addWidget(window)
    window.show()
    window.open_page("people")
    qtbot.wait(1_000)
    yield window
    window.close()
    workspace.close()


def test_everything_is_read(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    """Once after a change, when the list of commands is there."""
    benchmark(lambda: window.actions_.read(Finder, window.actions_.plan_id))


def test_all_commands_are_listed(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    benchmark(window.search.begin)
    assert window.search.list.count() > 80


def test_what_is_typed_is_answered(benchmark: BenchmarkFixture, window: MainWindow) -> None:
    window.search.begin()
    window.search._read()
    words = cycle(WORDS)
    benchmark(lambda: window.bar.search.setText(next(words)))
    assert window.search.list.count()

"""How long the window does not answer while a plan of 3,000 people is scheduled, and Cancel takes.

Run with `pytest tests/benchmarks/test_responsiveness.py --benchmark-only`. Each figure is the longest
time between two turns of the event loop; the time of an edit that the user waits for is not in it.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from pmplanner.services.startup.opening import open_for_use
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.auto.panel import AutoPanel
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.theme import apply_theme
from tests.support import known

SECONDS = 20
LONGEST_GAP = 0.1
CANCELLED_WITHIN = 1.0

pytestmark = pytest.mark.benchmark(group="responsiveness", disable_gc=False)


class Pulse:
    """Beats at each turn of the event loop and keeps the longest time between two beats, in seconds.

    By another *clock*, such as that of the thread, what it says of the time.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.longest, self._clock = 0.0, clock
        self._last = clock()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = self._clock()
        self.longest, self._last = max(self.longest, now - self._last), now

    def during(self, what: Callable[[], None]) -> float:
        """Return the longest gap while something happens, up to the turn after it, in seconds."""
        QCoreApplication.processEvents()
        self.longest, self._last = 0.0, self._clock()
        what()
        QCoreApplication.processEvents()
        return self.longest


@pytest.fixture
def page(big_file: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[SchedulePage]:
    """The schedule of the big plan in its window, settled."""
    apply_theme(qapp, "light")
    workspace = open_for_use(Path(shutil.copy(big_file, tmp_path / "big.sqlite")))
    window = MainWindow(
        Actions(workspace), QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    )
    qtbot.addWidget(window)
    window.show()
    window.open_page("schedule")
    qtbot.wait(3_000)
    page = window.stack.currentWidget()
    assert isinstance(page, SchedulePage)
    yield page
    window.close()
    workspace.close()


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the window live until something is so; qtbot's own waiting looks only every 10 ms."""
    while not condition():
        QCoreApplication.processEvents()


def running(panel: AutoPanel) -> bool:
    return panel.stack.currentWidget() is panel.run_view


def test_the_window_stays_alive_during_a_run(
    benchmark: BenchmarkFixture, page: SchedulePage, qtbot: QtBot
) -> None:
    pulse, panel = Pulse(), page.auto
    gaps: dict[str, float] = {}

    def open_panel() -> None:
        page.primary_action().trigger()
        qtbot.wait(500)

    def run() -> None:
        panel.ask.seconds.show_value(SECONDS)
        panel.ask.start.click()
        wait_until(lambda: panel.outcome.result is not None)

    def schedule() -> None:
        gaps["opening the panel"] = pulse.during(open_panel)
        gaps["run and result"] = pulse.during(run)

    benchmark.pedantic(schedule, rounds=1)
    benchmark.extra_info |= {f"longest gap, {what}, ms": round(gap * 1000) for what, gap in gaps.items()}
    print("longest gaps:", {what: f"{gap * 1000:.0f} ms" for what, gap in gaps.items()})  # noqa: T201
    assert panel.outcome.result is not None
    assert max(gaps.values()) < LONGEST_GAP, gaps


def test_cancel_is_there_at_once(benchmark: BenchmarkFixture, page: SchedulePage, qtbot: QtBot) -> None:
    panel = page.auto
    page.primary_action().trigger()

    def start() -> None:
        panel.ask.seconds.show_value(SECONDS)
        panel.ask.start.click()
        wait_until(lambda: panel.runner.running)
        qtbot.wait(1_500)

    def cancel() -> None:
        panel.run_view.cancel.click()
        wait_until(lambda: not running(panel))

    benchmark.pedantic(cancel, setup=start, rounds=3)
    assert known(benchmark.stats).stats.max < CANCELLED_WITHIN

"""How much work it is to go from light to dark, and to larger text, once every page has been made.

Run with `pytest tests/benchmarks/test_theme.py --benchmark-only`. Measured is the work of the processor; the
baseline in the same run is to put one style sheet in the place of another, as Qt offers it.
"""

import sys
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.text_size import USUAL
from pmplanner.ui.theme import apply_theme, style_sheet, theme_named
from tests.support import known
from tests.take_screenshots import give_usual_font, sample_window

SWITCHED_WITHIN = 0.3
"""Seconds of work, also on a machine that does other things meanwhile."""

pytestmark = pytest.mark.benchmark(group="theme", disable_gc=False, timer=time.process_time)


@pytest.fixture(scope="module")
def window() -> Iterator[MainWindow]:
    """The window over the sample with every page made."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    give_usual_font(app)
    apply_theme(app, "light", "usual", USUAL)
    with sample_window(app) as window:
        for page in PAGES:
            window.open_page(page)
            app.processEvents()
        yield window


def _in_turn(one: Callable[[], None], other: Callable[[], None]) -> Callable[[], None]:
    """Do the one and the other by turns, up to the turn of the event loop after each."""
    turns = [one, other]

    def do() -> None:
        turns.reverse()
        turns[0]()
        QApplication.processEvents()

    return do


def test_light_to_dark(window: MainWindow, qapp: QApplication, benchmark: BenchmarkFixture) -> None:
    switch = _in_turn(lambda: apply_theme(qapp, "light"), lambda: apply_theme(qapp, "dark"))
    benchmark.pedantic(switch, rounds=8, warmup_rounds=2)
    assert window.isVisible()
    assert known(benchmark.stats)["median"] < SWITCHED_WITHIN


def test_larger_text(window: MainWindow, qapp: QApplication, benchmark: BenchmarkFixture) -> None:
    switch = _in_turn(
        lambda: apply_theme(qapp, "light", percent=USUAL), lambda: apply_theme(qapp, "light", percent=150)
    )
    benchmark.pedantic(switch, rounds=8, warmup_rounds=2)
    assert window.isVisible()


def test_baseline_one_sheet_in_place_of_another(
    window: MainWindow, qapp: QApplication, benchmark: BenchmarkFixture
) -> None:
    apply_theme(qapp, "light", percent=USUAL)
    light, dark = style_sheet(theme_named("light")), style_sheet(theme_named("dark"))
    switch = _in_turn(lambda: qapp.setStyleSheet(light), lambda: qapp.setStyleSheet(dark))
    benchmark.pedantic(switch, rounds=4, warmup_rounds=1)
    assert window.isVisible()

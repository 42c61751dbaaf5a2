"""The schedule in the window at 10,000 people and 2,000 sessions: each frame while it scrolls, and actions.

Run with `pytest tests/benchmarks/test_schedule_at_ten_times.py --benchmark-only`. All is measured by the work
of the window's thread, as what else the computer does is noise; frames are compared with those of the same
timeline, scrolled alike, that shows the sessions of nobody.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.view import TimelineView
from pmplanner.ui.shell.main_window import MainWindow
from tests.benchmarks.conftest import LargeFile
from tests.benchmarks.large_plan import Size
from tests.benchmarks.window_actions import real_window, wait, wait_for_what_is_read_beside
from tests.support import known

pytestmark = pytest.mark.benchmark(group="schedule at ten times", disable_gc=False)

FRAME, ACTION = 0.016, 0.05
ROOM = 1.6
"""A frame may take so many times as long as it should before the test fails: computers differ."""
GROUPINGS = ("person", "course", "team", "room", "trainer")
WIDTHS = (6.0, 28.0, 83.0, 560.0)
SIZES = (1_000, 3_000, 10_000)

Steps = Iterator[Callable[[], object]]


@contextmanager
def schedule(file: Path, scratch: Path) -> Iterator[tuple[MainWindow, SchedulePage]]:
    """The schedule in a large window, settled."""
    with real_window(file, scratch) as window:
        window.resize(1800, 1000)
        window.open_page("schedule")
        wait(1.0)
        wait_for_what_is_read_beside()
        page = window.stack.currentWidget()
        assert isinstance(page, SchedulePage)
        yield window, page


def group(page: SchedulePage, key: str) -> None:
    page.views.grouping.select(key)
    page.views.grouping.chosen.emit(key)
    QCoreApplication.processEvents()


def scrolled(view: TimelineView, *, seed: int = 5) -> Steps:
    """Turns of the wheel down and sideways, and jumps as of who drags the bars."""
    down, across, chance = view.verticalScrollBar(), view.horizontalScrollBar(), random.Random(seed)
    for bar, step in ((down, 92), (across, 61)):
        bar.setValue(0)
        for _ in range(40):
            yield partial(bar.setValue, (bar.value() + step) % max(1, bar.maximum()))
    for _ in range(30):
        yield partial(down.setValue, chance.randrange(down.maximum() + 1))
        yield partial(across.setValue, chance.randrange(across.maximum() + 1))


def frames(steps: Steps) -> list[float]:
    """The work of each step until it is painted, in seconds, the least first."""
    taken = []
    for step in steps:
        begin = time.thread_time()
        step()
        QCoreApplication.processEvents()
        taken.append(time.thread_time() - begin)
    return sorted(taken)


def say(taken: list[float]) -> str:
    p50, p99 = taken[len(taken) // 2], taken[int(0.99 * len(taken))]
    return " ".join(f"{1000 * each:.1f}" for each in (p50, p99, taken[-1]))


def painted(action: Callable[[], object]) -> float:
    """The work of an action until what it changed is painted, in seconds."""
    QCoreApplication.processEvents()
    begin = time.thread_time()
    action()
    QCoreApplication.sendPostedEvents()
    QCoreApplication.processEvents()
    return time.thread_time() - begin


def test_each_frame_while_scrolling(
    benchmark: BenchmarkFixture, ten_times_file: Path, tmp_path: Path
) -> None:
    figures: dict[str, list[float]] = {}

    def scroll() -> None:
        with schedule(ten_times_file, tmp_path) as (_, page):
            view = page.views.timeline
            for key in GROUPINGS:
                group(page, key)
                for width in WIDTHS:
                    view.set_week_width(width)
                    QCoreApplication.processEvents()
                    figures[f"{key}, weeks of {width:.0f}"] = frames(scrolled(view))
            assert len(known(view.book).rows.bars) == 2_000
            view.show_only(frozenset())
            figures["empty"] = frames(scrolled(view))

    benchmark.pedantic(scroll, rounds=1)
    for name, taken in figures.items():
        benchmark.extra_info[f"{name}: p50, p99, most, ms"] = say(taken)
    empty = figures.pop("empty")
    every = sorted(each for taken in figures.values() for each in taken)
    benchmark.extra_info["all: p50, p99, most, ms"] = say(every)
    benchmark.extra_info["times the median of an empty timeline"] = round(
        every[len(every) // 2] / empty[len(empty) // 2], 1
    )
    print({name: say(taken) for name, taken in figures.items()}, "all:", say(every))  # noqa: T201
    assert every[int(0.99 * len(every))] < ROOM * FRAME


def _drag(view: TimelineView) -> Steps:
    """Take hold of a bar that is seen, and carry it along."""
    book, canvas = known(view.book), view.canvas
    inside = canvas.body.adjusted(100, 40, -400, -60)
    lanes = book.between(canvas.scroll_y, canvas.scroll_y + canvas.body.height())
    places = (canvas.rect(rect) for lane in lanes for _, rect in book.rects(lane))
    at = next(rect.center() for rect in places if inside.contains(rect.toRect()))

    def send(kind: QEvent.Type, place: QPointF, button: Qt.MouseButton) -> None:
        left = Qt.MouseButton.LeftButton
        event = QMouseEvent(
            kind, place, view.viewport().mapToGlobal(place), button, left, Qt.KeyboardModifier(0)
        )
        QApplication.sendEvent(view.viewport(), event)

    yield partial(send, QEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton)
    for step in range(60):
        yield partial(send, QEvent.Type.MouseMove, at + QPointF(5 * step, step / 2), Qt.MouseButton.NoButton)


@pytest.mark.parametrize("people", SIZES)
def test_actions(benchmark: BenchmarkFixture, large_file: LargeFile, tmp_path: Path, people: int) -> None:
    """A session moved, and undone, until painted; grouping, zoom, the form, a drag; how they grow."""
    figures: dict[str, float] = {}
    file = large_file(Size(people))

    def act() -> None:
        with schedule(file, tmp_path) as (window, page):
            view = page.views.timeline
            moves: list[float] = []
            undos: list[float] = []
            for session_id in list(page._rows)[5:10]:
                moves.append(painted(partial(page.edits.shift, [session_id], 1)))
                wait_for_what_is_read_beside()
                undos.append(painted(window.actions_.undo))
                wait_for_what_is_read_beside()
            figures.update({"move": min(moves), "undo": min(undos)})
            figures["by person"] = painted(partial(group, page, "person"))
            figures["by course"] = painted(partial(group, page, "course"))
            figures["zoom"] = min(painted(partial(view.zoom, step)) for step in (1, 1, -1))
            figures["form"] = min(
                painted(partial(page._show_session, each)) for each in list(page._rows)[20:26]
            )
            page._close_form()
            drag = frames(_drag(view))
            view.drag_controller.cancel()
            figures["drag, most"] = drag[-1]
            page.selection.choose(())

    benchmark.pedantic(act, rounds=1)
    benchmark.extra_info |= {f"{name}, ms": round(1000 * each, 1) for name, each in figures.items()}
    print(people, {name: f"{1000 * each:.1f} ms" for name, each in figures.items()})  # noqa: T201
    assert max(figures["move"], figures["undo"]) < ROOM * 2 * ACTION

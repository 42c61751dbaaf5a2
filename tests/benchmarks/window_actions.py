"""What people do in the window over the real plan, one after the other, each with the work it takes.

The work is that of the window's own thread, in seconds of the processor, up to the turns of the event
loop after it in which pages show what they put off, and what a thread beside has read for them: what
that thread does itself is not in it.
"""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pmplanner.services.problems.tracking.causes import Cause
from pmplanner.services.startup.opening import open_for_use
from pmplanner.services.totals.totals import GROUPS
from pmplanner.ui import collector
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.problems.page import ProblemsPage
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.history_window import HistoryWindow
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.theme import apply_theme
from pmplanner.ui.totals.page import TotalsPage
from pmplanner.ui.widgets.dialogs import busy
from pmplanner.ui.widgets.inputs.segmented import FoldingSegments, SegmentedControl

SETTLED = 3.0
"""Seconds after which the first look at the problems is over, which begins by itself."""


@contextmanager
def real_window(file: Path, scratch: Path) -> Iterator[MainWindow]:
    """The window over a copy of the real plan, in the usual look, before any page but the first is made.

    The pages are made ready when that is asked of the window's preparer, and not by themselves.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    apply_theme(app, "light")
    workspace = open_for_use(Path(shutil.copy(file, scratch / "copy.sqlite")))
    settings = QSettings(str(scratch / "settings.ini"), QSettings.Format.IniFormat)
    window = MainWindow(Actions(workspace), settings)
    window.resize(1440, 900)
    window.show()
    collector.begin()
    wait(SETTLED)
    yield window
    window.close()
    workspace.close()
    shiboken6.delete(window)  # another look is not put on it any more


def wait(seconds: float) -> None:
    """Let the window live for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QCoreApplication.processEvents()
        time.sleep(0.005)


def wait_for_what_is_read_beside() -> None:
    """Let the window live until it has shown what a thread beside had to read for an action."""
    while busy._running:
        time.sleep(0.005)
        QCoreApplication.processEvents()


Report = Callable[[str, Callable[[], object]], None]


def open_at_once(window: MainWindow, report: Report) -> None:
    """Open each page as whoever does so right after the start, before any has been made ready."""
    for page in PAGES:
        report(f"at once: open {page}", partial(window.open_page, page))


def act(window: MainWindow, report: Report) -> None:
    """Do everything once; *report* does each action and keeps what it took."""
    _make_ready(window, report)
    for page in PAGES:
        report(f"open {page}", partial(window.open_page, page))
    for page in PAGES:
        report(f"open {page} again", partial(window.open_page, page))
    _act_on_plan(window, report)
    _act_on_totals(window, report)
    _act_on_schedule(window, report)
    _act_on_problems(window, report)
    _act_on_window(window, report)
    _open_after_an_edit(window, report)


def _make_ready(window: MainWindow, report: Report) -> None:
    """Do what the window does by itself while nobody does anything."""
    more = [True]

    def step() -> None:
        more.append(window.preparer.step())

    while more[-1]:
        report("make ready: the longest step", step)


def _open_after_an_edit(window: MainWindow, report: Report) -> None:
    """Open pages before they have read again what an edit has changed."""
    page = _page(window, "plan")
    assert isinstance(page, PlanPage)
    page.cells.setFocus()
    QTest.keyClick(page.cells, Qt.Key.Key_Space)
    wait(0.3)
    for key in list(PAGES)[1:]:
        report(f"at once: open {key} after a pick", partial(window.open_page, key))


def _page(window: MainWindow, name: str) -> object:
    window.open_page(name)
    wait(0.3)
    return window.stack.currentWidget()


def _act_on_plan(window: MainWindow, report: Report) -> None:
    page = _page(window, "plan")
    assert isinstance(page, PlanPage)
    page.cells.setFocus()
    page.cells.go_to_first()
    QTest.keyClick(page.cells, Qt.Key.Key_Down)
    QTest.keyClick(page.cells, Qt.Key.Key_Right)
    report("plan: pick (Space)", lambda: QTest.keyClick(page.cells, Qt.Key.Key_Space))
    report("plan: undo the pick", window.actions_.undo)
    report("plan: redo the pick", window.actions_.redo)
    report("plan: take back (Space)", lambda: QTest.keyClick(page.cells, Qt.Key.Key_Space))
    report("plan: undo taking back", window.actions_.undo)
    report("plan: a letter in the filter", lambda: QTest.keyClicks(page.filter, "a"))
    wait(0.5)
    report("plan: another letter", lambda: QTest.keyClicks(page.filter, "n"))
    wait(0.5)
    report("plan: filter cleared", page.filter.clear)
    wait(0.5)
    for by in ("team", "manager", "person", "track"):
        report(f"plan: by {by}", partial(_press, page.board.toolbar.grouping, by))


def _press(chooser: SegmentedControl | FoldingSegments, key: str) -> None:
    chooser.select(key)
    chooser.chosen.emit(key)


def _act_on_totals(window: MainWindow, report: Report) -> None:
    page = _page(window, "totals")
    assert isinstance(page, TotalsPage)
    for key in ("course days", "cost", "person-days"):
        report(f"totals: {key}", partial(_press, page.measure, key))
    for key in (*GROUPS, "track"):
        report(f"totals: by {key}", partial(_press, page.group, key))
    report("totals: coverage", page.coverage_button.toggle)
    report("totals: no coverage", page.coverage_button.toggle)
    wait(0.5)
    report("totals: undo beside", window.actions_.undo)
    wait(0.5)
    report("totals: redo beside", window.actions_.redo)


def _act_on_schedule(window: MainWindow, report: Report) -> None:
    page = _page(window, "schedule")
    assert isinstance(page, SchedulePage)
    timeline = page.views.timeline
    for key in ("person", "team", "course"):
        report(f"schedule: by {key}", partial(_press, page.views.grouping, key))
    report("schedule: scroll down", lambda: timeline.verticalScrollBar().setValue(200))
    report("schedule: scroll to the right", lambda: timeline.horizontalScrollBar().setValue(400))
    for view in ("month", "list", "timeline"):
        report(f"schedule: {view}", partial(_press, page.views.choice, view))
    report("schedule: load", partial(page.below.choose, "load"))
    for kind in ("room", "trainer", "team"):
        report(f"schedule: load of {kind}", partial(_press, page.load.kinds, kind))
    for tab in ("load", "backlog", "problems"):
        page.below.choose(tab)
        wait(0.3)
        session_id = page.list.shown_ids()[0]
        report(f"schedule: move beside {tab}", partial(page.edits.shift, [session_id], 1))
        report(f"schedule: undo beside {tab}", window.actions_.undo)


def _act_on_problems(window: MainWindow, report: Report) -> None:
    page = _page(window, "problems")
    assert isinstance(page, ProblemsPage)
    causes = sorted(window.actions_.problem_monitor.causes(), key=lambda each: -len(each.problems))
    chosen: dict[str, Cause] = {}
    for cause in causes:
        chosen.setdefault(cause.kind, cause)
    for kind, cause in chosen.items():
        report(f"problems: {kind}, {len(cause.problems)}", partial(page.problems.select, cause.key))


def _act_on_window(window: MainWindow, report: Report) -> None:
    app = QApplication.instance()
    report("window: dark", lambda: apply_theme(app, "dark"))  # type: ignore[arg-type]
    report("window: light", lambda: apply_theme(app, "light"))  # type: ignore[arg-type]
    search = window.search
    report("window: search begins", search.begin)
    report("window: a letter in the search", lambda: window.bar.search.setText("a"))
    report("window: another letter in the search", lambda: window.bar.search.setText("an"))
    window.bar.search.clear()
    report("window: history", window.show_history)
    history = next(each for each in window.findChildren(HistoryWindow))
    report("window: a letter in the history", lambda: history._search.setText("s"))
    history.close()

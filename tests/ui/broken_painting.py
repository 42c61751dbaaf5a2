"""Breaks what painters ask while they paint, and paints; a process of its own, which must live.

python -m tests.ui.broken_painting WORKSPACE says what it breaks and, at the end, "alive".
"""

import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEventLoop, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from pmplanner.services.startup.opening import open_for_use
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.plan.course_list import CourseCard
from pmplanner.ui.plan.matrix_model import MatrixModel
from pmplanner.ui.schedule.auto.curve import Curve, Point
from pmplanner.ui.schedule.month.grid import MonthGrid
from pmplanner.ui.schedule.timeline.frame import Frame
from pmplanner.ui.schedule.timeline.heat import HeatBook
from pmplanner.ui.schedule.timeline.lanes import LaneBook
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.theme import Theme, apply_theme
from pmplanner.ui.totals.bar_line import BarFrame
from pmplanner.ui.totals.month_book import MonthFrame
from pmplanner.ui.widgets.elided_label import ElidedLabel
from pmplanner.ui.widgets.tables.table_model import ColumnSpec


class BrokenError(Exception):
    """Stands for any fault of ours in the middle of painting."""


def fail(*_args: object, **_options: object) -> object:
    """Raise, whatever is asked."""
    raise BrokenError


EVERYWHERE = tuple(PAGES)
BROKEN: list[tuple[type, str, tuple[str, ...]]] = [
    (Theme, "color", EVERYWHERE),
    (Theme, "track_done", ("totals",)),
    (MatrixModel, "_heading", ("plan",)),
    (MatrixModel, "cell_at", ("plan",)),
    (MatrixModel, "course_at", ("plan",)),
    (CourseCard, "lines", ("plan",)),
    (ColumnSpec, "shown", ("people", "totals")),
    (LaneBook, "spots", ("schedule",)),
    (LaneBook, "between", ("schedule",)),
    (Frame, "flags", ("schedule",)),
    (Frame, "line_days", ("schedule",)),
    (HeatBook, "kept_for", ("schedule",)),
    (MonthGrid, "rect", ("schedule",)),
    (MonthGrid, "cell", ("schedule",)),
    (MonthFrame, "level", ("totals",)),
    (BarFrame, "along", ("totals",)),
    (Curve, "_steps", ("plan",)),
    (ElidedLabel, "text", ("people",)),
]
"""What is broken, one after the other: something that painters ask before they have painted all; and
the pages on which they do."""


@contextmanager
def broken(kind: type, name: str) -> Iterator[None]:
    """Let a method, or a property, raise."""
    before = vars(kind).get(name)
    setattr(kind, name, property(fail) if isinstance(before, property) else fail)
    try:
        yield
    finally:
        if before is None:
            delattr(kind, name)
        else:
            setattr(kind, name, before)


def paint_pages(window: MainWindow, keys: Iterable[str] = EVERYWHERE) -> None:
    """Paint all that can be seen on pages, as the window system would ask for it."""
    for key in keys:
        for _ in _paintings(window, key):
            pass


def _paintings(window: MainWindow, key: str) -> Generator[None, None, None]:
    """Paint what a page shows at first, then all else that can stand in its stacks, one after the other."""
    page = window._pages[key]
    window.stack.setCurrentWidget(page)
    stacks = [stack for stack in page.findChildren(QStackedWidget) if stack.isVisible()]
    _paint_now(window)
    yield
    for stack in stacks:
        shown = stack.currentIndex()
        try:
            for place in range(stack.count()):
                stack.setCurrentIndex(place)
                _paint_now(window)
                yield
        finally:
            stack.setCurrentIndex(shown)


def _paint_until_it_fails(window: MainWindow, keys: Iterable[str], faults: list[type[BaseException]]) -> None:
    for key in keys:
        faults.clear()
        with closing(_paintings(window, key)) as paintings:
            assert any(faults for _ in paintings), f"nothing asks it on {key}"


def _paint_now(window: MainWindow) -> None:
    for widget in window.findChildren(QWidget):
        if widget.isVisible():
            widget.update()
    loop = QEventLoop()  # as in a running application: faults go to the hook at once
    QTimer.singleShot(1, loop.quit)
    loop.exec()


def main(file: Path) -> None:
    """Open the sample in a window, break one thing after the other, and paint with each."""
    app = QApplication([])
    apply_theme(app, "light")
    workspace = open_for_use(file)
    settings = QSettings(str(file.with_suffix(".ini")), QSettings.Format.IniFormat)
    window = MainWindow(Actions(workspace), settings)
    window.resize(1440, 900)
    window.show()
    curve = Curve(window.stack)
    curve.add(Point(1.0, 10, 2))
    curve.add(Point(2.0, 12, 3))
    curve.resize(320, 128)
    curve.show()
    for key in PAGES:
        window.open_page(key)
    faults: list[type[BaseException]] = []

    def keep(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        faults.append(kind)
        if kind is not BrokenError:
            sys.__excepthook__(kind, error, trace)

    sys.excepthook = keep
    for kind, name, pages in BROKEN:
        print(f"breaking {kind.__name__}.{name}", flush=True)  # noqa: T201
        with broken(kind, name):
            if pages is EVERYWHERE:
                paint_pages(window)
            else:
                _paint_until_it_fails(window, pages, faults)
        assert faults, f"nothing asks {kind.__name__}.{name}"
    faults.clear()
    paint_pages(window)
    assert not faults, "something is still broken"
    window.close()
    workspace.close()
    print("alive", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))

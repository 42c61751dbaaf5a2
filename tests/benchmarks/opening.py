"""Opens a window in a process of its own and ends when its first page is painted.

``python -m tests.benchmarks.opening empty`` opens an empty window of the toolkit; with ``baseline`` instead,
SQLAlchemy is imported besides, which is the baseline;
``python -m tests.benchmarks.opening FILE`` opens pmplanner on a workspace, until its first screen of people
is painted; with ``whole`` behind it until all people, and the sums of all, are.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pmplanner.storage.workspace import Workspace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def open_empty() -> None:
    """Open an empty window."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.resize(1440, 900)
    window.show()
    app.processEvents()


def open_baseline() -> None:
    """Open an empty window in a process that has imported SQLAlchemy."""
    import sqlalchemy.orm

    assert sqlalchemy.orm.Session is not None
    open_empty()


def open_workspace(name: str, *, whole: bool = False) -> None:
    """Open pmplanner's window, as the program does, until a screen, or the *whole* page, is painted."""
    import pmplanner.__main__ as program
    from pmplanner.ui.shell import system_check

    look = system_check.what_is_missing

    def look_and_wait() -> str:
        # Here and not before: the program decides when the collector rests, and what is loaded before Qt.
        from pmplanner.services.startup import opening

        opened = opening.open_for_use

        def open_and_wait(path: Path) -> Workspace:
            from PySide6.QtCore import QTimer

            QTimer.singleShot(0, partial(_wait_for_paint, whole=whole))
            return opened(path)

        opening.open_for_use = open_and_wait  # type: ignore[assignment]
        return look()

    system_check.what_is_missing = look_and_wait
    program.main(["--workspace", name])


def _wait_for_paint(*, whole: bool) -> None:
    """Watch for the first time that something of the filled page is painted; the loop has just begun."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QAbstractScrollArea, QApplication

    from pmplanner.ui.plan.page import PlanPage
    from pmplanner.ui.shell.main_window import MainWindow

    (window,) = (each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow))
    page = window.stack.currentWidget()
    assert isinstance(page, PlanPage)
    areas = [area for area in page.findChildren(QAbstractScrollArea) if area.isVisible()]

    def leave_when_filled() -> None:
        filled = not page.is_behind if whole else page.model.people()
        if filled:
            QTimer.singleShot(0, _leave)

    watcher = _watcher(areas, leave_when_filled)
    watcher.setParent(window)


def _watcher(areas: Sequence[Any], painted: Callable[[], object]) -> Any:  # noqa: ANN401 - Qt is not loaded yet
    """Return what calls *painted* before one of these is painted, and with it all that is to be seen."""
    from PySide6.QtCore import QEvent, QObject

    class Watcher(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own
            if event.type() == QEvent.Type.Paint:
                painted()
            return False

    watcher = Watcher()
    for area in areas:
        area.viewport().installEventFilter(watcher)
    return watcher


def _leave() -> None:
    """Say how many megabytes there were at most, and end: taking the process down is not part of opening."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    peak = next((line.split()[1] for line in lines if line.startswith("VmHWM")), "0")
    print(int(peak) / 1024)  # noqa: T201
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        open_empty()
    elif sys.argv[1] == "baseline":
        open_baseline()
    else:
        open_workspace(sys.argv[1], whole="whole" in sys.argv[2:])
    _leave()

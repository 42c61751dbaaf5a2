"""Opens a window in a process of its own and ends when its first page is painted.

``python -m tests.benchmarks.opening empty`` opens an empty window of the toolkit; with ``baseline`` instead,
SQLAlchemy is imported besides, which is the baseline;
``python -m tests.benchmarks.opening FILE`` opens pmplanner on a workspace.
"""

import os
import sys

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


def open_workspace(name: str) -> None:
    """Open pmplanner's window, as the program does, up to its first page."""
    from pathlib import Path

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    import pmplanner.__main__ as program

    def quit_when_shown() -> None:
        app = QApplication.instance()
        assert app is not None
        QTimer.singleShot(0, app, app.quit)

    # The application begins its loop only after the window is shown and its page is filled.
    QTimer.singleShot(0, quit_when_shown)
    program.main(["--workspace", str(Path(name))])


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        open_empty()
    elif sys.argv[1] == "baseline":
        open_baseline()
    else:
        open_workspace(sys.argv[1])
    # Leave at once: taking the process down is not part of opening.
    sys.stdout.flush()
    os._exit(0)

"""What the window says of itself: its keys, its version and where the workspace lies."""

from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox, QWidget

from pmplanner import __version__


def show_keys(window: QWidget) -> None:
    """List the keys of a window's actions."""
    keys = [
        (action.text(), action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        for action in window.actions()
    ]
    lines = "\n".join(f"{key}\t{name.rstrip('…')}" for name, key in keys if key)
    box = QMessageBox(window)
    box.setWindowTitle(window.tr("Keys"))
    box.setText(lines)
    plan = window.tr("In the plan: arrows move, Shift selects, Space picks, Enter opens, letters filter.")
    schedule = window.tr(
        "In the schedule: arrows choose a session, Enter opens it, Alt+←/→ move it by a day, with Shift by "
        "a week, Alt+Shift+↑/↓ make it shorter and longer, Ctrl+D copies, P pins, L locks, Del removes, "
        "Ctrl+N begins a new one, Ctrl + and Ctrl − zoom."
    )
    box.setInformativeText(f"{plan}\n\n{schedule}")
    box.exec()


def show_about(window: QWidget, workspace: Path) -> None:
    """Say which version this is and where the workspace lies."""
    about = window.tr("PM Planner %1\nWorkspace: %2").replace("%1", __version__)
    QMessageBox.information(window, window.tr("About PM Planner"), about.replace("%2", str(workspace)))

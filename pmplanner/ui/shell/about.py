"""What the window says of itself: its keys, its version and where the workspace lies."""

from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox, QWidget

from pmplanner import __version__
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.text import message_box, tell


def show_keys(window: QWidget) -> None:
    """List the keys of a window's actions."""
    keys = [
        (action.text(), action.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        for action in window.actions()
    ]
    # The name after the key: keys of any width before it could not stand in line.
    lines = "\n".join(f"{name.rstrip('…')}: {key}" for name, key in keys if key)
    search = window.tr("Ctrl+K searches everything, Ctrl+F the list that is shown.")
    plan = window.tr("In the plan: arrows move, Shift selects, Space picks, Enter opens, letters filter.")
    schedule = window.tr(
        "In the schedule: arrows choose a session, Enter opens it, Alt+←/→ move it by a day, with Shift by "
        "a week, Alt+Shift+↑/↓ make it shorter and longer, Ctrl+D copies, P pins, L locks, Del removes, "
        "Ctrl+N begins a new one, Ctrl + and Ctrl − zoom, F shows the whole plan. Sessions on the same "
        "days are one bar: Enter shows each of them, Esc folds them."
    )
    kind = QMessageBox.Icon.NoIcon
    message_box(window, window.tr("Keys"), lines, f"{search}\n\n{plan}\n\n{schedule}", kind=kind).exec()


def show_about(window: QWidget, workspace: Path) -> None:
    """Say which version this is and where the workspace lies."""
    about = tr("PM Planner %1\nWorkspace: %2", __version__, workspace)
    tell(window, window.tr("About PM Planner"), about, QMessageBox.Icon.Information)

"""What the window says of itself: its version and where the workspace lies."""

from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from pmplanner import __version__
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.text import tell


def show_about(window: QWidget, workspace: Path) -> None:
    """Say which version this is and where the workspace lies."""
    about = tr("PM Planner %1\nWorkspace: %2", __version__, workspace)
    tell(window, window.tr("About PM Planner"), about, QMessageBox.Icon.Information)

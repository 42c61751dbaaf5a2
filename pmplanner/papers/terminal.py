"""Qt without a window, for papers that the terminal writes."""

import os

from PySide6.QtGui import QGuiApplication


def start_qt() -> QGuiApplication:
    """Return the application of Qt, started without a display where there is none yet.

    Whoever calls keeps it until the last paper is written.
    """
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    # Fonts and paper are all that is needed; a display may be there or not.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication(["pmplanner"])

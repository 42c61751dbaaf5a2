"""Shows the sample's Schedule in a window while another process walks what screen readers are told of it.

``python -m tests.ui.shown_to_readers PYTHON WORDS…`` runs walk_accessible.py by that Python with these words.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from pmplanner.services.startup.opening import open_for_use
from pmplanner.services.startup.sample import fill_sample
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.main_window import MainWindow
from tests.take_screenshots import DAY

_LOOK_MS, _LONGEST_MS = 50, 60_000


def main() -> int:
    """Show it until the other process has ended, and return how that ended."""
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as scratch:
        workspace = open_for_use(Path(scratch) / "sample.sqlite")
        with workspace.edit("Sample") as db:
            fill_sample(db, DAY)
        write_as_the_window()
        settings = QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(Actions(workspace), settings)
        window.resize(1280, 720)
        window.show()
        window.open_page("totals")
        window.open_page("schedule")
        page = window._pages["schedule"]
        assert isinstance(page, SchedulePage)
        walker = subprocess.Popen(
            [sys.argv[1], Path(__file__).with_name("walk_accessible.py"), *sys.argv[2:]]
        )
        look = QTimer(interval=_LOOK_MS)
        look.timeout.connect(lambda: app.quit() if walker.poll() is not None else None)
        look.start()
        QTimer.singleShot(_LONGEST_MS, walker.kill)
        app.exec()
        chosen = [row.code for each in page.selection.ids if (row := page.edits.row(each)) is not None]
        sys.stdout.write(f"chosen: {' '.join(chosen)}\n")
        window.close()
        workspace.close()
    return walker.wait()


if __name__ == "__main__":
    sys.exit(main())

"""Writes the pictures of the README from the sample workspace: ``python -m tests.take_screenshots``."""

import datetime as dt
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from pmplanner.services.startup.opening import open_for_use
from pmplanner.services.startup.sample import fill_sample
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.theme import apply_theme
from tests.conftest import ROOT

DAY = dt.date(2026, 11, 24)
"""The sample is laid out after this day, so that the pictures change only with the program."""


def main(folder: Path, pages: tuple[str, ...] = ("plan",), modes: tuple[str, ...] = ("light",)) -> None:
    """Write a picture of each page in each mode into *folder*."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        workspace = open_for_use(Path(scratch) / "sample.sqlite")
        with workspace.edit("Open the sample workspace") as db:
            fill_sample(db, DAY)
        apply_theme(app, "light")
        settings = QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat)
        write_as_the_window()
        window = MainWindow(Actions(workspace), settings)
        window.resize(1440, 900)
        window.show()
        for mode in modes:
            apply_theme(app, "dark" if mode == "dark" else "light")
            for page in pages:
                window.open_page(page)
                for _ in range(5):  # layouts and what pages read one turn later
                    app.processEvents()
                name = page if mode == "light" else f"{page}-{mode}"
                window.grab().save(str(folder / f"{name}.png"))
        window.close()
        workspace.close()


if __name__ == "__main__":
    main(ROOT / "resources" / "screenshots")

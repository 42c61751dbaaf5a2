"""Takes pictures of the pages over the sample workspace.

``python -m tests.take_screenshots`` renews the picture of the README; with ``--all FOLDER`` every page is
taken at every size, light and dark, and at twice the scale; ``--pages``, ``--sizes`` and ``--modes`` take
fewer, or those of high contrast; ``--text 150`` takes them with text half as large again, and ``--pseudo``
in a language two fifths longer.
"""

import argparse
import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from pmplanner.services.startup.opening import open_for_use
from pmplanner.services.startup.sample import fill_sample
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.text_size import USUAL
from pmplanner.ui.theme import apply_theme
from tests.conftest import ROOT
from tests.pseudo import pseudo_language

DAY = dt.date(2026, 11, 24)
"""The sample is laid out after this day, so that the pictures change only with the program."""
SIZES = ("1280x720", "1440x900", "960x600")
MODES = ("light", "dark")
MORE_MODES = ("light-high", "dark-high")


USUAL_POINTS = 9.75
"""13 pixels, as text has them on most systems."""


def give_usual_font(app: QApplication) -> None:
    """Let the system's font be as large as on most systems, whatever the machine has."""
    font = app.font()
    font.setPointSizeF(USUAL_POINTS * 96 / app.primaryScreen().logicalDotsPerInchY())
    app.setFont(font)


@contextmanager
def sample_window(app: QApplication) -> Iterator[MainWindow]:
    """A window over a sample workspace that goes away with it."""
    with tempfile.TemporaryDirectory() as scratch:
        workspace = open_for_use(Path(scratch) / "sample.sqlite")
        with workspace.edit("Open the sample workspace") as db:
            fill_sample(db, DAY)
        settings = QSettings(str(Path(scratch) / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(Actions(workspace), settings)
        window.show()
        yield window
        window.close()
        workspace.close()


def take(
    app: QApplication,
    folder: Path,
    pages: Sequence[str],
    sizes: Sequence[str],
    modes: Sequence[str],
    end: str = "",
    percent: int = USUAL,
) -> None:
    """Write a picture of each page, size and mode into *folder*; *end* ends the names.

    *percent* is the size of the text.
    """
    folder.mkdir(parents=True, exist_ok=True)
    give_usual_font(app)
    apply_theme(app, "light", percent=percent)
    with sample_window(app) as window:
        for mode in modes:
            scheme, _, high = mode.partition("-")
            apply_theme(app, "dark" if scheme == "dark" else "light", "high" if high else "usual")
            for size in sizes:
                window.resize(*map(int, size.split("x")))
                for page in pages:
                    window.open_page(page)
                    for _ in range(5):  # layouts and what pages read one turn later
                        app.processEvents()
                    window.grab().save(str(folder / f"{page}-{size}-{mode}{end}.png"))


def take_readme_picture(app: QApplication) -> None:
    """Renew the picture of the README."""
    folder = ROOT / "resources" / "screenshots"
    take(app, folder, ["plan"], ["1440x900"], ["light"])
    (folder / "plan-1440x900-light.png").replace(folder / "plan.png")


def main() -> None:
    """Take what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", dest="folder", type=Path, help="where the pictures of every page go")
    parser.add_argument("--pages", nargs="+", default=list(PAGES), choices=list(PAGES))
    parser.add_argument("--sizes", nargs="+", default=SIZES)
    parser.add_argument("--modes", nargs="+", default=MODES, choices=MODES + MORE_MODES)
    parser.add_argument("--text", type=int, default=USUAL, metavar="PERCENT", help="how large the text is")
    parser.add_argument("--pseudo", action="store_true", help="in the language of tests/pseudo.py")
    parser.add_argument("--end", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    write_as_the_window()
    if given.folder is None:
        take_readme_picture(app)
        return
    if given.pseudo:
        with pseudo_language():
            take(app, given.folder, given.pages, given.sizes, given.modes, "-pseudo", given.text)
        return
    take(app, given.folder, given.pages, given.sizes, given.modes, given.end, given.text)
    if "QT_SCALE_FACTOR" not in os.environ:  # Qt reads the scale once, as it starts
        again = [*sys.argv[1:], "--sizes", given.sizes[0], "--end=-2x"]
        command = [sys.executable, "-m", "tests.take_screenshots", *again]
        subprocess.run(command, env=os.environ | {"QT_SCALE_FACTOR": "2"}, check=True)


if __name__ == "__main__":
    main()

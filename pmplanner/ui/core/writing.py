"""One way for all that is written out: ask where to, write beside the window, say what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QSettings, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.folders import safe_name
from pmplanner.services.errors import PlanError
from pmplanner.storage.workspace import WorkspaceError
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.recent_files import last_folder
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress, run_busy

EXPORT_FOLDER = "export/folder"


class Writer(QObject):
    """Asks for files and folders, beginning where the last ones went, and writes with progress and Cancel."""

    said = Signal(str)
    """What came of it, also that the user stopped it; payload: a sentence."""
    wrote = Signal(object)
    """Something was written, and said; payload: the Path of the file or folder."""
    refused = Signal(str)
    """Why nothing was written; payload: a sentence."""

    def __init__(self, settings: QSettings, window: QWidget, folder: str = EXPORT_FOLDER) -> None:
        """Remember under the key *folder* where things go."""
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._folder = folder
        self._actions: Actions | None = None

    def report_to(self, actions: Actions) -> None:
        """Say in the status line what comes of it."""
        self._actions = actions
        self.said.connect(self._tell)
        self.wrote.connect(actions.wrote)
        self.refused.connect(actions.refused)

    def ask_file(
        self, title: str, name: str, kinds: Mapping[str, str], folder: Path | None = None
    ) -> Path | None:
        """Ask where a file goes that is called so, of one of the *kinds*: filters by suffix without dot.

        What is typed behind the name decides; where that is no kind, or the one proposed, the filter
        chosen does, and that of the suffix "" leaves it as it is. A file that is there under the name
        so changed is asked about once more.
        """
        stem, _, kind = name.rpartition(".")
        path = (folder or Path(last_folder(self._settings, self._folder))) / f"{safe_name(stem)}.{kind}"
        filters = ";;".join(kinds.values())
        while True:
            chosen, filtered = QFileDialog.getSaveFileName(
                self._window, title, str(path), filters, kinds[kind]
            )
            if not chosen:
                return None
            wanted = next((suffix for suffix, text in kinds.items() if text == filtered), kind)
            path = _of_kind(Path(chosen), kinds, kind, wanted)
            kind = wanted or kind
            # The dialog has asked whether the file chosen may be replaced, and not one of another kind.
            if path == Path(chosen) or not path.exists():
                self._settings.setValue(self._folder, str(path.parent))
                return path

    def ask_folder(self, title: str) -> Path | None:
        """Ask for a folder."""
        start = last_folder(self._settings, self._folder)
        chosen = QFileDialog.getExistingDirectory(self._window, title, start)
        if not chosen:
            return None
        self._settings.setValue(self._folder, chosen)
        return Path(chosen)

    def write(self, path: Path, work: Callable[[Progress], str]) -> BusyRun:
        """Write to a file or folder beside the window; *work* returns what is said of it.

        It runs in a thread of its own and raises ExchangeError, PlanError or WorkspaceError when nothing
        could be written, and Cancelled when the user stopped it; what stood there before then still does.
        """

        def write_it(progress: Progress) -> tuple[Path, str]:
            return path, work(progress)

        return run_busy(self._window, tr("Writing %1…", path.name), write_it, self._written, self.fail)

    def fail(self, error: Exception) -> None:
        """Say why nothing was written."""
        if isinstance(error, Cancelled):
            self.said.emit(tr("Stopped. Nothing was written."))
        elif isinstance(error, ExchangeError | PlanError | WorkspaceError):
            self.refused.emit(str(error))
        else:
            raise error

    def _tell(self, sentence: str) -> None:
        assert self._actions is not None  # report_to() has connected this
        self._actions.said.emit(sentence, False)

    def _written(self, written: tuple[Path, str]) -> None:
        path, sentence = written
        self.said.emit(sentence)
        if path.exists():
            self.wrote.emit(path)


def _of_kind(path: Path, kinds: Mapping[str, str], proposed: str, wanted: str) -> Path:
    """Give a file the suffix of the kind that is wanted, "" for as it is, unless another was typed."""
    typed = path.suffix[1:].lower()
    if not wanted and typed:
        return path
    if not typed or typed not in kinds:
        return path.with_name(f"{path.name}.{wanted or proposed}")
    return path.with_suffix(f".{wanted}") if typed == proposed != wanted else path


def open_file(path: Path) -> None:
    """Open a file with the program that the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_in_folder(path: Path) -> None:
    """Open the folder of a file, or a folder, in the system's own window for files."""
    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

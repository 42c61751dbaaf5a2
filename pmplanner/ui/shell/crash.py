"""What happens when the program is at fault: say it once, offer to save the report, keep running."""

import logging
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from pmplanner import __version__
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.text import message_box, tell

log = logging.getLogger(__name__)


class CrashReporter(QObject):
    """Shows each fault of ours once in a dialog; faults in threads come over by a signal."""

    happened = Signal(str)
    """The traceback of a fault that nobody has been told of yet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[str] = set()
        self.ask_undo: Callable[[], str | None] = lambda: None
        """Gives what Undo offers at the moment."""
        # Queued: the fault may have come in a thread, or in the middle of a paint event, where no dialog may
        # open.
        self.happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over from Python's own hooks."""
        sys.excepthook = self.report
        # Threads do not go through sys.excepthook.
        threading.excepthook = self._report_thread

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log a fault, and show it unless the same one was shown before."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        log.error("a fault of ours:\n%s", text)
        # By its place and kind: the message may hold a name that differs each time.
        where = "".join(traceback.format_tb(trace)[-1:]) + kind.__name__
        if where not in self._told:
            self._told.add(where)
            self.happened.emit(text)

    def _report_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, text: str) -> None:
        box = message_box(
            QApplication.activeWindow(),
            self.tr("pmplanner has a fault"),
            self.tr("Something went wrong in pmplanner. It is our fault, not yours."),
            f"{self._what_was_done()} {self._about_report()}",
            text,
        )
        save = box.addButton(self.tr("Save report…"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(self.tr("Go on"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        wanted = box.clickedButton() is save
        box.deleteLater()
        if wanted:
            ask_where_to_save(text)

    def _what_was_done(self) -> str:
        """What is known of the last action: a fault can come before its commit as well as after it."""
        said = self.tr("What you did last may have been done, or not; everything before it is saved.")
        undo = self._undo_label()
        if undo:
            offer = self.tr("Undo would take back “%1”; if that is what you did last, it was done.")
            return f"{said} {put(offer, undo)}"
        return f"{said} {self.tr('Undo has nothing to take back.')}"

    def _undo_label(self) -> str:
        try:
            return str(self.ask_undo() or "")
        except Exception:  # the workspace itself may be what is broken; this must be told all the same
            log.exception("what Undo offers is not known")
            return ""

    def _about_report(self) -> str:
        return self.tr(
            "You can go on. A report helps us to mend it; it names people or courses only where the error "
            "itself does."
        )


def ask_where_to_save(text: str) -> None:
    """Ask for a file and save a report in it."""
    window = QApplication.activeWindow()
    title = tr("Save report")
    name, _ = QFileDialog.getSaveFileName(window, title, "pmplanner-report.txt")
    if not name:
        return
    try:
        save_report(Path(name), text)
    except OSError as error:
        tell(window, title, tr("The report cannot be saved: %1.", error.strerror or str(error)))


def save_report(path: Path, text: str) -> None:
    """Write a traceback with the versions that it comes from; raise OSError when that cannot be."""
    python = f"Python {platform.python_version()}, {platform.platform()}"
    about = f"pmplanner {__version__}, Qt {qVersion()}, {python}"
    path.write_text(f"{about}\n\n{text}", encoding="utf-8")

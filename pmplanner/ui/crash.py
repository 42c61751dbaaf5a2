"""What happens when the program is at fault: say it once, offer to save the report, keep running."""

import logging
import platform
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, qVersion
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from pmplanner import __version__

log = logging.getLogger(__name__)


class CrashReporter(QObject):
    """Shows each fault of ours once in a dialog; faults in threads come over by a signal."""

    happened = Signal(str)
    """The traceback of a fault that nobody has been told of yet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[str] = set()
        self.happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over from Python's own hooks."""
        sys.excepthook = self.report
        threading.excepthook = self._report_thread

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log a fault, and show it unless the same one was shown before."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        log.error("a fault of ours:\n%s", text)
        where = "".join(traceback.format_tb(trace)[-1:]) + kind.__name__
        if where not in self._told:
            self._told.add(where)
            self.happened.emit(text)

    def _report_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.report(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, text: str) -> None:
        box = QMessageBox(QApplication.activeWindow())
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("pmplanner has a fault"))
        box.setText(self.tr("Something went wrong in pmplanner. It is our fault, not yours."))
        box.setInformativeText(
            self.tr(
                "What you did last was not carried out; everything before it is saved, and you can go on. "
                "A report helps us to mend it; it names people or courses only where the error itself does."
            )
        )
        box.setDetailedText(text)
        save = box.addButton(self.tr("Save report…"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(self.tr("Go on"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()
        wanted = box.clickedButton() is save
        box.deleteLater()
        if wanted:
            self._ask_path(text)

    def _ask_path(self, text: str) -> None:
        window = QApplication.activeWindow()
        name, _ = QFileDialog.getSaveFileName(window, self.tr("Save report"), "pmplanner-report.txt")
        if not name:
            return
        try:
            save_report(Path(name), text)
        except OSError as error:
            reason = self.tr("The report cannot be saved: %1.").replace("%1", error.strerror or str(error))
            QMessageBox.warning(window, self.tr("Save report"), reason)


def save_report(path: Path, text: str) -> None:
    """Write a traceback with the versions that it comes from; raise OSError when that cannot be."""
    python = f"Python {platform.python_version()}, {platform.platform()}"
    about = f"pmplanner {__version__}, Qt {qVersion()}, {python}"
    path.write_text(f"{about}\n\n{text}", encoding="utf-8")

"""Progress and Cancel for writes, which are done in the window's own thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.dialogs.busy import SHOW_AFTER_MS, Cancelled
from pmplanner.ui.widgets.dialogs.progress_dialog import ProgressDialog


class WriteProgress:
    """Watches a write; one that takes long shows how far it is, and can be cancelled.

    The dialog is modal to the application: while it handles events, nothing else can be clicked.
    """

    def __init__(self, title: str) -> None:
        self.title: Callable[[], str] = lambda: title
        """Says what is written; asked once, when that is shown, which is seldom."""
        self._began = monotonic()
        self._dialog: ProgressDialog | None = None
        self._name = ""
        """What *title* has said."""

    def __call__(self, rows: int) -> None:
        """Hear of the rows written so far; raise Cancelled once the user cancelled."""
        if self._dialog is None:
            if (monotonic() - self._began) * 1000 < SHOW_AFTER_MS:
                return
            self._dialog = self._show()
        pattern = tr("%1\n%2 rows written")
        self._dialog.setLabelText(put(pattern, self._name, self._dialog.locale().toString(rows)))
        QCoreApplication.processEvents()  # Cancel, and the picture of how far it is
        if self._dialog.wasCanceled():
            raise Cancelled

    def close(self) -> None:
        """Take the dialog away, if there was one."""
        if self._dialog is not None:
            self._dialog.hide()
            self._dialog.deleteLater()
            self._dialog = None

    def _show(self) -> ProgressDialog:
        self._name, cancel = self.title(), tr("Cancel")
        dialog = ProgressDialog(self._name, cancel, 0, QApplication.activeWindow())
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.setMinimumWidth(360)
        dialog.rejected.connect(dialog.cancel)  # Escape, wherever the focus is
        dialog.show()
        return dialog


@contextmanager
def write_progress(title: str) -> Iterator[WriteProgress]:
    """Give the watcher of a write that is called *title*."""
    watcher = WriteProgress(title)
    try:
        yield watcher
    finally:
        watcher.close()

"""Answering real dialogs, one after the other, as somebody would who presses Enter in each."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QProgressDialog
from pytestqt.qtbot import QtBot


class Answers:
    """Waits for dialogs of the kinds expected, in their order, and presses Enter in them."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._kinds: list[type[QDialog]] = []
        self._first: Callable[[QDialog], None] | None = None
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)

    def expect(self, *kinds: type[QDialog], first: Callable[[QDialog], None] | None = None) -> None:
        """Answer dialogs of these kinds; *first* does something in the first one before Enter."""
        self._kinds = list(kinds)
        self._first = first
        self._timer.start(20)

    @property
    def left(self) -> list[type[QDialog]]:
        """The kinds that have not come yet."""
        return self._kinds

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or isinstance(dialog, QProgressDialog) or not self._kinds:
            return
        assert isinstance(dialog, self._kinds[0])
        self._kinds.pop(0)
        if not self._kinds:
            self._timer.stop()
        if self._first is not None:
            first, self._first = self._first, None
            first(dialog)
        if isinstance(dialog, QFileDialog):
            dialog.accept()
        else:
            self._qtbot.keyClick(dialog, Qt.Key.Key_Return)

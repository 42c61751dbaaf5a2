"""Answering real dialogs, one after the other, as somebody would who presses Enter in each."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMenu, QProgressDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.support import known

Answer = Callable[[QDialog], None]
_MOST_LOOKS = 500
"""Looks, each a fiftieth of a second after the one before, at dialogs that nobody expects."""


def choose_file(dialog: QDialog, path: Path) -> None:
    """Type a path into a dialog for files: `selectFile` types nothing where the line has the keys."""
    assert isinstance(dialog, QFileDialog)
    known(dialog.findChild(QLineEdit)).setText(str(path))
    dialog.accept()


class Answers:
    """Waits for dialogs of the kinds expected, in their order, and answers them."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self._steps: list[tuple[type[QDialog], Answer]] = []
        self._others = 0
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)

    def expect(self, *kinds: type[QDialog], first: Answer | None = None) -> None:
        """Press Enter in dialogs of these kinds; *first* does something in the first one before."""

        def answer_first(dialog: QDialog) -> None:
            if first is not None:
                first(dialog)
            self._enter(dialog)

        self.then(kinds[0], answer_first)
        for kind in kinds[1:]:
            self.then(kind, self._enter)

    def then(self, kind: type[QDialog], answer: Answer) -> None:
        """Answer the next dialog, which is of this kind."""
        self._steps.append((kind, answer))
        self._timer.start(20)

    @property
    def waiting(self) -> bool:
        """Whether there are dialogs that have not come yet."""
        return bool(self._steps)

    def in_menu(self, menu: QMenu, act: Callable[[], None]) -> None:
        """Do something in a menu once it is open: its loop goes on until one of its entries is chosen."""
        waiting = QTimer(menu)

        def look() -> None:
            if menu.isVisible():
                waiting.stop()
                waiting.deleteLater()
                act()

        waiting.timeout.connect(look)
        waiting.start(10)

    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or isinstance(dialog, QProgressDialog) or not self._steps:
            return
        kind, answer = self._steps[0]
        if not isinstance(dialog, kind):
            self._wait_on(dialog, kind)
            return
        self._others = 0
        self._steps.pop(0)
        if not self._steps:
            self._timer.stop()
        answer(dialog)

    def _wait_on(self, dialog: QWidget, kind: type[QDialog]) -> None:
        """Give the dialog expected time to come over this one; close it at last, so that the test ends."""
        self._others += 1
        if self._others == _MOST_LOOKS:
            self._others = 0
            dialog.close()
            raise AssertionError(f"{dialog} came, and no {kind.__name__}")

    def _enter(self, dialog: QDialog) -> None:
        if isinstance(dialog, QFileDialog):
            dialog.accept()
        else:
            self._qtbot.keyClick(dialog, Qt.Key.Key_Return)

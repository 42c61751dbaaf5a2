"""A line to search in, with a magnifier and the keys that lead to it."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pmplanner.ui.text_size import as_text_grows, sized
from pmplanner.ui.widgets.dropped_files import dropped_file
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.text import TextLabel

_BESIDE, _FIRST_WORDS = 48, 110
"""Pixels of the magnifier and what is around, and of as much as tells what is searched."""


class _Keys(TextLabel):
    """The keys that lead here; says when it looks otherwise, and so is not as wide as it was."""

    dressed = Signal()
    """It has other looks; no payload."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent=parent)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the style sheet."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.dressed.emit()


class SearchBox(QLineEdit):
    """Search as you type: `textChanged` on each key; Escape empties, Down or Enter goes to what was found."""

    to_results = Signal()
    """Down or Enter was pressed: the focus wants to go to the results; no payload."""

    def __init__(
        self, placeholder: str, parent: QWidget | None = None, shortcut: QKeySequence | str | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("search", True)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        magnifier = QAction(icon("search", "muted"), "", self)
        self.addAction(magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self._hint = _Keys(self)
        self._hint.setProperty("keys", True)
        self._hint.dressed.connect(self._place_hint)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._hint.hide()
        self._came_from: QWidget | None = None
        if shortcut is not None:
            self._add_shortcut(QKeySequence(shortcut))
        self.textChanged.connect(self._place_hint)
        as_text_grows(self, self._place_hint)

    def take_focus(self) -> None:
        """Put the cursor in, with what is there selected."""
        if not self.hasFocus():
            self._came_from = QApplication.focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def go_back(self) -> bool:
        """Give the cursor back to where it came from by the keys; False when that is gone."""
        before, self._came_from = self._came_from, None
        if before is None or not shiboken6.isValid(before) or not before.isVisible():
            return False
        before.setFocus(Qt.FocusReason.OtherFocusReason)
        return before.hasFocus()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files to what is around, which imports them; text can be dropped here."""
        if dropped_file(event.mimeData()) is None:
            super().dragEnterEvent(event)
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the hint at the right."""
        super().resizeEvent(event)
        self._place_hint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Empty on Escape, go to the results on Down and Enter."""
        match event.key():
            case Qt.Key.Key_Escape if self.text():
                self.clear()
            case Qt.Key.Key_Down:
                self.to_results.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                super().keyPressEvent(event)
                self.to_results.emit()
                event.accept()
            case _:
                super().keyPressEvent(event)

    def _add_shortcut(self, keys: QKeySequence) -> None:
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self._hint.setText(shown.replace("+", " "))
        QShortcut(keys, self).activated.connect(self.take_focus)
        self._place_hint()

    def _place_hint(self) -> None:
        self._hint.adjustSize()
        words = self.fontMetrics().horizontalAdvance(self.placeholderText()) + _BESIDE
        # What is looked for is said before the keys that lead here.
        fits = self.width() >= min(words, sized(_FIRST_WORDS)) + self._hint.width()
        self._hint.setVisible(bool(self._hint.text()) and not self.text() and fits)
        self.setTextMargins(0, 0, self._hint.width() if self._hint.isVisibleTo(self) else 0, 0)
        gap = (self.height() - self._hint.height()) // 2
        self._hint.move(self.width() - self._hint.width() - max(gap, 4), gap)

"""Editors that choose one of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QStyle, QStyleOptionFrame, QWidget

from pmplanner.ui.widgets.inputs.boxes import find_typed
from pmplanner.ui.widgets.inputs.number_fields import guard_wheel
from pmplanner.ui.widgets.painting import Sketch, paint_widget


class ChoiceField(QComboBox):
    """One of a few choices."""

    finished = Signal()
    """The user chose another one; no payload."""

    def __init__(self, name: str, choices: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        for key, text in choices.items():
            self.addItem(text, key)
        self._shown = self.entered()
        guard_wheel(self)
        self.activated.connect(self._finish)

    def entered(self) -> str:
        """The key of the choice."""
        return str(self.currentData() or "")

    def show_value(self, value: str) -> None:
        """Show a choice without a signal."""
        self._shown = value
        self.setCurrentIndex(self.findData(value))

    def _finish(self) -> None:
        if self.entered() != self._shown:
            self._shown = self.entered()
            self.finished.emit()


class _ElidingLine(QLineEdit):
    """A line that ends in "…" where its text has no room, until it is typed in; the tip holds all of it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        room = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        room.adjust(2, 0, -2, 0)
        cut = not self.hasFocus() and self.fontMetrics().horizontalAdvance(self.text()) > room.width()
        self.setToolTip(self.text() if cut else "")
        if not cut:
            super().paintEvent(event)
            return

        def draw(sketch: Sketch) -> None:
            panel = QStyle.PrimitiveElement.PE_PanelLineEdit
            sketch.then(lambda painter: self.style().drawPrimitive(panel, option, painter, self))
            sketch.setPen(self.palette().color(self.foregroundRole()))
            shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
            sketch.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)

        paint_widget(self, draw)


class SearchField(QComboBox):
    """One of many choices, found by typing any part of it."""

    finished = Signal()
    """The user chose another one; no payload."""

    def __init__(self, name: str, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditable(True)
        self.setLineEdit(_ElidingLine())
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._shown: object = None
        line = self.lineEdit()
        assert line is not None
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        line.editingFinished.connect(self._finish)
        completer = self.completer()
        assert completer is not None
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        guard_wheel(self)
        self.activated.connect(self._finish)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Offer these keys under these texts; what is shown stays."""
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.show_value(self._shown)

    def entered(self) -> object:
        """The key of what is typed, or of the only choice that holds it; else what was shown before."""
        place = find_typed(self)
        return self.itemData(place) if place >= 0 else self._shown

    def show_value(self, value: object) -> None:
        """Show a choice without a signal; None for none."""
        self._shown = value
        place = self.findData(value) if value is not None else -1
        self.setCurrentIndex(place)
        if place < 0:
            self.setEditText("")
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def _finish(self) -> None:
        chosen = self.entered()
        changed = chosen != self._shown
        self.show_value(chosen)
        if changed:
            self.finished.emit()

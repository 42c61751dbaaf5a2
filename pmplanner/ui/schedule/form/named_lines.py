"""The rooms or the trainers of a session: a line for the first, and one for each further one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pmplanner.models.statuses import TrainerPart
from pmplanner.services.resources.further import Teacher
from pmplanner.ui.text_size import keep_sized
from pmplanner.ui.translation import put
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.inputs.choices import ChoiceField
from pmplanner.ui.widgets.inputs.lines import TextLine
from pmplanner.ui.widgets.layouts import as_row
from pmplanner.ui.widgets.scrolling import show_in_area

_BUTTON = 26
_FIRST_FURTHER = 2
"""The first of the further ones is the second of all."""


class LineWords(NamedTuple):
    """What the lines are called; %1 is the number of a further one."""

    first: str
    further: str
    add: str
    remove: str
    part: str = ""


class FurtherLine(QWidget):
    """A further room or trainer, with the part where there are parts."""

    edited = Signal()
    """Another name was typed or another part chosen; no payload."""
    remove_requested = Signal()
    """It is to go; no payload."""

    def __init__(
        self, words: LineWords, parts: Mapping[str, str], number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self.name = TextLine(parent=self)
        self.part = ChoiceField("", parts, self)
        self.part.setVisible(bool(parts))
        self.remove = icon_button("close", "", self)
        keep_sized(self.remove.setFixedWidth, _BUTTON)
        as_row(self, (self.name, 3), (self.part, 2), self.remove, margins=(0, 0, 0, 0), spacing=4)
        self.number(number)
        self.name.finished.connect(self.edited)
        self.part.finished.connect(self.edited)
        self.remove.clicked.connect(self.remove_requested)

    def number(self, number: int) -> None:
        """Call it by its place among all."""
        self.name.setAccessibleName(put(self._words.further, str(number)))
        self.part.setAccessibleName(put(self._words.part, str(number)))
        for take in (self.remove.setToolTip, self.remove.setAccessibleName):
            take(put(self._words.remove, str(number)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a line away again in which nothing was typed."""
        if event.key() == Qt.Key.Key_Escape and not self.name.typed():
            self.remove_requested.emit()
            return
        super().keyPressEvent(event)


class FurtherLines(QWidget):
    """The further ones; what is typed in one of them is kept as soon as it is left."""

    finished = Signal()
    """One was added, changed or taken out; no payload."""
    refused = Signal(str)
    """Never emitted: every name will do. As other fields have it; payload: a sentence."""

    def __init__(
        self, words: LineWords, before: QWidget, parts: Mapping[str, str], parent: QWidget | None = None
    ) -> None:
        """Tab comes to them from *before*, which has the keys when the last one has gone."""
        super().__init__(parent)
        self._words, self._before, self._parts = words, before, parts
        self._lines: list[FurtherLine] = []
        self._offered: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.hide()

    def lines(self) -> tuple[FurtherLine, ...]:
        """The editors, one for each further one."""
        return tuple(self._lines)

    def entered(self) -> tuple[Teacher, ...]:
        """Names and parts, without lines in which nothing is typed; rooms have the part of a co-trainer."""
        return tuple(
            Teacher(line.name.typed(), line.part.entered() or TrainerPart.CO_TRAINER)
            for line in self._lines
            if line.name.typed()
        )

    def show_value(self, value: Sequence[Teacher | str]) -> None:
        """Show these without a signal; a line in which somebody is about to type stays at the end."""
        wanted = [each if isinstance(each, Teacher) else Teacher(each) for each in value]
        spare = next((line for line in self._lines if not line.name.typed() and line.name.hasFocus()), None)
        if spare is not None:
            self._lines.remove(spare)
        while len(self._lines) > len(wanted):
            self._drop(self._lines[-1])
        while len(self._lines) < len(wanted):
            self._insert()
        for line, teacher in zip(self._lines, wanted, strict=True):
            line.name.show_value(teacher.name)
            line.part.show_value(str(teacher.part))
        if spare is not None:
            self._lines.append(spare)
            spare.number(len(self._lines) - 1 + _FIRST_FURTHER)
        self.setVisible(bool(self._lines))

    def restore(self) -> None:
        """Throw away what was typed."""
        for line in self._lines:
            line.name.restore()

    def offer(self, words: Sequence[str]) -> None:
        """Complete names from these."""
        self._offered = [*words]
        for line in self._lines:
            line.name.offer(self._offered)

    def add(self) -> None:
        """Let somebody type another one."""
        line = next((each for each in self._lines if not each.name.typed()), None) or self._insert()
        self.show()
        line.name.setFocus(Qt.FocusReason.OtherFocusReason)
        show_in_area(line)

    def _insert(self) -> FurtherLine:
        line = FurtherLine(self._words, self._parts, len(self._lines) + _FIRST_FURTHER, self)
        line.edited.connect(self._finish)
        line.remove_requested.connect(self._take_out)
        line.name.offer(self._offered)
        before = self._lines[-1].remove if self._lines else self._before
        for widget in (line.name, line.part, line.remove):
            QWidget.setTabOrder(before, widget)
            before = widget
        self._column.addWidget(line)
        self._lines.append(line)
        return line

    def _drop(self, line: FurtherLine) -> None:
        self._lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        for number, each in enumerate(self._lines, _FIRST_FURTHER):
            each.number(number)
        self.setVisible(bool(self._lines))

    def _take_out(self) -> None:
        line = self.sender()
        assert isinstance(line, FurtherLine)
        place, told = self._lines.index(line), bool(line.name.typed())
        self._drop(line)
        following = self._lines[min(place, len(self._lines) - 1)].remove if self._lines else self._before
        following.setFocus(Qt.FocusReason.OtherFocusReason)
        if told:
            self.finished.emit()

    def _finish(self) -> None:
        self.finished.emit()


class NamedLines(QWidget):
    """The line of the first one with a button for another, and the further ones below it."""

    def __init__(
        self, words: LineWords, parts: Mapping[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.first = TextLine(words.first, self)
        self.more = icon_button("plus", words.add, self)
        keep_sized(self.more.setFixedWidth, _BUTTON)
        self.further = FurtherLines(words, self.more, parts or {}, self)
        self.more.clicked.connect(self.further.add)
        head = QWidget(self)
        as_row(head, (self.first, 1), self.more, margins=(0, 0, 0, 0), spacing=4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(head)
        column.addWidget(self.further)
        self.setFocusProxy(self.first)

    def offer(self, words: Sequence[str]) -> None:
        """Complete names from these."""
        self.first.offer(words)
        self.further.offer(words)

"""One thing that can be set: its name, a sentence of what it does, its field, and why it was refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from pmplanner.services.lookup import plain
from pmplanner.ui.text_size import keep_sized, sized
from pmplanner.ui.widgets.card import heading_label, muted_label, problem_label
from pmplanner.ui.widgets.inputs.choices import CheckField, ChoiceField, SearchField
from pmplanner.ui.widgets.inputs.lines import NoteField, TextLine, mark_invalid
from pmplanner.ui.widgets.inputs.numbers import CountField
from pmplanner.ui.widgets.inputs.picture_field import PictureField
from pmplanner.ui.widgets.inputs.weekdays import WeekdayRow
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row

SettingField = (
    TextLine | CountField | ChoiceField | SearchField | CheckField | WeekdayRow | NoteField | PictureField
)
_FIELD_WIDTH, _BESIDE = 230, 420
"""Pixels of a field, and of a row from which on it stands beside its words."""
_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


@dataclass(frozen=True, slots=True)
class Section:
    """Things that are set together."""

    key: str
    title: str
    of_laptop: bool
    rows: Sequence[SettingRow]


class SettingRow(QWidget):
    """Shows one setting; *keep* is given what is entered and returns why it will not do, or nothing."""

    def __init__(
        self, title: str, about: str, field: SettingField, keep: Callable[[object], str], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.title, self.field, self._keep = title, field, keep
        self._line: QBoxLayout | None = None
        self._words = plain(f"{title} {about}")
        self.about = muted_label(about, self, small=True)
        self.about.setWordWrap(True)
        self.reason = problem_label("", self)
        self.reason.setWordWrap(True)
        self.reason.hide()
        name = heading_label(title, self)
        name.setWordWrap(True)
        name.setBuddy(field)
        field.setAccessibleName(title)
        field.setAccessibleDescription(about)
        field.finished.connect(self._finish)
        if isinstance(field, TextLine | CountField):
            field.refused.connect(self._refuse)
            field.restored.connect(self._forget)
        self._lay_out(name)

    def _lay_out(self, name: QWidget) -> None:
        words = as_column(None, STRETCH, name, self.about, STRETCH, spacing=2)  # together beside a tall field
        if isinstance(self.field, NoteField):
            as_column(self, words, self.field, self.reason, margins=(0, 8, 0, 8), spacing=6)
            return
        keep_sized(self.field.setFixedWidth, _FIELD_WIDTH)
        self._line = as_row(None, (words, 1), self.field, spacing=16)
        as_column(self, self._line, self.reason, margins=(0, 8, 0, 8), spacing=4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the field below its words where there is too little room beside them."""
        super().resizeEvent(event)
        if self._line is not None:
            wide = event.size().width() >= sized(_BESIDE)
            self._line.setDirection(_ACROSS if wide else _DOWN)
            self._line.setSpacing(16 if wide else 4)

    def found_by(self, words: Sequence[str], section: str) -> bool:
        """Whether all these words are in its name, its sentence or its section."""
        return all(word in self._words or word in section for word in words)

    def show_value(self, value: object) -> None:
        """Show what is set now; what is being typed stays."""
        self.field.show_value(value)
        self.field.setAccessibleDescription(self.reason.text() or self.about.text())

    def _finish(self) -> None:
        try:
            value = self.field.entered()
        except ValueError as error:
            self._refuse(str(error))
            return
        self._refuse(self._keep(value))

    def _refuse(self, reason: str) -> None:
        self.reason.say(reason)
        if not isinstance(self.field, WeekdayRow | PictureField):
            mark_invalid(self.field, reason)
            self.field.setAccessibleDescription(reason or self.about.text())
        if not reason and isinstance(self.field, TextLine | NoteField | CountField):
            self.field.restore()

    def _forget(self) -> None:
        self.reason.say("")
        self.field.setAccessibleDescription(self.about.text())

"""The fields of a custom course: each finished one is an edit, or all together make a new course."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from pmplanner.exchange.numbers import parse_count
from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.catalogue.lines import DaysLine, SkillsLine, show_number
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.inputs.amounts import read_amount, read_days
from pmplanner.ui.widgets.inputs.fields import FormColumn, mark_invalid
from pmplanner.ui.widgets.inputs.lines import TextLine
from pmplanner.ui.widgets.text import as_typed

_TEXTS = ("code", "title", "provider", "level", "format", "currency", "source", "note")
_KINDS: dict[str, type[TextLine]] = {"days": DaysLine, "skills": SkillsLine}
_COUNTS = ("min_seats", "max_seats", "valid_months")


class CourseForm(QWidget):
    """Fields with their names; each says when it is finished and shows why it was refused below itself."""

    finished = Signal(str, object)
    """A field was left with another value; payload: its name in services.catalog.FIELDS, or skills,
    track_ids; and the value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, TextLine] = {}
        self.reasons = {name: problem_label("", self) for name in self._titles()}
        self.description = _Prose(self)
        self.description.left.connect(self._finish_description)
        self._boxes: dict[int, QCheckBox] = {}
        self._tracks = QWidget(self)
        self._track_column = QVBoxLayout(self._tracks)
        self._track_column.setContentsMargins(0, 6, 0, 6)
        self._column = FormColumn(self)
        for name, title in self._titles().items():
            self._add(name, title)
            if name == "skills":
                self._column.add(self.tr("Tracks"), self._tracks)
                self._column.add(self.tr("Description"), self.description)

    def _titles(self) -> dict[str, str]:
        return {
            "title": self.tr("Title"),
            "code": self.tr("Code"),
            "days": self.tr("Days"),
            "provider": self.tr("Provider"),
            "level": self.tr("Level"),
            "format": self.tr("Format"),
            "skills": self.tr("Skills"),
            "min_seats": self.tr("Fewest seats"),
            "max_seats": self.tr("Most seats"),
            "cost": self.tr("Cost a seat"),
            "currency": self.tr("Currency"),
            "valid_months": self.tr("Valid, months"),
            "source": self.tr("Source"),
            "note": self.tr("Note"),
        }

    def _add(self, name: str, title: str) -> None:
        field = _KINDS.get(name, TextLine)(title, self)
        field.setObjectName(name)
        field.finished.connect(self._finish)
        field.restored.connect(self._forget_reason)
        hints = {
            "skills": self.tr("leadership, negotiation"),
            "days": "1.5",
            "code": self.tr("from the title"),
        }
        field.setPlaceholderText(hints.get(name, ""))
        self._column.add(title, field)
        self._column.addRow(self.reasons[name])
        self._column.setRowVisible(self.reasons[name], False)
        self.fields[name] = field

    def know(self, tracks: Sequence[TrackRow], skills: Iterable[str], providers: Iterable[str]) -> None:
        """Offer the tracks, and complete skills, providers and levels from these words."""
        if [*self._boxes] != [track.id for track in tracks]:
            for box in self._boxes.values():
                self._track_column.removeWidget(box)
                box.deleteLater()
            self._boxes = {track.id: QCheckBox(as_typed(track.name), self._tracks) for track in tracks}
            for box in self._boxes.values():
                box.clicked.connect(self._finish_tracks)
                self._track_column.addWidget(box)
        self.fields["skills"].offer(skills)
        self.fields["provider"].offer(providers)
        self.fields["level"].offer(("foundation", "intermediate", "advanced"))

    def show_course(self, course: CourseRow | None, fresh: bool) -> None:
        """Show a course, or empty fields; *fresh* also throws away what is being typed."""
        for name, field in self.fields.items():
            if fresh:
                field.restore()
            field.show_text("" if course is None else _shown(course, name))
        self.description.show_text("" if course is None else course.description)
        for track_id, box in self._boxes.items():
            box.setChecked(course is not None and track_id in course.track_ids)

    def value(self, name: str) -> object:
        """What stands in a field, as the service takes it; ValueError with a sentence when it will not do."""
        typed = self.fields[name].typed()
        if name in _TEXTS:
            return typed
        if name == "skills":
            return tuple(part.strip() for part in typed.split(",") if part.strip())
        if name in _COUNTS:
            return _count(typed, self.tr("This is a whole number, or nothing."))
        if name == "days" and not typed:
            raise ValueError(self.tr("A course needs days: more than 0, in steps of 0.25."))
        return read_days(typed) if name == "days" else read_amount(typed)

    def values(self) -> dict[str, object] | None:
        """What stands in all fields; None, with the reason shown, when one of them will not do."""
        found: dict[str, object] = {}
        for name in self.fields:
            try:
                found[name] = self.value(name)
            except ValueError as error:
                self.refuse(name, str(error))
                return None
        found["description"] = self.description.toPlainText().strip()
        found["track_ids"] = self.track_ids()
        return found

    def track_ids(self) -> tuple[int, ...]:
        """The tracks that are ticked."""
        return tuple(track_id for track_id, box in self._boxes.items() if box.isChecked())

    def accept(self, name: str) -> None:
        """Show a field's value as it was kept: 1,200.50 becomes 1200.5."""
        self.fields[name].restore()

    def refuse(self, name: str, reason: str) -> None:
        """Show why a field's value was refused; "" takes the reason away."""
        if name not in self.fields:
            name = "title"
        mark_invalid(self.fields[name], reason)
        self.reasons[name].setText(reason)
        self._column.setRowVisible(self.reasons[name], bool(reason))

    def _finish(self) -> None:
        name = self.sender().objectName()
        try:
            value = self.value(name)
        except ValueError as error:
            self.refuse(name, str(error))
            return
        self.finished.emit(name, value)

    def _finish_description(self) -> None:
        self.finished.emit("description", self.description.toPlainText().strip())

    def _finish_tracks(self) -> None:
        self.finished.emit("track_ids", self.track_ids())

    def _forget_reason(self) -> None:
        self.refuse(self.sender().objectName(), "")


class _Prose(QPlainTextEdit):
    """Some lines of text that say once when they were changed and left."""

    left = Signal()
    """Another text than the one shown was typed and left; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setTabChangesFocus(True)
        self.setFixedHeight(96)

    def show_text(self, text: str) -> None:
        """Show a text without a signal, unless another one is being typed."""
        typing = self.toPlainText() != self._text and self.hasFocus()
        self._text = text
        if not typing and self.toPlainText() != text:
            self.setPlainText(text)

    def focusOutEvent(self, event: object) -> None:
        """Say that the text was changed."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        if self.toPlainText().strip() != self._text:
            self.left.emit()


def _shown(course: CourseRow, name: str) -> str:
    if name == "skills":
        return ", ".join(course.skills)
    value = getattr(course, name)
    if isinstance(value, Decimal):
        return show_number(value)
    return "" if value is None else str(value)


def _count(typed: str, complaint: str) -> int | None:
    if not typed:
        return None
    try:
        return parse_count(typed)
    except ValueError:
        raise ValueError(complaint) from None

"""A form: labels beside fields, each of which says below itself why it was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLabel, QWidget

from pmplanner.ui.text_size import ROW, keep_sized
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.help_text import explain
from pmplanner.ui.widgets.inputs.choices import SearchField, Ticks
from pmplanner.ui.widgets.inputs.lines import AmountLine, CurrencyLine, NoteField, TextLine, mark_invalid
from pmplanner.ui.widgets.inputs.numbers import CountField
from pmplanner.ui.widgets.inputs.weekdays import WeekdayRow
from pmplanner.ui.widgets.scrolling import show_in_area
from pmplanner.ui.widgets.text import TextLabel

Field = TextLine | NoteField | SearchField | Ticks | WeekdayRow | CountField


class FormColumn(QFormLayout):
    """Labels beside their fields; each field takes its label as accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(8)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        # In a narrow panel, or with long labels, a field goes below its label before it is cut.
        self.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)

    def add(self, text: str, field: QWidget) -> QLabel:
        """Add a field under its name and return the label."""
        label = TextLabel(text)
        keep_sized(label.setMinimumHeight, ROW)
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(text.replace("&", ""))
        explain(field, text)
        if isinstance(field, QCheckBox):
            # It has no frame that would make it as high as its label.
            keep_sized(field.setFixedHeight, ROW)
        self.addRow(label, field)
        return label


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of a form: its name for the service and for people, what makes it, its hint when empty."""

    name: str
    title: str
    make: Callable[[str, QWidget], Field] = TextLine
    hint: str = ""


class FieldForm(QWidget):
    """Fields with their names; each says when it is finished and shows why it was refused below itself."""

    finished = Signal(str, object)
    """A field was left with another value; payload: its name and the value."""

    def __init__(self, specs: Sequence[FieldSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self.reasons = {spec.name: problem_label("", self) for spec in specs}
        self.column = FormColumn(self)
        for spec in specs:
            self._add(spec)
        beside = self.fields.get("currency")
        for field in self.fields.values():
            if isinstance(field, AmountLine) and isinstance(beside, CurrencyLine):
                field.go_with(beside.code)

    def _add(self, spec: FieldSpec) -> None:
        field = spec.make(spec.title, self)
        field.setObjectName(spec.name)
        field.finished.connect(self._finish)
        if isinstance(field, TextLine | CountField):
            field.refused.connect(self._refuse)
            field.restored.connect(self._forget_reason)
        if isinstance(field, TextLine) and spec.hint:
            field.setPlaceholderText(spec.hint)
        self.column.add(spec.title, self.place(spec, field))
        self.column.addRow(self.reasons[spec.name])
        self.column.setRowVisible(self.reasons[spec.name], False)
        self.fields[spec.name] = field

    def place(self, spec: FieldSpec, field: Field) -> QWidget:
        """Return what stands beside the label: the field, or what a form of its own kind puts around it."""
        return field

    def show_values(self, value_of: Callable[[str], object], fresh: bool) -> None:
        """Show each field's value; *fresh* also throws away what is being typed."""
        for name, field in self.fields.items():
            if fresh:
                self.accept(name)
            field.show_value(value_of(name))

    def offer(self, name: str, words: Iterable[str]) -> None:
        """Complete a field of words from those used before."""
        field = self.fields[name]
        if isinstance(field, TextLine):
            field.offer(words)

    def value(self, name: str) -> object:
        """What stands in a field; ValueError with a sentence when it will not do."""
        return self.fields[name].entered()

    def values(self) -> dict[str, object] | None:
        """What stands in all fields; None, with the reason shown, when one of them will not do."""
        found: dict[str, object] = {}
        for name in self.fields:
            try:
                found[name] = self.value(name)
            except ValueError as error:
                self.refuse(name, str(error))
                return None
        return found

    def accept(self, name: str) -> None:
        """Show a field's value as it was kept (1,200.50 becomes 1200.5), and take its reason away."""
        field = self.fields[name]
        if isinstance(field, TextLine | NoteField | CountField):
            field.restore()
        self.refuse(name, "")

    def refuse(self, name: str, reason: str) -> None:
        """Show why a field's value was refused; "" takes the reason away."""
        mark_invalid(self.fields[name], reason)
        self.reasons[name].setText(reason)
        self.column.setRowVisible(self.reasons[name], bool(reason))
        if reason and self.isVisible():
            QTimer.singleShot(0, self.reasons[name], partial(show_in_area, self.reasons[name]))

    def settle(self, name: str, reason: str, value: object) -> None:
        """Show that a value was kept, or say why not: what is typed stays, what is chosen goes back."""
        if not reason:
            self.accept(name)
            return
        self.refuse(name, reason)
        if not isinstance(self.fields[name], TextLine | NoteField | CountField):
            self.fields[name].show_value(value)

    def _finish(self) -> None:
        name = self.sender().objectName()
        try:
            value = self.value(name)
        except ValueError as error:
            self.refuse(name, str(error))
            return
        self.finished.emit(name, value)

    def _refuse(self, reason: str) -> None:
        self.refuse(self.sender().objectName(), reason)

    def _forget_reason(self) -> None:
        self.refuse(self.sender().objectName(), "")

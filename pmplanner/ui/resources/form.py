"""The form of a resource: its fields by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pmplanner.ui.resources.fields import Field, FieldSpec
from pmplanner.ui.widgets.card import problem_label
from pmplanner.ui.widgets.inputs.fields import FormColumn, mark_invalid
from pmplanner.ui.widgets.inputs.lines import TextLine


class ResourceForm(QWidget):
    """Fields with their names; each says when it is finished and shows why it was refused below itself."""

    finished = Signal(str, object)
    """A field was left with another value; payload: its name and the value."""

    def __init__(self, specs: Sequence[FieldSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self.reasons = {spec.name: problem_label("", self) for spec in specs}
        self._column = FormColumn(self)
        for spec in specs:
            self._add(spec)

    def _add(self, spec: FieldSpec) -> None:
        field = spec.make(spec.title, self)
        field.setObjectName(spec.name)
        field.finished.connect(self._finish)
        if isinstance(field, TextLine):
            field.restored.connect(self._forget_reason)
            if spec.hint:
                field.setPlaceholderText(spec.hint)
        self._column.add(spec.title, field)
        self._column.addRow(self.reasons[spec.name])
        self._column.setRowVisible(self.reasons[spec.name], False)
        self.fields[spec.name] = field

    def show_values(self, value_of: Callable[[str], object], fresh: bool) -> None:
        """Show each field's value; *fresh* also throws away what is being typed."""
        for name, field in self.fields.items():
            if fresh:
                self.refuse(name, "")
                if isinstance(field, TextLine):
                    field.restore()
            field.show_value(value_of(name))

    def offer(self, name: str, words: Iterable[str]) -> None:
        """Complete a field of words from those used before."""
        field = self.fields[name]
        if isinstance(field, TextLine):
            field.offer(words)

    def values(self) -> dict[str, object] | None:
        """What stands in all fields; None, with the reason shown, when one of them will not do."""
        found: dict[str, object] = {}
        for name, field in self.fields.items():
            try:
                found[name] = field.entered()
            except ValueError as error:
                self.refuse(name, str(error))
                return None
        return found

    def accept(self, name: str) -> None:
        """Show a field's value as it was kept, and take its reason away."""
        field = self.fields[name]
        if isinstance(field, TextLine):
            field.restore()
        self.refuse(name, "")

    def refuse(self, name: str, reason: str) -> None:
        """Show why a field's value was refused; "" takes the reason away."""
        mark_invalid(self.fields[name], reason)
        self.reasons[name].setText(reason)
        self._column.setRowVisible(self.reasons[name], bool(reason))

    def show_again(self, name: str, value: object) -> None:
        """Show what a field that is not typed in, such as the weekdays, had before it was refused."""
        field = self.fields[name]
        if not isinstance(field, TextLine):
            field.show_value(value)

    def _finish(self) -> None:
        name = self.sender().objectName()
        try:
            value = self.fields[name].entered()
        except ValueError as error:
            self.refuse(name, str(error))
            return
        self.finished.emit(name, value)

    def _forget_reason(self) -> None:
        self.refuse(self.sender().objectName(), "")

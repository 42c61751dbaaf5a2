"""Fields of forms, set up alike everywhere."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from pmplanner.ui.theme import ROW_HEIGHT
from pmplanner.ui.widgets.text import TextLabel

Field = TypeVar("Field", bound=QAbstractSpinBox)
_INSET = 8


class FormColumn(QFormLayout):
    """Labels beside their fields; each field takes its label as accessible name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(16)
        self.setVerticalSpacing(8)
        self.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def add(self, text: str, field: QWidget) -> QLabel:
        """Add a field under its name and return the label."""
        label = TextLabel(text)
        label.setMinimumHeight(ROW_HEIGHT)
        label.setBuddy(field)
        if not field.accessibleName():
            field.setAccessibleName(text.replace("&", ""))
        if isinstance(field, QCheckBox):
            # It has no frame that would make it as high as its label.
            field.setFixedHeight(ROW_HEIGHT)
        self.addRow(label, field)
        return label


def days_field(parent: QWidget | None = None, most: int = 365) -> QDoubleSpinBox:
    """Days in steps of a quarter."""
    field = QDoubleSpinBox(parent)
    field.setRange(0, most)
    field.setSingleStep(0.25)
    field.setDecimals(2)
    return _inset(field)


def number_field(parent: QWidget | None = None, least: int = 0, most: int = 9999) -> QSpinBox:
    """A whole number, such as seats."""
    field = QSpinBox(parent)
    field.setRange(least, most)
    return _inset(field)


def mark_invalid(field: QWidget, message: str) -> None:
    """Frame a field in the problem colour and say why; "" takes the mark away."""
    field.setProperty("invalid", bool(message))
    field.setToolTip(message)
    field.setAccessibleDescription(message)
    field.style().unpolish(field)
    field.style().polish(field)


def _inset(field: Field) -> Field:
    """Keep the text off the left edge: style sheets do not reach the line inside a spin box."""
    line = field.findChild(QLineEdit)
    if line is not None:
        line.setTextMargins(_INSET, 0, 0, 0)
    return field

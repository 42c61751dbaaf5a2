"""Cells with numbers: at the right, digits of one width, in the locale."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QAbstractItemModel, QLocale, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pmplanner.ui.widgets.fields import days_field
from pmplanner.ui.widgets.format import format_days, format_number

Index = QModelIndex | QPersistentModelIndex
DAY_STEP = Decimal("0.25")


class NumberDelegate(QStyledItemDelegate):
    """Right-aligned whole numbers and decimals."""

    def displayText(self, value: object, locale: QLocale | QLocale.Language) -> str:
        """The number as people read it; text stays as it is."""
        if isinstance(value, int) and not isinstance(value, bool):
            return format_number(value)
        return format_days(value) if isinstance(value, Decimal) else super().displayText(value, locale)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Put the number at the right."""
        super().initStyleOption(option, index)
        option.displayAlignment = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class DaysDelegate(NumberDelegate):
    """Days in steps of a quarter; edited with a spin box, given back as a Decimal."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A spin box from 0 to 365 days."""
        editor = days_field(parent)
        editor.setAccessibleName(self.tr("Days"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's days."""
        if isinstance(editor, QDoubleSpinBox):
            editor.setValue(float(index.data(Qt.ItemDataRole.EditRole) or 0))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Give the days to the model, rounded to quarters."""
        if isinstance(editor, QDoubleSpinBox):
            quarters = round(editor.value() / float(DAY_STEP))
            model.setData(index, quarters * DAY_STEP, Qt.ItemDataRole.EditRole)

"""Asks for a name in a window that is wide enough for the one it suggests."""

from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

_BESIDE = "MMMM"
"""What the frame of the field takes, and a few letters more."""


def ask_name(parent: QWidget, title: str, label: str, suggested: str = "") -> tuple[str, bool]:
    """Return the name that was entered, and whether it was accepted."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    dialog.setTextValue(suggested)
    for field in dialog.findChildren(QLineEdit):
        field.setMinimumWidth(field.fontMetrics().horizontalAdvance(suggested + _BESIDE))
    accepted = dialog.exec() == QInputDialog.DialogCode.Accepted
    name = dialog.textValue()
    dialog.deleteLater()
    return name, accepted

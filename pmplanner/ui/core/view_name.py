"""Asking what a view is to be called."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from pmplanner.services.lookup import fold
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog

LONGEST_NAME = 60


class NameDialog(AskDialog):
    """Asks what a view is to be called."""

    named = Signal(str)
    """A name was given that nothing else has; payload: the name."""

    def __init__(self, title: str, go: str, text: str, taken: set[str], parent: QWidget) -> None:
        super().__init__(title, go, parent)
        self._taken = taken
        self.line = QLineEdit(text)
        self.line.setMaxLength(LONGEST_NAME)
        self.line.selectAll()
        self.form.add(tr("Name"), self.line)

    def accept(self) -> None:
        """Hand the name over, unless it will not do."""
        name = " ".join(self.line.text().split())
        if not name:
            self.refuse(tr("Give the view a name."))
        elif fold(name) in self._taken:
            self.refuse(tr("There is a view of that name already."))
        else:
            super().accept()
            self.named.emit(name)

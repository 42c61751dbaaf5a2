"""A picture that is kept: shown small, chosen from a file, taken away again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from pmplanner.ui.text_size import keep_sized, sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import link_button, plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row

_HEIGHT, _WIDTH = 40, 220
"""Pixels of the picture as it is shown."""


class PictureField(QWidget):
    """The text is what the picture is kept by, or the path of a file that was just chosen; "" for none."""

    finished = Signal()
    """The user chose another picture or took it away; no payload."""

    def __init__(self, name: str, load: Callable[[str], bytes], parent: QWidget | None = None) -> None:
        """Ask *load* for the content of what is kept."""
        super().__init__(parent)
        self._load, self._text = load, ""
        self.picture = muted_label("", self)
        self.choose = plain_button(tr("Choose a picture…"), self)
        self.remove = link_button(tr("Take it away"), self)
        for button in (self.choose, self.remove):
            button.setAutoDefault(False)
        self.choose.clicked.connect(self._choose)
        self.remove.clicked.connect(lambda: self._put(""))
        keep_sized(self.picture.setMinimumHeight, _HEIGHT)
        buttons = as_row(None, self.choose, self.remove, STRETCH, spacing=8)
        as_column(self, self.picture, buttons, margins=(0, 0, 0, 0), spacing=4)
        self.setFocusProxy(self.choose)
        self.setAccessibleName(name)
        self.show_value("")

    def setAccessibleName(self, name: str) -> None:
        """Let the buttons say what they are of."""
        super().setAccessibleName(name)
        self.choose.setAccessibleName(f"{name}: {self.choose.text()}")
        self.remove.setAccessibleName(f"{name}: {self.remove.text()}")

    def entered(self) -> str:
        """The text."""
        return self._text

    def show_value(self, value: object) -> None:
        """Show the picture that is kept so."""
        self._text = str(value or "")
        self.remove.setVisible(bool(self._text))
        pixmap = QPixmap()
        if self._text and pixmap.loadFromData(self._load(self._text)):
            mode = Qt.TransformationMode.SmoothTransformation
            room = (sized(_WIDTH), sized(_HEIGHT))
            self.picture.setPixmap(pixmap.scaled(*room, Qt.AspectRatioMode.KeepAspectRatio, mode))
        else:
            self.picture.setText(tr("The picture cannot be shown.") if self._text else tr("No picture"))

    def _choose(self) -> None:
        title, kinds = tr("Choose a picture"), tr("Pictures (*.png *.jpg *.jpeg)")
        path, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if path:
            self._put(path)

    def _put(self, text: str) -> None:
        self._text = text
        self.finished.emit()

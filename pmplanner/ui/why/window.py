"""The answer in a window of its own, beside whatever page asked for it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.focus import press_focused
from pmplanner.ui.text_size import sized
from pmplanner.ui.translation import tr
from pmplanner.ui.why.view import WhyView
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea

_WIDE, _HIGH, _LOW = 560, 640, 240
"""Pixels for text of the usual size: as high as what is said needs, within these."""


class WhyWindow(QDialog):
    """Why somebody is, or is not, on a course."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Why?"))
        self.view = WhyView(actions)
        inside = QWidget()
        self._column = as_column(inside, self.view, STRETCH, margins=(0, 0, 8, 0))
        self.close_button = plain_button(tr("Close"), self)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        self._area = UpDownArea(self, inside)
        self._whole = as_column(
            self,
            (self._area, 1),
            as_row(None, STRETCH, self.close_button),
            margins=(20, 16, 20, 16),
            spacing=12,
        )
        resize_to_fit(self, sized(_WIDE), sized(_HIGH))

    def show_pair(self, person_id: int, course_id: int) -> None:
        """Answer for a person and a course, with the keys on what can be done first."""
        self.view.show_pair(person_id, course_id)
        self._fit()
        self.show()
        (self.view.focus_home() or self.close_button).setFocus()

    def _fit(self) -> None:
        """Be no higher than what is said."""
        self._whole.activate()
        around = self.height() - self._area.height()
        wanted = self._column.heightForWidth(self._area.width()) + around
        self.resize(self.width(), max(sized(_LOW), min(wanted, self.height())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the keys."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not press_focused():
            super().keyPressEvent(event)

"""The button on the chosen course: "Pick for 3 people", and what comes first."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pmplanner.ui.plan.words import people_text, tr
from pmplanner.ui.widgets.buttons import PrimaryButton
from pmplanner.ui.widgets.card import muted_label

BAR_HEIGHT = 32


class PickBar(QWidget):
    """Says for whom the course would be picked, and picks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = PrimaryButton(parent=self)
        self._first = muted_label(parent=self, small=True)
        self._text = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self._first, 1)
        self.say_people(0, 0)

    def say_people(self, people: int, lacking: int) -> None:
        """Say how many people are selected in the matrix, and how many of them lack the course."""
        if not people:
            text = tr("Select people in the matrix first")
        elif not lacking:
            text = tr("Picked already")
        elif lacking < people:
            text = tr("Pick for %1 of %2", lacking, people_text(people))
        else:
            text = tr("Pick for %1", people_text(people))
        self.button.setText(text)
        self.button.setEnabled(lacking > 0)
        self._elide()

    def say_first(self, after: str) -> None:
        """Say which course comes first; "" for none."""
        self._text = after or tr("needs nothing first")
        self._first.setToolTip(self._text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut what does not fit beside the button."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - self.button.sizeHint().width() - 8
        metrics = QFontMetrics(self._first.font())
        self._first.setVisible(room > metrics.averageCharWidth() * 8)
        self._first.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, max(room, 0)))

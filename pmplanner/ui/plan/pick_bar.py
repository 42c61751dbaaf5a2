"""The button on the chosen course: "Pick for 3 people", and what comes first."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pmplanner.ui.plan.texts import people_text, tr
from pmplanner.ui.widgets.buttons import PrimaryButton
from pmplanner.ui.widgets.card import muted_label

BAR_HEIGHT = 32


class PickBar(QWidget):
    """Says for whom the course would be picked, and picks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = PrimaryButton(parent=self)
        self._first = muted_label(tr("needs nothing first"), self, small=True)
        self._free = False
        self._text = self._short = ""
        row = QHBoxLayout(self)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(self._first)
        row.addStretch(1)
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
        self._text, self._short = text, text if people else tr("Select people first")
        self.button.setToolTip(text)
        self.button.setEnabled(lacking > 0)
        self._fit()

    def say_free(self, free: bool) -> None:
        """Say that nothing comes before the course, or leave that to its card."""
        self._free = free
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit beside the button."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.button.setText(self._text)
        if self.button.sizeHint().width() > self.width() > 0:
            self.button.setText(self._short)
        metrics = self.button.fontMetrics()
        around = self.button.sizeHint().width() - metrics.horizontalAdvance(self.button.text())
        if self.button.sizeHint().width() > self.width() > around:
            room = self.width() - around
            self.button.setText(metrics.elidedText(self._short, Qt.TextElideMode.ElideRight, room))
        needed = self.button.sizeHint().width() + 8 + self._first.sizeHint().width()
        self._first.setVisible(self._free and needed <= self.width())

"""The first start: three ways in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from pmplanner.ui.text_size import keep_sized, sized
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import Card, heading_label, muted_label
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.text import TextLabel

_WIDTH, _LEAST = 248, 220
"""Width of a card in pixels where there is room, and in a narrow window, for text of the usual size."""
_MARGIN = 20


class Welcome(QWidget):
    """Offers the sample workspace, an import of people, and an empty plan."""

    sample_requested = Signal()
    """Open the sample workspace."""

    import_requested = Signal()
    """Bring in people from a file."""

    empty_requested = Signal()
    """Start with an empty plan."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        title = TextLabel(self.tr("Plan training for your people"), self)
        title.setProperty("title", True)
        sentence = muted_label(
            self.tr(
                "Pick courses from the catalogue, put sessions on dates, and watch the days per role track."
            ),
            self,
        )
        sentence.setWordWrap(True)
        sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._cards = as_row(None, self._import_card(), self._sample_card(), self._empty_card(), spacing=16)
        inner = QWidget(self)
        row = as_row(None, STRETCH, (self._cards, 1000), STRETCH, spacing=0)
        column = as_column(inner, margins=(_MARGIN, _MARGIN, _MARGIN, _MARGIN), spacing=8)
        column.addStretch(2)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(sentence)
        column.addSpacing(16)
        column.addLayout(row)
        column.addStretch(3)
        as_column(self, UpDownArea(self, inner), margins=(0, 0, 0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards below each other where they have no room beside each other."""
        super().resizeEvent(event)
        wide = self.width() >= 3 * sized(_LEAST) + 2 * (self._cards.spacing() + _MARGIN)
        direction = QBoxLayout.Direction
        self._cards.setDirection(direction.LeftToRight if wide else direction.TopToBottom)

    def _import_card(self) -> Card:
        button = PrimaryButton(self.tr("Import people…"), self, "import")
        button.clicked.connect(self.import_requested)
        text = self.tr(
            "From the spreadsheet that you have, CSV or Excel. You see what would come in before it does."
        )
        return self._card(self.tr("Start with your people"), text, button)

    def _sample_card(self) -> Card:
        button = plain_button(self.tr("Open the sample"), self, "sample")
        button.clicked.connect(self.sample_requested)
        text = self.tr(
            "Twenty-four invented people with a plan, to look around in. One Undo takes it away again."
        )
        return self._card(self.tr("Look around first"), text, button)

    def _empty_card(self) -> Card:
        button = plain_button(self.tr("Start empty"), self, "plus")
        button.clicked.connect(self.empty_requested)
        text = self.tr("With the catalogue of courses and nothing else. Add people and a plan as you go.")
        return self._card(self.tr("Start from nothing"), text, button)

    def _card(self, title: str, text: str, button: QWidget) -> Card:
        card = Card(self)
        keep_sized(card.setMinimumWidth, _LEAST)
        keep_sized(card.setMaximumWidth, _WIDTH)
        label = muted_label(text, card)
        label.setWordWrap(True)
        card.body.addWidget(heading_label(title, card))
        card.body.addWidget(label)
        card.body.addStretch(1)
        card.body.addWidget(button)
        return card

"""The blocks side by side in columns, fewer where there is less room."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.services.needs.roles import Comparison, RoleBlock
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.needs.roles.block_card import BlockCard
from pmplanner.ui.needs.roles.days_bar import reading_order
from pmplanner.ui.needs.roles.skill_list import SkillList
from pmplanner.ui.text_size import sized
from pmplanner.ui.widgets.tab_order import tab_in_order

_GAP, _LEAST, _MOST = 12, 210, 3
"""Pixels between cards; the least width of one, and the most beside each other."""


class Board(QWidget):
    """A card for each block that has skills or days."""

    card_added = Signal(object)
    """A card was made, and what it asks for is to be connected; payload: the BlockCard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[BlockCard] = []
        self._count = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._columns = [self._add_column() for _ in range(_MOST)]

    def show_blocks(self, found: Comparison, tracks: Mapping[int, TrackRow]) -> None:
        """Show these blocks; cards that are there stay, with the keys in them."""
        blocks = [block for block in reading_order(found) if self._is_shown(found, block)]
        while len(self._cards) < len(blocks):
            card = BlockCard(self)
            self._cards.append(card)
            self.card_added.emit(card)
        for place, card in enumerate(self._cards):
            card.setVisible(place < len(blocks))
        if self._count != len(blocks):
            self._count = len(blocks)
            self._place()
        for card, block in zip(self._cards, blocks, strict=False):
            card.show_block(found, block, tracks)

    def cards(self) -> list[BlockCard]:
        """The cards that are shown, in the order in which they are read."""
        return self._cards[: self._count]

    def lists(self) -> list[SkillList]:
        """The lists in that order."""
        return [card.list for card in self.cards()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards into as many columns as there is room for."""
        super().resizeEvent(event)
        self._place()

    def _is_shown(self, found: Comparison, block: RoleBlock) -> bool:
        """A track alone and what all share are always there; others where there is anything in them."""
        return len(block.track_ids) in (1, len(found.tracks)) or bool(block.skills or block.days)

    def _add_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(_GAP)
        around = QVBoxLayout()
        around.addLayout(column)
        around.addStretch(1)
        self._row.addLayout(around, 1)
        return column

    def _wanted(self) -> int:
        return max(1, min(_MOST, (self.width() + _GAP) // (sized(_LEAST) + _GAP)))

    def _place(self) -> None:
        wanted, cards = self._wanted(), self.cards()
        places = [(card, self._columns[number % wanted]) for number, card in enumerate(cards)]
        for number in range(_MOST):
            self._row.setStretch(number, int(number < wanted))
        if [(card, column.indexOf(card)) for card, column in places] == [
            (card, number // wanted) for number, card in enumerate(cards)
        ]:
            return
        for card in self._cards:
            for column in self._columns:
                column.removeWidget(card)
        for card, column in places:
            column.addWidget(card, 0, Qt.AlignmentFlag.AlignTop)
        tab_in_order(self, [card.list for card in cards])

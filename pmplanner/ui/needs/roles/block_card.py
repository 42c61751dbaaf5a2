"""A block of skills: its title, its days, and the list."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pmplanner.services.needs.roles import Comparison, RoleBlock
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.needs.roles.days_bar import block_role
from pmplanner.ui.needs.roles.skill_frame import entries_of
from pmplanner.ui.needs.roles.skill_list import SkillList
from pmplanner.ui.needs.roles.texts import block_title
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import Card, heading_label, muted_label
from pmplanner.ui.widgets.layouts import Place, as_row
from pmplanner.ui.widgets.painting import Sketch, paint_widget

_EDGE = 3
"""The line of the track's colour at the top; pixels."""


class BlockCard(Card):
    """Shows what exactly some of the compared tracks want."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=10)
        self._role = "dot"
        self.body.setSpacing(2)
        self.title = heading_label("", self)
        self.title.setWordWrap(True)
        self.days = muted_label("", self)
        self.days.setProperty("pill", True)
        self.none = muted_label(tr("No skill of its own"), self, small=True)
        self.list = SkillList(self)
        head = as_row(None, (self.title, 1), (self.days, 0, Place.AlignTop), spacing=8, margins=(4, 4, 0, 2))
        self.body.addLayout(head)
        self.body.addWidget(self.none)
        self.body.addWidget(self.list)
        self.none.setContentsMargins(4, 4, 4, 4)

    def show_block(self, found: Comparison, block: RoleBlock, tracks: Mapping[int, TrackRow]) -> None:
        """Show a block."""
        self._role = block_role(block, tracks)
        title, days = block_title(found, block), plural(block.days, "1 day", "%1 days")
        self.title.setText(title)
        self.days.setText(days)
        self.days.setToolTip(tr("Days of the required courses in these paths, each course once"))
        self.list.setAccessibleName(tr("%1, %2", title, days))
        self.list.set_entries(entries_of(found, block))
        self.list.setVisible(bool(block.skills))
        self.none.setVisible(not block.skills)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card, and the line in the colour of its track."""
        super().paintEvent(event)
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        area = QRectF(1, 0, self.width() - 2, 2 * _EDGE)
        painter.setClipRect(QRectF(0, 0, self.width(), _EDGE))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().color(self._role))
        painter.drawRoundedRect(area, 2 * _EDGE, 2 * _EDGE)

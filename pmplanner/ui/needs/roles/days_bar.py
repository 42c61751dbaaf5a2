"""The days of the paths as one bar: those of only one track, and those that are shared, each course once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pmplanner.services.needs.roles import Comparison, RoleBlock
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.needs.roles.texts import block_title
from pmplanner.ui.text_size import sized, small_font
from pmplanner.ui.theme import Theme, current_theme, theme_notifier, track_role
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.charts.marks import parted
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.painting import Sketch, paint_widget

_THICK, _BESIDE = 20, 6
_SHARED = "dot"
"""The colour of what several tracks share, which is none of theirs."""


def block_role(block: RoleBlock, tracks: Mapping[int, TrackRow]) -> str:
    """Return the role of a block's colour: that of its only track, or that of what is shared."""
    if len(block.track_ids) > 1:
        return _SHARED
    return track_role(tracks[block.track_ids[0]].position)


def reading_order(found: Comparison) -> list[RoleBlock]:
    """Return the blocks as they stand from the left: what is shared by all in the middle of the others."""
    if not found.blocks:
        return []
    alone = [block for block in found.blocks if len(block.track_ids) == 1]
    pairs = [block for block in found.blocks if 1 < len(block.track_ids) < len(found.tracks)]
    shared = found.blocks[-1]
    return [alone[0], shared, *alone[1:], *pairs]


class DaysBar(QWidget):
    """Parts as long as their days; the tip says what each is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Comparison | None = None
        self._tracks: Mapping[int, TrackRow] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def show_days(self, found: Comparison, tracks: Mapping[int, TrackRow]) -> None:
        """Show the days of these blocks."""
        self._found, self._tracks = found, tracks
        said = ", ".join(part_sentence(found, block) for block in reading_order(found) if block.days)
        self.setAccessibleName(tr("Days of the paths: %1", said))
        self.update()

    def sizeHint(self) -> QSize:
        """Thick enough for a number."""
        return QSize(200, sized(_THICK))

    def event(self, event: QEvent) -> bool:
        """Say what the part under the mouse is."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._found is not None:
            for block, area in lay_out(self._found, QRectF(self.rect())):
                if area.contains(event.pos()):
                    QToolTip.showText(event.globalPos(), part_sentence(self._found, block), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        if self._found is not None:
            painter.setFont(small_font(self.font()))
            paint_days(painter, QRectF(self.rect()), self._found, self._tracks, current_theme())


def part_sentence(found: Comparison, block: RoleBlock) -> str:
    """Return a part in words: "Only Product manager: 9 days"."""
    return tr("%1: %2", block_title(found, block), plural(block.days, "1 day", "%1 days"))


def lay_out(found: Comparison, area: QRectF) -> Iterator[tuple[RoleBlock, QRectF]]:
    """Yield the blocks that have days with their parts of an area."""
    whole = sum(block.days for block in found.blocks)
    left = area.left()
    for block in reading_order(found):
        if block.days:
            width = area.width() * float(block.days / whole)
            yield block, QRectF(left, area.top(), width, area.height())
            left += width


def paint_days(
    painter: Sketch, area: QRectF, found: Comparison, tracks: Mapping[int, TrackRow], theme: Theme
) -> None:
    """Paint the parts, with their numbers where there is room."""
    metrics = QFontMetricsF(painter.font())
    painter.fillRect(area, theme.color("panel"))
    for block, part in lay_out(found, area):
        color = theme.color(block_role(block, tracks))
        painter.fillRect(parted(part), color)
        text = tr("%1 d", format_days(block.days))
        if metrics.horizontalAdvance(text) + _BESIDE <= part.width():
            painter.setPen(theme.on(color))
            painter.drawText(part, int(Qt.AlignmentFlag.AlignCenter), text)

"""Paints names, weeks and cells of the load, in the window and on pictures alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap

from pmplanner.ui.schedule.load.texts import WeekLabels, percent_text, row_note, row_title
from pmplanner.ui.text_size import small_font
from pmplanner.ui.theme import MIN_CONTRAST, Theme, contrast, current_theme
from pmplanner.ui.widgets.painting import Sketch, painting

if TYPE_CHECKING:
    from pmplanner.services.views.load import LoadBook, LoadCell

SIDE, SIGN, INDENT = 12, 14, 22
"""Pixels before a name, for the sign that opens a team, and before the name of a person."""
_RADIUS, _OUTLINE = 3.0, 2.0
_MOST_STAMPS = 4_000
"""So many pictures of cells are kept: a screen full of lines has 2,000 cells."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_CENTER = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)


def row_height(font: QFont) -> int:
    """The height of a line: text with some room."""
    return round(QFontMetricsF(font).height()) + 9


def fill_color(theme: Theme, share: float) -> QColor:
    """The ground of a cell of which so much is taken, 0 to 1: from the panel to the accent."""
    ground, accent = theme.color("panel"), theme.color("accent")
    part = 0.16 + 0.84 * max(0.0, min(1.0, share))

    def mixed(below: float, above: float) -> float:
        return below + part * (above - below)

    return QColor.fromRgbF(
        mixed(ground.redF(), accent.redF()),
        mixed(ground.greenF(), accent.greenF()),
        mixed(ground.blueF(), accent.blueF()),
    )


def number_color(theme: Theme, ground: QColor) -> QColor:
    """The colour of a number on a ground: that of texts where it can be read, else white or black."""
    text = theme.color("text")
    return text if contrast(text, ground) >= MIN_CONTRAST else theme.on(ground)


def paint_cell(painter: Sketch, area: QRectF, cell: LoadCell, *, current: bool = False) -> None:
    """Paint a week of a line."""
    theme = current_theme()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    inner = area.adjusted(1, 1.5, -1, -1.5)
    share = cell.percent
    if share is None:
        painter.setBrush(theme.color("closed"))
        painter.drawRoundedRect(inner, _RADIUS, _RADIUS)
    elif share:
        # Between outline and ground the panel is seen: each of them stands out from that.
        ground = fill_color(theme, share / 100)
        painter.setBrush(ground)
        gap = 3.0 if cell.over else 0.0
        painter.drawRoundedRect(inner.adjusted(gap, gap, -gap, -gap), _RADIUS, _RADIUS)
        text = percent_text(cell)
        font = small_font(painter.font())
        if QFontMetricsF(font).horizontalAdvance(text) <= area.width() - 2 * gap:
            painter.save()
            painter.setFont(font)
            painter.setPen(number_color(theme, ground))
            painter.drawText(area, _CENTER, text)
            painter.restore()
    _paint_rings(painter, inner, cell, theme, current=current)


class CellStamps:
    """Pictures of cells: the same few are seen hundreds of times, and again in each frame of scrolling."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int, int, bool, bool], QPixmap] = {}
        self._for: tuple[object, ...] = ()
        self._font, self._ratio, self._height = QFont(), 1.0, 0

    def sized_for(self, font: QFont, ratio: float, height: int) -> CellStamps:
        """Be those in a font, on a screen with so many pixels for one of ours, for lines of a height."""
        wanted = font.key(), ratio, height, current_theme()
        if wanted != self._for:
            self._for, self._font, self._ratio, self._height = wanted, font, ratio, height
            self._kept.clear()
        return self

    def put(self, painter: Sketch, left: int, top: int, width: int, cell: LoadCell) -> None:
        """Paint a cell on the ground of the panel."""
        if cell.working and not cell.away and not cell.off and not cell.over:
            return  # nothing is seen of it
        # On a screen of 1.5 : 1 a stamp would begin within a pixel.
        if self._ratio != int(self._ratio):
            painter.save()
            paint_cell(painter, QRectF(left, top, width, self._height), cell)
            painter.restore()
            return
        key = width, cell.working, cell.away, cell.over, cell.off > 0
        stamp = self._kept.get(key)
        if stamp is None:
            if len(self._kept) >= _MOST_STAMPS:
                self._kept.clear()
            stamp = self._kept[key] = self._make(width, cell)
        painter.drawPixmap(left, top, stamp)

    def _make(self, width: int, cell: LoadCell) -> QPixmap:
        stamp = QPixmap(round(width * self._ratio), round(self._height * self._ratio))
        stamp.setDevicePixelRatio(self._ratio)
        stamp.fill(current_theme().color("panel"))
        sketch = Sketch(self._font, self._ratio)
        sketch.setFont(self._font)
        paint_cell(sketch, QRectF(0, 0, width, self._height), cell)
        with painting(stamp) as painter:
            sketch.replay(painter)
        return stamp


def _paint_rings(painter: Sketch, inner: QRectF, cell: LoadCell, theme: Theme, *, current: bool) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = _OUTLINE / 2
    if cell.over:
        painter.setPen(QPen(theme.color("problem"), _OUTLINE))
        painter.drawRoundedRect(inner.adjusted(half, half, -half, -half), _RADIUS, _RADIUS)
    elif cell.off and not cell.away:
        # In training although nobody works: no share of anything, but not nothing.
        painter.setPen(QPen(theme.color("muted"), 1, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    if current:
        painter.setPen(QPen(theme.color("text"), 1.5))
        painter.drawRoundedRect(inner.adjusted(-0.5, -1, 0.5, 1), _RADIUS + 1, _RADIUS + 1)


def paint_name(painter: Sketch, area: QRectF, book: LoadBook, row: int, *, opened: bool) -> None:
    """Paint the name of a line, with the sign of a team that can be opened."""
    theme, line = current_theme(), book.rows[row]
    left = area.left() + SIDE
    if book.kind == "team":
        if line.person_id is None:
            _paint_sign(painter, QPointF(left + SIGN / 2 - 3, area.center().y()), opened=opened)
        left += SIGN if line.person_id is None else INDENT
    metrics, small = QFontMetricsF(painter.font()), small_font(painter.font())
    room = area.right() - left - 4
    note = row_note(book, line)
    note_width = QFontMetricsF(small).horizontalAdvance(note) + 6 if note else 0.0
    title = row_title(book, line)
    if note_width > room / 2 or metrics.horizontalAdvance(title) + note_width > room:
        note_width = note_width if metrics.horizontalAdvance(title) + note_width <= room else 0.0
    shown = metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room - note_width)
    painter.setPen(theme.color("text"))
    painter.drawText(QRectF(left, area.top(), room, area.height()), _LEFT, shown)
    if note_width:
        font = painter.font()
        painter.setFont(small)
        painter.setPen(theme.color("muted"))
        place = left + metrics.horizontalAdvance(shown) + 6
        painter.drawText(QRectF(place, area.top(), note_width, area.height()), _LEFT, note)
        painter.setFont(font)


def _paint_sign(painter: Sketch, middle: QPointF, *, opened: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(current_theme().color("muted"), 1.5))
    x, y, wide, high = middle.x(), middle.y(), 3.5, 1.75
    corners = [(-wide, -high), (0, high), (wide, -high)]
    if not opened:
        corners = [(-high, -wide), (high, 0), (-high, wide)]
    points = [QPointF(x + across, y + down) for across, down in corners]
    painter.drawLine(points[0], points[1])
    painter.drawLine(points[1], points[2])


def paint_week(painter: Sketch, area: QRectF, labels: WeekLabels) -> None:
    """Paint the label of a week, as much of it as there is room for."""
    small = small_font(painter.font())
    metrics = QFontMetricsF(small)
    rooms = zip(labels, (area.width() - 8, area.width() - 8, area.width() - 2), strict=True)
    text = next((each for each, room in rooms if metrics.horizontalAdvance(each) <= room), "")
    painter.save()
    painter.setFont(small)
    painter.setPen(current_theme().color("muted"))
    painter.drawText(area, _CENTER, text)
    painter.restore()

"""A line of the totals as a bar: what it shows, where it stands, and how it is painted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPen

from pmplanner.services.totals.totals import LedgerRow
from pmplanner.ui.text_size import small_font
from pmplanner.ui.theme import Theme
from pmplanner.ui.totals.axis import State, bold_font, paint_swatch
from pmplanner.ui.widgets.charts.marks import Look, paint_filled, paint_hatched, parted
from pmplanner.ui.widgets.painting import Sketch

GAP, EDGE, SWATCH = 10, 4, 10
_LEAST_BAR = 72
PARTS: tuple[State, ...] = ("done", "scheduled", "open")
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class BarLine:
    """What a bar shows."""

    row: LedgerRow
    name: str
    number: str
    look: Look
    beside: str = ""
    """What the number lacks, in words; empty for nothing."""
    aim: Decimal | None = None
    aim_text: str = ""
    least: str = ""
    """The number where the bar would have no room beside it: "≥ €1,200"; empty for the same one."""

    def value(self, part: State) -> Decimal:
        """How much of it is done, scheduled or to schedule."""
        totals = self.row.totals
        return {"done": totals.done, "scheduled": totals.scheduled, "open": totals.open}[part]

    def name_width(self, font: QFont) -> int:
        """How wide the name would like to be."""
        return SWATCH + 6 + QFontMetrics(font).horizontalAdvance(self.name)

    def number_width(self, font: QFont) -> int:
        """How wide the number is."""
        return QFontMetrics(bold_font(font)).horizontalAdvance(self.number) + 2

    def least_width(self, font: QFont) -> int:
        """How wide it is where room is scarce."""
        return QFontMetrics(bold_font(font)).horizontalAdvance(self.least or self.number) + 2

    def aim_width(self, font: QFont) -> int:
        """How wide the words are that say what is aimed at."""
        return QFontMetrics(small_font(font)).horizontalAdvance(f" {self.aim_text}") if self.aim_text else 0


@dataclass(frozen=True, slots=True)
class BarFrame:
    """Where names, bars and numbers stand in all lines, and how far the bars reach."""

    name_width: int
    number_width: int
    aim_width: int
    """Room for what is aimed at; given up where there is none for the bar otherwise."""
    top: Decimal
    ticks: tuple[Decimal, ...] = ()
    least_width: int = 0
    """Room for the numbers where that is scarce."""

    def is_scarce(self, line: QRectF) -> bool:
        """Whether whole numbers would leave a bar no room."""
        return line.right() - EDGE - self.number_width - GAP - self._left(line) < _LEAST_BAR

    def _left(self, line: QRectF) -> float:
        return line.left() + EDGE + min(self.name_width, int(line.width() * 0.36)) + GAP

    def area(self, line: QRectF) -> QRectF:
        """Where the bar of a line is."""
        left = self._left(line)
        number = self.least_width if self.least_width and self.is_scarce(line) else self.number_width
        right = line.right() - EDGE - number - GAP
        if right - self.aim_width - left >= _LEAST_BAR:
            right -= self.aim_width
        high = line.height() * 0.6
        return QRectF(left, line.center().y() - high / 2, max(8.0, right - left), high)

    def along(self, area: QRectF, value: Decimal) -> float:
        """Where a value is on the axis of a bar."""
        return area.left() + (float(value / self.top) * area.width() if self.top else 0.0)


def parts_of(line: BarLine, area: QRectF, frame: BarFrame) -> list[tuple[State, QRectF]]:
    """The parts of a bar that are there, with their areas."""
    found: list[tuple[State, QRectF]] = []
    before = Decimal(0)
    for part in PARTS:
        if value := line.value(part):
            left, right = frame.along(area, before), frame.along(area, before + value)
            found.append((part, QRectF(left, area.top(), right - left, area.height())))
            before += value
    return found


def paint_line(
    painter: Sketch, line: BarLine, place: QRectF, frame: BarFrame, font: QFont, theme: Theme
) -> None:
    """Paint swatch and name, the bar over the lines of the axis, what is aimed at, and the number."""
    area = frame.area(place)
    _paint_name(painter, line, place, area, font, theme)
    painter.setPen(theme.color("line"))
    for tick in frame.ticks:
        x = frame.along(area, tick)
        painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()))
    end = area.left()
    for part, whole in parts_of(line, area, frame):
        _paint_part(painter, parted(whole), part, line.look, theme)
        end = whole.right()
    if line.aim is not None:
        x = frame.along(area, line.aim)
        _paint_aim(painter, x, area, theme)
        end = max(end, x)
    painter.setFont(small_font(font))
    beside = QRectF(end + 8, place.top(), area.right() - end - 8, place.height())
    if line.beside and painter.fontMetrics().horizontalAdvance(line.beside) < beside.width():
        painter.setPen(theme.color("muted"))
        painter.drawText(beside, _MIDDLE | Qt.AlignmentFlag.AlignLeft, line.beside)
    room = place.right() - EDGE - area.right() - GAP
    aim = line.aim_text if room >= frame.number_width + frame.aim_width else ""
    number = line.least if line.least and frame.is_scarce(place) else line.number
    _paint_number(painter, number, aim, place, font, theme)


def _paint_name(
    painter: Sketch, line: BarLine, place: QRectF, area: QRectF, font: QFont, theme: Theme
) -> None:
    painter.setFont(bold_font(font) if line.row.is_total else font)
    left = place.left() + EDGE
    if not line.row.is_total:
        square = QRectF(left, place.center().y() - SWATCH / 2, SWATCH, SWATCH)
        paint_swatch(painter, square, line.look, "scheduled", theme)
        left = square.right() + 6
    room = area.left() - GAP - left
    name = painter.fontMetrics().elidedText(line.name, Qt.TextElideMode.ElideRight, int(room) + 1)
    painter.setPen(theme.color("text"))
    flags = _MIDDLE | Qt.AlignmentFlag.AlignLeft
    painter.drawText(QRectF(left, place.top(), room + 2, place.height()), flags, name)


def _paint_part(painter: Sketch, area: QRectF, part: State, look: Look, theme: Theme) -> None:
    if part == "open":
        paint_hatched(painter, area, theme.color(look.role()), theme)
    elif part == "done":
        painter.fillRect(area, theme.color(look.role("track_done")))
    else:
        paint_filled(painter, area, theme.color(look.role()), theme, look.pattern)


def _paint_aim(painter: Sketch, x: float, area: QRectF, theme: Theme) -> None:
    """Paint the line of a target or a budget, with ground beside it, so that it is seen on any bar."""
    for color, width in (("panel", 6.0), ("text", 2.0)):
        pen = QPen(theme.color(color), width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(x, area.top() - 3), QPointF(x, area.bottom() + 3))


def _paint_number(painter: Sketch, number: str, aim: str, place: QRectF, font: QFont, theme: Theme) -> None:
    flags, spot = _MIDDLE | Qt.AlignmentFlag.AlignRight, place.adjusted(0, 0, -EDGE, 0)
    if aim:
        painter.setFont(small_font(font))
        painter.setPen(theme.color("muted"))
        painter.drawText(spot, flags, aim)
        spot = spot.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(f" {aim}"), 0)
    painter.setFont(bold_font(font))
    painter.setPen(theme.color("text"))
    painter.drawText(spot, flags, number)

"""What the charts of the totals share: round ticks, small texts, how parts look, and legends."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics

from pmplanner.services.totals.totals import LedgerRow
from pmplanner.ui.theme import Theme, current_theme
from pmplanner.ui.widgets.charts.marks import PATTERNS, Look, paint_filled, paint_hatched
from pmplanner.ui.widgets.painting import Sketch

MOST_TICKS = 4
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_SWATCH, _GAP = 10, 14

State = Literal["done", "scheduled", "open"]


def ticks(maximum: Decimal) -> tuple[Decimal, ...]:
    """Return the three or four round values of an axis that reaches a maximum; none without one.

    >>> [str(tick) for tick in ticks(Decimal(73))]
    ['20', '40', '60', '80']
    """
    if maximum <= 0:
        return ()
    power = Decimal(1).scaleb((maximum / MOST_TICKS).adjusted())
    step = next(power * each for each in _STEPS if power * each * MOST_TICKS >= maximum)
    count = -(-maximum // step) if maximum % step == 0 else maximum // step + 1
    return tuple(_plain(step * number) for number in range(1, int(count) + 1))


def _plain(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def bold_font(font: QFont) -> QFont:
    """Return the same font, bold."""
    bold = QFont(font)
    bold.setBold(True)
    return bold


def looks_of(rows: Sequence[LedgerRow]) -> dict[Hashable, Look]:
    """Return by key how the lines look wherever they are shown; what has no name, and others, is grey.

    So is what no pick bears: seats that are kept striped, what is nobody's slanted.
    """
    hues = len(current_theme().tracks) - 1
    found: dict[Hashable, Look] = {}
    for place, row in enumerate(rows):
        slot = row.position if row.group == "track" else place
        if not row.is_of_people:
            found[row.key] = Look(None, "slanted" if row.is_nobodys else "striped")
        elif isinstance(row.key, frozenset):
            found[row.key] = Look(None, "dotted")
        elif slot is None or row.key in (None, ""):
            found[row.key] = Look()
        else:
            found[row.key] = Look(slot % hues, PATTERNS[slot // hues % len(PATTERNS)])
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of a legend: what it is called, and what paints its sign into a square."""

    text: str
    paint: Callable[[Sketch, QRectF], None]


def look_entry(text: str, look: Look, state: State | Literal["aim"] = "scheduled") -> Entry:
    """Return the part of a legend for what has a look in the charts."""
    return Entry(text, lambda painter, area: paint_swatch(painter, area, look, state, current_theme()))


def paint_swatch(
    painter: Sketch, area: QRectF, look: Look, state: State | Literal["aim"], theme: Theme
) -> None:
    """Paint a small square as the part looks in a bar; the line of what is aimed at as a line."""
    if state == "aim":
        painter.fillRect(
            QRectF(area.center().x() - 1, area.top() - 1, 2, area.height() + 2), theme.color("text")
        )
    elif state == "open":
        paint_hatched(painter, area, theme.color(look.role()), theme)
    elif state == "done":
        painter.fillRect(area, theme.color(look.role("track_done")))
    else:
        paint_filled(painter, area, theme.color(look.role()), theme, look.pattern)


def legend_lines(entries: Sequence[Entry], metrics: QFontMetrics, width: float) -> list[list[Entry]]:
    """Break a legend into lines as words are."""
    lines: list[list[Entry]] = []
    left = 0.0
    for entry in entries:
        taken = _SWATCH + 6 + metrics.horizontalAdvance(entry.text)
        if not lines or taken > left:
            lines.append([])
            left = width
        lines[-1].append(entry)
        left -= taken + _GAP
    return lines


def paint_legend(
    painter: Sketch, lines: Sequence[Sequence[Entry]], area: QRectF, font: QFont, theme: Theme
) -> None:
    """Paint the lines of a legend one below the other, each as high as the font needs."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    height = line_height(metrics)
    for number, line in enumerate(lines):
        x, y = area.left(), area.top() + number * height
        for entry in line:
            top = y + (height - _SWATCH) / 2
            entry.paint(painter, QRectF(x, top, _SWATCH, _SWATCH))
            x += _SWATCH + 6
            room = min(metrics.horizontalAdvance(entry.text), int(area.right() - x))
            text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, room + 1)
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(x, y, room + 2, height), Qt.AlignmentFlag.AlignVCenter, text)
            x += room + _GAP


def line_height(metrics: QFontMetrics) -> int:
    """Return how high a line of a legend is, in pixels."""
    return metrics.height() + 3

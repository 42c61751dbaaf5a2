"""How bars look in timeline and month: a track's colour with a text that can be read, font and title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from pmplanner.ui.text_size import points_of
from pmplanner.ui.theme import MIN_CONTRAST, Theme, contrast, current_theme

_DARKER = 104
"""Per cent of a step towards darkness."""
_TEXT = 11


@dataclass(frozen=True, slots=True)
class BarColours:
    """Ground, edge and text of a bar."""

    ground: QColor
    edge: QColor
    text: QColor


def bar_colours(track: int | None, *, draft: bool) -> BarColours:
    """The colours of a bar of a track in the current theme; a draft is pale with an edge."""
    theme = current_theme()
    return _made(theme.name, theme.track_slot(track), draft)


@lru_cache(maxsize=64)
def _made(_name: str, slot: int, draft: bool) -> BarColours:
    theme = current_theme()
    strong = theme.tracks[slot]
    if draft:
        return BarColours(theme.tracks_soft[slot], strong, theme.color("text"))
    ground = strong if theme.dark else _readable(strong, theme)
    return BarColours(ground, ground, theme.on(ground))


def _readable(color: QColor, theme: Theme) -> QColor:
    """The colour, darkened as far as light text on it needs."""
    light = theme.color("lightest")
    while contrast(color, light) < MIN_CONTRAST:
        color = color.darker(_DARKER)
    return color


def bar_font(family: str, *, strong: bool) -> QFont:
    """The font of the lines in a bar."""
    return _font(family, strong, points_of(_TEXT))


@lru_cache(maxsize=8)
def _font(family: str, strong: bool, points: float) -> QFont:
    font = QFont(family)
    font.setPointSizeF(points)
    font.setFeature(QFont.Tag("tnum"), 1)
    if strong:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def fitting_title(titles: Sequence[str], metrics: QFontMetricsF, room: float) -> str:
    """The first of ever shorter titles of a course that fits into a width; the last one cut if none does."""
    for title in titles:
        if metrics.horizontalAdvance(title) <= room:
            return title
    return metrics.elidedText(titles[-1], Qt.TextElideMode.ElideRight, max(0.0, room))

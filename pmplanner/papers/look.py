"""How papers look: colours and fonts, the same whatever the window looks like."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from PySide6.QtGui import QColor, QFont

from pmplanner.papers.model import Line, Size, Tone

POINTS: Mapping[Size, float] = {Size.SMALL: 7.5, Size.NORMAL: 8.5, Size.LARGE: 12, Size.TITLE: 16}
PADDING = 3.0
LINE_WIDTH = 0.5
"""In points."""


@cache
def _colours() -> Mapping[str, str]:
    text = files("pmplanner_resources").joinpath("tokens.toml").read_text(encoding="utf-8")
    table: Mapping[str, str] = tomllib.loads(text)["paper"]
    return table


def colour(role: str) -> QColor:
    """Return the colour of a tone, or of `text`, `muted` and `line`."""
    return QColor(_colours()[role])


def font_of(line: Line) -> QFont:
    """Return the font of a line."""
    font = QFont("sans-serif")
    font.setPointSizeF(POINTS[line.size])
    # A letter that is drawn for two, as ﬁ is, is not found by who searches the file for both.
    for name in ("liga", "dlig", "clig"):
        font.setFeature(QFont.Tag(name), 0)
    font.setBold(line.bold or line.size is Size.TITLE)
    return font


def fill_of(tone: Tone) -> QColor | None:
    """Return what an area of a tone is filled with; None for nothing."""
    return colour(tone) if tone else None

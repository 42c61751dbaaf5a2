"""How large text is: the system's font in points, times what the user chose; and what grows with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QGuiApplication

LEAST, USUAL, MOST, STEP = 90, 100, 200, 10
"""Per cent of the system's font."""
BODY = 13
"""The window is drawn for text so high; pixels, which grow with the text as all that is measured by it."""
ROW = 32
_POINTS_PER_INCH = 72
SIZES = {"figure": 24, "title": 18, "brand": 15, "body": BODY, "small": 12, "tiny": 11}
"""The heights of text in the style sheet, where the body's is 13."""
_FALLBACK_POINTS = 9.75
_SCALED = re.compile(r"\b(\d+)u(?:-(\d+))?")


@dataclass(frozen=True, slots=True)
class TextSize:
    """The points of the body's text, and how many pixels those are on a screen of 1 : 1."""

    points: float = _FALLBACK_POINTS
    pixels: float = float(BODY)

    @property
    def growth(self) -> float:
        """How much larger than drawn everything is that holds text; never smaller, so that it can be hit."""
        return max(1.0, self.pixels / BODY)


class TextSizeNotifier(QObject):
    """Says when text has another size."""

    resized = Signal()
    """Text is larger or smaller now, and all widgets have it; no payload."""

    def __init__(self) -> None:
        super().__init__()
        self.size = TextSize()
        self.system: QFont | None = None


@cache
def text_size_notifier() -> TextSizeNotifier:
    """The object whose `resized` signal says that text has another size."""
    return TextSizeNotifier()


def text_size() -> TextSize:
    """The size of the text now."""
    return text_size_notifier().size


def sized(pixels: float) -> int:
    """So many pixels of what is drawn for text of 13 pixels, at the size that text has now."""
    return round(pixels * text_size().growth)


def row_height() -> int:
    """The height of a line in tables and lists; pixels."""
    return sized(ROW)


def points_of(height: float) -> float:
    """The points of text that is so high where the body's is 13."""
    return text_size().points * height / BODY


def text_font(font: QFont, height: float, *, strong: bool = False) -> QFont:
    """A font as it is for text so high where the body's is 13."""
    made = QFont(font)
    made.setPointSizeF(points_of(height))
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def small_font(font: QFont, height: float = SIZES["tiny"]) -> QFont:
    """A font as much smaller as text so high is where the body's is 13, on paper and pictures, too."""
    made = QFont(font)
    # Asked of what is drawn, as a font may give its size in pixels.
    made.setPointSizeF(QFontInfo(font).pointSizeF() * height / BODY)
    return made


def as_text_grows(owner: QObject, fit: Callable[[], object]) -> None:
    """Fit something to the size of the text, now and whenever that is another one, while its owner lives."""
    fit()
    _Follower(owner, fit)


def keep_sized(setter: Callable[[int], object], pixels: float) -> None:
    """Let the setter of a widget, such as `setFixedHeight`, have so many pixels, which grow with the text."""
    owner = getattr(setter, "__self__", None)
    assert isinstance(owner, QObject)
    as_text_grows(owner, lambda: setter(sized(pixels)))


class _Follower(QObject):
    def __init__(self, owner: QObject, fit: Callable[[], object]) -> None:
        super().__init__(owner)
        self._fit = fit
        text_size_notifier().resized.connect(self._follow)

    def _follow(self) -> None:
        self._fit()


def body_font(percent: int) -> QFont:
    """The system's font at so many per cent, with digits of one width; the size of the text from now on."""
    notifier = text_size_notifier()
    system = notifier.system = notifier.system or QGuiApplication.font()
    inch = QGuiApplication.primaryScreen().logicalDotsPerInchY()
    points = _points(system, inch) * percent / 100
    notifier.size = TextSize(points, points * inch / _POINTS_PER_INCH)
    font = QFont(system)
    font.setPointSizeF(points)
    # Digits of one width, so that columns of figures stand below each other.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def in_sizes(sheet: str) -> str:
    """A style sheet with each length that grows with the text ("30u", "30u-2") in pixels."""

    def pixels(match: re.Match[str]) -> str:
        return f"{sized(int(match.group(1))) - int(match.group(2) or 0)}px"

    return _SCALED.sub(pixels, sheet)


def _points(font: QFont, inch: float) -> float:
    if font.pointSizeF() > 0:
        return font.pointSizeF()
    if font.pixelSize() > 0:
        return font.pixelSize() * _POINTS_PER_INCH / inch
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()

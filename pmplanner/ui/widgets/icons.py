"""Line icons from resources, drawn in the current theme's colours at any size."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.charts.swatch import paint_swatch
from pmplanner.ui.widgets.painting import Sketch, painting, reporting

ICON_SIZE = 18


class ThemedIconEngine(QIconEngine):
    """Draws one SVG in the colour of a role, so that an icon follows a change of theme."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role

    def clone(self) -> QIconEngine:
        """Another engine for the same icon."""
        return ThemedIconEngine(self._name, self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon into a rectangle."""
        with reporting(self):
            renderer = _renderer(self._name, self._color(mode, state).name())
            renderer.render(painter, _leading_square(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon in device pixels."""
        with reporting(self):
            return icon_pixmap(self._name, self._color(mode, state).name(), size.width(), size.height())
        return QPixmap()

    def _color(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        theme = current_theme()
        if mode is QIcon.Mode.Disabled:
            return theme.color("disabled")
        chosen = state is QIcon.State.On and self._role in {"text", "muted"}
        return theme.color("accent" if chosen else self._role)


class SwatchEngine(ThemedIconEngine):
    """Draws a track's square, half as large as the room for it."""

    def clone(self) -> QIconEngine:
        """Another engine for the same square."""
        return SwatchEngine("", self._role)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the square in the middle."""
        side = rect.height() / 2
        area = QRectF(0, 0, side, side)
        area.moveCenter(QRectF(rect).center())
        with reporting(self):
            sketch = Sketch(QFont())
            paint_swatch(sketch, area, self._role)
            sketch.replay(painter)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The square in device pixels."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        with painting(pixmap) as painter:
            self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        return pixmap


@cache
def icon(name: str, role: str = "text") -> QIcon:
    """The icon of that name in the colour of a token role; KeyError if there is none."""
    if name not in icon_names():
        raise KeyError(name)
    if name == "app":
        return _app_icon()
    return QIcon(ThemedIconEngine(name, role))


@cache
def swatch_icon(role: str) -> QIcon:
    """A small rounded square in the colour of a role, as decoration of a cell or menu entry."""
    return QIcon(SwatchEngine("", role))


@cache
def icon_names() -> frozenset[str]:
    """Names that `icon` knows."""
    stems = (entry.name.removesuffix(".svg") for entry in (files("pmplanner_resources") / "icons").iterdir())
    return frozenset(stem for stem in stems if not stem.startswith("style-"))


@lru_cache(maxsize=512)
def icon_pixmap(name: str, color: str, width: int, height: int) -> QPixmap:
    """An icon as a pixmap of so many device pixels."""
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = _renderer(name, color)
    with painting(pixmap) as painter:
        renderer.render(painter, _leading_square(QRect(0, 0, width, height)))
    return pixmap


def _leading_square(rect: QRect) -> QRectF:
    """Where the icon goes in a rectangle: at its left if it is wider than high, else in its middle."""
    side = min(rect.width(), rect.height())
    return QRectF(rect.left(), rect.top() + (rect.height() - side) / 2, side, side)


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    svg = (files("pmplanner_resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(svg.replace("currentColor", color).encode()))


def _app_icon() -> QIcon:
    picture = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        picture.addPixmap(icon_pixmap("app", "", size, size))
    return picture

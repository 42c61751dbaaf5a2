"""The signs of the cell states: each a shape of its own, drawn once a theme and screen."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from pmplanner.services.views.matrix import CellState
from pmplanner.ui.text_size import sized
from pmplanner.ui.theme import Theme, current_theme
from pmplanner.ui.widgets.painting import painting

GLYPH = 20
"""Pixels of a sign's side, for text of the usual size."""

_AREA = QRectF(0, 0, GLYPH, GLYPH)
_CENTRE = QPointF(GLYPH / 2, GLYPH / 2)
_RADIUS = 4.0


def glyph(state: CellState, ratio: float = 1.0, side: int = GLYPH, decision: str = "") -> QPixmap:
    """Return the sign of a state in the current theme, *side* pixels wide, on a screen of that ratio.

    What was *decided* of a pick is a mark in its corner; what was put off or declined is a state.
    """
    mark = decision if decision in _MARKS and state not in ("done", "later", "declined") else ""
    return _drawn(state, mark, ratio, side, current_theme().name)


def glyph_side() -> int:
    """Return how wide signs are beside text."""
    return sized(GLYPH)


@lru_cache(maxsize=128)
def _drawn(state: CellState, mark: str, ratio: float, wanted: int, _theme: str) -> QPixmap:
    side = round(wanted * ratio)
    picture = QPixmap(side, side)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with painting(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(wanted / GLYPH, wanted / GLYPH)
        _PAINT[state](painter, current_theme())
        if mark:
            _MARKS[mark](painter, current_theme())
    return picture


def _tile(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(_AREA, _RADIUS, _RADIUS)


def _dot(painter: QPainter, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(_CENTRE, 4.5, 4.5)


def _lines(painter: QPainter, color: QColor, width: float, *points: tuple[float, float]) -> None:
    pen = QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([QPointF(*point) for point in points]))


def _required(painter: QPainter, theme: Theme) -> None:
    """A dashed box with a plus."""
    pen = QPen(theme.color("muted"), 1)
    pen.setDashPattern([2.5, 2.5])
    painter.setPen(pen)
    painter.drawRoundedRect(_AREA.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
    _lines(painter, theme.color("muted"), 1.2, (7, 10), (13, 10))
    _lines(painter, theme.color("muted"), 1.2, (10, 7), (10, 13))


def _picked(painter: QPainter, theme: Theme) -> None:
    """A dot."""
    _tile(painter, theme.color("groove"))
    _dot(painter, theme.color("dot"))


def _waiting(painter: QPainter, theme: Theme) -> None:
    """A clock."""
    _tile(painter, theme.color("groove"))
    painter.setPen(QPen(theme.color("dot"), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(_CENTRE, 6, 6)
    _lines(painter, theme.color("dot"), 1.4, (10, 6.6), (10, 10), (12.4, 11.4))


def _scheduled(painter: QPainter, theme: Theme) -> None:
    """A light dot on a filled tile."""
    _tile(painter, theme.color("accent"))
    _dot(painter, theme.color("panel"))


def _done(painter: QPainter, theme: Theme) -> None:
    """A check mark."""
    _tile(painter, theme.color("done"))
    _lines(painter, theme.color("panel"), 1.8, (5.6, 10.4), (8.7, 13.4), (14.4, 7))


def _problem(painter: QPainter, theme: Theme) -> None:
    """An exclamation mark."""
    _tile(painter, theme.color("problem"))
    _lines(painter, theme.color("panel"), 2, (10, 5), (10, 11))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(QPointF(10, 14.6), 1.3, 1.3)


def _credited(painter: QPainter, theme: Theme) -> None:
    """A dash."""
    _lines(painter, theme.color("muted"), 1.8, (6.5, 10), (13.5, 10))


def _met(painter: QPainter, theme: Theme) -> None:
    """Two dashes, as an equals sign: another course counts as it."""
    _lines(painter, theme.color("muted"), 1.8, (6.5, 8), (13.5, 8))
    _lines(painter, theme.color("muted"), 1.8, (6.5, 12), (13.5, 12))


def _later(painter: QPainter, theme: Theme) -> None:
    """Two arrow heads, as what goes on to a later time."""
    _outline(painter, theme)
    _lines(painter, theme.color("text"), 1.5, (5.6, 6.4), (9.2, 10), (5.6, 13.6))
    _lines(painter, theme.color("text"), 1.5, (10.6, 6.4), (14.2, 10), (10.6, 13.6))


def _declined(painter: QPainter, theme: Theme) -> None:
    """A cross."""
    _outline(painter, theme)
    _lines(painter, theme.color("text"), 1.6, (6.4, 6.4), (13.6, 13.6))
    _lines(painter, theme.color("text"), 1.6, (13.6, 6.4), (6.4, 13.6))


def _outline(painter: QPainter, theme: Theme) -> None:
    painter.setPen(QPen(theme.color("muted"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(_AREA.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)


_CORNER = QPointF(15.4, 4.6)


def _approved(painter: QPainter, theme: Theme) -> None:
    """A check mark in the corner."""
    painter.setPen(QPen(theme.color("panel"), 1))
    painter.setBrush(theme.color("done"))
    painter.drawEllipse(_CORNER, 4.6, 4.6)
    _lines(painter, theme.color("panel"), 1.3, (13.2, 4.7), (14.8, 6.3), (17.6, 3.1))


def _proposed(painter: QPainter, theme: Theme) -> None:
    """A hollow ring in the corner."""
    painter.setPen(QPen(theme.color("text"), 1.3))
    painter.setBrush(theme.color("panel"))
    painter.drawEllipse(_CORNER, 3.6, 3.6)


_MARKS: dict[str, Callable[[QPainter, Theme], None]] = {"approved": _approved, "proposed": _proposed}

_PAINT: dict[CellState, Callable[[QPainter, Theme], None]] = {
    "required": _required,
    "picked": _picked,
    "waiting": _waiting,
    "scheduled": _scheduled,
    "done": _done,
    "problem": _problem,
    "credited": _credited,
    "met": _met,
    "later": _later,
    "declined": _declined,
}

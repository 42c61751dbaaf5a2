"""Pictures of bars that are made once and put where they are seen, as long as nothing about them changes.

A scale that scrolls by whole pixels shows a bar in the same way in each frame, and most bars in the lanes of
other people or teams, too. What a bar says at its right is written anew: it depends on what follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPixmap

from pmplanner.services.views.timeline import Bar
from pmplanner.ui.schedule.timeline.bar_painter import (
    BESIDE,
    MOST_BESIDE,
    BarText,
    Look,
    bar_text,
    paint_box,
    part_rects,
    write,
)
from pmplanner.ui.schedule.timeline.lanes import LaneBook, Spot, bar_height
from pmplanner.ui.text_size import text_size
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.format import writing_style
from pmplanner.ui.widgets.painting import Sketch, painting

_AROUND, _BELOW = 8, 12
"""Rings reach so far beyond a bar, and below it also the edges of a stack; pixels."""
_MOST_BYTES, _MOST_PLANS = 24_000_000, 10_000
"""What is kept at most: of pictures, and of what is known of bars with what is at their right."""
_LONGEST = 260
"""Pixels of the longest bar of which a picture is kept."""
_FINE = 4
"""Decimals of a pixel to which pictures are told apart."""
_FAR = MOST_BESIDE + 2 * BESIDE + 3
"""Of more room at its right than this, a bar makes no use."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a bar is painted that has some room at its right."""

    bar: Bar
    stack: tuple[Bar, ...]
    look: Look
    picture: QPixmap
    beside: BarText | None
    """What is written at its right, from the corner of the bar."""
    room: float
    silent: bool
    """Whether nothing is written in it or beside it, as there is only so much room."""


class BarStamps:
    """Paints bars from pictures, which it makes where they are missing."""

    def __init__(self) -> None:
        self._for: tuple[object, ...] = ()
        self._courses: object = None
        self._book: LaneBook | None = None
        self._font, self._ratio = QFont(), 1.0
        self._plans: dict[tuple[int, float, int], _Plan] = {}
        self._silent: dict[tuple[int, int], _Plan] = {}
        """Of bars that have room for no text: less room has none either."""
        self._pictures: dict[tuple[object, ...], QPixmap] = {}
        self._bytes = 0

    def fit(self, book: LaneBook, font: QFont, ratio: float) -> None:
        """Be those of a scale, in a font, on a screen with so many pixels for one of ours."""
        style = (font.family(), text_size(), ratio, current_theme().name, writing_style())
        wanted = (*style, book.scale, book.grouping)
        courses = book.rows.known["course"]
        if wanted != self._for or courses is not self._courses:
            self._for, self._courses = wanted, courses
            self._font, self._ratio = QFont(font), ratio
            self._forget()
        self._book = book

    def _forget(self) -> None:
        self._plans.clear()
        self._silent.clear()
        self._pictures.clear()
        self._bytes = 0

    def put(
        self,
        painter: Sketch,
        spot: Spot,
        stack: tuple[Bar, ...],
        flags: int,
        place: QPointF,
        edge: float,
        look: Callable[[Bar, tuple[Bar, ...]], Look],
    ) -> bool:
        """Paint a bar whose corner is at a place; False where it has to be painted anew, and is not yet.

        It looks as *flags* tell, and then *look* says how. A text at its right has the room up to an *edge*
        of the scale, if not less: where that cuts it, it depends on how far the scale is scrolled.
        """
        # On a screen of 1.5 : 1 a picture would begin within a pixel. Few long bars are seen at a time.
        if self._ratio != int(self._ratio) or spot.width > _LONGEST:
            return False
        plan = self._silent.get((spot.bar.id, flags))
        if plan is None or spot.room > plan.room or plan.bar is not spot.bar or plan.stack is not stack:
            key = spot.bar.id, min(spot.room, _FAR), flags
            plan = self._plans.get(key)
            if plan is None or plan.bar is not spot.bar or plan.stack is not stack:
                if len(self._plans) >= _MOST_PLANS:
                    self._plans.clear()
                plan = self._plans[key] = self._plan(spot, stack, look(spot.bar, stack), place)
                if plan.silent:
                    self._silent[spot.bar.id, flags] = plan
        room = edge - spot.left - spot.width
        if plan.beside is not None and room < spot.room and room < _FAR:
            return False
        x, y = place.x(), place.y()
        painter.drawPixmap(QPointF(_pixel(x) - _AROUND, y - _AROUND), plan.picture)
        if plan.beside is not None:
            self._write(painter, plan, plan.beside, x, y)
        return True

    def _write(self, painter: Sketch, plan: _Plan, text: BarText, x: float, y: float) -> None:
        if plan.look.faded:
            painter.save()
            painter.setOpacity(0.35)
        write(painter, BarText(text.head, text.line, text.area.translated(x, y), True), plan.bar, plan.look)
        if plan.look.faded:
            painter.restore()

    def _plan(self, spot: Spot, stack: tuple[Bar, ...], look: Look, place: QPointF) -> _Plan:
        assert self._book is not None
        begin = place.x() - _pixel(place.x())
        rect = QRectF(_AROUND + begin, _AROUND, spot.width, bar_height())
        parts = list(part_rects(rect, spot.bar.days, self._book.scale))
        text = bar_text(rect, parts, spot.bar, look, spot.bar.days, spot.room, self._font.family())
        beside, silent = None, text is None
        if text is not None and text.beside:
            beside = BarText(text.head, text.line, text.area.translated(-rect.left(), -rect.top()), True)
            text = None
        picture = self._picture(rect, parts, spot.bar, look, text)
        return _Plan(spot.bar, stack, look, picture, beside, spot.room, silent)

    def _picture(
        self, rect: QRectF, parts: list[QRectF], bar: Bar, look: Look, text: BarText | None
    ) -> QPixmap:
        said: tuple[object, ...] = ()
        if text is not None:
            said = (
                text.head,
                text.line,
                text.area.left() - rect.left(),
                bar.session.pinned,
                bar.session.locked,
            )
        key = (
            round(rect.left(), _FINE),
            round(rect.width(), _FINE),
            tuple(round(part.left() - rect.left(), _FINE) for part in parts),
            tuple(round(part.width(), _FINE) for part in parts),
            bar.session.status,
            look.track,
            look.problems > 0,
            (look.selected, look.current, look.faded, len(look.stack)),
            *said,
        )
        picture = self._pictures.get(key)
        if picture is None:
            picture = self._make(rect, parts, bar, look, text)
            self._bytes += picture.width() * picture.height() * 4
            if self._bytes > _MOST_BYTES:
                self._forget()
                self._bytes = picture.width() * picture.height() * 4
            self._pictures[key] = picture
        return picture

    def _make(self, rect: QRectF, parts: list[QRectF], bar: Bar, look: Look, text: BarText | None) -> QPixmap:
        width, height = floor(rect.right()) + 1 + _AROUND, floor(rect.bottom()) + _BELOW
        picture = QPixmap(round(width * self._ratio), round(height * self._ratio))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        sketch = Sketch(self._font, self._ratio)
        sketch.setFont(self._font)
        paint_box(sketch, rect, parts, bar, look, text)
        with painting(picture) as painter:
            sketch.replay(painter)
        return picture


def _pixel(x: float) -> int:
    """The pixel in which a place lies; a hair before the next one it is that: sums of fractions are so."""
    return floor(x + 1e-6)

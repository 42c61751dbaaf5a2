"""Parts of bars: parted by the ground, told apart by pattern, hatched while to come."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication

from pmplanner.ui.theme import Theme, contrast, theme_named, track_role
from pmplanner.ui.widgets.charts.marks import PATTERNS, paint_filled, paint_hatched, parted
from pmplanner.ui.widgets.charts.stacked_bar import Segment, paint_segment
from pmplanner.ui.widgets.painting import Sketch


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> Theme:
    return theme_named(request.param)


def drawn(draw: Callable[[Sketch], None], width: int = 60, height: int = 24) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    sketch = Sketch(QFont())
    draw(sketch)
    painter = QPainter(image)
    sketch.replay(painter)
    painter.end()
    return image


def test_a_line_of_the_ground_parts_any_two_parts(qapp: QApplication, theme: Theme) -> None:
    places = (None, *range(5))
    colours = [track_role(place, kind) for place in places for kind in ("track", "track_done")]
    for one, other in zip(colours, [*colours[1:], colours[0]], strict=True):

        def draw(sketch: Sketch, one: str = one, other: str = other) -> None:
            paint_segment(sketch, QRectF(0, 0, 30, 24), Segment(Decimal(1), one, ""), theme)
            paint_segment(sketch, QRectF(30, 0, 30, 24), Segment(Decimal(1), other, ""), theme)

        row = [drawn(draw).pixelColor(x, 12) for x in range(60)]
        assert row[10] == theme.color(one)
        assert row[40] == theme.color(other)
        between = row[28:30]
        assert all(contrast(line, side) >= 3 for line in between for side in (row[10], row[40])), (one, other)


def test_patterns_differ_in_grey_and_so_does_what_is_to_come(qapp: QApplication, theme: Theme) -> None:
    area, color = QRectF(0, 0, 60, 24), theme.track(0)

    def filled(pattern: str) -> Callable[[Sketch], None]:
        return lambda sketch: paint_filled(sketch, area, color, theme, pattern)  # type: ignore[arg-type]

    pictures = [drawn(filled(pattern)) for pattern in PATTERNS]
    pictures.append(drawn(lambda sketch: paint_hatched(sketch, area, color, theme)))
    shares = []
    for picture in pictures:
        row = [picture.pixelColor(x, y) for x in range(60) for y in range(24)]
        shares.append(sum(pixel == color for pixel in row) / len(row))
    assert shares[0] == 1
    assert shares[0] > shares[2] > shares[1] > shares[3] > 0.2
    outline = [pictures[3].pixelColor(x, 0) for x in range(60)]
    assert all(contrast(pixel, theme.color("panel")) >= 3 for pixel in outline)


def test_what_is_small_is_still_seen() -> None:
    assert parted(QRectF(0, 0, 3, 10)) == QRectF(0, 0, 2, 10)
    assert parted(QRectF(0, 0, 10, 10)).width() == 8
    assert parted(QRectF(0, 0, 10, 10), upright=True) == QRectF(0, 2, 10, 8)
    assert parted(QRectF(0, 0, 10, 3), upright=True) == QRectF(0, 1, 10, 2)

"""The whole plan as one picture: all lanes and all days of its sessions, in sight or not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter

from pmplanner.services.views.timeline import Bar, Grouping
from pmplanner.ui.schedule.texts import session_statuses
from pmplanner.ui.schedule.timeline.frame import Frame, paint_body, paint_empty_hint
from pmplanner.ui.schedule.timeline.geometry import Canvas
from pmplanner.ui.schedule.timeline.header_painter import paint_headers
from pmplanner.ui.schedule.timeline.heat import HeatBook
from pmplanner.ui.schedule.timeline.lanes import Lane, LaneBook
from pmplanner.ui.schedule.timeline.texts import lane_title
from pmplanner.ui.text_size import small_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.painting import Sketch, paint_into
from pmplanner.ui.widgets.week import begin_of_week

_WEEK = dt.timedelta(days=7)
_LEAST_LANES = 60
"""Pixels below the days in a picture without lanes, which says so."""
_SIDE = 13


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a timeline shows, wherever it is scrolled to."""

    book: LaneBook
    heat: HeatBook
    today: dt.date
    header: int
    """How wide the names of lanes are."""
    strip: tuple[str | None, str]
    """The folded name of the team whose absences are shown, and what is said of that."""
    problems: Mapping[int, int]
    fading: Collection[int]
    font: QFont

    def canvas(self) -> Canvas:
        """The weeks of the plan and of its sessions, and all lanes."""
        rows, scale = self.book.rows, self.book.scale
        first = min([rows.first_day, *(bar.first_day for bar in rows.bars.values())])
        last = max([rows.last_day, *(bar.last_day for bar in rows.bars.values())])
        left = round(scale.x(begin_of_week(first)))
        # A pixel less than all of the last week: at its end the day after it begins.
        right = round(scale.x(begin_of_week(last) + _WEEK)) - 1
        top = Canvas(0, 0, header=self.header).top
        height = top + max(_LEAST_LANES, self.book.height)
        return Canvas(self.header + right - left, height, left, 0, self.header)


class TimelinePicture:
    """Paints what a timeline shows, with its own painters, and lists it."""

    def __init__(self, drawn: Callable[[], Drawn | None]) -> None:
        """Let *drawn* say what is shown whenever a picture is wanted."""
        self._drawn = drawn

    def picture_size(self) -> QSize:
        """Room for all lanes and weeks, as wide as weeks are now."""
        drawn = self._drawn()
        if drawn is None:
            return QSize(1, 1)
        canvas = drawn.canvas()
        return QSize(canvas.width, canvas.height)

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Paint all of it into a rectangle."""
        drawn = self._drawn()
        if drawn is not None:
            paint_into(painter, self, drawn.font, lambda sketch: _draw(sketch, rect, drawn))

    def as_table(self) -> list[list[str]]:
        """A line for each session of each lane; lanes without sessions have none."""
        drawn = self._drawn()
        if drawn is None:
            return []
        book = drawn.book
        lanes: dict[Grouping, str] = {
            "course": tr("Course"),
            "person": tr("Person"),
            "team": tr("Team"),
            "room": tr("Room"),
            "trainer": tr("Trainer"),
        }
        head = [tr("Code"), tr("From"), tr("To"), tr("Taken"), tr("Seats"), tr("Waiting"), tr("Status")]
        around = [lanes[key] for key in ("course", "room", "trainer") if key != book.grouping]
        return [
            [lanes[book.grouping], *around, *head],
            *(_line(lane, bar, book.grouping) for lane in book.lanes for bar in lane.bars),
        ]


def _line(lane: Lane, bar: Bar, grouping: Grouping) -> list[str]:
    row = bar.session
    around = {"course": row.course_title, "room": row.room_names, "trainer": row.trainer_names}
    return [
        lane_title(lane.row, grouping),
        *(text for key, text in around.items() if key != grouping),
        row.code,
        format_date(bar.first_day),
        format_date(bar.last_day),
        str(row.booked),
        "" if row.seats_max is None else str(row.seats_max),
        str(row.waiting),
        session_statuses()[row.status],
    ]


def _draw(painter: Sketch, rect: QRectF, drawn: Drawn) -> None:
    canvas = drawn.canvas()
    frame = Frame(drawn.book, canvas, drawn.today, drawn.problems, moving=drawn.fading)
    factor = min(rect.width() / canvas.width, rect.height() / canvas.height)
    painter.translate(rect.topLeft())
    painter.then(lambda real: real.scale(factor, factor))
    painter.setFont(drawn.font)
    painter.fillRect(QRectF(0, 0, canvas.width, canvas.height), current_theme().color("panel"))
    paint_body(painter, frame)
    if not frame.rows.bars:
        paint_empty_hint(painter, frame)
    team, says = drawn.strip
    paint_headers(painter, frame, drawn.heat, team)
    painter.setFont(small_font(drawn.font))
    painter.setPen(current_theme().color("muted"))
    room = QRectF(_SIDE, canvas.strip.top(), canvas.header - _SIDE, canvas.strip.height())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), says)

"""The list of sessions as a picture: how full each of them is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.ui.schedule.list.sessions_table import SessionsTable
from pmplanner.ui.schedule.seat_fill import paint_fill
from pmplanner.ui.schedule.texts import dates, fill, session_statuses
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.painting import Sketch, paint_into
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE

_MOST_COURSE, _BAR, _THICK, _GAP = 380, 220, 10, 16
"""Pixels of titles at most, of a bar, and between columns."""
_ROOM = 1.7
"""The height of a line, measured by that of its text."""


class SeatsPicture:
    """Paints the sessions that are listed, in their order, with a bar of seats each."""

    def __init__(self, table: SessionsTable) -> None:
        self._table = table

    def _shown(self) -> list[SessionRow]:
        proxy = self._table.proxy
        return [proxy.index(place, 0).data(ROW_ROLE).session for place in range(proxy.rowCount())]

    def _metrics(self) -> QFontMetricsF:
        return QFontMetricsF(self._table.font())

    def _columns(self, rows: list[SessionRow]) -> tuple[float, float, float]:
        """How wide days, titles and figures are."""
        metrics = self._metrics()

        def widest(texts: list[str]) -> float:
            return max(map(metrics.horizontalAdvance, texts), default=0.0) + 2

        titles = min(_MOST_COURSE, widest([row.course_title for row in rows]))
        return widest([dates(row) for row in rows]), titles, widest([fill(row) for row in rows])

    def _line_height(self) -> int:
        return round(_ROOM * self._metrics().height())

    def picture_size(self) -> QSize:
        """Room for all sessions that the filters leave."""
        rows = self._shown()
        wide = sum(self._columns(rows)) + _BAR + 3 * _GAP
        return QSize(round(wide), max(1, len(rows)) * self._line_height())

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Paint all of them into a rectangle."""
        paint_into(painter, self._table, self._table.font(), lambda sketch: self._draw(sketch, rect))

    def _draw(self, painter: Sketch, rect: QRectF) -> None:
        theme, metrics, size = current_theme(), self._metrics(), self.picture_size()
        rows, high = self._shown(), self._line_height()
        days, titles, figures = self._columns(rows)
        factor = min(rect.width() / size.width(), rect.height() / size.height())
        painter.translate(rect.topLeft())
        painter.then(lambda real: real.scale(factor, factor))
        middle = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for number, row in enumerate(rows):
            top = number * high
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(0, top, days, high), middle, dates(row))
            title = metrics.elidedText(row.course_title, Qt.TextElideMode.ElideMiddle, titles)
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(days + _GAP, top, titles, high), middle, title)
            left = days + titles + 2 * _GAP
            paint_fill(painter, QRectF(left, top + (high - _THICK) / 2, _BAR, _THICK), row)
            painter.setPen(theme.color("problem_text" if row.waiting or row.lacking else "text"))
            painter.drawText(QRectF(left + _BAR + _GAP, top, figures, high), middle, fill(row))

    def as_table(self) -> list[list[str]]:
        """The numbers of the bars."""
        head = [
            tr("From"), tr("To"), tr("Course"), tr("Code"), tr("Taken"), tr("Kept for teams"),
            tr("Fewest"), tr("Seats"), tr("Waiting"), tr("Status"),
        ]  # fmt: skip
        return [head, *map(_line, self._shown())]


def _line(row: SessionRow) -> list[str]:
    ends = [row.first_day, row.last_day]
    numbers = [row.booked, row.kept, row.seats_min, row.seats_max, row.waiting]
    return [
        *("" if day is None else format_date(day) for day in ends),
        row.course_title,
        row.code,
        *("" if number is None else str(number) for number in numbers),
        session_statuses()[row.status],
    ]

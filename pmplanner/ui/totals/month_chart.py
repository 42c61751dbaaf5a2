"""Days away per month as columns stacked by track."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import LedgerRow
from pmplanner.services.views.totals_page import MonthBar
from pmplanner.ui.text_size import text_font
from pmplanner.ui.theme import Theme, current_theme, theme_notifier, track_role
from pmplanner.ui.totals.texts import format_value, month_name, row_name, short_month, with_unit
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import Card
from pmplanner.ui.widgets.painting import Sketch, paint_widget

LABELS = 22
"""Pixels below the columns for the months, and above them for the numbers."""
_YEARS = 16
"""Pixels below the months for the years, where there is more than one."""
_WIDEST = 64
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class MonthChart(QWidget):
    """Columns of months; a click or Enter opens what is behind a column or a part of it."""

    opened = Signal(str, object)
    """A column was chosen; payload: the month and the key of the part's track in a tuple, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._months: tuple[MonthBar, ...] = ()
        self._tracks: dict[object, LedgerRow] = {}
        self._measure: Measure = "person-days"
        self._currency = ""
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme_notifier().changed.connect(self.update)

    def show_months(
        self,
        months: Sequence[MonthBar],
        tracks: Mapping[object, LedgerRow],
        measure: Measure,
        currency: str,
    ) -> None:
        """Show these months."""
        self._months, self._tracks = tuple(months), dict(tracks)
        self._measure, self._currency = measure, currency
        self._current = min(self._current, max(0, len(months) - 1))
        self._say()
        self.update()

    def months(self) -> tuple[MonthBar, ...]:
        """The months shown."""
        return self._months

    def sizeHint(self) -> QSize:
        """As the picture of the page has it."""
        return QSize(320, 190)

    def minimumSizeHint(self) -> QSize:
        """The least that still reads as a chart."""
        return QSize(160, 110)

    def column_area(self, place: int) -> QRectF:
        """Where the column of a month is drawn, as high as the largest."""
        slot = self.width() / max(1, len(self._months))
        width = min(_WIDEST, slot * 0.7)
        height = self.height() - 2 * LABELS - self._years_height()
        return QRectF(slot * place + (slot - width) / 2, LABELS, width, height)

    def years(self) -> list[tuple[str, int, int]]:
        """The years with the places of their first and last month; none where there is only one."""
        found: dict[str, tuple[int, int]] = {}
        for place, bar in enumerate(self._months):
            year = bar.month[:4]
            found[year] = (found.get(year, (place, place))[0], place)
        return [(year, *places) for year, places in found.items()] if len(found) > 1 else []

    def _years_height(self) -> int:
        return _YEARS if self.years() else 0

    def parts_of(self, place: int) -> list[tuple[object, QRectF]]:
        """The tracks of a month with the areas of their parts, from the bottom."""
        area = self.column_area(place)
        highest = max((bar.total for bar in self._months), default=Decimal(0))
        bottom = area.bottom()
        parts: list[tuple[object, QRectF]] = []
        for track_id, value in self._months[place].parts:
            height = float(value / highest) * area.height() if highest else 0.0
            parts.append((track_id, QRectF(area.left(), bottom - height, area.width(), height)))
            bottom -= height
        return parts

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from month to month with the arrows, open with Enter or Space."""
        key = Qt.Key(event.key())
        if key in _STEPS and self._months:
            self._current = min(max(0, self._current + _STEPS[key]), len(self._months) - 1)
            self._say()
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._months:
            self.opened.emit(self._months[self._current].month, None)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the column or the part under the mouse."""
        place = self._place_at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or place is None:
            return
        self._current = place
        self._say()
        self.update()
        part = next((key for key, area in self.parts_of(place) if area.contains(event.position())), _NOWHERE)
        self.opened.emit(self._months[place].month, None if part is _NOWHERE else (part,))

    def event(self, event: QEvent) -> bool:
        """Say the numbers of the column under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if place is None else self.sentence(place), self)
            return True
        return super().event(event)

    def sentence(self, place: int) -> str:
        """The numbers of a month in words."""
        bar = self._months[place]
        total = with_unit(bar.total, self._measure, self._currency)
        parts = [
            f"{self._name(track_id)} {format_value(value, self._measure, self._currency)}"
            for track_id, value in bar.parts
            if value
        ]
        return f"{month_name(bar.month)}: {total}" + (f" ({', '.join(parts)})" if parts else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw columns, months and numbers."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("line"))
        base = self.height() - LABELS - self._years_height()
        painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))
        for place in range(len(self._months)):
            self._paint_column(painter, theme, place)
        self._paint_years(painter, theme, base + LABELS)
        if self.hasFocus() and self._months:
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            area = self.column_area(self._current).adjusted(-4, -LABELS + 2, 4, LABELS - 2)
            painter.drawRoundedRect(area, 5, 5)

    def _paint_years(self, painter: Sketch, theme: Theme, top: int) -> None:
        """Write each year below its months, with a line where it begins."""
        slot = self.width() / max(1, len(self._months))
        font = text_font(self.font(), 11)
        painter.setFont(font)
        for year, first, last in self.years():
            left, width = slot * first, slot * (last - first + 1)
            painter.setPen(theme.color("line"))
            if first:
                painter.drawLine(QPointF(left, top - LABELS), QPointF(left, top + _YEARS))
            painter.setPen(theme.color("muted"))
            room = max(width, QFontMetrics(font).horizontalAdvance(year) + 2)
            painter.drawText(QRectF(left, top - 2, room, _YEARS), Qt.AlignmentFlag.AlignCenter, year)

    def _paint_column(self, painter: Sketch, theme: Theme, place: int) -> None:
        area, parts = self.column_area(place), self.parts_of(place)
        for track_id, part in parts:
            painter.fillRect(part, theme.color(self._role(track_id)))
        font = text_font(self.font(), 11)
        painter.setFont(font)
        slot = area.adjusted(-area.width() * 0.2, 0, area.width() * 0.2, 0)
        painter.setPen(theme.color("muted"))
        below = QRectF(slot.left(), area.bottom() + 4, slot.width(), LABELS - 4)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._label(place, font, slot.width()))
        if self._months[place].total:
            top = parts[-1][1].top() if parts else area.bottom()
            above = QRectF(slot.left() - 10, top - 17, slot.width() + 20, 15)
            painter.setPen(theme.color("text"))
            text = format_value(self._months[place].total, self._measure, self._currency)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, text)

    def _label(self, place: int, font: QFont, width: float) -> str:
        """The month; each by its letter where there is no room for all names. Years stand below."""
        metrics = QFontMetrics(font)
        names = {bar.month: short_month(bar.month) for bar in self._months}
        fits = all(metrics.horizontalAdvance(name) <= width for name in names.values())
        name = names[self._months[place].month]
        return name if fits else name[:1]

    def _place_at(self, position: QPointF) -> int | None:
        if not self._months or not self.rect().contains(position.toPoint()):
            return None
        return min(int(position.x() / (self.width() / len(self._months))), len(self._months) - 1)

    def _role(self, track_id: object) -> str:
        row = self._tracks.get(track_id)
        return track_role(row.position if row is not None else None)

    def _name(self, track_id: object) -> str:
        row = self._tracks.get(track_id)
        return row_name(row, "track") if row is not None else ""

    def _say(self) -> None:
        if self._months:
            self.setAccessibleDescription(self.sentence(self._current))


class MonthPanel(Card):
    """The panel with the chart of months."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart = MonthChart(self)
        self.body.addWidget(self.chart, 1)

    def show_months(
        self, months: Sequence[MonthBar], tracks: Sequence[LedgerRow], measure: Measure, currency: str
    ) -> None:
        """Show these months with the colours of the tracks."""
        titles = {
            "person-days": tr("Days away per month"),
            "course days": tr("Course days per month"),
            "cost": tr("Cost per month"),
        }
        self.set_title(titles[measure])
        self.chart.setAccessibleName(titles[measure])
        self.chart.show_months(months, {row.key: row for row in tracks}, measure, currency)


_NOWHERE = object()

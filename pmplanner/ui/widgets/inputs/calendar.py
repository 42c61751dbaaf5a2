"""The month that opens under a date field."""

from __future__ import annotations

from PySide6.QtCore import QDate, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QShowEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QWidget

from pmplanner.ui.text_size import as_text_grows, sized
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import user_locale
from pmplanner.ui.widgets.painting import Sketch, paint_into
from pmplanner.ui.widgets.week import week_start


class Calendar(QCalendarWidget):
    """A month in the window's colours: weekends and other months muted, the chosen day filled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setContentsMargins(1, 1, 1, 1)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        as_text_grows(self, lambda: self.setMinimumSize(sized(264), sized(240)))
        self._tint()
        theme_notifier().changed.connect(self._tint)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin weeks, and write days, as is usual now."""
        self.setLocale(user_locale())
        self.setFirstDayOfWeek(Qt.DayOfWeek(week_start()))
        super().showEvent(event)

    def paintCell(self, painter: QPainter, rect: QRect, date: QDate) -> None:
        """Draw one day."""
        paint_into(painter, self, self.font(), lambda sketch: self._draw_day(sketch, rect, date))

    def _draw_day(self, painter: Sketch, rect: QRect, date: QDate) -> None:
        theme = current_theme()
        area = QRectF(rect).adjusted(2, 1, -2, -1)
        role = "text" if self._belongs(date) else "disabled"
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, theme.color("panel"))
        if date == self.selectedDate():
            role = "on_accent"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(area, 4, 4)
        elif date == QDate.currentDate():
            painter.setPen(theme.color("accent"))
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.color(role))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, str(date.day()))

    def _belongs(self, date: QDate) -> bool:
        inside = self.minimumDate() <= date <= self.maximumDate()
        return inside and (date.year(), date.month()) == (self.yearShown(), self.monthShown())

    def _tint(self) -> None:
        muted = QTextCharFormat()
        muted.setForeground(current_theme().color("muted"))
        self.setHeaderTextFormat(muted)
        for day in Qt.DayOfWeek:
            self.setWeekdayTextFormat(day, muted)

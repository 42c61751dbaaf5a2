"""The headers of the matrix: the short titles of courses, slanted; other headings at the foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from pmplanner.services.views.matrix import Column
from pmplanner.ui.plan.delegates import MARGIN
from pmplanner.ui.plan.matrix_model import NAME, MatrixModel
from pmplanner.ui.plan.measures import header_height
from pmplanner.ui.text_size import SIZES, small_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.painting import Sketch, paint_widget

if TYPE_CHECKING:
    from pmplanner.ui.plan.crosshair import Crosshair

_STEEP = 52
"""Degrees that a title rises: so steep that two lines of it stand beside those of the next column."""
_SINE, _COSINE = 0.788, 0.616
"""Of that angle."""
_FOOT = 7
"""Pixels between a heading and the line below."""


class CourseHeader(QHeaderView):
    """Column headings at the foot of a high header; titles of courses rise from their columns.

    What of the titles reaches beyond the last column is drawn by the header beside, which is given
    this one as *before*.
    """

    crosshair: Crosshair | None = None

    def __init__(
        self, model: MatrixModel, parent: QWidget | None = None, before: CourseHeader | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._matrix = model
        self._before = before
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.measure()
        if before is not None:
            before.sectionResized.connect(self.viewport().update)

    def measure(self) -> None:
        """Be as high as the text needs."""
        self.setFixedHeight(header_height())

    def sizeHint(self) -> QSize:
        """Always the same height."""
        return QSize(super().sizeHint().width(), header_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all headings at once: titles reach over the columns beside them."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        theme, area = current_theme(), self.viewport().rect()
        painter.fillRect(area, theme.color("panel"))
        crossed = self.crosshair.column if self.crosshair is not None else -1
        shown = [section for section in range(self.count()) if not self.isSectionHidden(section)]
        for section in shown:
            place = QRect(self.sectionViewportPosition(section), 0, self.sectionSize(section), area.height())
            if section == crossed and self._matrix.course_at(section) is not None:
                painter.fillRect(place, theme.color("crosshair"))
            elif self._matrix.course_at(section) is None:
                self._heading(painter, place, section)
        self._titles(painter, self, 0, crossed)
        if self._before is not None:
            self._titles(painter, self._before, self._before.viewport().width() + 1, crossed)
        painter.setPen(theme.color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())

    def _titles(self, painter: Sketch, header: CourseHeader, moved: int, crossed: int) -> None:
        """Draw the titles of a header's columns, moved so far to the left."""
        width, reach = header.viewport().width(), self.height()
        for section in range(1, len(self._matrix.courses) + 1):
            course = self._matrix.course_at(section)
            if course is None or header.isSectionHidden(section):
                continue
            size = header.sectionSize(section)
            middle = header.sectionViewportPosition(section) + size // 2
            # Beside the columns only what is whole is gone on with: the rest would lie over other headings.
            last = width if not moved else width - size // 2
            if -reach <= middle <= last and middle - moved > -reach:
                self._title(painter, middle - moved, course, section == crossed)

    def _title(self, painter: Sketch, middle: int, course: Column, is_crossed: bool) -> None:
        theme, font = current_theme(), small_font(self.font())
        bold = QFont(font)
        bold.setWeight(QFont.Weight.Bold if is_crossed else QFont.Weight.DemiBold)
        room = int((self.height() - _FOOT - QFontMetrics(font).height() * _COSINE) / _SINE)
        step = QFontMetrics(font).lineSpacing() - 1
        lines = [(bold, "text", course.short)]
        if not course.short_title:
            lines.append((font, "muted", course.title))  # a code alone says little
        # The lines together stand on the middle of the column.
        base = QFontMetrics(font).ascent() / 2 - 1 - step * (len(lines) - 1) / 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(QPointF(middle, self.height() - _FOOT))
        painter.rotate(-_STEEP)
        for number, (each, role, text) in enumerate(lines):
            painter.setFont(each)
            painter.setPen(theme.color(role))
            shown = QFontMetrics(each).elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(3, base + number * step), shown)
        painter.restore()

    def _heading(self, painter: Sketch, rect: QRect, section: int) -> None:
        text = str(self._matrix.headerData(section, Qt.Orientation.Horizontal) or "")
        if section == NAME:
            area, flags = rect.adjusted(MARGIN, 0, -4, -_FOOT), Qt.AlignmentFlag.AlignLeft
        else:
            area, flags = rect.adjusted(2, 0, -2, -_FOOT), Qt.AlignmentFlag.AlignHCenter
        painter.setFont(small_font(self.font(), SIZES["small"]))
        painter.setPen(current_theme().color("muted"))
        wrapped = Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags | Qt.AlignmentFlag.AlignBottom | wrapped, text)

"""The headers of the matrix: a course's title over some lines, its days below."""

from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from pmplanner.ui.plan.delegates import MARGIN
from pmplanner.ui.plan.matrix_model import NAME, MatrixModel
from pmplanner.ui.text_size import as_text_grows, points_of, sized
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.painting import Sketch, paint_into

_HEIGHT = 76
_TITLE_LINES = 3
_SMALL, _TITLE = 12, 11


def header_height() -> int:
    """The height of the headings; pixels."""
    return sized(_HEIGHT)


class CourseHeader(QHeaderView):
    """Column headings at the foot of a high header; titles of courses stand above their days."""

    def __init__(self, model: MatrixModel, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._matrix = model
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        as_text_grows(self, self._fit)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _fit(self) -> None:
        self.setFixedHeight(header_height())

    def sizeHint(self) -> QSize:
        """Always the same height."""
        return QSize(super().sizeHint().width(), header_height())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one heading."""
        paint_into(painter, self, self.font(), lambda sketch: self._draw(sketch, rect, section))

    def _draw(self, painter: Sketch, rect: QRect, section: int) -> None:
        theme = current_theme()
        painter.fillRect(rect, theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        course = self._matrix.course_at(section)
        font = QFont(self.font())
        font.setPointSizeF(points_of(_SMALL))
        if course is None:
            self._heading(painter, rect, font, section)
        else:
            font.setPointSizeF(points_of(_TITLE))
            self._course(painter, rect, font, course.heading, tr("%1 d", format_days(course.days)))

    def _heading(self, painter: Sketch, rect: QRect, font: QFont, section: int) -> None:
        text = str(self._matrix.headerData(section, Qt.Orientation.Horizontal) or "")
        if section == NAME:
            area, flags = rect.adjusted(MARGIN, 0, -4, -7), Qt.AlignmentFlag.AlignLeft
        else:
            area, flags = rect.adjusted(2, 0, -2, -7), Qt.AlignmentFlag.AlignHCenter
        painter.setFont(font)
        painter.setPen(current_theme().color("muted"))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, flags | Qt.AlignmentFlag.AlignBottom, shown)

    def _course(self, painter: Sketch, rect: QRect, font: QFont, title: str, days: str) -> None:
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        room = rect.adjusted(3, 4, -3, -7)
        step = QFontMetrics(font).lineSpacing() - 1
        lines = [*_wrapped(title, room.width(), font.toString()), days]
        top = room.bottom() - step * len(lines)
        for number, line in enumerate(lines):
            painter.setFont(font if number else bold)
            painter.setPen(current_theme().color("muted" if number else "text"))
            area = QRect(room.left(), top + number * step, room.width(), step)
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, line)


# By title, width and font: headers are painted with every pixel that is scrolled.
@lru_cache(maxsize=2048)
def _wrapped(title: str, width: int, font_key: str) -> tuple[str, ...]:
    """Break a title into at most three lines of that width; what does not fit is cut with an ellipsis."""
    font = QFont()
    font.fromString(font_key)
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    lines: list[str] = []
    words = title.split()
    while words and len(lines) < _TITLE_LINES:
        metrics = QFontMetrics(font if lines else bold)
        count = 1
        while count < len(words) and metrics.horizontalAdvance(" ".join(words[: count + 1])) <= width:
            count += 1
        last = len(lines) == _TITLE_LINES - 1 and count < len(words)
        text = " ".join(words if last else words[:count])
        lines.append(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
        words = words[count:]
    return tuple(lines)

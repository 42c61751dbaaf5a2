"""Tracks side by side as a picture, and as a table of the same numbers."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from pmplanner.services.needs.roles import Comparison, RoleBlock
from pmplanner.services.people.tracks import TrackRow
from pmplanner.services.views.roles_page import RoleSheet
from pmplanner.ui.needs.roles.days_bar import block_role, paint_days, reading_order
from pmplanner.ui.needs.roles.skill_frame import SkillFrame, entries_of, lay_out
from pmplanner.ui.needs.roles.texts import block_title, course_order, kind_word, path_sentence
from pmplanner.ui.text_size import small_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.painting import Sketch, paint_into

_COLUMN, _GAP, _BAR, _EDGE = 400, 24, 20, 3
"""Pixels: the width of a block, between blocks, the bar of the days, the line at the top of a block."""
_NOTHING = Comparison({}, {}, ())


class RolesPicture:
    """What is shown, with all courses unfolded; in the font of its owner."""

    def __init__(self, owner: QWidget) -> None:
        self.sheet: RoleSheet | None = None
        self._owner = owner

    @property
    def _font(self) -> QFont:
        return self._owner.font()

    @property
    def _found(self) -> Comparison:
        return _NOTHING if self.sheet is None or self.sheet.found is None else self.sheet.found

    @property
    def _tracks(self) -> Mapping[int, TrackRow]:
        return {} if self.sheet is None else self.sheet.tracks

    @property
    def _line(self) -> float:
        return QFontMetricsF(self._font).height() + 4

    def _columns(self) -> list[list[RoleBlock]]:
        blocks = [block for block in reading_order(self._found) if block.skills or block.days]
        return [blocks[place::3] for place in range(min(3, len(blocks)))]

    def _frames(self, block: RoleBlock) -> list[SkillFrame]:
        return lay_out(entries_of(self._found, block, on_picture=True), _COLUMN, self._font)

    def _height(self, block: RoleBlock) -> float:
        return _EDGE + 4 + self._line + sum(frame.height + 1 for frame in self._frames(block))

    def _head(self) -> float:
        return _BAR + 6 + self._line * (len(self._found.tracks) + 1) + _GAP

    def picture_size(self) -> QSize:
        """Room for all blocks, three beside each other."""
        columns = self._columns()
        heights = [sum(self._height(block) + _GAP for block in column) for column in columns]
        width = len(columns) * (_COLUMN + _GAP) - _GAP
        return QSize(width, round(self._head() + max(heights, default=0)))

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Paint all blocks into a rectangle."""
        paint_into(painter, self, self._font, lambda sketch: self._draw(sketch, rect))

    def _draw(self, painter: Sketch, rect: QRectF) -> None:
        theme, found = current_theme(), self._found
        painter.fillRect(rect, theme.color("panel"))
        bar = QRectF(rect.left(), rect.top(), rect.width(), _BAR)
        painter.setFont(small_font(self._font))
        paint_days(painter, bar, found, self._tracks, theme)
        top = bar.bottom() + 6
        painter.setFont(self._font)
        said = [(path_sentence(found, track_id), "text") for track_id in found.tracks]
        said.append((tr("At each skill: how many people have it · plan it · lack it"), "muted"))
        for text, color in said:
            painter.setPen(theme.color(color))
            area = QRectF(rect.left(), top, rect.width(), self._line)
            painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)
            top += self._line
        for place, column in enumerate(self._columns()):
            at = rect.top() + self._head()
            for block in column:
                self._draw_block(painter, rect.left() + place * (_COLUMN + _GAP), at, block)
                at += self._height(block) + _GAP

    def _draw_block(self, painter: Sketch, left: float, top: float, block: RoleBlock) -> None:
        theme, found = current_theme(), self._found
        role = block_role(block, self._tracks)
        painter.fillRect(QRectF(left, top, _COLUMN, _EDGE), theme.color(role))
        bold = QFont(self._font)
        bold.setBold(True)
        head = QRectF(left + 4, top + _EDGE + 4, _COLUMN - 8, self._line)
        days = plural(block.days, "1 day", "%1 days")
        room = head.width() - QFontMetricsF(self._font).horizontalAdvance(days) - 12
        title = block_title(found, block)
        title = QFontMetricsF(bold).elidedText(title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(head, int(Qt.AlignmentFlag.AlignVCenter), title)
        painter.setFont(self._font)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(head, right, days)
        at = head.bottom()
        for frame in self._frames(block):
            frame.draw(painter, left, at, theme)
            at += frame.height
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(round(left), round(at), round(left + _COLUMN), round(at))
            at += 1

    def as_table(self) -> list[list[str]]:
        """A line a skill and course; the numbers of people stand in each line of a skill."""
        found = self._found
        head = [tr("Tracks"), tr("Skill"), tr("Have it"), tr("Plan it"), tr("Lack it")]
        head += [tr("Course"), tr("Title"), tr("Days"), *found.tracks.values()]
        lines = [
            [
                " + ".join(found.tracks[track] for track in block.track_ids),
                line.name,
                str(line.have),
                str(line.planned),
                str(line.lack),
                course.code,
                course.title,
                f"{course.days.normalize():f}",
                *(kind_word(course.kinds[track]) if track in course.kinds else "" for track in found.tracks),
            ]
            for block in reading_order(found)
            for line in block.skills
            for course in sorted(line.courses, key=course_order)
        ]
        return [head, *lines]

"""The table of courses: what stands in its columns, and which of them there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.core.course_book import CourseBook
from pmplanner.ui.theme import current_theme, track_role
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.charts.swatch import SWATCH_SIZE, paint_swatch
from pmplanner.ui.widgets.format import format_days, format_price, starting_large
from pmplanner.ui.widgets.painting import Sketch, paint_into
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ROW_ROLE, ColumnSpec

Index = QModelIndex | QPersistentModelIndex

_LEAST_TITLE = 250
"""Pixels: with fewer, columns that matter less make way."""
_TITLE, _TRACKS = 1, 6
_MAKING_WAY = (7, 2, 5, 6, 4, 0)
"""Columns in the order in which they do: skills, provider, level, tracks, price, code."""


@dataclass(frozen=True, slots=True)
class TrackMark:
    """A track as it stands in the table."""

    code: str
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course with its tracks, in their order, read when it is looked at."""

    id: int
    """The course's id."""
    book: CourseBook
    tracks_by_id: Mapping[int, TrackMark] = field(compare=False)

    @property
    def course(self) -> CourseRow:
        """The course."""
        return self.book[self.id]

    @property
    def marks(self) -> tuple[TrackMark, ...]:
        """Its tracks."""
        known = (self.tracks_by_id.get(track_id) for track_id in self.course.track_ids)
        return tuple(sorted(filter(None, known), key=lambda mark: mark.position))

    @property
    def tracks(self) -> str:
        """The names of its tracks."""
        return ", ".join(mark.name for mark in self.marks)


def make_lines(ids: Iterable[int], book: CourseBook, tracks: Iterable[TrackRow]) -> list[CourseLine]:
    """Return the lines of courses in the order given."""
    marks = {track.id: TrackMark(_short(track), track.name, track.position) for track in tracks}
    return [CourseLine(course_id, book, marks) for course_id in ids]


def _short(track: TrackRow) -> str:
    """The code of a track, or the initials of one without."""
    return track.code or "".join(word[0] for word in track.name.split()).upper()


def course_columns() -> list[ColumnSpec[CourseLine]]:
    """Return the columns of the table."""
    return [
        ColumnSpec(tr("Code"), lambda line: line.course.code, width=98, tone=lambda _line: "muted"),
        ColumnSpec(
            tr("Title"),
            lambda line: line.course.title,
            strong=lambda _line: True,
            tooltip=lambda line: "\n".join(filter(None, (line.course.title, line.course.description))),
        ),
        ColumnSpec(
            tr("Provider"),
            lambda line: line.course.provider or None,
            width=150,
            tooltip=lambda line: line.course.provider,
        ),
        ColumnSpec(
            tr("Days"),
            lambda line: line.course.days,
            lambda line: format_days(line.course.days),
            RIGHT,
            width=56,
        ),
        ColumnSpec(
            tr("Price"),
            lambda line: line.course.cost,
            lambda line: format_price(line.course.cost, line.course.currency),
            RIGHT,
            width=84,
            tone=lambda line: "muted" if line.course.cost is None else None,
            tooltip=lambda line: tr("An own fact of this workplace") if "cost" in line.course.own else "",
            hint=tr("Of a seat"),
        ),
        ColumnSpec(tr("Level"), lambda line: starting_large(line.course.level) or None, width=104),
        ColumnSpec(
            tr("Tracks"),
            lambda line: ", ".join(mark.code for mark in line.marks) or None,
            width=164,
            tooltip=lambda line: line.tracks,
        ),
        ColumnSpec(
            tr("Skills"),
            lambda line: ", ".join(line.course.skills) or None,
            width=190,
            tooltip=lambda line: ", ".join(line.course.skills),
        ),
    ]


class TrackDelegate(QStyledItemDelegate):
    """Paints the short names of a course's tracks, each behind a square of its colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground of the cell and the tracks upon it."""
        super().paint(painter, option, index)
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the text to us."""
        super().initStyleOption(option, index)
        option.text = ""

    def _draw(self, painter: Sketch, option: QStyleOptionViewItem, index: Index) -> None:
        line, area = index.data(ROW_ROLE), QRectF(option.rect).adjusted(10, 0, -6, -2)
        painter.setFont(option.font)
        metrics, left = painter.fontMetrics(), area.left()
        for mark in line.marks if line is not None else ():
            width = metrics.horizontalAdvance(mark.code)
            if left + SWATCH_SIZE + 5 + width > area.right() + 1:
                return
            square = QRectF(left, area.center().y() - SWATCH_SIZE / 2, SWATCH_SIZE, SWATCH_SIZE)
            paint_swatch(painter, square, track_role(mark.position))
            painter.setPen(current_theme().color("text"))
            left = square.right() + 5
            text = QRectF(left, area.top(), width + 2, area.height())
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, mark.code)
            left += width + 10


class CourseTable(DataTable):
    """A table whose titles have the room that there is; columns that matter less make way for them."""

    def __init__(
        self, columns: Sequence[ColumnSpec[Any]], parent: QWidget | None = None, name: str = ""
    ) -> None:
        super().__init__(columns, parent, name)
        self.setItemDelegateForColumn(_TRACKS, TrackDelegate(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many columns as there is room for."""
        super().resizeEvent(event)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Hide columns until the titles have room enough, and show those that fit again."""
        self.horizontalHeader().setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)
        widths = {
            place: self.least_width(place) for place in range(len(self.source.columns)) if place != _TITLE
        }
        spare = self.viewport().width() - _LEAST_TITLE - sum(widths.values())
        for place in _MAKING_WAY:
            hidden = spare < 0
            spare += widths[place] if hidden else 0
            if self.isColumnHidden(place) is not hidden:
                self.setColumnHidden(place, hidden)

"""The required path of a track in its order: days that add up, and what each course needs first."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainterPath, QPen

from pmplanner.services.people.tracks import GroupOf, PathGroupRow, PathKind, TrackRow, path_days
from pmplanner.ui.core.course_book import Courses
from pmplanner.ui.theme import Theme, track_role
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.charts.marks import paint_hatched
from pmplanner.ui.widgets.format import format_days, format_number
from pmplanner.ui.widgets.painting import Sketch

LEAST_STEP = 26
"""Pixels: a step that takes no time is still seen, and can be clicked."""
_BOX, _ARCS, _GAP = 30, 22, 3


@dataclass(frozen=True, slots=True)
class Step:
    """A required course, or a group of which any few are required."""

    title: str
    days: Decimal
    until: Decimal
    """The days of the path up to its end."""
    course_ids: tuple[int, ...]
    choose: int | None = None
    """How many of the courses are required; None for a course by itself."""
    after: tuple[int, ...] = ()
    """Places of the steps that it needs first."""
    missing: tuple[str, ...] = ()
    """What it needs first and the path does not have."""

    @property
    def is_group(self) -> bool:
        """Whether one may choose."""
        return self.choose is not None


@dataclass(frozen=True, slots=True)
class PathBook:
    """The steps of a track's path, in order."""

    steps: tuple[Step, ...] = ()
    position: int | None = None

    @property
    def days(self) -> Decimal:
        """The days of the whole path, with the shortest choice of each group."""
        return self.steps[-1].until if self.steps else Decimal(0)

    def sentence(self, place: int) -> str:
        """A step in words: its place, its days, the days so far, what it needs first."""
        step = self.steps[place]
        days = plural(step.days, "%1 day", "%1 days")
        taken = tr("from %1", days) if step.is_group else days
        said = tr(
            "%1. %2: %3, %4 so far", format_number(place + 1), step.title, taken, format_days(step.until)
        )
        early = [self.steps[at].title for at in step.after if at < place]
        late = [self.steps[at].title for at in step.after if at > place]
        parts = [said]
        if early:
            parts.append(tr("after %1", ", ".join(early)))
        if late:
            parts.append(tr("needs %1 first, which comes later", ", ".join(late)))
        if step.missing:
            parts.append(tr("needs %1 first, which is not in the path", ", ".join(step.missing)))
        return "; ".join(parts)

    def troubles(self) -> list[int]:
        """The places of steps that need first what comes later, or what the path does not have."""
        return [
            place
            for place, step in enumerate(self.steps)
            if step.missing or any(at > place for at in step.after)
        ]

    def table(self) -> list[list[str]]:
        """A line a step."""
        head = [tr("Step"), tr("Course"), tr("Days"), tr("Days so far"), tr("Needs first")]
        lines = []
        for place, step in enumerate(self.steps):
            needs = [*(self.steps[at].title for at in step.after), *step.missing]
            days = (f"{value.normalize():f}" for value in (step.days, step.until))
            lines.append([str(place + 1), step.title, *days, ", ".join(needs)])
        return [head, *lines]


def gather_path(track: TrackRow, courses: Courses) -> PathBook:
    """Gather the required part of a track's path."""
    plain: list[tuple[str, Decimal, tuple[int, ...], int | None]] = []
    for entry in track.entries:
        if isinstance(entry, PathGroupRow):
            ids = tuple(row.course_id for row in entry.courses if row.course_id in courses)
            asked = tr("Any %1 of %2", format_number(entry.choose), format_number(len(ids)))
            title = f"{asked}: {entry.name}" if entry.name else asked
            days = {course_id: courses[course_id].days for course_id in ids}
            plain.append((title, path_days([GroupOf(entry.choose, ids)], days), ids, entry.choose))
        elif entry.kind == PathKind.REQUIRED and entry.course_id in courses:
            course = courses[entry.course_id]
            plain.append((course.short_title or course.title, course.days, (course.id,), None))
    places = {course_id: place for place, (_, _, ids, _) in enumerate(plain) for course_id in ids}
    steps, until = [], Decimal(0)
    for place, (title, taken, ids, choose) in enumerate(plain):
        until += taken
        needed = {first for course_id in ids for first in courses[course_id].requires} - set(ids)
        after = {places[first] for first in needed if first in places} - {place}
        missing = sorted(courses[first].title for first in needed if first not in places and first in courses)
        steps.append(
            Step(title, taken, until, ids, choose, tuple(sorted(after)), () if choose else tuple(missing))
        )
    return PathBook(tuple(steps), track.position)


class PathFrame:
    """Where the steps stand in an area: as wide as their days, none too narrow to be hit."""

    def __init__(self, book: PathBook, area: QRectF, font: QFont) -> None:
        self.book, self.font = book, QFont(font)
        spare = area.width() - LEAST_STEP * len(book.steps)
        left = area.left()
        self.boxes: list[QRectF] = []
        for step in book.steps:
            share = float(step.days / book.days) if book.days else 1 / len(book.steps)
            width = LEAST_STEP + max(0.0, spare) * share
            self.boxes.append(QRectF(left, area.top() + arcs_height(book), max(1.0, width - _GAP), _BOX))
            left += width


def arcs_height(book: PathBook) -> int:
    """How much room the arcs need above the steps; none where nothing comes first."""
    return _ARCS if any(step.after for step in book.steps) else 2


def path_height(book: PathBook, font: QFont) -> int:
    """How high arcs, steps and days are together, in pixels."""
    return arcs_height(book) + _BOX + QFontMetrics(font).height() + 6


def paint_path(painter: Sketch, frame: PathFrame, theme: Theme) -> None:
    """Paint steps, the days so far below them, and arcs from what comes first."""
    painter.setFont(frame.font)
    for place, box in enumerate(frame.boxes):
        _paint_step(painter, frame, place, box, theme)
    for place, step in enumerate(frame.book.steps):
        for first in step.after:
            _paint_arc(painter, frame.boxes[first], frame.boxes[place], theme, late=first > place)


def _paint_step(painter: Sketch, frame: PathFrame, place: int, box: QRectF, theme: Theme) -> None:
    step, color = frame.book.steps[place], theme.color(track_role(frame.book.position))
    if step.is_group:
        paint_hatched(painter, box, color, theme)
    else:
        painter.fillRect(box, color)
    metrics = painter.fontMetrics()
    inside = box.adjusted(6, 0, -4, 0)
    text = metrics.elidedText(step.title, Qt.TextElideMode.ElideRight, int(inside.width()))
    if step.is_group:
        high, wide = metrics.height(), metrics.horizontalAdvance(text)
        ground = QRectF(inside.left() - 2, box.center().y() - high / 2, wide + 4, high)
        painter.fillRect(ground, theme.color("panel"))  # letters on a hatch could not be read
    painter.setPen(theme.color("text") if step.is_group else theme.on(color))
    if inside.width() > metrics.horizontalAdvance("…"):
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.setPen(theme.color("muted"))
    below = QRectF(box.left(), box.bottom() + 3, box.width(), metrics.height())
    until = tr("%1 d", format_days(step.until))
    painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, until)


def _paint_arc(painter: Sketch, first: QRectF, then: QRectF, theme: Theme, *, late: bool) -> None:
    """Lead from the middle of what comes first to the course; in the colour of problems if it comes later."""
    start, end = QPointF(first.center().x(), first.top() - 2), QPointF(then.center().x(), then.top() - 2)
    top = first.top() - min(_ARCS - 2.0, 8 + abs(end.x() - start.x()) / 12)
    path = QPainterPath(start)
    path.cubicTo(QPointF(start.x(), top), QPointF(end.x(), top), end)
    painter.setPen(QPen(theme.color("problem_text" if late else "dot"), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.then(lambda real: real.drawPath(path))
    painter.drawLine(end, end + QPointF(-3, -5))
    painter.drawLine(end, end + QPointF(3, -5))


def trouble_text(book: PathBook) -> str:
    """Return what is wrong with the order of a path; empty where nothing is."""
    return "\n".join(book.sentence(place) for place in book.troubles())

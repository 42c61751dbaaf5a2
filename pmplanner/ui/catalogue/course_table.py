"""The table of courses: what stands in its columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pmplanner.services.catalog.courses import CourseRow
from pmplanner.services.people.tracks import TrackRow
from pmplanner.ui.theme import track_role
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.format import format_days, format_price
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course with the names of its tracks, and its place among what was found."""

    course: CourseRow
    tracks: str
    position: int | None
    """Position of its only track, for the colour; None when it is meant for several or none."""

    @property
    def id(self) -> int:
        """The course's id."""
        return self.course.id


def make_lines(courses: Iterable[CourseRow], tracks: Iterable[TrackRow]) -> list[CourseLine]:
    """Return the lines of courses in the order given."""
    known = {track.id: track for track in tracks}
    return [_line(course, known) for course in courses]


def _line(course: CourseRow, known: Mapping[int, TrackRow]) -> CourseLine:
    tracks = sorted((known[i] for i in course.track_ids if i in known), key=lambda track: track.position)
    position = tracks[0].position if len(tracks) == 1 else None
    return CourseLine(course, ", ".join(track.name for track in tracks), position)


def course_columns() -> list[ColumnSpec[CourseLine]]:
    """Return the columns of the table."""
    return [
        ColumnSpec(tr("Code"), lambda line: line.course.code, width=98, tone=lambda _line: "muted"),
        ColumnSpec(
            tr("Title"),
            lambda line: line.course.title,
            width=216,
            strong=lambda _line: True,
            tooltip=lambda line: line.course.description,
        ),
        ColumnSpec(tr("Provider"), lambda line: line.course.provider or None, width=104),
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
            hint=tr("Of a seat"),
        ),
        ColumnSpec(tr("Level"), lambda line: line.course.level or None, width=92),
        ColumnSpec(
            tr("Tracks"),
            lambda line: line.tracks or None,
            width=124,
            mark=lambda line: track_role(line.position) if line.tracks else None,
            tooltip=lambda line: line.tracks,
        ),
        ColumnSpec(
            tr("Skills"),
            lambda line: ", ".join(line.course.skills) or None,
            width=240,
            tooltip=lambda line: ", ".join(line.course.skills),
        ),
    ]

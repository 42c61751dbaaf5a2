"""Where the parts of a skill stand in its line, and how they are painted: in the list, and on a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from pmplanner.services.needs.roles import Comparison, RoleBlock, SkillLine, TaughtBy
from pmplanner.services.views.roles_page import Has
from pmplanner.ui.needs.roles.texts import (
    count_sentence,
    course_days,
    course_order,
    kinds_in_full,
    kinds_in_short,
    more_courses,
    skill_sentence,
)
from pmplanner.ui.text_size import sized, small_font
from pmplanner.ui.theme import Theme
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.charts.stacked_bar import Segment, paint_bar
from pmplanner.ui.widgets.format import format_number, starting_large
from pmplanner.ui.widgets.painting import Sketch

Part = Has | Literal["bar", "course", "more"]
"""What can be clicked: a number, the bar for all of them, a course, or what is folded away."""

_SIDE, _ABOVE, _GAP, _THICK = 4, 6, 8, 6
_LEAST_BAR, _MOST_BAR = 32, 86
"""Pixels of a bar beside the name; with less room it stands in a line of its own."""
_ONE_LINE = 260
"""In less room than so many pixels the days of a course stand below a title that is too long."""
_FOLDED = 2
"""How many courses are shown at most while the others are folded away."""
_HAVE, _PLANNED, _LACK = map(attrgetter, ("have", "planned", "lack"))
_VCENTER = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


# Without slots: what is worked out is kept in it, for lists ask for it again and again.
@dataclass(frozen=True)
class Entry:
    """A skill of a block, as a line of its list."""

    id: str
    line: SkillLine
    names: tuple[str, ...]
    """What the tracks are called, so that a line with other names is another one."""
    found: Comparison = field(compare=False)
    block: RoleBlock = field(compare=False)
    unfolded: bool = False
    on_picture: bool = False
    """There nothing can be clicked, and all courses are shown."""

    @cached_property
    def courses(self) -> list[TaughtBy]:
        """The courses that teach it, required ones first."""
        return sorted(self.line.courses, key=course_order)

    @property
    def shown(self) -> list[TaughtBy]:
        """The courses that are not folded away; one alone is not worth a fold."""
        return (
            self.courses if self.unfolded or self.on_picture or not self.can_fold else self.courses[:_FOLDED]
        )

    @property
    def can_fold(self) -> bool:
        """Whether there are courses to fold away."""
        return len(self.line.courses) > _FOLDED + 1

    @property
    def more(self) -> str:
        """What is said of the courses that are folded away, or how to fold them."""
        folded = self.courses[len(self.shown) :]
        if folded:
            return more_courses(folded)
        return tr("show fewer") if self.can_fold and not self.on_picture else ""

    @cached_property
    def sentence(self) -> str:
        """Whose skill it is, and how many have, plan or lack it."""
        return skill_sentence(self.found, self.block, self.line)

    @cached_property
    def spoken(self) -> str:
        """All of it, for a screen reader."""
        taught = "; ".join(
            tr("%1, %2, %3", course.title, course_days(course), kinds_in_full(course, self.found.tracks))
            for course in self.courses
        )
        return tr("%1. Taught by: %2", self.sentence, taught or untaught())

    def tip(self, part: Part, course_id: int) -> str:
        """What is said of a part that the mouse is over."""
        if part == "bar":
            return self.sentence
        if part == "more":
            return self.more
        if part != "course":
            return count_sentence(self.line, part)
        course = next(each for each in self.courses if each.course_id == course_id)
        kinds = kinds_in_full(course, self.found.tracks)
        return tr("%1 (%2), %3. %4", course.title, course.code, course_days(course), kinds)


def untaught() -> str:
    """What is said where no course of the paths teaches a skill that is wanted."""
    return tr("no course of these paths")


def entries_of(found: Comparison, block: RoleBlock, *, on_picture: bool = False) -> list[Entry]:
    """Return the skills of a block as lines."""
    names = tuple(found.tracks.values())
    return [Entry(line.name, line, names, found, block, on_picture=on_picture) for line in block.skills]


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a line that can be clicked."""

    part: Part
    area: QRectF
    text: str
    course_id: int = 0


class _Type:
    """The fonts of a block's lines with their sizes, and what the longest of them take."""

    def __init__(self, lines: Sequence[SkillLine], font: QFont) -> None:
        self.font, self.small, self.strong = QFont(font), small_font(font), QFont(font)
        self.strong.setWeight(QFont.Weight.DemiBold)
        self.metrics, self.small_metrics = QFontMetricsF(font), QFontMetricsF(self.small)
        self.strong_metrics = QFontMetricsF(self.strong)
        self.between = self.small_metrics.horizontalAdvance("·") + 6
        names = (self.metrics.horizontalAdvance(starting_large(line.name)) for line in lines)
        self.names = max(names, default=0.0)
        # Of all lines, so that their bars stand below each other.
        longest = (max(map(number, lines), default=0) for number in (_HAVE, _PLANNED, _LACK))
        have, planned, lack = ("0" * len(format_number(number)) for number in longest)
        self.counts = self.small_metrics.horizontalAdvance(have + planned) + 2 * self.between
        self.counts += self.strong_metrics.horizontalAdvance(tr("%1 lack", lack))


def lay_out(entries: Sequence[Entry], width: float, font: QFont) -> list[SkillFrame]:
    """Return the lines of a block laid out for a width and a font."""
    kind = _Type([entry.line for entry in entries], font)
    return [SkillFrame(entry, width, kind) for entry in entries]


class SkillFrame:
    """A line laid out; all places begin at its top left."""

    def __init__(self, entry: Entry, width: float, kind: _Type) -> None:
        self.entry, self.width = entry, width
        self._type = kind
        self._room = width - 2 * _SIDE - 2 * _GAP - kind.names - kind.counts
        self._is_narrow = self._room < sized(_LEAST_BAR)

    @property
    def height(self) -> float:
        """The height of the line; pixels."""
        last = self._courses[-1].area.bottom() if self._courses else self._untaught.bottom()
        return last + _ABOVE

    @property
    def _untaught(self) -> QRectF:
        """Where it is said that no course teaches it."""
        return QRectF(_SIDE, self._below_head, self.width - 2 * _SIDE, self._small_metrics.height())

    @cached_property
    def counts(self) -> list[Spot]:
        """The numbers of people at the right: who has, plans and lacks it."""
        line = self.entry.line
        shown: list[tuple[Has, str]] = [
            ("have", format_number(line.have)),
            ("planned", format_number(line.planned)),
            ("lack", tr("%1 lack", format_number(line.lack))),
        ]
        spots, right = [], self.width - _SIDE
        for has, text in reversed(shown):
            strong = has == "lack" and line.lack
            metrics = self._type.strong_metrics if strong else self._small_metrics
            wide = metrics.horizontalAdvance(text)
            area = QRectF(right - wide, _ABOVE, wide, self._metrics.height())
            spots.append(Spot(has, area, text))
            right -= wide + self._between
        return spots[::-1]

    @cached_property
    def bar(self) -> Spot:
        """The bar of the people."""
        thick = sized(_THICK)
        if self._is_narrow:
            area = QRectF(_SIDE, _ABOVE + self._metrics.height() + 3, self.width - 2 * _SIDE, thick)
        else:
            wide = min(self._room, sized(_MOST_BAR))
            left = self.width - _SIDE - self._type.counts - _GAP - wide
            area = QRectF(left, _ABOVE + (self._metrics.height() - thick) / 2, wide, thick)
        return Spot("bar", area, "")

    @property
    def name_area(self) -> QRectF:
        """Where the name of the skill stands."""
        right = self.counts[0].area.left() if self._is_narrow else self.bar.area.left()
        return QRectF(_SIDE, _ABOVE, right - _GAP - _SIDE, self._metrics.height())

    @cached_property
    def _courses(self) -> list[Spot]:
        return [*self._course_lines()]

    def spots(self) -> list[Spot]:
        """All that can be clicked."""
        return [*self.counts, self.bar, *self._courses]

    def spot_at(self, place: QPointF) -> Spot | None:
        """What is at a place, with some room around small parts; None for nothing."""
        around = 3
        for spot in self.spots():
            if spot.area.adjusted(-around, -around, around, around).contains(place):
                return spot
        return None

    def draw(self, painter: Sketch, left: float, top: float, theme: Theme, over: Spot | None = None) -> None:
        """Paint the line with its corner at a place; *over* is what the mouse is over."""
        painter.setFont(self._type.font)
        painter.setPen(theme.color("text"))
        area = self.name_area
        name = starting_large(self.entry.line.name)
        name = self._metrics.elidedText(name, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area.translated(left, top), _VCENTER, name)
        self._paint_bar(painter, left, top, theme)
        self._paint_counts(painter, left, top, theme, over)
        if not self._courses:
            painter.setFont(self._type.small)
            painter.setPen(theme.color("muted"))
            text = self._small_metrics.elidedText(
                untaught(), Qt.TextElideMode.ElideRight, self._untaught.width()
            )
            painter.drawText(self._untaught.translated(left, top), _VCENTER, text)
        for spot in self._courses:
            painter.setFont(_underlined(self._type.small, spot == over))
            painter.setPen(theme.color("accent" if spot.part == "more" else "muted"))
            self._paint_course(painter, spot, spot.area.translated(left, top))

    def _paint_bar(self, painter: Sketch, left: float, top: float, theme: Theme) -> None:
        line = self.entry.line
        segments = (
            Segment(Decimal(line.have), "done", tr("have it")),
            Segment(Decimal(line.planned), "accent", tr("plan it")),
        )
        paint_bar(painter, self.bar.area.translated(left, top), segments, Decimal(line.people), theme)

    def _paint_counts(
        self, painter: Sketch, left: float, top: float, theme: Theme, over: Spot | None
    ) -> None:
        for place, spot in enumerate(self.counts):
            area = spot.area.translated(left, top)
            if place:
                painter.setFont(self._type.small)
                painter.setPen(theme.color("muted"))
                gap = QRectF(area.left() - self._between, area.top(), self._between, area.height())
                painter.drawText(gap, int(Qt.AlignmentFlag.AlignCenter), "·")
            lacking = spot.part == "lack" and self.entry.line.lack
            font = self._type.strong if lacking else self._type.small
            painter.setFont(_underlined(font, spot == over))
            painter.setPen(theme.color("problem_text" if lacking else "muted"))
            painter.drawText(area, _VCENTER, spot.text)

    @property
    def _between(self) -> float:
        return self._type.between

    @property
    def _below_head(self) -> float:
        return _ABOVE + self._metrics.height() + (3 + sized(_THICK) + 2 if self._is_narrow else 0)

    @property
    def _metrics(self) -> QFontMetricsF:
        return self._type.metrics

    @property
    def _small_metrics(self) -> QFontMetricsF:
        return self._type.small_metrics

    def _course_lines(self) -> Iterator[Spot]:
        top, high = self._below_head + 1, self._small_metrics.height()
        room = self.width - 2 * _SIDE
        for course in self.entry.shown:
            text = tr("%1 · %2", course_days(course), kinds_in_short(course, self.entry.block))
            wide = self._small_metrics.horizontalAdvance(f"{course.title}  {text}")
            lines = 2 if wide > room and room < sized(_ONE_LINE) else 1
            area = QRectF(_SIDE, top, min(room, wide), high * lines)
            yield Spot("course", area, text, course.course_id)
            top += high * lines + 1
        if more := self.entry.more:
            wide = self._small_metrics.horizontalAdvance(more)
            yield Spot("more", QRectF(_SIDE, top, min(room, wide), high), more)

    def _paint_course(self, painter: Sketch, spot: Spot, area: QRectF) -> None:
        """Paint a course of which the title is shortened, and not the days; or what is folded away."""
        metrics, high = self._small_metrics, self._small_metrics.height()
        if spot.part == "more":
            text = metrics.elidedText(spot.text, Qt.TextElideMode.ElideRight, area.width() + 1)
            painter.drawText(area, _VCENTER, text)
            return
        title = next(each.title for each in self.entry.courses if each.course_id == spot.course_id)
        beside = f"  {spot.text}"
        if is_low := area.height() > 1.5 * high:
            beside = ""
        room = area.width() - metrics.horizontalAdvance(beside) + 1
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        first = QRectF(area.left(), area.top(), area.width() + 1, high)
        painter.drawText(first, _VCENTER, f"{title}{beside}")
        if is_low:
            painter.drawText(first.translated(0, high), _VCENTER, spot.text)


def _underlined(font: QFont, yes: bool) -> QFont:
    if not yes:
        return font
    made = QFont(font)
    made.setUnderline(True)
    return made

"""Which lane lies where, and which place a bar has in it when several overlap."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from math import inf

from PySide6.QtCore import QRectF

from pmplanner.services.needs.standing_in_plan import Shown
from pmplanner.services.views.timeline import (
    Bar,
    Grouping,
    LaneKey,
    LaneRow,
    TimelineRows,
    lane_keys,
    list_lanes,
)
from pmplanner.ui.schedule.timeline.scale import TimeScale

BAR_HEIGHT = 31
TEXT_ROOM = 62
"""A narrower bar has its text beside it, where a press takes hold of it too."""
_LEAST_BAR = 4
"""So wide is a bar at least, however narrow its days are, so that it is seen and can be pointed at."""
_PAD, _GAP, _INSET = 8, 4, 2


@dataclass(slots=True)
class Lane:
    """A lane, its bars by day, and the line of the lane on which each of them stands."""

    row: LaneRow
    bars: list[Bar] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    depth: int = 1

    @property
    def height(self) -> int:
        """Pixels from the lane's top to the next one's."""
        return 2 * _PAD + self.depth * BAR_HEIGHT + (self.depth - 1) * _GAP - 1


class LaneBook:
    """All lanes of a grouping over a scale; an update touches only lanes of changed sessions."""

    def __init__(self, rows: TimelineRows, grouping: Grouping, scale: TimeScale, shown: Shown = "") -> None:
        self.rows = rows
        self.shown: Shown = shown
        self.grouping: Grouping = grouping
        self.scale = scale
        self.lanes: list[Lane] = []
        self._places: dict[LaneKey, int] = {}
        self._tops: list[int] = [0]
        self._lanes_of: dict[int, tuple[LaneKey, ...]] = {}
        self._extents: dict[int, tuple[float, float]] = {}
        self._rebuild()

    @property
    def height(self) -> int:
        """Pixels of all lanes."""
        return self._tops[-1]

    def rescale(self, scale: TimeScale) -> None:
        """Lay all bars over another scale."""
        self.scale = scale
        self._extents = {session: _extent(scale, bar) for session, bar in self.rows.bars.items()}
        for lane in self.lanes:
            self._pack(lane)
        self._stack()

    def update(self, rows: TimelineRows, touched: Collection[int]) -> None:
        """Show these rows, of which only sessions named are other ones."""
        before, old = self._lanes_of, self.rows
        self.rows = rows
        stale = {key for session in touched for key in before.get(session, ())}
        for session in touched:
            keys = lane_keys(rows, rows.bars[session], self.grouping) if session in rows.bars else ()
            stale.update(keys)
            if keys:
                before[session] = keys
                self._extents[session] = _extent(self.scale, rows.bars[session])
            else:
                before.pop(session, None)
                self._extents.pop(session, None)
        # People and teams have a lane whether or not they have a session: their lanes stay.
        # Unless they do not count in the plan, and have one for their sessions' sake.
        stays = self.grouping in ("person", "team") and not rows.others(self.grouping)
        if not stays or rows.known is not old.known:
            self._reorder()
        self._refill(stale, touched)
        self._stack()

    def _reorder(self) -> None:
        """Add lanes that are new, and let go of those that are gone."""
        order = list_lanes(self.rows, self.grouping, self.shown)
        if [lane.row.key for lane in self.lanes] != [row.key for row in order]:
            present = {lane.row.key: lane for lane in self.lanes}
            self.lanes = [present.get(row.key) or Lane(row) for row in order]
            self._places = {lane.row.key: place for place, lane in enumerate(self.lanes)}

    def top(self, place: int) -> int:
        """Where a lane begins."""
        return self._tops[place]

    def place_of(self, key: LaneKey) -> int:
        """The place of a lane; -1 when there is none with that key."""
        return self._places.get(key, -1)

    def lane_at(self, y: float) -> int:
        """The place of the lane at a height; -1 beside all of them."""
        place = bisect_right(self._tops, y) - 1
        return place if 0 <= place < len(self.lanes) else -1

    def between(self, top: float, bottom: float) -> range:
        """The places of the lanes of which something lies between two heights."""
        # By halves: 3,000 lanes are not gone through for each picture.
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, min(len(self.lanes), max(first, bisect_right(self._tops, bottom))))

    def lanes_of(self, session_id: int) -> tuple[LaneKey, ...]:
        """The keys of the lanes in which a session lies."""
        return self._lanes_of.get(session_id, ())

    def rects(self, place: int) -> Iterator[tuple[Bar, QRectF]]:
        """The bars of a lane with where they lie."""
        lane, top = self.lanes[place], self._tops[place]
        for bar, line in zip(lane.bars, lane.lines, strict=True):
            yield bar, self.rect_at(bar, top, line)

    def rect(self, session_id: int, key: LaneKey) -> QRectF | None:
        """Where a session's bar lies in a lane; None when it is not there."""
        place = self.place_of(key)
        if place < 0:
            return None
        return next((rect for bar, rect in self.rects(place) if bar.id == session_id), None)

    def rect_at(self, bar: Bar, top: float, line: int = 0) -> QRectF:
        """Where a bar lies on a line of the lane that begins at *top*."""
        left, right = self._extents.get(bar.id) or _extent(self.scale, bar)
        y = top + _PAD - 1 + line * (BAR_HEIGHT + _GAP)
        return bar_rect(left, right, y)

    def rect_over(self, first: dt.date, last: dt.date, y: float) -> QRectF:
        """Where a bar of these days would lie at a height."""
        return bar_rect(self.scale.x(first), self.scale.end(last), y)

    def rooms(self, place: int) -> Iterator[tuple[Bar, QRectF, float]]:
        """The bars of a lane, where they lie, and how much room each has at its right for its text."""
        lane = self.lanes[place]
        placed = list(self.rects(place))
        begins: dict[int, float] = {}
        rooms = []
        for (_, rect), line in zip(reversed(placed), reversed(lane.lines), strict=True):
            rooms.append(begins.get(line, inf) - rect.right())
            begins[line] = rect.left()
        for (bar, rect), room in zip(placed, reversed(rooms), strict=True):
            yield bar, rect, room

    def bar_at(self, x: float, y: float, *, beside: bool = False) -> tuple[Bar, LaneKey] | None:
        """The bar at a place, the topmost of several, with its lane; with *beside* also by its text."""
        place = self.lane_at(y)
        if place < 0:
            return None
        key = self.lanes[place].row.key
        hits = [bar for bar, rect in self.rects(place) if rect.adjusted(-1, -1, 1, 1).contains(x, y)]
        if hits or not beside:
            return (hits[-1], key) if hits else None
        for bar, rect, room in self.rooms(place):
            if rect.width() < TEXT_ROOM and rect.adjusted(0, 0, min(room, TEXT_ROOM), 0).contains(x, y):
                return bar, key
        return None

    def _rebuild(self) -> None:
        rows = self.rows
        self.lanes = [Lane(row) for row in list_lanes(rows, self.grouping, self.shown)]
        self._places = {lane.row.key: place for place, lane in enumerate(self.lanes)}
        self._lanes_of = {session: lane_keys(rows, bar, self.grouping) for session, bar in rows.bars.items()}
        self._extents = {session: _extent(self.scale, bar) for session, bar in rows.bars.items()}
        by_key = {lane.row.key: lane for lane in self.lanes}
        for bar in sorted(rows.bars.values(), key=_order):
            for key in self._lanes_of[bar.id]:
                by_key[key].bars.append(bar)
        for lane in self.lanes:
            self._pack(lane)
        self._stack()

    def _refill(self, stale: Collection[LaneKey], touched: Collection[int]) -> None:
        for key in stale:
            if key in self._places:
                lane = self.lanes[self._places[key]]
                kept = [bar for bar in lane.bars if bar.id not in touched]
                now = [
                    self.rows.bars[session] for session in touched if key in self._lanes_of.get(session, ())
                ]
                lane.bars = sorted(kept + now, key=_order)
                self._pack(lane)

    def _pack(self, lane: Lane) -> None:
        """Put each bar on the first line that is free where it begins."""
        free: list[float] = []
        lane.lines = []
        for bar in lane.bars:
            left, right = self._extents[bar.session.id]
            # Half a pixel of tolerance: days are laid out by fractions of a week.
            if free and free[0] <= left + 0.5:
                free[0] = right  # as nearly all do
                lane.lines.append(0)
                continue
            line = next((n for n, until in enumerate(free) if until <= left + 0.5), len(free))
            if line == len(free):
                free.append(right)
            else:
                free[line] = right
            lane.lines.append(line)
        lane.depth = max(1, len(free))

    def _stack(self) -> None:
        self._tops = list(accumulate((lane.height for lane in self.lanes), initial=0))


def _extent(scale: TimeScale, bar: Bar) -> tuple[float, float]:
    return scale.x(bar.first_day), scale.end(bar.last_day)


def bar_rect(left: float, right: float, y: float) -> QRectF:
    """Where a bar lies that begins and ends at places of the scale: its true length, a hair less."""
    inset = min(_INSET, (right - left) / 8)
    return QRectF(left + inset, y, max(_LEAST_BAR, right - left - 2 * inset), BAR_HEIGHT)


def _order(bar: Bar) -> tuple[object, ...]:
    return bar.first_day, bar.last_day, bar.id

"""Which lane lies where, and which place a bar has in it when several overlap."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from heapq import nlargest
from itertools import accumulate, islice, pairwise
from math import inf
from typing import NamedTuple

from PySide6.QtCore import QRectF

from pmplanner.models.statuses import SessionStatus
from pmplanner.services.lookup import fold
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
from pmplanner.ui.schedule.day_runs import day_runs
from pmplanner.ui.schedule.timeline.scale import TimeScale
from pmplanner.ui.text_size import sized

_BAR_HEIGHT = 31
TEXT_ROOM = 62
"""A narrower bar has its text beside it, where a press takes hold of it too."""
_LEAST_BAR = 3
"""So wide is a bar at least, however narrow its days are, so that it is seen and can be pointed at."""
_PAD, _GAP, _INSET = 3, 4, 2
FOLDING = ("course", "team")
"""Where sessions of a course on the same days fold. In a room, or with a trainer, they would be a clash."""
_MOST_SPOTS = 1_000
"""Of so many lanes it is kept where their bars lie: of those that were seen last."""
_LONG = 20
"""Of so many texts with the most letters one is taken to be the widest."""


def bar_height() -> int:
    """The height of a bar with its two lines of text; pixels."""
    return sized(_BAR_HEIGHT)


StackKey = tuple[LaneKey, int, tuple[dt.date, ...]]
"""The lane, the course and the days that the sessions of a stack share."""


@dataclass(slots=True)
class Lane:
    """A lane, its bars by day, and the line of the lane on which each of them stands."""

    row: LaneRow
    bars: list[Bar] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    depth: int = 1
    stacks: dict[int, tuple[Bar, ...]] = field(default_factory=dict)
    """Sessions of a course on the same days that are drawn as one bar, by the id of the first of them."""
    under: dict[int, int] = field(default_factory=dict)
    """The sessions below the first one of a stack, with the id of that."""
    alike: dict[StackKey, tuple[Bar, ...]] = field(default_factory=dict)
    """Sessions of a course on the same days, whether they are drawn as one bar or not."""

    @property
    def height(self) -> int:
        """Pixels from the lane's top to the next one's."""
        return _lane_height(self.depth, bar_height())

    @property
    def shown(self) -> list[Bar]:
        """The bars that are drawn: of a stack only the first."""
        return [bar for bar in self.bars if bar.id not in self.under] if self.under else self.bars

    def stack(self, session_id: int) -> tuple[Bar, ...]:
        """The sessions that are drawn as one bar with this one; none when it has a bar of its own."""
        return self.stacks.get(self.under.get(session_id, session_id), ())


class Spot(NamedTuple):
    """Where a bar lies on the scale and below the top of its lane, and how much room is at its right."""

    bar: Bar
    left: float
    width: float
    top: int
    room: float

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.width


@dataclass(frozen=True, slots=True)
class LaneSpots:
    """The bars of a lane that are drawn, by day; found once for each scale."""

    spots: list[Spot]
    lefts: list[float]
    reaches: list[float]
    """Where, of the bars up to each of them, the last one begins, and how far they go to the right."""

    def between(self, left: float, right: float) -> Iterator[Spot]:
        """Those of which something lies between two places of the scale."""
        first, last = bisect_left(self.reaches, left), bisect_right(self.lefts, right)
        return (spot for spot in islice(self.spots, first, last) if spot.left + spot.width >= left)


class LaneBook:
    """All lanes of a grouping over a scale; an update touches only lanes of changed sessions."""

    def __init__(
        self,
        rows: TimelineRows,
        grouping: Grouping,
        scale: TimeScale,
        shown: Shown = "",
        unfolded: Collection[StackKey] = (),
        only: Collection[int] | None = None,
    ) -> None:
        """Lay rows over a scale.

        *shown* says who has a lane beside those who count in the plan; *unfolded* are the stacks whose
        sessions have a bar each. With *only* these people have lanes, and their sessions bars.
        """
        self.rows = rows
        self.only = only
        self.shown: Shown = shown
        self.grouping: Grouping = grouping
        self.scale = scale
        self.unfolded = set(unfolded)
        self.lanes: list[Lane] = []
        self._places: dict[LaneKey, int] = {}
        self._tops: list[int] = [0]
        self._lanes_of: dict[int, tuple[LaneKey, ...]] = {}
        self._extents: dict[int, tuple[float, float]] = {}
        self._kinds: dict[int, int] = {}
        """Which sessions are alike, by id; only those that are not the only ones of their kind."""
        self._long_lanes: list[Lane] | None = None
        self._spots: dict[LaneKey, LaneSpots] = {}
        """Of lanes that were seen, until their bars or the scale are other ones."""
        self._rebuild()

    @property
    def height(self) -> int:
        """Pixels of all lanes."""
        return self._tops[-1]

    def rescale(self, scale: TimeScale) -> None:
        """Lay all bars over another scale."""
        self.scale = scale
        self._spots.clear()
        # Lines go by days, which no scale changes: nothing is packed anew.
        self._extents = {session: _extent(scale, bar) for session, bar in self.rows.bars.items()}

    def update(self, rows: TimelineRows, touched: Collection[int]) -> None:
        """Show these rows, of which only sessions named are other ones."""
        before, old = self._lanes_of, self.rows
        self.rows = rows
        stale = {key for session in touched for key in before.get(session, ())}
        for session in touched:
            keys = self._keys(rows.bars[session]) if session in rows.bars else ()
            stale.update(keys)
            if keys:
                before[session] = keys
                self._extents[session] = _extent(self.scale, rows.bars[session])
            else:
                before.pop(session, None)
                self._extents.pop(session, None)
        # People and teams have a lane whether or not they have a session: their lanes stay.
        # Unless they do not count in the plan, and have one for their sessions' sake.
        stays = self.grouping in ("person", "team") and self.only is None and not rows.others(self.grouping)
        if not stays or rows.known is not old.known:
            self._reorder()
        self._find_kinds()
        self._refill(stale, touched)
        self._set_tops()

    def _reorder(self) -> None:
        """Add lanes that are new, and let go of those that are gone."""
        order = self._order()
        if [lane.row.key for lane in self.lanes] != [row.key for row in order]:
            present = {lane.row.key: lane for lane in self.lanes}
            self.lanes = [present.get(row.key) or Lane(row) for row in order]
            self._places = {lane.row.key: place for place, lane in enumerate(self.lanes)}
            self._long_lanes = None

    def fold(self, key: LaneKey, session_ids: Collection[int], *, folded: bool) -> None:
        """Draw sessions of a lane as one bar with those like them, or each of them with its own."""
        place = self.place_of(key)
        if place >= 0:
            lane = self.lanes[place]
            keys = [stack for stack, bars in lane.alike.items() if any(bar.id in session_ids for bar in bars)]
            (self.unfolded.difference_update if folded else self.unfolded.update)(keys)
            self._pack(lane)
            self._set_tops()

    def stack(self, session_id: int, key: LaneKey) -> tuple[Bar, ...]:
        """The sessions that are drawn as one bar with this one in a lane; none when it has its own."""
        place = self.place_of(key)
        return self.lanes[place].stack(session_id) if place >= 0 else ()

    def alike(self, session_id: int, key: LaneKey) -> tuple[Bar, ...]:
        """The sessions of the same course on the same days in a lane, drawn as one bar or not."""
        place = self.place_of(key)
        found = self.lanes[place].alike.values() if place >= 0 else ()
        return next((bars for bars in found if any(bar.id == session_id for bar in bars)), ())

    def long_lanes(self) -> list[Lane]:
        """The lanes with the most letters in their title, or below it; one of them needs the most room."""
        if self._long_lanes is None:
            below = nlargest(_LONG, self.lanes, key=lambda lane: len(lane.row.note or lane.row.short))
            titled = nlargest(_LONG, self.lanes, key=lambda lane: len(lane.row.title))
            self._long_lanes = [*titled, *below]
        return self._long_lanes

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

    def spots(self, place: int) -> LaneSpots:
        """The bars of a lane that are drawn, where they lie, and how much room each has for its text."""
        lane = self.lanes[place]
        found = self._spots.get(lane.row.key)
        if found is None:
            if len(self._spots) >= _MOST_SPOTS:
                self._spots.clear()
            found = self._spots[lane.row.key] = self._find_spots(lane)
        return found

    def rects(self, place: int) -> Iterator[tuple[Bar, QRectF]]:
        """The bars of a lane that are drawn, with where they lie."""
        return ((bar, rect) for bar, rect, _ in self.rooms(place))

    def rect(self, session_id: int, key: LaneKey) -> QRectF | None:
        """Where a session's bar, or that of its stack, lies in a lane; None when it is not there."""
        place = self.place_of(key)
        if place < 0:
            return None
        lane = self.lanes[place]
        drawn = lane.under.get(session_id, session_id)
        for bar, line in zip(lane.bars, lane.lines, strict=True):
            if bar.id == drawn:
                return self.rect_at(bar, self._tops[place], line)
        return None

    def rect_at(self, bar: Bar, top: float, line: int = 0) -> QRectF:
        """Where a bar lies on a line of the lane that begins at *top*."""
        left, right = self._extents.get(bar.id) or _extent(self.scale, bar)
        y = top + _PAD - 1 + line * (bar_height() + _GAP)
        return bar_rect(left, right, y)

    def rect_over(self, first: dt.date, last: dt.date, y: float) -> QRectF:
        """Where a bar of these days would lie at a height."""
        return bar_rect(self.scale.x(first), self.scale.end(last), y)

    def rooms(self, place: int) -> Iterator[tuple[Bar, QRectF, float]]:
        """The bars of a lane, where they lie, and how much room each has at its right for its text."""
        top, height = self._tops[place], bar_height()
        for spot in self.spots(place).spots:
            yield spot.bar, QRectF(spot.left, top + spot.top, spot.width, height), spot.room

    def _find_spots(self, lane: Lane) -> LaneSpots:
        step = bar_height() + _GAP
        placed: list[tuple[Bar, int, float, float]] = []
        starts: defaultdict[int, list[float]] = defaultdict(list)
        for bar, line in zip(lane.bars, lane.lines, strict=True):
            if bar.id not in lane.under:
                left, width = _sides(*(self._extents.get(bar.id) or _extent(self.scale, bar)))
                placed.append((bar, line, left, width))
                starts[line] += [left] if is_whole(bar) else self._run_starts(bar)
        for each in starts.values():
            each.sort()
        spots = []
        for bar, line, left, width in placed:
            after, right = starts[line], left + width
            place_after = bisect_left(after, right - 0.5)
            room = after[place_after] - right if place_after < len(after) else inf
            spots.append(Spot(bar, left, width, _PAD - 1 + line * step, room))
        lefts, reaches = (spot.left for spot in spots), (spot.right for spot in spots)
        return LaneSpots(spots, list(accumulate(lefts, max)), list(accumulate(reaches, max)))

    def _run_starts(self, bar: Bar) -> list[float]:
        return [self.scale.x(run[0]) for run in day_runs(bar.days)]

    def bar_at(self, x: float, y: float, *, beside: bool = False) -> tuple[Bar, LaneKey] | None:
        """The bar at a place, the topmost of several, with its lane; with *beside* also by its text.

        Where a session lies within a gap of another one, its days are those of the bar that has them.
        """
        place = self.lane_at(y)
        if place < 0:
            return None
        key = self.lanes[place].row.key
        hits = [bar for bar, rect in self.rects(place) if rect.adjusted(-1, -1, 1, 1).contains(x, y)]
        if len(hits) > 1:
            day = self.scale.day_at(x)
            hits = [bar for bar in hits if day in bar.days] or hits
        if hits or not beside:
            return (hits[-1], key) if hits else None
        for bar, rect, room in self.rooms(place):
            if rect.width() < TEXT_ROOM and rect.adjusted(0, 0, min(room, TEXT_ROOM), 0).contains(x, y):
                return bar, key
        return None

    def _keys(self, bar: Bar) -> tuple[LaneKey, ...]:
        """Return the keys of the lanes in which a bar lies; none where it is of nobody who is shown."""
        if self.only is None:
            return lane_keys(self.rows, bar, self.grouping)
        people = tuple(person for person in bar.person_ids if person in self.only)
        return lane_keys(self.rows, replace(bar, person_ids=people), self.grouping) if people else ()

    def _order(self) -> list[LaneRow]:
        """Return the lanes that are shown, in order."""
        lanes = list_lanes(self.rows, self.grouping, self.shown)
        if self.only is None:
            return lanes
        if self.grouping == "person":
            return [lane for lane in lanes if lane.key in self.only]
        people = self.rows.known["person"]
        used: set[LaneKey] = {key for bar in self.rows.bars.values() for key in self._keys(bar)}
        if self.grouping == "team":
            used |= {fold(people[person].note) for person in self.only if person in people}
        return [lane for lane in lanes if lane.key in used]

    def _rebuild(self) -> None:
        rows = self.rows
        self._find_kinds()
        self.lanes = [Lane(row) for row in self._order()]
        self._places = {lane.row.key: place for place, lane in enumerate(self.lanes)}
        self._lanes_of = {session: self._keys(bar) for session, bar in rows.bars.items()}
        self._extents = {session: _extent(self.scale, bar) for session, bar in rows.bars.items()}
        by_key = {lane.row.key: lane for lane in self.lanes}
        for bar in sorted(rows.bars.values(), key=_order):
            for key in self._lanes_of[bar.id]:
                by_key[key].bars.append(bar)
        for lane in self.lanes:
            self._pack(lane)
        self._set_tops()

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
        """Fold what is alike, and put each bar on the first line on which its days are free."""
        self._spots.pop(lane.row.key, None)
        self._fold_alike(lane)
        under = lane.under
        if not under and all(one.days[-1] < other.days[0] for one, other in pairwise(lane.bars)):
            lane.lines, lane.depth = [0] * len(lane.bars), 1  # as of nearly all people
            return
        lines, at = Lines(), dict[int, int]()
        lane.lines = []
        for bar in lane.bars:
            if under:
                at[bar.id] = at[under[bar.id]] if bar.id in under else lines.take(bar)
                lane.lines.append(at[bar.id])
            else:
                lane.lines.append(lines.take(bar))
        lane.depth = max(1, lines.count)

    def _fold_alike(self, lane: Lane) -> None:
        lane.stacks, lane.under, lane.alike = {}, {}, {}
        if len(lane.bars) < 2 or not self._kinds:
            return
        found: defaultdict[int, list[Bar]] = defaultdict(list)
        kinds = self._kinds
        for bar in lane.bars:
            if bar.session.id in kinds:
                found[kinds[bar.session.id]].append(bar)
        for bars in found.values():
            if len(bars) > 1:
                key = lane.row.key, bars[0].session.course_id, bars[0].days
                lane.alike[key] = (*lane.alike.get(key, ()), *bars)
                if key not in self.unfolded:
                    lane.stacks[bars[0].id] = tuple(bars)
                    lane.under.update((bar.id, bars[0].id) for bar in bars[1:])

    def _find_kinds(self) -> None:
        """Number the sessions that are of one course on the same days as another one."""
        if self.grouping not in FOLDING:
            return
        found: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for session_id, bar in self.rows.bars.items():
            # What is proposed, and what is a draft, looks different and stays apart.
            draft = bar.session.status == SessionStatus.DRAFT
            found[bar.session.course_id, bar.days, session_id < 0, draft].append(session_id)
        several = [each for each in found.values() if len(each) > 1]
        self._kinds = {session_id: number for number, each in enumerate(several) for session_id in each}

    def _set_tops(self) -> None:
        bar = bar_height()
        heights = {depth: _lane_height(depth, bar) for depth in {lane.depth for lane in self.lanes}}
        self._tops = list(accumulate((heights[lane.depth] for lane in self.lanes), initial=0))


class Lines:
    """Gives each bar, which come by their first days, the first line on which no other has a day of it."""

    def __init__(self) -> None:
        self._ends: list[dt.date] = []
        self._broken: list[list[Bar]] = []
        """The bars of a line since the first one with a gap that is not over."""

    @property
    def count(self) -> int:
        """How many lines are taken."""
        return len(self._ends)

    def take(self, bar: Bar) -> int:
        """The line of the next bar."""
        first, last = bar.days[0], bar.days[-1]
        whole = (last - first).days + 1 == len(bar.days)
        for line, end in enumerate(self._ends):
            if end < first:  # as nearly always
                self._ends[line] = last
                self._broken[line] = [] if whole else [bar]
                return line
            # Two sessions without a gap, of which the periods overlap, have a day in common.
            there = self._broken[line]
            if there and set(bar.days).isdisjoint(day for each in there for day in each.days):
                self._ends[line] = max(end, last)
                there.append(bar)
                return line
        self._ends.append(last)
        self._broken.append([] if whole else [bar])
        return len(self._ends) - 1


def is_whole(bar: Bar) -> bool:
    """Whether a session has each day from its first to its last."""
    return (bar.last_day - bar.first_day).days + 1 == len(bar.days)


def _extent(scale: TimeScale, bar: Bar) -> tuple[float, float]:
    return scale.x(bar.first_day), scale.end(bar.last_day)


def bar_rect(left: float, right: float, y: float) -> QRectF:
    """Where a bar lies that begins and ends at places of the scale: its true length, a hair less."""
    begin, width = _sides(left, right)
    return QRectF(begin, y, width, bar_height())


def _sides(left: float, right: float) -> tuple[float, float]:
    """Where a bar begins between two places of the scale, and how wide it is."""
    inset = min(_INSET, (right - left) / 8)
    return left + inset, max(_LEAST_BAR, right - left - 2 * inset)


def _lane_height(depth: int, bar: int) -> int:
    return 2 * _PAD + depth * bar + (depth - 1) * _GAP - 1


def _order(bar: Bar) -> tuple[object, ...]:
    return bar.first_day, bar.last_day, bar.id

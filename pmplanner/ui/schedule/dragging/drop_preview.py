"""What a drop would do: nothing but a consequence of what is dragged, where to, and which days are open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from math import inf

from pmplanner.models.statuses import OPEN_SESSIONS
from pmplanner.services.calendar.open_days import is_training_day
from pmplanner.services.calendar.session_days import Day, fill_days, move_days
from pmplanner.services.errors import PlanError
from pmplanner.services.sessions.moving import open_day, step_days
from pmplanner.services.views.timeline import Bar, TimelineRows, site_of
from pmplanner.ui.schedule.dragging.drag_state import DragState, DropTarget, Grip
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks
from pmplanner.ui.schedule.dragging.texts import Passed


@dataclass(frozen=True, slots=True)
class Placed:
    """A session, and the days on which it would be; of one that is resized only the first and the last."""

    bar: Bar
    days: tuple[dt.date, ...]

    @property
    def first(self) -> dt.date:
        """The first of the days."""
        return self.days[0]

    @property
    def last(self) -> dt.date:
        """The last of the days."""
        return self.days[-1]


@dataclass(frozen=True, slots=True)
class DropPreview:
    """Sessions where they would be if the mouse were let go now."""

    drag: DragState
    target: DropTarget
    placed: tuple[Placed, ...]
    """The one that is held, and those that go along."""
    steps: int = 0
    """By how many open days those that go along would be later, or when negative earlier."""
    passed: Passed | None = None
    """The day below the mouse, when it is not open and the session begins later."""

    @property
    def held(self) -> Placed:
        """The session that is held."""
        return self.placed[0]

    @property
    def moved(self) -> bool:
        """Whether something would be elsewhere than where it is."""
        bar = self.drag.bar
        elsewhere = (self.held.first, self.held.last) != (bar.first_day, bar.last_day)
        return elsewhere or bool(self.target.where) or self.drag.copying

    @property
    def refusal(self) -> str:
        """The word for what keeps the session where it is; "" when nothing does."""
        if self.drag.copying:
            return ""
        if self.drag.bar.session.locked:
            return "locked"
        return "pinned" if self.drag.bar.session.pinned and not self.target.where else ""

    @property
    def key(self) -> Hashable:
        """What is the same for two drops that would do the same."""
        placed = tuple((each.bar.id, each.first, each.last) for each in self.placed)
        return self.drag.copying, placed, tuple(self.target.where.items())


def preview_drag(rows: TimelineRows, drag: DragState, target: DropTarget) -> DropPreview:
    """Return what letting go of a session would do, snapping to open days.

    Several sessions move by as many open days as the one that is held, each within its lane.
    """
    bar = drag.bar
    if drag.grip is not Grip.WHOLE:
        return DropPreview(drag, target, (_resized(rows, drag, target.day),))
    if drag.along:
        target = replace(target, lane=drag.lane, where={}, site=site_of(rows, bar))
    wanted = bar.first_day if bar.session.pinned and not drag.copying else target.day
    held = Placed(bar, tuple(_days_from(rows, bar, wanted, target.site)))
    passed = _passed_day(rows, wanted, target.site) if wanted != held.first else None
    if not drag.along:
        return DropPreview(drag, target, (held,), passed=passed)
    steps = _open_days_between(rows, bar, bar.first_day, held.first)
    others = (Placed(each, tuple(_shifted(rows, each, steps))) for each in drag.along)
    return DropPreview(drag, target, (held, *others), steps, passed)


@dataclass(frozen=True, slots=True)
class PicksPreview:
    """Picks where they would be if they were dropped now: in the session below, or in a new one."""

    picks: DraggedPicks
    target: DropTarget
    days: tuple[dt.date, ...]
    """The days of the new session; none above one that is there, and where it is closed for years."""
    passed: Passed | None = None
    """The day below the mouse, when it is not open and the new session begins later."""

    seats: tuple[Bar, int] | None = None
    """A session of the course that has seats left, and how many: they are there before a new one."""

    @property
    def bar(self) -> Bar | None:
        """The session that would get people."""
        return self.target.bar

    @property
    def fits(self) -> bool:
        """Whether a drop would do something."""
        return bool(self.days) if self.bar is None else self.bar.session.course_id == self.picks.course_id

    @property
    def marked_days(self) -> tuple[dt.date, ...]:
        """The days of the session that would get people, or of the new one."""
        return self.days if self.bar is None else self.bar.days

    @property
    def key(self) -> Hashable:
        """What is the same for two drops that would do the same."""
        if self.bar is not None:
            return self.bar.id, self.picks
        return self.days[:1], tuple(self.target.where.items()), self.picks


def preview_picks(rows: TimelineRows, picks: DraggedPicks, target: DropTarget) -> PicksPreview:
    """Return what dropping picks would do: they make a session on the next open days, or take seats."""
    if target.bar is not None:
        bar = _with_room(target.stack, len(picks.pick_ids)) or target.bar
        return PicksPreview(picks, replace(target, bar=bar), ())
    is_open = _opener(rows, target.site)
    try:
        filled = fill_days(open_day(target.day, is_open), picks.course_days, is_open=is_open)
    except PlanError:
        return PicksPreview(picks, target, ())
    days = tuple(each.day for each in filled)
    passed = _passed_day(rows, target.day, target.site)
    return PicksPreview(picks, target, days, passed, _seats_left(rows, picks.course_id))


def _seats_left(rows: TimelineRows, course_id: int) -> tuple[Bar, int] | None:
    """The session of a course with the most seats left, of those with a limit that can get people."""
    free = [
        (bar, int(_free_seats(bar)))
        for bar in rows.bars.values()
        if bar.id > 0 and bar.session.course_id == course_id and _is_open(bar) and _free_seats(bar) < inf
    ]
    best = max(free, key=lambda each: each[1], default=None)
    return best if best is not None and best[1] > 0 else None


def _is_open(bar: Bar) -> bool:
    return bar.session.status in OPEN_SESSIONS and not bar.session.locked


def _with_room(stack: Sequence[Bar], people: int) -> Bar | None:
    """The first of several sessions with seats for so many people, else the one with most; None of none."""
    free = {bar.id: _free_seats(bar) for bar in stack}
    first = next((bar for bar in stack if free[bar.id] >= people), None)
    return first or max(stack, key=lambda bar: free[bar.id], default=None)


def _free_seats(bar: Bar) -> float:
    most = bar.session.seats_max
    return inf if most is None else most - bar.session.booked - bar.session.waiting


def _resized(rows: TimelineRows, drag: DragState, day: dt.date) -> Placed:
    """Move the end that is held to a day, or the nearest open one on the way there."""
    bar = drag.bar
    is_open = _opener(rows, site_of(rows, bar))
    if drag.grip is Grip.END:
        day = max(day, bar.first_day)
        while day > bar.last_day and not is_open(day):
            day -= dt.timedelta(days=1)
        return Placed(bar, (bar.first_day, day))
    day = min(day, bar.last_day)
    while day < bar.first_day and not is_open(day):
        day += dt.timedelta(days=1)
    return Placed(bar, (day, bar.last_day))


def _opener(rows: TimelineRows, site: str) -> Callable[[dt.date], bool]:
    """What says whether a day is open at a site, from what the views have read."""
    return lambda day: is_training_day(rows.closed, rows.week, site, day)


def _days_from(rows: TimelineRows, bar: Bar, start: dt.date, site: str) -> list[dt.date]:
    """The days that a session has when it is moved to a day or the next open one."""
    if start == bar.first_day:
        return list(bar.days)
    try:
        return [day.day for day in move_days(map(Day, bar.days), start, _opener(rows, site))]
    except PlanError:  # closed for years
        return list(bar.days)


def _shifted(rows: TimelineRows, bar: Bar, steps: int) -> list[dt.date]:
    """The days of a session so many open days on."""
    site = site_of(rows, bar)
    try:
        start = step_days(bar.first_day, steps, _opener(rows, site))
    except PlanError:  # closed for years
        return list(bar.days)
    return _days_from(rows, bar, start, site)


def _open_days_between(rows: TimelineRows, bar: Bar, first: dt.date, other: dt.date) -> int:
    """How many open days a day is later, or when negative earlier, than another."""
    is_open = _opener(rows, site_of(rows, bar))
    low, high = sorted((first, other))
    count = sum(is_open(low + dt.timedelta(days=n)) for n in range(1, (high - low).days + 1))
    return count if other >= first else -count


def _passed_day(rows: TimelineRows, day: dt.date, site: str) -> Passed | None:
    """A day on which a site is closed, with the reason; None for one that is open."""
    if is_training_day(rows.closed, rows.week, site, day):
        return None
    return day, rows.closed.of(site).get(day, "")

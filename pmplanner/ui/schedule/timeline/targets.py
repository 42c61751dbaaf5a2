"""What lies at a place of the timeline for what is dragged there, and where that would lie itself.

Places are those of scale and lanes, which stay when the timeline scrolls.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPointF, QRectF

from pmplanner.services.lookup import fold
from pmplanner.services.views.timeline import Bar, LaneKey, site_of
from pmplanner.ui.schedule.dragging.drag_state import DragState, DropTarget, Grip
from pmplanner.ui.schedule.dragging.drop_preview import DropPreview, PicksPreview, Placed
from pmplanner.ui.schedule.timeline.frame import Ghost
from pmplanner.ui.schedule.timeline.lanes import LaneBook, bar_height

EDGE = 6
"""So many pixels at either end of a bar take hold of that end."""
_ABOVE = 7
"""Pixels between the top of a lane and what is held above it."""


def hold_at(book: LaneBook, place: QPointF) -> DragState | None:
    """The bar at a place, as it would be held; what is proposed cannot be."""
    hit = book.bar_at(place.x(), place.y(), beside=True)
    if hit is None or hit[0].id < 0:
        return None
    bar, lane = hit
    rect, stack = book.rect(bar.id, lane), book.stack(bar.id, lane)
    assert rect is not None
    # Of several sessions on the same days none is made longer: which one would it be?
    grip = Grip.WHOLE if stack else grip_at(rect, place)
    return DragState(bar, book.scale.day_at(place.x()), place, grip, lane, stack=stack)


def grip_at(rect: QRectF, place: QPointF) -> Grip:
    """Which part of a bar is at a place; its text beside it holds the whole."""
    edge = min(EDGE, rect.width() / 4)
    if place.x() > rect.right() + 1:
        return Grip.WHOLE
    if place.x() <= rect.left() + edge:
        return Grip.START
    return Grip.END if place.x() >= rect.right() - edge else Grip.WHOLE


def target_of(book: LaneBook, drag: DragState, place: QPointF) -> DropTarget:
    """What a bar is held above: its day and, where they matter, its lane."""
    scale, bar = book.scale, drag.bar
    by, half = place.x() - drag.press.x(), scale.day_width / 2
    if drag.grip is Grip.END:
        return DropTarget(scale.day_at(scale.end(bar.last_day) - half + by), site_of(book.rows, bar))
    x = scale.x(bar.first_day) + half + by
    if drag.grip is Grip.START:
        return DropTarget(scale.day_at(x), site_of(book.rows, bar))
    day = scale.day_at(max(0.0, min(scale.width - 1, x)))
    place_of_lane = book.lane_at(place.y())
    if book.grouping not in ("room", "trainer") or place_of_lane < 0:
        return DropTarget(day, _site_in(book, bar, drag.lane, drag.lane), drag.lane)
    row = book.lanes[place_of_lane].row
    where: dict[str, str] = {} if row.key == drag.lane else {book.grouping: row.title}
    names = bar.session.named("room" if book.grouping == "room" else "trainer")
    instead = next((name for name in names if fold(name) == drag.lane), "") if where else None
    return DropTarget(day, _site_in(book, bar, drag.lane, row.key), row.key, where, instead)


def target_at(book: LaneBook, place: QPointF) -> DropTarget:
    """What picks are held above: a bar, or a day with the room or trainer of the lane."""
    scale = book.scale
    day = scale.day_at(max(0.0, min(scale.width - 1, place.x())))
    hit = book.bar_at(place.x(), place.y())
    if hit is not None and hit[0].id > 0:
        return DropTarget(day, lane=hit[1], bar=hit[0], stack=book.stack(hit[0].id, hit[1]))
    place_of_lane = book.lane_at(place.y())
    if book.grouping not in ("room", "trainer") or place_of_lane < 0:
        return DropTarget(day)
    row = book.lanes[place_of_lane].row
    if not row.title:
        return DropTarget(day)
    site = row.site if book.grouping == "room" else ""
    return DropTarget(day, site, row.key, {book.grouping: row.title})


def ghosts(book: LaneBook, preview: DropPreview) -> tuple[Ghost, ...]:
    """Bars where they would lie."""
    return () if preview.refusal else tuple(_ghost(book, preview, each) for each in preview.placed)


def outline(book: LaneBook, preview: PicksPreview, place: QPointF) -> QRectF | None:
    """Where the new session, or the one that gets people, lies."""
    if preview.bar is not None:
        return None if preview.target.lane is None else book.rect(preview.bar.id, preview.target.lane)
    if not preview.days:
        return None
    lane = book.lane_at(place.y())
    top = book.top(lane) + _ABOVE if lane >= 0 else place.y() - bar_height() / 2
    return book.rect_over(preview.days[0], preview.days[-1], top)


def _ghost(book: LaneBook, preview: DropPreview, placed: Placed) -> Ghost:
    bar, keys = placed.bar, book.lanes_of(placed.bar.id)
    own = preview.drag.lane if preview.drag.lane in keys else keys[0]
    held_elsewhere = placed is preview.held and preview.target.where
    lane = preview.target.lane if held_elsewhere else own
    assert own is not None
    assert lane is not None
    rect = None if held_elsewhere else book.rect(bar.id, own)
    top = rect.top() if rect is not None else book.rect_at(bar, book.top(book.place_of(lane))).top()
    return Ghost(bar, book.rect_over(placed.first, placed.last, top), _days_of(preview, placed))


def _days_of(preview: DropPreview, placed: Placed) -> tuple[dt.date, ...]:
    """The days of a bar where it would lie; of one that is resized only both ends are known."""
    if preview.drag.grip is Grip.WHOLE:
        return placed.days
    count = (placed.last - placed.first).days + 1
    return tuple(placed.first + dt.timedelta(days=number) for number in range(count))


def _site_in(book: LaneBook, bar: Bar, held: LaneKey | None, lane: LaneKey | None) -> str:
    """The site whose days count when a bar that is held in one lane lies in another.

    That of the first room, wherever else a session is.
    """
    if book.grouping == "room" and held == fold(bar.session.room):
        room = None if lane is None else book.rows.known["room"].get(lane)
        return room.site if room else ""
    return site_of(book.rows, bar)

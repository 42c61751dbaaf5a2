"""Which bar lies in the direction of an arrow key."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt

from pmplanner.services.views.timeline import LaneKey
from pmplanner.ui.schedule.timeline.lanes import LaneBook

_ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ACROSS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}

Place = tuple[int, LaneKey]
"""A session in a lane."""


def neighbour(
    book: LaneBook, session_id: int | None, lane: LaneKey | None, key: Qt.Key, seen: dt.date
) -> Place | None:
    """The bar in the direction of a key, from the current one or, without one, from the day *seen*.

    Of sessions that are drawn as one bar it is the first.
    """
    place = -1 if lane is None else book.place_of(lane)
    if session_id is None or place < 0:
        return _first_seen(book, seen) if key in (*_ALONG, *_ACROSS, *_ENDS) else None
    bars = book.lanes[place].shown
    ids = [bar.id for bar in bars]
    drawn = book.lanes[place].under.get(session_id, session_id)
    if drawn not in ids:
        return _first_seen(book, seen)
    at = ids.index(drawn)
    if key in _ALONG:
        step = at + _ALONG[key]
        return (ids[step], book.lanes[place].row.key) if 0 <= step < len(ids) else None
    if key in _ENDS:
        return ids[_ENDS[key]], book.lanes[place].row.key
    if key in _ACROSS:
        return _in_next_lane(book, place, _ACROSS[key], bars[at].first_day)
    return None


def _first_seen(book: LaneBook, seen: dt.date) -> Place | None:
    """The topmost bar on or after a day, else the topmost of all."""
    found: Place | None = None
    for lane in book.lanes:
        for bar in lane.bars:
            if bar.last_day >= seen:
                return bar.id, lane.row.key
            found = found or (bar.id, lane.row.key)
    return found


def _in_next_lane(book: LaneBook, place: int, step: int, day: dt.date) -> Place | None:
    """The bar nearest to a day in the next lane that has one."""
    place += step
    while 0 <= place < len(book.lanes):
        lane = book.lanes[place]
        if lane.bars:
            nearest = min(lane.shown, key=lambda bar: abs((bar.first_day - day).days))
            return nearest.id, lane.row.key
        place += step
    return None

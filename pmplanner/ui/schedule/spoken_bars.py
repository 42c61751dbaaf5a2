"""How timeline and month call their bars for screen readers."""

from __future__ import annotations

from typing import NamedTuple

from pmplanner.services.views.timeline import LaneKey


class BarKey(NamedTuple):
    """A bar: its session, and its lane where there are lanes."""

    session_id: int
    lane: LaneKey | None = None

"""When a session is, by the clocks of where the schedule makes sessions."""

import datetime as dt
from collections.abc import Collection, Iterable
from zoneinfo import ZoneInfo

from pmplanner.services.autoschedule.halves import HalfDay, halves_of
from pmplanner.services.autoschedule.horizon import Horizon
from pmplanner.services.problems.reading.rows import Part

_MIDNIGHT, _END = dt.time(0), dt.time(23, 59, 59)


def places_of(horizon: Horizon, parts: Iterable[Part], zones: Collection[str]) -> set[int]:
    """Return the places that session days take from whoever may be in a session in one of some *zones*.

    Where a zone is not known, clocks are compared, as the problems do.
    """
    halves: set[HalfDay] = set()
    for part in parts:
        foreign = [zone for zone in zones if zone and part.zone and zone != part.zone]
        if len(foreign) < len(zones) or not zones:
            halves.update(halves_of(part.day, part.start, part.end))
        for zone in foreign:
            halves.update(_in_zone(part, zone))
    return set(horizon.places(halves))


def _in_zone(part: Part, zone: str) -> Iterable[HalfDay]:
    """Give the halves of dates that a session day takes by the clocks of another zone."""
    start, end = (
        dt.datetime.combine(part.day, time, ZoneInfo(part.zone)).astimezone(ZoneInfo(zone))
        for time in (part.start, part.end)
    )
    if start.date() == end.date():
        yield from halves_of(start.date(), start.time(), end.time())
        return
    yield from halves_of(start.date(), start.time(), _END)
    if end.time() > _MIDNIGHT:
        yield from halves_of(end.date(), _MIDNIGHT, end.time())

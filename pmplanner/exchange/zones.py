"""Time zones as calendar files describe them: each change of the clock in the years that are needed."""

import datetime as dt
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from icalendar import Timezone

_DAY = dt.timedelta(days=1)
_SECOND = dt.timedelta(seconds=1)
_NONE = dt.timedelta(0)


class Clock(NamedTuple):
    """What a zone's clocks show from a moment (UTC) on."""

    since: dt.datetime
    before: dt.timedelta
    """How far they were from UTC until then."""
    offset: dt.timedelta
    name: str
    summer: bool


def find_zone(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name; None when there is none of that name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=64)
def list_clocks(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[Clock, ...]:
    """Return what the clocks of a zone show at the beginning of *first_year* and after each change."""
    start = dt.datetime(first_year, 1, 1, tzinfo=zone).astimezone(dt.UTC)
    end = dt.datetime(last_year, 12, 31, tzinfo=zone).astimezone(dt.UTC)
    first = _clock(zone, start, _offset(zone, start))
    return (first, *_changes(zone, start, end))


def _changes(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> Iterator[Clock]:
    day = start
    while day < end:
        if _offset(zone, day) != _offset(zone, day + _DAY):
            yield _clock(zone, _moment_of_change(zone, day), _offset(zone, day))
        # Day by day, and then by halves: zoneinfo does not tell when its clocks change.
        day += _DAY


def _moment_of_change(zone: ZoneInfo, day: dt.datetime) -> dt.datetime:
    """Return the first second of the new offset, within a day after *day*."""
    before, low, high = _offset(zone, day), day, day + _DAY
    while high - low > _SECOND:
        middle = low + ((high - low) / 2 // _SECOND) * _SECOND
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, moment: dt.datetime) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or _NONE


def _clock(zone: ZoneInfo, moment: dt.datetime, before: dt.timedelta) -> Clock:
    there = moment.astimezone(zone)
    return Clock(moment, before, there.utcoffset() or _NONE, there.tzname() or "", bool(there.dst() or _NONE))


def describe_zone(zone: ZoneInfo, first_year: int, last_year: int) -> "Timezone":
    """Return the VTIMEZONE of a zone, true from *first_year* to *last_year*.

    Written here and not by the library, which gives the onset of summer time an hour late.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    described = Timezone()
    described.add("tzid", zone.key)
    for clock in list_clocks(zone, first_year, last_year):
        part = TimezoneDaylight() if clock.summer else TimezoneStandard()
        # RFC 5545: the onset is what the clocks showed just before they were put forward or back.
        part.add("dtstart", clock.since.replace(tzinfo=None) + clock.before)
        part.add("tzoffsetfrom", clock.before)
        part.add("tzoffsetto", clock.offset)
        part.add("tzname", clock.name)
        described.add_component(part)
    return described

"""Writing calendar files (RFC 5545), which calendars of all kinds take over."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pmplanner.exchange.zones import describe_zone, find_zone

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT = "-//PM Planner//Training plan//EN"
_CATEGORY = "Training"
_LAST_MINUTE = dt.time(23, 59)


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An event of a calendar; *start* and *end* are what the clocks of *zone* show.

    Without a zone they float: each calendar takes them for its own local time.
    """

    uid: str
    summary: str
    start: dt.datetime
    end: dt.datetime
    zone: str = ""
    location: str = ""
    description: str = ""
    status: str = "CONFIRMED"
    """TENTATIVE, CONFIRMED or CANCELLED."""
    sequence: int = 0
    link: str = ""
    """Where who is not there joins it."""

    @property
    def all_day(self) -> bool:
        """Whether it lasts from midnight to midnight, so that its times say nothing."""
        return self.start.time() == dt.time() and self.end.time() >= _LAST_MINUTE


def calendar_text(events: Iterable[CalendarEvent], name: str, stamp: dt.datetime) -> bytes:
    """Return a calendar file with these events, called *name* and made at *stamp* (UTC, aware).

    It has no METHOD: it is a snapshot to take over (RFC 5545, 3.7.2). PUBLISH asks for an ORGANIZER
    (RFC 5546, 3.2.1), whose address is not known, and one made up would be asked for answers.
    """
    # Imported here: it takes a tenth of a second, which the start of the program has no use for.
    from icalendar import Calendar, vText

    events = list(events)
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", vText(_plain(name)))
    for zone, first, last in _zones(events):
        calendar.add_component(describe_zone(zone, first, last))
    for event in events:
        calendar.add_component(_component(event, stamp))
    content: bytes = calendar.to_ical()
    return content


def _zones(events: Iterable[CalendarEvent]) -> list[tuple[ZoneInfo, int, int]]:
    """Return the zones that events are in, each with the first and last year of its events."""
    years: dict[str, set[int]] = {}
    for event in events:
        if not event.all_day:
            years.setdefault(event.zone, set()).update((event.start.year, event.end.year))
    found = ((find_zone(name), min(years[name]), max(years[name])) for name in sorted(years))
    return [(zone, first, last) for zone, first, last in found if zone is not None]


def _component(event: CalendarEvent, stamp: dt.datetime) -> "Event":
    from icalendar import Event, vUri

    component = Event()
    component.add("uid", event.uid)
    # Given and not asked of the clock, so that the same events make the same bytes.
    component.add("dtstamp", stamp)
    component.add("sequence", event.sequence)
    component.add("status", event.status)
    component.add("summary", _plain(event.summary))
    start, end = _times(event)
    component.add("dtstart", start)
    component.add("dtend", end)
    if event.location:
        component.add("location", _plain(event.location))
    if event.description:
        component.add("description", _plain(event.description))
    if event.link:
        # RFC 7986, 5.11; the older property beside it is read by more programs.
        conference = {"VALUE": "URI", "FEATURE": "VIDEO"}
        component.add("conference", vUri(_plain(event.link)), parameters=conference)
        component.add("url", vUri(_plain(event.link)))
    component.add("categories", [_CATEGORY])
    return component


def _times(event: CalendarEvent) -> tuple[dt.date, dt.date]:
    """Return start and end: with their zone, or the first day and the one after the last."""
    if event.all_day:
        # RFC 5545: the end of an event of whole days is the day after its last one.
        return event.start.date(), event.end.date() + dt.timedelta(days=1)
    zone = find_zone(event.zone)
    return event.start.replace(tzinfo=zone), event.end.replace(tzinfo=zone)


def _plain(text: str) -> str:
    """Return text without the control characters that a calendar file cannot have."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c if c.isprintable() else " " for c in line) for line in lines)

"""The events of calendar files (RFC 5545) as the days that they touch, each occurrence on its own."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.zones import find_zone

if TYPE_CHECKING:
    from icalendar import Calendar, Event

_BEFORE = dt.timedelta(days=366)
_AFTER = dt.timedelta(days=2 * 366)
"""Of what comes again and again, so much before and after today is read."""

_WHEN = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_NO_PEOPLE = ("ROOM", "RESOURCE", "GROUP")
_MOMENT = dt.timedelta(microseconds=1)
_EVENT = re.compile(rb"^BEGIN:VEVENT\s.*?^END:VEVENT\s", re.DOTALL | re.MULTILINE | re.IGNORECASE)

_DAMAGE = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)
"""What the library may raise for a file that is damaged."""


@dataclass(frozen=True, slots=True)
class EventDays:
    """The days that one occurrence of an event touches, both included."""

    first_day: dt.date
    last_day: dt.date
    summary: str = ""
    place: str = ""
    emails: tuple[str, ...] = ()
    """Who attends, or whose it is when nobody is said to attend."""
    busy: bool = True
    """False for what is shown as free time."""


@dataclass(frozen=True, slots=True)
class EventFile:
    """What a calendar file holds."""

    days: tuple[EventDays, ...]
    cancelled: int
    """How many events are marked as cancelled; they have no days."""


@dataclass(frozen=True, slots=True)
class _Read:
    """An event with its times as the clocks of its own zone show them."""

    component: "Event"
    start: dt.datetime
    length: dt.timedelta
    zone: dt.tzinfo | None

    @property
    def uid(self) -> str:
        return str(self.component.get("UID", ""))

    @property
    def cancelled(self) -> bool:
        return str(self.component.get("STATUS", "")).upper() == "CANCELLED"


class _FaultError(Exception):
    """Why an event cannot be read."""


def read_events(data: bytes, name: str, today: dt.date) -> EventFile:
    """Read the events of the calendar file *name*; of what repeats, from a year before *today* to two after.

    Raises ExchangeError that names the file and the event that cannot be read.
    """
    events: list[_Read] = []
    changed: dict[str, list[Any]] = defaultdict(list)
    found: list[EventDays] = []
    numbered = _components(data, name)
    for number, (component, usual) in enumerate(numbered, 1):
        with _naming(name, number, component):
            events.append(_read(component, usual))
            if (which := component.get("RECURRENCE-ID")) is not None:
                changed[events[-1].uid].append(_moved(which))
    for number, event in enumerate(events, 1):
        if not event.cancelled:
            with _naming(name, number, event.component):
                found += _occurrences(event, changed[event.uid], today)
    return EventFile(tuple(found), sum(event.cancelled for event in events))


@contextmanager
def _naming(name: str, number: int, component: "Event") -> Iterator[None]:
    """Turn what is wrong with an event into a sentence that names it."""
    try:
        yield
    except (_FaultError, *_DAMAGE) as error:
        title = _text(component, "SUMMARY")
        event = f"event {number}" + (f" “{title}”" if title else "")
        reason = _clause(error) if isinstance(error, _FaultError | ValueError) else "it is damaged"
        raise ExchangeError(f"{name}, {event}: {reason}.") from error


def _components(data: bytes, name: str) -> list[tuple["Event", dt.tzinfo]]:
    """Return the events, each with the zone in which its calendar is shown."""
    # Imported here: it takes a tenth of a second, which the start of the program has no use for.
    from icalendar import Calendar, Event

    try:
        calendars: list[Calendar] = Calendar.from_ical(data, multiple=True)
    except _DAMAGE as error:
        place = _damaged_event(data)
        where = f"{name}, event {place}: it" if place else name
        raise ExchangeError(f"{where} is damaged and cannot be read; export it again.") from error
    begun = data.upper().count(b"BEGIN:VCALENDAR")
    if len(calendars) < begun:
        raise ExchangeError(f"{name} breaks off in the middle; export it again.")
    return [
        (event, _usual_zone(calendar))
        for calendar in calendars
        for event in calendar.walk("VEVENT")
        if isinstance(event, Event)
    ]


def _clause(error: Exception) -> str:
    """Return what the library says as a part of one sentence."""
    return str(error).rstrip(".").replace(". ", ", ")


def _damaged_event(data: bytes) -> int | None:
    """Return the number of the first event that cannot be read even by itself; None when all can be."""
    from icalendar import Event

    for number, found in enumerate(_EVENT.finditer(data), 1):
        try:
            Event.from_ical(found[0])
        except _DAMAGE:
            return number
    return None


def _usual_zone(calendar: "Calendar") -> dt.tzinfo:
    """Return the zone in which a calendar shows times that are given in UTC."""
    return find_zone(str(calendar.get("X-WR-TIMEZONE", ""))) or dt.UTC


def _read(component: "Event", usual: dt.tzinfo) -> _Read:
    for what, why in component.errors:
        if what in _WHEN or (what is None and any(word in str(why) for word in _WHEN)):
            raise _FaultError(f"{what or 'a line of it'} cannot be read: {why}")
    start = _value(component, "DTSTART")
    if start is None:
        raise _FaultError("it has no start")
    zone = _zone(start, usual)
    local = _local(start, zone)
    length = _length(component, start, local, zone)
    if length < dt.timedelta(0):
        raise _FaultError("it ends before it starts")
    return _Read(component, local, length, zone)


def _zone(start: dt.date, usual: dt.tzinfo) -> dt.tzinfo | None:
    zone = start.tzinfo if isinstance(start, dt.datetime) else None
    return usual if str(zone) == "UTC" else zone


def _length(component: "Event", start: dt.date, local: dt.datetime, zone: dt.tzinfo | None) -> dt.timedelta:
    """Return how long an event takes; a day when it is said to begin on a day and no more."""
    whole = dt.timedelta(0) if isinstance(start, dt.datetime) else dt.timedelta(days=1)
    end = _value(component, "DTEND")
    if end is not None:
        return _local(end, zone) - local or whole
    duration = _value(component, "DURATION")
    if duration is None:
        return whole
    if not isinstance(duration, dt.timedelta):
        raise _FaultError("DURATION cannot be read")
    return duration or whole


def _value(component: "Event", name: str) -> Any:  # noqa: ANN401 - a date, a moment, a duration
    found = component.get(name)
    if isinstance(found, list):
        raise _FaultError(f"it has {name} more than once")
    return None if found is None else found.dt


def _local(value: object, zone: dt.tzinfo | None) -> dt.datetime:
    """Return a day's midnight, or a moment as the clocks of *zone* show it."""
    if isinstance(value, tuple):  # a period: its beginning
        value = value[0]
    if isinstance(value, dt.datetime):
        return (value.astimezone(zone) if value.tzinfo and zone else value).replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    raise _FaultError(f"{value} is neither a day nor a time")


def _moved(which: Any) -> Any:  # noqa: ANN401 - properties of the library
    """Return the occurrence that an event takes the place of."""
    if isinstance(which, list) or which.params.get("RANGE"):
        raise _FaultError("it changes a series from one day on; export the series without that")
    return which.dt


def _occurrences(event: _Read, changed: Iterable[object], today: dt.date) -> Iterator[EventDays]:
    """Give the days of each occurrence of an event that does not take the place of another's."""
    component = event.component
    starts = {event.start}
    if component.get("RECURRENCE-ID") is None:
        starts |= {_local(each, event.zone) for each in _dates(component, "RDATE")}
        for rule in _listed(component.get("RRULE")):
            starts |= set(_repeated(rule, event, today))
        gone = [*_dates(component, "EXDATE"), *changed]
        moments = {_local(each, event.zone) for each in gone}
        whole = {each for each in gone if not isinstance(each, dt.datetime)}
        starts = {each for each in starts if each not in moments and each.date() not in whole}
    said = {
        "summary": _text(component, "SUMMARY"),
        "place": _text(component, "LOCATION"),
        "emails": tuple(_emails(component)),
        "busy": str(component.get("TRANSP", "")).upper() != "TRANSPARENT",
    }
    for start in sorted(starts):
        yield _days(start, event.length, said)


def _days(start: dt.datetime, length: dt.timedelta, said: Mapping[str, Any]) -> EventDays:
    """Return the days that are touched; an end at midnight does not touch the day that begins then."""
    last = start + length - _MOMENT if length else start
    return EventDays(start.date(), last.date(), **said)


def _repeated(rule: Any, event: _Read, today: dt.date) -> list[dt.datetime]:  # noqa: ANN401 - of the library
    """Return the starts that a rule gives within the time that matters."""
    from dateutil.rrule import rrulestr

    rule = type(rule)(dict(rule))
    if str(*rule.get("FREQ", [""])).upper() not in _FREQUENCIES:
        raise _FaultError("it repeats within a day, which cannot be read")
    if any(each < 1 for name in ("INTERVAL", "COUNT") for each in rule.get(name, [])):
        raise _FaultError("how it repeats cannot be read: there is a number below 1")  # would never end
    if "UNTIL" in rule:
        rule["UNTIL"] = [_until(each, event.zone) for each in rule["UNTIL"]]
    now = dt.datetime.combine(today, dt.time())
    try:
        found = rrulestr(rule.to_ical().decode(), dtstart=event.start)
        starts: list[dt.datetime] = found.between(now - _BEFORE, max(now, event.start) + _AFTER, inc=True)
    except (ValueError, TypeError, OverflowError) as error:
        raise _FaultError(f"how it repeats cannot be read: {error}") from error
    return starts


def _until(value: dt.date, zone: dt.tzinfo | None) -> dt.datetime:
    """Return the last moment at which an occurrence may begin; a day counts to its end."""
    end = _local(value, zone)
    return end if isinstance(value, dt.datetime) else end + dt.timedelta(days=1, seconds=-1)


def _listed(found: Any) -> list[Any]:  # noqa: ANN401 - properties of the library
    """Return a property that may stand once, several times or not at all."""
    return found if isinstance(found, list) else [] if found is None else [found]


def _dates(component: "Event", name: str) -> Iterator[Any]:
    for listed in _listed(component.get(name)):
        for each in listed.dts:
            yield each.dt


def _emails(component: "Event") -> Iterator[str]:
    """Give the addresses of those who attend and have not declined, or else the organizer's."""
    attending = [each for each in _listed(component.get("ATTENDEE")) if _attends(each)]
    for each in attending or _listed(component.get("ORGANIZER")):
        address = str(each).strip()
        address = address[7:] if address.lower().startswith("mailto:") else address
        if "@" in address:
            yield address


def _attends(attendee: Any) -> bool:  # noqa: ANN401 - a property of the library
    said = {name: str(attendee.params.get(name, "")).upper() for name in ("PARTSTAT", "CUTYPE", "ROLE")}
    return (
        said["PARTSTAT"] != "DECLINED"
        and said["CUTYPE"] not in _NO_PEOPLE
        and said["ROLE"] != "NON-PARTICIPANT"
    )


def _text(component: "Event", name: str) -> str:
    found = _listed(component.get(name))
    return " ".join(str(found[0]).split()) if found else ""

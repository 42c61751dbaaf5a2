"""The events of calendar files (RFC 5545) as the days that they touch, each occurrence on its own."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pmplanner.exchange.calendar_marks import EventMark
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.ics_blocks import CalendarBlock, needed_lines, split_calendars
from pmplanner.exchange.ics_rules import RuleError, bounded_rule
from pmplanner.exchange.limits import MAX_EVENTS, MAX_OCCURRENCES, Watch
from pmplanner.exchange.part_days import Touched, touched_days
from pmplanner.exchange.zones import find_zone
from pmplanner.sentences import said

if TYPE_CHECKING:
    from icalendar import Event

_BEFORE = dt.timedelta(days=366)
_AFTER = dt.timedelta(days=2 * 366)
"""Of what comes again and again, so much before and after today is read."""

_WHEN = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_NO_PEOPLE = ("ROOM", "RESOURCE", "GROUP")
_STEP = 50
_MOST_BYTES = 2**18
"""Of what matters in an event: some thousands of people."""

_LONGEST_SAID = 80
_OCCURRENCE = re.compile(rb"^RECURRENCE-ID[:;]", re.IGNORECASE | re.MULTILINE)

_CANCEL = "CANCEL"
_EVENT_METHODS = frozenset({"", "PUBLISH", "REQUEST", "ADD", _CANCEL})
"""What a calendar may be sent for and hold events: RFC 5546. All else answers or asks for something."""

_MOST_ALONE = 500
"""Days named one by one outside the years that are read."""


@dataclass(frozen=True, slots=True)
class EventDays:
    """The days that one occurrence of an event touches."""

    days: Touched
    begins: dt.datetime
    ends: dt.datetime
    """As the clocks of its zone show them; whole days end as the next one begins."""
    summary: str = ""
    place: str = ""
    emails: tuple[str, ...] = ()
    """Who attends, or whose it is when nobody is said to attend."""
    busy: bool = True
    """False for what is shown as free time."""
    cancelled: bool = False
    version: int = 0
    """How often it was changed since it was made."""
    mark: EventMark | None = None
    """By what it is known again; None for an event that has no UID."""
    whole_days: bool = False
    zone: str = ""
    """The name of its time zone; empty for none, and for one that only the calendar knows."""
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadEvent:
    """An event that cannot be read: its title, and why, with its place in the file."""

    summary: str
    fault: str
    uid: str = ""


@dataclass(slots=True)
class EventFile:
    """What a calendar file holds, in its order."""

    events: list[EventDays | BadEvent] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    """Titles of events of which a newer version stands in the file."""
    calendar: str = ""
    """What the calendar calls itself; empty where it does not."""
    message: bool = False
    """True for what was sent about some events of a calendar, and is not all of it."""
    whole: set[str] = field(default_factory=set)
    """The UIDs of events that are there as a whole, and not only with single occurrences."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an event stands in its file, and what it says of itself though it may not be readable."""

    number: int
    line: int
    title: str
    uid: str


@dataclass(frozen=True, slots=True)
class _Read:
    """An event with its times as the clocks of its own zone show them."""

    place: _Place
    component: "Event"
    start: dt.datetime
    length: dt.timedelta
    zone: dt.tzinfo | None
    usual: dt.tzinfo
    whole_days: bool

    @property
    def number(self) -> int:
        """Which event of the file it is, from 1."""
        return self.place.number

    @property
    def uid(self) -> str:
        """What all versions and occurrences of an event share; an event without is known by its number."""
        return str(self.component.get("UID", "")).strip() or f"event {self.number}"

    @property
    def cancelled(self) -> bool:
        return _is_cancelled(self.component)

    @property
    def version(self) -> tuple[int, str]:
        """What is greater in a newer version: how often it was changed, and when it was written."""
        return _sequence(self.component), _stamp(self.component)

    @property
    def repeats(self) -> bool:
        return bool(_rules(self.component)) or "RDATE" in self.component

    @property
    def which(self) -> str | None:
        """The occurrence that it takes the place of; raises _FaultError when it names several."""
        moment = _value(self.component, "RECURRENCE-ID")
        if moment is None:
            return None
        return f"{moment}{self.component['RECURRENCE-ID'].params.get('RANGE', '')}"


def first_day_read(today: dt.date) -> dt.date:
    """Return the first day of which occurrences of series are read."""
    return today - _BEFORE


class _FaultError(Exception):
    """Why an event cannot be read."""


def read_events(
    data: bytes, name: str, today: dt.date, watch: Watch | None = None, zone: str = ""
) -> EventFile:
    """Read the events of the calendar file *name*; of what repeats, from a year before *today* to two after.

    What is given in UTC is on the days of the calendar's own zone, or else of *zone*, or else of UTC.
    An event that cannot be read is told among the others. Raises ExchangeError when none can be, when the
    file is no whole calendar, or holds more than can be read.
    """
    watch = watch or Watch(name)
    blocks = split_calendars(data, name)
    total = sum(len(block.events) for block in blocks)
    if total > MAX_EVENTS:
        watch.refuse(
            said(
                "{name} has {total:,} events, more than {most:,}; export fewer years or calendars.",
                name=watch.name,
                total=total,
                most=MAX_EVENTS,
            )
        )
    # By place in the file: series are put together below, and people look for events in their order.
    placed: dict[int, list[EventDays | BadEvent]] = defaultdict(list)
    read: list[_Read] = []
    broken: dict[str, int] = {}
    number = 0
    for block in blocks:
        usual, method = _usual_zone(block, zone), _calendar_value(block, b"METHOD").upper()
        for lines, line in zip(block.events, block.starts, strict=True):
            number += 1
            if number % _STEP == 0:
                watch.tick(number, total)
            place = _Place(number, line, _said_in(lines, b"SUMMARY"), _said_in(lines, b"UID"))
            with _naming(place, placed[number]):
                event = _read(place, _sent(_component(lines), method), usual)
                _ = event.which  # so that it is told here when it cannot be read
                read.append(event)
            if placed[number] and place.uid and _OCCURRENCE.search(lines):
                broken.setdefault(place.uid, line)
    read = _without_broken(read, broken, placed)
    found = EventFile(
        calendar=next(filter(None, map(_calendar_name, blocks)), ""),
        message=any(_calendar_value(block, b"METHOD").upper() not in ("", "PUBLISH") for block in blocks),
        whole={event.uid for event in read if event.which is None},
    )
    versions = _versions(read)
    for series in _series(read, found):
        core = series[0]
        watch.tick(core.number, total)
        with _naming(core.place, placed[core.number]):
            placed[core.number] += _occurrences(series, today, watch, versions.get(core.uid, (0, "")))
    found.events = [each for place in sorted(placed) for each in placed[place]]
    bad = [each for each in found.events if isinstance(each, BadEvent)]
    if bad and len(bad) == len(found.events):
        raise ExchangeError(_all_bad(name, bad[0].fault, len(bad) - 1))
    return found


def _all_bad(name: str, fault: str, others: int) -> str:
    if not others:
        return said("{name}, {fault}.", name=name, fault=fault)
    return said(
        "{name}, {fault} (and {others:,} more that cannot be read).", name=name, fault=fault, others=others
    )


def _calendar_name(block: CalendarBlock) -> str:
    """Return what a calendar calls itself: the mark that stays, or else the name that people see."""
    return _calendar_value(block, b"X-WR-RELCALID") or _calendar_value(block, b"X-WR-CALNAME")


def _versions(read: list[_Read]) -> dict[str, tuple[int, str]]:
    """Return the newest version of what there is of each event: single occurrences may lag behind it."""
    found: dict[str, tuple[int, str]] = {}
    for event in read:
        found[event.uid] = max(event.version, found.get(event.uid, (0, "")))
    return found


def _without_broken(
    read: list[_Read], broken: dict[str, int], placed: dict[int, list[EventDays | BadEvent]]
) -> list[_Read]:
    """Take out series of which a changed occurrence cannot be read: it would stay where it was."""
    whole = []
    for event in read:
        line = broken.get(event.uid)
        if line is None or not event.repeats:
            whole.append(event)
            continue
        with _naming(event.place, placed[event.number]):
            raise _FaultError(said("what was changed of it on line {line} cannot be read", line=line))
    return whole


@contextmanager
def _naming(place: _Place, found: list[EventDays | BadEvent]) -> Iterator[None]:
    """Put an event that cannot be read in its place, with a sentence that names it."""
    try:
        yield
    except ExchangeError:
        raise
    except Exception as error:  # whatever damage makes the libraries stumble over
        number, line = place.number, place.line
        event = (
            said("event {number} “{title}” on line {line}", number=number, title=place.title, line=line)
            if place.title
            else said("event {number} on line {line}", number=number, line=line)
        )
        told = isinstance(error, _FaultError | RuleError | ValueError)
        reason = _clause(error) if told and str(error) else said("it is damaged")
        found.append(BadEvent(place.title, f"{event}: {reason}", place.uid))


def _clause(error: Exception) -> str:
    """Return what the library says as a part of one sentence."""
    return " ".join(str(error).split()).rstrip(".").replace(". ", ", ")[:200]


def _component(lines: bytes) -> "Event":
    from icalendar import Event

    # Attachments and alarms go before the library sees them: they are large, and their faults are not ours.
    needed = needed_lines(lines)
    if len(needed) > _MOST_BYTES:
        raise _FaultError(said("it is too long to be read"))
    found = Event.from_ical(needed)
    if not isinstance(found, Event):
        raise _FaultError(said("it is damaged"))
    return found


def _said_in(lines: bytes, wanted: bytes) -> str:
    """Return a text of an event that may not be readable, such as its title."""
    for line in lines.splitlines():
        name, _, value = line.partition(b":")
        if name.split(b";")[0].upper() == wanted:
            return " ".join(value.decode(errors="replace").split())[:_LONGEST_SAID]
    return ""


def _usual_zone(block: CalendarBlock, zone: str) -> dt.tzinfo:
    """Return the zone in which a calendar shows times that are given in UTC; learn the zones it describes."""
    # Imported here: it takes a tenth of a second, which the start of the program has no use for.
    from icalendar import Component

    for lines in block.zones:
        try:
            Component.from_ical(lines)
        except Exception:
            continue
    return find_zone(_calendar_value(block, b"X-WR-TIMEZONE")) or find_zone(zone) or dt.UTC


def _calendar_value(block: CalendarBlock, wanted: bytes) -> str:
    """Return what a calendar says of itself; empty where it does not."""
    for line in block.lines:
        name, _, value = line.partition(b":")
        if name.split(b";")[0].strip().upper() == wanted:
            return value.decode(errors="replace").strip()
    return ""


def _sent(component: "Event", method: str) -> "Event":
    """Return an event as what it was sent for makes it: CANCEL takes it back, whatever it says itself.

    Raises _FaultError for a method by which no event is told: an answer, a wish, one that is not known.
    """
    if method not in _EVENT_METHODS:
        raise _FaultError(
            said(
                "its calendar has METHOD {method}, which tells of no event; export the calendar itself",
                method=method[:40],
            )
        )
    if method == _CANCEL:
        component["STATUS"] = "CANCELLED"
    return component


def _read(place: _Place, component: "Event", usual: dt.tzinfo) -> _Read:
    for what, why in component.errors:
        if what in _WHEN or (what is None and any(word in str(why) for word in _WHEN)):
            raise _FaultError(
                said("{what} cannot be read: {why}", what=what or said("a line of it"), why=why)
            )
    start = _value(component, "DTSTART")
    if start is None:
        raise _FaultError(said("it has no start"))
    zone = _zone(start, usual)
    local = _local(start, zone)
    length = _length(component, start, local, zone)
    if length < dt.timedelta(0):
        raise _FaultError(said("it ends before it starts"))
    return _Read(place, component, local, length, zone, usual, not isinstance(start, dt.datetime))


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
        raise _FaultError(said("DURATION cannot be read"))
    return duration or whole


def _value(component: "Event", name: str) -> Any:  # noqa: ANN401 - a date, a moment, a duration
    found = component.get(name)
    if isinstance(found, list):
        raise _FaultError(said("it has {name} more than once", name=name))
    return None if found is None else found.dt


def _local(value: object, zone: dt.tzinfo | None) -> dt.datetime:
    """Return a day's midnight, or a moment as the clocks of *zone* show it."""
    if isinstance(value, tuple):  # a period: its beginning
        value = value[0]
    if isinstance(value, dt.datetime):
        return (value.astimezone(zone) if value.tzinfo and zone else value).replace(tzinfo=None)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    raise _FaultError(said("{value} is neither a day nor a time", value=value))


def _series(read: list[_Read], found: EventFile) -> list[list[_Read]]:
    """Return the events of each UID, the one that repeats first; of several versions only the newest.

    Two events that are not newer than each other are two events, though they share a UID, which badly
    made files have.
    """
    by_uid: dict[str, dict[str | None, list[_Read]]] = defaultdict(lambda: defaultdict(list))
    for event in read:
        by_uid[event.uid][event.which].append(event)
    series: list[list[_Read]] = []
    for versions in by_uid.values():
        newest: dict[str | None, list[_Read]] = {}
        for which, several in versions.items():
            last = max(event.version for event in several)
            newest[which] = [event for event in several if event.version == last]
            found.outdated += [_text(e.component, "SUMMARY") for e in several if e.version != last]
        cores = newest.pop(None, [])
        changed = [event for several in newest.values() for event in several]
        if len(cores) == 1 and cores[0].repeats and not cores[0].cancelled:
            series.append([cores[0], *changed])
        else:
            series += [[event] for event in (*cores, *changed)]
    return series


def _occurrences(
    series: list[_Read], today: dt.date, watch: Watch, version: tuple[int, str]
) -> list[EventDays]:
    """Return the days of each occurrence of an event, with what took the place of some."""
    core = series[0]
    if not core.repeats or core.cancelled:
        return [_days(core, core.component, core.start, core.length, version)]
    found: dict[tuple[dt.datetime, dt.timedelta, bool], EventDays] = {}
    for component in _expanded(series, today):
        event = _read(core.place, component, core.usual)
        days = _days(core, component, event.start, event.length, version)
        found.setdefault((event.start, event.length, days.cancelled), days)
        watch.cells += 1
        if watch.cells > MAX_OCCURRENCES:
            watch.refuse(
                said(
                    "{name} has events that come more than {most:,} times; export fewer calendars.",
                    name=watch.name,
                    most=MAX_OCCURRENCES,
                )
            )
    return [found[key] for key in sorted(found)]


def _expanded(series: list[_Read], today: dt.date) -> Iterator["Event"]:
    """Give the occurrences of a series in the years that are read, and its first and single ones."""
    from icalendar import Calendar
    from recurring_ical_events import of

    core = series[0]
    now = dt.datetime.combine(today, dt.time())
    # Without an end a series would have occurrences for ever.
    since, until = now - _BEFORE, max(now, core.start) + _AFTER
    calendar = Calendar()
    first = core.component.copy()
    rules = [
        bounded_rule(rule, core.start, core.zone, until, whole_days=core.whole_days)
        for rule in _rules(core.component)
    ]
    first.pop("RRULE", None)
    for rule in rules:
        if rule is not None:
            first.add("RRULE", rule)
    calendar.add_component(first)
    for event in series[1:]:
        calendar.add_component(event.component)
    query = of(calendar)
    yield from query.between(since, until)
    alone = [core.start, *(_local(each.dt, core.zone) for each in _single_days(core.component))]
    for moment in alone[:_MOST_ALONE]:
        if not since <= moment <= until:
            yield from query.between(moment, moment + dt.timedelta(seconds=1))


def _rules(component: "Event") -> list[Any]:
    """Return how an event repeats; some programs write an empty rule where it does not."""
    return [rule for rule in _listed(component.get("RRULE")) if rule]


def _single_days(component: "Event") -> Iterator[Any]:
    for listed in _listed(component.get("RDATE")):
        yield from listed.dts


def _days(
    core: _Read, component: "Event", start: dt.datetime, length: dt.timedelta, version: tuple[int, str]
) -> EventDays:
    uid = str(core.component.get("UID", "")).strip()
    return EventDays(
        touched_days(start, start + length),
        start,
        start + length,
        _text(component, "SUMMARY"),
        _text(component, "LOCATION"),
        tuple(_emails(component)),
        str(component.get("TRANSP", "")).upper() != "TRANSPARENT",
        _is_cancelled(component),
        _sequence(component),
        EventMark(uid, _occurrence(component), *version) if uid else None,
        core.whole_days,
        core.zone.key if isinstance(core.zone, ZoneInfo) else "",
        tuple(_categories(component)),
    )


def _categories(component: "Event") -> Iterator[str]:
    for found in _listed(component.get("CATEGORIES")):
        yield from (" ".join(str(each).split()) for each in getattr(found, "cats", ()))


def _occurrence(component: "Event") -> str:
    """Return which occurrence of a series it is, the same whatever zone it is written in; empty for none."""
    moment = _value(component, "RECURRENCE-ID")
    if isinstance(moment, dt.datetime):
        moment = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    return "" if moment is None else moment.isoformat()


def _is_cancelled(component: "Event") -> bool:
    return str(component.get("STATUS", "")).upper() == "CANCELLED"


def _sequence(component: "Event") -> int:
    numbers = [each for each in _listed(component.get("SEQUENCE")) if isinstance(each, int)]
    return max(0, *numbers) if numbers else 0


def _stamp(component: "Event") -> str:
    """Return when an event was written; empty where it does not say so, or says something else."""
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        try:
            found: Any = component[name]
            moment = found.dt
        except Exception:
            continue
        if isinstance(moment, dt.date):
            return moment.isoformat()
    return ""


def _listed(found: Any) -> list[Any]:  # noqa: ANN401 - properties of the library
    """Return a property that may stand once, several times or not at all."""
    return found if isinstance(found, list) else [] if found is None else [found]


def _emails(component: "Event") -> Iterator[str]:
    """Give the addresses of those who attend and have not declined, or else the organizer's."""
    attending = [each for each in _listed(component.get("ATTENDEE")) if _attends(each)]
    for each in attending or _listed(component.get("ORGANIZER")):
        address = str(each).strip()
        address = address[7:] if address.lower().startswith("mailto:") else address
        if "@" in address:
            yield address


def _attends(attendee: Any) -> bool:  # noqa: ANN401 - a property of the library
    given = {name: str(attendee.params.get(name, "")).upper() for name in ("PARTSTAT", "CUTYPE", "ROLE")}
    return (
        given["PARTSTAT"] != "DECLINED"
        and given["CUTYPE"] not in _NO_PEOPLE
        and given["ROLE"] != "NON-PARTICIPANT"
    )


def _text(component: "Event", name: str) -> str:
    found = _listed(component.get(name))
    return " ".join(str(found[0]).split()) if found else ""

"""Reading calendar files (.ics) as tables of absences, closures and sessions."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pmplanner.exchange.calendar_marks import CalendarMarks, EventMark
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.ics_events import BadEvent, EventDays, EventFile, first_day_read, read_events
from pmplanner.exchange.layouts import ABSENCES, CLOSURES, SESSIONS, Layout
from pmplanner.exchange.limits import Watch
from pmplanner.exchange.part_days import PartDays
from pmplanner.exchange.table import Cell, Progress, Row, Table
from pmplanner.sentences import counted, said

_NAMED = 3
_MOMENT = dt.timedelta(microseconds=1)
_SATURDAY = 5
_BEGIN = b"BEGIN:VCALENDAR"
_PLACE = "event_location"
"""A heading that no field is read from unless somebody says so: where an event is, is no site of ours."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a calendar is: employee id and e-mail, either of them empty where there is none."""

    person_id: str = ""
    email: str = ""


def is_calendar(data: bytes) -> bool:
    """Tell whether these are the bytes of a calendar file."""
    return data[:99].lstrip(b"\xef\xbb\xbf \t\r\n")[: len(_BEGIN)].upper() == _BEGIN


def read_calendar(
    data: bytes,
    name: str,
    layout: Layout | None,
    *,
    owner: Owner | None = None,
    part_days: PartDays = "skip",
    take_free: bool = False,
    zone: str = "",
    today: dt.date,
    progress: Progress | None = None,
) -> Table:
    """Read the events of the calendar file *name* as a table of a layout, a row for each occurrence.

    Absences are those of the events' attendees, or else organizers, or else of *owner*. What is shown as
    free time is one only on wish (*take_free*). What is given in UTC is on the days of the calendar's own
    zone, or else of *zone*. What repeats is read from a year before *today* to two after. An event that
    cannot be read is a row with a fault.
    Raises ExchangeError when the file is no whole calendar and for layouts that no calendar holds.
    """
    if layout not in (ABSENCES, CLOSURES, SESSIONS):
        raise ExchangeError(
            said(
                "{name} is a calendar; only absences, closures and sessions can be read from one.", name=name
            )
        )
    found = read_events(data, name, today, Watch(name, progress), zone)
    sorted_out = _SortedOut()
    if layout is CLOSURES:
        header: tuple[str, ...] = ("first_day", "last_day", "name", _PLACE)
        lines = _closures(found.events, part_days, sorted_out)
    elif layout is SESSIONS:
        header = _SESSION_COLUMNS
        lines = [_session(event) for event in found.events]
    else:
        header = (*ABSENCES.columns, "event_version", "approval")
        lines = _absences(found.events, owner or Owner(), part_days, take_free, sorted_out)
    rows = tuple(Row(number, line.cells, line.fault) for number, line in enumerate(lines, 1))
    notes = (*sorted_out.notes(), *_versions(found.outdated))
    left_out = {"free": len(sorted_out.free), "part": len(sorted_out.part)}
    marks = _marks(found, name, lines, today, sorted_out)
    return Table(name, None, header, 1, rows, None, "utf-8", notes, left_out, marks)


def _marks(
    found: EventFile, name: str, lines: list["_Line"], today: dt.date, sorted_out: "_SortedOut"
) -> CalendarMarks:
    """Return by what the events of a file are known again."""
    unread = frozenset(each.uid for each in found.events if isinstance(each, BadEvent))
    events = [each for each in found.events if isinstance(each, EventDays) and each.mark is not None]
    return CalendarMarks(
        name=found.calendar or name,
        message=found.message,
        since=first_day_read(today),
        rows={number: tuple(line.marks) for number, line in enumerate(lines, 1) if line.marks},
        cancelled=tuple(each.mark for each in events if each.cancelled and each.mark),
        left_out=tuple(sorted_out.marks),
        whole=frozenset(found.whole - unread),
        unread=unread,
        named=frozenset(each.mark.uid for each in events if each.emails and each.mark),
    )


@dataclass(slots=True)
class _SortedOut:
    """The titles of the events that are not taken."""

    free: list[str] = field(default_factory=list)
    part: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    marks: list[EventMark] = field(default_factory=list)

    def leave(self, event: EventDays, titles: list[str]) -> None:
        """Leave an event out, and name it among others of which the same is said."""
        titles.append(event.summary)
        if event.mark is not None:
            self.marks.append(event.mark)

    def notes(self) -> Iterator[str]:
        if self.cancelled:
            yield counted(
                "Left out because it is cancelled: {events}.",
                "Left out because they are cancelled: {events}.",
                len(self.cancelled),
                events=_named_events(self.cancelled),
            )
        if self.free:
            yield counted(
                "Left out because it is shown as free time: {events}.",
                "Left out because they are shown as free time: {events}.",
                len(self.free),
                events=_named_events(self.free),
            )
        if self.part:
            yield counted(
                "Left out because it takes only a part of a day: {events}.",
                "Left out because they take only a part of a day: {events}.",
                len(self.part),
                events=_named_events(self.part),
            )


@dataclass(slots=True)
class _Line:
    """A row of the table: its cells, why it cannot be read, and the events that it stands for."""

    cells: tuple[Cell, ...]
    fault: str = ""
    marks: list[EventMark] = field(default_factory=list)

    def stands_for(self, event: EventDays) -> None:
        """Note one more event on these days."""
        if event.mark is not None:
            self.marks.append(event.mark)


def _closures(
    events: Iterable[EventDays | BadEvent], part_days: PartDays, sorted_out: _SortedOut
) -> list[_Line]:
    """Return a row for each period; of several events on the same days the first one names it."""
    lines: list[_Line] = []
    seen: dict[tuple[dt.date, dt.date], _Line] = {}
    for event in events:
        if isinstance(event, BadEvent):
            lines.append(_Line((None, None, event.summary, ""), event.fault))
            continue
        days = event.days.days(part_days)
        if event.cancelled:
            sorted_out.cancelled.append(event.summary)
        elif days is None:
            sorted_out.leave(event, sorted_out.part)
        else:
            if days not in seen:
                seen[days] = _Line((*days, event.summary, event.place))
                lines.append(seen[days])
            seen[days].stands_for(event)
    return lines


def _absences(
    events: Iterable[EventDays | BadEvent],
    owner: Owner,
    part_days: PartDays,
    take_free: bool,
    sorted_out: _SortedOut,
) -> list[_Line]:
    """Return a row for each period and person; several events on the same days are one absence."""
    lines: list[_Line] = []
    seen: dict[tuple[object, ...], _Line] = {}
    for event in events:
        if isinstance(event, BadEvent):
            lines.append(_Line(("", "", None, None, event.summary, None, ""), event.fault))
            continue
        people = [("", email) for email in event.emails] or [(owner.person_id, owner.email)]
        days = event.days.days(part_days)
        if not event.busy and not take_free:
            sorted_out.leave(event, sorted_out.free)
        elif event.cancelled and (days is None or people == [("", "")]):
            sorted_out.cancelled.append(event.summary)
        elif days is None:
            sorted_out.leave(event, sorted_out.part)
        else:
            approval = "cancelled" if event.cancelled else "approved"
            for person_id, email in people:
                key = person_id, email.casefold(), days, event.cancelled
                # Events that are nobody's are told one by one, so that each is rejected by its name.
                if key not in seen or not (person_id or email):
                    seen[key] = _Line((person_id, email, *days, event.summary, event.version, approval))
                    lines.append(seen[key])
                seen[key].stands_for(event)
    return lines


_SESSION_COLUMNS = (
    *(
        "course_title",
        "start_date",
        "end_date",
        "start_time",
        "end_time",
        "timezone",
        "days",
        "room",
        "status",
    ),
    "categories",
)
_HALF_A_DAY = dt.timedelta(hours=4, minutes=30)
"""Up to so long a session takes half of a day."""


def _session(event: EventDays | BadEvent) -> _Line:
    """Return the row of a session; what course it is of is found out where the courses are known."""
    if isinstance(event, BadEvent):
        return _Line((event.summary, *[None] * (len(_SESSION_COLUMNS) - 1)), event.fault)
    begins, ends = event.begins, max(event.ends, event.begins)
    last = max((ends - _MOMENT).date(), begins.date())
    times = (None, None, "") if event.whole_days else (begins.time(), _clock_of(ends), event.zone)
    short = last == begins.date() and not event.whole_days and ends - begins <= _HALF_A_DAY
    weekdays = sum(
        (begins.date() + dt.timedelta(days=n)).weekday() < _SATURDAY
        for n in range((last - begins.date()).days + 1)
    )
    days = Decimal("0.5") if short else Decimal(weekdays or (last - begins.date()).days + 1)
    status = "cancelled" if event.cancelled else ""
    place = (event.place, status, ";".join(event.categories))
    line = _Line((event.summary, begins.date(), last, *times, days, *place))
    line.stands_for(event)
    return line


def _clock_of(moment: dt.datetime) -> dt.time:
    """Return the time at which a session ends; one that ends at midnight ends just before."""
    return dt.time(23, 59) if moment.time() == dt.time() else moment.time()


def _named_events(titles: list[str]) -> str:
    """Say how many events there are, and what the first of them are called."""
    named = list(dict.fromkeys(filter(None, titles)))
    events = _events(len(titles))
    if not named:
        return events
    return f"{events} ({', '.join([*named[:_NAMED], *['…'][: len(named) > _NAMED]])})"


def _versions(outdated: list[str]) -> Iterator[str]:
    if outdated:
        named = ", ".join(dict.fromkeys(filter(None, outdated)))
        yield said(
            "Of {events} a newer version stands in the file, which is taken: {named}.",
            events=_events(len(outdated)),
            named=named,
        )


def _events(number: int) -> str:
    return counted("{n:,} event", "{n:,} events", number)

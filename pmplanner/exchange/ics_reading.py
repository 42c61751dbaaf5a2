"""Reading calendar files (.ics) as tables of absences and closures."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.ics_events import EventDays, read_events
from pmplanner.exchange.layouts import ABSENCES, CLOSURES, Layout
from pmplanner.exchange.table import Cell, Row, Table

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
    data: bytes, name: str, layout: Layout | None, *, owner: Owner | None = None, today: dt.date
) -> Table:
    """Read the events of the calendar file *name* as a table of a layout, a row for each occurrence.

    Absences are those of the events' attendees, or else organizers, or else of *owner*. What repeats
    is read from a year before *today* to two after. Raises ExchangeError when an event cannot be read
    and for layouts other than absences and closures.
    """
    if layout not in (ABSENCES, CLOSURES):
        raise ExchangeError(f"{name} is a calendar; only absences and closures can be read from one.")
    found = read_events(data, name, today)
    if layout is CLOSURES:
        header: tuple[str, ...] = ("first_day", "last_day", "name", _PLACE)
        cells, free = _closures(found.days), 0
    else:
        header = ABSENCES.columns
        busy = [event for event in found.days if event.busy]
        cells, free = _absences(busy, owner or Owner()), len(found.days) - len(busy)
    rows = tuple(Row(number, each) for number, each in enumerate(cells, 1))
    notes = tuple(_left_out(found.cancelled, free))
    return Table(name, None, header, 1, rows, None, "utf-8", notes)


def _closures(days: Iterable[EventDays]) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each period; of several events on the same days the first one names it."""
    seen: set[tuple[dt.date, dt.date]] = set()
    for event in days:
        key = event.first_day, event.last_day
        if key not in seen:
            seen.add(key)
            yield (*key, event.summary, event.place)


def _absences(days: Iterable[EventDays], owner: Owner) -> Iterator[tuple[Cell, ...]]:
    """Give a row for each period and person; several events on the same days are one absence."""
    seen: set[tuple[object, ...]] = set()
    for event in days:
        people = [("", email) for email in event.emails] or [(owner.person_id, owner.email)]
        for person_id, email in people:
            key = person_id, email.casefold(), event.first_day, event.last_day
            # Events that are nobody's are told one by one, so that each is rejected by its name.
            if key not in seen or not (person_id or email):
                seen.add(key)
                yield person_id, email, event.first_day, event.last_day, event.summary


def _left_out(cancelled: int, free: int) -> Iterator[str]:
    for number, why in ((cancelled, "cancelled"), (free, "shown as free time")):
        if number:
            yield f"Left out because {'they are' if number > 1 else 'it is'} {why}: {_events(number)}."


def _events(number: int) -> str:
    return f"{number:,} events" if number > 1 else "1 event"

"""Events as the tables that Google Calendar and Outlook bring in."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from pmplanner.exchange.ics_writing import CalendarEvent
from pmplanner.exchange.writing import Value, write_csv

GOOGLE_COLUMNS = (
    "Subject",
    "Start Date",
    "Start Time",
    "End Date",
    "End Time",
    "All Day Event",
    "Description",
    "Location",
    "Private",
)

OUTLOOK_COLUMNS = (
    "Subject",
    "Start Date",
    "Start Time",
    "End Date",
    "End Time",
    "All day event",
    "Reminder on/off",
    "Reminder Date",
    "Reminder Time",
    "Meeting Organizer",
    "Required Attendees",
    "Optional Attendees",
    "Meeting Resources",
    "Billing Information",
    "Categories",
    "Description",
    "Location",
    "Mileage",
    "Priority",
    "Private",
    "Sensitivity",
    "Show time as",
)

_TENTATIVE, _BUSY = "1", "2"
"""Outlook's numbers for how the time of an event is shown."""


def write_google(path: Path, events: Iterable[CalendarEvent]) -> int:
    """Write events for Google Calendar in place of *path*; return how many.

    Without a mark at the beginning, which Google takes for a part of the first heading. Raises
    ExchangeError when the file cannot be written.
    """
    return write_csv(path, GOOGLE_COLUMNS, map(_google, events), bom=False)


def write_outlook(path: Path, events: Iterable[CalendarEvent]) -> int:
    """Write events for Outlook in place of *path*; return how many.

    With a mark at the beginning, without which Outlook reads other letters than English ones
    wrongly. Raises ExchangeError when the file cannot be written.
    """
    return write_csv(path, OUTLOOK_COLUMNS, map(_outlook, events))


def _google(event: CalendarEvent) -> tuple[Value, ...]:
    return (
        event.summary,
        *_when(event, "%m/%d/%Y", "%I:%M %p"),
        _flag(event.all_day),
        event.description,
        event.location,
        _flag(False),
    )


def _outlook(event: CalendarEvent) -> tuple[Value, ...]:
    tentative = event.status == "TENTATIVE"
    return (
        event.summary,
        *_when(event, "%m/%d/%Y", "%I:%M:%S %p"),
        _flag(event.all_day),
        _flag(False),
        *[""] * 5,
        event.location,
        "",
        "Training",
        event.description,
        event.location,
        "",
        "Normal",
        _flag(False),
        "Normal",
        _TENTATIVE if tentative else _BUSY,
    )


def _when(event: CalendarEvent, day: str, clock: str) -> tuple[str, ...]:
    """Return start date, start time, end date, end time, as both programs read them everywhere."""
    if event.all_day:
        return event.start.strftime(day), "", event.end.strftime(day), ""
    return tuple(
        text for moment in (event.start, event.end) for text in (moment.strftime(day), _clock(moment, clock))
    )


def _clock(moment: dt.datetime, pattern: str) -> str:
    """Write a time with AM and PM in English, whatever language the computer speaks."""
    half = "AM" if moment.hour < 12 else "PM"
    return moment.strftime(pattern.replace("%p", half))


def _flag(value: bool) -> str:
    return "True" if value else "False"

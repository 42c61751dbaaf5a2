"""The words for what goes out: titles, and sentences about what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from pmplanner.services.publishing.calendars import Written
from pmplanner.services.publishing.change_packs import Cancellations, Letter
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.text import put

CALENDAR_TITLES = {
    "plan": QT_TRANSLATE_NOOP("Publishing", "Calendar of the whole plan"),
    "person": QT_TRANSLATE_NOOP("Publishing", "Calendars of people"),
    "trainer": QT_TRANSLATE_NOOP("Publishing", "Calendars of trainers"),
    "room": QT_TRANSLATE_NOOP("Publishing", "Calendars of rooms"),
}

PROGRAM_TITLES = {
    "google": QT_TRANSLATE_NOOP("Publishing", "Google Calendar"),
    "outlook": QT_TRANSLATE_NOOP("Publishing", "Outlook"),
    "gantt": QT_TRANSLATE_NOOP("Publishing", "GanttProject"),
}

_COUNTED = {
    "calendar": (
        QT_TRANSLATE_NOOP("Publishing", "%1 calendar"),
        QT_TRANSLATE_NOOP("Publishing", "%1 calendars"),
    ),
    "event": (QT_TRANSLATE_NOOP("Publishing", "%1 event"), QT_TRANSLATE_NOOP("Publishing", "%1 events")),
    "task": (QT_TRANSLATE_NOOP("Publishing", "%1 task"), QT_TRANSLATE_NOOP("Publishing", "%1 tasks")),
    "mail": (QT_TRANSLATE_NOOP("Publishing", "%1 mail"), QT_TRANSLATE_NOOP("Publishing", "%1 mails")),
}
_EXPORTED = QT_TRANSLATE_NOOP("Publishing", "Exported %1 to %2")
_WITH = QT_TRANSLATE_NOOP("Publishing", "%1 with %2")
_CANCELLED = QT_TRANSLATE_NOOP("Publishing", "%1, %2 of them cancelled,")
_WROTE = QT_TRANSLATE_NOOP("Publishing", "Wrote %1 to %2")
_NO_ADDRESS = QT_TRANSLATE_NOOP("Publishing", "%1; %2 without an e-mail address")
_AND = QT_TRANSLATE_NOOP("Publishing", "%1 and %2")
_NOTHING_NEW = QT_TRANSLATE_NOOP(
    "Publishing", "Nothing has changed since the last pack, so there is nobody to tell."
)


def calendar_title(kind: str) -> str:
    """What the calendars of a kind are called."""
    return _said(CALENDAR_TITLES[kind])


def program_title(program: str) -> str:
    """What a program is called."""
    return _said(PROGRAM_TITLES[program])


def written_text(written: Written, path: Path) -> str:
    """Say which calendars were written where."""
    events = _counted("event", written.events + written.cancelled)
    what = _filled(_WITH, _counted("calendar", written.calendars), events)
    if written.cancelled:
        what = _filled(_CANCELLED, what, format_number(written.cancelled))
    return _filled(_EXPORTED, what, str(path))


def program_written(program: str, count: int, path: Path) -> str:
    """Say what was written for a program."""
    return _filled(_EXPORTED, _counted("task" if program == "gantt" else "event", count), str(path))


def pack_written(letters: Sequence[Letter], folder: Path) -> str:
    """Say which mails were written where."""
    if not letters:
        return _said(_NOTHING_NEW)
    sentence = _filled(_WROTE, _counted("mail", len(letters)), str(folder))
    unknown = sum(not letter.reachable for letter in letters)
    return _filled(_NO_ADDRESS, sentence, format_number(unknown)) if unknown else sentence


def cancellations_written(written: Cancellations, folder: Path) -> str:
    """Say which mails and calendars that cancel a plan were written where."""
    if not written.calendars:
        return pack_written(written.letters, folder)
    what = _filled(_AND, _counted("mail", len(written.letters)), _counted("calendar", written.calendars))
    return _filled(_WROTE, what, str(folder))


def _counted(thing: str, number: int) -> str:
    one, many = _COUNTED[thing]
    return put(_said(one if number == 1 else many), format_number(number))


def _filled(text: object, first: str, second: str) -> str:
    return put(_said(text), first, second)


def _said(text: object) -> str:
    return QCoreApplication.translate("Publishing", str(text))

"""The words for what goes out: titles, and sentences about what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.ui.translation import mark, mark_plural, plural, tr
from pmplanner.ui.widgets.format import format_number

if TYPE_CHECKING:
    from pmplanner.services.decisions.asking import Asking
    from pmplanner.services.publishing.calendars import Written
    from pmplanner.services.publishing.change_packs import Cancellations, Letter
    from pmplanner.services.publishing.reminders import Reminder

CALENDAR_TITLES = {
    "plan": mark("Calendar of the whole plan"),
    "person": mark("Calendars of people"),
    "trainer": mark("Calendars of trainers"),
    "room": mark("Calendars of rooms"),
}

PROGRAM_TITLES = {
    "google": mark("Google Calendar"),
    "outlook": mark("Outlook"),
    "gantt": mark("GanttProject"),
}

MOODLE_TITLES = {
    "moodle-users": mark("Users"),
    "moodle-booking": mark("Booking sessions"),
    "moodle-booked": mark("Booking users"),
    "moodle-sessions": mark("Face-to-face sessions"),
    "moodle-seats": mark("Face-to-face seats"),
}

MOODLE_EXPORTED = {
    "moodle-users": mark("People with their e-mail as user name; who has left is suspended."),
    "moodle-booking": mark("Sessions with first and last time, place, seats and trainer."),
    "moodle-booked": mark("Who is booked in which session, by e-mail."),
    "moodle-sessions": mark("All sessions with days and times; Moodle takes those of one course at a time."),
    "moodle-seats": mark("Who sits or waits where, and who was there."),
}

_EXPORTED = {
    "schedule": mark("Who is where and when: a row for each person and session. This is the plan to read."),
    "sessions": mark("A row for each session: days, room, trainer, seats, cost."),
    "picks": mark("A row for each person and course, also those without a date. It can be imported again."),
    "matrix": mark("People down, courses across, as on the page of the plan."),
    "needs": mark("What is required of each person, and by what it is met or that it is missing."),
    "gaps": mark("What is missing by track, team, manager, course or person, overdue and due again."),
    "renewals": mark("What expires in the next 18 months, of whom, and whether it is picked or seated."),
    "totals": mark("Days and cost by track, team, manager, course, person or month."),
    "people": mark("All people with their teams, tracks and managers."),
    "completions": mark("What people have done, with results and how long it is valid."),
    "certificates": mark("Which certificates people hold, with numbers, last days and units."),
    "courses": mark("The catalogue with your own courses."),
    "own-facts": mark("Your prices, seats and notes on courses."),
    "rooms": mark("Rooms with seats and equipment."),
    "trainers": mark("Trainers with what they can teach."),
    "closures": mark("Holidays and closed days."),
    "absences": mark("When people and trainers are away."),
    "employment": mark("Earlier times of employment."),
    "tracks": mark("The role tracks."),
    "paths": mark("What each track requires, in order."),
    "exemptions": mark("Which courses people need not take."),
    "rates": mark("What other currencies are worth, from which day on."),
    "travel": mark("What the way from one site to another costs."),
    "cost-items": mark("What courses, sessions and the plan cost beside prices."),
    "budgets": mark("What the plan, its tracks and its teams may cost."),
    "cover-rules": mark("How many of whom must be at work each day."),
    "sites": mark("Places of work with their country, region, time zone and working hours."),
    "blackouts": mark("Days on which a team is not trained."),
    "equipment": mark("What can be carried into rooms, and how many of it there are."),
    "course-equipment": mark("Which equipment courses need, and how many of it."),
    "skills": mark("The skills that there are."),
    "course-skills": mark("Which skills courses teach, and at which level."),
    "track-skills": mark("Which skills tracks want, and at which level."),
    "certificate-kinds": mark("The certificates that there are, and how they are renewed."),
    "course-certificates": mark("To which certificates courses lead, and which they renew."),
    "public-dates": mark("When providers run courses for everybody."),
    "policies": mark("What is done about each kind of problem in the workspace."),
    "plan-policies": mark("What is done about each kind of problem in this plan alone."),
    "seats": mark("Who sits or waits in which session, in which order, and who was there for how long."),
    "session-days": mark("On which days sessions are held, from when to when."),
    "session-equipment": mark("Which equipment sessions ask for, and how many of it."),
    "reservations": mark("How many seats of sessions are kept for which team."),
    "targets": mark("At how many days for each person the plan aims, by track and team."),
    "settings": mark("What the workspace is set to: formats, currency, working week."),
    "import-profiles": mark("What is remembered of files: their columns and words."),
}

_COUNTED = {
    "row": mark_plural("%1 row", "%1 rows"),
    "calendar": mark_plural("%1 calendar", "%1 calendars"),
    "event": mark_plural("%1 event", "%1 events"),
    "task": mark_plural("%1 task", "%1 tasks"),
    "mail": mark_plural("%1 mail", "%1 mails"),
    "file": mark_plural("%1 file for managers", "%1 files for managers"),
}


def export_sentence(layout: str) -> str:
    """What a table is for, in a sentence."""
    return tr(_EXPORTED[layout])


def calendar_title(kind: str) -> str:
    """What the calendars of a kind are called."""
    return tr(CALENDAR_TITLES[kind])


def program_title(program: str) -> str:
    """What a program is called."""
    return tr(PROGRAM_TITLES[program])


def moodle_title(what: str) -> str:
    """What a file for Moodle is called."""
    return tr(MOODLE_TITLES[what])


def moodle_sentence(what: str) -> str:
    """What a file for Moodle is for, in a sentence."""
    return tr(MOODLE_EXPORTED[what])


def moodle_written(count: int, left_out: Sequence[str], path: Path) -> str:
    """Say what was written for Moodle, and what was left out."""
    return " ".join((tr("Exported %1 to %2", _counted("row", count), path), *left_out))


def written_text(written: Written, path: Path) -> str:
    """Say which calendars were written where."""
    events = _counted("event", written.events + written.cancelled)
    what = tr("%1 with %2", _counted("calendar", written.calendars), events)
    if written.cancelled:
        what = tr("%1, %2 of them cancelled,", what, format_number(written.cancelled))
    return tr("Exported %1 to %2", what, path)


def program_written(program: str, count: int, path: Path) -> str:
    """Say what was written for a program."""
    return tr("Exported %1 to %2", _counted("task" if program == "gantt" else "event", count), path)


def pack_written(letters: Sequence[Letter], folder: Path) -> str:
    """Say which mails were written where."""
    if not letters:
        return nothing_new()
    return mails_written(letters, folder)


def invitations_written(count: int, folder: Path) -> str:
    """What was written of mails that ask whether people would come."""
    return tr("Wrote %1 to %2", _counted("mail", count), folder)


def mails_written(letters: Sequence[Letter | Reminder], folder: Path) -> str:
    """Say how many mails were written where, and how many of them have no address."""
    sentence = tr("Wrote %1 to %2", _counted("mail", len(letters)), folder)
    unknown = sum(not letter.reachable for letter in letters)
    return tr("%1; %2 without an e-mail address", sentence, format_number(unknown)) if unknown else sentence


def askings_written(askings: Sequence[Asking], folder: Path) -> str:
    """Say how many managers were asked, and where the files are."""
    return tr("Wrote %1 with mails to %2", _counted("file", len(askings)), folder)


def nothing_new() -> str:
    """Say that there is nothing to tell anybody."""
    return tr("Nothing has changed since people were told last, so there is nobody to tell.")


def cancellations_written(written: Cancellations, folder: Path) -> str:
    """Say which mails and calendars that cancel a plan were written where."""
    if not written.calendars:
        return pack_written(written.letters, folder)
    what = tr("%1 and %2", _counted("mail", len(written.letters)), _counted("calendar", written.calendars))
    return tr("Wrote %1 to %2", what, folder)


def _counted(thing: str, number: int) -> str:
    return plural(number, *_COUNTED[thing])


_PAPERS = {
    "director": (
        mark("The plan on one page"),
        mark("Days by track, months, cost against budget, and what is open."),
    ),
    "courses": (
        mark("Courses and months on one page"),
        mark("The courses of the plan with their sessions, to hang up."),
    ),
    "calendar": (mark("Calendar"), mark("A page a month, with the sessions as bars over their days.")),
    "attendance": (mark("Attendance sheets"), mark("A list to sign for each session.")),
    "certificates": (
        mark("Certificates of attendance"),
        mark("One for everybody who was in a session, to be signed."),
    ),
    "teams": (mark("Plans of teams"), mark("For managers: who does what when, and what is still open.")),
    "people": (
        mark("Plans and records of people"),
        mark("What each has planned and has done, with certificates and evidence."),
    ),
    "needs": (mark("What is needed"), mark("What is required, credited and missing, and of whom.")),
    "renewals": (mark("Renewals"), mark("What expires in the months to come, and where it is renewed.")),
    "plan-actual": (
        mark("Plan against actual"),
        mark("Days and cost as planned and as done, and what changed."),
    ),
    "training-days": (
        mark("Training days by year"),
        mark("Month by month, internal and external, years side by side."),
    ),
    "rooms": (mark("Room roster"), mark("What is in each room, week by week, and when it is free.")),
    "trainers": (
        mark("Trainer roster"),
        mark("What each trainer teaches, week by week, and when they are free."),
    ),
    "readiness": (mark("Readiness"), mark("Who misses nothing, the worst groups, what expires soon.")),
}
PAPERS = tuple(_PAPERS)
"""The names of papers in the order in which they are offered."""


def paper_title(name: str) -> str:
    """Return what a paper is called."""
    title, _ = _PAPERS[name]
    return tr(title)


def paper_sentence(name: str) -> str:
    """Return what a paper tells."""
    _, text = _PAPERS[name]
    return tr(text)

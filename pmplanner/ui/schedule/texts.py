"""How the schedule page words what it shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from pmplanner.services.calendar.session_days import Day
from pmplanner.services.problems.fixes.merging import MergeForecast
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.services.views.backlog import CourseToSchedule
from pmplanner.storage.labels import Counted, Days, Label, Term, Value
from pmplanner.ui.translation import plural, put, tr, user_locale
from pmplanner.ui.widgets.format import (
    format_clock,
    format_day,
    format_full_period,
    format_full_weekday,
    format_number,
    format_period,
    format_weekday,
)


def people(count: int) -> str:
    """A number of people."""
    return plural(count, "1 person", "%1 people")


def session_statuses() -> Mapping[str, str]:
    """The states of a session as they are shown."""
    return {
        "draft": tr("Draft"),
        "confirmed": tr("Confirmed"),
        "held": tr("Held"),
        "cancelled": tr("Cancelled"),
    }


def seat_statuses() -> Mapping[str, str]:
    """The states of a seat as they are shown."""
    return {
        "booked": tr("Booked"),
        "waiting": tr("Waiting"),
        "attended": tr("Attended"),
        "partly attended": tr("Partly attended"),
        "absent": tr("Absent"),
    }


def seats(row: SessionRow) -> str:
    """Seats taken of those there are, and how many wait: "8/12 +2 waiting"."""
    taken = format_number(row.booked)
    text = taken if row.seats_max is None else f"{taken}/{format_number(row.seats_max)}"
    return f"{text} +{format_number(row.waiting)} {tr('waiting')}" if row.waiting else text


def seats_sentence(row: SessionRow) -> str:
    """The same in words: "8 of 12 seats taken, 2 waiting"."""
    pattern = tr("%1 seats taken") if row.seats_max is None else tr("%1 of %2 seats taken")
    text = put(pattern, format_number(row.booked), format_number(row.seats_max))
    return f"{text}, {put(tr('%1 waiting'), format_number(row.waiting))}" if row.waiting else text


def fill(row: SessionRow) -> str:
    """How full a session is beside its bar: "2/15 · 4 too few", "8/12 +2 waiting"."""
    return tr("%1 · %2 too few", seats(row), format_number(row.lacking)) if row.lacking else seats(row)


def fill_sentence(row: SessionRow) -> str:
    """The same in words: "2 of 15 seats taken, fewest 6, 4 people too few"."""
    parts = [seats_sentence(row)]
    if row.kept:
        parts.append(plural(row.kept, "1 seat kept for a team", "%1 seats kept for teams"))
    if row.seats_min is not None:
        parts.append(tr("fewest %1", format_number(row.seats_min)))
    if row.lacking:
        parts.append(plural(row.lacking, "1 person too few", "%1 people too few"))
    return ", ".join(parts)


def dates(row: SessionRow) -> str:
    """The period of a session, with its year."""
    if row.first_day is None or row.last_day is None:
        return ""
    if row.first_day == row.last_day:
        return format_full_weekday(row.first_day)
    return format_full_period(row.first_day, row.last_day)


def listed_dates(row: SessionRow) -> str:
    """The period of a session below others of its plan: with a year only where it is another one."""
    if row.first_day is None or row.last_day is None:
        return ""
    if row.first_day == row.last_day:
        return format_weekday(row.first_day)
    return format_period(row.first_day, row.last_day)


def merge_text(session: SessionRow, into: SessionRow, forecast: MergeForecast | None) -> str:
    """Which session goes into which, with the days and seats of both, and what would follow from it."""
    one, other = (f"{row.code} ({dates(row)}, {put(tr('%1 seats'), seats(row))})" for row in (session, into))
    text = put(tr("%1 into %2"), one, other)
    if forecast is None:
        return text
    parts = [plural(forecast.waiting, "1 would wait", "%1 would wait")] if forecast.waiting else []
    new = plural(forecast.new, "1 new problem", "%1 new problems")
    parts.append(new if forecast.new else tr("no new problem"))
    if forecast.gone:
        parts.append(plural(forecast.gone, "1 problem solved", "%1 problems solved"))
    return f"{text}: {', '.join(parts)}"


def months(first: dt.date, last: dt.date) -> str:
    """A period in months: "Feb – Apr 2027"."""
    locale = user_locale()
    short = locale.FormatType.ShortFormat
    names = [locale.standaloneMonthName(day.month, short) for day in (first, last)]
    if first.year != last.year:
        return f"{names[0]} {first.year} – {names[1]} {last.year}"
    if first.month != last.month:
        return f"{names[0]} – {names[1]} {last.year}"
    return f"{locale.standaloneMonthName(first.month)} {first.year}"


def times(row: SessionRow) -> str:
    """When the first day of a session begins and ends."""
    if row.start_time is None or row.end_time is None:
        return ""
    return (
        f"{clock(row.start_time.hour, row.start_time.minute)}–{clock(row.end_time.hour, row.end_time.minute)}"
    )


def clock(hour: int, minute: int) -> str:
    """A time of day as the locale shows it."""
    return format_clock(dt.time(hour, minute))


def session_sentence(row: SessionRow, problems: int) -> str:
    """What a session is, for the status line."""
    parts = [
        f"{row.course_title} ({row.code})",
        dates(row),
        row.room_names,
        seats_sentence(row),
        session_statuses()[row.status].lower(),
        plural(problems, "1 problem", "%1 problems") if problems else "",
    ]
    return " · ".join(part for part in parts if part)


def problem_sentence(problem: Problem, session: SessionRow, other: SessionRow | None) -> str:
    """What stands behind a problem; a double-booking names both sessions."""
    if problem.kind == "double-booking" and other is not None:
        return put(tr("%1 and %2."), _named(session), _named(other))
    return f"{session.course_title}: {problem.hint}"


def _named(session: SessionRow) -> str:
    return f"{session.course_title} ({session.code}, {format_period(session.first_day, session.last_day)})"


def earliest(row: CourseToSchedule) -> str:
    """Where there are seats now; else when a course could be held first, or why it cannot."""
    if row.seats is not None:
        number = len(row.seats.pick_ids)
        when = format_period(row.seats.first_day, row.seats.last_day)
        return plural(number, "1 seat in %2, %3", "%1 seats in %2, %3", row.seats.code, when)
    if row.earliest is None:
        return row.reason
    if row.after:
        return put(tr("after %1, %2"), row.after, format_day(row.earliest))
    return put(tr("earliest %1"), format_day(row.earliest))


def days_label(code: str, before: tuple[Day, ...], after: tuple[Day, ...]) -> Label:
    """What a change of a session's days is called in the history."""
    if len(before) != len(after):
        longer = len(after) > len(before)
        return Label.of("session.add-day" if longer else "session.remove-day", session=code)
    moved = [
        place for place, pair in enumerate(zip(before, after, strict=True)) if pair[0].day != pair[1].day
    ]
    if len(moved) == 1:
        (place,) = moved
        day = after[place].day
        return Label.of(
            "session.move-day", number=place + 1, session=code, day=Days(day, day, with_year=True)
        )
    return Label.of("session.change-days", session=code)


def field_label(code: str, name: str, value: Value) -> Label:
    """What the change of a field of a session is called in the history; without a value it is cleared."""
    this = Counted("sessions", 1, code)
    match name:
        case "status":
            return Label.of("session.set-status", session=code, status=value)
        case "pinned":
            return Label.of("session.pin" if value else "session.unpin", sessions=this)
        case "locked":
            return Label.of("session.lock" if value else "session.unlock", sessions=this)
        case "note":
            return Label.of("session.note", session=code)
    field = Term(f"session.{name}")
    if value == "":
        return Label.of("session.clear", field=field, session=code)
    return Label.of("session.change", field=field, session=code, value=value)


def waiting_sentence(code: str, seats_max: int | None, waiting: int) -> str:
    """What happened to people beyond the seats."""
    have = put(tr("%1 has %2 seats."), code, format_number(seats_max))
    wait = plural(waiting, "1 person is on the waiting list.", "%1 people are on the waiting list.")
    return f"{have} {wait}"

"""With which day a week begins, and which number it has, in all calendars of the window."""

from __future__ import annotations

import datetime as dt

from pmplanner.ui.translation import tr, user_locale

_chosen: int | None = None
_numbered: bool | None = None
_MONDAY = 1


def start_weeks_on(weekday: int | None) -> None:
    """Let weeks begin with a day, Monday 1 to Sunday 7; None for the day of the user's locale."""
    global _chosen
    _chosen = weekday


def number_weeks(wanted: bool | None) -> None:
    """Let weeks show their numbers or not; None where they begin on Monday, as ISO 8601 numbers them."""
    global _numbered
    _numbered = wanted


def week_start() -> int:
    """The day with which a week begins, Monday 1 to Sunday 7."""
    return _chosen or user_locale().firstDayOfWeek().value


def weekdays() -> list[int]:
    """The days of a week in their order, Monday 1 to Sunday 7."""
    return [(week_start() - 1 + place) % 7 + 1 for place in range(7)]


def begin_of_week(day: dt.date) -> dt.date:
    """The first day of a day's week."""
    return day - dt.timedelta(days=(day.isoweekday() - week_start()) % 7)


def week_number(day: dt.date) -> int:
    """The number of a day's week: that of ISO 8601 where weeks begin on Monday.

    Elsewhere, as is the custom there, the week in which a year begins is its first.
    """
    if week_start() == _MONDAY:
        return day.isocalendar().week
    begins = begin_of_week(day)
    first = begin_of_week(dt.date((begins + dt.timedelta(days=6)).year, 1, 1))
    return (begins - first).days // 7 + 1


def week_name(day: dt.date) -> str:
    """What a day's week is called by its number; "" where weeks have none."""
    shown = week_start() == _MONDAY if _numbered is None else _numbered
    return tr("W%1", week_number(day)) if shown else ""

"""With which day a week begins, in all calendars of the window."""

from __future__ import annotations

import datetime as dt

from pmplanner.ui.translation import user_locale

_chosen: int | None = None


def start_weeks_on(weekday: int | None) -> None:
    """Let weeks begin with a day, Monday 1 to Sunday 7; None for the day of the user's locale."""
    global _chosen
    _chosen = weekday


def week_start() -> int:
    """The day with which a week begins, Monday 1 to Sunday 7."""
    return _chosen or user_locale().firstDayOfWeek().value


def weekdays() -> list[int]:
    """The days of a week in their order, Monday 1 to Sunday 7."""
    return [(week_start() - 1 + place) % 7 + 1 for place in range(7)]


def begin_of_week(day: dt.date) -> dt.date:
    """The first day of a day's week."""
    return day - dt.timedelta(days=(day.isoweekday() - week_start()) % 7)

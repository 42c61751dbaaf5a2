"""The window writes days and numbers, and begins weeks, as the workspace is set to."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from sqlalchemy.orm import Session

from pmplanner.exchange.weeks import WEEKDAYS
from pmplanner.services.plans.plans import plan_period
from pmplanner.services.settings import YES, read_settings
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.widgets.format import write_years_but
from pmplanner.ui.widgets.week import number_weeks, start_weeks_on

_EVERY_YEAR = 0
_replaced: QLocale | None = None
"""The laptop's own locale, while a workspace has another one."""


class Formats:
    """Follows the settings of a workspace and the years of the plan shown."""

    def __init__(self) -> None:
        self._now: tuple[str, str, str] | None = None

    def follow_settings(self, db: Session) -> bool:
        """Write as the workspace is set to from now on; returns whether that is another way."""
        settings = read_settings(db)
        wanted = settings["formats"], settings["week-start"], settings["week-numbers"]
        if wanted == self._now:
            return False
        self._now = wanted
        locale, begins, numbered = wanted
        _write_in(locale)
        start_weeks_on(WEEKDAYS.index(begins) + 1 if begins else None)
        number_weeks(numbered == YES if numbered else None)
        write_as_the_window()
        return True

    def follow_plan(self, db: Session, plan_id: int | None) -> bool:
        """Write years where a plan has more than one; returns whether they are written in another way now."""
        period = plan_period(db, plan_id)
        year: int | None = None
        if period is not None:
            first, last = period
            year = first.year if first.year == last.year else _EVERY_YEAR
        changed = write_years_but(year)
        if changed:
            write_as_the_window()
        return changed


def forget_formats() -> None:
    """Write as the laptop does again, until a workspace says otherwise."""
    _write_in("")
    start_weeks_on(None)
    number_weeks(None)
    write_years_but(None)
    write_as_the_window()


def _write_in(code: str) -> None:
    """Write in the locale of this code, "" for the laptop's own."""
    global _replaced
    if code:
        _replaced = _replaced or QLocale()
        QLocale.setDefault(QLocale(code))
    elif _replaced is not None:
        QLocale.setDefault(_replaced)
        _replaced = None

"""On which days there is no training: closures, public holidays, weekends, blackout periods.

Public holidays come from the ``holidays`` library by the country and subdivision of a site. It costs
a while to import, so that happens only in workspaces in which a site has a country.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Blackout, Closure, Site, WorkspaceSetting
from pmplanner.sentences import said
from pmplanner.services.calendar.session_days import IsOpen
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold

MONDAY_TO_FRIDAY = 0b11111
EVERY_DAY = 0b1111111
_WEEK = "working week"
"""The setting that holds the working days of the workspace."""

_NOTHING: Mapping[dt.date, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Span:
    """A period with its reason, both days included."""

    first_day: dt.date
    last_day: dt.date
    name: str = ""

    def holds(self, day: dt.date) -> bool:
        """Say whether the day is within the period."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """The days of a period on which sites are closed, with the reason, without weekends."""

    by_site: Mapping[str, Mapping[dt.date, str]] = field(default_factory=dict)
    """By folded name; the one without a name stands for every site that is not there."""

    def of(self, site: str) -> Mapping[dt.date, str]:
        """Return the closed days of a site by date."""
        found = self.by_site.get(fold(site))
        return self.by_site.get("", _NOTHING) if found is None else found


def read_closed_days(db: Session, first: dt.date, last: dt.date) -> ClosedDays:
    """Return the closures and public holidays from *first* to *last* of each site that has its own."""
    closures: dict[str, list[Span]] = defaultdict(list)
    query = select(Closure.site, Closure.first_day, Closure.last_day, Closure.name)
    for name, begins, ends, why in db.execute(
        query.where(Closure.first_day <= last, Closure.last_day >= first).order_by(Closure.first_day)
    ):
        closures[fold(name)].append(Span(max(begins, first), min(ends, last), why))
    sites = {
        fold(name): (country, subdivision)
        for name, country, subdivision in db.execute(select(Site.name, Site.country, Site.subdivision))
    }
    usual = sites.get("", ("", ""))
    return ClosedDays(
        {
            name: _closed(closures[""] + closures[name] * bool(name), sites.get(name, usual), first, last)
            for name in {"", *sites, *closures}
        }
    )


def _closed(
    closures: list[Span], region: tuple[str, str], first: dt.date, last: dt.date
) -> dict[dt.date, str]:
    closed: dict[dt.date, str] = {}
    if region[0]:
        for year in range(first.year, last.year + 1):
            holidays = public_holidays(*region, year)
            closed |= {day: name for day, name in holidays.items() if first <= day <= last}
    for span in closures:
        for number in range((span.last_day - span.first_day).days + 1):
            closed[span.first_day + dt.timedelta(days=number)] = span.name or "Closed"
    return closed


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[dt.date, str]:
    """Return the public holidays of a year by date, in English where the library has it.

    Raises PlanError for a country or subdivision of which the library knows nothing.
    """
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=year, language="en_US")
    except NotImplementedError:
        place = f"{country}, {subdivision}" if subdivision else country
        raise PlanError(said("The public holidays of {place} are not known.", place=place)) from None
    return MappingProxyType({day: str(found[day]) for day in sorted(found)})


def known_regions() -> Mapping[str, tuple[str, ...]]:
    """Return the countries of which public holidays are known, with their subdivisions."""
    import holidays

    return {
        country: tuple(parts)
        for country, parts in sorted(holidays.list_supported_countries(include_aliases=False).items())
    }


def read_working_week(db: Session) -> int:
    """Return the days on which the workspace works as bits, Monday 1 to Sunday 64."""
    query = select(WorkspaceSetting.value).where(WorkspaceSetting.name == _WEEK)
    value = db.scalar(query)
    return int(value) if value else MONDAY_TO_FRIDAY


def set_working_week(db: Session, bits: int) -> None:
    """Set the days on which the workspace works; raise PlanError when there is none."""
    check_week(bits)
    setting = db.scalar(select(WorkspaceSetting).where(WorkspaceSetting.name == _WEEK))
    if setting is None:
        db.add(WorkspaceSetting(name=_WEEK, value=str(bits)))
    else:
        setting.value = str(bits)


def check_week(bits: int | None) -> None:
    """Raise PlanError when somebody would work on no day or on an eighth."""
    if bits is not None and not 0 < bits <= EVERY_DAY:
        raise PlanError(said("There must be at least one working day in a week."))


@lru_cache(EVERY_DAY + 1)
def week_begins_on(week: int) -> int:
    """Return with which weekday a working week begins, Monday 0 to Sunday 6.

    It is the first working day after the longest time off; of several the first from Monday on.

    >>> [week_begins_on(week) for week in (0b0011111, 0b1001111, 0b1100111, 0b1111111)]
    [0, 6, 5, 0]
    """

    def off_before(day: int) -> int:
        return next((n for n in range(7) if week >> (day - n - 1) % 7 & 1), 0)

    return max((day for day in range(7) if week >> day & 1), key=lambda day: (off_before(day), -day))


def begin_of_week(day: dt.date, weekday: int) -> dt.date:
    """Return the first day of a day's week, when weeks begin on *weekday*, Monday 0 to Sunday 6."""
    return day - dt.timedelta(days=(day.weekday() - weekday) % 7)


def works_on(bits: int | None, week: int, day: dt.date) -> bool:
    """Say whether a weekday is among *bits*, or among those of the workspace when they are None."""
    return bool((week if bits is None else bits) >> day.weekday() & 1)


def is_training_day(closed: ClosedDays, week: int, site: str, day: dt.date) -> bool:
    """Say whether a site is open on a working day."""
    return works_on(None, week, day) and day not in closed.of(site)


def read_blackouts(db: Session) -> dict[str, list[Span]]:
    """Return the periods in which teams are not trained, by folded team."""
    found: dict[str, list[Span]] = defaultdict(list)
    query = select(Blackout.team, Blackout.first_day, Blackout.last_day, Blackout.name)
    for team, first, last, name in db.execute(query.order_by(Blackout.first_day)):
        found[fold(team)].append(Span(first, last, name))
    return found


def open_days(db: Session, site: str) -> IsOpen:
    """Return what says whether a day is open at a site; closed days are read year by year as needed."""
    week = read_working_week(db)
    years: dict[int, Mapping[dt.date, str]] = {}

    def is_open(day: dt.date) -> bool:
        if not works_on(None, week, day):
            return False
        # A series of sessions can go on for years; holidays of one are worked out once.
        if day.year not in years:
            whole = read_closed_days(db, dt.date(day.year, 1, 1), dt.date(day.year, 12, 31))
            years[day.year] = whole.of(site)
        return day not in years[day.year]

    return is_open

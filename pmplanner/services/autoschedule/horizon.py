"""The days on which a plan can train at all, and those on which people, trainers and rooms cannot."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Person, Room, TrainerAbsence
from pmplanner.models import Trainer as TrainerRow
from pmplanner.services.autoschedule.halves import HalfDay
from pmplanner.services.calendar.open_days import (
    ClosedDays,
    read_blackouts,
    read_closed_days,
    read_working_week,
    works_on,
)
from pmplanner.services.lookup import fold
from pmplanner.services.people.employment import list_spells, unemployed

_ANY_MONDAY = dt.date(2000, 1, 3)

Span = tuple[dt.date, dt.date]


@dataclass(slots=True)
class Horizon:
    """The days of a schedule by index; whoever is not available is so by index, too.

    Where half days are told apart, *parts* is 2, each date comes twice, and its index is its morning's.
    """

    first: dt.date
    last: dt.date
    week: int
    closed: ClosedDays
    days: tuple[dt.date, ...] = ()
    index: dict[dt.date, int] = field(default_factory=dict)
    parts: int = 1

    def in_halves(self) -> "Horizon":
        """Return the same days with mornings and afternoons told apart."""
        days = tuple(day for day in self.days for _ in range(2))
        return replace(self, days=days, index={day: 2 * at for day, at in self.index.items()}, parts=2)

    def places(self, halves: Iterable[HalfDay]) -> tuple[int, ...]:
        """Return the indices of days or half days, of those that are within the horizon."""
        whole = self.parts == 1
        return tuple(
            sorted({self.index[day] + (0 if whole else half) for day, half in halves if day in self.index})
        )

    def indices(self, spans: Iterable[Span]) -> set[int]:
        """Return the indices of the days within any of the spans."""
        found: set[int] = set()
        for first, last in spans:
            day, end = max(first, self.first), min(last, self.last)
            while day <= end:
                if day in self.index:
                    found.update(range(self.index[day], self.index[day] + self.parts))
                day += dt.timedelta(days=1)
        return found

    def after(self, day: dt.date) -> int:
        """Return the index of the first day later than *day*; one beyond the last when there is none."""
        return next((place for place, each in enumerate(self.days) if each > day), len(self.days))

    def until(self, day: dt.date) -> int:
        """Return the index of the last day not later than *day*; -1 when there is none."""
        return self.after(day) - 1

    def starts_together(self, length: int) -> list[int] | None:
        """Return the indices from which *length* places are on dates that follow one another.

        None when no working week has so many days in a row.
        """
        if -(-length // self.parts) > _days_in_a_row(self.week):
            return None
        found = []
        for at in range(len(self.days) - length + 1):
            dates = set(self.days[at : at + length])
            if (max(dates) - min(dates)).days == len(dates) - 1:
                found.append(at)
        return found

    def off(self, site: str, bits: int | None) -> set[int]:
        """Return the days on which a site is closed or the weekdays *bits* leave out."""
        closed = self.closed.of(site)
        return {
            place
            for place, day in enumerate(self.days)
            if day in closed or not works_on(bits, self.week, day)
        }


def _days_in_a_row(week: int) -> int:
    """Return how many working days at most follow one another in any two weeks."""
    longest = row = 0
    for number in range(14):
        row = row + 1 if works_on(None, week, _ANY_MONDAY + dt.timedelta(days=number)) else 0
        longest = max(longest, row)
    return longest


def read_horizon(db: Session, first: dt.date, last: dt.date) -> Horizon:
    """Return the days of the period on which anybody can be trained: open somewhere where people are."""
    horizon = Horizon(first, last, read_working_week(db), read_closed_days(db, first, last))
    sites = {*db.scalars(select(Person.location).distinct()), ""}
    closures = [horizon.closed.of(site) for site in sites]
    span = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    horizon.days = tuple(
        day
        for day in span
        if works_on(None, horizon.week, day) and not all(day in closed for closed in closures)
    )
    horizon.index = {day: place for place, day in enumerate(horizon.days)}
    return horizon


def people_off(db: Session, horizon: Horizon) -> dict[int, set[int]]:
    """Return by person the days of leave, before and after employment, off work, and of blackouts."""
    away: dict[int, list[Span]] = defaultdict(list)
    for person_id, first, last in db.execute(select(Absence.person_id, Absence.first_day, Absence.last_day)):
        away[person_id].append((first, last))
    blackouts = read_blackouts(db)
    usual: dict[tuple[str, int | None], set[int]] = {}
    found: dict[int, set[int]] = {}
    spells = list_spells(db)
    query = select(Person.id, Person.location, Person.team, Person.working_days)
    for person_id, location, team, bits in db.execute(query):
        key = (fold(location), bits)
        if key not in usual:
            usual[key] = horizon.off(location, bits)
        spans = [*away.get(person_id, ()), *unemployed(spells[person_id])]
        spans += [(each.first_day, each.last_day) for each in blackouts.get(fold(team), ())]
        found[person_id] = usual[key] | horizon.indices(spans) if spans else usual[key]
    return found


def trainers_off(db: Session, horizon: Horizon) -> dict[int, set[int]]:
    """Return by trainer the days away, off work, or outside the days to be asked for."""
    away: dict[int, list[Span]] = defaultdict(list)
    query = select(TrainerAbsence.trainer_id, TrainerAbsence.first_day, TrainerAbsence.last_day)
    for trainer_id, first, last in db.execute(query):
        away[trainer_id].append((first, last))
    rows = select(TrainerRow.id, TrainerRow.working_days, TrainerRow.first_day, TrainerRow.last_day)
    return {
        trainer_id: horizon.off("", bits) | horizon.indices([*away[trainer_id], *_outside(first, last)])
        for trainer_id, bits, first, last in db.execute(rows)
    }


def rooms_off(db: Session, horizon: Horizon) -> dict[int, set[int]]:
    """Return by room the days on which its site is closed."""
    rooms = db.execute(select(Room.id, Room.site))
    return {room_id: horizon.off(site, None) for room_id, site in rooms}


def _outside(first: dt.date | None, last: dt.date | None) -> list[Span]:
    day = dt.timedelta(days=1)
    spans = []
    if first is not None and first > dt.date.min:
        spans.append((dt.date.min, first - day))
    if last is not None and last < dt.date.max:
        spans.append((last + day, dt.date.max))
    return spans


Finder = Callable[[str], int | None]


def by_name(rows: Iterable[tuple[int, str]]) -> Finder:
    """Return what finds the id of a room or trainer by the text that a session names it with."""
    ids = {fold(name): row_id for row_id, name in rows}

    def find(text: str) -> int | None:
        return ids.get(fold(text)) if text else None

    return find

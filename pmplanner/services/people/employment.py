"""Spells of employment: who is here from when to when, who left and who came back.

The latest spell is that of the person's own first and last day. Earlier ones stand in a table of
their own, so that somebody who is hired again keeps the history.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from pmplanner.models import Employment, Person
from pmplanner.models.person import NO_FIRST_DAY
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import check_order
from pmplanner.services.lookup import among, get, person_name


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """Time of employment, both days included; None for a day that is not known or not set."""

    first_day: dt.date | None
    last_day: dt.date | None

    def meets(self, first: dt.date, last: dt.date) -> bool:
        """Say whether it has a day in common with the days from *first* to *last*."""
        return _first(self) <= last and first <= _last(self)

    def overlaps(self, other: "Spell") -> bool:
        """Say whether the two have a day in common."""
        return self.meets(_first(other), _last(other))


@dataclass(frozen=True, slots=True)
class SpellRow:
    """An earlier spell as the panel lists it."""

    id: int
    first_day: dt.date | None
    """None where it is not known."""
    last_day: dt.date

    @property
    def spell(self) -> Spell:
        """The days alone."""
        return Spell(self.first_day, self.last_day)


def _first(spell: Spell) -> dt.date:
    return spell.first_day or dt.date.min


def _last(spell: Spell) -> dt.date:
    return spell.last_day or dt.date.max


def known_day(first_day: dt.date) -> dt.date | None:
    """Return a first day as it is shown: None for the one that stands for none."""
    return None if first_day == NO_FIRST_DAY else first_day


def list_earlier(db: Session, person_ids: Collection[int] | None = None) -> dict[int, list[SpellRow]]:
    """Return the earlier spells by person, the first one first; of all people or of those named."""
    found: dict[int, list[SpellRow]] = defaultdict(list)
    query = select(Employment.id, Employment.person_id, Employment.first_day, Employment.last_day)
    query = query.where(*among(Employment.person_id, person_ids)).order_by(Employment.first_day)
    for row_id, person_id, first, last in db.execute(query):
        if person_ids is None or person_id in person_ids:
            found[person_id].append(SpellRow(row_id, known_day(first), last))
    return dict(found)


def list_spells(db: Session, person_ids: Collection[int] | None = None) -> dict[int, list[Spell]]:
    """Return all spells by person, the latest last; of all people or of those named."""
    earlier = list_earlier(db, person_ids)
    query = select(Person.id, Person.start_date, Person.end_date).where(*among(Person.id, person_ids))
    return {
        person_id: [*(row.spell for row in earlier.get(person_id, ())), Spell(start, end)]
        for person_id, start, end in db.execute(query)
        if person_ids is None or person_id in person_ids
    }


def unemployed(spells: Iterable[Spell]) -> list[tuple[dt.date, dt.date]]:
    """Return the times, both days included, before, between and after spells that do not overlap."""
    day = dt.timedelta(days=1)
    found, ended = [], dt.date.min
    for spell in sorted(spells, key=_first):
        if _first(spell) > ended:
            found.append((ended, _first(spell) - day))
        if _last(spell) == dt.date.max:
            return found
        ended = max(ended, _last(spell) + day)
    return [*found, (ended, dt.date.max)]


def check_spells(spells: Iterable[Spell]) -> None:
    """Raise PlanError unless each spell ends before the next one begins."""
    ordered = sorted(spells, key=lambda spell: (_first(spell), _last(spell)))
    for one, other in itertools.pairwise(ordered):
        if one.overlaps(other):
            raise PlanError(
                said(
                    "Two times of employment overlap: {one} and {other}.", one=words(one), other=words(other)
                )
            )


def words(spell: Spell) -> str:
    """Return a spell in words."""
    if spell.first_day is None and spell.last_day is None:
        return said("without a first and a last day")
    if spell.first_day is None:
        return said("until {last}", last=spell.last_day)
    if spell.last_day is None:
        return said("from {first}", first=spell.first_day)
    return said("{first} to {last}", first=spell.first_day, last=spell.last_day)


def check_latest(db: Session, person: Person) -> None:
    """Raise PlanError when the person's own first and last day do not come after the earlier spells."""
    if not inspect(person).has_identity:
        return  # somebody new has no earlier spells
    earlier = [row.spell for row in list_earlier(db, [person.id]).get(person.id, ())]
    latest = Spell(person.start_date, person.end_date)
    check_spells([*earlier, latest])
    later = [spell for spell in earlier if _first(spell) > _first(latest)]
    if later:
        raise PlanError(
            said(
                "The first day is before an earlier time of employment: {spell}. Take that out first.",
                spell=words(later[-1]),
            )
        )


def leave(db: Session, person_id: int, day: dt.date) -> None:
    """Make *day* the last one of the person's employment; raise PlanError when it is before the first."""
    person = get(db, Person, person_id)
    check_order(person.start_date, day)
    with db.no_autoflush:
        person.end_date = day
        check_latest(db, person)
    db.flush()


def rejoin(db: Session, person_id: int, day: dt.date) -> None:
    """Let somebody who left begin again on *day*; the time before is kept as an earlier spell.

    Raises PlanError for somebody who has not left, or whose last day is not before *day*.
    """
    person = get(db, Person, person_id)
    name = person_name(person.id, person.first_name, person.last_name, person.email, person.employee_id)
    if person.end_date is None:
        raise PlanError(said("{name} has no last day, so there is nothing to come back from.", name=name))
    if day <= person.end_date:
        raise PlanError(
            said("{name} is here until {last}; say a later day.", name=name, last=person.end_date)
        )
    closed = Spell(person.start_date, person.end_date)
    check_spells([*(row.spell for row in list_earlier(db, [person_id]).get(person_id, ())), closed])
    db.add(
        Employment(person_id=person_id, first_day=closed.first_day or NO_FIRST_DAY, last_day=person.end_date)
    )
    person.start_date, person.end_date = day, None
    db.flush()


def add_earlier(db: Session, person_id: int, first_day: dt.date | None, last_day: dt.date) -> int:
    """Add an earlier spell and return its id; raise PlanError when it overlaps another or is the latest."""
    person = get(db, Person, person_id)
    check_order(first_day, last_day)
    row = Employment(person_id=person_id, first_day=first_day or NO_FIRST_DAY, last_day=last_day)
    spells = [row.spell for row in list_earlier(db, [person_id]).get(person_id, ())]
    latest = Spell(person.start_date, person.end_date)
    if latest.first_day is None:
        raise PlanError(said("Say first on which day the present employment began."))
    check_spells([*spells, Spell(first_day, last_day), latest])
    if last_day > latest.first_day:
        raise PlanError(
            said(
                "An earlier time of employment ends before the present one begins, {first}.",
                first=latest.first_day,
            )
        )
    db.add(row)
    db.flush()
    return row.id


def remove_earlier(db: Session, spell_id: int) -> None:
    """Take an earlier spell out; raise PlanError when it is gone."""
    db.delete(get(db, Employment, spell_id))
    db.flush()

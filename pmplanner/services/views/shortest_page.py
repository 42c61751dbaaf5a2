"""The shortest sets of some people as the window shows them: with names, and for whom they can be asked."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course
from pmplanner.services.lookup import fold, plain_rows
from pmplanner.services.needs.shortest import ShortestSet, Told, shortest_sets
from pmplanner.services.people.managers import Managers, direct_managers
from pmplanner.services.people.people import PersonRow, list_people

_ZERO = Decimal(0)


class Choices(NamedTuple):
    """For whom the shortest sets can be asked."""

    people: tuple[PersonRow, ...]
    managers: Managers


class PersonSet(NamedTuple):
    """The shortest set of somebody, with the person's name."""

    id: int
    name: str
    team: str
    track: str
    found: ShortestSet

    @property
    def today(self) -> Decimal:
        """Days of the picks that may go, and of all that is missing."""
        return self.found.picked + self.found.gap


class ShortestSheet(NamedTuple):
    """The shortest sets of some people, in the order of their names."""

    plan_id: int
    rows: tuple[PersonSet, ...]
    courses: Mapping[int, tuple[str, Decimal]]
    """By id the title and the days of each course."""

    @property
    def changing(self) -> tuple[PersonSet, ...]:
        """Those whose picks would be others."""
        return tuple(row for row in self.rows if row.found.changes)

    @property
    def unproved(self) -> tuple[PersonSet, ...]:
        """Those for whom fewer days may do."""
        return tuple(row for row in self.rows if not row.found.is_proved)


class Sums(NamedTuple):
    """Days of some people together."""

    today: Decimal
    shortest: Decimal
    least: Decimal

    @property
    def saved(self) -> Decimal:
        """The days saved."""
        return self.today - self.shortest


def read_choices(db: Session) -> Choices:
    """Return the people and managers that there are."""
    people = sorted(list_people(db), key=lambda person: (fold(person.name), person.id))
    return Choices(tuple(people), direct_managers(db))


def read_shortest(
    db: Session, plan_id: int, person_ids: Collection[int] | None, told: Told | None = None
) -> ShortestSheet:
    """Return the shortest sets of everybody, or of those named.

    *told* hears how far it is, and may end it by raising. Raises PlanError when the plan is gone.
    """
    sets = shortest_sets(db, plan_id, person_ids, told)
    people = sorted(list_people(db, sets), key=lambda person: (fold(person.name), person.id))
    rows = (PersonSet(each.id, each.name, each.team, each.track, sets[each.id]) for each in people)
    courses = plain_rows(db, select(Course.id, Course.title, Course.days))
    return ShortestSheet(plan_id, tuple(rows), {row[0]: (row[1], row[2]) for row in courses})


def sum_sets(rows: Iterable[PersonSet]) -> Sums:
    """Return the days of some people together."""
    rows = list(rows)
    return Sums(
        sum((row.today for row in rows), _ZERO),
        sum((row.found.days for row in rows), _ZERO),
        sum((row.found.least for row in rows), _ZERO),
    )

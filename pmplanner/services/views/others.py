"""Those who do not count in a plan, as lines beside its totals, and what is aimed at by track."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person
from pmplanner.services.needs.standing_in_plan import (
    Shown,
    Standing,
    is_shown,
    read_standings,
    standing_word,
)
from pmplanner.services.people.people import list_people
from pmplanner.services.plans.targets import person_targets
from pmplanner.services.totals.totals import LedgerRow, Totals


def count_others(db: Session, plan_id: int) -> tuple[int, int]:
    """Return how many people have left before a plan, and how many in all do not count in it."""
    found = Counter(read_standings(db, plan_id).values())
    return found[Standing.LEFT], found.total() - found[Standing.COUNTS]


def with_others(db: Session, plan_id: int, rows: Sequence[LedgerRow], shown: Shown) -> list[LedgerRow]:
    """Return the lines of people with those of people who do not count, without days and in no sum.

    Their names say why they do not count. The total stays last.
    """
    standings = read_standings(db, plan_id)
    others = {key for key, standing in standings.items() if standing != Standing.COUNTS}
    lines = [row for row in rows if not row.is_total and row.key not in others]
    lines += [
        LedgerRow("person", person.id, f"{person.name} · {standing_word(standings[person.id])}", Totals())
        for person in list_people(db)
        if person.id in others and is_shown(standings[person.id], shown)
    ]
    lines.sort(key=lambda row: (row.name.casefold(), str(row.key)))
    return [*lines, *(row for row in rows if row.is_total)]


def track_targets(db: Session, plan_id: int) -> dict[int | None, Decimal]:
    """Return the days aimed at by primary track, of the tracks in which somebody has a target."""
    tracks = dict(db.execute(select(Person.id, Person.primary_track_id)).all())
    found: dict[int | None, Decimal] = {}
    for person_id, target in person_targets(db, plan_id).items():
        track_id = tracks[person_id]
        found[track_id] = found.get(track_id, Decimal(0)) + target.days
    return found

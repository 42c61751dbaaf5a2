"""The decisions of picks, when picks, courses or people go or become others."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, PickDecision
from pmplanner.services.lookup import among, person_name
from pmplanner.storage import journal


def delete_picks(db: Session, pick_ids: Collection[int]) -> int:
    """Delete picks with what was decided of them; return how many. Their seats must be gone already."""
    wanted = set(pick_ids)
    rows = db.execute(
        select(PickDecision.id, PickDecision.pick_id).where(*among(PickDecision.pick_id, wanted))
    )
    journal.bulk_delete(db, PickDecision, [row_id for row_id, pick_id in rows if pick_id in wanted])
    return journal.bulk_delete(db, Pick, wanted)


def hand_over_decisions(db: Session, into: Mapping[int, int]) -> None:
    """Let decisions go to the picks that others become, by their ids, where those have none of their own."""
    both = {*into.keys(), *into.values()}
    rows = db.execute(
        select(PickDecision.pick_id, PickDecision.id)
        .where(*among(PickDecision.pick_id, both))
        .order_by(PickDecision.id)
    )
    found = {pick_id: row_id for pick_id, row_id in rows if pick_id in both}
    moved = {}
    for old, new in into.items():
        if old in found and new not in found:
            found[new] = found[old]
            moved[found[old]] = {"pick_id": new}
    journal.bulk_update(db, PickDecision, moved)


_WHO = {"decided_by_id": "decided_by_name", "asked_of_id": "asked_of_name"}
"""The columns that name people by their id, with those that name them by text."""


def keep_names_of_deciders(db: Session, person_ids: Collection[int]) -> None:
    """Let decisions keep the names of people who are to go as texts: who decided, and who was asked."""
    gone = set(person_ids)
    people = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
    for by_id, by_name in _WHO.items():
        theirs = {row_id: person_id for row_id, person_id in _named(db, by_id) if person_id in gone}
        named = set(theirs.values())
        names = {row.id: person_name(*row) for row in db.execute(people.where(*among(Person.id, named)))}
        journal.bulk_update(
            db,
            PickDecision,
            {row_id: {by_id: None, by_name: names[person_id]} for row_id, person_id in theirs.items()},
        )


def let_decide_instead(db: Session, keep_id: int, other_id: int) -> None:
    """Let what one person decided or was asked be another's, who is the same."""
    for by_id in _WHO:
        rows = [row_id for row_id, person_id in _named(db, by_id) if person_id == other_id]
        journal.bulk_update(db, PickDecision, {row_id: {by_id: keep_id} for row_id in rows})


def _named(db: Session, by_id: str) -> list[tuple[int, int]]:
    """Return the decisions that name somebody in a column, with whom."""
    column = getattr(PickDecision, by_id)
    return [
        (row[0], row[1]) for row in db.execute(select(PickDecision.id, column).where(column.is_not(None)))
    ]


def swap_for_instead(db: Session, old_id: int, new_id: int) -> None:
    """Let decisions name one course in place of another as what is to be taken instead."""
    query = (
        select(PickDecision.id, Pick.course_id)
        .join(Pick, Pick.id == PickDecision.pick_id)
        .where(PickDecision.swap_course_id == old_id)
    )
    # Nothing is to be taken instead of itself.
    changes = {
        row_id: {"swap_course_id": None if course_id == new_id else new_id}
        for row_id, course_id in db.execute(query)
    }
    journal.bulk_update(db, PickDecision, changes)

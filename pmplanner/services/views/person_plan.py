"""What a plan holds for people: planned days in lists, and each course of one person."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Completion, Course, Pick
from pmplanner.services.decisions.decide import decided_picks
from pmplanner.services.lookup import fold
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.views.matrix import Cell, list_cells


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course that a person has picked in a plan or needs for the track."""

    course_id: int
    code: str
    title: str
    cell: Cell


def planned_days(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> dict[int, Decimal]:
    """Return the person-days of all picks by person; people without a pick are left out."""
    days: dict[int, Decimal] = defaultdict(Decimal)
    for pick_status in list_pick_statuses(db, plan_id, person_ids):
        days[pick_status.person_id] += pick_status.days
    return dict(days)


def people_touched(db: Session, keys: Mapping[str, Collection[int]]) -> set[int] | None:
    """Return the people whose picks, decisions and completions these are; None when a row is gone.

    *keys* are ids by table, as a change names them; other tables are passed over.
    """
    people: set[int] = set()
    for kind in (Pick, Completion):
        ids = keys.get(kind.__tablename__, ())
        owners = db.scalars(select(kind.person_id).where(kind.id.in_(ids))).all()
        if len(owners) < len(ids):
            return None
        people.update(owners)
    decided = keys.get("pick_decision", ())
    picks = decided_picks(db, decided)
    if len(picks) < len(decided):
        return None
    people.update(db.scalars(select(Pick.person_id).where(Pick.id.in_(picks))))
    return people


def person_plan(db: Session, plan_id: int, person_id: int) -> list[CourseLine]:
    """Return the courses that the person has picked or needs: picks by first day, then the others."""
    cells = {course_id: cell for (_, course_id), cell in list_cells(db, plan_id, [person_id]).items()}
    query = select(Course.id, Course.code, Course.title).where(Course.id.in_(cells))
    lines = [CourseLine(*row, cells[row[0]]) for row in db.execute(query)]
    return sorted(lines, key=_order)


def _order(line: CourseLine) -> tuple[bool, bool, str, str]:
    first = line.cell.first_day
    return (not line.cell.is_pick, first is None, first.isoformat() if first else "", fold(line.title))

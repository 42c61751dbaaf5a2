"""Equipment: how many there are to carry, which rooms have it, and which courses need it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseEquipment, Equipment, RoomEquipment, SessionEquipment
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import refuse_taken, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.storage import journal

FIELDS = ("name", "count", "note")
"""What can be set on equipment."""


@dataclass(frozen=True, slots=True)
class EquipmentRow:
    """Equipment with how many can be carried, and how many rooms, courses and sessions name it."""

    id: int
    name: str
    count: int
    note: str
    rooms: int
    courses: int
    sessions: int


def list_equipment(db: Session) -> list[EquipmentRow]:
    """Return all equipment by name."""
    used = [_uses(db, kind) for kind in (RoomEquipment, CourseEquipment, SessionEquipment)]
    query = select(Equipment.id, Equipment.name, Equipment.count, Equipment.note)
    rows = [EquipmentRow(*row, *(counts[row[0]] for counts in used)) for row in db.execute(query)]
    return sorted(rows, key=lambda row: fold(row.name))


def _uses(
    db: Session, kind: type[RoomEquipment] | type[CourseEquipment] | type[SessionEquipment]
) -> Counter[int]:
    query = select(kind.equipment_id, func.count()).group_by(kind.equipment_id)
    return Counter(dict(db.execute(query).all()))


def add_equipment(db: Session, name: str, count: int = 0, note: str = "") -> int:
    """Add equipment and return its id; raise PlanError without a name or for one that is there."""
    row = Equipment()
    _write(row, {"name": name, "count": count, "note": note})
    _check(db, row)
    db.add(row)
    db.flush()
    return row.id


def change_equipment(db: Session, equipment_id: int, /, **values: object) -> None:
    """Change the named FIELDS; raise PlanError when they will not do."""
    row = get(db, Equipment, equipment_id)
    with db.no_autoflush:
        _write(row, values)
        _check(db, row)
    db.flush()


def remove_equipment(db: Session, equipment_id: int) -> None:
    """Remove equipment from rooms, courses and sessions, and for good."""
    row = get(db, Equipment, equipment_id)
    for kind in (RoomEquipment, CourseEquipment, SessionEquipment):
        ids = db.scalars(select(kind.id).where(kind.equipment_id == equipment_id))
        journal.bulk_delete(db, kind, ids)
    db.delete(row)


def course_needs(db: Session, course_id: int) -> dict[int, int]:
    """Return how many of which equipment each session of a course asks for at first."""
    query = select(CourseEquipment.equipment_id, CourseEquipment.count)
    return dict(db.execute(query.where(CourseEquipment.course_id == course_id)).all())


def set_course_needs(db: Session, course_id: int, counts: Mapping[int, int]) -> None:
    """Make a course, bundled or not, need this equipment; sessions that are there keep theirs.

    Raises PlanError for equipment that is gone and for a number below one.
    """
    get(db, Course, course_id)
    present = {
        row.equipment_id: row
        for row in db.scalars(select(CourseEquipment).where(CourseEquipment.course_id == course_id))
    }
    for equipment_id, count in counts.items():
        name = get(db, Equipment, equipment_id).name
        if count < 1:
            raise PlanError(said("A course cannot need {count} of “{name}”.", count=count, name=name))
        row = present.pop(equipment_id, None)
        if row is None:
            db.add(CourseEquipment(course_id=course_id, equipment_id=equipment_id, count=count))
        else:
            row.count = count
    for row in present.values():
        db.delete(row)
    db.flush()


def _write(row: Equipment, values: Mapping[str, object]) -> None:
    write_fields(row, FIELDS, values, long=("note",))


def _check(db: Session, row: Equipment) -> None:
    if not row.name:
        raise PlanError(said("Equipment needs a name."))
    if row.count < 0:
        raise PlanError(said("There cannot be fewer than none of it."))
    refuse_taken(db, row, "name", marked("There is already equipment called “{text}”."))

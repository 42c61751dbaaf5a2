"""The equipment that sessions ask for: at first what their course needs."""

from collections.abc import Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pmplanner.models import CourseEquipment, Equipment, SessionEquipment, TrainingSession
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, get


def set_equipment(db: Session, session_id: int, counts: Mapping[int, int]) -> None:
    """Make a session ask for this equipment: how many by the equipment's id.

    Raises PlanError for equipment that is not known and for a number below one.
    """
    session = get(db, TrainingSession, session_id)
    for equipment_id, count in counts.items():
        name = get(db, Equipment, equipment_id).name
        if count < 1:
            raise PlanError(
                said(
                    "{session} cannot ask for {count} of “{name}”.",
                    session=session.code,
                    count=count,
                    name=name,
                )
            )
    _put(db, session_id, counts)


def known_equipment(db: Session) -> list[tuple[int, str]]:
    """Return the equipment that can be asked for, by name."""
    rows = db.execute(select(Equipment.id, Equipment.name)).all()
    return sorted(((equipment_id, name) for equipment_id, name in rows), key=lambda row: fold(row[1]))


def copy_needed(db: Session, course_id: int, session_id: int) -> None:
    """Make a session ask for what a course needs."""
    query = select(CourseEquipment.equipment_id, CourseEquipment.count)
    _put(db, session_id, _counts(db, query.where(CourseEquipment.course_id == course_id)))


def copy_asked(db: Session, session_id: int, copy_id: int) -> None:
    """Make a session ask for what another one asks for."""
    _put(db, copy_id, asked_counts(db, session_id))


def asked_counts(db: Session, session_id: int) -> dict[int, int]:
    """Return how many a session asks for by the equipment's id."""
    query = select(SessionEquipment.equipment_id, SessionEquipment.count)
    return _counts(db, query.where(SessionEquipment.session_id == session_id))


def _counts(db: Session, query: Select[int, int]) -> dict[int, int]:
    return dict(db.execute(query).all())


def _put(db: Session, session_id: int, counts: Mapping[int, int]) -> None:
    present = {
        row.equipment_id: row
        for row in db.scalars(select(SessionEquipment).where(SessionEquipment.session_id == session_id))
    }
    for equipment_id, row in present.items():
        if equipment_id not in counts:
            db.delete(row)
    for equipment_id, count in counts.items():
        row = present.get(equipment_id) or SessionEquipment(session_id=session_id, equipment_id=equipment_id)
        row.count = count
        db.add(row)
    db.flush()

"""Where rooms, trainers and equipment are used."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseEquipment, Room, RoomEquipment, SessionEquipment
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.lookup import fold
from pmplanner.services.sessions.sessions import SessionRow, list_sessions


@dataclass(frozen=True, slots=True)
class ResourceUse:
    """The sessions of a plan that use something, without cancelled ones, and the sum of their days."""

    sessions: tuple[SessionRow, ...]
    days: Decimal


@dataclass(frozen=True, slots=True)
class EquipmentPlaces:
    """Ids and names of the rooms that have equipment; ids, titles and numbers of courses that need it."""

    rooms: tuple[tuple[int, str], ...]
    courses: tuple[tuple[int, str, int], ...]


def named_use(db: Session, plan_id: int | None, what: Literal["room", "trainer"], name: str) -> ResourceUse:
    """Return the sessions of a plan that name a room or trainer."""
    return _use(session for session in _runs(db, plan_id) if fold(name) in map(fold, session.named(what)))


def equipment_use(db: Session, plan_id: int | None, equipment_id: int) -> ResourceUse:
    """Return the sessions of a plan that ask for equipment."""
    query = select(SessionEquipment.session_id).where(SessionEquipment.equipment_id == equipment_id)
    asking: Collection[int] = set(db.scalars(query))
    return _use(session for session in _runs(db, plan_id) if session.id in asking)


def equipment_places(db: Session, equipment_id: int) -> EquipmentPlaces:
    """Return which rooms have equipment of their own and which courses need it, by name."""
    rooms = (
        select(Room.id, Room.name)
        .join(RoomEquipment, RoomEquipment.room_id == Room.id)
        .where(RoomEquipment.equipment_id == equipment_id)
    )
    courses = (
        select(Course.id, Course.title, CourseEquipment.count)
        .join(CourseEquipment, CourseEquipment.course_id == Course.id)
        .where(CourseEquipment.equipment_id == equipment_id)
    )
    return EquipmentPlaces(
        tuple(sorted(((i, name) for i, name in db.execute(rooms)), key=lambda row: fold(row[1]))),
        tuple(sorted(((i, t, n) for i, t, n in db.execute(courses)), key=lambda row: fold(row[1]))),
    )


def _runs(db: Session, plan_id: int | None) -> list[SessionRow]:
    sessions = [] if plan_id is None else list_sessions(db, plan_id)
    return [session for session in sessions if session.status != SessionStatus.CANCELLED]


def _use(sessions: Iterable[SessionRow]) -> ResourceUse:
    found = tuple(sessions)
    return ResourceUse(found, sum((session.days for session in found), Decimal(0)))

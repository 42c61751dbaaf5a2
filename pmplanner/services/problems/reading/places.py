"""Reads rooms, equipment and trainers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Equipment,
    Room,
    RoomEquipment,
    Trainer,
    TrainerAbsence,
    TrainerCourse,
)
from pmplanner.services.lookup import fold, plain_rows
from pmplanner.services.problems.reading.rows import (
    EquipmentFacts,
    PersonFacts,
    RoomFacts,
    TrainerFacts,
)
from pmplanner.services.resources.staff import Staff


def read_rooms(db: Session) -> dict[str, RoomFacts]:
    """Return the rooms that are known, by folded name."""
    own: dict[int, set[int]] = defaultdict(set)
    for room_id, equipment_id in plain_rows(db, select(RoomEquipment.room_id, RoomEquipment.equipment_id)):
        own[room_id].add(equipment_id)
    query = select(Room.id, Room.name, Room.site, Room.seats).order_by(Room.id)
    return {
        fold(name): RoomFacts(name, site, seats, frozenset(own.get(room_id, ())))
        for room_id, name, site, seats in plain_rows(db, query)
    }


def read_equipment(db: Session) -> dict[int, EquipmentFacts]:
    """Return the equipment that is known, by id."""
    query = select(Equipment.id, Equipment.name, Equipment.count)
    return {equipment_id: EquipmentFacts(name, count) for equipment_id, name, count in db.execute(query)}


def read_trainers(db: Session, staff: Staff) -> dict[str, TrainerFacts]:
    """Return the trainers that are known, by folded name, each with the member of *staff* who it is."""
    courses: dict[int, set[int]] = defaultdict(set)
    for trainer_id, course_id in plain_rows(db, select(TrainerCourse.trainer_id, TrainerCourse.course_id)):
        courses[trainer_id].add(course_id)
    away: dict[int, list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
    absences = select(
        TrainerAbsence.trainer_id, TrainerAbsence.first_day, TrainerAbsence.last_day, TrainerAbsence.kind
    )
    for trainer_id, first, last, kind in plain_rows(db, absences.order_by(TrainerAbsence.first_day)):
        away[trainer_id].append((first, last, kind))
    query = select(
        Trainer.id,
        Trainer.name,
        Trainer.code,
        Trainer.email,
        Trainer.first_day,
        Trainer.last_day,
        Trainer.working_days,
    ).order_by(Trainer.id)
    return {
        fold(name): TrainerFacts(
            name,
            begins,
            ends,
            days,
            frozenset(courses.get(trainer_id, ())),
            tuple(away.get(trainer_id, ())),
            staff.find(name, code, email),
            trainer_id,
        )
        for trainer_id, name, code, email, begins, ends, days in plain_rows(db, query)
    }


def staff_of(people: Iterable[PersonFacts]) -> Staff:
    """Return what finds trainers among these people."""
    return Staff.of((person.id, person.name, person.email, person.employee_id) for person in people)

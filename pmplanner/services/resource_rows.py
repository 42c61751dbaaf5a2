"""Rooms, trainers, closures and absences as the rows of files."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.writing import Value
from pmplanner.models import (
    Absence,
    Closure,
    Course,
    Equipment,
    Person,
    Room,
    RoomEquipment,
    Trainer,
    TrainerAbsence,
    TrainerCourse,
)
from pmplanner.services.lookup import fold

Row = tuple[Value, ...]


def room_rows(session: Session) -> list[Row]:
    """Return the rooms by name, with their equipment."""
    equipment: dict[int, list[str]] = defaultdict(list)
    names = select(RoomEquipment.room_id, Equipment.name).join(
        Equipment, Equipment.id == RoomEquipment.equipment_id
    )
    for room_id, name in session.execute(names):
        equipment[room_id].append(name)
    rooms = session.execute(select(Room.id, Room.name, Room.site, Room.seats)).all()
    return [
        (name, site, seats, ";".join(sorted(equipment[room_id], key=fold)))
        for room_id, name, site, seats in sorted(rooms, key=lambda row: fold(row.name))
    ]


def trainer_rows(session: Session) -> list[Row]:
    """Return the trainers by name, with the codes of the courses that they can teach."""
    courses: dict[int, list[str]] = defaultdict(list)
    codes = select(TrainerCourse.trainer_id, Course.code).join(Course, Course.id == TrainerCourse.course_id)
    for trainer_id, code in session.execute(codes):
        courses[trainer_id].append(code)
    trainers = session.scalars(select(Trainer))
    return [
        (t.code, t.name, t.email, ";".join(sorted(courses[t.id])), t.first_day, t.last_day)
        for t in sorted(trainers, key=lambda trainer: fold(trainer.name))
    ]


def closure_rows(session: Session) -> list[Row]:
    """Return the closures by day."""
    query = select(Closure.first_day, Closure.last_day, Closure.site, Closure.name)
    ordered = query.order_by(Closure.first_day, Closure.last_day, Closure.site)
    return [tuple(row) for row in session.execute(ordered)]


def absence_rows(session: Session) -> list[Row]:
    """Return the absences of people, then those of trainers, by whose they are and by day."""
    people = select(
        Person.employee_id, Person.email, Absence.first_day, Absence.last_day, Absence.kind, Person.last_name
    ).join(Person, Person.id == Absence.person_id)
    trainers = select(
        Trainer.code,
        Trainer.email,
        TrainerAbsence.first_day,
        TrainerAbsence.last_day,
        TrainerAbsence.kind,
        Trainer.name,
    ).join(Trainer, Trainer.id == TrainerAbsence.trainer_id)
    rows: list[Row] = []
    for query in (people, trainers):
        found: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(query)]
        found.sort(key=lambda row: (fold(row[0] or ""), fold(row[1]), fold(row[5]), row[2], row[3]))
        rows += [row[:5] for row in found]
    return rows


RESOURCE_ROWS = {
    "rooms": room_rows,
    "trainers": trainer_rows,
    "closures": closure_rows,
    "absences": absence_rows,
}

assert RESOURCE_ROWS.keys() <= LAYOUTS.keys()

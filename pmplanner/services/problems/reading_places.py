"""Reads rooms, equipment and trainers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Equipment,
    Person,
    Room,
    RoomEquipment,
    Trainer,
    TrainerAbsence,
    TrainerCourse,
)
from pmplanner.services.lookup import fold, person_name
from pmplanner.services.problems.rows import EquipmentFacts, Facts, PersonFacts, RoomFacts, TrainerFacts


def read_rooms(session: Session) -> dict[str, RoomFacts]:
    """Return the rooms that are known, by folded name."""
    own: dict[int, set[int]] = defaultdict(set)
    for room_id, equipment_id in session.execute(select(RoomEquipment.room_id, RoomEquipment.equipment_id)):
        own[room_id].add(equipment_id)
    query = select(Room.id, Room.name, Room.site, Room.seats).order_by(Room.id)
    return {
        fold(name): RoomFacts(name, site, seats, frozenset(own.get(room_id, ())))
        for room_id, name, site, seats in session.execute(query)
    }


def read_equipment(session: Session) -> dict[int, EquipmentFacts]:
    """Return the equipment that is known, by id."""
    query = select(Equipment.id, Equipment.name, Equipment.count)
    return {equipment_id: EquipmentFacts(name, count) for equipment_id, name, count in session.execute(query)}


def read_trainers(
    session: Session, facts: Facts, people: Iterable[PersonFacts] | None
) -> dict[str, TrainerFacts]:
    """Return the trainers that are known, by folded name, and members of staff who teach in the sessions.

    Without *people* the staff are read.
    """
    courses: dict[int, set[int]] = defaultdict(set)
    for trainer_id, course_id in session.execute(select(TrainerCourse.trainer_id, TrainerCourse.course_id)):
        courses[trainer_id].add(course_id)
    away: dict[int, list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
    absences = select(
        TrainerAbsence.trainer_id, TrainerAbsence.first_day, TrainerAbsence.last_day, TrainerAbsence.kind
    )
    for trainer_id, first, last, kind in session.execute(absences.order_by(TrainerAbsence.first_day)):
        away[trainer_id].append((first, last, kind))
    staff = read_staff(session, people) if facts.places.trainers else None
    query = select(
        Trainer.id,
        Trainer.name,
        Trainer.code,
        Trainer.email,
        Trainer.first_day,
        Trainer.last_day,
        Trainer.working_days,
    ).order_by(Trainer.id)
    found = {}
    for trainer_id, name, code, email, begins, ends, days in session.execute(query):
        person_id = staff.find(name, code, email) if staff is not None else None
        found[fold(name)] = TrainerFacts(
            name,
            begins,
            ends,
            days,
            frozenset(courses[trainer_id]),
            tuple(away[trainer_id]),
            person_id,
            trainer_id,
        )
    for key in facts.places.trainers.keys() - found.keys():
        person_id = staff.find(key, None, "") if staff is not None else None
        if person_id is not None:
            found[key] = TrainerFacts(key, person_id=person_id)
    return found


class Staff:
    """Finds the member of staff who a trainer is: by employee id, by e-mail, or by a name that one has."""

    def __init__(self, people: Iterable[tuple[int, str, str, str | None]]) -> None:
        self._by_id: dict[str, int] = {}
        self._by_email: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        for person_id, name, email, key in people:
            if key:
                self._by_id[fold(key)] = person_id
            if email:
                self._by_email.setdefault(fold(email), person_id)
            self._by_name[fold(name)].append(person_id)

    def find(self, name: str, code: str | None, email: str) -> int | None:
        """Return the id of the person; None for somebody from elsewhere."""
        if code and fold(code) in self._by_id:
            return self._by_id[fold(code)]
        if email:
            return self._by_email.get(fold(email))
        same = self._by_name.get(fold(name), ())
        return same[0] if len(same) == 1 else None


def read_staff(session: Session, people: Iterable[PersonFacts] | None) -> Staff:
    """Return what finds trainers among people, among all that there are when they are not given."""
    if people is not None:
        return Staff((person.id, person.name, person.email, person.employee_id) for person in people)
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id).order_by(
        Person.id
    )
    return Staff(
        (person_id, person_name(person_id, first, last, email, key), email, key)
        for person_id, first, last, email, key in session.execute(query)
    )

"""Rooms, trainers, closures, absences, earlier employment and rules of cover as the rows of files."""

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.weeks import week_text
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
from pmplanner.services.lookup import fold, in_order, plain_rows
from pmplanner.services.needs.cover_rules import list_cover_rules
from pmplanner.services.people.employment import list_earlier

Row = tuple[Value, ...]


def room_rows(db: Session) -> list[Row]:
    """Return the rooms by name, with their equipment."""
    equipment: dict[int, list[str]] = defaultdict(list)
    names = select(RoomEquipment.room_id, Equipment.name).join(
        Equipment, Equipment.id == RoomEquipment.equipment_id
    )
    for room_id, name in db.execute(names):
        equipment[room_id].append(name)
    rooms = db.scalars(select(Room))
    return [
        (r.name, r.site, r.seats, ";".join(sorted(equipment[r.id], key=fold)), r.day_cost, r.currency, r.note)
        for r in sorted(rooms, key=lambda room: in_order(room.name))
    ]


def trainer_rows(db: Session) -> list[Row]:
    """Return the trainers by name, with the codes of the courses that they can teach."""
    courses: dict[int, list[str]] = defaultdict(list)
    codes = select(TrainerCourse.trainer_id, Course.code).join(Course, Course.id == TrainerCourse.course_id)
    for trainer_id, code in plain_rows(db, codes):
        courses[trainer_id].append(code)
    trainers = db.scalars(select(Trainer))
    return [
        (
            t.code,
            t.name,
            t.email,
            ";".join(sorted(courses[t.id])),
            t.first_day,
            t.last_day,
            t.day_cost,
            t.currency,
            None if t.working_days is None else week_text(t.working_days),
            t.note,
        )
        for t in sorted(trainers, key=lambda trainer: in_order(trainer.name))
    ]


def closure_rows(db: Session) -> list[Row]:
    """Return the closures by day."""
    query = select(Closure.first_day, Closure.last_day, Closure.site, Closure.name)
    ordered = query.order_by(Closure.first_day, Closure.last_day, Closure.site)
    return [tuple(row) for row in db.execute(ordered)]


def cover_rows(db: Session) -> list[Row]:
    """Return the rules of cover by name."""
    return [
        (
            row.name,
            row.values.minimum,
            row.values.team,
            row.values.kind,
            row.what,
            row.values.level,
            row.values.first_day,
            row.values.last_day,
        )
        for row in list_cover_rules(db)
    ]


class _Whose(NamedTuple):
    """Who is away, as files name them, in the order of the file."""

    trainer: bool
    key: tuple[str, str, str]
    code: str | None
    email: str


def absence_rows(db: Session) -> list[Row]:
    """Return the absences of people, then those of trainers, by whose they are and by day.

    A trainer who is one of the people (see :func:`trainers_among_people`) is written as that person,
    and a trainer who has neither id nor e-mail with the name in place of the id.
    """
    people = {row.id: _whose(False, *row[1:]) for row in plain_rows(db, _PEOPLE)}
    trainers = {row.id: _whose(True, *row[1:]) for row in plain_rows(db, _TRAINERS)}
    for trainer_id, person_id in trainers_among_people(db).items():
        trainers[trainer_id] = people[person_id]
    away: dict[tuple[_Whose, dt.date, dt.date], str] = {}
    query = select(Absence.person_id, Absence.first_day, Absence.last_day, Absence.kind)
    for person_id, first, last, kind in plain_rows(db, query):
        away[people[person_id], first, last] = kind
    of_trainers = select(
        TrainerAbsence.trainer_id, TrainerAbsence.first_day, TrainerAbsence.last_day, TrainerAbsence.kind
    )
    for trainer_id, first, last, kind in plain_rows(db, of_trainers):
        away.setdefault((trainers[trainer_id], first, last), kind)
    ordered = sorted(away.items(), key=lambda item: (item[0][0][:2], *item[0][1:]))
    return [(whose.code, whose.email, first, last, kind) for (whose, first, last), kind in ordered]


def employment_rows(db: Session) -> list[Row]:
    """Return the earlier spells of employment, by whose they are and by day."""
    people = {row.id: _whose(False, *row[1:]) for row in plain_rows(db, _PEOPLE)}
    spells = [(people[person_id], row) for person_id, rows in list_earlier(db).items() for row in rows]
    spells.sort(key=lambda spell: (spell[0].key, spell[1].first_day or dt.date.min))
    return [(whose.code, whose.email, row.first_day, row.last_day) for whose, row in spells]


_PEOPLE = select(Person.id, Person.employee_id, Person.email, Person.last_name)
_TRAINERS = select(Trainer.id, Trainer.code, Trainer.email, Trainer.name)


def _whose(trainer: bool, code: str | None, email: str, name: str) -> _Whose:
    if trainer and not (code or email):
        code = name
    return _Whose(trainer, (fold(code or ""), fold(email), fold(name)), code, email)


def trainers_among_people(db: Session) -> dict[int, int]:
    """Return the trainers who are people too: their e-mail is that of one person and no other trainer."""
    people, trainers = (_by_email(db, kind) for kind in (Person, Trainer))
    return {
        found[0]: people[email][0]
        for email, found in trainers.items()
        if len(found) == 1 and len(people.get(email, ())) == 1
    }


def _by_email(db: Session, kind: type[Person] | type[Trainer]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row_id, email in plain_rows(db, select(kind.id, kind.email)):
        if email:
            found[fold(email)].append(row_id)
    return found


RESOURCE_ROWS = {
    "rooms": room_rows,
    "trainers": trainer_rows,
    "closures": closure_rows,
    "absences": absence_rows,
    "employment": employment_rows,
}

assert RESOURCE_ROWS.keys() <= LAYOUTS.keys()

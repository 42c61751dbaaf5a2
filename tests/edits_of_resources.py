"""Edits of rooms, equipment, trainers, calendars and public dates for the property tests of undo."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Blackout,
    Closure,
    Course,
    Equipment,
    Plan,
    PublicDate,
    Room,
    Row,
    Site,
    Trainer,
    TrainerAbsence,
)
from pmplanner.services.calendar import closures
from pmplanner.services.calendar.open_days import set_working_week
from pmplanner.services.resources import equipment, rooms, trainers
from pmplanner.services.sessions import public_dates


def _one(db: Session, kind: type[Row], number: int) -> int:
    ids = list(db.scalars(select(kind.id).order_by(kind.id)))
    if not ids:
        raise LookupError(kind.__name__)
    return int(ids[number % len(ids)])


def _some(db: Session, kind: type[Row], number: int) -> list[int]:
    ids = list(db.scalars(select(kind.id).order_by(kind.id)))
    return [int(row_id) for place, row_id in enumerate(ids) if (number >> (place % 5)) & 1]


def _day(number: int) -> dt.date:
    return dt.date(2027, 1, 4) + dt.timedelta(days=number % 150)


def _later(number: int) -> dt.date:
    return _day(number) + dt.timedelta(days=number % 4)


RESOURCE_EDITS: dict[str, Callable[[Session, int], object]] = {
    "add room": lambda s, n: rooms.add_room(
        s, f"Room {n}", site="Oslo", seats=n % 20 + 1, equipment=_some(s, Equipment, n)
    ),
    "change room": lambda s, n: rooms.change_room(s, _one(s, Room, n), name=f"Hall {n}", seats=None),
    "equip room": lambda s, n: rooms.set_room_equipment(s, _one(s, Room, n), _some(s, Equipment, n)),
    "remove room": lambda s, n: rooms.remove_room(s, _one(s, Room, n)),
    "add equipment": lambda s, n: equipment.add_equipment(s, f"Kit {n}", n % 5),
    "change equipment": lambda s, n: equipment.change_equipment(s, _one(s, Equipment, n), name=f"Set {n}"),
    "remove equipment": lambda s, n: equipment.remove_equipment(s, _one(s, Equipment, n)),
    "course needs equipment": lambda s, n: equipment.set_course_needs(
        s, _one(s, Course, n), dict.fromkeys(_some(s, Equipment, n), n % 3 + 1)
    ),
    "add trainer": lambda s, n: trainers.add_trainer(
        s, f"Trainer {n}", courses=[_one(s, Course, n)], day_cost=Decimal(n)
    ),
    "change trainer": lambda s, n: trainers.change_trainer(
        s, _one(s, Trainer, n), name=f"Teacher {n}", working_days=n % 127 + 1
    ),
    "trainer teaches": lambda s, n: trainers.set_trainer_courses(s, _one(s, Trainer, n), _some(s, Course, n)),
    "trainer away": lambda s, n: trainers.add_trainer_absence(s, _one(s, Trainer, n), _day(n), _later(n)),
    "trainer back": lambda s, n: trainers.remove_trainer_absence(s, _one(s, TrainerAbsence, n)),
    "remove trainer": lambda s, n: trainers.remove_trainer(s, _one(s, Trainer, n)),
    "add closure": lambda s, n: closures.add_closure(s, _day(n), _later(n), "Oslo", f"Closed {n}"),
    "change closure": lambda s, n: closures.change_closure(s, _one(s, Closure, n), site=f"Site {n}"),
    "remove closure": lambda s, n: closures.remove_closure(s, _one(s, Closure, n)),
    "add blackout": lambda s, n: closures.add_blackout(s, _day(n), _later(n), f"Team {n}"),
    "change blackout": lambda s, n: closures.change_blackout(s, _one(s, Blackout, n), name=f"No {n}"),
    "remove blackout": lambda s, n: closures.remove_blackout(s, _one(s, Blackout, n)),
    "add site": lambda s, n: closures.add_site(s, f"Site {n}", timezone="Europe/Oslo"),
    "change site": lambda s, n: closures.change_site(s, _one(s, Site, n), name=f"Place {n}"),
    "remove site": lambda s, n: closures.remove_site(s, _one(s, Site, n)),
    "working week": lambda s, n: set_working_week(s, n % 127 + 1),
    "add public date": lambda s, n: public_dates.add_date(s, _one(s, Course, n), _day(n), place=f"P{n}"),
    "take public date": lambda s, n: public_dates.take_date(s, _one(s, Plan, n), _one(s, PublicDate, n)),
    "remove public date": lambda s, n: public_dates.remove_date(s, _one(s, PublicDate, n)),
}

RESOURCE_PREPARATIONS = {
    name: [
        "add room",
        "add equipment",
        "add trainer",
        "trainer away",
        "add closure",
        "add blackout",
        "add site",
        "add public date",
    ]
    for name in RESOURCE_EDITS
    if not name.startswith("add ")
}
"""What must be done before an edit has something to change."""

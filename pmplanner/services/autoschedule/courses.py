"""What the courses of a schedule need: trainers, rooms and equipment."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Course,
    CourseEquipment,
    Equipment,
    Room,
    RoomEquipment,
    TrainerCourse,
)
from pmplanner.services.catalog.own_facts import CourseFacts, course_facts

ONLINE = "online"


@dataclass(frozen=True, slots=True)
class CourseNeeds:
    """A course with what each of its sessions takes."""

    id: int
    code: str
    title: str
    days: Decimal
    min_seats: int | None
    max_seats: int | None
    cost: Decimal
    online: bool
    trainers: tuple[int, ...]
    rooms: tuple[int, ...] | None
    equipment: tuple[tuple[int, int], ...]
    """(equipment, how many) that each session takes, carried in where its room has none of its own."""


@dataclass(slots=True)
class Teaching:
    """The courses asked for, and the pool of equipment by id."""

    courses: list[CourseNeeds] = field(default_factory=list)
    equipment: dict[int, int] = field(default_factory=dict)
    fitted: dict[int, set[int]] = field(default_factory=dict)
    """By room the equipment that stays in it."""


def read_teaching(db: Session, course_ids: Collection[int]) -> Teaching:
    """Return what the courses need.

    A course needs a trainer when anybody can teach it, and a room when there are rooms and it is
    not online. It is held in a room that has its equipment, or into which enough of it can be carried.
    """
    trainers: dict[int, list[int]] = defaultdict(list)
    for course_id, trainer_id in db.execute(
        select(TrainerCourse.course_id, TrainerCourse.trainer_id).order_by(TrainerCourse.trainer_id)
    ):
        trainers[course_id].append(trainer_id)
    needs: dict[int, dict[int, int]] = defaultdict(dict)
    for course_id, equipment_id, count in db.execute(
        select(CourseEquipment.course_id, CourseEquipment.equipment_id, CourseEquipment.count)
    ):
        needs[course_id][equipment_id] = count
    fitted: dict[int, set[int]] = {room_id: set() for room_id in db.scalars(select(Room.id))}
    for room_id, equipment_id in db.execute(select(RoomEquipment.room_id, RoomEquipment.equipment_id)):
        fitted[room_id].add(equipment_id)
    pool = dict(db.execute(select(Equipment.id, Equipment.count)).all())
    found = Teaching(equipment=pool, fitted=fitted)
    facts = course_facts(db, course_ids)
    for course in db.scalars(select(Course).order_by(Course.id)):
        if course.id in course_ids:
            teachers = tuple(trainers[course.id])
            found.courses.append(_needs(course, facts[course.id], teachers, fitted, needs[course.id], pool))
    return found


def _needs(
    course: Course,
    facts: CourseFacts,
    trainers: tuple[int, ...],
    fitted: dict[int, set[int]],
    equipment: dict[int, int],
    pool: dict[int, int],
) -> CourseNeeds:
    online = ONLINE in course.format.casefold() and "classroom" not in course.format.casefold()
    rooms: tuple[int, ...] | None = None
    if fitted and not online:
        equipped = tuple(
            room
            for room, has in sorted(fitted.items())
            if all(key in has or pool.get(key, 0) >= count for key, count in equipment.items())
        )
        rooms = equipped or tuple(sorted(fitted))
    return CourseNeeds(
        course.id,
        course.code,
        course.title,
        course.days,
        facts.min_seats,
        facts.max_seats,
        facts.cost or Decimal(0),
        online,
        trainers,
        rooms,
        tuple(sorted(equipment.items())),
    )

"""Rooms, equipment and trainers.

A session names its room and trainer as text; the text is looked up here by name, so that a plan can
name a hotel's room or a provider's trainer of which nothing more is known.
"""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Money, Row


class Room(Row):
    """A place for sessions; *site* is the location of people that it belongs to."""

    __tablename__ = "room"
    constraints = (CheckConstraint("seats > 0", name="seats_positive"),)

    name: Mapped[str] = mapped_column(unique=True)
    site: Mapped[str] = mapped_column(default="")
    seats: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")
    day_cost: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(default="")


class Equipment(Row):
    """Things that a session may ask for; *count* is how many can be carried into rooms that lack them."""

    __tablename__ = "equipment"
    constraints = (CheckConstraint("count >= 0", name="count_not_negative"),)

    name: Mapped[str] = mapped_column(unique=True)
    count: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")


class RoomEquipment(Row):
    """A room has equipment of its own, which no other session can take away."""

    __tablename__ = "room_equipment"
    constraints = (UniqueConstraint("room_id", "equipment_id"),)

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id"), index=True)


class CourseEquipment(Row):
    """A course needs equipment; its sessions ask for it from the start."""

    __tablename__ = "course_equipment"
    constraints = (
        UniqueConstraint("course_id", "equipment_id"),
        CheckConstraint("count > 0", name="count_positive"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id"), index=True)
    count: Mapped[int] = mapped_column(default=1)


class SessionEquipment(Row):
    """A session asks for equipment."""

    __tablename__ = "session_equipment"
    constraints = (
        UniqueConstraint("session_id", "equipment_id"),
        CheckConstraint("count > 0", name="count_positive"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    equipment_id: Mapped[int] = mapped_column(ForeignKey("equipment.id"), index=True)
    count: Mapped[int] = mapped_column(default=1)


class Trainer(Row):
    """Somebody who teaches; an own trainer's days have an internal cost."""

    __tablename__ = "trainer"
    constraints = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("working_days BETWEEN 1 AND 127", name="working_days"),
    )

    code: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(default="")
    first_day: Mapped[dt.date | None]
    last_day: Mapped[dt.date | None]
    """The days between which the trainer can be asked for; None for no limit."""
    working_days: Mapped[int | None]
    """Weekdays as bits, Monday 1 to Sunday 64; None for those of the workspace."""
    day_cost: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class TrainerCourse(Row):
    """A trainer can teach a course."""

    __tablename__ = "trainer_course"
    constraints = (UniqueConstraint("trainer_id", "course_id"),)

    trainer_id: Mapped[int] = mapped_column(ForeignKey("trainer.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)


class TrainerAbsence(Row):
    """Days on which a trainer is away, both included."""

    __tablename__ = "trainer_absence"
    constraints = (
        UniqueConstraint("trainer_id", "first_day", "last_day"),
        CheckConstraint("first_day <= last_day", name="days_in_order"),
    )

    trainer_id: Mapped[int] = mapped_column(ForeignKey("trainer.id"))
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    kind: Mapped[str] = mapped_column(default="")

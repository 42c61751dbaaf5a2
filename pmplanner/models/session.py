"""Sessions, their days, and the seats in them."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Days, Money, Row
from pmplanner.models.statuses import SeatStatus, SessionMode, SessionStatus, TrainerPart


class TrainingSession(Row):
    """One dated run of a course in a plan.

    Named apart from the database session, which the code meets in the same functions.
    """

    __tablename__ = "session"
    constraints = (
        UniqueConstraint("plan_id", "code"),
        CheckConstraint("status IN ('draft', 'confirmed', 'held', 'cancelled')", name="status"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    code: Mapped[str]
    timezone: Mapped[str] = mapped_column(default="")
    mode: Mapped[str] = mapped_column(default=SessionMode.ON_SITE)
    room: Mapped[str] = mapped_column(default="")
    trainer: Mapped[str] = mapped_column(default="")
    seats_min: Mapped[int | None]
    seats_max: Mapped[int | None]
    status: Mapped[str] = mapped_column(default=SessionStatus.DRAFT)
    pinned: Mapped[bool] = mapped_column(default=False)
    """The dates stay as they are; people may come and go."""
    locked: Mapped[bool] = mapped_column(default=False)
    """Nothing about the session moves: neither its dates nor its people."""
    cost: Mapped[Decimal | None] = mapped_column(Money)
    """Price of the session as a whole, beside what each seat costs."""
    currency: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    join_link: Mapped[str] = mapped_column(default="")
    """Where people who are not on site join it."""
    decide_by: Mapped[dt.date | None]
    """The day by which it must be known whether the session takes place."""
    cancel_cost: Mapped[Decimal | None] = mapped_column(Money)
    """What calling it off costs; None while that is unknown."""
    cancel_currency: Mapped[str] = mapped_column(default="")
    copied_from_id: Mapped[int | None]
    """The session that this one was copied from together with its plan; no foreign key, because that one
    may go."""


class SessionRoom(Row):
    """A further room of a session, beside the first one; *position* orders them, from 1."""

    __tablename__ = "session_room"
    constraints = (UniqueConstraint("session_id", "name"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    name: Mapped[str]
    position: Mapped[int]


class SessionTrainer(Row):
    """A further trainer of a session, beside the first one; *position* orders them, from 1."""

    __tablename__ = "session_trainer"
    constraints = (
        UniqueConstraint("session_id", "name"),
        CheckConstraint("part IN ('lead', 'co-trainer')", name="part"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    name: Mapped[str]
    part: Mapped[str] = mapped_column(default=TrainerPart.CO_TRAINER)
    position: Mapped[int]


class SessionDay(Row):
    """One day of a session: local date and times, and the part of a day that it counts."""

    __tablename__ = "session_day"
    constraints = (
        UniqueConstraint("session_id", "day", "start_time"),
        CheckConstraint("portion > 0 AND portion <= 4", name="portion_of_a_day"),
        CheckConstraint("start_time < end_time", name="times_in_order"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    day: Mapped[dt.date] = mapped_column(index=True)
    portion: Mapped[Decimal] = mapped_column(Days)
    start_time: Mapped[dt.time]
    end_time: Mapped[dt.time]


class Seat(Row):
    """The place of a pick's person in a session; *position* orders the waiting list."""

    __tablename__ = "seat"
    constraints = (
        UniqueConstraint("session_id", "pick_id"),
        CheckConstraint(
            "status IN ('booked', 'waiting', 'attended', 'partly attended', 'absent')", name="status"
        ),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    pick_id: Mapped[int] = mapped_column(ForeignKey("pick.id"), index=True)
    status: Mapped[str] = mapped_column(default=SeatStatus.BOOKED)
    position: Mapped[int] = mapped_column(default=0)
    attended_days: Mapped[Decimal | None] = mapped_column(Days)
    """Days that the person was there, when they differ from the session's."""


class Reservation(Row):
    """Seats of a session that are kept for a team whose people are not named yet."""

    __tablename__ = "reservation"
    constraints = (
        UniqueConstraint("session_id", "team"),
        CheckConstraint("seats > 0", name="seats_positive"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    team: Mapped[str]
    seats: Mapped[int]

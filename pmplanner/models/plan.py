"""Plans and picks."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Days, Money, Row


class Plan(Row):
    """A named training plan with a period, a budget and a target of days per person."""

    __tablename__ = "plan"
    constraints = (CheckConstraint("first_day <= last_day", name="days_in_order"),)

    name: Mapped[str] = mapped_column(unique=True)
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    budget: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(default="")
    target_days: Mapped[Decimal | None] = mapped_column(Days)
    variant_of_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    """The plan that this one was copied from, to try something in."""


class Pick(Row):
    """This person takes this course in this plan."""

    __tablename__ = "pick"
    constraints = (UniqueConstraint("plan_id", "person_id", "course_id"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    days: Mapped[Decimal | None] = mapped_column(Days)
    """The person's own days; None for the days of the course."""
    note: Mapped[str] = mapped_column(default="")

"""What things cost beside prices and days, what travelling costs, what currencies are worth, budgets."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Millionths, Money, Row
from pmplanner.models.statuses import CostPer


class CostItem(Row):
    """Something that costs: of each session of a course, of one session, or of a plan.

    It has exactly one owner, and *per* is a CostPer.
    """

    __tablename__ = "cost_item"
    constraints = (
        CheckConstraint(
            "(course_id IS NOT NULL) + (session_id IS NOT NULL) + (plan_id IS NOT NULL) = 1", name="one_owner"
        ),
        CheckConstraint("per IN ('whole', 'day', 'seat', 'seat and day', 'seat price')", name="per"),
        CheckConstraint("per != 'seat price' OR session_id IS NOT NULL", name="seat_price_of_a_session"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"), index=True)
    name: Mapped[str]
    per: Mapped[str] = mapped_column(default=CostPer.WHOLE)
    amount: Mapped[Decimal | None] = mapped_column(Money)
    """None while it is unknown."""
    currency: Mapped[str] = mapped_column(default="")


class Travel(Row):
    """What one person's way from a site to sessions at another costs, there and back."""

    __tablename__ = "travel"
    constraints = (
        UniqueConstraint("from_site", "to_site"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    from_site: Mapped[str]
    to_site: Mapped[str]
    amount: Mapped[Decimal] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(default="")


class Rate(Row):
    """What one unit of a currency is worth in the currency of the workspace, from a day on."""

    __tablename__ = "rate"
    constraints = (
        UniqueConstraint("currency", "valid_from"),
        CheckConstraint("value > 0", name="value_positive"),
    )

    currency: Mapped[str]
    valid_from: Mapped[dt.date]
    value: Mapped[Decimal] = mapped_column(Millionths)


class Budget(Row):
    """What a plan may cost for a track or a team; that of the whole plan stands with the plan."""

    __tablename__ = "budget"
    constraints = (
        UniqueConstraint("plan_id", "kind", "ref_id", "text"),
        CheckConstraint("kind IN ('track', 'team')", name="kind"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str]
    ref_id: Mapped[int] = mapped_column(default=0)
    """The track, else 0."""
    text: Mapped[str] = mapped_column(default="")
    """The name of the team, else empty."""
    amount: Mapped[Decimal] = mapped_column(Money)

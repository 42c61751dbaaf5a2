"""Plans and picks."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Days, Money, Row
from pmplanner.models.statuses import ApprovalRule, PlanState


class Plan(Row):
    """A named training plan with a period, a budget and a target of days per person.

    An archived one is kept as history: it is read-only, with the days and costs that held.
    """

    __tablename__ = "plan"
    constraints = (
        CheckConstraint("first_day <= last_day", name="days_in_order"),
        CheckConstraint("state IN ('active', 'archived')", name="state"),
        CheckConstraint("approval_rule IN ('all', 'approved')", name="approval_rule"),
    )

    name: Mapped[str] = mapped_column(unique=True)
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
    budget: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(default="")
    target_days: Mapped[Decimal | None] = mapped_column(Days)
    variant_of_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    """The plan that this one was copied from, to try something in."""
    state: Mapped[str] = mapped_column(default=PlanState.ACTIVE)
    archived_on: Mapped[dt.date | None]
    kept_cost: Mapped[Decimal | None] = mapped_column(Money)
    """What nobody bore when the plan was archived: its own items, and sessions without seats.

    Below 0 what was known of it, where not all was.
    """
    approval_rule: Mapped[str] = mapped_column(default=ApprovalRule.ALL)
    """Which picks are scheduled."""


class PlanScope(Row):
    """A rule that says whom a plan covers; a plan without rules covers everybody.

    *kind* says by what: any track, track, team, site, manager or person. What a kind has no use for
    is 0 or empty and never NULL.
    """

    __tablename__ = "plan_scope"
    constraints = (UniqueConstraint("plan_id", "kind", "ref_id", "text"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str]
    """A ScopeKind."""
    ref_id: Mapped[int] = mapped_column(default=0)
    """The track or person; no foreign key, because a rule may outlive who it names."""
    text: Mapped[str] = mapped_column(default="")
    """The name of the team or site."""
    include: Mapped[bool] = mapped_column(default=True)
    """False for whom the plan leaves out although another rule covers them."""


class Target(Row):
    """Days per person that a plan aims at for a track or a team, instead of those of the whole plan."""

    __tablename__ = "target"
    constraints = (
        UniqueConstraint("plan_id", "kind", "ref_id", "text"),
        CheckConstraint("kind IN ('track', 'team')", name="kind"),
        CheckConstraint("days >= 0", name="days_not_negative"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str]
    ref_id: Mapped[int] = mapped_column(default=0)
    """The track, else 0."""
    text: Mapped[str] = mapped_column(default="")
    """The name of the team, else empty."""
    days: Mapped[Decimal] = mapped_column(Days)


class Pick(Row):
    """This person takes this course in this plan; *attempt* tells apart who takes it again."""

    __tablename__ = "pick"
    constraints = (
        UniqueConstraint("plan_id", "person_id", "course_id", "attempt"),
        CheckConstraint("attempt > 0", name="attempt_positive"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    days: Mapped[Decimal | None] = mapped_column(Days)
    """The person's own days; None for the days of the course."""
    note: Mapped[str] = mapped_column(default="")
    attempt: Mapped[int] = mapped_column(default=1)
    kept_days: Mapped[Decimal | None] = mapped_column(Days)
    kept_cost: Mapped[Decimal | None] = mapped_column(Money)
    """The days and the cost (in the plan's currency) that held when the plan was archived; a cost of
    None then was unknown, and of one below 0 this much was known, and no more."""

"""What is done about each kind of problem, and the problems that somebody has accepted."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Days, Row

POLICY_ACTIONS = ("block", "warn", "ignore")


class Policy(Row):
    """What to do about a kind of problem, in a plan or, without one, in the workspace.

    A kind with a threshold has it here: extra seats for over capacity, people of a team away at
    once, days a week or a month. A row for a *team* goes before the one for all.
    """

    __tablename__ = "policy"
    constraints = (
        UniqueConstraint("plan_id", "kind", "team"),
        CheckConstraint("action IN ('block', 'warn', 'ignore')", name="action"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
    )

    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str]
    team: Mapped[str] = mapped_column(default="")
    action: Mapped[str] = mapped_column(default="warn")
    limit: Mapped[Decimal | None] = mapped_column("limit", Days)
    percent: Mapped[int | None]


class AcceptedProblem(Row):
    """A problem that is known and stays; *key* names its kind and both of its sides."""

    __tablename__ = "accepted_problem"
    constraints = (UniqueConstraint("plan_id", "key"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    key: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")

"""What is done about each kind of problem, and the problems that somebody has accepted."""

import datetime as dt
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Days, Row
from pmplanner.models.statuses import PolicyAction

SITS_FIRST, SITS_SECOND = "sits first", "sits second"

NO_DAY = dt.date(1, 1, 1)
"""The day of an accepted problem whose kind is not told apart by days."""


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
    action: Mapped[str] = mapped_column(default=PolicyAction.WARN)
    limit: Mapped[Decimal | None] = mapped_column("limit", Days)
    percent: Mapped[int | None]


class AcceptedProblem(Row):
    """A problem that is known and stays; kind and sides say which.

    How sides are written is in :mod:`pmplanner.services.problems.tracking.keys`.

    What a kind has no use for is 0, empty or NO_DAY and never NULL, of which no two are equal in a
    unique constraint. The ids are no foreign keys: a problem that comes back after a session was
    removed and undone is accepted again.
    """

    __tablename__ = "accepted_problem"
    constraints = (
        UniqueConstraint(
            "plan_id",
            "kind",
            "person_id",
            "course_id",
            "equipment_id",
            "session_id",
            "other_session_id",
            "more_session_ids",
            "role",
            "day",
            "last_day",
            "place",
            name="uq_accepted_problem_sides",
        ),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    kind: Mapped[str]
    person_id: Mapped[int] = mapped_column(default=0)
    course_id: Mapped[int] = mapped_column(default=0)
    equipment_id: Mapped[int] = mapped_column(default=0)
    session_id: Mapped[int] = mapped_column(default=0)
    other_session_id: Mapped[int] = mapped_column(default=0)
    more_session_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The sessions beyond two, where more than two ask for an equipment at once."""
    role: Mapped[str] = mapped_column(default="")
    """SITS_FIRST or SITS_SECOND where the trainer of one session sits in the other, else empty."""
    day: Mapped[dt.date] = mapped_column(default=NO_DAY)
    last_day: Mapped[dt.date] = mapped_column(default=NO_DAY)
    place: Mapped[str] = mapped_column(default="")
    """The folded name of the team of an absence ceiling, or of a room or trainer that is not the first one of
    its sessions; or the folded code of a certificate that somebody holds."""
    reason: Mapped[str] = mapped_column(default="")

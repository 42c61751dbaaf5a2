"""The seventh format: what was decided of picks, rules of cover, by when sessions are decided."""

import sqlalchemy as sa
from alembic import op

from pmplanner.models.migrations.shorthand import (
    given,
    in_images,
    index,
    maybe,
    new_column,
    preset,
    refers,
    row,
)

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    new_column("session", maybe("decide_by", sa.Date), "null")
    new_column("session", maybe("cancel_cost", sa.Integer), "null")
    new_column("session", preset("cancel_currency", sa.String, ""), '""')
    new_column("session", maybe("copied_from_id", sa.Integer), "null")
    # By hand: Alembic leaves the check out, and SQLite takes one only with its column.
    op.execute(
        "ALTER TABLE plan ADD COLUMN approval_rule VARCHAR DEFAULT 'all' NOT NULL "
        "CONSTRAINT ck_plan_approval_rule CHECK (approval_rule IN ('all', 'approved'))"
    )
    in_images("plan", "approval_rule", '"all"')
    row(
        "pick_decision",
        given("pick_id", sa.Integer),
        given("decision", sa.String),
        maybe("decided_by_id", sa.Integer),
        given("decided_by_name", sa.String),
        maybe("decided_on", sa.Date),
        maybe("asked_on", sa.Date),
        maybe("asked_of_id", sa.Integer),
        given("asked_of_name", sa.String),
        given("note", sa.String),
        maybe("swap_course_id", sa.Integer),
        sa.CheckConstraint("decision IN ('proposed', 'approved', 'later', 'declined')", name="decision"),
        refers("pick_id", "pick"),
        refers("decided_by_id", "person"),
        refers("asked_of_id", "person"),
        refers("swap_course_id", "course"),
        sa.UniqueConstraint("pick_id"),
    )
    for column in ("decided_by_id", "asked_of_id", "swap_course_id"):
        index("pick_decision", column)
    row(
        "cover_rule",
        given("name", sa.String),
        given("team", sa.String),
        given("minimum", sa.Integer),
        given("kind", sa.String),
        maybe("skill_id", sa.Integer),
        maybe("track_id", sa.Integer),
        maybe("certificate_id", sa.Integer),
        given("text", sa.String),
        given("level", sa.String),
        maybe("first_day", sa.Date),
        maybe("last_day", sa.Date),
        sa.CheckConstraint("minimum > 0", name="minimum_positive"),
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.CheckConstraint("level IN ('', 'awareness', 'working', 'expert')", name="level"),
        sa.CheckConstraint("kind IN ('skill', 'track', 'title', 'certificate')", name="kind"),
        sa.CheckConstraint(
            "(kind = 'skill') = (skill_id IS NOT NULL) AND (kind = 'track') = (track_id IS NOT NULL) "
            "AND (kind = 'certificate') = (certificate_id IS NOT NULL) AND (kind = 'title') = (text != '')",
            name="what_of_kind",
        ),
        refers("skill_id", "skill"),
        refers("track_id", "track"),
        refers("certificate_id", "certificate"),
        sa.UniqueConstraint("name"),
    )

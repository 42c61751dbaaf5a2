"""The sixth format: cost items, what rooms cost, travel, rates, budgets of tracks and teams."""

import sqlalchemy as sa

from pmplanner.models.migrations.shorthand import given, index, maybe, new_column, preset, refers, row

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    new_column("room", maybe("day_cost", sa.Integer), "null")
    new_column("room", preset("currency", sa.String, ""), '""')
    new_column("plan", maybe("kept_cost", sa.Integer), "null")
    row(
        "cost_item",
        maybe("course_id", sa.Integer),
        maybe("session_id", sa.Integer),
        maybe("plan_id", sa.Integer),
        given("name", sa.String),
        given("per", sa.String),
        maybe("amount", sa.Integer),
        given("currency", sa.String),
        sa.CheckConstraint(
            "(course_id IS NOT NULL) + (session_id IS NOT NULL) + (plan_id IS NOT NULL) = 1", name="one_owner"
        ),
        sa.CheckConstraint("per IN ('whole', 'day', 'seat', 'seat and day', 'seat price')", name="per"),
        sa.CheckConstraint("per != 'seat price' OR session_id IS NOT NULL", name="seat_price_of_a_session"),
        sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
        refers("course_id", "course"),
        refers("session_id", "session"),
        refers("plan_id", "plan"),
    )
    for owner in ("course_id", "session_id", "plan_id"):
        index("cost_item", owner)
    row(
        "travel",
        given("from_site", sa.String),
        given("to_site", sa.String),
        given("amount", sa.Integer),
        given("currency", sa.String),
        sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
        sa.UniqueConstraint("from_site", "to_site"),
    )
    row(
        "rate",
        given("currency", sa.String),
        given("valid_from", sa.Date),
        given("value", sa.Integer),
        sa.CheckConstraint("value > 0", name="value_positive"),
        sa.UniqueConstraint("currency", "valid_from"),
    )
    row(
        "budget",
        given("plan_id", sa.Integer),
        given("kind", sa.String),
        given("ref_id", sa.Integer),
        given("text", sa.String),
        given("amount", sa.Integer),
        sa.CheckConstraint("kind IN ('track', 'team')", name="kind"),
        sa.CheckConstraint("amount >= 0", name="amount_not_negative"),
        refers("plan_id", "plan"),
        sa.UniqueConstraint("plan_id", "kind", "ref_id", "text"),
    )

"""The eighth format: from which events rows came, which papers were written, more of how files are read."""

import sqlalchemy as sa

from pmplanner.models.migrations.shorthand import given, maybe, new_column, preset, row

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns."""
    new_column("import_profile", preset("defaults", sa.JSON, "{}"), "{}")
    new_column("import_profile", preset("only", sa.JSON, "{}"), "{}")
    row(
        "calendar_origin",
        given("kind", sa.String),
        given("row_id", sa.Integer),
        given("calendar", sa.String),
        given("event", sa.String),
        given("occurrence", sa.String),
        given("sequence", sa.Integer),
        given("stamp", sa.String),
        given("first_day", sa.Date),
        given("last_day", sa.Date),
        sa.CheckConstraint("kind IN ('absence', 'trainer_absence', 'closure', 'session')", name="kind"),
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        sa.UniqueConstraint("kind", "row_id", "event", "occurrence"),
    )
    row(
        "paper",
        given("kind", sa.String),
        given("about", sa.String),
        maybe("person_id", sa.Integer),
        maybe("plan_id", sa.Integer),
        given("plan_name", sa.String),
        given("file_name", sa.String),
        maybe("pages", sa.Integer),
        given("written_at", sa.DateTime),
        given("written_by", sa.String),
        sa.CheckConstraint("pages > 0", name="pages_positive"),
    )

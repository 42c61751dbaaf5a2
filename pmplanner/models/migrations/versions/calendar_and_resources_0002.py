"""The second format: rooms, trainers, equipment, calendars, policies, what has been published."""

import sqlalchemy as sa

from pmplanner.models.migrations.shorthand import given, index, maybe, new_column, refers, row

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DAYS_IN_ORDER = "first_day <= last_day"


def upgrade() -> None:
    """Add the tables, and the columns of people and sessions."""
    _people_and_sessions()
    _rooms()
    _equipment()
    _trainers()
    _calendars()
    _public_dates()
    _policies()
    _published_events()


def _people_and_sessions() -> None:
    new_column("person", maybe("working_days", sa.Integer), "null")
    unlocked = sa.Column("locked", sa.Boolean, nullable=False, server_default=sa.false())
    new_column("session", unlocked, "false")
    row(
        "reservation",
        given("session_id", sa.Integer),
        given("team", sa.String),
        given("seats", sa.Integer),
        sa.CheckConstraint("seats > 0", name="seats_positive"),
        refers("session_id", "session"),
        sa.UniqueConstraint("session_id", "team"),
    )


def _rooms() -> None:
    row(
        "room",
        given("name", sa.String),
        given("site", sa.String),
        maybe("seats", sa.Integer),
        given("note", sa.String),
        sa.CheckConstraint("seats > 0", name="seats_positive"),
        sa.UniqueConstraint("name"),
    )


def _equipment() -> None:
    row(
        "equipment",
        given("name", sa.String),
        given("count", sa.Integer),
        given("note", sa.String),
        sa.CheckConstraint("count >= 0", name="count_not_negative"),
        sa.UniqueConstraint("name"),
    )
    row(
        "room_equipment",
        given("room_id", sa.Integer),
        given("equipment_id", sa.Integer),
        refers("room_id", "room"),
        refers("equipment_id", "equipment"),
        sa.UniqueConstraint("room_id", "equipment_id"),
    )
    index("room_equipment", "equipment_id")
    for owner in ("course", "session"):
        row(
            f"{owner}_equipment",
            given(f"{owner}_id", sa.Integer),
            given("equipment_id", sa.Integer),
            given("count", sa.Integer),
            sa.CheckConstraint("count > 0", name="count_positive"),
            refers(f"{owner}_id", owner),
            refers("equipment_id", "equipment"),
            sa.UniqueConstraint(f"{owner}_id", "equipment_id"),
        )
        index(f"{owner}_equipment", "equipment_id")


def _trainers() -> None:
    row(
        "trainer",
        maybe("code", sa.String),
        given("name", sa.String),
        given("email", sa.String),
        maybe("first_day", sa.Date),
        maybe("last_day", sa.Date),
        maybe("working_days", sa.Integer),
        maybe("day_cost", sa.Integer),
        given("currency", sa.String),
        given("note", sa.String),
        sa.CheckConstraint(_DAYS_IN_ORDER, name="days_in_order"),
        sa.CheckConstraint("working_days BETWEEN 1 AND 127", name="working_days"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("name"),
    )
    row(
        "trainer_course",
        given("trainer_id", sa.Integer),
        given("course_id", sa.Integer),
        refers("trainer_id", "trainer"),
        refers("course_id", "course"),
        sa.UniqueConstraint("trainer_id", "course_id"),
    )
    index("trainer_course", "course_id")
    row(
        "trainer_absence",
        given("trainer_id", sa.Integer),
        given("first_day", sa.Date),
        given("last_day", sa.Date),
        given("kind", sa.String),
        sa.CheckConstraint(_DAYS_IN_ORDER, name="days_in_order"),
        refers("trainer_id", "trainer"),
        sa.UniqueConstraint("trainer_id", "first_day", "last_day"),
    )


def _calendars() -> None:
    row(
        "site",
        given("name", sa.String),
        given("country", sa.String),
        given("subdivision", sa.String),
        given("timezone", sa.String),
        sa.UniqueConstraint("name"),
    )
    for table, whose in (("closure", "site"), ("blackout", "team")):
        row(
            table,
            given("first_day", sa.Date),
            given("last_day", sa.Date),
            given(whose, sa.String),
            given("name", sa.String),
            sa.CheckConstraint(_DAYS_IN_ORDER, name="days_in_order"),
        )


def _public_dates() -> None:
    row(
        "public_date",
        given("course_id", sa.Integer),
        given("first_day", sa.Date),
        given("last_day", sa.Date),
        given("start_time", sa.Time),
        given("end_time", sa.Time),
        given("timezone", sa.String),
        given("mode", sa.String),
        given("place", sa.String),
        maybe("seats", sa.Integer),
        maybe("cost", sa.Integer),
        given("currency", sa.String),
        given("source", sa.String),
        sa.CheckConstraint(_DAYS_IN_ORDER, name="days_in_order"),
        refers("course_id", "course"),
        sa.UniqueConstraint("course_id", "first_day", "place"),
    )


def _policies() -> None:
    row(
        "policy",
        maybe("plan_id", sa.Integer),
        given("kind", sa.String),
        given("team", sa.String),
        given("action", sa.String),
        maybe("limit", sa.Integer),
        maybe("percent", sa.Integer),
        sa.CheckConstraint("action IN ('block', 'warn', 'ignore')", name="action"),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        refers("plan_id", "plan"),
        sa.UniqueConstraint("plan_id", "kind", "team"),
    )
    row(
        "accepted_problem",
        given("plan_id", sa.Integer),
        given("key", sa.String),
        given("reason", sa.String),
        refers("plan_id", "plan"),
        sa.UniqueConstraint("plan_id", "key"),
    )


def _published_events() -> None:
    row(
        "published_event",
        given("plan_id", sa.Integer),
        given("recipient", sa.String),
        given("uid", sa.String),
        given("sequence", sa.Integer),
        given("cancelled", sa.Boolean),
        given("content", sa.JSON),
        sa.UniqueConstraint("plan_id", "recipient", "uid"),
    )

"""The fourth format: who counts, what is required, credited and missing."""

import sqlalchemy as sa
from alembic import op

from pmplanner.models.migrations.shorthand import (
    given,
    in_images,
    index,
    made_anew,
    maybe,
    new_column,
    preset,
    refers,
    row,
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NO_FIRST_DAY, _NO_LAST_DAY = "0001-01-01", "9999-12-31"


def upgrade() -> None:
    """Add the tables and columns; picks, exemptions and path items get other constraints."""
    _courses()
    _paths()
    _people()
    _exemptions()
    _plans()
    _picks()
    _currencies()


def _courses() -> None:
    new_column("course", preset("short_title", sa.String, ""), '""')
    row(
        "own_fact",
        given("course_id", sa.Integer),
        given("field", sa.String),
        given("value", sa.String),
        given("currency", sa.String),
        refers("course_id", "course"),
        sa.UniqueConstraint("course_id", "field"),
    )


def _paths() -> None:
    row(
        "path_group",
        given("track_id", sa.Integer),
        given("name", sa.String),
        given("choose", sa.Integer),
        given("position", sa.Integer),
        sa.CheckConstraint("choose > 0", name="choose_positive"),
        refers("track_id", "track"),
    )
    index("path_group", "track_id")
    with made_anew("path_item"):
        row(
            "path_item",
            given("track_id", sa.Integer),
            given("course_id", sa.Integer),
            given("kind", sa.String),
            given("position", sa.Integer),
            maybe("group_id", sa.Integer),
            sa.CheckConstraint("(kind = 'group') = (group_id IS NOT NULL)", name="group_of_kind"),
            sa.CheckConstraint("kind IN ('required', 'elective', 'group')", name="kind"),
            refers("course_id", "course"),
            refers("group_id", "path_group"),
            refers("track_id", "track"),
            sa.UniqueConstraint("track_id", "course_id"),
        )
        index("path_item", "course_id")
        index("path_item", "group_id")
    in_images("path_item", "group_id", "null")


def _people() -> None:
    # In SQL, because Alembic adds no constraints in SQLite, and too much refers to people to make them anew.
    op.execute(
        "ALTER TABLE person ADD COLUMN manager_id INTEGER "
        "CONSTRAINT fk_person_manager_id_person REFERENCES person (id)"
    )
    in_images("person", "manager_id", "null")
    index("person", "manager_id")
    for table in ("person", "site"):
        for column in ("day_begins", "day_ends"):
            new_column(table, maybe(column, sa.Time), "null")
    row(
        "employment",
        given("person_id", sa.Integer),
        given("first_day", sa.Date),
        given("last_day", sa.Date),
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        refers("person_id", "person"),
        sa.UniqueConstraint("person_id", "first_day"),
    )


def _exemptions() -> None:
    with made_anew("exemption"):
        row(
            "exemption",
            given("person_id", sa.Integer),
            given("course_id", sa.Integer),
            given("reason", sa.String),
            preset("first_day", sa.Date, _NO_FIRST_DAY),
            preset("last_day", sa.Date, _NO_LAST_DAY),
            sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
            refers("course_id", "course"),
            refers("person_id", "person"),
            sa.UniqueConstraint("person_id", "course_id", "first_day"),
        )
        index("exemption", "course_id")
    in_images("exemption", "first_day", f'"{_NO_FIRST_DAY}"')
    in_images("exemption", "last_day", f'"{_NO_LAST_DAY}"')


def _plans() -> None:
    op.execute(
        "ALTER TABLE plan ADD COLUMN state VARCHAR DEFAULT 'active' NOT NULL "
        "CONSTRAINT ck_plan_state CHECK (state IN ('active', 'archived'))"
    )
    in_images("plan", "state", '"active"')
    new_column("plan", maybe("archived_on", sa.Date), "null")
    row(
        "plan_scope",
        given("plan_id", sa.Integer),
        given("kind", sa.String),
        given("ref_id", sa.Integer),
        given("text", sa.String),
        given("include", sa.Boolean),
        refers("plan_id", "plan"),
        sa.UniqueConstraint("plan_id", "kind", "ref_id", "text"),
    )
    row(
        "target",
        given("plan_id", sa.Integer),
        given("kind", sa.String),
        given("ref_id", sa.Integer),
        given("text", sa.String),
        given("days", sa.Integer),
        sa.CheckConstraint("days >= 0", name="days_not_negative"),
        sa.CheckConstraint("kind IN ('track', 'team')", name="kind"),
        refers("plan_id", "plan"),
        sa.UniqueConstraint("plan_id", "kind", "ref_id", "text"),
    )


def _picks() -> None:
    with made_anew("seat"):
        with made_anew("pick"):
            row(
                "pick",
                given("plan_id", sa.Integer),
                given("person_id", sa.Integer),
                given("course_id", sa.Integer),
                maybe("days", sa.Integer),
                given("note", sa.String),
                preset("attempt", sa.Integer, "1"),
                maybe("kept_days", sa.Integer),
                maybe("kept_cost", sa.Integer),
                sa.CheckConstraint("attempt > 0", name="attempt_positive"),
                refers("course_id", "course"),
                refers("person_id", "person"),
                refers("plan_id", "plan"),
                sa.UniqueConstraint("plan_id", "person_id", "course_id", "attempt"),
            )
            index("pick", "person_id")
            index("pick", "course_id")
        row(
            "seat",
            given("session_id", sa.Integer),
            given("pick_id", sa.Integer),
            given("status", sa.String),
            given("position", sa.Integer),
            maybe("attended_days", sa.Integer),
            sa.CheckConstraint(
                "status IN ('booked', 'waiting', 'attended', 'partly attended', 'absent')", name="status"
            ),
            refers("pick_id", "pick"),
            refers("session_id", "session"),
            sa.UniqueConstraint("session_id", "pick_id"),
        )
        index("seat", "pick_id")
    in_images("pick", "attempt", "1")
    in_images("pick", "kept_days", "null")
    in_images("pick", "kept_cost", "null")


def _currencies() -> None:
    """Put codes of currencies in capitals, as everything that writes them does from now on."""
    for table in ("course", "plan", "public_date", "session", "trainer"):
        op.execute(f"UPDATE {table} SET currency = upper(currency)")
        for side in ("before", "after"):
            op.execute(
                f"UPDATE edit_row SET {side} = json_set({side}, '$.currency', "
                f"upper(json_extract({side}, '$.currency'))) "
                f"WHERE \"table\" = '{table}' AND json_type({side}, '$.currency') = 'text'"
            )

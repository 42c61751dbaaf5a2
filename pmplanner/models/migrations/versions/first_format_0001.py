"""The first format: catalogue, people, plans, sessions, journal and the course search index."""

import sqlalchemy as sa
from alembic import op

from pmplanner.models.migrations.search_index import TRIGGERS
from pmplanner.models.migrations.shorthand import given, index, maybe, refers, row, table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables, the search index and the triggers that keep it."""
    _certificate()
    _course()
    _edit()
    _import_profile()
    _plan()
    _skill()
    _track()
    _workspace_setting()
    _course_certificate()
    _course_skill()
    _course_track()
    _edit_row()
    _equivalent()
    _path_item()
    _person()
    _prerequisite()
    _session()
    _absence()
    _completion()
    _exemption()
    _person_track()
    _pick()
    _session_day()
    _seat()
    _course_search()


def _certificate() -> None:
    row(
        "certificate",
        given("code", sa.String),
        given("name", sa.String),
        given("issuer", sa.String),
        maybe("renewal_months", sa.Integer),
        maybe("units", sa.Integer),
        given("unit", sa.String),
        given("rule", sa.String),
        given("source", sa.String),
        sa.UniqueConstraint("code"),
    )


def _course() -> None:
    row(
        "course",
        given("code", sa.String),
        given("title", sa.String),
        given("provider", sa.String),
        given("days", sa.Integer),
        given("level", sa.String),
        given("format", sa.String),
        given("description", sa.String),
        maybe("cost", sa.Integer),
        given("currency", sa.String),
        maybe("min_seats", sa.Integer),
        maybe("max_seats", sa.Integer),
        maybe("valid_months", sa.Integer),
        given("source", sa.String),
        given("note", sa.String),
        given("bundled", sa.Boolean),
        given("withdrawn", sa.Boolean),
        sa.CheckConstraint("days > 0", name="days_positive"),
        sa.UniqueConstraint("code"),
    )


def _edit() -> None:
    table(
        "edit",
        given("label", sa.String),
        given("made_by", sa.String),
        given("made_at", sa.DateTime),
        maybe("changed_at", sa.DateTime),
        given("state", sa.String),
        given("rows", sa.Integer),
    )
    index("edit", "state")


def _import_profile() -> None:
    row(
        "import_profile",
        given("layout", sa.String),
        given("name", sa.String),
        given("columns", sa.JSON),
        sa.UniqueConstraint("layout", "name"),
    )


def _plan() -> None:
    row(
        "plan",
        given("name", sa.String),
        given("first_day", sa.Date),
        given("last_day", sa.Date),
        maybe("budget", sa.Integer),
        given("currency", sa.String),
        maybe("target_days", sa.Integer),
        maybe("variant_of_id", sa.Integer),
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        refers("variant_of_id", "plan"),
        sa.UniqueConstraint("name"),
    )


def _skill() -> None:
    row("skill", given("name", sa.String), given("role", sa.String), sa.UniqueConstraint("name"))


def _track() -> None:
    row(
        "track",
        given("code", sa.String),
        given("name", sa.String),
        given("position", sa.Integer),
        given("description", sa.String),
        given("bundled", sa.Boolean),
        given("suggested", sa.Boolean),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("name"),
    )


def _workspace_setting() -> None:
    row("workspace_setting", given("name", sa.String), given("value", sa.String), sa.UniqueConstraint("name"))


def _course_certificate() -> None:
    row(
        "course_certificate",
        given("course_id", sa.Integer),
        given("certificate_id", sa.Integer),
        refers("certificate_id", "certificate"),
        refers("course_id", "course"),
        sa.UniqueConstraint("course_id", "certificate_id"),
    )
    index("course_certificate", "certificate_id")


def _course_skill() -> None:
    row(
        "course_skill",
        given("course_id", sa.Integer),
        given("skill_id", sa.Integer),
        refers("course_id", "course"),
        refers("skill_id", "skill"),
        sa.UniqueConstraint("course_id", "skill_id"),
    )
    index("course_skill", "skill_id")


def _course_track() -> None:
    row(
        "course_track",
        given("course_id", sa.Integer),
        given("track_id", sa.Integer),
        refers("course_id", "course"),
        refers("track_id", "track"),
        sa.UniqueConstraint("course_id", "track_id"),
    )
    index("course_track", "track_id")


def _edit_row() -> None:
    table(
        "edit_row",
        given("edit_id", sa.Integer),
        given("table", sa.String),
        given("row_id", sa.Integer),
        maybe("before", sa.JSON),
        maybe("after", sa.JSON),
        refers("edit_id", "edit"),
    )
    index("edit_row", "edit_id")


def _equivalent() -> None:
    row(
        "equivalent",
        given("course_id", sa.Integer),
        given("counts_as_id", sa.Integer),
        refers("counts_as_id", "course"),
        refers("course_id", "course"),
        sa.UniqueConstraint("course_id", "counts_as_id"),
    )
    index("equivalent", "counts_as_id")


def _path_item() -> None:
    row(
        "path_item",
        given("track_id", sa.Integer),
        given("course_id", sa.Integer),
        given("kind", sa.String),
        given("position", sa.Integer),
        sa.CheckConstraint("kind IN ('required', 'elective')", name="kind"),
        refers("course_id", "course"),
        refers("track_id", "track"),
        sa.UniqueConstraint("track_id", "course_id"),
    )
    index("path_item", "course_id")


def _person() -> None:
    row(
        "person",
        maybe("employee_id", sa.String),
        given("first_name", sa.String),
        given("last_name", sa.String),
        given("email", sa.String),
        given("job_title", sa.String),
        given("team", sa.String),
        given("manager_email", sa.String),
        given("manager_name", sa.String),
        given("location", sa.String),
        maybe("start_date", sa.Date),
        maybe("end_date", sa.Date),
        maybe("primary_track_id", sa.Integer),
        given("sample", sa.Boolean),
        refers("primary_track_id", "track"),
        sa.UniqueConstraint("employee_id"),
    )
    index("person", "primary_track_id")


def _prerequisite() -> None:
    row(
        "prerequisite",
        given("course_id", sa.Integer),
        given("required_course_id", sa.Integer),
        refers("course_id", "course"),
        refers("required_course_id", "course"),
        sa.UniqueConstraint("course_id", "required_course_id"),
    )
    index("prerequisite", "required_course_id")


def _session() -> None:
    row(
        "session",
        given("plan_id", sa.Integer),
        given("course_id", sa.Integer),
        given("code", sa.String),
        given("timezone", sa.String),
        given("mode", sa.String),
        given("room", sa.String),
        given("trainer", sa.String),
        maybe("seats_min", sa.Integer),
        maybe("seats_max", sa.Integer),
        given("status", sa.String),
        given("pinned", sa.Boolean),
        maybe("cost", sa.Integer),
        given("currency", sa.String),
        given("note", sa.String),
        sa.CheckConstraint("status IN ('draft', 'confirmed', 'held', 'cancelled')", name="status"),
        refers("course_id", "course"),
        refers("plan_id", "plan"),
        sa.UniqueConstraint("plan_id", "code"),
    )
    index("session", "course_id")


def _absence() -> None:
    row(
        "absence",
        given("person_id", sa.Integer),
        given("first_day", sa.Date),
        given("last_day", sa.Date),
        given("kind", sa.String),
        sa.CheckConstraint("first_day <= last_day", name="days_in_order"),
        refers("person_id", "person"),
        sa.UniqueConstraint("person_id", "first_day", "last_day"),
    )


def _completion() -> None:
    row(
        "completion",
        given("person_id", sa.Integer),
        given("course_id", sa.Integer),
        given("completed_on", sa.Date),
        given("result", sa.String),
        maybe("days", sa.Integer),
        maybe("cost", sa.Integer),
        given("trainer", sa.String),
        given("evidence", sa.String),
        maybe("expires_on", sa.Date),
        refers("course_id", "course"),
        refers("person_id", "person"),
        sa.UniqueConstraint("person_id", "course_id", "completed_on"),
    )
    index("completion", "course_id")


def _exemption() -> None:
    row(
        "exemption",
        given("person_id", sa.Integer),
        given("course_id", sa.Integer),
        given("reason", sa.String),
        refers("course_id", "course"),
        refers("person_id", "person"),
        sa.UniqueConstraint("person_id", "course_id"),
    )
    index("exemption", "course_id")


def _person_track() -> None:
    row(
        "person_track",
        given("person_id", sa.Integer),
        given("track_id", sa.Integer),
        refers("person_id", "person"),
        refers("track_id", "track"),
        sa.UniqueConstraint("person_id", "track_id"),
    )
    index("person_track", "track_id")


def _pick() -> None:
    row(
        "pick",
        given("plan_id", sa.Integer),
        given("person_id", sa.Integer),
        given("course_id", sa.Integer),
        maybe("days", sa.Integer),
        given("note", sa.String),
        refers("course_id", "course"),
        refers("person_id", "person"),
        refers("plan_id", "plan"),
        sa.UniqueConstraint("plan_id", "person_id", "course_id"),
    )
    index("pick", "course_id")
    index("pick", "person_id")


def _session_day() -> None:
    row(
        "session_day",
        given("session_id", sa.Integer),
        given("day", sa.Date),
        given("portion", sa.Integer),
        given("start_time", sa.Time),
        given("end_time", sa.Time),
        sa.CheckConstraint("portion > 0 AND portion <= 4", name="portion_of_a_day"),
        sa.CheckConstraint("start_time < end_time", name="times_in_order"),
        refers("session_id", "session"),
        sa.UniqueConstraint("session_id", "day", "start_time"),
    )
    index("session_day", "day")


def _seat() -> None:
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


def _course_search() -> None:
    """Index the words of courses without accents, kept by triggers so that undo keeps it too."""
    op.execute(
        "CREATE VIRTUAL TABLE course_search USING fts5("
        "title, code, skills, provider, description, "
        "tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
    )
    for statement in TRIGGERS.values():
        op.execute(statement)

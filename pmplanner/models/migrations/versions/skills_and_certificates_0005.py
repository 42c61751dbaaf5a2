"""The fifth format: further rooms and trainers, skills by level, certificates that people hold, evidence."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from pmplanner.models.migrations.shorthand import (
    given,
    in_images,
    index,
    made_anew,
    maybe,
    new_column,
    out_of_images,
    preset,
    refers,
    row,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LEVELS = "level IN ('', 'awareness', 'working', 'expert')"


def upgrade() -> None:
    """Add the tables and columns; what was the role of a skill becomes what the bundled tracks want."""
    _sessions()
    _completions()
    _certificates()
    _skills()


def _sessions() -> None:
    new_column("session", preset("join_link", sa.String, ""), '""')
    row(
        "session_room",
        given("session_id", sa.Integer),
        given("name", sa.String),
        given("position", sa.Integer),
        refers("session_id", "session"),
        sa.UniqueConstraint("session_id", "name"),
    )
    row(
        "session_trainer",
        given("session_id", sa.Integer),
        given("name", sa.String),
        given("part", sa.String),
        given("position", sa.Integer),
        sa.CheckConstraint("part IN ('lead', 'co-trainer')", name="part"),
        refers("session_id", "session"),
        sa.UniqueConstraint("session_id", "name"),
    )


def _completions() -> None:
    texts = ("title", "provider", "certificate_number", "link")
    with made_anew("completion"):
        row(
            "completion",
            given("person_id", sa.Integer),
            maybe("course_id", sa.Integer),
            given("completed_on", sa.Date),
            given("result", sa.String),
            maybe("days", sa.Integer),
            maybe("cost", sa.Integer),
            given("trainer", sa.String),
            given("evidence", sa.String),
            maybe("expires_on", sa.Date),
            *(preset(name, sa.String, "") for name in texts),
            maybe("units", sa.Integer),
            sa.CheckConstraint("course_id IS NOT NULL OR title != ''", name="course_or_title"),
            refers("course_id", "course"),
            refers("person_id", "person"),
            sa.UniqueConstraint("person_id", "course_id", "completed_on"),
        )
        index("completion", "course_id")
        op.create_index(
            "uq_completion_title",
            "completion",
            ["person_id", "title", "provider", "completed_on"],
            unique=True,
            sqlite_where=sa.text("course_id IS NULL"),
        )
    for name in texts:
        in_images("completion", name, '""')
    in_images("completion", "units", "null")


def _certificates() -> None:
    new_column("certificate", maybe("hours_per_unit", sa.Integer), "null")
    with made_anew("course_certificate"):
        row(
            "course_certificate",
            given("course_id", sa.Integer),
            given("certificate_id", sa.Integer),
            preset("kind", sa.String, "leads to"),
            sa.CheckConstraint("kind IN ('leads to', 'renews')", name="kind"),
            refers("certificate_id", "certificate"),
            refers("course_id", "course"),
            sa.UniqueConstraint("course_id", "certificate_id", "kind"),
        )
        index("course_certificate", "certificate_id")
    in_images("course_certificate", "kind", '"leads to"')
    row(
        "person_certificate",
        given("person_id", sa.Integer),
        given("certificate_id", sa.Integer),
        given("number", sa.String),
        maybe("awarded_on", sa.Date),
        maybe("valid_until", sa.Date),
        maybe("units", sa.Integer),
        refers("certificate_id", "certificate"),
        refers("person_id", "person"),
        sa.UniqueConstraint("person_id", "certificate_id"),
    )
    index("person_certificate", "certificate_id")
    row(
        "attachment",
        maybe("completion_id", sa.Integer),
        maybe("person_certificate_id", sa.Integer),
        given("hash", sa.String),
        given("name", sa.String),
        sa.CheckConstraint("(completion_id IS NULL) != (person_certificate_id IS NULL)", name="one_owner"),
        refers("completion_id", "completion"),
        refers("person_certificate_id", "person_certificate"),
    )
    index("attachment", "completion_id")
    index("attachment", "person_certificate_id")


def _skills() -> None:
    # In SQL, because the triggers of the search would go with a table that is made anew.
    op.execute(
        "ALTER TABLE course_skill ADD COLUMN level VARCHAR DEFAULT '' NOT NULL "
        f"CONSTRAINT ck_course_skill_level CHECK ({_LEVELS})"
    )
    in_images("course_skill", "level", '""')
    row(
        "track_skill",
        given("track_id", sa.Integer),
        given("skill_id", sa.Integer),
        given("level", sa.String),
        sa.CheckConstraint(_LEVELS, name="level"),
        refers("skill_id", "skill"),
        refers("track_id", "track"),
        sa.UniqueConstraint("track_id", "skill_id"),
    )
    index("track_skill", "skill_id")
    _roles_to_tracks()
    op.execute("ALTER TABLE skill DROP COLUMN role")
    out_of_images("skill", "role")


_TRACKS_OF_ROLE = {"product": ("PDM",), "project": ("PJM", "PGM"), "shared": ("PDM", "PJM", "PGM")}
"""The bundled tracks whose managers a role meant."""


def _roles_to_tracks() -> None:
    """Let tracks want what their role said, in the rows and in what undo and redo bring and take away.

    A track or skill that comes or goes with an edit takes with it what is new here, so the journal must
    know that, too.
    """
    tracks = {
        row_id: str(found["code"])
        for row_id, found in _ever("track").items()
        if found["bundled"] and found["code"] in _TRACKS_OF_ROLE["shared"]
    }
    skills = {row_id: _TRACKS_OF_ROLE.get(found["role"], ()) for row_id, found in _ever("skill").items()}
    pairs = [
        (t, s)
        for t, code in sorted(tracks.items())
        for s, wanting in sorted(skills.items())
        if code in wanting
    ]
    lives = {("track", row_id): _Life("track", row_id) for row_id in tracks}
    lives |= {("skill", row_id): _Life("skill", row_id) for row_id in skills}
    for number, (track_id, skill_id) in enumerate(pairs, 1):
        _want(number, lives["track", track_id], lives["skill", skill_id])
    # Ids that only the journal has are given out, too.
    bind = op.get_bind()
    bind.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'track_skill'")
    bind.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES ('track_skill', ?)", (len(pairs),))


def _ever(table: str) -> dict[int, dict[str, Any]]:
    """Return the rows that are or were there, by id, as they are now or were last."""
    bind = op.get_bind()
    found: dict[int, dict[str, Any]] = {}
    query = 'SELECT row_id, coalesce(after, before) FROM edit_row WHERE "table" = ? ORDER BY id'
    for row_id, image in bind.exec_driver_sql(query, (table,)):
        found[row_id] = json.loads(image)
    for each in bind.exec_driver_sql(f"SELECT * FROM {table}").mappings():
        found[each["id"]] = dict(each)
    return found


class _Life:
    """When a row is there: now, and before and after each edit in which it comes or goes."""

    def __init__(self, table: str, row_id: int) -> None:
        bind = op.get_bind()
        self.row_id = row_id
        self.now = bind.exec_driver_sql(f"SELECT 1 FROM {table} WHERE id = ?", (row_id,)).scalar() is not None
        query = (
            "SELECT edit_id, before IS NOT NULL, after IS NOT NULL FROM edit_row "
            "JOIN edit ON edit.id = edit_id "
            "WHERE \"table\" = ? AND row_id = ? AND edit.state != 'dropped' ORDER BY edit_id"
        )
        rows = bind.exec_driver_sql(query, (table, row_id)).all()
        self.turns = {edit_id: (bool(was), bool(came)) for edit_id, was, came in rows if was != came}

    def around(self, edit_id: int) -> tuple[bool, bool]:
        """Say whether the row is there before and after an edit."""
        if edit_id in self.turns:
            return self.turns[edit_id]
        earlier = [turn for at, turn in self.turns.items() if at < edit_id]
        later = [turn for at, turn in self.turns.items() if at > edit_id]
        there = earlier[-1][1] if earlier else later[0][0] if later else self.now
        return there, there


def _want(row_id: int, track: _Life, skill: _Life) -> None:
    bind = op.get_bind()
    image = {"id": row_id, "version": 1, "track_id": track.row_id, "skill_id": skill.row_id, "level": ""}
    if track.now and skill.now:
        insert = "INSERT INTO track_skill (id, version, track_id, skill_id, level) VALUES (?, ?, ?, ?, ?)"
        bind.exec_driver_sql(insert, tuple(image.values()))
    for edit_id in sorted(track.turns.keys() | skill.turns.keys()):
        before, after = (all(both) for both in zip(track.around(edit_id), skill.around(edit_id), strict=True))
        if before != after:
            sides = tuple(json.dumps(image) if there else None for there in (before, after))
            bind.exec_driver_sql(
                'INSERT INTO edit_row (edit_id, "table", row_id, before, after) VALUES (?, ?, ?, ?, ?)',
                (edit_id, "track_skill", row_id, *sides),
            )
            bind.exec_driver_sql('UPDATE edit SET "rows" = "rows" + 1 WHERE id = ?', (edit_id,))

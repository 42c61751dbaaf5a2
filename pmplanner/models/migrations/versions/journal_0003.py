"""The third format: what the journal carries from now on, and no id in a text any more."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from pmplanner.models.migrations import APPLICATION_ID
from pmplanner.models.migrations.shorthand import given, maybe, refers, row

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_SIDES: dict[str, Any] = {
    "kind": "",
    "person_id": 0,
    "course_id": 0,
    "equipment_id": 0,
    "session_id": 0,
    "other_session_id": 0,
    "more_session_ids": [],
    "role": "",
    "day": "0001-01-01",
    "last_day": "0001-01-01",
    "place": "",
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def upgrade() -> None:
    """Change the tables, and the images in the journal with them."""
    _edits()
    _stored_files()
    _accepted_problems()
    _published_events()
    _marks()


def _edits() -> None:
    op.add_column("edit", sa.Column("uid", sa.String, nullable=False, server_default=""))
    op.execute("UPDATE edit SET uid = lower(hex(randomblob(16)))")
    op.create_index("uq_edit_uid", "edit", ["uid"], unique=True)
    op.add_column("edit", sa.Column("kind", sa.String, nullable=False, server_default="edit"))
    op.add_column("edit", sa.Column("label_key", sa.String, nullable=False, server_default=""))
    op.add_column("edit", maybe("label_args", sa.JSON))
    op.add_column("edit", sa.Column("sealed", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_edit_row_table", "edit_row", ["table", "row_id"])


def _stored_files() -> None:
    op.create_table(
        "stored_file",
        given("hash", sa.String),
        given("size", sa.Integer),
        given("media_type", sa.String),
        given("content", sa.LargeBinary),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_stored_file")),
    )


def _accepted_problems() -> None:
    columns = ("id", "version", "plan_id", "key", "reason")
    before = [dict(zip(columns, each, strict=True)) for each in _select("accepted_problem", columns)]
    with _made_anew("accepted_problem"):
        row(
            "accepted_problem",
            given("plan_id", sa.Integer),
            given("kind", sa.String),
            given("person_id", sa.Integer),
            given("course_id", sa.Integer),
            given("equipment_id", sa.Integer),
            given("session_id", sa.Integer),
            given("other_session_id", sa.Integer),
            given("more_session_ids", sa.JSON),
            given("role", sa.String),
            given("day", sa.Date),
            given("last_day", sa.Date),
            given("place", sa.String),
            given("reason", sa.String),
            refers("plan_id", "plan"),
            sa.UniqueConstraint("plan_id", *_SIDES, name="uq_accepted_problem_sides"),
        )
        for image in before:
            _insert("accepted_problem", _accepted(image))
    _change_images("accepted_problem", _accepted)


def _accepted(image: dict[str, Any]) -> dict[str, Any]:
    """Return the row with the sides that its key named as text."""
    sides = _SIDES | _sides(image["key"])
    kept = {name: image[name] for name in ("id", "version", "plan_id")}
    return kept | sides | {"reason": image["reason"]}


def _sides(key: str) -> dict[str, Any]:
    """Return what a key of the second format named: ``prerequisite|p12|r3|c7`` and the like."""
    kind, *parts = key.split("|")
    if kind == "absence ceiling":
        team, _, day = key.removeprefix("absence ceiling|").rpartition("|")
        return {"kind": kind, "place": team, "day": day}
    found: dict[str, Any] = {"kind": kind}
    sessions: list[int] = []
    for part in (each for joined in parts for each in joined.split(",")):
        number = int(part[1:]) if part[1:].isdecimal() else None
        if _DAY.match(part):
            found["day"], *last = _DAY.findall(part)
            found |= {"last_day": last[0]} if last else {}
        elif part == "sits":
            found["role"] = part
        elif number is not None and part[0] in "pce":
            found[{"p": "person_id", "c": "course_id", "e": "equipment_id"}[part[0]]] = number
        elif number is not None and part[0] == "r":
            sessions.append(number)
        else:
            found["place"] = part
    if "role" in found:
        # The session in which the trainer teaches stood a second time at the end.
        found["role"] = "sits second" if sessions.pop() == sessions[0] else "sits first"
    for name, session_id in zip(("session_id", "other_session_id"), sessions, strict=False):
        found[name] = session_id
    return found | {"more_session_ids": sessions[2:]}


def _published_events() -> None:
    columns = ("id", "version", "plan_id", "recipient", "uid", "sequence", "cancelled", "content")
    before = _select("published_event", columns)
    with _made_anew("published_event"):
        row(
            "published_event",
            given("plan_id", sa.Integer),
            given("channel", sa.String),
            given("recipient_kind", sa.String),
            given("recipient_id", sa.Integer),
            given("recipient_name", sa.String),
            given("session_id", sa.Integer),
            given("day_number", sa.Integer),
            given("uid", sa.String),
            given("sequence", sa.Integer),
            given("cancelled", sa.Boolean),
            given("content", sa.JSON),
            sa.UniqueConstraint(
                "plan_id",
                "channel",
                "recipient_kind",
                "recipient_id",
                "recipient_name",
                "uid",
                name="uq_published_event_recipient_uid",
            ),
        )
        for row_id, version, plan_id, recipient, uid, sequence, cancelled, content in before:
            values = json.loads(content)
            channel = "mail" if recipient.startswith("mail/") else "calendar"
            kind, _, who = recipient.removeprefix("mail/").partition(":")
            _insert(
                "published_event",
                {
                    "id": row_id,
                    "version": version,
                    "plan_id": plan_id,
                    "channel": channel,
                    "recipient_kind": kind,
                    "recipient_id": int(who) if who.isdecimal() else 0,
                    "recipient_name": who.removeprefix("~") if who.startswith("~") else "",
                    "session_id": values.pop("run_id"),
                    "day_number": values.pop("number"),
                    "uid": uid,
                    "sequence": sequence,
                    "cancelled": cancelled,
                    "content": values,
                },
            )


def _marks() -> None:
    """Say in the file's head whose it is, and give the workspace an id of its own."""
    op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _insert("workspace_setting", {"version": 1, "name": "workspace uid", "value": uuid4().hex})


def _select(table: str, columns: tuple[str, ...]) -> list[Any]:
    names = ", ".join(f'"{name}"' for name in columns)
    return list(op.get_bind().exec_driver_sql(f"SELECT {names} FROM {table} ORDER BY id"))


@contextmanager
def _made_anew(table: str) -> Iterator[None]:
    """Drop a table that the block makes anew; the highest id that it gave out stays given out."""
    sequences = op.get_bind()
    query = "SELECT seq FROM sqlite_sequence WHERE name = ?"
    highest = sequences.exec_driver_sql(query, (table,)).scalar()
    op.drop_table(table)
    yield
    if highest is not None:
        sequences.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        sequences.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, highest))


def _insert(table: str, values: dict[str, Any]) -> None:
    plain = {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        for name, value in values.items()
    }
    marks = ", ".join(f":{name}" for name in plain)
    names = ", ".join(f'"{name}"' for name in plain)
    op.get_bind().execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), plain)


def _change_images(table: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Rewrite the images of a table's rows in the journal, so that undo finds what it expects."""
    bind = op.get_bind()
    query = 'SELECT id, before, after FROM edit_row WHERE "table" = ?'
    for row_id, *sides in list(bind.exec_driver_sql(query, (table,))):
        new = [None if side is None else json.dumps(change(json.loads(side))) for side in sides]
        bind.exec_driver_sql("UPDATE edit_row SET before = ?, after = ? WHERE id = ?", (*new, row_id))

"""The journal's own tables: recorded edits and the row images that undo and redo apply."""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Base

EDIT_KINDS = ("edit", "forget", "mend")
"""What an entry of the journal can be: an action that undo takes back, the forgetting of people, or the
state of rows from which a journal goes on that was damaged."""


class Edit(Base):
    """One user action: who, when, what; *state* is done, undone or dropped.

    An undone edit is dropped when another one is made in its place; it stays in the log. One that
    touched what was forgotten for good is *sealed*: neither undo nor redo applies it any more.
    """

    __tablename__ = "edit"
    __table_args__ = (Index("uq_edit_uid", "uid", unique=True), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str]
    """32 hexadecimal digits, the same in every copy of the workspace and in no other edit."""
    kind: Mapped[str] = mapped_column(default="edit")
    """One of EDIT_KINDS."""
    label: Mapped[str] = mapped_column(default="")
    """What an older pmplanner or an import called it, as text; empty where there is a key."""
    label_key: Mapped[str] = mapped_column(default="")
    label_args: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The values of the label, see :mod:`pmplanner.storage.labels`; people stand there by their id."""
    made_by: Mapped[str]
    made_at: Mapped[dt.datetime]
    """UTC, without a zone."""
    changed_at: Mapped[dt.datetime | None]
    """When it was last undone or redone; UTC, without a zone."""
    state: Mapped[str] = mapped_column(default="done", index=True)
    sealed: Mapped[bool] = mapped_column(default=False)
    rows: Mapped[int]
    """How many rows it touched."""


class EditRow(Base):
    """A row before and after an edit; no image before means inserted, none after means deleted."""

    __tablename__ = "edit_row"
    __table_args__ = (Index("ix_edit_row_table", "table", "row_id"), {"sqlite_autoincrement": True})
    # By its row, because the history names whom it no longer finds from their last image.

    id: Mapped[int] = mapped_column(primary_key=True)
    edit_id: Mapped[int] = mapped_column(ForeignKey("edit.id"), index=True)
    table: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

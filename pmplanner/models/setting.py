"""What the workspace remembers beside its plans."""

from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class WorkspaceSetting(Row):
    """A named value of the workspace, such as the version of its catalogue."""

    __tablename__ = "workspace_setting"

    name: Mapped[str] = mapped_column(unique=True)
    value: Mapped[str]


class ImportProfile(Row):
    """How a kind of file was read, remembered for the next import."""

    __tablename__ = "import_profile"
    constraints = (UniqueConstraint("layout", "name"),)

    layout: Mapped[str]
    name: Mapped[str]
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The header of the files that it is for, and field name to column title."""
    defaults: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Field name to the value of rows that have none."""
    only: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Column title to the values of which a row must have one to be read; nothing for all rows."""

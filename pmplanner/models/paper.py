"""Which papers and mails have left the program."""

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pmplanner.models.base import Row


class Paper(Row):
    """A paper that was written, or a mail that was made.

    What was handed out cannot be taken back, so no edit writes these rows and no undo removes them: see
    :meth:`pmplanner.storage.workspace.Workspace.keep`. For the same reason they outlive their plan and
    their person, whose ids are no foreign keys here.
    """

    __tablename__ = "paper"
    constraints = (CheckConstraint("pages > 0", name="pages_positive"),)

    kind: Mapped[str]
    """Which paper it is, by the name that the terminal has for it; mail for a mail."""
    about: Mapped[str] = mapped_column(default="")
    """Whom or what it is about, as it was called then."""
    person_id: Mapped[int | None]
    """The person that it is about, or that a mail is for."""
    plan_id: Mapped[int | None]
    plan_name: Mapped[str] = mapped_column(default="")
    """As the plan was called then."""
    file_name: Mapped[str] = mapped_column(default="")
    """Without its folder."""
    pages: Mapped[int | None]
    written_at: Mapped[dt.datetime]
    """UTC, without a zone."""
    written_by: Mapped[str] = mapped_column(default="")

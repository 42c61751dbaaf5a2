"""Which papers were written, and when; the mails stand in the same list."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Paper, Plan
from pmplanner.storage.journal import user_name

MAIL = "mail"
HEADER = ("written_at", "kind", "about", "plan", "file_name", "pages", "written_by")


class Written(NamedTuple):
    """A paper that was written, or a mail that was made."""

    id: int
    kind: str
    """By the name that the terminal has for it; MAIL for a mail."""
    about: str
    plan: str
    file_name: str
    pages: int | None
    written_at: dt.datetime
    """UTC, without a zone."""
    written_by: str


class Note(NamedTuple):
    """What is to be kept of a paper or mail."""

    kind: str
    about: str
    plan_id: int | None
    file_name: str
    pages: int | None = None
    person_id: int | None = None


def list_written(db: Session, plan_id: int | None = None, limit: int | None = None) -> list[Written]:
    """Return what was written, the newest first, of all plans or of one."""
    query = select(Paper).order_by(Paper.written_at.desc(), Paper.id.desc()).limit(limit)
    if plan_id is not None:
        query = query.where(Paper.plan_id == plan_id)
    return [
        Written(
            row.id,
            row.kind,
            row.about,
            row.plan_name,
            row.file_name,
            row.pages,
            row.written_at,
            row.written_by,
        )
        for row in db.scalars(query)
    ]


def note_written(db: Session, notes: Iterable[Note], at: dt.datetime | None = None) -> None:
    """Keep what was written, in a session of `Workspace.keep`; *at* is UTC, without a zone."""
    moment = at or dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    who = user_name()
    for note in notes:
        plan = None if note.plan_id is None else db.get(Plan, note.plan_id)
        db.add(
            Paper(
                kind=note.kind,
                about=note.about,
                person_id=note.person_id,
                plan_id=note.plan_id,
                plan_name="" if plan is None else plan.name,
                file_name=note.file_name,
                pages=note.pages,
                written_at=moment,
                written_by=who,
            )
        )
    db.flush()


def note_mails(
    db: Session,
    folder: str,
    plan_id: int | None,
    mails: Iterable[tuple[str, str, int | None]],
) -> None:
    """Keep that mails were made: what each is about, whom it is for, and the id of that person if any."""
    note_written(
        db,
        [
            Note(MAIL, " – ".join(filter(None, (whom, subject))), plan_id, folder, None, person_id)
            for subject, whom, person_id in mails
        ],
    )

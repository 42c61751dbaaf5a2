"""Taking back many edits as one: all that came after an edit, or all that was done on a day.

The rows go from where the last of those edits left them to where they were before the first, in one
transaction that is an edit itself: the log keeps them all, and undo brings back what was taken back.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pmplanner.models import Edit, EditRow
from pmplanner.sentences import resaid, said
from pmplanner.storage.database import Watcher
from pmplanner.storage.images import Image, chunked
from pmplanner.storage.journal import (
    UNREADABLE,
    Change,
    ReplayCheck,
    are_readable,
    change_of,
    label_of,
    why_sealed,
    write_edit,
    writing,
)
from pmplanner.storage.labels import Days, Label, word
from pmplanner.storage.replay import Step, UndoRefusedError, changed_since, describe_row, put_images, why_not


def go_back(
    db: Session, edit_id: int, watcher: Watcher | None = None, check: ReplayCheck | None = None
) -> Change:
    """Take back all that was done after an edit, as one new edit; 0 is before the first.

    Raises UndoRefusedError when that edit is not there or is undone itself, when nothing was done after
    it, or when something of what came after cannot be taken back.
    """
    edit = db.get(Edit, edit_id)
    if edit_id and (edit is None or edit.kind != "edit"):
        raise UndoRefusedError(said("There is no edit {edit_id} to go back to.", edit_id=edit_id))
    if edit is not None and edit.state != "done":
        what = word(db, label_of(edit))
        raise UndoRefusedError(said("“{what}” is undone itself: go back to one that is not.", what=what))
    edits = db.scalars(_done().where(Edit.id > edit_id)).all()
    if not edits:
        raise UndoRefusedError(said("Nothing was done after that."))
    if edit is None:
        label = Label.of("history.start", count=len(edits))
    else:
        label = Label.of("history.back", count=len(edits), what=label_of(edit))
    return _take_back(db, edits, label, watcher, check)


def undo_day(
    db: Session, day: dt.date, watcher: Watcher | None = None, check: ReplayCheck | None = None
) -> Change:
    """Take back all that was done on a day, by this computer's clock, as one new edit.

    What was done on other days stays. Raises UndoRefusedError when nothing was done on that day, or when
    what came later rests on it.
    """
    first, last = (
        dt.datetime.combine(each, dt.time()).astimezone(dt.UTC).replace(tzinfo=None)
        for each in (day, day + dt.timedelta(days=1))
    )
    edits = db.scalars(_done().where(Edit.made_at >= first, Edit.made_at < last)).all()
    if not edits:
        raise UndoRefusedError(said("Nothing was done on {day}.", day=day))
    label = Label.of("history.day", count=len(edits), day=Days(day, day, with_year=True))
    return _take_back(db, edits, label, watcher, check)


def _done() -> Select[Edit]:
    return select(Edit).where(Edit.state == "done", Edit.kind == "edit").order_by(Edit.id)


class _Refusing:
    """Says why edits cannot be taken back, by the name of the whole or of the one in the way."""

    def __init__(self, db: Session, label: Label) -> None:
        self._db = db
        self._label = label

    def because(self, reason: str, edit: Edit | None = None) -> UndoRefusedError:
        what = word(self._db, self._label if edit is None else label_of(edit))
        return UndoRefusedError(said("Cannot undo “{what}”: {reason}.", what=what, reason=reason))


def _take_back(
    db: Session, edits: Sequence[Edit], label: Label, watcher: Watcher | None, check: ReplayCheck | None
) -> Change:
    """Put the rows of some edits, given in order, back to where they were before the first of them."""
    connection, refusing = db.connection(), _Refusing(db, label)
    for edit in edits:
        if edit.sealed:
            raise refusing.because(why_sealed(db, edit.id), edit)
    # What reaches to the newest could be undone edit by edit, each by itself at its time.
    if check is not None and not _reach_the_newest(db, edits):
        _ask(db, edits, check, refusing)
    steps, reason = _joined(connection, [edit.id for edit in edits])
    if reason := reason or changed_since(connection, steps):
        raise refusing.because(reason)
    if not steps:
        raise UndoRefusedError(said("All is as it was before: these edits took each other back."))
    if not are_readable(steps):
        raise refusing.because(resaid(UNREADABLE))
    try:
        with writing(connection):
            put_images(connection, steps, watcher)
        edit_id = write_edit(db, label, steps)
        done = word(db, label)  # people as they are called now
        db.commit()
    except IntegrityError as error:
        db.rollback()
        raise refusing.because(why_not(db.connection(), steps)) from error
    return change_of(done, "edit", ((table, row_id) for table, row_id, *_ in steps), edit_id)


def _reach_the_newest(db: Session, edits: Sequence[Edit]) -> bool:
    """Say whether none that is done stands after the first of the edits but they themselves."""
    since = select(func.count()).where(Edit.state == "done", Edit.kind == "edit", Edit.id >= edits[0].id)
    return db.scalar(since) == len(edits)


def _ask(db: Session, edits: Sequence[Edit], check: ReplayCheck, refusing: _Refusing) -> None:
    """Ask of each edit whether it can be undone as things are."""
    query = select(EditRow.table, EditRow.row_id)
    for edit in reversed(edits):
        keys = [(table, row_id) for table, row_id in db.execute(query.where(EditRow.edit_id == edit.id))]
        if reason := check(db, change_of("", "undo", keys, edit.id)):
            raise refusing.because(reason, edit)


def _joined(connection: Connection, edit_ids: Sequence[int]) -> tuple[list[Step], str]:
    """Return from where to where rows go, and why that cannot be when the edits do not fit together.

    A row that ends where it began is no step.
    """
    now: dict[tuple[str, int], Image | None] = {}
    then: dict[tuple[str, int], Image | None] = {}
    query = select(EditRow.table, EditRow.row_id, EditRow.before, EditRow.after).order_by(EditRow.id)
    for chunk in chunked(list(edit_ids)):
        for table, row_id, before, after in connection.execute(query.where(EditRow.edit_id.in_(chunk))):
            key = (table, row_id)
            # Something in between that is not among them has changed the row: what it did would be lost.
            if now.get(key, before) != before:
                return [], said("{row} has been changed since", row=describe_row(table, before or now[key]))
            then.setdefault(key, before)
            now[key] = after
    return [(*key, now[key], before) for key, before in then.items() if now[key] != before], ""

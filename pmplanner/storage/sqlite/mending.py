"""Mending what a check found, from what else the file holds; see :mod:`soundness`.

A damaged file itself is not mended here: that takes a backup, see :mod:`pmplanner.storage.backups`.
"""

import sqlite3
from collections.abc import Sequence

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pmplanner.models import Edit, EditRow
from pmplanner.sentences import said
from pmplanner.storage import journal
from pmplanner.storage.database import sql_of
from pmplanner.storage.findings import Finding
from pmplanner.storage.images import Image, chunked, is_image, read_images
from pmplanner.storage.labels import Label
from pmplanner.storage.replay import Step, UndoRefusedError, journaled_tables, put_images
from pmplanner.storage.sqlite.soundness import (
    changed_rows,
    history_faults,
    misfits,
    unreadable_entries,
    wanted_images,
)


def mend(db: Session, findings: Sequence[Finding]) -> int:
    """Mend rows, history and index in a transaction that is open; return how many rows were put back.

    Entries of the journal that are broken are sealed: neither undo nor redo applies them any more. Rows
    are put back as the journal saw them last, as an edit that undo takes back; but where what it saw
    last may be among what is broken, the row stays as it is, and the journal goes on from there.
    Raises UndoRefusedError when the rows as the journal has them do not fit together.
    """
    connection = db.connection()
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    newest_broken = _seal_broken(connection, driver)
    rows = _Rows(connection, driver, newest_broken)
    try:
        with journal.writing(connection):
            put_images(connection, rows.back + rows.replaced, None)
            # put_images() has put off the check to the commit, where the message would say nothing.
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise UndoRefusedError(
                    said("The rows as the journal has them do not fit together; restore a backup.")
                )
    except IntegrityError as error:
        raise UndoRefusedError(
            said("What the journal has of a row does not fit any more; restore a backup.")
        ) from error
    rows.note(db)
    count = len(rows.back) + len(rows.replaced)
    if count or any(finding.kind == "index" for finding in findings):
        sql_of(connection).make_search_anew(connection)
    return count


def _seal_broken(connection: Connection, driver: sqlite3.Connection) -> int:
    """Seal the edits of which an entry is broken until none is left; return the newest, 0 without any."""
    newest = 0
    # Again: what is taken out of one edit can leave another one with too few rows.
    while edit_ids := {finding.edit_id for finding in history_faults(driver)}:
        newest = max(newest, *edit_ids)
        # What cannot be read says nothing any more.
        connection.exec_driver_sql(f"DELETE FROM edit_row WHERE {unreadable_entries()}")
        for chunk in chunked(sorted(edit_ids)):
            connection.execute(update(Edit).where(Edit.id.in_(chunk)).values(sealed=True))
        connection.exec_driver_sql(
            "UPDATE edit SET state = 'done' WHERE state NOT IN ('done', 'undone', 'dropped')"
        )
        connection.exec_driver_sql(
            "UPDATE edit SET kind = 'edit' WHERE kind NOT IN ('edit', 'forget', 'mend')"
        )
    return newest


class _Rows:
    """What becomes of the rows that are not as the journal has them."""

    def __init__(self, connection: Connection, driver: sqlite3.Connection, newest_broken: int) -> None:
        self.back: list[Step] = []
        """To be put back."""
        self.replaced: list[Step] = []
        """To be put back without a way to undo it: what is there is no value that could be kept."""
        self.found: list[Step] = []
        """To stay as they were found, with what the journal had of them."""
        wanted, odd = wanted_images(driver), misfits(driver)
        for table, row_ids in _by_table(list(changed_rows(driver))).items():
            none = odd.get(table, {}).keys() & row_ids
            present = read_images(connection, journaled_tables()[table], set(row_ids) - none)
            for row_id in row_ids:
                known = wanted[table][row_id]
                usable = known.image is None or is_image(journaled_tables()[table], known.image)
                if row_id in none:
                    if not usable:
                        raise UndoRefusedError(
                            said("Neither a row nor its journal can be read; restore a backup.")
                        )
                    self.replaced.append((table, row_id, {"id": row_id}, known.image))
                # What the journal has from before the newest broken edit may lack something that happened
                # since.
                elif known.edit_id > newest_broken and usable:
                    self.back.append((table, row_id, present.get(row_id), known.image))
                else:
                    self.found.append((table, row_id, known.image, present.get(row_id)))

    def note(self, db: Session) -> None:
        """Let the journal know what has become of them."""
        connection = db.connection()
        kept = self.found + [(table, row_id, None, image) for table, row_id, _, image in self.replaced]
        if kept:
            label = Label.of("repair", count=len(kept))
            edit_id = journal.write_entry(connection, label, rows=len(kept), kind="mend")
            for chunk in chunked(kept):
                connection.execute(insert(EditRow), [_entry(edit_id, *step) for step in chunk])
        if self.back:
            journal.write_edit(db, Label.of("repair", count=len(self.back)), self.back)


def _entry(
    edit_id: int, table: str, row_id: int, before: Image | None, after: Image | None
) -> dict[str, object]:
    return {"edit_id": edit_id, "table": table, "row_id": row_id, "before": before, "after": after}


def _by_table(findings: list[Finding]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for finding in findings:
        found.setdefault(finding.table, []).append(finding.row_id)
    return found

"""Mending what a check found, from what else the file holds; see :mod:`soundness`.

A damaged file itself is not mended here: that takes a backup, see :mod:`backups`.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence

from sqlalchemy import update
from sqlalchemy.orm import Session

from pmplanner.models import Edit
from pmplanner.models.migrations.search_index import FILL
from pmplanner.storage import journal
from pmplanner.storage.images import read_images
from pmplanner.storage.labels import Label
from pmplanner.storage.replay import Step, journaled_tables, put_images
from pmplanner.storage.soundness import Finding, wanted_images


def can_mend(findings: Iterable[Finding]) -> bool:
    """Say whether all that was found can be mended from the rest of the file."""
    return all(finding.kind in ("row", "history", "index") for finding in findings)


def mend(session: Session, findings: Sequence[Finding]) -> int:
    """Mend rows, history and index in a transaction that is open; return how many rows were put back.

    Rows are put back as the journal saw them last, as an edit that undo takes back. Entries of the
    journal that are broken are sealed: neither undo nor redo applies them any more. The caller
    commits. Raises UndoRefusedError when what a row belongs to is gone.
    """
    _seal(session, {finding.edit_id for finding in findings if finding.kind == "history" and finding.edit_id})
    count = _put_rows_back(session, [finding for finding in findings if finding.kind == "row"])
    if count or any(finding.kind == "index" for finding in findings):
        _index_anew(session)
    return count


def _seal(session: Session, edit_ids: set[int]) -> None:
    connection = session.connection()
    for edit_id in edit_ids:
        connection.execute(update(Edit).where(Edit.id == edit_id).values(sealed=True))
        text = "UPDATE edit SET state = 'dropped' WHERE id = ? AND state NOT IN ('done', 'undone', 'dropped')"
        connection.exec_driver_sql(text, (edit_id,))
        for side in ("before", "after"):
            # An image that cannot be read says nothing any more.
            text = f"UPDATE edit_row SET {side} = NULL WHERE edit_id = ? AND NOT json_valid({side})"
            connection.exec_driver_sql(text, (edit_id,))


def _put_rows_back(session: Session, findings: list[Finding]) -> int:
    if not findings:
        return 0
    connection = session.connection()
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    wanted = wanted_images(driver)
    steps: list[Step] = []
    for table, row_ids in _by_table(findings).items():
        present = read_images(connection, journaled_tables()[table], row_ids)
        for row_id in row_ids:
            text = wanted[table][row_id]
            steps.append((table, row_id, present.get(row_id), None if text is None else json.loads(text)))
    with journal.writing(connection):
        put_images(connection, steps, None)
    journal.write_edit(session, Label.of("repair", count=len(steps)), steps)
    return len(steps)


def _by_table(findings: list[Finding]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for finding in findings:
        found.setdefault(finding.table, []).append(finding.row_id)
    return found


def _index_anew(session: Session) -> None:
    connection = session.connection()
    connection.exec_driver_sql("DELETE FROM course_search")
    connection.exec_driver_sql(FILL.replace("WHERE course.id = course.id", ""))

"""Making a file as small as what is in it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from pmplanner.storage.sqlite import waiting
from pmplanner.storage.sqlite.file import empty_log
from pmplanner.storage.sqlite.sound_copy import Progress, interruptible

_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def compact_file(path: Path, progress: Progress) -> tuple[int, int, int]:
    """Take out stored files that nothing names, and write the file anew.

    Returns its bytes before and after, and how many stored files went. Raises what SQLite and *progress*
    raise; then nothing has changed.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA busy_timeout = {waiting.PATIENCE_MS}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        empty_log(connection)
        before = path.stat().st_size
        with interruptible(connection, progress):
            files = _take_out_files(connection)
            connection.execute("VACUUM")
        empty_log(connection)
        return before, path.stat().st_size, files


def _take_out_files(connection: sqlite3.Connection) -> int:
    """Delete the stored files whose hash stands nowhere; return how many there were.

    Looked for in every text of every table, images of rows in the journal among them, and not in a list
    of columns: a column that somebody forgets to enter there would cost files that are in use.
    """
    # Nobody may name a file between the look and the deletion.
    connection.execute("BEGIN IMMEDIATE")
    try:
        # The search index keeps bytes that are no letters; they are looked through like any text.
        connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        unnamed = {name for (name,) in connection.execute("SELECT hash FROM stored_file")}
        if unnamed:
            for text in _texts(connection):
                unnamed.difference_update(_HASH.findall(text))
        for name in unnamed:
            connection.execute("DELETE FROM stored_file WHERE hash = ?", (name,))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return len(unnamed)


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    """Yield every text that is long enough to hold a hash, from all tables but that of the files."""
    query = (
        "SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c"
        " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name != 'stored_file'"
    )
    for table, column in connection.execute(query).fetchall():
        quoted = column.replace('"', '""')
        rows = connection.execute(
            f'SELECT CAST("{quoted}" AS TEXT) FROM "{table}" WHERE length("{quoted}") >= 64'
        )
        for (text,) in rows:
            yield text

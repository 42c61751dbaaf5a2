"""A file of SQLite that ships with the program: some tables of a workspace, and nothing that changes.

It is one whatever holds the workspaces.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateIndex, CreateTable

from pmplanner.models import Base
from pmplanner.storage.sqlite.engines import driver_of, make_engine, make_reading_engine
from pmplanner.storage.sqlite.file import look_into

_VERSION_BYTES = slice(96, 100)


class UnreadableError(Exception):
    """A file that cannot be read, with the cause in SQLite's words."""


def write_shipped(
    path: Path, tables: Sequence[Table], number: int, fill: Callable[[Session], object]
) -> None:
    """Write a file with the tables, which *fill* fills, replacing what is there; equal rows give equal bytes.

    The *number* of its format stands in its head.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        unfinished.unlink(missing_ok=True)
        _write(unfinished, tables, number, fill)
        _forget_sqlite_version(unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _write(path: Path, tables: Sequence[Table], number: int, fill: Callable[[Session], object]) -> None:
    engine = make_engine(path, log_mode="DELETE")
    try:
        with driver_of(engine) as driver:
            # Builds of SQLite differ in these defaults, and the bytes must not.
            driver.executescript(
                "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = NONE;"
                f"PRAGMA secure_delete = ON; PRAGMA user_version = {number};"
            )
        with Session(engine) as db:
            _make_tables(db, tables)
            fill(db)
            db.commit()
        with driver_of(engine) as driver:
            # Pages filled in order look the same whichever version of SQLite fills them.
            driver.execute("VACUUM")
    finally:
        engine.dispose()


def _make_tables(db: Session, tables: Sequence[Table]) -> None:
    for table in (each for each in Base.metadata.sorted_tables if each in tables):
        db.execute(CreateTable(table))
        # A table keeps its indexes as a set, in another order in each process.
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            db.execute(CreateIndex(index))


def _forget_sqlite_version(path: Path) -> None:
    """Blank the number of the SQLite version that wrote the file: it differs from machine to machine."""
    content = bytearray(path.read_bytes())
    content[_VERSION_BYTES] = bytes(4)
    path.write_bytes(content)


@contextmanager
def read_shipped(path: Path) -> Iterator[tuple[int, Session]]:
    """Give the number of a file's format and a session that reads it, without changing anything beside it.

    Raises UnreadableError when it is no such file.
    """
    # immutable: the file may lie where nothing can be written, not even a lock.
    engine = make_reading_engine(path.absolute(), immutable=True)
    try:
        with driver_of(engine) as driver:
            (number,) = driver.execute("PRAGMA user_version").fetchone()
        with Session(engine) as db:
            yield number, db
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise UnreadableError(str(cause)) from error
    finally:
        engine.dispose()


def shipped_setting(path: Path, name: str) -> str:
    """Return a setting of the file. Light: it is asked at each start."""
    with closing(look_into(path.absolute())) as connection:
        query = "SELECT value FROM workspace_setting WHERE name = ?"
        (value,) = connection.execute(query, [name]).fetchone()
        return str(value)

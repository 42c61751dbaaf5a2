"""Engines on a file, and how each of their connections begins and ends."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from pmplanner.storage.database import SQL, Watcher
from pmplanner.storage.sqlite import waiting
from pmplanner.storage.sqlite.faults import is_busy, moved
from pmplanner.storage.sqlite.file import FileId
from pmplanner.storage.sqlite.sql import SqliteSql

_OPTIONS = {SQL: SqliteSql()}

SYNCHRONOUS = "FULL"
"""What is said to be saved survives a power cut: with NORMAL the last edits could be gone."""


@contextmanager
def driver_of(engine: Engine) -> Iterator[sqlite3.Connection]:
    """Give one of the engine's connections as the driver has it."""
    with closing(engine.raw_connection()) as connection:
        driver = connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        yield driver


def make_engine(path: Path, *, expected: FileId | None = None, log_mode: str = "WAL") -> Engine:
    """Return an engine that writes; a connection that reaches another file than *expected* is refused."""
    # From a pool: readers in other threads get a connection of their own, and none is opened for each read.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), hide_parameters=True, execution_options=_OPTIONS
    )

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        if expected is not None and FileId.of(path) != expected:
            raise moved(path)
        _prepare(connection)
        # With a log beside the file readers do not hold up the writer, nor the other way round.
        connection.execute(f"PRAGMA journal_mode = {log_mode}")
        connection.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "reset", _reset)
    return engine


def make_reading_engine(path: Path, *, immutable: bool) -> Engine:
    """Return an engine that cannot write; *immutable* for a file on a medium that nobody writes to."""

    def connect() -> sqlite3.Connection:
        options = "mode=ro&immutable=1" if immutable else "mode=ro"
        return sqlite3.connect(f"{path.as_uri()}?{options}", uri=True, check_same_thread=False)

    # A pool has to be named: for an address without a file SQLAlchemy takes one connection for each thread.
    engine = create_engine(
        "sqlite://",
        creator=connect,
        hide_parameters=True,
        poolclass=QueuePool,
        execution_options=_OPTIONS,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        _prepare(connection)
        connection.execute("PRAGMA trusted_schema = OFF")

    event.listen(engine, "begin", _begin)
    event.listen(engine, "reset", _reset)
    return engine


def _prepare(connection: Any) -> None:  # noqa: ANN401 - a driver's connection
    # The schema stays trusted: before SQLite 3.41 the triggers of the search index need it, and
    # examine() has found no others. Where nothing is written, it is not trusted.
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    # By connection: SQLite forgets it with each one.
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {waiting.PATIENCE_MS}")


def _begin(connection: Any) -> None:  # noqa: ANN401 - SQLAlchemy's connection
    options = connection.get_execution_options()
    if "pmplanner_wait" not in options:
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {options['pmplanner_wait']}")
    try:
        connection.exec_driver_sql(f"BEGIN {options['pmplanner_begin']}")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {waiting.PATIENCE_MS}")


def _reset(connection: Any, _record: object, _state: object) -> None:  # noqa: ANN401 - a driver's connection
    """End the transaction that a failed COMMIT has left open, before the pool gives it to somebody else."""
    # The driver keeps the transaction open when COMMIT fails, as it does on a full disk.
    if connection is not None and connection.in_transaction:
        connection.rollback()


def begin_immediate(db: Session, watcher: Watcher | None) -> None:
    """Take the write lock now, so that what the action reads cannot change under it.

    While another program holds the file, the *watcher* hears of it, so that a window is not frozen.
    """
    until = time.monotonic() + waiting.PATIENCE_MS / 1000
    wait = waiting.PATIENCE_MS if watcher is None else waiting.ASK_AGAIN_MS
    while True:
        try:
            db.connection(execution_options={"pmplanner_begin": "IMMEDIATE", "pmplanner_wait": wait})
        except OperationalError as error:
            if watcher is None or time.monotonic() > until or not is_busy(error):
                raise
            # SQLAlchemy would otherwise take the failed attempt for a transaction that is under way.
            db.rollback()
            watcher(0)
        else:
            return

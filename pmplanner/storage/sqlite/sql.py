"""What SQLite says in words of its own, asked of an open connection."""

import sqlite3
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from pmplanner.models.migrations.search_index import FILL
from pmplanner.storage.database import SQL

_RANKED = (
    "SELECT rowid FROM course_search WHERE course_search MATCH ? "
    "ORDER BY bm25(course_search, 20.0, 10.0, 4.0, 2.0, 1.0), rowid"
)
"""What is in the title counts most, then code, skills, provider and description."""


class SqliteSql:
    """See :class:`pmplanner.storage.database.Sql`."""

    def next_id(self, connection: Connection, table: Table) -> int:
        """Return the first id that was never given out, as AUTOINCREMENT would give it.

        To number rows here, and not to be told the number of each by SQLite, takes half the time.
        """
        query = (
            f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table.name}'), 0),"
            f' coalesce((SELECT max(id) FROM "{table.name}"), 0))'
        )
        return int(connection.exec_driver_sql(query).scalar_one()) + 1

    def defer_references(self, connection: Connection) -> None:
        """Let SQLite look at references when the transaction is committed; it asks by itself again then."""
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")

    def insert_many(self, connection: Connection, table: Table, rows: list[tuple[Any, ...]]) -> None:
        """Insert rows in the driver's words.

        An import has thousands, and SQLAlchemy takes longer over each than SQLite.
        """
        connection.exec_driver_sql(_insertion(table), rows)

    def search_courses(self, connection: Connection, words: Sequence[str]) -> list[int]:
        """Ask the full-text index (FTS5), which knows neither accents nor case."""
        query = " ".join(f'"{word}"*' for word in words)
        in_title = connection.exec_driver_sql(_RANKED, (f"title : ({query})",)).scalars()
        anywhere = connection.exec_driver_sql(_RANKED, (query,)).scalars()
        return list(dict.fromkeys([*in_title, *anywhere]))

    def make_search_anew(self, connection: Connection) -> None:
        """Fill the full-text index anew, and then write the pages of every such index anew.

        The words of a row that was changed, or taken out, stay in an index for long.
        """
        connection.exec_driver_sql("DELETE FROM course_search")
        connection.exec_driver_sql(FILL.replace("WHERE course.id = course.id", ""))
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '% USING fts5(%'"
        for (name,) in list(connection.exec_driver_sql(query)):
            # FTS5 only marks words as deleted; they go when it merges its segments, or here.
            connection.exec_driver_sql(f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')')

    def copy_in_memory(self, connection: Connection) -> Engine:
        """Copy page by page, which takes some milliseconds for each megabyte."""
        source = connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        # SQLAlchemy begins its transactions by itself here, so that they can have savepoints.
        copy = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        source.backup(copy)
        copy.execute("PRAGMA foreign_keys = ON")
        engine = create_engine(
            "sqlite://",
            creator=lambda: copy,
            hide_parameters=True,
            poolclass=StaticPool,
            execution_options={SQL: self},
        )
        event.listen(engine, "begin", lambda begun: begun.exec_driver_sql("BEGIN"))
        return engine


@cache
def _insertion(table: Table) -> str:
    names = [f'"{column.name}"' for column in table.columns if column.name != "id"]
    return f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'

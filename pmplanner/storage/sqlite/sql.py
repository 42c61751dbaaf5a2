"""What SQLite says in words of its own, asked of an open connection."""

import sqlite3
from collections.abc import Hashable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, Table, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import StaticPool

from pmplanner.models.migrations.search_index import FILL
from pmplanner.storage.database import COLUMNS, SQL, WEIGHTS, WordPlaces

_RANKED = (
    "SELECT rowid FROM course_search WHERE course_search MATCH ? "
    f"ORDER BY bm25(course_search, {', '.join(f'{weight:.1f}' for weight in WEIGHTS)}), rowid LIMIT ?"
)
_WORDS = (
    f"SELECT term, count(*), group_concat(doc * {COLUMNS} + CASE col WHEN 'title' THEN 0 WHEN 'code' THEN 1 "
    "WHEN 'skills' THEN 2 WHEN 'provider' THEN 3 ELSE 4 END) FROM {places} GROUP BY term"
)
_FIELDS = ("title", "code", "skills", "provider", "description")
_TOKENS = "tokenize = 'unicode61 remove_diacritics 2'"
"""How a text becomes words, as the migration has it that made the index."""


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

    def search_courses(
        self, connection: Connection, words: Sequence[str], limit: int | None = None
    ) -> list[int]:
        """Ask the full-text index (FTS5), which knows neither accents nor case."""
        query, most = _query(words), -1 if limit is None else limit
        found = connection.exec_driver_sql(_RANKED, (f"title : ({query})", most)).scalars().all()
        if limit is None or len(found) < limit:
            # Those with the words in the title are among the best again, and are passed over.
            anywhere = connection.exec_driver_sql(_RANKED, (query, most + len(found) if most >= 0 else most))
            found = list(dict.fromkeys([*found, *anywhere.scalars()]))[:limit]
        return list(found)

    def count_courses(self, connection: Connection, words: Sequence[str]) -> int:
        """Count without ranking, which is what takes long."""
        query = "SELECT count(*) FROM course_search WHERE course_search MATCH ?"
        return int(connection.exec_driver_sql(query, (_query(words),)).scalar_one())

    def course_words(self, connection: Connection, ids: Sequence[int] | None = None) -> list[WordPlaces]:
        """Take the words from the index itself; those of a few courses from an index of them alone."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        if ids is not None:
            marks = ", ".join("?" * len(ids))
            texts = f"SELECT rowid, {', '.join(_FIELDS)} FROM course_search WHERE rowid IN ({marks})"
            with _small_index(driver.execute(texts, ids).fetchall()) as small:
                return small.execute(_WORDS.format(places="places")).fetchall()
        driver.execute(
            "CREATE VIRTUAL TABLE temp.course_word_places USING fts5vocab(main, course_search, instance)"
        )
        try:
            return driver.execute(_WORDS.format(places="temp.course_word_places")).fetchall()
        finally:
            driver.execute("DROP TABLE temp.course_word_places")

    def bare_word(self, word: str) -> str:
        """Let the index itself say what it makes of a word."""
        if word.isascii() and word.isalnum():
            return word.lower()
        with _small_index([(1, word, "", "", "", "")]) as small:
            found = [row[0] for row in small.execute("SELECT term FROM places")]
        return found[0] if len(found) == 1 else ""

    def data_state(self, connection: Connection) -> Hashable:
        """Return the commits of others, and the rows that this connection has written itself."""
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        return driver.execute("PRAGMA data_version").fetchone()[0], driver.total_changes

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


def _query(words: Sequence[str]) -> str:
    return " ".join(f'"{word}"*' for word in words)


@contextmanager
def _small_index(texts: Sequence[tuple[Any, ...]]) -> Iterator[sqlite3.Connection]:
    """Give an index in memory of the texts of a few courses, as that in the file, with their words."""
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute(f"CREATE VIRTUAL TABLE course_search USING fts5({', '.join(_FIELDS)}, {_TOKENS})")
        small.execute("CREATE VIRTUAL TABLE places USING fts5vocab(course_search, instance)")
        query = f"INSERT INTO course_search (rowid, {', '.join(_FIELDS)}) VALUES (?, ?, ?, ?, ?, ?)"
        small.executemany(query, texts)
        yield small

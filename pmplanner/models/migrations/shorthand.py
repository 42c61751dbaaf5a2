"""Short words for the operations that migrations repeat."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem


def table(name: str, *items: SchemaItem) -> None:
    """Make a table with a key that is never given out twice."""
    key = sa.Column("id", sa.Integer, nullable=False)
    primary = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    op.create_table(name, key, *items, primary, sqlite_autoincrement=True)


def row(name: str, *items: SchemaItem) -> None:
    """Make a journaled table: one with a version counter."""
    table(name, given("version", sa.Integer), *items)


def given(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    """Return a column that always has a value."""
    return sa.Column(name, kind, nullable=False)


def preset(name: str, kind: type[sa.types.TypeEngine[Any]], value: str) -> sa.Column[Any]:
    """Return a column that always has a value; *value* is that of the rows that are there."""
    return sa.Column(name, kind, nullable=False, server_default=value)


def maybe(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    """Return a column that may be empty."""
    return sa.Column(name, kind, nullable=True)


def refers(column: str, other: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that *column* is the id of a row of *other*."""
    return sa.ForeignKeyConstraint([column], [f"{other}.id"])


def index(name: str, column: str) -> None:
    """Index a column of a table."""
    op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def new_column(name: str, column: sa.Column[Any], value: str) -> None:
    """Add a column to a journaled table and to the recorded images of its rows.

    *value* is JSON, for the rows that are there. Without it in the images, undo would take each
    of those rows for one that somebody else has changed.
    """
    op.add_column(name, column)
    in_images(name, column.name, value)


def in_images(name: str, column: str, value: str) -> None:
    """Write a column's *value*, as JSON, into the recorded images of a table's rows."""
    for side in ("before", "after"):
        statement = sa.text(
            f"UPDATE edit_row SET {side} = json_set({side}, :path, json(:value)) "
            # An image of a row that was not there is null, and stays so.
            f"WHERE \"table\" = :name AND json_type({side}) = 'object'"
        )
        op.execute(statement.bindparams(path=f"$.{column}", value=value, name=name))


def out_of_images(name: str, column: str) -> None:
    """Take a column out of the recorded images of a table's rows."""
    for side in ("before", "after"):
        statement = sa.text(
            f"UPDATE edit_row SET {side} = json_remove({side}, :path) "
            f"WHERE \"table\" = :name AND json_type({side}) = 'object'"
        )
        op.execute(statement.bindparams(path=f"$.{column}", name=name))


@contextmanager
def made_anew(name: str) -> Iterator[None]:
    """Drop a table that the block makes anew, and put its rows back.

    Columns that are new must have a default for the rows, or take no value. The highest id that the
    table gave out stays given out. Nothing may refer to its rows meanwhile: what does is made anew
    around it.
    """
    bind = op.get_bind()
    rows = bind.exec_driver_sql(f"SELECT * FROM {name} ORDER BY id").mappings().all()
    highest = bind.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = ?", (name,)).scalar()
    op.drop_table(name)
    yield
    if rows:
        columns = ", ".join(f'"{column}"' for column in rows[0])
        marks = ", ".join("?" for _ in rows[0])
        statement = f"INSERT INTO {name} ({columns}) VALUES ({marks})"
        bind.exec_driver_sql(statement, [tuple(each.values()) for each in rows])
    if highest is not None:
        bind.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (name,))
        bind.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, highest))

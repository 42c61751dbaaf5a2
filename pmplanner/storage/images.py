"""Row images: a row as plain JSON values, and back."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Table, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.types import TypeDecorator

Image = dict[str, Any]

_DIALECT = sqlite.dialect()
CHUNK = 500
"""Rows asked for or written in one statement, and between two looks at whether to go on."""


def read_images(connection: Connection, table: Table, ids: Iterable[int]) -> dict[int, Image]:
    """Return the images of the rows that exist among *ids*."""
    found: dict[int, Image] = {}
    # The names once for all rows: a mapping of each row takes twice as long.
    names = [column.name for column in table.columns]
    place = names.index("id")
    for chunk in chunked(sorted(ids)):
        for row in connection.execute(select(table).where(table.c.id.in_(chunk))):
            found[row[place]] = {name: _plain(value) for name, value in zip(names, row, strict=True)}
    return found


def from_image(table: Table, image: Image) -> dict[str, Any]:
    """Return the image's values as the table's columns take them."""
    return {name: _native(table.c[name].type.python_type, value) for name, value in image.items()}


def is_image(table: Table, image: Image) -> bool:
    """Say whether an image is one of a row as the table takes it now."""
    if image.keys() != {column.name for column in table.columns}:
        return False
    try:
        return all(_fits(table.c[name], value) for name, value in from_image(table, image).items())
    except (ArithmeticError, TypeError, ValueError):
        return False


def _fits(column: Column[Any], value: Any) -> bool:  # noqa: ANN401 - a column's value
    if value is None:
        return bool(column.nullable)
    if isinstance(column.type, TypeDecorator):
        column.type.process_bind_param(value, _DIALECT)
        return True
    if isinstance(column.type, JSON):
        return True
    kind = column.type.python_type
    # SQLite itself has true and false as 1 and 0.
    return type(value) is kind or (kind is bool and value in (0, 1))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


def _native(kind: type[Any], value: Any) -> Any:  # noqa: ANN401 - a column's value
    if value is None or not isinstance(value, str):
        return value
    if kind is Decimal:
        return Decimal(value)
    if kind in (dt.date, dt.datetime, dt.time):
        return kind.fromisoformat(value)
    return value


def chunked(items: list[Any]) -> Iterator[list[Any]]:
    """Yield the items in parts of at most CHUNK."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]

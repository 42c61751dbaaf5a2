"""Row images: a row as plain JSON values, and back."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Dialect, Integer, Select, String, Table, bindparam, select
from sqlalchemy.engine import Connection
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import TypeDecorator

Image = dict[str, Any]

_DIALECT = DefaultDialect()
"""Of no database in particular: the types of ours take the same values everywhere."""

# Well below the 999 values that SQLite before 3.32 takes in one statement.
CHUNK = 500
"""Rows asked for or written in one statement, and between two looks at whether to go on."""


def read_images(connection: Connection, table: Table, ids: Iterable[int]) -> dict[int, Image]:
    """Return the images of the rows that exist among *ids*."""
    found: dict[int, Image] = {}
    shape = _shape_of(table)
    # Sorted, so that SQLite goes through its pages once, and in order.
    for chunk in chunked(sorted(ids)):
        for row in connection.execute(shape.by_ids, {"ids": chunk}):
            # The names once for all rows: a mapping of each row takes twice as long.
            image = dict(zip(shape.names, row, strict=True))
            for name in shape.worded:
                image[name] = _plain(image[name])
            found[image["id"]] = image
    return found


def from_image(table: Table, image: Image) -> dict[str, Any]:
    """Return the image's values as the table's columns take them."""
    takers = _shape_of(table).takers
    return {name: takers[name].native(value) for name, value in image.items()}


def is_image(table: Table, image: Image) -> bool:
    """Say whether an image is one of a row as the table takes it now."""
    takers = _shape_of(table).takers
    if image.keys() != takers.keys():
        return False
    try:
        return all(taker.fits(taker.native(image[name])) for name, taker in takers.items())
    except (ArithmeticError, TypeError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class _Taker:
    """What a column takes, looked up once: to ask SQLAlchemy for each value takes most of an undo."""

    kind: type[Any]
    nullable: bool
    read: Callable[[str], Any] | None
    """Makes a value of the text that an image has; None where the text is the value."""
    bind: Callable[[Any, Dialect], object] | None
    """Raises for a value that a decorated type does not take."""
    takes_all: bool
    """True for JSON, which takes whatever an image can have."""

    @classmethod
    def of(cls, column: Column[Any]) -> "_Taker":
        kind, is_json = column.type.python_type, isinstance(column.type, JSON)
        bind = column.type.process_bind_param if isinstance(column.type, TypeDecorator) else None
        return cls(kind, bool(column.nullable), _READ.get(kind), bind, is_json)

    def native(self, value: Any) -> Any:  # noqa: ANN401 - a column's value
        """Return the value of an image as the column takes it."""
        return value if self.read is None or not isinstance(value, str) else self.read(value)

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - a column's value
        """Say whether the column takes the value; a decorated type can also raise."""
        if value is None:
            return self.nullable
        if self.bind is not None:
            self.bind(value, _DIALECT)
            return True
        # A database may have true and false as 1 and 0.
        # The exact type: in Python True is an int, and a damaged image must not pass by that.
        return self.takes_all or type(value) is self.kind or (self.kind is bool and value in (0, 1))


_READ: Mapping[type[Any], Callable[[str], Any]] = MappingProxyType(
    {
        Decimal: Decimal,
        dt.date: dt.date.fromisoformat,
        dt.datetime: dt.datetime.fromisoformat,
        dt.time: dt.time.fromisoformat,
    }
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What reading and checking rows of a table needs, made once."""

    by_ids: Select[Any]
    names: tuple[str, ...]
    worded: tuple[str, ...]
    """The columns whose values JSON has no kind for."""
    takers: Mapping[str, _Taker]


@cache
def _shape_of(table: Table) -> _Shape:
    return _Shape(
        select(table).where(table.c.id.in_(bindparam("ids", expanding=True))),
        tuple(column.name for column in table.columns),
        tuple(column.name for column in table.columns if not isinstance(column.type, _IN_JSON)),
        {column.name: _Taker.of(column) for column in table.columns},
    )


_IN_JSON = (Boolean, Integer, String, JSON)
"""Types of columns whose values JSON takes as they are; a decorated type is none of them."""


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value


def chunked(items: list[Any]) -> Iterator[list[Any]]:
    """Yield the items in parts of at most CHUNK."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]

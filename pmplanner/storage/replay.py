"""Putting recorded images of rows back into their tables, for undo and redo."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sqlalchemy import Delete, Table, UniqueConstraint, bindparam, delete, insert, select
from sqlalchemy.engine import Connection

from pmplanner.models import Base, Row
from pmplanner.sentences import said
from pmplanner.storage.database import Watcher, sql_of
from pmplanner.storage.images import Image, chunked, from_image, read_images

Step = tuple[str, int, Image | None, Image | None]
"""Table, row id, the image that must be there now, the image to put there."""


class UndoRefusedError(Exception):
    """An edit that cannot be undone or redone, with the reason in a sentence."""


@cache
def journaled_tables() -> Mapping[str, Table]:
    """Return the tables whose rows are recorded, parents before children; all models are imported by then."""
    mapped = {
        mapper.class_.__tablename__ for mapper in Row.registry.mappers if issubclass(mapper.class_, Row)
    }
    order = Base.metadata.sorted_tables
    return MappingProxyType({table.name: table for table in order if table.name in mapped})


@cache
def removal(table: Table) -> Delete:
    """Return the statement that deletes the rows whose ids are given as *ids*; made once, that is quicker."""
    return delete(table).where(table.c.id.in_(bindparam("ids", expanding=True)))


def changed_since(connection: Connection, steps: list[Step]) -> str:
    """Say which row is no longer as the edit left it; nothing when all are."""
    for name, table in journaled_tables().items():
        expected = {row_id: now for table_name, row_id, now, _ in steps if table_name == name}
        if not expected:
            continue
        present = read_images(connection, table, expected)
        for row_id, image in expected.items():
            # Image for image and not by the version alone: an undo brings the old version back with the row.
            if present.get(row_id) != image:
                return said(
                    "{row} has been changed since", row=describe_row(name, present.get(row_id) or image)
                )
    return ""


def why_not(connection: Connection, steps: list[Step]) -> str:
    """Say which row stands in the way of steps that the database has refused.

    Only asked after a refusal: looking beforehand would make each undo slower.
    """
    tables = journaled_tables()
    touched = {(table, row_id) for table, row_id, *_ in steps}
    for name, row_id, now, then in steps:
        if then is None:
            reason = _built_on(connection, tables[name], row_id, now, touched)
        else:
            reason = _missing(connection, tables[name], then, touched) or _taken(
                connection, tables[name], then, touched
            )
        if reason:
            return reason
    return said("what has been done since depends on it")


def _built_on(
    connection: Connection, table: Table, row_id: int, image: Image | None, touched: set[tuple[str, int]]
) -> str:
    """Name a row that would go although another one, which stays, refers to it."""
    for child in journaled_tables().values():
        for column in child.columns:
            if any(key.column.table is table for key in column.foreign_keys):
                rows = connection.execute(select(child).where(column == row_id)).mappings()
                for row in rows:
                    if (child.name, row["id"]) not in touched:
                        user = describe_row(child.name, dict(row))
                        row_named = describe_row(table.name, image)
                        return said("{row} is in use by {user}", row=row_named, user=user)
    return ""


def _missing(connection: Connection, table: Table, image: Image, touched: set[tuple[str, int]]) -> str:
    """Name a row that would come back although one that it refers to is gone."""
    for column in table.columns:
        for key in column.foreign_keys:
            parent, wanted = key.column.table, image.get(column.name)
            if wanted is None or (parent.name, wanted) in touched:
                continue
            if connection.scalar(select(parent.c.id).where(parent.c.id == wanted)) is None:
                return said(
                    "{row} cannot come back, because the {parent} that it belonged to is gone",
                    row=describe_row(table.name, image),
                    parent=parent.name.replace("_", " "),
                )
    return ""


def _taken(connection: Connection, table: Table, image: Image, touched: set[tuple[str, int]]) -> str:
    """Name a row that by now has what must be unique and would come back."""
    unique = [item.columns for item in table.constraints if isinstance(item, UniqueConstraint)]
    values = from_image(table, image)
    for columns in unique:
        if any(values.get(column.name) is None for column in columns):
            continue
        same = select(table).where(*(column == values[column.name] for column in columns))
        for row in connection.execute(same).mappings():
            if row["id"] != image["id"] and (table.name, row["id"]) not in touched:
                return said("{row} has taken its place since", row=describe_row(table.name, dict(row)))
    return ""


def describe_row(table: str, image: Image | None) -> str:
    """Name a row in words, by what people know it by."""
    image = image or {}
    for name in ("title", "name", "code", "email"):
        if image.get(name):
            return said("the {noun} “{name}”", noun=table.replace("_", " "), name=image[name])
    if image.get("last_name") or image.get("first_name"):
        return said("the person “{first} {last}”", first=image["first_name"], last=image["last_name"])
    return said("the {noun} number {row_id}", noun=table.replace("_", " "), row_id=image.get("id", "?"))


def put_images(connection: Connection, steps: list[Step], watcher: Watcher | None) -> None:
    """Put the images there: children leave before parents, parents come before children."""
    written = 0

    def tell(rows: int) -> None:
        nonlocal written
        written += rows
        if watcher is not None:
            watcher(written)

    tables = journaled_tables()
    # Rows that refer to each other are out for a moment; what counts is how it stands at the commit.
    sql_of(connection).defer_references(connection)
    by_table: dict[str, list[Step]] = {}
    for step in steps:
        by_table.setdefault(step[0], []).append(step)
    # Children first, so that nothing refers to a row that is gone already.
    for name in reversed(tuple(tables)):
        # Unique values may swap between rows, so rows that change are taken out and put back.
        gone = [row_id for _, row_id, now, _ in by_table.get(name, ()) if now is not None]
        for chunk in chunked(gone):
            connection.execute(removal(tables[name]), {"ids": chunk})
            tell(len(chunk))
    for name, table in tables.items():
        back = [from_image(table, image) for *_, image in by_table.get(name, ()) if image is not None]
        for chunk in chunked(back):
            connection.execute(insert(table), chunk)
            tell(len(chunk))

"""Forgetting for good: rows, images and labels overwritten.

Who is forgotten and which words are theirs is not decided here: a :class:`Rewriter` says what each
row becomes. All is overwritten in one transaction. Then what holds the workspace is written anew, so that
nothing is left in it, for which a mark stands in the workspace until it is done
(:meth:`~pmplanner.storage.database.Database.write_anew`); what a crash has left undone is done at the
next opening.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import JSON, String, Table, UniqueConstraint, delete, insert, select, update
from sqlalchemy.engine import Connection

from pmplanner.models import Base, Edit, EditRow, StoredFile, WorkspaceSetting
from pmplanner.storage import journal
from pmplanner.storage.database import sql_of
from pmplanner.storage.images import Image, chunked

MARK = "forgetting to finish"
"""The setting that stands in the workspace until it has been written anew."""


class Rewriter(Protocol):
    """What is made of rows and texts."""

    def row(self, table: str, image: Image) -> Image:
        """Return the row without what is to be forgotten; the same object when there is nothing."""

    def free(self, value: Any) -> Any:  # noqa: ANN401 - text, or what JSON holds
        """Return a text, or a JSON value, without what is to be forgotten."""

    def concerns(self, table: str, image: Image) -> bool:
        """Say whether the row is one of somebody who is forgotten, or names them by their id."""

    def holds(self, name: str, content: bytes) -> bool:
        """Say whether a stored file, by its hash and content, is what is to be forgotten or holds it."""


@dataclass(slots=True)
class Rewritten:
    """What was overwritten, or would be."""

    rows: dict[str, set[int]] = field(default_factory=dict)
    """The ids of the rows, by table."""
    images: int = 0
    """Images of rows in the journal."""
    labels: int = 0
    """Labels of edits."""
    sealed: int = 0
    """Edits that cannot be undone or redone any more."""
    files: int = 0
    """Stored files that were taken out."""

    @property
    def row_count(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.rows.values()))


def is_text(column_type: object) -> bool:
    """Say whether a column holds text."""
    return isinstance(getattr(column_type, "impl", column_type), String)


def is_json(column_type: object) -> bool:
    """Say whether a column holds JSON."""
    return isinstance(getattr(column_type, "impl", column_type), JSON)


def rewrite(connection: Connection, rewriter: Rewriter, *, write: bool) -> Rewritten:
    """Overwrite whatever *rewriter* changes, in every table there is; only count it unless *write*.

    The edits concerned are sealed, and the search index is made anew.
    """
    done = Rewritten()
    work = _Rewriting(connection, rewriter, write, done)
    for table in Base.metadata.sorted_tables:
        if table not in (Edit.__table__, EditRow.__table__, StoredFile.__table__):
            work.rows(table)
    work.files()
    work.images()
    work.edits()
    if write:
        with journal.writing(connection):
            connection.execute(delete(WorkspaceSetting).where(WorkspaceSetting.name == MARK))
            connection.execute(insert(WorkspaceSetting).values(version=1, name=MARK, value="1"))
        sql_of(connection).make_search_anew(connection)
    return done


class _Rewriting:
    """One pass over the tables."""

    def __init__(self, connection: Connection, rewriter: Rewriter, write: bool, done: Rewritten) -> None:
        self._connection = connection
        self._rewriter = rewriter
        self._write = write
        self._done = done
        self._instead: dict[tuple[str, int], dict[str, tuple[str, str]]] = defaultdict(dict)
        """By table and row what became something else, because another row has the value: old, new."""
        self._sealed: set[int] = set()

    def rows(self, table: Table) -> None:
        columns = [column.name for column in table.columns]
        if not any(is_text(column.type) or is_json(column.type) for column in table.columns):
            return
        rows = [dict(zip(columns, row, strict=True)) for row in self._connection.execute(select(table))]
        changed = {}
        for row in rows:
            new = self._rewriter.row(table.name, row)
            if new is not row:
                changed[row["id"]] = {name: new[name] for name in columns if new[name] != row[name]}
        if not changed:
            return
        for row_id, name, old, new_text in _made_unique(table, rows, changed):
            self._instead[table.name, row_id][name] = old, new_text
        self._done.rows[table.name] = set(changed)
        if self._write:
            with journal.writing(self._connection):
                for row_id, values in changed.items():
                    self._connection.execute(update(table).where(table.c.id == row_id).values(values))

    def files(self) -> None:
        """Take out stored files that hold it: their hash leads nowhere then, as it should."""
        query = select(StoredFile.hash, StoredFile.content)
        found = [
            name for name, content in self._connection.execute(query) if self._rewriter.holds(name, content)
        ]
        self._done.files = len(found)
        if self._write:
            for chunk in chunked(found):
                self._connection.execute(delete(StoredFile).where(StoredFile.hash.in_(chunk)))

    def images(self) -> None:
        for rows in self._stored_images():
            changes = []
            for row in rows:
                before, after = (self._image(row.table, row.row_id, side) for side in (row.before, row.after))
                if before is not row.before or after is not row.after:
                    changes.append((row.id, before, after))
                    self._done.images += (before is not row.before) + (after is not row.after)
                    self._sealed.add(row.edit_id)
                elif any(side and self._rewriter.concerns(row.table, side) for side in (before, after)):
                    self._sealed.add(row.edit_id)
            if self._write:
                for row_id, before, after in changes:
                    new = update(EditRow).where(EditRow.id == row_id).values(before=before, after=after)
                    self._connection.execute(new)

    def _image(self, table: str, row_id: int, image: Image | None) -> Image | None:
        if image is None:
            return None
        new = self._rewriter.row(table, image)
        if new is not image:
            for name, (old, text) in self._instead.get((table, row_id), {}).items():
                if new.get(name) == old:
                    new[name] = text
        return new

    def _stored_images(self) -> Iterator[list[Any]]:
        """Yield the rows of the journal in parts, so that a long history needs no memory."""
        last = 0
        query = select(
            EditRow.id, EditRow.edit_id, EditRow.table, EditRow.row_id, EditRow.before, EditRow.after
        )
        while rows := list(
            self._connection.execute(query.where(EditRow.id > last).order_by(EditRow.id).limit(1000))
        ):
            yield rows
            last = rows[-1].id

    def edits(self) -> None:
        table = Edit.__table__
        assert isinstance(table, Table)
        texts = [c.name for c in table.columns if (is_text(c.type) or is_json(c.type)) and c.name != "uid"]
        seen = 0
        for row in list(self._connection.execute(select(table))):
            old = row._mapping
            new = {name: self._rewriter.free(old[name]) for name in texts}
            values: dict[str, Any] = {name: value for name, value in new.items() if value != old[name]}
            self._done.labels += bool(values)
            if row.id in self._sealed:
                seen += 1
                # Undo would put the name back that was just taken out.
                values["sealed"] = True
            if values and self._write:
                self._connection.execute(update(Edit).where(Edit.id == row.id).values(values))
        self._done.sealed = seen


def _made_unique(
    table: Table, rows: list[Image], changed: dict[int, dict[str, Any]]
) -> Iterable[tuple[int, str, str, str]]:
    """Number new values that another row has where they must be unique; return id, column, old and new."""
    instead = []
    for constraint in table.constraints:
        if not isinstance(constraint, UniqueConstraint):
            continue
        names = [column.name for column in constraint.columns]
        concerned = [row for row in rows if changed.get(row["id"], {}).keys() & set(names)]
        if not concerned:
            continue
        busy = {row["id"] for row in concerned}
        taken = {_key(row, names, changed) for row in rows if row["id"] not in busy} - {None}
        for row in concerned:
            values = changed[row["id"]]
            name = next(name for name in names if name in values)
            wanted, number = values[name], 1
            while (key := _key(row, names, changed)) in taken:
                number += 1
                values[name] = f"{wanted} ({number})"
            if key is not None:
                taken.add(key)
            if values[name] != wanted:
                instead.append((row["id"], name, wanted, values[name]))
    return instead


def _key(row: Image, names: list[str], changed: Mapping[int, Mapping[str, Any]]) -> str | None:
    """Return what must be unique, None where a value is missing: two of those are never equal."""
    values = [{**row, **changed.get(row["id"], {})}[name] for name in names]
    return None if None in values else json.dumps(values, default=str)

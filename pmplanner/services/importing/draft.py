"""What an import would do: an outcome for each row, and the rows to insert and update."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Base, CalendarOrigin, Row
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.sessions.seating import move_up
from pmplanner.storage import journal

Action = Literal["created", "updated", "unchanged", "skipped", "doubted", "rejected"]
"""What becomes of a row. Skipped: left out because of what it says itself, which needs no mending.
Doubted: hardly a row at all, taken only where somebody says so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a row of the file: *subject* is what it is about, *details* what changes or why not."""

    row: ParsedRow
    action: Action
    subject: str
    details: str = ""
    fields: tuple[str, ...] = ()
    """The fields at fault in a row that is rejected, the likeliest first."""
    unknown_course: str = ""
    """What a row that is rejected calls the course that nobody knows."""
    kept: Mapping[str, object] = field(default_factory=dict)
    """What will be kept of a row that is created or updated, by the names of its columns in the workspace."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The id, not known yet, of a row that the same import inserts."""

    kind: type[Row]
    key: object


_STEP = 100
"""Rows decided between two words about it."""

Target = int | Ref
"""A row that is there, or one that the import adds."""


class RejectedError(Exception):
    """A row that cannot be taken, with the reason and the fields at fault, the likeliest first."""

    def __init__(self, reason: str, *fields: str) -> None:
        super().__init__(reason)
        self.fields = fields


class SkippedError(RejectedError):
    """A row that is left out because of what it says, such as leave that was refused."""


class DoubtedError(RejectedError):
    """A row of which there is hardly anything, such as a remark below the table."""


class UnknownCourseError(RejectedError):
    """A row that names a course that is not there; *word* is what it calls it."""

    def __init__(self, word: str, *fields: str) -> None:
        super().__init__(said("there is no course {code} in the catalogue", code=word), *fields)
        self.word = word


@dataclass(slots=True)
class Draft:
    """Everything that an import would do; nothing is written before :meth:`write`."""

    layout: str
    outcomes: list[Outcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What else happens, in sentences: courses created, picks added."""
    columns: frozenset[str] = frozenset()
    """The fields for which the file has a column."""
    left: set[int] = field(default_factory=set)
    """The sessions in which seats are given up, so that those who wait may move up."""
    waiting: set[Target] = field(default_factory=set)
    """The seats of which the file says that they wait: they do not move up."""
    same_email: int = 0
    """How many rows have a new employee id for the e-mail of somebody who has another one."""
    take_stray: bool = False
    """Whether rows are taken of which there is hardly anything."""
    course_days: Decimal | None = None
    """How long new courses take of which the file does not say it."""
    would_help: set[Literal["same-email", "part-days", "course-days", "gone", "columns", "stray"]] = field(
        default_factory=set
    )
    """What can be asked for so that rows, or days of them, are taken that are not."""
    successes: list[tuple[int, Target, dt.date, dt.date | None]] = field(default_factory=list)
    """What the file says was completed with success: person, course, day and until when it is valid."""
    main: type[Row] | None = None
    """What the rows of the file are in the workspace."""
    heard: Callable[[int], None] | None = None
    """Hears how many rows are decided; what it raises stops the deciding."""
    _kept: dict[str, Any] = field(default_factory=dict)
    """What is written of the main row since an outcome was taken."""
    _inserts: dict[type[Row], dict[object, dict[str, Any]]] = field(default_factory=dict)
    _updates: dict[tuple[type[Row], int], dict[str, Any]] = field(default_factory=dict)
    _deletes: dict[type[Row], set[int]] = field(default_factory=dict)
    _afterwards: list[Callable[[Session], object]] = field(default_factory=list)
    _ids: dict[Ref, int] = field(default_factory=dict)
    """The ids of rows that were inserted."""

    def take(self, outcome: Outcome) -> None:
        """Note what becomes of the next row."""
        if self._kept:
            if outcome.action in ("created", "updated"):
                outcome = replace(outcome, kept=self._kept)
            self._kept = {}
        self.outcomes.append(outcome)
        if self.heard is not None and len(self.outcomes) % _STEP == 0:
            self.heard(len(self.outcomes))

    def insert(self, kind: type[Row], key: object, values: Mapping[str, Any]) -> Ref:
        """Insert a row, known in this import by *key*; values may hold Refs."""
        self._inserts.setdefault(kind, {})[key] = dict(values)
        if kind is self.main:
            self._kept.update(values)
        return Ref(kind, key)

    def inserted(self, kind: type[Row], key: object) -> Ref | None:
        """Return the Ref of a row that the draft inserts already."""
        return Ref(kind, key) if key in self._inserts.get(kind, {}) else None

    def pending(self, ref: Ref) -> dict[str, Any]:
        """Return the values with which a row would be inserted, to be changed in place."""
        return self._inserts[ref.kind][ref.key]

    def take_back_insert(self, ref: Ref) -> None:
        """Insert a row no more."""
        rows = self._inserts[ref.kind]
        del rows[ref.key]
        if not rows:
            del self._inserts[ref.kind]

    def take_back_update(self, kind: type[Row], row_id: int) -> None:
        """Leave a row that is there as it is."""
        self._updates.pop((kind, row_id), None)

    def update(self, kind: type[Row], row_id: int, values: Mapping[str, Any]) -> None:
        """Change values of a row that is there."""
        self._updates.setdefault((kind, row_id), {}).update(values)
        if kind is self.main:
            self._kept.update(values)

    def delete(self, kind: type[Row], row_id: int) -> None:
        """Delete a row that is there."""
        self._deletes.setdefault(kind, set()).add(row_id)

    def count(self, action: Action) -> int:
        """Return how many rows have that outcome."""
        return Counter(outcome.action for outcome in self.outcomes)[action]

    @property
    def rejected(self) -> list[Outcome]:
        """The rows that are not taken and that somebody may mend."""
        return [outcome for outcome in self.outcomes if outcome.action in ("rejected", "doubted")]

    @property
    def writes_nothing(self) -> bool:
        """True when the workspace would stay as it is."""
        return not (self._inserts or self._updates or self._deletes or self._afterwards)

    def then(self, do: Callable[[Session], object]) -> None:
        """Do something when all rows are written, where a service sees to more than a row."""
        self._afterwards.append(do)

    def after(
        self, kind: type[Row], present: Mapping[int, Mapping[str, Any]]
    ) -> dict[Target, dict[str, Any]]:
        """Return the rows of a class as they would be, of those that are *present* and those that are new."""
        gone = self._deletes.get(kind, set())
        rows: dict[Target, dict[str, Any]] = {
            row_id: {**row, **self._updates.get((kind, row_id), {})}
            for row_id, row in present.items()
            if row_id not in gone
        }
        for key, values in self._inserts.get(kind, {}).items():
            rows[Ref(kind, key)] = dict(_with_defaults(kind, values))
        return rows

    def rows_changed(self, kind: type[Row], name: str) -> list[int]:
        """Return the ids of the rows of a class, there before, whose value of this name changes."""
        return [row_id for (of, row_id), values in self._updates.items() if of is kind and name in values]

    def write(self, db: Session) -> None:
        """Do it; raise PlanError when a row to be changed has gone meanwhile."""
        for kind, gone in self._deletes.items():
            journal.bulk_delete(db, kind, gone)
        ids: dict[Ref, int] = {}
        # A row needs the ids of those that it refers to, which are only known once these are written.
        for kind in _parents_first(self._inserts):
            rows = self._inserts[kind]
            values = [
                {name: ids.get(v, v) if isinstance(v, Ref) else v for name, v in row.items()}
                for row in rows.values()
            ]
            new_ids = journal.bulk_insert(db, kind, [_with_defaults(kind, row) for row in values])
            ids |= {Ref(kind, key): new_id for key, new_id in zip(rows, new_ids, strict=True)}
        self._ids = ids
        for kind, changes in self._alike(ids):
            if journal.bulk_update(db, kind, changes) < len(changes):
                raise PlanError(
                    said("What the file would change has been removed meanwhile. Look at the preview again.")
                )
        waiting = {ids[seat] if isinstance(seat, Ref) else seat for seat in self.waiting}
        for session_id in sorted(self.left):
            move_up(db, session_id, waiting)
        for do in self._afterwards:
            do(db)

    def _alike(self, ids: Mapping[Ref, int]) -> Iterator[tuple[type[Row], dict[int, dict[str, Any]]]]:
        """Give the updates in groups of one class and the same values named, for a bulk update each."""
        groups: dict[tuple[type[Row], tuple[str, ...]], dict[int, dict[str, Any]]] = {}
        for (kind, row_id), changes in self._updates.items():
            values = {name: ids[v] if isinstance(v, Ref) else v for name, v in changes.items()}
            # Rows that change in the same columns go into one statement.
            groups.setdefault((kind, tuple(values)), {})[row_id] = values
        for (kind, _), rows in groups.items():
            yield kind, rows


def rejected(row: ParsedRow, subject: str, error: RejectedError) -> Outcome:
    """Return the outcome of a row that cannot be taken, or is to be left out."""
    action: Action = "skipped" if isinstance(error, SkippedError) else "rejected"
    if isinstance(error, DoubtedError):
        action = "doubted"
    unknown = error.word if isinstance(error, UnknownCourseError) else ""
    return Outcome(row, action, subject, str(error), error.fields, unknown)


def _parents_first(inserts: Mapping[type[Row], object]) -> Iterator[type[Row]]:
    order = {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}
    # It names rows without a foreign key, so that the order of the tables does not tell.
    order[CalendarOrigin.__tablename__] = len(order)
    return iter(sorted(inserts, key=lambda kind: order[kind.__tablename__]))


def _with_defaults(kind: type[Row], values: dict[str, Any]) -> dict[str, Any]:
    """Fill in the columns' defaults, so that all rows of a bulk insert name the same columns."""
    return {name: values.get(name, default) for name, default in _defaults_of(kind)}


@cache
def _defaults_of(kind: type[Row]) -> tuple[tuple[str, Any], ...]:
    """Return the names of the columns that an import fills, each with its default."""
    return tuple(
        (column.name, column.default.arg if column.default is not None and column.default.is_scalar else None)
        for column in kind.__table__.columns
        if column.name not in ("id", "version")
    )

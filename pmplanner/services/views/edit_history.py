"""The history as people ask for it: which edits concern whom, and what an edit changed, in words."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, EditRow, Person, TrainingSession
from pmplanner.sentences import counted, resaid, said
from pmplanner.services.lookup import fold, person_name
from pmplanner.services.people.history import EditLine
from pmplanner.services.views.row_words import (
    TABLES,
    UNSAID,
    column_word,
    refers_to,
    value_words,
)
from pmplanner.storage.images import chunked, read_images
from pmplanner.storage.journal import journaled_tables

Subject = Literal["person", "course", "session"]
"""What the history can be about."""
Happened = Literal["added", "changed", "removed"]
"""What an edit did to a row."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one table to which an edit did the same, and that in words: "12 picks added"."""

    table: str
    happened: Happened
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value before and after an edit, in words; "" where there was or is none."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What an edit did to a row: what it is called, and its values that differ."""

    id: int
    name: str
    happened: Happened
    values: tuple[ValueChange, ...]


# Which edits


def edits_about(db: Session, subject: Subject, row_id: int) -> set[int]:
    """Return the ids of the edits that touched a person, a course or a session, or what belongs to it.

    A seat belongs to the person and the course of its pick.
    """
    found = {row.edit_id for row in db.execute(_touching(subject, row_id))}
    if subject != "session":
        column = EditRow.after["pick_id"].as_integer(), EditRow.before["pick_id"].as_integer()
        picks = _picks_of(db, subject, row_id)
        for chunk in chunked(sorted(picks)):
            seats = select(EditRow.edit_id).where(
                EditRow.table == "seat", or_(*(each.in_(chunk) for each in column))
            )
            found.update(db.scalars(seats))
    return found


def _touching(subject: Subject, row_id: int) -> Any:  # noqa: ANN401 - a query for ids of edits
    conditions: list[ColumnElement[bool]] = [and_(EditRow.table == subject, EditRow.row_id == row_id)]
    by_column: dict[str, list[str]] = defaultdict(list)
    for name, table in journaled_tables().items():
        for column in table.columns:
            if refers_to(name, column.name) == subject:
                by_column[column.name].append(name)
    for column_name, names in by_column.items():
        same = (image[column_name].as_integer() == row_id for image in (EditRow.after, EditRow.before))
        conditions.append(and_(EditRow.table.in_(names), or_(*same)))
    return select(EditRow.edit_id).distinct().where(or_(*conditions))


def _picks_of(db: Session, subject: Subject, row_id: int) -> set[int]:
    same = (image[f"{subject}_id"].as_integer() == row_id for image in (EditRow.after, EditRow.before))
    return set(db.scalars(select(EditRow.row_id).distinct().where(EditRow.table == "pick", or_(*same))))


def filter_edits(
    lines: Iterable[EditLine], words: str = "", made_by: str | None = None, ids: Collection[int] | None = None
) -> list[EditLine]:
    """Return the edits whose words hold all of *words*, by one user and among *ids*; None takes all."""
    tokens = fold(words).split()
    return [
        line
        for line in lines
        if (made_by is None or line.made_by == made_by)
        and (ids is None or line.id in ids)
        and (not tokens or _holds(fold(f"{line.label} {line.made_by}"), tokens))
    ]


def _holds(text: str, tokens: Iterable[str]) -> bool:
    return all(token in text for token in tokens)


def list_subjects(db: Session) -> list[tuple[Subject, int, str]]:
    """Return what the history can be about, with its name: people, courses, and the sessions of all plans."""
    people = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
    named: list[tuple[Subject, int, str]] = [
        ("person", row[0], person_name(*row)) for row in db.execute(people)
    ]
    named.sort(key=lambda each: fold(each[2]))
    courses = db.execute(select(Course.id, Course.title, Course.code).order_by(Course.title))
    named += [("course", row_id, f"{title} ({code})") for row_id, title, code in courses]
    sessions = db.execute(select(TrainingSession.id, TrainingSession.code).order_by(TrainingSession.code))
    return [*named, *(("session", row_id, code) for row_id, code in sessions)]


# What an edit changed


def groups_of_edit(db: Session, edit_id: int) -> list[Group]:
    """Return what an edit did, counted by the kinds of rows; the most first."""
    added, removed = EditRow.before.is_(None), EditRow.after.is_(None)
    query = (
        select(EditRow.table, added, removed, func.count())
        .where(EditRow.edit_id == edit_id)
        .group_by(EditRow.table, added, removed)
    )
    found = [
        _group(table, "added" if is_new else "removed" if is_gone else "changed", count)
        for table, is_new, is_gone, count in db.execute(query)
    ]
    return sorted(found, key=lambda group: (-group.count, group.words))


def _group(table: str, happened: Happened, count: int) -> Group:
    words = TABLES.get(table)
    noun = table.replace("_", " ") if words is None else resaid(words.one if count == 1 else words.many)
    sentences = {
        "added": counted("{n} {noun} added", "{n:,} {noun} added", count, noun=noun),
        "changed": counted("{n} {noun} changed", "{n:,} {noun} changed", count, noun=noun),
        "removed": counted("{n} {noun} removed", "{n:,} {noun} removed", count, noun=noun),
    }
    return Group(table, happened, count, sentences[happened])


def rows_of_edit(
    db: Session, edit_id: int, table: str, happened: Happened, limit: int | None = None
) -> list[RowChange]:
    """Return what an edit did to the rows of a group, in words; at most *limit* of them."""
    query = select(EditRow.id, EditRow.before, EditRow.after).where(
        EditRow.edit_id == edit_id,
        EditRow.table == table,
        EditRow.before.is_(None) == (happened == "added"),
        EditRow.after.is_(None) == (happened == "removed"),
    )
    rows = db.execute(query.order_by(EditRow.id).limit(limit)).all()
    images = [image for _, before, after in rows for image in (before, after) if image is not None]
    names = _Names(db)
    names.look_up(table, images)
    return [
        RowChange(row_id, names.of(table, after or before), happened, _values(table, before, after, names))
        for row_id, before, after in rows
    ]


def _values(
    table: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, names: _Names
) -> tuple[ValueChange, ...]:
    images = before or {}, after or {}
    columns = [name for name in (after or before or {}) if name not in UNSAID]
    shown = [
        ValueChange(column_word(name), *(names.value(table, name, image.get(name)) for image in images))
        for name in columns
        if name in journaled_tables()[table].columns and images[0].get(name) != images[1].get(name)
    ]
    if before is None or after is None:
        # Of a row that comes or goes, what is not so says nothing.
        no = said("no")
        shown = [value for value in shown if no not in (value.before, value.after)]
    return tuple(value for value in shown if value.before != value.after)


class _Names:
    """What rows are called that others refer to; those who are gone by their last image."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._images: dict[tuple[str, int], Mapping[str, Any]] = {}

    def look_up(self, table: str, images: Collection[Mapping[str, Any]]) -> None:
        """Read all that the images refer to, and what that needs for its own names."""
        wanted: dict[str, set[int]] = defaultdict(set)
        if table not in journaled_tables():
            return
        for column in journaled_tables()[table].columns:
            other = refers_to(table, column.name)
            if other is not None:
                ids = {image[column.name] for image in images if image.get(column.name)}
                wanted[other] |= {each for each in ids if (other, each) not in self._images}
        for other, ids in wanted.items():
            if ids:
                found = self._read(other, ids)
                self._images.update({(other, row_id): image for row_id, image in found.items()})
                self.look_up(other, list(found.values()))

    def _read(self, table: str, ids: set[int]) -> dict[int, Mapping[str, Any]]:
        found: dict[int, Mapping[str, Any]] = {}
        found.update(read_images(self._db.connection(), journaled_tables()[table], ids))
        for chunk in chunked(sorted(ids - found.keys())):
            gone = select(EditRow.row_id, EditRow.before, EditRow.after).where(
                EditRow.table == table, EditRow.row_id.in_(chunk)
            )
            for row_id, before, after in self._db.execute(gone.order_by(EditRow.id)):
                found[row_id] = after or before
        return found

    def of(self, table: str, image: Mapping[str, Any] | None) -> str:
        """Return what a row is called by its image."""
        if image is None:
            return ""
        if table == "person":
            keys = ("id", "first_name", "last_name", "email", "employee_id")
            return person_name(*(image.get(key) or "" for key in keys))  # type: ignore[arg-type]
        words = TABLES.get(table)
        parts = [self.value(table, name, image.get(name)) for name in words.names] if words else []
        return " · ".join(filter(None, parts)) or said("number {row_id}", row_id=image.get("id", "?"))

    def value(self, table: str, column: str, value: Any) -> str:  # noqa: ANN401 - whatever an image holds
        """Return a value in words; a reference by the name of what it refers to."""
        other = refers_to(table, column)
        if other is None or not value:
            return "" if other is not None else value_words(table, column, value)
        return self.of(other, self._images.get((other, value))) or said("number {row_id}", row_id=value)


def local_day(line: EditLine) -> dt.date:
    """Return the day of an edit by this computer's clock."""
    return line.made_at.replace(tzinfo=dt.UTC).astimezone().date()

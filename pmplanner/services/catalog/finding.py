"""Finding courses as one types: the best at once, and how many there are.

The database finds them by its full-text index. Where there are thousands of courses, and one letter is in
most of them, that takes longer than a key is held down; whoever is about to type has an index of them kept
in memory (:func:`prepare_finding`), which finds the same in the same order.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from heapq import nsmallest
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Engine, Integer, func, select, type_coerce
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseTrack
from pmplanner.models.base import Days
from pmplanner.services.catalog.narrowing import ALL_COURSES, CourseFilter
from pmplanner.services.lookup import among, fold, plain_rows
from pmplanner.storage.database import sql_of

if TYPE_CHECKING:
    from pmplanner.services.catalog.course_index import CourseIndex
    from pmplanner.services.catalog.name_index import NameIndex

MOST_WORDS = 32
"""Words of a search that count; the index refuses an endless query."""
FIRST = 200
"""So many are shown at once."""
MANY = 2_000
"""Above so many courses it is worth the time and the memory to keep an index of them."""

_NAMES = select(Course.id, Course.title, Course.code, Course.days)
_HOW_MANY = select(func.count(Course.id))
_MARK = "pmplanner.course_index"
_kept: WeakKeyDictionary[Engine, CourseIndex] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class FoundCourses:
    """The ids of the courses that are the best, the best first, and how many there are in all."""

    ids: tuple[int, ...]
    total: int


def find_courses(
    db: Session, words: str = "", narrow: CourseFilter = ALL_COURSES, limit: int | None = None
) -> FoundCourses:
    """Return the courses that hold all the words, those with them in the title first, then by rank.

    Each word is the beginning of a word of title, code, provider, skills or description, without
    regard to accents and case. Whatever is typed is taken as words. No words: all, by title.
    """
    tokens = re.findall(r"\w+", unicodedata.normalize("NFC", words))[:MOST_WORDS]
    if not tokens and words.strip():
        return FoundCourses((), 0)
    index = kept_index(db)
    if index is not None:
        sql = sql_of(db.connection())
        beginnings = [sql.bare_word(token) for token in tokens]
        if all(beginnings):
            ids, total = index.find(beginnings, narrow, limit)
            return FoundCourses(tuple(ids), total)
    return _ask_database(db, tokens, narrow, limit)


def _ask_database(db: Session, tokens: list[str], narrow: CourseFilter, limit: int | None) -> FoundCourses:
    connection = db.connection()
    sql = sql_of(connection)
    if not tokens:
        titles = plain_rows(db, select(Course.title, Course.id).where(*_conditions(narrow)))
        ordered = [(fold(title), course_id) for title, course_id in titles]
        first = sorted(ordered) if limit is None else nsmallest(limit, ordered)
        return FoundCourses(tuple(course_id for _, course_id in first), len(ordered))
    if narrow == ALL_COURSES:
        ids = sql.search_courses(connection, tokens, limit)
        if limit is not None and len(ids) == limit:
            return FoundCourses(tuple(ids), sql.count_courses(connection, tokens))
    else:
        passing = {row[0] for row in plain_rows(db, select(Course.id).where(*_conditions(narrow)))}
        ids = [each for each in sql.search_courses(connection, tokens) if each in passing]
    return FoundCourses(tuple(ids[:limit]), len(ids))


def _conditions(narrow: CourseFilter) -> list[ColumnElement[bool]]:
    """Return what :meth:`CourseFilter.passes` asks, in words of the database."""
    found: list[ColumnElement[bool]] = []
    if narrow.provider:
        found.append(Course.provider == narrow.provider)
    if narrow.level:
        found.append(Course.level == narrow.level)
    if narrow.max_days is not None:
        found.append(type_coerce(Course.days, Integer) <= int(narrow.max_days * Days.steps))
    if narrow.own:
        found.append(Course.bundled.is_(False))
    if narrow.offered:
        found.append(Course.withdrawn.is_(False))
    meant = [{narrow.track_id}] if narrow.track_id is not None else []
    for track_ids in (*meant, *([narrow.any_track] if narrow.any_track else [])):
        on_track = select(CourseTrack.course_id).where(CourseTrack.track_id.in_(track_ids))
        found.append(Course.id.in_(on_track))
    return found


# What choices of a course offer


@dataclass(frozen=True, slots=True)
class NamedCourse:
    """A course as choices name it."""

    id: int
    title: str
    code: str
    days: Decimal


@dataclass(frozen=True, slots=True)
class NamedCourses:
    """The first courses with a name, and how many have it."""

    rows: tuple[NamedCourse, ...]
    total: int


def name_courses(db: Session, words: str = "", limit: int = FIRST) -> NamedCourses:
    """Return the courses of which title or code hold what is typed; those of a small catalogue at once.

    Those of a large one by the beginnings of their words, the best first, else by what is in them.
    """
    if not words.strip() and not is_large(db):
        limit = MANY
    found = find_courses(db, words, limit=limit)
    if not found.total and words.strip() and (index := kept_names(db)) is not None:
        within = index.find(words, len(index.courses))
        found = FoundCourses(tuple(course.id for _, course in within[:limit]), len(within))
    names = {row[0]: row for row in plain_rows(db, _NAMES.where(*among(Course.id, found.ids)))}
    return NamedCourses(tuple(NamedCourse(*names[course_id]) for course_id in found.ids), found.total)


def name_course(db: Session, course_id: int) -> NamedCourse | None:
    """Return what a course is called; None where it is gone."""
    rows = plain_rows(db, _NAMES.where(Course.id == course_id))
    return NamedCourse(*rows[0]) if rows else None


# What is kept in memory


def count_courses(db: Session) -> int:
    """Return how many courses there are."""
    number: int = plain_rows(db, _HOW_MANY)[0][0]
    return number


def is_large(db: Session) -> bool:
    """Say whether the catalogue is so large that an index of it is kept."""
    return count_courses(db) > MANY


def wants_index(db: Session) -> bool:
    """Say whether :func:`prepare_finding` has something to do."""
    index = kept_index(db)
    return (index is None or index.names is None) and is_large(db)


def prepare_finding(db: Session) -> None:
    """Have the index of a large catalogue in memory; takes a second for 100,000 courses, so do it beside."""
    if wants_index(db):
        from pmplanner.services.catalog.course_index import read_index

        index = kept_index(db) or _keep(db, read_index(db))
        _keep(db, index.with_names(db))


def kept_names(db: Session) -> NameIndex | None:
    """Return the names of the courses that are kept in memory; None where there are none yet."""
    index = kept_index(db)
    return None if index is None else index.names


def kept_index(db: Session) -> CourseIndex | None:
    """Return the index that is kept in memory as this session sees the courses; None where there is none."""
    kept = _kept.get(engine) if isinstance(engine := db.get_bind(), Engine) else None
    # A session that writes may see what is not kept in the end.
    if kept is None or db.autoflush:
        return None
    connection = db.connection()
    if connection.info.get(_MARK) == (id(kept), sql_of(connection).data_state(connection)):
        return kept
    from pmplanner.services.catalog.course_index import read_head

    head = read_head(db)
    if head != kept.head:
        changed = kept.changed(db, head)
        if changed is None:
            return None
        kept = kept.followed(db, head, changed)
    return _keep(db, kept)


def _keep(db: Session, index: CourseIndex) -> CourseIndex:
    engine, connection = db.get_bind(), db.connection()
    assert isinstance(engine, Engine)
    _kept[engine] = index
    connection.info[_MARK] = (id(index), sql_of(connection).data_state(connection))
    return index

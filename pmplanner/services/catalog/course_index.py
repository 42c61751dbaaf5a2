"""The words and the filtered facts of a large catalogue in memory, kept up with the journal.

It is made where somebody is about to type (:func:`pmplanner.services.catalog.finding.prepare_finding`), and
is passed over where it is not what the session sees: the database itself then finds the same, later.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Integer, func, select, type_coerce
from sqlalchemy.orm import Session

from pmplanner.models import Course, CourseTrack, Edit, EditRow
from pmplanner.models.base import Days
from pmplanner.services.catalog.course_names import course_names
from pmplanner.services.catalog.name_index import NameIndex
from pmplanner.services.catalog.narrowing import ALL_COURSES, CourseFilter
from pmplanner.services.catalog.word_index import Mask, Places, WordIndex
from pmplanner.services.lookup import fold, plain_rows
from pmplanner.storage.database import sql_of

MOST_FOLLOWED = 100
"""Courses that are followed one by one; where more have changed, all is read anew."""
_TABLES = ("course", "course_skill", "course_track", "own_fact", "skill")
"""The tables of which it is made; rows of all but course and skill name their course."""
_MOST_APART = 300
"""So many names are looked at one by one; where more have changed, all is read anew."""
_COURSES = select(
    Course.id,
    Course.title,
    Course.provider,
    Course.level,
    type_coerce(Course.days, Integer),
    Course.bundled,
    Course.withdrawn,
)
_TRACKS = select(CourseTrack.course_id, CourseTrack.track_id)
_LAST = select(func.coalesce(func.max(Edit.id), 0))
_UNDONE = select(Edit.id).where(Edit.state.in_(("undone", "dropped")))


class Head(NamedTuple):
    """Where the journal is: the last edit, and those that do not count because they were undone."""

    last: int
    undone: frozenset[int]


def read_head(db: Session) -> Head:
    """Return where the journal is; no two states of the courses have the same."""
    ((last,),) = plain_rows(db, _LAST)
    return Head(last, frozenset(row[0] for row in plain_rows(db, _UNDONE)))


@dataclass(frozen=True, slots=True)
class _Facts:
    """By place of a course in the words what lists of courses are ordered and narrowed by."""

    titles: list[str]
    by_title: Places
    """The places of the courses that are there, by title."""
    numbers: NDArray[np.int64]
    """Provider, level and days, a row each; names by their number."""
    signs: Mask
    """Bundled and withdrawn, a row each."""
    names: dict[str, int]
    """The numbers of providers and levels."""
    tracks: dict[int, Mask]


@dataclass(frozen=True, slots=True)
class CourseIndex:
    """All that a search of courses looks at, as it was at a head of the journal."""

    head: Head
    words: WordIndex
    facts: _Facts
    names: NameIndex | None
    """None until :meth:`with_names`."""

    def find(
        self, beginnings: Sequence[str], narrow: CourseFilter, limit: int | None
    ) -> tuple[list[int], int]:
        """Return the ids of the best courses and how many there are; without words, by title."""
        passing = None if narrow == ALL_COURSES else self._passing(narrow)
        if beginnings:
            places, total = self.words.ranked(beginnings, passing, limit)
        else:
            places = self.facts.by_title
            places = places if passing is None else places[passing[places]]
            total = len(places)
        return self.words.ids[places[:limit]].tolist(), total

    def _passing(self, narrow: CourseFilter) -> Mask:
        facts = self.facts
        providers, levels, days = facts.numbers
        bundled, withdrawn = facts.signs
        mask: Mask = np.ones(len(facts.titles), dtype=np.bool_)
        for name, numbers in ((narrow.provider, providers), (narrow.level, levels)):
            if name:
                mask &= numbers == facts.names.get(name, -1)
        if narrow.max_days is not None:
            mask &= days <= int(narrow.max_days * Days.steps)
        if narrow.own:
            mask &= ~bundled
        if narrow.offered:
            mask &= ~withdrawn
        if narrow.track_id is not None:
            mask &= self._on_tracks([narrow.track_id])
        if narrow.any_track:
            mask &= self._on_tracks(narrow.any_track)
        return mask

    def _on_tracks(self, track_ids: Iterable[int]) -> Mask:
        mask: Mask = np.zeros(len(self.facts.titles), dtype=np.bool_)
        for track_id in track_ids:
            if track_id in self.facts.tracks:
                mask |= self.facts.tracks[track_id]
        return mask

    def with_names(self, db: Session) -> CourseIndex:
        """Return it with the names of the courses, which takes as long again."""
        return replace(self, names=NameIndex.of(course_names(db)))

    def changed(self, db: Session, now: Head) -> set[int] | None:
        """Return the courses that edits have changed up to *now*; None where it is too much to follow."""
        if now.last < self.head.last or (self.names is not None and len(self.names.fresh) > _MOST_APART):
            return None
        edits = now.undone ^ self.head.undone
        fresh = plain_rows(db, select(Edit.id, Edit.kind, Edit.rows).where(Edit.id > self.head.last))
        edits |= {row.id for row in fresh}
        # What is forgotten or mended is written past the rows of the journal.
        if any(row.kind != "edit" for row in fresh) or len(edits) > MOST_FOLLOWED:
            return None
        query = select(EditRow.table, EditRow.row_id, EditRow.before, EditRow.after)
        query = query.where(EditRow.edit_id.in_(edits), EditRow.table.in_(_TABLES))
        found: set[int] = set()
        for table, row_id, before, after in plain_rows(db, query.limit(20 * MOST_FOLLOWED)):
            if table == "skill":
                if before and after:  # called otherwise, wherever it is taught
                    return None
                continue
            images = [image for image in (before, after) if image]
            found |= {row_id} if table == "course" else {image["course_id"] for image in images}
            if len(found) > MOST_FOLLOWED:
                return None
        return found

    def followed(self, db: Session, now: Head, course_ids: Collection[int]) -> CourseIndex:
        """Return it with these courses as they are now."""
        if not course_ids:
            return CourseIndex(now, self.words, self.facts, self.names)
        ids = sorted(course_ids)
        connection = db.connection()
        rows = plain_rows(db, _COURSES.where(Course.id.in_(ids)))
        texts = sql_of(connection).course_words(connection, ids)
        words = self.words.replaced(ids, [row[0] for row in rows], texts)
        tracks = plain_rows(db, _TRACKS.where(CourseTrack.course_id.in_(ids)))
        names = self.names and self.names.replaced(course_ids, course_names(db, ids))
        return CourseIndex(now, words, _facts(words, rows, tracks, ids, self.facts), names)


def read_index(db: Session) -> CourseIndex:
    """Read the whole catalogue."""
    connection = db.connection()
    head = read_head(db)
    rows = plain_rows(db, _COURSES)
    ids = [row[0] for row in rows]
    words = WordIndex.of(ids, sql_of(connection).course_words(connection))
    nothing = _Facts(
        [],
        np.zeros(0, dtype=np.int32),
        np.zeros((3, 0), dtype=np.int64),
        np.zeros((2, 0), dtype=np.bool_),
        {},
        {},
    )
    facts = _facts(words, rows, plain_rows(db, _TRACKS), ids, nothing)
    return CourseIndex(head, words, facts, None)


def _facts(
    words: WordIndex,
    rows: Sequence[Any],
    on_tracks: Sequence[Any],
    course_ids: Sequence[int],
    before: _Facts,
) -> _Facts:
    """Return the facts as they were *before* with those of these courses as they are in the rows."""
    longer = (0, len(words.ids) - len(before.titles))
    titles = before.titles + [""] * longer[1]
    numbers = np.pad(before.numbers, ((0, 0), longer))
    signs = np.pad(before.signs, ((0, 0), longer))
    names = dict(before.names)
    tracks = {track_id: np.pad(mask, longer) for track_id, mask in before.tracks.items()}
    place_of = words.place_of(course_ids)
    places = np.fromiter(place_of.values(), dtype=np.int32, count=len(place_of))
    by_title = before.by_title[~np.isin(before.by_title, places)]
    there = np.fromiter((place_of[row[0]] for row in rows), dtype=np.int32, count=len(rows))
    for row, place in zip(rows, there.tolist(), strict=True):
        titles[place] = fold(row[1])
    for line, column in ((0, 2), (1, 3)):
        numbers[line, there] = [names.setdefault(row[column], len(names)) for row in rows]
    numbers[2, there] = [row[4] for row in rows]
    for line, column in ((0, 5), (1, 6)):
        signs[line, there] = [row[column] for row in rows]
    for mask in tracks.values():
        mask[places] = False
    for course_id, track_id in on_tracks:
        if track_id not in tracks:
            tracks[track_id] = np.zeros(len(titles), dtype=np.bool_)
        tracks[track_id][place_of[course_id]] = True
    return _Facts(titles, _by_title(words, titles, by_title, there), numbers, signs, names, tracks)


def _by_title(words: WordIndex, titles: list[str], ordered: Places, fresh: Places) -> Places:
    """Put places among others that are in order."""
    ids = words.ids

    def key(place: int) -> tuple[str, int]:
        return titles[place], int(ids[place])

    if not len(ordered):
        every = ids.tolist()
        return np.array(sorted(fresh.tolist(), key=lambda at: (titles[at], every[at])), dtype=np.int32)
    rising = sorted(fresh.tolist(), key=key)
    return np.insert(ordered, [bisect_left(ordered, key(place), key=key) for place in rising], rising)

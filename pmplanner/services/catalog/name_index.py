"""The names of many courses in memory, ranked as :mod:`pmplanner.services.ranking` ranks each.

Rank by rank, the best first, until there are enough: what begins with the words is a part of an ordered
list, what begins with a word is a slice of an array, and what has letters somewhere in it is found by the
words that do, of which there are far fewer than courses.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from pmplanner.services.catalog.course_names import CourseName
from pmplanner.services.catalog.word_index import LAST, Mask, Occurrences, Places
from pmplanner.services.lookup import plain
from pmplanner.services.ranking import BLANKS, Rank, Sought, spreads

_NAME, _DETAIL = 0, 1
_APART = "\x1f"
"""Between names, of which it is a part nowhere; a blank for whoever splits a text."""
_SLICES = 64
"""Of more words than this it is quicker to go through all occurrences."""
_Owned: TypeAlias = tuple[list[str], Places]
"""Texts, rising, and the course of each."""


@dataclass(frozen=True, slots=True)
class NameIndex:
    """Courses by title; those that have changed since are kept apart and looked at one by one."""

    courses: Sequence[CourseName]
    """By title; the place of a course is that in here."""
    ids: NDArray[np.int64]
    """Theirs."""
    names: _Owned
    initials: _Owned
    words: list[str]
    """The words of names and details, rising."""
    letters: NDArray[np.uint8]
    """The words one after the other, each before a line's end."""
    word_of: Places
    """The word of each letter."""
    everywhere: Occurrences
    in_names: Occurrences
    gone: Mask
    fresh: tuple[CourseName, ...] = ()

    @classmethod
    def of(cls, courses: Iterable[CourseName]) -> NameIndex:
        """Make it of all courses."""
        ordered = sorted(courses, key=CourseName.order)
        names: list[tuple[str, int]] = []
        initials: list[tuple[str, int]] = []
        flat: list[str] = []
        sizes: list[int] = []
        for place, course in enumerate(ordered):
            called = plain(_APART.join(course.names))
            texts = called.split(_APART)
            names += [(text, place) for text in texts if text]
            initials.append(("".join([word[0] for word in texts[0].translate(BLANKS).split()]), place))
            for words in (_words(called), _words(plain(course.details))):
                flat += words
                sizes.append(len(words))
        known = sorted(set(flat))
        numbers = {word: number for number, word in enumerate(known)}
        which = np.fromiter(map(numbers.__getitem__, flat), dtype=np.int32, count=len(flat))
        parts = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        order = np.argsort(which, kind="stable")
        starts = np.zeros(len(known) + 1, dtype=np.int64)
        np.cumsum(np.bincount(which, minlength=len(known)), out=starts[1:])
        everywhere = Occurrences(starts, parts[order] // 2, (parts[order] % 2).astype(np.uint8))
        letters = np.frombuffer("\n".join([*known, ""]).encode(), dtype=np.uint8)
        ends = letters == ord("\n")
        return cls(
            ordered,
            np.array([course.id for course in ordered], dtype=np.int64),
            _owned(names),
            _owned(initials),
            known,
            letters,
            (np.cumsum(ends) - ends).astype(np.int32),
            everywhere,
            everywhere.only(everywhere.columns == _NAME),
            np.zeros(len(ordered), dtype=np.bool_),
        )

    def replaced(self, ids: Collection[int], courses: Iterable[CourseName]) -> NameIndex:
        """Return it with these courses in place of those with these ids."""
        gone = self.gone.copy()
        gone |= np.isin(self.ids, list(ids))
        kept = [course for course in self.fresh if course.id not in ids]
        return replace(self, gone=gone, fresh=tuple(sorted((*kept, *courses), key=CourseName.order)))

    def find(
        self, text: str, limit: int, among: Collection[int] | None = None
    ) -> list[tuple[Rank, CourseName]]:
        """Return the *limit* courses that fit the words best, of those with these ids."""
        sought = Sought(text)
        if not sought.tokens:
            return []
        free = ~self.gone
        if among is not None:
            free &= np.isin(self.ids, list(among))
        found: list[tuple[Rank, CourseName]] = []
        for rank, places in self._tiers(sought):
            better = places[free[places]][: limit - len(found)]
            found += [(rank, self.courses[place]) for place in better]
            free[better] = False
            if len(found) >= limit:
                break
        for course in self.fresh:
            if among is None or course.id in among:
                at = course.named().rank(sought)
                found += [(at, course)] if at is not None else []
        return sorted(found, key=lambda each: (each[0], each[1].order()))[:limit]

    def spreads(self, text: str) -> list[tuple[int, CourseName]]:
        """Return what has the letters in their order, and over how many letters they are spread."""
        sought = Sought(text)
        if not sought.letters:
            return []
        having = np.zeros(len(self.courses), dtype=np.bool_)
        having[self._beginning(self.in_names, sought.letters[0])] = True
        places = self._holding(self.in_names, set(sought.letters), self._containing)
        near = [self.courses[place] for place in places[having[places] & ~self.gone[places]]]
        near = sorted((*near, *self.fresh), key=CourseName.order) if self.fresh else near
        return spreads((course.named() for course in near), text)

    def _tiers(self, sought: Sought) -> Iterator[tuple[Rank, Places]]:
        """Yield by rank the places of all courses that can have it, as long as they are asked for."""
        yield Rank.WHOLE, _between(self.names, sought.text, sought.text)
        yield Rank.BEGINS, _between(self.names, sought.text, sought.text + LAST)
        yield Rank.WORDS, self._holding(self.in_names, sought.tokens, self._beginning)
        if len(sought.text) > 1:
            yield Rank.INITIALS, _between(self.initials, sought.text, sought.text + LAST)
        yield Rank.WITHIN, self._holding(self.in_names, sought.tokens, self._containing)
        yield Rank.DETAIL_WORDS, self._holding(self.everywhere, sought.tokens, self._beginning)
        yield Rank.DETAIL, self._holding(self.everywhere, sought.tokens, self._containing)

    def _holding(
        self, where: Occurrences, tokens: Iterable[str], courses_of: Callable[[Occurrences, str], Places]
    ) -> Places:
        """Return the places of the courses that hold a word for each token."""
        found: Mask = np.ones(len(self.courses), dtype=np.bool_)
        for token in sorted(tokens, key=len, reverse=True):
            mask: Mask = np.zeros(len(self.courses), dtype=np.bool_)
            mask[courses_of(where, token)] = True
            found &= mask
            if not found.any():
                break
        return np.flatnonzero(found).astype(np.int32)

    def _beginning(self, where: Occurrences, token: str) -> Places:
        """Return the courses of the words that begin so."""
        return where.of(bisect_left(self.words, token), bisect_left(self.words, token + LAST))[0]

    def _containing(self, where: Occurrences, token: str) -> Places:
        """Return the courses of the words that have these letters in a row."""
        sought = token.encode()
        at = np.flatnonzero(self.letters[: len(self.letters) - len(sought)] == sought[0])
        for number, letter in enumerate(sought[1:], 1):
            at = at[self.letters[at + number] == letter]
        words: Mask = np.zeros(len(self.words), dtype=np.bool_)
        words[self.word_of[at]] = True
        few = np.flatnonzero(words)
        if len(few) > _SLICES:
            return where.texts[np.repeat(words, np.diff(where.starts))]
        slices = [where.of(int(word), int(word) + 1)[0] for word in few]
        return np.concatenate([np.zeros(0, np.int32), *slices])


def _words(text: str) -> list[str]:
    """Return the words of a text, and as they are written those with a sign in them that ends a word."""
    apart = text.translate(BLANKS)
    words = apart.split()
    return words if apart == text else [*words, *(word for word in text.split() if word not in words)]


def _owned(texts: Sequence[tuple[str, int]]) -> _Owned:
    ordered = sorted(texts)
    return [text for text, _ in ordered], np.array([place for _, place in ordered], dtype=np.int32)


def _between(owned: _Owned, first: str, last: str) -> Places:
    """Return the courses of the texts from *first* to *last*."""
    texts, places = owned
    return np.unique(places[bisect_left(texts, first) : bisect_right(texts, last)])

"""How well words that somebody types fit a name: the order in which a search shows what it found.

The better comes first, and what is a name comes before what is only a detail:

1. the whole name ("Ana Berg"),
2. how it begins ("ana b"),
3. each word begins a word of it ("be an"),
4. its initials ("ab"),
5. each word is somewhere in it ("erg"),
6. each word begins a word of the name or of what is said about it (a team, a code, other words for it),
7. each word is somewhere in those,
8. its letters come in that order ("anbrg"); asked for only where nothing else is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import islice
from typing import Generic, TypeVar

from pmplanner.services.lookup import plain

_T = TypeVar("_T")

_BETWEEN = re.compile(r"[\W_]+")
BLANKS = str.maketrans(dict.fromkeys("-–_./@&(),:;'’+", " "))
"""What stands between words, beside blanks."""
_LEAST_LETTERS = 3
"""Fewer letters in a row are in nearly every name."""


class Rank(IntEnum):
    """How well a name fits; the lowest is the best."""

    WHOLE = 1
    BEGINS = 2
    WORDS = 3
    INITIALS = 4
    WITHIN = 5
    DETAIL_WORDS = 6
    DETAIL = 7
    LETTERS = 8


class Sought:
    """Words as they are searched: no case, no accents."""

    __slots__ = ("letters", "text", "tokens")

    def __init__(self, words: str) -> None:
        self.text = " ".join(plain(words).split())
        self.tokens = self.text.split()
        self.letters = _BETWEEN.sub("", self.text)


class Named(Generic[_T]):
    """A thing with its names, as they are searched, and what is said about it."""

    __slots__ = ("_all", "_apart", "_names", "thing")

    def __init__(self, thing: _T, names: Iterable[str], details: str = "") -> None:
        """Keep texts alone: thousands are made when a search begins."""
        self.thing = thing
        # A line each, and a blank before each word, so that one look in a text says where a word stands.
        self._names = plain("\n " + "\n ".join(names) + "\n")
        # As it is written, too: "tnx-pmb" is typed with its hyphen.
        self._apart = self._names + self._names.translate(BLANKS)
        about = " " + plain(details)
        self._all = self._apart + about + about.translate(BLANKS)

    def rank(self, sought: Sought) -> Rank | None:
        """Say how well it fits; None where it does not, or only by its letters."""
        for token in sought.tokens:
            if token not in self._all:  # so it is for nearly all things
                return Rank.INITIALS if self.has_initials(sought) else None
        return self._by_name(sought) or self._by_details(sought)

    def _by_name(self, sought: Sought) -> Rank | None:
        if f"\n {sought.text}\n" in self._names:
            return Rank.WHOLE
        if f"\n {sought.text}" in self._names:
            return Rank.BEGINS
        if _all_begin(sought, self._apart):
            return Rank.WORDS
        return Rank.INITIALS if self.has_initials(sought) else None

    def _by_details(self, sought: Sought) -> Rank:
        if all(token in self._names for token in sought.tokens):
            return Rank.WITHIN
        return Rank.DETAIL_WORDS if _all_begin(sought, self._all) else Rank.DETAIL

    def has_initials(self, sought: Sought) -> bool:
        """Say whether the initials of its first name begin with the words."""
        text = sought.text
        if len(text) < 2 or not self._names.startswith(f"\n {text[0]}"):
            return False
        first = self._names.split("\n", 2)[1].translate(BLANKS)
        return "".join(word[0] for word in first.split()).startswith(text)

    def spread(self, sought: Sought) -> int | None:
        """Return over how many letters of a name those in this order are spread, the first beginning a word.

        The closest of them; None where they are not there.
        """
        letters = sought.letters
        if len(letters) < _LEAST_LETTERS or (start := self._names.find(f" {letters[0]}")) < 0:
            return None
        name = self._names[start:].partition("\n")[0]
        begins = (found.end() - 1 for found in re.finditer(f" {re.escape(letters[0])}", name))
        spreads = (_spread(name[begin:], letters) for begin in begins)
        return min((each for each in spreads if each is not None), default=None)


def _spread(text: str, letters: str) -> int | None:
    place = -1
    for letter in letters:
        place = text.find(letter, place + 1)
        if place < 0:
            return None
    return place


def _all_begin(sought: Sought, text: str) -> bool:
    return all(f" {token}" in text for token in sought.tokens)


def ranked(things: Iterable[Named[_T]], words: str) -> list[tuple[Rank, _T]]:
    """Return what fits the words, the best first and otherwise in its own order."""
    sought = Sought(words)
    if not sought.tokens:
        return []
    found = [(rank, named.thing) for named in things if (rank := named.rank(sought)) is not None]
    return sorted(found, key=lambda each: each[0])


def best(things: Sequence[Named[_T]], words: str, limit: int) -> list[tuple[Rank, _T]]:
    """Return the first *limit* of :func:`ranked`, without ranking all that a single letter finds."""
    sought = Sought(words)
    if not sought.tokens:
        return []
    found: dict[int, tuple[Rank, _T]] = {}
    for rank, fitting in _by_rank(things, sought):
        fresh = (named for named in fitting if id(named) not in found)
        found |= {id(named): (rank, named.thing) for named in islice(fresh, limit - len(found))}
        if len(found) >= limit:
            break
    return list(found.values())


def _by_rank(things: Sequence[Named[_T]], sought: Sought) -> Iterator[tuple[Rank, Iterable[Named[_T]]]]:
    """Yield for each rank what has it, or a better one; each look is a look in a text and no more."""
    holding = list(things)
    for token in sorted(sought.tokens, key=len, reverse=True):
        holding = [named for named in holding if token in named._all]
    whole, begin = f"\n {sought.text}\n", f"\n {sought.text}"
    begun = [f" {token}" for token in sought.tokens]
    yield Rank.WHOLE, (named for named in holding if whole in named._names)
    yield Rank.BEGINS, (named for named in holding if begin in named._names)
    yield Rank.WORDS, (named for named in holding if all(word in named._apart for word in begun))
    if len(sought.text) > 1:
        first = begin[:3]
        near = (named for named in things if named._names.startswith(first))
        yield Rank.INITIALS, (named for named in near if named.has_initials(sought))
    tokens = sought.tokens
    yield Rank.WITHIN, (named for named in holding if all(token in named._names for token in tokens))
    yield Rank.DETAIL_WORDS, (named for named in holding if all(word in named._all for word in begun))
    yield Rank.DETAIL, holding


def by_letters(things: Iterable[Named[_T]], words: str) -> list[tuple[Rank, _T]]:
    """Return what has the letters of the words in their order, for when nothing fits better.

    The closer they stand the earlier it comes.
    """
    return [(Rank.LETTERS, thing) for _, thing in sorted(spreads(things, words), key=lambda each: each[0])]


def spreads(things: Iterable[Named[_T]], words: str) -> list[tuple[int, _T]]:
    """Return what has the letters of the words in their order, and over how many letters they are spread."""
    sought = Sought(words)
    return [(spread, named.thing) for named in things if (spread := named.spread(sought)) is not None]

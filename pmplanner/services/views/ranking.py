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
from collections.abc import Iterable
from enum import IntEnum
from typing import Generic, TypeVar

from pmplanner.services.lookup import plain

_T = TypeVar("_T")

_BETWEEN = re.compile(r"[\W_]+")
_BLANKS = str.maketrans(dict.fromkeys("-–_./@&(),:;'’+", " "))
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
        self._apart = self._names + self._names.translate(_BLANKS)
        about = " " + plain(details)
        self._all = self._apart + about + about.translate(_BLANKS)

    def rank(self, sought: Sought) -> Rank | None:
        """Say how well it fits; None where it does not, or only by its letters."""
        for token in sought.tokens:
            if token not in self._all:  # so it is for nearly all things
                return Rank.INITIALS if self._has_initials(sought) else None
        return self._by_name(sought) or self._by_details(sought)

    def _by_name(self, sought: Sought) -> Rank | None:
        if f"\n {sought.text}\n" in self._names:
            return Rank.WHOLE
        if f"\n {sought.text}" in self._names:
            return Rank.BEGINS
        if _all_begin(sought, self._apart):
            return Rank.WORDS
        return Rank.INITIALS if self._has_initials(sought) else None

    def _by_details(self, sought: Sought) -> Rank:
        if all(token in self._names for token in sought.tokens):
            return Rank.WITHIN
        return Rank.DETAIL_WORDS if _all_begin(sought, self._all) else Rank.DETAIL

    def _has_initials(self, sought: Sought) -> bool:
        text = sought.text
        if len(text) < 2 or not self._names.startswith(f"\n {text[0]}"):
            return False
        first = self._names.split("\n", 2)[1].translate(_BLANKS)
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


def by_letters(things: Iterable[Named[_T]], words: str) -> list[tuple[Rank, _T]]:
    """Return what has the letters of the words in their order, for when nothing fits better.

    The closer they stand the earlier it comes.
    """
    sought = Sought(words)
    found = [(spread, named.thing) for named in things if (spread := named.spread(sought)) is not None]
    return [(Rank.LETTERS, thing) for _, thing in sorted(found, key=lambda each: each[0])]

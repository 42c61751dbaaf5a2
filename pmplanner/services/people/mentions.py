"""Finding what people go by in texts: names, e-mail addresses, employee ids."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "email", "id"]

_WORD = re.compile(r"[^\W_]+")
_APART = re.compile(r"[\W_]+")
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Letters of scripts that are written without blanks, so that a name stands amid others."""

_FEWEST_LETTERS = 4
_FEWEST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Needle:
    """What somebody goes by; *words* are first and last name, or the address or id alone."""

    kind: Kind
    person_id: int
    words: tuple[str, ...]


def searched(text: str) -> str:
    """Return *text* as mentions are compared: no case, no accents, blanks collapsed."""
    return " ".join(_folded(text)[0].split())


def is_unmistakable(employee_id: str) -> bool:
    """Say whether an employee id can be told from other words: five digits, or letters with digits."""
    key = searched(employee_id)
    digits = sum(sign.isdigit() for sign in key)
    if " " in key or not digits:
        return False
    return digits >= _FEWEST_DIGITS or (len(key) >= _FEWEST_LETTERS and any(map(str.isalpha, key)))


class Mentions:
    """Finds needles in texts, without regard to case and accents, as whole words.

    A name is found as "First Last", "Last, First" and "Last First", with up to three blanks, commas,
    hyphens or the like between its parts. A first or a last name alone is not found: it may be
    another's. A name of one word, or of fewer than four letters, and an employee id that could be any
    number are found only where they are the whole text of a cell that names somebody. What is
    spelt in another way ("A. Lovelace", a nickname) is not found.
    """

    def __init__(self, needles: Iterable[Needle]) -> None:
        self._starts: defaultdict[str, list[tuple[int, re.Pattern[str], Needle]]] = defaultdict(list)
        self._anywhere: list[tuple[re.Pattern[str], Needle]] = []
        self._whole: dict[str, Needle] = {}
        for needle in sorted(set(needles), key=lambda n: (-len("".join(n.words)), n.person_id)):
            self._add(needle)

    def _add(self, needle: Needle) -> None:
        whole = [needle.words] if needle.kind != "name" else _orders(needle.words)
        for words in whole:
            self._whole.setdefault(searched(" ".join(words)), needle)
        if needle.kind == "name":
            for words in whole:
                self._add_name(needle, _folded(" ".join(words))[0])
        elif needle.kind == "email":
            if re.search(r"\S@\S", needle.words[0]):
                self._add_sign(needle, r"(?<![\w.+-])", r"(?![\w-]|\.\w)")
        elif is_unmistakable(needle.words[0]):
            self._add_sign(needle, r"(?<![^\W_])", r"(?![^\W_])")

    def _add_name(self, needle: Needle, name: str) -> None:
        words = _WORD.findall(name)
        # As far apart as in the name itself, at least by what people put between names.
        most = max(3, *map(len, _APART.findall(name)), 0)
        between = r"(?:[\W_]|%20)"
        if len(words) > 1 and all(map(_UNSPACED.search, words)):
            pattern = re.compile(f"{between}{{0,{most}}}".join(map(re.escape, words)))
            self._anywhere.append((pattern, needle))
        elif len(words) > 1 and len("".join(words)) >= _FEWEST_LETTERS:
            pattern = re.compile(f"{between}{{1,{most}}}".join(map(re.escape, words)) + r"(?![^\W_])")
            self._starts[words[0]].append((0, pattern, needle))

    def _add_sign(self, needle: Needle, before: str, after: str) -> None:
        text = searched(needle.words[0])
        first = _WORD.search(text)
        if first is not None:
            pattern = re.compile(before + re.escape(text) + after)
            self._starts[first.group()].append((first.start(), pattern, needle))

    def whole(self, text: str) -> Needle | None:
        """Return what the text as a whole is."""
        return self._whole.get(searched(text)) if text else None

    def find(self, text: str) -> list[tuple[int, int, Needle]]:
        """Return where in the text they stand: from, to, which; none overlap."""
        folded, places = _folded(text)
        found = sorted(self._matches(folded), key=lambda match: (match[0], -match[1]))
        clear, end = [], 0
        for start, stop, needle in found:
            if start >= end:
                end = stop
                clear.append((*_original(text, places, start, stop), needle))
        return clear

    def _matches(self, folded: str) -> Iterator[tuple[int, int, Needle]]:
        for word in _WORD.finditer(folded):
            for lead, pattern, needle in self._starts.get(word.group(), ()):
                start = word.start() - lead
                match = pattern.match(folded, start) if start >= 0 else None
                if match:
                    yield match.start(), match.end(), needle
        for pattern, needle in self._anywhere:
            for match in pattern.finditer(folded):
                yield match.start(), match.end(), needle

    def replace(self, text: str, instead: Callable[[Needle], str]) -> str:
        """Return the text with each of them replaced."""
        found = self.find(text)
        for start, stop, needle in reversed(found):
            text = text[:start] + instead(needle) + text[stop:]
        return text


def _orders(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the orders in which a name is written; the comma is one of the things between words."""
    parts = [part for part in words if part.strip()]
    if len(parts) == 1 and len(halves := parts[0].replace(",", " ").split()) == 2:
        parts = halves
    if len(parts) < 2:
        return [tuple(parts)]
    first, last = parts[0], parts[-1]
    return [(first, last), (last, first), (f"{last},", first)]


def _folded(text: str) -> tuple[str, Sequence[int] | None]:
    """Return the text without case and accents, and where its signs stood unless in the same places."""
    if text.isascii():
        return text.lower(), None
    signs, places = [], []
    for place, sign in enumerate(text):
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", sign).casefold())
        for part in plain:
            if not unicodedata.combining(part):
                signs.append(part)
                places.append(place)
    return "".join(signs), places


def _original(text: str, places: Sequence[int] | None, start: int, stop: int) -> tuple[int, int]:
    """Return where in the text a part of the folded one stands, with the accents on its last letter."""
    if places is None:
        return start, stop
    end = places[stop - 1] + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return places[start], end

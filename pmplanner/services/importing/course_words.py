"""What a file calls courses that nobody knows, each with the courses that it may mean."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import COURSE, Parsed
from pmplanner.models import Course
from pmplanner.services.importing.draft import Draft
from pmplanner.services.lookup import fold

_MOST = 30
"""More names than these are asked about when these are answered: each takes a while to compare."""

_PROPOSED = 5

_ALIKE = 0.6
"""Below it, a title has little more in common with a name than the word “course”."""

_SHORTENED = 0.9
"""How alike a word and a longer one are that has its letters in this order: Mgmt and Management."""


@dataclass(frozen=True, slots=True)
class CourseChoice:
    """A course of the catalogue that a name may mean."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class CourseQuestion:
    """What a file calls a course, of which nobody knows which it is, or for which somebody has said it."""

    word: str
    count: int
    ours: str | None
    """The code of the course; `none` where its rows are left out; None as long as it is not known."""
    near: tuple[CourseChoice, ...] = ()
    """The courses that have such a name, the likeliest first."""


def list_choices(db: Session) -> list[CourseChoice]:
    """Return all courses by title."""
    found = db.execute(select(Course.code, Course.title))
    return sorted((CourseChoice(code, title) for code, title in found), key=lambda each: fold(each.title))


def ask_courses(choices: Iterable[CourseChoice], parsed: Parsed, draft: Draft) -> tuple[CourseQuestion, ...]:
    """Return the names of courses to be asked about, the most common first, and those that were said."""
    known = list(choices)
    counts = Counter(each.unknown_course for each in draft.outcomes if each.unknown_course)
    said = [
        CourseQuestion(each.word, each.count, each.ours, near_courses(each.word, known))
        for each in parsed.questions[:_MOST]
        if each.field == COURSE and each.ours is not None
    ]
    return (
        *said,
        *(CourseQuestion(word, n, None, near_courses(word, known)) for word, n in counts.most_common(_MOST)),
    )


def near_courses(word: str, choices: Iterable[CourseChoice]) -> tuple[CourseChoice, ...]:
    """Return the courses whose titles or codes are much like a name, the likeliest first."""
    alike = {
        each: max(likeness(word, each.title), _SHORTENED * likeness(word, each.code)) for each in choices
    }
    near = sorted((each for each in alike if alike[each] >= _ALIKE), key=lambda each: -alike[each])
    return tuple(near[:_PROPOSED])


def likeness(one: str, other: str) -> float:
    """Say how alike two names are, from 0 to 1: by their words in any order, longer words counting more."""
    words, others = _words(one), _words(other)
    return (_covered(words, others) + _covered(others, words)) / 2 if words and others else 0.0


def _covered(words: tuple[str, ...], by: tuple[str, ...]) -> float:
    """Say how much of some words is found among others."""
    best: Mapping[str, float] = {word: max(_pair(word, each) for each in by) for word in words}
    return sum(best[word] * len(word) for word in words) / sum(map(len, words))


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple("".join(ch if ch.isalnum() else " " for ch in fold(name)).split())


@cache
def _pair(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) > 1 and _shortens(short, long):
        return _SHORTENED
    return SequenceMatcher(None, short, long).ratio()


def _shortens(short: str, long: str) -> bool:
    """Tell whether a word has some letters of a longer one, in their order and with the same first one."""
    letters = iter(long)
    return short[0] == long[0] and len(short) < len(long) and all(letter in letters for letter in short)

"""How problems name days, periods, sessions and numbers."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pmplanner.sentences import said
from pmplanner.services.day_words import full_day, number, span
from pmplanner.services.problems.reading.rows import Facts, SessionFacts

_T = TypeVar("_T")


def dates(session: SessionFacts) -> str:
    """The period of a session."""
    return span(session.first_day, session.last_day)


def called(session: SessionFacts, *, first: bool = False) -> str:
    """A session by its code; one to come has none. *first* says that a sentence begins with it."""
    return session.code or (said("The new session") if first else said("the new session"))


def named(facts: Facts, session: SessionFacts) -> str:
    """A session by course, code and period: "Boot (BOOT-1, 1–2 Mar)"; one to come has no code."""
    which = ", ".join(filter(None, (session.code, dates(session))))
    return f"{facts.titles.get(session.course_id, '')} ({which})"


def named_with_years(facts: Facts, session: SessionFacts) -> str:
    """A session by course, code and full days."""
    days = full_day(session.first_day)
    if session.last_day != session.first_day:
        days += said(" to {last_day}", last_day=full_day(session.last_day))
    return f"{facts.titles.get(session.course_id, '')} ({', '.join(filter(None, (session.code, days)))})"


def who(facts: Facts, person_id: int) -> str:
    """What a person is called."""
    person = facts.people.get(person_id)
    return person.name if person is not None and person.name else "Somebody"


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: "a, b and c"."""
    *most, last = words
    return said("{most} and {last}", most=", ".join(most), last=last) if most else last


def few(things: Sequence[_T], word: Callable[[_T], str], most: int = 4) -> str:
    """Join words for the first things, and say how many more there are."""
    words = [word(thing) for thing in things[:most]]
    if len(things) <= most:
        return listed(words)
    return said("{words} and {things} more", words=", ".join(words), things=len(things) - most)


def plural(count: Decimal | int, one: str, many: str = "") -> str:
    """A number of things: "1 seat", "2 seats"; *many* defaults to *one* with an s."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"

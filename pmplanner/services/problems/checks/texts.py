"""How problems name days, periods, sessions and numbers."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TypeVar

from pmplanner.day_words import full_day, span
from pmplanner.sentences import listed, marked, resaid, said
from pmplanner.services.problems.reading.rows import Facts, SessionFacts

_T = TypeVar("_T")


def dates(session: SessionFacts) -> str:
    """The period of a session."""
    return span(session.first_day, session.last_day)


def called(session: SessionFacts, *, first: bool = False) -> str:
    """A session by its code; one to come has none. *first* says that a sentence begins with it."""
    return session.code or (said("The new session") if first else said("the new session"))


def named(facts: Facts, session: SessionFacts) -> str:
    """A session by course, code and period: "Boot (BOOT-1, 1–2 Mar)"; one to come has no code.

    One of another plan says so.
    """
    which = ", ".join(filter(None, (session.code, dates(session), _elsewhere(session))))
    return f"{facts.titles.get(session.course_id, '')} ({which})"


def named_with_years(facts: Facts, session: SessionFacts) -> str:
    """A session by course, code and full days."""
    days = full_day(session.first_day)
    if session.last_day != session.first_day:
        days = said("{first_day} to {last_day}", first_day=days, last_day=full_day(session.last_day))
    which = ", ".join(filter(None, (session.code, days, _elsewhere(session))))
    return f"{facts.titles.get(session.course_id, '')} ({which})"


def _elsewhere(session: SessionFacts) -> str:
    return said("in the plan {plan}", plan=session.plan) if session.plan else ""


def who(facts: Facts, person_id: int) -> str:
    """What a person is called."""
    person = facts.people.get(person_id)
    return person.name if person is not None and person.name else said("Somebody")


_OFF_ON = (
    marked("Does not work on Mondays"),
    marked("Does not work on Tuesdays"),
    marked("Does not work on Wednesdays"),
    marked("Does not work on Thursdays"),
    marked("Does not work on Fridays"),
    marked("Does not work on Saturdays"),
    marked("Does not work on Sundays"),
)


def off_on(day: dt.date) -> str:
    """That somebody does not work on the weekday of a day."""
    return resaid(_OFF_ON[day.weekday()])


def few(things: Sequence[_T], word: Callable[[_T], str], most: int = 4) -> str:
    """Join words for the first things, and say how many more there are."""
    words = [word(thing) for thing in things[:most]]
    if len(things) <= most:
        return listed(words)
    return said("{things} and {others} more", things=", ".join(words), others=len(things) - most)

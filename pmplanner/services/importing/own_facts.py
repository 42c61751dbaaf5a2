"""Rows of own facts, and own facts that rows of courses lay over those that are there."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.day_words import number
from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.values import NONE_GIVEN
from pmplanner.models import OwnFact
from pmplanner.sentences import said
from pmplanner.services.catalog.own_facts import (
    FACTS,
    NONE,
    TEXTS,
    CourseFacts,
    as_rows,
    checked_facts,
    course_facts,
)
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.draft import Draft, Outcome, Ref, RejectedError, rejected
from pmplanner.services.importing.names import COURSE, Courses

_GIVEN = (*FACTS, "currency")


class OwnFacts:
    """What lies over the courses, and what a file lays over them."""

    def __init__(self, db: Session, draft: Draft) -> None:
        self.held: dict[int, CourseFacts] = course_facts(db)
        """By course what holds for it before the file."""
        self._draft = draft
        self._new: dict[int, list[Ref]] = {}
        self._rows: dict[tuple[int, str], Any] = {
            (row.course_id, row.field): row for row in db.execute(select(OwnFact.__table__))
        }

    def lay(self, course: Any, given: Mapping[str, object]) -> list[str]:  # noqa: ANN401 - a row
        """Lay facts over a course that is there; return in words what is new.

        Raises RejectedError for what will not do.
        """
        present = self.held[course.id]
        try:
            facts = checked_facts(course, present, given)
        except PlanError as error:
            reason = str(error).removesuffix(".")
            raise RejectedError(reason[0].lower() + reason[1:], *given) from None
        told = []
        for name, (value, currency) in as_rows(facts).items():
            row = self._rows.get((course.id, name))
            values = {"value": value, "currency": currency}
            if row is None and not course.bundled and name in TEXTS and facts[name] == getattr(present, name):
                continue  # the course's own, which stands here because courses have no column for it
            if row is None:
                own = {"course_id": course.id, "field": name, **values}
                ref = self._draft.insert(OwnFact, (course.id, name), own)
                self._new.setdefault(course.id, []).append(ref)
            elif (row.value, row.currency) != (value, currency):
                self._draft.update(OwnFact, row.id, values)
            else:
                continue
            told.append(f"{name}: {_shown(present, name)} → {_shown(present.laid(facts), name)}")
        return told

    def take_back(self, course_id: int) -> None:
        """Lay nothing over a course after all."""
        for ref in self._new.pop(course_id, ()):
            self._draft.take_back_insert(ref)
        for (owner, _), row in self._rows.items():
            if owner == course_id:
                self._draft.take_back_update(OwnFact, row.id)


def _shown(facts: CourseFacts, name: str) -> str:
    """Return a fact as the preview has it; what nobody knows is a dash."""
    value = getattr(facts, name)
    if value in (None, ""):
        return NONE if name in facts.own else "–"
    if name == "cost":
        return f"{number(value)} {facts.currency}".strip()
    return str(value)


def given_facts(row: ParsedRow) -> dict[str, object]:
    """Return the facts that a row gives; the word for none as None."""
    values = {name: row.values[name] for name in _GIVEN if name in row.values}
    return {name: None if value is NONE_GIVEN else value for name, value in values.items()}


def decide_own_facts(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row lays over the course that it names."""
    own, courses = OwnFacts(db, draft), Courses(db)
    seen: dict[int, int] = {}
    for row in rows:
        code = row.get("course_code", str) or ""
        try:
            draft.take(_decide(row, code, own, courses, seen))
        except RejectedError as error:
            draft.take(rejected(row, code, error))


def _decide(row: ParsedRow, code: str, own: OwnFacts, courses: Courses, seen: dict[int, int]) -> Outcome:
    course_id = courses.find(code, None)
    if course_id is None:
        raise RejectedError(said("there is no course {code} in the catalogue", code=code), *COURSE)
    first = seen.setdefault(course_id, row.number)
    if first != row.number:
        raise RejectedError(said("the same course as in row {seen}", seen=first), *COURSE)
    course = courses.rows[course_id]
    told = own.lay(course, given_facts(row))
    return Outcome(row, "updated" if told else "unchanged", course.title, "; ".join(told))

"""Rows of exemptions: courses that people need not take, from when and until when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import NO_FIRST_DAY, NO_LAST_DAY, Exemption
from pmplanner.sentences import said
from pmplanner.services.importing.differences import change, check_order, once, outcome_of
from pmplanner.services.importing.draft import (
    Draft,
    Outcome,
    RejectedError,
    UnknownCourseError,
    rejected,
)
from pmplanner.services.importing.names import COURSE, Courses, People
from pmplanner.services.people.history import spell_words

_DAYS = "valid_from", "valid_until"


def decide_exemptions(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row adds to the exemptions; person, course and first day tell one from another."""
    deciding = _Deciding(db, draft)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            subject = row.get("course_title", str) or row.get("course_code", str) or ""
            draft.take(rejected(row, subject, error))


@dataclass(slots=True)
class _Spell:
    """An exemption as it will be; *row* is the one that is there."""

    first_day: dt.date
    last_day: dt.date
    row: Any = None


class _Deciding:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft = draft
        self._people = People(db)
        self._courses = Courses(db)
        self._spells: defaultdict[tuple[int, int], list[_Spell]] = defaultdict(list)
        for row in db.execute(select(Exemption.__table__)):
            self._spells[row.person_id, row.course_id].append(_Spell(row.first_day, row.last_day, row))
        self._seen: dict[Any, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        person_id, course_id = self._people.find(row), self._course(row)
        first = row.get("valid_from", dt.date) or NO_FIRST_DAY
        once(self._seen, (person_id, course_id, first), row, "valid_from", *COURSE)
        spells = self._spells[person_id, course_id]
        present = next((spell for spell in spells if spell.row and spell.first_day == first), None)
        last = row.get("valid_until", dt.date) or (present.last_day if present else NO_LAST_DAY)
        check_order(first, last, "valid_until", "valid_from")
        for other in spells:
            if other is not present and other.first_day <= last and other.last_day >= first:
                spell = spell_words(other.first_day, other.last_day)
                raise RejectedError(said("the person is exempt already, {spell}", spell=spell), *_DAYS)
        course = self._courses.rows[course_id].title
        subject = f"{self._people.name(person_id)}: {course}"
        if present is None:
            return self._add(row, (person_id, course_id), first, last, subject)
        return self._change(row, present, last, subject)

    def _add(
        self, row: ParsedRow, whose: tuple[int, int], first: dt.date, last: dt.date, subject: str
    ) -> Outcome:
        reason = row.get("reason", str)
        if reason is None:
            raise RejectedError(said("it does not say why the person need not take the course"), "reason")
        values = {"person_id": whose[0], "course_id": whose[1], "reason": reason}
        self._draft.insert(Exemption, (*whose, first), values | {"first_day": first, "last_day": last})
        self._spells[whose].append(_Spell(first, last))
        return Outcome(row, "created", subject)

    def _change(self, row: ParsedRow, present: _Spell, last: dt.date, subject: str) -> Outcome:
        reason = row.get("reason", str)
        values: dict[str, object] = {"last_day": last}
        if reason is not None:
            values["reason"] = reason
        told = change(self._draft, Exemption, present.row, values)
        present.last_day = last
        return outcome_of(row, subject, told)

    def _course(self, row: ParsedRow) -> int:
        code, title = row.get("course_code", str), row.get("course_title", str)
        found = self._courses.find(code, title)
        if found is None:
            raise UnknownCourseError(title or code or "", *COURSE)
        return found

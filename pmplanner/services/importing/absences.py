"""Rows of absences: when people and trainers are away."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Absence, Trainer, TrainerAbsence
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, rejected
from pmplanner.services.importing.names import People
from pmplanner.services.lookup import fold


def decide_absences(session: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row adds to when people are away; whoever is no person is looked for as a trainer."""
    deciding = _Deciding(session, draft)
    for row in rows:
        try:
            draft.outcomes.append(deciding.decide(row))
        except RejectedError as error:
            draft.outcomes.append(rejected(row, "", error))


@dataclass(frozen=True, slots=True)
class _Whose:
    """A person or a trainer."""

    kind: type[Absence] | type[TrainerAbsence]
    column: str
    id: int
    name: str


class _Deciding:
    def __init__(self, session: Session, draft: Draft) -> None:
        self._draft = draft
        self._people = People(session)
        self._trainers = _Trainers(session)
        self._present: dict[tuple[object, ...], Any] = {}
        for kind, column in ((Absence, "person_id"), (TrainerAbsence, "trainer_id")):
            for row in session.execute(select(kind.__table__)):
                self._present[kind, getattr(row, column), row.first_day, row.last_day] = row
        self._seen: set[tuple[object, ...]] = set()

    def decide(self, row: ParsedRow) -> Outcome:
        whose = self._whose(row)
        first = row.get("first_day", dt.date)
        if first is None:
            raise RejectedError("it has no first day", "first_day")
        last = row.get("last_day", dt.date) or first
        if last < first:
            reason = f"the last day {last} is before the first day {first}"
            raise RejectedError(reason, "last_day", "first_day")
        key = (whose.kind, whose.id, first, last)
        if key in self._seen:
            raise RejectedError("the same absence is in the file twice", "first_day")
        self._seen.add(key)
        subject = f"{whose.name}: {first} – {last}"
        kind = row.get("kind", str)
        present = self._present.get(key)
        if present is None:
            values = {whose.column: whose.id, "first_day": first, "last_day": last, "kind": kind or ""}
            self._draft.insert(whose.kind, key, values)
            return Outcome(row, "created", subject)
        if kind is None or present.kind == kind:
            return Outcome(row, "unchanged", subject)
        self._draft.update(whose.kind, present.id, {"kind": kind})
        return Outcome(row, "updated", subject, f"kind: {present.kind or '–'} → {kind}")

    def _whose(self, row: ParsedRow) -> _Whose:
        try:
            person_id = self._people.find(row)
        except RejectedError:
            trainer = self._trainers.find(row)
            if trainer is None:
                raise
            return _Whose(TrainerAbsence, "trainer_id", *trainer)
        return _Whose(Absence, "person_id", person_id, self._people.name(person_id))


class _Trainers:
    """The trainers by id, e-mail and name."""

    def __init__(self, session: Session) -> None:
        self._by_word: dict[str, tuple[int, str]] = {}
        rows = session.execute(select(Trainer.id, Trainer.name, Trainer.email, Trainer.code)).all()
        for words in ((row.name for row in rows), (row.email for row in rows), (row.code for row in rows)):
            for row, word in zip(rows, words, strict=True):
                if word:
                    self._by_word[fold(word)] = (row.id, row.name)

    def find(self, row: ParsedRow) -> tuple[int, str] | None:
        name = f"{row.get('first_name', str) or ''} {row.get('last_name', str) or ''}"
        for word in (row.get("person_id", str), row.get("email", str), name):
            if word and (found := self._by_word.get(fold(word))) is not None:
                return found
        return None

"""Rows of absences: when people and trainers are away."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Absence, Trainer, TrainerAbsence
from pmplanner.services.importing.draft import Action, Draft, Outcome, RejectedError, rejected
from pmplanner.services.importing.names import People
from pmplanner.services.lookup import fold, full_name
from pmplanner.services.resource_rows import trainers_among_people

_ORDER: tuple[Action, ...] = ("created", "updated", "unchanged")


def decide_absences(session: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row adds to when people and trainers are away.

    A person and a trainer of the same e-mail are the same human being, and both away.
    """
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
        self._same = trainers_among_people(session)
        self._same_trainer = {person_id: trainer_id for trainer_id, person_id in self._same.items()}
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
        keys = [(each.kind, each.id, first, last) for each in whose]
        if not self._seen.isdisjoint(keys):
            raise RejectedError("the same absence is in the file twice", "first_day")
        self._seen.update(keys)
        changes = [self._change(each, row, first, last) for each in whose]
        # One outcome for both: what is new for either of them comes first.
        action, told = min(changes, key=lambda change: _ORDER.index(change[0]))
        return Outcome(row, action, f"{whose[0].name}: {first} – {last}", told)

    def _change(self, whose: _Whose, row: ParsedRow, first: dt.date, last: dt.date) -> tuple[Action, str]:
        """Decide what becomes of one absence, and tell what changes."""
        key, kind = (whose.kind, whose.id, first, last), row.get("kind", str)
        present = self._present.get(key)
        if present is None:
            values = {whose.column: whose.id, "first_day": first, "last_day": last, "kind": kind or ""}
            self._draft.insert(whose.kind, key, values)
            return "created", ""
        if kind is None or present.kind == kind:
            return "unchanged", ""
        self._draft.update(whose.kind, present.id, {"kind": kind})
        return "updated", f"kind: {present.kind or '–'} → {kind}"

    def _whose(self, row: ParsedRow) -> list[_Whose]:
        """Return the person, the trainer or both that a row names; raise RejectedError when it is neither."""
        person_id: int | None
        try:
            person_id = self._people.find(row)
            trainer = self._trainers.rows.get(self._same_trainer.get(person_id, 0))
        except RejectedError:
            trainer = self._trainers.find(row)
            if trainer is None:
                raise
            person_id = self._same.get(trainer.id)
        found: list[_Whose] = []
        if person_id is not None:
            found.append(_Whose(Absence, "person_id", person_id, self._people.name(person_id)))
        if trainer is not None:
            found.append(_Whose(TrainerAbsence, "trainer_id", trainer.id, trainer.name))
        return found


class _Trainers:
    """The trainers by id, e-mail and name."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(Trainer.id, Trainer.name, Trainer.email, Trainer.code)).all()
        self.rows = {row.id: row for row in rows}
        self._by_email: defaultdict[str, list[Any]] = defaultdict(list)
        for row in rows:
            if row.email:
                self._by_email[fold(row.email)].append(row)
        # A trainer without id and e-mail is exported by name in place of the id.
        self._by_word: dict[str, Any] = {fold(row.name): row for row in rows}
        self._by_word |= {fold(row.code): row for row in rows if row.code}

    def find(self, row: ParsedRow) -> Any:  # noqa: ANN401 - a row
        """Return the trainer of a row's id, e-mail or name, or None.

        Raises RejectedError when the e-mail is that of several.
        """
        code, email = row.get("person_id", str), row.get("email", str)
        if code and (found := self._by_word.get(fold(code))) is not None:
            return found
        if email and (several := self._by_email[fold(email)]):
            if len(several) > 1:
                raise RejectedError(f"{len(several)} trainers have the e-mail {email}; give the id", "email")
            return several[0]
        return self._by_word.get(fold(full_name(row.get("first_name", str), row.get("last_name", str))))

"""Rows of certificates that people hold."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import PersonCertificate
from pmplanner.sentences import said
from pmplanner.services.importing.differences import change, check_order, once, outcome_of
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, rejected
from pmplanner.services.importing.names import People
from pmplanner.services.lookup import fold
from pmplanner.services.people.certificates import list_certificates

_FIELDS = ("number", "awarded_on", "valid_until", "units")


def decide_certificates(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row adds or changes; person and certificate tell one from another.

    An empty cell leaves what is known; a new one without a last day never expires.
    """
    deciding = _Deciding(db, draft)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            draft.take(rejected(row, row.get("certificate", str) or "", error))


class _Deciding:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft = draft
        self._people = People(db)
        self._ids: dict[str, int] = {}
        self._codes: dict[int, str] = {}
        known = list_certificates(db)
        # A code goes before the name of another one.
        for place in (2, 1):
            self._ids |= {fold(str(each[place])): each[0] for each in known}
        self._codes = {key: code for key, code, _ in known}
        self._present: dict[tuple[int, int], Any] = {
            (row.person_id, row.certificate_id): row
            for row in db.execute(select(PersonCertificate.__table__))
        }
        self._seen: dict[Any, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        person_id, certificate_id = self._people.find(row), self._certificate(row)
        key = (person_id, certificate_id)
        once(self._seen, key, row, "certificate")
        values = {name: row.values[name] for name in _FIELDS if name in row.values}
        present = self._present.get(key)
        awarded, until = (
            row.get(name, dt.date) or (None if present is None else getattr(present, name))
            for name in ("awarded_on", "valid_until")
        )
        check_order(awarded, until, "valid_until", "awarded_on")
        subject = f"{self._people.name(person_id)}: {self._codes[certificate_id]}"
        if present is not None:
            return outcome_of(row, subject, change(self._draft, PersonCertificate, present, values))
        ids = {"person_id": person_id, "certificate_id": certificate_id}
        self._draft.insert(PersonCertificate, key, {**values, **ids})
        return Outcome(row, "created", subject)

    def _certificate(self, row: ParsedRow) -> int:
        text = row.get("certificate", str)
        if text is None:
            raise RejectedError(said("it names no certificate"), "certificate")
        found = self._ids.get(fold(text))
        if found is None:
            raise RejectedError(said("there is no certificate “{text}”", text=text), "certificate")
        return found

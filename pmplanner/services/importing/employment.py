"""Rows of earlier employment: when people were here before the spell that they have now."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Employment
from pmplanner.models.person import NO_FIRST_DAY
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, rejected
from pmplanner.services.importing.names import People
from pmplanner.services.people.employment import Spell, check_spells, list_earlier, words


def decide_employment(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row adds to the earlier spells; a spell is known by its first day."""
    deciding = _Deciding(db, draft)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            draft.take(rejected(row, "", error))


class _Deciding:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft = draft
        self._people = People(db)
        self._ids: dict[tuple[int, dt.date | None], int] = {}
        self._spells: dict[int, dict[dt.date | None, Spell]] = {}
        for person_id, spells in list_earlier(db).items():
            self._spells[person_id] = {spell.first_day: spell.spell for spell in spells}
            self._ids |= {(person_id, spell.first_day): spell.id for spell in spells}
        self._seen: set[tuple[int, dt.date | None]] = set()

    def decide(self, row: ParsedRow) -> Outcome:
        person_id = self._people.find(row)
        spell = Spell(row.get("first_day", dt.date), row.get("last_day", dt.date))
        assert spell.last_day is not None  # a row without it is rejected before
        if spell.first_day is not None and spell.first_day > spell.last_day:
            raise RejectedError(
                said(
                    "the last day {end} is before the first day {start}",
                    end=spell.last_day,
                    start=spell.first_day,
                ),
                "last_day",
                "first_day",
            )
        key = person_id, spell.first_day
        if key in self._seen:
            raise RejectedError(said("the same employment is in the file twice"), "first_day", "last_day")
        person = self._people.rows[person_id]
        latest = Spell(person.start_date, person.end_date)
        subject = f"{self._people.name(person_id)}: {words(spell)}"
        if spell == latest:
            return Outcome(row, "unchanged", subject, said("this is the latest employment"))
        self._check(person_id, spell, latest)
        self._seen.add(key)
        present = self._spells.setdefault(person_id, {}).get(spell.first_day)
        self._spells[person_id][spell.first_day] = spell
        if present == spell:
            return Outcome(row, "unchanged", subject)
        if present is not None:
            self._draft.update(Employment, self._ids[key], {"last_day": spell.last_day})
            return Outcome(row, "updated", subject, f"{present.last_day} → {spell.last_day}")
        values = {
            "person_id": person_id,
            "first_day": spell.first_day or NO_FIRST_DAY,
            "last_day": spell.last_day,
        }
        self._draft.insert(Employment, key, values)
        return Outcome(row, "created", subject)

    def _check(self, person_id: int, spell: Spell, latest: Spell) -> None:
        others = [
            other for first, other in self._spells.get(person_id, {}).items() if first != spell.first_day
        ]
        if latest.first_day is None:
            reason = said("the present employment has no first day, so nothing can be before it")
            raise RejectedError(reason, "first_day", "last_day")
        if spell.last_day is not None and spell.last_day >= latest.first_day:
            reason = said(
                "it does not end before the present employment begins, {first}", first=latest.first_day
            )
            raise RejectedError(reason, "last_day")
        try:
            check_spells([*others, spell])
        except PlanError as error:
            raise RejectedError(str(error), "first_day", "last_day") from None

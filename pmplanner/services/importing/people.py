"""Rows of people: who is new, who changes, and in what."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Person, PersonTrack, Track
from pmplanner.services.importing.draft import Draft, Outcome, Ref, RejectedError, rejected
from pmplanner.services.importing.names import NAME, People, Tracks, common_spellings
from pmplanner.services.lookup import fold, is_forgotten_name

_FIELDS = {
    "person_id": "employee_id",
    "first_name": "first_name",
    "last_name": "last_name",
    "email": "email",
    "job_title": "job_title",
    "team": "team",
    "manager_email": "manager_email",
    "manager": "manager_name",
    "location": "location",
    "start_date": "start_date",
    "end_date": "end_date",
}
"""Field of the layout to column of the person."""

_SPELT_ALIKE = ("job_title", "team", "location")
"""Spellings that differ only in case are made one, the most common of the file."""


def spelt_alike(rows: Sequence[ParsedRow]) -> list[ParsedRow]:
    """Return the rows with titles, teams and locations that differ only in case made one spelling."""
    common = {
        name: common_spellings(v for row in rows if (v := row.get(name, str)) is not None)
        for name in _SPELT_ALIKE
    }
    return [
        replace(
            row,
            values={
                name: common[name][fold(value)] if name in common and isinstance(value, str) else value
                for name, value in row.values.items()
            },
        )
        for row in rows
    ]


def decide_people(session: Session, rows: Iterable[ParsedRow], draft: Draft, *, create_missing: bool) -> None:
    """Decide what each row does to the people of the workspace."""
    rows = list(rows)
    deciding = _Deciding(session, rows, draft, create_missing)
    for row in rows:
        try:
            draft.outcomes.append(deciding.decide(row))
        except RejectedError as error:
            draft.outcomes.append(rejected(row, _name(row), error))


def _name(row: ParsedRow) -> str:
    parts = (row.get("first_name", str), row.get("last_name", str))
    return " ".join(filter(None, parts)) or row.get("email", str) or row.get("person_id", str) or ""


class _Deciding:
    """What is known while the rows are gone through in order."""

    def __init__(self, session: Session, rows: list[ParsedRow], draft: Draft, create_missing: bool) -> None:
        self._people = People(session)
        self._tracks = Tracks(session)
        self._further: dict[tuple[int, object], int] = {
            (link.person_id, link.track_id): link.id
            for link in session.execute(select(PersonTrack.__table__))
        }
        self._draft = draft
        self._create_missing = create_missing
        self._positions = count(len(self._tracks.names))
        self._track_codes = self._tracks.codes
        self._seen: dict[object, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        values = self._values(row)
        person_id = self._match(row)
        self._refuse_twice(row, person_id)
        if person_id is None:
            return self._create(row, values)
        return self._change(row, person_id, values)

    def _values(self, row: ParsedRow) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, column in _FIELDS.items():
            if name in row.values:
                values[column] = row.values[name]
        track = row.get("track", str)
        if track is not None:
            values["primary_track_id"] = self._track(track)
        return values

    def _track(self, word: str) -> int | Ref:
        found = self._tracks.find(word) or self._draft.inserted(Track, fold(word))
        if found is not None:
            return found
        if not self._create_missing:
            raise RejectedError(f"there is no track {word}", "track")
        self._draft.notes.append(f"Track “{word}” is new.")
        values = {"code": self._track_code(), "name": word, "position": next(self._positions)}
        return self._draft.insert(Track, fold(word), values)

    def _track_code(self) -> str:
        number = 1
        while fold(f"T{number}") in self._track_codes:
            number += 1
        self._track_codes.add(fold(f"T{number}"))
        return f"T{number}"

    def _match(self, row: ParsedRow) -> int | None:
        employee_id, email = row.get("person_id", str), row.get("email", str)
        if employee_id is not None:
            found = self._people.with_id(employee_id)
            return found if found is not None else self._without_id(email)
        if email is not None:
            return self._one(self._people.with_email(email), f"the e-mail {email}", "email")
        first, last = row.get("first_name", str) or "", row.get("last_name", str) or ""
        if is_forgotten_name(f"{first} {last}"):
            raise RejectedError("this person was forgotten for good and is not made again", *NAME)
        return self._one(self._people.with_name(first, last), f"the name {first} {last}".rstrip(), *NAME)

    def _without_id(self, email: str | None) -> int | None:
        """Return the one person of that e-mail who has no employee id yet."""
        found = [i for i in self._people.with_email(email or "") if self._people.rows[i].employee_id is None]
        return found[0] if len(found) == 1 else None

    def _one(self, found: list[int], what: str, *fields: str) -> int | None:
        if len(found) > 1:
            raise RejectedError(f"{len(found)} people have {what}; give the employee id", *fields)
        return found[0] if found else None

    def _refuse_twice(self, row: ParsedRow, person_id: int | None) -> None:
        key = (Person, person_id) if person_id is not None else (Person, _key(row))
        if key in self._seen:
            raise RejectedError(f"the same person as in row {self._seen[key]}", "person_id", "email", *NAME)
        self._seen[key] = row.number

    def _create(self, row: ParsedRow, values: dict[str, Any]) -> Outcome:
        _refuse_disorder(values.get("start_date"), values.get("end_date"))
        self._draft.insert(Person, row.number, values)
        return Outcome(row, "created", _name(row))

    def _change(self, row: ParsedRow, person_id: int, values: dict[str, Any]) -> Outcome:
        present = self._people.rows[person_id]
        changes = {name: value for name, value in values.items() if getattr(present, name) != value}
        _refuse_disorder(
            values.get("start_date", present.start_date), values.get("end_date", present.end_date)
        )
        if not changes:
            return Outcome(row, "unchanged", self._people.name(person_id))
        self._draft.update(Person, person_id, changes)
        # A track is a primary or a further one, not both.
        further = self._further.get((person_id, changes.get("primary_track_id")))
        if further is not None:
            self._draft.delete(PersonTrack, further)
        details = "; ".join(self._told(name, getattr(present, name), new) for name, new in changes.items())
        return Outcome(row, "updated", self._people.name(person_id), details)

    def _told(self, name: str, old: object, new: object) -> str:
        if name == "primary_track_id":
            old = self._tracks.names.get(old, "") if isinstance(old, int) else ""
            new = new.key if isinstance(new, Ref) else self._tracks.names.get(new, "")  # type: ignore[call-overload]
            name = "track"
        title = name.replace("_", " ")
        return f"{title}: {old or '–'} → {new}"


def _key(row: ParsedRow) -> str:
    """Return what tells a new person from the others of the file."""
    for name in ("person_id", "email"):
        value = row.get(name, str)
        if value is not None:
            return f"{name} {fold(value)}"
    return f"name {fold(_name(row))}"


def _refuse_disorder(start: dt.date | None, end: dt.date | None) -> None:
    if start is not None and end is not None and start > end:
        raise RejectedError(f"the last day {end} is before the first day {start}", "end_date", "start_date")

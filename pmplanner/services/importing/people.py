"""Rows of people: who is new, who changes, and in what."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any, Literal, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.table import is_blank
from pmplanner.exchange.values import NONE_GIVEN
from pmplanner.exchange.words import EMPLOYED
from pmplanner.models import Employment, Person, PersonTrack, Track
from pmplanner.models.person import NO_FIRST_DAY
from pmplanner.sentences import counted, listed, said
from pmplanner.services.calendar.working_hours import check_hours
from pmplanner.services.errors import PlanError
from pmplanner.services.importing.draft import (
    DoubtedError,
    Draft,
    Outcome,
    Ref,
    RejectedError,
    SkippedError,
    Target,
    rejected,
)
from pmplanner.services.importing.keyed import checked
from pmplanner.services.importing.names import (
    NAME,
    People,
    Tracks,
    common_spellings,
    only_with_email,
    only_with_name,
)
from pmplanner.services.lookup import fold, full_name, is_forgotten_name
from pmplanner.services.people.employment import Spell, check_spells, list_earlier, words
from pmplanner.services.people.managers import CALLED, Directory, Named

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
    "working_days": "working_days",
    "day_begins": "day_begins",
    "day_ends": "day_ends",
}
"""Field of the layout to column of the person."""

SameEmail: TypeAlias = Literal["reject", "update"]
"""What becomes of a row with a new employee id and the e-mail of somebody who has another one: it is
rejected, or the person takes the new id."""

_MANY_CELLS = 4
"""In a table of so many columns a row with a single cell is no person."""

_NUMERIC = re.compile(r"\d{1,30}(?:[eE][+]?\d{1,3})?")

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


def decide_people(
    db: Session,
    rows: Iterable[ParsedRow],
    draft: Draft,
    *,
    create_missing: bool,
    same_email: SameEmail = "reject",
) -> None:
    """Decide what each row does to the people of the workspace."""
    rows = list(rows)
    deciding = _Deciding(db, rows, draft, create_missing, same_email)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            draft.take(rejected(row, _name(row), error))
    deciding.say_managers()


def _name(row: ParsedRow) -> str:
    parts = (row.get("first_name", str), row.get("last_name", str))
    return " ".join(filter(None, parts)) or row.get("email", str) or row.get("person_id", str) or ""


class _Deciding:
    """What is known while the rows are gone through in order."""

    def __init__(
        self,
        db: Session,
        rows: list[ParsedRow],
        draft: Draft,
        create_missing: bool,
        same_email: SameEmail,
    ) -> None:
        self._same_email = same_email
        self._ids = {fold(i) for row in rows if (i := row.get("person_id", str)) is not None}
        self._people = People(db)
        self._tracks = Tracks(db)
        self._further: defaultdict[int, dict[object, int]] = defaultdict(dict)
        """By person the further tracks, with the rows that say so."""
        for link in db.execute(select(PersonTrack.__table__)):
            self._further[link.person_id][link.track_id] = link.id
        self._earlier = {
            person_id: [spell.spell for spell in spells] for person_id, spells in list_earlier(db).items()
        }
        self._draft = draft
        self._create_missing = create_missing
        self._positions = count(len(self._tracks.names))
        self._track_codes = self._tracks.codes
        self._seen: dict[object, int] = {}
        self._alike: dict[tuple[str, str], int] = {}
        self._emails: dict[str, tuple[int, bool]] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        values, further = self._values(row)
        person_id = self._match(row)
        if "end_date" not in values:
            self._refuse_who_has_left(row, person_id)
        self._refuse_twice(row, person_id)
        if person_id is None:
            return self._create(row, values, further)
        return self._change(row, person_id, values, further)

    def _refuse_who_has_left(self, row: ParsedRow, person_id: int | None) -> None:
        """Raise SkippedError for who is new and has left, RejectedError for who is here with no last day."""
        word, gone = row.get("employment", str), row.get("gone", bool)
        by_word = word is not None and EMPLOYED.find(word) == "left"
        if not (by_word or gone):
            return
        field = "employment" if by_word else "gone"
        told = word if by_word else said("yes")
        if person_id is None:
            reason = said("“{word}”: this person has left, and no last day is given", word=told)
            raise SkippedError(reason, field)
        if self._people.rows[person_id].end_date is None:
            reason = said("“{word}”, but no last day: give the last day of this person", word=told)
            raise RejectedError(reason, field, "end_date")

    def _values(self, row: ParsedRow) -> tuple[dict[str, Any], list[int | Ref] | None]:
        """Return the columns that a row sets, and the further tracks, None where it names none."""
        values: dict[str, Any] = {}
        for name, column in _FIELDS.items():
            if name in row.values:
                values[column] = None if row.values[name] is NONE_GIVEN else row.values[name]
        named = self._tracks_of(row.get("track", str))
        further = row.get("further_tracks", tuple) or ()
        if named:
            values["primary_track_id"] = self._track(named[0], "track")
        if not (further or named[1:]):
            return values, None
        more = [self._track(word, "track") for word in named[1:]]
        return values, [*more, *(self._track(word, "further_tracks") for word in further)]

    def _tracks_of(self, text: str | None) -> list[str]:
        """Return the tracks that a cell names: the first is the primary one, those after `;` further ones.

        A file that has a column for further tracks has one in this, whatever it is called.
        """
        if not text:
            return []
        if "further_tracks" in self._draft.columns or self._tracks.find(text) is not None:
            return [text]
        return [word for part in text.split(";") if (word := part.strip())]

    def _track(self, word: str, field: str) -> int | Ref:
        found = self._tracks.find(word) or self._draft.inserted(Track, fold(word))
        if found is not None:
            return found
        if not self._create_missing:
            raise RejectedError(said("there is no track {word}", word=word), field)
        self._draft.notes.append(said("Track “{word}” is new.", word=word))
        values = {"code": self._track_code(), "name": word, "position": next(self._positions)}
        return self._draft.insert(Track, fold(word), values)

    def _track_code(self) -> str:
        number = 1
        while fold(f"T{number}") in self._track_codes:
            number += 1
        self._track_codes.add(fold(f"T{number}"))
        return f"T{number}"

    def _match(self, row: ParsedRow) -> int | None:
        """Return the person that a row is about, None for somebody new.

        Raises RejectedError when it cannot be told which of several people it is, or whether it is one.
        """
        employee_id, email = row.get("person_id", str), row.get("email", str)
        if employee_id is not None:
            found = self._people.with_id(employee_id)
            return found if found is not None else self._under_another_id(row, employee_id, email)
        if email is not None:
            return self._with_email(row, email)
        first, last = row.get("first_name", str) or "", row.get("last_name", str) or ""
        if is_forgotten_name(f"{first} {last}"):
            raise RejectedError(said("this person was forgotten for good and is not made again"), *NAME)
        namesakes = self._people.with_name(first, last)
        return only_with_name(namesakes, f"{first} {last}".rstrip()) if namesakes else None

    def _under_another_id(self, row: ParsedRow, employee_id: str, email: str | None) -> int | None:
        """Return who has no id yet, or is said to have got another one; None for somebody new."""
        sharing = self._people.with_email(email or "")
        without = [i for i in sharing if self._people.rows[i].employee_id is None]
        alike = [i for i in without if self._may_be(row, i)]
        if len(alike) == 1:
            return alike[0]
        others = [i for i in sharing if i not in without and self._may_be(row, i)]
        same_number = self._with_same_number(row, employee_id) if not others else None
        if same_number is not None:
            others = [same_number]
        # Who stands in the file under the id that is known is not the same person.
        others = [i for i in others if fold(self._people.rows[i].employee_id) not in self._ids]
        if others:
            self._draft.same_email += 1
            if self._same_email == "update" and len(others) == 1:
                return others[0]
            self._draft.would_help.add("same-email")
            raise RejectedError(self._whose(others, email, same_number), "person_id", "email")
        if sharing:
            self._say_shared(row, sharing, email or "")
        return None

    def _whose(self, others: list[int], email: str | None, same_number: int | None) -> str:
        """Say who may be meant by a row with an employee id that nobody has."""
        who = listed(
            said(
                "{name} (employee id {employee_id})",
                name=self._people.name(i),
                employee_id=self._people.rows[i].employee_id,
            )
            for i in others
        )
        if same_number is not None:
            return said(
                "{who} has the same name and the same number as id: say whether the id has changed", who=who
            )
        return counted(
            "{who} has the e-mail {email}: say whether the employee id has changed",
            "{who} have the e-mail {email}: say whether the employee id has changed",
            len(others),
            who=who,
            email=email,
        )

    def _with_same_number(self, row: ParsedRow, employee_id: str) -> int | None:
        """Return who has the same name and an id that a spreadsheet would turn into this one: 007 into 7."""
        number = _number(employee_id)
        if number is None:
            return None
        first, last = row.get("first_name", str) or "", row.get("last_name", str) or ""
        if not (first or last):
            return None
        found = [
            i
            for i in self._people.with_name(first, last)
            if _number(self._people.rows[i].employee_id or "") == number
        ]
        return found[0] if len(found) == 1 else None

    def _with_email(self, row: ParsedRow, email: str) -> int | None:
        """Return the person of an e-mail; where several share it, the one of the row's name."""
        sharing = self._people.with_email(email)
        name = fold(_full_name(row))
        exact = [i for i in sharing if name and fold(self._people.full_name(i)) == name]
        if len(exact) == 1:
            return exact[0]
        alike = exact or [i for i in sharing if self._may_be(row, i)]
        if not alike and sharing:
            self._say_shared(row, sharing, email)
            return None
        return only_with_email(alike, email) if alike else None

    def _may_be(self, row: ParsedRow, person_id: int) -> bool:
        """Tell whether a row may be about a person of the same e-mail: no, when both names are others."""
        present = self._people.rows[person_id]
        pairs = (
            (row.get("first_name", str), present.first_name),
            (row.get("last_name", str), present.last_name),
        )
        told = [(fold(new), fold(old)) for new, old in pairs if new and old]
        return len(told) < 2 or any(new == old for new, old in told)

    def _say_shared(self, row: ParsedRow, sharing: list[int], email: str) -> None:
        who = ", ".join(self._people.name(i) for i in sharing)
        self._draft.notes.append(
            said(
                "Row {number}: {name} has the e-mail {email} of {who}.",
                number=row.number,
                name=_name(row),
                email=email,
                who=who,
            )
        )

    def _refuse_twice(self, row: ParsedRow, person_id: int | None) -> None:
        key = (Person, person_id) if person_id is not None else (Person, _key(row))
        if key in self._seen:
            raise RejectedError(
                said("the same person as in row {seen}", seen=self._seen[key]), "person_id", "email", *NAME
            )
        email = row.get("email", str)
        if email is not None and row.get("person_id", str) is None:
            self._refuse_nameless(row, fold(email))
        elif email is not None and person_id is None:
            self._say_alike(row, (fold(email), fold(_full_name(row))))
        self._seen[key] = row.number

    def _say_alike(self, row: ParsedRow, key: tuple[str, str]) -> None:
        """Say that two rows of other ids have the same name and e-mail."""
        earlier = self._alike.setdefault(key, row.number)
        if earlier != row.number:
            note = said(
                "Row {number}: {name} has the name and e-mail of row {earlier}, but another id.",
                number=row.number,
                name=_name(row),
                earlier=earlier,
            )
            self._draft.notes.append(note)

    def _refuse_nameless(self, row: ParsedRow, email: str) -> None:
        """Raise RejectedError when rows share an e-mail and one has neither id nor name to be told by."""
        nameless = not _full_name(row)
        other = self._emails.get(email)
        if other is not None and (nameless or other[1]):
            raise RejectedError(
                said(
                    "row {other} has the same e-mail; give employee ids or names to tell them apart",
                    other=other[0],
                ),
                "email",
            )
        self._emails.setdefault(email, (row.number, nameless))

    def _create(self, row: ParsedRow, values: dict[str, Any], further: list[int | Ref] | None) -> Outcome:
        self._refuse_stray(row)
        _refuse_disorder(values.get("start_date"), values.get("end_date"))
        _refuse_hours(values.get("day_begins"), values.get("day_ends"))
        person = self._draft.insert(Person, row.number, values)
        for track in dict.fromkeys(further or ()):
            if track != values.get("primary_track_id"):
                self._add_further(person, track)
        return Outcome(row, "created", _name(row))

    def _refuse_stray(self, row: ParsedRow) -> None:
        """Raise DoubtedError for a single cell among many, such as a remark below the table."""
        if self._draft.take_stray or not is_stray(row):
            return
        self._draft.would_help.add("stray")
        reason = counted(
            "only one of its {n} cell holds anything",
            "only one of its {n} cells holds anything",
            len(row.row.cells),
        )
        raise DoubtedError(reason, "person_id", *NAME)

    def _change(
        self,
        row: ParsedRow,
        person_id: int,
        values: dict[str, Any],
        further: list[int | Ref] | None,
    ) -> Outcome:
        present = self._people.rows[person_id]
        self._drop_known_manager(present, values)
        changes = {name: value for name, value in values.items() if getattr(present, name) != value}
        _refuse_hours(*(changes.get(name, getattr(present, name)) for name in ("day_begins", "day_ends")))
        told = self._set_days(present, changes)
        told += [
            self._told(name, getattr(present, name), new)
            for name, new in changes.items()
            if not (told and name in ("start_date", "end_date"))
        ]
        told += self._set_further(
            person_id, changes.get("primary_track_id", present.primary_track_id), further
        )
        if not told:
            return Outcome(row, "unchanged", self._people.name(person_id))
        if changes:
            self._draft.update(Person, person_id, changes)
        return Outcome(row, "updated", self._people.name(person_id), "; ".join(told))

    def _drop_known_manager(self, present: Any, values: dict[str, Any]) -> None:  # noqa: ANN401 - a row
        """Leave the texts for the manager as they are where they name who is linked."""
        manager = self._people.rows.get(present.manager_id)
        if manager is None:
            return
        email, name = values.get("manager_email", ""), values.get("manager_name", "")
        if email and fold(manager.email) == fold(email):
            del values["manager_email"]
        called = full_name(manager.first_name, manager.last_name)
        if name and not present.manager_name and fold(called) == fold(name):
            del values["manager_name"]

    def _set_days(self, present: Any, changes: dict[str, Any]) -> list[str]:  # noqa: ANN401 - a row
        """Check the days of employment; a first day after the last one is that of who comes back.

        Returns what is to be said of somebody who does. Raises RejectedError for days that cannot be.
        """
        start = changes.get("start_date", present.start_date)
        before = Spell(present.start_date, present.end_date)
        earlier = list(self._earlier.get(present.id, ()))
        back = present.end_date is not None and start is not None and start > present.end_date
        if back and "end_date" not in changes:
            changes["end_date"] = None
        end = changes.get("end_date", present.end_date)
        _refuse_disorder(start, end)
        if not {"start_date", "end_date"} & changes.keys():
            return []
        if back:
            earlier.append(before)
        try:
            check_spells([*earlier, Spell(start, end)])
        except PlanError as error:
            raise RejectedError(str(error), "start_date", "end_date") from None
        if not back:
            return []
        values = {
            "person_id": present.id,
            "first_day": before.first_day or NO_FIRST_DAY,
            "last_day": before.last_day,
        }
        self._draft.insert(Employment, present.id, values)
        text = said(
            "comes back: {now} (before: {before})", now=words(Spell(start, end)), before=words(before)
        )
        note = said("{name} {comes_back}.", name=self._people.name(present.id), comes_back=text)
        self._draft.notes.append(note)
        return [text]

    def _set_further(self, person_id: int, primary: object, further: list[int | Ref] | None) -> list[str]:
        """Make the further tracks those of the file, if it names some, and never the primary one."""
        present = self._further[person_id]
        wanted: set[object] = set(present) if further is None else set(further)
        wanted.discard(primary)
        for track, row_id in present.items():
            if track not in wanted:
                self._draft.delete(PersonTrack, row_id)
        for track in further or ():
            if track in wanted and track not in present:
                self._add_further(person_id, track)
        if further is None or wanted == set(present):
            return []
        name = said("further tracks")
        return [f"{name}: {self._track_names(present) or '–'} → {self._track_names(wanted) or '–'}"]

    def _add_further(self, person: Target, track: int | Ref) -> None:
        self._draft.insert(PersonTrack, (person, track), {"person_id": person, "track_id": track})

    def _track_names(self, tracks: Iterable[object]) -> str:
        return ", ".join(sorted(map(self._track_name, tracks)))

    def _track_name(self, track: object) -> str:
        if isinstance(track, Ref):
            return str(self._draft.pending(track)["name"])
        return self._tracks.names.get(track, "") if isinstance(track, int) else ""

    def say_managers(self) -> None:
        """Note how many people would be linked to their managers, who are there or come with the file."""
        present = {person_id: row._asdict() for person_id, row in self._people.rows.items()}
        rows = self._draft.after(Person, present)
        directory = Directory(Named(key, *(row[name] for name in CALLED)) for key, row in rows.items())
        linked = 0
        for key, row in rows.items():
            texts = row["manager_email"], row["manager_name"]
            was = present.get(key, {}) if isinstance(key, int) else {}
            same = texts == (was.get("manager_email"), was.get("manager_name"))
            if any(texts) and not (same and was.get("manager_id")):
                found = directory.find(*texts)
                linked += found is not None and found not in (key, was.get("manager_id"))
        if linked:
            self._draft.notes.append(
                counted(
                    "{n:,} person is linked to the manager.",
                    "{n:,} people are linked to their managers.",
                    linked,
                )
            )

    def _told(self, name: str, old: object, new: object) -> str:
        if name == "primary_track_id":
            old = self._tracks.names.get(old, "") if isinstance(old, int) else ""
            new = new.key if isinstance(new, Ref) else self._tracks.names.get(new, "")  # type: ignore[call-overload]
            name = "track"
        title = name.replace("_", " ")
        return f"{title}: {old or '–'} → {new}"


def _key(row: ParsedRow) -> tuple[str, ...]:
    """Return what tells a new person from the others of the file; several can share an e-mail."""
    employee_id, email = row.get("person_id", str), row.get("email", str)
    if employee_id is not None:
        return "id", fold(employee_id)
    return "email", fold(email or ""), fold(_full_name(row))


def _full_name(row: ParsedRow) -> str:
    return " ".join(filter(None, (row.get("first_name", str), row.get("last_name", str))))


def _number(text: str) -> Decimal | None:
    """Return what a spreadsheet takes an employee id for; None for text."""
    try:
        return Decimal(text) if _NUMERIC.fullmatch(text) else None
    except ArithmeticError:
        return None


def is_stray(row: ParsedRow) -> bool:
    """Tell whether a row is nothing but a single cell among many, and no e-mail."""
    cells = row.row.cells
    filled = sum(not is_blank(cell) for cell in cells)
    return filled == 1 and len(cells) >= _MANY_CELLS and "email" not in row.values


def _refuse_hours(begins: dt.time | None, ends: dt.time | None) -> None:
    checked(check_hours, begins, ends, fields=("day_ends", "day_begins"))


def _refuse_disorder(start: dt.date | None, end: dt.date | None) -> None:
    if start is not None and end is not None and start > end:
        raise RejectedError(
            said("the last day {end} is before the first day {start}", end=end, start=start),
            "end_date",
            "start_date",
        )

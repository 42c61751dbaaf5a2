"""Finding the people, courses and tracks that the rows of a file name."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Course, Person, Track
from pmplanner.sentences import counted, said
from pmplanner.services.importing.draft import RejectedError
from pmplanner.services.lookup import fold, person_name

NAME = ("full_name", "last_name", "first_name")
"""The fields that hold a person's name."""

TITLE = ("course_title", "title")
"""The fields that hold a course's title."""

COURSE = ("course_code", "code", *TITLE)
"""The fields that name a course."""


class People:
    """The people of the workspace by employee id, e-mail and name."""

    def __init__(self, db: Session) -> None:
        self.rows: dict[int, Any] = {row.id: row for row in db.execute(select(Person.__table__))}
        self._by_id: dict[str, int] = {}
        self._by_number: defaultdict[str, list[int]] | None = None
        """Ids that are numbers, without the zeros in front; made when an id is not found."""
        self._by_email: defaultdict[str, list[int]] = defaultdict(list)
        self._by_name: defaultdict[str, list[int]] = defaultdict(list)
        for row in self.rows.values():
            if row.employee_id is not None:
                self._by_id[fold(row.employee_id)] = row.id
            if row.email:
                self._by_email[fold(row.email)].append(row.id)
            # Somebody who was forgotten goes by nothing, which is not the name that a row leaves out.
            if name := fold(f"{row.first_name} {row.last_name}"):
                self._by_name[name].append(row.id)

    def with_id(self, employee_id: str) -> int | None:
        """Return the person with an employee id."""
        return self._by_id.get(fold(employee_id))

    def with_email(self, email: str) -> list[int]:
        """Return the people with an e-mail address."""
        return self._by_email[fold(email)]

    def with_name(self, first: str, last: str) -> list[int]:
        """Return the people of a name."""
        return self._by_name[fold(f"{first} {last}")]

    def find(self, row: ParsedRow) -> int:
        """Return the person of a row's id, e-mail or name; raise RejectedError unless it is just one."""
        employee_id, email = row.get("person_id", str), row.get("email", str)
        name = _full_name(row)
        if employee_id is not None and email is None and self._is_address(employee_id):
            employee_id, email = None, employee_id
        if employee_id is not None:
            found = self.with_id(employee_id)
            if found is None:
                found = self._with_number(employee_id, email, name)
            if found is None:
                raise RejectedError(
                    said("there is nobody with the employee id {employee_id}", employee_id=employee_id),
                    "person_id",
                )
            return found
        if email is not None:
            sharing = self.with_email(email)
            named = [i for i in sharing if name and fold(self.full_name(i)) == fold(name)]
            likely = named if len(sharing) > 1 and named else sharing
            if not likely:
                raise RejectedError(said("there is nobody with the e-mail {email}", email=email), "email")
            return only_with_email(likely, email)
        sharing = self._by_name[fold(name)]
        if not sharing:
            raise RejectedError(said("there is nobody with the name {name}", name=name), *NAME)
        return only_with_name(sharing, name)

    def _with_number(self, employee_id: str, email: str | None, name: str) -> int | None:
        """Return who has an id that a spreadsheet turns into this one, 007 into 7.

        E-mail or name of the row must be theirs, too.
        """
        if not employee_id.isdecimal():
            return None
        if self._by_number is None:
            self._by_number = defaultdict(list)
            for known, person_id in self._by_id.items():
                if known.isdecimal():
                    self._by_number[known.lstrip("0")].append(person_id)
        alike = [
            i
            for i in self._by_number[employee_id.lstrip("0")]
            if (email and fold(self.rows[i].email) == fold(email))
            or (name and fold(self.full_name(i)) == fold(name))
        ]
        return alike[0] if len(alike) == 1 else None

    def _is_address(self, word: str) -> bool:
        """Say whether what stands for an id is an e-mail, as the user names of many systems are."""
        return "@" in word and self.with_id(word) is None and bool(self.with_email(word))

    def full_name(self, person_id: int) -> str:
        """Return first and last name of a person, empty for neither."""
        row = self.rows[person_id]
        return f"{row.first_name} {row.last_name}".strip()

    def name(self, person_id: int) -> str:
        """Return the name of a person, or what else the person is known by."""
        row = self.rows[person_id]
        return person_name(person_id, row.first_name, row.last_name, row.email, row.employee_id)


def _full_name(row: ParsedRow) -> str:
    return f"{row.get('first_name', str) or ''} {row.get('last_name', str) or ''}".strip()


def only_with_email(found: list[int], email: str) -> int:
    """Return the only one of some people with an e-mail; raise RejectedError for several."""
    if len(found) > 1:
        raise RejectedError(
            counted(
                "{n} person has the e-mail {email}; give the employee id",
                "{n} people have the e-mail {email}; give the employee id",
                len(found),
                email=email,
            ),
            "email",
        )
    return found[0]


def only_with_name(found: list[int], name: str) -> int:
    """Return the only one of some people of a name; raise RejectedError for several."""
    if len(found) > 1:
        raise RejectedError(
            counted(
                "{n} person has the name {name}; give the employee id",
                "{n} people have the name {name}; give the employee id",
                len(found),
                name=name,
            ),
            *NAME,
        )
    return found[0]


class Courses:
    """The courses of the workspace by code and title."""

    def __init__(self, db: Session) -> None:
        self.rows: dict[int, Any] = {row.id: row for row in db.execute(select(Course.__table__))}
        self._by_code = {fold(row.code): row.id for row in self.rows.values()}
        self._by_title: defaultdict[str, list[int]] = defaultdict(list)
        for row in self.rows.values():
            self._by_title[fold(row.title)].append(row.id)

    @property
    def codes(self) -> set[str]:
        """The codes that are taken, folded."""
        return set(self._by_code)

    def short_titles(self) -> dict[str, int]:
        """Return the courses by short title, folded, those that only one has."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for row in self.rows.values():
            if row.short_title:
                found[fold(row.short_title)].append(row.id)
        return {title: ids[0] for title, ids in found.items() if len(ids) == 1}

    def has_title(self, title: str) -> bool:
        """Say whether any course is called so."""
        return fold(title) in self._by_title

    def find(self, code: str | None, title: str | None) -> int | None:
        """Return the course of a code, or of a title; None when there is none.

        Raises RejectedError when a title is that of several courses.
        """
        if code is not None:
            found = self._by_code.get(fold(code))
            if found is not None or title is None:
                return found
        titled = self._by_title.get(fold(title or ""), [])
        if len(titled) > 1:
            raise RejectedError(
                counted(
                    "{n} course is called {title}; give the code",
                    "{n} courses are called {title}; give the code",
                    len(titled),
                    title=title,
                ),
                *TITLE,
            )
        # A row with a code of its own is another course, even under a title that is there already.
        return titled[0] if titled and code is None else None


class Tracks:
    """The tracks of the workspace by name and code."""

    def __init__(self, db: Session) -> None:
        self.names: dict[int, str] = {}
        self._by_word: dict[str, int] = {}
        for track_id, name, code in db.execute(select(Track.id, Track.name, Track.code)):
            self.names[track_id] = name
            self._by_word[fold(code)] = track_id
        self.codes = set(self._by_word)
        """The codes that are taken, folded."""
        self._by_word |= {fold(name): track_id for track_id, name in self.names.items()}

    def find(self, word: str) -> int | None:
        """Return the track of a name or code."""
        return self._by_word.get(fold(word))


def common_spellings(words: Iterable[str]) -> dict[str, str]:
    """Return for each word, folded, the spelling that is most common, the first one among equals."""
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for word in words:
        counts[fold(word)][word] += 1
    return {key: max(spellings, key=lambda s, c=spellings: c[s]) for key, spellings in counts.items()}  # type: ignore[misc]

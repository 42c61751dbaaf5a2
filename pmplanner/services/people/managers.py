"""Managers: the texts of files as links to people, and everybody below somebody.

The text stays as it was written; beside it stands who it is, where that one is known. A link is made
when either of the two is entered, imported or renamed. It goes when the text is changed, and not
when the manager is called otherwise one day. Circles (two who manage each other) do no harm: whoever
looks below somebody meets each person once, and never the one who was asked for.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Person
from pmplanner.services.lookup import fold, person_name, plain_rows
from pmplanner.storage import journal

_WITH_ID = re.compile(r"([^()]*[^()\s])\s*\(([^()]+)\)")

_K = TypeVar("_K", bound=Hashable)
_M = TypeVar("_M", int, int | str)

TEXTS = ("manager_email", "manager_name")
"""The columns that say who manages somebody, as it was written."""

CALLED = ("first_name", "last_name", "email", "employee_id")
"""The columns by which a manager is found."""


@dataclass(frozen=True, slots=True)
class Named(Generic[_K]):
    """What a person goes by, under a key of the caller's."""

    key: _K
    first_name: str
    last_name: str
    email: str
    employee_id: str | None


class Directory(Generic[_K]):
    """Finds people by the texts that name a manager."""

    def __init__(self, people: Iterable[Named[_K]]) -> None:
        self._emails: dict[_K, str] = {}
        self._by_email: defaultdict[str, list[_K]] = defaultdict(list)
        self._by_name: defaultdict[str, list[_K]] = defaultdict(list)
        self._by_id: dict[str, _K] = {}
        for person in people:
            self._emails[person.key] = fold(person.email)
            if person.email:
                self._by_email[fold(person.email)].append(person.key)
            first, last = fold(person.first_name), fold(person.last_name)
            if first and last:
                for name in {f"{first} {last}", f"{last}, {first}"}:
                    self._by_name[name].append(person.key)
            elif first or last:
                self._by_name[first or last].append(person.key)
            if person.employee_id:
                self._by_id[fold(person.employee_id)] = person.key

    def find(self, email: str, name: str) -> _K | None:
        """Return whom the texts name: by the e-mail, else by a name or an id that only one has; else None.

        Several who share the address are told apart by the name. Somebody of that name who has
        another address is not meant. A name may have the id after it: Bo Berg (H-2).
        """
        name, number = _without_id(name)
        numbered = self._by_id.get(fold(number)) if number else None
        if numbered is not None and not email.strip() and numbered in self._by_name.get(fold(name), ()):
            return numbered
        sharing = self._by_email.get(fold(email), []) if email.strip() else []
        if len(sharing) == 1:
            return sharing[0]
        named = self._by_name.get(fold(name), []) if name.strip() else []
        if sharing:
            both = [key for key in sharing if key in named]
            return both[0] if len(both) == 1 else None
        if email.strip():
            named = [key for key in named if not self._emails[key]]
        if len(named) == 1:
            return named[0]
        return None if named or email.strip() else self._by_id.get(fold(name))


def _without_id(name: str) -> tuple[str, str]:
    """Give a name and what stands in brackets after it, "" for nothing."""
    found = _WITH_ID.fullmatch(name.strip())
    return (found[1], found[2]) if found else (name, "")


def read_directory(db: Session) -> Directory[int]:
    """Return the people of the workspace by what a manager's text can say."""
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
    return Directory(Named(*row) for row in db.execute(query.order_by(Person.id)))


def link_managers(db: Session, changed: Collection[int] = (), *, others: bool = True) -> int:
    """Link the managers of people whose texts have changed, and of all *others* who have none yet but could.

    To be called after people were added, renamed or given another manager; the others are of no
    concern where nobody is called otherwise. Returns how many have another manager than before.
    """
    db.flush()
    query = select(Person.id, Person.manager_email, Person.manager_name, Person.manager_id)
    wanted = or_(Person.manager_email != "", Person.manager_name != "", Person.manager_id.is_not(None))
    if not others:
        wanted = and_(wanted, Person.id.in_(changed))
    rows = db.execute(query.where(wanted))
    asked = [row for row in rows if row.manager_id is None or row.id in changed]
    if not asked:
        return 0
    directory = read_directory(db)
    links: dict[int, int | None] = {}
    for person_id, email, name, present in asked:
        found = directory.find(email, name)
        found = None if found == person_id else found
        if found != present:
            links[person_id] = found
    return _write(db, links)


def linkable(db: Session) -> dict[int, int]:
    """Return by person the manager whom the text names and who is not linked yet. Reads only."""
    directory = read_directory(db)
    query = select(Person.id, Person.manager_email, Person.manager_name).where(
        Person.manager_id.is_(None), or_(Person.manager_email != "", Person.manager_name != "")
    )
    found = {person_id: directory.find(email, name) for person_id, email, name in db.execute(query)}
    return {person_id: key for person_id, key in found.items() if key is not None and key != person_id}


def clear_links_to(db: Session, person_ids: Collection[int]) -> int:
    """Let nobody have these people as managers any more, who are to go; the texts stay."""
    gone = set(person_ids)
    query = select(Person.id, Person.manager_id).where(Person.manager_id.is_not(None))
    return _write(db, {person_id: None for person_id, of in db.execute(query) if of in gone})


def _write(db: Session, links: Mapping[int, int | None]) -> int:
    return journal.bulk_update(db, Person, {key: {"manager_id": link} for key, link in links.items()})


def below(db: Session, manager: int | str, *, directly: bool = False) -> frozenset[int]:
    """Return who reports to somebody: *directly*, or with all below; never the one who was asked for.

    The manager is a person's id or, where nobody knows more, a text, compared without case as name or
    as e-mail.
    """
    return Reports(db).below(manager, directly=directly)


class _Managed(NamedTuple):
    person_id: int
    manager_id: int | None
    """By the link, else by whom the texts name; None where that is nobody known."""
    email: str
    name: str


def _whom_they_name(db: Session) -> list[_Managed]:
    """Return the managers of all who have one."""
    query = select(Person.id, Person.manager_id, Person.manager_email, Person.manager_name)
    found = [_Managed(*row) for row in plain_rows(db, query) if any(row[1:])]
    if all(each.manager_id is not None for each in found):
        return found
    directory = read_directory(db)
    return [
        each
        if each.manager_id is not None
        else each._replace(manager_id=directory.find(each.email, each.name))
        for each in found
    ]


class Managers(NamedTuple):
    """For whom people work directly, and what those are called."""

    of: dict[int, int | str]
    """By person the manager's id or, where nobody knows more, the name or else the e-mail, folded."""
    names: dict[int | str, str]


def direct_managers(db: Session) -> Managers:
    """Return the managers of all people who have one, told apart as :class:`Reports` does."""
    found = Managers({}, {})
    for each in _whom_they_name(db):
        if each.manager_id != each.person_id:
            text = each.name or each.email
            key = fold(text) if each.manager_id is None else each.manager_id
            found.of[each.person_id] = key
            found.names.setdefault(key, text)
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
    found.names.update((row[0], person_name(*row)) for row in plain_rows(db, query) if row[0] in found.names)
    return found


def manager_key(key: int | str) -> str:
    """Return a manager as a text that tells people from mere names: "id:5", "text:jo doe"."""
    return ":".join(("id" if isinstance(key, int) else "text", str(key)))


def managed_by(managers: Managers, key: str, *, with_below: bool = True) -> frozenset[int]:
    """Return who works for the manager of a :func:`manager_key`; nobody when nobody does."""
    reports: dict[int | str, list[int]] = defaultdict(list)
    for person_id, manager in managers.of.items():
        reports[manager].append(person_id)
    chosen = next((manager for manager in reports if manager_key(manager) == key), None)
    return frozenset() if chosen is None else all_below(reports, chosen, directly=not with_below)


class Reports:
    """Who reports to whom: by the link where there is one, else by whom or what the text names."""

    def __init__(self, db: Session) -> None:
        self._direct: dict[int | str, set[int]] = defaultdict(set)
        for each in _whom_they_name(db):
            texts = {fold(each.email), fold(each.name)} - {""}
            for key in texts if each.manager_id is None else {each.manager_id}:
                self._direct[key].add(each.person_id)

    def below(self, manager: int | str, *, directly: bool = False) -> frozenset[int]:
        """Return as :func:`below`."""
        return all_below(
            self._direct, manager if isinstance(manager, int) else fold(manager), directly=directly
        )


def all_below(
    reports: Mapping[_M, Collection[int]], manager: _M, *, directly: bool = False
) -> frozenset[int]:
    """Return as :func:`below`, of direct reports by manager that are read already."""
    found: set[int] = set()
    ahead: list[Any] = [manager]
    while ahead:
        for person_id in reports.get(ahead.pop(), ()):
            if person_id not in found and person_id != manager:
                found.add(person_id)
                if not directly:
                    ahead.append(person_id)
    return frozenset(found)


def manager_names(db: Session) -> dict[int, str]:
    """Return the names of those who have reports, by id."""
    reports = select(Person.manager_id).where(Person.manager_id.is_not(None))
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
    return {row[0]: person_name(*row) for row in db.execute(query.where(Person.id.in_(reports)))}

"""Who works for whom: by the link where the manager is a person of the workspace, else by the text."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person
from pmplanner.services.lookup import among, fold, person_name, plain_rows
from pmplanner.services.people.managers import read_directory

Manager = int | str
"""The id of a person, or the manager as written; the empty text where there is none."""


def manager_key(manager_id: int | None, name: str, email: str) -> Manager:
    """Return by what a person's manager is known: the person's id, else the name, else the e-mail."""
    return manager_id if manager_id is not None else name or email


def manager_names(db: Session, keys: Collection[Manager]) -> dict[Manager, str]:
    """Return what managers are called; empty for none."""
    ids = {key for key in keys if isinstance(key, int)}
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id)
    names: dict[Manager, str] = {
        row[0]: person_name(*row)
        for row in plain_rows(db, query.where(*among(Person.id, ids)))
        if row[0] in ids
    }
    return {key: names[key] if isinstance(key, int) else key for key in keys}


class Reports:
    """Who reports to whom: by the link where there is one, else by whom or what the text names."""

    def __init__(self, db: Session) -> None:
        self._direct: dict[Manager, set[int]] = defaultdict(set)
        query = select(Person.id, Person.manager_id, Person.manager_name, Person.manager_email)
        unlinked = []
        for person_id, manager_id, name, email in plain_rows(db, query):
            if manager_id is not None:
                self._direct[manager_id].add(person_id)
            elif name or email:
                unlinked.append((person_id, name, email))
        if unlinked:
            directory = read_directory(db)
            for person_id, name, email in unlinked:
                meant = directory.find(email, name)
                for key in ({fold(name), fold(email)} - {""}) if meant is None else {meant}:
                    self._direct[key].add(person_id)

    def below(self, manager: Manager) -> set[int]:
        """Return everybody below a manager, over any number of steps; the manager is not among them.

        A text is compared without case, as name or as e-mail, with those who are known by no more.
        """
        key = manager if isinstance(manager, int) else fold(manager)
        found = set(self._direct.get(key, ()))
        waiting = list(found)
        while waiting:
            new = self._direct.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found - {key}


def people_below(db: Session, manager: Manager) -> set[int]:
    """Return everybody below a manager, as :meth:`Reports.below` does."""
    return Reports(db).below(manager)

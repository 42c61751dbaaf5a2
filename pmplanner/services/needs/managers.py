"""Who works for whom: by the link where the manager is a person of the workspace, else by the text."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person
from pmplanner.services.lookup import among, person_name, plain_rows

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

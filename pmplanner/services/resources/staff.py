"""Members of staff who teach: who of the people a trainer is."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person
from pmplanner.services.lookup import fold, person_name


@dataclass(frozen=True, slots=True)
class Staff:
    """Finds the member of staff who a trainer is: by employee id, by e-mail, or by a name that one has."""

    by_id: dict[str, int] = field(default_factory=dict)
    by_email: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    """Names that only one person has."""
    names: dict[int, str] = field(default_factory=dict)
    """The same the other way round."""

    @classmethod
    def of(cls, people: Iterable[tuple[int, str, str, str | None]]) -> "Staff":
        """Take people in, given by id, name, e-mail and employee id; the first has an e-mail."""
        staff = cls()
        first: dict[str, int] = {}
        shared: set[str] = {""}
        for person_id, name, email, key in people:
            if key:
                staff.by_id[fold(key)] = person_id
            if email:
                staff.by_email.setdefault(fold(email), person_id)
            folded = fold(name)
            if first.setdefault(folded, person_id) != person_id:
                shared.add(folded)
        for name, person_id in first.items():
            if name not in shared:
                staff.by_name[name], staff.names[person_id] = person_id, name
        return staff

    def find(self, name: str, code: str | None, email: str) -> int | None:
        """Return the id of the person; None for somebody from elsewhere."""
        if code and fold(code) in self.by_id:
            return self.by_id[fold(code)]
        return self.by_email.get(fold(email)) if email else self.by_name.get(fold(name))


def read_staff(db: Session) -> Staff:
    """Return what finds trainers among all people."""
    query = select(Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id).order_by(
        Person.id
    )
    return Staff.of(
        (person_id, person_name(person_id, first, last, email, key), email, key)
        for person_id, first, last, email, key in db.execute(query)
    )

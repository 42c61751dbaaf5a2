"""What expires in the months to come as rows of files, the earliest first."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from pmplanner.exchange.writing import Value
from pmplanner.services.people.people import list_people
from pmplanner.services.views.runway import Expiry, Runway

Row = Sequence[Value]


def renewal_rows(db: Session, runway: Runway, lines: Iterable[Expiry]) -> list[Row]:
    """Return a row for each of the lines of a runway."""
    lines = list(lines)
    ids = {person.id: person.employee_id for person in list_people(db, {line.person_id for line in lines})}
    found: list[Row] = []
    for line in lines:
        person = runway.people[line.person_id]
        code, title = runway.named(line)
        found.append(
            (
                ids[line.person_id],
                person.email,
                person.name,
                person.team,
                runway.kind(line),
                code,
                title,
                line.valid_until,
                (line.valid_until - runway.today).days,
                line.state,
                line.is_required,
                ";".join(runway.courses[course][0] for course in line.renewed_by),
                line.units_missing,
            )
        )
    return found

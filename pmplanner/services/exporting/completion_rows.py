"""Completions as the rows of files, in an order that does not depend on ids."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.writing import Value
from pmplanner.models import Completion, Course, Person
from pmplanner.services.lookup import fold

Row = tuple[Value, ...]


def completion_rows(db: Session) -> list[Row]:
    """Return what people have done, by whose it is, by course and by day."""
    query = (
        select(
            Person.employee_id,
            Person.email,
            func.coalesce(Course.code, ""),
            func.coalesce(Course.title, Completion.title),
            Completion.completed_on,
            Completion.result,
            Completion.days,
            Completion.cost,
            Completion.trainer,
            Completion.expires_on,
        )
        .join(Person, Person.id == Completion.person_id)
        .outerjoin(Course, Course.id == Completion.course_id)
    )
    return sorted(
        (tuple(row) for row in db.execute(query)),
        key=lambda row: (fold(row[0] or ""), fold(row[1]), fold(row[2]), fold(row[3]), row[4]),
    )


COMPLETION_ROWS = {"completions": completion_rows}

assert COMPLETION_ROWS.keys() <= LAYOUTS.keys()

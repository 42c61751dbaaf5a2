"""Completions and certificates of people as the rows of files, in an order that does not depend on ids."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.writing import Value
from pmplanner.models import Certificate, Completion, Course, Person, PersonCertificate
from pmplanner.services.lookup import fold, in_order, plain_rows

Row = tuple[Value, ...]


def completion_rows(db: Session) -> list[Row]:
    """Return what people have done, by whose it is, by course and by day.

    What is no course of the catalogue has its title in a column of its own, and so comes back as it was.
    """
    query = (
        select(
            Person.employee_id,
            Person.email,
            func.coalesce(Course.code, ""),
            func.coalesce(Course.title, ""),
            Completion.completed_on,
            Completion.result,
            Completion.days,
            Completion.cost,
            Completion.trainer,
            Completion.expires_on,
            Completion.title,
            Completion.provider,
            Completion.certificate_number,
            Completion.units,
            Completion.link,
        )
        .join(Person, Person.id == Completion.person_id)
        .outerjoin(Course, Course.id == Completion.course_id)
    )
    return sorted(
        (tuple(row) for row in plain_rows(db, query)),
        key=lambda row: (
            fold(row[0] or ""),
            fold(row[1]),
            fold(row[2]),
            fold(row[3]),
            row[4],
            row[10],
            row[11],
        ),
    )


def certificate_rows(db: Session) -> list[Row]:
    """Return the certificates that people hold, by whose they are and by code."""
    query = (
        select(
            Person.employee_id,
            Person.email,
            Certificate.code,
            PersonCertificate.number,
            PersonCertificate.awarded_on,
            PersonCertificate.valid_until,
            PersonCertificate.units,
            Person.last_name,
        )
        .join(Person, Person.id == PersonCertificate.person_id)
        .join(Certificate, Certificate.id == PersonCertificate.certificate_id)
    )
    rows = sorted(
        plain_rows(db, query),
        key=lambda row: (fold(row[0] or ""), fold(row[1]), in_order(row[7]), fold(row[2])),
    )
    return [tuple(row)[:7] for row in rows]


COMPLETION_ROWS = {"completions": completion_rows, "certificates": certificate_rows}

assert COMPLETION_ROWS.keys() <= LAYOUTS.keys()

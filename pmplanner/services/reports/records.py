"""What each of some people has in the plan, and all that they ever did: courses, certificates, evidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.people.certificates import HeldCertificate, list_held_certificates
from pmplanner.services.people.evidence import Evidence, list_evidence
from pmplanner.services.people.people import PersonDetail, list_people, person_detail
from pmplanner.services.reports.asking import Asked, Heading, Row, heading_of
from pmplanner.services.totals.totals import PersonLedger, person_ledgers
from pmplanner.services.views.person_plan import CourseLine, person_plan

HEADER = (
    "person_id",
    "email",
    "name",
    "what",
    "code",
    "title",
    "status",
    "days",
    "first_day",
    "last_day",
    "number",
    "expires_on",
    "evidence",
)
MOST = 500
"""So many people one paper has at most; of more nobody reads it."""


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate with the files that prove it."""

    row: HeldCertificate
    evidence: Sequence[Evidence]


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """Somebody with what is planned and what was done."""

    detail: PersonDetail
    ledger: PersonLedger | None
    """None of somebody who does not count in the plan."""
    plan: Sequence[CourseLine]
    held: Sequence[Held]


@dataclass(frozen=True, slots=True)
class Records:
    """The plans and records of people, by name."""

    heading: Heading
    people: Sequence[PersonRecord]


def read_records(db: Session, asked: Asked) -> Records:
    """Return the plans and records of the people asked for, or of all who count in the plan.

    Raises PlanError when the plan is gone, or there are more people than a paper is for.
    """
    heading = heading_of(db, asked)
    ledgers = person_ledgers(db, asked.plan_id, asked.person_ids)
    wanted = frozenset(ledgers) if asked.person_ids is None else asked.person_ids
    if len(wanted) > MOST:
        raise PlanError(
            said(
                "A paper tells of at most {most:,} people, and these are {n:,}. Name a team or some people.",
                most=MOST,
                n=len(wanted),
            )
        )
    held = list_held_certificates(db, wanted)
    evidence = list_evidence(db, certificate_ids={row.id for row in held})
    people = [
        PersonRecord(
            person_detail(db, person.id),
            ledgers.get(person.id),
            person_plan(db, asked.plan_id, person.id),
            [Held(row, evidence.get(row.id, ())) for row in held if row.person_id == person.id],
        )
        for person in list_people(db, wanted)
    ]
    return Records(heading, people)


def record_rows(found: Records) -> list[Row]:
    """Return the records as rows: what is planned, attended, completed, held and not needed."""
    return [row for record in found.people for row in _rows(record)]


def _rows(record: PersonRecord) -> Iterator[Row]:
    person = record.detail.person
    who = (person.employee_id or None, person.email, person.name)
    for line in record.plan:
        cell = line.cell
        days = cell.days
        yield (*who, "plan", line.code, line.title, cell.state, days, cell.first_day, cell.last_day,
               None, None, None)  # fmt: skip
    for seat in record.detail.attended:
        yield (*who, "attended", seat.session_code, seat.title, seat.status, seat.days, seat.first_day,
               seat.last_day, None, seat.expires_on, None)  # fmt: skip
    for done in record.detail.history:
        yield (*who, "completion", done.code, done.title, done.result, done.days, done.completed_on, None,
               done.certificate_number, done.expires_on, _named(done.evidence, done.link))  # fmt: skip
    for held in record.held:
        row = held.row
        yield (*who, "certificate", row.code, row.name, None, None, row.awarded_on, None, row.number,
               row.valid_until, _named(held.evidence))  # fmt: skip
    for free in record.detail.exemptions:
        yield (*who, "exemption", None, free.title, free.reason, None, free.first_day, free.last_day, None,
               None, None)  # fmt: skip


def _named(evidence: Sequence[Evidence], link: str = "") -> str:
    return "; ".join((*(each.name for each in evidence), *filter(None, (link,))))

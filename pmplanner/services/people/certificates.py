"""The certificates that people hold: awarded, renewed, and with units earned towards the next renewal.

A course gives its hours as units, unless the completion says how many it gave. What counts towards a renewal
is what was completed or attended within the certificate's months before its last day: of the courses that
lead to the certificate or renew it, and of anything that is no course of the catalogue and whose units were
said. A completion on a day of a session that was attended is that attendance.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from math import ceil
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    PASSED,
    Certificate,
    Completion,
    CourseCertificate,
    Person,
    PersonCertificate,
    Pick,
    Plan,
    Seat,
    SessionDay,
    TrainingSession,
)
from pmplanner.models.statuses import CertificateLink, SeatStatus, SessionStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.session_days import DAY_END, DAY_START
from pmplanner.services.catalog.own_facts import read_prices
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, fold, get, person_name, plain_rows
from pmplanner.services.people.evidence import remove_attachments
from pmplanner.services.people.expiry import expiry_of

HOURS_A_DAY = Decimal(DAY_END.hour - DAY_START.hour)
"""Of a whole day of training, from its first hour to its last."""

_CENT = Decimal("0.01")
_MOST_UNITS = Decimal(9999)


class HeldCertificate(NamedTuple):
    """A certificate that a person holds, with what its rule asks for the next renewal."""

    id: int
    person_id: int
    certificate_id: int
    code: str
    name: str
    number: str
    awarded_on: dt.date | None
    valid_until: dt.date | None
    """Its last day; None where it never expires."""
    units_asked: Decimal | None
    """None where the rule asks for no units, or nobody has said how many."""
    unit: str
    units_earned: Decimal
    """In the months before its last day."""
    units_said: Decimal | None = None
    """Those of them that were said beside what completions give."""

    @property
    def units_missing(self) -> Decimal | None:
        """What is to be earned until the last day; None where no units are asked for."""
        return None if self.units_asked is None else max(Decimal(0), self.units_asked - self.units_earned)


class Renewing(NamedTuple):
    """What has to be taken until a certificate that somebody holds expires."""

    certificate_id: int
    code: str
    valid_until: dt.date
    courses: frozenset[int]
    """Those that count for it."""
    quarters: int
    """Of days that are to be taken; 1 where any of the courses renews it."""


class CertificateCourses(NamedTuple):
    """The courses that lead to a certificate, and those that renew it."""

    lead: frozenset[int]
    renew: frozenset[int]

    @property
    def renewing(self) -> frozenset[int]:
        """Those that renew it; where none is known to, those that lead to it are taken again."""
        return self.renew or self.lead

    @property
    def counting(self) -> frozenset[int]:
        """Those whose hours are units."""
        return self.lead | self.renew


_NO_COURSES = CertificateCourses(frozenset(), frozenset())


def courses_of_certificates(db: Session) -> Mapping[int, CertificateCourses]:
    """Return the courses of each certificate that has any."""
    found: dict[int, tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    query = select(CourseCertificate.certificate_id, CourseCertificate.course_id, CourseCertificate.kind)
    for certificate_id, course_id, kind in plain_rows(db, query):
        found[certificate_id][kind == CertificateLink.RENEWS].add(course_id)
    return {
        key: CertificateCourses(frozenset(lead), frozenset(renew)) for key, (lead, renew) in found.items()
    }


def units_of_days(days: Decimal, hours_per_unit: Decimal | None) -> Decimal:
    """Return the units that days of training give: their hours by the hours of a unit, 1 unless said.

    To the hundredth, half to even.
    """
    hours = days * HOURS_A_DAY
    return (hours / (hours_per_unit or Decimal(1))).quantize(_CENT, ROUND_HALF_EVEN)


def list_held_certificates(db: Session, person_ids: Collection[int] | None = None) -> list[HeldCertificate]:
    """Return the certificates of everybody or of those named, by person and the certificate's code."""
    certificates = {row.id: row for row in db.scalars(select(Certificate))}
    # Columns and no objects: thousands of people hold some.
    query = select(
        PersonCertificate.id,
        PersonCertificate.person_id,
        PersonCertificate.certificate_id,
        PersonCertificate.number,
        PersonCertificate.awarded_on,
        PersonCertificate.valid_until,
        PersonCertificate.units,
    ).where(*among(PersonCertificate.person_id, person_ids))
    held = [
        (*row, certificates[row[2]])
        for row in plain_rows(db, query)
        if person_ids is None or row[1] in person_ids
    ]
    if not held:
        return []
    held.sort(key=lambda row: (row[1], row[-1].code))
    earned = _Earned(db, {row[1] for row in held})
    return [
        HeldCertificate(
            held_id,
            person_id,
            certificate_id,
            certificate.code,
            certificate.name,
            number,
            awarded_on,
            valid_until,
            None if certificate.units is None else Decimal(certificate.units),
            certificate.unit,
            (units or Decimal(0)) + earned.units(person_id, valid_until, certificate),
            units,
        )
        for held_id, person_id, certificate_id, number, awarded_on, valid_until, units, certificate in held
    ]


def list_renewing(db: Session, person_ids: Collection[int] | None = None) -> dict[int, tuple[Renewing, ...]]:
    """Return by person the certificates that have to be renewed, and by what; none that need nothing.

    What is seated or picked is not looked at.
    """
    courses = courses_of_certificates(db)
    hours: dict[int, Decimal | None] = dict(
        db.execute(select(Certificate.id, Certificate.hours_per_unit)).all()
    )
    found: dict[int, list[Renewing]] = defaultdict(list)
    for held in list_held_certificates(db, person_ids):
        of = courses.get(held.certificate_id, _NO_COURSES)
        missing = held.units_missing
        if held.valid_until is None or missing == 0:
            continue
        counting = of.renewing if missing is None else of.counting
        hour = hours[held.certificate_id] or Decimal(1)
        quarters = 1 if missing is None else ceil(missing * hour / HOURS_A_DAY * 4)
        if counting:
            found[held.person_id].append(
                Renewing(held.certificate_id, held.code, held.valid_until, counting, quarters)
            )
    return {person_id: tuple(theirs) for person_id, theirs in found.items()}


class _Done(NamedTuple):
    course_id: int | None
    first_day: dt.date
    day: dt.date
    """The last one."""
    days: Decimal | None
    units: Decimal | None


class _Earned:
    """What completions give towards the certificates of some people."""

    def __init__(self, db: Session, person_ids: Collection[int]) -> None:
        self._courses = courses_of_certificates(db)
        self._days = {course_id: price.days for course_id, price in read_prices(db).items()}
        self._done: dict[int, list[_Done]] = defaultdict(list)
        query = select(
            Completion.person_id,
            Completion.course_id,
            Completion.completed_on,
            Completion.days,
            Completion.units,
            Completion.result,
        ).where(*among(Completion.person_id, person_ids))
        for person_id, done in _attended(db, person_ids):
            self._done[person_id].append(done)
        for person_id, course_id, day, days, units, result in plain_rows(db, query):
            if result.casefold() in PASSED:
                self._add(person_id, _Done(course_id, day, day, days, units))

    def _add(self, person_id: int, told: _Done) -> None:
        """Take a completion in; the units that it says are those of the session that it is told of."""
        theirs = self._done[person_id]
        for place, done in enumerate(theirs):
            if done.course_id == told.course_id is not None and done.first_day <= told.day <= done.day:
                theirs[place] = done._replace(units=told.units if done.units is None else done.units)
                return
        theirs.append(told)

    def units(self, person_id: int, until: dt.date | None, certificate: Certificate) -> Decimal:
        """Return what was earned within the certificate's months before its last day."""
        if until is None or certificate.renewal_months is None:
            return Decimal(0)
        since = expiry_of(until, -certificate.renewal_months) or dt.date.min
        counting = self._courses.get(certificate.id, _NO_COURSES).counting
        return sum(
            (
                self._given(done, certificate.hours_per_unit)
                for done in self._done.get(person_id, ())
                if since < done.day <= until
                and (done.course_id in counting or (done.course_id is None and done.units is not None))
            ),
            Decimal(0),
        )

    def _given(self, done: _Done, hours_per_unit: Decimal | None) -> Decimal:
        if done.units is not None:
            return done.units
        assert done.course_id is not None
        days = self._days[done.course_id] if done.days is None else done.days
        return units_of_days(days, hours_per_unit)


def _attended(db: Session, person_ids: Collection[int]) -> Iterator[tuple[int, _Done]]:
    """Yield what was attended in whole in sessions of any plan; a variant has copies of its plan's."""
    length = func.sum(SessionDay.portion, type_=SessionDay.portion.type)
    query = (
        select(
            Pick.person_id,
            Pick.course_id,
            Pick.days,
            Seat.attended_days,
            func.min(SessionDay.day),
            func.max(SessionDay.day),
            length,
        )
        .join(Pick, Pick.id == Seat.pick_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .join(SessionDay, SessionDay.session_id == Seat.session_id)
        .join(Plan, Plan.id == Pick.plan_id)
        .where(
            Plan.variant_of_id.is_(None),
            Seat.status == SeatStatus.ATTENDED,
            TrainingSession.status != SessionStatus.CANCELLED,
            *among(Pick.person_id, person_ids),
        )
        .group_by(Seat.id)
        .order_by(Seat.id)
    )
    for person_id, course_id, own, attended, first, last, days in plain_rows(db, query):
        if person_id in person_ids:
            taken = next(each for each in (attended, own, days) if each is not None)
            yield person_id, _Done(course_id, first, last, taken, None)


def list_certificates(db: Session) -> list[tuple[int, str, str]]:
    """Return id, code and name of each certificate that can be held, by code."""
    rows = db.execute(select(Certificate.id, Certificate.code, Certificate.name))
    return sorted(((row[0], row[1], row[2]) for row in rows), key=lambda row: fold(row[1]))


def find_certificate(db: Session, text: str) -> Certificate:
    """Return the certificate with that code or name; raise PlanError when there is none, or several."""
    wanted = fold(text.strip())
    found = [
        each
        for each in db.scalars(select(Certificate).order_by(Certificate.code))
        if wanted in (fold(each.code), fold(each.name))
    ]
    exact = [each for each in found if fold(each.code) == wanted] or found
    if len(exact) != 1:
        raise PlanError(
            said("There is no certificate “{text}”. Look at the list of certificates.", text=text)
        )
    return exact[0]


def add_held_certificate(
    db: Session,
    person_id: int,
    certificate_id: int,
    *,
    number: str = "",
    awarded_on: dt.date | None = None,
    valid_until: dt.date | None = None,
    units: Decimal | None = None,
) -> int:
    """Say that a person holds a certificate and return the row's id.

    Without a last day it never expires. Raises PlanError when the person holds it already, it ends before it
    was awarded, or the units will not do.
    """
    person, certificate = get(db, Person, person_id), get(db, Certificate, certificate_id)
    same = select(PersonCertificate.id).where(
        PersonCertificate.person_id == person_id, PersonCertificate.certificate_id == certificate_id
    )
    if db.scalar(same) is not None:
        raise PlanError(
            said(
                "{person} holds {certificate} already; renew or change that.",
                person=person_name(
                    person.id, person.first_name, person.last_name, person.email, person.employee_id
                ),
                certificate=certificate.code,
            )
        )
    row = PersonCertificate(
        person_id=person_id,
        certificate_id=certificate_id,
        number=number.strip(),
        awarded_on=awarded_on,
        valid_until=valid_until,
        units=units,
    )
    _check(row)
    db.add(row)
    db.flush()
    return row.id


def change_held_certificate(db: Session, held_id: int, /, **values: object) -> None:
    """Change number, awarded_on, valid_until or units; raise PlanError as when it is added."""
    row = get(db, PersonCertificate, held_id)
    for name, value in values.items():
        if name not in ("number", "awarded_on", "valid_until", "units"):
            raise ValueError(name)
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check(row)
    db.flush()


def renewed_until(db: Session, held_id: int) -> dt.date | None:
    """Return the last day after one more renewal; None where its rule names no months or it never expires."""
    row = get(db, PersonCertificate, held_id)
    months = get(db, Certificate, row.certificate_id).renewal_months
    return None if row.valid_until is None or months is None else expiry_of(row.valid_until, months)


def renew_held_certificate(db: Session, held_id: int, until: dt.date | None = None) -> dt.date:
    """Let a certificate hold until a later day, by its rule unless one is named; return that day.

    The units said of it were for this renewal and are gone; what is completed later counts for the next one.
    Raises PlanError when the rule names no months and no day is named, or the day is not later.
    """
    row = get(db, PersonCertificate, held_id)
    later = until or renewed_until(db, held_id)
    if later is None:
        raise PlanError(said("Its rule does not say for how long it is renewed; name the last day."))
    if row.valid_until is not None and later <= row.valid_until:
        raise PlanError(said("It holds until {day} already; a renewal ends later.", day=row.valid_until))
    row.valid_until, row.units = later, None
    db.flush()
    return later


def remove_held_certificate(db: Session, held_id: int) -> None:
    """Take a certificate off a person, with its evidence."""
    row = get(db, PersonCertificate, held_id)
    remove_attachments(db, certificate_ids={held_id})
    db.delete(row)
    db.flush()


def _check(row: PersonCertificate) -> None:
    if row.awarded_on is not None and row.valid_until is not None and row.valid_until < row.awarded_on:
        raise PlanError(
            said(
                "It would end ({until}) before it was awarded ({awarded}).",
                until=row.valid_until,
                awarded=row.awarded_on,
            )
        )
    if row.units is not None and not (
        0 <= row.units <= _MOST_UNITS and row.units == row.units.quantize(_CENT)
    ):
        raise PlanError(
            said("Units are 0 or more, with at most two decimals; not {units}.", units=str(row.units))
        )

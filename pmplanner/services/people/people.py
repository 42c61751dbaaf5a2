"""People: list, detail, add, change, remove; whom a title, a team or a track names."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    NO_FIRST_DAY,
    NO_LAST_DAY,
    Absence,
    Completion,
    Course,
    Exemption,
    Person,
    PersonTrack,
    Track,
)
from pmplanner.sentences import said
from pmplanner.services.calendar.open_days import check_week
from pmplanner.services.calendar.working_hours import check_hours
from pmplanner.services.catalog.own_facts import course_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import check_order, taken_by, write_fields
from pmplanner.services.lookup import (
    among,
    find_person,
    find_track,
    fold,
    full_name,
    get,
    in_order,
    person_name,
    plain_rows,
)
from pmplanner.services.people.employment import SpellRow, check_latest, list_earlier
from pmplanner.services.people.evidence import Evidence, list_evidence
from pmplanner.services.people.expiry import expiry_of
from pmplanner.services.people.history import AttendedRow, list_attended
from pmplanner.services.people.managers import CALLED, TEXTS, below, link_managers, manager_names

FIELDS = (
    "employee_id",
    "first_name",
    "last_name",
    "email",
    "job_title",
    "team",
    "manager_email",
    "manager_name",
    "location",
    "start_date",
    "end_date",
    "primary_track_id",
    "working_days",
    "day_begins",
    "day_ends",
)
"""What can be set on a person."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as lists show them."""

    id: int
    employee_id: str
    first_name: str
    last_name: str
    email: str
    job_title: str
    team: str
    manager_email: str
    manager_name: str
    location: str
    start_date: dt.date | None
    end_date: dt.date | None
    track_id: int | None
    track: str
    track_position: int | None
    sample: bool
    working_days: int | None = None
    """Weekdays as bits, Monday 1 to Sunday 64; None for those of the workspace."""
    manager_id: int | None = None
    """The manager, where that one is known."""
    manager: str = ""
    """What the manager is called now, where that one is known, else as it was written."""
    day_begins: dt.time | None = None
    day_ends: dt.time | None = None
    """Working hours by the clocks of the person's site; None for those of the site."""

    @property
    def name(self) -> str:
        """First and last name, or whatever else there is to call the person by."""
        return person_name(self.id, self.first_name, self.last_name, self.email, self.employee_id)

    @property
    def written_last_name(self) -> str:
        """The last name as files have it: those who were forgotten are told apart there, too."""
        known = self.first_name or self.last_name or self.email or self.employee_id
        return self.last_name if known else self.name


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A course that a person took; *days* are the person's own, or the course's.

    What is no course of the catalogue has neither id nor code, and its days can be unknown.
    """

    id: int
    course_id: int | None
    code: str
    title: str
    completed_on: dt.date
    result: str
    days: Decimal | None
    trainer: str
    expires_on: dt.date | None
    provider: str = ""
    """Of what is no course of the catalogue."""
    certificate_number: str = ""
    units: Decimal | None = None
    """As said; None for the hours of the course."""
    link: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ExemptionRow:
    """A course that a person need not take, from the first to the last day; None is no limit."""

    id: int
    course_id: int
    title: str
    reason: str
    first_day: dt.date | None
    last_day: dt.date | None


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Time away, both days included."""

    id: int
    first_day: dt.date
    last_day: dt.date
    kind: str


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """A person with all that is known of them outside plans, and the sessions attended in all plans."""

    person: PersonRow
    further_track_ids: tuple[int, ...]
    history: tuple[HistoryRow, ...]
    exemptions: tuple[ExemptionRow, ...]
    absences: tuple[AbsenceRow, ...]
    attended: tuple[AttendedRow, ...]
    earlier: tuple[SpellRow, ...] = ()
    """Earlier spells of employment, the first one first."""


def number_of_people(db: Session) -> int:
    """Return how many people the workspace has."""
    return db.scalar(select(func.count(Person.id))) or 0


class NamedPerson(NamedTuple):
    """What a person is called, and the primary track."""

    id: int
    name: str
    track_id: int | None


def list_names(db: Session) -> list[NamedPerson]:
    """Return what all people are called, in no order."""
    called = Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id
    query = select(*called, Person.primary_track_id)
    return [NamedPerson(row[0], person_name(*row[:5]), row[5]) for row in plain_rows(db, query)]


def list_people(db: Session, person_ids: Collection[int] | None = None) -> list[PersonRow]:
    """Return all people, or those named, by last name."""
    wanted = None if person_ids is None else set(person_ids)
    columns = [Person.id, *(getattr(Person, name) for name in FIELDS), Person.sample, Person.manager_id]
    query = select(*columns).where(*among(Person.id, wanted))
    tracks: dict[int | None, tuple[str, int | None]] = {
        track.id: (track.name, track.position) for track in db.scalars(select(Track))
    }
    none = ("", None)
    bosses = manager_names(db)
    rows = [
        # In the order of FIELDS; written out, because it runs for thousands at every start.
        PersonRow(
            row[0],
            row[1] or "",
            *row[2:13],
            *tracks.get(row[12], none),
            row[16],
            row[13],
            row[17],
            bosses.get(row[17] or 0) or row[8] or row[7],
            *row[14:16],
        )  # type: ignore[call-arg]
        for row in plain_rows(db, query)
        if wanted is None or row[0] in wanted
    ]
    return sorted(
        rows,
        key=lambda row: (in_order(row.written_last_name), in_order(row.first_name), row.employee_id, row.id),
    )


def count_everybody(db: Session) -> int:
    """Return how many people there are, also those who have left."""
    return db.scalar(select(func.count()).select_from(Person)) or 0


def person_detail(db: Session, person_id: int) -> PersonDetail:
    """Return a person with tracks and all that the person did and is away for; raise PlanError when gone."""
    get(db, Person, person_id)
    (row,) = list_people(db, [person_id])
    further = db.scalars(select(PersonTrack.track_id).where(PersonTrack.person_id == person_id))
    return PersonDetail(
        row,
        tuple(further),
        tuple(_histories(db, {person_id}).get(person_id, ())),
        tuple(_exemptions(db, person_id)),
        tuple(_absences(db, person_id)),
        tuple(list_attended(db, person_id)),
        tuple(list_earlier(db, [person_id]).get(person_id, ())),
    )


def list_histories(
    db: Session, person_ids: Collection[int] | None = None
) -> list[tuple[PersonRow, list[HistoryRow]]]:
    """Return what everybody, or each of those named, completed, by name and the latest first."""
    histories = _histories(db, person_ids)
    return [(person, histories[person.id]) for person in list_people(db, histories)]


def _histories(db: Session, person_ids: Collection[int] | None) -> dict[int, list[HistoryRow]]:
    query = (
        select(Completion, Course)
        .outerjoin(Course, Course.id == Completion.course_id)
        .where(*among(Completion.person_id, person_ids))
        .order_by(Completion.completed_on.desc(), Completion.id)
    )
    rows = db.execute(query).all()
    facts = course_facts(db, {course.id for _, course in rows if course is not None})
    evidence = list_evidence(db, completion_ids={done.id for done, _ in rows})
    found: dict[int, list[HistoryRow]] = {}
    for done, course in rows:
        if person_ids is not None and done.person_id not in person_ids:
            continue
        months = None if course is None else facts[course.id].valid_months
        row = HistoryRow(
            done.id,
            done.course_id,
            "" if course is None else course.code,
            done.title if course is None else course.title,
            done.completed_on,
            done.result,
            course.days if done.days is None and course is not None else done.days,
            done.trainer,
            done.expires_on or expiry_of(done.completed_on, months),
            done.provider,
            done.certificate_number,
            done.units,
            done.link,
            tuple(evidence.get(done.id, ())),
        )
        found.setdefault(done.person_id, []).append(row)
    return found


def _exemptions(db: Session, person_id: int) -> Iterable[ExemptionRow]:
    query = (
        select(
            Exemption.id,
            Exemption.course_id,
            Course.title,
            Exemption.reason,
            Exemption.first_day,
            Exemption.last_day,
        )
        .join(Course, Course.id == Exemption.course_id)
        .where(Exemption.person_id == person_id)
        .order_by(Course.title, Exemption.first_day)
    )
    return [
        ExemptionRow(
            row.id,
            row.course_id,
            row.title,
            row.reason,
            None if row.first_day == NO_FIRST_DAY else row.first_day,
            None if row.last_day == NO_LAST_DAY else row.last_day,
        )
        for row in db.execute(query)
    ]


def _absences(db: Session, person_id: int) -> Iterable[AbsenceRow]:
    query = (
        select(Absence.id, Absence.first_day, Absence.last_day, Absence.kind)
        .where(Absence.person_id == person_id)
        .order_by(Absence.first_day)
    )
    return [AbsenceRow(*row) for row in db.execute(query)]


def add_person(db: Session, /, **values: object) -> int:
    """Add a person with the values of FIELDS and return the id; raise PlanError when they will not do."""
    person = Person()
    _write(person, values)
    _check(db, person)
    db.add(person)
    link_managers(db)
    return person.id


def write_values(db: Session, person_id: int, values: dict[str, object]) -> None:
    """Write the named values of a person; raise PlanError when they will not do.

    What follows for tracks and seats is left to the callers in the room of plans.
    """
    person = get(db, Person, person_id)
    nameless = not _called(person)
    with db.no_autoflush:
        _write(person, values)
        _check(db, person, nameless=nameless)
    if not values.keys().isdisjoint((*TEXTS, *CALLED)):
        changed = [person_id] if not values.keys().isdisjoint(TEXTS) else []
        link_managers(db, changed, others=not values.keys().isdisjoint(CALLED))


def _write(person: Person, values: dict[str, object]) -> None:
    write_fields(person, (*FIELDS, "sample"), values, or_none=("employee_id",))


def _called(person: Person) -> str:
    return full_name(person.first_name, person.last_name, person.email, person.employee_id)


def _check(db: Session, person: Person, *, nameless: bool = False) -> None:
    """Raise PlanError when the values will not do; a *nameless* one was forgotten, and may stay so."""
    if not nameless and not _called(person):
        raise PlanError(said("A person needs a name, an e-mail address or an employee id."))
    check_order(person.start_date, person.end_date)
    check_latest(db, person)
    check_week(person.working_days)
    check_hours(person.day_begins, person.day_ends)
    other = taken_by(db, person, "employee_id")
    if other is not None:
        holder = get(db, Person, other[0])
        name = person_name(holder.id, holder.first_name, holder.last_name, holder.email)
        raise PlanError(said("{name} already has the employee id “{id}”.", name=name, id=other[1]))


def choose_people(
    db: Session,
    *,
    keys: Sequence[str] = (),
    tracks: Sequence[str] = (),
    teams: Sequence[str] = (),
    titles: Sequence[str] = (),
    managers: Sequence[str] = (),
) -> list[int]:
    """Return the ids of the people that any of the ids, tracks, teams, job titles or managers names.

    A manager names everybody below, not only those who report directly.

    Raises PlanError when one of them names nobody, so that a slip of the pen is not passed over.
    """
    chosen = {find_person(db, key).id for key in keys}
    people = list(db.scalars(select(Person)))
    for name in tracks:
        track = find_track(db, name)
        chosen |= _some(
            {p.id for p in people if p.primary_track_id == track.id},
            said("Nobody has the track “{name}”.", name=track.name),
        )
    for name in teams:
        chosen |= _some(
            {p.id for p in people if fold(p.team) == fold(name)},
            said("Nobody is in the team “{name}”.", name=name),
        )
    for name in titles:
        chosen |= _some(
            {p.id for p in people if fold(p.job_title) == fold(name)},
            said("Nobody has the job title “{name}”.", name=name),
        )
    for key in managers:
        chosen |= _some(set(below(db, _manager(db, key))), said("Nobody reports to “{name}”.", name=key))
    return sorted(chosen)


def _manager(db: Session, name: str) -> int | str:
    """Return the person of that id, e-mail or name, else the name, for managers who are no staff."""
    try:
        return find_person(db, name).id
    except PlanError:
        return name


def _some(ids: set[int], refusal: str) -> set[int]:
    if not ids:
        raise PlanError(refusal)
    return ids

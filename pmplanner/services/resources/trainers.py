"""Trainers: what they can teach, when they can be asked for, when they are away, what a day costs."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Trainer, TrainerAbsence, TrainerCourse
from pmplanner.sentences import marked, said
from pmplanner.services.calendar.open_days import check_week
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import check_order, refuse_taken, taken_by, write_fields
from pmplanner.services.lookup import fold, get
from pmplanner.services.quantities import check_amount
from pmplanner.services.resources.renaming import count_texts, rename_text
from pmplanner.storage import journal
from pmplanner.storage.labels import People, TrainerOf

FIELDS = ("code", "name", "email", "first_day", "last_day", "working_days", "day_cost", "currency", "note")
"""What can be set on a trainer beside courses and absences."""


@dataclass(frozen=True, slots=True)
class TrainerAbsenceRow:
    """Days on which a trainer is away."""

    id: int
    first_day: dt.date
    last_day: dt.date
    kind: str


@dataclass(frozen=True, slots=True)
class TrainerRow:
    """A trainer with the ids of the courses that they can teach, and how many sessions name them."""

    id: int
    code: str
    name: str
    email: str
    first_day: dt.date | None
    last_day: dt.date | None
    working_days: int | None
    day_cost: Decimal | None
    currency: str
    note: str
    courses: tuple[int, ...]
    absences: tuple[TrainerAbsenceRow, ...]
    sessions: int


def list_trainers(db: Session) -> list[TrainerRow]:
    """Return all trainers by name."""
    courses: dict[int, list[int]] = defaultdict(list)
    for trainer_id, course_id in db.execute(
        select(TrainerCourse.trainer_id, TrainerCourse.course_id).order_by(TrainerCourse.course_id)
    ):
        courses[trainer_id].append(course_id)
    away: dict[int, list[TrainerAbsenceRow]] = defaultdict(list)
    for row in db.scalars(select(TrainerAbsence).order_by(TrainerAbsence.first_day)):
        away[row.trainer_id].append(TrainerAbsenceRow(row.id, row.first_day, row.last_day, row.kind))
    used: Counter[str] = count_texts(db, "trainer")
    rows = [
        TrainerRow(
            t.id,
            t.code or "",
            t.name,
            t.email,
            t.first_day,
            t.last_day,
            t.working_days,
            t.day_cost,
            t.currency,
            t.note,
            tuple(courses[t.id]),
            tuple(away[t.id]),
            used[fold(t.name)],
        )
        for t in db.scalars(select(Trainer))
    ]
    return sorted(rows, key=lambda row: fold(row.name))


def add_trainer(db: Session, /, name: str, *, courses: Iterable[int] = (), **values: object) -> int:
    """Add a trainer with values of FIELDS and return the id; raise PlanError when they will not do."""
    row = Trainer()
    with db.no_autoflush:
        _write(row, {"name": name, **values})
        _check(db, row)
    db.add(row)
    db.flush()
    set_trainer_courses(db, row.id, courses)
    return row.id


def change_trainer(db: Session, trainer_id: int, /, **values: object) -> None:
    """Change the named FIELDS of a trainer; sessions that name them take the new name.

    Raises PlanError when the values will not do.
    """
    row = get(db, Trainer, trainer_id)
    before = row.name
    with db.no_autoflush:
        _write(row, values)
        _check(db, row)
    db.flush()
    rename_text(db, "trainer", before, row.name)


def set_trainer_courses(db: Session, trainer_id: int, courses: Iterable[int]) -> None:
    """Make these the courses that a trainer can teach; raise PlanError for one that is gone."""
    get(db, Trainer, trainer_id)
    wanted = set(courses)
    present = {
        row.course_id: row
        for row in db.scalars(select(TrainerCourse).where(TrainerCourse.trainer_id == trainer_id))
    }
    for course_id in sorted(wanted - present.keys()):
        get(db, Course, course_id)
        db.add(TrainerCourse(trainer_id=trainer_id, course_id=course_id))
    for course_id in present.keys() - wanted:
        db.delete(present[course_id])
    db.flush()


def add_trainer_absence(
    db: Session, trainer_id: int, first_day: dt.date, last_day: dt.date, kind: str = ""
) -> int:
    """Say that a trainer is away and return the absence's id; raise PlanError for days that will not do."""
    trainer = get(db, Trainer, trainer_id)
    check_order(first_day, last_day)
    same = select(TrainerAbsence.id).where(
        TrainerAbsence.trainer_id == trainer_id,
        TrainerAbsence.first_day == first_day,
        TrainerAbsence.last_day == last_day,
    )
    if db.scalar(same) is not None:
        raise PlanError(said("{trainer} is away on these days already.", trainer=trainer.name))
    row = TrainerAbsence(trainer_id=trainer_id, first_day=first_day, last_day=last_day, kind=kind.strip())
    db.add(row)
    db.flush()
    return row.id


def remove_trainer_absence(db: Session, absence_id: int) -> None:
    """Say that a trainer is not away after all."""
    db.delete(get(db, TrainerAbsence, absence_id))


def named_trainer(db: Session, name: str) -> TrainerOf | People | str:
    """Return a trainer as labels name one: as a trainer, as somebody of the people, or else by *name*."""
    key = fold(name)
    for trainer_id, known in db.execute(select(Trainer.id, Trainer.name)):
        if fold(known) == key:
            return TrainerOf(trainer_id)
    for person_id, first, last in db.execute(select(Person.id, Person.first_name, Person.last_name)):
        if fold(f"{first} {last}") == key:
            return People.of([person_id])
    return name


def remove_trainer(db: Session, trainer_id: int) -> None:
    """Remove a trainer; sessions go on naming them, and nothing is known of them then."""
    row = get(db, Trainer, trainer_id)
    for kind in (TrainerCourse, TrainerAbsence):
        journal.bulk_delete(db, kind, db.scalars(select(kind.id).where(kind.trainer_id == trainer_id)))
    db.delete(row)


def _write(row: Trainer, values: dict[str, object]) -> None:
    write_fields(row, FIELDS, values, or_none=("code",))


def _check(db: Session, row: Trainer) -> None:
    if not row.name:
        raise PlanError(said("A trainer needs a name."))
    check_order(row.first_day, row.last_day)
    check_amount(
        row.day_cost,
        marked("What a day costs is 0 or more, with at most two decimals; not {amount}."),
        row.currency,
    )
    check_week(row.working_days)
    refuse_taken(db, row, "name", marked("There is already a trainer “{text}”."))
    other = taken_by(db, row, "code")
    if other is not None:
        holder = get(db, Trainer, other[0])
        raise PlanError(said("{trainer} has the id {id} already.", trainer=holder.name, id=other[1]))

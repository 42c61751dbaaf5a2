"""What people did: sessions attended, and beside the plan completions, exemptions, absences."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import (
    NO_FIRST_DAY,
    NO_LAST_DAY,
    Absence,
    Completion,
    Course,
    Edit,
    Exemption,
    Person,
    Pick,
    Plan,
    Seat,
    SessionDay,
    TrainingSession,
)
from pmplanner.models.statuses import WAS_THERE, SeatStatus, SessionStatus
from pmplanner.sentences import marked, said
from pmplanner.services.catalog.own_facts import course_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.families import plans_of_days
from pmplanner.services.fields import is_link, is_link_to_file
from pmplanner.services.lookup import among, fold, get, person_name, plain_rows
from pmplanner.services.people.evidence import remove_attachments
from pmplanner.services.people.expiry import expiry_of
from pmplanner.services.quantities import check_amount, check_days
from pmplanner.storage.labels import Label, words


@dataclass(frozen=True, slots=True)
class EditLine:
    """One line of the change log; times are UTC."""

    id: int
    label: str
    made_by: str
    made_at: dt.datetime
    state: str
    rows: int
    sealed: bool = False
    """True when undo cannot take it back any more, because it touched somebody who was forgotten."""


@dataclass(frozen=True, slots=True)
class AttendedRow:
    """A session that a person attended, all or in part; *days* are the person's.

    *expires_on* is the last day on which it is valid, as for a completion; None when it is always, or
    when the session was attended only in part and satisfies nothing.
    """

    seat_id: int
    session_id: int
    session_code: str
    course_id: int
    title: str
    status: str
    days: Decimal
    first_day: dt.date
    last_day: dt.date
    expires_on: dt.date | None


def list_attended(db: Session, person_id: int) -> list[AttendedRow]:
    """Return the sessions of all plans that a person attended, the latest first.

    Each once: a variant has copies of its plan's.
    """
    first, last = func.min(SessionDay.day), func.max(SessionDay.day)
    length = func.sum(SessionDay.portion, type_=SessionDay.portion.type)
    query = (
        select(Seat, Pick.days, TrainingSession.code, Course, length, first, last)
        .join(Pick, Pick.id == Seat.pick_id)
        .join(Course, Course.id == Pick.course_id)
        .join(TrainingSession, TrainingSession.id == Seat.session_id)
        .join(SessionDay, SessionDay.session_id == Seat.session_id)
        .join(Plan, Plan.id == TrainingSession.plan_id)
        .where(
            Pick.person_id == person_id,
            Plan.variant_of_id.is_(None),
            Seat.status.in_(WAS_THERE),
            TrainingSession.status != SessionStatus.CANCELLED,
        )
        .group_by(Seat.id)
        .order_by(last.desc(), Seat.id.desc())
    )
    attended = db.execute(query).all()
    facts = course_facts(db, {course.id for _, _, _, course, *_ in attended})
    return [
        AttendedRow(
            seat.id,
            seat.session_id,
            code,
            course.id,
            course.title,
            seat.status,
            next(days for days in (seat.attended_days, own_days, run_days) if days is not None),
            first_day,
            last_day,
            expiry_of(last_day, facts[course.id].valid_months)
            if seat.status == SeatStatus.ATTENDED
            else None,
        )
        for seat, own_days, code, course, run_days, first_day, last_day in attended
    ]


def list_edits(
    db: Session, limit: int | None = None, since: int = 0, before: int | None = None
) -> list[EditLine]:
    """Return what was done, the newest first, from the edit with the id *since* on, *before* another one."""
    told = (Edit.label, Edit.label_key, Edit.label_args)
    # Columns and no objects: a history of years is read as a whole.
    head = select(Edit.id, Edit.made_by, Edit.made_at, Edit.state, Edit.rows, Edit.sealed, *told)
    if before is not None:
        head = head.where(Edit.id < before)
    edits = plain_rows(db, head.where(Edit.id >= since).order_by(Edit.id.desc()).limit(limit))
    said = words(
        db,
        {
            edit_id: Label.read(label_key, label_args) if label_key else label
            for edit_id, *_, label, label_key, label_args in edits
        },
    )
    return [
        EditLine(edit_id, said[edit_id], made_by, made_at, state, rows, sealed)
        for edit_id, made_by, made_at, state, rows, sealed, *_ in edits
    ]


def record_completion(
    db: Session,
    person_id: int,
    course_id: int | None,
    completed_on: dt.date,
    *,
    result: str = "completed",
    days: Decimal | None = None,
    cost: Decimal | None = None,
    trainer: str = "",
    expires_on: dt.date | None = None,
    title: str = "",
    provider: str = "",
    certificate_number: str = "",
    units: Decimal | None = None,
    link: str = "",
) -> int:
    """Record that a person took a course and return the completion's id; *days* None for the course's.

    What is no course of the catalogue has a *title* instead, and is in no plan. Else it is a done pick of
    the active plan whose period holds the day, made if it is missing; of several plans of the one that begins
    last, and never of a variant. What was failed is one, too: its days are spent, and the need stays.
    Raises PlanError when the same completion is there already, when it names a course and a title or neither,
    or its days, cost, units, link or expiry will not do.
    """
    get(db, Person, person_id)
    title, provider = title.strip(), provider.strip()
    if course_id is not None:
        get(db, Course, course_id)
    if (course_id is None) != bool(title):
        raise PlanError(said("A completion is of a course of the catalogue, or has a title of its own."))
    check_days(days)
    check_amount(units, marked("Units are 0 or more, with at most two decimals; not {amount}."))
    check_link(link.strip())
    check_amount(cost, marked("A cost is 0 or more, with at most two decimals; not {amount}."))
    if expires_on is not None and expires_on < completed_on:
        raise PlanError(
            said(
                "It would expire ({expires_on}) before it was completed ({completed_on}).",
                expires_on=expires_on,
                completed_on=completed_on,
            )
        )
    if _is_recorded(db, person_id, course_id, completed_on, title, provider):
        raise PlanError(
            said("This course is already recorded for {completed_on}.", completed_on=completed_on)
        )
    done = Completion(
        person_id=person_id,
        course_id=course_id,
        completed_on=completed_on,
        result=result.strip() or "completed",
        days=days,
        cost=cost,
        trainer=trainer,
        expires_on=expires_on,
        title=title,
        provider=provider,
        certificate_number=certificate_number.strip(),
        units=units,
        link=link.strip(),
    )
    db.add(done)
    if course_id is not None:
        pick_completed(db, [(person_id, course_id, completed_on)])
    db.flush()
    return done.id


def _is_recorded(
    db: Session, person_id: int, course_id: int | None, day: dt.date, title: str, provider: str
) -> bool:
    """Say whether the same is there already; of a title in any case of its letters."""
    there = db.execute(
        select(Completion.title, Completion.provider).where(
            Completion.person_id == person_id,
            Completion.course_id.is_(None) if course_id is None else Completion.course_id == course_id,
            Completion.completed_on == day,
        )
    )
    wanted = fold(title), fold(provider)
    return any(course_id is not None or (fold(row[0]), fold(row[1])) == wanted for row in there)


def check_link(link: str) -> None:
    """Raise PlanError unless a link is empty, or leads somewhere by http, https or as a file."""
    if link and not (is_link(link) or is_link_to_file(link)):
        raise PlanError(said("“{link}” is no link; it begins with https:// or file://.", link=link[:100]))


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of recording something for many: the completions that are new, and who had it already."""

    completion_ids: tuple[int, ...]
    had: tuple[int, ...]
    """Ids of people of whom the same was recorded for that day before."""


def record_for_many(
    db: Session, person_ids: Collection[int], course_id: int | None, completed_on: dt.date, **values: Any
) -> Recorded:
    """Record the same for many people at once, such as what all of them read or clicked through.

    *values* are those of :func:`record_completion`. Raises PlanError as that does, but not for those of whom
    it is recorded already: they keep what they have.
    """
    title, provider = str(values.get("title", "")), str(values.get("provider", ""))
    made, had = [], []
    for person_id in dict.fromkeys(person_ids):
        if _is_recorded(db, person_id, course_id, completed_on, title.strip(), provider.strip()):
            had.append(person_id)
        else:
            made.append(record_completion(db, person_id, course_id, completed_on, **values))
    return Recorded(tuple(made), tuple(had))


def pick_completed(db: Session, completions: Collection[tuple[int, int, dt.date]]) -> int:
    """Pick what people completed in the plan of its day; return how many picks are new."""
    plans = plans_of_days(db)
    wanted = {
        (plan.id, person_id, course_id)
        for person_id, course_id, day in completions
        if (plan := plans.on(day)) is not None
    }
    query = select(Pick.plan_id, Pick.person_id, Pick.course_id)
    for plan_id in sorted({plan_id for plan_id, _, _ in wanted}):
        people = {person_id for _, person_id, _ in wanted}
        picked = db.execute(query.where(Pick.plan_id == plan_id, *among(Pick.person_id, people)))
        wanted -= {tuple(row) for row in picked}
    db.add_all(
        Pick(plan_id=plan_id, person_id=person_id, course_id=course_id)
        for plan_id, person_id, course_id in sorted(wanted)
    )
    return len(wanted)


def pick_completed_between(db: Session, first_day: dt.date, last_day: dt.date) -> int:
    """Pick what was completed from the first day to the last, each in the plan of its day; return how many.

    To be called where other plans are those of these days than before.
    """
    query = select(Completion.person_id, Completion.course_id, Completion.completed_on)
    rows = db.execute(query.where(Completion.completed_on.between(first_day, last_day)))
    return pick_completed(db, [(person, course, day) for person, course, day in rows if course is not None])


def plan_of_completion(db: Session, completion_id: int) -> str:
    """Return the name of the plan of which a completion is a done pick; "" for none."""
    done = db.get(Completion, completion_id)
    plan = None if done is None else plans_of_days(db).on(done.completed_on)
    return "" if plan is None else plan.name


def completion_named(db: Session, completion_id: int) -> tuple[int, str]:
    """Return whose a completion is and what it is called; raise PlanError when it is gone."""
    done = get(db, Completion, completion_id)
    return done.person_id, done.title if done.course_id is None else get(db, Course, done.course_id).title


def remove_completion(db: Session, completion_id: int) -> None:
    """Remove a completion from a person's history; a pick that it made done is open again."""
    completion = get(db, Completion, completion_id)
    remove_attachments(db, completion_ids={completion_id})
    db.delete(completion)


def add_exemption(
    db: Session,
    person_id: int,
    course_id: int,
    reason: str,
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
) -> int:
    """Exempt a person from a course and return the exemption's id; None as a day is no limit.

    Raises PlanError without a reason, when the days are out of order, or when another exemption from the
    course holds on one of them.
    """
    person, course = get(db, Person, person_id), get(db, Course, course_id)
    if not reason.strip():
        raise PlanError(said("Say why the person need not take the course."))
    first, last = first_day or NO_FIRST_DAY, last_day or NO_LAST_DAY
    if first > last:
        raise PlanError(
            said(
                "The exemption would end ({last_day}) before it begins ({first_day}).",
                last_day=last,
                first_day=first,
            )
        )
    same = select(Exemption).where(
        Exemption.person_id == person_id,
        Exemption.course_id == course_id,
        Exemption.first_day <= last,
        Exemption.last_day >= first,
    )
    other = db.scalars(same.order_by(Exemption.first_day)).first()
    if other is not None:
        raise PlanError(
            said(
                "{person} is exempt from “{course}” already, {spell}.",
                person=person_name(
                    person.id, person.first_name, person.last_name, person.email, person.employee_id
                ),
                course=course.title,
                spell=spell_words(other.first_day, other.last_day),
            )
        )
    exemption = Exemption(
        person_id=person_id, course_id=course_id, reason=reason.strip(), first_day=first, last_day=last
    )
    db.add(exemption)
    db.flush()
    return exemption.id


def spell_words(first_day: dt.date, last_day: dt.date) -> str:
    """Return from and until when something holds, in ISO dates."""
    if first_day == NO_FIRST_DAY and last_day == NO_LAST_DAY:
        return said("without an end")
    if first_day == NO_FIRST_DAY:
        return said("until {last_day}", last_day=last_day)
    if last_day == NO_LAST_DAY:
        return said("from {first_day}", first_day=first_day)
    return said("from {first_day} until {last_day}", first_day=first_day, last_day=last_day)


def find_exemptions(db: Session, person_id: int, course_id: int) -> list[int]:
    """Return the ids of a person's exemptions from a course, the earliest first."""
    query = select(Exemption.id).where(Exemption.person_id == person_id, Exemption.course_id == course_id)
    return list(db.scalars(query.order_by(Exemption.first_day)))


def remove_exemption(db: Session, exemption_id: int) -> None:
    """Take an exemption back."""
    db.delete(get(db, Exemption, exemption_id))


def add_absence(db: Session, person_id: int, first_day: dt.date, last_day: dt.date, kind: str = "") -> int:
    """Record time away, both days included; raise PlanError when the days are out of order or there."""
    get(db, Person, person_id)
    if first_day > last_day:
        raise PlanError(
            said(
                "The absence would end ({last_day}) before it begins ({first_day}).",
                last_day=last_day,
                first_day=first_day,
            )
        )
    same = select(Absence.id).where(
        Absence.person_id == person_id, Absence.first_day == first_day, Absence.last_day == last_day
    )
    if db.scalar(same) is not None:
        raise PlanError(said("This absence is already recorded."))
    absence = Absence(person_id=person_id, first_day=first_day, last_day=last_day, kind=kind.strip())
    db.add(absence)
    db.flush()
    return absence.id


def remove_absence(db: Session, absence_id: int) -> None:
    """Take an absence back."""
    db.delete(get(db, Absence, absence_id))

"""Reads people, when they are away, and what they have done."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Completion, Employment, Person
from pmplanner.services.calendar.working_hours import read_hours
from pmplanner.services.lookup import among, fold, person_name, plain_rows
from pmplanner.services.needs.credit import list_satisfied
from pmplanner.services.problems.reading.rows import PersonFacts, Satisfied


def read_people(db: Session, person_ids: Collection[int] | None = None) -> dict[int, PersonFacts]:
    """Return all people, or at least those named."""
    query = select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.email,
        Person.employee_id,
        Person.team,
        Person.location,
        Person.start_date,
        Person.end_date,
        Person.working_days,
        Person.day_begins,
        Person.day_ends,
    ).where(*among(Person.id, person_ids))
    teams: dict[str, str] = {}
    earlier: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    spells = select(Employment.person_id, Employment.first_day, Employment.last_day)
    for person_id, *spell in plain_rows(
        db, spells.where(*among(Employment.person_id, person_ids)).order_by(Employment.first_day)
    ):
        earlier[person_id].append((spell[0], spell[1]))
    found = {}
    hours = read_hours(db)
    for person_id, first, last, email, key, team, location, start, end, days, begins, ends in plain_rows(
        db, query.order_by(Person.id)
    ):
        if team not in teams:
            teams[team] = fold(team)
        name = person_name(person_id, first, last, email, key)
        site = hours.of(location)
        found[person_id] = PersonFacts(
            person_id,
            name,
            team,
            location,
            start,
            end,
            days,
            email,
            key,
            teams[team],
            tuple(earlier.get(person_id, ())),
            site.begins if begins is None else begins,
            site.ends if ends is None else ends,
            site.zone,
        )
    return found


def read_absences(
    db: Session, person_ids: Collection[int] | None = None
) -> dict[int, list[tuple[dt.date, dt.date, str]]]:
    """Return when people are away, by person and in order."""
    found: dict[int, list[tuple[dt.date, dt.date, str]]] = defaultdict(list)
    query = select(Absence.person_id, Absence.first_day, Absence.last_day, Absence.kind)
    for person_id, first, last, kind in plain_rows(
        db,
        query.where(*among(Absence.person_id, person_ids)).order_by(Absence.first_day, Absence.last_day),
    ):
        found[person_id].append((first, last, kind))
    return dict(found)


def read_satisfied(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    months: Mapping[int, int | None] | None = None,
) -> dict[int, list[Satisfied]]:
    """Return what people have passed or are exempt from, as a plan sees it, by person and in order.

    *months* are those for which each course is valid, if read already.
    """
    found: dict[int, list[Satisfied]] = defaultdict(list)
    for person_id, course_id, day, valid_until, is_exemption in list_satisfied(
        db, plan_id, person_ids, months
    ):
        found[person_id].append((course_id, day, valid_until, is_exemption))
    return {
        person_id: sorted(history, key=lambda done: (done[0], done[1], done[2] or dt.date.max, done[3]))
        for person_id, history in found.items()
    }


def read_taken(
    db: Session, first_day: dt.date, last_day: dt.date, person_ids: Collection[int] | None = None
) -> dict[int, frozenset[int]]:
    """Return by person the courses with a completion between two days, whatever its result."""
    found: dict[int, set[int]] = defaultdict(set)
    query = select(Completion.person_id, Completion.course_id).where(
        Completion.course_id.is_not(None),
        Completion.completed_on.between(first_day, last_day),
        *among(Completion.person_id, person_ids),
    )
    for person_id, course_id in plain_rows(db, query):
        found[person_id].add(course_id)
    return {person_id: frozenset(courses) for person_id, courses in found.items()}

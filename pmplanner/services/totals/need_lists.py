"""The needs of a plan as lists: one line a required course of a person, or sums by track, team and so on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Track
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import among, fold, plain_rows
from pmplanner.services.needs.needs import Need, Needs, NeedState, read_needs
from pmplanner.services.people.managers import direct_managers
from pmplanner.services.totals.totals import PersonLedger, group_ledgers, person_ledgers

NeedGroup = Literal["track", "team", "manager", "course", "person"]
NEED_GROUPS: tuple[NeedGroup, ...] = get_args(NeedGroup)

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A required course of a person; *days* are the course's, *due* is a renewal's last day."""

    employee_id: str
    email: str
    person: str
    track: str
    team: str
    course_code: str
    course: str
    days: Decimal
    state: NeedState
    by_course_code: str
    """The course that credits or satisfies it; empty while it is missing."""
    how: str
    """completion, attendance, exemption, expected or pick; empty while it is missing."""
    due: dt.date | None


@dataclass(frozen=True, slots=True)
class NeedSum:
    """What some people need together, in person-days; *expected* is a part of *credited*."""

    group: str
    name: str
    people: int
    courses: int
    """Required courses, of each person for itself."""
    required: Decimal
    credited: Decimal
    expected: Decimal
    satisfied: Decimal
    missing: Decimal
    renewals: int
    """Required courses that were done and expire within the period."""


def list_needs(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> list[NeedLine]:
    """Return what is required of each person who counts, or of those named: people by name, courses in order.

    Raises PlanError when the plan is gone.
    """
    needs = read_needs(db, plan_id, person_ids)
    ledgers = person_ledgers(db, plan_id, person_ids, needs=needs)
    courses = {row[0]: row for row in plain_rows(db, select(Course.id, Course.code, Course.title))}
    tracks = {row[0]: row[1] for row in plain_rows(db, select(Track.id, Track.name))}
    query = select(Person.id, Person.employee_id, Person.email).where(*among(Person.id, ledgers.keys()))
    keys = {row[0]: row for row in plain_rows(db, query)}
    lines = []
    for person in sorted(ledgers.values(), key=lambda person: (fold(person.name), person.person_id)):
        _, employee_id, email = keys[person.person_id]
        for need in needs[person.person_id]:
            _, code, title = courses[need.course_id]
            lines.append(
                NeedLine(
                    employee_id or "",
                    email,
                    person.name,
                    tracks[person.track_id] if person.track_id is not None else "",
                    person.team,
                    code,
                    title,
                    need.days,
                    need.state,
                    courses[need.by_course_id][1] if need.by_course_id is not None else "",
                    "pick" if need.state == "satisfied" else need.source or "",
                    need.due,
                )
            )
    return lines


def sum_needs(
    db: Session, plan_id: int, by: NeedGroup, person_ids: Collection[int] | None = None
) -> list[NeedSum]:
    """Return what people need by track, team, manager, course or person, the last line over all.

    Raises PlanError for another *by*, and when the plan is gone.
    """
    if by not in NEED_GROUPS:
        raise PlanError(said("Needs go by {groups}; not by “{by}”.", groups=", ".join(NEED_GROUPS), by=by))
    needs = read_needs(db, plan_id, person_ids)
    people = person_ledgers(db, plan_id, person_ids, needs=needs)
    managers = direct_managers(db).of if by == "manager" else {}
    groups = _groups(by, people, needs, managers)
    sums = []
    for row in group_ledgers(db, people.values(), by):
        if row.is_total:
            everything = [need for theirs in needs.values() for need in theirs]
            sums.append(_sum(by, row.name, len(people), everything))
        elif row.key in groups:
            who, theirs = groups[row.key]
            sums.append(_sum(by, row.name, who, theirs))
    return sums


def _groups(
    by: NeedGroup,
    people: Mapping[int, PersonLedger],
    needs: Mapping[int, Needs],
    managers: Mapping[int, int | str],
) -> dict[Hashable, tuple[int, list[Need]]]:
    """Return by key how many people a line has, and their needs."""
    found: dict[Hashable, list[Need]] = defaultdict(list)
    who: dict[Hashable, set[int]] = defaultdict(set)
    for person_id, person in people.items():
        keys = {
            "track": person.track_id,
            "team": person.team,
            "manager": managers.get(person_id, ""),
            "person": person_id,
        }
        for need in needs[person_id]:
            key = keys.get(by, need.course_id)
            found[key].append(need)
            who[key].add(person_id)
        if by != "course":
            who[keys[by]].add(person_id)
    return {key: (len(members), found[key]) for key, members in who.items()}


def _sum(by: str, name: str, people: int, needs: Collection[Need]) -> NeedSum:
    credited = [need for need in needs if need.state == "credited"]
    return NeedSum(
        by,
        name,
        people,
        len(needs),
        _days(needs),
        _days(credited),
        _days(need for need in credited if need.is_expected),
        _days(need for need in needs if need.state == "satisfied"),
        _days(need for need in needs if need.state == "missing"),
        sum(need.due is not None for need in needs),
    )


def _days(needs: Iterable[Need]) -> Decimal:
    return sum((need.days for need in needs), _ZERO)

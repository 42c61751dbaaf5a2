"""What is behind a number of the totals: the people, courses, days and sessions that make it up."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person
from pmplanner.sentences import resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import fold, person_name
from pmplanner.services.needs.needs import read_needs
from pmplanner.services.needs.people import people_who_count
from pmplanner.services.people.managers import direct_managers
from pmplanner.services.pick_status.nobody import read_nobody
from pmplanner.services.pick_status.pick_status import OPEN, WAITING, PickStatus, list_pick_statuses
from pmplanner.services.totals.measures import Measure, Weights, month_of, month_parts, weigh
from pmplanner.services.totals.totals import KEPT, NOBODY, NOBODYS, Group, shortest_paths

Figure = Literal[
    "people",
    "courses",
    "path days",
    "required",
    "credited",
    "planned",
    "done",
    "scheduled",
    "open",
    "gap",
    "cost",
]
"""The numbers of a line of the totals."""

Spot = tuple[Group, Hashable]
"""A line of the totals: what it goes by and its key, or a frozenset of keys for several lines together.

Several spots are the people in all of them.
"""

_NEEDS = ("required", "credited", "gap")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One part of a number; *value* is in its measure.

    Without a person it is a course as a whole, without a course a person as a whole. *status* is
    done, scheduled, waiting, open, credited, expected or gap; empty for what is summed up. *lacking*
    counts the prices that are unknown and not in an amount.
    """

    person_id: int | None
    person: str
    course_id: int | None
    course: str
    value: Decimal
    status: str = ""
    session_id: int | None = None
    session_code: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    by_course: str = ""
    """The other course that satisfies a required one, because it counts as it."""
    due: dt.date | None = None
    """When what satisfied a required course before expires, within the plan."""
    lacking: int = 0


class _Person(NamedTuple):
    name: str
    track_id: int | None
    team: str
    title: str


def list_behind(
    db: Session,
    plan_id: int,
    spots: Sequence[Spot],
    figure: Figure,
    measure: Measure = "person-days",
    person_ids: Collection[int] | None = None,
) -> list[BehindRow]:
    """Return what makes up a number, by person and course; no spots mean the whole plan.

    The values add up to the number, except in course days, where a course counts once for all who
    take it. Seats kept are rows without a person; what nobody bears has no course either. Raises
    PlanError for a figure that there is not.
    """
    if figure not in get_args(Figure):
        raise PlanError(said("The totals have no “{figure}”.", figure=figure))
    weights = weigh(db, plan_id, "cost" if figure == "cost" else measure)
    titles = dict(db.execute(select(Course.id, Course.title)).all())
    if figure == "path days":
        return _path(db, spots, weights, titles)
    people = _people(db, plan_id, spots, person_ids)
    rows: Iterable[BehindRow] = []
    if figure not in _NEEDS:
        rows = _picks(db, plan_id, people, weights, titles, spots)
    courses = {key for by, keys in spots if by == "course" for key in _keys(keys)}
    if figure in _NEEDS or (figure == "people" and courses):
        needs = _needs(db, plan_id, people, weights, titles, figure)
        rows = [*rows, *(needs if figure in _NEEDS else (replace(need, value=_ZERO) for need in needs))]
    wanted = [row for row in rows if not courses or row.course_id in courses]
    everybody = not {by for by, _ in spots} & {"course", "month"}
    found = _sorted(_summed(wanted, figure, people if everybody else {}))
    if person_ids is None:
        found += _beside(db, plan_id, spots, figure, weights, titles)
    return found


_OF_NOBODY, _OF_KEPT = frozenset({"cost", "planned", "open"}), frozenset({"cost", "planned", "scheduled"})
"""The figures in which is what nobody bears, where amounts are counted, and those of seats kept."""


def _beside(
    db: Session,
    plan_id: int,
    spots: Sequence[Spot],
    figure: Figure,
    weights: Weights,
    titles: dict[int, str],
) -> Iterator[BehindRow]:
    """Yield what no pick bears, where that is asked for: seats kept, then what is nobody's."""
    nobodys = weights.measure == "cost" and figure in _OF_NOBODY and _is_asked(spots, NOBODYS)
    if not nobodys and figure not in _OF_KEPT:
        return
    nobody = read_nobody(db, plan_id)
    months = {key for by, keys in spots if by == "month" for key in _keys(keys)} - {KEPT, NOBODYS}
    teams = {each.seat.pick_id: each.team for each in nobody.kept if figure in _OF_KEPT}
    seats = nobody.seats if teams else []
    asked = [seat for seat in seats if _is_asked(spots, KEPT, kept_for(teams[seat.pick_id]))]
    values = [(seat, weights.of(seat)) for seat in asked]
    if months:
        parts = month_parts(db, asked, weights)
        values = [(seat, value) for seat, month, value in parts if (month or None) in months]
    for seat, value in values:
        whose = said("Kept for {team}", team=teams[seat.pick_id])
        lacking = int(weights.lacks_price(seat))
        row = BehindRow(None, whose, seat.course_id, titles[seat.course_id], value, lacking=lacking)
        yield _placed(row, seat)
    for part in nobody.unborne if nobodys else ():
        if not months or (None if part.first_day is None else month_of(part.first_day)) in months:
            yield BehindRow(
                None,
                resaid(NOBODY),
                None,
                "",
                part.known,
                session_id=part.session_id,
                session_code=part.session_code,
                first_day=part.first_day,
                last_day=part.first_day,
                lacking=int(not part.is_known),
            )


def kept_for(team: str) -> Hashable:
    """Return the key of the seats that are kept for one team: a part of the line of all that are kept."""
    return (*KEPT, fold(team))


def of_team(db: Session, team: str) -> Spot:
    """Return the people of a team, however it is written, with the seats that are kept for it."""
    written = {name for name in db.scalars(select(Person.team).distinct()) if fold(name) == fold(team)}
    return "team", frozenset({*written, kept_for(team)})


def _is_asked(spots: Sequence[Spot], *keys: Hashable) -> bool:
    """Say whether a line of what no pick bears is asked for; a month alone is that of people."""
    if not spots:
        return True
    named = [not _keys(of_spot).isdisjoint(keys) for _, of_spot in spots]
    return any(named) and all(found or by == "month" for found, (by, _) in zip(named, spots, strict=True))


def _people(
    db: Session, plan_id: int, spots: Sequence[Spot], person_ids: Collection[int] | None
) -> dict[int, _Person]:
    counting = people_who_count(db, plan_id, person_ids)
    query = select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.primary_track_id,
        Person.team,
        Person.job_title,
        Person.email,
        Person.employee_id,
    )
    managers = direct_managers(db).of if any(by == "manager" for by, _ in spots) else {}
    found = {}
    for person_id, first, last, track_id, team, title, email, employee_id in db.execute(query):
        if person_id not in counting:
            continue
        values = {"track": track_id, "team": team, "title": title, "person": person_id}
        values["manager"] = managers.get(person_id, "")
        if all(by not in values or values[by] in _keys(keys) for by, keys in spots):
            name = person_name(person_id, first, last, email, employee_id)
            found[person_id] = _Person(name, track_id, team, title)
    return found


def _keys(key: Hashable) -> frozenset[Hashable]:
    return key if isinstance(key, frozenset) else frozenset((key,))


def _path(db: Session, spots: Sequence[Spot], weights: Weights, titles: dict[int, str]) -> list[BehindRow]:
    tracks = {key for by, keys in spots if by == "track" for key in _keys(keys)}
    return [
        BehindRow(
            None,
            "",
            course_id,
            titles[course_id],
            weights.courses[course_id],
            lacking=int(course_id in weights.unpriced),
        )
        for track_id, courses in shortest_paths(db).items()
        for course_id in courses
        if track_id in tracks
    ]


def _needs(
    db: Session,
    plan_id: int,
    people: dict[int, _Person],
    weights: Weights,
    titles: dict[int, str],
    figure: Figure,
) -> Iterator[BehindRow]:
    """Yield the required courses of each person with what became of them."""
    picks = list_pick_statuses(db, plan_id, people)
    by_id = {pick.pick_id: pick for pick in picks}
    for person_id, needs in read_needs(db, plan_id, people, pick_statuses=picks).items():
        for need in needs:
            course_id = need.course_id
            row = BehindRow(
                person_id,
                people[person_id].name,
                course_id,
                titles[course_id],
                weights.courses[course_id],
                by_course=titles[need.by_course_id] if need.by_course_id and need.is_equivalent else "",
                due=need.due,
                lacking=int(course_id in weights.unpriced),
            )
            if need.state == "credited":
                row = replace(row, status="expected" if need.is_expected else "credited")
            elif need.pick_id is None:
                row = replace(row, status="gap")
            else:
                row = _placed(row, by_id[need.pick_id])
            if figure in ("required", "people") or figure == _FIGURE_OF.get(row.status, row.status):
                yield row


_FIGURE_OF = {"expected": "credited"}
"""By status the figure that it is a part of, where that has another name."""


def _picks(
    db: Session,
    plan_id: int,
    people: dict[int, _Person],
    weights: Weights,
    titles: dict[int, str],
    spots: Sequence[Spot],
) -> Iterator[BehindRow]:
    """Yield the picks, in the months asked for only their part."""
    pick_statuses = list_pick_statuses(db, plan_id, people)
    months = {key or "" for by, key in spots if by == "month"}
    if months:
        parts = month_parts(db, pick_statuses, weights)
        values = [(pick_status, value) for pick_status, month, value in parts if month in months]
    else:
        values = [(pick_status, weights.of(pick_status)) for pick_status in pick_statuses]
    for pick_status, value in values:
        person = people[pick_status.person_id]
        row = BehindRow(
            pick_status.person_id,
            person.name,
            pick_status.course_id,
            titles[pick_status.course_id],
            value,
            lacking=int(weights.lacks_price(pick_status)),
        )
        yield _placed(row, pick_status)


def _placed(row: BehindRow, pick_status: PickStatus) -> BehindRow:
    return replace(
        row,
        status=pick_status.status,
        session_id=pick_status.session_id,
        session_code=pick_status.session_code,
        first_day=pick_status.first_day,
        last_day=pick_status.last_day,
    )


def _summed(rows: list[BehindRow], figure: Figure, people: dict[int, _Person]) -> list[BehindRow]:
    """Sift picks by where they stand, or sum them by person or by course."""
    if figure == "people":
        return _by_person(rows, people)
    if figure == "courses":
        return _by_course(rows)
    statuses = {"open": (OPEN, WAITING), "done": ("done",), "scheduled": ("scheduled",)}.get(figure)
    return rows if statuses is None else [row for row in rows if row.status in statuses]


def _by_person(rows: Iterable[BehindRow], people: dict[int, _Person]) -> list[BehindRow]:
    values = dict.fromkeys(people, _ZERO)
    names = {person_id: person.name for person_id, person in people.items()}
    for row in rows:
        if row.person_id is not None:
            values[row.person_id] = values.get(row.person_id, _ZERO) + row.value
            names[row.person_id] = row.person
    return [BehindRow(person_id, names[person_id], None, "", value) for person_id, value in values.items()]


def _by_course(rows: Iterable[BehindRow]) -> list[BehindRow]:
    values: dict[int, Decimal] = defaultdict(Decimal)
    titles = {}
    for row in rows:
        if row.course_id is not None:
            values[row.course_id] += row.value
            titles[row.course_id] = row.course
    return [BehindRow(None, "", course_id, titles[course_id], value) for course_id, value in values.items()]


def _sorted(rows: Iterable[BehindRow]) -> list[BehindRow]:
    return sorted(rows, key=lambda r: (r.person.casefold(), r.course.casefold(), r.person_id or 0))

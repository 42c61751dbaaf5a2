"""The lanes of a timeline: courses, people, teams, rooms, trainers, with what is to be said of each."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Absence, Course, PathItem, Person, Room, Track, Trainer, TrainerAbsence
from pmplanner.models.statuses import PathKind
from pmplanner.services.calendar.open_days import Span
from pmplanner.services.catalog.own_facts import course_facts
from pmplanner.services.lookup import fold, person_name, plain_rows
from pmplanner.services.needs.standing_in_plan import Standing, read_standings

Grouping = Literal["course", "person", "team", "room", "trainer"]
GROUPINGS: tuple[Grouping, ...] = ("course", "person", "team", "room", "trainer")

LaneKey = int | str
"""The id of a course or person, else the folded name; "" for none."""


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A lane; *amount* is the days of a course, the people of a team, or the seats of a room."""

    key: LaneKey
    title: str
    amount: Decimal | int | None = None
    note: str = ""
    """The team of a person."""
    site: str = ""
    works: int | None = None
    """The days on which a person or trainer works as bits; None for those of the workspace."""
    away: tuple[Span, ...] = ()
    """When a person or trainer is absent."""
    track: int | None = None
    """Position of the track to which a course belongs; None when it is that of several or none."""
    standing: Standing = Standing.COUNTS
    """Whether a person, or somebody of a team, counts in the plan."""
    short: str = ""
    """How a course is called where there is little room: its short title, else its code."""


def read_courses(db: Session) -> dict[LaneKey, LaneRow]:
    """Return a lane for each course."""
    tracks, facts = _tracks_of_courses(db), course_facts(db)
    query = select(Course.id, Course.title, Course.days, Course.code)
    return {
        course: LaneRow(
            course, title, days, track=tracks.get(course), short=facts[course].short_title or code
        )
        for course, title, days, code in db.execute(query)
    }


def _tracks_of_courses(db: Session) -> dict[int, int]:
    """Return the position of the track that alone requires, or else alone offers, a course.

    A course of a group counts among those required.
    """
    asking: dict[bool, dict[int, list[int]]] = {True: defaultdict(list), False: defaultdict(list)}
    query = select(PathItem.course_id, PathItem.kind, Track.position)
    for course, kind, position in db.execute(query.join(Track, Track.id == PathItem.track_id)):
        asking[kind != PathKind.ELECTIVE][course].append(position)
    found: dict[int, int] = {}
    for course in asking[True].keys() | asking[False].keys():
        positions = asking[True].get(course) or asking[False][course]
        if len(positions) == 1:
            found[course] = positions[0]
    return found


def read_people(db: Session, plan_id: int) -> dict[LaneKey, LaneRow]:
    """Return a lane for each person, which says where they stand in the plan."""
    standings = read_standings(db, plan_id)
    query = select(Absence.person_id, Absence.first_day, Absence.last_day, Absence.kind)
    away = _by_owner((owner, Span(first, last, kind)) for owner, first, last, kind in plain_rows(db, query))
    people = select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.email,
        Person.employee_id,
        Person.team,
        Person.location,
        Person.working_days,
    )
    return {
        key: LaneRow(
            key,
            person_name(key, *names),
            note=team,
            site=site,
            works=works,
            away=away.get(key, ()),
            standing=standings[key],
        )
        for key, *names, team, site, works in plain_rows(db, people)
    }


def read_teams(people: Mapping[LaneKey, LaneRow]) -> dict[LaneKey, LaneRow]:
    """Return a lane for each team that has people; its amount is of those who count in the plan."""
    standings: dict[str, list[Standing]] = defaultdict(list)
    names: dict[str, str] = {}
    for person in people.values():
        key = fold(person.note)
        standings[key].append(person.standing)
        names[key] = person.note
    return {
        key: LaneRow(key, names[key], found.count(Standing.COUNTS), standing=_standing_of_team(found))
        for key, found in standings.items()
    }


def _standing_of_team(found: Collection[Standing]) -> Standing:
    """Return that of all its people; a team in which somebody counts does."""
    if Standing.COUNTS in found:
        return Standing.COUNTS
    return next(iter(found)) if len(set(found)) == 1 else Standing.NOT_COVERED


def read_rooms(db: Session) -> dict[LaneKey, LaneRow]:
    """Return a lane for each room that is known."""
    return {
        fold(name): LaneRow(fold(name), name, seats, site=site)
        for name, seats, site in db.execute(select(Room.name, Room.seats, Room.site))
    }


def read_trainers(db: Session) -> dict[LaneKey, LaneRow]:
    """Return a lane for each trainer who is known."""
    query = select(
        TrainerAbsence.trainer_id, TrainerAbsence.first_day, TrainerAbsence.last_day, TrainerAbsence.kind
    )
    away = _by_owner((owner, Span(first, last, kind)) for owner, first, last, kind in db.execute(query))
    trainers = select(Trainer.id, Trainer.name, Trainer.working_days)
    return {
        fold(name): LaneRow(fold(name), name, works=works, away=away.get(key, ()))
        for key, name, works in db.execute(trainers)
    }


def _by_owner(spans: Iterable[tuple[int, Span]]) -> dict[int, tuple[Span, ...]]:
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for owner, span in spans:
        found[owner].append(span)
    return {owner: tuple(sorted(each, key=_first)) for owner, each in found.items()}


def _first(span: Span) -> dt.date:
    return span.first_day

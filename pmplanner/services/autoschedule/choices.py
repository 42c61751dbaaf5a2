"""What one can choose from when a plan is to be scheduled: courses, teams and tracks."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Plan, Track, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.autoschedule.usual import usual_first_day, usual_goals
from pmplanner.services.catalog.own_facts import course_facts
from pmplanner.services.lookup import fold, get
from pmplanner.services.sessions.seating import count_open, count_unapproved
from pmplanner.services.settings import YES, read_settings


@dataclass(frozen=True, slots=True)
class CourseChoice:
    """A course with the picks that have no seat yet."""

    id: int
    title: str
    open: int
    has_limit: bool
    """Whether the course says how many people a session takes at most."""


@dataclass(frozen=True, slots=True)
class GroupChoice:
    """A team or a track with its people."""

    name: str
    person_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Usual:
    """What the workspace is set to: seconds to try, most seats (None as courses say), days together."""

    seconds: int
    most_seats: int | None
    together: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The usual period and goals of a schedule, and what it can be narrowed to."""

    first_day: dt.date
    last_day: dt.date
    goals: tuple[str, ...]
    courses: tuple[CourseChoice, ...]
    teams: tuple[GroupChoice, ...]
    tracks: tuple[GroupChoice, ...]
    usual: Usual
    unapproved: int = 0
    """How many open picks are left out because nobody has approved them."""


def read_choices(db: Session, plan_id: int, today: dt.date) -> Choices:
    """Return what a schedule of the plan can be about: courses with open picks or with sessions."""
    plan = get(db, Plan, plan_id)
    counts = count_open(db, plan_id)
    held = db.scalars(
        select(TrainingSession.course_id)
        .where(TrainingSession.plan_id == plan_id, TrainingSession.status != SessionStatus.CANCELLED)
        .distinct()
    )
    wanted = {*counts, *held}
    facts = course_facts(db, wanted)
    courses = [
        CourseChoice(course_id, title, counts.get(course_id, 0), facts[course_id].max_seats is not None)
        for course_id, title in db.execute(select(Course.id, Course.title))
        if course_id in wanted
    ]
    return Choices(
        usual_first_day(plan, today),
        plan.last_day,
        usual_goals(db, plan_id),
        tuple(sorted(courses, key=lambda row: fold(row.title))),
        *_groups(db),
        read_usual(db),
        sum(count_unapproved(db, plan_id).values()),
    )


def read_usual(db: Session) -> Usual:
    """Return how automatic schedules are made in the workspace, unless one says otherwise."""
    settings = read_settings(db)
    seats = settings["schedule-seats"]
    return Usual(
        int(settings["schedule-seconds"]),
        int(seats) if seats else None,
        settings["schedule-together"] == YES,
    )


def _groups(db: Session) -> tuple[tuple[GroupChoice, ...], tuple[GroupChoice, ...]]:
    teams: dict[str, set[int]] = defaultdict(set)
    tracks: dict[int, set[int]] = defaultdict(set)
    for person_id, team, track_id in db.execute(select(Person.id, Person.team, Person.primary_track_id)):
        if team:
            teams[team].add(person_id)
        if track_id is not None:
            tracks[track_id].add(person_id)
    names = db.execute(select(Track.id, Track.name).order_by(Track.position, Track.id)).all()
    return (
        tuple(GroupChoice(name, frozenset(teams[name])) for name in sorted(teams, key=fold)),
        tuple(GroupChoice(name, frozenset(tracks[key])) for key, name in names if tracks[key]),
    )

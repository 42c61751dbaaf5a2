"""What the search box finds, and how much of everything there is."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Equipment, Person, Pick, Plan, Room, Trainer, TrainingSession
from pmplanner.services.catalog.courses import search_courses
from pmplanner.services.lookup import fold, person_name

HitKind = Literal["person", "course", "session"]


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its kind, id, title and a line about it."""

    kind: HitKind
    id: int
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are; picks and sessions are those of one plan, resources all but closed days."""

    picks: int
    sessions: int
    courses: int
    people: int
    resources: int


def find_anything(db: Session, plan_id: int | None, words: str, limit: int = 6) -> list[Hit]:
    """Return the people, courses and sessions that hold all the words, at most *limit* of each kind."""
    tokens = fold(words).split()
    if not tokens:
        return []
    return [
        *_people(db, tokens)[:limit],
        *(
            Hit("course", c.id, c.title, f"{c.code} · {c.provider}")
            for c in search_courses(db, words)[:limit]
        ),
        *_sessions(db, plan_id, tokens)[:limit],
    ]


def _people(db: Session, tokens: list[str]) -> list[Hit]:
    query = select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.employee_id,
        Person.email,
        Person.job_title,
        Person.team,
    )
    hits = []
    for person_id, first, last, employee_id, email, title, team in db.execute(query):
        name = person_name(person_id, first, last, email, employee_id)
        if _holds(f"{name} {employee_id or ''} {email}", tokens):
            about = " · ".join(filter(None, (title, team)))
            hits.append(Hit("person", person_id, name, about))
    return sorted(hits, key=lambda hit: fold(hit.title))


def _sessions(db: Session, plan_id: int | None, tokens: list[str]) -> list[Hit]:
    query = (
        select(
            TrainingSession.id,
            TrainingSession.code,
            Course.title,
            TrainingSession.room,
            TrainingSession.trainer,
        )
        .join(Course, Course.id == TrainingSession.course_id)
        .where(TrainingSession.plan_id == plan_id)
        .order_by(TrainingSession.code)
    )
    return [
        Hit("session", session_id, code, " · ".join(filter(None, (title, room, trainer))))
        for session_id, code, title, room, trainer in db.execute(query)
        if _holds(f"{code} {title} {room} {trainer}", tokens)
    ]


def _holds(text: str, tokens: list[str]) -> bool:
    folded = fold(text)
    return all(token in folded for token in tokens)


def count_all(db: Session, plan_id: int | None) -> Counts:
    """Count picks and sessions of the plan, and all courses, people, rooms, trainers and equipment."""
    counts = [
        *(select(func.count()).where(kind.plan_id == plan_id) for kind in (Pick, TrainingSession)),
        *(select(func.count(kind.id)) for kind in (Course, Person, Room, Trainer, Equipment)),
    ]
    # One question, because it is asked at every start and after every edit.
    (row,) = db.execute(select(*(count.scalar_subquery() for count in counts)))
    picks, sessions, courses, people, *resources = row
    return Counts(picks, sessions, courses, people, sum(resources))


def is_empty(db: Session) -> bool:
    """Say whether there is neither a person nor a plan yet."""
    return db.scalar(select(or_(*(select(kind.id).exists() for kind in (Person, Plan))))) == 0

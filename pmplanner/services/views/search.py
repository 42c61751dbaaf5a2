"""What the search box finds, and how much of everything there is."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal, get_args

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pmplanner.day_words import full_span
from pmplanner.models import (
    Course,
    CourseSkill,
    Equipment,
    Person,
    Pick,
    Plan,
    Room,
    Skill,
    Track,
    Trainer,
    TrainingSession,
)
from pmplanner.sentences import counted
from pmplanner.services.catalog.course_names import CourseName, course_names
from pmplanner.services.catalog.finding import is_large, kept_names
from pmplanner.services.lookup import fold, person_name, plain_rows
from pmplanner.services.pick_status.pick_status import count_picks
from pmplanner.services.ranking import Named, Rank, best, ranked, spreads
from pmplanner.services.resources.further import read_further
from pmplanner.storage.kept import kept

HitKind = Literal[
    "person",
    "team",
    "title",
    "manager",
    "track",
    "course",
    "session",
    "room",
    "trainer",
    "equipment",
    "plan",
    "skill",
]

KINDS: tuple[HitKind, ...] = get_args(HitKind)
"""The kinds in the order in which those are shown that fit equally well."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its kind, id, title and a line about it; teams, job titles and skills have no id."""

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


class Finder:
    """All that can be found by name, read once and looked through as often as somebody types."""

    def __init__(self, db: Session, plan_id: int | None) -> None:
        """Read everything but the courses of a large catalogue; sessions are those of the plan."""
        self._planned = _planned(db, plan_id)
        self._large = is_large(db)
        self._names = kept_names(db) if self._large else None
        courses = () if self._large else _courses(db)
        named = (*_everybody(db), *_tracks(db), *courses, *_skills(db), *_sessions(db, plan_id), *_others(db))
        self._named: dict[HitKind, list[Named[Hit]]] = {}
        for each in named:
            self._named.setdefault(each.thing.kind, []).append(each)

    @property
    def lacks_courses(self) -> bool:
        """Whether the courses are many and their index is not there yet, so that it finds none of them."""
        return self._large and self._names is None

    @property
    def guesses_long(self) -> bool:
        """Whether `guess` takes so long that it is to be asked for only when nobody types."""
        return self._large

    def find(self, words: str, limit: int = 6) -> list[tuple[Rank, Hit]]:
        """Return what fits the words: the kind with the best hit first, at most *limit* of each kind."""
        found = [each for named in self._named.values() for each in best(named, words, limit)]
        return by_kind(sorted([*found, *self._many(words, limit)], key=itemgetter(0)), limit)

    def _many(
        self, words: str, limit: int, among: Collection[int] | None = None
    ) -> Iterator[tuple[Rank, Hit]]:
        """Yield the best courses of a large catalogue."""
        if self._names is not None:
            for rank, course in self._names.find(words, limit, among):
                yield rank, _course_hit(course)

    def pairs(self, words: Sequence[str], limit: int = 6) -> list[tuple[Hit, Hit]]:
        """Return the people and courses that fit words of which some name one and the rest the other."""
        everybody = self._named.get("person", [])
        found: dict[tuple[int, int], tuple[int, int, Hit, Hit]] = {}
        for place in range(1, len(words)):
            halves = " ".join(words[:place]), " ".join(words[place:])
            for of_person, of_course in (halves, halves[::-1]):
                people = best(everybody, of_person, limit)
                courses = self._to_ask_about(of_course, limit) if people else []
                for one, person in people:
                    for other, course in courses:
                        key, fit = (person.id, course.id), int(one) + int(other)
                        if key not in found or fit < found[key][0]:
                            found[key] = fit, len(found), person, course
        ordered = sorted(found.values(), key=lambda each: (each[3].id not in self._planned, each[0], each[1]))
        return [(person, course) for _, _, person, course in ordered[:limit]]

    def _to_ask_about(self, words: str, limit: int) -> list[tuple[Rank, Hit]]:
        """Return what is in the plan first: of many boot camps it is the one that is asked about."""
        courses = ranked(self._named.get("course", ()), words)
        courses += [*self._many(words, limit, self._planned), *self._many(words, limit)]
        once = {hit.id: (rank, hit) for rank, hit in courses}
        return sorted(once.values(), key=lambda each: (each[1].id not in self._planned, each[0]))[:limit]

    def guess(self, words: str, limit: int = 6) -> list[tuple[Rank, Hit]]:
        """Return what has but the letters in their order, in the order of `find`."""
        spread = [each for named in self._named.values() for each in spreads(named, words)]
        if self._names is not None:
            spread += [(wide, _course_hit(course)) for wide, course in self._names.spreads(words)]
        spread.sort(key=lambda each: (each[0], KINDS.index(each[1].kind)))
        return by_kind([(Rank.LETTERS, hit) for _, hit in spread], limit)


def _planned(db: Session, plan_id: int | None) -> set[int]:
    """Return the courses that somebody has picked in the plan, or that have a session in it."""
    of_plan = (
        select(kind.course_id).where(kind.plan_id == plan_id).distinct() for kind in (Pick, TrainingSession)
    )
    return {row[0] for query in of_plan for row in plain_rows(db, query)}


def by_kind(found: Iterable[tuple[Rank, Hit]], limit: int) -> list[tuple[Rank, Hit]]:
    """Put hits together by kind, the kind with the best one first, and leave out what is too many."""
    groups: dict[HitKind, list[tuple[Rank, Hit]]] = {}
    for rank, hit in found:
        groups.setdefault(hit.kind, []).append((rank, hit))
    order = sorted(groups, key=lambda kind: (groups[kind][0][0], KINDS.index(kind)))
    return [each for kind in order for each in groups[kind][:limit]]


def _everybody(db: Session) -> Iterator[Named[Hit]]:
    """Yield the people, and the teams, job titles and managers that they have."""
    query = select(
        Person.id,
        Person.first_name,
        Person.last_name,
        Person.employee_id,
        Person.email,
        Person.job_title,
        Person.team,
        Person.manager_id,
    )
    rows = plain_rows(db, query)
    names = {row[0]: person_name(row[0], row[1], row[2], row[4], row[3]) for row in rows}
    for row in sorted(rows, key=lambda row: fold(names[row[0]])):
        person_id, _, _, employee_id, email, title, team, _ = row
        name = names[person_id]
        hit = Hit("person", person_id, name, _joined(title, team))
        # Not what is shown: its dot is no ASCII, which takes ten times as long to search.
        yield Named(hit, (name, employee_id or "", email), f"{title} {team}")
    yield from _groups("team", (row.team for row in rows))
    yield from _groups("title", (row.job_title for row in rows))
    for manager_id, number in Counter(row.manager_id for row in rows if row.manager_id in names).items():
        about = counted("{n:,} person reports to them", "{n:,} people report to them", number)
        yield Named(Hit("manager", manager_id, names[manager_id], about), (names[manager_id],))


def _groups(kind: HitKind, names: Iterable[str]) -> Iterator[Named[Hit]]:
    """Yield what several people have in common, with their number."""
    ordered = sorted(filter(None, names), key=fold)
    for _, same in groupby(ordered, key=fold):
        people = list(same)
        yield Named(Hit(kind, 0, people[0], _people(len(people))), (people[0],))


def _people(number: int) -> str:
    return counted("{n:,} person", "{n:,} people", number)


def _tracks(db: Session) -> Iterator[Named[Hit]]:
    people = dict(
        db.execute(select(Person.primary_track_id, func.count()).group_by("primary_track_id")).all()
    )
    for row in db.execute(select(Track.id, Track.name, Track.code).order_by(Track.position)):
        yield Named(Hit("track", row.id, row.name, _people(people.get(row.id, 0))), (row.name, row.code))


def _courses(db: Session) -> Iterator[Named[Hit]]:
    """Yield the courses of a small catalogue."""
    for course in sorted(course_names(db), key=CourseName.order):
        yield Named(_course_hit(course), course.names, course.details)


def _course_hit(course: CourseName) -> Hit:
    return Hit("course", course.id, course.title, _joined(course.code, course.provider))


def _skills(db: Session) -> Iterator[Named[Hit]]:
    """Yield the skills that courses teach."""
    number = func.count(CourseSkill.id)
    query = select(Skill.name, number).outerjoin(CourseSkill).group_by(Skill.id)
    for skill, taught in sorted(plain_rows(db, query), key=lambda row: fold(row[0])):
        about = counted("taught by {n:,} course", "taught by {n:,} courses", taught)
        yield Named(Hit("skill", 0, skill, about), (skill,))


def _sessions(db: Session, plan_id: int | None) -> Iterator[Named[Hit]]:
    further = read_further(db)
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
    for session_id, code, title, room, trainer in db.execute(query):
        rooms = further.rooms.get(session_id, ())
        trainers = [each.name for each in further.trainers.get(session_id, ())]
        about = _joined(title, room, *rooms, trainer, *trainers)
        details = " ".join((title, room, *rooms, trainer, *trainers))
        yield Named(Hit("session", session_id, code, about), (code,), details)


def _others(db: Session) -> Iterator[Named[Hit]]:
    """Yield rooms, trainers, equipment and plans."""
    for room in db.execute(select(Room.id, Room.name, Room.site, Room.seats).order_by(Room.name)):
        seats = counted("{n:,} seat", "{n:,} seats", room.seats) if room.seats is not None else ""
        yield Named(Hit("room", room.id, room.name, _joined(room.site, seats)), (room.name,), room.site)
    for trainer in db.execute(
        select(Trainer.id, Trainer.name, Trainer.code, Trainer.email).order_by(Trainer.name)
    ):
        names = (trainer.name, trainer.code or "", trainer.email)
        yield Named(Hit("trainer", trainer.id, trainer.name, _joined(*names[1:])), names)
    for thing in db.execute(select(Equipment.id, Equipment.name, Equipment.note).order_by(Equipment.name)):
        yield Named(Hit("equipment", thing.id, thing.name, thing.note), (thing.name,), thing.note)
    for plan in db.execute(select(Plan.id, Plan.name, Plan.first_day, Plan.last_day).order_by(Plan.id)):
        yield Named(Hit("plan", plan.id, plan.name, full_span(plan.first_day, plan.last_day)), (plan.name,))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def count_all(db: Session, plan_id: int | None) -> Counts:
    """Count picks and sessions of the plan, and all courses, people, rooms, trainers and equipment.

    Picks that are put aside are none.
    """
    picks = 0 if plan_id is None else count_picks(db, plan_id)
    courses, people, *resources = _count_rows(db)
    return Counts(picks, _count_sessions(db, plan_id), courses, people, sum(resources))


@kept("session")
def _count_sessions(db: Session, plan_id: int | None) -> int:
    query = select(func.count()).where(TrainingSession.plan_id == plan_id)
    return int(plain_rows(db, query)[0][0])


@kept("course", "person", "room", "trainer", "equipment")
def _count_rows(db: Session) -> tuple[int, ...]:
    kinds = (Course, Person, Room, Trainer, Equipment)
    counts = (select(func.count()).select_from(kind).scalar_subquery() for kind in kinds)
    return tuple(plain_rows(db, select(*counts))[0])


@kept("person", "plan")
def is_empty(db: Session) -> bool:
    """Say whether there is neither a person nor a plan yet."""
    return not plain_rows(db, select(or_(*(select(kind.id).exists() for kind in (Person, Plan)))))[0][0]

"""Random plans for property tests: plain data, put into a workspace by `build`."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from pmplanner.models import (
    Completion,
    Course,
    Equivalent,
    Exemption,
    PathItem,
    Person,
    Pick,
    Plan,
    Row,
    Seat,
    SessionDay,
    Track,
    TrainingSession,
)

FIRST, LAST = dt.date(2027, 1, 4), dt.date(2027, 6, 30)
LONG_AGO, BEFORE, WITHIN = dt.date(2025, 6, 1), dt.date(2026, 6, 1), dt.date(2027, 2, 15)
RUN_DAYS = [dt.date(2027, 1, 28), dt.date(2027, 1, 29), dt.date(2027, 2, 1), dt.date(2027, 8, 2)]

Pair = tuple[int, int]


@dataclass
class SessionFacts:
    course: int
    days: dict[dt.date, int]
    """Quarters of a day by date."""
    cancelled: bool
    cost: int | None
    seats: dict[int, tuple[str, int | None]]
    """Status and attended quarters by person."""


@dataclass
class Spec:
    """Everything by position in its list; days in quarters, money in cents."""

    courses: list[tuple[int, int | None, int | None]]
    equivalents: set[Pair]
    paths: list[dict[int, str]]
    people: list[tuple[int | None, str]]
    completions: dict[tuple[int, int, dt.date], tuple[str, int | None]]
    exemptions: set[Pair]
    picks: dict[Pair, int | None]
    sessions: list[SessionFacts] = field(default_factory=list)


quarters = st.integers(1, 20)


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    courses = draw(
        st.lists(
            st.tuples(quarters, st.none() | st.integers(0, 5000), st.sampled_from([None, 12])),
            min_size=1,
            max_size=4,
        )
    )
    a_course = st.integers(0, len(courses) - 1)
    paths = draw(
        st.lists(
            st.dictionaries(a_course, st.sampled_from(["required", "required", "elective"])),
            min_size=1,
            max_size=2,
        )
    )
    a_track = st.none() | st.integers(0, len(paths) - 1)
    people = draw(st.lists(st.tuples(a_track, st.sampled_from(["", "North", "South"])), max_size=4))
    if not people:
        return Spec(courses, set(), paths, [], {}, set(), {})
    pairs = st.tuples(st.integers(0, len(people) - 1), a_course)
    completions = draw(
        st.dictionaries(
            st.tuples(st.integers(0, len(people) - 1), a_course, st.sampled_from([LONG_AGO, BEFORE, WITHIN])),
            st.tuples(st.sampled_from(["completed", "failed"]), st.none() | quarters),
            max_size=5,
        )
    )
    picks = draw(st.dictionaries(pairs, st.none() | quarters, max_size=8))
    equivalents = draw(st.sets(st.tuples(a_course, a_course).filter(lambda pair: pair[0] != pair[1])))
    spec = Spec(courses, equivalents, paths, people, completions, draw(st.sets(pairs, max_size=3)), picks)
    spec.sessions = draw(st.lists(_runs(spec), max_size=3))
    return spec


def _runs(spec: Spec) -> st.SearchStrategy[SessionFacts]:
    def of_course(course: int) -> st.SearchStrategy[SessionFacts]:
        takers = [person for person, picked in spec.picks if picked == course]
        seat = st.tuples(
            st.sampled_from(["booked", "waiting", "attended", "partly attended", "absent"]),
            st.none() | st.integers(0, 12),
        )
        seats = st.dictionaries(st.sampled_from(takers), seat) if takers else st.just({})
        return st.builds(
            SessionFacts,
            st.just(course),
            st.dictionaries(st.sampled_from(RUN_DAYS), st.integers(1, 4)),
            st.booleans(),
            st.none() | st.integers(1, 1000),
            seats,
        )

    return st.integers(0, len(spec.courses) - 1).flatmap(of_course)


def quarter_days(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 4


def cents(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value) / 100


def build(db: Session, spec: Spec) -> int:
    """Put the plan into the workspace and return its id."""

    def add(made: type[Row], /, **values: object) -> int:
        row = made(**values)
        db.add(row)
        db.flush()
        return row.id

    courses = [
        add(
            Course,
            code=f"C{n}",
            title=f"Course {n}",
            days=quarter_days(days),
            cost=cents(cost),
            currency="EUR",
            valid_months=valid,
        )
        for n, (days, cost, valid) in enumerate(spec.courses)
    ]
    tracks = [add(Track, code=f"T{n}", name=f"Track {n}", position=n) for n in range(len(spec.paths))]
    people = [
        add(
            Person,
            first_name=f"P{n}",
            team=team,
            job_title=team.upper(),
            primary_track_id=None if track is None else tracks[track],
        )
        for n, (track, team) in enumerate(spec.people)
    ]
    for one, other in spec.equivalents:
        add(Equivalent, course_id=courses[one], counts_as_id=courses[other])
    for track, path in zip(tracks, spec.paths, strict=True):
        for position, (course, kind) in enumerate(path.items()):
            add(PathItem, track_id=track, course_id=courses[course], kind=kind, position=position)
    for person, course in spec.exemptions:
        add(Exemption, person_id=people[person], course_id=courses[course])
    for (person, course, day), (result, days) in spec.completions.items():
        add(
            Completion,
            person_id=people[person],
            course_id=courses[course],
            completed_on=day,
            result=result,
            days=quarter_days(days),
        )
    plan = add(Plan, name="Random", first_day=FIRST, last_day=LAST, currency="EUR")
    picks = {
        (person, course): add(
            Pick,
            plan_id=plan,
            person_id=people[person],
            course_id=courses[course],
            days=quarter_days(days),
        )
        for (person, course), days in spec.picks.items()
    }
    for number, session in enumerate(spec.sessions):
        session_id = add(
            TrainingSession,
            plan_id=plan,
            course_id=courses[session.course],
            code=f"S{number}",
            status="cancelled" if session.cancelled else "confirmed",
            cost=cents(session.cost),
        )
        for day, portion in session.days.items():
            add(
                SessionDay,
                session_id=session_id,
                day=day,
                portion=quarter_days(portion),
                start_time=dt.time(9),
                end_time=dt.time(17),
            )
        for person, (status, attended) in session.seats.items():
            add(
                Seat,
                session_id=session_id,
                pick_id=picks[person, session.course],
                status=status,
                attended_days=quarter_days(attended),
            )
    return plan

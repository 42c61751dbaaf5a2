"""The matrix of a plan: people in rows, courses in columns, one cell a pick or a need."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person
from pmplanner.services.credit import credited_courses
from pmplanner.services.ledger import required_courses
from pmplanner.services.problems import find_problems
from pmplanner.services.standing import DONE, SCHEDULED, WAITING, Standing, among, list_standings

CellState = Literal["required", "credited", "picked", "waiting", "scheduled", "done", "problem"]

Key = tuple[int, int]
"""The ids of a person and a course."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person has to do with a course; *problems* are sentences that say what is wrong."""

    state: CellState
    days: Decimal
    pick_id: int | None = None
    run_id: int | None = None
    run_code: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    result: str = ""
    note: str = ""
    problems: tuple[str, ...] = ()

    @property
    def is_pick(self) -> bool:
        """True unless the course is only required or credited."""
        return self.pick_id is not None


@dataclass(frozen=True, slots=True)
class Column:
    """A course as a column; *days* are the course's."""

    course_id: int
    code: str
    title: str
    provider: str
    days: Decimal


def list_columns(session: Session) -> list[Column]:
    """Return all courses that can be picked, or are, as columns, by title."""
    query = select(Course.id, Course.code, Course.title, Course.provider, Course.days)
    return [Column(*row) for row in session.execute(query.order_by(Course.title, Course.id))]


def list_cells(session: Session, plan_id: int, person_ids: Collection[int] | None = None) -> dict[Key, Cell]:
    """Return the cells that are not empty, of everybody or of the people named."""
    problems: dict[Key, list[str]] = defaultdict(list)
    for problem in find_problems(session, plan_id, person_ids):
        problems[problem.person_id, problem.course_id].append(problem.text)
    cells = {
        (s.person_id, s.course_id): _picked(s, tuple(problems.get((s.person_id, s.course_id), ())))
        for s in list_standings(session, plan_id, person_ids)
    }
    _add_required(session, plan_id, person_ids, cells)
    return cells


def _add_required(
    session: Session, plan_id: int, person_ids: Collection[int] | None, cells: dict[Key, Cell]
) -> None:
    """Add what each primary track requires and nobody picked: a need, or credited already."""
    paths = required_courses(session)
    credited = credited_courses(session, plan_id, person_ids)
    days = dict(session.execute(select(Course.id, Course.days)).all())
    query = select(Person.id, Person.primary_track_id).where(*among(Person.id, person_ids))
    for person_id, track_id in session.execute(query):
        if person_ids is not None and person_id not in person_ids:
            continue
        satisfied = credited.get(person_id, frozenset())
        for course_id in paths.get(track_id, ()):
            state: CellState = "credited" if course_id in satisfied else "required"
            cells.setdefault((person_id, course_id), Cell(state, days[course_id]))


def _picked(standing: Standing, problems: tuple[str, ...]) -> Cell:
    states: dict[str, CellState] = {DONE: "done", SCHEDULED: "scheduled", WAITING: "waiting"}
    state: CellState = states.get(standing.status, "picked")
    return Cell(
        "problem" if problems and state != "done" else state,
        standing.days,
        standing.pick_id,
        standing.run_id,
        standing.run_code,
        standing.first_day,
        standing.last_day,
        standing.result,
        standing.note,
        problems,
    )

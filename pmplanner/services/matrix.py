"""The matrix of a plan: people in rows, courses in columns, one cell a pick or a need."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person, Pick, Seat
from pmplanner.services.credit import credited_courses
from pmplanner.services.ledger import Totals, required_courses
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
    own_days: Decimal | None = None
    seat_id: int | None = None

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


@dataclass(frozen=True, slots=True)
class Line:
    """A person's row: the cells that are not empty, by course, and the person's totals in person-days."""

    cells: dict[int, Cell]
    totals: Totals


class _Need(NamedTuple):
    course_id: int
    days: Decimal
    credited: bool


def list_columns(session: Session) -> list[Column]:
    """Return all courses that can be picked, or are, as columns, by title."""
    query = select(Course.id, Course.code, Course.title, Course.provider, Course.days)
    return [Column(*row) for row in session.execute(query.order_by(Course.title, Course.id))]


def list_cells(session: Session, plan_id: int, person_ids: Collection[int] | None = None) -> dict[Key, Cell]:
    """Return the cells that are not empty, of everybody or of the people named."""
    return {
        (person_id, course_id): cell
        for person_id, line in read_lines(session, plan_id, person_ids).items()
        for course_id, cell in line.cells.items()
    }


def read_lines(session: Session, plan_id: int, person_ids: Collection[int] | None = None) -> dict[int, Line]:
    """Return the rows of everybody, or of the people named; the totals are those of the ledger."""
    standings = list_standings(session, plan_id, person_ids)
    cells = _picked_cells(session, plan_id, person_ids, standings)
    totals: dict[int, Totals] = defaultdict(lambda: Totals(people=1))
    for standing in standings:
        totals[standing.person_id].add_pick(standing, standing.days)
    lines = {}
    blanks: dict[_Need, Cell] = {}
    for person_id, needs in _needs(session, plan_id, person_ids):
        row, sums = cells[person_id], totals[person_id]
        for need in needs:
            _count_need(sums, need, need.course_id in row)
            if need.course_id not in row:
                if need not in blanks:
                    blanks[need] = Cell("credited" if need.credited else "required", need.days)
                row[need.course_id] = blanks[need]
        lines[person_id] = Line(row, sums)
    return lines


def _picked_cells(
    session: Session, plan_id: int, person_ids: Collection[int] | None, standings: Iterable[Standing]
) -> dict[int, dict[int, Cell]]:
    problems: dict[Key, list[str]] = defaultdict(list)
    for problem in find_problems(session, plan_id, person_ids):
        problems[problem.person_id, problem.course_id].append(problem.text)
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for s in standings:
        cells[s.person_id][s.course_id] = _picked(s, tuple(problems.get((s.person_id, s.course_id), ())))
    return cells


def _needs(
    session: Session, plan_id: int, person_ids: Collection[int] | None
) -> Iterator[tuple[int, list[_Need]]]:
    """Yield each person with what the primary track requires: a need, or credited already."""
    paths = required_courses(session)
    credited = credited_courses(session, plan_id, person_ids)
    days = dict(session.execute(select(Course.id, Course.days)).all())
    query = select(Person.id, Person.primary_track_id).where(*among(Person.id, person_ids))
    for person_id, track_id in session.execute(query):
        if person_ids is None or person_id in person_ids:
            satisfied = credited.get(person_id, frozenset())
            yield (
                person_id,
                [_Need(course, days[course], course in satisfied) for course in paths.get(track_id, ())],
            )


def _count_need(totals: Totals, need: _Need, picked: bool) -> None:
    totals.required += need.days
    if need.credited:
        totals.credited += need.days
    elif not picked:
        totals.gap += need.days


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
        standing.own_days,
        standing.seat_id,
    )


def people_of(
    session: Session, plan_id: int, pick_ids: Collection[int], seat_ids: Collection[int]
) -> tuple[set[int], set[int]]:
    """Return the people of picks and seats of the plan, and which of the seats there are in any plan."""
    picks = select(Pick.id, Pick.person_id).where(Pick.plan_id == plan_id, *among(Pick.id, pick_ids))
    people = {person_id for pick_id, person_id in session.execute(picks) if pick_id in pick_ids}
    seats = (
        select(Seat.id, Pick.person_id, Pick.plan_id)
        .join(Pick, Pick.id == Seat.pick_id)
        .where(*among(Seat.id, seat_ids))
    )
    found = [row for row in session.execute(seats) if row[0] in seat_ids]
    people |= {person_id for _, person_id, of_plan in found if of_plan == plan_id}
    return people, {seat_id for seat_id, *_ in found}

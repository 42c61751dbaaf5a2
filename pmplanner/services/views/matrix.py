"""The matrix of a plan: people in rows, courses in columns, one cell a pick or a need."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import PUT_ASIDE, Course, Decision, Pick, Plan, Seat
from pmplanner.services.catalog.own_facts import short_titles
from pmplanner.services.lookup import among, get, plain_rows
from pmplanner.services.needs.needs import Need, read_needs
from pmplanner.services.needs.people import read_members
from pmplanner.services.pick_status.course_facts import read_course_facts
from pmplanner.services.pick_status.pick_status import (
    DONE,
    SCHEDULED,
    WAITING,
    PickStatus,
    list_pick_statuses,
)
from pmplanner.services.totals.totals import Totals

if TYPE_CHECKING:
    from pmplanner.services.problems.reading.rows import Problem

CellState = Literal[
    "required", "met", "credited", "picked", "waiting", "scheduled", "done", "problem", "later", "declined"
]
"""*met* is what is required and satisfied by the pick of another course, which counts as it.

*later* and *declined* are picks that are put aside.
"""

Key = tuple[int, int]
"""The ids of a person and a course."""

Marks = Mapping[int, Mapping[int, tuple[str, ...]]]
"""What is wrong, in sentences, by person and course."""


class Cell(NamedTuple):
    """What a person has to do with a course; *problems* are sentences that say what is wrong.

    A tuple for the same reason as a standing.
    """

    state: CellState
    days: Decimal
    pick_id: int | None = None
    session_id: int | None = None
    session_code: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    result: str = ""
    note: str = ""
    problems: tuple[str, ...] = ()
    own_days: Decimal | None = None
    seat_id: int | None = None
    by_course_id: int | None = None
    """The other course that satisfies a required one without a pick."""
    is_expected: bool = False
    """True when it is credited by nothing but a seat booked in another plan."""
    due: dt.date | None = None
    """When what satisfied the course before expires, within the plan's period."""
    attempt: int = 1
    earlier: tuple[PickStatus, ...] = ()
    """Of a course that the person takes again, the attempts before, the first one first."""
    decision: str = ""
    """What was decided of the pick, a Decision; empty where nobody was asked."""
    is_missing: bool = False
    """True for a pick that is put aside although its course is required and missing."""

    @property
    def is_put_aside(self) -> bool:
        """True for a pick that was put off or declined, and so has no days."""
        return self.decision in PUT_ASIDE and self.state != "done"

    @property
    def is_pick(self) -> bool:
        """True unless the course is only required, met or credited."""
        return self.pick_id is not None

    @property
    def all_days(self) -> Decimal:
        """The person-days of the pick and of the attempts before it, as the totals count them."""
        return sum((earlier.days for earlier in self.earlier), self.days)


class Column(NamedTuple):
    """A course as a column; *days* are the course's. A tuple, because there may be 100,000 of them."""

    course_id: int
    code: str
    title: str
    provider: str
    days: Decimal
    short_title: str = ""
    """What a narrow column shows in place of the title, where somebody has named one."""

    @property
    def short(self) -> str:
        """What stands above a narrow column: the short title that somebody has given, else the code."""
        return self.short_title or self.code


@dataclass(frozen=True, slots=True)
class Line:
    """A person's row: the cells that are not empty, by course, and the person's totals in person-days."""

    cells: dict[int, Cell]
    totals: Totals


_COLUMNS = select(Course.id, Course.code, Course.title, Course.provider, Course.days).order_by(
    Course.title, Course.id
)


def list_columns(db: Session, course_ids: Collection[int] | None = None) -> list[Column]:
    """Return all courses that can be picked, or are, as columns, by title; or those named."""
    rows = plain_rows(db, _COLUMNS.where(*among(Course.id, course_ids)))
    shorts = short_titles(db, course_ids)
    return [
        Column._make((*row, shorts.get(row[0], "")))
        for row in rows
        if course_ids is None or row[0] in course_ids
    ]


def list_cells(db: Session, plan_id: int, person_ids: Collection[int] | None = None) -> dict[Key, Cell]:
    """Return the cells that are not empty, of everybody or of the people named."""
    return {
        (person_id, course_id): cell
        for person_id, line in read_marked_lines(db, plan_id, person_ids).items()
        for course_id, cell in line.cells.items()
    }


def read_marked_lines(
    db: Session, plan_id: int, person_ids: Collection[int] | None = None
) -> dict[int, Line]:
    """As :func:`read_lines`, with the problems that nobody has accepted marked."""
    from pmplanner.services.problems.tracking.finding import find_problems  # the window starts sooner without

    marks = marks_of(find_problems(db, plan_id, person_ids))
    return {
        person_id: mark_line(line, marks[person_id]) if person_id in marks else line
        for person_id, line in read_lines(db, plan_id, person_ids).items()
    }


def read_lines(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    *,
    everybody: bool = False,
    pick_statuses: Collection[PickStatus] | None = None,
) -> dict[int, Line]:
    """Return the rows of who counts in the plan, of all or of those named; totals are those of the ledger.

    With *everybody* those who do not count have rows as well, in which nothing is required.
    *pick_statuses* are those of these people, if read already. Problems are left out: whoever watches
    them anyway adds them by :func:`mark_line`.
    """
    plan = get(db, Plan, plan_id)  # held, so that all who ask for it find it at hand
    facts = read_course_facts(db)
    if pick_statuses is None:
        pick_statuses = list_pick_statuses(db, plan.id, person_ids, facts, put_aside=True)
    counting = [pick_status for pick_status in pick_statuses if not pick_status.is_put_aside]
    picking = {pick_status.person_id for pick_status in counting}
    members = read_members(db, plan.id, person_ids, everybody=everybody, picking=picking)
    needs = read_needs(db, plan.id, person_ids, pick_statuses=counting, members=members, facts=facts)
    cells = _cells(pick_statuses)
    totals = {person_id: Totals(people=int(member.counts)) for person_id, member in members.items()}
    for pick_status in counting:
        totals[pick_status.person_id].add_pick(pick_status, pick_status.days)
    blanks: dict[Need, Cell] = {}
    for person_id, theirs in needs.items():
        row, sums = cells[person_id], totals[person_id]
        for need in theirs:
            _count_need(sums, need)
            cell = row.get(need.course_id)
            if cell is None:
                if need not in blanks:
                    blanks[need] = _blank(need)
                row[need.course_id] = blanks[need]
            elif need.due is not None or cell.is_put_aside:
                missing = cell.is_put_aside and need.state == "missing"
                row[need.course_id] = cell._replace(due=need.due, is_missing=missing)
    return {person_id: Line(cells[person_id], totals[person_id]) for person_id in members}


_NEED_STATES: dict[str, CellState] = {"missing": "required", "satisfied": "met", "credited": "credited"}


def _blank(need: Need) -> Cell:
    """Return the cell of a required course that is not picked."""
    by_course_id = need.by_course_id if need.is_equivalent else None
    return Cell(
        _NEED_STATES[need.state],
        need.days,
        by_course_id=by_course_id,
        is_expected=need.is_expected,
        due=need.due,
    )


def _count_need(totals: Totals, need: Need) -> None:
    totals.required += need.days
    if need.state == "credited":
        totals.credited += need.days
    elif need.state == "missing":
        totals.gap += need.days


def _cells(pick_statuses: Iterable[PickStatus]) -> dict[int, dict[int, Cell]]:
    """Return the cells of picks by person and course; of several attempts the newest, with the others."""
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    earlier: dict[Key, list[PickStatus]] = defaultdict(list)
    newest: dict[Key, PickStatus] = {}
    for pick_status in pick_statuses:
        key = pick_status.person_id, pick_status.course_id
        before = newest.get(key)
        if before is None:
            newest[key] = pick_status
        elif pick_status.attempt > before.attempt:
            newest[key] = pick_status
            earlier[key].append(before)
        else:
            earlier[key].append(pick_status)
    for key, pick_status in newest.items():
        cells[key[0]][key[1]] = _picked(pick_status)
    for key, others in earlier.items():
        others.sort(key=lambda each: each.attempt)
        cells[key[0]][key[1]] = cells[key[0]][key[1]]._replace(
            attempt=newest[key].attempt, earlier=tuple(others)
        )
    return cells


def marks_of(problems: Iterable[Problem]) -> Marks:
    """Return what is wrong for each person in each course."""
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for problem in problems:
        if problem.person_id is not None:
            found[problem.person_id][problem.course_id].append(problem.hint)
    return {
        person_id: {course_id: tuple(texts) for course_id, texts in courses.items()}
        for person_id, courses in found.items()
    }


_UNMARKED: Collection[CellState] = ("done", "later", "declined")
"""What is no problem whatever problems there are with it: it is over, or does not take place."""


def mark_line(line: Line, texts: Mapping[int, tuple[str, ...]]) -> Line:
    """Return a row, read without problems, with these marked; those of courses that are gone are left out."""
    cells = dict(line.cells)
    for course_id, problems in texts.items():
        cell = cells.get(course_id)
        if cell is not None:
            state: CellState = "problem" if cell.state not in _UNMARKED else cell.state
            cells[course_id] = cell._replace(state=state, problems=problems)
    return Line(cells, line.totals)


_STATES: dict[str, CellState] = {DONE: "done", SCHEDULED: "scheduled", WAITING: "waiting"}


def _picked(pick_status: PickStatus) -> Cell:
    state = _STATES.get(pick_status.status, "picked")
    if pick_status.is_put_aside:
        state = "later" if pick_status.decision == Decision.LATER else "declined"
    return Cell(
        state,
        pick_status.days,
        pick_status.pick_id,
        pick_status.session_id,
        pick_status.session_code,
        pick_status.first_day,
        pick_status.last_day,
        pick_status.result,
        pick_status.note,
        (),
        pick_status.own_days,
        pick_status.seat_id,
        attempt=pick_status.attempt,
        decision=pick_status.decision,
    )


def people_of(
    db: Session, plan_id: int, pick_ids: Collection[int], seat_ids: Collection[int]
) -> tuple[set[int], set[int]]:
    """Return the people of picks of the plan and of seats of any, and which of the seats there are.

    A seat in another plan is credited here.
    """
    picks = select(Pick.id, Pick.person_id).where(Pick.plan_id == plan_id, *among(Pick.id, pick_ids))
    people = {person_id for pick_id, person_id in db.execute(picks) if pick_id in pick_ids}
    seats = (
        select(Seat.id, Pick.person_id).join(Pick, Pick.id == Seat.pick_id).where(*among(Seat.id, seat_ids))
    )
    found = [row for row in db.execute(seats) if row[0] in seat_ids]
    people |= {person_id for _, person_id in found}
    return people, {seat_id for seat_id, _ in found}


def people_in(db: Session, plan_id: int, session_ids: Collection[int]) -> set[int]:
    """Return the people of the plan who have a seat in one of the sessions."""
    query = select(Pick.person_id).join(Seat, Seat.pick_id == Pick.id)
    found = db.scalars(query.where(Pick.plan_id == plan_id, Seat.session_id.in_(session_ids)).distinct())
    return set(found)

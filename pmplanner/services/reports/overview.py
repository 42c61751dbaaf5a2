"""The courses of a plan on one page: what is planned of each, and when its sessions are."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pmplanner.models import Plan
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.lookup import fold, get
from pmplanner.services.reports.asking import Asked, Row
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions
from pmplanner.services.totals.totals import Totals, ledger

HEADER = (
    "course_title",
    "days_planned",
    "days_to_schedule",
    "session_code",
    "first_day",
    "last_day",
    "people",
)


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """A course of the plan on one page: its totals, and its sessions by the time of their first day."""

    title: str
    totals: Totals
    sessions: tuple[SessionRow, ...] = ()
    """Those that are not cancelled; without a day they come last."""
    is_course: bool = True
    """False for the line of the seats that are kept for teams, of whatever courses."""


@dataclass(frozen=True, slots=True)
class Overview:
    """A plan on one page: what is planned of each course, and when."""

    plan: str
    first_day: dt.date
    last_day: dt.date
    totals: Totals
    lines: tuple[OverviewLine, ...]


def read_overview(db: Session, plan_id: int) -> Overview:
    """Return a plan as it stands on one page; the totals are those of :mod:`pmplanner.services.totals`."""
    plan = get(db, Plan, plan_id)
    held: dict[int, list[SessionRow]] = defaultdict(list)
    titles: dict[int, str] = {}
    for row in list_sessions(db, plan_id):
        if row.status != SessionStatus.CANCELLED:
            held[row.course_id].append(row)
            titles[row.course_id] = row.course_title
    *courses, whole = ledger(db, plan_id, "course")
    filled = [row for row in courses if row.totals.planned or row.totals.gap]
    found = {int(str(row.key)): row for row in filled if row.is_of_people}
    titles |= {course_id: row.name for course_id, row in found.items()}
    lines = [
        OverviewLine(
            title,
            found[course_id].totals if course_id in found else Totals(),
            tuple(sorted(held[course_id], key=lambda row: (row.first_day or dt.date.max, fold(row.code)))),
        )
        for course_id, title in sorted(titles.items(), key=lambda item: (fold(item[1]), item[0]))
    ]
    lines += [OverviewLine(row.name, row.totals, is_course=False) for row in filled if not row.is_of_people]
    return Overview(plan.name, plan.first_day, plan.last_day, whole.totals, tuple(lines))


def read_asked_overview(db: Session, asked: Asked) -> Overview:
    """Return the courses of the plan that is asked for; raise PlanError when it is gone."""
    return read_overview(db, asked.plan_id)


def overview_rows(found: Overview) -> list[Row]:
    """Return one row a session, or a course without one."""
    rows: list[Row] = []
    for line in found.lines:
        head = (line.title, line.totals.planned, line.totals.open)
        rows += [(*head, row.code, row.first_day, row.last_day, row.booked) for row in line.sessions] or [
            (*head, None, None, None, None)
        ]
    return rows

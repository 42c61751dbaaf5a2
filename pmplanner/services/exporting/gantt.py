"""The plan as tasks of a Gantt chart: a task a course, a part of it a session, a resource a person."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.gantt_csv import GanttResource, GanttTask, listed_name, write_gantt
from pmplanner.models import Prerequisite
from pmplanner.models.statuses import SessionStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.session_days import is_working_day
from pmplanner.services.exporting.calendar_events import PlanCalendar
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import fold
from pmplanner.services.sessions.session_rows import SessionRow

__all__ = ["gantt_tables", "write_gantt"]

Tables = tuple[list[GanttTask], list[GanttResource]]


def gantt_tables(db: Session, calendar: PlanCalendar, scope: ExportScope) -> Tables:
    """Return the tasks and resources of a scope; sessions without a day are left out.

    A session comes after the last session of each course that its own requires, as far as that one
    ends before it begins.
    """
    chosen = calendar.chosen_sessions(scope)
    sessions = [
        session
        for session_id, session in calendar.sessions.items()
        if session_id in chosen and session.first_day
    ]
    names = _names(calendar, [session.id for session in sessions])
    by_course: dict[int, list[SessionRow]] = defaultdict(list)
    for session in sorted(
        sessions,
        key=lambda session: (fold(session.course_code), session.first_day or dt.date.max, session.id),
    ):
        by_course[session.course_id].append(session)
    numbers = _number_tasks(by_course)
    tasks: list[GanttTask] = []
    for place, course_sessions in enumerate(by_course.values(), 1):
        parts = [
            _task(calendar, session, numbers[session.id], f"{place}.{part}", names)
            for part, session in enumerate(course_sessions, 1)
        ]
        tasks += [_course_task(course_sessions, parts, place), *parts]
    after = _predecessors(db, by_course, numbers)
    tasks = [replace(task, after=after.get(task.id, ())) for task in tasks]
    resources = [
        GanttResource(number, name, calendar.people[person_id].email)
        for number, (person_id, name) in enumerate(names.items(), 1)
    ]
    return tasks, resources


def _number_tasks(by_course: Mapping[int, Sequence[SessionRow]]) -> dict[int, int]:
    """Return the task of each session: they count on through the courses, whose own come first."""
    numbers, number = {}, -1
    for sessions in by_course.values():
        number += 1
        for session in sessions:
            number += 1
            numbers[session.id] = number
    return numbers


def _names(calendar: PlanCalendar, session_ids: Sequence[int]) -> dict[int, str]:
    """Return a name of its own for everybody who sits in one of the sessions, by person id."""
    seated = {person_id for session_id in session_ids for person_id in calendar.seats[session_id]}
    people = {person_id: to for person_id, to in calendar.people.items() if person_id in seated}
    counts = Counter(fold(listed_name(to.name)) for to in people.values())
    taken: set[str] = set()
    names = {}
    for person_id, to in people.items():
        name = listed_name(to.name)
        if counts[fold(name)] > 1:
            name = f"{name} ({to.email or person_id})"
        while fold(name) in taken:
            name += "*"
        taken.add(fold(name))
        names[person_id] = name
    return names


def _task(
    calendar: PlanCalendar, session: SessionRow, number: int, outline: str, names: Mapping[int, str]
) -> GanttTask:
    assert session.first_day is not None  # gantt_tables() has left out the others
    assert session.last_day is not None
    seated = calendar.seats[session.id]
    return GanttTask(
        number,
        f"{session.code} {session.course_title}",
        session.first_day,
        session.last_day,
        _working_days(session.first_day, session.last_day),
        outline,
        100 if session.status == SessionStatus.HELD else 0,
        session.trainer_names,
        resources=tuple(name for person_id, name in names.items() if person_id in seated),
        notes=said("Room: {room}", room=session.room_names) if session.rooms else "",
    )


def _course_task(sessions: Sequence[SessionRow], parts: Sequence[GanttTask], place: int) -> GanttTask:
    first = min(part.first_day for part in parts)
    last = max(part.last_day for part in parts)
    done = sum(part.percent_done for part in parts) // len(parts)
    number = parts[0].id - 1
    return GanttTask(
        number,
        f"{sessions[0].course_code} {sessions[0].course_title}",
        first,
        last,
        _working_days(first, last),
        str(place),
        done,
    )


def _working_days(first: dt.date, last: dt.date) -> int:
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return max(1, sum(is_working_day(day) for day in days))


def _predecessors(
    db: Session, by_course: Mapping[int, Sequence[SessionRow]], numbers: Mapping[int, int]
) -> dict[int, tuple[int, ...]]:
    required = defaultdict(set)
    for course_id, other_id in db.execute(select(Prerequisite.course_id, Prerequisite.required_course_id)):
        required[course_id].add(other_id)
    return {
        numbers[session.id]: tuple(
            sorted(
                numbers[before.id]
                for other_id in required[course_id]
                if (before := _last_before(session, by_course.get(other_id, ()))) is not None
            )
        )
        for course_id, sessions in by_course.items()
        for session in sessions
    }


def _last_before(session: SessionRow, others: Sequence[SessionRow]) -> SessionRow | None:
    first = session.first_day or dt.date.min
    ended = [other for other in others if other.last_day is not None and other.last_day < first]
    return max(ended, key=lambda other: other.last_day or dt.date.min, default=None)

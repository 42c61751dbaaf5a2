"""Events of a training calendar as sessions: which course they are of, and which are days of one session."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Plan, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.sentences import said
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, Target, rejected
from pmplanner.services.importing.names import Courses
from pmplanner.services.importing.origins import Calendar, Origins
from pmplanner.services.importing.sessions import SessionDeciding
from pmplanner.services.lookup import fold, get

_SATURDAY = 5
_ALIKE = ("room", "start_time", "end_time", "timezone")


@dataclass(slots=True)
class _Group:
    """Events that are the days of one session."""

    rows: list[ParsedRow]
    course_id: int
    code: str = ""

    @property
    def first(self) -> dt.date | None:
        return self.rows[0].get("start_date", dt.date)

    @property
    def last(self) -> dt.date | None:
        return self.rows[-1].get("end_date", dt.date)

    @property
    def days(self) -> Decimal:
        return sum((row.get("days", Decimal) or Decimal(0) for row in self.rows), Decimal(0))

    def goes_on_with(self, row: ParsedRow, course_days: Decimal) -> bool:
        """Say whether an event is the next day of the session, as far as the course is that long."""
        alike = all(self.rows[-1].values.get(name) == row.values.get(name) for name in _ALIKE)
        wanted = self.days + (row.get("days", Decimal) or Decimal(0))
        return alike and wanted <= course_days and _next_open(self.last) == row.get("start_date", dt.date)

    def merged(self) -> ParsedRow:
        """Return the row of the whole session."""
        values = {**self.rows[0].values, "end_date": self.last, "days": self.days}
        values.pop("categories", None)
        values |= {"session_code": self.code} if self.code else {}
        return replace(self.rows[0], values=values)


def decide_calendar_sessions(
    db: Session, rows: Iterable[ParsedRow], draft: Draft, *, plan_id: int, calendar: Calendar
) -> None:
    """Decide what each event does to the sessions of a plan.

    The course is the one that the event is called by, or one of its categories, with or without a code
    before it. An event that was read before moves its session, or calls it off.
    """
    _Deciding(db, draft, plan_id, calendar).decide(list(rows))


class _Deciding:
    def __init__(self, db: Session, draft: Draft, plan_id: int, calendar: Calendar) -> None:
        self._db, self._draft, self._plan_id = db, draft, plan_id
        self._courses = Courses(db)
        self._sessions = SessionDeciding(db, draft, get(db, Plan, plan_id))
        self._origins = Origins(db, draft, calendar.marks, {TrainingSession: "plan_id"})

    def decide(self, rows: list[ParsedRow]) -> None:
        open_rows: list[tuple[int, ParsedRow]] = []
        for row in rows:
            try:
                if row.get("status", str) == SessionStatus.CANCELLED:
                    self._draft.take(self._called_off(row))
                elif self._origins.outdated(TrainingSession, self._plan_id, row):
                    told = said("a newer version of the event was read before")
                    self._draft.take(_outcome(row, "skipped", told))
                else:
                    open_rows.append((self._course(row), row))
            except RejectedError as error:
                self._draft.take(rejected(row, row.get("course_title", str) or "", error))
        for group in self._groups(open_rows):
            self._decide_group(group)

    def _course(self, row: ParsedRow) -> int:
        title = row.get("course_title", str) or ""
        for name in (title, *(str(each) for each in row.get("categories", tuple) or ())):
            code, _, rest = name.partition(" ")
            for found in (
                self._courses.find(None, name),
                self._courses.find(name, None),
                self._courses.find(code, None),
                self._courses.find(None, rest),
            ):
                if found is not None:
                    return found
        raise RejectedError(
            said("there is no course {course} in the catalogue", course=title or said("(empty)")),
            "course_title",
        )

    def _groups(self, rows: list[tuple[int, ParsedRow]]) -> list[_Group]:
        """Put the events together that are days of one session, each into the one that it was in before."""
        by_course: dict[int, list[ParsedRow]] = defaultdict(list)
        for course_id, row in rows:
            by_course[course_id].append(row)
        groups: list[_Group] = []
        for course_id, several in by_course.items():
            course_days = self._courses.rows[course_id].days
            several.sort(key=lambda row: row.get("start_date", dt.date) or dt.date.max)
            running: list[_Group] = []
            for row in several:
                fitting = next((g for g in running if g.goes_on_with(row, course_days)), None)
                if fitting is None:
                    running.append(_Group([row], course_id))
                else:
                    fitting.rows.append(row)
            groups += running
        taken: set[str] = set()
        for group in groups:
            group.code = next((code for code in self._codes(group) if code not in taken), "")
            taken.add(group.code)
        return groups

    def _codes(self, group: _Group) -> list[str]:
        """Return the codes of the sessions that the events of a group brought before, or name themselves."""
        found = [
            str(prior.code)
            for row in group.rows
            for prior in self._origins.brought_by(TrainingSession, self._plan_id, row)
        ]
        word, _, rest = (group.rows[0].get("course_title", str) or "").partition(" ")
        course = self._courses.rows[group.course_id]
        if rest and fold(word) != fold(course.code) and fold(rest) in (fold(course.title), fold(course.code)):
            found.append(word)
        return found

    def _decide_group(self, group: _Group) -> None:
        course = self._courses.rows[group.course_id]
        merged = group.merged()
        values = {**merged.values, "course_code": course.code, "course_title": course.title}
        first, *others = group.rows
        try:
            outcome = replace(self._sessions.decide(replace(merged, values=values)), row=first)
        except RejectedError as error:
            self._draft.take(rejected(first, group.code, error))
            for row in others:
                self._draft.take(rejected(row, group.code, error))
            return
        brought = self._origins.brought_by(TrainingSession, self._plan_id, first)
        if any(session.status == SessionStatus.CANCELLED for session in brought):
            told = said("the event takes place, but the session is called off here and stays so")
            outcome = replace(outcome, details="; ".join(filter(None, (outcome.details, told))))
        self._draft.take(outcome)
        for row in others:
            told = said("a day of the session of row {number}", number=first.number)
            self._draft.take(_outcome(row, outcome.action, told, outcome.subject))
        self._settle(group, outcome.subject)

    def _settle(self, group: _Group, code: str) -> None:
        target: Target | None = self._draft.inserted(TrainingSession, fold(code))
        target = self._sessions.present_id(code) if target is None else target
        for row in group.rows:
            first, last = row.get("start_date", dt.date), row.get("end_date", dt.date)
            if target is not None and first is not None and last is not None:
                self._origins.settle(TrainingSession, self._plan_id, row, target, (first, last))

    def _called_off(self, row: ParsedRow) -> Outcome:
        """Call off the session that an event brought; one of several days stays while others are on."""
        sessions: list[Any] = self._origins.brought_by(TrainingSession, self._plan_id, row)
        if not sessions:
            return _outcome(row, "skipped", said("it is cancelled"))
        session = sessions[0]
        if session.status == SessionStatus.CANCELLED:
            return _outcome(row, "unchanged", "", session.code)
        if session.status == SessionStatus.HELD or session.locked:
            told = said("it is cancelled there, but {code} is held or locked here", code=session.code)
            return _outcome(row, "skipped", told, session.code)
        if self._origins.stays_without(TrainingSession, session.id, row):
            told = said("a day of {code} is cancelled; take it out of the session here", code=session.code)
            return _outcome(row, "skipped", told, session.code)
        self._draft.update(TrainingSession, session.id, {"status": str(SessionStatus.CANCELLED)})
        return _outcome(row, "updated", said("the event is cancelled"), session.code)


def _outcome(row: ParsedRow, action: Any, told: str, subject: str = "") -> Outcome:  # noqa: ANN401 - a literal
    return Outcome(row, action, subject, told)


def _next_open(day: dt.date | None) -> dt.date | None:
    """Return the next day that is no weekend."""
    if day is None:
        return None
    following = day + dt.timedelta(days=1)
    while following.weekday() >= _SATURDAY:
        following += dt.timedelta(days=1)
    return following

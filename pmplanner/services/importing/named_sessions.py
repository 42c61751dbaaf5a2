"""The sessions that rows of picks name: those of the plan, and new ones made of the rows' dates."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Plan, Seat, SessionDay, TrainingSession
from pmplanner.models.statuses import SeatStatus
from pmplanner.sentences import said
from pmplanner.services.calendar.session_days import (
    DAY_END,
    DAY_START,
    Day,
    IsOpen,
    fill_days,
    with_portion,
    working_days,
)
from pmplanner.services.calendar.site_days import days_open_at
from pmplanner.services.importing.courses import NewCourses
from pmplanner.services.importing.draft import Draft, Ref, RejectedError, Target
from pmplanner.services.lookup import fold
from pmplanner.services.pick_status.pick_status import session_spans

_LONGEST = dt.timedelta(days=366)
"""From the first to the last day of a session that a file makes."""

_QUARTER = Decimal("0.25")


class NamedSessions:
    """The sessions of the plan, those that the import makes, and who sits in them."""

    def __init__(
        self, db: Session, draft: Draft, plan: Plan, courses: NewCourses, create_missing: bool
    ) -> None:
        self._draft = draft
        self._plan = plan
        self._courses = courses
        self._create_missing = create_missing
        self._is_open = days_open_at(db, "")
        query = select(TrainingSession.id, TrainingSession.code, TrainingSession.course_id)
        self._by_code: dict[str, tuple[Target, Target]] = {
            fold(code): (session_id, course_id)
            for session_id, code, course_id in db.execute(query.where(TrainingSession.plan_id == plan.id))
        }
        sessions = [session for session, _ in self._by_code.values()]
        self._locked: dict[int, str] = dict(
            db.execute(
                select(TrainingSession.id, TrainingSession.code).where(
                    TrainingSession.plan_id == plan.id, TrainingSession.locked
                )
            ).all()
        )
        seats = db.execute(select(Seat.__table__).where(Seat.session_id.in_(sessions)))
        self.seats: dict[tuple[Target, int], Any] = {(s.session_id, s.pick_id): s for s in seats}
        self.days: dict[Target, Decimal] = {
            span.id: span.days for span in session_spans(db, plan.id) if span.days is not None
        }
        begun = select(SessionDay.session_id, func.min(SessionDay.day)).where(
            SessionDay.session_id.in_(sessions)
        )
        self._first_days: dict[Target, dt.date] = dict(
            db.execute(begun.group_by(SessionDay.session_id)).all()
        )
        self._times: dict[Target, tuple[dt.time, dt.time]] = {}
        for session_id, begins, ends in db.execute(
            select(SessionDay.session_id, SessionDay.start_time, SessionDay.end_time)
            .where(SessionDay.session_id.in_(sessions))
            .order_by(SessionDay.day.desc(), SessionDay.start_time.desc())
        ):
            self._times[session_id] = (begins, ends)
        self._told_times: set[Target] = set()
        last = db.execute(select(Seat.session_id, func.max(Seat.position)).group_by(Seat.session_id))
        self._places: dict[Target, int] = dict(last.all())

    def course(self, code: str) -> Target | None:
        """Return the course of a session."""
        found = self._by_code.get(fold(code))
        return found[1] if found else None

    def check(self, code: str, course: Target, row: ParsedRow) -> None:
        """Raise RejectedError when the session is another course's, or is not there and cannot be made."""
        found = self._by_code.get(fold(code))
        if found is not None:
            if found[1] != course:
                raise RejectedError(
                    said(
                        "the session {code} is one of {courses}",
                        code=code,
                        courses=self._courses.title(found[1]),
                    ),
                    "session_code",
                )
        elif not self._create_missing:
            raise RejectedError(said("there is no session {code} in this plan", code=code), "session_code")
        else:
            self._check_dates(code, row)

    def first_day(self, code: str, row: ParsedRow) -> dt.date | None:
        """Return the first day of a session, of one that is still to be made by the row's dates."""
        found = self._by_code.get(fold(code))
        known = self._first_days.get(found[0]) if found is not None else None
        return known or row.get("start_date", dt.date)

    def status_of(self, code: str, pick_id: int | None) -> str:
        """Return what a seat in a session is already; empty for none."""
        found = self._by_code.get(fold(code))
        seat = self.seats.get((found[0], pick_id)) if found is not None and pick_id is not None else None
        return seat.status if seat is not None else ""

    def _check_dates(self, code: str, row: ParsedRow) -> None:
        start, end = row.get("start_date", dt.date), row.get("end_date", dt.date)
        if start is None:
            raise RejectedError(
                said("the session {code} is new and has no start date", code=code),
                "start_date",
                "session_code",
            )
        if end is not None and not start <= end <= start + _LONGEST:
            raise RejectedError(
                said(
                    "the session {code} is new and cannot go from {start} to {end}",
                    code=code,
                    start=start,
                    end=end,
                ),
                "end_date",
            )
        begins, ends = _times(row)
        if begins >= ends:
            raise RejectedError(
                said(
                    "the session {code} is new and cannot go from {begins:%H:%M} to {ends:%H:%M} on a day",
                    code=code,
                    begins=begins,
                    ends=ends,
                ),
                "end_time",
                "end_date",
                "start_time",
                "start_date",
            )

    def check_free(self, code: str, pick_id: int | None, status: str) -> None:
        """Raise RejectedError when somebody would enter, leave or wait in a session that is locked."""
        if not self._locked:
            return
        session, _ = self._by_code.get(fold(code), (0, 0))
        held = None if pick_id is None else self.seats.get((session, pick_id))
        if held is None:
            touched = {session, *(seat.session_id for seat in self._to_leave(pick_id))}
        else:
            touched = (
                {session} if held.status != status and SeatStatus.WAITING in (held.status, status) else set()
            )
        for name in (self._locked[each] for each in self._locked if each in touched):
            raise RejectedError(said("the session {name} is locked", name=name), "session_code")

    def _to_leave(self, pick_id: int | None) -> list[Any]:
        return [
            seat
            for (_, other), seat in self.seats.items()
            if other == pick_id and seat.status in (SeatStatus.BOOKED, SeatStatus.WAITING)
        ]

    def find(self, code: str, course: Target, row: ParsedRow) -> Target:
        """Return the session of a code, made from the row's dates when it is not there."""
        found = self._by_code.get(fold(code))
        if found is None:
            return self._make(code, course, row)
        self._say_other_times(code, found[0], row)
        return found[0]

    def _say_other_times(self, code: str, session: Target, row: ParsedRow) -> None:
        """Say once that a session has other times than a row gives, which are not taken."""
        times, known = _times(row), self._times.get(session)
        if "start_time" not in row.values and "end_time" not in row.values:
            return
        if known is None or known == times or session in self._told_times:
            return
        self._told_times.add(session)
        (begins, ends), (begin, end) = known, times
        self._draft.notes.append(
            said(
                "Row {number}: the session {code} is from {begins:%H:%M} to {ends:%H:%M}; the times of "
                "the file ({begin:%H:%M} to {end:%H:%M}) are not taken.",
                number=row.number,
                code=code,
                begins=begins,
                ends=ends,
                begin=begin,
                end=end,
            )
        )

    def _make(self, code: str, course: Target, row: ParsedRow) -> Ref:
        start = row.get("start_date", dt.date)
        assert start is not None  # check() has refused a row without
        values = {"plan_id": self._plan.id, "course_id": course, "code": code}
        session = self._draft.insert(TrainingSession, fold(code), values)
        times = _times(row)
        days = _lay_days(
            start, row.get("end_date", dt.date), self._courses.days(course), self._is_open, times
        )
        self._times[session], self._first_days[session] = times, start
        for day in days:
            key = (fold(code), day.day)
            self._draft.insert(SessionDay, key, {"session_id": session, **_day_values(day)})
        self.days[session] = sum((day.portion for day in days), Decimal(0))
        self._by_code[fold(code)] = (session, course)
        self._draft.notes.append(said("Session {code} is new.", code=code))
        return session

    def place(self, session: Target) -> int:
        """Return the next place in the order of booking of a session."""
        self._places[session] = self._places.get(session, 0) + 1
        return self._places[session]

    def leave(self, pick_id: int, draft: Draft) -> None:
        """Give up the seats that a pick holds or waits for elsewhere; those who wait for them move up."""
        for seat in self._to_leave(pick_id):
            draft.delete(Seat, seat.id)
            draft.left.add(seat.session_id)

    def free_for_next(self, session: Target) -> dict[str, Any]:
        """Let the next on a session's waiting list have a seat; return the new place of who had it."""
        if isinstance(session, int) and any(
            to == session and seat.status == SeatStatus.WAITING for (to, _), seat in self.seats.items()
        ):
            self._draft.left.add(session)
            return {"position": self.place(session)}
        return {}


def _day_values(day: Day) -> dict[str, Any]:
    return {
        "day": day.day,
        "portion": day.portion,
        "start_time": day.start_time,
        "end_time": day.end_time,
    }


def _times(row: ParsedRow) -> tuple[dt.time, dt.time]:
    """Return from when to when a row says that a session is, to the minute; as usual where it does not."""
    begins, ends = row.get("start_time", dt.time) or DAY_START, row.get("end_time", dt.time) or DAY_END
    return begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0)


def _lay_days(
    start: dt.date, end: dt.date | None, days: Decimal, is_open: IsOpen, times: tuple[dt.time, dt.time]
) -> list[Day]:
    """Lay a course's days from *start* on; when an *end* is given, it is the last of them.

    Open days come first; a course that does not fit is cut, one of a single day is halved.
    """
    filled = fill_days(start, days, *times)
    if len(filled) == 1 and times != (DAY_START, DAY_END):
        # A part of a day that has times of its own lasts as long as they say.
        filled = [replace(filled[0], end_time=times[1])]
    if end is None:
        later = islice(working_days(start + dt.timedelta(days=1), is_open), len(filled) - 1)
        return [replace(day, day=date) for day, date in zip(filled, [start, *later], strict=True)]
    if end == start:
        return [replace(filled[0], day=start)]
    if len(filled) == 1:
        filled = _halved(filled[0])
    between = [start + dt.timedelta(days=n) for n in range(1, (end - start).days)]
    working = sorted(between, key=lambda day: (not is_open(day), day))
    dates = [start, *sorted(working[: len(filled) - 2]), end]
    return [replace(day, day=date) for day, date in zip(filled, dates, strict=False)]


def lay_between(
    start: dt.date,
    end: dt.date | None,
    days: Decimal,
    is_open: IsOpen,
    begins: dt.time | None = None,
    ends: dt.time | None = None,
) -> list[Day]:
    """Lay so many days from *start* on, to *end* where it is given, with these times or the usual ones."""
    return _lay_days(start, end, days, is_open, (begins or DAY_START, ends or DAY_END))


def _halved(whole: Day) -> list[Day]:
    later = max(_QUARTER, whole.portion / 2 // _QUARTER * _QUARTER)
    return [with_portion(whole, max(_QUARTER, whole.portion - later)), with_portion(whole, later)]

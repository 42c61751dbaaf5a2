"""Rows of picks: who takes which course, in which session, with how many days of their own."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace as dataclass_replace
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import Completion, Pick, Plan, Seat, SessionDay, TrainingSession
from pmplanner.services.importing.courses import NewCourses, Target
from pmplanner.services.importing.draft import Draft, Outcome, Ref, RejectedError
from pmplanner.services.importing.names import People
from pmplanner.services.lookup import fold, get
from pmplanner.services.session_days import Day, fill_days
from pmplanner.services.standing import Standing, list_standings

_STATUSES = {
    "": "",
    "open": "",
    "picked": "",
    "planned": "",
    "to schedule": "",
    "waiting": "waiting",
    "waitlist": "waiting",
    "waitlisted": "waiting",
    "scheduled": "booked",
    "booked": "booked",
    "enrolled": "booked",
    "registered": "booked",
    "done": "attended",
    "attended": "attended",
    "completed": "attended",
    "fully attended": "attended",
    "fully_attended": "attended",
    "partly attended": "partly attended",
    "partially attended": "partly attended",
    "partially_attended": "partly attended",
    "absent": "absent",
    "no show": "absent",
    "no_show": "absent",
}
"""What files call the standing of a pick, to the status of its seat; empty for no seat."""


def decide_picks(
    session: Session, rows: Iterable[ParsedRow], draft: Draft, *, plan_id: int, create_missing: bool
) -> None:
    """Decide what each row does to the picks and seats of the plan."""
    rows = list(rows)
    deciding = _Deciding(session, rows, draft, plan_id, create_missing)
    for row in rows:
        try:
            draft.outcomes.append(deciding.decide(row))
        except RejectedError as error:
            subject = row.get("course_title", str) or row.get("course_code", str) or ""
            draft.outcomes.append(Outcome(row, "rejected", subject, f"row {row.number}: {error}"))


class _Deciding:
    """What is known while the rows are gone through in order."""

    def __init__(
        self, session: Session, rows: list[ParsedRow], draft: Draft, plan_id: int, create_missing: bool
    ) -> None:
        self._plan = get(session, Plan, plan_id)
        self._draft = draft
        self._create_missing = create_missing
        self._people = People(session)
        self._courses = NewCourses(session, draft)
        self._courses.learn_days(rows)
        self._standings: dict[tuple[int, Target], Standing] = {
            (s.person_id, s.course_id): s for s in list_standings(session, plan_id)
        }
        self._runs = _Runs(session, draft, self._plan, self._courses, create_missing)
        self._seen: dict[tuple[int, Target], int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        person_id = self._people.find(row)
        course = self._course(row)
        key = (person_id, course)
        if key in self._seen:
            raise RejectedError(f"the same person and course as in row {self._seen[key]}")
        status = self._status(row)
        present = self._standings.get(key)
        self._check_seat(row, status, course)
        self._seen[key] = row.number
        details = self._seat(row, key, status, present)
        details += self._own_days(row, key, present)
        subject = f"{self._people.name(person_id)}: {self._courses.title(course)}"
        if present is None:
            return Outcome(row, "created", subject)
        return Outcome(row, "updated" if details else "unchanged", subject, "; ".join(details))

    def _course(self, row: ParsedRow) -> Target:
        code = row.get("session_code", str)
        if "course_code" not in row.values and "course_title" not in row.values and code is not None:
            found = self._runs.course(code)
            if found is None:
                raise RejectedError(f"there is no session {code}")
            return found
        return self._courses.find(row, create_missing=self._create_missing)

    def _status(self, row: ParsedRow) -> str:
        word = row.get("status", str) or ""
        try:
            return _STATUSES[fold(word)]
        except KeyError:
            raise RejectedError(f"the status {word} is not known") from None

    def _check_seat(self, row: ParsedRow, status: str, course: Target) -> None:
        """Raise RejectedError, before anything is drafted, when the row's seat cannot be."""
        code = row.get("session_code", str)
        if code is not None:
            self._runs.check(code, course, row)
        elif status in ("waiting", "booked", "partly attended", "absent"):
            raise RejectedError(f"the status {row.values.get('status')} needs a session")

    def _pick(self, key: tuple[int, Target], present: Standing | None) -> Target:
        if present is not None:
            return present.pick_id
        ref = self._draft.inserted(Pick, key)
        values = {"plan_id": self._plan.id, "person_id": key[0], "course_id": key[1]}
        return ref or self._draft.insert(Pick, key, values)

    def _own_days(self, row: ParsedRow, key: tuple[int, Target], present: Standing | None) -> list[str]:
        """Set the person's own days where they differ from the course's, and the note."""
        wanted: dict[str, Any] = {}
        days, note = row.get("days", Decimal), row.get("note", str)
        if days is not None and (present is None or present.days != days):
            wanted["days"] = None if days == self._courses.days(key[1]) else days
        if note is not None and (present is None or present.note != note):
            wanted["note"] = note
        pick = self._pick(key, present)
        if isinstance(pick, Ref):
            self._draft.pending(pick).update(wanted)
        elif wanted:
            self._draft.update(Pick, pick, wanted)
        if present is None or not wanted:
            return []
        return [f"{name}: {row.values[name]}" for name in wanted]

    def _seat(
        self, row: ParsedRow, key: tuple[int, Target], status: str, present: Standing | None
    ) -> list[str]:
        code = row.get("session_code", str)
        if code is None:
            return self._complete(row, key, present) if status == "attended" else []
        run = self._runs.find(code, key[1], row)
        held = self._runs.seats.get((run, present.pick_id)) if present is not None else None
        status = status or "booked"
        if held is not None:
            if held.status == status:
                return []
            self._draft.update(Seat, held.id, {"status": status})
            return [f"{code}: {held.status} → {status}"]
        if present is not None:
            self._runs.leave(present.pick_id, self._draft)
        pick = self._pick(key, present)
        values = {"session_id": run, "pick_id": pick, "status": status, "position": self._runs.place(run)}
        self._draft.insert(Seat, (run, pick), values)
        return [f"{status} in {code}"]

    def _complete(self, row: ParsedRow, key: tuple[int, Target], present: Standing | None) -> list[str]:
        """Record as done what the file says is done without a session of ours."""
        if present is not None and present.status == "done":
            return []
        day = row.get("end_date", dt.date) or row.get("start_date", dt.date)
        if day is None or not self._plan.first_day <= day <= self._plan.last_day:
            raise RejectedError("what is done needs a session, or an end date within the plan's period")
        values = {"person_id": key[0], "course_id": key[1], "completed_on": day, "result": "completed"}
        self._draft.insert(Completion, (*key, day), values | {"days": row.get("days", Decimal)})
        return [f"done on {day}"]


class _Runs:
    """The sessions of the plan, those that the import makes, and who sits in them."""

    def __init__(
        self, session: Session, draft: Draft, plan: Plan, courses: NewCourses, create_missing: bool
    ) -> None:
        self._draft = draft
        self._plan = plan
        self._courses = courses
        self._create_missing = create_missing
        query = select(TrainingSession.id, TrainingSession.code, TrainingSession.course_id)
        self._by_code: dict[str, tuple[Target, Target]] = {
            fold(code): (run_id, course_id)
            for run_id, code, course_id in session.execute(query.where(TrainingSession.plan_id == plan.id))
        }
        runs = [run for run, _ in self._by_code.values()]
        seats = session.execute(select(Seat.__table__).where(Seat.session_id.in_(runs)))
        self.seats: dict[tuple[Target, int], Any] = {(s.session_id, s.pick_id): s for s in seats}
        last = session.execute(select(Seat.session_id, func.max(Seat.position)).group_by(Seat.session_id))
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
                raise RejectedError(f"the session {code} is one of {self._courses.title(found[1])}")
        elif not self._create_missing:
            raise RejectedError(f"there is no session {code} in this plan")
        elif row.get("start_date", dt.date) is None:
            raise RejectedError(f"the session {code} is new and has no start date")

    def find(self, code: str, course: Target, row: ParsedRow) -> Target:
        """Return the session of a code, made from the row's dates when it is not there."""
        found = self._by_code.get(fold(code))
        return found[0] if found is not None else self._make(code, course, row)

    def _make(self, code: str, course: Target, row: ParsedRow) -> Ref:
        start = row.get("start_date", dt.date)
        assert start is not None  # check() has refused a row without
        end = row.get("end_date", dt.date) or start
        values = {"plan_id": self._plan.id, "course_id": course, "code": code}
        run = self._draft.insert(TrainingSession, fold(code), values)
        for day in _days_between(start, end, self._courses.days(course)):
            self._draft.insert(
                SessionDay,
                (fold(code), day),
                {
                    "session_id": run,
                    "day": day.day,
                    "portion": day.portion,
                    "start_time": day.start_time,
                    "end_time": day.end_time,
                },
            )
        self._by_code[fold(code)] = (run, course)
        self._draft.notes.append(f"Session {code} is new.")
        return run

    def place(self, run: Target) -> int:
        """Return the next place in the order of booking of a session."""
        self._places[run] = self._places.get(run, 0) + 1
        return self._places[run]

    def leave(self, pick_id: int, draft: Draft) -> None:
        """Give up the seats that a pick holds or waits for elsewhere."""
        for (_, other), seat in self.seats.items():
            if other == pick_id and seat.status in ("booked", "waiting"):
                draft.delete(Seat, seat.id)


def _days_between(start: dt.date, end: dt.date, days: Decimal) -> list[Day]:
    """Lay a course's days from *start* on, the last of them on *end*."""
    filled = fill_days(start, days)
    filled[0] = dataclass_replace(filled[0], day=start)
    if len(filled) > 1 and end > filled[-2].day:
        filled[-1] = dataclass_replace(filled[-1], day=end)
    return filled

"""Rows of sessions: when they are, where, with whom, for how many, and how they stand."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import (
    Plan,
    Reservation,
    Seat,
    SessionDay,
    SessionRoom,
    SessionTrainer,
    Trainer,
    TrainerPart,
    TrainingSession,
)
from pmplanner.models.statuses import SessionMode, SessionStatus
from pmplanner.sentences import listed, said
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.calendar.site_days import days_open_at
from pmplanner.services.catalog.own_facts import course_facts
from pmplanner.services.fields import is_link
from pmplanner.services.importing.differences import once
from pmplanner.services.importing.draft import (
    Draft,
    Outcome,
    RejectedError,
    Target,
    UnknownCourseError,
    rejected,
)
from pmplanner.services.importing.named_sessions import lay_between
from pmplanner.services.importing.names import Courses
from pmplanner.services.lookup import fold, get
from pmplanner.services.resources.further import Further, Teacher, read_further, split_names
from pmplanner.services.sessions.session_rows import read_days

_PLAIN = (
    *("timezone", "seats_min", "seats_max", "pinned", "cost", "currency", "join_link"),
    *("locked", "note", "decide_by", "cancel_cost", "cancel_currency"),
)
"""Fields that are columns of the session as they stand in the file."""


def decide_sessions(db: Session, rows: Iterable[ParsedRow], draft: Draft, *, plan_id: int) -> None:
    """Decide what each row does to the sessions of a plan; nobody is seated or taken out."""
    deciding = SessionDeciding(db, draft, get(db, Plan, plan_id))
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            draft.take(rejected(row, row.get("session_code", str) or "", error))


class SessionDeciding:
    """What is known while the rows are gone through in order."""

    def __init__(self, db: Session, draft: Draft, plan: Plan) -> None:
        self._db, self._draft, self._plan = db, draft, plan
        self._courses = Courses(db)
        self._facts = course_facts(db)
        of_plan = TrainingSession.plan_id == plan.id
        self._present: dict[str, Any] = {
            fold(row.code): row for row in db.execute(select(TrainingSession.__table__).where(of_plan))
        }
        ids = [row.id for row in self._present.values()]
        self._days = read_days(db, of_plan)
        self._further: Further = read_further(db, ids)
        self._full = set(db.scalars(select(Seat.session_id).where(Seat.session_id.in_(ids))))
        self._full |= set(db.scalars(select(Reservation.session_id).where(Reservation.session_id.in_(ids))))
        self._by_email = {
            fold(email): name for name, email in db.execute(select(Trainer.name, Trainer.email)) if email
        }
        self._seen: dict[str, int] = {}
        self._codes = set(self._present)

    def decide(self, row: ParsedRow) -> Outcome:
        """Decide what a row does; raises RejectedError."""
        course_id = self._course(row)
        code, present = self._find(row, course_id)
        once(self._seen, fold(code), row, "session_code")
        values = {name: row.values[name] for name in _PLAIN if name in row.values}
        values |= self._words(row, present)
        self._check(values, present)
        if present is None:
            return self._add(row, code, course_id, values)
        return self._change(row, present, values)

    def present_id(self, code: str) -> int | None:
        """Return the id of a session that is there, by its code."""
        present = self._present.get(fold(code))
        return None if present is None else int(present.id)

    def _course(self, row: ParsedRow) -> int | None:
        code, title = row.get("course_code", str), row.get("course_title", str)
        found = self._courses.find(code, title)
        if found is None and (code or title):
            raise UnknownCourseError(title or code or "", "course_code", "course_title")
        return found

    def _find(self, row: ParsedRow, course_id: int | None) -> tuple[str, Any]:
        """Return the code of the row's session, and the session if it is there."""
        code = row.get("session_code", str)
        if code:
            present = self._present.get(fold(code))
            if present is not None and course_id not in (None, present.course_id):
                title = self._courses.rows[present.course_id].title
                raise RejectedError(
                    said("the session {code} is one of {courses}", code=code, courses=title), "session_code"
                )
            return code, present
        start = row.get("start_date", dt.date)
        same = [
            each
            for each in self._present.values()
            if each.course_id == course_id and self._days[each.id] and self._days[each.id][0].day == start
        ]
        if len(same) > 1:
            raise RejectedError(
                said("several sessions of the course begin on {start}; give the code", start=start),
                "session_code",
                "start_date",
            )
        if same:
            return same[0].code, same[0]
        if course_id is None:
            raise RejectedError(said("it has neither a code nor a course"), "session_code", "course_code")
        return self._next_code(self._courses.rows[course_id].code), None

    def _next_code(self, course: str) -> str:
        number = 1
        while fold(f"{course}-{number}") in self._codes:
            number += 1
        return f"{course}-{number}"

    def _words(self, row: ParsedRow, present: Any) -> dict[str, Any]:  # noqa: ANN401 - a row
        """Return mode and status where the row says them."""
        found: dict[str, Any] = {}
        for name, known in (("mode", tuple(SessionMode)), ("status", tuple(SessionStatus))):
            word = row.get(name, str)
            if word is None:
                continue
            match = next((each for each in known if fold(each) == fold(word)), None)
            if match is None:
                raise RejectedError(said("“{word}” is not {known}", word=word, known=", ".join(known)), name)
            found[name] = str(match)
        self._check_status(found.get("status"), present)
        return found

    def _check_status(self, status: str | None, present: Any) -> None:  # noqa: ANN401 - a row
        before = SessionStatus.DRAFT if present is None else present.status
        if status is None or status == before:
            return
        if status == SessionStatus.CANCELLED and present is not None and present.id in self._full:
            raise RejectedError(
                said("there are people in {code}; cancel it on the Schedule page", code=present.code),
                "status",
            )
        if status == SessionStatus.HELD and self._plan.variant_of_id is not None:
            raise RejectedError(said("nothing is held in a variant"), "status")

    def _check(self, values: Mapping[str, Any], present: Any) -> None:  # noqa: ANN401 - a row
        low, high = (values.get(name, getattr(present, name, None)) for name in ("seats_min", "seats_max"))
        if high is not None and high < 1:
            raise RejectedError(said("a session needs at least one seat"), "seats_max")
        if low is not None and high is not None and low > high:
            raise RejectedError(
                said("the fewest seats ({low}) are more than the most ({high})", low=low, high=high),
                "seats_min",
                "seats_max",
            )
        link = values.get("join_link", "")
        if link and not is_link(link):
            raise RejectedError(
                said("a link to join begins with https:// or http://; not “{link}”", link=link[:100]),
                "join_link",
            )

    # Days

    def _laid(self, row: ParsedRow, course_id: int, room: str, present: Sequence[Day]) -> list[Day] | None:
        """Return the days that the row asks for; None where they are those that the session has."""
        now = _span(present) if present else {}
        given = {name: row.values[name] for name in _SPAN if row.values.get(name) is not None}
        if present and all(now[name] == value for name, value in given.items()):
            return None
        wanted = {**now, **given}
        start, end = wanted.get("start_date"), wanted.get("end_date")
        if present and "end_date" not in given and "start_date" in given:
            end = None  # it goes with the first day
        if not isinstance(start, dt.date):
            raise RejectedError(said("it has no start date"), "start_date")
        if end is not None and end < start:
            raise RejectedError(
                said("the last day {last} is before the first day {first}", last=end, first=start),
                "end_date",
                "start_date",
            )
        days = wanted.get("days") or self._courses.rows[course_id].days
        begins, ends = wanted.get("start_time"), wanted.get("end_time")
        if begins is not None and ends is not None and begins >= ends:
            raise RejectedError(
                said("it cannot go from {begins:%H:%M} to {ends:%H:%M} on a day", begins=begins, ends=ends),
                "end_time",
                "start_time",
            )
        laid = lay_between(start, end, Decimal(days), days_open_at(self._db, room), begins, ends)
        first = laid[0]
        # The times are those of the first day, whatever part of a day that is.
        times = replace(first, start_time=begins or first.start_time, end_time=ends or first.end_time)
        return [times, *laid[1:]] if times.start_time < times.end_time else laid

    # Writing

    def _add(self, row: ParsedRow, code: str, course_id: int | None, values: dict[str, Any]) -> Outcome:
        if course_id is None:
            raise RejectedError(said("the session {code} is new and has no course", code=code), "course_code")
        rooms, teachers = split_names(row.get("room", str) or ""), self._teachers(row, ())
        days = self._laid(row, course_id, next(iter(rooms), ""), ())
        assert days is not None
        facts = self._facts[course_id]
        seats = {"seats_min": facts.min_seats, "seats_max": facts.max_seats}
        first = {"room": next(iter(rooms), ""), "trainer": teachers[0].name if teachers else ""}
        ids = {"plan_id": self._plan.id, "course_id": course_id, "code": code}
        session = self._draft.insert(TrainingSession, fold(code), {**seats, **values, **first, **ids})
        self._codes.add(fold(code))
        self._put_days(session, code, days)
        self._put_further(session, code, rooms, teachers)
        return Outcome(row, "created", code)

    def _change(self, row: ParsedRow, present: Any, values: dict[str, Any]) -> Outcome:  # noqa: ANN401 - a row
        told = [name for name, value in values.items() if getattr(present, name) != value]
        changes = {name: values[name] for name in told}
        further = self._further.rooms.get(present.id, ())
        rooms, teachers = [present.room, *further] if present.room else [], self._teaching(present)
        wanted = split_names(row.get("room", str) or "") or rooms
        teaching = self._teachers(row, teachers) if "trainer" in row.values else teachers
        days = self._laid(row, present.course_id, next(iter(wanted), ""), self._days[present.id])
        if days is not None and _dates(days) != _dates(self._days[present.id]):
            self._refuse_fixed(present)
        if wanted != rooms:
            told.append("room")
            changes["room"] = next(iter(wanted), "")
        if teaching != teachers:
            told.append("trainer")
            changes["trainer"] = teaching[0].name if teaching else ""
        if changes:
            self._draft.update(TrainingSession, present.id, changes)
        if wanted != rooms or teaching != teachers:
            self._take_out_further(present.id)
            self._put_further(present.id, present.code, wanted, teaching)
        if days is not None:
            told.append("days")
            self._take_out(SessionDay, present.id)
            self._put_days(present.id, present.code, days)
        if "seats_max" in changes:
            self._draft.left.add(present.id)
        return Outcome(row, "updated" if told else "unchanged", present.code, ", ".join(told))

    def _refuse_fixed(self, present: Any) -> None:  # noqa: ANN401 - a row
        for name, word in (("locked", said("locked")), ("pinned", said("pinned"))):
            if getattr(present, name):
                raise RejectedError(
                    said("the session {code} is {word} and stays on its days", code=present.code, word=word),
                    "start_date",
                    "end_date",
                )

    def _teaching(self, present: Any) -> list[Teacher]:  # noqa: ANN401 - a row
        further = self._further.trainers.get(present.id, ())
        return [Teacher(present.trainer, TrainerPart.LEAD), *further] if present.trainer else []

    def _teachers(self, row: ParsedRow, present: Sequence[Teacher]) -> list[Teacher]:
        """Return who the row says teaches; whose part it does not say has the one that there was."""
        # Some systems name a trainer by the e-mail.
        given = split_names(row.get("trainer", str) or "")
        names = [self._by_email.get(fold(name), name) for name in given]
        told = row.get("trainer_parts", tuple) or ()
        known = {fold(each.name): each.part for each in present[1:]}
        if wrong := [part for part in told if part not in tuple(TrainerPart)]:
            raise RejectedError(
                said("“{part}” is not {parts}", part=wrong[0], parts=listed(TrainerPart)), "trainer_parts"
            )
        found = []
        for place, name in enumerate(names):
            said_so = told[place - 1] if 0 < place <= len(told) else None
            part = said_so or known.get(fold(name), TrainerPart.CO_TRAINER)
            found.append(Teacher(name, TrainerPart.LEAD if place == 0 else TrainerPart(part)))
        return found

    def _put_days(self, session: Target, code: str, days: Iterable[Day]) -> None:
        for number, day in enumerate(days):
            values = {"day": day.day, "portion": day.portion}
            values |= {"start_time": day.start_time, "end_time": day.end_time, "session_id": session}
            self._draft.insert(SessionDay, (fold(code), number), values)

    def _put_further(
        self, session: Target, code: str, rooms: Sequence[str], teachers: Sequence[Teacher]
    ) -> None:
        for place, name in enumerate(rooms[1:], 1):
            values = {"session_id": session, "name": name, "position": place}
            self._draft.insert(SessionRoom, (fold(code), place), values)
        for place, teacher in enumerate(teachers[1:], 1):
            values = {"session_id": session, "name": teacher.name, "part": teacher.part, "position": place}
            self._draft.insert(SessionTrainer, (fold(code), place), values)

    def _take_out_further(self, session_id: int) -> None:
        self._take_out(SessionRoom, session_id)
        self._take_out(SessionTrainer, session_id)

    def _take_out(
        self, kind: type[SessionRoom] | type[SessionTrainer] | type[SessionDay], session_id: int
    ) -> None:
        for row_id in self._db.scalars(select(kind.id).where(kind.session_id == session_id)):
            self._draft.delete(kind, row_id)


_SPAN = ("start_date", "end_date", "start_time", "end_time", "days")


def _span(days: Sequence[Day]) -> dict[str, Any]:
    """Return what the file says of the days of a session."""
    whole = sum((day.portion for day in days), Decimal(0))
    return {
        "start_date": days[0].day,
        "end_date": days[-1].day,
        "start_time": days[0].start_time,
        "end_time": days[0].end_time,
        "days": whole,
    }


def _dates(days: Iterable[Day]) -> set[dt.date]:
    return {day.day for day in days}

"""Rows of picks: who takes which course, in which session, with how many days of their own."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.day_words import number
from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.words import NONE, STATUS
from pmplanner.models import PASSED, Completion, Pick, Plan, Row, Seat
from pmplanner.models.statuses import WAS_THERE, SeatStatus
from pmplanner.sentences import said
from pmplanner.services.importing.courses import NewCourses
from pmplanner.services.importing.draft import (
    Draft,
    Outcome,
    Ref,
    RejectedError,
    SkippedError,
    Target,
    rejected,
)
from pmplanner.services.importing.named_sessions import NamedSessions
from pmplanner.services.importing.names import COURSE, People
from pmplanner.services.importing.pick_decisions import PickDecisions
from pmplanner.services.lookup import get
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses
from pmplanner.services.sessions.seating import ATTENDANCE

_FAILED = "failed"
"""Taken without success: no seat, but a completion that says so."""

_STATUSES = {
    "open": "",
    "waiting": "waiting",
    "booked": "booked",
    "attended": "attended",
    "partly attended": "partly attended",
    "absent": "absent",
    "failed": _FAILED,
}
"""What we call the standing of a pick, to the status of its seat; empty for no seat."""

_TO_COME = (SeatStatus.BOOKED, SeatStatus.WAITING)

_TAKEN = (SeatStatus.ATTENDED, _FAILED)
"""Statuses that make a completion where there is no session."""


def decide_picks(
    db: Session,
    rows: Iterable[ParsedRow],
    draft: Draft,
    *,
    plan_id: int,
    create_missing: bool,
    today: dt.date,
) -> None:
    """Decide what each row does to the picks and seats of the plan; what is to come is not attended."""
    rows = list(rows)
    deciding = _Deciding(db, rows, draft, plan_id, create_missing, today)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            subject = row.get("course_title", str) or row.get("course_code", str) or ""
            draft.take(rejected(row, subject, error))


_Key = tuple[int, Target, int]
"""A person, a course and the attempt at it."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row puts its person: the session and the status in it, with the seat that is there already."""

    session: Target | None = None
    status: str = ""
    held: Any = None
    completed: bool = False
    """True when the row records the course as completed, days and all."""

    @property
    def attended(self) -> bool:
        return self.status in WAS_THERE


@dataclass(frozen=True, slots=True)
class _Kept:
    """Days that are kept in a column of a row other than the pick."""

    kind: type[Row]
    id: int
    column: str
    days: Decimal


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What a row changes in the completions, in words."""

    details: list[str] = field(default_factory=list)
    with_days: bool = False
    """True when the days of the row are those of the completion."""


class _Deciding:
    """What is known while the rows are gone through in order."""

    def __init__(
        self,
        db: Session,
        rows: list[ParsedRow],
        draft: Draft,
        plan_id: int,
        create_missing: bool,
        today: dt.date,
    ) -> None:
        self._plan = get(db, Plan, plan_id)
        self._draft = draft
        self._create_missing = create_missing
        self._people = People(db)
        self._courses = NewCourses(db, draft)
        self._courses.learn_days(rows)
        self._pick_statuses: dict[_Key, PickStatus] = {
            (s.person_id, s.course_id, s.attempt): s for s in list_pick_statuses(db, plan_id, put_aside=True)
        }
        self._newest: dict[tuple[int, Target], int] = {}
        """The newest attempt at each course, counting those of rows so far."""
        for person_id, course_id, attempt in self._pick_statuses:
            pair = (person_id, course_id)
            self._newest[pair] = max(attempt, self._newest.get(pair, 1))
        self._runs = NamedSessions(db, draft, self._plan, self._courses, create_missing)
        self._decisions = PickDecisions(db, draft, plan_id)
        period = Completion.completed_on.between(self._plan.first_day, self._plan.last_day)
        done = select(Completion.__table__).where(period)
        self._completions: dict[tuple[object, ...], Any] = {
            (row.person_id, row.course_id, row.completed_on): row for row in db.execute(done)
        }
        self._seen: dict[_Key, int] = {}
        self._today = today

    def decide(self, row: ParsedRow) -> Outcome:
        person_id = self._people.find(row)
        status = self._status(row)
        course = self._course(row)
        key = (person_id, course, self._attempt(row, person_id, course))
        if key in self._seen:
            raise RejectedError(
                said("the same person and course as in row {seen}", seen=self._seen[key]), *COURSE
            )
        present = self._pick_statuses.get(key)
        self._check_seat(row, status, course, present)
        comes = row.get("session_code", str) is not None and (status or "booked") in _TO_COME
        self._decisions.check(row, present, seated=comes)
        self._seen[key] = row.number
        self._newest[person_id, course] = max(key[2], self._newest.get((person_id, course), 1))
        details, place = self._seat(row, key, status, present)
        pick = self._pick(key, present)
        details += self._own_days(row, key, pick, present, place)
        details += self._note(row, pick, present)
        details += self._decisions.decide(row, key, pick, lambda: self._leave(present))
        subject = f"{self._people.name(person_id)}: {self._courses.title(course)}"
        if present is None:
            return Outcome(row, "created", subject)
        return Outcome(row, "updated" if details else "unchanged", subject, "; ".join(details))

    def _leave(self, present: PickStatus | None) -> None:
        if present is not None:
            self._runs.leave(present.pick_id, self._draft)

    def _attempt(self, row: ParsedRow, person_id: int, course: Target) -> int:
        """Return which attempt at a course a row is about: the newest where it does not say."""
        newest = self._newest.get((person_id, course))
        attempt = row.get("attempt", int)
        if attempt is None:
            return newest or 1
        if attempt < 1 or attempt > (newest or 0) + 1:
            raise RejectedError(
                said(
                    "attempt {attempt} comes after attempt {before}, which is not there",
                    attempt=attempt,
                    before=attempt - 1,
                )
                if attempt > 1
                else said("attempts are counted from 1"),
                "attempt",
            )
        return attempt

    def _course(self, row: ParsedRow) -> Target:
        code = row.get("session_code", str)
        if "course_code" not in row.values and "course_title" not in row.values and code is not None:
            found = self._runs.course(code)
            if found is None:
                raise RejectedError(said("there is no session {code}", code=code), "session_code")
            return found
        return self._courses.find(row, create_missing=self._create_missing)

    def _status(self, row: ParsedRow) -> str:
        word = row.get("status", str)
        if word is None:
            return ""
        status = STATUS.find(word)
        if status == NONE:
            raise SkippedError(
                said("“{word}” is no pick; what is in the plan stays as it is", word=word), "status"
            )
        if status is None:
            raise RejectedError(said("the status {word} is not known", word=word), "status")
        return _STATUSES[status]

    def _check_seat(self, row: ParsedRow, status: str, course: Target, present: PickStatus | None) -> None:
        """Raise RejectedError, before anything is drafted, when the row's seat cannot be."""
        code = row.get("session_code", str)
        if code is not None:
            if status == _FAILED:
                raise RejectedError(
                    said("what was failed has an end date and no session"), "status", "session_code"
                )
            self._runs.check(code, course, row)
            self._runs.check_free(code, present.pick_id if present else None, status or "booked")
            self._check_begun(row, code, status, present)
        elif status in (SeatStatus.WAITING, SeatStatus.BOOKED, SeatStatus.PARTLY_ATTENDED, SeatStatus.ABSENT):
            raise RejectedError(
                said("the status {status} needs a session", status=row.values.get("status")), "status"
            )
        elif status == _FAILED and present is not None and present.status == DONE and present.session_code:
            raise RejectedError(
                said("it was attended in the session {session_code}", session_code=present.session_code),
                "status",
            )

    def _check_begun(self, row: ParsedRow, code: str, status: str, present: PickStatus | None) -> None:
        """Raise RejectedError for new attendance of a session that is still to come."""
        first = self._runs.first_day(code, row)
        known = self._runs.status_of(code, present.pick_id if present else None) == status
        if status not in ATTENDANCE or known:
            return
        self._refuse_in_variant()
        if first is not None and first > self._today:
            raise RejectedError(
                said(
                    "the session {code} begins on {first}; attendance can be entered from that day on",
                    code=code,
                    first=first,
                ),
                "status",
            )

    def _refuse_in_variant(self) -> None:
        """Raise RejectedError for what would become history in a plan that is only tried."""
        if self._plan.variant_of_id is not None:
            raise RejectedError(
                said(
                    "“{variant}” is a variant, made to try something in: nobody attends its sessions",
                    variant=self._plan.name,
                ),
                "status",
            )

    def _pick(self, key: _Key, present: PickStatus | None) -> Target:
        if present is not None:
            return present.pick_id
        ref = self._draft.inserted(Pick, key)
        values = {"plan_id": self._plan.id, "person_id": key[0], "course_id": key[1], "attempt": key[2]}
        return ref or self._draft.insert(Pick, key, values)

    def _own_days(
        self, row: ParsedRow, key: _Key, pick: Target, present: PickStatus | None, place: _Place
    ) -> list[str]:
        """Make the row's days what the pick counts, kept where its days are kept now."""
        days = row.get("days", Decimal)
        if days is None or place.completed:
            return []
        kept = self._kept(key, present, place)
        if kept is not None:
            if kept.days == days:
                return []
            self._draft.update(kept.kind, kept.id, {kept.column: days})
            return [said("days: {days}", days=row.values["days"])]
        default = self._default_days(key, place)
        own = present.own_days if present is not None else None
        if days == (default if own is None else own):
            return []
        self._put(pick, {"days": None if days == default else days})
        return [said("days: {days}", days=row.values["days"])]

    def _kept(self, key: _Key, present: PickStatus | None, place: _Place) -> _Kept | None:
        """Return the days of a seat or completion, which count before those of the pick."""
        if place.attended:
            held = place.held
            if held is None or held.attended_days is None:
                return None
            return _Kept(Seat, held.id, "attended_days", held.attended_days)
        if present is None or present.status != DONE:
            return None
        done = self._completions.get((*key[:2], present.first_day))
        if done is None or done.days is None:
            return None
        return _Kept(Completion, done.id, "days", done.days)

    def _default_days(self, key: _Key, place: _Place) -> Decimal:
        """Return what the pick counts without own days: the session's once attended, else the course's."""
        days = self._runs.days.get(place.session) if place.attended and place.session is not None else None
        return self._courses.days(key[1]) if days is None else days

    def _note(self, row: ParsedRow, pick: Target, present: PickStatus | None) -> list[str]:
        note = row.get("note", str)
        if note is None or (present is not None and present.note == note):
            return []
        self._put(pick, {"note": note})
        return [said("note: {note}", note=note)]

    def _put(self, pick: Target, values: dict[str, Any]) -> None:
        if isinstance(pick, Ref):
            self._draft.pending(pick).update(values)
        else:
            self._draft.update(Pick, pick, values)

    def _seat(
        self, row: ParsedRow, key: _Key, status: str, present: PickStatus | None
    ) -> tuple[list[str], _Place]:
        """Put the person where the row says; say what changes and where the person is then."""
        code = row.get("session_code", str)
        if code is None:
            done = self._complete(row, key, present, status) if status in _TAKEN else _Recorded()
            return done.details, self._present_place(present, completed=done.with_days)
        session = self._runs.find(code, key[1], row)
        held = self._runs.seats.get((session, present.pick_id)) if present is not None else None
        status = status or "booked"
        place = _Place(session, status, held)
        if held is not None:
            if status == SeatStatus.WAITING:
                self._draft.waiting.add(held.id)
            if held.status == status:
                return [], place
            freed = self._runs.free_for_next(session) if status == SeatStatus.WAITING else {}
            self._draft.update(Seat, held.id, {"status": status, **freed})
            return [f"{code}: {held.status} → {status}"], place
        if present is not None:
            self._runs.leave(present.pick_id, self._draft)
        pick = self._pick(key, present)
        values = {
            "session_id": session,
            "pick_id": pick,
            "status": status,
            "position": self._runs.place(session),
        }
        seat = self._draft.insert(Seat, (session, pick), values)
        if status == SeatStatus.WAITING:
            self._draft.waiting.add(seat)
        return [said("{status} in {code}", status=status, code=code)], place

    def _present_place(self, present: PickStatus | None, *, completed: bool) -> _Place:
        """Return where the person is already."""
        if present is None or present.session_id is None:
            return _Place(completed=completed)
        held = self._runs.seats.get((present.session_id, present.pick_id))
        return _Place(present.session_id, present.seat_status or "", held, completed)

    def _complete(self, row: ParsedRow, key: _Key, present: PickStatus | None, status: str) -> _Recorded:
        """Record what the file says was taken, or failed, without a session of ours, unless it is known."""
        done = present if present is not None and present.status == DONE else None
        if done is not None and done.failed == (status == _FAILED):
            return _Recorded()
        self._refuse_in_variant()
        day = row.get("end_date", dt.date) or row.get("start_date", dt.date)
        if day is None and done is not None:
            day = done.first_day
        if day is None or not self._plan.first_day <= day <= self._plan.last_day:
            raise RejectedError(
                said("what is failed needs an end date within the plan's period")
                if status == _FAILED
                else said("what is done needs a session, or an end date within the plan's period"),
                "status",
            )
        if day > self._today:
            raise RejectedError(
                said("{day} is still to come; nothing is done or failed on it yet", day=day),
                "status",
                "end_date",
            )
        result, days = "failed" if status == _FAILED else "completed", row.get("days", Decimal)
        known = self._completions.get((*key[:2], day))
        if known is not None:
            return self._correct(known, result, days)
        values = {"person_id": key[0], "course_id": key[1], "completed_on": day, "result": result}
        self._draft.insert(Completion, (*key[:2], day), values | {"days": days})
        return _Recorded(
            [said("failed on {day}", day=day) if status == _FAILED else said("done on {day}", day=day)],
            with_days=True,
        )

    def _correct(self, known: Any, result: str, days: Decimal | None) -> _Recorded:  # noqa: ANN401
        """Make the row's result and days those of a completion; days only if it has days of its own.

        Else they are the pick's. Results that mean the same stay as they are worded.
        """
        changes: dict[str, Any] = {}
        told = []
        if _passed(known.result) != _passed(result):
            changes["result"] = result
            told.append(said("result: {before} → {after}", before=known.result, after=result))
        if known.days is not None and days is not None and days != known.days:
            changes["days"] = days
            told.append(said("days: {days}", days=number(days)))
        if changes:
            self._draft.update(Completion, known.id, changes)
        return _Recorded(told, with_days=known.days is not None)


def _passed(result: str) -> bool:
    return not result or result.casefold() in PASSED

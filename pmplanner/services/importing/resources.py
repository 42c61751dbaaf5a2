"""Rows of rooms, trainers and closures."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import (
    Closure,
    Equipment,
    Room,
    RoomEquipment,
    Row,
    SessionTrainer,
    Trainer,
    TrainerCourse,
    TrainingSession,
)
from pmplanner.sentences import said
from pmplanner.services.importing.differences import change, check_order, once, outcome_of
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, SkippedError, Target
from pmplanner.services.importing.keyed import decide_each, given
from pmplanner.services.importing.names import Courses
from pmplanner.services.importing.origins import Calendar, Origins
from pmplanner.services.lookup import fold


def decide_rooms(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the rooms; equipment that is not known is added."""
    deciding = _Rooms(db, draft)
    decide_each(rows, draft, deciding.decide, "name")


def decide_trainers(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row does to the trainers and to what they can teach."""
    deciding = _Trainers(db, draft)
    decide_each(rows, draft, deciding.decide, "name")


def decide_closures(
    db: Session, rows: Iterable[ParsedRow], draft: Draft, calendar: Calendar | None = None
) -> None:
    """Decide what each row does to the closures; days and site tell one from another.

    What events of a *calendar* brought before is moved and taken out as they are.
    """
    rows = list(rows)
    deciding = _Closures(db, draft, rows, calendar or Calendar())
    decide_each(rows, draft, deciding.decide, "name")
    deciding.finish()


class _Links:
    """Which rows of one kind belong to those of another, and what a file does about it."""

    def __init__(self, db: Session, draft: Draft, kind: type[Row], owner: str, other: str) -> None:
        self._draft, self._kind, self._owner, self._other = draft, kind, owner, other
        self._present: dict[int, dict[int, int]] = defaultdict(dict)
        table = kind.__table__
        for link in db.execute(select(table)).mappings():
            self._present[link[owner]][link[other]] = link["id"]

    def set(self, owner: Target, wanted: Iterable[Target]) -> bool:
        """Make these the ones that belong to *owner*; say whether they were others before."""
        present = self._present.get(owner, {}) if isinstance(owner, int) else {}
        new = [target for target in wanted if target not in present]
        gone = [link for target, link in present.items() if target not in set(wanted)]
        for target in new:
            self._draft.insert(self._kind, (owner, target), {self._owner: owner, self._other: target})
        for link in gone:
            self._draft.delete(self._kind, link)
        return bool(new or gone)


class _Rooms:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft = draft
        self._rooms: dict[str, Any] = {fold(row.name): row for row in db.execute(select(Room.__table__))}
        self._equipment: dict[str, Target] = {
            fold(name): row_id for row_id, name in db.execute(select(Equipment.id, Equipment.name))
        }
        self._links = _Links(db, draft, RoomEquipment, "room_id", "equipment_id")
        self._seen: dict[str, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        name = row.get("name", str) or ""
        once(self._seen, fold(name), row, "name")
        seats = row.get("seats", int)
        if seats is not None and seats < 1:
            raise RejectedError(said("a room has at least one seat"), "seats")
        values = given(row, "site", "seats", "currency", "note", "day_cost")
        present = self._rooms.get(fold(name))
        room: Target = (
            self._draft.insert(Room, fold(name), {"name": name, **values}) if present is None else present.id
        )
        equipped = "equipment" in row.values and self._links.set(room, self._named(row))
        if present is None:
            return Outcome(row, "created", name)
        told = change(self._draft, Room, present, values)
        return outcome_of(row, name, [*told, *(["equipment"] * equipped)])

    def _named(self, row: ParsedRow) -> list[Target]:
        names = {fold(name): name for name in row.get("equipment", tuple) or ()}
        for key, name in names.items():
            if key not in self._equipment:
                self._equipment[key] = self._draft.insert(Equipment, key, {"name": name, "count": 0})
                self._draft.notes.append(said("Equipment “{name}” is new.", name=name))
        return [self._equipment[key] for key in names]


class _Trainers:
    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft = draft
        rows = list(db.execute(select(Trainer.__table__)))
        self._by_code: dict[str, Any] = {fold(row.code): row for row in rows if row.code}
        self._by_name: dict[str, Any] = {fold(row.name): row for row in rows}
        self._courses = Courses(db)
        self._links = _Links(db, draft, TrainerCourse, "trainer_id", "course_id")
        self._sessions: dict[str, list[int]] = defaultdict(list)
        self._first: dict[int, str] = {}
        self._beside: dict[int, set[str]] = defaultdict(set)
        self._further: dict[str, list[tuple[int, int]]] = defaultdict(list)
        further = select(SessionTrainer.id, SessionTrainer.session_id, SessionTrainer.name)
        for row_id, session_id, name in db.execute(further):
            self._further[fold(name)].append((row_id, session_id))
            self._beside[session_id].add(fold(name))
        for session_id, trainer in db.execute(select(TrainingSession.id, TrainingSession.trainer)):
            self._sessions[fold(trainer)].append(session_id)
            self._first[session_id] = fold(trainer)
        self._codes: dict[str, int] = {}
        self._found: dict[int, int] = {}
        self._names: dict[str, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        code, name = row.get("trainer_id", str), row.get("name", str)
        present = self._find(code, name)
        name = name or (present.name if present is not None else None)
        if name is None:
            raise RejectedError(
                said("there is no trainer {code}, and a new one needs a name", code=code),
                "name",
                "trainer_id",
            )
        if code:
            once(self._codes, fold(code), row, "trainer_id", "name")
        if present is not None:
            once(self._found, present.id, row, "trainer_id", "name")
        once(self._names, fold(name), row, "name")
        values = given(row, "email", "first_day", "last_day", "currency", "note", "day_cost", "working_days")
        values |= {"name": name} | ({"code": code} if code else {})
        check_order(
            values.get("first_day", getattr(present, "first_day", None)),
            values.get("last_day", getattr(present, "last_day", None)),
        )
        courses = self._taught(row)
        trainer: Target = self._draft.insert(Trainer, fold(name), values) if present is None else present.id
        taught = "courses" in row.values and self._links.set(trainer, courses)
        if present is None:
            return Outcome(row, "created", name)
        self._rename(present.name, name)
        told = change(self._draft, Trainer, present, values)
        return outcome_of(row, name, [*told, *(["courses"] * taught)])

    def _rename(self, before: str, after: str) -> None:
        """Let the sessions that name a trainer name them as the file does."""
        if before != after:
            for session_id in self._sessions.get(fold(before), ()):
                self._draft.update(TrainingSession, session_id, {"trainer": after})
                self._first[session_id] = fold(after)
            for row_id, session_id in self._further.get(fold(before), ()):
                self._rename_further(row_id, session_id, before, after)

    def _rename_further(self, row_id: int, session_id: int, before: str, after: str) -> None:
        """Rename one beside the first; who is named in the session already is not named twice."""
        others = {self._first.get(session_id, ""), *self._beside[session_id]} - {fold(before)}
        if fold(after) in others:
            self._draft.delete(SessionTrainer, row_id)
        else:
            self._draft.update(SessionTrainer, row_id, {"name": after})

    def _find(self, code: str | None, name: str | None) -> Any:  # noqa: ANN401 - a row
        present = self._by_code.get(fold(code)) if code else None
        named = self._by_name.get(fold(name)) if name else None
        if named is not None and code and named.code and fold(named.code) != fold(code):
            raise RejectedError(
                said("the trainer {name} has the id {named}", name=name, named=named.code),
                "trainer_id",
                "name",
            )
        if present is not None and named is not None and named.id != present.id:
            raise RejectedError(said("there is another trainer {name}", name=name), "name")
        return present if present is not None else named

    def _taught(self, row: ParsedRow) -> list[Target]:
        courses: list[Target] = []
        for code in row.get("courses", tuple) or ():
            course_id = self._courses.find(str(code), None)
            if course_id is None:
                raise RejectedError(said("there is no course {code} in the catalogue", code=code), "courses")
            courses.append(course_id)
        return list(dict.fromkeys(courses))


class _Closures:
    def __init__(self, db: Session, draft: Draft, rows: list[ParsedRow], calendar: Calendar) -> None:
        self._draft = draft
        self._calendar = calendar
        self._origins = Origins(db, draft, calendar.marks, {Closure: None}, rows)
        self._present: dict[object, Any] = {
            (row.first_day, row.last_day, fold(row.site)): row
            for row in db.execute(select(Closure.__table__))
        }
        self._seen: dict[object, int] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        first = row.get("first_day", dt.date)
        if first is None:
            raise RejectedError(said("it has no first day"), "first_day")
        last = row.get("last_day", dt.date) or first
        check_order(first, last)
        site, name = row.get("site", str) or "", row.get("name", str)
        key = (first, last, fold(site))
        once(self._seen, key, row, "first_day")
        called = name or site or said("Closed")
        subject = f"{called}: {first} – {last}"
        if self._origins.outdated(Closure, 0, row):
            raise SkippedError(said("a newer version of the event was read before"), "name")
        present = self._present.get(key)
        if present is None:
            return self._place(row, subject, (first, last), site)
        self._origins.settle(Closure, 0, row, present.id, (first, last))
        changes = {"name": name} if name is not None else {}
        return outcome_of(row, subject, change(self._draft, Closure, present, changes))

    def _place(self, row: ParsedRow, subject: str, days: tuple[dt.date, dt.date], site: str) -> Outcome:
        """Close on days on which nothing was closed: what the event brought before is moved."""
        values = {"first_day": days[0], "last_day": days[1], "site": site, "name": row.get("name", str) or ""}
        before = self._origins.before(Closure, 0, row, days)
        if before is None:
            new = self._draft.insert(Closure, (*days, fold(site)), values)
            self._origins.settle(Closure, 0, row, new, days)
            return Outcome(row, "created", subject)
        self._origins.settle(Closure, 0, row, before.row.id, days)
        if not before.moved:
            told = said("it was moved here since the calendar was read, and stays")
            return Outcome(row, "unchanged", subject, told)
        return outcome_of(row, subject, change(self._draft, Closure, before.row, values))

    def finish(self) -> None:
        """Take out what events brought that are gone."""
        self._origins.finish(None, _closure_words, take_out=self._calendar.take_out_gone)


def _closure_words(_kind: type[Row], row: Any) -> str:  # noqa: ANN401 - a row
    called = row.name or row.site or said("Closed")
    return f"{called}: {row.first_day} – {row.last_day}"

"""Cells of a training matrix: each is a completion, a pick with or without a seat, or nothing to be taken."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow, split_name
from pmplanner.exchange.words import MARK, NONE
from pmplanner.models import PASSED, Completion, Pick, Seat, SeatStatus, SessionDay, TrainingSession
from pmplanner.sentences import listed, said
from pmplanner.services.importing.completions import decide_completions
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, SkippedError, rejected
from pmplanner.services.importing.names import Courses, People
from pmplanner.services.importing.picks import decide_picks
from pmplanner.services.lookup import fold
from pmplanner.services.pick_status.pick_status import DONE, PickStatus, list_pick_statuses

_CLOSE = 0.72
"""How alike a heading and a title must be for the course to be proposed."""
_MOST_PROPOSED = 3
_SEATED = {"scheduled": "booked", "waiting": "waiting"}
"""What an entry says of a seat, to our status of a pick."""


def decide_matrix(
    db: Session,
    rows: Iterable[ParsedRow],
    draft: Draft,
    *,
    plan_id: int | None,
    create_missing: bool,
    today: dt.date,
) -> None:
    """Decide what each cell is: days that are over are completions, other entries are picks of the plan.

    Nothing is guessed: what an entry means that is not known is asked, as is a day that is still to come.
    """
    rows = list(rows)
    cells = _Cells(db, draft, plan_id, today, create_missing)
    cells.learn_headings(rows)
    done: list[ParsedRow] = []
    picked: list[ParsedRow] = []
    for row in rows:
        try:
            taken = cells.read(row)
        except RejectedError as error:
            draft.take(rejected(row, cell_subject(row), _of_column(row, error)))
            continue
        if isinstance(taken, Outcome):
            draft.take(taken)
        else:
            (done if "completed_on" in taken.values else picked).append(taken)
    decide_completions(db, done, draft, create_missing=create_missing)
    if plan_id is not None:
        decide_picks(db, picked, draft, plan_id=plan_id, create_missing=create_missing, today=today)
    # As they stand in the file, cell by cell.
    places = {id(row.row): place for place, row in enumerate(rows)}
    draft.outcomes.sort(key=lambda outcome: places[id(outcome.row.row)])
    draft.notes += cells.notes


def cell_subject(row: ParsedRow) -> str:
    """Return what a cell is about, for the preview: whose it is, and the heading of its column."""
    names = (row.get(each, str) for each in ("first_name", "last_name"))
    who = row.get("name", str) or " ".join(filter(None, names))
    who = who or row.get("person_id", str) or row.get("email", str) or ""
    return f"{who}: {row.get('course', str) or ''}"


def unread_cell(row: ParsedRow) -> Outcome:
    """Return the outcome of a cell that cannot be read, with the heading of its column."""
    course, reason = row.get("course", str) or "", "; ".join(row.errors)
    return Outcome(
        row, "rejected", cell_subject(row), said("{course}: {reason}", course=course, reason=reason)
    )


def _of_column(row: ParsedRow, error: RejectedError) -> RejectedError:
    """Return why a cell is not taken, with the heading of its column."""
    reason = said("{course}: {reason}", course=row.get("course", str) or "", reason=error)
    return type(error)(reason, *error.fields)


class _Cells:
    """What is known while the cells are gone through in order."""

    def __init__(
        self, db: Session, draft: Draft, plan_id: int | None, today: dt.date, create_missing: bool
    ) -> None:
        self._draft = draft
        self._plan_id, self._today, self._create_missing = plan_id, today, create_missing
        self._people, self._courses = People(db), Courses(db)
        self._short_titles = self._courses.short_titles()
        self._found: dict[tuple[str, str], int | None] = {}
        self._sessions: dict[tuple[int, dt.date], list[str]] = defaultdict(list)
        self._statuses: dict[tuple[int, int], PickStatus] = {}
        if plan_id is not None:
            self._read_plan(db, plan_id)
        passed = select(Completion.person_id, Completion.course_id, Completion.result)
        self._passed = {
            (person, course) for person, course, result in db.execute(passed) if result.casefold() in PASSED
        }
        attended = (
            select(Pick.person_id, Pick.course_id, SessionDay.day)
            .join(Seat, Seat.pick_id == Pick.id)
            .join(SessionDay, SessionDay.session_id == Seat.session_id)
            .where(Seat.status == SeatStatus.ATTENDED)
        )
        self._attended = {tuple(row) for row in db.execute(attended)}
        """Person, course and day of what is no completion, since it was attended in a session."""
        self._unseated: dict[tuple[str, dt.date], int] = defaultdict(int)

    def _read_plan(self, db: Session, plan_id: int) -> None:
        for status in list_pick_statuses(db, plan_id, put_aside=True):
            key = status.person_id, status.course_id
            if key not in self._statuses or self._statuses[key].attempt < status.attempt:
                self._statuses[key] = status
        begins = (
            select(TrainingSession.course_id, TrainingSession.code, func.min(SessionDay.day))
            .join(SessionDay, SessionDay.session_id == TrainingSession.id)
            .where(TrainingSession.plan_id == plan_id)
            .group_by(TrainingSession.id)
        )
        for course_id, code, day in db.execute(begins):
            self._sessions[course_id, day].append(code)

    @property
    def notes(self) -> list[str]:
        """What was not said of single cells."""
        return [
            said(
                "No session of {course} begins on {day}: {count:,} picked without a seat.",
                course=title,
                day=day,
                count=count,
            )
            for (title, day), count in self._unseated.items()
        ]

    def read(self, row: ParsedRow) -> ParsedRow | Outcome:
        """Return a cell as a row of completions or of picks, or what becomes of it without any."""
        word = row.get("cell", str)
        meaning = None if word is None else MARK.find(word)
        if meaning is None:
            raise RejectedError(said("it says nothing"), "cell")
        if meaning == NONE:
            raise SkippedError(said("“{word}” is nothing to take", word=word), "cell")
        if fold(row.get("course", str) or "") == NONE:
            raise SkippedError(said("its column is left out"), "course")
        named = _named(row)
        person = self._people.find(named)
        course = self._course(row)
        if meaning == "required":
            return Outcome(row, "unchanged", cell_subject(row))
        values = {name: named.values[name] for name in _PERSON if name in named.values}
        values |= self._course_values(row, course)
        day, key = row.get("cell_day", dt.date), (person, course or 0)
        if meaning == "done":
            return self._done(row, values, key, day)
        if meaning == "failed":
            if day is None:
                raise RejectedError(said("it says failed, and not when"), "cell_day", "cell")
            return replace(row, values=values | {"completed_on": day, "result": "failed"})
        if self._plan_id is None:
            raise RejectedError(said("it is a pick, which belongs to a plan; say which"), "cell")
        if meaning in ("later", "declined"):
            return replace(row, values=values | {"decision": meaning})
        return replace(row, values=values | self._seat(row, meaning, key, day))

    def _done(
        self, row: ParsedRow, values: Mapping[str, object], key: tuple[int, int], day: dt.date | None
    ) -> ParsedRow | Outcome:
        present = self._statuses.get(key)
        known = present is not None and present.status == DONE and not present.failed
        if (*key, day) in self._attended:
            return Outcome(row, "unchanged", cell_subject(row))
        if (known and present is not None and day in (None, present.first_day, present.last_day)) or (
            day is None and key in self._passed
        ):
            return Outcome(row, "unchanged", cell_subject(row))
        if day is None:
            raise RejectedError(said("it says done, and not when"), "cell_day", "cell")
        if day > self._today:
            raise RejectedError(
                said("{day} is still to come; nothing is done on it yet", day=day), "cell_day"
            )
        return replace(row, values={**values, "completed_on": day})

    def _seat(
        self, row: ParsedRow, meaning: str, key: tuple[int, int], day: dt.date | None
    ) -> dict[str, object]:
        """Return what an entry says of a seat: in the session of the course that begins on its day."""
        present, course = self._statuses.get(key), self._courses.rows.get(key[1])
        # What has a day in our own matrix has a seat, whether there is a problem or not.
        seated = _SEATED.get(meaning) or ("booked" if day is not None else "")
        if not seated:
            return {}
        if present is not None and present.session_code and day in (None, present.first_day):
            status = present.seat_status if present.seat_status in _SEATED.values() else None
            return {"session_code": present.session_code, "status": status} if status == seated else {}
        if day is None:
            raise RejectedError(said("it needs the day of a session"), "cell_day", "cell")
        codes = self._sessions.get((key[1], day), [])
        if len(codes) > 1:
            raise RejectedError(
                said("several sessions begin on {day}: {codes}", day=day, codes=listed(sorted(codes))),
                "cell_day",
            )
        if not codes:
            title = course.title if course is not None else row.get("course", str) or ""
            self._unseated[title, day] += 1
            return {}
        return {"session_code": codes[0], "status": seated}

    def learn_headings(self, rows: Iterable[ParsedRow]) -> None:
        """Find the courses of all columns: by the nearest heading, or by further ones that do name courses.

        Where the nearest headings are the courses, a further one that is called like a course is a category.
        """
        keys = dict.fromkeys((row.get("course", str) or "", row.get("heads", str) or "") for row in rows)
        nearest = {key: self._find(key[:1]) for key in keys}
        further = {key: self._find(key[1].split("\n")) for key in keys}
        count, of_nearest = (sum(found is not None for found in each.values()) for each in (further, nearest))
        if count < of_nearest and count * 2 < len(keys):
            further = {}
        self._found = {key: further.get(key) if found is None else found for key, found in nearest.items()}

    def _course(self, row: ParsedRow) -> int | None:
        """Return the course that one of the headings names; None where it is to be made.

        Raises RejectedError where none does, with those that are called nearly so.
        """
        heading, further = row.get("course", str) or "", row.get("heads", str) or ""
        found = self._found[heading, further]
        if found is None and not self._create_missing:
            self._draft.would_help.add("columns")
            raise RejectedError(self._unknown([heading, *further.split("\n")]), "course")
        return found

    def _find(self, headings: Iterable[str]) -> int | None:
        for heading in filter(None, headings):
            found = self._courses.find(heading, None)
            found = self._courses.find(None, heading) if found is None else found
            found = self._short_titles.get(fold(heading)) if found is None else found
            if found is not None:
                return found
        return None

    def _unknown(self, headings: Iterable[str]) -> str:
        """Say that a heading is no course, and which it may be."""
        called: dict[str, Any] = {}
        for course in self._courses.rows.values():
            called |= {fold(course.title): course, fold(course.code): course}
        near = [
            match
            for heading in filter(None, headings)
            for match in get_close_matches(fold(heading), called, _MOST_PROPOSED, _CLOSE)
        ]
        courses = {called[match].code: called[match] for match in near}
        if not courses:
            return said("it is no course of the catalogue")
        names = listed(
            said("{title} ({code})", title=each.title, code=code)
            for code, each in list(courses.items())[:_MOST_PROPOSED]
        )
        return said("it is no course of the catalogue; perhaps {names}", names=names)

    def _course_values(self, row: ParsedRow, course: int | None) -> dict[str, object]:
        if course is not None:
            return {"course_code": self._courses.rows[course].code}
        return {"course_title": row.values["course"]}


_PERSON = ("person_id", "email", "first_name", "last_name")


def _named(row: ParsedRow) -> ParsedRow:
    """Return a row with first and last name apart, as people are looked up."""
    name = row.get("name", str)
    if name is None or "last_name" in row.values:
        return row
    first, last = split_name(name)
    parts = {key: part for key, part in (("first_name", first), ("last_name", last)) if part}
    return replace(row, values={**parts, **row.values})

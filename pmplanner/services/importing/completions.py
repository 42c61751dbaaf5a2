"""Rows of completions: what people did."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.parsing import ParsedRow
from pmplanner.exchange.words import COMPLETED, NONE, RESULT
from pmplanner.models import PASSED, Completion, Pick
from pmplanner.sentences import counted, listed, said
from pmplanner.services.errors import PlanError
from pmplanner.services.families import plans_of_days
from pmplanner.services.importing.courses import NewCourses
from pmplanner.services.importing.draft import Draft, Outcome, RejectedError, SkippedError, Target, rejected
from pmplanner.services.importing.names import COURSE, People
from pmplanner.services.lookup import fold
from pmplanner.services.people.history import check_link

_FIELDS = (
    *("days", "cost", "trainer", "expires_on"),
    *("provider", "certificate_number", "units", "link"),
)


def decide_completions(
    db: Session,
    rows: Iterable[ParsedRow],
    draft: Draft,
    *,
    create_missing: bool,
) -> None:
    """Decide what each row adds to the history; what falls into a plan's period becomes a pick of it."""
    rows = list(rows)
    deciding = _Deciding(db, rows, draft, create_missing)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            names = (row.get(name, str) for name in ("course_title", "title", "course_code"))
            draft.take(rejected(row, next(filter(None, names), ""), error))
    deciding.say_unsaid()
    deciding.say_titles()
    deciding.say_picks()


class _Deciding:
    """What is known while the rows are gone through in order."""

    def __init__(
        self,
        db: Session,
        rows: list[ParsedRow],
        draft: Draft,
        create_missing: bool,
    ) -> None:
        self._draft = draft
        self._people = People(db)
        self._courses = NewCourses(db, draft)
        self._courses.learn_days(rows)
        self._create_missing = create_missing
        table = Completion.__table__
        self._present: dict[tuple[object, ...], Any] = {
            (
                row.person_id,
                _bare(row.title, row.provider) if row.course_id is None else row.course_id,
                row.completed_on,
            ): row
            for row in db.execute(select(table))
        }
        self._seen: dict[tuple[object, ...], int] = {}
        self._plans = plans_of_days(db)
        picks = select(Pick.plan_id, Pick.person_id, Pick.course_id)
        self._picked: set[tuple[int, int, Target]] = {(n, p, c) for n, p, c in db.execute(picks)}
        self._new_picks: Counter[str] = Counter()
        self._tells_results = any(row.get("result", str) for row in rows)
        self._unsaid = 0
        self._of_courses: set[str] = set()
        """Titles of no course that courses of the catalogue have, too."""

    def decide(self, row: ParsedRow) -> Outcome:
        result = _result(row)
        person_id = self._people.find(row)
        title = self._own_title(row)
        course = None if title else self._courses.find(row, create_missing=self._create_missing)
        day = row.get("completed_on", dt.date)
        if day is None:
            raise RejectedError(said("it has no date"), "completed_on")
        key = (person_id, _bare(title, row.get("provider", str) or "") if course is None else course, day)
        if key in self._seen:
            raise RejectedError(
                said("the same completion as in row {seen}", seen=self._seen[key]), "completed_on"
            )
        self._seen[key] = row.number
        values = {name: row.values[name] for name in _FIELDS if name in row.values}
        if result is not None:
            values["result"] = result
        _check_link(row)
        what = title if course is None else self._courses.title(course)
        subject = f"{self._people.name(person_id)}: {what}"
        known = self._present.get(key)
        word = str(values.get("result", "completed" if known is None else known.result))
        if course is not None:
            self._pick(person_id, course, day)
        if course is not None and word.casefold() in PASSED:
            expires_on = row.get("expires_on", dt.date)
            self._draft.successes.append((person_id, course, day, expires_on))
        if known is not None:
            return self._change(row, known, values, subject)
        self._unsaid += result is None
        ids = {"person_id": person_id, "course_id": course, "completed_on": day, "title": title}
        self._draft.insert(Completion, key, {"result": "completed", **values, **ids})
        return Outcome(row, "created", subject)

    def _own_title(self, row: ParsedRow) -> str:
        """Return the title of what is no course, "" for a course: only the column for it says so."""
        title = row.get("title", str) or ""
        if title and (row.get("course_code", str) or row.get("course_title", str)):
            raise RejectedError(said("it names a course, and a title of no course"), "title", *COURSE)
        if title and self._courses.known.has_title(title):
            self._of_courses.add(title)
        return title

    def say_titles(self) -> None:
        """Say which titles of no course are those of courses, too."""
        if self._of_courses:
            self._draft.notes.append(
                counted(
                    "{titles} is a course of the catalogue, too; as a title of no course it satisfies none.",
                    "{titles} are courses of the catalogue, too; as titles of no course they satisfy none.",
                    len(self._of_courses),
                    titles=listed(sorted(self._of_courses)),
                )
            )

    def _change(self, row: ParsedRow, present: Any, values: dict[str, Any], subject: str) -> Outcome:  # noqa: ANN401
        changes = {name: value for name, value in values.items() if getattr(present, name) != value}
        if str(changes.get("result", "")).casefold() == (present.result.casefold() or "completed"):
            del changes["result"]
        if not changes:
            return Outcome(row, "unchanged", subject)
        self._draft.update(Completion, present.id, changes)
        told = [f"{name}: {_shown(getattr(present, name))} → {_shown(new)}" for name, new in changes.items()]
        return Outcome(row, "updated", subject, "; ".join(told))

    def _pick(self, person_id: int, course: Target, day: dt.date) -> None:
        plan = self._plans.on(day)
        if plan is None or (plan.id, person_id, course) in self._picked:
            return
        self._picked.add((plan.id, person_id, course))
        self._new_picks[plan.name] += 1
        values = {"plan_id": plan.id, "person_id": person_id, "course_id": course}
        self._draft.insert(Pick, (plan.id, person_id, course), values)

    def say_unsaid(self) -> None:
        """Say how many count as completed only because they have a date, where others have a result."""
        if self._tells_results and self._unsaid:
            self._draft.notes.append(
                counted(
                    "1 row has a date and no result, and counts as completed; "
                    "write the result where that is not so.",
                    "{n:,} rows have a date and no result, and count as completed; "
                    "write the result where that is not so.",
                    self._unsaid,
                )
            )

    def say_picks(self) -> None:
        """Say how many of the completions become picks, and of which plans."""
        for name, new_picks in self._new_picks.items():
            self._draft.notes.append(
                said(
                    "{new_picks:,} of them fall into “{name}” and are added to it as done.",
                    new_picks=new_picks,
                    name=name,
                )
            )


def _bare(title: str, provider: str) -> tuple[str, str]:
    """Return by what a title of no course is told from another."""
    return fold(title), fold(provider)


def _check_link(row: ParsedRow) -> None:
    try:
        check_link(row.get("link", str) or "")
    except PlanError as error:
        raise RejectedError(str(error), "link") from None


def _result(row: ParsedRow) -> str | None:
    """Return our word for how the course was taken, None when the row says nothing of it.

    Raises SkippedError when it was not taken, and RejectedError when the row says both.
    """
    word, done = row.get("result", str), row.get("completed", str)
    result = None if word is None else RESULT.find(word)
    if result == NONE:
        raise SkippedError(said("“{word}” is no completion", word=word), "result")
    if word is not None and word.casefold() == result:
        result = word
    if done is None:
        return result
    if COMPLETED.find(done) == NONE:
        if result is not None and result.casefold() in ("failed", "incomplete"):
            return result
        if result is not None:
            raise RejectedError(
                said("it says both “{word}” and “{done}”", word=word, done=done or said("nothing")),
                "completed",
                "result",
            )
        raise SkippedError(said("“{done}” means that it was not completed", done=done), "completed")
    return result or "completed"


def _shown(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value) if value not in (None, "") else "–"

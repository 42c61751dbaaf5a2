"""Rows of courses, and courses that other rows name and that are not there yet."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.day_words import number
from pmplanner.exchange.parsing import ParsedRow
from pmplanner.models import (
    Course,
    CourseSkill,
    CourseTrack,
    Equivalent,
    Prerequisite,
    Row,
    Skill,
)
from pmplanner.sentences import counted, said
from pmplanner.services.catalog.codes import free_code, initials
from pmplanner.services.catalog.validation import find_fault
from pmplanner.services.importing.draft import (
    Draft,
    Outcome,
    Ref,
    RejectedError,
    Target,
    UnknownCourseError,
    rejected,
)
from pmplanner.services.importing.names import COURSE, Courses, Tracks
from pmplanner.services.importing.own_facts import OwnFacts
from pmplanner.services.importing.prerequisite_order import Order
from pmplanner.services.lookup import fold

_FIELDS = (
    "code",
    "title",
    "provider",
    "days",
    "level",
    "format",
    "min_seats",
    "max_seats",
    "cost",
    "currency",
    "valid_months",
    "source",
    "description",
)


_OVERLAID = ("cost", "currency", "min_seats", "max_seats", "valid_months")
"""Those over which own facts can lie."""


class NewCourses:
    """The courses that an import finds or makes, by the code or title of its rows."""

    def __init__(self, db: Session, draft: Draft) -> None:
        self.known = Courses(db)
        self._draft = draft
        self._taken = self.known.codes
        self._made: dict[tuple[str, str], Ref] = {}
        self._days: dict[tuple[str, str], Decimal] = {}

    def learn_days(self, rows: Iterable[ParsedRow]) -> None:
        """Remember for each course the days that its rows give most often, the fewest among equals."""
        found: defaultdict[tuple[str, str], Counter[Decimal]] = defaultdict(Counter)
        for row in rows:
            days = row.get("days", Decimal)
            if days is not None:
                found[_key(row)][days] += 1
        self._days = {
            key: min(counts, key=lambda days, c=counts: (-c[days], days))  # type: ignore[misc]
            for key, counts in found.items()
        }

    def find(self, row: ParsedRow, *, create_missing: bool) -> Target:
        """Return the course that a row names; make a custom one when it is not there and that is allowed."""
        code, title = row.get("course_code", str), row.get("course_title", str)
        if code is None and title is None:
            raise RejectedError(said("it names no course"), *COURSE)
        found: Target | None = self.known.find(code, title)
        if found is None:
            found = self._made.get(_key(row))
        if found is not None:
            return found
        if not create_missing:
            raise UnknownCourseError(title or code or "", *COURSE)
        return self._make(row, code, title)

    def _make(self, row: ParsedRow, code: str | None, title: str | None) -> Ref:
        days = self._days.get(_key(row), self._draft.course_days)
        if days is None:
            self._draft.would_help.add("course-days")
            raise RejectedError(
                said("the course {code} is new, and no row says how many days it takes", code=code or title),
                "days",
                *COURSE,
            )
        code = code or self.code_for(title or "")
        values = {"code": code, "title": title or code, "days": days}
        _refuse_fault(values)
        self.take(code)
        ref = self._draft.insert(Course, _key(row), values)
        self._made[_key(row)] = ref
        self._draft.notes.append(
            counted(
                "Course “{title}” is new: {n} day.",
                "Course “{title}” is new: {n} days.",
                days,
                n=number(days),
                title=title or code,
            )
        )
        return ref

    def take(self, code: str) -> None:
        """Keep a code from being given to another course."""
        self._taken.add(fold(code))

    def code_for(self, title: str) -> str:
        """Return a code for a course of that title, which no other has."""
        return free_code(initials(title), self._taken)

    def days(self, target: Target) -> Decimal:
        """Return the days of a course, there already or new."""
        if isinstance(target, Ref):
            days: Decimal = self._draft.pending(target)["days"]
            return days
        known: Decimal = self.known.rows[target].days
        return known

    def title(self, target: Target) -> str:
        """Return the title of a course, there already or new."""
        if isinstance(target, Ref):
            return str(self._draft.pending(target)["title"])
        return str(self.known.rows[target].title)

    def code(self, target: Target) -> str:
        """Return the code of a course, there already or new."""
        if isinstance(target, Ref):
            return str(self._draft.pending(target)["code"])
        return str(self.known.rows[target].code)


def _key(row: ParsedRow) -> tuple[str, str]:
    """Return what tells a course of the file from the others: its code, or its title without one."""
    code = row.get("course_code", str)
    return ("code", fold(code)) if code is not None else ("title", fold(row.get("course_title", str) or ""))


def decide_courses(db: Session, rows: Iterable[ParsedRow], draft: Draft) -> None:
    """Decide what each row of the courses layout does to the catalogue."""
    rows = list(rows)
    deciding = _Deciding(db, draft)
    deciding.keep_codes(rows)
    for row in rows:
        try:
            draft.take(deciding.decide(row))
        except RejectedError as error:
            draft.take(_rejected(row, error))
    refused = deciding.refuse_cycles()
    draft.outcomes = [
        _rejected(outcome.row, refused[outcome.row.number]) if outcome.row.number in refused else outcome
        for outcome in draft.outcomes
    ]
    deciding.link()


def _rejected(row: ParsedRow, error: RejectedError) -> Outcome:
    return rejected(row, row.get("title", str) or row.get("code", str) or "", error)


class _Deciding:
    """What is known while the rows are gone through in order."""

    def __init__(self, db: Session, draft: Draft) -> None:
        self._draft = draft
        self._new = NewCourses(db, draft)
        self._tracks = Tracks(db)
        self._own = OwnFacts(db, draft)
        self._skills: dict[str, Target] = {
            fold(name): skill_id for skill_id, name in db.execute(select(Skill.id, Skill.name))
        }
        self._links = {kind: _present_links(db, kind, column) for kind, column in _LINKS.items()}
        self._targets: list[tuple[ParsedRow, Target]] = []
        self._seen: dict[Hashable, int] = {}
        self._codes: dict[str, Ref] = {}

    def decide(self, row: ParsedRow) -> Outcome:
        code, title = row.get("code", str), row.get("title", str)
        target = self._new.known.find(code, title)
        self._refuse_twice(row, target, code, title)
        values = {name: row.values[name] for name in _FIELDS if name in row.values}
        self._check_tracks(row)
        return self._create(row, values) if target is None else self._change(row, target, values)

    def keep_codes(self, rows: Iterable[ParsedRow]) -> None:
        """Keep the codes that the file gives from being made up for its courses without one."""
        for code in filter(None, (row.get("code", str) for row in rows)):
            self._new.take(code)

    def _refuse_twice(self, row: ParsedRow, target: int | None, code: str | None, title: str | None) -> None:
        """Raise RejectedError when an earlier row was about the same course, by code or by title."""
        by_title = ("title", fold(title or code or ""))
        key: Hashable = target or (by_title if code is None else ("code", fold(code)))
        seen = self._seen.setdefault(key, row.number)
        if seen != row.number:
            raise RejectedError(said("the same course as in row {seen}", seen=seen), *COURSE)
        if target is None:
            self._seen.setdefault(by_title, row.number)

    def _check_tracks(self, row: ParsedRow) -> None:
        for word in _codes(row, "tracks"):
            if self._tracks.find(word) is None:
                raise RejectedError(said("there is no track {word}", word=word), "tracks")

    def _create(self, row: ParsedRow, values: dict[str, Any]) -> Outcome:
        if "days" not in values:
            if self._draft.course_days is None:
                self._draft.would_help.add("course-days")
                raise RejectedError(said("a new course needs days"), "days")
            values["days"] = self._draft.course_days
        title = values.setdefault("title", values.get("code"))
        code = values.setdefault("code", self._new.code_for(str(title)))
        _refuse_fault(values)
        self._new.take(str(code))
        ref = self._draft.insert(Course, fold(str(code)), values)
        self._codes[fold(str(code))] = ref
        self._targets.append((row, ref))
        return Outcome(row, "created", str(title))

    def _change(self, row: ParsedRow, target: int, values: dict[str, Any]) -> Outcome:
        present = self._new.known.rows[target]
        laid = self._overlaid(present, values)
        changes = {
            name: value
            for name, value in values.items()
            if name not in laid
            and not (present.bundled and name in _OVERLAID)
            and self._held(present, name) != value
        }
        new_links = self._missing_links(row, target)
        if present.bundled and (changes or new_links):
            named = ", ".join(changes) or said("its links")
            raise RejectedError(
                said(
                    "{title} comes with the catalogue and cannot be changed ({named})",
                    title=present.title,
                    named=named,
                ),
                *changes,
            )
        if changes or laid:
            held = {name: self._held(present, name) for name in _OVERLAID}
            _refuse_fault(present._asdict() | held | changes | laid)
        told = self._own.lay(present, laid) if laid else []
        if not changes and not new_links and not told:
            return Outcome(row, "unchanged", present.title)
        if changes:
            self._draft.update(Course, target, changes)
        self._targets.append((row, target))
        details = [f"{name}: {self._held(present, name) or '–'} → {value}" for name, value in changes.items()]
        details += [said("own fact: {fact}", fact=fact) for fact in told]
        return Outcome(row, "updated", present.title, "; ".join([*details, *new_links]))

    def _held(self, course: Any, name: str) -> object:  # noqa: ANN401 - a row
        """Return what holds for a course: its own facts over those of its source."""
        return getattr(self._own.held[course.id] if name in _OVERLAID else course, name)

    def _overlaid(self, course: Any, values: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a row
        """Return the values that differ and are to lie over a course that is there.

        That is all of them where it is bundled, and for a custom one those that do so already. A currency
        belongs to a price; where the course has none, it says nothing.
        """
        held = self._own.held[course.id]
        names = {name for name in _OVERLAID if name in values and getattr(held, name) != values[name]}
        if not course.bundled:
            names &= held.own | ({"currency"} if "cost" in held.own else set())
        if "cost" not in values and held.cost is None:
            names.discard("currency")
        return {name: values[name] for name in _OVERLAID if name in names}

    def _missing_links(self, row: ParsedRow, target: int) -> list[str]:
        """Say which skills, tracks and other courses the row adds to a course that is there."""
        told = []
        for name, kind in _COLUMNS.items():
            for word in _codes(row, name):
                other = self._other(kind, word)
                if other is None or (target, other) not in self._links[kind]:
                    told.append(f"{name.replace('_', ' ')}: + {word}")
        return told

    def refuse_cycles(self) -> dict[int, RejectedError]:
        """Take back the rows whose course would have to come before itself; return why, by row number."""
        order = Order(self._links[Prerequisite])
        refused: dict[int, RejectedError] = {}
        for row, target in self._targets:
            words = _codes(row, "prerequisites")
            found = (self._other(Prerequisite, word) for word in words)
            if not order.add(target, [other for other in found if other is not None]):
                title = self._new.title(target)
                reason = said(
                    "“{title}” would have to come before itself, by way of {words}",
                    title=title,
                    words=", ".join(words),
                )
                refused[row.number] = RejectedError(reason, "prerequisites")
        for row, target in self._targets:
            if row.number in refused:
                self._take_back(target)
        self._targets = [(row, target) for row, target in self._targets if row.number not in refused]
        return refused

    def _take_back(self, target: Target) -> None:
        if isinstance(target, Ref):
            self._draft.take_back_insert(target)
            self._codes = {code: ref for code, ref in self._codes.items() if ref != target}
        else:
            self._draft.take_back_update(Course, target)
            self._own.take_back(target)

    def link(self) -> None:
        """Link the new and changed courses, now that all of the file are known."""
        for row, target in self._targets:
            for name, kind in _COLUMNS.items():
                for word in _codes(row, name):
                    other = self._other(kind, word, make=True)
                    if other is None:
                        self._draft.notes.append(
                            said(
                                "Row {number}: there is no course {word} ({name}).",
                                number=row.number,
                                word=word,
                                name=name,
                            )
                        )
                    elif (target, other) not in self._links[kind] and other != target:
                        self._links[kind].add((target, other))
                        values = {"course_id": target, _LINKS[kind]: other}
                        self._draft.insert(kind, (target, other), values)

    def _other(self, kind: type[Row], word: str, *, make: bool = False) -> Target | None:
        if kind is CourseTrack:
            return self._tracks.find(word)
        if kind is CourseSkill:
            if make and fold(word) not in self._skills:
                self._skills[fold(word)] = self._draft.insert(Skill, fold(word), {"name": word})
            return self._skills.get(fold(word))
        return self._new.known.find(word, None) or self._codes.get(fold(word))


_LINKS: dict[type[Row], str] = {
    CourseTrack: "track_id",
    CourseSkill: "skill_id",
    Prerequisite: "required_course_id",
    Equivalent: "counts_as_id",
}
_COLUMNS: dict[str, type[Row]] = {
    "tracks": CourseTrack,
    "skills": CourseSkill,
    "prerequisites": Prerequisite,
    "counts_as": Equivalent,
}


def _present_links(db: Session, kind: type[Row], column: str) -> set[tuple[Target, Target]]:
    columns = kind.__table__.columns
    rows = db.execute(select(columns["course_id"], columns[column]))
    return {(course_id, other_id) for course_id, other_id in rows}


def _codes(row: ParsedRow, name: str) -> tuple[str, ...]:
    found: tuple[str, ...] = row.get(name, tuple) or ()
    return found


def _refuse_fault(values: dict[str, Any]) -> None:
    """Raise RejectedError when the values of a course will not do."""
    fault = find_fault(values)
    if fault is not None:
        reason = fault.reason.removesuffix(".")
        raise RejectedError(reason[0].lower() + reason[1:], *fault.fields)

"""What this workplace knows of a course beyond its source: price, seats, validity, short title, note.

Own facts lie over the facts of a course, bundled or custom. The course itself stays as it is, so that
its own values come back when a fact is cleared. Whoever asks what a course costs or how many it seats
asks :func:`course_facts`, never the row of the course.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, OwnFact
from pmplanner.sentences import said
from pmplanner.services.catalog.validation import find_fault
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import among, fold, get, plain_rows
from pmplanner.services.quantities import currency_code
from pmplanner.storage import journal

FACTS = ("cost", "min_seats", "max_seats", "valid_months", "short_title", "note")
"""The facts that can be laid over a course, each with or without a value; a price has a currency, too."""

NONE = "none"
"""The word of files and of the terminal for a fact that is laid without a value: no limit, no price."""

TEXTS = ("short_title", "note")
"""Those that are texts; the layout of courses has no column for them."""


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What holds for a course here: own facts over those of its source."""

    cost: Decimal | None = None
    """Price of a seat; None where nobody has entered one: it is unknown, never 0."""
    currency: str = ""
    min_seats: int | None = None
    max_seats: int | None = None
    valid_months: int | None = None
    """Months after which the course must be taken again; None for never."""
    short_title: str = ""
    note: str = ""
    own: frozenset[str] = field(default=frozenset())
    """Which of FACTS are own ones."""

    def laid(self, values: Mapping[str, Any]) -> CourseFacts:
        """Return the facts with others of these names over them, as own ones."""
        return replace(self, **values, own=self.own | (values.keys() & set(FACTS)))


class _HasFacts(Protocol):
    """A row of a course, or of a query for its columns."""

    cost: Any
    currency: Any
    min_seats: Any
    max_seats: Any
    valid_months: Any
    short_title: Any
    note: Any


Own = Mapping[int, Mapping[str, Any]]
"""By course the values that its own facts give: names of CourseFacts to what holds."""

_NAMES = tuple(each.name for each in fields(CourseFacts) if each.name != "own")
_named = attrgetter(*_NAMES)


# Made once, because what a click asks for asks for them, and to make a statement takes longer than to run it.
_SOURCES = select(Course.id, *(getattr(Course, name) for name in _NAMES))
_NUMBERS = select(
    Course.id, Course.min_seats, Course.max_seats, Course.cost, Course.currency, Course.valid_months
)
_PRICES = select(Course.id, Course.days, Course.cost, Course.currency, Course.valid_months)
_OWN = select(OwnFact.course_id, OwnFact.field, OwnFact.value, OwnFact.currency)


class Price(NamedTuple):
    """What sums and needs ask of a course, with own facts over those of its source."""

    days: Decimal
    cost: Decimal | None
    currency: str
    valid_months: int | None


def read_prices(db: Session) -> dict[int, Price]:
    """Return days, price and validity of all courses, sooner than :func:`course_facts` does."""
    found = {row[0]: Price(row[1], row[2], row[3].upper(), row[4]) for row in plain_rows(db, _PRICES)}
    for course_id, own in read_own_facts(db).items():
        held = found[course_id]
        found[course_id] = Price(
            held.days,
            own.get("cost", held.cost),
            own.get("currency", held.currency),
            own.get("valid_months", held.valid_months),
        )
    return found


class Numbers(NamedTuple):
    """Seats, price and validity of a course, as they hold."""

    min_seats: int | None
    max_seats: int | None
    cost: Decimal | None
    currency: str
    valid_months: int | None


def read_numbers(db: Session) -> dict[int, Numbers]:
    """Return seats, price and validity of all courses, sooner than :func:`course_facts` does."""
    found = {
        row[0]: Numbers(row[1], row[2], row[3], row[4].upper(), row[5]) for row in plain_rows(db, _NUMBERS)
    }
    for course_id, own in read_own_facts(db).items():
        found[course_id] = found[course_id]._replace(
            **{name: value for name, value in own.items() if name in Numbers._fields}
        )
    return found


def course_facts(db: Session, course_ids: Collection[int] | None = None) -> dict[int, CourseFacts]:
    """Return what holds for each course, or for those named: two queries, however many there are."""
    rows = plain_rows(db, _SOURCES.where(*among(Course.id, course_ids)))
    own = read_own_facts(db, course_ids)
    return {
        row.id: facts_over(source_facts(row), own.get(row.id))
        for row in rows
        if course_ids is None or row.id in course_ids
    }


def facts_of(db: Session, course_id: int) -> CourseFacts:
    """Return what holds for a course; raise PlanError when it is gone."""
    get(db, Course, course_id)
    return course_facts(db, [course_id])[course_id]


def source_facts(course: _HasFacts) -> CourseFacts:
    """Return the facts that a course has of its source, whatever lies over them."""
    facts = CourseFacts(**dict(zip(_NAMES, _named(course), strict=True)))
    code = facts.currency.upper()  # older workspaces hold what files said, as they said it
    return facts if code == facts.currency else replace(facts, currency=code)


def facts_over(source: CourseFacts, own: Mapping[str, Any] | None) -> CourseFacts:
    """Return the facts of the source with own ones, as :func:`read_own_facts` gives them, over them."""
    return source.laid(own) if own else source


def read_own_facts(db: Session, course_ids: Collection[int] | None = None) -> Own:
    """Return by course the own facts that lie over it, as values of CourseFacts."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    query = _OWN if course_ids is None else _OWN.where(*among(OwnFact.course_id, course_ids))
    for course_id, name, value, currency in plain_rows(db, query):
        if name in FACTS:  # a newer pmplanner may know more of them
            found[course_id][name] = _read(name, value)
            if name == "cost":
                found[course_id]["currency"] = currency
    return found


def short_titles(db: Session, course_ids: Collection[int] | None = None) -> dict[int, str]:
    """Return the short titles that hold at this workplace, of all courses that have one or of those named."""
    named = select(Course.id, Course.short_title).where(
        Course.short_title != "", *among(Course.id, course_ids)
    )
    found = {row[0]: row[1] for row in plain_rows(db, named)}
    own = read_own_facts(db, course_ids)
    return found | {key: facts["short_title"] for key, facts in own.items() if "short_title" in facts}


def _read(name: str, value: str) -> object:
    if name in TEXTS:
        return value
    if not value:
        return None
    return Decimal(value) if name == "cost" else int(value)


def _written(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return "" if value is None else str(value)


def as_rows(facts: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return facts, as :func:`checked_facts` gives them, as value and currency of their rows."""
    return {
        name: (_written(facts[name]), facts["currency"] if name == "cost" else "")
        for name in FACTS
        if name in facts
    }


def lay_facts(db: Session, course_ids: Iterable[int], /, **values: object) -> int:
    """Lay facts over courses; return over how many of them something is new.

    *values* are FACTS, and the currency of the price. None, or "" for a text, says that there is none: no
    price, no limit. A price without a currency keeps the one that holds; a currency alone is that of the
    price that holds. Raises PlanError for what will not do, with nothing written.
    """
    courses = {course_id: get(db, Course, course_id) for course_id in course_ids}
    present = course_facts(db, courses.keys())
    wanted = {
        course_id: checked_facts(course, present[course_id], values) for course_id, course in courses.items()
    }
    rows = {
        (row.course_id, row.field): row
        for row in db.scalars(select(OwnFact).where(*among(OwnFact.course_id, courses.keys())))
    }
    changed = set()
    for course_id, facts in wanted.items():
        for name, (value, currency) in as_rows(facts).items():
            row = rows.get((course_id, name))
            if row is None:
                db.add(OwnFact(course_id=course_id, field=name, value=value, currency=currency))
                changed.add(course_id)
            elif (row.value, row.currency) != (value, currency):
                row.value, row.currency = value, currency
                changed.add(course_id)
    db.flush()
    return len(changed)


class _Named(Protocol):
    """A course, as far as sentences name it."""

    code: Any
    title: Any
    days: Any


def checked_facts(course: _Named, present: CourseFacts, values: Mapping[str, object]) -> dict[str, Any]:
    """Return the values to be laid over a course, in order, a price always with its currency.

    Raises PlanError when they will not do together with what holds, and TypeError for a name that is no
    fact.
    """
    unknown = [name for name in values if name not in (*FACTS, "currency")]
    if unknown:
        raise TypeError(f"there is no own fact {', '.join(unknown)}")
    facts = {name: _tidied(name, value) for name, value in values.items()}
    if "cost" in facts or "currency" in facts:
        facts |= _price(course, present, facts)
    after = present.laid(facts)
    names = ("cost", "currency", "min_seats", "max_seats", "valid_months")
    about = {"title": course.title, "code": course.code, "days": course.days}
    fault = find_fault(about | {name: getattr(after, name) for name in names})
    if fault is not None:
        raise PlanError(fault.reason)
    return facts


def _tidied(name: str, value: object) -> object:
    if name == "currency":
        return currency_code(str(value or ""))
    if name in TEXTS:
        text = str(value or "")
        text = text.strip() if name == "note" else tidy(text)
        return "" if fold(text) == NONE else text
    return value


def _price(course: _Named, present: CourseFacts, facts: Mapping[str, Any]) -> dict[str, Any]:
    cost = facts.get("cost", present.cost)
    currency = facts.get("currency", present.currency)
    if cost is None and facts.get("currency"):
        raise PlanError(
            said("“{title}” has no price that could be in {currency}.", title=course.title, currency=currency)
        )
    return {"cost": cost, "currency": "" if cost is None else currency}


def clear_facts(db: Session, course_ids: Iterable[int], names: Collection[str] = FACTS) -> int:
    """Take own facts back, so that those of the source hold again; return how many there were.

    Raises PlanError when the facts of the source and the own ones that stay do not go together.
    """
    wanted = set(course_ids)
    query = select(OwnFact).where(*among(OwnFact.course_id, wanted), OwnFact.field.in_(names))
    gone = [row for row in db.scalars(query) if row.course_id in wanted]
    touched = {row.course_id for row in gone}
    for row in gone:
        db.delete(row)
    db.flush()
    for course_id, facts in course_facts(db, touched).items():
        checked_facts(get(db, Course, course_id), facts, {})
    return len(gone)


def remove_facts(db: Session, course_id: int) -> None:
    """Remove all own facts of a course that goes itself."""
    journal.bulk_delete(db, OwnFact, db.scalars(select(OwnFact.id).where(OwnFact.course_id == course_id)))

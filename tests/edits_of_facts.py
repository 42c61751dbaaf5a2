"""Edits that lay own facts over courses, take them back, and use copies in place of originals."""

from collections.abc import Callable
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, OwnFact
from pmplanner.services.catalog.own_facts import FACTS, clear_facts, lay_facts
from pmplanner.services.plans.course_copies import lay_copy, use_copy
from tests.edits_of_files import bring_in_rows


def _some(db: Session, number: int) -> list[int]:
    ids = list(db.scalars(select(Course.id).order_by(Course.id)))
    return [row_id for place, row_id in enumerate(ids) if (number >> (place % 5)) & 1]


def _copy(db: Session, number: int) -> int:
    ids = list(db.scalars(select(Course.id).where(~Course.bundled).order_by(Course.id)))
    if not ids:
        raise LookupError("custom course")
    return ids[number % len(ids)]


def _lay(db: Session, n: int) -> None:
    values: list[dict[str, object]] = [
        {"cost": Decimal(n), "currency": ("EUR", "chf")[n % 2]},
        {"cost": None, "note": f"Note {n}"},
        {"min_seats": None, "max_seats": 5 + n % 9},
        {"valid_months": 1 + n % 24, "short_title": f"S{n}"},
    ]
    lay_facts(db, _some(db, n), **values[n % 4])


def _clear(db: Session, n: int) -> None:
    laid = db.scalars(select(OwnFact.course_id).order_by(OwnFact.id)).all()
    if not laid:
        raise LookupError("own fact")
    clear_facts(db, [laid[n % len(laid)]], FACTS if n % 2 else [FACTS[n % len(FACTS)]])


def _import_facts(db: Session, n: int) -> None:
    codes = list(db.scalars(select(Course.code).order_by(Course.id).limit(4)))
    header = ("course_code", "cost", "currency", "max_seats", "note")
    rows = [(code, str(n + place), "eur", ("none", "7", "")[n % 3], "x") for place, code in enumerate(codes)]
    bring_in_rows(db, "own-facts", header, rows)


def _import_prices(db: Session, n: int) -> None:
    codes = list(db.scalars(select(Course.code).order_by(Course.id).limit(3)))
    bring_in_rows(db, "courses", ("code", "price", "currency"), [(code, str(n), "EUR") for code in codes])


FACT_EDITS: dict[str, Callable[[Session, int], object]] = {
    "lay facts": _lay,
    "clear facts": _clear,
    "import own facts": _import_facts,
    "import prices": _import_prices,
    "use a copy": lambda s, n: use_copy(s, _copy(s, n)),
    "lay a copy": lambda s, n: lay_copy(s, _copy(s, n)),
}

FACT_PREPARATIONS = {
    "clear facts": ["lay facts"],
    "use a copy": ["copy course"],
    "lay a copy": ["copy course"],
}
"""What has to be done first, so that an edit has something to do."""

"""What tests of problems share: rows put into a small plan, and the problems that there then are."""

from sqlalchemy.orm import Session

from pmplanner.models import (
    Row,
)
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.finding import find_problems
from tests.services.small_plan import SmallPlan


def put(db: Session, made: type[Row], **values: object) -> int:
    """Add a row and return its id."""
    row = made(**values)
    db.add(row)
    db.flush()
    return row.id


def all_found(small: SmallPlan) -> list[Problem]:
    """The problems of the plan, each once."""
    small.db.flush()
    return [p for p in find_problems(small.db, small.plan) if not p.mirrored]


def only(small: SmallPlan) -> Problem:
    """The only problem that there is."""
    (problem,) = all_found(small)
    return problem


def said(small: SmallPlan) -> tuple[str, str, str]:
    """Kind, title and text of the only problem."""
    problem = only(small)
    return problem.kind, problem.title, problem.text

"""Accepting a problem with a reason, and taking that back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import AcceptedProblem, Course, Plan, Track, TrainingSession
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import get
from pmplanner.services.problems.tracking.keys import sides_of
from pmplanner.storage.labels import Label, People, Term


def accept_problem(db: Session, plan_id: int, key: str, reason: str) -> None:
    """Accept a problem by its key; it is no longer counted or marked. Raises PlanError without a reason.

    The key names both sides, so that it is accepted again when it comes back after a change.
    """
    get(db, Plan, plan_id)
    words = " ".join(reason.split())
    if not words:
        raise PlanError(said("Say why the problem is accepted."))
    row = _row(db, plan_id, key)
    if row is None:
        db.add(AcceptedProblem(plan_id=plan_id, **sides_of(key), reason=words))
    else:
        row.reason = words
    db.flush()


def withdraw_acceptance(db: Session, plan_id: int, key: str) -> None:
    """Count and mark a problem again; raise PlanError when it was not accepted."""
    try:
        row = _row(db, plan_id, key)
    except ValueError:
        row = None
    if row is None:
        raise PlanError(said("This problem has not been accepted."))
    db.delete(row)
    db.flush()


def name_problem(db: Session, key: str) -> Label | Term:
    """Return what a problem is called in labels of edits; raise PlanError for a key of none."""
    try:
        sides = sides_of(key)
    except ValueError:
        raise PlanError(said("There is no problem “{key}”.", key=key)) from None
    kind = Term(f"kind.{sides['kind']}")
    if not sides["session_id"] and sides["person_id"]:
        course = db.scalar(select(Course.title).where(Course.id == sides["course_id"])) or ""
        person = People.of([sides["person_id"]])
        return Label.of("problem.of-pick", kind=kind, person=person, course=course)
    if sides["kind"] == "over budget":
        return _name_budget(db, kind, sides)
    if not sides["session_id"]:
        return Label.of("problem.of-team", kind=kind, team=sides["place"])
    code = db.scalar(select(TrainingSession.code).where(TrainingSession.id == sides["session_id"]))
    if code is None:  # it was removed since it was accepted
        return kind
    if sides["person_id"]:
        person = People.of([sides["person_id"]])
        return Label.of("problem.of-person", kind=kind, person=person, session=code)
    return Label.of("problem.in-session", kind=kind, session=code)


def _name_budget(db: Session, kind: Term, sides: Mapping[str, Any]) -> Label | Term:
    """Return what the problem of a budget is called: by its track or team, by nothing for the plan's."""
    if not sides["role"]:
        return kind
    name = sides["place"]
    if sides["role"] == "track":
        name = db.scalar(select(Track.name).where(Track.id == int(name))) or ""
    return Label.of("problem.of-team", kind=kind, team=name)


def _row(db: Session, plan_id: int, key: str) -> AcceptedProblem | None:
    sides = sides_of(key)
    query = select(AcceptedProblem).where(
        AcceptedProblem.plan_id == plan_id,
        AcceptedProblem.kind == sides["kind"],
        AcceptedProblem.session_id == sides["session_id"],
    )
    rows = db.scalars(query)
    return next((row for row in rows if all(getattr(row, name) == sides[name] for name in sides)), None)

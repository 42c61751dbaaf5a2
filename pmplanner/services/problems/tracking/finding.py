"""The problems of a plan, of some people or of some sessions, with what is accepted left out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import AcceptedProblem
from pmplanner.services.plans.archive import is_archived
from pmplanner.services.problems.checks.units import check
from pmplanner.services.problems.reading.facts import gather_facts
from pmplanner.services.problems.reading.rows import Facts, Problem
from pmplanner.services.problems.tracking.keys import NO_SIDES, key_of


def find_problems(
    db: Session,
    plan_id: int,
    person_ids: Collection[int] | None = None,
    session_ids: Collection[int] | None = None,
    *,
    accepted: bool = False,
) -> list[Problem]:
    """Return the problems of the plan in order of session and person.

    With *person_ids* those that these people have, with *session_ids* those of these sessions. With
    *accepted* also those that somebody has accepted, with the reason. An archived plan has none: it is
    history, of which nothing can be changed.
    """
    if person_ids is None and session_ids is None:
        return look_at_all(db, plan_id, accepted=accepted)[1]
    if is_archived(db, plan_id):
        return []
    if person_ids is not None:
        facts = gather_facts(db, plan_id, person_ids)
    else:
        facts = gather_facts(db, plan_id, (), session_ids=session_ids or ())
    return _told(db, facts, check(facts, person_ids, session_ids), accepted)


def look_at_all(db: Session, plan_id: int, *, accepted: bool = False) -> tuple[Facts, list[Problem]]:
    """Return all problems of a plan, as :func:`find_problems` does, with the facts in which they are."""
    if is_archived(db, plan_id):
        return Facts(), []
    facts = gather_facts(db, plan_id, money=True)
    return facts, _told(db, facts, check(facts), accepted)


def _told(db: Session, facts: Facts, found: Iterable[Problem], accepted: bool) -> list[Problem]:
    told = with_acceptance(found, read_accepted(db, facts.plan_id))
    return [problem for problem in told if accepted or problem.accepted is None]


def read_accepted(db: Session, plan_id: int) -> dict[str, str]:
    """Return why problems of a plan have been accepted, by their keys."""
    columns = [getattr(AcceptedProblem, name) for name in NO_SIDES]
    query = select(*columns, AcceptedProblem.reason).where(AcceptedProblem.plan_id == plan_id)
    return {key_of(dict(zip(NO_SIDES, row, strict=False))): row[-1] for row in db.execute(query)}


def with_acceptance(problems: Iterable[Problem], reasons: Mapping[str, str]) -> list[Problem]:
    """Return problems with the reasons for which some of them have been accepted."""
    if not reasons:
        return list(problems)
    return [
        replace(problem, accepted=reasons[problem.key]) if problem.key in reasons else problem
        for problem in problems
    ]

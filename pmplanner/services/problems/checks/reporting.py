"""Makes a problem of what a check found, unless its kind is ignored."""

import datetime as dt
from collections.abc import Iterator

from pmplanner.models.statuses import PolicyAction
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.checks.texts import named
from pmplanner.services.problems.reading.rows import Facts, Problem, SessionFacts


def about_person(
    facts: Facts,
    kind: ProblemKind,
    person_id: int,
    session: SessionFacts,
    title: str,
    hint: str,
    *,
    more: str = "",
    other_session_id: int | None = None,
    day: dt.date | None = None,
) -> Iterator[Problem]:
    """Yield the problem of a person in a session; *more* tells it from others of the two."""
    team = team_key(facts, person_id)
    action = facts.policies.rule(kind, team).action
    if action == PolicyAction.IGNORE:
        return
    key = f"{kind}|p{person_id}|r{session.id}{'|' if more else ''}{more}"
    text = f"{named(facts, session)}: {hint}"
    yield Problem(
        kind,
        key,
        session.id,
        session.course_id,
        title,
        text,
        hint,
        person_id=person_id,
        other_session_id=other_session_id,
        day=day or session.first_day,
        action=action,
    )


def about_pick(
    facts: Facts, kind: ProblemKind, person_id: int, course_id: int, title: str, hint: str
) -> Iterator[Problem]:
    """Yield the problem of a pick, wherever its person may have a seat."""
    action = facts.policies.rule(kind, team_key(facts, person_id)).action
    if action == PolicyAction.IGNORE:
        return
    key = f"{kind}|p{person_id}|c{course_id}"
    text = f"{facts.titles.get(course_id, '')}: {hint}"
    yield Problem(
        kind, key, 0, course_id, title, text, hint, person_id=person_id, day=facts.first_day, action=action
    )


def about_session(
    facts: Facts,
    kind: ProblemKind,
    session: SessionFacts,
    title: str,
    hint: str,
    *,
    day: dt.date | None = None,
    place: str = "",
    more: str = "",
) -> Iterator[Problem]:
    """Yield the problem of a session by itself; *more* tells it from others of its kind."""
    action = facts.policies.rule(kind).action
    if action == PolicyAction.IGNORE:
        return
    text = f"{named(facts, session)}: {hint}"
    yield Problem(
        kind,
        f"{kind}|r{session.id}{more}",
        session.id,
        session.course_id,
        title,
        text,
        hint,
        day=day or session.first_day,
        place=place,
        action=action,
    )


def team_key(facts: Facts, person_id: int) -> str:
    """Return the folded name of a person's team; empty without one."""
    person = facts.people.get(person_id)
    return person.team_key if person is not None else ""

"""The options by which a command is told the plan, people, courses and sessions, and what they name."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.services.people.certificates import HeldCertificate

WHOM = {
    "person": ("keys", "ID", marked("employee id, e-mail or name; repeatable")),
    "track": ("tracks", "TRACK", marked("everybody with this primary track; repeatable")),
    "team": ("teams", "TEAM", marked("everybody of this team; repeatable")),
    "title": ("titles", "TITLE", marked("everybody with this job title; repeatable")),
    "manager": ("managers", "MANAGER", marked("everybody below this manager; repeatable")),
}
"""Option to destination, placeholder and explanation, for those that name people."""


def plan_option(parser: ArgumentParser) -> None:
    """Let the plan be named."""
    parser.add_argument("--plan", metavar="NAME", help=said("the plan; may be left out when there is one"))


def people_options(parser: ArgumentParser, *names: str) -> None:
    """Let people be named by these options of WHOM."""
    for name in names:
        dest, metavar, about = WHOM[name]
        parser.add_argument(
            f"--{name}",
            dest=dest,
            action="append",
            default=[],
            metavar=metavar,
            help=resaid(about),
        )


_DESTINATIONS = tuple(dest for dest, *_ in WHOM.values())


def filter_options(parser: ArgumentParser) -> None:
    """Let a list be limited to some people."""
    people_options(parser, "person", "track", "team", "manager")
    view_option(parser)


def view_option(parser: ArgumentParser) -> None:
    """Let people be named by a view of the window."""
    about = said("those whom a view shows that the window keeps under this name")
    parser.add_argument("--view", metavar="NAME", help=about)


def filtered_people(db: Session, args: Namespace) -> list[int] | None:
    """Return whom :func:`filter_options` name, None for everybody; raise PlanError where that is nobody."""
    from pmplanner.services.people.people import choose_people

    named = {name: getattr(args, name) for name in ("keys", "tracks", "teams", "managers")}
    found = set(choose_people(db, **named)) if any(named.values()) else None
    found = _seen(db, args, found)
    return None if found is None else sorted(found)


def _seen(db: Session, args: Namespace, people: Collection[int] | None) -> set[int] | None:
    """Return those of people, or of everybody, whom the view shows that is named; all where none is."""
    if getattr(args, "view", None) is None:
        return None if people is None else set(people)
    from pmplanner.cli.views import people_of_view

    shown = people_of_view(db, args.view, getattr(args, "plan", None))
    return shown if people is None else shown.intersection(people)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ids of what was named, and words for it: the name of one, the number of several."""

    ids: tuple[int, ...]
    words: str


def named_people(db: Session, args: Namespace) -> Chosen:
    """Return the people that the options name; raise PlanError when they name none."""
    from pmplanner.services.people.people import choose_people, list_people

    named = {name: getattr(args, name, []) for name in _DESTINATIONS}
    if not any(named.values()):
        raise PlanError(
            said("Say for whom: --person, --team, --title, --manager or --track.")
            if hasattr(args, "tracks")
            else said("Say for whom: --person, --team, --title, --manager.")
        )
    ids = tuple(choose_people(db, **named))
    if len(ids) == 1:
        return Chosen(ids, list_people(db, ids)[0].name)
    return Chosen(ids, counted("{n:,} person", "{n:,} people", len(ids)))


def narrowed_people(db: Session, args: Namespace) -> frozenset[int] | None:
    """Return the people that the options name; None when none of the options was given."""
    named = any(getattr(args, name, []) for name in _DESTINATIONS)
    found = _seen(db, args, named_people(db, args).ids if named else None)
    return None if found is None else frozenset(found)


def named_courses(db: Session, names: list[str]) -> Chosen:
    """Return the courses of these codes or titles; raise PlanError when one of them is not there."""
    from pmplanner.services.lookup import find_course

    courses = [find_course(db, name) for name in names]
    ids = tuple(dict.fromkeys(course.id for course in courses))
    return Chosen(
        ids, courses[0].title if len(ids) == 1 else counted("{n:,} course", "{n:,} courses", len(ids))
    )


def named_session(db: Session, plan_id: int, code: str) -> int:
    """Return the id of the session of this code; raise PlanError when the plan has none."""
    from sqlalchemy import select

    from pmplanner.models import TrainingSession
    from pmplanner.services.lookup import fold

    query = select(TrainingSession.id, TrainingSession.code).where(TrainingSession.plan_id == plan_id)
    for session_id, known in db.execute(query):
        if fold(known) == fold(code):
            return int(session_id)
    raise PlanError(said("There is no session “{code}” in the plan.", code=code))


def held_certificate(db: Session, person: str, certificate: str) -> HeldCertificate:
    """Return the certificate of a person that is named; raise PlanError when it is not held."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.people.certificates import find_certificate, list_held_certificates

    person_id, wanted = find_person(db, person).id, find_certificate(db, certificate)
    for held in list_held_certificates(db, {person_id}):
        if held.certificate_id == wanted.id:
            return held
    raise PlanError(said("{person} does not hold {certificate}.", person=person, certificate=wanted.code))

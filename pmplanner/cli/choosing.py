"""Whom and what the options of a command name."""

from argparse import Namespace
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError
from pmplanner.services.lookup import find_course
from pmplanner.services.people.people import choose_people, list_people


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ids of what was named, and words for it: the name of one, the number of several."""

    ids: tuple[int, ...]
    words: str


def named_people(db: Session, asked: Namespace) -> Chosen:
    """Return the people that the options name; raise PlanError when they name none."""
    named = {name: getattr(asked, name, []) for name in ("keys", "tracks", "teams", "titles")}
    if not any(named.values()):
        raise PlanError(
            said("Say for whom: --person, --team, --title or --track.")
            if hasattr(asked, "tracks")
            else said("Say for whom: --person, --team, --title.")
        )
    ids = tuple(choose_people(db, **named))
    if len(ids) == 1:
        return Chosen(ids, list_people(db, ids)[0].name)
    return Chosen(ids, counted("{n:,} person", "{n:,} people", len(ids)))


def named_courses(db: Session, names: list[str]) -> Chosen:
    """Return the courses of these codes or titles; raise PlanError when one of them is not there."""
    courses = [find_course(db, name) for name in names]
    ids = tuple(dict.fromkeys(course.id for course in courses))
    return Chosen(
        ids, courses[0].title if len(ids) == 1 else counted("{n:,} course", "{n:,} courses", len(ids))
    )

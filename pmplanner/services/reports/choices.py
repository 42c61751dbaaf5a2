"""Of whom and of what papers can be asked for: the people to choose from, and the names."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from pmplanner.models.statuses import SessionStatus
from pmplanner.sentences import said
from pmplanner.services.lookup import in_order
from pmplanner.services.people.people import choose_people, list_people
from pmplanner.services.resources.rooms import list_rooms
from pmplanner.services.resources.trainers import list_trainers
from pmplanner.services.sessions.session_rows import list_sessions

WhomKind = Literal["all", "track", "team", "manager", "person"]


class Whom(NamedTuple):
    """People of whom a paper can tell."""

    kind: WhomKind
    key: str
    """The name of a track, team or manager, or the ids of people with blanks between them."""
    words: str


EVERYBODY = Whom("all", "", "")


class PaperChoices(NamedTuple):
    """What is there to choose from."""

    whom: Sequence[Whom]
    """Without everybody: tracks, teams, managers, people, each in order."""
    sessions: Sequence[tuple[str, str]]
    """The code of each session that is not cancelled, and what it is called."""
    rooms: Sequence[str]
    trainers: Sequence[str]


def read_paper_choices(db: Session, plan_id: int) -> PaperChoices:
    """Return what papers of a plan can be asked for."""
    people = list_people(db)
    tracks = sorted({person.track for person in people if person.track}, key=in_order)
    teams = sorted({person.team for person in people if person.team}, key=in_order)
    whom = [Whom("track", name, said("Track: {name}", name=name)) for name in tracks]
    whom += [Whom("team", name, said("Team: {name}", name=name)) for name in teams]
    managers = sorted({person.manager for person in people if person.manager}, key=in_order)
    whom += [Whom("manager", name, said("All below {name}", name=name)) for name in managers]
    whom += [Whom("person", str(person.id), person.name) for person in people]
    sessions = [
        (row.code, f"{row.code} · {row.course_title}")
        for row in list_sessions(db, plan_id)
        if row.status != SessionStatus.CANCELLED
    ]
    rooms = [row.name for row in list_rooms(db)]
    trainers = [row.name for row in list_trainers(db)]
    return PaperChoices(whom, sessions, rooms, trainers)


def people_of(db: Session, whom: Whom) -> frozenset[int] | None:
    """Return the ids of people; None for everybody. Raises PlanError when there is nobody of them now."""
    match whom.kind:
        case "track":
            return frozenset(choose_people(db, tracks=[whom.key]))
        case "team":
            return frozenset(choose_people(db, teams=[whom.key]))
        case "manager":
            return frozenset(choose_people(db, managers=[whom.key]))
        case "person":
            return frozenset(map(int, whom.key.split()))
    return None

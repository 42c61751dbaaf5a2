"""Further rooms and trainers of sessions: those beside the first, which stands with the session itself."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import SessionRoom, SessionTrainer, TrainerPart, TrainingSession
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.fields import tidy
from pmplanner.services.lookup import among, fold, plain_rows

SEPARATOR = ";"
"""Between several names in one text: in files, and where one is typed."""

_QUOTED = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?:;|\Z)')


class Teacher(NamedTuple):
    """Who teaches in a session, and the part; whoever is named first leads it."""

    name: str
    part: str = TrainerPart.CO_TRAINER

    @property
    def leads(self) -> bool:
        """Whether it is a lead, who has to be able to teach the course."""
        return self.part == TrainerPart.LEAD


@dataclass(frozen=True, slots=True)
class Further:
    """The further rooms and trainers by session, in order; a session without any is not in it."""

    rooms: Mapping[int, tuple[str, ...]]
    trainers: Mapping[int, tuple[Teacher, ...]]


def read_further(db: Session, session_ids: Collection[int] | None = None) -> Further:
    """Return the further rooms and trainers of all sessions, or at least of those named."""
    rooms: dict[int, list[str]] = defaultdict(list)
    trainers: dict[int, list[Teacher]] = defaultdict(list)
    query = select(SessionRoom.session_id, SessionRoom.name).order_by(SessionRoom.position, SessionRoom.id)
    for session_id, name in plain_rows(db, query.where(*among(SessionRoom.session_id, session_ids))):
        rooms[session_id].append(name)
    teaching = select(SessionTrainer.session_id, SessionTrainer.name, SessionTrainer.part)
    teaching = teaching.order_by(SessionTrainer.position, SessionTrainer.id)
    for session_id, *teacher in plain_rows(
        db, teaching.where(*among(SessionTrainer.session_id, session_ids))
    ):
        trainers[session_id].append(Teacher._make(teacher))
    return Further(
        {session_id: tuple(names) for session_id, names in rooms.items()},
        {session_id: tuple(teachers) for session_id, teachers in trainers.items()},
    )


def rooms_of(db: Session, session: TrainingSession) -> tuple[str, ...]:
    """Return the names of all rooms of a session, the first one first; none where it has none."""
    further = read_further(db, [session.id]).rooms.get(session.id, ())
    return (session.room, *further) if session.room else further


def trainers_of(db: Session, session: TrainingSession) -> tuple[Teacher, ...]:
    """Return all who teach in a session, the first one, who leads it, first."""
    further = read_further(db, [session.id]).trainers.get(session.id, ())
    return (Teacher(session.trainer, TrainerPart.LEAD), *further) if session.trainer else further


def split_names(text: str) -> list[str]:
    """Return the names in a text that may hold several, each once; one in quotes may have a semicolon."""
    found, at = [], 0
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        name = quoted[1] if quoted else ""
        if quoted and (SEPARATOR in name or '""' in name):  # else the quotes are of the name
            found.append(name.replace('""', '"'))
            at = quoted.end()
        else:
            name = text[at:].partition(SEPARATOR)[0]
            found.append(name)
            at += len(name) + 1
    return once(found)


def join_names(names: Iterable[str]) -> str:
    """Return names as one text, which :func:`split_names` takes apart again."""
    return SEPARATOR.join(map(_in_quotes, names))


def _in_quotes(name: str) -> str:
    """Return a name in quotes where it would be taken for several, or for one in quotes."""
    if SEPARATOR in name or name.startswith('"'):
        return '"{}"'.format(name.replace('"', '""'))
    return name


def once(names: Iterable[str]) -> list[str]:
    """Return names tidied, each once however it is written, without empty ones."""
    found: dict[str, str] = {}
    for name in map(tidy, names):
        if name:
            found.setdefault(fold(name), name)
    return list(found.values())


def set_rooms(db: Session, session: TrainingSession, names: Iterable[str]) -> None:
    """Make these the rooms of a session that has its id, in this order."""
    first, *others = once(names) or [""]
    session.room = first
    _put(db, SessionRoom, session, {name: {} for name in others})


def set_trainers(db: Session, session: TrainingSession, teachers: Iterable[str | Teacher]) -> None:
    """Make these the trainers of a session that has its id, in this order.

    Who is named alone keeps the part, and is a co-trainer where there was none. The first one leads.
    Raises PlanError for a part that there is not.
    """
    parts = {fold(each.name): each.part for each in trainers_of(db, session)[1:]}
    wanted: dict[str, Teacher] = {}
    for each in teachers:
        name = tidy(each if isinstance(each, str) else each.name)
        part = parts.get(fold(name), TrainerPart.CO_TRAINER) if isinstance(each, str) else each.part
        if name:
            wanted.setdefault(fold(name), Teacher(name, _checked(part)))
    first, *others = list(wanted.values()) or [Teacher("")]
    session.trainer = first.name
    _put(db, SessionTrainer, session, {each.name: {"part": each.part} for each in others})


def _checked(part: str) -> str:
    if part not in tuple(TrainerPart):
        raise PlanError(said("A trainer is {parts}; not “{part}”.", parts=", ".join(TrainerPart), part=part))
    return TrainerPart(part)


def _put(
    db: Session,
    kind: type[SessionRoom] | type[SessionTrainer],
    session: TrainingSession,
    wanted: Mapping[str, Mapping[str, str]],
) -> None:
    rows: Iterable[Any] = db.scalars(select(kind).where(kind.session_id == session.id)).all()
    present = {fold(row.name): row for row in rows}
    keys = {fold(name) for name in wanted}
    for key in present.keys() - keys:
        db.delete(present.pop(key))
    db.flush()
    for position, (name, values) in enumerate(wanted.items(), 1):
        row = present.get(fold(name))
        if row is None:
            row = kind(session_id=session.id)
            db.add(row)
        row.name, row.position = name, position
        for column, value in values.items():
            setattr(row, column, value)
    db.flush()


def replaced(names: Sequence[str], before: str, after: str) -> list[str]:
    """Return names with one of them replaced; without it where *after* is empty or there already.

    Where *before* is none of them, *after* takes the first place.
    """
    places = [place for place, name in enumerate(names) if fold(name) == fold(before)]
    others = [name for place, name in enumerate(names) if place not in places]
    if not after or any(fold(name) == fold(after) for name in others):
        return others
    place = places[0] if places else 0
    return [*names[:place], after, *names[place + bool(places or names) :]]


def with_names(teachers: Sequence[Teacher], names: Iterable[str]) -> list[Teacher]:
    """Return who teaches under these names: whoever is new has the part of the one in whose place it is."""
    known = {fold(each.name): each for each in teachers}
    found = []
    for place, name in enumerate(names):
        before = known.get(fold(name)) or (teachers[place] if place < len(teachers) else Teacher(name))
        found.append(before._replace(name=name))
    return found

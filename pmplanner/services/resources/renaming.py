"""The rooms and trainers that sessions name as text."""

from collections import Counter, defaultdict
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pmplanner.models import AcceptedProblem, SessionRoom, SessionTrainer, TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.lookup import fold
from pmplanner.storage import journal

What = Literal["room", "trainer"]

_FIRST = {"room": TrainingSession.room, "trainer": TrainingSession.trainer}
_FURTHER: dict[What, type[SessionRoom] | type[SessionTrainer]] = {
    "room": SessionRoom,
    "trainer": SessionTrainer,
}
_NAMING: dict[What, tuple[str, ...]] = {
    "room": ("room taken", "room too small"),
    "trainer": ("trainer taken", "trainer away", "trainer not qualified"),
}
"""The kinds of problems that are told apart by the name of one."""


def count_texts(db: Session, what: What) -> Counter[str]:
    """Return how many sessions that take place name each room or trainer, by folded text."""
    counts: Counter[str] = Counter()
    held = TrainingSession.status != SessionStatus.CANCELLED
    first, further = _FIRST[what], _FURTHER[what]
    beside = select(further.name, func.count()).join(
        TrainingSession, TrainingSession.id == further.session_id
    )
    for query in (
        select(first, func.count()).where(held).group_by(first),
        beside.where(held).group_by(further.name),
    ):
        for text, count in db.execute(query):
            counts[fold(text)] += count
    return counts


def rename_text(db: Session, what: What, before: str, after: str) -> None:
    """Let the sessions of all plans that name *before* name *after*, and what is accepted of it as well."""
    if before == after:
        return
    named = [
        session_id
        for session_id, text in db.execute(select(TrainingSession.id, _FIRST[what]))
        if fold(text) == fold(before)
    ]
    journal.bulk_update(db, TrainingSession, {session_id: {what: after} for session_id in named})
    _rename_further(db, what, before, after)
    query = select(AcceptedProblem.id, AcceptedProblem.place).where(AcceptedProblem.kind.in_(_NAMING[what]))
    accepted = [row_id for row_id, place in db.execute(query) if place and place == fold(before)]
    if fold(before) != fold(after):
        journal.bulk_update(db, AcceptedProblem, {row_id: {"place": fold(after)} for row_id in accepted})
    db.expire_all()


def _rename_further(db: Session, what: What, before: str, after: str) -> None:
    """Rename further ones; one that a session names beside the other already is not named twice."""
    kind = _FURTHER[what]
    beside: dict[int, set[str]] = defaultdict(set)
    rows = db.execute(select(kind.id, kind.session_id, kind.name)).all()
    if not rows:
        return
    for _, session_id, name in rows:
        beside[session_id].add(fold(name))
    firsts = select(TrainingSession.id, _FIRST[what]).where(TrainingSession.id.in_(beside))
    for session_id, name in db.execute(firsts):
        beside[session_id].add(fold(name))
    renamed: dict[int, dict[str, str]] = {}
    gone: list[int] = []
    for row_id, session_id, name in rows:
        if fold(name) != fold(before):
            continue
        if fold(after) in beside[session_id] and fold(before) != fold(after):
            gone.append(row_id)
        else:
            renamed[row_id] = {"name": after}
    # Whose first one was renamed may name the new name beside it.
    of_first = dict(db.execute(firsts).all())
    gone += [
        row_id
        for row_id, session_id, name in rows
        if fold(name) == fold(after) == fold(of_first[session_id]) and row_id not in renamed
    ]
    journal.bulk_delete(db, kind, set(gone))
    journal.bulk_update(db, kind, renamed)

"""The rooms and trainers that sessions name as text."""

from collections import Counter
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pmplanner.models import TrainingSession
from pmplanner.models.statuses import SessionStatus
from pmplanner.services.lookup import fold
from pmplanner.storage import journal


def count_texts(db: Session, column: InstrumentedAttribute[str]) -> Counter[str]:
    """Return how many sessions that take place name each room or trainer, by folded text."""
    query = (
        select(column, func.count()).where(TrainingSession.status != SessionStatus.CANCELLED).group_by(column)
    )
    counts: Counter[str] = Counter()
    for text, count in db.execute(query):
        counts[fold(text)] += count
    return counts


def rename_text(db: Session, what: Literal["room", "trainer"], before: str, after: str) -> None:
    """Let the sessions of all plans that name *before* name *after*."""
    if before == after:
        return
    column = getattr(TrainingSession, what)
    named = [
        session_id
        for session_id, text in db.execute(select(TrainingSession.id, column))
        if fold(text) == fold(before)
    ]
    journal.bulk_update(db, TrainingSession, {session_id: {what: after} for session_id in named})
    db.expire_all()

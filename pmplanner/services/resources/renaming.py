"""The rooms and trainers that sessions name as text."""

from collections import Counter
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pmplanner.models import TrainingSession
from pmplanner.services.lookup import fold
from pmplanner.storage import journal


def count_texts(session: Session, column: InstrumentedAttribute[str]) -> Counter[str]:
    """Return how many sessions that take place name each room or trainer, by folded text."""
    query = select(column, func.count()).where(TrainingSession.status != "cancelled").group_by(column)
    counts: Counter[str] = Counter()
    for text, count in session.execute(query):
        counts[fold(text)] += count
    return counts


def rename_text(session: Session, what: Literal["room", "trainer"], before: str, after: str) -> None:
    """Let the sessions of all plans that name *before* name *after*."""
    if before == after:
        return
    column = getattr(TrainingSession, what)
    named = [
        run_id
        for run_id, text in session.execute(select(TrainingSession.id, column))
        if fold(text) == fold(before)
    ]
    journal.bulk_update(session, TrainingSession, {run_id: {what: after} for run_id in named})
    session.expire_all()

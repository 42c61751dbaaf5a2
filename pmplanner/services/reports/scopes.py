"""What of a plan a paper tells, as exports have it: people, and sessions by their codes."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from pmplanner.models.statuses import SessionStatus
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.lookup import fold
from pmplanner.services.reports.asking import Asked
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions


def scope_of(db: Session, asked: Asked) -> ExportScope:
    """Return what of the plan a paper tells; raise PlanError for a session that the plan has not."""
    session_ids = asked.session_ids
    if asked.names:
        named = sessions_named(db, asked.plan_id, asked.names)
        session_ids = named if session_ids is None else session_ids & named
    return ExportScope(asked.plan_id, person_ids=asked.person_ids, session_ids=session_ids)


def sessions_named(db: Session, plan_id: int, codes: Sequence[str]) -> frozenset[int]:
    """Return the sessions of a plan by their codes; raise PlanError for a code that none has."""
    known: dict[str, SessionRow] = {fold(row.code): row for row in list_sessions(db, plan_id)}
    for code in codes:
        row = known.get(fold(code))
        if row is None or row.status == SessionStatus.CANCELLED:
            raise PlanError(said("The plan has no session {code}.", code=code))
    return frozenset(known[fold(code)].id for code in codes)

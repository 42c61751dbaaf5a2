"""A copy of the workspace in memory, in which services can be tried for real; nothing of it is kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from pmplanner.storage.database import sql_of
from pmplanner.storage.journal import JournaledSession, unrecorded


class Scratch:
    """A copy of what a session sees, as it is now; close it when nothing is to be tried any more."""

    def __init__(self, db: Session) -> None:
        """*db* is one that only reads."""
        connection = db.connection()
        self._engine = sql_of(connection).copy_in_memory(connection)

    @contextmanager
    def tried(self) -> Iterator[Session]:
        """Give a session in which anything can be done: on leaving all is as it was."""
        with JournaledSession(self._engine) as db, unrecorded(db):
            try:
                yield db
            finally:
                db.rollback()

    def close(self) -> None:
        """Forget the copy."""
        self._engine.dispose()

"""Waiting for whoever has a workspace: for SQLite's own locks, and for ours, which one window keeps."""

from pathlib import Path

from filelock import FileLock, Timeout

from pmplanner.sentences import said
from pmplanner.storage.errors import WorkspaceLockedError
from pmplanner.storage.sqlite.faults import explained

PATIENCE_MS = 5000
"""How long SQLite waits for another process to let go of the file."""

ASK_AGAIN_MS = 50
"""Between two attempts to get a lock that somebody holds, when somebody is told meanwhile."""


READERS_MS = 2000
"""How long SQLite waits for who reads a file that is to be replaced."""


def take_lock(path: Path, wait: float = 0) -> FileLock:
    """Lock the workspace for this process; the system drops the lock when the process dies.

    Waits *wait* seconds for whoever has it. Raises WorkspaceLockedError, and WorkspaceError where the
    lock cannot be made.
    """
    try:
        # For the user alone: it holds names, absences and results of people.
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Not by thread: it is taken in one and released in another.
        lock = FileLock(path.with_name(path.name + ".lock"), mode=0o600, thread_local=False)
        lock.acquire(timeout=wait, poll_interval=ASK_AGAIN_MS / 1000)
    except Timeout:
        raise WorkspaceLockedError(
            said("{path} is already open in another pmplanner.", path=path.name)
        ) from None
    except OSError as error:
        raise explained(error, path, said("It has not been touched.")) from error
    return lock

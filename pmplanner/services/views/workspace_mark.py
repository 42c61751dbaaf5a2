"""What tells a workspace from others, for what is kept beside it on a computer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import WorkspaceSetting
from pmplanner.storage.backups import UID


def workspace_mark(db: Session) -> str:
    """Return the mark of the workspace, which it keeps wherever its file is moved."""
    return db.scalar(select(WorkspaceSetting.value).where(WorkspaceSetting.name == UID)) or ""

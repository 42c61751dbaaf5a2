"""Which version of the bundled catalogue a workspace holds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import WorkspaceSetting

CATALOG_VERSION = "catalog version"
"""The setting that holds the version of the catalogue in the workspace."""


def catalog_version(db: Session) -> int:
    """Return the version of the catalogue that the workspace holds; 0 for none."""
    value = db.scalar(select(WorkspaceSetting.value).where(WorkspaceSetting.name == CATALOG_VERSION))
    # What is no number is as good as none: the catalogue is then written anew.
    return int(value) if value and value.isdecimal() else 0

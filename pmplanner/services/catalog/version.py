"""Which version of the bundled catalogue a workspace holds."""

from sqlalchemy.orm import Session

CATALOG_VERSION = "catalog version"
"""The setting that holds the version of the catalogue in the workspace."""


def catalog_version(db: Session) -> int:
    """Return the version of the catalogue that the workspace holds; 0 for none."""
    # In the driver's words, because each opening asks, and SQLAlchemy would take longer over it.
    query = "SELECT value FROM workspace_setting WHERE name = ?"
    value = db.connection().exec_driver_sql(query, (CATALOG_VERSION,)).scalar()
    # What is no number is as good as none: the catalogue is then written anew.
    return int(value) if value and value.isdecimal() else 0

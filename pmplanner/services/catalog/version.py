"""Which version of the bundled catalogue a workspace holds, and which one ships."""

from importlib.resources import as_file, files

from sqlalchemy import text
from sqlalchemy.orm import Session

from pmplanner.storage.sqlite.shipped import shipped_setting

CATALOG_VERSION = "catalog version"
"""The setting that holds the version of the catalogue in the workspace."""

CATALOG_TITLE = "catalog title"
"""The setting that holds what the catalogue is called."""

FILE_NAME = "catalog.sqlite"
PACKAGE = "pmplanner_resources"
"""The catalogue that ships, and what it lies in."""

_SETTING = text("SELECT value FROM workspace_setting WHERE name = :name")


def catalog_version(db: Session) -> int:
    """Return the version of the catalogue that the workspace holds; 0 for none."""
    # As text, because each opening asks, and SQLAlchemy would take longer over mapped columns.
    value = db.connection().execute(_SETTING, {"name": CATALOG_VERSION}).scalar()
    # What is no number is as good as none: the catalogue is then written anew.
    return int(value) if value and value.isdecimal() else 0


def bundled_version() -> int:
    """Return the version of the catalogue that ships with the program. Light: each start asks for it."""
    with as_file(files(PACKAGE) / FILE_NAME) as path:
        return int(shipped_setting(path, CATALOG_VERSION))

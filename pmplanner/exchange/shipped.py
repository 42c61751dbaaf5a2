"""The catalogue file that ships: where it is, and how new. Light, because each start asks for it."""

import sqlite3
from contextlib import closing
from importlib.resources import as_file, files

FILE_NAME = "catalog.sqlite"
PACKAGE = "pmplanner_resources"


def bundled_version() -> int:
    """Return the version of the catalogue that ships with the program."""
    with (
        as_file(files(PACKAGE) / FILE_NAME) as path,
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as db,
    ):
        (version,) = db.execute("SELECT value FROM catalog WHERE key = 'version'").fetchone()
        return int(version)

"""The formats that a workspace file has had, and the way from each to the newest."""

from pathlib import Path

from sqlalchemy import Engine

KNOWN = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""Revisions in order; a file with another one was written by a newer pmplanner."""

HEAD = KNOWN[-1]

APPLICATION_ID = 0x504D504C
"""What stands in the head of a workspace file ("PMPL"), so that others can tell what it is."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database to *revision*, in one transaction."""
    # Alembic costs 0.4 s to import and is needed only for new and for old workspaces.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

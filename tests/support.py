"""What several tests need: the whole content of a workspace, and a workspace to start from."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from pmplanner.services.startup.opening import seed_catalog
from pmplanner.storage.journal import journaled_tables
from pmplanner.storage.sqlite.seal import is_sealed
from pmplanner.storage.workspace import Workspace, open_workspace

_T = TypeVar("_T")

Snapshot = dict[str, list[tuple[object, ...]]]


def snapshot(path: Path) -> Snapshot:
    """Return every row of every journaled table, and what the search index knows, as stored."""
    with closing(sqlite3.connect(path)) as connection:
        # A damaged letter is a difference, and no reason to fail.
        connection.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        content = {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY id").fetchall()
            for name in journaled_tables()
        }
        content["course_search"] = connection.execute(
            "SELECT rowid, title, code, skills, provider, description FROM course_search ORDER BY rowid"
        ).fetchall()
    return content


def check_file(path: Path) -> None:
    """Assert that the file is sound: no damage, no row that refers to nothing."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def close_sealed(workspace: Workspace) -> None:
    """Close a file as one that was looked at: else each test would look at all of its copy again."""
    assert workspace.findings() == []
    workspace.close()
    with workspace.path.open("rb", buffering=0) as file:
        assert is_sealed(file, workspace.path)


@cache
def _catalogue() -> bytes:
    with TemporaryDirectory() as folder:
        workspace = open_workspace(Path(folder) / "catalogue.sqlite", seed=seed_catalog)
        close_sealed(workspace)
        return workspace.path.read_bytes()


def put_catalogue(path: Path) -> Path:
    """Put a new workspace with the bundled catalogue there, which is made once a process."""
    path.write_bytes(_catalogue())
    return path


class Template:
    """A workspace made once; each test opens a copy of it."""

    def __init__(self, folder: Path, fill: Callable[[Workspace], None] | None = None) -> None:
        self._folder = folder
        self._path = folder / "template.sqlite"
        self._count = 0
        workspace = open_workspace(put_catalogue(self._path))
        if fill is not None:
            fill(workspace)
        close_sealed(workspace)

    def open(self) -> Workspace:
        """Open a fresh copy."""
        self._count += 1
        path = self._folder / f"copy-{self._count}.sqlite"
        shutil.copyfile(self._path, path)
        return open_workspace(path)


def known(value: _T | None) -> _T:
    """Return what must be there, such as the plan shown; fail where it is None."""
    assert value is not None
    return value

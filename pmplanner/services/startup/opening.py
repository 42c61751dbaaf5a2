"""Opening a workspace with the bundled catalogue in it, as new as this pmplanner's."""

import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.services.catalog.version import bundled_version, catalog_version
from pmplanner.services.plans.archive import guard_archive
from pmplanner.services.problems.tracking.blocking import BlockingGuard
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace, open_workspace


def open_for_use(path: Path, *, read_only: bool = False, wait: float = 0) -> Workspace:
    """Open the workspace at *path*, filled with the catalogue when new and updated when older.

    While another process may change it, that is waited for so many seconds.

    Edits that the policies on problems block are refused in it.

    Raises WorkspaceError as :func:`pmplanner.storage.workspace.open_workspace` does.
    """
    workspace = open_workspace(path, read_only=read_only, seed=seed_catalog, wait=wait)
    try:
        if not read_only:
            begin_use(workspace)
    except BaseException:
        workspace.close()
        raise
    return workspace


def begin_use(workspace: Workspace) -> None:
    """Bring the catalogue up to date in a workspace that can be changed, and guard policies and history."""
    _update_catalog(workspace)
    guard_archive(workspace)
    BlockingGuard(workspace)


def open_blank() -> Workspace:
    """Open what a new workspace holds, for reading, without making a file that stays."""
    folder = tempfile.TemporaryDirectory(prefix="pmplanner-")
    try:
        path = Path(folder.name) / "workspace.sqlite"
        open_workspace(path, seed=seed_catalog).close()
        return open_workspace(path, read_only=True, owned=folder)
    except BaseException:
        folder.cleanup()
        raise


def seed_catalog(db: Session) -> None:
    """Fill a new workspace with the bundled catalogue."""
    # Here and below: only new and old workspaces need the catalogue, and reading it delays the start.
    from pmplanner.services.catalog.bundled import write_catalog
    from pmplanner.services.catalog.catalog_file import bundled_catalog

    write_catalog(db, bundled_catalog())


def _update_catalog(workspace: Workspace) -> None:
    with workspace.read() as db:
        present = catalog_version(db)
    version = bundled_version()
    if present < version:
        from pmplanner.services.catalog.bundled import write_catalog
        from pmplanner.services.catalog.catalog_file import bundled_catalog

        with workspace.edit(Label.of("catalog.update", version=version)) as db:
            write_catalog(db, bundled_catalog())

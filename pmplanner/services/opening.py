"""Opening a workspace with the bundled catalogue in it, as new as this pmplanner's."""

from pathlib import Path

from pmplanner.exchange.catalog_file import bundled_catalog
from pmplanner.services.catalog_sync import catalog_version, seed_catalog, write_catalog
from pmplanner.workspace import Workspace, open_workspace


def open_for_use(path: Path, *, read_only: bool = False) -> Workspace:
    """Open the workspace at *path*, filled with the catalogue when new and updated when older.

    Raises WorkspaceError as :func:`pmplanner.workspace.open_workspace` does.
    """
    workspace = open_workspace(path, read_only=read_only, seed=seed_catalog)
    try:
        if not read_only:
            _update_catalog(workspace)
    except BaseException:
        workspace.close()
        raise
    return workspace


def _update_catalog(workspace: Workspace) -> None:
    catalog = bundled_catalog()
    with workspace.read() as session:
        present = catalog_version(session)
    if present < catalog.version:
        with workspace.edit(f"Update the catalogue to version {catalog.version}") as session:
            write_catalog(session, catalog)

"""Files in and out of a workspace, as the window and the terminal do it."""

from pathlib import Path

from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import WITHOUT_PLAN, write_export
from pmplanner.services.importing.draft import Draft
from pmplanner.services.importing.job import ImportOptions, apply_draft, decide, read_file
from pmplanner.storage.workspace import Workspace


def bring_in(workspace: Workspace, path: Path, layout: str, **options: object) -> Draft:
    """Import a file as one edit and return what was decided."""
    chosen = ImportOptions(**options)  # type: ignore[arg-type]
    with workspace.read() as db:
        draft = decide(db, read_file(path, layout, chosen), chosen)
    with workspace.edit(f"Import {layout}") as db:
        apply_draft(db, draft)
    return draft


def bring_in_text(workspace: Workspace, text: str, layout: str, **options: object) -> Draft:
    """Import the text of a file."""
    path = workspace.path.with_name(f"{layout}.csv")
    path.write_text(text, encoding="utf-8")
    return bring_in(workspace, path, layout, **options)


def take_out(workspace: Workspace, layout: str, plan_id: int | None = None) -> bytes:
    """Export a layout and return the bytes of the file."""
    path = workspace.path.with_name(f"{layout}-out.csv")
    with workspace.read() as db:
        write_export(db, layout, path, ExportScope(None if layout in WITHOUT_PLAN else plan_id))
    return path.read_bytes()


def counts(draft: Draft) -> tuple[int, int, int, int]:
    """Return how many rows are created, updated, unchanged and rejected."""
    return (
        draft.count("created"),
        draft.count("updated"),
        draft.count("unchanged"),
        draft.count("rejected"),
    )

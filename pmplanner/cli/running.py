"""From the command asked for to the function that does it, and from what goes wrong to a sentence."""

import logging
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from pmplanner.cli import (
    bringing_in,
    output,
    planning,
    problems,
    publishing,
    reading,
    scheduling,
    sessions,
    workspaces,
)
from pmplanner.exchange.catalog_rows import CatalogError
from pmplanner.exchange.errors import ExchangeError
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError
from pmplanner.services.startup.opening import open_blank, open_for_use
from pmplanner.storage.errors import WorkspaceError, damaged, failures
from pmplanner.storage.journal import Change, UndoRefusedError
from pmplanner.storage.workspace import Workspace

log = logging.getLogger(__name__)

Command = Callable[[Workspace, Namespace], int]

DONE, REFUSED, STOPPED = 0, 2, 130

_REFUSALS = (PlanError, WorkspaceError, ExchangeError, CatalogError, UndoRefusedError)

_READING: dict[tuple[str, str | None], Command] = {
    ("plan", "list"): reading.list_plans,
    ("track", "list"): reading.list_tracks,
    ("session", "list"): sessions.list_sessions,
    ("problems", None): problems.list_problems,
    ("policy", "list"): problems.list_policies,
    ("totals", None): reading.totals,
    ("export", None): reading.export,
    ("export", "program"): publishing.export_for_program,
    ("catalog", "search"): reading.search_catalog,
    ("catalog", "show"): reading.show_course,
    ("history", None): reading.history,
}
_WRITING: dict[tuple[str, str | None], Command] = {
    ("import", None): bringing_in.import_file,
    ("plan", "create"): planning.create_plan,
    ("plan", "copy"): planning.copy_plan,
    ("plan", "remove"): planning.remove_plan,
    ("track", "create"): planning.create_track,
    ("track", "assign"): planning.assign_track,
    ("track", "path"): planning.set_path,
    ("pick", None): planning.pick,
    ("unpick", None): planning.unpick,
    ("exempt", None): planning.exempt,
    ("session", "add"): sessions.add_session,
    ("session", "move"): sessions.move,
    **{("session", name): sessions.change for name in sessions.CHANGES},
    ("session", "split"): sessions.split,
    ("session", "merge"): sessions.merge,
    ("session", "repeat"): sessions.repeat,
    ("session", "seat"): sessions.seat,
    ("session", "unseat"): sessions.unseat,
    ("session", "swap"): sessions.swap,
    ("session", "attend"): sessions.attend,
    ("export", "ics"): publishing.export_ics,
    ("export", "pack"): publishing.export_pack,
    ("schedule", None): scheduling.schedule,
    ("problems", "accept"): problems.accept,
    ("problems", "withdraw"): problems.withdraw,
    ("policy", "set"): problems.set_policy,
    ("policy", "reset"): problems.reset_policy,
    ("undo", None): planning.undo,
    ("redo", None): planning.redo,
}


def run(asked: Namespace, path: Path) -> int:
    """Run a command on the workspace at *path* and return the exit status."""
    output.accept_any_character()
    made: list[Change] = []
    try:
        with failures(path):
            return _run(asked, path, made)
    except _REFUSALS as error:
        output.complain(str(error))
    except Exception:
        # Our fault, and not one of the rejected rows that status 1 stands for.
        log.exception("the command %s failed", asked.command)
        output.complain(said("pmplanner has a fault, so nothing was changed. The log says where."))
    except KeyboardInterrupt:
        output.complain(
            said("Stopped; the change was already made.") if made else said("Stopped; nothing was changed.")
        )
        return STOPPED
    return REFUSED


def _run(asked: Namespace, path: Path, made: list[Change]) -> int:
    if asked.command == "workspace":
        status = workspaces.COMMANDS[asked.action](path, asked)
        output.flush()
        return status
    key = (asked.command, getattr(asked, "action", None))
    only_reads = key in _READING or getattr(asked, "dry_run", False)
    if only_reads:
        workspace = _open_to_read(path, asked.workspace is not None)
    else:
        workspace = open_for_use(path, wait=asked.lock_wait)
    try:
        workspace.listen(made.append)
        status = (_READING.get(key) or _WRITING[key])(workspace, asked)
        output.flush()
    finally:
        workspace.close()
    if not only_reads:
        workspaces.back_up_when_due(path)
    return status


def _open_to_read(path: Path, named: bool) -> Workspace:
    """Open without the lock, so that a window may have it, and without writing anything.

    Where nothing was *named* and there is nothing yet, what a new workspace would hold is read.
    """
    if not named and not path.exists():
        return open_blank()
    workspace = open_for_use(path, read_only=True)
    found = workspace.quick_look()
    if found:
        output.complain(said("{damaged} What follows may be wrong.", damaged=damaged(path, found)))
    return workspace

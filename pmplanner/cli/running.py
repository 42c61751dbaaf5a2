"""How a command runs: the workspace is opened for it, and what goes wrong becomes a sentence.

The parser imports this with every command, so whatever needs the database is imported when one runs.
"""

from __future__ import annotations

import gc
import logging
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import output
from pmplanner.cli.commands import may_write
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Command
    from pmplanner.storage.journal import Change
    from pmplanner.storage.workspace import Workspace

log = logging.getLogger(__name__)

REFUSED, STOPPED = 2, 130


def run(args: Namespace, path: Path) -> int:
    """Run a command on the workspace at *path* and return the exit status."""
    from pmplanner.exchange.catalog_rows import CatalogError
    from pmplanner.exchange.errors import ExchangeError
    from pmplanner.services.errors import PlanError
    from pmplanner.storage.errors import WorkspaceError
    from pmplanner.storage.journal import UndoRefusedError
    from pmplanner.storage.sqlite.faults import failures

    command: Command = args.command
    # A plan of thousands makes millions of objects that stay until the end: to look for garbage among
    # them again and again takes a third of the time.
    gc.set_threshold(100_000, 20, 20)
    output.accept_any_character()
    try:
        with failures(path):
            status = command(path, args)
            output.flush()
            return status
    except (PlanError, WorkspaceError, ExchangeError, CatalogError, UndoRefusedError) as error:
        output.complain(str(error))
    except Exception:
        # Our fault, and not one of the rejected rows that status 1 stands for.
        log.exception("the command %s failed", command.__qualname__)
        output.complain(said("pmplanner has a fault, so nothing was changed. The log says where."))
    except KeyboardInterrupt:
        output.complain(said("Stopped; nothing was changed."))
        return STOPPED
    return REFUSED


def reads(work: Callable[[Workspace, Namespace], int]) -> Command:
    """Make a command of *work* that only reads: a window may have the workspace, and nothing is written."""

    @wraps(work)
    def command(path: Path, args: Namespace) -> int:
        workspace = _open_to_read(path, args)
        try:
            return work(workspace, args)
        finally:
            workspace.close()

    return command


def writes(work: Callable[[Workspace, Namespace], int]) -> Command:
    """Make a command of *work* that changes the workspace; with --dry-run it changes a copy of it.

    What looks at --dry-run itself, and makes no edit then, says so in words of its own.
    """

    @wraps(work)
    def command(path: Path, args: Namespace) -> int:
        if getattr(args, "dry_run", False):
            return _try(work, path, args)
        made: list[Change] = []
        try:
            return _write(work, path, args, made)
        except KeyboardInterrupt:
            if not made:
                raise
            output.complain(said("Stopped; the change was already made."))
            return STOPPED

    return may_write(command)


def _try(work: Callable[[Workspace, Namespace], int], path: Path, args: Namespace) -> int:
    """Do the work in a copy that is thrown away; a window may have the workspace meanwhile.

    A copy, and no transaction that is rolled back: what makes two edits, or looks at what its edit has
    done, says the same as without --dry-run.
    """
    from pmplanner.services.startup.opening import open_for_use

    made: list[Change] = []
    with copied(path, args) as copy:
        workspace = open_for_use(copy)
        try:
            workspace.listen(made.append)
            status = work(workspace, args)
        finally:
            workspace.close()
    if made:
        output.remark(args, only_tried())
    return status


@contextmanager
def copied(path: Path, args: Namespace) -> Iterator[Path]:
    """Give a copy of the workspace, in which anything can be done; it goes on leaving."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="pmplanner-") as folder:
        copy = Path(folder) / path.name
        present = _open_to_read(path, args)
        try:
            present.save_as(copy)
        finally:
            present.close()
        yield copy


def only_tried() -> str:
    """Say that what was told was done in a copy."""
    return said("Only tried: nothing was changed.")


def _write(
    work: Callable[[Workspace, Namespace], int], path: Path, args: Namespace, made: list[Change]
) -> int:
    """Do the work on the workspace, open for changes, and see to its backup; *made* hears of changes."""
    from pmplanner.services.startup.opening import open_for_use

    workspace = open_for_use(path, wait=args.lock_wait)
    try:
        workspace.listen(made.append)
        status = work(workspace, args)
        # What was done is told before the backup, which can take a while.
        output.flush()
    finally:
        workspace.close()
    _back_up_when_due(path)
    return status


def _open_to_read(path: Path, args: Namespace) -> Workspace:
    """Open without the lock, so that a window may have it, and without writing anything.

    Where no workspace was named and there is none yet, what a new one would hold is read.
    """
    from pmplanner.services.startup.opening import open_blank, open_for_use
    from pmplanner.storage.sqlite.faults import damaged

    if args.workspace is None and not path.exists():
        return open_blank()
    workspace = open_for_use(path, read_only=True)
    try:
        found = workspace.quick_look()
        if found:
            output.complain(said("{damaged} What follows may be wrong.", damaged=damaged(path, found)))
    except BaseException:
        workspace.close()
        raise
    return workspace


def _back_up_when_due(path: Path) -> None:
    """Make a backup after a change when the newest is older than half an hour; a failure is only said."""
    from pmplanner.storage import backups
    from pmplanner.storage.errors import WorkspaceError

    try:
        backups.make_when_due(path, older_than=backups.EVERY)
    except WorkspaceError as error:
        log.warning("no backup: %s", error)
        output.complain(str(error))

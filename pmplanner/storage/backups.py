"""Rolling backups in a folder beside the workspace: made, listed, thinned out.

The folder of ``team.sqlite`` is ``team.backups``. In it are copies named by local time, such as
``team-2026-11-30-142305.sqlite``, and in ``files`` what they hold of stored files, once for all of
them, each under its hash.
"""

import datetime as dt
import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy import select

from pmplanner.models import WorkspaceSetting
from pmplanner.sentences import said
from pmplanner.storage.errors import WorkspaceError
from pmplanner.storage.rotation import Aged, Keeping, reasons_to_keep
from pmplanner.storage.sqlite.faults import failures
from pmplanner.storage.sqlite.sound_copy import (
    PART,
    Progress,
    Raw,
    RawError,
    clear_draft,
    columns_of,
    copy_pages,
    draft_of,
    format_of,
    give_room_back,
    in_silence,
    open_copy,
    open_draft,
    seen_as_now,
)
from pmplanner.storage.sqlite.soundness import refuse_damaged
from pmplanner.storage.workspace import Workspace

log = logging.getLogger(__name__)

EVERY = dt.timedelta(minutes=30)
"""How old the newest backup may be while somebody works."""

FILES = "files"
"""The folder of stored files, in that of the backups."""

KEEPING = "backups"
"""The setting of the workspace that says how many backups are kept."""

UID = "workspace uid"
"""The setting of the workspace that tells it from copies which are worked on elsewhere."""

_STAMP = "%Y-%m-%d-%H%M%S"
_NAME = re.compile(r"-(\d{4}-\d\d-\d\d-\d{6})(?:-(\d+))?\.sqlite")
_WAIT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup in the folder of a workspace; *when* is local time, *size* bytes."""

    path: Path
    when: dt.datetime
    size: int

    @property
    def name(self) -> str:
        """The name of its file."""
        return self.path.name


def folder_of(workspace: Path) -> Path:
    """Return the folder of a workspace's backups, which need not be there."""
    # Through a link the backups would lie beside the link.
    path = workspace.resolve()
    name = path.stem if path.suffix == ".sqlite" else path.name
    return path.with_name(f"{name}.backups")


def list_backups(workspace: Path) -> list[Backup]:
    """Return the backups of a workspace, the newest first; raise WorkspaceError when they cannot be read."""
    folder, found = folder_of(workspace), []
    with failures(folder, said("The backups cannot be listed.")):
        for path in folder.iterdir() if folder.is_dir() else ():
            match = _NAME.fullmatch(path.name.removeprefix(_stem(workspace)))
            if match is None or not path.name.startswith(_stem(workspace)):
                continue
            with suppress(ValueError, FileNotFoundError):  # no day of the calendar; gone meanwhile
                when = dt.datetime.strptime(match[1], _STAMP)  # noqa: DTZ007 - local time, as people read it
                found.append((when, int(match[2] or 1), Backup(path, when, path.stat().st_size)))
    return [backup for *_, backup in sorted(found, key=lambda each: each[:2], reverse=True)]


def why_kept(backups: list[Backup], keeping: Keeping) -> dict[str, tuple[str, ...]]:
    """Return by file name why a backup is kept: "latest", "day", "week", "month"; nothing for those to go."""
    return reasons_to_keep([Aged(each.name, each.when, each.size) for each in backups], keeping)


def _stem(workspace: Path) -> str:
    return workspace.resolve().stem


def now() -> dt.datetime:
    """Return the local time, without a zone and in whole seconds."""
    return dt.datetime.now(dt.UTC).astimezone().replace(tzinfo=None, microsecond=0)


# How many are kept


def read_keeping(connection: Raw) -> Keeping:
    """Return how many backups the workspace wants kept; as in a new one when it does not say."""
    query = "SELECT value FROM workspace_setting WHERE name = ?"
    try:
        found = connection.execute(query, (KEEPING,)).fetchone()
    except RawError:
        return Keeping()
    return Keeping.from_text(found[0]) if found else Keeping()


def keeping_of(workspace: Path) -> Keeping:
    """Return how many backups a workspace wants kept; as in a new one when it cannot be read."""
    try:
        with seen_as_now(workspace) as connection:
            return read_keeping(connection)
    except (OSError, RawError):
        return Keeping()


def set_keeping(workspace: Workspace, keeping: Keeping) -> None:
    """Keep so many backups from the next one on; no undo takes that back."""
    with workspace.keep() as db:
        setting = db.scalar(select(WorkspaceSetting).where(WorkspaceSetting.name == KEEPING))
        if setting is None:
            db.add(WorkspaceSetting(name=KEEPING, value=keeping.as_text()))
        else:
            setting.value = keeping.as_text()


# Making them


def make_backup(workspace: Path, progress: Progress = in_silence, *, thin_out: bool = True) -> Backup:
    """Make a backup of the workspace as it is now, and let those go that are one too many.

    The workspace may be open and be worked in. Raises WorkspaceDamagedError when it is not sound: then
    there is no new backup, and none of those that there are goes. Raises WorkspaceError when it cannot
    be made, and what *progress* raises.
    """
    workspace = workspace.resolve()
    folder = folder_of(workspace)
    if not workspace.exists():
        raise WorkspaceError(
            said("There is no workspace at {workspace}, so no backup was made.", workspace=workspace)
        )
    # Alone: two that thin out at once could each let go of what the other relies on.
    with failures(workspace, said("No backup was made."), source=workspace), _alone_in(folder):
        # Safe only now: with the lock nobody else can be in the middle of one.
        _clear_leftovers(folder)
        target = _free_name(workspace)
        with seen_as_now(workspace) as source, draft_of(target) as draft:
            copy_pages(source, draft, progress)
            with open_draft(draft) as copy:
                _refuse_damaged(copy, workspace, progress)
                keeping = read_keeping(copy)
                _take_files_out(copy, folder / FILES)
        log.info("made the backup %s", target)
        made = next(backup for backup in list_backups(workspace) if backup.path == target)
        if thin_out:
            # After the new one is there: were it to fail, nothing would be gone.
            _thin_out(workspace, keeping, made)
    return made


def make_when_due(
    workspace: Path, progress: Progress = in_silence, *, older_than: dt.timedelta = dt.timedelta(0)
) -> Backup | None:
    """Make a backup unless the newest is not *older_than* that, or nothing has changed since it.

    Returns None when there was no need. Raises as :func:`make_backup`.
    """
    newest = next(iter(list_backups(workspace)), None)
    # A backup from the future, made before the clock was put back, must not keep new ones from being made.
    if newest is not None and dt.timedelta(0) <= now() - newest.when < older_than:
        return None
    with (
        failures(workspace, said("No backup was made."), source=workspace),
        seen_as_now(workspace) as connection,
    ):
        if not _has_changed(connection, newest):
            return None
    return make_backup(workspace, progress)


def _has_changed(connection: Raw, newest: Backup | None) -> bool:
    if newest is None:
        return connection.execute("SELECT 1 FROM edit LIMIT 1").fetchone() is not None
    try:
        with open_copy(newest.path) as other:
            return state_of(other) != state_of(connection)
    except RawError:
        log.exception("the backup %s cannot be read", newest.path)
        return True


def state_of(connection: Raw) -> str:
    """Return a digest that differs whenever something has been done to the workspace.

    Of each edit the journal says when it was made, undone or brought back, to the second; the versions of
    all rows also tell of what is kept past the journal. The counter in the head of the file does not do:
    with a write-ahead log it does not count every transaction.
    """
    digest = hashlib.sha256()

    def add(query: str) -> None:
        digest.update(repr(connection.execute(query).fetchall()).encode())

    add("SELECT version_num FROM alembic_version")
    add("SELECT state, count(*), sum(id), max(id), max(changed_at) FROM edit GROUP BY state ORDER BY state")
    add("SELECT max(id) FROM edit_row")
    for table, columns in columns_of(connection).items():
        if {"id", "version"} <= columns:
            add(f"SELECT '{table}', count(*), sum(version), max(id) FROM {table}")
    if "stored_file" in columns_of(connection):
        add("SELECT hash FROM stored_file ORDER BY hash")
    return digest.hexdigest()


def copy_workspace(
    workspace: Path, target: Path, progress: Progress = in_silence, *, own: bool = False
) -> None:
    """Write a whole copy to a file that is not there yet; *own* makes it a workspace of its own.

    Its stored files are in it. Raises WorkspaceError, and then there is no copy.
    """
    workspace, target = workspace.resolve(), target.absolute()
    with failures(target, said("No copy was made."), source=workspace):
        if target.exists() or target.is_symlink():
            raise WorkspaceError(said("{target} is there already; name a file that is not.", target=target))
        with seen_as_now(workspace) as source, draft_of(target) as draft:
            copy_pages(source, draft, progress)
            with open_draft(draft) as copy:
                _refuse_damaged(copy, workspace, progress)
                if own:
                    _give_new_uid(copy)


def _give_new_uid(copy: Raw) -> None:
    """Let the copy be told from the workspace that it was made of, once both are worked in."""
    copy.execute(
        "INSERT INTO workspace_setting (name, value, version) VALUES (?, ?, 1)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = version + 1",
        (UID, uuid4().hex),
    )


def _refuse_damaged(copy: Raw, workspace: Path, progress: Progress) -> None:
    format_of(copy, workspace.name)
    advice = said("Earlier backups were all kept; restore one of them.")
    refuse_damaged(copy, workspace, said("No copy was made of it."), advice, progress)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Make the folder, for its owner only, and keep others from making backups in it at the same time."""
    folder.mkdir(mode=0o700, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=_WAIT_SECONDS, mode=0o600, thread_local=False):
            yield
    except Timeout:
        raise WorkspaceError(
            said("Another pmplanner is making a backup; try again when it is done.")
        ) from None


def _clear_leftovers(folder: Path) -> None:
    """Remove what was unfinished when somebody switched the computer off."""
    for place in (folder, folder / FILES):
        for part in place.glob(f"*{PART}*"):
            clear_draft(part)


def _free_name(workspace: Path) -> Path:
    """Return the name of a backup made now; of several in one second the later ones are numbered."""
    stem = f"{_stem(workspace)}-{now():{_STAMP}}"
    path, number = folder_of(workspace) / f"{stem}.sqlite", 1
    while path.exists():
        number += 1
        path = path.with_name(f"{stem}-{number}.sqlite")
    return path


# Stored files, once beside the backups


def _take_files_out(copy: Raw, folder: Path) -> None:
    """Write the stored files of a copy into the folder, each once, and leave their rows without content."""
    hashes = _hashes(copy, "WHERE length(content) > 0")
    if not hashes:
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in hashes:
        path = folder / name
        (size,) = copy.execute("SELECT length(content) FROM stored_file WHERE hash = ?", (name,)).fetchone()
        if not path.is_file() or path.stat().st_size != size:
            (content,) = copy.execute("SELECT content FROM stored_file WHERE hash = ?", (name,)).fetchone()
            with draft_of(path) as draft:
                draft.write_bytes(content)
    copy.execute("UPDATE stored_file SET content = x''")
    # Only now does the room of the files go back to the disk.
    give_room_back(copy)


def put_files_back(copy: Raw, folder: Path) -> int:
    """Put the content of stored files back into a copy; return how many are missing or changed."""
    lost = 0
    for name in _hashes(copy, "WHERE length(content) = 0 AND size > 0"):
        try:
            content = (folder / name).read_bytes()
        except FileNotFoundError:
            content = b""
        # The name is the promise: a file that was changed is as good as lost, and is said to be.
        if hashlib.sha256(content).hexdigest() == name:
            copy.execute("UPDATE stored_file SET content = ? WHERE hash = ?", (content, name))
        else:
            lost += 1
    return lost


def _hashes(connection: Raw, where: str = "") -> list[str]:
    """Return the hashes of the stored files; none in the older formats, which have no such table."""
    if "stored_file" not in columns_of(connection):
        return []
    query = f"SELECT hash FROM stored_file {where} ORDER BY hash"
    return [name for (name,) in connection.execute(query) if re.fullmatch(r"[0-9a-f]{64}", name)]


# Letting go of them


def _thin_out(workspace: Path, keeping: Keeping, made: Backup) -> None:
    """Remove the backups that nothing keeps, and the stored files that only they had.

    The one just *made* stays also when the clock was put back and it looks older than others.
    """
    backups = list_backups(workspace)
    reasons = why_kept(backups, keeping)
    for backup in backups:
        if not reasons[backup.name] and backup != made:
            log.info("letting the backup %s go", backup.path)
            backup.path.unlink(missing_ok=True)
    _let_files_go(workspace)


def _let_files_go(workspace: Path) -> None:
    """Remove stored files that no backup names; none while one of the backups cannot be read."""
    folder = folder_of(workspace) / FILES
    if not folder.is_dir():
        return
    named: set[str] = set()
    try:
        for backup in list_backups(workspace):
            with open_copy(backup.path) as connection:
                named.update(_hashes(connection))
    except RawError:
        log.exception("a backup cannot be read, so all stored files stay")
        return
    for path in folder.iterdir():
        if path.name not in named:
            path.unlink(missing_ok=True)

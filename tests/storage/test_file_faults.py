"""What can happen to the file of a workspace: each is noticed, and said in its own sentence."""

# ruff: noqa: PT012 - an edit is a block, and the fault comes at its end

import datetime as dt
import errno
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from pmplanner.__main__ import main
from pmplanner.models import Person
from pmplanner.models.migrations import APPLICATION_ID
from pmplanner.services.catalog.version import catalog_version
from pmplanner.services.people import people
from pmplanner.services.plans import plans
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.journal import JournalError, UndoRefusedError
from pmplanner.storage.sqlite import file, opening, waiting
from pmplanner.storage.sqlite.engines import make_engine
from pmplanner.storage.sqlite.faults import explained, failures
from pmplanner.storage.workspace import (
    Workspace,
    WorkspaceDamagedError,
    WorkspaceError,
    WorkspaceLockedError,
    WorkspaceMovedError,
    open_workspace,
)
from tests.support import check_file, known, snapshot

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to replace an open file")


def _add(workspace: Workspace, name: str) -> int:
    with workspace.edit(f"Add {name}") as db:
        return people.add_person(db, first_name=name)


def _names(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT first_name FROM person ORDER BY id")]


# Replaced, moved, deleted


def _replace(path: Path) -> None:
    other = path.with_name("other.sqlite")
    open_workspace(other).close()
    other.replace(path)


def _remove(path: Path) -> None:
    path.unlink()


def _move(path: Path) -> None:
    path.rename(path.with_name("moved.sqlite"))


@pytest.mark.slow
@posix
@pytest.mark.parametrize("happens", [_replace, _remove, _move])
def test_a_file_that_is_taken_away_is_noticed_before_anything_is_said_to_be_saved(
    blank: Workspace, happens: Callable[[Path], None], tmp_path: Path
) -> None:
    _add(blank, "Ana")
    assert bool(blank.in_place)
    happens(blank.path)
    assert not blank.in_place
    told: list[object] = []
    blank.listen(told.append)
    for write in (lambda: _add(blank, "Bo"), blank.undo, lambda: blank.keep().__enter__()):
        with pytest.raises(WorkspaceMovedError, match=r"blank\.sqlite .*Save what is open here"):
            write()
    assert told == []
    assert not blank.path.exists() or _names(blank.path) == []
    blank.save_as(tmp_path / "saved.sqlite")
    assert _names(tmp_path / "saved.sqlite") == ["Ana"]
    saved = open_workspace(tmp_path / "saved.sqlite")
    assert saved.undo_label() == "Add Ana"
    saved.close()


@posix
def test_a_file_taken_away_during_an_edit_is_told_after_the_commit(blank: Workspace, tmp_path: Path) -> None:
    told: list[object] = []
    blank.listen(told.append)
    with pytest.raises(WorkspaceMovedError), blank.edit("Add Ana") as db:
        people.add_person(db, first_name="Ana")
        _replace(blank.path)
    assert len(told) == 1  # what the pages show is what is open here
    blank.save_as(tmp_path / "saved.sqlite")
    assert _names(tmp_path / "saved.sqlite") == ["Ana"]


@posix
def test_no_connection_of_an_open_workspace_reaches_the_file_put_in_its_place(blank: Workspace) -> None:
    _add(blank, "Ana")
    blank._database.engine.dispose()  # so that the next reader needs a connection
    _replace(blank.path)
    with pytest.raises(WorkspaceMovedError), blank.read() as db:
        db.scalar(select(Person.first_name))


def test_what_is_saved_under_another_name_replaces_nothing(blank: Workspace, tmp_path: Path) -> None:
    (tmp_path / "there.sqlite").write_bytes(b"mine")
    with pytest.raises(WorkspaceError, match=r"There is a file at"):
        blank.save_as(tmp_path / "there.sqlite")
    assert (tmp_path / "there.sqlite").read_bytes() == b"mine"


# Whole or absent


@contextmanager
def _files_of_at_most(size: int) -> Iterator[None]:
    """Let no file grow beyond *size*, as a disk that is full does."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.slow
@posix
@pytest.mark.parametrize("size", [1, 4_096, 50_000, 200_000, 400_000])
def test_a_new_workspace_is_whole_or_absent_on_a_full_disk(tmp_path: Path, size: int) -> None:
    path = tmp_path / "w.sqlite"
    with (
        _files_of_at_most(size),
        pytest.raises(WorkspaceError, match=r"no room left on the disk.*not been made"),
    ):
        open_for_use(path)
    assert [other.name for other in tmp_path.iterdir()] == ["w.sqlite.lock"]
    workspace = open_for_use(path)
    with workspace.read() as db:
        assert catalog_version(db) > 0
    workspace.close()
    check_file(path)


@pytest.mark.slow
@posix
def test_an_edit_on_a_full_disk_changes_nothing_and_says_so(blank: Workspace) -> None:
    _add(blank, "Ana")
    before = snapshot(blank.path)
    size = blank.path.stat().st_size
    with (
        _files_of_at_most(size),
        pytest.raises(WorkspaceError, match=r"no room left on the disk.*Nothing was changed"),
        blank.edit("Add many") as db,
    ):
        for number in range(2_000):
            people.add_person(db, first_name=f"Person {number}" * 20)
    assert snapshot(blank.path) == before
    _add(blank, "Bo")
    assert _names(blank.path) == ["Ana", "Bo"]


@posix
@pytest.mark.parametrize("size", [1, 100_000, 200_000])
def test_a_migration_whose_copy_finds_no_room_leaves_the_file_and_no_copy(
    older_file: Path, size: int
) -> None:
    before = older_file.read_bytes()
    with (
        _files_of_at_most(size),
        pytest.raises(WorkspaceError, match=r"no safety copy could be made.*no room left.*stays as it was"),
    ):
        open_workspace(older_file)
    assert older_file.read_bytes() == before
    assert {other.name for other in older_file.parent.iterdir()} == {"old.sqlite", "old.sqlite.lock"}
    open_workspace(older_file).close()


@pytest.fixture
def older_file(tmp_path: Path) -> Path:
    """A workspace of the second format."""
    from pmplanner.models.migrations import upgrade

    path = tmp_path / "old.sqlite"
    engine = make_engine(path, log_mode="DELETE")
    upgrade(engine, "0002")
    engine.dispose()
    return path


# Told apart


def test_a_file_that_another_program_holds_is_said_to_be_held(
    blank: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(blank, "Ana")
    path = blank.path
    blank.close()
    monkeypatch.setattr(waiting, "PATIENCE_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        for read_only in (True, False):
            with pytest.raises(WorkspaceError, match=r"held by another program.*has not been touched"):
                open_workspace(path, read_only=read_only)
        other.execute("ROLLBACK")
    open_workspace(path).close()


def test_a_file_that_may_not_be_read_is_said_to_be_so(blank: Workspace) -> None:
    if os.geteuid() == 0:
        pytest.skip("the administrator may read everything")
    blank.close()
    blank.path.chmod(0)
    with pytest.raises(WorkspaceError, match=r"You may not read"):
        open_workspace(blank.path)


@posix
def test_what_is_no_file_is_said_to_be_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.sqlite")
    (tmp_path / "circle.sqlite").symlink_to(tmp_path / "circle.sqlite")
    (tmp_path / "folder.sqlite").mkdir()
    for name, words in (
        ("pipe.sqlite", "is no file but a device or a pipe"),
        ("circle.sqlite", "leads in a circle"),
        ("folder.sqlite", "is a folder"),
        ("x" * 300 + ".sqlite", "cannot be opened: File name too long"),
    ):
        for read_only in (True, False):
            with pytest.raises(WorkspaceError, match=words):
                open_workspace(tmp_path / name, read_only=read_only)
        assert main(["--workspace", str(tmp_path / name), "totals"]) == 2


def test_a_folder_in_the_way_of_the_draft_is_named(tmp_path: Path) -> None:
    (tmp_path / "w.sqlite.part").mkdir()
    with pytest.raises(WorkspaceError, match=r"w\.sqlite\.part cannot be used.*not been made"):
        open_workspace(tmp_path / "w.sqlite")


def test_a_version_of_the_catalogue_that_is_no_number_is_no_fault(workspace: Workspace) -> None:
    with workspace.keep() as db:
        db.execute(text("UPDATE workspace_setting SET value = 'x' WHERE name = 'catalog version'"))
    workspace.close()
    again = open_for_use(workspace.path)
    with again.read() as db:
        assert catalog_version(db) > 0
    again.close()


def test_a_fault_is_told_in_the_same_words_wherever_it_comes_up(tmp_path: Path) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    mixed_up = sqlite3.OperationalError("unsupported file format")
    path, source = tmp_path / "copy.sqlite", tmp_path / "w.sqlite"
    for fault, words in (
        (full, "no room left on the disk for copy.sqlite. Not made."),
        (OSError(errno.ENOSPC, "No space", str(path)), "no room left on the disk for copy.sqlite. Not made."),
        (busy, "w.sqlite is held by another program"),
        (mixed_up, "w.sqlite is damaged: unsupported file format. Not made."),
        (OperationalError("SELECT", {}, mixed_up), "w.sqlite is damaged: unsupported file format. Not made."),
        (
            FileExistsError(errno.EEXIST, "File exists", "/there"),
            "/there cannot be used: File exists. Not made.",
        ),
    ):
        with pytest.raises(WorkspaceError) as raised, failures(path, "Not made.", source=source):
            raise fault
        assert words in str(raised.value)


def test_what_only_a_damaged_file_can_do_is_our_fault_elsewhere(tmp_path: Path) -> None:
    no_text = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    for fault in (no_text, sqlite3.IntegrityError("NOT NULL constraint failed")):
        with pytest.raises(type(fault)), failures(tmp_path / "w.sqlite"):
            raise fault
        with pytest.raises(WorkspaceError), failures(tmp_path / "w.sqlite", source=tmp_path / "w.sqlite"):
            raise fault


# Foreign


def test_a_workspace_says_in_its_head_what_it_is(blank: Workspace) -> None:
    with closing(sqlite3.connect(blank.path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


@pytest.mark.parametrize("mark", [0, 7])
def test_a_foreign_database_with_the_same_format_is_refused_and_not_touched(
    tmp_path: Path, mark: int
) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"PRAGMA application_id = {mark}")
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('0002')")
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(WorkspaceError, match=r"is not a pmplanner workspace"):
            open_workspace(path, read_only=read_only)
    assert path.read_bytes() == before
    assert {other.name for other in tmp_path.iterdir()} == {"other.sqlite"}


_LOSS = "CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN DELETE FROM pick; END"
_ENDLESS = (
    "DROP TABLE alembic_version; CREATE VIEW alembic_version AS WITH RECURSIVE n(version_num) AS"
    " (SELECT 1 UNION ALL SELECT version_num + 1 FROM n) SELECT max(version_num) AS version_num FROM n"
)


@pytest.mark.parametrize(
    "statement",
    [
        _LOSS.format(name="loss", table="edit"),
        "DROP TRIGGER course_search_course_added; "
        + _LOSS.format(name="course_search_course_added", table="course"),
        "CREATE VIEW pets AS SELECT * FROM person",
        _ENDLESS,
    ],
)
def test_code_that_somebody_put_into_a_workspace_is_not_run(blank: Workspace, statement: str) -> None:
    blank.close()
    with closing(sqlite3.connect(blank.path)) as connection:
        connection.executescript(statement)
    for read_only in (True, False):
        with pytest.raises(WorkspaceError, match=r"tampered|is not a pmplanner workspace"):
            open_workspace(blank.path, read_only=read_only)


def test_a_name_that_is_no_text_is_damage(blank: Workspace) -> None:
    blank.close()
    with closing(sqlite3.connect(blank.path)) as connection:
        connection.execute("CREATE TABLE odd_one (id INTEGER)")
    # SQLite names the table whose lines it cannot read, with these bytes.
    data = blank.path.read_bytes().replace(b"odd_one (id INTEGER)", b"odd_one (id INTE((((")
    blank.path.write_bytes(data.replace(b"odd_one", b"odd\xd2one"))
    with pytest.raises(WorkspaceDamagedError, match="damaged"):
        open_workspace(blank.path)


@pytest.mark.parametrize("statement", ["CREATE VIEW pets AS SELECT * FROM person", _ENDLESS])
def test_what_somebody_puts_in_while_the_lock_is_waited_for_is_not_run(
    blank: Workspace, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    blank.close()
    lock = waiting.take_lock

    def late(path: Path, wait: float = 0) -> FileLock:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(statement)
        return lock(path, wait)

    monkeypatch.setattr(opening, "take_lock", late)
    with pytest.raises(WorkspaceError, match=r"tampered|is not a pmplanner workspace"):
        open_workspace(blank.path)


def test_a_file_that_is_as_it_was_is_looked_at_once(
    blank: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    blank.close()
    looks = []

    def look(path: Path) -> file.Examined:
        looks.append(path)
        return file.examine(path)

    monkeypatch.setattr(opening, "examine", look)
    open_workspace(blank.path).close()
    assert len(looks) == 1


# For the owner alone


@pytest.mark.slow
@posix
def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        workspace = open_workspace(tmp_path / "new" / "w.sqlite")
        _add(workspace, "Ana")
        workspace.save_as(tmp_path / "new" / "copy.sqlite")
        copy = opening.back_up(workspace.path, "kept")
        for path in (workspace.path, copy, *workspace.path.parent.iterdir()):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert stat.S_IMODE(workspace.path.parent.stat().st_mode) == 0o700
        workspace.close()
    finally:
        os.umask(before)


def test_an_error_of_the_database_shows_no_values(blank: Workspace) -> None:
    with pytest.raises(IntegrityError) as caught, blank.edit("Add twice") as db:
        for _ in range(2):
            db.add(Person(first_name="Ana", employee_id="secret"))
    assert "secret" not in str(caught.value)


# What only reads


def test_an_older_workspace_is_read_without_being_changed(older_file: Path) -> None:
    before = older_file.read_bytes()
    reader = open_workspace(older_file, read_only=True)
    with reader.read() as db:
        assert people.list_people(db) == []
    reader.close()
    assert older_file.read_bytes() == before
    assert [other.name for other in older_file.parent.iterdir()] == ["old.sqlite"]


# Somebody else


def test_a_reader_takes_over_when_the_writer_has_gone(blank: Workspace) -> None:
    _add(blank, "Ana")
    reader = open_workspace(blank.path, read_only=True)
    assert not reader.take_over()
    with pytest.raises(WorkspaceError, match=r"can only be read here"):
        _add(reader, "Bo")
    blank.close()
    assert reader.take_over()
    _add(reader, "Bo")
    assert reader.undo_label() == "Add Bo"
    with pytest.raises(WorkspaceLockedError):
        open_workspace(blank.path)
    reader.close()
    assert _names(blank.path) == ["Ana", "Bo"]


@pytest.mark.slow
def test_a_command_waits_for_a_short_write(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"
    open_workspace(path).close()
    code = (
        "import sys, time; from pathlib import Path\n"
        "from pmplanner.storage.workspace import open_workspace\n"
        "w = open_workspace(Path(sys.argv[1])); print('open', flush=True)\n"
        "sys.stdin.readline(); time.sleep(0.1); w.close()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(WorkspaceLockedError):
            open_workspace(path, wait=0.05)
        print("go on", file=holder.stdin, flush=True)
        open_workspace(path, wait=300).close()


def test_a_held_file_is_waited_for_with_the_watcher_awake(
    blank: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE_MS", 150)
    monkeypatch.setattr(waiting, "ASK_AGAIN_MS", 10)
    heard: list[int] = []
    with closing(sqlite3.connect(blank.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceError, match=r"held by another"), blank.edit("Add", heard.append):
            pass
        assert len(heard) > 1
        other.execute("ROLLBACK")
    with blank.edit("Add Ana", heard.append) as db:
        people.add_person(db, first_name="Ana")
    assert _names(blank.path) == ["Ana"]


# A failed commit


def _break_commit(session: object) -> None:
    connection = session.connection()  # type: ignore[attr-defined]
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    statement = "INSERT INTO absence VALUES (9, 1, 99, '2027-01-01', '2027-01-02', '')"
    connection.exec_driver_sql(statement)


def test_a_commit_that_fails_leaves_no_transaction_behind(blank: Workspace) -> None:
    with pytest.raises(IntegrityError), blank.edit("Break") as db:
        people.add_person(db, first_name="Ana")
        _break_commit(db)
    with closing(blank._database.engine.raw_connection()) as connection:
        assert not known(connection.driver_connection).in_transaction
    assert _names(blank.path) == []
    _add(blank, "Bo")
    assert _names(blank.path) == ["Bo"]


def test_a_flush_that_fails_leaves_the_guard_of_the_journal_on(blank: Workspace) -> None:
    with pytest.raises(IntegrityError), blank.edit("Add twice") as db:
        for _ in range(2):
            db.add(Person(first_name="Ana", employee_id="1"))
    with pytest.raises(JournalError), blank.edit("Past it") as db:
        db.execute(update(Person).values(first_name="X"))


def test_an_undo_of_what_was_built_on_is_refused_with_the_names(workspace: Workspace) -> None:
    with workspace.edit("Add Ana") as db:
        ana = people.add_person(db, first_name="Ana", last_name="Ant")
    with workspace.keep() as db:
        # As another copy of the workspace would have done, whose edits are not in this journal.
        db.execute(
            text("INSERT INTO absence VALUES (1, 1, :who, '2027-01-01', '2027-01-02', '')"), {"who": ana}
        )
    with pytest.raises(UndoRefusedError, match=r"“Ana Ant” is in use by the absence number 1"):
        workspace.undo()
    assert _names(workspace.path) == ["Ana"]
    _add(workspace, "Bo")


def test_an_undo_into_a_name_that_is_taken_is_refused_with_the_name(workspace: Workspace) -> None:
    with workspace.edit("Add a plan") as db:
        first = plans.create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    with workspace.edit("Remove it") as db:
        plans.remove_plan(db, first)
    with workspace.keep() as db:
        db.execute(
            text(
                "INSERT INTO plan (id, version, name, first_day, last_day, currency) "
                "SELECT 77, 1, '2027', '2027-01-01', '2027-12-31', ''"
            )
        )
    with pytest.raises(UndoRefusedError, match=r"“2027” has taken its place"):
        workspace.undo()


def test_the_file_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    lock = tmp_path / "w.sqlite.lock"
    lock.touch()
    error = PermissionError(errno.EACCES, "Permission denied", str(lock))
    assert str(explained(error, tmp_path / "w.sqlite")).startswith(
        f"Cannot write to {lock}: Permission denied."
    )
    error = PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "gone.lock"))
    assert f"the folder {tmp_path}:" in str(explained(error, tmp_path / "w.sqlite"))

"""The workspace file: made whole, locked, refused when newer, copied before a migration."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from textwrap import dedent

import pytest
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

import pmplanner.models.migrations as migrations
from pmplanner.__main__ import main
from pmplanner.models.migrations import HEAD
from pmplanner.services.catalog.version import catalog_version
from pmplanner.services.people import people
from pmplanner.services.people.people import list_people
from pmplanner.services.plans import people_changes
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.sqlite import engines, file, opening, waiting
from pmplanner.storage.sqlite.opening import back_up
from pmplanner.storage.workspace import (
    Workspace,
    WorkspaceError,
    WorkspaceLockedError,
    open_workspace,
)
from tests.conftest import SYNCHRONOUS
from tests.support import check_file, snapshot


def _add(workspace: Workspace, name: str) -> int:
    with workspace.edit(f"Add {name}") as db:
        return people.add_person(db, first_name=name)


def _names(workspace: Workspace) -> list[str]:
    with workspace.read() as db:
        return [row.first_name for row in list_people(db)]


def _stamp(path: Path, revision: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def _beside(path: Path) -> set[str]:
    return {other.name for other in path.parent.iterdir()} - {path.name, f"{path.name}.lock"}


@pytest.mark.slow
def test_a_new_workspace_has_folder_catalogue_and_nobody(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "w.sqlite"
    workspace = open_for_use(path)
    with workspace.read() as db:
        assert catalog_version(db) > 0
        assert list_people(db) == []
    assert workspace.undo_label() is None
    workspace.close()
    check_file(path)
    assert _beside(path) == set()


@pytest.mark.slow
def test_without_a_name_reading_makes_no_file_and_writing_makes_the_default_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    assert main(["plan", "list"]) == 0
    assert capsys.readouterr().out == "There is no plan yet.\n"
    assert main(["--workspace", str(tmp_path / "typo.sqlite"), "totals"]) == 2
    assert "There is no workspace at" in capsys.readouterr().err
    assert list(tmp_path.rglob("*.sqlite")) == []
    assert main(["plan", "create", "2027", "--from", "2027-01-01", "--to", "2027-12-31"]) == 0
    (path,) = tmp_path.rglob("workspace.sqlite")
    check_file(path)


@pytest.mark.slow
def test_a_workspace_half_made_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"

    def fail(_session: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_workspace(path, seed=fail)
    assert not path.exists()
    assert _beside(path) == set()
    path.with_name("w.sqlite.part").write_bytes(b"left by a process that was killed")
    open_workspace(path).close()
    assert _beside(path) == set()


def test_a_second_writer_is_refused_and_a_reader_let_in(blank: Workspace) -> None:
    _add(blank, "Ana")
    with pytest.raises(WorkspaceLockedError, match=r"blank\.sqlite is already open in another pmplanner"):
        open_workspace(blank.path)
    reader = open_workspace(blank.path, read_only=True)
    assert (reader.read_only, blank.read_only) == (True, False)
    _add(blank, "Bo")
    assert _names(reader) == ["Ana", "Bo"]
    for write in (reader.undo, reader.redo, lambda: _add(reader, "Cy")):
        with pytest.raises(WorkspaceError, match="can only be read here"):
            write()
    reader.close()
    assert _names(blank) == ["Ana", "Bo"]
    blank.close()
    again = open_workspace(blank.path)
    _add(again, "Di")
    again.close()


@pytest.mark.slow
def test_the_lock_of_a_process_that_was_killed_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"
    code = """
        import sys, time
        from pathlib import Path
        from pmplanner.storage.workspace import open_workspace
        workspace = open_workspace(Path(sys.argv[1]))
        print("open", flush=True)
        time.sleep(600)
    """
    with subprocess.Popen(
        [sys.executable, "-c", dedent(code), path], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(WorkspaceLockedError):
            open_workspace(path)
        holder.kill()
        holder.wait(300)
    assert path.with_name("w.sqlite.lock").exists()
    workspace = open_workspace(path)
    _add(workspace, "Ana")
    workspace.close()


@pytest.mark.slow
def test_a_newer_format_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "w.sqlite"
    workspace = open_workspace(path)
    _add(workspace, "Ana")
    workspace.close()
    _stamp(path, "9999")
    before = path.read_bytes(), path.stat().st_mtime_ns
    for read_only in (False, True):
        with pytest.raises(WorkspaceError, match=r"written by a newer pmplanner.*9999.*not been touched"):
            open_workspace(path, read_only=read_only)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert _beside(path) == set()
    _stamp(path, HEAD)
    open_workspace(path).close()


@pytest.mark.parametrize("content", [b"", b"name,team\nAna,Ops\n", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_is_no_workspace_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(WorkspaceError, match="is not a pmplanner workspace"):
            open_workspace(path, read_only=read_only)
    assert path.read_bytes() == content
    assert _beside(path) == set()


def test_the_database_of_another_program_is_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE person (id INTEGER PRIMARY KEY)")
    before = path.read_bytes()
    with pytest.raises(WorkspaceError, match="is not a pmplanner workspace"):
        open_workspace(path)
    assert path.read_bytes() == before


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError):
        open_workspace(tmp_path)


def test_reading_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="There is no workspace at"):
        open_workspace(tmp_path / "w.sqlite", read_only=True)
    assert list(tmp_path.iterdir()) == []


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Do without the rights of the system's administrator, who may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    try:
        os.seteuid(65534)
    except OSError:
        pytest.skip("this administrator cannot become somebody else")
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that everybody can reach, as the folders of pytest are not."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_a_folder_that_cannot_be_written_is_named(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with (
        _as_nobody(),
        pytest.raises(WorkspaceError, match=f"Cannot write to the folder {open_folder}: Permission"),
    ):
        open_workspace(open_folder / "w.sqlite")
    assert list(open_folder.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="folders have other rights there")
def test_a_workspace_where_nothing_can_be_written_can_be_read_and_stays(open_folder: Path) -> None:
    path = open_folder / "w.sqlite"
    workspace = open_workspace(path)
    _add(workspace, "Ana")
    workspace.close()
    path.with_name("w.sqlite.lock").unlink()
    path.chmod(0o444)
    open_folder.chmod(0o555)
    with _as_nobody():
        with pytest.raises(WorkspaceError, match="Cannot write to the folder"):
            open_workspace(path)
        reader = open_workspace(path, read_only=True)
        assert _names(reader) == ["Ana"]
        with pytest.raises(WorkspaceError, match=r"You may not write to w\.sqlite"):
            _add(reader, "Bo")
        assert not reader.take_over()
        reader.close()
    assert [other.name for other in open_folder.iterdir()] == ["w.sqlite"]
    open_folder.chmod(0o777)
    path.chmod(0o644)
    workspace = open_workspace(path)
    assert _names(workspace) == ["Ana"]
    workspace.close()


@pytest.fixture
def newer_program(blank_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a pmplanner whose format has one more column than that of the files there are."""

    def upgrade(engine: object, revision: str = "head") -> None:
        with engine.begin() as connection:  # type: ignore[attr-defined]
            connection.execute(text("ALTER TABLE plan ADD COLUMN colour TEXT"))
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    monkeypatch.setattr(opening, "HEAD", "9999")
    monkeypatch.setattr(file, "KNOWN", (*migrations.KNOWN, "9999"))
    monkeypatch.setattr(opening, "upgrade", upgrade)


@pytest.mark.usefixtures("newer_program")
def test_a_copy_is_kept_before_a_migration(blank_file: Path) -> None:
    before = snapshot(blank_file)
    reader = open_workspace(blank_file, read_only=True)
    assert _names(reader) == ["Ana"]
    reader.close()
    assert (_beside(blank_file), snapshot(blank_file)) == (set(), before)
    workspace = open_workspace(blank_file)
    assert _names(workspace) == ["Ana"]
    assert workspace.undo_label() == "Add Ana"
    workspace.close()
    assert _beside(blank_file) == {"w.before-9999.sqlite"}
    copy = blank_file.with_name("w.before-9999.sqlite")
    check_file(copy)
    assert snapshot(copy) == before
    assert (_revision(copy), _revision(blank_file)) == (HEAD, "9999")
    open_workspace(blank_file).close()
    assert _beside(blank_file) == {"w.before-9999.sqlite"}


@pytest.mark.usefixtures("newer_program")
def test_a_migration_that_fails_leaves_the_old_workspace(
    blank_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(engine: object, revision: str = "head") -> None:
        with engine.begin() as connection:  # type: ignore[attr-defined]
            connection.execute(text("DELETE FROM edit_row"))
            connection.execute(text("ALTER TABLE plan ADD COLUMN colour TEXT"))
            raise ZeroDivisionError

    monkeypatch.setattr(opening, "upgrade", fail)
    before = snapshot(blank_file)
    with pytest.raises(ZeroDivisionError):
        open_workspace(blank_file)
    assert snapshot(blank_file) == before
    assert _revision(blank_file) == HEAD
    monkeypatch.undo()
    workspace = open_workspace(blank_file)
    assert workspace.undo().label == "Add Ana"
    workspace.close()


@pytest.fixture
def blank_file(tmp_path: Path) -> Path:
    workspace = open_workspace(tmp_path / "w.sqlite")
    _add(workspace, "Ana")
    workspace.close()
    return workspace.path


def _revision(path: Path) -> str | None:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    engine.dispose()
    return revision


def test_a_copy_holds_what_is_not_yet_in_the_file_and_takes_a_free_name(blank: Workspace) -> None:
    with blank.read() as db:
        list_people(db)  # an open reader keeps the changes beside the file
        _add(blank, "Ana")
        copies = [back_up(blank.path, "kept"), back_up(blank.path, "kept")]
    assert [copy.name for copy in copies] == ["blank.kept.sqlite", "blank.kept.2.sqlite"]
    for copy in copies:
        assert snapshot(copy) == snapshot(blank.path)


def test_the_file_alone_holds_everything_after_each_edit(blank: Workspace, tmp_path: Path) -> None:
    """People copy workspaces while they are open, without the files that SQLite keeps beside them."""

    def copied(name: str) -> list[str]:
        with closing(sqlite3.connect(shutil.copy(blank.path, tmp_path / name))) as connection:
            return [row for (row,) in connection.execute("SELECT first_name FROM person ORDER BY id")]

    _add(blank, "Ana")
    assert copied("added") == ["Ana"]
    blank.undo()
    assert copied("undone") == []
    blank.redo()
    with blank.read() as db:
        list_people(db)
        _add(blank, "Bo")
    _add(blank, "Cy")
    assert copied("read meanwhile") == ["Ana", "Bo", "Cy"]
    assert blank.path.with_name(blank.path.name + "-wal").stat().st_size == 0


def test_an_edit_that_is_kept_survives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SYNCHRONOUS", SYNCHRONOUS)  # as the product has it, and not the tests
    workspace = open_workspace(tmp_path / "kept.sqlite")
    with workspace.read() as db:
        assert db.execute(text("PRAGMA synchronous")).scalar() == 2, "SQLite does not wait for the disk"
        assert db.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    workspace.close()


@pytest.mark.slow
def test_the_log_of_a_file_that_was_taken_away_is_not_laid_over_a_new_one(tmp_path: Path) -> None:
    """The program was killed with something in the log, and somebody deleted the file but not the log."""
    path = tmp_path / "w.sqlite"
    workspace = open_workspace(path)
    log = path.with_name("w.sqlite-wal")
    with workspace.read() as db:
        list_people(db)  # keeps the log from being emptied
        _add(workspace, "Ana")
        left = log.read_bytes()
    workspace.close()
    path.unlink()
    log.write_bytes(left)
    again = open_workspace(path)
    assert _names(again) == []
    _add(again, "Bo")
    assert _names(again) == ["Bo"]
    check_file(path)
    assert log.with_name("w.sqlite-wal.old").read_bytes() == left
    again.close()


def test_what_was_read_before_does_not_change_under_an_edit(blank: Workspace) -> None:
    """Two edits in one process wait for each other instead of overwriting."""
    first = _add(blank, "Ana")
    with blank.edit("Rename") as db:
        people_changes.change_person(db, first, last_name="Alvarez")
        assert _names(blank) == ["Ana"]
        with blank.read() as other:
            assert list_people(other)[0].last_name == ""
    with blank.read() as other:
        assert list_people(other)[0].last_name == "Alvarez"


def test_a_symbolic_link_does_not_let_two_write(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "one.sqlite")
    link = tmp_path / "link.sqlite"
    link.symlink_to(tmp_path / "one.sqlite")
    with pytest.raises(WorkspaceLockedError):
        open_workspace(link)
    workspace.close()


@pytest.mark.slow
def test_a_reader_notices_what_another_process_changed(tmp_path: Path) -> None:
    writer = open_workspace(tmp_path / "one.sqlite")
    reader = open_workspace(tmp_path / "one.sqlite", read_only=True)
    assert not reader.changed_elsewhere()
    assert not reader.changed_elsewhere()
    _add(writer, "Ana")
    assert reader.changed_elsewhere()
    assert not reader.changed_elsewhere()
    reader.close()
    writer.close()


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "PATIENCE_MS", 50)
    workspace = open_workspace(tmp_path / "one.sqlite")
    with closing(sqlite3.connect(workspace.path)) as other:
        other.execute("PRAGMA busy_timeout = 0")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceError, match="held by another program"), workspace.edit("Add") as db:
            db.connection().exec_driver_sql("SELECT 1")
        other.rollback()
    assert _names(workspace) == []
    workspace.close()

"""Backups: made while somebody works, checked, thinned out; restored whole; copies and compacting."""

import datetime as dt
import hashlib
import os
import random
import shutil
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from pmplanner.models.migrations import HEAD
from pmplanner.services.people.people import add_person
from pmplanner.storage import backups, restoring
from pmplanner.storage.backups import (
    copy_workspace,
    folder_of,
    list_backups,
    make_backup,
    make_when_due,
    set_keeping,
)
from pmplanner.storage.compacting import compact
from pmplanner.storage.errors import WorkspaceDamagedError
from pmplanner.storage.restoring import find_backup, look_at, restore
from pmplanner.storage.rotation import Keeping
from pmplanner.storage.sqlite import waiting
from pmplanner.storage.workspace import Workspace, WorkspaceError, WorkspaceLockedError, open_workspace
from tests.support import check_file, snapshot
from tests.tiers import seeds

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights and links as POSIX has them")


class Stopped(Exception):  # noqa: N818 - as Cancelled is
    """What a user's Cancel raises."""


def stop(_done: int, _total: int) -> None:
    raise Stopped


def add(workspace: Workspace, name: str) -> None:
    with workspace.edit(f"Add {name}") as db:
        add_person(db, first_name=name, employee_id=name)


def refusal(work: Callable[[], object]) -> str:
    """Do the work and return why it was refused, if so."""
    try:
        work()
    except WorkspaceError as error:
        return str(error)
    return ""


def people(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT first_name FROM person")}


def files_beside(path: Path) -> set[str]:
    return {other.name for other in path.parent.iterdir()}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.datetime], None]:
    """Set the local time of backups."""

    def put(moment: dt.datetime) -> None:
        monkeypatch.setattr(backups, "now", lambda: moment)

    return put


# Making


def test_a_backup_is_whole_for_its_owner_only_and_one_file(blank: Workspace) -> None:
    add(blank, "Ann")
    made = make_backup(blank.path)
    assert snapshot(made.path) == snapshot(blank.path)
    check_file(made.path)
    assert made.path.parent == blank.path.with_name("blank.backups")
    assert {path.name for path in made.path.parent.iterdir()} == {made.name, ".lock"}
    assert list_backups(blank.path) == [made]
    if sys.platform != "win32":
        assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(made.path.parent.stat().st_mode) == 0o700


def test_edits_go_on_while_a_backup_is_made_which_has_what_was_there_first(
    sampled: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmplanner.storage.sqlite.sound_copy._PAGES", 4)
    before = snapshot(sampled.path)
    names: list[str] = []

    def work(_done: int, total: int) -> None:
        if total and len(names) < 5:
            names.append(f"during {len(names)}")
            add(sampled, names[-1])

    made = make_backup(sampled.path, work)
    assert len(names) == 5
    assert snapshot(made.path) == before
    assert set(names) <= people(sampled.path)


def test_a_cancelled_backup_leaves_nothing(blank: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmplanner.storage.sqlite.sound_copy._PAGES", 4)
    monkeypatch.setattr("pmplanner.storage.sqlite.sound_copy._INSTRUCTIONS", 100)
    for steps in (0, 5, 40):
        calls = iter(range(steps))

        def late(done: int, total: int, calls: Iterator[int] = calls) -> None:
            if next(calls, None) is None:
                stop(done, total)

        with pytest.raises(Stopped):
            make_backup(blank.path, late)
        assert list_backups(blank.path) == []
        assert {path.name for path in folder_of(blank.path).iterdir()} == {".lock"}
    add(blank, "goes on")


def test_what_a_crash_left_half_done_is_removed_and_never_listed(blank: Workspace) -> None:
    folder = folder_of(blank.path)
    folder.mkdir()
    for name in ("blank-2026-01-01-000000.sqlite.part", "blank-2026-01-01-000000.sqlite.part-journal"):
        (folder / name).write_bytes(b"half")
    (folder / "notes.txt").write_text("mine")
    (folder / "other-2026-01-01-000000.sqlite").write_text("of another workspace")
    assert list_backups(blank.path) == []
    made = make_backup(blank.path)
    assert {path.name for path in folder.iterdir()} == {
        made.name,
        ".lock",
        "notes.txt",
        "other-2026-01-01-000000.sqlite",
    }


def test_several_backups_in_one_second_have_names_of_their_own(
    blank: Workspace, clock: Callable[[dt.datetime], None]
) -> None:
    clock(dt.datetime.fromisoformat("2026-11-30 14:23:05"))
    names = [make_backup(blank.path).name for _ in range(3)]
    stem = "blank-2026-11-30-142305"
    assert names == [f"{stem}.sqlite", f"{stem}-2.sqlite", f"{stem}-3.sqlite"]
    assert [each.name for each in list_backups(blank.path)] == names[::-1]


@pytest.mark.slow
def test_backups_are_made_when_something_has_changed_and_not_otherwise(
    blank: Workspace, clock: Callable[[dt.datetime], None]
) -> None:
    assert make_when_due(blank.path) is None  # nothing has been done yet
    add(blank, "Ann")
    assert make_when_due(blank.path) is not None
    assert make_when_due(blank.path) is None
    blank.undo()
    assert make_when_due(blank.path) is not None
    blank.redo()
    assert make_when_due(blank.path) is not None
    set_keeping(blank, Keeping(latest=4))
    assert make_when_due(blank.path) is not None
    set_keeping(blank, Keeping(latest=4, days=3))
    assert make_when_due(blank.path) is not None
    assert make_when_due(blank.path) is None
    add(blank, "Bo")
    half_an_hour = dt.timedelta(minutes=30)
    assert make_when_due(blank.path, older_than=half_an_hour) is None
    clock(list_backups(blank.path)[0].when + half_an_hour)
    assert make_when_due(blank.path, older_than=half_an_hour) is not None


@pytest.mark.slow
def test_old_backups_go_by_the_workspace_s_own_numbers(
    blank: Workspace, clock: Callable[[dt.datetime], None]
) -> None:
    set_keeping(blank, Keeping(latest=2, days=0, weeks=0, months=2))
    for month in (1, 2, 3):
        for day in (1, 2, 3):
            clock(dt.datetime.fromisoformat(f"2026-0{month}-0{day}"))
            make_backup(blank.path)
    assert [f"{each.when:%m-%d}" for each in list_backups(blank.path)] == ["03-03", "03-02", "02-03"]
    # The clock was put back: the one made now stays although it looks the oldest.
    clock(dt.datetime.fromisoformat("2020-01-01"))
    made = make_backup(blank.path)
    assert made in list_backups(blank.path)


def test_a_folder_that_cannot_be_made_is_said(blank: Workspace) -> None:
    folder_of(blank.path).write_text("in the way")
    with pytest.raises(
        WorkspaceError, match=r"blank\.backups cannot be used: File exists\. No backup was made\."
    ):
        make_backup(blank.path)


# Damage


def damage(raw: bytes, chance: random.Random) -> bytes:
    """Damage a file as disks, sticks and programs do."""
    data = bytearray(raw)
    here, there = (chance.randrange(len(data) // 4096) * 4096 for _ in range(2))
    match chance.randrange(6):
        case 0:
            for _ in range(chance.randint(1, 30)):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        case 1:
            data[here : here + 4096] = bytes(4096)
        case 2:
            data[here : here + 4096] = chance.randbytes(4096)
        case 3:
            del data[chance.randrange(len(data)) :]
        case 4:
            data[here : here + 4096] = data[there : there + 4096]
        case _:
            data[chance.randrange(100)] = chance.randrange(256)
    return bytes(data)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(1, 20))
def test_damaged_files_push_out_no_backup_and_all_are_brought_back(sampled: Workspace, seed: int) -> None:
    sampled.close()
    path = sampled.path
    good = make_backup(path)
    before, raw, chance = snapshot(path), path.read_bytes(), random.Random(seed)
    found = 0
    for _ in range(10):
        damaged = damage(raw, chance)
        path.write_bytes(damaged)
        said = refusal(lambda: make_backup(path))
        if said:
            found += 1
            assert said.startswith("sampled.sqlite "), said
            assert list_backups(path) == [good]
        done = restore(path, good.path)
        assert snapshot(path) == before
        check_file(path)
        if done.kept_damaged:
            assert done.kept is not None
            assert done.kept.read_bytes() == damaged
        for other in list_backups(path):
            if other != good:
                check_file(other.path)
                other.path.unlink()
    assert found > 2


def test_a_damaged_file_is_kept_aside_with_its_log(blank: Workspace) -> None:
    good = make_backup(blank.path)
    blank.close()
    path = blank.path
    path.write_bytes(b"no workspace")
    path.with_name("blank.sqlite-wal").write_bytes(b"log")
    done = restore(path, good.path)
    assert done.kept_damaged
    assert done.kept is not None
    assert done.kept.read_bytes() == b"no workspace"
    assert done.kept.with_name(done.kept.name + "-wal").read_bytes() == b"log"
    assert not path.with_name("blank.sqlite-wal").exists()
    open_workspace(path).close()


def test_a_head_that_lets_nobody_write_is_damage_and_a_backup_comes_back(blank: Workspace) -> None:
    made = make_backup(blank.path)
    before = snapshot(blank.path)
    add(blank, "Ann")
    blank.close()
    raw = bytearray(blank.path.read_bytes())
    raw[18] = 3  # the version of SQLite's format that is needed to write
    blank.path.write_bytes(raw)
    with pytest.raises(WorkspaceDamagedError, match=r"blank\.sqlite is damaged"):
        make_backup(blank.path)
    assert restore(blank.path, made.path).kept_damaged
    assert snapshot(blank.path) == before


def test_a_damaged_backup_is_not_restored(blank: Workspace) -> None:
    made = make_backup(blank.path)
    blank.close()
    raw = made.path.read_bytes()
    made.path.write_bytes(raw[:4096] + bytes(len(raw) - 4096))
    before = snapshot(blank.path)
    for ask in (restore, look_at):
        with pytest.raises(WorkspaceDamagedError, match="blank-"):
            ask(blank.path, made.path)
    assert snapshot(blank.path) == before


# Restoring


@pytest.mark.slow
def test_a_restore_can_be_taken_back(blank: Workspace) -> None:
    add(blank, "Ann")
    then = make_backup(blank.path)
    add(blank, "Bo")
    blank.undo()
    add(blank, "Cy")
    after = snapshot(blank.path)
    blank.close()
    done = restore(blank.path, then.path)
    assert people(blank.path) == {"Ann"}
    assert not done.kept_damaged
    assert done.kept is not None
    restore(blank.path, done.kept)
    assert snapshot(blank.path) == after
    workspace = open_workspace(blank.path)
    assert workspace.undo_label() == "Add Cy"
    workspace.undo()
    assert people(blank.path) == {"Ann"}
    workspace.close()


def test_a_restore_keeps_nothing_twice(blank: Workspace) -> None:
    add(blank, "Ann")
    first = make_backup(blank.path)
    add(blank, "Bo")
    second = make_backup(blank.path)
    blank.close()
    assert restore(blank.path, first.path).kept == second.path
    assert list_backups(blank.path) == [second, first]


def test_an_open_workspace_is_not_replaced(blank: Workspace) -> None:
    made = make_backup(blank.path)
    with pytest.raises(WorkspaceLockedError):
        restore(blank.path, made.path)


def test_somebody_who_reads_keeps_the_file_from_being_replaced(
    blank: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "READERS_MS", 50)
    made = make_backup(blank.path)
    with closing(sqlite3.connect(blank.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM person").fetchone()
        add(blank, "Ann")
        blank.close()
        with pytest.raises(WorkspaceError, match="is being read by another program"):
            restore(blank.path, made.path)
    assert people(blank.path) == {"Ann"}
    assert "blank.sqlite.part" not in files_beside(blank.path)


def test_a_cancelled_restore_changes_nothing(blank: Workspace) -> None:
    made = make_backup(blank.path)
    add(blank, "Ann")
    blank.close()
    with pytest.raises(Stopped):
        restore(blank.path, made.path, stop)
    assert people(blank.path) == {"Ann"}
    assert "blank.sqlite.part" not in files_beside(blank.path)
    open_workspace(blank.path).close()


def test_a_missing_workspace_comes_back_without_the_log_of_the_lost_one(blank: Workspace) -> None:
    add(blank, "Ann")
    made = make_backup(blank.path)
    blank.close()
    blank.path.unlink()
    orphan = blank.path.with_name("blank.sqlite-wal")
    orphan.write_bytes(b"log")
    look = look_at(blank.path, made.path)
    assert look.missing
    done = restore(blank.path, made.path)
    assert done.kept is None
    assert people(blank.path) == {"Ann"}
    assert orphan.with_name("blank.sqlite-wal.old").read_bytes() == b"log"


@pytest.mark.slow
def test_an_older_format_is_brought_up_to_date_by_the_next_opening(blank: Workspace, tmp_path: Path) -> None:
    from tests.killed import OLD_PEOPLE, make_old

    blank.close()
    old = tmp_path / "kept.sqlite"
    make_old(old)
    look = look_at(blank.path, old)
    assert look.older_format
    assert look.contents.last is not None
    assert look.contents.last.label == "Import people"
    restore(blank.path, old)
    workspace = open_workspace(blank.path)
    with workspace.read() as db:
        assert db.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    workspace.close()
    assert len(people(blank.path)) == 1
    with closing(sqlite3.connect(blank.path)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (OLD_PEOPLE,)


def test_a_newer_format_is_refused(blank: Workspace) -> None:
    made = make_backup(blank.path)
    with closing(sqlite3.connect(made.path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    blank.close()
    for ask in (look_at, restore):
        with pytest.raises(WorkspaceError, match="newer pmplanner"):
            ask(blank.path, made.path)


def test_the_look_names_what_would_go_and_come_back(blank: Workspace) -> None:
    add(blank, "Ann")
    add(blank, "Bo")
    then = make_backup(blank.path)
    blank.undo()
    add(blank, "Cy")
    look = look_at(blank.path, then.path)
    assert [edit.label for edit in look.goes] == ["Add Cy"]
    assert [edit.label for edit in look.returns] == ["Add Bo"]
    assert look.goes[0].made_by
    (rows,) = [count for count in look.tables if count.table == "person"]
    assert (rows.then, rows.now) == (2, 2)
    assert (look.unreadable, look.missing, look.older_format) == ("", False, False)


def test_the_look_says_when_the_present_cannot_be_read(blank: Workspace) -> None:
    then = make_backup(blank.path)
    blank.close()
    blank.path.write_bytes(b"no workspace")
    look = look_at(blank.path, then.path)
    assert look.unreadable.startswith("blank.sqlite is damaged: file is not a database. It cannot be read.")
    assert look.goes == ()
    assert all(count.now is None for count in look.tables)


def test_a_backup_is_found_by_name_as_the_latest_or_by_its_path(blank: Workspace, tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="There are no backups"):
        find_backup(blank.path, "latest")
    first, second = make_backup(blank.path), make_backup(blank.path)
    assert find_backup(blank.path, "latest") == second.path
    assert find_backup(blank.path, first.name) == find_backup(blank.path, first.path.stem) == first.path
    assert find_backup(blank.path, str(first.path)) == first.path
    with pytest.raises(WorkspaceError, match="is the workspace itself"):
        find_backup(blank.path, str(blank.path))


# Stored files


def store(workspace: Workspace, content: bytes, *, named: bool = True) -> str:
    """Put a file into the workspace, named by a note of a person."""
    name = hashlib.sha256(content).hexdigest()
    with closing(sqlite3.connect(workspace.path)) as connection, connection:
        connection.execute(
            "INSERT INTO stored_file VALUES (?, ?, 'text/plain', ?)", (name, len(content), content)
        )
    if named:
        with workspace.edit("Attach") as db:
            add_person(db, first_name="With", employee_id=name[:8], location=f"file:{name}")
    return name


def content_of(path: Path) -> dict[str, bytes]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT hash, content FROM stored_file"))


@pytest.mark.slow
def test_stored_files_are_kept_once_beside_the_backups_and_come_back(blank: Workspace) -> None:
    big = random.Random(1).randbytes(1_000_000)
    name = store(blank, big)
    made = [make_backup(blank.path) for _ in range(3)]
    kept = folder_of(blank.path) / "files" / name
    assert kept.read_bytes() == big
    assert all(each.size < 700_000 for each in made)
    assert content_of(blank.path) == {name: big}
    blank.close()
    blank.path.unlink()
    assert restore(blank.path, made[0].path).lost_files == 0
    assert content_of(blank.path) == {name: big}


def test_a_stored_file_that_is_not_what_it_was_is_said(blank: Workspace) -> None:
    name = store(blank, b"evidence")
    made = make_backup(blank.path)
    blank.close()
    (folder_of(blank.path) / "files" / name).write_bytes(b"evidencf")
    blank.path.unlink()
    assert restore(blank.path, made.path).lost_files == 1
    assert content_of(blank.path) == {name: b""}


def test_stored_files_go_with_the_last_backup_that_has_them(blank: Workspace) -> None:
    set_keeping(blank, Keeping(latest=1, days=0, weeks=0, months=0))
    name = store(blank, b"evidence", named=False)
    make_backup(blank.path)
    kept = folder_of(blank.path) / "files" / name
    assert kept.exists()
    compact(blank)
    make_backup(blank.path)
    assert not kept.exists()


# Copies and compacting


def uid_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT value FROM workspace_setting WHERE name = 'workspace uid'"
        return str(connection.execute(query).fetchone()[0])


def test_a_copy_is_whole_and_a_workspace_of_its_own(blank: Workspace, tmp_path: Path) -> None:
    name = store(blank, b"evidence")
    target, same = tmp_path / "copy.sqlite", tmp_path / "same.sqlite"
    copy_workspace(blank.path, target, own=True)
    copy_workspace(blank.path, same)
    assert content_of(target) == content_of(same) == {name: b"evidence"}
    assert uid_of(same) == uid_of(blank.path) != uid_of(target)
    copy = open_workspace(target)
    add(copy, "Elsewhere")
    copy.close()
    assert "Elsewhere" not in people(blank.path)
    before = target.read_bytes()
    with pytest.raises(WorkspaceError, match="is there already"):
        copy_workspace(blank.path, target)
    assert target.read_bytes() == before


def test_compacting_takes_out_what_nothing_names_and_keeps_rows_and_history(blank: Workspace) -> None:
    in_row = store(blank, b"in a row")
    in_image = store(blank, b"only in the journal")
    blank.undo()
    unnamed = store(blank, random.Random(2).randbytes(400_000), named=False)
    before = snapshot(blank.path)
    done = compact(blank)
    assert content_of(blank.path).keys() == {in_row, in_image}
    assert unnamed not in content_of(blank.path)
    assert done.files == 1
    assert done.after < done.before - 390_000
    assert done.after == blank.path.stat().st_size
    assert snapshot(blank.path) == before
    blank.redo()
    blank.undo()
    assert snapshot(blank.path) == before
    check_file(blank.path)


def test_cancelled_compacting_changes_nothing(sampled: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmplanner.storage.sqlite.sound_copy._INSTRUCTIONS", 100)
    store(sampled, b"unnamed", named=False)
    before = snapshot(sampled.path), content_of(sampled.path)
    with pytest.raises(Stopped):
        compact(sampled, stop)
    assert (snapshot(sampled.path), content_of(sampled.path)) == before
    add(sampled, "goes on")


# A full disk


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """Let no file grow above so many bytes: what a full disk does to one that is being written."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


SIZES = [0, 1, 4096, 50_000, 200_000, 400_000, 560_000]


@pytest.mark.slow
@posix
@pytest.mark.parametrize("what", ["backup", "restore", "copy", "compact", "stored file"])
def test_a_full_disk_loses_nothing_and_is_said(sampled: Workspace, tmp_path: Path, what: str) -> None:
    good = make_backup(sampled.path)
    add(sampled, "Ann")
    if what == "stored file":
        store(sampled, bytes(3_000_000))
    target = tmp_path / "copy.sqlite"
    kinds: dict[str, Callable[[], object]] = {
        "backup": lambda: make_backup(sampled.path),
        "restore": lambda: restore(sampled.path, good.path),
        "copy": lambda: copy_workspace(sampled.path, target),
        "compact": lambda: compact(sampled),
        "stored file": lambda: make_backup(sampled.path),
    }
    work = kinds[what]
    if what == "restore":
        sampled.close()
    before = snapshot(sampled.path)
    refused = 0
    for size in SIZES:
        with no_file_above(size):
            said = refusal(work)
        refused += bool(said)
        assert not said or "no room left on the disk" in said, said
        assert "damaged" not in said
        assert snapshot(sampled.path) == before
        check_file(sampled.path)
        assert not list(tmp_path.rglob("*.part*"))
        assert not target.exists()
        for each in list_backups(sampled.path):
            check_file(each.path)
    assert refused >= len(SIZES) - 1
    work()
    if what != "restore":
        add(sampled, "goes on")


@posix
@pytest.mark.skipif(shutil.which("mount") is None or os.getuid() != 0, reason="needs to mount a small disk")
def test_a_small_disk_that_fills_up_loses_nothing(sampled: Workspace, tmp_path: Path) -> None:
    import subprocess

    disk = tmp_path / "disk"
    disk.mkdir()
    sampled.close()
    # Room for the workspace and one copy of it.
    room = sampled.path.stat().st_size * 5 // 2 // 1024
    mount = ["mount", "-t", "tmpfs", "-o", f"size={room}k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        path = Path(shutil.copy(sampled.path, disk / "w.sqlite"))
        good = make_backup(path)
        before = snapshot(path)
        with pytest.raises(
            WorkspaceError, match=r"no room left on the disk for w\.sqlite\. No backup was made\."
        ):
            make_backup(path)
        with pytest.raises(WorkspaceError, match="no room left on the disk"):
            restore(path, good.path)
        with pytest.raises(WorkspaceError, match="no room left on the disk"):
            copy_workspace(path, disk / "c.sqlite")
        assert snapshot(path) == before
        assert list_backups(path) == [good]
        assert not list(disk.rglob("*.part*"))
        open_workspace(path).close()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_the_look_knows_no_more_tables_than_there_are(blank: Workspace) -> None:
    made = make_backup(blank.path)
    names = [count.table for count in restoring.look_at(blank.path, made.path).tables]
    assert len(names) == len(set(names)) > 20


def test_a_copy_with_code_of_somebody_else_is_not_restored(blank: Workspace, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    backups.copy_workspace(blank.path, copy)
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("CREATE TRIGGER evil AFTER UPDATE ON stored_file BEGIN DELETE FROM course; END")
    blank.close()
    before = blank.path.read_bytes()
    with pytest.raises(WorkspaceError, match="holds the trigger “evil”"):
        look_at(blank.path, copy)
    with pytest.raises(WorkspaceError, match="holds the trigger “evil”"):
        restore(blank.path, copy)
    assert blank.path.read_bytes() == before


def test_a_restore_waits_for_who_has_the_workspace_open(blank: Workspace) -> None:
    made = backups.make_backup(blank.path)
    closing_soon = threading.Timer(0.1, blank.close)
    closing_soon.start()
    assert restore(blank.path, made.path, wait=20).kept is not None
    closing_soon.join()

"""``kill -9`` at random moments: the workspace opens, is sound, and holds whole edits only."""

import multiprocessing
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Edit, EditRow
from pmplanner.storage.backups import folder_of, list_backups, make_backup
from pmplanner.storage.images import read_images
from pmplanner.storage.journal import journaled_tables
from pmplanner.storage.workspace import Workspace, open_workspace
from tests import killed
from tests.support import Template, check_file, snapshot
from tests.tiers import seeds

CHAINS, FILE_CHAINS, MIGRATIONS = 1, 1, 2
"""Workspaces whose process is killed in the suite; that of each migration once."""

LONG_CHAINS, LONG_FILE_CHAINS, LONG_MIGRATIONS = 20, 20, 100
"""The same in the long tier: five hundred kills in all."""

KILLS, FILE_KILLS = 10, 10
"""How often the process that changes a workspace is killed."""

LONGEST = 0.25
"""Seconds from a process's first word to its end."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("kill"), killed.fill)


def _kill_one(path: Path, seed: int, delay: float, work: Callable[..., None] = killed.work) -> list[str]:
    """Let a process change the workspace for a while and kill it; return what it said it had done."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = killed.start(work, (path, seed, there))
    there.close()
    said: list[str] = [here.recv()]
    process.join(delay)
    assert process.is_alive(), "the process ended by itself"
    process.kill()
    process.join()
    try:
        while True:
            said.append(here.recv())
    except EOFError:
        here.close()
    process.close()
    return said


def _log(path: Path) -> Counter[str]:
    with closing(sqlite3.connect(path)) as connection:
        return Counter(dict(connection.execute("SELECT state, count(*) FROM edit GROUP BY state")))


def _check_whole(workspace: Workspace) -> None:
    with workspace.read() as db:
        _check_batches(db)
        _check_journal(db)


def _check_batches(db: Session) -> None:
    """Each team was made by one edit and has all its people or none."""
    connection = db.connection()
    sizes = connection.exec_driver_sql("SELECT team, count(*) FROM person GROUP BY team").all()
    assert {size for _, size in sizes} <= {killed.SIZE, killed.SIZE * 20}
    seated = (
        "SELECT session.code, count(seat.id),"
        " (SELECT count(*) FROM session_day WHERE session_day.session_id = session.id)"
        " FROM session LEFT JOIN seat ON seat.session_id = session.id GROUP BY session.id"
    )
    for code, seats, days in connection.exec_driver_sql(seated):
        assert (seats % killed.SIZE, days) == (0, 2), code
    notes = connection.exec_driver_sql("SELECT note, count(*) FROM pick WHERE note != '' GROUP BY note").all()
    everybody = sum(size for _, size in sizes)
    assert all(count <= everybody and count % killed.SIZE == 0 for _, count in notes)


def _check_journal(db: Session) -> None:
    """What is there is what the edits that are done left, row for row; each edit has all its rows."""
    wanted: dict[str, dict[int, object]] = {}
    query = (
        select(EditRow.table, EditRow.row_id, EditRow.after)
        .join(Edit, Edit.id == EditRow.edit_id)
        .where(Edit.state == "done")
        .order_by(EditRow.id)
    )
    for table, row_id, after in db.execute(query):
        wanted.setdefault(table, {})[row_id] = after
    for name, table in journaled_tables().items():
        there = set(db.scalars(select(table.c.id)))
        images = wanted.get(name, {})
        present = read_images(db.connection(), table, images)
        assert present == {row_id: image for row_id, image in images.items() if image is not None}, name
        if name in ("person", "pick", "seat", "session", "session_day", "completion"):
            assert there == set(present), name
    rows = db.execute(select(Edit.id, Edit.rows)).all()
    counted = Counter(db.scalars(select(EditRow.edit_id)))
    assert counted == Counter({edit_id: number for edit_id, number in rows if number})


@pytest.mark.slow
@pytest.mark.parametrize("chain", seeds(CHAINS, LONG_CHAINS))
def test_whole_edits_survive_a_kill(template: Template, chain: int) -> None:
    workspace = template.open()
    workspace.close()
    path = workspace.path
    chance = random.Random(chain)
    for kill in range(KILLS):
        before = _log(path)
        said = Counter(_kill_one(path, chain * 1000 + kill, chance.random() * LONGEST))
        check_file(path)
        made = _log(path).total() - before.total()
        # The last edit may have been committed before the process could say so.
        assert made - said["edit"] in (0, 1)
        workspace = open_workspace(path)
        _check_whole(workspace)
        workspace.close()
    _check_undo(path)


def _check_undo(path: Path) -> None:
    workspace = open_workspace(path)
    full = snapshot(path)
    steps = 0
    while workspace.undo_label() != "Fill":
        workspace.undo()
        steps += 1
    content = snapshot(path)
    assert not any(content[name] for name in ("person", "pick", "seat", "session", "completion"))
    assert steps > 0
    for _ in range(steps):
        workspace.redo()
    assert snapshot(path) == full
    workspace.close()
    check_file(path)


@pytest.mark.slow
@pytest.mark.parametrize("chain", seeds(FILE_CHAINS, LONG_FILE_CHAINS))
def test_backups_restores_copies_and_compacting_survive_a_kill(
    template: Template, tmp_path: Path, chain: int
) -> None:
    workspace = template.open()
    workspace.close()
    path = Path(shutil.move(workspace.path, tmp_path / "w.sqlite"))
    chance = random.Random(chain)
    done: Counter[str] = Counter()
    for kill in range(FILE_KILLS):
        delay = chance.random() * LONGEST * 2
        done.update(_kill_one(path, chain * 1000 + kill, delay, killed.work_on_files))
        check_file(path)
        workspace = open_workspace(path)
        _check_whole(workspace)
        workspace.close()
        # What stands there under a backup's name is whole, whatever else was left half done.
        for backup in list_backups(path):
            check_file(backup.path)
        copy = tmp_path / "copy.sqlite"
        if copy.exists():
            check_file(copy)
    assert done
    make_backup(path)
    assert not list(folder_of(path).rglob("*.part*"))


@pytest.mark.slow
def test_a_restore_that_ends_at_any_of_its_steps_leaves_the_old_or_the_new(
    template: Template, tmp_path: Path
) -> None:
    workspace = template.open()
    path = Path(shutil.copy(workspace.path, tmp_path / "w.sqlite"))
    workspace.close()
    backup = make_backup(path).path
    then = snapshot(path)
    workspace = open_workspace(path)
    killed.add_batch(workspace, "more")
    workspace.close()
    before = snapshot(path)
    raw = path.read_bytes()
    seen: list[bool] = []
    for step in range(1, 100):
        path.write_bytes(raw)
        status = killed.run_and_end(killed.restore_up_to, (path, backup, step))
        check_file(path)
        seen.append(snapshot(path) == then)
        assert seen[-1] or snapshot(path) == before
        open_workspace(path).close()
        for copy in list_backups(path):
            check_file(copy.path)
        if status == 0:
            break
    assert status == 0
    # It comes about in one step and stays.
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (False, True)
    assert len(seen) > 8


@pytest.mark.slow
@pytest.mark.parametrize("trial", seeds(MIGRATIONS, LONG_MIGRATIONS))
def test_a_migration_survives_a_kill(old: Path, tmp_path: Path, trial: int) -> None:
    path = Path(shutil.copy(old, tmp_path / "old.sqlite"))
    name = _kill_one(path, trial, random.Random(trial).random() * LONGEST * 4, killed.migrate)[-1]
    migrated = tmp_path / name
    workspace = open_workspace(migrated)
    with workspace.read() as db:
        people = db.connection().exec_driver_sql("SELECT count(*) FROM person").scalar()
    assert people == killed.OLD_PEOPLE
    workspace.undo()
    workspace.redo()
    workspace.close()
    check_file(migrated)


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("old") / "old.sqlite"
    killed.make_old(path)
    return path

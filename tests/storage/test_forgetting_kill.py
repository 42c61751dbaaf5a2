"""``kill -9`` while somebody is forgotten: afterwards all is as before, or nothing of them is left."""

import multiprocessing
import random
import sqlite3
import sys
import time
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from pmplanner.services.people.forgetting import forget_people
from pmplanner.services.startup.sample import fill_sample
from pmplanner.storage.forgetting import MARK
from pmplanner.storage.sqlite.database import SqliteFile
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.conftest import SAMPLE_DAY
from tests.services.forgettable import ZOE, left_of, settle, totals
from tests.support import Template, check_file

PERSON = 25
"""The id that somebody has who comes after the 24 people of the sample."""


def _fill(workspace: Workspace) -> None:
    with workspace.edit("Fill") as db:
        fill_sample(db, SAMPLE_DAY)
    assert settle(workspace) == PERSON


def _work(path: Path, there: Connection) -> None:
    """Forget somebody, and say when that begins and how it ends."""
    workspace = open_workspace(path)
    there.send("begun")
    forget_people(workspace, [PERSON])
    there.send("done")
    time.sleep(600)


def _kill(path: Path, delay: float) -> None:
    """Let a process forget somebody and kill it after *delay* seconds."""
    if sys.platform == "win32":
        context = multiprocessing.get_context("spawn")
    else:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(path, there), daemon=True)
    process.start()
    there.close()
    assert here.recv() == "begun"
    process.join(delay)
    process.kill()
    process.join()
    process.close()
    here.close()


def _sealed(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM edit WHERE sealed").fetchone()[0])


def _is_marked(path: Path) -> bool:
    """Say whether the file is still to be written anew."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT count(*) FROM workspace_setting WHERE name = ?"
        return bool(connection.execute(query, (MARK,)).fetchone()[0])


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("kill"), _fill)


@pytest.fixture(scope="module")
def duration(template: Template) -> float:
    """Seconds that forgetting takes here, in a process that does it for the first time as those killed do."""
    workspace = template.open()
    began = time.monotonic()
    forget_people(workspace, [PERSON])
    workspace.close()
    return time.monotonic() - began


def _try(template: Template, delay: float) -> bool:
    """Kill once; return whether the person was forgotten by then."""
    workspace = template.open()
    before = totals(workspace)
    workspace.close()
    _kill(workspace.path, delay)
    check_file(workspace.path)
    workspace = open_workspace(workspace.path)
    assert totals(workspace) == before
    forgotten = _sealed(workspace.path) > 0
    if forgotten:
        assert left_of(workspace.path, ZOE) == []
    else:
        assert len(left_of(workspace.path, ZOE)) >= 4
        assert forget_people(workspace, [PERSON]).finished
        assert left_of(workspace.path, ZOE) == []
    workspace.close()
    return forgotten


@pytest.mark.slow
def test_forgotten_as_a_whole_or_not_at_all(template: Template, duration: float) -> None:
    chance = random.Random(10)
    outcomes = {_try(template, chance.random() * duration * 1.5) for _ in range(6)}
    outcomes |= {_try(template, 0), _try(template, duration * 4 + 1)}
    assert outcomes == {True, False}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_forgotten_as_a_whole_or_not_at_all_many_times(
    template: Template, duration: float, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(10):
        _try(template, chance.random() * duration * 1.5)


@pytest.mark.slow
@pytest.mark.parametrize("statement", ["VACUUM", "wal_checkpoint"])
def test_a_file_that_was_not_written_anew_is_so_when_it_is_opened(
    template: Template, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    """As after a kill between the commit and the end, at each of the two steps that follow."""
    workspace = template.open()
    with monkeypatch.context() as patch:
        step = "_written_anew" if statement == "VACUUM" else "empty_log"
        patch.setattr(f"pmplanner.storage.sqlite.database.{step}", lambda _: False)
        patch.setattr(SqliteFile, "_put_into_file", lambda _: None)
        assert not forget_people(workspace, [PERSON]).finished
    copy = workspace.path.with_name(f"{statement}.sqlite")
    for end in ("", "-wal"):
        source = workspace.path.with_name(workspace.path.name + end)
        if source.exists():
            copy.with_name(copy.name + end).write_bytes(source.read_bytes())
    workspace.close()
    assert _is_marked(copy)
    opened = open_workspace(copy)
    assert not _is_marked(copy)
    assert left_of(copy, ZOE) == []
    opened.close()

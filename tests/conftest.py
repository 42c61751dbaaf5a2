"""Fixtures that all tests share: real workspaces in a temporary folder."""

import datetime as dt
import gc
import logging
import os
import re
import shutil
import sqlite3
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, Engine, create_engine

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pmplanner.day_words import ENGLISH, write_like
from pmplanner.models.migrations import upgrade
from pmplanner.sentences import speak
from pmplanner.storage.labels import translate_with
from pmplanner.storage.sqlite import engines, opening
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.shell.system_check import what_is_missing
from tests import tiers
from tests.support import close_sealed, put_catalogue

if missing := what_is_missing():
    # Said here, before pytest-qt fails to load Qt with a message that helps nobody.
    pytest.exit(f"The tests cannot run on this computer.\n{missing}", returncode=2)


def pytest_configure(config: pytest.Config) -> None:
    """Say which tier is asked for, before a test is read that tries more in the long one."""
    tiers.begin(config.option.markexpr)
    _keep_files_in_memory()


MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
"""Where Linux keeps files in memory, and how many bytes must be free there."""


def _keep_files_in_memory() -> None:
    """Have pytest put the files of tests where nobody waits for a disk, on computers with the room."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


_folders = count()
_left: list[Path] = []
_LEFT = 100
"""So many folders of tests that passed stay for a while: a window that was closed may still look into one."""


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of this test alone; it goes soon after a test that passed: a run leaves gigabytes.

    pytest's own looks through the folders of all tests before it names one.
    """
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.mktemp(f"{name}{next(_folders)}", numbered=False)
    failed = request.session.testsfailed
    yield folder
    if request.session.testsfailed == failed:
        _left.append(folder)
    if len(_left) > _LEFT:
        shutil.rmtree(_left.pop(0), ignore_errors=True)


Fill = Callable[[Workspace], None]
OpenFilled = Callable[..., Workspace]

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

SAMPLE_DAY = dt.date(2026, 11, 24)
"""The day after which the sample's plan is laid out in tests."""

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder of real data files is not here")
"""Marks a test that reads the real data files kept beside the project."""


def _fail_at_a_wrong_sentence(record: logging.LogRecord) -> bool:
    raise AssertionError(record.getMessage())


@pytest.fixture(autouse=True)
def _sentences_have_their_values() -> Iterator[None]:
    """Fail where a sentence lacks a value, which people are only told with a gap."""
    log = logging.getLogger("pmplanner.sentences")
    log.addFilter(_fail_at_a_wrong_sentence)
    yield
    log.removeFilter(_fail_at_a_wrong_sentence)


@pytest.fixture(autouse=True)
def _written_as_in_the_terminal() -> Iterator[None]:
    """Write days, numbers and labels as the terminal does again, after a test of the window."""
    yield
    write_like(ENGLISH)
    speak(None)
    translate_with(str)


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Workspaces made once; tests get copies, which is ten times as fast as making them."""
    from pmplanner.services.startup.sample import fill_sample

    folder = tmp_path_factory.mktemp("templates")
    templates = {name: folder / f"{name}.sqlite" for name in ("blank", "catalogue", "sample")}
    close_sealed(open_workspace(templates["blank"]))
    put_catalogue(templates["catalogue"])
    sample = open_workspace(Path(shutil.copy(templates["catalogue"], templates["sample"])))
    with sample.edit("Open the sample workspace") as db:
        fill_sample(db, SAMPLE_DAY)
    close_sealed(sample)
    return templates


@pytest.fixture
def blank(tmp_path: Path, _templates: dict[str, Path]) -> Iterator[Workspace]:
    """A workspace without catalogue, people and plans."""
    workspace = open_workspace(Path(shutil.copy(_templates["blank"], tmp_path / "blank.sqlite")))
    yield workspace
    workspace.close()


@pytest.fixture
def workspace(tmp_path: Path, _templates: dict[str, Path]) -> Iterator[Workspace]:
    """A new workspace with the bundled catalogue."""
    workspace = open_workspace(Path(shutil.copy(_templates["catalogue"], tmp_path / "workspace.sqlite")))
    yield workspace
    workspace.close()


@pytest.fixture
def sampled(tmp_path: Path, _templates: dict[str, Path]) -> Iterator[Workspace]:
    """A workspace with the sample people and their plan, laid out after SAMPLE_DAY."""
    workspace = open_workspace(Path(shutil.copy(_templates["sample"], tmp_path / "sampled.sqlite")))
    yield workspace
    workspace.close()


@pytest.fixture(scope="session")
def _filled(tmp_path_factory: pytest.TempPathFactory, _templates: dict[str, Path]) -> Callable[..., Path]:
    """Give the file of a workspace that has been filled; each is made once."""
    folder = tmp_path_factory.mktemp("filled")

    @cache
    def make(fill: Fill, base: str = "blank") -> Path:
        name = f"{fill.__module__}.{fill.__qualname__}.sqlite"
        workspace = open_workspace(Path(shutil.copy(_templates[base], folder / name)))
        fill(workspace)
        close_sealed(workspace)
        return workspace.path

    return make


@pytest.fixture
def open_filled(tmp_path: Path, _filled: Callable[..., Path]) -> Iterator[OpenFilled]:
    """Open a workspace of this test that a function has filled, from "blank", "catalogue" or "sample"."""
    opened = []

    def make(fill: Fill, base: str = "blank") -> Workspace:
        opened.append(open_workspace(Path(shutil.copy(_filled(fill, base), tmp_path / "filled.sqlite"))))
        return opened[-1]

    yield make
    for workspace in opened:
        workspace.close()


@pytest.fixture(scope="session")
def _parser() -> ArgumentParser:
    """The parser of all commands; to make it takes longer than most commands."""
    from pmplanner.cli.parser import build_parser

    return build_parser()


@pytest.fixture
def run_cli(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    _templates: dict[str, Path],
    _parser: ArgumentParser,
) -> Callable[..., tuple[int, str, str]]:
    """Run the command line on a new workspace of this test; give status, output and errors."""
    from pmplanner.__main__ import main
    from pmplanner.cli import parser

    monkeypatch.setattr(parser, "build_parser", lambda: _parser)
    shutil.copy(_templates["catalogue"], tmp_path / "cli.sqlite")

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        status = main(["--workspace", str(tmp_path / "cli.sqlite"), *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, out, err

    return run


@pytest.fixture(scope="module")
def _cli_file() -> list[bytes]:
    """The workspace with which the terminal tests of a module begin, once the first has made it."""
    return []


@pytest.fixture
def begin_cli(
    run_cli: Callable[..., tuple[int, str, str]], tmp_path: Path, _cli_file: list[bytes]
) -> Callable[[Iterable[Sequence[str | Path]]], None]:
    """Run the commands with which all tests of a module begin; each must work; they run once a module."""

    def begin(commands: Iterable[Sequence[str | Path]]) -> None:
        file = tmp_path / "cli.sqlite"
        if not _cli_file:
            for words in commands:
                status, _, err = run_cli(*words)
                assert (status, err) == (0, ""), words
            _cli_file.append(file.read_bytes())
        file.write_bytes(_cli_file[0])

    return begin


MYPY = "test_tool_finds_nothing[mypy]"
"""By far the longest: where files have changed it takes half a minute."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with mypy, so that no worker is left alone with it; else in the order of the files.

    What is made once a module is then made once; and workers take over what is left of one another.
    """
    tiers.mark_all(items)
    items.sort(key=lambda item: item.name != MYPY)


@pytest.fixture(autouse=True, scope="session")
def _statements_compiled_once() -> Iterator[None]:
    """Share what SQLAlchemy compiles and knows of SQLite among the workspaces of all tests.

    A workspace that stays open compiles a statement once; a test that opens one would do so anew.
    """
    model = create_engine("sqlite://", query_cache_size=5000)  # those of all tests
    model.connect().close()  # only then does the dialect know all of SQLite

    def make_alike(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        engine.dialect, engine._compiled_cache = model.dialect, model._compiled_cache
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "create_engine", make_alike)
        yield


SYNCHRONOUS = engines.SYNCHRONOUS
"""How the product waits for the disk."""


@pytest.fixture(autouse=True, scope="session")
def _disk_is_not_waited_for() -> Iterator[None]:
    """Leave out what only matters when the power fails; processes that tests start and kill keep it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "SYNCHRONOUS", "OFF")
        yield


@pytest.fixture(autouse=True, scope="session")
def _migrated_once() -> Iterator[None]:
    """Give new workspaces the tables that the migrations have made once: to run them takes longer."""
    made: list[sqlite3.Connection] = []

    def fill(engine: Engine) -> None:
        with closing(engine.raw_connection()) as connection:
            file: Any = connection.driver_connection
            is_new = file.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
            if is_new and made:
                made[0].backup(file)
                return
        upgrade(engine)
        if is_new:
            with closing(engine.raw_connection()) as connection:
                kept: Any = connection.driver_connection
                made.append(sqlite3.connect(":memory:"))
                kept.backup(made[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "upgrade", fill)
        yield
    for model in made:
        model.close()


@pytest.fixture(autouse=True, scope="session")
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep data, settings and logs of the person who runs the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        os.environ[name] = str(home / name.lower())


# The collector must not run in a thread of the test runner: it would delete widgets there, and Qt
# would crash. So it runs here, between tests, every so often: mostly over what came since it ran last,
# for to look through all that lives takes as long as several tests.
gc.disable()
_TESTS_BETWEEN_COLLECTIONS = 25
_TESTS_BETWEEN_WHOLE_COLLECTIONS = 500
_YOUNG, _ALL = 1, 2
_tests = count(1)


def pytest_collection_finish() -> None:
    """Leave what is loaded by now, which stays to the end, out of every later collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _collect_in_this_thread() -> Iterator[None]:
    yield
    number = next(_tests)
    if number % _TESTS_BETWEEN_COLLECTIONS == 0:
        gc.collect(_YOUNG if number % _TESTS_BETWEEN_WHOLE_COLLECTIONS else _ALL)


@pytest.fixture(autouse=True)
def _no_leftover_hooks() -> Iterator[None]:
    """Leave the exception hook as each test found it."""
    before = sys.excepthook
    yield
    sys.excepthook = before

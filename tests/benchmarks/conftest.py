"""The big workspaces, made once a run."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pmplanner.services.startup.opening import seed_catalog
from pmplanner.storage.workspace import open_workspace
from tests.benchmarks.big_plan import fill_big_plan
from tests.benchmarks.large_plan import TEN_TIMES, Size, write_large_workspace

LargeFile = Callable[[Size], Path]


@pytest.fixture(scope="session")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a workspace with the big plan, closed."""
    path = tmp_path_factory.mktemp("big") / "big.sqlite"
    workspace = open_workspace(path, seed=seed_catalog)
    fill_big_plan(workspace)
    workspace.close()
    return path


@pytest.fixture(scope="session")
def _large_files(tmp_path_factory: pytest.TempPathFactory) -> LargeFile:
    folder = tmp_path_factory.mktemp("large")
    written: dict[Size, Path] = {}

    def write(size: Size) -> Path:
        if size not in written:
            path = folder / f"{len(written)}.sqlite"
            write_large_workspace(path, size)
            written[size] = path
        return written[size]

    return write


@pytest.fixture
def large_file(_large_files: LargeFile, tmp_path: Path) -> LargeFile:
    """Give a copy of the workspace of a size, closed; a workspace of each size is made once a run."""
    return lambda size: Path(shutil.copy(_large_files(size), tmp_path / "large.sqlite"))


@pytest.fixture
def ten_times_file(large_file: LargeFile) -> Path:
    """A copy of the workspace of ten times the size, closed: 10,000 people and 50,000 picks."""
    return large_file(TEN_TIMES)

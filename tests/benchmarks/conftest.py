"""The big workspace, made once a run."""

from pathlib import Path

import pytest

from pmplanner.services.startup.opening import seed_catalog
from pmplanner.storage.workspace import open_workspace
from tests.benchmarks.big_plan import fill_big_plan


@pytest.fixture(scope="session")
def big_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a workspace with the big plan, closed."""
    path = tmp_path_factory.mktemp("big") / "big.sqlite"
    workspace = open_workspace(path, seed=seed_catalog)
    fill_big_plan(workspace)
    workspace.close()
    return path

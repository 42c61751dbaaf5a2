"""Rich workspaces by chance: what is shown is written, nothing stands moved, nothing new is wrong."""

from pathlib import Path

import pytest

from pmplanner.scheduling.model.problem import Limits
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.rich_check import rich
from tests.tiers import seeds


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2, 20))
def test_a_small_one(blank: Workspace, tmp_path: Path, seed: int) -> None:
    rich(blank, tmp_path, seed, 6 + seed % 8, 3, Limits(0.4, workers=1))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 400))
def test_many(blank: Workspace, tmp_path: Path, seed: int) -> None:
    size = (6, 8, 12, 20, 30, 150)[seed % 6]
    rich(blank, tmp_path, seed, size, 4 if size < 30 else 12, Limits(1.5 if size < 30 else 4))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1120))
def test_many_in_little_time(blank: Workspace, tmp_path: Path, seed: int) -> None:
    rich(blank, tmp_path, seed, (6, 8, 12, 20, 30)[seed % 5], 4, Limits(0.5, workers=1))

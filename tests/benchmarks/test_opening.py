"""From nothing to the first usable page, against an empty window of the same toolkit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from tests.conftest import ROOT


def _open(what: str) -> None:
    # As installed: pip leaves compiled modules, so a setting that forbids them would be unfair.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "tests.benchmarks.opening", what]
    subprocess.run(command, cwd=ROOT, check=True, env=environment)


@pytest.mark.benchmark(group="opening")
def test_opening_an_empty_window(benchmark: BenchmarkFixture) -> None:
    benchmark.pedantic(_open, args=("empty",), rounds=7, warmup_rounds=1)


@pytest.mark.benchmark(group="opening")
def test_opening_the_plan_of_3000_people(benchmark: BenchmarkFixture, big_file: Path) -> None:
    benchmark.pedantic(_open, args=(str(big_file),), rounds=7, warmup_rounds=1)

"""Random keys, clicks and drags: no fault, no dead process, nothing shown that is not so."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support import known
from tests.ui.random_walk import LEAST_STEPS

SEED = 2027
LONG_SEEDS = (1, 2)
_GROWTH_MB = 60
"""So much more memory may be used at the end than after the first quarter, for all that is opened once."""


def walk(seed: int, seconds: int, folder: Path) -> str:
    """Walk in a process of its own; return what it says. What it did is in the failure's last lines."""
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.ui.random_walk"]
    done = subprocess.run(
        [*command, str(seed), str(seconds), str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=10 * seconds + 300,
        check=False,
    )
    steps = (folder / "steps.log").read_text(encoding="utf-8").splitlines()[-30:]
    last = "\n".join([f"seed {seed}, status {done.returncode}", *steps, done.stdout, done.stderr[-3000:]])
    assert done.returncode == 0, last
    assert done.stdout.rstrip().endswith("clean"), last
    return done.stdout


@pytest.mark.slow
def test_a_short_walk_finds_nothing_wrong(tmp_path: Path) -> None:
    said = walk(SEED, 1, tmp_path)
    assert int(known(re.search(r"(\d+) steps", said))[1]) >= LEAST_STEPS


@pytest.mark.long
@pytest.mark.parametrize("seed", LONG_SEEDS)
def test_a_walk_of_ten_minutes_finds_nothing_wrong_and_memory_stays(seed: int, tmp_path: Path) -> None:
    said = walk(seed, 600, tmp_path)
    memory = [int(number) for number in known(re.search(r"memory in MB: \[(.*)\]", said))[1].split(",")]
    assert memory[-1] <= memory[0] + _GROWTH_MB, said

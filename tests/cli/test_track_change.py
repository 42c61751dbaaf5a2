"""Somebody changes role, from the terminal."""

import csv
import json
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def change(run_cli: Run) -> Run:
    assert run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30")[0] == 0
    assert run_cli("person", "add", "--first", "Ana", "--last", "Berg", "--track", "PDM")[0] == 0
    assert run_cli("needs", "shortest", "--person", "Ana Berg", "--apply")[0] == 0
    return lambda *words: run_cli("track", "change", "Ana Berg", *words)


def test_it_is_told_done_and_undone(change: Run, run_cli: Run) -> None:
    status, out, _ = change("PJM")
    assert status == 0
    assert "Ana Berg as Project manager: 4 days are there, 12 days would be picked." in out
    assert "would be asked for no more" in out
    rows = list(csv.DictReader(change("PJM", "--format", "csv")[1].splitlines()))
    days = {
        state: sum(float(row["days"]) for row in rows if row["state"] == state)
        for state in ("satisfied", "missing", "spare")
    }
    assert days == {"satisfied": 4, "missing": 12, "spare": 9}
    assert json.loads(change("PJM", "--format", "json")[1])[0]["state"] == "satisfied"
    spare = sum(row["state"] == "spare" for row in rows)
    missing = sum(row["state"] == "missing" for row in rows)
    done = change("PJM", "--apply", "--take-back")
    new = f"{missing} picks are new, {spare} were taken back."
    assert done == (0, f"The track is Project manager now: {new}\n", "")
    assert run_cli("needs", "--by", "track")[1].count("Project manager") == 1
    assert change("PJM")[::2] == (2, "pmplanner: Ana Berg has the track Project manager already.\n")
    assert run_cli("undo")[0] == 0
    assert "4 days are there" in change("PJM")[1]


def test_a_further_one_spares_nothing(change: Run) -> None:
    assert "asked for no more" not in change("PJM", "--further")[1]
    assert change("PJM", "--further", "--apply")[1].endswith("0 were taken back.\n")
    assert change("PGM", "--take-back")[::2] == (2, "pmplanner: --take-back goes with --apply.\n")

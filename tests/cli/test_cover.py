"""Rules of cover from the terminal."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run_cli: Run) -> Run:
    assert run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30")[0] == 0
    for name in ("Ana", "Ben"):
        assert run_cli("person", "add", "--first", name, "--track", "PJM", "--team", "Ops")[0] == 0
    return run_cli


def test_rules_are_added_listed_and_removed(run: Run) -> None:
    assert run("cover", "list")[1] == "There is no rule of cover.\n"
    assert run("cover", "add", "2", "--track", "PJM", "--team", "ops", "--until", "2027-03-31")[1] == (
        "Added the rule of cover “ops: Project manager”.\n"
    )
    assert run("cover", "add", "1", "--title", "Clerk", "--name", "Desk")[0] == 0
    desk, ops = json.loads(run("cover", "list", "--format", "json")[1])
    assert (desk["name"], desk["kind"], desk["what"], desk["people"]) == ("Desk", "title", "Clerk", 0)
    assert (ops["minimum"], ops["team"], ops["last_day"], ops["people"]) == (2, "ops", "2027-03-31", 2)
    assert ops["state"] == "2 people count. Kept on every day of the plan."
    assert "Nobody counts for it." in run("cover", "list")[1]
    assert run("cover", "remove", "desk")[1] == "Removed the rule of cover “desk”.\n"
    assert run("undo")[0] == 0
    assert len(json.loads(run("cover", "list", "--format", "json")[1])) == 2


def test_days_that_training_and_leave_break_are_told_apart(run: Run, tmp_path: Path) -> None:
    assert run("cover", "add", "2", "--track", "PJM")[0] == 0
    absences = tmp_path / "absences.csv"
    absences.write_text("full_name,first_day,last_day\nBen,2027-02-01,2027-02-02\n")
    assert run("import", "absences", absences)[0] == 0
    assert run("pick", "TNX-BDP", "--person", "Ana")[0] == 0
    assert run("session", "add", "TNX-BDP", "--start", "2027-03-01", "--seat-open")[0] == 0
    [row] = csv.DictReader(run("cover", "list", "--format", "csv")[1].splitlines())
    assert row["by_leave"] == "2027-02-01/2027-02-02"
    assert row["by_training"].startswith("2027-03-01")
    assert "That is no fault of training" in row["state"]
    assert "Project manager: 1 of 2 at work on" in run("problems")[1]


def test_what_makes_no_sense_is_refused(run: Run) -> None:
    assert run("cover", "add", "2", "--skill", "Juggling")[::2] == (
        2,
        "pmplanner: There is no skill “Juggling”.\n",
    )
    assert run("cover", "add", "1", "--track", "PJM", "--level", "expert")[::2] == (
        2,
        "pmplanner: Only a skill has a level.\n",
    )
    assert run("cover", "remove", "Desk")[0] == 2

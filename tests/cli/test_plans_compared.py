"""Two plans compared, a variant promoted and a plan rolled over from the terminal."""

import csv
import json
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run_cli: Run) -> Run:
    for words in (
        ("plan", "create", "Training 2027", "--from", "2027-01-04", "--to", "2027-06-30", "--budget", "900"),
        ("person", "add", "--first", "Ana"),
        ("pick", "TNX-PMB", "--person", "Ana"),
        ("session", "add", "TNX-PMB", "--start", "2027-03-01"),
        ("session", "seat", "TNX-PMB-1", "--person", "Ana"),
        ("plan", "copy", "Training 2027", "Trial"),
    ):
        status, out, error = run_cli(*words)
        assert status == 0, (out, error)
    return run_cli


def test_plans_that_are_alike_do_not_differ_and_what_differs_is_listed(run: Run) -> None:
    status, out, _ = run("plan", "compare", "Training 2027", "Trial")
    assert (status, out.splitlines()[-1]) == (0, "“Training 2027” and “Trial” do not differ.")
    assert run("session", "move", "TNX-PMB-1", "2027-03-08", "--plan", "Trial")[0] == 0
    status, out, _ = run("plan", "compare", "Training 2027", "Trial", "--format", "csv")
    assert status == 1
    assert [tuple(row.values()) for row in csv.DictReader(out.splitlines())] == [
        (
            "sessions",
            "TNX-PMB-1: Product Management Bootcamp Training",
            "Dates",
            "1–4 Mar 2027",
            "8–11 Mar 2027",
            "",
        )
    ]
    rows = json.loads(run("plan", "compare", "Training 2027", "Trial", "--format", "json")[1])
    assert [row["section"] for row in rows] == ["sessions"]
    status, out, _ = run("plan", "compare", "Training 2027", "Trial", "--only", "picks")
    assert status == 0
    assert run("plan", "compare", "Training 2027", "Nowhere")[0] == 2


def test_a_variant_is_promoted_and_what_was_is_archived(run: Run) -> None:
    run("session", "move", "TNX-PMB-1", "2027-03-08", "--plan", "Trial")
    assert run("plan", "promote", "Training 2027")[0] == 2
    status, out, _ = run("plan", "promote", "Trial", "--dry-run")
    assert (status, out) == (0, "Training 2027 would become as Trial is: 1 difference.\n")
    status, out, _ = run("plan", "promote", "Trial", "--archive-as", "Before")
    assert status == 0
    assert out == "Training 2027 is as Trial was: 1 difference. What it was is archived as Before.\n"
    assert "2027-03-08" in run("session", "list", "--plan", "Training 2027")[1]
    assert run("session", "move", "TNX-PMB-1", "2027-03-15", "--plan", "Before")[0] == 2
    assert run("undo")[0] == 0
    assert "Before" not in run("plan", "list")[1]


def test_a_plan_is_rolled_over_into_the_next_year(run: Run) -> None:
    status, out, _ = run("plan", "roll", "Training 2027", "--dry-run")
    assert status == 0
    assert out.splitlines()[0] == (
        "Would create Training 2028, 2028-01-04 – 2028-06-30, with 1 session and 0 picks."
    )
    assert "1 pick has a seat in the plan, and stays." in out
    status, out, _ = run(
        "plan", "roll", "Training 2027", "Next", "--seated", "--archive", "--to", "2028-12-31", "--budgets"
    )
    assert (status, out) == (0, "Created Next, 2028-01-04 – 2028-12-31, with 1 session and 1 pick.\n")
    assert "2028-02-28" in run("session", "list", "--plan", "Next")[1]
    assert run("session", "move", "TNX-PMB-1", "2027-03-15", "--plan", "Training 2027")[0] == 2
    listed = next(line for line in run("plan", "list")[1].splitlines() if line.startswith("Next"))
    assert "900" in listed

"""Tracks side by side from the terminal."""

import csv
import json
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def compare(run_cli: Run) -> Run:
    assert run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30")[0] == 0
    assert run_cli("person", "add", "--first", "Ana", "--track", "PDM")[0] == 0
    return lambda *words: run_cli("track", "compare", *words)


def test_what_tracks_share_and_what_only_one_has(compare: Run) -> None:
    status, out, _ = compare("PDM", "Project manager")
    assert status == 0
    assert out.splitlines()[-5:] == [
        "Product manager: 9 days",
        "Project manager: 12 days",
        "Product manager + Project manager: 4 days",
        "Path of Product manager: 13 days",
        "Path of Project manager: 16 days",
    ]
    rows = {
        row["skill"]: row for row in csv.DictReader(compare("PDM", "PJM", "--format", "csv")[1].splitlines())
    }
    assert rows["market"]["tracks"] == "Product manager"
    assert rows["scheduling"]["tracks"] == "Project manager"
    assert rows["time management"]["tracks"] == "Product manager + Project manager"
    assert rows["time management"]["courses"] == "AMA-2605 (required)"
    assert {(row["have"], row["planned"]) for row in rows.values()} == {("0", "0")}
    assert (rows["market"]["lack"], rows["scheduling"]["lack"]) == ("1", "0")
    objects = json.loads(compare("PDM", "PJM", "PGM", "--format", "json")[1])
    assert len({row["tracks"] for row in objects}) == 3


def test_one_track_alone_and_an_unknown_one_are_refused(compare: Run) -> None:
    assert compare("PDM")[::2] == (2, "pmplanner: Two or three different tracks can be compared.\n")
    assert compare("PDM", "XYZ")[0] == 2

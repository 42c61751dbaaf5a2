"""What has to be decided, from the terminal."""

import datetime as dt
import json
from pathlib import Path

import pytest

from pmplanner.services.calendar import clock
from pmplanner.storage.workspace import open_workspace
from tests.cli.test_commands import Run
from tests.services.small_plan import MONDAY, make

CALLED_OFF = (
    "Called off: 1 of 2 sit in 22–23 Mar instead (tried, no clash). Ben is left out. Costs 50 EUR more. "
    "2 prices are unknown and in no sum."
)


@pytest.fixture
def run(run_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands on a plan with two sessions of a course, three and six weeks from today."""
    monkeypatch.setattr(clock, "today", lambda: MONDAY - dt.timedelta(days=21))
    workspace = open_workspace(tmp_path / "cli.sqlite")
    with workspace.edit("Set up") as db:
        small = make(db)
        small.course("BOOT", "2")
        small.run("BOOT", names=["Ana", "Ben"], seats_min=3)
        small.run("BOOT", MONDAY + dt.timedelta(days=21), seats_max=1)
        small.pick(["Cem"], "BOOT")
    workspace.close()
    return run_cli


def test_decisions_are_listed_in_sentences_and_as_json(run: Run) -> None:
    terms = ("--decide-by", "2027-02-10", "--cancel-cost", "50", "--cancel-currency", "eur")
    assert run("session", "edit", "BOOT-1", *terms)[0] == 0
    status, out, err = run("decisions")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[:3] == [
        "Boot, 1–2 Mar: run it? (by Wed 10 Feb)",
        "  2 of at least 3 people. It must be known by Wed 10 Feb 2027.",
        f"  {CALLED_OFF}",
    ]
    _, out, _ = run("decisions", "--all", "--format", "json")
    told = json.loads(out)
    assert told["today"] == "2027-02-08"
    found = {each["kind"]: each for each in told["decisions"]}
    draft, seat = found["go or no-go"], found["free seat"]
    assert (draft["this_week"], seat["this_week"]) == (True, False)
    assert draft["called_off"] == {
        "moved": [{"name": "Ana", "first_day": "2027-03-22"}],
        "left_out": [{"name": "Ben", "why": None}],
        "new_problems": [],
        "saves_now": "-50",
        "costs_later": "0",
        "prices_unknown": 2,
        "currency": "EUR",
    }
    assert [each["name"] for each in draft["could_come"]] == ["Cem"]
    assert (seat["session"], seat["free"], seat["left"]) == ("BOOT-2", 1, [])


def test_nothing_to_decide_is_said(run: Run) -> None:
    run("session", "lock", "BOOT-1")
    assert run("decisions", "--week")[1] == "Nothing has to be decided this week.\n"

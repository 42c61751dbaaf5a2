"""Why somebody is not on a course, from the terminal."""

import datetime as dt
import json
from pathlib import Path

import pytest

from pmplanner.services.calendar import clock
from pmplanner.services.people.history import add_absence
from pmplanner.storage.workspace import open_workspace
from tests.cli.test_commands import Run
from tests.services.small_plan import MONDAY, make


@pytest.fixture
def run(run_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands on a plan with two sessions; A is on leave on the first day of one."""
    monkeypatch.setattr(clock, "today", lambda: dt.date(2027, 2, 1))
    workspace = open_workspace(tmp_path / "cli.sqlite")
    with workspace.edit("Set up") as db:
        small = make(db)
        small.course("BOOT", "2")
        add_absence(db, small.person("Ana"), MONDAY, MONDAY, "Leave")
        small.run("BOOT", names=["Ben"])
        small.run("BOOT", MONDAY + dt.timedelta(days=7))
    workspace.close()
    return run_cli


def test_it_is_said_in_sentences_with_what_would_help(run: Run) -> None:
    status, out, err = run("why", "Ana", "boot")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "Ana is not on Boot: it is not picked.",
        "No track of Ana asks for it.",
        "Nothing credits it.",
        "Nobody has picked it.",
        "",
        "Ana cannot sit in BOOT-1 of 1–2 Mar 2027: Leave from Mon 1 Mar 2027 to Mon 1 Mar 2027.",
        "Ana can sit in BOOT-2 of 8–9 Mar 2027.",
        "",
        "It works first on 2–3 Feb 2027, in a new session.",
        "What would help:",
        "- Put Ana in BOOT-2, 8–9 Mar",
        "- Move BOOT-1 to 2–3 Mar, and put Ana in BOOT-1, 2–3 Mar",
        "- Hold Boot on 2–3 Feb for Ana",
    ]


def test_as_json_every_statement_has_a_key(run: Run) -> None:
    status, out, _ = run("why", "Ana", "BOOT", "--plan", "2027", "--format", "json")
    told = json.loads(out)
    assert status == 0
    assert (told["plan"], told["person"], told["course_code"], told["counts"]) == (
        "2027",
        "Ana",
        "BOOT",
        "counts",
    )
    assert (told["required"]["state"], told["credited"], told["picked"]) == (None, None, None)
    one, other = told["sessions"]
    assert (one["session"], one["can_sit"], one["in_the_way"][0]["kind"]) == ("BOOT-1", False, "absence")
    assert (other["first_day"], other["can_sit"], other["in_the_way"]) == ("2027-03-08", True, [])
    assert told["first_day"]["first_day"] == "2027-02-02"
    assert told["looked_at"]["until"] == "2027-06-30"
    assert [change["kind"] for change in told["change"]] == ["session", "day", "new session"]

    _, out, _ = run("why", "Ben", "BOOT", "--format", "json")
    told = json.loads(out)
    assert (told["picked"]["status"], told["sessions"][0]["seat"]) == ("scheduled", "booked")
    assert (told["change"], told["picked"]["edit"]) == ([], "Set up")


def test_whom_or_what_nobody_knows_is_refused(run: Run) -> None:
    assert run("why", "Nobody", "BOOT")[0] == 2
    assert run("why", "Ana", "NOTHING")[0] == 2

"""Deciding of picks from the terminal, and the decisions in files."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from pmplanner.services.calendar import clock
from pmplanner.storage.workspace import open_workspace
from tests.cli.test_commands import Run
from tests.services.small_plan import make


@pytest.fixture
def run(run_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands on a plan in which Ana and Ben have a seat in BOOT, and Ana has picked TALK."""
    monkeypatch.setattr(clock, "today", lambda: dt.date(2027, 2, 1))
    workspace = open_workspace(tmp_path / "cli.sqlite")
    with workspace.edit("Set up") as db:
        small = make(db)
        small.course("BOOT", "2")
        small.course("TALK", "1")
        small.run("BOOT", names=["Ana", "Ben"])
        small.pick(["Ana"], "TALK")
    workspace.close()
    return run_cli


_DECIDED = ("decision", "decided_by", "decided_on", "decision_note")


def _picks(run: Run, path: Path) -> list[tuple[str, ...]]:
    assert run("export", "picks", str(path))[0] == 0
    names = (
        "first_name",
        "course_code",
        "days",
        "status",
        "decision",
        "decided_by",
        "decided_on",
        "decision_note",
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [tuple(row[name] for name in names) for row in csv.DictReader(file)]


def test_picks_are_decided_tried_first_and_taken_back(run: Run, tmp_path: Path) -> None:
    when = ("--by", "Mia", "--on", "2027-01-15")
    decline = ("decide", "decline", "Ana", "BOOT", "--reason", "Too early", *when)
    assert run(*decline, "--dry-run") == (
        0,
        "Declined Boot for Ana. 1 decision is another now.\nNothing was changed.\n",
        "",
    )
    assert _picks(run, tmp_path / "a.csv")[0][3:] == ("scheduled", "", "", "", "")
    assert run(*decline)[:2] == (0, "Declined Boot for Ana. 1 decision is another now.\n")
    rows = _picks(run, tmp_path / "a.csv")
    assert rows[0] == ("Ana", "BOOT", "", "open", "declined", "Mia", "2027-01-15", "Too early")
    _, out, _ = run("why", "Ana", "BOOT")
    assert out.startswith("Boot was declined for Ana.\n")
    assert "It was declined by Mia on Fri 15 Jan 2027: Too early." in out
    assert "It was declined or put off." in out
    assert "What would help" not in out
    assert run("undo")[0] == 0
    assert _picks(run, tmp_path / "a.csv")[0][3:] == ("scheduled", "", "", "", "")
    assert run("decide", "approve", "Ana", "BOOT", "TALK", "--by", "Ben")[1] == (
        "Approved 2 courses for Ana. 2 decisions are others now.\n"
    )
    assert [row[4:6] for row in _picks(run, tmp_path / "a.csv")] == [("approved", "Ben")] * 2 + [("", "")]
    assert run("decide", "clear", "Ana", "TALK")[0] == 0
    assert run("decide", "clear", "Ana", "TALK") == (2, "", "pmplanner: Nothing was decided of it.\n")
    assert run("decide", "propose", "Ben", "TALK")[2] == (
        "pmplanner: Ben has not picked Talk, so there is nothing to decide.\n"
    )


def test_another_course_instead(run: Run, tmp_path: Path) -> None:
    assert run("decide", "later", "Ben", "BOOT", "--instead", "TALK", "--by", "Ana")[0] == 0
    assert [row[:2] + row[4:6] for row in _picks(run, tmp_path / "a.csv")][2:] == [
        ("Ben", "BOOT", "later", "Ana"),
        ("Ben", "TALK", "approved", "Ana"),
    ]


def test_a_plan_says_which_picks_are_scheduled(run: Run) -> None:
    assert run("plan", "schedules", "approved")[1] == (
        "Only approved picks of 2027 are scheduled; 1 open pick is not approved.\n"
    )
    assert "Nobody has approved BOOT-1 for Ana" in run("problems")[1]
    assert run("plan", "schedules", "all")[1] == "All picks of 2027 are scheduled.\n"


def test_decisions_come_in_from_files_and_go_out_the_same(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text(
        "first_name,last_name,full_name,course_code,decision,decided_by,decided_on,decision_note,session_code\n"
        "Ana,,Ana,BOOT,no,The board,2027-01-20,Costs,\n"
        "Ana,,Ana,TALK,ok,Ben,2027-01-21,,\n"
        "Ben,,Ben,BOOT,later,,,,BOOT-1\n"
        "Ben,,Ben,TALK,perhaps,,,,\n",
        encoding="utf-8",
    )
    status, out, err = run("import", "picks", str(file))
    assert status == 1
    assert "what is later has no seat" in out + err
    rows = _picks(run, tmp_path / "a.csv")
    assert [row[:2] + row[3:] for row in rows] == [
        ("Ana", "BOOT", "open", "declined", "The board", "2027-01-20", "Costs"),
        ("Ana", "TALK", "open", "approved", "Ben", "2027-01-21", ""),
        ("Ben", "BOOT", "scheduled", "", "", "", ""),
    ]
    before = (tmp_path / "a.csv").read_bytes()
    assert run("import", "picks", str(tmp_path / "a.csv"))[0] == 0
    _picks(run, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == before
    file.write_text("full_name,course_code,decision\nAna,BOOT,none\n", encoding="utf-8")
    assert run("import", "picks", str(file))[0] == 0
    assert _picks(run, tmp_path / "a.csv")[0][3:] == ("open", "", "", "", "")

"""The automatic schedule from the terminal: what it says, what it writes, and why picks are left out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.beside import engine_beside, in_a_process
from tests.support import snapshot

__all__ = ["engine_beside", "in_a_process"]

Run = Callable[..., tuple[int, str, str]]
Begin = Callable[[list[tuple[object, ...]]], None]

FILES = {
    "people": (
        "person_id,first_name,last_name,team\n"
        "1,Ana,Alvarez,Sales\n2,Bo,Berg,Ops\n3,Cy,Dahl,Ops\n4,Hana,Ito,Ops\n"
    ),
    "courses": "course_code,title,days,max_seats\nBOOT,Bootcamp,2,2\nDATA,Big Data,3,\n",
    "absences": "person_id,first_day,last_day,kind\n4,2030-03-01,2030-03-31,Leave\n",
}
QUICK = ("--seconds", "0.3", "--seed", "1")


@pytest.fixture
def cli(run_cli: Run, begin_cli: Begin, tmp_path: Path) -> Run:
    """Four people who picked both courses in March 2030, in which Hana Ito is on leave."""
    commands: list[tuple[object, ...]] = []
    for name, text in FILES.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        commands.append(("import", name, path))
    commands += [
        ("plan", "create", "March", "--from", "2030-03-01", "--to", "2030-03-29"),
        ("pick", "BOOT", "--team", "Sales", "--team", "Ops"),
        ("pick", "DATA", "--team", "Sales", "--team", "Ops"),
    ]
    begin_cli(commands)
    return run_cli


def scheduled(cli: Run, *options: str) -> str:
    """Schedule, which must work, and return what is said."""
    status, out, err = cli("schedule", *QUICK, *options)
    assert (status, err) == (0, "")
    return out


def as_json(cli: Run, *options: str) -> dict[str, Any]:
    found = json.loads(scheduled(cli, "--format", "json", *options))
    assert isinstance(found, dict)
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("in_a_process")
def test_a_table_says_what_is_written_and_why_picks_are_left_out(cli: Run) -> None:
    out = scheduled(cli)
    assert "Seated 6 of 8 picks; 2 left out." in out
    assert "3 sessions (" in out
    assert "Written: 3 new sessions, 0 moved, 0 dropped, 6 new seats." in out
    assert "Left out  Id  Course    Why" in out
    assert "waiting" not in out
    assert "Hana Ito  4   Big Data  Hana Ito is away on all days." in out
    assert "BOOT-2" in cli("session", "list")[1]


@pytest.mark.slow
def test_json_has_reasons_and_what_would_help(cli: Run) -> None:
    found = as_json(cli)
    assert (found["seated"], found["sessions"], found["written"]["new"]) == (6, 3, 3)
    data, boot = sorted(found["left_out"], key=lambda row: str(row["course_title"]))
    assert (data["course_code"], boot["course_code"]) == ("DATA", "BOOT")
    assert boot["reason"] == "Hana Ito is away on all days."
    assert any(text.startswith("Let Hana Ito come on ") for text in boot["relaxations"])


@pytest.mark.slow
def test_no_weekend_within_a_session_when_asked_so(cli: Run) -> None:
    over_the_weekend = ("--from", "2030-03-01", "--to", "2030-03-04", "--courses", "BOOT", "--dry-run")
    assert as_json(cli, *over_the_weekend)["sessions"] == 2
    found = as_json(cli, *over_the_weekend, "--together")
    assert (found["seated"], found["sessions"]) == (0, 0)


@pytest.mark.slow
def test_who_is_left_out_waits_when_asked_to(cli: Run, tmp_path: Path) -> None:
    """Two days and one room: of three people who could come two have seats, and one waits."""
    rooms = tmp_path / "rooms.csv"
    rooms.write_text("name,seats\nHall,2\n", encoding="utf-8")
    assert cli("import", "rooms", rooms)[0] == 0
    out = scheduled(cli, "--from", "2030-03-04", "--to", "2030-03-05", "--courses", "BOOT", "--wait")
    assert "1 new session, 0 moved, 0 dropped, 2 new seats, 1 waiting." in out
    assert cli("session", "list")[1].splitlines()[-1].split()[-4:] == ["2", "2", "1", "draft"]


@pytest.mark.slow
def test_a_dry_run_writes_nothing(cli: Run, tmp_path: Path) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    assert "Nothing was written." in scheduled(cli, "--dry-run")
    assert as_json(cli, "--dry-run")["written"] is None
    assert snapshot(tmp_path / "cli.sqlite") == before


@pytest.mark.slow
def test_a_trainer_who_is_set_is_said(cli: Run, tmp_path: Path) -> None:
    assert cli("session", "add", "BOOT", "--start", "2030-03-20", "--seats", "2")[0] == 0
    for person in ("1", "2"):
        assert cli("session", "seat", "BOOT-1", "--person", person)[0] == 0
    trainers = tmp_path / "trainers.csv"
    trainers.write_text("trainer_id,name,courses\nT1,Tina,BOOT\n", encoding="utf-8")
    assert cli("import", "trainers", trainers)[0] == 0
    counts = "1 new session, 0 moved, 1 with another room or trainer, or more seats, 0 dropped, 1 new seat."
    assert f"It would be: {counts}" in scheduled(cli, "--courses", "BOOT", "--dry-run")
    assert f"Written: {counts}" in scheduled(cli, "--courses", "BOOT")


@pytest.mark.slow
def test_writing_is_one_edit(cli: Run, tmp_path: Path) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    scheduled(cli)
    assert snapshot(tmp_path / "cli.sqlite") != before
    assert cli("undo")[0] == 0
    assert snapshot(tmp_path / "cli.sqlite") == before


def test_only_the_courses_named_are_scheduled(cli: Run) -> None:
    found = as_json(cli, "--courses", "data")
    assert (found["picks"], found["seated"], found["sessions"]) == (4, 3, 1)
    status, _, err = cli("schedule", "--courses", "NONE")
    assert status == 2
    assert "NONE" in err


@pytest.mark.slow
def test_a_session_that_is_pinned_keeps_its_days(cli: Run) -> None:
    assert cli("session", "add", "BOOT", "--start", "2030-03-20", "--seats", "2")[0] == 0
    assert cli("session", "seat", "BOOT-1", "--person", "1")[0] == 0
    assert as_json(cli, "--pin", "boot-1", "--dry-run")["moved"] == 0
    assert "no session “X”" in cli("schedule", "--pin", "X")[2]
    scheduled(cli, "--pin", "BOOT-1")
    lines = cli("session", "list")[1].splitlines()
    assert any("BOOT-1" in line and ("20 Mar" in line or "2030-03-20" in line) for line in lines)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_schedule(cli: Run) -> None:
    first, second = as_json(cli, "--dry-run"), as_json(cli, "--dry-run")
    assert {**first, "seconds": 0} == {**second, "seconds": 0}


def test_picks_that_are_impossible_have_reasons(cli: Run) -> None:
    found = as_json(cli, "--dry-run", "--from", "2030-03-04", "--to", "2030-03-05")
    reasons = {row["course_code"]: row["reason"] for row in found["left_out"] if row["employee_id"] == "1"}
    assert reasons["DATA"] == "Big Data takes 3 days in a row, and the period has fewer."
    assert all(row["reason"] for row in found["left_out"])


@pytest.mark.slow
def test_the_most_seats_are_kept_to(cli: Run) -> None:
    found = as_json(cli, "--dry-run", "--max-seats", "1")
    assert found["sessions"] == 6


@pytest.mark.slow
def test_the_defaults_of_the_window_can_be_had(cli: Run) -> None:
    found = as_json(cli, "--dry-run", "--defaults", "window")
    assert found["seated"] == 6
    assert found["last_day"] > as_json(cli, "--dry-run")["last_day"]
    assert as_json(cli, "--dry-run", "--defaults", "window", "--goal", "finish")["proved"][0] == "seats"


@pytest.mark.slow
def test_what_stands_is_said_and_changes_when_it_is_named(cli: Run) -> None:
    assert cli("session", "add", "BOOT", "--start", "2030-03-20", "--seats", "2")[0] == 0
    for person in ("1", "4"):
        assert cli("session", "seat", "BOOT-1", "--person", person)[0] == 0
    assert cli("session", "confirm", "BOOT-1")[0] == 0
    said = scheduled(cli, "--dry-run")
    assert "BOOT-1 stays as it is: Hana Ito is away during BOOT-1" in said
    assert "To let BOOT-1 change: --release BOOT-1" in said
    kept, released = as_json(cli, "--dry-run"), as_json(cli, "--dry-run", "--release", "boot-1")
    assert (len(kept["could_change"]), len(released["could_change"])) == (1, 0)
    assert "no session “X”" in cli("schedule", "--release", "X")[2]


def test_days_outside_the_plan_are_refused(cli: Run) -> None:
    status, _, err = cli("schedule", "--to", "2030-04-30")
    assert status == 2
    assert "outside the plan" in err

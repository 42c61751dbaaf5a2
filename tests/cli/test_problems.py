"""Problems and policies from the terminal."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
Begin = Callable[[list[tuple[object, ...]]], None]

PEOPLE = "person_id,first_name,last_name,team\n1,Ana,Alvarez,Sales\n2,Bo,Berg,Ops\n"
COURSES = "course_code,title,days\nBOOT,Bootcamp,2\nTIME,Time management,1\n"


@pytest.fixture
def cli(run_cli: Run, begin_cli: Begin, tmp_path: Path) -> Run:
    """Two people who are in two sessions at once."""
    commands: list[tuple[object, ...]] = []
    for name, text in (("people", PEOPLE), ("courses", COURSES)):
        path = tmp_path / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        commands.append(("import", name, path))
    commands += [
        ("plan", "create", "2048", "--from", "2048-01-01", "--to", "2048-12-31"),
        ("pick", "BOOT", "TIME", "--team", "Sales", "--team", "Ops"),
        ("session", "add", "BOOT", "--start", "2048-03-02", "--seat-open"),
        ("session", "add", "TIME", "--start", "2048-03-03", "--seat-open"),
    ]
    begin_cli(commands)
    return run_cli


def said(cli: Run, *words: str) -> str:
    status, out, err = cli(*words)
    assert (status, err) == (0, "")
    return out


def keys(cli: Run, *words: str) -> list[str]:
    return [row["key"] for row in json.loads(said(cli, "problems", "--format", "json", *words))]


def test_problems_are_listed_once_with_both_sides(cli: Run) -> None:
    out = said(cli, "problems")
    assert out.splitlines()[0].split() == ["Kind", "Day", "What", "Where"]
    assert "double-booking  2048-03-03  Ana Alvarez is in two sessions on Tue 3 Mar  " in out
    assert "Bootcamp (BOOT-1, 2–3 Mar) and Time management (TIME-1, 3 Mar)." in out
    assert len(out.splitlines()) == 4
    assert said(cli, "problems", "--kind", "room taken") == "There are no problems.\n"


def test_problems_of_one_cause_are_one_line_when_asked_for(cli: Run) -> None:
    out = said(cli, "problems", "--by-cause").splitlines()
    assert [line.split() for line in out[:1]] == [["Kind", "Day", "Problems", "What"]]
    assert out[-1].split(maxsplit=3) == [
        "double-booking",
        "2048-03-03",
        "2",
        "2 people are in BOOT-1 and TIME-1 at once",
    ]
    (row,) = json.loads(said(cli, "problems", "--by-cause", "--format", "json"))
    assert row["keys"].split("; ") == keys(cli)


def test_problems_are_written_for_other_programs(cli: Run) -> None:
    rows = json.loads(said(cli, "problems", "--format", "json", "--kind", "double-booking"))
    assert rows[0] == {
        "kind": "double-booking",
        "policy": "warn",
        "day": "2048-03-03",
        "session": "BOOT-1",
        "other_session": "TIME-1",
        "person": "Ana Alvarez",
        "title": "Ana Alvarez is in two sessions on Tue 3 Mar",
        "text": "Bootcamp (BOOT-1, 2–3 Mar) and Time management (TIME-1, 3 Mar).",
        "accepted": "",
        "key": rows[0]["key"],
    }
    table = list(csv.DictReader(io.StringIO(said(cli, "problems", "--format", "csv"))))
    assert [row["person"] for row in table] == ["Ana Alvarez", "Bo Berg"]


def test_a_problem_is_accepted_and_counts_again(cli: Run) -> None:
    first, second = keys(cli)
    assert said(cli, "problems", "accept", first, "--reason", "Half a day each.") == (
        "Accepted: Ana Alvarez is in two sessions on Tue 3 Mar.\n"
    )
    assert keys(cli) == [second]
    assert "Half a day each." in said(cli, "problems", "--all")
    assert keys(cli, "--all") == [first, second]
    assert said(cli, "problems", "withdraw", first) == "The problem counts again.\n"
    assert keys(cli) == [first, second]
    assert cli("problems", "withdraw", first)[0] == 2
    assert cli("problems", "accept", "no such key", "--reason", "x")[0] == 2


def test_what_is_accepted_is_called_by_kind_person_and_session(cli: Run) -> None:
    first, _ = keys(cli)
    said(cli, "problems", "accept", first, "--reason", "Half a day each.")
    name = "In two sessions at once (Ana Alvarez, BOOT-1)"
    assert f"Accept: {name}" in said(cli, "history", "--limit", "1")
    said(cli, "session", "cancel", "BOOT-1")
    said(cli, "problems", "withdraw", first)
    assert f"Accept no more: {name}" in said(cli, "history", "--limit", "1")


def test_a_policy_is_called_by_its_kind_and_team(cli: Run) -> None:
    said(cli, "policy", "set", "absence", "ignore", "--team", "Sales")
    assert "Away during a session · Sales: ignore" in said(cli, "history", "--limit", "1")
    said(cli, "policy", "reset", "absence", "--team", "Sales")
    assert "As usual: Away during a session · Sales" in said(cli, "history", "--limit", "1")


def test_a_policy_is_set_listed_and_taken_back(cli: Run) -> None:
    assert said(cli, "policy", "set", "days a week", "warn", "--limit", "2.5") == "days a week: warn.\n"
    assert len(keys(cli, "--kind", "days_a_week")) == 2
    said(cli, "policy", "set", "days a week", "warn", "--limit", "3", "--team", "Sales", "--plan", "2048")
    assert len(keys(cli, "--kind", "days a week")) == 1
    lines = [line.split() for line in said(cli, "policy", "list", "--plan", "2048").splitlines()]
    assert ["days", "a", "week", "Sales", "warn", "3", "plan"] in [line[:7] for line in lines]
    said(cli, "policy", "set", "days a week", "warn", "--limit", "none")
    assert keys(cli, "--kind", "days a week") == []
    assert said(cli, "policy", "reset", "days a week") == "days a week: as before.\n"
    assert said(cli, "policy", "reset", "days a week") == "days a week: nothing was set.\n"


def test_a_ceiling_is_set_in_percent(cli: Run) -> None:
    said(cli, "policy", "set", "absence ceiling", "warn", "--percent", "50")
    assert len(keys(cli, "--kind", "absence ceiling")) == 4
    said(cli, "policy", "set", "absence ceiling", "warn", "--percent", "none", "--limit", "1")
    assert keys(cli, "--kind", "absence ceiling") == []


@pytest.mark.parametrize(
    "words",
    [
        ("set", "fun", "warn"),
        ("set", "absence", "warn", "--limit", "1"),
        ("set", "room taken", "warn", "--team", "Sales"),
        ("reset", "fun"),
        ("list", "--plan", "2099"),
    ],
)
def test_what_makes_no_sense_is_refused(cli: Run, words: tuple[str, ...]) -> None:
    status, out, err = cli("policy", *words)
    assert (status, out) == (2, "")
    assert err.startswith("pmplanner: ")


@pytest.mark.parametrize("limit", ["-1", "x", "1.5"])
def test_percent_are_whole_and_not_less_than_none(cli: Run, limit: str) -> None:
    with pytest.raises(SystemExit):
        cli("policy", "set", "absence ceiling", "warn", "--percent", limit)


def test_a_blocked_kind_refuses_commands(cli: Run) -> None:
    said(cli, "policy", "set", "double-booking", "block")
    assert said(cli, "session", "move", "TIME-1", "2048-03-04").startswith("Moved TIME-1: 2048-03-04")
    status, out, err = cli("session", "move", "TIME-1", "2048-03-02")
    assert (status, out) == (2, "")
    assert "Ana Alvarez is in two sessions on Mon 2 Mar, which the policy of the plan does not allow." in err
    assert keys(cli) == []

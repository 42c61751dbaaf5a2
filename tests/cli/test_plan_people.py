"""The commands that say whom a plan covers, what it aims at, and that it is kept as history."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.support import snapshot

Run = Callable[..., tuple[int, str, str]]

PEOPLE = (
    "person_id,first_name,last_name,email,job_title,team,location,manager_email,last_day\n"
    "1,Ana,Alvarez,ana@x.y,Owner,Sales,Berlin,,\n2,Bo,Berg,bo@x.y,Owner,Ops,Berlin,ana@x.y,\n"
    "3,Cy,Dahl,cy@x.y,Engineer,Ops,Oslo,bo@x.y,\n4,Di,Eck,di@x.y,Engineer,Ops,Oslo,,2026-11-30\n"
)


@pytest.fixture
def cli(run_cli: Run, begin_cli: Callable[..., None], tmp_path: Path) -> Run:
    """Four people, one of whom left before the plan."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    commands: list[Sequence[str | Path]] = [
        ("import", "people", path),
        ("plan", "create", "2027", "--from", "2027-01-01", "--to", "2027-12-31", "--target", "10"),
        ("track", "assign", "Product manager", "--person", "1"),
    ]
    begin_cli(commands)
    return run_cli


def _covers(words: str, people: str) -> str:
    return f"2027 covers: {words}. {people} in it.\n"


@pytest.mark.slow
def test_whom_a_plan_covers_is_said_and_printed(cli: Run) -> None:
    assert cli("plan", "people", "2027")[1] == _covers("Everybody", "3 people count")
    for options, words, people in (
        (("--with-track",), "Whoever has a track", "1 person counts"),
        (("--track", "product manager"), "The track Product manager", "1 person counts"),
        (("--team", "ops", "--team", "Sales"), "The team Ops and the team Sales", "3 people count"),
        (("--site", "oslo"), "The site Oslo", "1 person counts"),
        (("--manager", "ana@x.y"), "All below Ana Alvarez", "2 people count"),
        (("--person", "3", "--person", "1"), "Ana Alvarez and Cy Dahl", "2 people count"),
        (("--except", "team=Ops"), "Everybody but the team Ops", "1 person counts"),
        (("--all", "--except", "person=cy@x.y"), "Everybody but Cy Dahl", "2 people count"),
        (
            ("--site", "Berlin", "--except", "manager=Ana Alvarez"),
            "The site Berlin, but not all below Ana Alvarez",
            "1 person counts",
        ),
        (("--all",), "Everybody", "3 people count"),
    ):
        said = (0, _covers(words, people), "")
        assert cli("plan", "people", "2027", *options) == said
        assert cli("plan", "people", "2027") == said


def test_rules_are_printed_for_programs(cli: Run) -> None:
    cli("plan", "people", "2027", "--team", "ops", "--except", "person=3")
    assert cli("plan", "people", "2027", "--format", "csv")[1] == (
        "kind,name,include\r\nteam,Ops,yes\r\nperson,Cy Dahl,no\r\n"
    )
    assert json.loads(cli("plan", "people", "2027", "--format", "json")[1]) == [
        {"kind": "team", "name": "Ops", "include": "yes"},
        {"kind": "person", "name": "Cy Dahl", "include": "no"},
    ]


def test_a_dry_run_only_says_it(cli: Run, tmp_path: Path) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    assert cli("plan", "people", "2027", "--team", "Ops", "--dry-run")[1] == (
        "2027 would cover: The team Ops. 2 people count in it.\n"
    )
    assert snapshot(tmp_path / "cli.sqlite") == before


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--team", "Opps"), "Nobody is in the team “Opps”. There are: “Ops”, “Sales”."),
        (("--all", "--team", "Ops"), "--all is everybody"),
        (("--team", "Ops", "--except", "team=ops"), "both cover and leave out the team Ops"),
        (("--person", "9"), "nobody with the id"),
    ],
)
def test_what_will_not_do_is_refused_and_changes_nothing(
    cli: Run, tmp_path: Path, options: tuple[str, ...], reason: str
) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    status, out, err = cli("plan", "people", "2027", *options)
    assert (status, out) == (2, "")
    assert reason in err
    assert snapshot(tmp_path / "cli.sqlite") == before


def test_exceptions_are_written_as_kind_and_name(cli: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli("plan", "people", "2027", "--except", "Ops")
    assert "is not of the form KIND=NAME" in capsys.readouterr().err


def test_targets_are_set_printed_and_cleared(cli: Run) -> None:
    assert cli("plan", "target", "8.5")[1] == "2027: 8.5 days per person.\n"
    assert cli("plan", "target", "6", "--track", "product manager")[1] == (
        "Product manager: 6 days per person.\n"
    )
    assert cli("plan", "target", "0", "--team", "OPS", "--plan", "2027")[1] == "Ops: 0 days per person.\n"
    assert cli("plan", "target", "--format", "csv")[1] == (
        "kind,name,days\r\nplan,2027,8.5\r\ntrack,Product manager,6\r\nteam,Ops,0\r\n"
    )
    assert [line.split() for line in cli("plan", "target")[1].splitlines()[2:]] == [
        ["plan", "2027", "8.5"],
        ["track", "Product", "manager", "6"],
        ["team", "Ops", "0"],
    ]
    assert cli("plan", "target", "--clear", "--team", "ops")[1] == "ops has no target of its own any more.\n"
    assert cli("plan", "target", "--clear", "--track", "Product manager")[0] == 0
    assert cli("plan", "target", "--clear")[0] == 0
    assert cli("plan", "target")[1] == "2027 has no target.\n"
    for options, reason in (
        (("--clear", "--team", "Ops"), "no target of its own"),
        (("3", "--clear"), "either how many days or --clear"),
        (("0.3", "--team", "Ops"), "steps of 0.25"),
        (("3", "--team", "Opps"), "Nobody is in the team"),
    ):
        status, _, err = cli("plan", "target", *options)
        assert (status, reason in err) == (2, True), err


def test_archive_and_reopen(cli: Run) -> None:
    assert cli("pick", "TNX-PMB", "--person", "1")[0] == 0
    assert cli("plan", "archive", "2027")[1] == (
        "Archived 2027. It stays as it is; plan reopen lets it be changed again.\n"
    )
    listed = cli("plan", "list")[1]
    assert "Archived on" in listed.splitlines()[0]
    for command in (
        ("pick", "TNX-BDP", "--person", "2"),
        ("plan", "people", "2027", "--team", "Ops"),
        ("plan", "target", "3"),
        ("plan", "remove", "2027"),
        ("session", "add", "TNX-PMB", "--start", "2027-02-01"),
    ):
        status, _, err = cli(*command)
        assert (status, "is archived and stays as it was" in err) == (2, True), (command, err)
    assert "archived already" in cli("plan", "archive", "2027")[2]
    assert cli("plan", "reopen", "2027")[1] == "2027 can be changed again.\n"
    assert "is not archived" in cli("plan", "reopen", "2027")[2]
    assert cli("pick", "TNX-BDP", "--person", "2")[0] == 0
    for _ in range(3):
        assert cli("undo")[0] == 0
    assert cli("plan", "target", "3")[0] == 0


def test_who_left_before_the_plan_is_picked_for_only_by_name(cli: Run) -> None:
    status, out, _ = cli("pick", "TNX-PMB", "--team", "Ops")
    assert (status, out.splitlines()[1:]) == (
        0,
        ["1 person is left out, employed on no day of the plan; --person takes them too."],
    )
    assert "for 2 people: 2 new picks." in out
    assert "3 people: 1 new pick" in cli("pick", "TNX-PMB", "--team", "Ops", "--person", "4")[1]


def test_a_group_of_none_but_leavers_is_refused(cli: Run) -> None:
    cli("person", "leave", "3", "2026-12-01")
    status, _, err = cli("pick", "TNX-BDP", "--title", "Engineer")
    assert (status, "None of them is employed on a day of the plan." in err) == (2, True)

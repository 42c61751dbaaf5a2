"""Rooms, trainers, equipment, closures, blackout periods and sites, one by one."""

import json
from collections.abc import Callable

import pytest

Run = Callable[..., tuple[int, str, str]]


def rows(cli: Run, *words: str) -> list[dict[str, object]]:
    """Return what a list prints."""
    status, out, err = cli(*words, "--format", "json")
    assert (status, err) == (0, ""), words
    found: list[dict[str, object]] = json.loads(out)
    return found


def said(cli: Run, *words: str) -> str:
    """Return what a command says that works."""
    status, out, err = cli(*words)
    assert (status, err) == (0, ""), words
    return out


def test_rooms_are_kept(run_cli: Run) -> None:
    said(run_cli, "equipment", "add", "Board", "--count", "2")
    values = (
        "--site",
        "Oslo",
        "--seats",
        "12",
        "--day-cost",
        "90.5",
        "--currency",
        "eur",
        "--equipment",
        "board",
    )
    assert said(run_cli, "room", "add", "Hall", *values) == "Added the room Hall.\n"
    (room,) = rows(run_cli, "room", "list")
    assert room == {
        "name": "Hall", "site": "Oslo", "seats": 12, "day_cost": 90.5, "currency": "EUR",
        "equipment": "Board", "sessions": 0, "note": "",
    }  # fmt: skip
    said(run_cli, "room", "change", "hall", "--name", "Aula", "--seats", "", "--equipment", "")
    (room,) = rows(run_cli, "room", "list")
    assert (room["name"], room["seats"], room["site"], room["equipment"]) == ("Aula", None, "Oslo", "")
    assert said(run_cli, "undo") == "Undone: Change the room “Hall”\n"
    assert rows(run_cli, "room", "list")[0]["equipment"] == "Board"
    said(run_cli, "room", "remove", "Hall")
    assert run_cli("room", "list")[1] == "There is no room yet.\n"
    assert run_cli("room", "remove", "Hall")[0] == 2
    assert run_cli("room", "change", "Hall")[2].startswith("pmplanner: Say what to change")


def test_trainers_teach_and_are_away(run_cli: Run) -> None:
    said(
        run_cli,
        "trainer",
        "add",
        "Ada Berg",
        "--id",
        "T1",
        "--days",
        "mon, tue",
        "--teaches",
        "TNX-PMB",
        "TNX-SEP",
    )
    said(run_cli, "trainer", "away", "t1", "2027-02-01", "2027-02-05", "--kind", "leave")
    (trainer,) = rows(run_cli, "trainer", "list")
    assert (trainer["working_days"], trainer["away"]) == ("monday tuesday", "2027-02-01/2027-02-05")
    assert set(str(trainer["courses"]).split("; ")) == {"TNX-PMB", "TNX-SEP"}
    said(run_cli, "trainer", "change", "ada berg", "--days", "", "--teaches", "TNX-SEP")
    said(run_cli, "trainer", "back", "T1", "2027-02-01")
    (trainer,) = rows(run_cli, "trainer", "list")
    assert (trainer["working_days"], trainer["courses"], trainer["away"]) == ("", "TNX-SEP", "")
    assert run_cli("trainer", "back", "T1", "2027-02-01")[0] == 2
    assert run_cli("trainer", "change", "T1", "--days", "someday")[0] == 2
    assert said(run_cli, "trainer", "remove", "T1") == "Removed: Ada Berg.\n"


def test_equipment_is_needed_by_courses(run_cli: Run) -> None:
    for name in ("Board", "Camera"):
        said(run_cli, "equipment", "add", name)
    said(run_cli, "equipment", "need", "TNX-PMB", "board=2", "Camera")
    assert [row["courses"] for row in rows(run_cli, "equipment", "list")] == [1, 1]
    said(run_cli, "equipment", "need", "TNX-PMB")
    assert [row["courses"] for row in rows(run_cli, "equipment", "list")] == [0, 0]
    assert (
        run_cli("equipment", "need", "TNX-PMB", "Crane")[2] == "pmplanner: There is no equipment “Crane”.\n"
    )
    said(run_cli, "equipment", "remove", "Board", "Camera")
    assert said(run_cli, "undo") == "Undone: Remove 2 kinds of equipment\n"


@pytest.mark.parametrize(
    ("noun", "first", "whose"),
    [
        ("closure", ("2027-08-02", "2027-08-06"), "site"),
        ("blackout", ("Sales", "2027-08-02", "2027-08-06"), "team"),
    ],
)
def test_days_without_training_are_kept(run_cli: Run, noun: str, first: tuple[str, ...], whose: str) -> None:
    said(run_cli, noun, "add", *first, "--name", "Summer")
    (row,) = rows(run_cli, noun, "list")
    assert (row["first_day"], row["last_day"], row["name"]) == ("2027-08-02", "2027-08-06", "Summer")
    said(run_cli, noun, "change", str(row["id"]), "--until", "2027-08-09", f"--{whose}", "Ops")
    (row,) = rows(run_cli, noun, "list")
    assert (row["last_day"], row[whose]) == ("2027-08-09", "Ops")
    assert run_cli(noun, "change", str(row["id"]), "--until", "2027-08-01")[0] == 2
    said(run_cli, noun, "remove", str(row["id"]))
    assert rows(run_cli, noun, "list") == []
    assert run_cli(noun, "remove", "77")[0] == 2


def test_sites_have_holidays_and_hours(run_cli: Run) -> None:
    said(
        run_cli,
        "site",
        "add",
        "Lyon",
        "--country",
        "fr",
        "--timezone",
        "Europe/Paris",
        "--day-begins",
        "9:00",
    )
    said(run_cli, "site", "add", "", "--country", "de")
    assert [row["name"] for row in rows(run_cli, "site", "list")] == ["", "Lyon"]
    said(run_cli, "site", "change", "lyon", "--day-ends", "17:30", "--day-begins", "")
    row = rows(run_cli, "site", "list")[1]
    assert (row["country"], row["day_begins"], row["day_ends"]) == ("FR", None, "17:30")
    assert run_cli("site", "add", "Rom", "--country", "XX")[0] == 2
    assert said(run_cli, "site", "remove", "Lyon", "") == "Removed: Lyon, .\n"

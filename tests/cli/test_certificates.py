"""Certificates that people hold, and renewals, from the terminal."""

import csv
import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pmplanner.services.calendar import clock

Run = Callable[..., tuple[int, str, str]]
TODAY = dt.date(2027, 1, 11)


@pytest.fixture
def run(run_cli: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    assert run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30")[0] == 0
    for name in ("Ana", "Ben"):
        assert run_cli("person", "add", "--first", name, "--track", "PJM")[0] == 0
    return run_cli


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(out.splitlines()))


def test_a_certificate_is_given_renewed_and_taken_off(run: Run) -> None:
    assert run("certificate", "add", "Ana", "ssm", "--until", "2027-04-30", "--units", "4")[1] == (
        "Ana holds SSM until 2027-04-30.\n"
    )
    [row] = rows(run("certificate", "list", "--format", "csv")[1])
    assert (row["units_asked"], row["units_earned"], row["units_missing"], row["unit"]) == (
        "10",
        "4",
        "6",
        "hour",
    )
    [line] = json.loads(run("renewals", "--format", "json")[1])
    assert (line["code"], line["state"], line["days_left"]) == ("SSM", "missing", 109)
    assert line["renewed_by"]
    assert run("certificate", "renew", "Ana", "SSM")[1] == "Ana holds SSM until 2028-04-30.\n"
    assert rows(run("renewals", "--months", "12", "--format", "csv")[1]) == []
    assert run("undo")[0] == 0
    assert [row["valid_until"] for row in rows(run("certificate", "list", "--format", "csv")[1])] == [
        "2027-04-30"
    ]
    assert run("certificate", "remove", "Ana", "SSM")[0] == 0
    assert run("certificate", "remove", "Ana", "SSM")[::2] == (2, "pmplanner: Ana does not hold SSM.\n")


def test_what_is_to_be_renewed_is_picked_at_once(run: Run) -> None:
    for name in ("Ana", "Ben"):
        assert run("certificate", "add", name, "SSM", "--until", "2027-04-30", "--units", "4")[0] == 0
    sessions = rows(run("renewals", "--by", "session", "--format", "csv")[1])
    assert {row["people"] for row in sessions} == {"2"}
    assert all(row["last_day"] <= "2027-04-30" for row in sessions)
    status, out, _ = run("renewals", "--propose")
    assert (status, out.splitlines()[0]) == (0, f"{2 * len(sessions)} picks are new.")
    assert run("renewals", "--propose")[1].startswith("Nothing is to be renewed")
    months = {row["month"]: row for row in rows(run("renewals", "--by", "month", "--format", "csv")[1])}
    assert (months["2027-04"]["expire"], months["2027-04"]["picked"]) == ("2", "2")
    assert months["2027-05"]["expire"] == "0"
    assert run("undo")[0] == 0
    assert {row["state"] for row in rows(run("renewals", "--format", "csv")[1])} == {"missing"}


def test_only_what_expires_soon(run: Run) -> None:
    run("certificate", "add", "Ana", "SSM", "--until", "2027-02-10")
    run("certificate", "add", "Ben", "SSM", "--until", "2027-02-11")
    found = rows(run("renewals", "--within", "30", "--format", "csv")[1])
    assert [row["name"] for row in found] == ["Ana"]
    assert run("certificate", "add", "Ben", "XYZ")[0] == 2
    assert len(rows(run("renewals", "--within", "999999999", "--window", "99999", "--format", "csv")[1])) == 2
    for wrong in (("--propose",), ("--by", "month")):
        assert run("renewals", "--within", "30", *wrong)[::2] == (
            2,
            "pmplanner: --within goes only with a line for each that expires.\n",
        )


def test_people_are_told_by_mails_of_what_expires(run: Run, tmp_path: Path) -> None:
    assert run("certificate", "add", "Ana", "SSM", "--until", "2027-02-20")[0] == 0
    folder = tmp_path / "mails"
    told = run("renewals", "--within", "30", "--mails", str(folder))
    assert told[1] == "Nothing expires that has no seat in time; no mail is written.\n"
    assert run("renewals", "--within", "60", "--mails", str(folder))[1] == f"1 mail is in {folder}.\n"
    assert sorted(path.name for path in folder.iterdir()) == ["Ana.eml", "index.csv"]
    assert run("renewals", "--mails", str(folder))[0] != 0
    assert run("renewals", "--mails", str(folder), "--propose")[0] == 2

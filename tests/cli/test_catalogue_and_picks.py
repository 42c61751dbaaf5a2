"""Courses of one's own, tracks, public dates, picks and people one by one, evidence, files remembered."""

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]
Say = Callable[[str], str]


@pytest.fixture
def say(run_cli: Run, tmp_path: Path, _templates: dict[str, Path]) -> Say:
    """Runs a command on the sample that has to work, and returns what it says."""
    shutil.copy(_templates["sample"], tmp_path / "cli.sqlite")

    def run(line: str) -> str:
        status, out, err = run_cli(*shlex.split(line))
        assert (status, err) == (0, ""), line
        return out

    return run


def rows(say: Say, line: str) -> list[dict[str, Any]]:
    """Return what a command prints as JSON."""
    found: list[dict[str, Any]] = json.loads(say(f"{line} --format json"))
    return found


def test_courses_of_ones_own(say: Say, run_cli: Run) -> None:
    links = "--skills risk 'new skill' --tracks PDM --after TNX-PMB --counts-as TNX-SEP --leads-to PMP"
    assert say(f"course add 'Deep dive' --days 1.5 --code DD --price 90 --currency eur {links}") == (
        "Added the course DD Deep dive.\n"
    )
    (course,) = rows(say, "catalog show DD")
    assert (course["days"], course["cost"], course["comes_after"]) == (1.5, "90 EUR", "TNX-PMB")
    assert (course["counts_as"], course["tracks"], course["custom"]) == ("TNX-SEP", "Product manager", True)
    assert course["skills"] == "risk, new skill"
    say("course change dd --price '' --after --short Dive")
    (course,) = rows(say, "catalog show DD")
    assert (course["cost"], course["comes_after"], course["short_title"]) == ("unknown", "", "Dive")
    assert course["days"] == 1.5
    assert say("course copy TNX-PMB --title Bootcamp") == "Copied TNX-PMB as TNX-PMB-2 Bootcamp.\n"
    assert "comes with the catalogue" in run_cli("course", "change", "TNX-PMB", "--days", "9")[2]
    say("course remove DD TNX-PMB-2")
    assert run_cli("catalog", "show", "DD")[0] == 2
    assert say("undo") == "Undone: Remove 2 courses\n"


def test_tracks_are_renamed_and_removed(say: Say) -> None:
    say("track rename PGM Programme")
    assert say("track unassign --track Programme") == "Took the track off 3 people.\n"
    assert say("track remove programme") == "Removed the track Programme.\n"
    assert "Programme" not in {row["name"] for row in rows(say, "track list")}


def test_public_dates_become_sessions(say: Say, run_cli: Run) -> None:
    say("date add TNX-BDP 2027-06-07 --place Oslo --price 500 --currency eur --seats 4")
    (date,) = rows(say, "date list --course TNX-BDP")
    assert (date["last_day"], date["place"], date["cost"]) == ("2027-06-09", "Oslo", 500)
    assert run_cli("date", "take", "1", "--person", "S-001")[0] == 2
    assert say("date take 1 --person S-016") == "Added TNX-BDP-2: 1 booked.\n"
    say("date remove 1")
    assert rows(say, "date list") == []


def test_picks_one_by_one(say: Say, run_cli: Run) -> None:
    def pick(course: str) -> dict[str, Any]:
        return next(row for row in rows(say, "picks list --person S-009") if row["course_code"] == course)

    say("picks days S-009 SCR-PSPO 1.5")
    say("picks note S-009 SCR-PSPO 'after June'")
    assert (pick("SCR-PSPO")["days"], pick("SCR-PSPO")["note"]) == (1.5, "after June")
    say("picks days S-009 SCR-PSPO ''")
    assert pick("SCR-PSPO")["days"] == 2
    say("picks exchange S-009 SCR-PSPO TNX-SEP --session TNX-SEP-1")
    assert (pick("TNX-SEP")["status"], pick("TNX-SEP")["session_code"]) == ("scheduled", "TNX-SEP-1")
    assert run_cli("picks", "days", "S-009", "SCR-PSPO", "1")[0] == 2
    new = say("pick required --team Delivery")
    assert new.startswith("Picked what is required: ")
    assert say("pick required --team Delivery") == "Nothing that is required is missing.\n"
    assert say("undo") != ""


def test_people_one_by_one(say: Say, run_cli: Run) -> None:
    def about(what: str) -> list[tuple[Any, ...]]:
        return [tuple(row.values())[1:5] for row in rows(say, "person show S-001") if row["what"] == what]

    say("person away S-001 2027-02-08 2027-02-09 --kind leave")
    say("person was-employed S-001 2019-01-31 --from 2018-01-01")
    assert about("away") == [("", "2027-02-08", "2027-02-09", "leave")]
    assert about("employed") == [("", "2018-01-01", "2019-01-31", "")]
    say("person back S-001 2027-02-08")
    say("person was-not-employed S-001 2019-01-31")
    assert about("away") == about("employed") == []
    assert run_cli("person", "back", "S-001", "2027-02-08")[0] == 2
    say("person change S-001 --days 'tue wed' --track '' --further ''")
    assert [row["track"] for row in rows(say, "person list --person S-001")] == [""]
    assert say("undo") == "Undone: Change Amara Lindqvist\n"
    assert "Given up: " in say("person release S-019")
    say("person remove S-001 S-002")
    assert "S-001" not in {row["person_id"] for row in rows(say, "person list")}


def test_evidence_is_attached_and_taken_off(say: Say, run_cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "proof.pdf"
    file.write_bytes(b"%PDF-1.4")
    say("certificate add S-001 PMP --until 2027-03-01")
    say("certificate change S-001 PMP --number 77 --until ''")
    (held,) = rows(say, "certificate list --person S-001")
    assert (held["number"], held["valid_until"]) == ("77", None)
    for owner in ("certificate {} S-001 PMP", "completion {} 11"):
        say(f"{owner.format('attach')} {file}")
        assert run_cli(*shlex.split(f"{owner.format('detach')} other.pdf"))[0] == 2
        say(f"{owner.format('detach')} PROOF.pdf")
    assert say("workspace compact").startswith("Compacted cli.sqlite: ")


def test_columns_are_remembered_under_a_name(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "rooms.csv"
    file.write_text("Raum;Platz\nAula;30\n", encoding="utf-8")
    say(f"import rooms {file} --map name=Raum --map seats=Platz --remember theirs")
    assert rows(say, "profile list") == [
        {"layout": "rooms", "name": "theirs", "columns": "name=Raum; seats=Platz", "words": ""}
    ]
    file.write_text("Raum;Platz\nAula;31\n", encoding="utf-8")
    say(f"import rooms {file}")
    assert {row["name"]: row["seats"] for row in rows(say, "room list")}["Aula"] == 31
    say("profile remove rooms THEIRS")
    assert rows(say, "profile list") == []


def test_plans_money_and_rules_are_changed(say: Say, run_cli: Run) -> None:
    say("plan change '2027 H1 development plan' --name P --budget '' --target 6 --to 2027-07-31")
    (plan,) = rows(say, "plan list")
    assert (plan["plan"], plan["budget"], plan["target_days"], plan["last_day"]) == (
        "P",
        None,
        6,
        "2027-07-31",
    )
    say("cost add Hall 100")
    say("cost change Hall --name Room --amount '' --per seat")
    assert rows(say, "cost list")[0] | {"currency": ""} == {
        "name": "Room", "per": "seat", "amount": None, "currency": "",
    }  # fmt: skip
    say("cover add 1 --track PDM --name Desk")
    say("cover change Desk --minimum 2 --title Engineer --until 2027-03-01")
    (rule,) = rows(say, "cover list")
    assert (rule["minimum"], rule["what"], rule["last_day"]) == (2, "Engineer", "2027-03-01")
    assert run_cli("cover", "change", "Desk", "--title", "a", "--track", "PDM")[0] == 2
    say("policy set 'days a week' --limit 2")
    assert next(r for r in rows(say, "policy list") if r["kind"] == "days a week")["limit"] == 2
    assert run_cli("policy", "set", "days a week")[0] == 2
    say("plan copy P Q")
    say("session remove AMA-2605-2 --plan Q")
    taken = say("plan take-over P Q --only sessions --of AMA-2605-2")
    assert taken.startswith("Taken over: ")
    assert "AMA-2605-2" not in {row["session"] for row in rows(say, "session list --plan P")}
    assert run_cli("plan", "take-over", "P", "Q", "--only", "sessions")[0] == 2
    assert say("why S-016 TNX-BDP --apply --plan P").startswith("Done: ")


def test_the_sample_fills_an_empty_workspace(run_cli: Run) -> None:
    status, out, _ = run_cli("workspace", "sample")
    assert (status, out.startswith("Added the sample people and their plan ")) == (0, True)
    assert len(json.loads(run_cli("person", "list", "--format", "json")[1])) == 24

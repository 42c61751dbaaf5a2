"""Sessions changed from the terminal: days one by one, times, course, copies, single seats."""

import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

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


def details(say: Say, code: str, what: str) -> list[tuple[object, ...]]:
    """Return the rows of a session that are about one thing."""
    rows = json.loads(say(f"session show {code} --format json"))
    return [tuple(row.values())[1:] for row in rows if row["what"] == what]


def test_days_are_set_one_by_one_with_parts_times_and_gaps(say: Say) -> None:
    say("session days AMA-2605-2 2027-05-17 2027-05-20=0.5 2027-05-21=0.5@13:00-17:00 --at 8:00-16:00")
    assert details(say, "AMA-2605-2", "day") == [
        ("2027-05-17", 1, "08:00", "16:00", ""),
        ("2027-05-20", 0.5, "08:00", "12:00", ""),
        ("2027-05-21", 0.5, "13:00", "17:00", ""),
    ]
    say("session times AMA-2605-2 10:00-12:00")
    assert {row[2:4] for row in details(say, "AMA-2605-2", "day")} == {("10:00", "12:00")}
    say("session shift AMA-2605-2 --weeks 1")
    assert [row[0] for row in details(say, "AMA-2605-2", "day")] == ["2027-05-24", "2027-05-27", "2027-05-28"]
    say("session lay-anew AMA-2605-2")
    assert [row[:2] for row in details(say, "AMA-2605-2", "day")] == [("2027-05-24", 1), ("2027-05-25", 1)]
    say("session lengthen AMA-2605-2 --days 2")
    assert len(details(say, "AMA-2605-2", "day")) == 4
    assert say("undo") == "Undone: Make AMA-2605-2 2 working days longer\n"
    say("session hold AMA-2605-2 2027-05-25 2027-05-27")
    assert [row[0] for row in details(say, "AMA-2605-2", "day")] == ["2027-05-25", "2027-05-26", "2027-05-27"]


def test_copies_have_no_people_and_take_another_course(say: Say) -> None:
    assert say("session copy EXC-FPGM-1 2027-06-01").startswith(
        "EXC-FPGM-2, 2027-06-01 – 2027-06-02 (2 days): 0 "
    )
    assert say("session course EXC-FPGM-2 TNX-BDP").startswith(
        "TNX-BDP-2, 2027-06-01 – 2027-06-03 (3 days): 0 "
    )
    say("session edit TNX-BDP-2 --rename LAST --note quiet --cost 900 --currency eur --timezone Europe/Oslo")
    assert details(say, "LAST", "seats")[0][-1] == "Europe/Oslo"
    assert say("session remove LAST EXC-FPGM-1") == "Removed: LAST, EXC-FPGM-1.\n"
    assert say("undo") == "Undone: Remove 2 sessions\n"


def test_seats_are_marked_kept_queued_for_and_given_up(say: Say, run_cli: Run) -> None:
    people = {row[0]: row[4] for row in details(say, "AMA-2239-1", "person")}
    assert [name for name, status in people.items() if status == "waiting"] == [
        "Bruno Okonkwo",
        "Haruki Brandt",
    ]
    assert (
        say("session queue AMA-2239-1 S-008 -1") == "Waiting for AMA-2239-1: Haruki Brandt, Bruno Okonkwo.\n"
    )
    say("session mark AMA-2239-1 waiting --person S-001")
    assert {row[0]: row[4] for row in details(say, "AMA-2239-1", "person")}["Amara Lindqvist"] == "waiting"
    say("session keep EXC-FPGM-1 Payments 3")
    assert details(say, "EXC-FPGM-1", "kept for") == [("Payments", 3, None, None, "")]
    say("session keep EXC-FPGM-1 Payments 0")
    assert details(say, "EXC-FPGM-1", "kept for") == []
    assert say("session fill EXC-FPGM-1 --person S-002") == "Seated 1 person in EXC-FPGM-1.\n"
    say("session equip EXC-FPGM-1 'laptop set'")
    assert details(say, "EXC-FPGM-1", "equipment") == [("Laptop set", 1, None, None, "")]
    assert "Called off EXC-FPGM-1." in say("session call-off EXC-FPGM-1")
    assert details(say, "EXC-FPGM-1", "session")[0][-1] == "cancelled"
    assert run_cli("session", "call-off", "TNX-PMB-1")[0] == 2
    assert run_cli("session", "mark", "EXC-FPGM-1", "absent", "--person", "S-009")[0] == 2


def test_who_is_asked_gets_a_mail(say: Say, tmp_path: Path) -> None:
    assert say(
        f"session invite AMA-2605-2 {tmp_path}/mails --person S-001 --answer-by 2027-04-01"
    ).startswith("Wrote 1 mail to ")
    assert (tmp_path / "mails" / "Amara Lindqvist.eml").is_file()


def test_a_problem_is_solved_by_what_is_listed(say: Say) -> None:
    problems = json.loads(say("problems --kind double-booking --format json"))
    key = problems[0]["key"]
    fixes = json.loads(say(f"problems fixes '{key}' --format json"))
    assert [fix["number"] for fix in fixes] == [1, 2, 3, 4]
    assert say(f"problems fix '{key}' 3") == f"Done: {fixes[2]['fix']}\n"
    assert json.loads(say("problems --kind double-booking --format json")) == []


def test_problems_and_sessions_of_some_people(say: Say) -> None:
    of_one = json.loads(say("problems --person S-012 --format json"))
    assert {row["person"] for row in of_one} - {""} == {"Lorcan Iyer"}
    codes = {row["session"] for row in json.loads(say("session list --person S-001 --format json"))}
    assert codes == {"TNX-PMB-1", "AMA-2605-1", "AMA-2239-1", "SCR-PSPO-1"}


def test_the_cells_of_a_figure_add_up_to_it(say: Say) -> None:
    totals = {row["name"]: row for row in json.loads(say("totals --by track --format json"))}
    for figure, key in (("planned", "planned_days"), ("gap", "gap_days")):
        cells = json.loads(say(f"totals --cells {figure} --of 'Project manager' --format json"))
        assert sum(cell["value"] for cell in cells) == totals["Project manager"][key], figure


def test_gaps_are_closed_for_many(say: Say, run_cli: Run) -> None:
    assert say("gap pick AMA-2605 --team Payments") != "0 new picks.\n"
    assert "Nobody misses that." in run_cli("gap", "pick", "AMA-2605", "--team", "Payments")[2]
    say("gap exempt PJX-NCM --reason known --team Delivery")
    assert say("undo").startswith("Undone: Exempt ")


def test_a_schedule_is_kept_as_a_variant_or_taken_in_part(say: Say) -> None:
    assert say("schedule --seconds 1 --keep").startswith("Kept as the variant ")
    plan = "2027 H1 development plan"
    before = json.loads(say(f"session list --plan '{plan}' --format json"))
    say(f"schedule --seconds 1 --only SCR-PSM --plan '{plan}'")
    new = {row["session"] for row in json.loads(say(f"session list --plan '{plan}' --format json"))}
    assert {code.rpartition("-")[0] for code in new - {row["session"] for row in before}} == {"SCR-PSM"}

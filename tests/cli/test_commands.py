"""The commands that change plans, tracks, picks and sessions, and the ones that look at them."""

import getpass
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pmplanner.services.catalog import finding
from tests.support import snapshot

Run = Callable[..., tuple[int, str, str]]

PEOPLE = (
    "person_id,first_name,last_name,email,job_title,team\n"
    "1,Ana,Alvarez,ana@x.y,Product Owner,Sales\n2,Bo,Berg,bo@x.y,Product Owner,Ops\n"
    "3,Cy,Dahl,cy@x.y,Engineer,Ops\n"
)


@pytest.fixture
def cli(run_cli: Run, begin_cli: Callable[..., None], tmp_path: Path) -> Run:
    """A workspace with three people and a plan."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    commands: list[Sequence[str | Path]] = [
        ("import", "people", path),
        ("plan", "create", "2027 H1", "--from", "2027-01-04", "--to", "2027-06-30"),
    ]
    begin_cli(commands)
    return run_cli


def _words(out: str) -> list[str]:
    return [" ".join(line.split()) for line in out.splitlines()[2:]]


def test_plans(cli: Run) -> None:
    status, out, _ = cli(
        *("plan", "create", "2027 H2", "--from", "2027-07-01", "--to", "31 Dec 2027"),
        *("--budget", "50,000.50", "--currency", "EUR", "--target", "7,5"),
    )
    assert (status, out) == (0, "Created the plan 2027 H2, 2027-07-01 – 2027-12-31.\n")
    cli("pick", "TNX-PMB", "--title", "product owner", "--plan", "2027 H1")
    assert cli("plan", "copy", "2027 h1", "What if")[1] == (
        "Copied 2027 H1 as What if, with 2 picks and 0 sessions.\n"
    )
    assert _words(cli("plan", "list")[1]) == [
        "2027 H2 2027-07-01 2027-12-31 0 0 50,000.5 EUR 7.5",
        "2027 H1 2027-01-04 2027-06-30 2 0",
        "What if 2027-01-04 2027-06-30 2 0 2027 H1",
    ]


def test_tracks_and_paths(cli: Run) -> None:
    assert cli("track", "create", "Designer", "--description", "Draws")[1] == "Added the track Designer.\n"
    assert cli("track", "assign", "designer", "--team", "ops", "--person", "1")[1] == (
        "Assigned Designer to 3 people.\n"
    )
    assert cli("track", "assign", "Designer", "--title", "Engineer", "--person", "bo@x.y")[1] == (
        "Assigned Designer to 0 people; 2 had it already.\n"
    )
    assert cli("track", "path", "Designer", "--elective", "TNX-SEP", "--required", "TNX-PMB", "TNX-BDP")[
        1
    ] == ("The path of Designer has 2 required and 1 elective courses.\n")
    line = _words(cli("track", "list")[1])[-1]
    assert line == "D Designer 3 TNX-PMB TNX-BDP TNX-SEP"
    assert [row["required_days"] for row in json.loads(cli("totals", "--format", "json")[1])] == [21, 21]


def test_a_path_has_groups_of_which_any_few_are_required(cli: Run) -> None:
    cli("track", "create", "Designer")
    path = ("--required", "TNX-PMB", "--any", "1", "TNX-BDP", "TNX-SEP", "--any", "2", "PR2-FND", "SCR-PSM")
    assert cli("track", "path", "Designer", *path, "--elective", "TNX-EVM")[:2] == (
        0,
        "The path of Designer has 1 required courses, 2 groups and 1 elective courses.\n",
    )
    line = _words(cli("track", "list")[1])[-1]
    assert line == "D Designer 0 TNX-PMB TNX-EVM 1 TNX-BDP TNX-SEP; 2 PR2-FND SCR-PSM"
    assert cli("undo")[1] == "Undone: Change the path of Designer\n"
    assert _words(cli("track", "list")[1])[-1] == "D Designer 0"


def test_suggested_paths_are_told_and_taken(cli: Run) -> None:
    assert cli("track", "suggest")[1] == "Every path of the catalogue’s tracks is the one that it suggests.\n"
    before = cli("track", "list")[1]
    cli("track", "path", "PDM", "--required", "TNX-BDP")
    header, _, line, first, *_ = cli("track", "suggest", "PDM")[1].splitlines()
    assert header.split() == [
        "Track",
        "Path",
        "New",
        "courses",
        "Courses",
        "out",
        "Days",
        "Days",
        "then",
        "Difference",
    ]
    days_then = line.split()[-2]
    assert line.split()[-3:] == ["3", days_then, f"+{float(days_then) - 3:g}"]
    assert first.startswith("  Product manager, comes in: ")
    assert cli("track", "suggest", "--apply")[1] == (
        "There is no newer suggestion to take. Name a track to give up its own path.\n"
    )
    assert cli("track", "suggest", "product manager", "--apply")[1] == (
        f"The path of Product manager is the suggested one now: 3 → {days_then} days.\n"
    )
    assert cli("track", "list")[1] == before
    assert cli("undo")[1] == "Undone: Take the suggested path of Product manager\n"


def test_a_further_track_stands_beside_the_primary_one(cli: Run) -> None:
    cli("track", "assign", "PDM", "--person", "1")
    assert cli("track", "assign", "PJM", "--further", "--person", "1", "--person", "2")[1] == (
        "Assigned Project manager to 2 people.\n"
    )
    people = {line.split()[1]: line.split()[2:4] for line in _words(cli("track", "list")[1])}
    assert cli("track", "assign", "PJM", "--further", "--person", "2")[1] == (
        "Assigned Project manager to 0 people; 1 had it already.\n"
    )
    assert people["Product"][1] == people["Project"][1] == "1"
    assert cli("undo")[1] == "Undone: Give 2 people the further track Project manager\n"


def test_a_course_is_taken_again_and_travels_in_files(cli: Run, tmp_path: Path) -> None:
    cli("pick", "TNX-PMB", "--person", "1")
    status, _, err = cli("pick", "--again", "TNX-PMB", "--person", "1")
    assert (status, err.strip().split(";")[0]) == (
        2,
        "pmplanner: Ana Alvarez has not done Product Management Bootcamp Training yet",
    )
    path = tmp_path / "done.csv"
    path.write_text("person_id,course_code,completed_on,result\n1,TNX-PMB,2027-03-01,failed\n", "utf-8")
    assert cli("import", "completions", path)[0] == 0
    assert cli("pick", "--again", "TNX-PMB", "--person", "1")[1] == (
        "Picked Product Management Bootcamp Training for Ana Alvarez: 1 new pick.\n"
    )
    assert cli("export", "picks", tmp_path / "picks.csv")[0] == 0
    header, first, second = (tmp_path / "picks.csv").read_text("utf-8-sig").splitlines()
    assert header.endswith(",note,attempt,decision,decided_by,decided_on,decision_note")
    assert (first.split(",")[9], first.split(",")[14]) == ("failed", "1")
    assert (second.split(",")[9], second.split(",")[14]) == ("open", "2")
    assert cli("import", "picks", tmp_path / "picks.csv")[1].count("unchanged") >= 1
    cli("export", "picks", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "picks.csv").read_bytes()
    assert cli("unpick", "TNX-PMB", "--person", "1")[0] == 0
    cli("export", "picks", tmp_path / "last.csv")
    assert len((tmp_path / "last.csv").read_text("utf-8-sig").splitlines()) == 2


def test_completions_from_before_say_which_picks_they_spend(cli: Run, tmp_path: Path) -> None:
    cli("pick", "TNX-PMB", "--person", "1")
    path = tmp_path / "done.csv"
    path.write_text("person_id,course_code,completed_on,result\n1,TNX-PMB,2026-03-01,passed\n", "utf-8")
    assert "1 pick is of a course that the person has now" in cli("import", "completions", path)[1]
    rows = json.loads(cli("problems", "--format", "json")[1])
    assert [(row["kind"], row["session"], row["person"]) for row in rows] == [
        ("already has the course", "", "Ana Alvarez")
    ]
    assert cli("problems", "accept", rows[0]["key"], "--reason", "Once more")[0] == 0
    assert "already has the course".capitalize() in cli("history")[1]


def test_picks_and_taking_them_back(cli: Run) -> None:
    status, out, _ = cli("pick", "TNX-PMB", "TNX-BDP", "--title", "Product Owner", "--person", "Cy Dahl")
    assert (status, out) == (0, "Picked 2 courses for 3 people: 6 new picks.\n")
    assert cli("pick", "tnx-pmb", "--person", "1", "--person", "3")[1] == (
        "Picked Product Management Bootcamp Training for 2 people: 0 new picks (2 were there already).\n"
    )
    assert cli("history", "--limit", "1")[1].splitlines()[-1].split("  ")[2] == "Pick 2 courses for 3 people"
    assert cli("unpick", "TNX-PMB", "--team", "Ops")[1] == (
        "Took back Product Management Bootcamp Training for 2 people: 2 picks.\n"
    )
    assert len(cli("export", "picks", "-")[1].splitlines()) == 5


def test_sessions_with_several_trainers_and_rooms(cli: Run) -> None:
    status, out, _ = cli(
        *("session", "add", "TNX-PMB", "--start", "2027-02-01", "--room", "Oslo", "--room", "Bergen"),
        *("--trainer", "Ada", "--trainer", "Ben", "--mode", "hybrid", "--join-link", "https://x.org/1"),
    )
    assert (status, out.splitlines()[0].partition(":")[0]) == (0, "Added TNX-PMB-1")
    cli("session", "add", "TNX-BDP", "--start", "2027-02-01", "--room", "bergen")
    cli("session", "add", "TNX-SEP", "--start", "2027-02-01", "--trainer", "Ben")
    out = cli("problems")[1]
    assert "Room Bergen is taken twice on Mon 1 Feb" in out
    assert "Ben teaches two sessions on Mon 1 Feb" in out
    assert any("Oslo, Bergen Ada, Ben" in line for line in _words(cli("session", "list")[1]))
    for args, rooms, trainers in (
        (("--lead", "Cara"), "Oslo, Bergen", "Ada, Ben, Cara"),
        (("--trainer", "Dan", "--trainer", "Ada"), "Oslo, Bergen", "Dan, Ada"),
        (("--room", "Narvik"), "Narvik", "Dan, Ada"),
        (("--trainer", ""), "Narvik", ""),
    ):
        status, out, _ = cli("session", "edit", "TNX-PMB-1", *args)
        assert (status, out.splitlines()[0].partition(":")[0]) == (0, "Changed TNX-PMB-1")
        line = next(line for line in _words(cli("session", "list")[1]) if line.startswith("TNX-PMB-1"))
        assert f" 4 {rooms} {trainers}".rstrip() in line
    assert cli("session", "edit", "TNX-PMB-1")[0] == 2
    assert cli("session", "edit", "TNX-PMB-1", "--join-link", "x.org")[0] == 2
    assert cli("undo")[1].startswith("Undone: Change session TNX-PMB-1")


def test_sessions_are_filled_and_problems_told(cli: Run) -> None:
    cli("pick", "TNX-PMB", "TNX-BDP", "--person", "1", "--person", "2")
    status, out, _ = cli(
        *("session", "add", "TNX-PMB", "--start", "2027-02-04", "--seats", "1", "--seat-open"),
        *("--room", " R1 ", "--trainer", "Eve", "--code", "BOOT"),
    )
    assert (status, out) == (0, "Added BOOT: 2027-02-04 – 2027-02-09, 4 days; 1 booked, 1 waiting.\n")
    status, out, _ = cli("session", "add", "TNX-BDP", "--start", "2027-02-08", "--seat-open")
    first, problem = out.splitlines()
    assert (status, first) == (0, "Added TNX-BDP-1: 2027-02-08 – 2027-02-10, 3 days; 2 booked, 0 waiting.")
    assert problem.startswith("  problem: ")
    assert "BOOT" in problem
    assert _words(cli("session", "list")[1]) == [
        "BOOT Product Management Bootcamp Training 2027-02-04 2027-02-09 4 R1 Eve 1 1 1 draft",
        "TNX-BDP-1 Big Data for Project and Program Managers 2027-02-08 2027-02-10 3 2 0 draft",
    ]


def test_exemptions_are_credited(cli: Run) -> None:
    cli("track", "path", "PDM", "--required", "TNX-PMB")
    cli("track", "assign", "PDM", "--person", "1")
    assert cli("exempt", "TNX-PMB", "--person", "1", "--reason", "Wrote it")[1] == (
        "Exempted Ana Alvarez from Product Management Bootcamp Training.\n"
    )
    row = json.loads(cli("totals", "--format", "json")[1])[0]
    assert (row["name"], row["required_days"], row["credited_days"]) == ("Product manager", 4, 4)


def test_exemptions_have_a_beginning_and_an_end_and_are_taken_back(cli: Run) -> None:
    first = ("exempt", "TNX-PMB", "--person", "1", "--reason", "Wrote it", "--until", "2027-03-31")
    assert cli(*first)[0] == 0
    assert cli(*first)[2] == (
        "pmplanner: Ana Alvarez is exempt from “Product Management Bootcamp Training” already, "
        "until 2027-03-31.\n"
    )
    later = ("--reason", "Teaches it", "--from", "2027-04-01", "--until", "2027-12-31")
    assert cli("exempt", "TNX-PMB", "--person", "1", *later)[0] == 0
    status, _, err = cli(
        "exempt", "TNX-BDP", "--person", "1", "--reason", "x", *later[2:4], "--until", "2027-01-01"
    )
    assert (status, "before it begins" in err) == (2, True)
    assert cli("unexempt", "TNX-PMB", "--person", "1", "--person", "2")[1] == (
        "Took back 2 exemptions from Product Management Bootcamp Training.\n"
    )
    assert cli("unexempt", "TNX-PMB", "--person", "1")[2] == (
        "pmplanner: Ana Alvarez is not exempt from Product Management Bootcamp Training.\n"
    )
    assert cli("unexempt", "TNX-PMB", "--person", "1", "--person", "2")[2].endswith(
        "None of them is exempt from Product Management Bootcamp Training.\n"
    )
    assert cli("undo")[1] == (
        "Undone: Take back the exemption of Ana Alvarez from Product Management Bootcamp Training\n"
    )


def test_the_catalogue(cli: Run) -> None:
    found = cli("catalog", "search", "big", "DATA", "program", "manag")[1].splitlines()
    assert [line.split()[0] for line in found] == ["Code", "-------", "TNX-BDP"]
    assert cli("catalog", "search", '"; DROP', "TABLE")[:2] == (0, 'No course has “"; DROP TABLE”.\n')
    assert len(cli("catalog", "search")[1].splitlines()) == 136
    status, out, _ = cli("catalog", "show", "tnx-pmb")
    assert status == 0
    assert out.splitlines()[:5] == [
        "TNX-PMB  Product Management Bootcamp Training",
        "  Short title:  PM Boot",
        "  Provider:     Tonex",
        "  Days:         4",
        "  Tracks:       Product manager",
    ]


def test_undo_redo_and_history(cli: Run, tmp_path: Path) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    cli("track", "assign", "PDM", "--person", "1")
    assert cli("undo") == (0, "Undone: Assign Product manager to Ana Alvarez\n", "")
    assert snapshot(tmp_path / "cli.sqlite") == before
    assert "undone" in cli("history", "--limit", "1")[1]
    assert cli("redo") == (0, "Done again: Assign Product manager to Ana Alvarez\n", "")
    status, _, err = cli("redo")
    assert (status, err) == (2, "pmplanner: There is nothing to redo.\n")
    lines = [line.split(maxsplit=3)[3] for line in _words(cli("history")[1])]
    assert [line.rpartition(" ")[0] for line in lines] == [
        "Assign Product manager to Ana Alvarez 1",
        "Create the plan 2027 H1 1",
        "Import 3 people from people.csv 3",
    ]


def test_history_can_be_sifted_and_gone_back_in(cli: Run, tmp_path: Path) -> None:
    def ids(*words: str) -> list[str]:
        return [line.split()[-1] for line in cli("history", *words)[1].splitlines()[2:]]

    first = ids()[0]
    before = snapshot(tmp_path / "cli.sqlite")
    cli("pick", "TNX-PMB", "--person", "1")
    cli("pick", "TNX-BDP", "--person", "1", "--person", "2")
    both, one = ids()[:2]
    assert ids("--person", "2")[0] == both
    assert ids("--course", "TNX-PMB")[0] == one
    assert ids("--person", "1", "--course", "TNX-PMB")[0] == one
    assert ids("--text", "pick courses nothing") == []
    assert ids("--by", getpass.getuser()) == ids()
    assert cli("history", "--by", "nobody") == (0, "Nothing like that has been done.\n", "")
    shown = cli("history", "show", one)[1]
    assert "1 pick added" in shown
    assert "Ana Alvarez" in shown
    assert cli("history", "back", first) == (
        0,
        "Done: Take back 2 edits done after “Create the plan 2027 H1”\n",
        "",
    )
    assert snapshot(tmp_path / "cli.sqlite") == before
    assert cli("undo")[0] == 0
    assert " undone " in cli("history", "--person", "2", "--limit", "1")[1]
    assert cli("history", "back", "999") == (2, "", "pmplanner: There is no edit 999 to go back to.\n")
    status, _, err = cli("history", "undo-day", "2001-02-03")
    assert (status, err) == (2, "pmplanner: Nothing was done on 2001-02-03.\n")


REFUSED = {
    "pick NOPE --person 1": "There is no course “NOPE” in the catalogue.",
    "pick TNX-PMB --person 9": "There is nobody with the id, e-mail or name “9”.",
    "pick TNX-PMB --team Nobody": "Nobody is in the team “Nobody”.",
    "pick TNX-PMB": "Say for whom: --person, --team, --title, --manager or --track.",
    "pick TNX-PMB --person 1 --plan 2030": "There is no plan “2030”. There are: “2027 H1”.",
    "unpick TNX-PMB": "Say for whom: --person, --team, --title, --manager or --track.",
    "track assign PDM": "Say for whom: --person, --team, --title, --manager.",
    "track assign Pilot --person 1": "There is no track “Pilot”.",
    "track create PDM2 --description": "expected one argument",
    "track path PDM": "Say which courses: --required, --any, --elective or several of them.",
    "track path PDM --required TNX-PMB --elective TNX-PMB": "only once",
    "track path PDM --any TNX-PMB TNX-BDP": "“--any TNX-PMB TNX-BDP” is no group",
    "track path PDM --any 1": "“--any 1” is no group",
    "track path PDM --any 3 TNX-PMB TNX-BDP": "any 3 of its courses has only 2",
    "plan copy 2030 X": "There is no plan “2030”.",
    "plan create 2028 --from 2028-02-01 --to 2028-01-01": "would end (2028-01-01) before it begins",
    "plan create 2028 --from 2028-02-30 --to 2028-03-01": "'2028-02-30' is not a date",
    "plan create 2028 --from 02/03/2028 --to 2028-03-30": "write dates as 2027-01-31",
    "plan create 2028 --from 2028-01-01 --to 9999-12-31": "'9999-12-31' is too far away",
    "plan create 2028 --from 2028-01-01 --to 2028-03-01 --budget 1.001": "at most two decimals",
    "plan create 2028 --from 2028-01-01 --to 2028-03-01 --budget nan": "'nan' is not a number",
    "plan create 2028 --from 2028-01-01 --to 2028-03-01 --target 1.1": "'1.1' is not in quarters of a day",
    "session add TNX-PMB --start 2027-02-04 --seats 0": "'0' is less than 1",
    "session add TNX-PMB --start 2027-02-04 --seats 2 --min-seats 3": "The fewest seats (3) are more than",
    "exempt TNX-PMB --person 1 --reason  ": "expected one argument",
    "catalog show NOPE": "There is no course “NOPE” in the catalogue.",
    "export hotels x.csv": "invalid choice: 'hotels'",
    "export people x.csv --plan 2027": "leave --plan out",
    "export people x.csv --separator ab": "cannot stand between cells",
    "export people gone/x.csv": "There is no folder",
    "totals --by colour": "invalid choice: 'colour'",
    "import people x.csv --map team": "'team' is not of the form FIELD=COLUMN",
    "history --limit x": "'x' is not a number",
    "plan": "required: ACTION",
    "fly": "invalid choice: 'fly'",
}


@pytest.mark.slow
def test_refusals_are_told_and_change_nothing(
    cli: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(tmp_path / "cli.sqlite")
    for words, reason in REFUSED.items():
        try:
            status, out, err = cli(*words.replace("2027 H1", "2027").split())
        except SystemExit as usage:
            status, (out, err) = usage.code, capsys.readouterr()  # type: ignore[assignment]
        assert (status, out) == (2, ""), words
        assert reason in err, (words, err)
        assert "Traceback" not in err
    assert snapshot(tmp_path / "cli.sqlite") == before


def test_a_table_becomes_a_workbook_by_the_name_of_its_file(cli: Run, tmp_path: Path) -> None:
    assert cli("export", "people", tmp_path / "people.xlsx")[0] == 0
    assert (tmp_path / "people.xlsx").read_bytes().startswith(b"PK")
    status, out, _ = cli("import", "people", tmp_path / "people.xlsx")
    assert status == 0
    lines = {" ".join(line.split()) for line in out.splitlines()}
    assert {"unchanged 3", "updated 0", "created 0"} <= lines


def test_a_search_of_the_catalogue_lists_the_first_and_says_how_many_there_are(
    cli: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FIRST", 3)
    shown = cli("catalog", "search", "management")[1].splitlines()
    everything = cli("catalog", "search", "management", "--all")[1].splitlines()
    codes = [[line.split()[0] for line in lines] for lines in (shown[2:5], everything[2:5])]
    assert codes[0] == codes[1]
    assert shown[5:] == [f"The first 3 of {len(everything) - 2} courses; --all lists all."]
    assert (
        len(cli("catalog", "search", "management", "--format", "csv")[1].splitlines()) == len(everything) - 1
    )

"""The import command: what it says, what it leaves, where rejected rows go, and how it ends."""

import csv
import io
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

import pytest

from pmplanner.cli import exports, imports, totals, values
from pmplanner.cli.output import Progress
from pmplanner.services.exporting.tables import EXPORTS
from pmplanner.services.importing.job import IMPORTS
from pmplanner.services.importing.profiles import save_profile
from pmplanner.services.totals.totals import GROUPS
from pmplanner.storage.wordings import COUNTED
from pmplanner.storage.workspace import open_workspace
from tests.conftest import SHARED, needs_shared
from tests.support import snapshot

Run = Callable[..., tuple[int, str, str]]

PEOPLE = "person_id,first_name,team,start_date\n1,Ana,Ops,2020-01-31\n2,Bo,Ops,\n"
MIXED = "person_id,first_name,start_date\n3,=Cy,2020-02-30\n,,\n4,Di,\n1,Ana B,\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "mixed.csv").write_text(MIXED, encoding="utf-8")
    return tmp_path


def test_what_can_be_chosen_is_what_the_services_know() -> None:
    assert (imports.IMPORTS, exports.EXPORTS, totals.GROUPS) == (IMPORTS, EXPORTS, GROUPS)
    assert set(IMPORTS) <= COUNTED.keys()


def test_a_good_file(run_cli: Run, folder: Path) -> None:
    said = (
        "Imported people from people.csv: 2 rows.\n"
        "  created          2\n  updated          0\n  unchanged        0\n  rejected         0\n"
    )
    assert run_cli("import", "people", "people.csv") == (0, said, "")
    assert run_cli("import", "people", "people.csv")[1].splitlines()[1:4] == [
        "  created          0",
        "  updated          0",
        "  unchanged        2",
    ]
    (line,) = run_cli("history")[1].splitlines()[2:]
    assert line.split()[3:-1] == ["Import", "2", "people", "from", "people.csv", "2"]
    assert not list(folder.glob("*.rejects.csv"))


def test_rejected_rows_go_beside_the_file_and_can_be_mended(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    status, out, err = run_cli("import", "people", "mixed.csv")
    assert (status, err) == (1, "")
    assert out.splitlines()[1:] == [
        "  created          1",
        "  updated          1",
        "  unchanged        0",
        "  rejected         1",
        f"Rejected rows are in {Path('mixed.rejects.csv')}:",
        "  row 2, start_date: '2020-02-30' is not a date",
    ]
    rejects = folder / "mixed.rejects.csv"
    rows = list(csv.reader(rejects.read_text(encoding="utf-8-sig").splitlines()))
    assert rows == [
        ["person_id", "first_name", "start_date", "reason"],
        ["3", "'=Cy", "2020-02-30", "row 2, start_date: '2020-02-30' is not a date"],
    ]
    rejects.write_text(
        rejects.read_text(encoding="utf-8-sig").replace("3,'=Cy,2020-02-30", "3,'=Cy,2020-02-28")
    )
    status, out, _ = run_cli("import", "people", "mixed.rejects.csv")
    assert (status, "created          1" in out) == (0, True)
    assert "3,'=Cy,,,,,,,,2020-02-28," in run_cli("export", "people", "-")[1]
    assert not (folder / "mixed.rejects.rejects.csv").exists()


def test_rejects_can_go_elsewhere(run_cli: Run, folder: Path) -> None:
    assert run_cli("import", "people", "mixed.csv", "--rejects", "bad.csv")[0] == 1
    assert (folder / "bad.csv").exists()
    assert not (folder / "mixed.rejects.csv").exists()


@pytest.mark.parametrize(
    ("rejects", "reason"),
    [
        ("mixed.csv", "mixed.csv is needed itself"),
        ("cli.sqlite", "cli.sqlite is needed itself"),
        ("gone/bad.csv", "There is no folder"),
    ],
)
def test_without_a_place_for_rejects_nothing_is_done(
    run_cli: Run, folder: Path, rejects: str, reason: str
) -> None:
    run_cli("import", "people", "people.csv")
    before = snapshot(folder / "cli.sqlite")
    status, out, err = run_cli("import", "people", "mixed.csv", "--rejects", rejects)
    assert (status, out) == (2, "")
    assert reason in err
    assert snapshot(folder / "cli.sqlite") == before
    assert run_cli("history")[1].count("Import") == 1


def test_a_dry_run_says_the_same_and_does_nothing(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    before = snapshot(folder / "cli.sqlite")
    status, dry, _ = run_cli("import", "people", "mixed.csv", "--dry-run")
    assert status == 1
    assert snapshot(folder / "cli.sqlite") == before
    assert not list(folder.glob("*.rejects.csv"))
    assert dry.startswith("Would import people from mixed.csv: 3 rows.\n")
    assert dry.endswith("Nothing was changed.\n")
    assert run_cli("import", "people", "mixed.csv", "--dry-run", "--rejects", "bad.csv")[0] == 1
    assert (folder / "bad.csv").exists()
    real = run_cli("import", "people", "mixed.csv")[1]
    assert real.splitlines()[1:5] == dry.splitlines()[1:5]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("people gone.csv", "There is no file gone.csv"),
        ("people people.csv --sheet One", "is not a workbook"),
        ("people people.csv --map team=Colour", "has no column Colour"),
        ("people people.csv --map colour=Team", "There is no field colour"),
        ("people people.csv --plan X", "leave --plan out"),
        ("picks people.csv", "There is no plan yet"),
        ("completions people.csv --plan X", "There is no plan yet"),
        ("completions people.csv", "has no column for"),
        ("people dates.csv", "say which with --date-order dmy"),
    ],
)
def test_a_refusal_is_one_sentence_and_changes_nothing(
    run_cli: Run, folder: Path, words: str, reason: str
) -> None:
    (folder / "dates.csv").write_text("person_id,start_date\n1,02/03/2020\n", encoding="utf-8")
    status, out, err = run_cli("import", *words.split())
    assert (status, out) == (2, "")
    assert reason in err
    assert err.startswith("pmplanner: ")
    assert err.count("\n") == 1
    assert run_cli("history")[1] == "Nothing has been done yet.\n"


def test_dates_columns_and_sheet_as_told(run_cli: Run, folder: Path) -> None:
    (folder / "dates.csv").write_text("person_id,start_date,Where\n1,02/03/2020,Oslo\n", encoding="utf-8")
    status, _, _ = run_cli(
        "import", "people", "dates.csv", "--date-order", "mdy", "--map", "team=Where", "--map", "location="
    )
    assert status == 0
    assert ",Oslo,,,2020-02-03," in run_cli("export", "people", "-")[1]


def test_remembered_columns_are_used_and_can_be_overruled(run_cli: Run, folder: Path) -> None:
    (folder / "odd.csv").write_text("person_id,A,B\n1,Ops,Sales\n", encoding="utf-8")
    run_cli("history")
    workspace = open_workspace(folder / "cli.sqlite")
    with workspace.edit("Remember") as db:
        save_profile(db, "people", "Ours", ["person_id", "A", "B"], {"team": "A"})
    workspace.close()
    run_cli("import", "people", "odd.csv")
    assert ",Ops," in run_cli("export", "people", "-")[1]
    run_cli("import", "people", "odd.csv", "--map", "team=B")
    assert ",Sales," in run_cli("export", "people", "-")[1]


def test_remembered_words_are_used_and_can_be_overruled(run_cli: Run, folder: Path) -> None:
    (folder / "done.csv").write_text(RESULTS, encoding="utf-8")
    run_cli("import", "people", "people.csv")
    workspace = open_workspace(folder / "cli.sqlite")
    header, words = RESULTS.splitlines()[0].split(","), {"result": {"P": "passed", "number": "none"}}
    with workspace.edit("Remember") as db:
        save_profile(db, "completions", "LMS", header, {}, words)
    workspace.close()
    command = ("import", "completions", "done.csv", "--create-missing", "--dry-run")
    assert run_cli(*command)[1].splitlines()[1:6:4] == ["  created          2", "  left out         3"]
    said = run_cli(*command, "--word", "result:number=passed")[1]
    assert said.splitlines()[1:6:4] == ["  created          4", "  left out         1"]


def test_some_rows_and_values_for_what_is_lacking_are_taken_and_remembered(
    run_cli: Run, folder: Path
) -> None:
    text = "ID,Unit,start_date,Notes\n1,Ops,2020-01-31,\n2,Sales,2021-01-31,\n3,ops,,\n4,,2021-13-01,\n"
    (folder / "unit.csv").write_text(text, encoding="utf-8")
    wished = ("--map", "person_id=ID", "--only", "Unit= OPS", "--default", "team=North")
    status, out, _ = run_cli("import", "people", "unit.csv", *wished, "--default", "start_date=2019-05-06")
    assert status == 0  # row 4 cannot be read, and is not wanted
    assert out.splitlines()[1:6:4] == ["  created          2", "  left out         2"]
    assert "is not asked for" not in out  # they are counted
    people = run_cli("export", "people", "-")[1].splitlines()
    days = [line for line in people if "2020-01-31" in line or "2019-05-06" in line]
    assert len(days) == 2
    assert all("North" in line for line in days)

    run_cli("import", "people", "unit.csv", *wished, "--default", "location=Berlin", "--remember", "Units")
    said = run_cli("import", "people", "unit.csv", "--dry-run")[1]
    assert "2 rows are left out since only others are wanted." in said  # as is remembered
    assert "is not asked for" not in said
    assert said.splitlines()[1:6] == [
        *("  created          0", "  updated          0", "  unchanged        2"),
        *("  rejected         0", "  left out         2"),
    ]
    (content,) = run_cli("export", "import-profiles", "-")[1].splitlines()[1:]
    assert all(word in content for word in ("Berlin", "OPS"))
    said = run_cli("import", "people", "unit.csv", "--dry-run", "--all-rows")[1]
    assert said.splitlines()[1:5:3] == ["  created          1", "  rejected         1"]
    said = run_cli("import", "people", "unit.csv", "--dry-run", "--only", "Unit=")[1]
    assert said.splitlines()[1:6:3] == ["  created          0", "  rejected         1"]


def test_a_course_for_all_rows_is_none_for_a_row_with_another(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    rows = "person_id,course_title,completed_on\n1,No such course,2024-03-01\n2,,2024-03-01\n"
    (folder / "done.csv").write_text(rows, encoding="utf-8")
    said = run_cli("import", "completions", "done.csv", "--default", "course_code=TNX-PMB", "--dry-run")[1]
    assert said.splitlines()[1:5:3] == ["  created          1", "  rejected         1"]


def test_wishes_that_will_not_do_are_refused(run_cli: Run, folder: Path) -> None:
    for option, value, reason in (
        ("--only", "Unit=Ops", "no column Unit"),
        ("--default", "colour=red", "no field colour"),
        ("--default", "start_date=soon", "'soon' is not a date"),
    ):
        status, _, err = run_cli("import", "people", "people.csv", option, value)
        assert status != 0, value
        assert reason in err, err
    assert len(run_cli("export", "people", "-")[1].splitlines()) == 1
    for read in (values.default, values.only):
        assert read(" A = b=c ") == ("A", "b=c")
        for text in ("team", "=team"):
            with pytest.raises(ArgumentTypeError, match="not of the form"):
                read(text)


def test_completions_go_to_the_plan_of_their_day_that_begins_last(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    (folder / "done.csv").write_text("person_id,course_code,completed_on\n1,TNX-PMB,2027-03-01\n")
    (folder / "more.csv").write_text("person_id,course_code,completed_on\n2,TNX-PMB,2027-03-01\n")
    run_cli("plan", "create", "One", "--from", "2027-01-01", "--to", "2027-06-30")
    assert "1 of them fall into “One”" in run_cli("import", "completions", "done.csv")[1]
    run_cli("plan", "create", "Two", "--from", "2027-02-01", "--to", "2027-06-30")
    run_cli("plan", "copy", "Two", "Trial")
    run_cli("plan", "create", "Later", "--from", "2027-03-02", "--to", "2027-06-30")
    assert "fall into “Two”" in run_cli("import", "completions", "more.csv", "--dry-run")[1]
    assert "fall into “Two”" in run_cli("import", "completions", "more.csv")[1]
    status, _, err = run_cli("import", "picks", "done.csv")
    assert (status, err) == (2, "pmplanner: There are 4 plans; say which: “One”, “Two”, “Trial”, “Later”.\n")


CALENDAR = (
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270301\nDTEND;VALUE=DATE:20270303\n"
    "SUMMARY:Ski\nEND:VEVENT\nEND:VCALENDAR\n"
)


def test_rooms_trainers_closures_and_absences(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    for layout, text in (
        ("rooms", "name,site,seats,equipment,day_cost,currency,note\nOslo,HQ,12,Beamer,150,EUR,\n"),
        (
            "trainers",
            (
                "trainer_id,name,email,courses,first_day,last_day,day_cost,currency,working_days,note\n"
                "T1,Ada,,TNX-PMB,,,,,,\n"
            ),
        ),
        ("closures", "first_day,last_day,site,name\n2027-05-18,2027-05-18,HQ,Bridge day\n"),
        ("absences", "person_id,email,first_day,last_day,kind\n2,,2027-02-01,2027-02-05,Leave\n"),
        ("travel", "from_site,to_site,amount,currency\nHQ,Oslo,80.5,NOK\n"),
    ):
        (folder / "some.tsv").write_text(text.replace(",", "\t"), encoding="utf-8")
        assert run_cli("import", layout, "some.tsv")[0] == 0
        assert f"Import {COUNTED[layout][0]} from some.tsv" in run_cli("history")[1]
        assert run_cli("export", layout, "-", "--no-bom")[1].replace("\r", "") == text


def test_a_calendar_of_somebody(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    (folder / "away.ics").write_text(CALENDAR, encoding="utf-8")
    status, out, _ = run_cli("import", "absences", "away.ics", "--dry-run")
    assert (status, "needs at least one of Employee ID" in out) == (1, True)
    status, out, _ = run_cli("import", "absences", "away.ics", "--person", "ana")
    assert (status, out.splitlines()[0]) == (0, "Imported absences from away.ics: 1 row.")
    assert "1,,2027-03-01,2027-03-02,Ski" in run_cli("export", "absences", "-")[1]
    status, out, _ = run_cli("import", "closures", "away.ics")
    assert status == 0
    assert "Columns not used" not in out  # a calendar has none
    assert "2027-03-01,2027-03-02,,Ski" in run_cli("export", "closures", "-")[1]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("people away.ics", "away.ics is a calendar; only absences, closures and sessions"),
        ("closures away.ics --person 1", "leave it out here"),
        ("absences away.ics --person Nobody", "There is nobody with the id, e-mail or name “Nobody”"),
        ("absences away.csv --person 1", "away.csv is not a calendar"),
        ("absences bad.ics --person 1", "bad.ics, event 1 “Ski” on line 2: DTSTART cannot be read"),
        ("absences half.ics --person 1", "half.ics breaks off in the middle"),
    ],
)
def test_calendars_that_are_refused_change_nothing(
    run_cli: Run, folder: Path, words: str, reason: str
) -> None:
    run_cli("import", "people", "people.csv")
    (folder / "away.ics").write_text(CALENDAR, encoding="utf-8")
    (folder / "bad.ics").write_text(CALENDAR.replace("20270301", "soon"), encoding="utf-8")
    (folder / "half.ics").write_text(CALENDAR[:70], encoding="utf-8")
    (folder / "away.csv").write_text("person_id,first_day\n1,2027-03-01\n", encoding="utf-8")
    before = snapshot(folder / "cli.sqlite")
    status, out, err = run_cli("import", *words.split())
    assert (status, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1
    assert snapshot(folder / "cli.sqlite") == before


class _Watched(io.StringIO):
    """What the terminal shows, when there is one."""

    def isatty(self) -> bool:
        return True


def test_progress_shows_only_where_somebody_watches(
    run_cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"{n},P{n}\n" for n in range(1200))
    (folder / "many.csv").write_text(f"person_id,first_name\n{rows}", encoding="utf-8")
    assert run_cli("import", "people", "many.csv", "--dry-run")[2] == ""
    watched = _Watched()
    monkeypatch.setattr(sys, "stderr", watched)
    run_cli("import", "people", "many.csv", "--dry-run")
    said = watched.getvalue()
    assert "many.csv: 500 of 1,202 rows" in said
    assert "comparing 1,200 rows" in said
    assert said.endswith("\r\x1b[K")


@pytest.mark.parametrize("moment", ["read", "write"])
def test_ctrl_c_leaves_nothing(
    run_cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    run_cli("import", "people", "people.csv")
    before = snapshot(folder / "cli.sqlite")

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    if moment == "read":
        monkeypatch.setattr(Progress, "stage", interrupt)
    else:  # the rows are in the transaction, and it is not over
        monkeypatch.setattr(imports, "_write_rejects", interrupt)
    status, _, err = run_cli("import", "people", "mixed.csv")
    assert (status, err) == (130, "pmplanner: Stopped; nothing was changed.\n")
    assert snapshot(folder / "cli.sqlite") == before
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    assert run_cli("import", "people", "mixed.csv")[0] == 1


@pytest.mark.slow
@needs_shared
def test_the_real_people_through_the_terminal(run_cli: Run, folder: Path) -> None:
    real = SHARED / "data" / "real"
    status, out, _ = run_cli("import", "people", real / "employees.xlsx")
    assert (status, out.splitlines()[:2]) == (
        0,
        [
            "Imported people from employees.xlsx, sheet Employee_data: 3,000 rows.",
            "  created      3,000",
        ],
    )
    assert run_cli("undo")[1] == "Undone: Import 3,000 people from employees.xlsx\n"
    assert len(run_cli("export", "people", "-")[1].splitlines()) == 1


RESULTS = (
    "Employee ID,Course,Completion Date,Status,days\n1,Fire,2025-03-01,Pass,1\n2,Fire,2025-03-02,No show,1\n"
    "1,Fire,2025-03-03,85%,1\n2,Fire,2025-03-04,P,1\n2,Fire,2025-03-05,40%,1\n"
)


def test_words_that_are_not_known_are_rejected_and_can_be_said(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    (folder / "done.csv").write_text(RESULTS, encoding="utf-8")
    status, out, _ = run_cli("import", "completions", "done.csv", "--create-missing")
    assert status == 1
    assert out.splitlines()[1:] == [
        "  created          1",
        "  updated          0",
        "  unchanged        0",
        "  rejected         3",
        "  left out         1",
        "Course “Fire” is new: 1 day.",
        "Left out:",
        "  row 3, Status: “No show” is no completion",
        f"Rejected rows are in {Path('done.rejects.csv')}:",
        "  row 4, Status: the result 85% is not known; say what it means",
        "  row 5, Status: the result P is not known; say what it means",
        "  row 6, Status: the result 40% is not known; say what it means",
        (
            "Words not known (result): numbers (85%, 40%), P. Say what they mean with --word "
            "result:number=OURS; OURS is one of completed, passed, attended, failed, incomplete, none."
        ),
    ]
    words = [f"--word=result:{word}" for word in ("P=passed", ">=60=passed", "<60=failed")]
    status, out, _ = run_cli("import", "completions", "done.rejects.csv", *words)
    assert (status, out.splitlines()[1]) == (0, "  created          3")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("result:P=good", "“good” is no word for result; there are: completed, passed,"),
        ("colour:P=passed", "There are no words in completions for colour; there are for: "),
        ("days:P=passed", "There are no words in completions for days; there are for: "),
    ],
)
def test_words_that_will_not_do_are_refused(run_cli: Run, folder: Path, word: str, reason: str) -> None:
    (folder / "done.csv").write_text(RESULTS, encoding="utf-8")
    status, out, err = run_cli("import", "completions", "done.csv", "--word", word)
    assert (status, out, reason in err) == (2, "", True)


def test_a_word_has_a_field_theirs_and_ours() -> None:
    assert values.word("result:>=60 = passed") == ("result", ">=60", "passed")
    assert values.word("approval:=open") == ("approval", "", "open")
    for text in ("result", "result:P", "result:P=", ":P=passed", "P=passed"):
        with pytest.raises(ArgumentTypeError, match="not of the form FIELD:THEIRS=OURS"):
            values.word(text)


def test_new_ids_under_a_known_e_mail_are_rejected_until_they_are_wanted(run_cli: Run, folder: Path) -> None:
    text = "person_id,first_name,email\n1,Ana,a@x.y\n"
    (folder / "a.csv").write_text(text, encoding="utf-8")
    (folder / "b.csv").write_text(text.replace("1,", "E-1,"), encoding="utf-8")
    run_cli("import", "people", "a.csv")
    before = snapshot(folder / "cli.sqlite")
    status, out, _ = run_cli("import", "people", "b.csv")
    assert (status, snapshot(folder / "cli.sqlite") == before) == (1, True)
    assert out.splitlines()[-2:] == [
        (
            "  row 2, person_id: Ana (employee id 1) has the e-mail a@x.y: "
            "say whether the employee id has changed"
        ),
        "--same-email update gives those people the new employee ids.",
    ]
    assert run_cli("import", "people", "b.csv", "--same-email", "reject")[0] == 1
    status, out, _ = run_cli("import", "people", "b.csv", "--same-email", "update")
    assert (status, out.splitlines()[2]) == (0, "  updated          1")


def test_parts_of_days_and_free_time_are_taken_on_wish(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    free = CALENDAR.replace("END:VEVENT", "TRANSP:TRANSPARENT\nEND:VEVENT")
    part = CALENDAR.replace(";VALUE=DATE:20270301", ":20270301T090000").replace(
        ";VALUE=DATE:20270303", ":20270301T100000"
    )
    for text, option in ((free, "--take-free"), (part, "--part-days=whole")):
        (folder / "away.ics").write_text(text, encoding="utf-8")
        status, out, _ = run_cli("import", "absences", "away.ics", "--person", "1")
        assert (status, out.splitlines()[1]) == (0, "  created          0")
        assert "Left out because it" in out
        assert option.replace("=", " ") in out
        status, out, _ = run_cli("import", "absences", "away.ics", "--person", "1", option)
        assert (status, out.splitlines()[1]) == (0, "  created          1")
        run_cli("undo")


def test_a_calendar_that_says_no_zone_is_read_in_that_of_the_workspace(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    early = CALENDAR.replace(";VALUE=DATE:20270301", ":20270301T230000Z").replace(
        ";VALUE=DATE:20270303", ":20270302T090000Z"
    )
    (folder / "away.ics").write_text(early, encoding="utf-8")
    for zone, days in (("Asia/Tokyo", ["2027-03-02,2027-03-02"]), ("UTC", [])):
        assert run_cli("workspace", "settings", "timezone", zone)[0] == 0
        run_cli("import", "absences", "away.ics", "--person", "1")
        _, out, _ = run_cli("export", "absences", "-", "--no-bom")
        found = [",".join(line.split(",")[2:4]) for line in out.splitlines()[1:]]
        assert found == days, zone
        if days:
            run_cli("undo")


def test_what_is_not_in_a_calendar_any_more_is_taken_out_on_wish(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    one = CALENDAR.replace("END:VEVENT", "UID:1\nEND:VEVENT")
    other = one.replace("UID:1", "UID:2").replace("202703", "202704")
    for text in (one, other):
        (folder / "away.ics").write_text(text, encoding="utf-8")
        _, out, _ = run_cli("import", "absences", "away.ics", "--person", "1")
    assert "any more stays:" in out
    assert "--take-out-gone takes it out." in out
    _, out, _ = run_cli("import", "absences", "away.ics", "--person", "1", "--take-out-gone")
    assert "because the event is not in the calendar any more." in out
    _, out, _ = run_cli("export", "absences", "-")
    assert len(out.splitlines()) == 2


def test_how_long_new_courses_take_can_be_said(run_cli: Run, folder: Path) -> None:
    (folder / "m.csv").write_text("fullname,shortname,category\nFire,F1,1\n", encoding="utf-8")
    run_cli("plan", "create", "P", "--from", "2027-01-01", "--to", "2027-12-31")
    status, out, _ = run_cli("import", "courses", "m.csv")
    assert (status, out.splitlines()[-1]) == (1, "--course-days DAYS says how long those courses take.")
    assert run_cli("import", "courses", "m.csv", "--course-days", "1.5")[0] == 0


def test_a_training_matrix_asks_what_its_entries_mean(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    text = "Employee ID;TNX-PMB;Agile Joggling;Total\n2;2024-05-06;x;1\n;1;1;2\n"
    (folder / "matrix.csv").write_text(text, encoding="utf-8")
    status, out, _ = run_cli("import", "matrix", "matrix.csv", "--dry-run")
    assert status == 1
    assert "Columns that are no courses are not read: Total." in out
    assert "1 row names nobody and is not read." in out
    assert "Words not known (cell): x. Say what they mean with --word cell:x=OURS" in out
    status, out, _ = run_cli("import", "matrix", "matrix.csv", "--dry-run", "--word", "cell:x=picked")
    assert (status, "--word course:HEADING=CODE says which course" in out) == (1, True)
    status, out, err = run_cli(
        *("import", "matrix", "matrix.csv", "--word", "cell:x=picked"),
        *("--word", "course:Agile Joggling=SCR-PSPO"),
    )
    assert "it is a pick, which belongs to a plan; say which" in out
    assert (status, err) == (1, "")
    assert "Import 1 cell of a matrix from matrix.csv" in run_cli("history")[1]
    run_cli("plan", "create", "2027", "--from", "2027-01-01", "--to", "2027-12-31")
    words = ("--word", "cell:x=picked", "--word", "course:Agile Joggling=SCR-PSPO")
    status, out, _ = run_cli("import", "matrix", "matrix.csv", *words)
    assert (status, "created          1" in out, "unchanged        1" in out) == (0, True, True)
    assert "2,Bo,,Ops,picked" in run_cli("export", "matrix", "-")[1]


def test_standard_input_is_a_file_of_which_no_rejects_are_left(
    run_cli: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def give(content: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    give(PEOPLE.encode())
    status, out, _ = run_cli("import", "people", "-")
    assert (status, out.splitlines()[0]) == (0, "Imported people from standard input: 2 rows.")
    before = sorted(folder.iterdir())
    give(MIXED.encode("utf-16"))
    status, out, _ = run_cli("import", "people", "-")
    assert status == 1
    assert "\nRejected rows:\n" in out
    assert sorted(folder.iterdir()) == before
    give(MIXED.encode())
    assert "Rejected rows are in left.csv:" in run_cli("import", "people", "-", "--rejects", "left.csv")[1]
    give(b"")
    assert run_cli("import", "people", "-") == (2, "", "pmplanner: standard input is empty.\n")


def test_courses_called_alike_are_told_and_can_be_said(run_cli: Run, folder: Path) -> None:
    run_cli("import", "people", "people.csv")
    text = "person_id,course_title,completed_on\n1,Product Mgmt Bootcamp,2026-03-02\n"
    (folder / "done.csv").write_text(text, encoding="utf-8")
    status, out, _ = run_cli("import", "completions", "done.csv", "--dry-run")
    assert status == 1
    assert "“Product Mgmt Bootcamp” is no course; perhaps Product Management Bootcamp (GA-PDB);" in out
    said = "course:product mgmt bootcamp=GA-PDB"
    status, out, _ = run_cli("import", "completions", "done.csv", "--word", said)
    assert (status, out.splitlines()[1]) == (0, "  created          1")

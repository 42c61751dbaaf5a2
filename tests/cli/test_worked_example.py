"""The worked example of the domain's definition, built with nothing but the terminal."""

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from pmplanner.storage.workspace import open_workspace
from tests.services.test_worked_example import build_second

Run = Callable[..., tuple[int, str, str]]
Begin = Callable[[Iterable[list[str]]], None]

COLUMNS = [
    "people",
    "path_days",
    "required_days",
    "credited_days",
    "planned_days",
    "done_days",
    "scheduled_days",
    "open_days",
    "gap_days",
    "days_per_person",
]

TABLE = {
    "Product manager": "2 6 12 2 9.5 4 4 1.5 2 4.75",
    "Project manager": "1 5 5 2 3 0 0 3 0 3",
    "No track": "1 0 0 0 1.5 0 1.5 0 0 1.5",
    "All": "4 _ 17 4 14 4 5.5 4.5 2 3.5",
}

PRINTED = """\
Track            People  Path days  Required  Credited  Planned  Done  Scheduled  Open  Gap  Days per person  Cost     Currency  Picks without price
---------------  ------  ---------  --------  --------  -------  ----  ---------  ----  ---  ---------------  -------  --------  -------------------
Product manager       2          6        12         2      9.5     4          4   1.5    2             4.75  unknown                              3
Project manager       1          5         5         2        3     0          0     3    0                3  unknown                              1
No track              1          0         0         0      1.5     0        1.5     0    0              1.5  unknown                              1
All                   4                   17         4       14     4        5.5   4.5    2              3.5  unknown                              5
"""  # noqa: E501 - as it is printed

SECOND = {
    "T1": "3 3.5 15.5 1 4.5 0 3 1.5 10.5 1.5",
    "T2": "2 4 5 3 1 1 0 0 1 0.5",
    "All": "5 _ 20.5 4 5.5 1 3 1.5 11.5 1.1",
}

NEEDS = """\
Track  People  Courses  Required  Credited  Expected  Satisfied  Missing  Renewals
-----  ------  -------  --------  --------  --------  ---------  -------  --------
T1          3        9      15.5         1         0          4     10.5         1
T2          2        3         5         3         3          1        1         0
All         5       12      20.5         4         3          5     11.5         1
"""

COURSES = """\
Name  Track  Team  Course  Title  Days  State      By course  How        Renewal due
----  -----  ----  ------  -----  ----  ---------  ---------  ---------  -----------
Q1    T1           A       A         2  missing
Q1    T1           B       B         1  satisfied  B2         pick
Q1    T1           C       C         3  satisfied  C          pick
Q2    T1           A       A         2  missing                          2027-03-31
Q2    T1           B       B         1  credited   B          exemption
Q2    T1           D       D       0.5  missing
Q4    T2           B       B         1  satisfied  B          pick
Q5    T2           B       B         1  missing
Q5    T2           C       C         3  credited   C          expected
Q6    T1           A       A         2  missing
Q6    T1           B       B         1  missing
Q6    T1           C       C         3  missing
"""

FILES = {
    "courses.csv": "code,title,days\nLEAD,Leadership,2\nTIME,Time management,1.5\n",
    "people.csv": "person_id,first_name,last_name\n1,P1,One\n2,P2,Two\n3,P3,Three\n4,P4,Four\n",
    "history.csv": "person_id,course_code,completed_on\n1,LEAD,2026-05-04\n",
    "attended.csv": "person_id,course_code,status,session_code\n2,TNX-PMB,attended,BOOT-1\n",
    "waiting.csv": "person_id,course_code,status,session_code\n3,TNX-BDP,waiting,DATA-1\n",
}

STEPS = (
    "import courses courses.csv",
    "import people people.csv",
    "track path|Product manager|--required TNX-PMB LEAD",
    "track path|Project manager|--required TNX-BDP LEAD",
    "track assign|Product manager|--person 1 --person 2",
    "track assign|Project manager|--person 3",
    "plan create 2027 --from 2027-01-04 --to 2027-06-30",
    "import completions history.csv",
    "exempt LEAD --person 3 --reason|Led the department for ten years.",
    "pick TNX-PMB --person 1 --person 2",
    "session add TNX-PMB --start 2027-02-01 --code BOOT-1 --seat-open",
    "import picks attended.csv",
    "pick TIME --person 4",
    "session add TIME --start 2027-03-08 --seat-open",
    "pick TIME --person 1",
    "session add TNX-BDP --start 2027-03-01 --code DATA-1",
    "import picks waiting.csv",
)


@pytest.fixture
def run(run_cli: Run, begin_cli: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pmplanner.services.calendar.clock.today", lambda: dt.date(2027, 12, 31))
    for name, content in FILES.items():
        Path(name).write_text(content, encoding="utf-8")
    begin_cli(_words(step) for step in STEPS)
    return run_cli


def _words(step: str) -> list[str]:
    return [w for n, part in enumerate(step.split("|")) for w in ([part] if n == 1 else part.split())]


def test_every_format_gives_exactly_the_table(run: Run) -> None:
    wanted = {name: [None if n == "_" else Decimal(n) for n in row.split()] for name, row in TABLE.items()}

    status, out, err = run("totals")
    assert (status, out, err) == (0, PRINTED, "")

    status, out, _ = run("totals", "--format", "json")
    objects = json.loads(out, parse_float=Decimal)
    assert status == 0
    assert {row["name"]: [row[c] for c in COLUMNS] for row in objects} == wanted
    assert {row["group"] for row in objects} == {"track"}

    status, out, _ = run("totals", "--format", "csv", "--by", "track")
    rows = list(csv.DictReader(out.splitlines()))
    assert {row["name"]: [Decimal(row[c]) if row[c] else None for c in COLUMNS] for row in rows} == wanted
    assert out.count("\r\n") == 5

    status, out, _ = run("export", "totals", "totals.csv")
    assert (status, out) == (0, "Wrote 4 rows to totals.csv.\n")
    content = Path("totals.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfgroup,name,people,")
    assert list(csv.DictReader(content.decode("utf-8-sig").splitlines())) == rows


def test_every_grouping_adds_up_to_the_whole(run: Run) -> None:
    for by in ("team", "manager", "title", "course", "person", "month"):
        status, out, _ = run("totals", "--by", by, "--format", "json")
        *rows, total = json.loads(out, parse_float=Decimal)
        assert status == 0
        for column in ("planned_days", "done_days", "scheduled_days", "open_days"):
            assert sum(row[column] for row in rows) == total[column] > 0
        needs = [total[column] for column in ("required_days", "credited_days", "gap_days")]
        assert needs == ([None] * 3 if by == "month" else [17, 4, 2])
        assert all(row["path_days"] is None for row in rows)


def test_the_second_example_in_totals_and_needs(
    run_cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has is put in through the services, as long as some of it has no command."""
    monkeypatch.setattr("pmplanner.services.calendar.clock.today", lambda: dt.date(2027, 2, 1))
    workspace = open_workspace(tmp_path / "cli.sqlite")
    with workspace.edit("Build the example") as db:
        build_second(db)
    workspace.close()
    status, out, _ = run_cli("totals", "--plan", "2027", "--format", "json")
    wanted = {name: [None if n == "_" else Decimal(n) for n in row.split()] for name, row in SECOND.items()}
    objects = json.loads(out, parse_float=Decimal)
    assert status == 0
    assert {row["name"]: [row[c] for c in COLUMNS] for row in objects} == wanted
    assert [row["picks_without_price"] for row in objects] == [2, 1, 3]

    assert run_cli("needs", "--plan", "2027", "--by", "track") == (0, NEEDS, "")
    status, out, _ = run_cli("needs", "--plan", "2027")
    assert (status, [line.rstrip() for line in out.splitlines()]) == (0, COURSES.splitlines())

    status, out, _ = run_cli("needs", "--plan", "2027", "--person", "Q5", "--format", "csv")
    rows = list(csv.DictReader(out.splitlines()))
    assert [(row["course_code"], row["state"], row["how"]) for row in rows] == [
        ("B", "missing", ""),
        ("C", "credited", "expected"),
    ]
    status, out, _ = run_cli("needs", "--plan", "2027", "--by", "course", "--format", "json")
    assert {row["name"]: row["missing_days"] for row in json.loads(out, parse_float=Decimal)} == {
        "A": 6,
        "B": 2,
        "C": 3,
        "D": Decimal("0.5"),
        "All": Decimal("11.5"),
    }

    # Q2's A ran out on 31 March
    monkeypatch.setattr("pmplanner.services.calendar.clock.today", lambda: dt.date(2027, 4, 15))
    status, out, _ = run_cli("needs", "--plan", "2027", "--by", "track")
    assert [line.split()[-2:] for line in out.splitlines()[2:]] == [
        ["1", "2027-03-31"],
        ["0", "0"],
        ["1", "2027-03-31"],
    ]
    status, out, _ = run_cli("needs", "--plan", "2027", "--by", "person", "--format", "csv")
    late = [row for row in csv.DictReader(out.splitlines()) if row["overdue"] != "0"]
    assert [(row["name"], row["overdue_since"], row["people_missing"]) for row in late] == [
        ("Q2", "2027-03-31", "1"),
        ("All", "2027-03-31", "4"),
    ]
    status, out, _ = run_cli("export", "gaps", "-", "--plan", "2027", "--by", "person")
    assert list(csv.DictReader(out.removeprefix("\ufeff").splitlines()))[-1] == late[-1]
    assert run_cli("export", "gaps", "-", "--plan", "2027", "--by", "month")[0] == 2


def test_totals_and_needs_of_managers(run: Run) -> None:
    Path("bosses.csv").write_text("person_id,manager\n1,P4 Four\n2,P4 Four\n3,Zoe Roe\n", encoding="utf-8")
    assert run("import", "people", "bosses.csv")[0] == 0
    status, out, _ = run("totals", "--by", "manager", "--format", "json")
    objects = json.loads(out, parse_float=Decimal)
    assert {row["name"]: row["planned_days"] for row in objects} == {
        "P4 Four": Decimal("9.5"),
        "Zoe Roe": 3,
        "No manager": Decimal("1.5"),
        "All": 14,
    }
    status, out, _ = run("needs", "--by", "manager", "--manager", "zoe roe", "--format", "csv")
    assert (status, [row["name"] for row in csv.DictReader(out.splitlines())]) == (0, ["Zoe Roe", "All"])
    status, out, _ = run("totals", "--manager", "P4 Four", "--format", "json")
    assert [row["planned_days"] for row in json.loads(out, parse_float=Decimal)][-1] == Decimal("9.5")
    assert run("needs", "--manager", "Nobody")[0] == 2
    assert run("export", "totals", "by.csv", "--by", "manager")[0] == 0
    assert "manager,Zoe Roe,1," in Path("by.csv").read_text(encoding="utf-8-sig")


@pytest.mark.slow
def test_undo_takes_the_example_back_to_the_beginning(run: Run) -> None:
    for _ in STEPS:
        assert run("undo")[0] == 0
    status, _, err = run("undo")
    assert (status, err) == (2, "pmplanner: There is nothing to undo.\n")
    assert run("totals")[0] == 2
    for _ in STEPS:
        assert run("redo")[0] == 0
    assert run("totals")[1] == PRINTED


def test_the_shortest_set_of_the_second_example(run_cli: Run, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "cli.sqlite")
    with workspace.edit("Build the example") as db:
        build_second(db)
    workspace.close()
    status, out, _ = run_cli("needs", "shortest", "--plan", "2027", "--format", "csv")
    keys = ("name", "picked_days", "missing_days", "shortest_days", "saved_days", "pick", "keep", "take_back")
    rows = [tuple(row[key] for key in keys) for row in csv.DictReader(out.splitlines())]
    assert status == 0
    assert rows == [
        ("Q1", "4.5", "2", "6", "0.5", "A; B", "C", "B2"),
        ("Q2", "0", "2.5", "2.5", "0", "A; D", "", ""),
        ("Q5", "0", "1", "1", "0", "B", "", ""),
        ("Q6", "0", "6", "6", "0", "A; B; C", "", ""),
    ]
    told = "4.5 days picked and 11.5 missing; 15.5 are enough.\n"
    assert run_cli("needs", "shortest", "--plan", "2027")[1].endswith(f"\n{told}")
    taken = run_cli("needs", "shortest", "--plan", "2027", "--apply")
    assert taken == (0, f"8 picks are new, 1 was taken back.\n{told}", "")
    assert "Take the shortest set for 4 people" in run_cli("history")[1]
    assert (
        run_cli("needs", "shortest", "--plan", "2027", "--apply")[1] == "Nobody’s picks can be fewer days.\n"
    )
    assert run_cli("undo")[0] == 0
    assert "B2" in run_cli("needs", "shortest", "--plan", "2027")[1]
    assert run_cli("needs", "--apply")[2] == "pmplanner: --apply goes with “shortest”.\n"

"""`pmplanner skills`: what is wanted, had, planned and lacking, and the courses that give the rest."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def skills(run_cli: Run) -> Run:
    assert run_cli("plan", "create", "2027", "--from", "2027-01-04", "--to", "2027-06-30")[0] == 0
    for first, track in (("Ana", "PDM"), ("Ben", "PJM")):
        assert run_cli("person", "add", "--first", first, "--track", track)[0] == 0
    return lambda *words: run_cli("skills", *words)


def test_each_skill_says_who_wants_has_and_lacks_it(run_cli: Run, skills: Run) -> None:
    rows = {row["skill"]: row for row in csv.DictReader(skills("--format", "csv")[1].splitlines())}
    assert rows["leadership"]["wanted_by"] == "Product manager; Project manager; Program manager"
    assert [rows["leadership"][name] for name in ("people", "has", "planned", "below", "lacks")] == [
        *("2", "0", "0", "0", "2")
    ]
    assert rows["go-to-market"]["wanted_by"] == "Product manager"
    given = ("awareness_courses", "working_courses", "expert_courses")
    assert {rows["go-to-market"][name] for name in given} == {"0"}
    alone = json.loads(skills("--person", "Ben", "--format", "json")[1])
    assert next(row for row in alone if row["skill"] == "pricing")["people"] == 0

    # Picked, it is planned
    first = next(row for row in json.loads(skills("--courses", "--format", "json")[1]) if row["people"] == 2)
    assert run_cli("pick", first["course_code"], "--person", "Ana", "--person", "Ben")[0] == 0
    after = {row["skill"]: row for row in json.loads(skills("--format", "json")[1])}
    assert all(after[skill]["planned"] >= 1 for skill in first["skills"].split("; "))


def test_courses_give_what_is_missing_fewest_days_first(skills: Run) -> None:
    status, out, _ = skills("--courses", "--format", "csv")
    rows = list(csv.DictReader(out.splitlines()))
    assert status == 0
    assert [Decimal(row["days"]) for row in rows] == sorted(Decimal(row["days"]) for row in rows)
    assert all(int(row["gives"]) >= int(row["people"]) > 0 for row in rows)
    status, out, _ = skills("--courses")
    assert out.splitlines()[0].split() == ["Course", "Title", "Days", "People", "Gives", "Skills"]
    assert skills("--person", "Nobody")[0] == 2

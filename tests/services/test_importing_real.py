"""The real files: the right sheet, everybody once, and days that an independent sum agrees with."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest
from openpyxl import load_workbook

from pmplanner.services.people.people import list_people
from pmplanner.services.plans import plans
from pmplanner.services.totals import totals
from pmplanner.storage.workspace import Workspace
from tests.conftest import SHARED, needs_shared
from tests.files import bring_in, counts, take_out
from tests.support import Snapshot, Template, check_file, snapshot

pytestmark = needs_shared

PEOPLE = SHARED / "data" / "real" / "employees.xlsx"
RECORDS = SHARED / "data" / "real" / "training-records.csv"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    def fill(workspace: Workspace) -> None:
        assert counts(bring_in(workspace, PEOPLE, "people")) == (3000, 0, 0, 0)
        with workspace.edit("Plan") as db:
            plan = plans.create_plan(db, "All", dt.date(2022, 8, 1), dt.date(2023, 8, 31))
        draft = bring_in(workspace, RECORDS, "completions", plan_id=plan, create_missing=True)
        assert counts(draft) == (3000, 0, 0, 0)

    return Template(tmp_path_factory.mktemp("real"), fill)


@pytest.fixture
def filled(template: Template) -> Iterator[Workspace]:
    workspace = template.open()
    yield workspace
    workspace.close()


@cache
def _employees() -> dict[str, tuple[str, str]]:
    """Return employee id to title and department, read with nothing of ours."""
    book = load_workbook(PEOPLE, read_only=True)
    rows = book["Employee_data"].iter_rows(values_only=True)
    header = next(rows)
    places = [header.index(name) for name in ("Employee ID", "Title", "DepartmentType")]
    found = {}
    for row in rows:
        employee_id, title, department = (str(row[place]).strip() for place in places)
        found[employee_id] = (title, department)
    book.close()
    return found


def _days(by: int) -> dict[str, Decimal]:
    """Return the days of the records by title (0) or department (1)."""
    employees = _employees()
    sums: dict[str, Decimal] = defaultdict(Decimal)
    with RECORDS.open(encoding="utf-8", newline="") as stream:
        for record in csv.DictReader(stream):
            sums[employees[record["Employee ID"]][by]] += Decimal(record["Training Duration(Days)"])
    return sums


@pytest.mark.slow
def test_everybody_is_there_once_with_a_trimmed_title_and_team(filled: Workspace) -> None:
    employees = _employees()
    with filled.read() as db:
        rows = list_people(db)
    assert {row.employee_id: (row.job_title, row.team) for row in rows} == employees
    assert len(rows) == 3000
    titles = {row.job_title for row in rows}
    assert [title for title in titles if title.lower() == "data analyst"] == ["Data Analyst"]
    assert Counter(row.job_title for row in rows)["Data Analyst"] == 55
    assert {row.team for row in rows} == {team for _, team in employees.values()}


@pytest.mark.parametrize(("group", "by"), [("title", 0), ("team", 1)])
def test_days_agree_with_an_independent_sum(filled: Workspace, group: totals.Group, by: int) -> None:
    with filled.read() as db:
        (plan,) = plans.list_plans(db)
        *rows, total = totals.ledger(db, plan.id, group)
    wanted = _days(by)
    assert {row.name: row.totals.done for row in rows if row.totals.done} == wanted
    assert {row.name: row.totals.planned for row in rows if row.totals.planned} == wanted
    assert total.totals.done == sum(wanted.values()) == Decimal(8927)


@pytest.mark.slow
def test_the_same_files_again_change_nothing_and_undo_takes_each_back(filled: Workspace) -> None:
    with filled.read() as db:
        (plan,) = plans.list_plans(db)
    full = snapshot(filled.path)
    assert counts(bring_in(filled, PEOPLE, "people")) == (0, 0, 3000, 0)
    again = bring_in(filled, RECORDS, "completions", plan_id=plan.id, create_missing=True)
    assert counts(again) == (0, 0, 3000, 0)
    assert snapshot(filled.path) == full
    assert filled.undo().label == "Import completions"
    assert _sizes(snapshot(filled.path)) == (3000, 0, 0)
    filled.undo()
    filled.undo()
    assert _sizes(snapshot(filled.path)) == (0, 0, 0)
    for _ in range(3):
        filled.redo()
    assert snapshot(filled.path) == full
    check_file(filled.path)


def _sizes(content: Snapshot) -> tuple[int, int, int]:
    return len(content["person"]), len(content["completion"]), len(content["pick"])


@pytest.mark.slow
def test_the_real_people_survive_the_round_trip(filled: Workspace) -> None:
    first = take_out(filled, "people")
    assert counts(bring_in(filled, filled.path.with_name("people-out.csv"), "people")) == (0, 0, 3000, 0)
    assert take_out(filled, "people") == first

"""The real files: the right sheet, everybody once, and days that an independent sum agrees with."""

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from pmplanner.models import Completion, Course, OwnFact, PathItem, Person, PersonTrack, Pick, Track
from pmplanner.services.needs.people import people_who_count
from pmplanner.services.people import tracks
from pmplanner.services.people.people import list_people
from pmplanner.services.plans import plans
from pmplanner.services.totals import totals
from pmplanner.services.totals.gaps import group_gaps, read_gaps
from pmplanner.storage.workspace import Workspace
from tests.conftest import SHARED, needs_shared
from tests.files import bring_in, counts, take_out
from tests.support import Snapshot, Template, check_file, known, snapshot

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


@pytest.mark.slow
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


VALID = 12
"""Months laid over the five courses of the records."""
PERIOD = dt.date(2023, 5, 1), dt.date(2024, 2, 28)


def _laid_over(workspace: Workspace) -> int:
    """Give three tracks paths of the five courses, let these be valid for a year, and make a plan."""
    with workspace.edit("Lay over") as db:
        five = sorted({known(course) for course in db.scalars(select(Completion.course_id))})
        assert len(five) == 5
        db.add_all(OwnFact(course_id=course, field="valid_months", value=f"{VALID}") for course in five)
        names = [tracks.add_track(db, name) for name in ("First", "Second", "Third")]
        for track, courses in zip(names, (five[:3], five[2:], five[1:4]), strict=True):
            tracks.set_path(db, track, [(course, tracks.PathKind.REQUIRED) for course in courses])
        ids = sorted(db.scalars(select(Person.id)))
        for place, track in enumerate(names):
            tracks.assign_track(db, track, ids[place::4])
        for person in ids[::12]:
            tracks.set_further_tracks(db, person, [names[1]])
        return plans.create_plan(db, "2023", *PERIOD)


def _plain_needs(workspace: Workspace, plan: int) -> dict[str, dict[str, Decimal]]:
    """Compute by track, from the two files and nothing of ours but who has which track, path and pick."""
    first, last = PERIOD
    with workspace.read() as db:
        paths: dict[int, set[str]] = defaultdict(set)
        for track, title in db.execute(
            select(PathItem.track_id, Course.title).join(Course, Course.id == PathItem.course_id)
        ):
            paths[track].add(title)
        names = dict(db.execute(select(Track.id, Track.name)).all())
        rows = db.execute(select(Person.employee_id, Person.primary_track_id, Person.id))
        people = [(known(employee_id), track or 0, person_id) for employee_id, track, person_id in rows]
        further = dict(db.execute(select(PersonTrack.person_id, PersonTrack.track_id)).all())
        days = dict(db.execute(select(Course.title, Course.days)).all())
        picking = set(db.scalars(select(Pick.person_id).where(Pick.plan_id == plan)))
    done: dict[str, list[tuple[str, dt.date]]] = defaultdict(list)
    with RECORDS.open(encoding="utf-8", newline="") as stream:
        for record in csv.DictReader(stream):
            if record["Training Outcome"] in ("Completed", "Passed"):
                day = dt.datetime.strptime(record["Training Date"], "%d-%b-%y").date()  # noqa: DTZ007
                done[record["Employee ID"]].append((record["Training Program Name"].strip(), day))
    employed = _spells()
    sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for employee_id, track, person_id in people:
        start, end = employed[employee_id]
        is_away = start > last or end < first
        if is_away and person_id not in picking:
            sums["left"]["people"] += 1
            continue
        sums[names.get(track, "No track")]["people"] += 1
        if is_away:
            continue
        # A record within the period is a done pick of the plan.
        within = {name for name, day in done[employee_id] if first <= day <= last}
        for title in paths.get(track, set()) | paths.get(further.get(person_id, 0), set()):
            until = [
                day.replace(year=day.year + 1)
                for name, day in done[employee_id]
                if name == title and day < first
            ]
            credited = any(day >= last for day in until)
            if (end < last or start > last) and not credited and title not in within:
                continue
            line = sums[names.get(track, "No track")]
            line["required"] += days[title]
            line["credited" if credited else "satisfied" if title in within else "gap"] += days[title]
            line["renewals"] += not credited and any(first <= day < last for day in until)
    return sums


@cache
def _spells() -> dict[str, tuple[dt.date, dt.date]]:
    """Return employee id to first and last day, read with nothing of ours."""
    book = load_workbook(PEOPLE, read_only=True)
    rows = book["Employee_data"].iter_rows(values_only=True)
    header = next(rows)
    places = [header.index(name) for name in ("Employee ID", "StartDate", "ExitDate")]
    found = {}
    for row in rows:
        employee_id, start, end = (row[place] for place in places)
        found[str(employee_id).strip()] = (_day(start), _day(end) if end else dt.date.max)
    book.close()
    return found


@pytest.mark.slow
def test_needs_by_track_agree_with_the_files(filled: Workspace) -> None:
    plan = _laid_over(filled)
    expected = _plain_needs(filled, plan)
    with filled.read() as db:
        lines = group_gaps(read_gaps(db, plan, dt.date(2027, 1, 1)), "track")
        ledger = totals.ledger(db, plan, "track")
        left = set(db.scalars(select(Person.id))) - people_who_count(db, plan)
    found = {
        line.name: {
            "people": Decimal(line.people),
            "required": line.required,
            "credited": line.credited,
            "gap": line.missing,
            "satisfied": line.satisfied,
            "renewals": Decimal(line.renewals),
        }
        for line in lines
    }
    whole = found.pop("All")
    assert len(left) == expected.pop("left")["people"] > 100
    assert {name: {key: sums[key] for key in whole} for name, sums in expected.items()} == found
    assert all(whole[key] > 50 for key in whole)
    names = ("required", "credited", "gap")
    assert {row.name: [getattr(row.totals, name) for name in names] for row in ledger[:-1]} == {
        name: [sums[key] for key in names] for name, sums in found.items()
    }


def _day(value: object) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else dt.date.fromisoformat(str(value))

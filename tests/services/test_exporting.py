"""Export, import, export: byte for byte the same, in the same workspace and in a fresh one."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.protection import FAILED, restore
from pmplanner.models import Completion, Course, OwnFact, Pick, Seat
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.catalog import courses as catalog
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import EXPORTS, export_rows, write_export
from pmplanner.services.lookup import find_course, find_person, find_plan
from pmplanner.services.people import history, people, tracks
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.startup.sample import fill_sample
from pmplanner.storage.workspace import Workspace
from tests.files import bring_in, counts, take_out
from tests.services.small_plan import LATER
from tests.support import Template, snapshot
from tests.tiers import examples

D = Decimal
PERIOD = dt.date(2027, 1, 4), dt.date(2027, 6, 30)

STRANGE: tuple[dict[str, Any], ...] = (
    {"first_name": "=cmd|' /C calc'!A0", "last_name": "+49 151", "team": "@home", "job_title": "-1"},
    {"first_name": "'Ndrangheta", "last_name": "'=x", "team": "''=y", "job_title": "'"},
    {
        "first_name": 'Jo "Jojo"',
        "last_name": "Smith; Jones, Ltd.",
        "team": "R&D | Ops",
        "location": "a\u00a0b",
    },
    {"first_name": "Ľubomír", "last_name": "Ångström-李", "email": "ľ@例え.jp", "location": "Zürich ✓"},
    {"first_name": "Ann", "last_name": "SALES", "team": "Sales", "manager_email": "=boss@x.y"},
    {"first_name": "Ben", "last_name": "Sales", "team": "sales", "end_date": dt.date(2030, 2, 28)},
    {"last_name": "007", "start_date": dt.date(1999, 12, 31)},
    {"email": "nobody@example.org"},
)
NOTES = ("=1+1", "'quoted", 'first line\nsecond; line, "third"\n\n=fourth', "ünï", "+", "'=", "\t x".strip())


def _fill(workspace: Workspace) -> None:
    """Have every state of a pick, and texts that files and spreadsheets stumble over."""
    with workspace.edit("Sample") as db:
        plan = fill_sample(db, dt.date(2026, 11, 20))
    with workspace.edit("Strange people") as db:
        own = tracks.add_track(db, "=Own; track")
        strange = [
            people.add_person(db, employee_id=f"{number:04}", **values)
            for number, values in enumerate(STRANGE)
        ]
        tracks.assign_track(db, own, strange[:3])
        course = catalog.add_course(db, code="+X-1", title='-Talking; "well", they say', days=D("0.75"))
        whole = catalog.add_course(db, code="Y", title="Whole", days=D(1))
        four = catalog.add_course(db, code="'Z", title="'Four", days=D(4))
        picks.pick_courses(db, plan, strange, [course, whole, four])
        period = plans.list_plans(db)[0]
        _sit(db, plan, strange, (course, whole, four), period.first_day)


def _sit(session: Session, plan: int, ids: list[int], courses: tuple[int, int, int], day: dt.date) -> None:
    course, whole, four = courses
    monday = day + dt.timedelta(days=(7 - day.weekday()) % 7 + 7)
    at = {n: monday + dt.timedelta(days=n) for n in range(20)}
    pick_ids = {
        (p.person_id, p.course_id): p.id for p in session.scalars(select(Pick).where(Pick.plan_id == plan))
    }
    own = sessions.add_session(session, plan, course, at[0], seats_max=2, seat_open=True, code="=S 1")
    seats = {s.person_id: s.id for s in sessions.session_detail(session, own).seats}
    seating.set_seat_status(session, [seats[ids[0]]], "attended", D(2), today=dt.date(2099, 1, 1))
    seating.set_seat_status(session, [seats[ids[1]]], "absent", today=dt.date(2099, 1, 1))
    halves = [Day(at[1], portion=D("0.5")), Day(at[5], portion=D("0.5"))]
    sessions.add_session(
        session, plan, whole, halves, pick_ids=[pick_ids[person, whole] for person in ids[:3]]
    )
    short = sessions.add_session(
        session,
        plan,
        four,
        [Day(at[4]), Day(at[5])],
        pick_ids=[pick_ids[person, four] for person in ids[:4]],
    )
    seats = {s.person_id: s.id for s in sessions.session_detail(session, short).seats}
    seating.set_seat_status(session, [seats[ids[0]], seats[ids[1]]], "attended", today=dt.date(2099, 1, 1))
    seating.set_seat_status(session, [seats[ids[1]]], "attended", D(4), today=dt.date(2099, 1, 1))
    seating.set_seat_status(session, [seats[ids[2]]], "partly attended", D("0.25"), today=dt.date(2099, 1, 1))
    weekend = sessions.add_session(
        session,
        plan,
        four,
        [Day(at[n]) for n in (11, 12, 13, 15)],
        pick_ids=[pick_ids[ids[5], four]],
    )
    seating.set_seat_status(
        session,
        [sessions.session_detail(session, weekend).seats[0].id],
        "attended",
        today=dt.date(2099, 1, 1),
    )
    history.record_completion(session, ids[6], four, at[3], days=D("2.5"))
    history.record_completion(session, ids[7], four, at[3], result="failed")
    for number, (person, note) in enumerate(zip(ids, NOTES, strict=False)):
        picks.set_pick_note(session, pick_ids[person, course], note)
        picks.set_pick_days(session, pick_ids[person, whole], D(number + 1) / 4)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("export"), _fill)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("fresh"))


def _plan_id(workspace: Workspace) -> int:
    with workspace.read() as db:
        return find_plan(db, None).id


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(content.decode("utf-8-sig").splitlines(keepends=True)))


@pytest.mark.slow
def test_the_picks_of_the_test_are_in_every_state(template: Template) -> None:
    workspace = template.open()
    rows = _rows(take_out(workspace, "picks", _plan_id(workspace)))
    workspace.close()
    known = {"open", "waiting", "scheduled", "done", "partly attended", "failed"}
    assert {row["status"] for row in rows} == known
    assert any(row["status"] == "done" and not row["session_code"] for row in rows)
    assert any("\n" in row["note"] for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("layout", ["people", "picks", "courses"])
def test_a_file_of_ours_changes_nothing_where_it_comes_from(template: Template, layout: str) -> None:
    workspace = template.open()
    plan = _plan_id(workspace)
    before, first = snapshot(workspace.path), take_out(workspace, layout, plan)
    options = {"plan_id": plan} if layout == "picks" else {}
    path = workspace.path.with_name(f"{layout}-out.csv")
    draft = bring_in(workspace, path, layout, **options)
    assert counts(draft) == (0, 0, len(_rows(first)), 0), [o.details for o in draft.outcomes if o.details][:3]
    assert draft.writes_nothing
    assert take_out(workspace, layout, plan) == first
    assert snapshot(workspace.path) == before
    workspace.close()


@pytest.mark.slow
def test_people_and_picks_come_out_of_a_fresh_workspace_as_they_went_in(
    template: Template, fresh: Template
) -> None:
    old, new = template.open(), fresh.open()
    plan = _plan_id(old)
    first = {layout: take_out(old, layout, plan) for layout in ("people", "picks")}
    with old.read() as db:
        period = plans.list_plans(db)[0]
    with new.edit("Plan") as db:
        other = plans.create_plan(db, "2027", period.first_day, period.last_day)
    for layout in first:
        options = {"plan_id": other, "today": LATER} if layout == "picks" else {}
        path = old.path.with_name(f"{layout}-out.csv")
        draft = bring_in(new, path, layout, create_missing=True, **options)
        assert counts(draft) == (len(_rows(first[layout])), 0, 0, 0), [o.details for o in draft.rejected][:3]
        assert take_out(new, layout, other) == first[layout]
        again = bring_in(new, path, layout, create_missing=True, **options)
        assert counts(again) == (0, 0, len(_rows(first[layout])), 0)
    old.close()
    new.close()


@pytest.mark.slow
def test_custom_courses_come_out_of_a_fresh_workspace_as_they_went_in(
    template: Template, fresh: Template
) -> None:
    old, new = template.open(), fresh.open()
    first = take_out(old, "courses")
    draft = bring_in(new, old.path.with_name("courses-out.csv"), "courses")
    with old.read() as db:
        own = set(db.scalars(select(OwnFact.course_id)))
        laid = len(own & set(db.scalars(select(Course.id).where(Course.bundled))))
    assert counts(draft) == (3, laid, draft.count("unchanged"), 0)  # own facts of bundled courses are laid
    assert take_out(new, "courses") == first
    old.close()
    new.close()


@pytest.mark.slow
def test_nothing_in_a_file_runs_in_a_spreadsheet(template: Template) -> None:
    workspace = template.open()
    plan = _plan_id(workspace)
    for layout in EXPORTS:
        content = take_out(workspace, layout, plan)
        assert content.startswith(b"\xef\xbb\xbf")
        cells = [
            cell for row in csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)) for cell in row
        ]
        assert not [cell for cell in cells if cell and cell[0] in "=+-@\t\r"]
        assert content.replace(b"\r\n", b"").count(b"\r") == 0
    (row,) = (row for row in _rows(take_out(workspace, "people")) if row["person_id"] == "0000")
    assert row["first_name"] == "'=cmd|' /C calc'!A0"
    with workspace.read() as db:
        assert find_person(db, "0000").first_name == STRANGE[0]["first_name"]
    workspace.close()


PRINTABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
TEXT = st.sampled_from(FAILED) | st.text(PRINTABLE | st.sampled_from("\",;|'=+-@ aAß")).map(
    lambda text: " ".join(text.split())
)

DATE = st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))
PERSON = st.fixed_dictionaries(
    dict.fromkeys(
        ("first_name", "last_name", "email", "job_title", "team", "manager_email", "location"), TEXT
    )
).filter(lambda values: values["first_name"] or values["last_name"] or values["email"])


@pytest.mark.slow
@settings(
    max_examples=examples(8, 400), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(persons=st.lists(PERSON, min_size=1, max_size=6), start=DATE, separator=st.sampled_from(",;\t|"))
def test_whatever_people_are_called_survives(
    fresh: Template, persons: list[dict[str, str]], start: dt.date | None, separator: str
) -> None:
    old, new = fresh.open(), fresh.open()
    with old.edit("People") as db:
        for number, values in enumerate(persons):
            people.add_person(db, employee_id=f"{number:03}", start_date=start, **values)
    path = old.path.with_name("people.csv")
    with old.read() as db:
        write_export(db, "people", path, ExportScope(), separator=separator)
    first = path.read_bytes()
    assert counts(bring_in(old, path, "people")) == (0, 0, len(persons), 0)
    assert counts(bring_in(new, path, "people")) == (len(persons), 0, 0, 0)
    for workspace in (old, new):
        with workspace.read() as db:
            write_export(db, "people", path, ExportScope(), separator=separator)
        assert path.read_bytes() == first
        workspace.close()


def test_the_matrix_has_a_column_for_each_course_in_use(template: Template) -> None:
    workspace = template.open()
    plan = _plan_id(workspace)
    rows = _rows(take_out(workspace, "matrix", plan))
    with workspace.read() as db:
        pick_statuses = list_pick_statuses(db, plan)
        used = {row.code for row in catalog.list_courses(db, {s.course_id for s in pick_statuses})}
        named = {(s.person_id, s.course_id): s for s in pick_statuses}
        person, course = find_person(db, "0003"), find_course(db, "'Z")
        pick_status = named[person.id, course.id]
    assert used <= {restore(name) for name in rows[0]}
    (line,) = (row for row in rows if row["person_id"] == "0003")
    assert line["''Z" if "''Z" in line else "'Z"] == f"scheduled {pick_status.first_day}"
    workspace.close()


def test_the_schedule_has_a_row_for_each_person_in_a_session(template: Template) -> None:
    workspace = template.open()
    plan = _plan_id(workspace)
    rows = _rows(take_out(workspace, "schedule", plan))
    with workspace.read() as db:
        seated = [s for s in list_pick_statuses(db, plan) if s.session_id is not None]
    assert len(rows) == len(seated) > 0
    assert [row["start_date"] for row in rows] == sorted(row["start_date"] for row in rows)
    assert sum(D(row["days"]) for row in rows) == sum(s.days for s in seated)
    workspace.close()


def test_sessions_and_filters(template: Template) -> None:
    workspace = template.open()
    plan = _plan_id(workspace)
    with workspace.read() as db:
        runs = sessions.list_sessions(db, plan)
        booked = db.scalars(select(Seat.id).where(Seat.session_id == runs[0].id, Seat.status != "waiting"))
        header, rows = export_rows(db, "sessions", ExportScope(plan, session_ids=[runs[0].id]))
        line = dict(zip(header, rows[0], strict=True))
        assert (len(rows), line["session_code"]) == (1, runs[0].code)
        assert (line["booked"], line["days"]) == (len(booked.all()), runs[0].days)
        person = find_person(db, "0001")
        _, rows = export_rows(db, "picks", ExportScope(plan, person_ids=[person.id]))
        assert len(rows) == 3
        course = find_course(db, "Y")
        _, rows = export_rows(db, "picks", ExportScope(plan, course_ids=[course.id]))
        assert len(rows) == len(STRANGE)
    workspace.close()


@pytest.mark.parametrize("layout", EXPORTS)
def test_each_layout_has_the_columns_of_its_definition(template: Template, layout: str) -> None:
    workspace = template.open()
    header = take_out(workspace, layout, _plan_id(workspace)).decode("utf-8-sig").split("\r\n")[0].split(",")
    columns = list(LAYOUTS[layout].columns)
    assert header[: len(columns)] == columns
    assert (len(header) > len(columns)) == (layout == "matrix")
    workspace.close()


def test_a_file_that_cannot_be_written_leaves_the_old_one(template: Template, tmp_path: Path) -> None:
    workspace = template.open()
    path = tmp_path / "people.csv"
    path.write_text("old")
    path.chmod(0o444)
    with workspace.read() as db:
        with pytest.raises(ExchangeError, match="read-only"):
            write_export(db, "people", path, ExportScope())
        with pytest.raises(ExchangeError, match="no folder"):
            write_export(db, "people", tmp_path / "gone" / "people.csv", ExportScope())
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    workspace.close()


def test_what_cannot_be_exported_is_refused(blank: Workspace) -> None:
    with blank.read() as db:
        with pytest.raises(PlanError, match="no export “hotels”"):
            export_rows(db, "hotels", ExportScope())
        with pytest.raises(PlanError, match="no plan"):
            export_rows(db, "picks", ExportScope())


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_completions_come_back_unchanged(template: Template, tmp_path: Path, suffix: str) -> None:
    workspace = template.open()
    person = find_person_id(workspace, "0000")
    with workspace.edit("Completion") as db:
        db.add(
            Completion(
                person_id=person,
                course_id=find_course(db, "Y").id,
                completed_on=dt.date(2026, 5, 4),
                result="passed",
                cost=D("120.50"),
                trainer="=Eve",
                expires_on=dt.date(2028, 5, 4),
            )
        )
    path = tmp_path / f"completions.{suffix}"
    with workspace.read() as db:
        number = write_export(db, "completions", path, ExportScope())
    draft = bring_in(workspace, path, "completions")
    assert number > 0
    assert counts(draft) == (0, 0, number, 0)
    workspace.close()


def test_the_schedule_names_managers_who_have_no_address(template: Template) -> None:
    workspace = template.open()
    with workspace.edit("Manager") as db:
        plan = find_plan(db, None).id
        picked = next(each for each in list_pick_statuses(db, plan) if each.session_id is not None)
        people_changes.change_person(db, picked.person_id, manager_name="Cy Dahl", manager_email="")
    rows = _rows(take_out(workspace, "schedule", plan))
    assert {(row["manager"], row["manager_email"]) for row in rows if row["manager"]} >= {("Cy Dahl", "")}
    workspace.close()


def find_person_id(workspace: Workspace, employee_id: str) -> int:
    with workspace.read() as db:
        return find_person(db, employee_id).id

"""The sample workspace: counts, every state of a cell, and undo."""

import datetime as dt
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import func, select

from pmplanner.models import (
    NO_LAST_DAY,
    Absence,
    Completion,
    Course,
    Employment,
    Exemption,
    OwnFact,
    Person,
    PersonTrack,
    Pick,
    SessionDay,
)
from pmplanner.services.calendar import closures, open_days
from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people, tracks
from pmplanner.services.plans import plans
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.resources import equipment, rooms, trainers
from pmplanner.services.sessions import sessions
from pmplanner.services.startup.sample import fill_sample
from pmplanner.services.startup.sample_resources import sample_rows
from pmplanner.services.totals import totals
from pmplanner.services.views import matrix
from pmplanner.storage.journal import journaled_tables
from pmplanner.storage.workspace import Workspace

TODAY = dt.date(2026, 11, 24)
DAYS = [TODAY, dt.date(2027, 3, 15), dt.date(2028, 12, 31), dt.date(2030, 6, 30)]


@pytest.fixture(scope="session")
def _kept(tmp_path_factory: pytest.TempPathFactory) -> dict[dt.date, tuple[Path, int]]:
    """The sample of each day that was asked for, as a file, and the plan in it."""
    return {}


Fill = Callable[..., int]


@pytest.fixture
def fill(
    workspace: Workspace, _kept: dict[dt.date, tuple[Path, int]], tmp_path_factory: pytest.TempPathFactory
) -> Fill:
    """Fill the workspace with the sample; a day that was asked for before gives the same again."""

    def make(today: dt.date = TODAY) -> int:
        if today in _kept:
            file, plan_id = _kept[today]
            # By SQLite, and not by its bytes: the check that began at opening reads the file beside this.
            with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(workspace.path)) as target:
                source.backup(target)
            return plan_id
        plan_id = _fill_anew(workspace, today)
        file = tmp_path_factory.mktemp("sample") / "kept.sqlite"
        workspace.save_as(file)
        _kept[today] = file, plan_id
        return plan_id

    return make


def _fill_anew(workspace: Workspace, today: dt.date = TODAY) -> int:
    with workspace.edit("Open the sample workspace") as db:
        return fill_sample(db, today)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (TODAY, ("2027 H1 development plan", dt.date(2027, 1, 4), dt.date(2027, 6, 30))),
        (dt.date(2027, 1, 1), ("2027 H2 development plan", dt.date(2027, 7, 1), dt.date(2027, 12, 31))),
        (dt.date(2028, 6, 30), ("2028 H2 development plan", dt.date(2028, 7, 3), dt.date(2028, 12, 31))),
        (dt.date(2027, 7, 1), ("2028 H1 development plan", dt.date(2028, 1, 3), dt.date(2028, 6, 30))),
    ],
)
def test_the_plan_is_that_of_the_half_year_after_today(
    workspace: Workspace, today: dt.date, expected: tuple[str, dt.date, dt.date], fill: Fill
) -> None:
    fill(today)
    with workspace.read() as db:
        (plan,) = plans.list_plans(db)
    assert (plan.name, plan.first_day, plan.last_day) == expected


def test_people_teams_and_tracks(workspace: Workspace, fill: Fill) -> None:
    fill()
    with workspace.read() as db:
        staff = people.list_people(db)
        assert len({row.team for row in staff}) == 6
    assert Counter(row.track for row in staff) == {
        "Product manager": 9,
        "Project manager": 10,
        "Program manager": 3,
        "": 2,
    }
    assert all(row.sample and row.email.endswith("@example.org") and row.manager_name for row in staff)
    assert {row.employee_id for row in staff} == {f"S-{number:03}" for number in range(1, 25)}


@pytest.mark.slow
@pytest.mark.parametrize("today", DAYS)
def test_every_state_of_a_cell_is_there(workspace: Workspace, today: dt.date, fill: Fill) -> None:
    plan_id = fill(today)
    with workspace.read() as db:
        states = Counter(cell.state for cell in matrix.list_cells(db, plan_id).values())
    # Nothing that the sample's people pick counts as what they need.
    assert set(states) | {"met"} == set(get_args(matrix.CellState))
    # Three of those that are meant, and whoever has a holiday at home, which depends on the year.
    assert states["problem"] >= 3
    assert states["waiting"] == 2


@pytest.mark.parametrize("today", DAYS)
def test_the_problems_are_the_deliberate_ones(workspace: Workspace, today: dt.date, fill: Fill) -> None:
    plan_id = fill(today)
    with workspace.read() as db:
        found = find_problems(db, plan_id)
    # Some people work where it is another holiday than where their session is: that depends on the year.
    assert all(problem.person_id for problem in found if problem.kind == "closed day")
    meant = Counter(problem.kind for problem in found if problem.kind != "closed day")
    assert meant == {"double-booking": 2, "prerequisite": 1}


@pytest.mark.parametrize("today", DAYS)
def test_sessions_lie_on_working_days_of_the_plan(workspace: Workspace, today: dt.date, fill: Fill) -> None:
    plan_id = fill(today)
    with workspace.read() as db:
        (plan,) = plans.list_plans(db)
        runs = sessions.list_sessions(db, plan_id)
        days = db.scalars(select(SessionDay.day)).all()
    assert len(runs) == plan.sessions == 13
    assert all(plan.first_day <= day <= plan.last_day and day.weekday() < 5 for day in days)
    assert Counter(session.status for session in runs) == {"held": 2, "confirmed": 9, "draft": 2}
    assert all(session.trainer and (session.room or session.mode == "online") for session in runs)


def test_the_plan_has_a_target_a_budget_and_days_that_come_near_it(workspace: Workspace, fill: Fill) -> None:
    plan_id = fill()
    with workspace.read() as db:
        (plan,) = plans.list_plans(db)
        *tracks, total = totals.ledger(db, plan_id)
    assert (plan.target_days, plan.currency) == (Decimal(10), "EUR")
    assert plan.budget is not None
    assert Decimal(0) < total.totals.cost < plan.budget
    assert len(tracks) == 4
    for row in tracks[:3]:
        assert row.totals.days_per_person is not None
        assert 5 <= row.totals.days_per_person <= 11, row.name


def test_history_lies_before_the_plan_and_a_part_expires_within_it(workspace: Workspace, fill: Fill) -> None:
    fill()
    with workspace.read() as db:
        done = db.scalars(select(Completion)).all()
        first_day, last_day = plans.list_plans(db)[0].first_day, plans.list_plans(db)[0].last_day
        assert len(done) == 15
        assert all(row.completed_on < first_day for row in done)
        assert [row.expires_on < first_day for row in done if row.expires_on] == [False, True, False]
        within = [row for row in done if row.expires_on and first_day <= row.expires_on <= last_day]
        assert len(within) == 1
        ends = [row.last_day != NO_LAST_DAY for row in db.scalars(select(Exemption).order_by(Exemption.id))]
        assert ends == [False, True]
        assert db.scalar(select(func.count()).select_from(Absence)) == 4


@pytest.mark.parametrize("today", DAYS)
def test_sessions_name_rooms_and_trainers_that_are_known_and_will_do(
    workspace: Workspace, today: dt.date, fill: Fill
) -> None:
    plan_id = fill(today)
    with workspace.read() as db:
        halls = {room.name: room for room in rooms.list_rooms(db)}
        teachers = {trainer.name: trainer for trainer in trainers.list_trainers(db)}
        runs = sessions.list_sessions(db, plan_id)
    assert all(session.course_id in teachers[session.trainer].courses for session in runs)
    for session in runs:
        if session.room:
            seats = halls[session.room].seats
            assert seats is not None
            assert session.booked <= seats
    assert len(halls) == len(teachers) == 5
    assert sum(trainer.sessions for trainer in teachers.values()) == len(runs)


@pytest.mark.parametrize("today", DAYS)
def test_closures_and_the_holidays_of_a_site_lie_in_the_plan(
    workspace: Workspace, today: dt.date, fill: Fill
) -> None:
    fill(today)
    with workspace.read() as db:
        (plan,) = plans.list_plans(db)
        refit, company_day = closures.list_closures(db)
        closed = open_days.read_closed_days(db, plan.first_day, plan.last_day)
        (laptops,) = [row for row in equipment.list_equipment(db) if row.name == "Laptop set"]
    assert plan.first_day <= refit.first_day < company_day.last_day <= plan.last_day
    assert closed.of("Lisbon") == {company_day.first_day: "Company day"}
    assert [*closed.of("Leeds").values()] == ["Company day", "Office refit", "Office refit"]
    assert len(closed.of("Rotterdam")) > 1
    assert (laptops.count, laptops.courses, laptops.sessions) == (2, 1, 1)


def test_prices_comings_and_goings_groups_and_further_tracks_are_there(
    workspace: Workspace, fill: Fill
) -> None:
    plan_id = fill()
    with workspace.read() as db:
        (plan,) = plans.list_plans(db)
        facts = db.scalars(select(OwnFact)).all()
        picked = set(db.scalars(select(Pick.course_id).where(Pick.plan_id == plan_id)))
        priced = {fact.course_id for fact in facts if fact.field == "cost"}
        assert {fact.currency for fact in facts if fact.field == "cost"} == {"EUR"}
        assert len(picked - priced) == 1
        assert {fact.value for fact in facts if fact.field == "valid_months"} == {"24"}
        (leaver,) = db.scalars(select(Person).where(Person.end_date.is_not(None)))
        assert leaver.end_date is not None
        assert plan.first_day < leaver.end_date < plan.last_day
        (spell,) = db.scalars(select(Employment))
        again = db.get_one(Person, spell.person_id)
        assert (leaver.employee_id, again.employee_id) == ("S-019", "S-018")
        assert again.start_date is not None
        assert spell.last_day < again.start_date
        assert db.scalar(select(func.count()).select_from(PersonTrack)) == 4
        (group,) = (group for track in tracks.list_tracks(db) for group in track.groups)
        assert picked & {row.course_id for row in group.courses}


def _all_rows(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    with workspace.read() as db:
        return {
            name: [tuple(row) for row in db.execute(select(table).order_by(table.c.id))]
            for name, table in journaled_tables().items()
        }


@pytest.mark.slow
def test_one_undo_leaves_nothing_and_redo_brings_all_back(workspace: Workspace) -> None:
    empty = _all_rows(workspace)
    _fill_anew(workspace)
    full = _all_rows(workspace)
    workspace.undo()
    assert _all_rows(workspace) == empty
    workspace.redo()
    assert _all_rows(workspace) == full


def test_a_second_sample_is_refused_and_leaves_the_first(workspace: Workspace, fill: Fill) -> None:
    fill()
    before = _all_rows(workspace)
    with pytest.raises(PlanError, match="S-001"):
        _fill_anew(workspace)
    assert _all_rows(workspace) == before


def test_own_facts_that_are_entered_already_stay(workspace: Workspace) -> None:
    with workspace.edit("Price") as db:
        course_id = db.scalars(select(Course.id).where(Course.code == _priced())).one()
        lay_facts(db, [course_id], cost=Decimal("7.50"), currency="CHF")
    _fill_anew(workspace)
    with workspace.read() as db:
        of_course = select(OwnFact.value, OwnFact.currency).where(
            OwnFact.course_id == course_id, OwnFact.field == "cost"
        )
        assert db.execute(of_course).all() == [("7.5", "CHF")]


def _priced() -> str:
    """Return the code of a course for which the sample has a price."""
    return next(row["course"] for row in sample_rows("own_facts") if row["field"] == "cost")


def test_without_the_catalogue_the_sample_is_refused_whole(blank: Workspace) -> None:
    with pytest.raises(PlanError, match="which the catalogue does not have"):
        _fill_anew(blank)
    with blank.read() as db:
        for kind in (Person, Pick):
            assert db.scalar(select(func.count()).select_from(kind)) == 0


@pytest.mark.parametrize("today", DAYS)
def test_the_blackout_period_lies_in_the_plan_and_off_its_sessions(
    workspace: Workspace, today: dt.date, fill: Fill
) -> None:
    fill(today)
    with workspace.read() as db:
        (plan,) = plans.list_plans(db)
        (blackout,) = closures.list_blackouts(db)
        days = db.scalars(select(SessionDay.day)).all()
        teams = {row.team for row in people.list_people(db)}
    assert plan.first_day <= blackout.first_day <= blackout.last_day <= plan.last_day
    assert not any(blackout.first_day <= day <= blackout.last_day for day in days)
    assert blackout.team in teams

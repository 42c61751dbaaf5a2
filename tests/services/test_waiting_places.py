"""Whom a proposal leaves out can wait in a full session that the person could attend."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import Pick, TrainingSession
from pmplanner.scheduling.model.problem import (
    Course,
    ExistingSession,
    Freedom,
    Limits,
    Person,
    PlannedSession,
    Problem,
    Proposal,
)
from pmplanner.scheduling.model.problem import Pick as EnginePick
from pmplanner.scheduling.pipeline import solve
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.problem_builder import read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.autoschedule.variant import keep_as_variant
from pmplanner.services.autoschedule.waiting import find_waiting
from pmplanner.services.catalog import courses
from pmplanner.services.people import people
from pmplanner.services.plans import picks, plans
from pmplanner.services.resources.rooms import add_room
from pmplanner.services.sessions import seating
from pmplanner.services.sessions.sessions import session_detail
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.training_problems import working_days
from tests.support import snapshot

D = dt.date


def session(course: int, days: tuple[int, ...], *seated: int, key: int | None = None) -> PlannedSession:
    return PlannedSession(key, course, days, None, None, seated)


def waiting(picks: list[EnginePick], *planned: PlannedSession, **problem: object) -> dict[int, int]:
    """Find the places of those who are in no session; courses 1 and 2 have a seat each, 3 has no limit."""
    rows = {
        "courses": (Course(1, 1, 1), Course(2, 1, 1), Course(3, 1)),
        "people": tuple(Person(key) for key in sorted({row.person for row in picks})),
        **problem,
    }
    seated = {key for row in planned for key in row.seated}
    out = tuple(row.key for row in picks if row.key not in seated)
    whole = Problem(working_days(5), picks=tuple(picks), **rows)  # type: ignore[arg-type]
    return find_waiting(whole, Proposal(planned, out))


def test_the_shortest_queue_of_a_full_session_is_taken() -> None:
    rows = [EnginePick(at, at, 1) for at in range(1, 6)]
    planned = session(1, (0,), 1), session(1, (2,), 2)
    assert waiting(rows, *planned) == {3: 0, 4: 1, 5: 0}


def test_nobody_waits_where_there_is_a_seat_or_the_person_could_not_come() -> None:
    rows = [EnginePick(1, 1, 1), EnginePick(2, 2, 1), EnginePick(3, 2, 2), EnginePick(4, 3, 3)]
    assert waiting(rows, session(1, (0,), 1), session(2, (0,), 3), session(3, (1,))) == {}
    away = (Person(1), Person(2, (0,)), Person(3))
    assert waiting(rows[:2], session(1, (0,), 1), people=away) == {}


def test_dates_and_order_are_kept() -> None:
    first, other = EnginePick(1, 1, 1), EnginePick(2, 2, 1)
    planned = session(1, (2,), 1)
    assert waiting([first, other], planned) == {2: 0}
    assert waiting([first, EnginePick(2, 2, 1, earliest=3)], planned) == {}
    assert waiting([first, EnginePick(2, 2, 1, latest=1)], planned) == {}
    before = EnginePick(3, 2, 2)
    later = EnginePick(2, 2, 1, after=(3,))
    assert waiting([first, later, before], planned, session(2, (0,), 3)) == {2: 0}
    assert waiting([first, later, before], planned, session(2, (3,), 3)) == {}
    assert waiting([first, later, before], planned) == {}
    follower = EnginePick(3, 2, 2, after=(2,))
    assert waiting([first, other, follower], planned, session(2, (1,), 3)) == {}


def test_an_order_that_only_warns_is_kept_where_it_can_be() -> None:
    first, before = EnginePick(1, 1, 1), EnginePick(3, 2, 2)
    early, late = session(1, (0,), 1), session(1, (4,), 4)
    asked = EnginePick(2, 2, 1, after=(3,), instead=4)
    there = session(2, (2,), 3)
    rows = [first, asked, before, EnginePick(4, 4, 1)]
    assert waiting(rows[:3], early, there) == {2: 0}
    assert waiting(rows, early, late, there) == {2: 1}
    # In time for what it renews only until the first day, and never where what comes first is needed.
    assert waiting([first, replace(asked, instead=1), before], session(1, (2,), 1), there) == {}
    assert waiting([first, replace(asked, instead=None), before], early, there) == {}
    # What comes after has a seat on an earlier day, where that only warns.
    follower = EnginePick(3, 2, 2, after=(2,), instead=4)
    plain = EnginePick(2, 2, 1)
    assert waiting([first, plain, follower], session(1, (3,), 1), session(2, (1,), 3)) == {2: 0}
    assert (
        waiting([first, plain, replace(follower, instead=0)], session(1, (3,), 1), session(2, (1,), 3)) == {}
    )


@pytest.mark.parametrize(("freedom", "found"), [(Freedom.LOCKED, {}), (Freedom.PINNED, {2: 0})])
def test_locked_sessions_take_nobody(freedom: Freedom, found: dict[int, int]) -> None:
    rows = [EnginePick(1, 1, 1), EnginePick(2, 2, 1)]
    there = ExistingSession(9, 1, (0,), seated=(1,), freedom=freedom)
    assert waiting(rows, session(1, (0,), 1, key=9), sessions=(there,)) == found


@pytest.fixture
def full(blank: Workspace) -> tuple[Workspace, int]:
    """One day, one session of two seats, held in one room only, and three people."""
    with blank.edit("Set up") as db:
        plan = plans.create_plan(db, "One day", D(2027, 3, 1), D(2027, 3, 1))
        course = courses.add_course(db, title="Talk", days=Decimal(1), max_seats=2)
        ids = [people.add_person(db, first_name=name) for name in "ABC"]
        picks.pick_courses(db, plan, ids, [course])
        add_room(db, name="Hall", seats=2)
    return blank, plan


@pytest.mark.slow
def test_who_waits_gets_the_seat_that_comes_free(full: tuple[Workspace, int]) -> None:
    workspace, plan = full
    with workspace.read() as db:
        brief = read_brief(db, ScheduleRequest(plan, D(2026, 11, 24)))
    proposal = solve(brief.problem, Limits(1, workers=1, repeatable=True))
    before = snapshot(workspace.path)
    with workspace.edit("Schedule") as db:
        accepted = accept_proposal(db, brief, proposal, waiting=True)
    assert (accepted.seated, accepted.waiting) == (2, 1)
    with workspace.edit("Out") as db:
        (run,) = db.scalars(select(TrainingSession.id))
        rows = session_detail(db, run).seats
        assert [row.status for row in rows] == ["booked", "booked", "waiting"]
        seating.unseat(db, [rows[0].id])
        assert [row.status for row in session_detail(db, run).seats] == ["booked", "booked"]
    workspace.undo()
    workspace.undo()
    assert snapshot(workspace.path) == before


def test_they_wait_in_a_variant_too(full: tuple[Workspace, int]) -> None:
    workspace, plan = full
    with workspace.read() as db:
        brief = read_brief(db, ScheduleRequest(plan, D(2026, 11, 24)))
    proposal = solve(brief.problem, Limits(1, workers=1, repeatable=True))
    with workspace.edit("Variant") as db:
        copy = keep_as_variant(db, brief, proposal, waiting=True)
        waits = seating.list_open(db, copy)
        assert [seat.waiting_in for seat in waits] == ["T-1"]
        assert db.get_one(Pick, waits[0].pick_id).plan_id == copy
        assert [seat.waiting_in for seat in seating.list_open(db, plan)] == ["", "", ""]

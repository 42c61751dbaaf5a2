"""The worked example of the domain's definition, built through the services."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Pick, Track
from pmplanner.models.statuses import PathKind
from pmplanner.services.people import history, people, tracks
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.totals import totals
from pmplanner.storage.workspace import Workspace

D = Decimal

TABLE = {
    # name: people, path, required, credited, planned, done, scheduled, open, gap, per person
    "Product manager": (2, D(6), D(12), D(2), D("9.5"), D(4), D(4), D("1.5"), D(2), D("4.75")),
    "Project manager": (1, D(5), D(5), D(2), D(3), D(0), D(0), D(3), D(0), D(3)),
    "No track": (1, D(0), D(0), D(0), D("1.5"), D(0), D("1.5"), D(0), D(0), D("1.5")),
    "All": (4, None, D(17), D(4), D(14), D(4), D("5.5"), D("4.5"), D(2), D("3.5")),
}


def _course(db: Session, code: str, days: str) -> int:
    course = Course(code=code, title=code.title(), days=D(days))
    db.add(course)
    db.flush()
    return course.id


def _pick(db: Session, plan: int, person: int, course: int) -> int:
    picks.pick_courses(db, plan, [person], [course])
    query = select(Pick.id).where(Pick.person_id == person, Pick.course_id == course)
    return db.scalars(query).one()


def _run(db: Session, plan: int, course: int, day: dt.date) -> int:
    return sessions.add_session(db, plan, course, day)


def _build(db: Session) -> int:
    bootcamp, leadership = _course(db, "BOOTCAMP", "4"), _course(db, "LEADERSHIP", "2")
    big_data, time = _course(db, "BIG DATA", "3"), _course(db, "TIME", "1.5")
    product, project = (
        tracks.add_track(db, "Product manager"),
        tracks.add_track(db, "Project manager"),
    )
    tracks.set_path(db, product, [(bootcamp, PathKind.REQUIRED), (leadership, PathKind.REQUIRED)])
    tracks.set_path(db, project, [(big_data, PathKind.REQUIRED), (leadership, PathKind.REQUIRED)])
    p1, p2, p3, p4 = (people.add_person(db, first_name=name) for name in ("P1", "P2", "P3", "P4"))

    tracks.assign_track(db, product, [p1, p2])
    tracks.assign_track(db, project, [p3])
    plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
    history.record_completion(db, p1, leadership, dt.date(2026, 5, 4))
    history.exempt_person(db, p3, leadership, "Led the department for ten years.")

    camp = _run(db, plan, bootcamp, dt.date(2027, 2, 1))
    seating.seat_picks(db, camp, [_pick(db, plan, p1, bootcamp), _pick(db, plan, p2, bootcamp)])
    (seat,) = (s.id for s in sessions.session_detail(db, camp).seats if s.name == "P2")
    seating.set_seat_status(db, [seat], "attended", today=dt.date(2099, 1, 1))
    _pick(db, plan, p1, time)

    full = _run(db, plan, big_data, dt.date(2027, 3, 1))
    seating.seat_picks(db, full, [_pick(db, plan, p3, big_data)])
    (waiting,) = sessions.session_detail(db, full).seats
    seating.set_seat_status(db, [waiting.id], "waiting")

    late = _run(db, plan, time, dt.date(2027, 3, 8))
    seating.seat_picks(db, late, [_pick(db, plan, p4, time)])
    return plan


@pytest.fixture
def plan(blank: Workspace) -> int:
    with blank.edit("Build the example") as db:
        return _build(db)


def test_totals_by_track_are_those_of_the_table(blank: Workspace, plan: int) -> None:
    with blank.read() as db:
        rows = totals.ledger(db, plan, "track")
    assert {
        row.name: (
            row.totals.people,
            row.path_days,
            row.totals.required,
            row.totals.credited,
            row.totals.planned,
            row.totals.done,
            row.totals.scheduled,
            row.totals.open,
            row.totals.gap,
            row.totals.days_per_person,
        )
        for row in rows
    } == TABLE
    assert [row.name for row in rows] == list(TABLE)


@pytest.mark.parametrize("by", ["team", "title", "course", "person"])
def test_every_grouping_adds_up_to_the_whole(blank: Workspace, plan: int, by: totals.Group) -> None:
    with blank.read() as db:
        *rows, total = totals.ledger(db, plan, by)
        assert db.scalar(select(Track.id).limit(1)) is not None
    for name in ("required", "credited", "planned", "done", "scheduled", "open", "gap", "cost"):
        assert sum(getattr(row.totals, name) for row in rows) == getattr(total.totals, name), name
    assert total.totals.planned == D(14)


def test_months_hold_all_planned_days(blank: Workspace, plan: int) -> None:
    with blank.read() as db:
        rows = totals.ledger(db, plan, "month")
    assert [(row.name, row.totals.planned) for row in rows] == [
        ("2027-02", D(8)),
        ("2027-03", D("1.5")),
        ("Not scheduled", D("4.5")),
        ("All", D(14)),
    ]

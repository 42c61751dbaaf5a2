"""What was attended earns credit later, and what was completed is in a plan whenever that is made."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Pick, Prerequisite, TrainingSession
from pmplanner.models.statuses import PathKind
from pmplanner.services.errors import PlanError
from pmplanner.services.people import history, people, tracks
from pmplanner.services.people.expiry import expiry_of
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions import seating, sessions
from pmplanner.services.totals import totals
from pmplanner.storage.workspace import Workspace

H1 = (dt.date(2026, 1, 1), dt.date(2026, 6, 30))
H2 = (dt.date(2026, 7, 1), dt.date(2026, 12, 31))


def _start(db: Session) -> tuple[int, int, int]:
    first = Course(code="FIRST", title="First", days=Decimal(2))
    second = Course(code="SECOND", title="Second", days=Decimal(1))
    db.add_all([first, second])
    db.flush()
    track = tracks.add_track(db, "Product manager")
    tracks.set_path(db, track, [(first.id, PathKind.REQUIRED)])
    person = people.add_person(db, first_name="Ana")
    tracks.assign_track(db, track, [person])
    return person, first.id, second.id


def _seat(db: Session, plan: int, person: int, course: int, day: dt.date, **values: Any) -> int:
    picks.pick_courses(db, plan, [person], [course])
    session = sessions.add_session(db, plan, course, day, **values)
    pick = db.scalars(select(Pick.id).where(Pick.plan_id == plan, Pick.course_id == course)).one()
    seating.seat_picks(db, session, [pick])
    return session


def _foreseen(db: Session, plan: int) -> list[Problem]:
    """Return the problems, but not that attendance is to be entered: the days lie in the past."""
    return [problem for problem in find_problems(db, plan) if problem.kind != "attendance missing"]


def _totals(db: Session, plan: int) -> totals.Totals:
    return totals.ledger(db, plan)[-1].totals


@pytest.mark.parametrize(("status", "credited"), [("attended", 2), ("partly attended", 0), ("absent", 0)])
def test_an_attended_seat_is_credited_in_the_next_plan(blank: Workspace, status: str, credited: int) -> None:
    with blank.edit("Fill") as db:
        person, first, _ = _start(db)
        plan = plans.create_plan(db, "H1", *H1)
        session = _seat(db, plan, person, first, dt.date(2026, 3, 2))
        (seat,) = sessions.session_detail(db, session).seats
        seating.set_seat_status(db, [seat.id], status, today=dt.date(2099, 1, 1))
        later = plans.create_plan(db, "H2", *H2)
        assert _totals(db, later).credited == credited
        assert _totals(db, later).gap == 2 - credited
        assert _totals(db, plan).credited == 0


def test_an_attended_seat_of_an_earlier_plan_satisfies_a_prerequisite(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        person, first, second = _start(db)
        db.add(Prerequisite(course_id=second, required_course_id=first))
        plan = plans.create_plan(db, "H1", *H1)
        session = _seat(db, plan, person, first, dt.date(2026, 3, 2))
        later = plans.create_plan(db, "H2", *H2)
        _seat(db, later, person, second, dt.date(2026, 9, 7))
        assert _foreseen(db, later) == []  # it is expected
        (seat,) = sessions.session_detail(db, session).seats
        seating.set_seat_status(db, [seat.id], "absent", today=dt.date(2099, 1, 1))
        assert [p.kind for p in _foreseen(db, later)] == ["prerequisite"]
        seating.set_seat_status(db, [seat.id], "attended", today=dt.date(2099, 1, 1))
        assert _foreseen(db, later) == []


def test_a_plan_made_after_a_completion_has_it_as_done(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        person, first, second = _start(db)
        history.record_completion(db, person, first, dt.date(2026, 2, 1))
        history.record_completion(db, person, second, dt.date(2026, 8, 1))
        plan = plans.create_plan(db, "H1", *H1)
        assert (_totals(db, plan).done, _totals(db, plan).gap) == (Decimal(2), Decimal(0))
        plans.change_plan(db, plan, last_day=H2[1])
        assert _totals(db, plan).done == 3


def test_nobody_can_be_moved_into_a_cancelled_session(blank: Workspace) -> None:
    with blank.edit("Fill") as db:
        person, first, _ = _start(db)
        plan = plans.create_plan(db, "H1", *H1)
        _seat(db, plan, person, first, dt.date(2026, 3, 2))
        off = sessions.add_session(db, plan, first, dt.date(2026, 4, 6))
        sessions.change_session(db, off, status="cancelled")
        pick = db.scalars(select(Pick.id)).one()
        with pytest.raises(PlanError, match="cancelled"):
            seating.seat_picks(db, off, [pick])
        assert _totals(db, plan).scheduled == 2


@pytest.mark.parametrize(
    ("zones", "clash"),
    [
        (("America/New_York", "Asia/Tokyo"), False),
        (("Europe/Oslo", "Europe/London"), True),
        (("Europe/Oslo", ""), True),
        (("Europe/Oslo", "Not/AZone"), True),
    ],
)
def test_times_of_two_zones_are_compared_as_moments(
    blank: Workspace, zones: tuple[str, str], clash: bool
) -> None:
    with blank.edit("Fill") as db:
        person, first, second = _start(db)
        plan = plans.create_plan(db, "H1", *H1)
        for course, zone in zip((first, second), zones, strict=True):
            session = _seat(db, plan, person, course, dt.date(2026, 3, 2))
            found = db.get(TrainingSession, session)
            assert found is not None
            found.timezone = zone
        db.flush()
        assert bool(_foreseen(db, plan)) is clash


@pytest.mark.parametrize(
    ("field", "day", "told"),
    [
        ("end_date", dt.date(2026, 3, 1), "Has left by then: the last day was Sun 1 Mar 2026."),
        ("end_date", dt.date(2026, 3, 3), ""),
        ("start_date", dt.date(2026, 3, 3), "Is not here yet: the first day is Tue 3 Mar 2026."),
        ("start_date", dt.date(2026, 3, 2), ""),
    ],
)
def test_a_seat_of_somebody_who_is_not_employed_then_is_a_problem(
    blank: Workspace, field: str, day: dt.date, told: str
) -> None:
    with blank.edit("Fill") as db:
        person, first, _ = _start(db)
        plan = plans.create_plan(db, "H1", *H1)
        _seat(db, plan, person, first, dt.date(2026, 3, 2))
        people_changes.change_person(db, person, **{field: day})
        db.flush()
        assert "".join(p.hint for p in _foreseen(db, plan)) == told


def test_a_validity_beyond_all_calendars_never_ends() -> None:
    assert expiry_of(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert expiry_of(dt.date(2026, 1, 31), 999_999) is None

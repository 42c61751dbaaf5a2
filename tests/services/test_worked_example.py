"""Both worked examples of the domain's definition, built through the services."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import (
    Course,
    Equivalent,
    Exemption,
    PathGroup,
    PathItem,
    Person,
    Pick,
    Plan,
    Track,
    TrainingSession,
)
from pmplanner.models.statuses import PathKind
from pmplanner.services.needs.needs import read_needs
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


SECOND = {
    "T1": (3, D("3.5"), D("15.5"), D(1), D("4.5"), D(0), D(3), D("1.5"), D("10.5"), D("1.5")),
    "T2": (2, D(4), D(5), D(3), D(1), D(1), D(0), D(0), D(1), D("0.5")),
    "All": (5, None, D("20.5"), D(4), D("5.5"), D(1), D(3), D("1.5"), D("11.5"), D("1.1")),
}

NEEDS = {
    "Q1": "A missing, B satisfied, C satisfied",
    "Q2": "A missing, B credited, D missing",
    "Q4": "B satisfied",
    "Q5": "B missing, C credited",
    "Q6": "A missing, B missing, C missing",
}
"""What the second example says of each person who counts."""


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


def build_first(db: Session) -> int:
    """Put the first example into a workspace and return its plan."""
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
    history.add_exemption(db, p3, leadership, "Led the department for ten years.")

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


def build_second(db: Session) -> int:
    """Put the second example into a workspace and return its plan."""
    days = {"A": "2", "B": "1", "B2": "1.5", "B3": "1", "C": "3", "D": "0.5"}
    ids = {code: _course(db, code, number) for code, number in days.items()}
    for one, other in (("B2", "B3"), ("B3", "B")):
        db.add(Equivalent(course_id=ids[one], counts_as_id=ids[other]))
    first, second = tracks.add_track(db, "T1"), tracks.add_track(db, "T2")
    tracks.set_path(db, first, [(ids["A"], PathKind.REQUIRED), (ids["B"], PathKind.REQUIRED)])
    group = PathGroup(track_id=first, name="C or D", choose=1, position=2)
    db.add(group)
    db.flush()
    for position, code in enumerate("CD", 2):
        db.add(
            PathItem(
                track_id=first,
                course_id=ids[code],
                kind=PathKind.GROUP,
                group_id=group.id,
                position=position,
            )
        )
    tracks.set_path(db, second, [(ids["B"], PathKind.REQUIRED), (ids["C"], PathKind.REQUIRED)])
    ends = {"Q3": dt.date(2026, 11, 30), "Q4": dt.date(2027, 2, 28)}
    who = {
        name: people.add_person(db, first_name=name, end_date=ends.get(name))
        for name in ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6")
    }
    tracks.assign_track(db, first, [who["Q1"], who["Q2"], who["Q6"]])
    tracks.assign_track(db, second, [who["Q3"], who["Q4"], who["Q5"]])
    for name in ("Q1", "Q6"):
        tracks.set_further_tracks(db, who[name], [second])

    before = plans.create_plan(db, "2026", dt.date(2026, 7, 1), dt.date(2026, 12, 31))
    plan = plans.create_plan(db, "2027", dt.date(2027, 1, 1), dt.date(2027, 6, 30))
    valid = dt.date(2027, 3, 31)
    history.record_completion(db, who["Q2"], ids["A"], dt.date(2026, 3, 31), expires_on=valid)
    until = dt.date(2027, 12, 31)
    db.add(Exemption(person_id=who["Q2"], course_id=ids["B"], reason="Taught it.", last_day=until))
    _seated(db, before, who["Q5"], ids["C"], dt.date(2026, 12, 14))
    picks.pick_courses(db, plan, [who["Q1"]], [ids["B2"]])
    _seated(db, plan, who["Q1"], ids["C"], dt.date(2027, 2, 1))
    (seat,) = _seated(db, plan, who["Q4"], ids["B"], dt.date(2027, 1, 11))
    seating.set_seat_status(db, [seat], "attended", today=dt.date(2099, 1, 1))
    return plan


def _seated(db: Session, plan: int, person: int, course: int, day: dt.date) -> list[int]:
    picks.pick_courses(db, plan, [person], [course])
    query = select(Pick.id).where(Pick.plan_id == plan, Pick.person_id == person, Pick.course_id == course)
    session = sessions.add_session(db, plan, course, day)
    seating.seat_picks(db, session, [db.scalars(query).one()])
    return [seat.id for seat in sessions.session_detail(db, session).seats]


@pytest.fixture
def plan(blank: Workspace) -> int:
    with blank.edit("Build the example") as db:
        return build_first(db)


@pytest.fixture
def second(blank: Workspace) -> int:
    with blank.edit("Build the example") as db:
        return build_second(db)


def _table(db: Session, plan: int) -> dict[str, tuple[int | Decimal | None, ...]]:
    return {
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
        for row in totals.ledger(db, plan, "track")
    }


def test_totals_by_track_are_those_of_the_table(blank: Workspace, plan: int) -> None:
    with blank.read() as db:
        found = _table(db, plan)
    assert found == TABLE
    assert list(found) == list(TABLE)


def test_totals_of_the_second_example_are_those_of_its_table(blank: Workspace, second: int) -> None:
    with blank.read() as db:
        found = _table(db, second)
    assert found == SECOND
    assert list(found) == list(SECOND)


def test_the_needs_of_the_second_example_are_those_told(blank: Workspace, second: int) -> None:
    with blank.read() as db:
        needs = read_needs(db, second)
        names = dict(db.execute(select(Person.id, Person.first_name)).all())
        codes = dict(db.execute(select(Course.id, Course.code)).all())
    found = {
        names[person]: {codes[need.course_id]: need for need in theirs} for person, theirs in needs.items()
    }
    assert {
        name: ", ".join(f"{code} {theirs[code].state}" for code in sorted(theirs))
        for name, theirs in found.items()
    } == NEEDS
    assert found["Q2"]["A"].due == dt.date(2027, 3, 31)
    assert [need.due for theirs in found.values() for need in theirs.values()].count(None) == 11
    assert codes[found["Q1"]["B"].by_course_id or 0] == "B2"
    assert found["Q1"]["B"].is_equivalent
    assert found["Q5"]["C"].is_expected
    assert found["Q2"]["B"].source == "exemption"


def test_the_expected_credit_ends_when_the_seat_does(blank: Workspace, second: int) -> None:
    with blank.edit("Cancel") as db:
        session = db.scalars(
            select(TrainingSession).join(Plan, Plan.id == TrainingSession.plan_id).where(Plan.name == "2026")
        ).one()
        sessions.change_session(db, session.id, status="cancelled")
    with blank.read() as db:
        row = _table(db, second)["T2"]
    assert (row[2], row[3], row[8]) == (D(5), D(0), D(4))


@pytest.mark.parametrize("by", ["team", "manager", "title", "course", "person"])
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

"""Courses of half a day are scheduled by mornings and afternoons."""

import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import select

from pmplanner.models import Trainer, TrainerCourse, TrainingSession
from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Limits, Proposal
from pmplanner.scheduling.pipeline import solve
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.changes import list_changes
from pmplanner.services.autoschedule.halves import by_date, halves_of, lay, move, need_halves
from pmplanner.services.autoschedule.problem_builder import Brief, read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.calendar.session_days import Day, fill_days
from pmplanner.services.catalog import courses as catalog
from pmplanner.services.people import people
from pmplanner.services.plans import picks, plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions import sessions
from pmplanner.storage.workspace import Workspace

D = dt.date
MONDAY, TUESDAY = D(2027, 3, 1), D(2027, 3, 2)
MORNING, AFTERNOON = (dt.time(9), dt.time(13)), (dt.time(13), dt.time(17))
LIMITS = Limits(2, workers=1, repeatable=True)


class Halves:
    """Two people with two courses of half a day and one of a day and a half, one trainer for all."""

    def __init__(self, workspace: Workspace, last: dt.date = TUESDAY) -> None:
        self.workspace = workspace
        with workspace.edit("Set up") as db:
            self.plan = plans.create_plan(db, "March", MONDAY, last)
            self.short = catalog.add_course(db, title="Short", days=Decimal("0.5"))
            self.brief_one = catalog.add_course(db, title="Brief", days=Decimal("0.5"))
            self.long = catalog.add_course(db, title="Long", days=Decimal("1.5"))
            self.people = [people.add_person(db, first_name=name) for name in ("Ana", "Ben")]
            trainer = Trainer(name="Ines", code="", email="", note="")
            db.add(trainer)
            db.flush()
            courses = (self.short, self.brief_one, self.long)
            db.add_all(TrainerCourse(trainer_id=trainer.id, course_id=each) for each in courses)

    def pick(self, *courses: int) -> None:
        with self.workspace.edit("Pick") as db:
            picks.pick_courses(db, self.plan, self.people, list(courses))

    def read(self) -> Brief:
        with self.workspace.read() as db:
            return read_brief(db, ScheduleRequest(self.plan, D(2026, 11, 24)))

    def schedule(self) -> tuple[Brief, Proposal]:
        brief = self.read()
        proposal = solve(brief.problem, LIMITS)
        assert check(brief.problem, proposal) == []
        with self.workspace.edit("Schedule") as db:
            accept_proposal(db, brief, proposal)
            assert find_problems(db, self.plan) == []
        return brief, proposal

    def times(self, course: int) -> list[tuple[dt.date, tuple[dt.time, dt.time], Decimal]]:
        with self.workspace.read() as db:
            (session,) = db.scalars(select(TrainingSession.id).where(TrainingSession.course_id == course))
            days = sessions.session_detail(db, session).days
            return [(day.day, (day.start_time, day.end_time), day.portion) for day in days]


@pytest.fixture
def halves(blank: Workspace) -> Halves:
    return Halves(blank)


def test_half_days_are_told_apart_only_where_courses_need_them(halves: Halves) -> None:
    halves.pick(halves.long)
    whole = halves.read().problem
    assert (whole.days, whole.day_parts, whole.courses[0].days) == ((MONDAY, TUESDAY), 1, 2)
    halves.pick(halves.short)
    parts = halves.read().problem
    assert parts.days == (MONDAY, MONDAY, TUESDAY, TUESDAY)
    assert (parts.day_parts, parts.fair_week_days) == (2, 6)
    assert {row.key: (row.days, row.starts) for row in parts.courses} == {
        halves.short: (1, None),
        halves.long: (3, (0,)),
    }


def test_two_half_days_and_a_day_and_a_half_fit_one_trainer_and_two_days(halves: Halves) -> None:
    """Taken as whole days these are four; in halves they are two and a half, one of which does not fit."""
    halves.pick(halves.short, halves.long)
    halves.schedule()
    half = Decimal("0.5")
    assert halves.times(halves.long) == [
        (MONDAY, (dt.time(9), dt.time(17)), Decimal(1)),
        (TUESDAY, MORNING, half),
    ]
    assert halves.times(halves.short) == [(TUESDAY, AFTERNOON, half)]


def test_a_course_that_comes_later_waits_for_another_day(halves: Halves) -> None:
    with halves.workspace.edit("Order") as db:
        catalog.change_course(db, halves.short, requires=[halves.brief_one])
    halves.pick(halves.short, halves.brief_one)
    halves.schedule()
    assert halves.times(halves.brief_one)[0][0] == MONDAY
    assert halves.times(halves.short) == [(TUESDAY, MORNING, Decimal("0.5"))]


def test_what_stays_takes_its_half_and_no_more(halves: Halves) -> None:
    halves.pick(halves.short, halves.brief_one)
    with halves.workspace.edit("By hand") as db:
        session = sessions.add_session(
            db, halves.plan, halves.short, MONDAY, trainer="Ines", pick_ids=_picks(halves, halves.short)
        )
        sessions.set_session_days(db, session, [Day(MONDAY, *MORNING, Decimal("0.5"))])
        db.get_one(TrainingSession, session).locked = True
        plans.change_plan(db, halves.plan, last_day=MONDAY)
    halves.schedule()
    assert halves.times(halves.brief_one) == [(MONDAY, AFTERNOON, Decimal("0.5"))]


@pytest.mark.slow
def test_a_session_moves_from_a_morning_to_an_afternoon(halves: Halves) -> None:
    halves.pick(halves.short, halves.brief_one)
    with halves.workspace.edit("By hand") as db:
        for course in (halves.short, halves.brief_one):
            session = sessions.add_session(
                db, halves.plan, course, MONDAY, trainer="Ines", pick_ids=_picks(halves, course)
            )
            sessions.set_session_days(db, session, [Day(MONDAY, dt.time(9, 30), dt.time(12), Decimal("0.5"))])
    brief, proposal = halves.schedule()
    with halves.workspace.read() as db:
        kinds = sorted(row.kind for row in list_changes(db, brief, proposal))
    assert kinds == ["kept", "moved"]
    starts = {halves.times(course)[0][:2] for course in (halves.short, halves.brief_one)}
    assert (MONDAY, (dt.time(9, 30), dt.time(12))) in starts
    assert starts & {(MONDAY, (dt.time(13), dt.time(15, 30))), (TUESDAY, (dt.time(9, 30), dt.time(12)))}


def test_days_a_week_are_counted_in_days(halves: Halves) -> None:
    with halves.workspace.edit("Limit") as db:
        set_policy(db, "days a week", "block", limit=Decimal(1))
    halves.pick(halves.short, halves.brief_one)
    brief, proposal = halves.schedule()
    assert {limit.quarters for person in brief.problem.people for limit in person.limits} == {4}
    assert proposal.unseated == ()


def test_halves_of_a_day() -> None:
    assert halves_of(MONDAY, dt.time(9), dt.time(17)) == [(MONDAY, 0), (MONDAY, 1)]
    assert halves_of(MONDAY, *MORNING) == [(MONDAY, 0)]
    assert halves_of(MONDAY, *AFTERNOON) == [(MONDAY, 1)]
    assert halves_of(MONDAY, dt.time(10), dt.time(14)) == [(MONDAY, 0), (MONDAY, 1)]
    assert by_date([(TUESDAY, 0), (MONDAY, 1), (MONDAY, 0)]) == {MONDAY: {0, 1}, TUESDAY: {0}}
    assert need_halves([Decimal(2), Decimal("0.5")])
    assert not need_halves([Decimal("1.5"), Decimal(1)])


def test_a_session_whose_halves_come_in_another_order_is_laid_anew() -> None:
    parts = [Day(MONDAY, *AFTERNOON, Decimal("0.5")), Day(TUESDAY)]
    before = [(MONDAY, 1), (TUESDAY, 0), (TUESDAY, 1)]
    after = [(TUESDAY, 0), (TUESDAY, 1), (D(2027, 3, 3), 0)]
    assert move(parts, before, after, Decimal("1.5")) == fill_days(TUESDAY, Decimal("1.5"))


@pytest.mark.slow
def test_a_session_of_a_course_that_has_become_longer_is_laid_anew(blank: Workspace) -> None:
    halves = Halves(blank, D(2027, 3, 5))
    halves.pick(halves.long)
    with halves.workspace.edit("By hand") as db:
        sessions.add_session(
            db, halves.plan, halves.long, MONDAY, trainer="Ines", pick_ids=_picks(halves, halves.long)
        )
        catalog.change_course(db, halves.long, days=Decimal(3))
    halves.schedule()
    assert [day for day, _, portion in halves.times(halves.long) if portion == 1] == [
        MONDAY,
        TUESDAY,
        D(2027, 3, 3),
    ]


def test_a_quarter_of_a_day_begins_where_its_half_does() -> None:
    (day,) = lay(Decimal("0.25"), [(MONDAY, 1)])
    assert (day.start_time, day.end_time, day.portion) == (dt.time(13), dt.time(15), Decimal("0.25"))


def _picks(halves: Halves, course: int) -> list[int]:
    return [row.key for row in halves.read().problem.picks if row.course == course]

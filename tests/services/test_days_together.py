"""The automatic schedule leaves no weekend and no closed day within a session, when asked to."""

import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.scheduling.check import check
from pmplanner.scheduling.model.problem import Limits
from pmplanner.scheduling.pipeline import solve
from pmplanner.services.autoschedule.problem_builder import read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.calendar import closures
from pmplanner.services.catalog import courses
from pmplanner.services.people import history, people
from pmplanner.services.plans import picks, plans
from pmplanner.storage.workspace import Workspace

D = dt.date
TUESDAY, THURSDAY, FRIDAY = D(2027, 3, 2), D(2027, 3, 4), D(2027, 3, 5)
MONDAY, NEXT_FRIDAY = D(2027, 3, 8), D(2027, 3, 12)
LIMITS = Limits(0.3, workers=1, repeatable=True)


def planned(workspace: Workspace, days: str, *away: tuple[dt.date, dt.date]) -> int:
    """One pick of a course of so many days, from a Thursday to the Friday after the next weekend."""
    with workspace.edit("Set up") as db:
        plan = plans.create_plan(db, "March", THURSDAY, NEXT_FRIDAY)
        course = courses.add_course(db, title="Course", days=Decimal(days))
        person = people.add_person(db, first_name="Ana")
        for first, last in away:
            history.add_absence(db, person, first, last)
        picks.pick_courses(db, plan, [person], [course])
    return plan


def scheduled(workspace: Workspace, plan: int, *, together: bool) -> list[tuple[dt.date, ...]]:
    """The dates of each session."""
    request = ScheduleRequest(plan, TUESDAY, days_together=together)
    with workspace.read() as db:
        brief = read_brief(db, request)
    proposal = solve(brief.problem, LIMITS)
    assert check(brief.problem, proposal) == []
    return [brief.dates(row.days) for row in proposal.sessions]


@pytest.mark.parametrize("days", ["2", "1.5"])
def test_no_weekend_between_the_days(workspace: Workspace, days: str) -> None:
    plan = planned(workspace, days, (THURSDAY, THURSDAY), (D(2027, 3, 9), NEXT_FRIDAY))
    assert scheduled(workspace, plan, together=False) == [(FRIDAY, MONDAY)]
    assert scheduled(workspace, plan, together=True) == []


def test_no_closed_day_between_the_days(workspace: Workspace) -> None:
    plan = planned(workspace, "3", (THURSDAY, FRIDAY))
    with workspace.edit("Close") as db:
        closures.add_closure(db, D(2027, 3, 10), D(2027, 3, 10), name="Works")
    expected = (MONDAY, D(2027, 3, 9), D(2027, 3, 11))
    assert scheduled(workspace, plan, together=False) == [expected]
    assert scheduled(workspace, plan, together=True) == []


def test_half_days_of_one_date_are_together(workspace: Workspace) -> None:
    plan = planned(workspace, "0.5")
    assert scheduled(workspace, plan, together=True) == [(THURSDAY,)]


def test_a_course_that_is_longer_than_a_week_is_scheduled_all_the_same(workspace: Workspace) -> None:
    plan = planned(workspace, "6")
    found = scheduled(workspace, plan, together=True)
    assert [(dates[0], len(dates)) for dates in found] == [(THURSDAY, 6)]

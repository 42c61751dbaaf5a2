"""The dates that the window proposes for plans as offices have them can be sent out."""

from pathlib import Path

import pytest

from pmplanner.scheduling.model.problem import Limits
from pmplanner.scheduling.pipeline import solve
from pmplanner.services.autoschedule.accept import accept_proposal
from pmplanner.services.autoschedule.problem_builder import read_brief
from pmplanner.services.autoschedule.request import ScheduleRequest
from pmplanner.services.autoschedule.usual import with_usual
from pmplanner.storage.workspace import Workspace
from tests.benchmarks.realistic_plans import SIZES, Dates, look_at, make_plan
from tests.benchmarks.rich_check import TODAY


def dates(workspace: Workspace, people: int, limits: Limits, *, usual: bool) -> Dates:
    with workspace.edit("Set up") as db:
        plan = make_plan(db, people)
        request = ScheduleRequest(plan, TODAY)
        if usual:
            request = with_usual(db, request)
        brief = read_brief(db, request)
    proposal = solve(brief.problem, limits)
    with workspace.edit("Schedule automatically") as db:
        accept_proposal(db, brief, proposal)
    return look_at(Path(workspace.path))


def can_be_sent_out(found: Dates, people: int) -> None:
    assert found.seated == SIZES[people][2]
    assert found.used >= 0.9
    assert found.over_weekends == 0
    assert found.over_half <= found.team_days / 100
    assert found.below_minimum == 0
    assert found.crowded <= found.person_weeks / 50


@pytest.mark.slow
def test_the_dates_of_a_quarter(blank: Workspace) -> None:
    # By steps and not by seconds: so it is the same on a slow machine.
    can_be_sent_out(dates(blank, 24, Limits(5, repeatable=True), usual=True), 24)


@pytest.mark.long
@pytest.mark.parametrize(("people", "seconds"), [(24, 6.0), (60, 10.0), (150, 12.0)])
def test_the_dates_of_all_cost_no_seat_and_no_session(
    blank: Workspace, workspace: Workspace, people: int, seconds: float
) -> None:
    found = dates(blank, people, Limits(seconds), usual=True)
    can_be_sent_out(found, people)
    before = dates(workspace, people, Limits(seconds), usual=False)
    assert (found.seated, found.sessions) == (before.seated, before.sessions)

"""A budget that is exceeded: told with its figures, accepted, raised, refused."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, TrainingSession
from pmplanner.services.errors import PlanError
from pmplanner.services.money.budgets import set_budget
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.people import people
from pmplanner.services.people.tracks import add_track, assign_track
from pmplanner.services.plans import picks
from pmplanner.services.plans.plans import change_plan
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.fixes.fixes import apply_fix, list_fixes
from pmplanner.services.problems.reading.rows import Problem
from pmplanner.services.problems.tracking.accepting import accept_problem, name_problem, withdraw_acceptance
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.problems.tracking.keys import key_of, sides_of
from pmplanner.services.sessions.reservations import reserve_seats
from pmplanner.services.sessions.sessions import change_session
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.labels import Label, word
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make

D = Decimal


@pytest.fixture
def spending(small: SmallPlan) -> SmallPlan:
    """A and B, of Ops, have seats of 400 EUR in a confirmed session; C picked it and what has no price."""
    change_plan(small.db, small.plan, currency="EUR")
    small.course("BOOT", "1", cost=D(400), currency="EUR")
    small.course("WALK", "1")
    run = small.run("BOOT", MONDAY, "AB", seats_max=4)
    change_session(small.db, run, status="confirmed")
    small.pick("C", "BOOT")
    small.pick("C", "WALK")
    for name in "AB":
        small.db.get_one(Person, small.people[name]).team = "Ops"
    assign_track(small.db, add_track(small.db, "Sales"), [small.people["C"]])
    return small


def told(small: SmallPlan, *, accepted: bool = False) -> list[Problem]:
    found = find_problems(small.db, small.plan, accepted=accepted)
    return [problem for problem in found if problem.kind == "over budget"]


def test_a_budget_is_exceeded_now_or_by_what_is_forecast(spending: SmallPlan) -> None:
    db, plan = spending.db, spending.plan
    assert told(spending) == []
    set_budget(db, plan, D(1200))
    assert told(spending) == []
    set_budget(db, plan, D(1000))
    (problem,) = told(spending)
    assert (problem.title, problem.key) == ("The plan will be 200 EUR over budget", "over budget")
    assert problem.text == (
        "1,200 EUR of 1,000 EUR, 200 EUR too much: 0 spent, 800 committed, 400 forecast. "
        "1 without a price is not in it."
    )
    set_budget(db, plan, D("799.50"))
    (problem,) = told(spending)
    assert problem.title == "The plan is 0.50 EUR over budget"


def test_budgets_of_tracks_and_teams_are_watched_each_by_its_own_rule(spending: SmallPlan) -> None:
    db, plan = spending.db, spending.plan
    track = db.get_one(Person, spending.people["C"]).primary_track_id or 0
    set_budget(db, plan, D(100), track_id=track)
    set_budget(db, plan, D(1000), team="ops")
    assert [problem.title for problem in told(spending)] == ["Sales will be 300 EUR over budget"]
    reserve_seats(db, db.scalars(select(TrainingSession.id)).one(), "Ops", 1)
    assert {problem.title for problem in told(spending)} == {
        "Sales will be 300 EUR over budget",
        "ops is 200 EUR over budget",
    }
    for problem in told(spending):
        assert key_of(sides_of(problem.key)) == problem.key
        accept_problem(db, plan, problem.key, "Agreed with the board")
    assert told(spending) == []
    assert {problem.accepted for problem in told(spending, accepted=True)} == {"Agreed with the board"}
    names = {
        word(db, Label.of("problem.accept", problem=name_problem(db, problem.key)))
        for problem in told(spending, accepted=True)
    }
    assert names == {"Accept: Over budget (Sales)", "Accept: Over budget (ops)"}
    for problem in told(spending, accepted=True):
        withdraw_acceptance(db, plan, problem.key)
    assert len(told(spending)) == 2
    set_policy(db, "over budget", "ignore", team="Ops")
    assert [problem.title for problem in told(spending)] == ["Sales will be 300 EUR over budget"]
    set_policy(db, "over budget", "ignore")
    assert told(spending) == []


def test_raising_the_budget_solves_it(spending: SmallPlan) -> None:
    db, plan = spending.db, spending.plan
    track = db.get_one(Person, spending.people["C"]).primary_track_id or 0
    set_budget(db, plan, D(1))
    set_budget(db, plan, D(1), track_id=track)
    set_budget(db, plan, D(1), team="OPS")
    labels = []
    for problem in told(spending):
        (fix,) = list_fixes(db, problem, plan)
        labels.append(word(db, fix.label))
        apply_fix(db, fix)
        assert problem.key not in {other.key for other in told(spending)}
    assert sorted(labels) == [
        "Raise the budget to 1,200 EUR: 2027",
        "Raise the budget to 400 EUR: Sales",
        "Raise the budget to 800 EUR: OPS",
    ]
    assert told(spending) == []


def _fill(db: Session) -> SmallPlan:
    small = make(db)
    small.course("BOOT", "1", cost=D(400), currency="EUR")
    small.pick("AB", "BOOT")
    small.run("BOOT", MONDAY)
    set_budget(db, small.plan, D(1000))
    set_policy(db, "over budget", "block")
    return small


def _third(db: Session) -> int:
    return people.add_person(db, first_name="C")


def test_where_it_is_blocked_no_edit_goes_over_a_budget(tmp_path: Path) -> None:
    workspace: Workspace = open_for_use(tmp_path / "guarded.sqlite")
    with workspace.edit("Fill") as db:
        small = _fill(db)
    refused = r"^The plan will be 200( \w+)? over budget, which the policy of the plan does not allow"
    with pytest.raises(PlanError, match=refused), workspace.edit("Pick") as db:
        picks.pick_courses(db, small.plan, [_third(db)], [small.courses["BOOT"]])
    with pytest.raises(PlanError, match=refused), workspace.edit("Pay") as db:
        add_item(db, Owner(plan_id=small.plan), "Hall", "whole", D(400))
    with workspace.edit("Less") as db:  # naming a limit makes no problem
        set_budget(db, small.plan, D(500))
    with workspace.edit("More still") as db:  # and what was there before keeps nobody from working
        picks.pick_courses(db, small.plan, [small.people["A"]], [1])
    with workspace.edit("Period") as db:
        change_plan(db, small.plan, last_day=dt.date(2027, 7, 31), budget=D(100))
    workspace.close()

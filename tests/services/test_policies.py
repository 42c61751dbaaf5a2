"""Policies: what is done about each kind, and edits that are refused because of them."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from pmplanner.models import Policy
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people
from pmplanner.services.people.history import add_absence
from pmplanner.services.plans import people_changes, picks, plans
from pmplanner.services.policies.policies import (
    Policies,
    PolicyRow,
    Rule,
    find_kind,
    list_policies,
    list_set,
    read_policies,
    reset_policy,
    set_policy,
)
from pmplanner.services.policies.problem_kinds import KINDS, ProblemKind
from pmplanner.services.problems.tracking.accepting import accept_problem, withdraw_acceptance
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.sessions import sessions
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import SmallPlan
from tests.support import put_catalogue, snapshot

FIRST = dt.date(2027, 3, 1)
DAY = dt.timedelta(days=1)


def test_everything_warns_until_something_else_is_said(small: SmallPlan) -> None:
    lines = list_policies(small.db, small.plan)
    assert [line.kind.name for line in lines] == list(KINDS)
    assert {(line.rule, line.source, line.team) for line in lines} == {(Rule(), "default", "")}


def test_the_plans_goes_before_the_workspaces_and_a_teams_before_all() -> None:
    kind: ProblemKind = "absence ceiling"
    rows = [
        PolicyRow(None, kind, "", "warn", Decimal(1), None),
        PolicyRow(1, kind, "", "block", None, None),
        PolicyRow(None, kind, "Sales", "ignore", None, 50),
    ]
    policies = Policies(rows)
    assert policies.rule(kind) == Rule("block", Decimal(1), None), "the limit is the workspace's"
    assert policies.rule(kind, "sales") == Rule("ignore", None, 50)
    assert policies.rule(kind, "ops") == policies.rule(kind)
    assert policies.limits(kind)
    assert not policies.limits("days a week")


def test_what_is_set_is_changed_and_taken_back(small: SmallPlan) -> None:
    session = small.db
    set_policy(session, "Days a Week", limit=Decimal("2.5"))
    set_policy(session, "days_a_week", "block")
    set_policy(session, "days a week", "ignore", plan_id=small.plan, team=" Sales ")
    assert read_policies(session, small.plan).rule("days a week") == Rule("block", Decimal("2.5"))
    assert [(row.team, row.action) for row in list_set(session, small.plan)] == [
        ("", "block"),
        ("Sales", "ignore"),
    ]
    of_kind = [line for line in list_policies(session, small.plan) if line.kind.name == "days a week"]
    assert [(line.team, line.source) for line in of_kind] == [("", "workspace"), ("Sales", "plan")]
    assert read_policies(session, None).rule("days a week", "sales").action == "block"
    set_policy(session, "days a week", limit=None)
    assert not read_policies(session, None).limits("days a week")
    assert reset_policy(session, "days a week")
    assert not reset_policy(session, "days a week")
    assert reset_policy(session, "days a week", plan_id=small.plan, team="SALES")
    assert session.query(Policy).count() == 0


def test_a_narrower_policy_keeps_what_is_not_named(small: SmallPlan) -> None:
    session = small.db
    kind: ProblemKind = "absence ceiling"
    set_policy(session, kind, "block", limit=Decimal(3))
    set_policy(session, kind, plan_id=small.plan, percent=20)
    assert read_policies(session, small.plan).rule(kind) == Rule("block", Decimal(3), 20)
    set_policy(session, kind, plan_id=small.plan, team="Sales")
    assert read_policies(session, small.plan).rule(kind, "sales") == Rule("block", Decimal(3), 20)
    set_policy(session, kind, plan_id=small.plan, team="Sales", limit=Decimal(1), percent=None)
    assert read_policies(session, small.plan).rule(kind, "sales") == Rule("block", Decimal(1), None)
    assert read_policies(session, None).rule(kind, "sales") == Rule("block", Decimal(3), None)


@pytest.mark.parametrize(
    ("kind", "values", "why"),
    [
        ("fun", {}, "no kind of problem"),
        ("absence", {"action": "forbid"}, "block, warn, ignore"),
        ("absence", {"limit": Decimal(1)}, "no limit"),
        ("days a week", {"percent": 5}, "no limit in percent"),
        ("absence ceiling", {"percent": 101}, "at most 100"),
        ("absence ceiling", {"limit": Decimal(-1)}, "0 or more"),
        ("days a week", {"limit": Decimal("0.1")}, "steps of 0.25"),
        ("room taken", {"team": "Sales"}, "for a team"),
        ("absence", {"plan_id": 99}, "no longer exists"),
    ],
)
def test_what_makes_no_sense_is_refused(
    small: SmallPlan, kind: str, values: dict[str, Any], why: str
) -> None:
    with pytest.raises(PlanError, match=why):
        set_policy(small.db, kind, **values)


def test_a_kind_is_found_by_its_name() -> None:
    assert find_kind(" Room_Taken ").name == "room taken"


# Blocking


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace as the program opens it, with two people in a session of the first course."""
    workspace = open_for_use(put_catalogue(tmp_path / "guarded.sqlite"))
    with workspace.edit("Fill") as db:
        ids = [people.add_person(db, first_name=name) for name in ("Ana", "Bo")]
        plan = plans.create_plan(db, "2027", FIRST, FIRST + 100 * DAY)
        picks.pick_courses(db, plan, ids, [1, 2])
        sessions.add_session(db, plan, 1, FIRST, code="ONE", seat_open=True)
    yield workspace
    workspace.close()


def _leave(db: Session, days: int = 0) -> None:
    add_absence(db, 1, FIRST, FIRST + days * DAY, "On leave")


def test_a_blocked_kind_refuses_the_edit_that_makes_it(guarded: Workspace) -> None:
    with guarded.edit("Block") as db:
        set_policy(db, "absence", "block")
    before = snapshot(guarded.path)
    with (
        pytest.raises(PlanError, match=r"^Ana is away during ONE on Mon 1 Mar, which the policy of the plan"),
        guarded.edit("Leave") as db,
    ):
        _leave(db)
    assert snapshot(guarded.path) == before
    assert guarded.undo_label() == "Block"
    with guarded.edit("Elsewhere") as db:
        add_absence(db, 1, FIRST + 50 * DAY, FIRST + 51 * DAY)


def test_what_was_there_before_does_not_block(guarded: Workspace) -> None:
    with guarded.edit("Leave") as db:
        _leave(db)
    with guarded.edit("Block") as db:
        set_policy(db, "absence", "block")
        set_policy(db, "double-booking", "block", plan_id=1)
    with guarded.edit("Another name") as db:
        sessions.change_session(db, 1, code="TWO")
    with guarded.edit("A new person") as db:
        people.add_person(db, first_name="Cy")
    with (
        pytest.raises(PlanError, match=r"two sessions.*There are 2 more such problems"),
        guarded.edit("Clash") as db,
    ):
        sessions.add_session(db, 1, 2, FIRST, seat_open=True)
    with guarded.edit("Ignore") as db:
        set_policy(db, "double-booking", "ignore", plan_id=1)
    with guarded.edit("Clash") as db:
        sessions.add_session(db, 1, 2, FIRST + 1 * DAY, code="X", seat_open=True)


def test_what_is_undone_or_accepted_is_let_through(guarded: Workspace) -> None:
    with guarded.edit("Block") as db:
        set_policy(db, "absence", "block")
    with guarded.edit("Cancel") as db:
        sessions.change_session(db, 1, status="cancelled")
    with guarded.edit("Leave") as db:
        _leave(db)
    guarded.undo()
    guarded.undo()
    with pytest.raises(PlanError), guarded.edit("Leave") as db:
        _leave(db)
    with guarded.edit("Warn") as db:
        set_policy(db, "absence", "warn")
    with guarded.edit("Leave") as db:
        _leave(db)
        (problem,) = find_problems(db, 1)
        accept_problem(db, 1, problem.key, "The trainer knows.")
    guarded.undo()
    with guarded.edit("Accept and block") as db:
        accept_problem(db, 1, problem.key, "The trainer knows.")
        set_policy(db, "absence", "block")
    with guarded.edit("Leave") as db:
        _leave(db)
    with guarded.edit("Accept no more") as db:
        withdraw_acceptance(db, 1, problem.key)
    assert guarded.undo_label() == "Accept no more"


def test_other_plans_do_not_block(guarded: Workspace) -> None:
    with guarded.edit("Another plan") as db:
        other = plans.copy_plan(db, 1, "Other")
        set_policy(db, "absence", "block", plan_id=other)
        sessions.remove_sessions(db, [2])
    with guarded.edit("Leave") as db:
        _leave(db)
    assert guarded.undo_label() == "Leave"


def test_a_plan_with_problems_can_be_copied_and_the_copy_is_guarded(guarded: Workspace) -> None:
    with guarded.edit("Leave") as db:
        _leave(db)
    with guarded.edit("Block") as db:
        set_policy(db, "absence", "block")
    with guarded.edit("Copy") as db:
        other = plans.copy_plan(db, 1, "Other")
    assert guarded.undo_label() == "Copy"
    with guarded.read() as db:
        (session,) = sessions.list_sessions(db, other)
    with guarded.edit("Move away") as db:
        sessions.move_session(db, session.id, FIRST + 7 * DAY)
    with pytest.raises(PlanError, match="Ana is away during ONE"), guarded.edit("Move back") as db:
        sessions.move_session(db, session.id, FIRST)


def test_fewer_people_than_needed_may_be_blocked(guarded: Workspace) -> None:
    with guarded.edit("Block") as db:
        sessions.change_session(db, 1, seats_min=2)
        set_policy(db, "below minimum", "block")
    with pytest.raises(PlanError, match="needs 2"), guarded.edit("Leave") as db:
        people_changes.remove_people(db, [1])

"""Edits that are refused for a problem of a kind that is blocked, and those that only take one along."""

import datetime as dt
from dataclasses import replace

import pytest

from pmplanner.services.errors import PlanError
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.problems.tracking.blocking import BlockingGuard
from pmplanner.services.sessions.sessions import remove_session
from pmplanner.storage.workspace import Workspace
from tests.services.small_plan import MONDAY, SmallPlan, make

WEEK = dt.timedelta(days=7)


@pytest.fixture
def early(blank: Workspace) -> tuple[SmallPlan, int]:
    """A sits in a session whose course needs another one first, which is now blocked."""
    with blank.edit("Fill") as db:
        small = make(db)
        for code in ("base", "next"):
            small.course(code)
        small.needs("next", "base")
        small.pick("AB", "next")
        first = small.run("next", MONDAY, "A")
        set_policy(db, "prerequisite", "block")
    BlockingGuard(blank)
    return small, first


def test_who_sits_too_early_already_may_sit_in_another_session_as_early(
    blank: Workspace, early: tuple[SmallPlan, int]
) -> None:
    with blank.edit("Another session") as db:
        small = replace(early[0], db=db)
        remove_session(db, early[1])
        small.run("next", MONDAY + WEEK, "A")


def test_nobody_else_comes_too_early(blank: Workspace, early: tuple[SmallPlan, int]) -> None:
    refused = pytest.raises(PlanError, match="B comes too early")
    with refused, blank.edit("Seat") as db:
        replace(early[0], db=db).run("next", MONDAY + WEEK, "B")

"""Refuses edits that would make a problem of a kind that is blocked.

Problems that were there before do not keep anybody from working: only new ones refuse an edit. While
no kind is blocked, an edit costs one more question to the database.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Plan, PlanState, Policy
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.tracking.keeping import kept_of
from pmplanner.storage.journal import Change
from pmplanner.storage.workspace import Workspace

if TYPE_CHECKING:
    from pmplanner.services.problems.reading.rows import Problem

_WITHOUT_PROBLEMS = frozenset(
    {"accepted_problem", "certificate", "course_certificate", "course_track"}
    | {"import_profile", "path_group", "path_item", "plan_scope", "public_date", "target"}
)
"""Tables that no check looks at."""

OF_A_SEAT: frozenset[ProblemKind] = frozenset({"prerequisite", "not approved"})
"""Kinds that go along with somebody into another session of the same course: no new problem there."""


class BlockingGuard:
    """Guards a workspace; new problems are told from those that are kept of it."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kept = kept_of(workspace)
        workspace.guard(self.check)

    def check(self, db: Session, change: Change) -> None:
        """Raise PlanError when what an edit has done makes a problem that is blocked.

        A change of the policies, budgets and rules of cover themselves is let through: it makes no problem
        but names it. So is a plan that was not there before, for a copy has the problems of the one that it
        is made of.
        """
        # Asked first, since each pick would otherwise be followed through all checks.
        if change.touches("policy", "budget", "cover_rule") or change.tables <= _WITHOUT_PROBLEMS:
            return
        for plan_id in blocking_plans(db):
            before = self._kept.guard(self._workspace, plan_id)
            if not before.there:
                continue
            # The edit may yet be refused: what is known must stay as it was before.
            after = before.copy()
            seen = after.follow(db, change.keys)
            known = before.keys(seen)
            new = [problem for key, problem in after.keys(seen, blocking=True).items() if key not in known]
            if any(problem.kind in OF_A_SEAT for problem in new):
                had = {trouble_of(problem) for problem in before.keys(seen, blocking=True).values()}
                new = [problem for problem in new if trouble_of(problem) not in had]
            if change.touches("plan"):
                new = [problem for problem in new if problem.kind != "over budget"]
            if new:
                raise PlanError(_refusal(new))
            self._kept.foresee(change, after)


def trouble_of(problem: Problem) -> tuple[object, ...]:
    """Return what makes a problem the same one, also where somebody has another seat of the course."""
    if problem.kind in OF_A_SEAT:
        return problem.kind, problem.person_id, problem.course_id
    return problem.kind, problem.key, problem.person_id


def blocking_plans(db: Session) -> list[int]:
    """Return the plans in which some kind of problem is blocked; archived ones have no problems."""
    blocked = set(db.scalars(select(Policy.plan_id).where(Policy.action == "block").distinct()))
    active = db.scalars(select(Plan.id).where(Plan.state == PlanState.ACTIVE).order_by(Plan.id))
    return [plan_id for plan_id in active if None in blocked or plan_id in blocked]


def _refusal(problems: Iterable[Problem]) -> str:
    # In an order of their own: which is found first depends on how sets happen to lie.
    first, *others = sorted(
        problems, key=lambda p: (p.day or dt.date.min, p.session_id, p.person_id or 0, p.key)
    )
    refused = said(
        "{problem}, which the policy of the plan does not allow. {text}", problem=first.title, text=first.text
    )
    if not others:
        return refused
    more = counted("There is one more such problem.", "There are {n} more such problems.", len(others))
    return f"{refused} {more}"

"""A plan on one page, for who leads: days by track, cost against budget, the months, and what is open."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pmplanner.services.board.board import read_week
from pmplanner.services.board.rows import Decision
from pmplanner.services.policies.problem_kinds import ProblemKind
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.reports.asking import Asked, Row
from pmplanner.services.reports.plan_and_actual import PlanAndActual, read_plan_and_actual
from pmplanner.services.totals.budget import BudgetUse, budget_use
from pmplanner.services.totals.gaps import GapRow, group_gaps, read_gaps
from pmplanner.services.totals.totals import if_known

HEADER = (
    "what",
    "name",
    "people",
    "days_planned",
    "days_done",
    "days_scheduled",
    "days_open",
    "days_missing",
    "cost",
    "without_price",
    "budget",
    "count",
)


@dataclass(frozen=True, slots=True)
class DirectorPage:
    """A plan as it stands."""

    plan: PlanAndActual
    budgets: Sequence[BudgetUse]
    """Of the plan first, then of tracks and teams; only the plan's without an amount where none is set."""
    needs: GapRow
    """The required courses of all, in one row."""
    problems: Sequence[tuple[ProblemKind, int]]
    """How many of each kind there are, the most first."""
    decisions: Sequence[Decision]
    """What has to be decided this week."""


def read_director_page(db: Session, asked: Asked) -> DirectorPage:
    """Return a plan on one page; raise PlanError when it is gone."""
    plan = read_plan_and_actual(db, asked)
    gaps = group_gaps(read_gaps(db, asked.plan_id, asked.today, asked.person_ids), "track")
    kinds = Counter(problem.kind for problem in find_problems(db, asked.plan_id, asked.person_ids))
    whole = asked.person_ids is None
    return DirectorPage(
        plan,
        budget_use(db, asked.plan_id) if whole else (),
        gaps[-1],
        kinds.most_common(),
        read_week(db, asked.plan_id, asked.today).week if whole else (),
    )


def director_rows(found: DirectorPage) -> list[Row]:
    """Return the figures of the page as rows."""
    rows: list[Row] = []
    for by in ("track", "month"):
        for line in found.plan.groups[by]:
            totals = line.row.totals
            rows.append((by, line.row.name, totals.people, totals.planned, totals.done, totals.scheduled,
                         totals.open, totals.gap, if_known(totals.cost, totals.picks_without_price),
                         totals.picks_without_price, None, None))  # fmt: skip
    for use in found.budgets:
        rows.append(
            (
                "budget",
                use.name,
                *[None] * 6,
                if_known(use.used, use.picks_without_price),
                use.picks_without_price,
                use.amount,
                None,
            )
        )
    rows += [("problem", kind, *[None] * 9, count) for kind, count in found.problems]
    rows += [("decision", each.question, *[None] * 10) for each in found.decisions]
    return rows

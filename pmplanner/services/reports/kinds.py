"""The papers that there are: how the facts of each are read, and what they are as rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.reports import (
    needs,
    plan_and_actual,
    readiness,
    renewals,
    rosters,
    training_days,
)
from pmplanner.services.reports.asking import Asked, Row


@dataclass(frozen=True, slots=True)
class FactsOfPaper:
    """What a paper tells, read and as rows of a file."""

    name: str
    """By which the terminal asks for it."""
    about: str
    """What it tells; marked."""
    read: Callable[[Session, Asked], Any]
    """Returns the facts; raises PlanError when the plan is gone, or something asked for is not there."""
    header: Sequence[str]
    rows: Callable[[Any], list[Row]]
    asks: frozenset[str] = frozenset()
    """What can be asked besides people: months, years, names."""


KINDS: Mapping[str, FactsOfPaper] = {
    each.name: each
    for each in (
        FactsOfPaper(
            "needs",
            marked("What is required, credited and missing, by track, team, course and person"),
            needs.read_needs_report,
            needs.HEADER,
            needs.need_report_rows,
        ),
        FactsOfPaper(
            "renewals",
            marked("What expires in the months to come, and where it is renewed"),
            renewals.read_renewals_report,
            renewals.HEADER,
            renewals.renewal_report_rows,
            frozenset({"months"}),
        ),
        FactsOfPaper(
            "plan-actual",
            marked("Planned days and cost against what is done, by track, team and month"),
            plan_and_actual.read_plan_and_actual,
            plan_and_actual.HEADER,
            plan_and_actual.plan_and_actual_rows,
        ),
        FactsOfPaper(
            "training-days",
            marked("Training days by month and year, internal and external, years side by side"),
            training_days.read_training_days,
            training_days.HEADER,
            training_days.training_day_rows,
            frozenset({"years"}),
        ),
        FactsOfPaper(
            "rooms",
            marked("The sessions of each room, week by week, and its free days"),
            partial(rosters.read_rosters, kind="room"),
            rosters.HEADER,
            rosters.roster_rows,
            frozenset({"names"}),
        ),
        FactsOfPaper(
            "trainers",
            marked("The sessions of each trainer, week by week, and the free days"),
            partial(rosters.read_rosters, kind="trainer"),
            rosters.HEADER,
            rosters.roster_rows,
            frozenset({"names"}),
        ),
        FactsOfPaper(
            "readiness",
            marked("How ready people are: who misses nothing, the worst groups, what expires soon"),
            readiness.read_readiness,
            readiness.HEADER,
            readiness.readiness_rows,
        ),
    )
}
"""By name, in the order in which they are listed."""


def facts_named(name: str) -> FactsOfPaper:
    """Return the paper of that name; raise PlanError when there is none."""
    found = KINDS.get(name)
    if found is None:
        raise PlanError(
            said("There is no paper “{name}”. There are: {names}.", name=name, names=", ".join(KINDS))
        )
    return found

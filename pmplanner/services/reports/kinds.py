"""The papers that there are: how the facts of each are read, what they are as rows, and how they are told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from pmplanner.papers.model import Paper
from pmplanner.sentences import marked, said
from pmplanner.services.errors import PlanError
from pmplanner.services.reports import (
    attendance_certificates,
    attendance_sheets,
    director,
    needs,
    overview,
    plan_and_actual,
    printed_calendar,
    readiness,
    records,
    renewals,
    rosters,
    team_plans,
    training_days,
)
from pmplanner.services.reports.asking import Asked, Row
from pmplanner.services.reports.attendance_certificates_paper import attendance_certificates_paper
from pmplanner.services.reports.attendance_paper import attendance_paper
from pmplanner.services.reports.calendar_paper import calendar_paper
from pmplanner.services.reports.director_paper import director_paper
from pmplanner.services.reports.needs_paper import needs_paper
from pmplanner.services.reports.overview_paper import overview_paper
from pmplanner.services.reports.plan_and_actual_paper import plan_and_actual_paper
from pmplanner.services.reports.readiness_paper import readiness_paper
from pmplanner.services.reports.records_paper import records_paper
from pmplanner.services.reports.renewals_paper import renewals_paper
from pmplanner.services.reports.rosters_paper import rosters_paper
from pmplanner.services.reports.team_plans_paper import team_plans_paper
from pmplanner.services.reports.training_days_paper import training_days_paper


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A paper: what it tells, read, as rows of a file, and laid out to be handed out."""

    name: str
    """By which the terminal asks for it."""
    about: str
    """What it tells; marked."""
    read: Callable[[Session, Asked], Any]
    """Returns the facts; raises PlanError when the plan is gone, or something asked for is not there."""
    header: Sequence[str]
    rows: Callable[[Any], list[Row]]
    paper: Callable[[Any], Paper]
    asks: frozenset[str] = frozenset()
    """What can be asked besides people: months, years, names, between."""
    of_people: bool = True
    """Whether it can be of some people."""


KINDS: Mapping[str, PaperKind] = {
    each.name: each
    for each in (
        PaperKind(
            "director",
            marked("The plan on one page: days by track, months, cost against budget, what is open"),
            director.read_director_page,
            director.HEADER,
            director.director_rows,
            director_paper,
        ),
        PaperKind(
            "teams",
            marked("Each team’s plan for its manager: who does what when, and what is still open"),
            team_plans.read_team_plans,
            team_plans.HEADER,
            team_plans.team_plan_rows,
            team_plans_paper,
        ),
        PaperKind(
            "people",
            marked("Each person’s plan and training record, with certificates and evidence"),
            records.read_records,
            records.HEADER,
            records.record_rows,
            records_paper,
        ),
        PaperKind(
            "certificates",
            marked("A certificate of attendance for everybody who was in a session"),
            attendance_certificates.read_attendance_certificates,
            attendance_certificates.HEADER,
            attendance_certificates.certificate_rows,
            attendance_certificates_paper,
            frozenset({"names"}),
        ),
        PaperKind(
            "attendance",
            marked("A list to sign for each session"),
            attendance_sheets.read_attendance_sheets,
            attendance_sheets.HEADER,
            attendance_sheets.sheet_rows,
            attendance_paper,
            frozenset({"names"}),
        ),
        PaperKind(
            "calendar",
            marked("The months of the plan, a page each, with the sessions as bars"),
            printed_calendar.read_asked_calendar,
            printed_calendar.HEADER,
            printed_calendar.calendar_rows,
            calendar_paper,
            frozenset({"between"}),
        ),
        PaperKind(
            "courses",
            marked("The courses of the plan on one page, with their sessions by month"),
            overview.read_asked_overview,
            overview.HEADER,
            overview.overview_rows,
            overview_paper,
            frozenset(),
            of_people=False,
        ),
        PaperKind(
            "needs",
            marked("What is required, credited and missing, by track, team, course and person"),
            needs.read_needs_report,
            needs.HEADER,
            needs.need_report_rows,
            needs_paper,
        ),
        PaperKind(
            "renewals",
            marked("What expires in the months to come, and where it is renewed"),
            renewals.read_renewals_report,
            renewals.HEADER,
            renewals.renewal_report_rows,
            renewals_paper,
            frozenset({"months"}),
        ),
        PaperKind(
            "plan-actual",
            marked("Planned days and cost against what is done, by track, team and month"),
            plan_and_actual.read_plan_and_actual,
            plan_and_actual.HEADER,
            plan_and_actual.plan_and_actual_rows,
            plan_and_actual_paper,
        ),
        PaperKind(
            "training-days",
            marked("Training days by month and year, internal and external, years side by side"),
            training_days.read_training_days,
            training_days.HEADER,
            training_days.training_day_rows,
            training_days_paper,
            frozenset({"years"}),
        ),
        PaperKind(
            "rooms",
            marked("The sessions of each room, week by week, and its free days"),
            partial(rosters.read_rosters, kind="room"),
            rosters.HEADER,
            rosters.roster_rows,
            rosters_paper,
            frozenset({"names"}),
        ),
        PaperKind(
            "trainers",
            marked("The sessions of each trainer, week by week, and the free days"),
            partial(rosters.read_rosters, kind="trainer"),
            rosters.HEADER,
            rosters.roster_rows,
            rosters_paper,
            frozenset({"names"}),
        ),
        PaperKind(
            "readiness",
            marked("How ready people are: who misses nothing, the worst groups, what expires soon"),
            readiness.read_readiness,
            readiness.HEADER,
            readiness.readiness_rows,
            readiness_paper,
        ),
    )
}
"""By name, in the order in which they are listed."""


def kind_named(name: str) -> PaperKind:
    """Return the paper of that name; raise PlanError when there is none."""
    found = KINDS.get(name)
    if found is None:
        raise PlanError(
            said("There is no paper “{name}”. There are: {names}.", name=name, names=", ".join(KINDS))
        )
    return found

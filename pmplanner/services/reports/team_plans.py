"""Each team's plan for its manager: who does what when, what is still to be scheduled, missing and agreed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course
from pmplanner.models.statuses import Decision, SessionStatus
from pmplanner.services.lookup import fold, in_order, plain_rows
from pmplanner.services.people.people import PersonRow, list_people
from pmplanner.services.pick_status.course_facts import plan_currency
from pmplanner.services.reports.asking import Asked, Heading, Row, heading_of
from pmplanner.services.sessions.session_rows import SessionRow, list_sessions
from pmplanner.services.totals.totals import PersonLedger, Totals, person_ledgers
from pmplanner.services.views.matrix import Cell, list_cells

HEADER = (
    "team",
    "manager",
    "person_id",
    "name",
    "course_code",
    "course_title",
    "status",
    "decision",
    "days",
    "session_code",
    "first_day",
    "last_day",
)


_COURSES = select(Course.id, Course.code, Course.title)


@dataclass(frozen=True, slots=True)
class TeamCourse:
    """A course that somebody of a team has picked or needs."""

    code: str
    title: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a team, with the sums and the courses by their first day."""

    person: PersonRow
    totals: Totals
    courses: Sequence[TeamCourse]


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team: its managers, its sums, its members by name, and the sessions to come that they sit in."""

    name: str
    """Empty for those without a team."""
    managers: Sequence[str]
    totals: Totals
    members: Sequence[Member]
    sessions: Sequence[tuple[SessionRow, Sequence[str]]]
    """Each with the names of those who sit in it."""

    @property
    def waiting(self) -> Sequence[tuple[Member, TeamCourse]]:
        """What somebody is still to say yes or no to."""
        return [
            (member, course)
            for member in self.members
            for course in member.courses
            if course.cell.decision == Decision.PROPOSED and course.cell.state != "done"
        ]


@dataclass(frozen=True, slots=True)
class TeamPlans:
    """The plans of teams, by name."""

    heading: Heading
    currency: str
    teams: Sequence[TeamPlan]


def read_team_plans(db: Session, asked: Asked) -> TeamPlans:
    """Return the plans of the teams of those asked for; raise PlanError when the plan is gone."""
    heading = heading_of(db, asked)
    ledgers = person_ledgers(db, asked.plan_id, asked.person_ids)
    people = list_people(db, ledgers)
    courses = _courses(db, asked.plan_id, ledgers)
    sessions = [row for row in list_sessions(db, asked.plan_id) if row.status != SessionStatus.CANCELLED]
    teams: dict[str, list[Member]] = defaultdict(list)
    for person in people:
        member = Member(person, ledgers[person.id].totals, courses.get(person.id, ()))
        teams[fold(person.team)].append(member)
    found = [_team(members, sessions, asked.today) for members in teams.values()]
    # Those without a team come last.
    found.sort(key=lambda team: (not team.name, in_order(team.name)))
    return TeamPlans(heading, plan_currency(db, asked.plan_id), found)


def _courses(db: Session, plan_id: int, ledgers: Mapping[int, PersonLedger]) -> dict[int, list[TeamCourse]]:
    titles = {key: (code, title) for key, code, title in plain_rows(db, _COURSES)}
    found: dict[int, list[TeamCourse]] = defaultdict(list)
    for (person_id, course_id), cell in list_cells(db, plan_id, list(ledgers)).items():
        found[person_id].append(TeamCourse(*titles[course_id], cell))
    for courses in found.values():
        courses.sort(key=_order)
    return found


def _order(course: TeamCourse) -> tuple[dt.date, str, str]:
    return course.cell.first_day or dt.date.max, fold(course.title), course.code


def _team(members: Sequence[Member], sessions: Sequence[SessionRow], today: dt.date) -> TeamPlan:
    totals = Totals()
    seated: dict[int, list[str]] = defaultdict(list)
    for member in members:
        totals.add(member.totals)
        for course in member.courses:
            if course.cell.session_id is not None and course.cell.state in ("scheduled", "problem"):
                seated[course.cell.session_id].append(member.person.name)
    to_come = [
        (row, seated[row.id])
        for row in sessions
        if row.id in seated and row.last_day is not None and row.last_day >= today
    ]
    managers = {member.person.manager for member in members if member.person.manager}
    return TeamPlan(members[0].person.team, sorted(managers, key=in_order), totals, members, to_come)


def team_plan_rows(found: TeamPlans) -> list[Row]:
    """Return one row a person and course."""
    return [
        (
            team.name,
            member.person.manager,
            member.person.employee_id or None,
            member.person.name,
            course.code,
            course.title,
            course.cell.state,
            course.cell.decision,
            course.cell.days,
            course.cell.session_code,
            course.cell.first_day,
            course.cell.last_day,
        )
        for team in found.teams
        for member in team.members
        for course in member.courses
    ]

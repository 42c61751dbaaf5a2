"""What is required of people in a plan, and what of it is credited, satisfied or missing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import filter_options, filtered_people, plan_option
from pmplanner.cli.commands import add_command
from pmplanner.cli.output import csv_bytes, json_text, say, say_bytes, table
from pmplanner.cli.running import reads
from pmplanner.sentences import said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.storage.workspace import Workspace

GROUPS = ("track", "team", "manager", "course", "person")

_COURSES = {
    "person_id": "Person id", "email": "E-mail", "name": "Name", "track": "Track", "team": "Team",
    "course_code": "Course", "course_title": "Title", "days": "Days", "state": "State",
    "by_course_code": "By course", "how": "How", "due": "Renewal due",
}  # fmt: skip
_SUMS = {
    "group": "Group", "name": "Name", "people": "People", "courses": "Courses", "required_days": "Required",
    "credited_days": "Credited", "expected_days": "Expected", "satisfied_days": "Satisfied",
    "missing_days": "Missing", "renewals": "Renewals",
}  # fmt: skip
"""The columns of a file with their headings in a table, which are English in every language."""


def add_commands(commands: Commands) -> None:
    """Add the command `needs`."""
    parser = add_command(
        commands, "needs", said("Show what is required of people, and what of it is missing"), show_needs
    )
    parser.add_argument(
        "--by", choices=GROUPS, help=said("sums; without it one line a required course of a person")
    )
    filter_options(parser)
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    plan_option(parser)


@reads
def show_needs(workspace: Workspace, args: Namespace) -> int:
    """Show the needs as a table, CSV or JSON."""
    from pmplanner.services.lookup import find_plan

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        people = filtered_people(db, args)
        rows = _sums(db, plan_id, args.by, people) if args.by else _courses(db, plan_id, people)
    columns = _SUMS if args.by else _COURSES
    if args.format == "csv":
        say_bytes(csv_bytes(list(columns), rows))
    elif args.format == "json":
        say(json_text(list(columns), rows))
    elif args.by:
        titles = [args.by.title(), *list(_SUMS.values())[2:]]
        say(table(titles, [row[1:] for row in rows]))
    else:
        say(table(list(_COURSES.values())[2:], [row[2:] for row in rows]))
    return 0


def _courses(db: Session, plan_id: int, people: list[int] | None) -> list[Sequence[Value]]:
    from pmplanner.services.totals.need_lists import list_needs

    return [
        (
            line.employee_id,
            line.email,
            line.person,
            line.track,
            line.team,
            line.course_code,
            line.course,
            line.days,
            line.state,
            line.by_course_code,
            line.how,
            line.due,
        )
        for line in list_needs(db, plan_id, people)
    ]


def _sums(db: Session, plan_id: int, by: str, people: list[int] | None) -> list[Sequence[Value]]:
    from pmplanner.services.totals.need_lists import sum_needs

    return [
        (
            line.group,
            line.name,
            line.people,
            line.courses,
            line.required,
            line.credited,
            line.expected,
            line.satisfied,
            line.missing,
            line.renewals,
        )
        for line in sum_needs(db, plan_id, by, people)  # type: ignore[arg-type]  # one of GROUPS
    ]

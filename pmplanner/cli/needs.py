"""What is required of people in a plan, and what of it is credited, satisfied or missing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import filter_options, filtered_people, plan_option
from pmplanner.cli.commands import add_command, format_option, may_write
from pmplanner.cli.output import as_data, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.needs.shortest import ShortestSet
    from pmplanner.storage.workspace import Workspace

GROUPS = ("track", "team", "manager", "course", "person")

_COURSES = {
    "person_id": "Person id", "email": "E-mail", "name": "Name", "track": "Track", "team": "Team",
    "course_code": "Course", "course_title": "Title", "days": "Days", "state": "State",
    "by_course_code": "By course", "how": "How", "due": "Renewal due",
}  # fmt: skip
_SHORTEST = {
    "person_id": "Person id", "email": "E-mail", "name": "Name", "picked_days": "Picked",
    "missing_days": "Missing", "shortest_days": "Shortest", "saved_days": "Saved", "pick": "Pick",
    "keep": "Keep", "take_back": "Take back", "proved": "Proved",
}  # fmt: skip
_SUMS = {
    "group": "Group", "name": "Name", "people": "People", "courses": "Courses", "required_days": "Required",
    "credited_days": "Credited", "expected_days": "Expected", "satisfied_days": "Satisfied",
    "missing_days": "Missing", "renewals": "Renewals", "missing_courses": "Missing courses",
    "people_missing": "Lacking", "overdue": "Overdue", "overdue_since": "Since", "next_due": "Next due",
}  # fmt: skip
"""The columns of a file with their headings in a table, which are English in every language."""
_LAST_SHOWN = list(_SUMS).index("missing_courses")
"""A table goes no further, but for what is overdue where something is: it is to fit a terminal."""


def add_commands(commands: Commands) -> None:
    """Add the command `needs`."""
    parser = add_command(
        commands, "needs", said("Show what is required of people, and what of it is missing"), needs
    )
    parser.add_argument(
        "what",
        nargs="?",
        choices=("shortest",),
        help=said("the fewest days in which everything missing can be had"),
    )
    parser.add_argument(
        "--apply",
        action="store_true",
        help=said("with “shortest”: pick what it says, and take back what it does not need"),
    )
    parser.add_argument(
        "--by", choices=GROUPS, help=said("sums; without it one line a required course of a person")
    )
    filter_options(parser)
    format_option(parser)
    plan_option(parser)


@may_write
def needs(path: Path, args: Namespace) -> int:
    """Show the needs, or the shortest set that meets them, or take that."""
    if args.what is None:
        if args.apply:
            raise PlanError(said("--apply goes with “shortest”."))
        return show_needs(path, args)
    if args.by:
        raise PlanError(said("--by does not go with “shortest”."))
    return (take_shortest if args.apply else show_shortest)(path, args)


@reads
def show_needs(workspace: Workspace, args: Namespace) -> int:
    """Show the needs as a table, CSV or JSON."""
    from pmplanner.services.exporting.need_rows import gap_rows, need_rows
    from pmplanner.services.lookup import find_plan

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        people = filtered_people(db, args)
        rows = gap_rows(db, plan_id, args.by, people) if args.by else need_rows(db, plan_id, people)
    columns = _SUMS if args.by else _COURSES
    if as_data(args.format, columns, rows):
        return 0
    if args.by:
        titles = [args.by.title(), *list(_SUMS.values())[2:]]
        overdue = list(_SUMS).index("overdue")
        shown = [
            *range(1, _LAST_SHOWN),
            *((overdue, overdue + 1) if any(row[overdue] for row in rows) else ()),
        ]
        say(table([titles[place - 1] for place in shown], [[row[place] for place in shown] for row in rows]))
    else:
        say(table(list(_COURSES.values())[2:], [row[2:] for row in rows]))
    return 0


@reads
def show_shortest(workspace: Workspace, args: Namespace) -> int:
    """Show for each person the fewest days that close all gaps, beside today's picks."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.needs.shortest import shortest_sets

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        sets = list(shortest_sets(db, plan_id, filtered_people(db, args)).values())
        rows = _shortest(db, sets)
    if not as_data(args.format, _SHORTEST, rows):
        say(table(list(_SHORTEST.values())[2:], [row[2:] for row in rows]))
        _say_sum(sets)
    return 0


def _say_sum(sets: list[ShortestSet]) -> None:
    from pmplanner.day_words import number

    def total(days: Iterable[Decimal]) -> str:
        return number(sum(days, Decimal(0)))

    say(
        said(
            "{picked} days picked and {missing} missing; {shortest} are enough.",
            picked=total(each.picked for each in sets),
            missing=total(each.gap for each in sets),
            shortest=total(each.days for each in sets),
        )
    )


@writes
def take_shortest(workspace: Workspace, args: Namespace) -> int:
    """Pick what the shortest sets say, and take back what they do not need, as one edit."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.needs.shortest import shortest_sets
    from pmplanner.services.plans.shortest import take_shortest_sets
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        found = shortest_sets(db, plan_id, filtered_people(db, args)).values()
        sets = [each for each in found if each.added or each.dropped]
    if not sets:
        say(said("Nobody’s picks can be fewer days."))
        return 0
    label = Label.of("pick.shortest", people=People.of(each.person_id for each in sets))
    with workspace.edit(label) as db:
        taken = take_shortest_sets(db, plan_id, sets)
    new = counted("{n} pick is new", "{n} picks are new", taken.added)
    gone = counted("{n} was taken back", "{n} were taken back", taken.dropped)
    say(said("{new}, {gone}.", new=new, gone=gone))
    _say_sum(sets)
    return 0


def _shortest(db: Session, sets: list[ShortestSet]) -> list[Sequence[Value]]:
    from sqlalchemy import select

    from pmplanner.models import Course
    from pmplanner.services.people.people import list_people

    by_id = {each.person_id: each for each in sets}
    codes = dict(db.execute(select(Course.id, Course.code)).all())

    def named(courses: Collection[int]) -> str:
        return "; ".join(codes[course] for course in courses)

    return [
        (
            person.employee_id,
            person.email,
            person.name,
            each.picked,
            each.gap,
            each.days,
            each.saved,
            named(each.added),
            named(each.kept),
            named(each.dropped),
            "yes" if each.is_proved else "no",
        )
        for person in list_people(db, by_id)
        for each in (by_id[person.id],)
    ]

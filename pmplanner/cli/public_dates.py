"""Dates on which providers run courses for everybody: listed, added, removed, taken as sessions."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import people_options, plan_option
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, field_options, given, maybe, named
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.sessions.public_dates import PublicDateRow
    from pmplanner.storage.workspace import Workspace

_LISTED = {
    "id": "ID",
    "course_code": "Course",
    "first_day": "First day",
    "last_day": "Last day",
    "start_time": "From",
    "end_time": "To",
    "timezone": "Time zone",
    "mode": "Mode",
    "place": "Place",
    "seats": "Seats",
    "cost": "Price",
    "currency": "Currency",
    "source": "Source",
}


def _fields() -> dict[str, Field]:
    return {
        "until": Field(said("the last day; else as the course"), values.a_date, "DATE", "last_day"),
        "start-time": Field(said("when a day begins"), values.time_of_day, "TIME"),
        "end-time": Field(said("when a day ends"), values.time_of_day, "TIME"),
        "timezone": Field(said("as Europe/Berlin"), metavar="ZONE"),
        "mode": Field(said("on site or online"), metavar="MODE"),
        "place": Field(said("where it is")),
        "seats": Field(said("how many are left"), maybe(values.count), "N"),
        "price": Field(said("of one seat"), maybe(values.amount), "AMOUNT", "cost"),
        "currency": Field(said("of the price"), str.upper, "CODE"),
        "source": Field(said("the page that says so"), metavar="URL"),
    }


def add_commands(commands: Commands) -> None:
    """Add the noun `date`."""
    actions = add_noun(commands, "date", said("Keep public dates of providers, take one as a session"))
    listing = add_command(actions, "list", said("List the public dates"), list_all)
    listing.add_argument("--course", metavar="COURSE", help=said("only of this one"))
    format_option(listing)
    add = add_command(actions, "add", said("Add a public date of a course"), add_one)
    add.add_argument("course", metavar="COURSE")
    add.add_argument("first_day", type=values.a_date, metavar="DATE", help=said("the first day"))
    field_options(add, _fields())
    remove = add_command(
        actions, "remove", said("Remove a public date; sessions made of it stay"), remove_one
    )
    take = add_command(actions, "take", said("Make a session of a public date"), take_one)
    for parser in (remove, take):
        parser.add_argument("id", type=values.whole_number, metavar="ID", help=said("as listed"))
    people_options(take, "person")
    plan_option(take)


@reads
def list_all(workspace: Workspace, args: Namespace) -> int:
    """List the public dates."""
    from pmplanner.services.catalog.courses import list_courses
    from pmplanner.services.lookup import find_course
    from pmplanner.services.sessions.public_dates import list_dates

    with workspace.read() as db:
        rows = list_dates(db, find_course(db, args.course).id if args.course else None)
        codes = {course.id: course.code for course in list_courses(db)}
    facts = [name for name in _LISTED if name not in ("id", "course_code")]
    lines = [(row.id, codes[row.course_id], *(getattr(row, name) for name in facts)) for row in rows]
    print_rows(args, _LISTED, lines, said("There is no public date."))
    return 0


@writes
def add_one(workspace: Workspace, args: Namespace) -> int:
    """Add a public date of a course."""
    from pmplanner.services.lookup import find_course
    from pmplanner.services.sessions.public_dates import add_date
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        course = find_course(db, args.course)
    with workspace.edit(Label.of("date.add", course=course.title)) as db:
        date_id = add_date(db, course.id, args.first_day, **given(args, _fields()))
    say(said("Added the public date {id} of {course}.", id=date_id, course=course.code))
    return 0


@writes
def remove_one(workspace: Workspace, args: Namespace) -> int:
    """Remove a public date."""
    from pmplanner.services.sessions.public_dates import remove_date
    from pmplanner.storage.labels import Days, Label

    with workspace.read() as db:
        row = _find(db, args.id)
    days = Days(row.first_day, row.last_day, with_year=True)
    with workspace.edit(Label.of("date.remove", days=days)) as db:
        remove_date(db, row.id)
    say(said("Removed the public date {id}.", id=row.id))
    return 0


@writes
def take_one(workspace: Workspace, args: Namespace) -> int:
    """Make a session of a public date, with those who are named and have picked the course."""
    from pmplanner.models import Course
    from pmplanner.services.lookup import find_person, find_plan, get
    from pmplanner.services.sessions.public_dates import take_date
    from pmplanner.services.sessions.seating import open_picks
    from pmplanner.services.sessions.sessions import session_detail
    from pmplanner.storage.labels import Days, Label

    with workspace.read() as db:
        plan_id, row = find_plan(db, args.plan).id, _find(db, args.id)
        title = get(db, Course, row.course_id).title
        people = {find_person(db, key).id for key in args.keys}
        picks = [pick.pick_id for pick in open_picks(db, plan_id, row.course_id) if pick.person_id in people]
        if len(picks) < len(people):
            raise PlanError(said("Not all who are named have an open pick of the course."))
    days = Days(row.first_day, row.last_day, with_year=True)
    with workspace.edit(Label.of("date.take", course=title, days=days)) as db:
        session_id = take_date(db, plan_id, row.id, picks)
    with workspace.read() as db:
        session = session_detail(db, session_id).row
    say(said("Added {session}: {booked} booked.", session=session.code, booked=session.booked))
    return 0


def _find(db: Session, date_id: int) -> PublicDateRow:
    from pmplanner.services.sessions.public_dates import list_dates

    missing = said("There is no public date {id}.", id=date_id)
    return named(list_dates(db), str(date_id), lambda row: str(row.id), missing)

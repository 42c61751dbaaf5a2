"""What is missing of what is required, closed for many: picked, seated, exempted."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import filter_options, filtered_people, named_courses, plan_option
from pmplanner.cli.commands import add_command, add_noun
from pmplanner.cli.output import say
from pmplanner.cli.running import writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `gap`."""
    actions = add_noun(commands, "gap", said("Close what is missing of courses, for many people at once"))
    for name, about, run in (
        ("pick", said("Pick what is missing"), pick_them),
        ("seat", said("Pick what is missing and seat it in sessions that have room"), seat_them),
        ("exempt", said("Exempt people from what they miss"), exempt_them),
    ):
        parser = add_command(actions, name, about, run)
        parser.add_argument("courses", nargs="+", metavar="COURSE", help=said("code or title"))
        filter_options(parser)
        plan_option(parser)
        if name == "exempt":
            parser.add_argument("--reason", required=True, metavar="TEXT")


def _gaps(db: Session, args: Namespace) -> tuple[int, list[tuple[int, int]]]:
    """Return the plan, and who of those who are named misses which of the courses."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.needs.people import read_members
    from pmplanner.services.plans.closing_gaps import still_missing

    plan_id, courses = find_plan(db, args.plan).id, named_courses(db, args.courses)
    people = filtered_people(db, args)
    ids = sorted(read_members(db, plan_id)) if people is None else people
    missing = still_missing(db, plan_id, [(person, course) for person in ids for course in courses.ids])
    if not missing:
        raise PlanError(said("Nobody misses that."))
    return plan_id, missing


@writes
def pick_them(workspace: Workspace, args: Namespace) -> int:
    """Pick what is missing."""
    from pmplanner.services.plans.closing_gaps import pick_gaps
    from pmplanner.storage.labels import Counted, Label, People

    with workspace.read() as db:
        plan_id, pairs = _gaps(db, args)
        courses = named_courses(db, args.courses)
    people = People.of(person for person, _ in pairs)
    what = Counted("courses", len(courses.ids), courses.words)
    with workspace.edit(Label.of("pick.add", courses=what, people=people)) as db:
        new = pick_gaps(db, plan_id, pairs)
    say(counted("{n:,} new pick.", "{n:,} new picks.", new))
    return 0


@writes
def seat_them(workspace: Workspace, args: Namespace) -> int:
    """Pick what is missing and seat it where seats are free."""
    from pmplanner.services.calendar import clock
    from pmplanner.services.plans.closing_gaps import seat_gaps
    from pmplanner.services.problems.reading.facts import gather_facts
    from pmplanner.services.views.gap_seats import find_gap_seats
    from pmplanner.storage.labels import Counted, Label, People

    with workspace.read() as db:
        plan_id, pairs = _gaps(db, args)
        found = find_gap_seats(gather_facts(db, plan_id), pairs, clock.today())
    if not found.seats:
        raise PlanError(said("No session to come has a seat for any of them."))
    people = People.of(seat.person_id for seat in found.seats)
    sessions = Counted("sessions", len(found.sessions), found.sessions[0][1])
    with workspace.edit(Label.of("seat.book", people=people, session=sessions)) as db:
        seated = seat_gaps(db, plan_id, found.seats)
    say(said("Seated: {seated:,}. Left: {left:,}.", seated=seated, left=found.left))
    return 0


@writes
def exempt_them(workspace: Workspace, args: Namespace) -> int:
    """Exempt people from what they miss."""
    from pmplanner.services.plans.closing_gaps import exempt_gaps
    from pmplanner.storage.labels import Counted, Label, People

    with workspace.read() as db:
        plan_id, pairs = _gaps(db, args)
        courses = named_courses(db, args.courses)
    people = People.of(person for person, _ in pairs)
    what = Counted("courses", len(courses.ids), courses.words)
    with workspace.edit(Label.of("exemption.add", people=people, course=what)) as db:
        new = exempt_gaps(db, plan_id, pairs, args.reason)
    say(counted("{n:,} new exemption.", "{n:,} new exemptions.", new))
    return 0

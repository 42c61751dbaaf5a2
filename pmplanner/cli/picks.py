"""Picks: made, taken back, and courses that people need not take."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli.choosing import WHOM, Chosen, named_courses, named_people, people_options, plan_option
from pmplanner.cli.commands import add_command
from pmplanner.cli.output import say
from pmplanner.cli.running import writes
from pmplanner.sentences import counted, said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.labels import Counted
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the commands `pick`, `unpick` and `exempt`."""
    for name, about, run in (
        ("pick", said("Pick courses for people"), pick),
        ("unpick", said("Take picks back"), unpick),
    ):
        parser = add_command(commands, name, about, run)
        parser.add_argument("courses", nargs="+", metavar="COURSE", help=said("code or title"))
        people_options(parser, *WHOM)
        plan_option(parser)
    parser = add_command(commands, "exempt", said("Say that people need not take a course"), exempt)
    parser.add_argument("course", metavar="COURSE")
    parser.add_argument("--person", dest="keys", action="append", required=True, metavar="ID")
    parser.add_argument("--reason", required=True, metavar="TEXT")


@writes
def pick(workspace: Workspace, args: Namespace) -> int:
    """Pick courses for people."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans import picks
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        courses, people = named_courses(db, args.courses), named_people(db, args)
    label = Label.of("pick.add", courses=_counted(courses), people=People.of(people.ids))
    with workspace.edit(label) as db:
        new = picks.pick_courses(db, plan_id, people.ids, courses.ids)
    there = len(people.ids) * len(courses.ids) - new
    say(_picked(courses.words, people.words, new, there))
    return 0


def _picked(courses: str, people: str, new: int, there: int) -> str:
    if not there:
        return counted(
            "Picked {courses} for {people}: {n:,} new pick.",
            "Picked {courses} for {people}: {n:,} new picks.",
            new,
            courses=courses,
            people=people,
        )
    return counted(
        "Picked {courses} for {people}: {n:,} new pick ({there:,} were there already).",
        "Picked {courses} for {people}: {n:,} new picks ({there:,} were there already).",
        new,
        courses=courses,
        people=people,
        there=there,
    )


@writes
def unpick(workspace: Workspace, args: Namespace) -> int:
    """Take picks back."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans import picks
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        courses, people = named_courses(db, args.courses), named_people(db, args)
    pairs = [(person, course) for person in people.ids for course in courses.ids]
    label = Label.of("pick.remove", courses=_counted(courses), people=People.of(people.ids))
    with workspace.edit(label) as db:
        removed = picks.remove_picks(db, plan_id, pairs)
    say(
        counted(
            "Took back {courses} for {people}: {n:,} pick.",
            "Took back {courses} for {people}: {n:,} picks.",
            removed,
            courses=courses.words,
            people=people.words,
        )
    )
    return 0


@writes
def exempt(workspace: Workspace, args: Namespace) -> int:
    """Exempt people from a course."""
    from pmplanner.services.people import history
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        courses, people = named_courses(db, [args.course]), named_people(db, args)
    label = Label.of("exemption.add", people=People.of(people.ids), course=courses.words)
    with workspace.edit(label) as db:
        for person_id in people.ids:
            history.exempt_person(db, person_id, courses.ids[0], args.reason)
    say(said("Exempted {people} from {courses}.", people=people.words, courses=courses.words))
    return 0


def _counted(courses: Chosen) -> Counted:
    from pmplanner.storage.labels import Counted

    return Counted("courses", len(courses.ids), courses.words)

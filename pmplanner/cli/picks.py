"""Picks: made, taken back, and courses that people need not take."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import WHOM, Chosen, named_courses, named_people, people_options, plan_option
from pmplanner.cli.commands import add_command
from pmplanner.cli.output import say
from pmplanner.cli.running import writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.storage.labels import Counted
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the commands `pick`, `unpick`, `exempt` and `unexempt`."""
    for name, about, run in (
        ("pick", said("Pick courses for people"), pick),
        ("unpick", said("Take picks back"), unpick),
    ):
        parser = add_command(commands, name, about, run)
        if name == "pick":
            about_again = said("once more, where it was done or failed in this plan")
            parser.add_argument("--again", action="store_true", help=about_again)
        parser.add_argument("courses", nargs="+", metavar="COURSE", help=said("code or title"))
        people_options(parser, *WHOM)
        plan_option(parser)
    parser = add_command(commands, "exempt", said("Say that people need not take a course"), exempt)
    _exemption_options(parser)
    parser.add_argument("--reason", required=True, metavar="TEXT")
    for name, about in (
        ("from", said("the first day on which it holds; always when left out")),
        ("until", said("the last day on which it holds; without an end when left out")),
    ):
        parser.add_argument(f"--{name}", dest=f"{name}_day", type=values.a_date, metavar="DATE", help=about)
    parser = add_command(commands, "unexempt", said("Take exemptions of people from a course back"), unexempt)
    _exemption_options(parser)


def _exemption_options(parser: ArgumentParser) -> None:
    parser.add_argument("course", metavar="COURSE")
    parser.add_argument("--person", dest="keys", action="append", required=True, metavar="ID")


@writes
def pick(workspace: Workspace, args: Namespace) -> int:
    """Pick courses for people."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.plans import picks
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        courses, people = named_courses(db, args.courses), named_people(db, args)
        people, gone = _without_leavers(db, plan_id, people, args.keys)
    label = Label.of(
        "pick.again" if args.again else "pick.add",
        courses=_counted(courses),
        people=People.of(people.ids),
    )
    with workspace.edit(label) as db:
        if args.again:
            pairs = [(person, course) for person in people.ids for course in courses.ids]
            new = picks.pick_again(db, plan_id, pairs)
        else:
            new = picks.pick_courses(db, plan_id, people.ids, courses.ids)
    there = len(people.ids) * len(courses.ids) - new
    say(_picked(courses.words, people.words, new, there))
    if gone:
        say(
            counted(
                "{n:,} person is left out, employed on no day of the plan; --person takes them too.",
                "{n:,} people are left out, employed on no day of the plan; --person takes them too.",
                gone,
            )
        )
    return 0


def _without_leavers(db: Session, plan_id: int, people: Chosen, keys: list[str]) -> tuple[Chosen, int]:
    """Return the people without those of a track or team who are not employed in the plan, and their number.

    Who is named by *keys* is meant. Raises PlanError when nobody is left.
    """
    from pmplanner.services.lookup import find_person
    from pmplanner.services.needs.people import read_members
    from pmplanner.services.people.people import list_people

    members = read_members(db, plan_id, people.ids, everybody=True)
    named = {find_person(db, key).id for key in keys}
    ids = tuple(i for i in people.ids if i in named or members[i].employed)
    if ids == people.ids:
        return people, 0
    if not ids:
        raise PlanError(said("None of them is employed on a day of the plan."))
    name = list_people(db, ids)[0].name
    words = name if len(ids) == 1 else counted("{n:,} person", "{n:,} people", len(ids))
    return Chosen(ids, words), len(people.ids) - len(ids)


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
            history.add_exemption(db, person_id, courses.ids[0], args.reason, args.from_day, args.until_day)
    say(said("Exempted {people} from {courses}.", people=people.words, courses=courses.words))
    return 0


@writes
def unexempt(workspace: Workspace, args: Namespace) -> int:
    """Take all exemptions of people from a course back."""
    from pmplanner.services.people import history
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        courses, people = named_courses(db, [args.course]), named_people(db, args)
        found = {i: history.find_exemptions(db, i, courses.ids[0]) for i in people.ids}
    exempt_ids = [person_id for person_id, exemptions in found.items() if exemptions]
    if not exempt_ids:
        raise PlanError(
            said("{people} is not exempt from {courses}.", people=people.words, courses=courses.words)
            if len(people.ids) == 1
            else said("None of them is exempt from {courses}.", courses=courses.words)
        )
    label = Label.of("exemption.remove", person=People.of(exempt_ids), course=courses.words)
    with workspace.edit(label) as db:
        for exemptions in found.values():
            for exemption_id in exemptions:
                history.remove_exemption(db, exemption_id)
    say(
        counted(
            "Took back {n:,} exemption from {courses}.",
            "Took back {n:,} exemptions from {courses}.",
            sum(map(len, found.values())),
            courses=courses.words,
        )
    )
    return 0


def _counted(courses: Chosen) -> Counted:
    from pmplanner.storage.labels import Counted

    return Counted("courses", len(courses.ids), courses.words)

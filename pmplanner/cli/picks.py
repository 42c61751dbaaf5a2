"""Picks: made, taken back, and courses that people need not take."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import (
    WHOM,
    Chosen,
    filter_options,
    filtered_people,
    named_courses,
    named_people,
    named_session,
    narrowed_people,
    people_options,
    plan_option,
)
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import maybe
from pmplanner.cli.output import print_rows, say, shown
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.models import Course
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
        about_courses = said("code or title")
        if name == "pick":
            about_courses = said("code or title; “required” for all that is required and missing")
        parser.add_argument("courses", nargs="+", metavar="COURSE", help=about_courses)
        people_options(parser, *WHOM)
        plan_option(parser)
    _add_list(commands)
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


def _add_list(commands: Commands) -> None:
    actions = add_noun(commands, "picks", said("List picks, and change their days, notes and courses"))
    listing = add_command(actions, "list", said("List the picks of a plan"), list_picks)
    filter_options(listing)
    format_option(listing)
    plan_option(listing)
    days = add_command(actions, "days", said("Set the own days of a pick"), set_days)
    note = add_command(actions, "note", said("Set the note of a pick"), set_note)
    exchange = add_command(actions, "exchange", said("Pick another course instead of one"), exchange_one)
    for parser in (days, note, exchange):
        parser.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))
        parser.add_argument("course", metavar="COURSE", help=said("code or title"))
        plan_option(parser)
    about = said('how many; "" for those of the course')
    days.add_argument("days", type=maybe(values.days), metavar="DAYS", help=about)
    note.add_argument("text", metavar="TEXT", help=said('"" for none'))
    exchange.add_argument("other", metavar="OTHER", help=said("the course in its place"))
    exchange.add_argument("--session", metavar="CODE", help=said("the session in which to sit"))


def _exemption_options(parser: ArgumentParser) -> None:
    parser.add_argument("course", metavar="COURSE")
    parser.add_argument("--person", dest="keys", action="append", required=True, metavar="ID")


@writes
def pick(workspace: Workspace, args: Namespace) -> int:
    """Pick courses for people."""
    if args.courses == [_REQUIRED]:
        return _pick_required(workspace, args)
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


_REQUIRED = "required"


def _pick_required(workspace: Workspace, args: Namespace) -> int:
    """Pick what is required and missing, for those who are named or everybody."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.needs.people import read_members
    from pmplanner.services.plans.picks import pick_required
    from pmplanner.storage.labels import Label, People

    if args.again:
        raise PlanError(said("--again goes with courses."))
    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        people = narrowed_people(db, args)
        ids = sorted(read_members(db, plan_id)) if people is None else sorted(people)
    with workspace.edit(Label.of("pick.require", people=People.of(ids))) as db:
        new = pick_required(db, plan_id, ids)
    say(
        counted("Picked what is required: {n:,} new pick.", "Picked what is required: {n:,} new picks.", new)
        if new
        else said("Nothing that is required is missing.")
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


_SEEN = (
    "person_id",
    "first_name",
    "last_name",
    "course_code",
    "days",
    "status",
    "session_code",
    "start_date",
)


@reads
def list_picks(workspace: Workspace, args: Namespace) -> int:
    """List the picks of a plan."""
    from pmplanner.services.exporting.scope import ExportScope
    from pmplanner.services.exporting.tables import export_rows
    from pmplanner.services.lookup import find_plan

    with workspace.read() as db:
        scope = ExportScope(find_plan(db, args.plan).id, filtered_people(db, args))
        header, rows = export_rows(db, "picks", scope)
    columns = {name: name.replace("_", " ").capitalize() for name in header}
    print_rows(args, columns, list(rows), said("Nobody has picked anything."), seen=_SEEN)
    return 0


def _pick_of(db: Session, args: Namespace) -> tuple[int, int, Course]:
    """Return plan, pick and course of a person, the latest attempt; raise PlanError when there is none."""
    from sqlalchemy import select

    from pmplanner.models import Pick
    from pmplanner.services.lookup import find_course, find_person, find_plan

    plan_id, person = find_plan(db, args.plan).id, find_person(db, args.person)
    course = find_course(db, args.course)
    query = select(Pick.id).where(
        Pick.plan_id == plan_id, Pick.person_id == person.id, Pick.course_id == course.id
    )
    pick_id = db.scalar(query.order_by(Pick.attempt.desc()).limit(1))
    if pick_id is None:
        raise PlanError(said("{person} has not picked {course}.", person=args.person, course=course.code))
    return plan_id, pick_id, course


@writes
def set_days(workspace: Workspace, args: Namespace) -> int:
    """Set the own days of a pick."""
    from pmplanner.services.plans import picks
    from pmplanner.storage.labels import Counted, Label

    with workspace.read() as db:
        _, pick_id, course = _pick_of(db, args)
        who = picks.people_of(db, [pick_id])
    label = Label.of("pick.reset-days", course=course.title, person=who)
    if args.days is not None:
        label = Label.of("pick.set-days", course=course.title, days=Counted("days", args.days), person=who)
    with workspace.edit(label) as db:
        picks.set_pick_days(db, pick_id, args.days)
    say(
        said("{course}: the days of the course.", course=course.code)
        if args.days is None
        else said("{course}: {days} days.", course=course.code, days=shown(args.days))
    )
    return 0


@writes
def set_note(workspace: Workspace, args: Namespace) -> int:
    """Set the note of a pick."""
    from pmplanner.services.plans import picks
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        _, pick_id, course = _pick_of(db, args)
        who = picks.people_of(db, [pick_id])
    with workspace.edit(Label.of("pick.note", course=course.title, person=who)) as db:
        picks.set_pick_note(db, pick_id, args.text)
    say(said("Changed the note of {course}.", course=course.code))
    return 0


@writes
def exchange_one(workspace: Workspace, args: Namespace) -> int:
    """Pick another course instead of one, and seat it where a session is named."""
    from pmplanner.services.lookup import find_course, find_person
    from pmplanner.services.plans.exchanging import exchange_pick
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        plan_id, _, course = _pick_of(db, args)
        person, other = find_person(db, args.person), find_course(db, args.other)
        session_id = named_session(db, plan_id, args.session) if args.session else None
    who = People.of([person.id])
    with workspace.edit(Label.of("pick.exchange", course=course.title, other=other.title, person=who)) as db:
        exchange_pick(db, plan_id, person.id, course.id, other.id, session_id)
    say(said("Picked {other} instead of {course}.", other=other.code, course=course.code))
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

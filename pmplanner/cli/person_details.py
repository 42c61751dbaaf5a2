"""People one by one: listed, shown, removed; when they are away, and earlier times of employment."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import filter_options, filtered_people
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.people.people import PersonDetail
    from pmplanner.storage.workspace import Workspace

_SEEN = ("person_id", "first_name", "last_name", "job_title", "team", "track", "location")
_DETAILS = {
    "what": "What",
    "name": "Name",
    "first_day": "From",
    "last_day": "Until",
    "note": "Note",
    "id": "ID",
}


def add_actions(actions: Commands) -> None:
    """Add what the noun `person` can do one by one."""
    listing = add_command(actions, "list", said("List people"), list_people)
    filter_options(listing)
    format_option(listing)
    about = said("Show what is known of a person: history, exemptions, leave, employment")
    showing = add_command(actions, "show", about, show_person)
    _whom(showing)
    format_option(showing)
    about = said("Remove people with their picks, seats and history; undo brings them back")
    removing = add_command(actions, "remove", about, remove_several)
    removing.add_argument("people", nargs="+", metavar="PERSON", help=said("employee id, e-mail or name"))
    about = said("Give up the seats and picks that people have after their last day")
    releasing = add_command(actions, "release", about, release_them)
    releasing.add_argument("people", nargs="+", metavar="PERSON", help=said("employee id, e-mail or name"))
    away = add_command(actions, "away", said("Say that a person is away"), be_away)
    _whom(away)
    away.add_argument("first_day", type=values.a_date, metavar="DATE", help=said("the first day"))
    away.add_argument("last_day", type=values.a_date, nargs="?", metavar="LAST", help=said("the last day"))
    away.add_argument("--kind", default="", metavar="TEXT", help=said("such as leave"))
    back = add_command(actions, "back", said("Say that a person is not away after all"), be_back)
    _whom(back)
    back.add_argument("first_day", type=values.a_date, metavar="DATE", help=said("its first day"))
    was = add_command(actions, "was-employed", said("Keep an earlier time of employment"), was_employed)
    _whom(was)
    was.add_argument("last_day", type=values.a_date, metavar="LAST", help=said("the last day"))
    was.add_argument("--from", dest="first_day", type=values.a_date, metavar="DATE", help=said("the first"))
    was_not = add_command(
        actions, "was-not-employed", said("Take an earlier employment out"), was_not_employed
    )
    _whom(was_not)
    was_not.add_argument("last_day", type=values.a_date, metavar="LAST", help=said("its last day"))
    about = said("Link people to managers who are only written beside them")
    add_command(actions, "link-managers", about, link_them)


def _whom(parser: ArgumentParser) -> None:
    parser.add_argument("person", metavar="PERSON", help=said("employee id, e-mail or name"))


@reads
def list_people(workspace: Workspace, args: Namespace) -> int:
    """List everybody, or those who are named."""
    from pmplanner.services.exporting.scope import ExportScope
    from pmplanner.services.exporting.tables import export_rows

    with workspace.read() as db:
        header, rows = export_rows(db, "people", ExportScope(None, filtered_people(db, args)))
    columns = {name: name.replace("_", " ").capitalize() for name in header}
    print_rows(args, columns, list(rows), said("There is nobody yet."), seen=_SEEN)
    return 0


@reads
def show_person(workspace: Workspace, args: Namespace) -> int:
    """Show what is known of a person."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.people.people import person_detail

    with workspace.read() as db:
        found = person_detail(db, find_person(db, args.person).id)
    person = found.person
    about = ", ".join(filter(None, (person.job_title, person.team, person.track, person.location)))
    lines: list[tuple[Value, ...]] = [
        ("person", person.name, person.start_date, person.end_date, about, person.employee_id),
        *_parts(found),
    ]
    print_rows(args, _DETAILS, lines)
    return 0


def _parts(found: PersonDetail) -> list[tuple[Value, ...]]:
    """Return what a person did and does, a row each."""
    return [
        *(("employed", "", each.first_day, each.last_day, "", each.id) for each in found.earlier),
        *(("away", "", each.first_day, each.last_day, each.kind, each.id) for each in found.absences),
        *(
            ("completed", each.title, each.completed_on, each.expires_on, each.result, each.id)
            for each in found.history
        ),
        *(
            ("attended", each.title, each.first_day, each.last_day, each.status, each.session_code)
            for each in found.attended
        ),
        *(
            ("exempt", each.title, each.first_day, each.last_day, each.reason, each.id)
            for each in found.exemptions
        ),
    ]


@writes
def remove_several(workspace: Workspace, args: Namespace) -> int:
    """Remove people with all that is theirs."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.plans.people_changes import remove_people
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        ids = sorted({find_person(db, key).id for key in args.people})
    with workspace.edit(Label.of("person.remove", people=People.of(ids))) as db:
        remove_people(db, ids)
    say(counted("Removed {n:,} person.", "Removed {n:,} people.", len(ids)))
    return 0


@writes
def release_them(workspace: Workspace, args: Namespace) -> int:
    """Give up the seats and picks to come of those who leave."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.plans.departures import in_words, locked_words, release
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        ids = sorted({find_person(db, key).id for key in args.people})
    with workspace.edit(Label.of("person.release", people=People.of(ids))) as db:
        released = release(db, ids)
    what = in_words(released)
    say(said("Given up: {what}.", what=what) if what else said("There is nothing to give up."))
    if locked := locked_words(released):
        say(locked)
    return 0


@writes
def be_away(workspace: Workspace, args: Namespace) -> int:
    """Say that a person is away."""
    from pmplanner.services.people.history import add_absence
    from pmplanner.storage.labels import Label, People

    person_id, name = _find(workspace, args)
    last_day = args.last_day or args.first_day
    with workspace.edit(Label.of("person.add-absence", person=People.of([person_id]))) as db:
        add_absence(db, person_id, args.first_day, last_day, args.kind)
    say(said("{name} is away from {first} to {last}.", name=name, first=args.first_day, last=last_day))
    return 0


@writes
def be_back(workspace: Workspace, args: Namespace) -> int:
    """Say that a person is not away after all."""
    from pmplanner.services.people.history import remove_absence
    from pmplanner.services.people.people import person_detail
    from pmplanner.storage.labels import Label, People

    person_id, name = _find(workspace, args)
    with workspace.read() as db:
        absences = person_detail(db, person_id).absences
    found = [each.id for each in absences if each.first_day == args.first_day]
    if not found:
        raise PlanError(said("{name} is away from no {day} on.", name=name, day=args.first_day))
    with workspace.edit(Label.of("person.remove-absence", person=People.of([person_id]))) as db:
        for absence_id in found:
            remove_absence(db, absence_id)
    say(said("{name} is not away on {day}.", name=name, day=args.first_day))
    return 0


@writes
def was_employed(workspace: Workspace, args: Namespace) -> int:
    """Keep an earlier time of employment."""
    from pmplanner.services.people.employment import add_earlier
    from pmplanner.storage.labels import Label, People

    person_id, name = _find(workspace, args)
    with workspace.edit(Label.of("person.add-spell", person=People.of([person_id]))) as db:
        add_earlier(db, person_id, args.first_day, args.last_day)
    say(said("{name} was employed until {day}.", name=name, day=args.last_day))
    return 0


@writes
def was_not_employed(workspace: Workspace, args: Namespace) -> int:
    """Take an earlier time of employment out."""
    from pmplanner.services.people.employment import list_earlier, remove_earlier
    from pmplanner.storage.labels import Label, People

    person_id, name = _find(workspace, args)
    with workspace.read() as db:
        earlier = list_earlier(db, [person_id]).get(person_id, [])
    found = [each.id for each in earlier if each.last_day == args.last_day]
    if not found:
        raise PlanError(said("No earlier employment of {name} ended on {day}.", name=name, day=args.last_day))
    with workspace.edit(Label.of("person.remove-spell", person=People.of([person_id]))) as db:
        for spell_id in found:
            remove_earlier(db, spell_id)
    say(said("{name} was not employed until {day}.", name=name, day=args.last_day))
    return 0


@writes
def link_them(workspace: Workspace, args: Namespace) -> int:
    """Link people to managers who are only written beside them."""
    from pmplanner.services.people.managers import link_managers, linkable
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        count = len(linkable(db))
    if count:
        with workspace.edit(Label.of("person.link-managers", count=count)) as db:
            link_managers(db)
    say(counted("Linked {n:,} person to the manager.", "Linked {n:,} people to their managers.", count))
    return 0


def _find(workspace: Workspace, args: Namespace) -> tuple[int, str]:
    """Return the id of the person who is named, and what they are called."""
    from pmplanner.services.lookup import find_person
    from pmplanner.services.people.people import list_people as people

    with workspace.read() as db:
        person_id = find_person(db, args.person).id
        return person_id, people(db, [person_id])[0].name

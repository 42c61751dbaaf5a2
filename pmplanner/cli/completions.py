"""What people completed: recorded for one or many, with evidence, listed and removed."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import evidence, values
from pmplanner.cli.choosing import WHOM, filter_options, filtered_people, named_people, people_options
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.storage.workspace import Workspace

_COLUMNS = {
    "id": "Id", "person_id": "Person id", "email": "E-mail", "name": "Name", "course_code": "Course",
    "title": "Title", "provider": "Provider", "completed_on": "Completed on", "result": "Result",
    "days": "Days", "expires_on": "Expires on", "certificate_number": "Number", "units": "Units",
    "link": "Link", "evidence": "Evidence",
}  # fmt: skip
"""The columns of a file with their headings in a table, which are English in every language."""
_SHOWN = ("id", "name", "title", "completed_on", "result", "days", "expires_on", "evidence")


def add_commands(commands: Commands) -> None:
    """Add the noun `completion`."""
    actions = add_noun(commands, "completion", said("Record what people completed, with evidence"))
    add = add_command(actions, "add", said("Record that people completed something"), add_completion)
    add.add_argument("course", nargs="?", metavar="COURSE", help=said("code or title; or give --name"))
    about = said("the title of what is no course of the catalogue")
    add.add_argument("--name", dest="called", default="", metavar="TEXT", help=about)
    add.add_argument("--provider", default="", metavar="TEXT", help=said("who gave that"))
    add.add_argument("--on", type=values.a_date, required=True, metavar="DAY", help=said("when it ended"))
    add.add_argument("--result", default="completed", metavar="TEXT", help=said("such as passed or failed"))
    add.add_argument("--days", type=values.days, metavar="N", help=said("that it took; else as the course"))
    add.add_argument(
        "--until", type=values.a_date, metavar="DAY", help=said("the last day on which it holds")
    )
    add.add_argument("--number", default="", metavar="TEXT", help=said("of the certificate"))
    add.add_argument("--units", type=values.amount, metavar="N", help=said("towards certificates"))
    add.add_argument("--link", default="", metavar="URL", help=said("where the evidence is"))
    add.add_argument("--evidence", type=Path, metavar="FILE", help=said("a file kept in the workspace"))
    people_options(add, *WHOM)
    listing = add_command(actions, "list", said("List what people completed, with ids"), list_completions)
    filter_options(listing)
    format_option(listing)
    evidence.add_to_completions(actions)
    for name, about, run in (
        ("remove", said("Remove something from the history of a person"), remove),
        ("evidence", said("Write the files of a completion into a folder"), write_evidence),
    ):
        parser = add_command(actions, name, about, run)
        parser.add_argument("id", type=values.whole_number, metavar="ID", help=said("as listed"))
        if name == "evidence":
            parser.add_argument("folder", type=Path, metavar="FOLDER")


@writes
def add_completion(workspace: Workspace, args: Namespace) -> int:
    """Record something for all who are named, as one edit."""
    from pmplanner.services.lookup import find_course
    from pmplanner.services.people.evidence import attach_evidence, read_evidence_file
    from pmplanner.services.people.history import record_for_many
    from pmplanner.storage.labels import Label, People

    if (args.course is None) != bool(args.called.strip()):
        raise PlanError(said("Name a course of the catalogue, or give a title with --name."))
    content = None if args.evidence is None else read_evidence_file(args.evidence)
    with workspace.read() as db:
        people = named_people(db, args)
        course = None if args.course is None else find_course(db, args.course)
        course_id, title = (None, args.called.strip()) if course is None else (course.id, course.title)
    label = Label.of("completion.add", course=title, person=People.of(people.ids))
    with workspace.edit(label) as db:
        recorded = record_for_many(
            db,
            people.ids,
            course_id,
            args.on,
            result=args.result,
            days=args.days,
            expires_on=args.until,
            title=args.called,
            provider=args.provider,
            certificate_number=args.number,
            units=args.units,
            link=args.link,
        )
        if content is not None and recorded.completion_ids:
            attach_evidence(db, args.evidence.name, content, completion_ids=recorded.completion_ids)
    say(
        counted(
            "Recorded “{title}” for {n:,} person.",
            "Recorded “{title}” for {n:,} people.",
            len(recorded.completion_ids),
            title=title,
        )
    )
    if recorded.had:
        say(
            counted(
                "{n:,} person had it for this day already.",
                "{n:,} people had it for this day already.",
                len(recorded.had),
            )
        )
    return 0


@reads
def list_completions(workspace: Workspace, args: Namespace) -> int:
    """List completions of everybody or of those named, by name, the latest first."""
    from pmplanner.services.people.people import list_histories

    with workspace.read() as db:
        rows: list[Sequence[Value]] = [
            (
                done.id,
                person.employee_id,
                person.email,
                person.name,
                done.code,
                done.title,
                done.provider,
                done.completed_on,
                done.result,
                done.days,
                done.expires_on,
                done.certificate_number,
                done.units,
                done.link,
                "; ".join(each.name for each in done.evidence),
            )
            for person, history in list_histories(db, filtered_people(db, args))
            for done in history
        ]
    print_rows(args, _COLUMNS, rows, seen=_SHOWN)
    return 0


@writes
def remove(workspace: Workspace, args: Namespace) -> int:
    """Remove a completion."""
    from pmplanner.services.people.history import completion_named, remove_completion
    from pmplanner.storage.labels import Label, People

    with workspace.read() as db:
        person_id, title = completion_named(db, args.id)
    with workspace.edit(Label.of("completion.remove", course=title, person=People.of([person_id]))) as db:
        remove_completion(db, args.id)
    say(said("Removed “{title}” from the history.", title=title))
    return 0


@reads
def write_evidence(workspace: Workspace, args: Namespace) -> int:
    """Write the files of a completion into a folder; none that is there is written over."""
    from pmplanner.exchange.folders import FileNames, safe_name
    from pmplanner.services.people.evidence import list_evidence, read_evidence
    from pmplanner.services.people.history import completion_named

    with workspace.read() as db:
        completion_named(db, args.id)
        names, files = FileNames(), {}
        for each in list_evidence(db, completion_ids={args.id}).get(args.id, ()):
            name = Path(safe_name(each.name))  # whoever sent the workspace may have named it to go elsewhere
            files[args.folder / names.give(name.stem, name.suffix)] = read_evidence(db, each.attachment_id)
    for path in files:
        if path.exists():
            raise PlanError(said("{path} is there already.", path=path))
    try:
        args.folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            with path.open("xb") as file:
                file.write(content)
            say(str(path))
    except FileExistsError as error:
        raise PlanError(said("{path} is there already.", path=error.filename)) from None
    except OSError as error:
        raise PlanError(
            said("{path} cannot be written: {why}", path=args.folder, why=error.strerror)
        ) from None
    if not files:
        say(said("There is no file of evidence."))
    return 0

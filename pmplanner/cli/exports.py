"""Exports: tables, calendars, files for other programs, and mails that tell what has changed."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import (
    WHOM,
    named_session,
    narrowed_people,
    people_options,
    plan_option,
    view_option,
)
from pmplanner.cli.commands import add_command
from pmplanner.cli.output import Progress, csv_bytes, say, say_bytes, say_file, table
from pmplanner.cli.running import only_tried, reads, writes
from pmplanner.cli.totals import GROUPS
from pmplanner.cli.whole import add_whole
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.exporting.calendar_events import Recipient
    from pmplanner.services.exporting.scope import ExportScope
    from pmplanner.services.publishing.calendars import Written
    from pmplanner.services.publishing.change_packs import Letter
    from pmplanner.storage.workspace import Workspace

EXPORTS = (
    "schedule", "sessions", "picks", "matrix", "needs", "gaps", "renewals",
    "people", "totals", "courses", "own-facts", "cost-items", "budgets", "plan-policies",
    "seats", "session-days", "session-equipment", "reservations", "targets",
    "completions", "certificates", "rooms", "trainers", "closures", "absences", "employment",
    "tracks", "paths", "exemptions", "rates", "travel", "cover-rules",
    "sites", "blackouts", "policies", "settings", "import-profiles", "equipment", "course-equipment",
    "skills", "course-skills", "track-skills", "certificate-kinds", "course-certificates",
    "public-dates",
)  # fmt: skip

_PROGRAMS = {"google": "Google Calendar", "outlook": "Outlook", "gantt": "GanttProject"}

_WHOSE = {
    "person": ("ID", marked("the calendar of one person")),
    "trainer": ("NAME", marked("the calendar of one trainer")),
    "room": ("NAME", marked("the calendar of one room")),
}


def add_commands(commands: Commands) -> None:
    """Add the command `export`."""
    parser = add_command(commands, "export", said("Write a plan, people or courses to a file"))
    what = parser.add_subparsers(dest="layout", metavar="WHAT", title="what", required=True)
    for layout in EXPORTS:
        _add_layout(
            add_command(
                what, layout, said("Write the {layout} to a CSV or Excel file", layout=layout), export_table
            )
        )
    add_whole(what)
    _add_ics(
        add_command(
            what, "ics", said("Write a calendar that other programs take over, as an .ics file"), export_ics
        )
    )
    for program, name in _PROGRAMS.items():
        added = add_command(
            what, program, said("Write the sessions to a CSV file for {name}", name=name), export_for_program
        )
        _file_argument(added)
        plan_option(added)
    _add_moodle(what)
    _add_pack(
        add_command(
            what,
            "pack",
            said("Write mails that tell everybody what has changed since the last ones"),
            export_pack,
        )
    )


def _add_moodle(what: Commands) -> None:
    from pmplanner.services.exporting.moodle_names import MOODLE_NAMES

    for name, title in MOODLE_NAMES.items():
        added = add_command(
            what, name, said("Write {title} to a CSV file", title=resaid(title)), export_moodle
        )
        _file_argument(added)
        people_options(added, *WHOM)
        if name != "moodle-users":
            added.add_argument("--course", metavar="COURSE", help=said("only sessions of this course"))
            plan_option(added)


def _add_layout(parser: ArgumentParser) -> None:
    _file_argument(parser, said("a .csv or .xlsx file, replaced when it is there; - for the terminal"))
    parser.add_argument("--separator", type=values.separator, default=",", metavar="CHAR")
    parser.add_argument(
        "--no-bom", action="store_true", help=said("leave out the mark that spreadsheets look for")
    )
    parser.add_argument("--by", choices=GROUPS, default="track", help=said("what totals and gaps go by"))
    people_options(parser, *WHOM)
    view_option(parser)
    plan_option(parser)


def _file_argument(parser: ArgumentParser, about: str = "") -> None:
    about = about or said("replaced when it is there; - for the terminal")
    parser.add_argument("file", type=Path, metavar="FILE", help=about)


def _add_ics(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=said("replaced when it is there; - for the terminal; a folder for --each"),
    )
    whose = parser.add_mutually_exclusive_group()
    for kind, (metavar, about) in _WHOSE.items():
        whose.add_argument(f"--{kind}", metavar=metavar, help=resaid(about))
    whose.add_argument("--each", choices=tuple(_WHOSE), help=said("a file for each, in a folder"))
    plan_option(parser)


def _add_pack(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help=said("a new folder for the mails and their list")
    )
    parser.add_argument("--dry-run", action="store_true", help=said("only say who would be told what"))
    parser.add_argument(
        "--session",
        action="append",
        default=[],
        metavar="CODE",
        help=said("tell only of this session; can be given several times"),
    )
    parser.add_argument(
        "--person",
        action="append",
        default=[],
        metavar="PERSON",
        help=said("tell only this person; can be given several times"),
    )
    plan_option(parser)


@reads
def export_table(workspace: Workspace, args: Namespace) -> int:
    """Write a layout to a file, or to the terminal."""
    from pmplanner.services.exporting.tables import export_rows, write_export

    to_terminal = str(args.file) == "-"
    if not to_terminal and args.file.resolve() == workspace.path.resolve():
        raise PlanError(said("{file} is the workspace itself; name another file.", file=args.file))
    with workspace.read() as db:
        scope = _table_scope(db, args)
        if to_terminal:
            say_bytes(csv_bytes(*export_rows(db, args.layout, scope), separator=args.separator))
            return 0
        count = write_export(db, args.layout, args.file, scope, separator=args.separator, bom=not args.no_bom)
    say(counted("Wrote {n:,} row to {file}.", "Wrote {n:,} rows to {file}.", count, file=args.file))
    return 0


def _table_scope(db: Session, args: Namespace) -> ExportScope:
    from pmplanner.services.exporting.scope import ExportScope
    from pmplanner.services.exporting.tables import WITHOUT_PLAN
    from pmplanner.services.lookup import find_plan

    if args.layout in WITHOUT_PLAN:
        if args.plan is not None:
            raise PlanError(
                said("{layout} are the same in every plan; leave --plan out.", layout=args.layout.title())
            )
        return ExportScope(person_ids=narrowed_people(db, args))
    return ExportScope(find_plan(db, args.plan).id, narrowed_people(db, args), by=args.by)


@writes
def export_ics(workspace: Workspace, args: Namespace) -> int:
    """Write one calendar to a file or the terminal, or one each to a folder."""
    from pmplanner.services.publishing import calendars

    _refuse_workspace(workspace, args.file)
    to_terminal = str(args.file) == "-"
    if to_terminal and args.each:
        raise PlanError(said("Several calendars cannot go to the terminal; name a folder for them."))
    progress = Progress(said("Writing calendars"))
    with workspace.keep() as db, _written_to(args) as file:
        scope = _scope(db, args)
        if args.each:
            written = calendars.write_ics_folder(
                db,
                file,
                scope,
                args.each,
                _now(),
                lambda done, total: progress.stage(said("{done:,} of {total:,}", done=done, total=total)),
            )
        else:
            to = _recipient(db, scope, args)
            if to_terminal:
                say_file(lambda path: calendars.write_ics(db, path, scope, to, _now()))
                return 0
            written = calendars.write_ics(db, file, scope, to, _now())
    progress.clear()
    say(_calendars_written(written, args.file))
    if args.dry_run:
        say(only_tried())
    return 0


@contextmanager
def _written_to(args: Namespace) -> Iterator[Path]:
    """Give where calendars are written; with --dry-run that is a place that goes again."""
    if not args.dry_run:
        yield args.file
        return
    from tempfile import TemporaryDirectory  # not needed by most, and slow to load

    with TemporaryDirectory(prefix="pmplanner-") as folder:
        yield Path(folder) / (args.file.name or "calendars")


def _recipient(db: Session, scope: ExportScope, args: Namespace) -> Recipient | None:
    from pmplanner.services.publishing import calendars

    for kind in ("person", "trainer", "room"):
        name = getattr(args, kind)
        if name is not None:
            return calendars.find_calendar(db, scope, kind, name)
    return None


def _calendars_written(written: Written, file: Path) -> str:
    calendars = counted("{n:,} calendar", "{n:,} calendars", written.calendars)
    events = counted("{n:,} event", "{n:,} events", written.events)
    if not written.cancelled:
        return said(
            "Wrote {calendars} with {events} to {file}.", calendars=calendars, events=events, file=file
        )
    return said(
        "Wrote {calendars} with {events}, {cancelled:,} more cancelled, to {file}.",
        calendars=calendars,
        events=events,
        cancelled=written.cancelled,
        file=file,
    )


@reads
def export_for_program(workspace: Workspace, args: Namespace) -> int:
    """Write the sessions for another program."""
    from pmplanner.services.publishing import calendars

    _refuse_workspace(workspace, args.file)
    with workspace.read() as db:
        scope = _scope(db, args)
        if str(args.file) == "-":
            say_file(lambda path: calendars.write_for_program(db, args.layout, path, scope))
            return 0
        count = calendars.write_for_program(db, args.layout, args.file, scope)
    if args.layout == "gantt":
        say(counted("Wrote {n:,} task to {file}.", "Wrote {n:,} tasks to {file}.", count, file=args.file))
    else:
        say(counted("Wrote {n:,} event to {file}.", "Wrote {n:,} events to {file}.", count, file=args.file))
    return 0


@reads
def export_moodle(workspace: Workspace, args: Namespace) -> int:
    """Write what Moodle takes, and say what it could do nothing with."""
    from pmplanner.services.exporting.moodle_rows import write_moodle
    from pmplanner.services.exporting.scope import ExportScope
    from pmplanner.services.lookup import find_course, find_plan

    _refuse_workspace(workspace, args.file)
    with workspace.read() as db:
        scope = ExportScope(person_ids=narrowed_people(db, args))
        if args.layout != "moodle-users":
            courses = [find_course(db, args.course).id] if args.course else None
            scope = replace(scope, plan_id=find_plan(db, args.plan).id, course_ids=courses)
        if str(args.file) == "-":
            say_file(lambda path: write_moodle(db, args.layout, path, scope))
            return 0
        written = write_moodle(db, args.layout, args.file, scope)
    say(counted("Wrote {n:,} row to {file}.", "Wrote {n:,} rows to {file}.", written.rows, file=args.file))
    for sentence in written.left_out:
        say(sentence)
    return 0


@writes
def export_pack(workspace: Workspace, args: Namespace) -> int:
    """Write the mails of what has changed, or only say what they would tell."""
    from pmplanner.models import Plan
    from pmplanner.services.publishing import change_packs

    if str(args.folder) == "-":
        raise PlanError(said("Mails cannot go to the terminal; name a new folder for them."))
    with workspace.read() as db:
        plan_id = _scope(db, args).plan_id
        removed = plan_id is not None and db.get(Plan, plan_id) is None
    if removed and plan_id is not None and not args.dry_run:
        return _cancel_all(workspace, args.folder, plan_id)
    if args.dry_run:
        with workspace.read() as db:
            letters = change_packs.foresee_pack(db, _pack_scope(db, args), _now().astimezone().date())
        say(_overview(letters) if letters else resaid(_NOTHING_NEW))
        return 0
    progress = Progress(said("Writing mails"))
    with workspace.keep() as db:
        letters = change_packs.write_pack(
            db,
            args.folder,
            _pack_scope(db, args),
            _now(),
            lambda done, total: progress.stage(said("{done:,} of {total:,}", done=done, total=total)),
        )
    progress.clear()
    say(_pack_written(letters, args.folder) if letters else resaid(_NOTHING_NEW))
    return 0


def _cancel_all(workspace: Workspace, folder: Path, plan_id: int) -> int:
    """Write what cancels all that a plan has told that is removed."""
    from pmplanner.services.publishing import change_packs

    with workspace.keep() as db:
        written = change_packs.write_cancellations(db, folder, plan_id, _now())
    mails = counted("{n:,} mail", "{n:,} mails", len(written.letters))
    calendars = counted("{n:,} calendar", "{n:,} calendars", written.calendars)
    what = said("{mails} and {calendars}", mails=mails, calendars=calendars) if written.calendars else mails
    say(said("Wrote {what} to {folder}. They cancel what the plan told.", what=what, folder=folder))
    return 0


_NOTHING_NEW = marked("Nothing has changed since the last pack, so there is nobody to tell.")


def _pack_written(letters: Sequence[Letter], folder: Path) -> str:
    unknown = sum(not letter.reachable for letter in letters)
    sentence = counted(
        "Wrote {n:,} mail to {folder}.", "Wrote {n:,} mails to {folder}.", len(letters), folder=folder
    )
    if not unknown:
        return sentence
    return " ".join((sentence, said("{people:,} without an address.", people=unknown)))


def _overview(letters: Sequence[Letter]) -> str:
    header = ("Whom", "Kind", "E-mail", "New", "Changed", "Cancelled")
    lines: list[Sequence[Value]] = [
        (
            letter.to.name,
            letter.to.kind,
            letter.to.email,
            *(letter.count(kind) for kind in ("new", "changed", "cancelled")),
        )
        for letter in letters
    ]
    return table(header, lines)


def _pack_scope(db: Session, args: Namespace) -> ExportScope:
    """Return the plan, and of it the people who are told and the sessions of which is told."""
    from pmplanner.services.lookup import find_person

    scope = _scope(db, args)
    if args.session and scope.plan_id is not None:
        scope = replace(scope, session_ids=[named_session(db, scope.plan_id, code) for code in args.session])
    if args.person:
        scope = replace(scope, person_ids=[find_person(db, name).id for name in args.person])
    return scope


def _scope(db: Session, args: Namespace) -> ExportScope:
    """Return the plan that is meant, which may be removed and still stand in calendars."""
    from pmplanner.services.exporting.scope import ExportScope
    from pmplanner.services.publishing import calendars

    return ExportScope(calendars.find_told_plan(db, args.plan, _now().astimezone().date()))


def _refuse_workspace(workspace: Workspace, path: Path) -> None:
    if path.resolve() == workspace.path.resolve():
        raise PlanError(said("{path} is the workspace itself; name another file.", path=path))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)

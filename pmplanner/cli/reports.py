"""Papers: the figures of a plan put together to be handed out, or as rows to check them by."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import filter_options, filtered_people, plan_option
from pmplanner.cli.commands import add_command, format_option
from pmplanner.cli.output import as_data, complain, print_rows, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.services.reports.asking import Asked
    from pmplanner.services.reports.files import Render
    from pmplanner.services.reports.kinds import PaperKind
    from pmplanner.storage.workspace import Workspace

PAPERS = (
    *("director", "teams", "people", "certificates", "attendance", "calendar", "courses"),
    *("needs", "renewals", "plan-actual", "training-days", "rooms", "trainers", "readiness"),
)
"""The papers by name; what they tell is loaded when one is asked for."""
_TITLES = ("Written (UTC)", "Paper", "About", "Plan", "File", "Pages", "By")
_OPTIONS = {"months": "--months", "years": "--years", "names": "--name", "between": "--between"}


def add_commands(commands: Commands) -> None:
    """Add the command `report`."""
    parser = add_command(
        commands, "report", said("Put the figures of a plan together to be handed out"), write_report
    )
    parser.add_argument("kind", choices=PAPERS, metavar="KIND", help=", ".join(PAPERS))
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help=said("a .pdf to hand out, or .csv or .xlsx with the figures; - for the terminal"),
    )
    parser.add_argument(
        "--months", type=values.count, metavar="N", help=said("of “renewals”: how far to look ahead")
    )
    parser.add_argument(
        "--years", type=values.count, metavar="N", help=said("of “training-days”: how many years back")
    )
    parser.add_argument(
        "--name",
        dest="names",
        action="append",
        default=[],
        metavar="NAME",
        help=said("only this session, room or trainer; repeatable"),
    )
    parser.add_argument(
        "--between",
        nargs=2,
        type=values.a_date,
        metavar="DAY",
        help=said("of “calendar”: from the month of one day to that of another"),
    )
    parser.add_argument(
        "--each",
        action="store_true",
        help=said("write a .pdf for each person, team, session, room or trainer into a new folder FILE"),
    )
    parser.add_argument("--size", choices=("A4", "Letter"), default="A4", help=said("of the pages of a .pdf"))
    filter_options(parser)
    parser.add_argument("--format", choices=("table", "csv", "json"), default="table")
    plan_option(parser)
    papers = add_command(
        commands, "papers", said("List the papers and mails that were written, with their dates"), list_papers
    )
    format_option(papers)
    plan_option(papers)


def write_report(path: Path, args: Namespace) -> int:
    """Write the figures to a file, or to the terminal; a paper is entered in the list of those written."""
    from pmplanner.storage.errors import WorkspaceError

    args.notes = []
    status = _write_report(path, args)
    if args.notes:
        try:
            _enter(path, args)
        except WorkspaceError as error:  # such as a window that has the workspace
            complain(said("The paper is not in the list of papers: {why}", why=error))
    return status


@writes
def _enter(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.publishing.written import note_written

    with workspace.keep() as db:
        note_written(db, args.notes)
    return 0


@reads
def list_papers(workspace: Workspace, args: Namespace) -> int:
    """List the papers and mails that were written, the newest first."""
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.publishing.written import HEADER, list_written

    with workspace.read() as db:
        plan = None if args.plan is None else find_plan(db, args.plan).id
        rows = [
            (
                f"{each.written_at:%Y-%m-%d %H:%M}",
                each.kind,
                each.about,
                each.plan,
                each.file_name,
                each.pages,
                each.written_by,
            )
            for each in list_written(db, plan)
        ]
    columns = dict(zip(HEADER, _TITLES, strict=True))
    print_rows(args, columns, rows, said("No paper and no mail was written yet."))
    return 0


@reads
def _write_report(workspace: Workspace, args: Namespace) -> int:
    from pmplanner.services.publishing.written import Note
    from pmplanner.services.reports.files import write_each, write_figures, write_pages
    from pmplanner.services.reports.kinds import kind_named
    from pmplanner.services.reports.letterhead import read_letterhead

    kind = kind_named(args.kind)
    _check_options(kind, args)
    to_terminal = args.file is None or str(args.file) == "-"
    if not to_terminal and args.file.resolve() == workspace.path.resolve():
        raise PlanError(said("{file} is the workspace itself; name another file.", file=args.file))
    with workspace.read() as db:
        asked = _asked(db, args)
        facts, letterhead = kind.read(db, asked), read_letterhead(db)
    if args.each and to_terminal:
        raise PlanError(said("--each needs a folder to write into."))
    if args.each or (not to_terminal and args.file.suffix.casefold() == ".pdf"):
        paper = replace(kind.paper(facts), letterhead=letterhead)
        if args.each:
            with _rendering(args.size) as render:
                args.notes = write_each(args.file, kind.name, paper, asked.plan_id, render)
            count = len(args.notes)
            say(counted("Wrote {n:,} file to {file}.", "Wrote {n:,} files to {file}.", count, file=args.file))
            return 0
        with _rendering(args.size) as render:
            pages = write_pages(args.file, paper, render)
        say(counted("Wrote {n:,} page to {file}.", "Wrote {n:,} pages to {file}.", pages, file=args.file))
        args.notes = [Note(kind.name, asked.whom, asked.plan_id, args.file.name, pages, asked.only_person)]
        return 0
    rows = kind.rows(facts)
    if not to_terminal:
        count = write_figures(args.file, kind.name, kind.header, rows)
        say(counted("Wrote {n:,} row to {file}.", "Wrote {n:,} rows to {file}.", count, file=args.file))
    elif not as_data("csv" if args.file is not None else args.format, kind.header, rows):
        _show(kind.header, rows)
    return 0


def _check_options(kind: PaperKind, args: Namespace) -> None:
    for name, option in _OPTIONS.items():
        if getattr(args, name) not in (None, []) and name not in kind.asks:
            raise PlanError(said("{option} does not go with “{kind}”.", option=option, kind=kind.name))
    if not kind.of_people and any((args.teams, args.tracks, args.managers, args.keys, args.view)):
        raise PlanError(said("“{kind}” is of all people.", kind=kind.name))


def _asked(db: Session, args: Namespace) -> Asked:
    from pmplanner.services.calendar import clock
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.reports.asking import Asked

    people = filtered_people(db, args)
    return Asked(
        find_plan(db, args.plan).id,
        clock.today(),
        None if people is None else frozenset(people),
        _whom(db, args),
        args.months,
        args.years,
        tuple(args.names),
        between=None if args.between is None else (min(args.between), max(args.between)),
    )


def _whom(db: Session, args: Namespace) -> str:
    """Return the people whom the options name, in words; "" for everybody."""
    from pmplanner.services.lookup import find_track
    from pmplanner.services.people.people import choose_people, list_people

    named = [*args.teams, *(find_track(db, name).name for name in args.tracks)]
    named += [said("everybody below {manager}", manager=name) for name in args.managers]
    if args.keys:
        named += [person.name for person in list_people(db, choose_people(db, keys=args.keys))]
    if args.view:
        named.append(said("as in the view “{view}”", view=args.view))
    return ", ".join(named)


@contextmanager
def _rendering(size: str) -> Iterator[Render]:
    """Give what makes pages of a size, with Qt started for as long."""
    from pmplanner.papers.pages import pdf_pages  # loads Qt
    from pmplanner.papers.terminal import start_qt

    running = start_qt()
    yield lambda paper: pdf_pages(paper, size)
    del running


def _show(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Show the figures as a table, without the columns in which nothing is."""
    filled = [place for place in range(len(header)) if any(row[place] not in (None, "") for row in rows)]
    titles = [header[place].replace("_", " ").capitalize() for place in filled]
    say(table(titles, [[row[place] for place in filled] for row in rows]))

"""Approval by spreadsheet: files in which managers decide about picks, and what they answered."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import filter_options, filtered_people, plan_option
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.output import Progress, complain, print_rows, say, table
from pmplanner.cli.running import REFUSED, writes
from pmplanner.sentences import counted, said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.approval_reading import AnswerRow
    from pmplanner.exchange.writing import Value
    from pmplanner.services.decisions.answers import Answer
    from pmplanner.services.decisions.asking import Asking
    from pmplanner.services.decisions.merging import Merged
    from pmplanner.storage.workspace import Workspace

_DAYS_TO_ANSWER = 14
_ASKED = {
    "manager": "Manager", "email": "E-mail", "people": "People", "picks": "Picks", "days": "Days",
    "cost": "Cost", "picks_without_price": "No price", "asked_before": "Asked before",
    "last_sent": "Last sent",
}  # fmt: skip
_ANSWERS = {
    "file": "File", "sheet": "Sheet", "row": "Row", "column": "Column", "person": "Person",
    "course": "Course", "answer": "Answer", "swap_for": "Swap for", "remark": "Remark", "state": "State",
    "reason": "Why",
}  # fmt: skip
"""The columns of files with their headings in tables, which are English in every language."""
_SHOWN = ("file", "row", "column", "person", "course", "answer", "reason")


def add_commands(commands: Commands) -> None:
    """Add the noun `approvals`."""
    actions = add_noun(commands, "approvals", said("Let managers decide about picks by spreadsheet"))
    write = add_command(
        actions,
        "write",
        said("Write an Excel file and a mail for each manager, about what is not decided"),
        write_files,
    )
    write.add_argument("folder", type=Path, metavar="DIR", help=said("a new folder for the files"))
    write.add_argument(
        "--by",
        dest="answer_by",
        type=values.a_date,
        metavar="DAY",
        help=said("the day to answer by; in two weeks, unless given"),
    )
    write.add_argument(
        "--put-off", action="store_true", help=said("ask again about what was decided to come later")
    )
    filter_options(write)
    _general(write)
    about = said("Merge the answers in files that came back, as one edit")
    read = add_command(actions, "read", about, read_files)
    read.add_argument("files", type=Path, nargs="+", metavar="FILE")
    _general(read)


def _general(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help=said("only say what would be done"))
    format_option(parser)
    plan_option(parser)


@writes
def write_files(workspace: Workspace, args: Namespace) -> int:
    """Write the files, and keep that the picks were asked about."""
    from pmplanner.services.calendar import clock
    from pmplanner.services.decisions.asking import foresee_asking, mark_asked
    from pmplanner.services.lookup import find_plan
    from pmplanner.services.publishing.approvals import write_askings
    from pmplanner.storage.labels import Counted, Label

    today = clock.today()
    answer_by = args.answer_by or today + dt.timedelta(_DAYS_TO_ANSWER)
    if answer_by <= today:
        raise PlanError(said("The day to answer by has to be still to come."))
    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        people = filtered_people(db, args)
        askings = foresee_asking(db, plan_id, today, people, put_off=args.put_off)
    if not askings:
        say(said("No pick waits for a decision, so there is nobody to ask."))
        return 0
    print_rows(args, _ASKED, [_asked(each) for each in askings])
    if args.dry_run:
        return 0
    progress = Progress(said("Writing files"))
    label = Label.of("decision.ask", picks=Counted("picks", sum(len(each.picks) for each in askings)))
    with workspace.keep() as db:
        write_askings(
            db,
            args.folder,
            plan_id,
            askings,
            answer_by,
            dt.datetime.now(dt.UTC).replace(microsecond=0),
            lambda done, total: progress.stage(said("{done:,} of {total:,}", done=done, total=total)),
        )
    with workspace.edit(label) as db:
        mark_asked(db, askings, today)
    progress.clear()
    if args.format == "table":
        say(
            counted(
                "Wrote {n:,} file with its mail to {folder}, to be answered by {day}.",
                "Wrote {n:,} files with their mails to {folder}, to be answered by {day}.",
                len(askings),
                folder=args.folder,
                day=answer_by,
            )
        )
    return 0


@writes
def read_files(workspace: Workspace, args: Namespace) -> int:
    """Merge what can be; return 1 when a file was refused or an answer not merged."""
    from pmplanner.services.calendar import clock
    from pmplanner.services.decisions.answers import match_answers
    from pmplanner.services.decisions.merging import merge_answers
    from pmplanner.services.lookup import find_plan
    from pmplanner.storage.labels import Counted, Label

    rows, refused = _read(args.files)
    if len(refused) == len(args.files):
        return REFUSED
    with workspace.read() as db:
        plan_id = find_plan(db, args.plan).id
        answers = match_answers(db, plan_id, rows, clock.today())
    taken = [each for each in answers if each.state == "new"]
    merged = None
    if taken and not args.dry_run:
        with workspace.edit(Label.of("decision.merge", picks=Counted("picks", len(taken)))) as db:
            merged = merge_answers(db, plan_id, taken, clock.today())
    left = [each for each in answers if each.state in ("contradicts", "wrong")]
    if args.format != "table":
        print_rows(args, _ANSWERS, [_answered(each) for each in answers])
    else:
        _say_what_came(answers, left, merged)
    return 1 if left or refused else 0


def _read(files: Sequence[Path]) -> tuple[list[AnswerRow], list[Path]]:
    """Return the rows of all files, and the files of which nothing could be read, which is said."""
    from pmplanner.exchange.approval_reading import read_answers
    from pmplanner.exchange.errors import ExchangeError

    rows: list[AnswerRow] = []
    refused = []
    for file in files:
        try:
            rows += read_answers(file)
        except ExchangeError as error:
            refused.append(file)
            complain(str(error))
    return rows, refused


def _say_what_came(answers: Sequence[Answer], left: Sequence[Answer], merged: Merged | None) -> None:
    """Say how much was merged and what was not, with the place of each in its file."""
    states = Counter(each.state for each in answers)
    if merged is None:
        say(counted("{n:,} answer can be merged.", "{n:,} answers can be merged.", states["new"]))
    else:
        say(
            counted(
                "Merged {n:,} answer: {approved:,} approved, {later:,} put off, {declined:,} declined, "
                "{swapped:,} swapped.",
                "Merged {n:,} answers: {approved:,} approved, {later:,} put off, {declined:,} declined, "
                "{swapped:,} swapped.",
                states["new"],
                approved=merged.approved,
                later=merged.later,
                declined=merged.declined,
                swapped=merged.swapped,
            )
        )
    if states["same"]:
        say(counted("{n:,} was known already.", "{n:,} were known already.", states["same"]))
    if states["open"]:
        say(counted("{n:,} pick is not answered yet.", "{n:,} picks are not answered yet.", states["open"]))
    if left:
        say(counted("{n:,} answer was not merged:", "{n:,} answers were not merged:", len(left)))
        places = [list(_ANSWERS).index(name) for name in _SHOWN]
        rows = [_answered(each) for each in left]
        say(table([_ANSWERS[name] for name in _SHOWN], [[row[place] for place in places] for row in rows]))


def _asked(asking: Asking) -> Sequence[Value]:
    return (
        asking.name,
        asking.email,
        asking.people,
        len(asking.picks),
        asking.days,
        "unknown" if asking.cost is None else asking.cost,
        asking.without_price,
        asking.asked_before,
        asking.last_sent,
    )


def _answered(answer: Answer) -> Sequence[Value]:
    row = answer.row
    return (
        row.file,
        row.sheet,
        row.number,
        answer.column,
        answer.person,
        answer.course,
        answer.answer or row.answer,
        answer.swap or row.swap_for,
        answer.remark,
        answer.state,
        answer.reason,
    )

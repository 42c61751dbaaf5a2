"""Commands that tell others of the plan: calendars, files for other programs, change packs."""

import datetime as dt
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from pmplanner.cli.output import Progress, say, say_file, table
from pmplanner.exchange.writing import Value
from pmplanner.models import Plan
from pmplanner.sentences import counted, marked, resaid, said
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.calendar_events import Recipient
from pmplanner.services.exporting.tables import ExportScope
from pmplanner.services.publishing import calendars, change_packs
from pmplanner.services.publishing.calendars import Written
from pmplanner.services.publishing.change_packs import Letter
from pmplanner.storage.workspace import Workspace


def export_ics(workspace: Workspace, asked: Namespace) -> int:
    """Write one calendar to a file or the terminal, or one each to a folder."""
    _refuse_workspace(workspace, asked.file)
    to_terminal = str(asked.file) == "-"
    if to_terminal and asked.each:
        raise PlanError(said("Several calendars cannot go to the terminal; name a folder for them."))
    progress = Progress(said("Writing calendars"))
    with workspace.keep() as db:
        scope = _scope(db, asked)
        if asked.each:
            written = calendars.write_ics_folder(
                db,
                asked.file,
                scope,
                asked.each,
                _now(),
                lambda done, total: progress.stage(said("{done:,} of {total:,}", done=done, total=total)),
            )
        else:
            to = _recipient(db, scope, asked)
            if to_terminal:
                say_file(lambda path: calendars.write_ics(db, path, scope, to, _now()))
                return 0
            written = calendars.write_ics(db, asked.file, scope, to, _now())
    progress.clear()
    say(_calendars_written(written, asked.file))
    return 0


def _recipient(db: Session, scope: ExportScope, asked: Namespace) -> Recipient | None:
    for kind in ("person", "trainer", "room"):
        name = getattr(asked, kind)
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


def export_for_program(workspace: Workspace, asked: Namespace) -> int:
    """Write the sessions for another program."""
    _refuse_workspace(workspace, asked.file)
    with workspace.read() as db:
        scope = _scope(db, asked)
        if str(asked.file) == "-":
            say_file(lambda path: calendars.write_for_program(db, asked.layout, path, scope))
            return 0
        count = calendars.write_for_program(db, asked.layout, asked.file, scope)
    if asked.layout == "gantt":
        say(counted("Wrote {n:,} task to {file}.", "Wrote {n:,} tasks to {file}.", count, file=asked.file))
    else:
        say(counted("Wrote {n:,} event to {file}.", "Wrote {n:,} events to {file}.", count, file=asked.file))
    return 0


def export_pack(workspace: Workspace, asked: Namespace) -> int:
    """Write the mails of what has changed, or only say what they would tell."""
    if str(asked.folder) == "-":
        raise PlanError(said("Mails cannot go to the terminal; name a new folder for them."))
    with workspace.read() as db:
        plan_id = _scope(db, asked).plan_id
        removed = plan_id is not None and db.get(Plan, plan_id) is None
    if removed and plan_id is not None and not asked.dry_run:
        return _cancel_all(workspace, asked.folder, plan_id)
    if asked.dry_run:
        with workspace.read() as db:
            letters = change_packs.preview_pack(db, _scope(db, asked), _now().astimezone().date())
        say(_overview(letters) if letters else resaid(_NOTHING_NEW))
        return 0
    progress = Progress(said("Writing mails"))
    with workspace.keep() as db:
        letters = change_packs.write_pack(
            db,
            asked.folder,
            _scope(db, asked),
            _now(),
            lambda done, total: progress.stage(said("{done:,} of {total:,}", done=done, total=total)),
        )
    progress.clear()
    say(_pack_written(letters, asked.folder) if letters else resaid(_NOTHING_NEW))
    return 0


def _cancel_all(workspace: Workspace, folder: Path, plan_id: int) -> int:
    """Write what cancels all that a plan has told that is removed."""
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


def _scope(db: Session, asked: Namespace) -> ExportScope:
    """Return the plan that is meant, which may be removed and still stand in calendars."""
    return ExportScope(calendars.find_told_plan(db, asked.plan, _now().astimezone().date()))


def _refuse_workspace(workspace: Workspace, path: Path) -> None:
    if path.resolve() == workspace.path.resolve():
        raise PlanError(said("{path} is the workspace itself; name another file.", path=path))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)

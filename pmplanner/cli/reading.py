"""Commands that only look: lists, totals, export, catalogue, history."""

import datetime as dt
from argparse import Namespace

from sqlalchemy.orm import Session

from pmplanner.cli.output import csv_bytes, json_text, say, say_bytes, shown, table
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.models.statuses import PathKind
from pmplanner.sentences import counted, said
from pmplanner.services.catalog import courses
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.tables import WITHOUT_PLAN, ExportScope, export_rows, write_export
from pmplanner.services.lookup import find_course, find_plan
from pmplanner.services.people import tracks
from pmplanner.services.people.history import list_edits
from pmplanner.services.plans import plans
from pmplanner.storage.workspace import Workspace


def list_plans(workspace: Workspace, _asked: Namespace) -> int:
    """List the plans."""
    with workspace.read() as db:
        rows = plans.list_plans(db)
    names = {row.id: row.name for row in rows}
    header = ("Plan", "From", "To", "Picks", "Sessions", "Budget", "Currency", "Target days", "Copy of")
    lines = [
        (
            row.name,
            row.first_day,
            row.last_day,
            row.picks,
            row.sessions,
            row.budget,
            row.currency,
            row.target_days,
            names.get(row.variant_of_id or 0, ""),
        )
        for row in rows
    ]
    say(table(header, lines) if lines else said("There is no plan yet."))
    return 0


def list_tracks(workspace: Workspace, _asked: Namespace) -> int:
    """List the tracks with their paths."""
    with workspace.read() as db:
        rows = tracks.list_tracks(db)
    lines = [
        (
            row.code,
            row.name,
            row.people,
            " ".join(item.code for item in row.courses(PathKind.REQUIRED)),
            " ".join(item.code for item in row.courses(PathKind.ELECTIVE)),
            "suggested" if row.suggested else "",
        )
        for row in rows
    ]
    say(table(("Code", "Track", "People", "Required", "Elective", "Path"), lines))
    return 0


def totals(workspace: Workspace, asked: Namespace) -> int:
    """Show the totals as a table, or as the totals layout in CSV or JSON."""
    with workspace.read() as db:
        scope = ExportScope(find_plan(db, asked.plan).id, by=asked.by)
        header, rows = export_rows(db, "totals", scope)
    if asked.format == "csv":
        say_bytes(csv_bytes(header, rows))
    elif asked.format == "json":
        say(json_text(header, rows))
    else:
        titles = [asked.by.title(), *(field.title for field in LAYOUTS["totals"].fields[2:])]
        say(table(titles, [row[1:] for row in rows]))
    return 0


def export(workspace: Workspace, asked: Namespace) -> int:
    """Write a layout to a file, or to the terminal."""
    to_terminal = str(asked.file) == "-"
    if not to_terminal and asked.file.resolve() == workspace.path.resolve():
        raise PlanError(said("{file} is the workspace itself; name another file.", file=asked.file))
    with workspace.read() as db:
        scope = _scope(db, asked)
        if to_terminal:
            say_bytes(csv_bytes(*export_rows(db, asked.layout, scope), separator=asked.separator))
            return 0
        count = write_export(
            db, asked.layout, asked.file, scope, separator=asked.separator, bom=not asked.no_bom
        )
    say(counted("Wrote {n:,} row to {file}.", "Wrote {n:,} rows to {file}.", count, file=asked.file))
    return 0


def _scope(db: Session, asked: Namespace) -> ExportScope:
    if asked.layout in WITHOUT_PLAN:
        if asked.plan is not None:
            raise PlanError(
                said("{layout} are the same in every plan; leave --plan out.", layout=asked.layout.title())
            )
        return ExportScope()
    return ExportScope(find_plan(db, asked.plan).id, by=asked.by)


def search_catalog(workspace: Workspace, asked: Namespace) -> int:
    """Find courses by words."""
    words = " ".join(asked.words)
    with workspace.read() as db:
        rows = courses.search_courses(db, words)
    lines = [(row.code, row.title, row.provider, row.days, row.level) for row in rows]
    header = ("Code", "Title", "Provider", "Days", "Level")
    say(table(header, lines) if lines else said("No course has “{words}”.", words=words))
    return 0


def show_course(workspace: Workspace, asked: Namespace) -> int:
    """Show all that is known of a course."""
    with workspace.read() as db:
        (row,) = courses.list_courses(db, [find_course(db, asked.course).id])
        codes = {course.id: course.code for course in courses.list_courses(db)}
        names = {track.id: track.name for track in tracks.list_tracks(db)}
        certificates = [c.name for c in courses.course_certificates(db, row.id)]
    say(f"{row.code}  {shown(row.title)}{'' if row.bundled else '  (custom)'}")
    cost = f"{shown(row.cost)} {row.currency}".strip()
    seats = f"{shown(row.min_seats)}–{shown(row.max_seats)}".strip("–")
    for name, value in (
        ("Provider", row.provider),
        ("Days", row.days),
        ("Level", row.level),
        ("Format", row.format),
        ("Tracks", ", ".join(sorted(names[track_id] for track_id in row.track_ids))),
        ("Skills", ", ".join(row.skills)),
        ("Comes after", ", ".join(codes[other] for other in row.requires)),
        ("Counts as", ", ".join(codes[other] for other in row.counts_as)),
        ("Leads to", ", ".join(certificates)),
        ("Seats", seats),
        ("Cost", cost),
        ("Valid months", row.valid_months),
        ("Source", row.source),
        ("Note", row.note),
        ("About", row.description),
    ):
        if value not in (None, ""):
            say(f"  {name + ':':<13} {shown(value)}")
    return 0


def history(workspace: Workspace, asked: Namespace) -> int:
    """Show what was done, the newest first."""
    with workspace.read() as db:
        lines = list_edits(db, asked.limit)
    rows = [
        (
            _local(line.made_at),
            line.made_by,
            line.label,
            line.rows,
            "sealed" if line.sealed else "" if line.state == "done" else line.state,
        )
        for line in lines
    ]
    say(table(("When", "Who", "What", "Rows", "State"), rows) if rows else said("Nothing has been done yet."))
    return 0


def _local(moment: dt.datetime) -> str:
    """Return a time of the log, kept in UTC, as the clock here shows it."""
    return f"{moment.replace(tzinfo=dt.UTC).astimezone():%Y-%m-%d %H:%M}"

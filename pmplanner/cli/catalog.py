"""The catalogue: courses found by words, and one shown whole."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.courses import FACT_WORDS, price_in_words
from pmplanner.cli.output import print_rows, say, shown
from pmplanner.cli.running import reads
from pmplanner.sentences import resaid, said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.exchange.writing import Value
    from pmplanner.storage.workspace import Workspace


def add_commands(commands: Commands) -> None:
    """Add the noun `catalog`."""
    actions = add_noun(commands, "catalog", said("Look into the catalogue"))
    search = add_command(
        actions,
        "search",
        said("Find courses by words of title, provider, skills, description"),
        search_catalog,
    )
    format_option(search)
    search.add_argument("words", nargs="*", metavar="WORDS")
    search.add_argument("--all", action="store_true", help=said("list all that is found, not the first only"))
    show = add_command(actions, "show", said("Show a course"), show_course)
    show.add_argument("course", metavar="CODE")
    format_option(show)


@reads
def search_catalog(workspace: Workspace, args: Namespace) -> int:
    """Find courses by words; a table has the first only, and says how many there are."""
    from pmplanner.services.catalog import courses, finding

    words = " ".join(args.words)
    with workspace.read() as db:
        limit = finding.FIRST if args.format == "table" and not args.all else None
        found = finding.find_courses(db, words, limit=limit)
        by_id = {row.id: row for row in courses.list_courses(db, found.ids)}
    rows = [by_id[course_id] for course_id in found.ids]
    lines = [(row.code, row.title, row.provider, row.days, row.level) for row in rows]
    columns = {name: name.title() for name in ("code", "title", "provider", "days", "level")}
    print_rows(args, columns, lines, said("No course has “{words}”.", words=words))
    if len(rows) < found.total:
        say(
            said(
                "The first {shown:,} of {total:,} courses; --all lists all.",
                shown=len(rows),
                total=found.total,
            )
        )
    return 0


@reads
def show_course(workspace: Workspace, args: Namespace) -> int:
    """Show all that is known of a course."""
    from pmplanner.services.catalog import courses
    from pmplanner.services.lookup import find_course
    from pmplanner.services.people import tracks

    with workspace.read() as db:
        (row,) = courses.list_courses(db, [find_course(db, args.course).id])
        others = courses.list_courses(db, {*row.requires, *row.counts_as})
        codes = {course.id: course.code for course in others}
        names = {track.id: track.name for track in tracks.list_tracks(db)}
        certificates = [c.name for c in courses.course_certificates(db, row.id)]
    seats = f"{shown(row.min_seats)}–{shown(row.max_seats)}".strip("–")
    own = ", ".join(resaid(FACT_WORDS[name]) for name in FACT_WORDS if name in row.own)
    facts: list[tuple[str, Value]] = [
        ("Short title", row.short_title),
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
        ("Cost", price_in_words(row)),
        ("Valid months", row.valid_months),
        ("Own facts", own),
        ("Source", row.source),
        ("Note", row.note),
        ("About", row.description),
    ]
    if args.format == "table":
        say(f"{row.code}  {shown(row.title)}{'' if row.bundled else '  (custom)'}")
        for name, value in facts:
            if value not in (None, ""):
                say(f"  {name + ':':<13} {shown(value)}")
    else:
        columns = ("code", "title", "custom", *(name.lower().replace(" ", "_") for name, _ in facts))
        values = (row.code, row.title, not row.bundled, *(value for _, value in facts))
        print_rows(args, {name: name for name in columns}, [values])
    return 0

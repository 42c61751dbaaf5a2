"""Columns and words of files as they are remembered: listed and forgotten."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import named
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace

_LISTED = {"layout": "Rows are", "name": "Name", "columns": "Columns", "words": "Words"}


def add_commands(commands: Commands) -> None:
    """Add the noun `profile`."""
    actions = add_noun(commands, "profile", said("Look at what is remembered of files, and forget it"))
    format_option(add_command(actions, "list", said("List what is remembered of files"), list_all))
    remove = add_command(actions, "remove", said("Forget the columns of files like one"), remove_one)
    remove.add_argument("layout", metavar="WHAT", help=said("what its rows are, as listed"))
    remove.add_argument("name", metavar="NAME")


@reads
def list_all(workspace: Workspace, args: Namespace) -> int:
    """List what is remembered of files."""
    from pmplanner.exchange.layouts import LAYOUTS
    from pmplanner.services.importing.profiles import list_profiles

    with workspace.read() as db:
        rows = [row for layout in LAYOUTS for row in list_profiles(db, layout)]
    lines = [
        (
            row.layout,
            row.name,
            "; ".join(f"{field}={heading or ''}" for field, heading in row.columns.items()),
            "; ".join(f"{field}:{a}={b}" for field, words in row.words.items() for a, b in words.items()),
        )
        for row in rows
    ]
    print_rows(args, _LISTED, lines, said("Nothing is remembered of files."))
    return 0


@writes
def remove_one(workspace: Workspace, args: Namespace) -> int:
    """Forget what is remembered of files like one."""
    from pmplanner.services.importing.profiles import list_profiles, remove_profile
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        missing = said("Nothing is remembered as “{name}”.", name=args.name)
        row = named(list_profiles(db, args.layout), args.name, lambda each: each.name, missing)
    with workspace.edit(Label.of("profile.remove", profile=row.name)) as db:
        remove_profile(db, row.id)
    say(said("Forgot the columns of “{name}”.", name=row.name))
    return 0

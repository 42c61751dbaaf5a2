"""What the workspace is set to: listed, changed, made as usual again."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.cli.commands import add_command, format_option, may_write
from pmplanner.cli.output import as_data, say, table
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from pmplanner.cli.commands import Commands
    from pmplanner.storage.workspace import Workspace

_COLUMNS = ("setting", "value", "usual", "about")
_TITLES = ("Setting", "Value", "Usual", "What it does")


def add_actions(actions: Commands) -> None:
    """Add what the noun `workspace` can do with settings."""
    parser = add_command(
        actions, "settings", said("List what the workspace is set to, or set something"), settings
    )
    parser.add_argument("name", nargs="?", metavar="SETTING", help=said("show this one only, or set it"))
    parser.add_argument("value", nargs="?", metavar="VALUE", help=said("what it is set to"))
    parser.add_argument("--usual", action="store_true", help=said("let it be as usual again"))
    format_option(parser)


@may_write
def settings(path: Path, args: Namespace) -> int:
    """List settings, or set one."""
    if args.name is not None and (args.value is not None or args.usual):
        return set_one(path, args)
    return list_them(path, args)


@reads
def list_them(workspace: Workspace, args: Namespace) -> int:
    """List what the workspace is set to."""
    from pmplanner.services.settings import SETTINGS, about_setting, read_settings, setting_named

    with workspace.read() as db:
        values = read_settings(db)
    chosen = [setting_named(args.name)] if args.name is not None else list(SETTINGS.values())
    rows = [(each.name, values[each.name], each.usual, about_setting(each)) for each in chosen]
    if not as_data(args.format, _COLUMNS, rows):
        say(table(_TITLES, [(name, value.replace("\n", " / "), *rest) for name, value, *rest in rows]))
    return 0


@writes
def set_one(workspace: Workspace, args: Namespace) -> int:
    """Set something, or let it be as usual again."""
    from pmplanner.services.settings import change_setting, read_setting, setting_named
    from pmplanner.storage.labels import Label, Term

    name = setting_named(args.name).name
    value = "" if args.usual else args.value
    with workspace.edit(Label.of("setting.change", setting=Term(f"setting.{name}"))) as db:
        change_setting(db, name, value)
        now = read_setting(db, name)
    say(f"{name}: {now}." if now else said("{setting}: as usual.", setting=name))
    return 0

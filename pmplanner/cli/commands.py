"""How a command is added to the parser, and with it the function that is called when it was asked for."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pmplanner.sentences import said

if TYPE_CHECKING:
    Commands = _SubParsersAction[ArgumentParser]

Command = Callable[[Path, Namespace], int]
"""Runs on the workspace at a path with what was asked for, and returns the exit status."""


def add_command(commands: Commands, name: str, about: str, run: Command | None = None) -> ArgumentParser:
    """Add a command that calls *run*, and return its parser; without *run* it only has actions."""
    parser = commands.add_parser(name, help=about, description=f"{about}.", allow_abbrev=False)
    if run is not None:
        parser.set_defaults(command=run)
    return parser


def add_noun(commands: Commands, name: str, about: str) -> Commands:
    """Add a command that has actions, and return what they are added to."""
    parser = add_command(commands, name, about)
    return parser.add_subparsers(metavar="ACTION", title="actions", required=True)


def format_option(parser: ArgumentParser, *forms: str) -> None:
    """Let it be chosen how :func:`pmplanner.cli.output.print_rows` prints."""
    parser.add_argument(
        "--format",
        choices=forms or ("table", "csv", "json"),
        default="table",
        help=said("how it is printed (%(default)s)"),
    )


def save_option(parser: ArgumentParser) -> None:
    """Let what is printed go to a file in place of the terminal, by :func:`pmplanner.cli.output.saved`."""
    parser.add_argument(
        "--save",
        type=Path,
        metavar="FILE",
        help=said("write it to this .xlsx or .csv file, replaced when it is there"),
    )


WRITES = "writes"
"""The attribute of a command that changes the workspace."""


def may_write(command: Command) -> Command:
    """Mark a command that can change the workspace, so that it takes --dry-run."""
    setattr(command, WRITES, True)
    return command


def leaves(parser: ArgumentParser, name: str = "") -> Iterator[tuple[str, ArgumentParser]]:
    """Yield each command that can be called, with the words that call it."""
    if parser.get_default("command") is not None:
        yield name, parser
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for word, below in action.choices.items():
                yield from leaves(below, f"{name} {word}".strip())


def add_dry_runs(parser: ArgumentParser) -> None:
    """Let everything that writes take --dry-run, where it does not say of itself what that does."""
    for _, leaf in leaves(parser):
        if (
            getattr(leaf.get_default("command"), WRITES, False)
            and "--dry-run" not in leaf._option_string_actions
        ):
            leaf.add_argument(
                "--dry-run",
                action="store_true",
                help=said("do it in a copy that is thrown away, and say what would be done"),
            )

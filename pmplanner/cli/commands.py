"""How a command is added to the parser, and with it the function that is called when it was asked for."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

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

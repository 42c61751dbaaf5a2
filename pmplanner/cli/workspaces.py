"""Commands on the workspace's own file."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from pmplanner.cli.checking import check
from pmplanner.cli.forgetting import forget

Command = Callable[[Path, Namespace], int]

COMMANDS: dict[str, Command] = {
    "check": check,
    "forget": forget,
}
"""What each action of the noun does; they open the file themselves, each in its own way."""

"""The same services from a terminal, one module a group of commands."""

from argparse import Namespace
from pathlib import Path

from pmplanner.cli.parser import build_parser

__all__ = ["build_parser", "run_command"]


def run_command(asked: Namespace, path: Path) -> int:
    """Run the command that was asked for on the workspace at *path*; return the exit status.

    0 done, 1 done but rows were rejected, 2 refused and nothing changed, 130 stopped by Ctrl+C.
    """
    # The parser is light; database and services load only when a command runs.
    from pmplanner.cli.running import run

    return run(asked, path)

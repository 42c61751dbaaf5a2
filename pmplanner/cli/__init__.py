"""The same services from a terminal, one module a group of commands."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path


def parse(arguments: Sequence[str]) -> Namespace:
    """Return what is asked for: *workspace*, a path or None, and *command*, None for the window.

    Ends the program with status 2 when that cannot be read, with 0 after help or the version.
    """
    for_window = _parse_window(list(arguments))
    if for_window is not None:
        return for_window
    from pmplanner.cli.parser import build_parser

    return build_parser().parse_args(_with_file_named(list(arguments)))


def _parse_window(arguments: list[str]) -> Namespace | None:
    """Read what opens the window without making the whole parser, which would delay it."""
    match arguments:
        case []:
            return Namespace(workspace=None, command=None, lock_wait=5.0)
        case ["--workspace", path] if path and not path.startswith("-"):
            return Namespace(workspace=Path(path), command=None, lock_wait=5.0)
        case [path] if _is_file(path):
            return Namespace(workspace=Path(path), command=None, lock_wait=5.0)
    return None


def _is_file(word: str) -> bool:
    """Say whether a word names a workspace, and not a command: those are words without a dot."""
    return not word.startswith("-") and Path(word).suffix != "" and not Path(word).is_dir()


def _with_file_named(arguments: list[str]) -> list[str]:
    """Return what is asked for with a FILE, which stands last behind options, as --workspace names one."""
    *options, last = arguments
    behind_options = len(options) % 2 == 0 and all(word.startswith("-") for word in options[::2])
    return [*options, "--workspace", last] if behind_options and _is_file(last) else arguments


def run_command(asked: Namespace, path: Path) -> int:
    """Run the command that was asked for on the workspace at *path*; return the exit status.

    0 done, 1 done but rows were rejected, 2 refused and nothing changed, 130 stopped by Ctrl+C.
    """
    # Parsing is light; database and services load only when a command runs.
    from pmplanner.cli.running import run

    return run(asked, path)

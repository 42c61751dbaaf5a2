"""The command line: what can be asked for. Light: what a command works with is loaded when it runs."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from pmplanner import __version__
from pmplanner.cli import values
from pmplanner.cli.catalog import add_catalog
from pmplanner.cli.exports import add_exports
from pmplanner.cli.history import add_history
from pmplanner.cli.imports import add_import
from pmplanner.cli.picks import add_picks
from pmplanner.cli.plans import add_plan
from pmplanner.cli.policies import add_policy
from pmplanner.cli.problems import add_problems
from pmplanner.cli.schedule import add_schedule
from pmplanner.cli.sessions import add_sessions
from pmplanner.cli.totals import add_totals
from pmplanner.cli.tracks import add_track
from pmplanner.cli.workspaces import add_workspace
from pmplanner.sentences import marked, resaid, said

_ABOUT = marked("""\
Plan training: people, courses, sessions and days per role track.
Without a command the window opens.""")

_ENDING = marked("""\
exit status:
  0  done
  1  done, but rows were rejected (the rejects file says which and why)
  2  refused, and nothing was changed""")


def build_parser() -> ArgumentParser:
    """Return the parser of the command line; it gives *workspace*, and *command*: what is called, or None."""
    parser = ArgumentParser(
        prog="pmplanner",
        description=resaid(_ABOUT),
        epilog=resaid(_ENDING),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"pmplanner {__version__}")
    parser.add_argument(
        "--workspace",
        type=Path,
        metavar="PATH",
        help=said("another workspace file; made when it is not there"),
    )
    parser.add_argument(
        "--wait",
        dest="lock_wait",
        type=values.seconds,
        default=5.0,
        metavar="SECONDS",
        help=said("how long to wait for another command to let go of the workspace (%(default)g)"),
    )
    parser.set_defaults(command=None)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    add_import(commands)
    add_plan(commands)
    add_track(commands)
    add_picks(commands)
    add_sessions(commands)
    add_schedule(commands)
    add_problems(commands)
    add_policy(commands)
    add_totals(commands)
    add_exports(commands)
    add_catalog(commands)
    add_history(commands)
    add_workspace(commands)
    return parser

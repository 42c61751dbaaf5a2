"""The command line: what can be asked for. Light: what a command works with is loaded when it runs."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from pmplanner import __version__
from pmplanner.cli import (
    approvals,
    board,
    catalog,
    certificates,
    closures,
    completions,
    courses,
    cover,
    cut,
    decisions,
    equipment,
    exports,
    gaps,
    history,
    imports,
    money,
    needs,
    people,
    picks,
    plans,
    policies,
    problems,
    profiles,
    public_dates,
    reports,
    rooms,
    schedule,
    sessions,
    sites,
    skills,
    totals,
    tracks,
    trainers,
    values,
    views,
    why,
    workspaces,
)
from pmplanner.cli.commands import add_dry_runs
from pmplanner.sentences import marked, resaid, said

_ABOUT = marked("""\
Plan training: people, courses, sessions and days per role track.
Without a command the window opens; pmplanner FILE opens a workspace in it.""")

_ENDING = marked("""\
exit status:
  0  done
  1  done, but rows were rejected (the rejects file says which and why), or something was found
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
    imports.add_commands(commands)
    profiles.add_commands(commands)
    people.add_commands(commands)
    plans.add_commands(commands)
    tracks.add_commands(commands)
    picks.add_commands(commands)
    decisions.add_commands(commands)
    sessions.add_commands(commands)
    schedule.add_commands(commands)
    problems.add_commands(commands)
    policies.add_commands(commands)
    cover.add_commands(commands)
    totals.add_commands(commands)
    money.add_commands(commands)
    approvals.add_commands(commands)
    cut.add_commands(commands)
    views.add_commands(commands)
    needs.add_commands(commands)
    gaps.add_commands(commands)
    why.add_commands(commands)
    board.add_commands(commands)
    certificates.add_commands(commands)
    completions.add_commands(commands)
    skills.add_commands(commands)
    exports.add_commands(commands)
    reports.add_commands(commands)
    catalog.add_commands(commands)
    courses.add_commands(commands)
    public_dates.add_commands(commands)
    rooms.add_commands(commands)
    trainers.add_commands(commands)
    equipment.add_commands(commands)
    closures.add_commands(commands)
    sites.add_commands(commands)
    history.add_commands(commands)
    workspaces.add_commands(commands)
    add_dry_runs(parser)
    return parser

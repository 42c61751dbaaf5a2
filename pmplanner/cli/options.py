"""Words that commands share: their actions, and the options that many have. Light as the parser."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from pmplanner.sentences import marked, resaid, said

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction[ArgumentParser]

WHOM = {
    "person": ("keys", "ID", marked("employee id, e-mail or name; repeatable")),
    "track": ("tracks", "TRACK", marked("everybody with this primary track; repeatable")),
    "team": ("teams", "TEAM", marked("everybody of this team; repeatable")),
    "title": ("titles", "TITLE", marked("everybody with this job title; repeatable")),
}
"""Option to destination, placeholder and explanation, for those that name people."""


def command(commands: "Commands", name: str, about: str) -> ArgumentParser:
    """Add a command and return its parser."""
    return commands.add_parser(name, help=about, description=f"{about}.", allow_abbrev=False)


def actions(commands: "Commands", name: str, about: str) -> "Commands":
    """Add a command that has actions and return what they are added to."""
    parser = command(commands, name, about)
    return parser.add_subparsers(dest="action", metavar="ACTION", title="actions", required=True)


def plan_option(parser: ArgumentParser) -> None:
    """Let the plan be named."""
    parser.add_argument("--plan", metavar="NAME", help=said("the plan; may be left out when there is one"))


def people_options(parser: ArgumentParser, *names: str) -> None:
    """Let people be named by these options of WHOM."""
    for name in names:
        dest, metavar, about = WHOM[name]
        parser.add_argument(
            f"--{name}",
            dest=dest,
            action="append",
            default=[],
            metavar=metavar,
            help=resaid(about),
        )

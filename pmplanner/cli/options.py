"""Words that commands share: their actions, and the options that many have. Light as the parser."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    Commands = _SubParsersAction[ArgumentParser]

WHOM = {
    "person": ("keys", "ID", "employee id, e-mail or name"),
    "track": ("tracks", "TRACK", "everybody with this primary track"),
    "team": ("teams", "TEAM", "everybody of this team"),
    "title": ("titles", "TITLE", "everybody with this job title"),
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
    parser.add_argument("--plan", metavar="NAME", help="the plan; may be left out when there is one")


def people_options(parser: ArgumentParser, *names: str) -> None:
    """Let people be named by these options of WHOM."""
    for name in names:
        dest, metavar, about = WHOM[name]
        parser.add_argument(
            f"--{name}", dest=dest, action="append", default=[], metavar=metavar, help=f"{about}; repeatable"
        )

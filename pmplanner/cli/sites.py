"""Sites: where they are, whose holidays and which hours they keep."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, field_options, given, maybe, named, something
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.calendar.closures import SiteRow
    from pmplanner.storage.labels import Term
    from pmplanner.storage.workspace import Workspace

_LISTED = {
    "name": "Site",
    "country": "Country",
    "subdivision": "Subdivision",
    "timezone": "Time zone",
    "day_begins": "Work begins",
    "day_ends": "Work ends",
}


def _fields() -> dict[str, Field]:
    return {
        "country": Field(said("whose public holidays it has, as DE or US"), str.upper, "CODE"),
        "subdivision": Field(said("of the country, as BY or CA"), str.upper, "CODE"),
        "timezone": Field(said("as Europe/Berlin"), metavar="ZONE"),
        "day-begins": Field(said('when work begins; "" for unknown'), maybe(values.time_of_day), "TIME"),
        "day-ends": Field(said('when work ends; "" for unknown'), maybe(values.time_of_day), "TIME"),
    }


def add_commands(commands: Commands) -> None:
    """Add the noun `site`."""
    actions = add_noun(commands, "site", said("List, add, change and remove sites"))
    format_option(add_command(actions, "list", said("List the sites"), list_all))
    about = said('as people and rooms name it; "" for all that are not listed')
    add = add_command(actions, "add", said("Add a site"), add_one)
    add.add_argument("name", metavar="NAME", help=about)
    field_options(add, _fields())
    change = add_command(
        actions, "change", said("Change a site; rooms, closures and people take its new name"), change_one
    )
    change.add_argument("site", metavar="SITE", help=about)
    field_options(change, {"name": Field(said("another name")), **_fields()})
    remove = add_command(actions, "remove", said("Remove sites"), remove_several)
    remove.add_argument("sites", nargs="+", metavar="SITE")


@reads
def list_all(workspace: Workspace, args: Namespace) -> int:
    """List the sites."""
    from pmplanner.services.calendar.closures import list_sites

    with workspace.read() as db:
        rows = list_sites(db)
    lines = [
        (row.name, row.country, row.subdivision, row.timezone, row.day_begins, row.day_ends) for row in rows
    ]
    print_rows(args, _LISTED, lines, said("There is no site yet."))
    return 0


@writes
def add_one(workspace: Workspace, args: Namespace) -> int:
    """Add a site."""
    from pmplanner.services.calendar.closures import add_site, change_site
    from pmplanner.storage.labels import Label

    named_site = Label.of("site.add", site=args.name) if args.name else Label.of("site.add-nameless")
    with workspace.edit(named_site) as db:
        change_site(db, add_site(db, args.name), **given(args, _fields()))
    say(said("Added the site {site}.", site=args.name))
    return 0


@writes
def change_one(workspace: Workspace, args: Namespace) -> int:
    """Change a site."""
    from pmplanner.services.calendar.closures import change_site
    from pmplanner.storage.labels import Label

    wanted = given(args, {"name": Field(""), **_fields()})
    something(wanted)
    with workspace.read() as db:
        row = _find(db, args.site)
    with workspace.edit(Label.of("site.edit", site=_called(row))) as db:
        change_site(db, row.id, **wanted)
    say(said("Changed the site {site}.", site=wanted.get("name", row.name)))
    return 0


@writes
def remove_several(workspace: Workspace, args: Namespace) -> int:
    """Remove sites."""
    from pmplanner.services.calendar.closures import remove_site
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        found = {row.id: row for row in (_find(db, name) for name in args.sites)}
    rows = list(found.values())
    several = Label.of("site.remove-several", count=len(rows))
    with workspace.edit(several if len(rows) > 1 else Label.of("site.remove", site=_called(rows[0]))) as db:
        for row in rows:
            remove_site(db, row.id)
    say(said("Removed: {names}.", names=", ".join(row.name for row in rows)))
    return 0


def _find(db: Session, name: str) -> SiteRow:
    from pmplanner.services.calendar.closures import list_sites

    return named(list_sites(db), name, lambda row: row.name, said("There is no site “{name}”.", name=name))


def _called(row: SiteRow) -> str | Term:
    from pmplanner.storage.labels import Term

    return row.name or Term("site.others")

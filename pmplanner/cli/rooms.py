"""Rooms: listed, added, changed, removed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, equipment_ids, field_options, given, maybe, named, something
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.resources.rooms import RoomRow
    from pmplanner.storage.workspace import Workspace

_LISTED = {
    "name": "Name",
    "site": "Site",
    "seats": "Seats",
    "day_cost": "A day",
    "currency": "Currency",
    "equipment": "Equipment",
    "sessions": "Sessions",
    "note": "Note",
}


def _fields() -> dict[str, Field]:
    return {
        "site": Field(said("where it is")),
        "seats": Field(said('how many people; "" for not known'), maybe(values.count), "N"),
        "day-cost": Field(said('what a day costs; "" for unknown'), maybe(values.amount), "AMOUNT"),
        "currency": Field(said("of what a day costs"), str.upper, "CODE"),
        "note": Field(said("what else is to be known")),
    }


def add_commands(commands: Commands) -> None:
    """Add the noun `room`."""
    actions = add_noun(commands, "room", said("List, add, change and remove rooms"))
    format_option(add_command(actions, "list", said("List the rooms"), list_rooms))
    add = add_command(actions, "add", said("Add a room"), add_room)
    add.add_argument("name", metavar="NAME")
    _values(add)
    change = add_command(actions, "change", said("Change a room; sessions take its new name"), change_room)
    change.add_argument("room", metavar="ROOM")
    field_options(change, {"name": Field(said("another name"))})
    _values(change)
    remove = add_command(actions, "remove", said("Remove rooms; sessions go on naming them"), remove_rooms)
    remove.add_argument("rooms", nargs="+", metavar="ROOM")


def _values(parser: ArgumentParser) -> None:
    field_options(parser, _fields())
    about = said('what is always there, in place of what was; "" for nothing')
    parser.add_argument("--equipment", nargs="+", action="extend", metavar="NAME", help=about)


@reads
def list_rooms(workspace: Workspace, args: Namespace) -> int:
    """List the rooms."""
    from pmplanner.services.resources import rooms
    from pmplanner.services.resources.equipment import list_equipment

    with workspace.read() as db:
        names = {row.id: row.name for row in list_equipment(db)}
        lines = [
            (
                row.name,
                row.site,
                row.seats,
                row.day_cost,
                row.currency,
                "; ".join(names[each] for each in row.equipment),
                row.sessions,
                row.note,
            )
            for row in rooms.list_rooms(db)
        ]
    print_rows(args, _LISTED, lines, said("There is no room yet."))
    return 0


@writes
def add_room(workspace: Workspace, args: Namespace) -> int:
    """Add a room."""
    from pmplanner.services.resources import rooms
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("room.add", room=args.name)) as db:
        room_id = rooms.add_room(db, args.name)
        rooms.change_room(db, room_id, **given(args, _fields()))
        rooms.set_room_equipment(db, room_id, equipment_ids(db, args.equipment or ()))
    say(said("Added the room {room}.", room=args.name))
    return 0


@writes
def change_room(workspace: Workspace, args: Namespace) -> int:
    """Change a room."""
    from pmplanner.services.resources import rooms
    from pmplanner.storage.labels import Label

    wanted = given(args, {"name": Field(""), **_fields()})
    something(wanted, args.equipment)
    with workspace.read() as db:
        room = find_room(db, args.room)
    with workspace.edit(Label.of("room.edit", room=room.name)) as db:
        rooms.change_room(db, room.id, **wanted)
        if args.equipment is not None:
            rooms.set_room_equipment(db, room.id, equipment_ids(db, args.equipment))
    say(said("Changed the room {room}.", room=wanted.get("name", room.name)))
    return 0


@writes
def remove_rooms(workspace: Workspace, args: Namespace) -> int:
    """Remove rooms."""
    from pmplanner.services.resources import rooms
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        found = {room.id: room for room in (find_room(db, name) for name in args.rooms)}
    names = ", ".join(room.name for room in found.values())
    several = Label.of("room.remove-several", count=len(found))
    with workspace.edit(several if len(found) > 1 else Label.of("room.remove", room=names)) as db:
        for room_id in found:
            rooms.remove_room(db, room_id)
    say(said("Removed: {names}.", names=names))
    return 0


def find_room(db: Session, name: str) -> RoomRow:
    """Return the room of that name; raise PlanError when there is none."""
    from pmplanner.services.resources.rooms import list_rooms as rooms

    return named(rooms(db), name, lambda row: row.name, said("There is no room “{name}”.", name=name))

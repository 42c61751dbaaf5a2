"""Equipment that can be carried or stands in rooms: listed, added, changed, removed, needed by courses."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, counted_equipment, field_options, given, named, something
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.resources.equipment import EquipmentRow
    from pmplanner.storage.workspace import Workspace

_LISTED = {
    "name": "Name",
    "count": "To carry",
    "rooms": "Rooms",
    "courses": "Courses",
    "sessions": "Sessions",
    "note": "Note",
}


def _fields() -> dict[str, Field]:
    return {
        "count": Field(said("how many can be carried anywhere"), values.whole_number, "N"),
        "note": Field(said("what else is to be known")),
    }


def add_commands(commands: Commands) -> None:
    """Add the noun `equipment`."""
    actions = add_noun(commands, "equipment", said("List, add, change and remove equipment"))
    format_option(add_command(actions, "list", said("List the equipment"), list_all))
    add = add_command(actions, "add", said("Add equipment"), add_one)
    add.add_argument("name", metavar="NAME")
    field_options(add, _fields())
    change = add_command(actions, "change", said("Change equipment"), change_one)
    change.add_argument("equipment", metavar="EQUIPMENT")
    field_options(change, {"name": Field(said("another name")), **_fields()})
    about = said("Remove equipment, also from rooms, courses and sessions")
    remove = add_command(actions, "remove", about, remove_several)
    remove.add_argument("equipment", nargs="+", metavar="EQUIPMENT")
    need = add_command(
        actions, "need", said("Say what each new session of a course asks for, in place of what was"), need_it
    )
    need.add_argument("course", metavar="COURSE", help=said("code or title"))
    need.add_argument(
        "counts", nargs="*", type=values.how_many, metavar="NAME=NUMBER", help=said("nothing: it needs none")
    )


@reads
def list_all(workspace: Workspace, args: Namespace) -> int:
    """List the equipment."""
    from pmplanner.services.resources.equipment import list_equipment

    with workspace.read() as db:
        rows = list_equipment(db)
    lines = [(row.name, row.count, row.rooms, row.courses, row.sessions, row.note) for row in rows]
    print_rows(args, _LISTED, lines, said("There is no equipment yet."))
    return 0


@writes
def add_one(workspace: Workspace, args: Namespace) -> int:
    """Add equipment."""
    from pmplanner.services.resources import equipment
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("equipment.add", equipment=args.name)) as db:
        equipment_id = equipment.add_equipment(db, args.name)
        equipment.change_equipment(db, equipment_id, **given(args, _fields()))
    say(said("Added the equipment {equipment}.", equipment=args.name))
    return 0


@writes
def change_one(workspace: Workspace, args: Namespace) -> int:
    """Change equipment."""
    from pmplanner.services.resources import equipment
    from pmplanner.storage.labels import Label

    wanted = given(args, {"name": Field(""), **_fields()})
    something(wanted)
    with workspace.read() as db:
        row = _find(db, args.equipment)
    with workspace.edit(Label.of("equipment.edit", equipment=row.name)) as db:
        equipment.change_equipment(db, row.id, **wanted)
    say(said("Changed the equipment {equipment}.", equipment=wanted.get("name", row.name)))
    return 0


@writes
def remove_several(workspace: Workspace, args: Namespace) -> int:
    """Remove equipment."""
    from pmplanner.services.resources import equipment
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        found = {row.id: row for row in (_find(db, name) for name in args.equipment)}
    names = ", ".join(row.name for row in found.values())
    several = Label.of("equipment.remove-several", count=len(found))
    with workspace.edit(several if len(found) > 1 else Label.of("equipment.remove", equipment=names)) as db:
        for equipment_id in found:
            equipment.remove_equipment(db, equipment_id)
    say(said("Removed: {names}.", names=names))
    return 0


@writes
def need_it(workspace: Workspace, args: Namespace) -> int:
    """Say what equipment a course needs."""
    from pmplanner.services.lookup import find_course
    from pmplanner.services.resources.equipment import set_course_needs
    from pmplanner.storage.labels import Label

    with workspace.read() as db:
        course = find_course(db, args.course)
        counts = counted_equipment(db, args.counts)
    with workspace.edit(Label.of("course.equip", course=course.title)) as db:
        set_course_needs(db, course.id, counts)
    what = ", ".join(f"{count} × {name}" for name, count in args.counts)
    say(said("{course} needs: {what}.", course=course.code, what=what or "–"))
    return 0


def _find(db: Session, name: str) -> EquipmentRow:
    from pmplanner.services.resources.equipment import list_equipment

    rows = list_equipment(db)
    return named(rows, name, lambda row: row.name, said("There is no equipment “{name}”.", name=name))

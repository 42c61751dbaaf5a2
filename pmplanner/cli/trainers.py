"""Trainers: listed, added, changed, removed; what they teach, and when they are away."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from pmplanner.cli import values
from pmplanner.cli.choosing import named_courses
from pmplanner.cli.commands import add_command, add_noun, format_option
from pmplanner.cli.fields import Field, field_options, given, maybe, named, something
from pmplanner.cli.output import print_rows, say
from pmplanner.cli.running import reads, writes
from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from pmplanner.cli.commands import Commands
    from pmplanner.services.resources.trainers import TrainerRow
    from pmplanner.storage.workspace import Workspace

_LISTED = {
    "id": "Id",
    "name": "Name",
    "email": "E-mail",
    "first_day": "From",
    "last_day": "To",
    "working_days": "Works on",
    "day_cost": "A day",
    "currency": "Currency",
    "courses": "Courses",
    "away": "Away",
    "sessions": "Sessions",
    "note": "Note",
}


def _fields() -> dict[str, Field]:
    return {
        "id": Field(said("what files know them by"), column="code"),
        "email": Field(said("e-mail")),
        "from": Field(said('the first day; "" for none'), maybe(values.a_date), "DATE", "first_day"),
        "until": Field(said('the last day; "" for none'), maybe(values.a_date), "DATE", "last_day"),
        "days": Field(said('"mon tue"; "" for the week of the workspace'), column="working_days"),
        "day-cost": Field(said('what a day costs; "" for unknown'), maybe(values.amount), "AMOUNT"),
        "currency": Field(said("of what a day costs"), str.upper, "CODE"),
        "note": Field(said("what else is to be known")),
    }


def add_commands(commands: Commands) -> None:
    """Add the noun `trainer`."""
    actions = add_noun(commands, "trainer", said("List, add, change and remove trainers"))
    format_option(add_command(actions, "list", said("List the trainers"), list_all))
    add = add_command(actions, "add", said("Add a trainer"), add_one)
    add.add_argument("name", metavar="NAME")
    _values(add)
    about = said("Change a trainer; sessions take the new name")
    change = add_command(actions, "change", about, change_one)
    change.add_argument("trainer", metavar="TRAINER", help=said("name or id"))
    field_options(change, {"name": Field(said("another name"))})
    _values(change)
    about = said("Remove trainers; sessions go on naming them")
    remove = add_command(actions, "remove", about, remove_several)
    remove.add_argument("trainers", nargs="+", metavar="TRAINER")
    away = add_command(actions, "away", said("Say that a trainer is away"), be_away)
    back = add_command(actions, "back", said("Say that a trainer is not away after all"), be_back)
    for parser in (away, back):
        parser.add_argument("trainer", metavar="TRAINER")
        parser.add_argument("first_day", type=values.a_date, metavar="DATE", help=said("the first day"))
    away.add_argument("last_day", type=values.a_date, nargs="?", metavar="LAST", help=said("the last day"))
    away.add_argument("--kind", default="", metavar="TEXT", help=said("such as leave"))


def _values(parser: ArgumentParser) -> None:
    field_options(parser, _fields())
    about = said('what they can teach, in place of what was; "" for nothing')
    parser.add_argument("--teaches", nargs="+", action="extend", metavar="COURSE", help=about)


@reads
def list_all(workspace: Workspace, args: Namespace) -> int:
    """List the trainers."""
    from pmplanner.exchange.weeks import week_text
    from pmplanner.services.catalog.courses import list_courses
    from pmplanner.services.resources.trainers import list_trainers

    with workspace.read() as db:
        codes = {course.id: course.code for course in list_courses(db)}
        rows = list_trainers(db)
    lines = [
        (
            row.code,
            row.name,
            row.email,
            row.first_day,
            row.last_day,
            "" if row.working_days is None else week_text(row.working_days),
            row.day_cost,
            row.currency,
            "; ".join(codes[each] for each in row.courses),
            "; ".join(f"{away.first_day}/{away.last_day}" for away in row.absences),
            row.sessions,
            row.note,
        )
        for row in rows
    ]
    print_rows(args, _LISTED, lines, said("There is no trainer yet."))
    return 0


def _given(args: Namespace, *more: str) -> dict[str, object]:
    from pmplanner.services.settings import bits_of_week

    wanted = given(args, {**{name: Field("") for name in more}, **_fields()})
    if "working_days" in wanted:
        wanted["working_days"] = bits_of_week(str(wanted["working_days"]))
    return wanted


def _courses(db: Session, names: Iterable[str]) -> tuple[int, ...]:
    return named_courses(db, [name for name in names if name.strip()]).ids


@writes
def add_one(workspace: Workspace, args: Namespace) -> int:
    """Add a trainer."""
    from pmplanner.services.resources.trainers import add_trainer
    from pmplanner.storage.labels import Label

    with workspace.edit(Label.of("trainer.add", trainer=args.name)) as db:
        courses = _courses(db, args.teaches or ())
        add_trainer(db, args.name, courses=courses, **_given(args))
    say(said("Added the trainer {trainer}.", trainer=args.name))
    return 0


@writes
def change_one(workspace: Workspace, args: Namespace) -> int:
    """Change a trainer."""
    from pmplanner.services.resources.trainers import change_trainer, set_trainer_courses
    from pmplanner.storage.labels import Label, TrainerOf

    wanted = _given(args, "name")
    something(wanted, args.teaches)
    with workspace.read() as db:
        row = _find(db, args.trainer)
    with workspace.edit(Label.of("trainer.edit", trainer=TrainerOf(row.id))) as db:
        change_trainer(db, row.id, **wanted)
        if args.teaches is not None:
            set_trainer_courses(db, row.id, _courses(db, args.teaches))
    say(said("Changed the trainer {trainer}.", trainer=wanted.get("name", row.name)))
    return 0


@writes
def remove_several(workspace: Workspace, args: Namespace) -> int:
    """Remove trainers."""
    from pmplanner.services.resources.trainers import remove_trainer
    from pmplanner.storage.labels import Label, TrainerOf

    with workspace.read() as db:
        found = {row.id: row for row in (_find(db, name) for name in args.trainers)}
    label = Label.of("trainer.remove-several", count=len(found))
    if len(found) == 1:
        label = Label.of("trainer.remove", trainer=TrainerOf(*found))
    with workspace.edit(label) as db:
        for trainer_id in found:
            remove_trainer(db, trainer_id)
    say(said("Removed: {names}.", names=", ".join(row.name for row in found.values())))
    return 0


@writes
def be_away(workspace: Workspace, args: Namespace) -> int:
    """Say that a trainer is away."""
    from pmplanner.services.resources.trainers import add_trainer_absence
    from pmplanner.storage.labels import Label, TrainerOf

    last_day = args.last_day or args.first_day
    with workspace.read() as db:
        row = _find(db, args.trainer)
    with workspace.edit(Label.of("trainer.add-absence", trainer=TrainerOf(row.id))) as db:
        add_trainer_absence(db, row.id, args.first_day, last_day, args.kind)
    say(said("{name} is away from {first} to {last}.", name=row.name, first=args.first_day, last=last_day))
    return 0


@writes
def be_back(workspace: Workspace, args: Namespace) -> int:
    """Say that a trainer is not away after all."""
    from pmplanner.services.resources.trainers import remove_trainer_absence
    from pmplanner.storage.labels import Label, TrainerOf

    with workspace.read() as db:
        row = _find(db, args.trainer)
    away = [each for each in row.absences if each.first_day == args.first_day]
    if not away:
        raise PlanError(said("{name} is away from no {day} on.", name=row.name, day=args.first_day))
    with workspace.edit(Label.of("trainer.remove-absence", trainer=TrainerOf(row.id))) as db:
        for each in away:
            remove_trainer_absence(db, each.id)
    say(said("{name} is not away on {day}.", name=row.name, day=args.first_day))
    return 0


def _find(db: Session, name: str) -> TrainerRow:
    from pmplanner.services.lookup import fold
    from pmplanner.services.resources.trainers import list_trainers

    rows = list_trainers(db)
    by_code = [row for row in rows if row.code and fold(row.code) == fold(name)]
    if len(by_code) == 1:
        return by_code[0]
    return named(rows, name, lambda row: row.name, said("There is no trainer “{name}”.", name=name))

"""Options that set the values of one thing: what is not said stays as it is, "" takes a value away."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pmplanner.sentences import said
from pmplanner.services.errors import PlanError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_R = TypeVar("_R")


class Field(NamedTuple):
    """An option with what it reads, and what it is for."""

    about: str
    read: Callable[[str], object] = str
    metavar: str = "TEXT"
    column: str = ""
    """What services call it; as the option when left out."""


def maybe(read: Callable[[str], object]) -> Callable[[str], object]:
    """Return what reads a value, or "" as none."""

    def reading(text: str) -> object:
        return read(text) if text.strip() else None

    return reading


def field_options(parser: ArgumentParser, fields: Mapping[str, Field]) -> None:
    """Let each of these values be given."""
    for option, field in fields.items():
        parser.add_argument(
            f"--{option}",
            dest=field.column or option.replace("-", "_"),
            type=field.read,
            metavar=field.metavar,
            default=SUPPRESS,
            help=field.about,
        )


def given(args: Namespace, fields: Mapping[str, Field]) -> dict[str, object]:
    """Return the values that were given, by what services call them."""
    columns = [field.column or option.replace("-", "_") for option, field in fields.items()]
    return {column: getattr(args, column) for column in columns if hasattr(args, column)}


def something(values: Mapping[str, object], *further: object) -> None:
    """Raise PlanError where nothing is to be changed."""
    if not values and all(each is None for each in further):
        raise PlanError(said("Say what to change; --help lists what can be."))


def named(rows: Iterable[_R], name: str, key: Callable[[_R], str], missing: str) -> _R:
    """Return the row of that name; raise PlanError with the sentence *missing* when there is none."""
    from pmplanner.services.lookup import fold

    for row in rows:
        if fold(key(row)) == fold(name):
            return row
    raise PlanError(missing)


def equipment_ids(db: Session, names: Iterable[str]) -> list[int]:
    """Return the ids of equipment by its names; "" names none."""
    from pmplanner.services.resources.equipment import list_equipment

    rows = list_equipment(db)
    return [
        named(rows, name, lambda row: row.name, said("There is no equipment “{name}”.", name=name)).id
        for name in names
        if name.strip()
    ]


def counted_equipment(db: Session, counts: Iterable[tuple[str, int]]) -> dict[int, int]:
    """Return how many by the id of the equipment, as NAME=NUMBER said it."""
    return {equipment_ids(db, [name])[0]: count for name, count in counts if name}

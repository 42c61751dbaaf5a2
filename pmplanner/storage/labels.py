"""What edits are called: a key with values in the journal, put into words when somebody looks.

A value never holds a person's name: people stand there by their id, so that a person who is
renamed, merged or forgotten is so in the history, too; so do trainers. The words of all labels are
in :data:`pmplanner.storage.wordings.WORDINGS`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from string import Formatter
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select
from sqlalchemy.orm import Session

from pmplanner.day_words import amount as amount_of
from pmplanner.day_words import day_of_month, full_span, span
from pmplanner.day_words import number as number_of
from pmplanner.models import EditRow, Person, Trainer
from pmplanner.storage.merged import MERGE, merged_people
from pmplanner.storage.wordings import COUNTED, FORGOTTEN, TERMS, WORDINGS

LONGEST = 48
"""Characters of a free text, such as a title, in a label."""


@dataclass(frozen=True, slots=True)
class People:
    """People in a label, by their ids: one by name, several as a number."""

    ids: tuple[int, ...]

    @classmethod
    def of(cls, ids: Iterable[int]) -> People:
        """Return these people, each once."""
        return cls(tuple(dict.fromkeys(ids)))


@dataclass(frozen=True, slots=True)
class TrainerOf:
    """A trainer in a label, by the id; one whom only sessions name is plain text."""

    id: int


@dataclass(frozen=True, slots=True)
class Days:
    """A period in a label, both days included; *with_year* writes it out in full."""

    first: dt.date
    last: dt.date
    with_year: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in a label, without its currency."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of what COUNTED names, or the only one's own *name* where there is just one."""

    noun: str
    count: int | Decimal
    name: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of TERMS in a label, such as the name of a field."""

    key: str


Value = int | str | Decimal | dt.date | People | TrainerOf | Days | Amount | Counted | Term
"""What can stand in a label, beside another label."""


@dataclass(frozen=True, slots=True)
class Label:
    """What an edit is called: a key of WORDINGS and its values."""

    key: str
    args: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, key: str, args: object) -> Label:
        """Return the label that a journal has; what is no mapping of values says nothing."""
        return cls(key, args if isinstance(args, Mapping) else {})

    @classmethod
    def of(cls, key: str, **args: Value | Label) -> Label:
        """Return the label of *key* with these values.

        Raises KeyError for a key, a term or something counted that has no words, and ValueError
        when the words have other places than there are values.
        """
        if places(key) != args.keys():
            raise ValueError(f"{key} takes {sorted(places(key))}, not {sorted(args)}")
        return cls(key, {name: _plain(value) for name, value in args.items()})


@cache
def places(key: str) -> frozenset[str]:
    """Return the names of the values that a label of *key* takes; raise KeyError for one without words."""
    wording = WORDINGS[key]
    forms = (wording,) if isinstance(wording, str) else wording
    names = {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}
    return frozenset(names if isinstance(wording, str) else names | {"count"})


def _plain(value: Value | Label) -> Any:  # noqa: ANN401 - what JSON takes
    """Return a value as JSON takes it."""
    match value:
        case People(ids):
            return {"person": ids[0]} if len(ids) == 1 else {"people": len(ids)}
        case TrainerOf(trainer_id):
            return {"trainer": trainer_id}
        case Days(first, last, with_year):
            return {"first": first.isoformat(), "last": last.isoformat(), "year": with_year}
        case Amount(amount):
            return {"amount": str(amount)}
        case Counted(noun, count, name):
            COUNTED[noun]
            return {"noun": noun, "count": count if isinstance(count, int) else str(count), "name": name}
        case Term(key):
            TERMS[key]
            return {"term": key}
        case Label(key, args):
            return {"label": key, "args": dict(args)}
        case dt.date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"number": str(value)}
    return value


def translate_with(translate: Callable[[str], str]) -> None:
    """Translate the words of labels so from now on, in this process; ``str`` leaves them in English."""
    global _translate
    _translate = translate


_translate: Callable[[str], str] = str

Images = Mapping[tuple[str, int], Mapping[str, Any] | None]
"""Rows by table and id as they were."""


def word(db: Session, label: Label | str, images: Images | None = None) -> str:
    """Return a label in words; people are looked up, those who are gone in *images* and in the journal."""
    return words(db, {0: label}, images)[0]


def words(db: Session, labels: Mapping[int, Label | str], images: Images | None = None) -> dict[int, str]:
    """Return labels in words, with the people of all of them looked up at once."""
    wanted: dict[str, set[int]] = defaultdict(set)
    merges = {key for key, label in labels.items() if isinstance(label, Label) and label.key == MERGE}
    for label in labels.values():
        if isinstance(label, Label):
            for kind, row_id in _named(label.args):
                wanted[kind].add(row_id)
    connection = db.connection()
    names = {kind: _names(connection, kind, ids, images or {}) for kind, ids in wanted.items()}
    # Whoever was merged into somebody goes by that name everywhere but where the two are told apart.
    apart = (
        {kind: _names(connection, kind, ids, images or {}, as_then=True) for kind, ids in wanted.items()}
        if merges
        else names
    )
    return {
        key: label if isinstance(label, str) else _worded(label, apart if key in merges else names)
        for key, label in labels.items()
    }


Names = Mapping[str, Mapping[int, str]]
"""Names by what has them, "person" or "trainer", and by id."""


def _named(args: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    """Yield those whom the words will name."""
    for value in args.values():
        if isinstance(value, Mapping):
            if "label" in value:
                yield from _named(Label.read("", value.get("args")).args)
            else:
                yield from ((kind, value[kind]) for kind in _KINDS if isinstance(value.get(kind), int))


_KINDS: Mapping[str, tuple[Table, tuple[str, ...]]] = {
    "person": (Person.__table__, ("first_name", "last_name", "email", "employee_id")),  # type: ignore[dict-item]
    "trainer": (Trainer.__table__, ("name",)),  # type: ignore[dict-item]
}
"""Where names are: a table and its columns."""


def _names(
    connection: Connection, kind: str, ids: Collection[int], images: Images, *, as_then: bool = False
) -> dict[int, str]:
    """Return the names of rows of a kind; of those that are gone as the journal saw them last.

    People who were merged into others go by the names of those, or *as_then* by their own.
    """
    table, _ = _KINDS[kind]
    rows = connection.execute(_query_of(kind), {"ids": list(ids)})
    found = {row_id: _name(kind, name) for row_id, *name in rows}
    gone = set(ids) - found.keys()
    if gone and kind == "person" and not as_then:
        found |= _merged(connection, gone)
        gone -= found.keys()
    for row_id in [each for each in gone if (table.name, each) in images]:
        found[row_id] = _named_in(kind, images[table.name, row_id])
        gone.remove(row_id)
    if gone:
        last_images = (
            select(EditRow.row_id, EditRow.before, EditRow.after)
            .where(EditRow.table == table.name, EditRow.row_id.in_(gone))
            .order_by(EditRow.id)
        )
        for row_id, before, after in connection.execute(last_images):
            found[row_id] = _named_in(kind, after or before)
    return found


def _merged(connection: Connection, gone: Collection[int]) -> dict[int, str]:
    """Return what people are called who were merged into others: as those are."""
    into = {key: stays for key, stays in merged_people(connection).items() if key in gone}
    if not into:
        return {}
    names = _names(connection, "person", set(into.values()), {})
    return {key: names[stays] for key, stays in into.items() if stays in names}


@cache
def _query_of(kind: str) -> Select[Any]:
    """Return what asks for the names of rows of a kind; made once, because every edit asks."""
    table, columns = _KINDS[kind]
    wanted = table.c.id.in_(bindparam("ids", expanding=True))
    return select(table.c.id, *(table.c[column] for column in columns)).where(wanted)


def _named_in(kind: str, image: Mapping[str, Any] | None) -> str:
    return _name(kind, [(image or {}).get(column) for column in _KINDS[kind][1]])


def _name(kind: str, values: list[str | None]) -> str:
    if kind == "person":
        first, last, *others = values
        values = [" ".join(filter(None, (first, last))), *others]
    return next(filter(None, values), "")


def _worded(label: Label, names: Names) -> str:
    wording = WORDINGS.get(label.key)
    if wording is None:
        # Written by a newer pmplanner, whose words we do not have.
        return label.key
    one, many = (wording, wording) if isinstance(wording, str) else wording
    text = _translate(one if label.args.get("count") == 1 else many)
    return text.format_map(_Shown({name: _shown_surely(value, names) for name, value in label.args.items()}))


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _shown_surely(value: Any, names: Names) -> str:  # noqa: ANN401 - whatever a journal holds
    try:
        return _shown(value, names)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return "…"  # no value that pmplanner writes: whoever looks at the history is to see the rest of it


def _shown(value: Any, names: Names) -> str:  # noqa: ANN401 - what _plain() returns
    if isinstance(value, Mapping):
        return _shown_mapping(value, names)
    if isinstance(value, str):
        text = " ".join(value.split())
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return number_of(value)


def _shown_mapping(value: Mapping[str, Any], names: Names) -> str:
    kind = next((kind for kind in _KINDS if kind in value), None)
    return _shown_value(value, names) if kind is None else _shown_name(kind, value[kind], names)


def term(key: str) -> str:
    """Return a word of TERMS in the language of labels; of one that is no more there, its key."""
    return _translate(TERMS.get(key) or key.partition(".")[2])


def _shown_name(kind: str, row_id: int, names: Names) -> str:
    return names[kind].get(row_id) or (forgotten_name(row_id) if kind == "person" else "…")


def _shown_value(value: Mapping[str, Any], names: Names) -> str:
    match value:
        case {"people": count}:
            return _counted("people", count)
        case {"noun": noun, "count": count, "name": name}:
            return _shown(name, names) if name and count == 1 else _counted(noun, count)
        case {"term": key}:
            return term(key)
        case {"day": day}:
            return day_of_month(dt.date.fromisoformat(day))
        case {"first": first, "last": last, **others}:
            write = full_span if others.get("year") else span
            return write(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
        case {"amount": amount}:
            return amount_of(Decimal(amount))
        case {"label": key, "args": args}:
            return _worded(Label.read(key, args), names)
        case {"number": number}:
            return number_of(Decimal(number))
    return "…"  # written by a newer pmplanner


def forgotten_name(person_id: int) -> str:
    """Return what somebody is called whose name is gone for good: a number tells them from others."""
    return _translate(FORGOTTEN).format(id=person_id)


def _counted(noun: str, count: int | str) -> str:
    number = count if isinstance(count, int) else Decimal(count)
    one, many = COUNTED.get(noun, (f"1 {noun}", f"{{count}} {noun}"))  # a newer pmplanner counts more
    return _translate(one if number == 1 else many).format(count=number_of(number))

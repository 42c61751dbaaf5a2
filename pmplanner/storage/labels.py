"""What edits are called: a key with values in the journal, put into words when somebody looks.

A value never holds a person's name: people stand there by their id, so that a person who is
renamed, merged or forgotten is so in the history, too. The words of all labels are in
:data:`WORDINGS`; ``{name}`` is the place of a value. Where a label counts, its entry is a pair, for
one and for several, and the value ``count`` chooses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from pmplanner.models import EditRow, Person

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
class Days:
    """A period in a label, both days included."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of what COUNTED names, or the only one's own *name* where there is just one."""

    noun: str
    count: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What an edit is called: a key of WORDINGS and its values."""

    key: str
    args: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, key: str, **args: Any) -> Label:  # noqa: ANN401 - text, a number, a day, or a class of this module
        """Return the label of *key* with these values; raise KeyError for one that has no wording."""
        WORDINGS[key]
        return cls(key, {name: _plain(value) for name, value in args.items()})


def _plain(value: Any) -> Any:  # noqa: ANN401 - text, a number, a day, or a class of this module
    """Return a value as JSON takes it."""
    match value:
        case People(ids):
            return {"person": ids[0]} if len(ids) == 1 else {"people": len(ids)}
        case Days(first, last):
            return {"first": first.isoformat(), "last": last.isoformat()}
        case Counted(noun, count, name):
            return {"noun": noun, "count": count, "name": name}
        case Label(key, args):
            return {"label": key, "args": dict(args)}
        case dt.date():
            return {"day": value.isoformat()}
        case Decimal():
            return {"number": str(value)}
    return value


@dataclass(slots=True)
class Formats:
    """How days and numbers are written in labels; the window puts its locale's ways here."""

    day: Callable[[dt.date], str] = dt.date.isoformat
    period: Callable[[dt.date, dt.date], str] = lambda first, last: (
        first.isoformat() if first == last else f"{first.isoformat()} to {last.isoformat()}"
    )
    number: Callable[[int | Decimal], str] = str
    translate: Callable[[str], str] = str


FORMATS = Formats()


def word(session: Session, label: Label | str) -> str:
    """Return a label in words; people are looked up, those who are gone in the journal."""
    return words(session, {0: label})[0]


def words(session: Session, labels: Mapping[int, Label | str]) -> dict[int, str]:
    """Return labels in words, with the people of all of them looked up at once."""
    ids = {person for label in labels.values() if isinstance(label, Label) for person in _people(label.args)}
    names = _names(session.connection(), ids) if ids else {}
    return {key: label if isinstance(label, str) else _worded(label, names) for key, label in labels.items()}


def _people(args: Mapping[str, Any]) -> Iterable[int]:
    """Yield the ids of the people whom the words will name."""
    for value in args.values():
        if isinstance(value, Mapping):
            if "person" in value:
                yield value["person"]
            elif "label" in value:
                yield from _people(value["args"])


def _names(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    """Return the names of people; of those who are gone as the journal saw them last."""
    columns = Person.id, Person.first_name, Person.last_name, Person.email, Person.employee_id
    found: dict[int, str] = {}
    for person_id, *name in connection.execute(select(*columns).where(Person.id.in_(ids))):
        found[person_id] = _name(*name)
    gone = set(ids) - found.keys()
    if gone:
        query = (
            select(EditRow.row_id, EditRow.before, EditRow.after)
            .where(EditRow.table == "person", EditRow.row_id.in_(gone))
            .order_by(EditRow.id)
        )
        for person_id, before, after in connection.execute(query):
            image = after or before or {}
            parts = (image.get(name) for name in ("first_name", "last_name", "email", "employee_id"))
            found[person_id] = _name(*parts)
    return found


def _name(first: str | None, last: str | None, email: str | None, employee_id: str | None) -> str:
    full = " ".join(filter(None, (first, last)))
    return full or email or employee_id or ""


def _worded(label: Label, names: Mapping[int, str]) -> str:
    wording = WORDINGS.get(label.key)
    if wording is None:
        # Written by a newer pmplanner, whose words we do not have.
        return label.key
    one, many = (wording, wording) if isinstance(wording, str) else wording
    text = FORMATS.translate(one if label.args.get("count") == 1 else many)
    return text.format_map(_Shown({name: _shown(value, names) for name, value in label.args.items()}))


class _Shown(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _shown(value: Any, names: Mapping[int, str]) -> str:  # noqa: ANN401 - what _plain() returns
    if isinstance(value, Mapping):
        return _shown_mapping(value, names)
    if isinstance(value, str):
        text = " ".join(value.split())
        return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    return FORMATS.number(value)


def _shown_mapping(value: Mapping[str, Any], names: Mapping[int, str]) -> str:
    if "person" in value:
        return names.get(value["person"]) or forgotten_name(value["person"])
    if "people" in value:
        return _counted("people", value["people"])
    if "noun" in value:
        return (value["count"] == 1 and value["name"]) or _counted(value["noun"], value["count"])
    if "day" in value:
        return FORMATS.day(dt.date.fromisoformat(value["day"]))
    if "first" in value:
        return FORMATS.period(*(dt.date.fromisoformat(value[name]) for name in ("first", "last")))
    if "label" in value:
        return _worded(Label(value["label"], value["args"]), names)
    return FORMATS.number(Decimal(value["number"]))


def _counted(noun: str, count: int) -> str:
    one, many = COUNTED[noun]
    return FORMATS.translate(one if count == 1 else many).format(count=FORMATS.number(count))


FORGOTTEN = "Forgotten person {id}"
"""What stands for a person whose name is gone for good."""


def forgotten_name(person_id: int) -> str:
    """Return what somebody is called whose name is gone for good: a number tells them from others."""
    return FORMATS.translate(FORGOTTEN).format(id=person_id)


COUNTED: Mapping[str, tuple[str, str]] = {
    "people": ("1 person", "{count} people"),
    "courses": ("1 course", "{count} courses"),
    "sessions": ("1 session", "{count} sessions"),
}

WORDINGS: Mapping[str, str | tuple[str, str]] = {
    "catalog.update": "Update the catalogue to version {version}",
    "forget": ("Forget 1 person for good", "Forget {count} people for good"),
    "repair": ("Mend 1 row from the journal", "Mend {count} rows from the journal"),
}
"""The words of each key; keys are ``noun.verb`` and stay as they are once they have been released."""

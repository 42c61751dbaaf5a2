"""The rows of all that is carried, in an order that does not depend on ids, and by what each is known."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import JSON, select
from sqlalchemy.orm import Session

from pmplanner import models as m
from pmplanner.exchange.writing import Value, cell_text
from pmplanner.models import SITS_FIRST, SITS_SECOND
from pmplanner.services.exporting.carried import CARRIED, GONE, MAYBE_BLANK, NAMELESS, Carried, Ref
from pmplanner.services.lookup import fold

Key: TypeAlias = tuple[str, ...]

Heard: TypeAlias = Callable[[int, int], None]
"""Told how many tables are done, of how many; stops the work by raising."""


@dataclass(slots=True)
class CarriedRow:
    """A row as it is written, and as others know it."""

    plan: str
    """The name of its plan; empty for what belongs to none."""
    cells: list[Value]
    key: Key
    """By what others name it: the name of its plan, if it has one, and then its cells."""
    row_id: int


class Namer:
    """Gives each row what it is known by, once: what is equal gets a number behind it, in the order given."""

    def __init__(self) -> None:
        self._taken: set[Key] = set()

    def give(self, key: Key) -> Key:
        """Return *key*, with a number behind its last part when it is taken."""
        number, given = 1, key
        while given in self._taken:
            number += 1
            given = (*key[:-1], f"{key[-1]} ({number})")
        self._taken.add(given)
        return given


def text_of(value: Value) -> str:
    """Return a value as text, before it is made harmless for spreadsheets."""
    return value if isinstance(value, str) else cell_text(value)


def read_carried(db: Session, heard: Heard | None = None) -> dict[Carried, list[CarriedRow]]:
    """Return the rows of all tables, in order."""
    reading = _Reading(db)
    for number, table in enumerate(CARRIED, 1):
        reading.read(table)
        if heard is not None:
            heard(number, len(CARRIED))
    return reading.rows


class _Reading:
    """What is known while tables are read, each after those whose rows it names."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self.rows: dict[Carried, list[CarriedRow]] = {}
        self._keys: defaultdict[type[m.Row], dict[int, Key]] = defaultdict(dict)
        """What the rows of each table are known by."""
        self._gone: defaultdict[type[m.Row], dict[int, int]] = defaultdict(dict)

    def read(self, table: Carried) -> None:
        """Read the rows of a table."""
        found = []
        for row in self._db.execute(select(table.kind.__table__)).mappings():
            values: dict[str, Any] = dict(row)
            if table.where(values) and not self._is_dead(table, values):
                if table.kind is m.AcceptedProblem:
                    values = _accepted(values, self._keys)
                found.append((self._plan(table, values), values, self._cells(table, values)))
        places = {heading: place for place, heading in enumerate(table.headings)}
        late = {places[heading] for ref in table.refs if ref.late for heading in ref.headings}
        order = [place for place in places.values() if place not in late]
        found.sort(key=lambda each: (in_order(each[0]), [in_order(each[2][place]) for place in order]))
        namer, keys = Namer(), self._keys[table.kind]
        known = [places[each] for each in table.known_by or table.headings]
        for plan, values, cells in found:
            if table.kind is m.Person:
                key = table.key({heading: text_of(cells[place]) for heading, place in places.items()})
            else:
                key = tuple(text_of(cells[place]) for place in known)
            keys[values["id"]] = namer.give((plan, *key) if table.plan_by not in ("", "id") else key)
        for _, values, cells in found:
            for ref in table.refs:
                if ref.late:
                    self._name(ref, values, cells, places)
        self.rows[table] = [
            CarriedRow(plan, cells, keys[values["id"]], values["id"]) for plan, values, cells in found
        ]

    def _plan(self, table: Carried, row: Mapping[str, Any]) -> str:
        """Return the name of the plan that a row belongs to."""
        if not table.plan_by:
            return ""
        if table.plan_by == "id":
            return str(row["name"])
        column = table.plan_by
        if column == "plan_id or session_id":
            column = "plan_id" if row["plan_id"] is not None else "session_id"
        kind = {"plan_id": m.Plan, "pick_id": m.Pick}.get(column, m.TrainingSession)
        return self._keys[kind][row[column]][0]

    def _is_dead(self, table: Carried, row: Mapping[str, Any]) -> bool:
        """Say whether a row is about something that is gone, so that it says nothing any more."""
        for ref in table.refs:
            named = row[ref.column] if ref.column in table.dead and ref.holds(row.get("kind")) else 0
            if named and named not in self._keys[ref.kind]:
                return True
        if table.kind is m.AcceptedProblem:
            return not set(row["more_session_ids"]) <= self._keys[m.TrainingSession].keys()
        return False

    def _cells(self, table: Carried, row: Mapping[str, Any]) -> list[Value]:
        places = {heading: place for place, heading in enumerate(table.headings)}
        cells: list[Value] = [None] * len(places)
        json_columns = _json_columns(table)
        for heading, column in table.columns.items():
            value = row[column]
            if column in json_columns:
                value = json.dumps(value, ensure_ascii=False, sort_keys=True)
            elif table.kind in MAYBE_BLANK and column == "name":
                value = NAMELESS + value if not value.strip() or value.startswith(NAMELESS) else value
            cells[places[heading]] = value
        for ref in table.refs:
            if not ref.late:
                self._name(ref, row, cells, places)
        return cells

    def _name(self, ref: Ref, row: Mapping[str, Any], cells: list[Value], places: Mapping[str, int]) -> None:
        """Write of which row of another table a column is."""
        row_id = row[ref.column]
        if not ref.holds(row.get("kind")) or row_id is None or (ref.loose and not row_id):
            return
        key = self._keys[ref.kind].get(row_id)
        if key is None:
            key = (f"{GONE}{self._number_of_gone(ref.kind, row_id)}",)
        elif len(key) > len(ref.headings):
            key = key[1:]  # it is of the same plan
        for heading, text in zip(ref.headings, key, strict=False):
            cells[places[heading]] = text

    def _number_of_gone(self, kind: type[m.Row], row_id: int) -> int:
        """Return a number for what is gone; what was gone when it was imported keeps its own."""
        known = self._gone[kind]
        if row_id not in known:
            number = -row_id if row_id < 0 else 1
            while number in known.values():
                number += 1
            known[row_id] = number
        return known[row_id]


@cache
def _json_columns(table: Carried) -> frozenset[str]:
    return frozenset(column.name for column in table.kind.__table__.columns if isinstance(column.type, JSON))


def in_order(value: Value) -> tuple[Any, ...]:
    """Return by what cells are sorted: nothing first, then numbers, days and times, then texts."""
    if value is None:
        return (0,)
    if isinstance(value, bool | int | Decimal | float):
        return (1, value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return (2, value.isoformat())
    text = text_of(value)
    return (3, fold(text), text)


def _accepted(row: dict[str, Any], keys: Mapping[type[m.Row], Mapping[int, Key]]) -> dict[str, Any]:
    """Name the sides of an accepted problem in an order that does not depend on ids."""
    names = keys[m.TrainingSession]
    pair = [row["session_id"], row["other_session_id"]]
    if all(pair):
        several = sorted((*pair, *row["more_session_ids"]), key=lambda each: names[each])
        if several[:2] != pair and len(several) == 2:
            row["role"] = {SITS_FIRST: SITS_SECOND, SITS_SECOND: SITS_FIRST}.get(row["role"], row["role"])
        row["session_id"], row["other_session_id"], *more = several
        row["more_session_ids"] = [list(names[each]) for each in more]
    if row["role"] == "track" and row["place"].isdecimal():
        row["place"] = keys[m.Track].get(int(row["place"]), (GONE,))[0]
    return row

"""The rows of all that is carried, in an order that does not depend on ids, and by what each is known."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
from pmplanner.services.lookup import fold, plain_rows

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


def read_carried(
    db: Session, heard: Heard | None = None, only: Collection[str] | None = None
) -> dict[Carried, list[CarriedRow]]:
    """Return the rows of all tables, in order; with *only* those of the tables of these names."""
    reading = _Reading(db)
    tables = _with_named(only)
    for number, table in enumerate(tables, 1):
        reading.read(table)
        if heard is not None:
            heard(number, len(tables))
    return {table: rows for table, rows in reading.rows.items() if only is None or table.name in only}


def _with_named(only: Collection[str] | None) -> list[Carried]:
    """Return the tables of these names and those without which their rows would be called otherwise."""
    found: set[Carried] = set()
    waiting = [table for table in CARRIED if only is None or table.name in only]
    while waiting:
        table = waiting.pop()
        if table in found:
            continue
        found.add(table)
        # By what a row is called does not depend on what is named late.
        refs = [ref for ref in table.refs if not ref.late or only is None or table.name in only]
        kinds = {*_plan_kinds(table), *(ref.kind for ref in refs)}
        loose = {ref.kind for ref in refs if ref.loose}
        for other in CARRIED:
            # What is gone is numbered in the order in which it is met.
            if other.kind in kinds or any(ref.loose and ref.kind in loose for ref in other.refs):
                waiting.append(other)
    return [table for table in CARRIED if table in found]


def _plan_kinds(table: Carried) -> tuple[type[m.Row], ...]:
    """Return the tables of which one says to which plan a row belongs."""
    kinds = {
        "plan_id": m.Plan,
        "pick_id": m.Pick,
        "session_id": m.TrainingSession,
        "row_id": m.TrainingSession,
    }
    return tuple(kinds[column] for column in table.plan_by.split(" or ") if column in kinds)


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
        read = [values for values in self._values(table) if self._is_carried(table, values)]
        if table.kind is m.AcceptedProblem:
            read = [_accepted(values, self._keys) for values in read]
        places = {heading: place for place, heading in enumerate(table.headings)}
        cells = self._cells(table, read, places)
        plans = [self._plan(table, values) for values in read]
        late = {places[heading] for ref in table.refs if ref.late for heading in ref.headings}
        order = _order(plans, cells, [place for place in places.values() if place not in late])
        namer, keys = Namer(), self._keys[table.kind]
        known = [places[each] for each in table.known_by or table.headings]
        for number in order:
            key: Key = tuple([text_of(cells[number][place]) for place in known])
            if table.kind is m.Person:
                key = table.key(dict(zip(table.known_by, key, strict=True)))
            if table.plan_by not in ("", "id"):
                key = (plans[number], *key)
            keys[read[number]["id"]] = namer.give(key)
        refs = [(ref, [places[each] for each in ref.headings]) for ref in table.refs if ref.late]
        for number in order if refs else ():
            for ref, where in refs:
                self._name(ref, read[number], cells[number], where)
        self.rows[table] = [
            CarriedRow(plans[number], cells[number], keys[row_id], row_id)
            for number in order
            for row_id in (read[number]["id"],)
        ]

    def _values(self, table: Carried) -> Iterator[dict[str, Any]]:
        """Give the rows of its table in the workspace."""
        columns = table.kind.__table__.columns
        names = [column.name for column in columns]
        for row in plain_rows(self._db, select(*columns)):
            yield dict(zip(names, row, strict=True))

    def _is_carried(self, table: Carried, row: Mapping[str, Any]) -> bool:
        return table.where(row) and not (table.dead and self._is_dead(table, row))

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

    def _cells(
        self, table: Carried, rows: Sequence[Mapping[str, Any]], places: Mapping[str, int]
    ) -> list[list[Value]]:
        made: list[list[Value]] = [[None] * len(places) for _ in rows]
        json_columns = _json_columns(table)
        for heading, column in table.columns.items():
            place = places[heading]
            for cells, row in zip(made, rows, strict=True):
                cells[place] = row[column]
            if column in json_columns:
                for cells in made:
                    cells[place] = json.dumps(cells[place], ensure_ascii=False, sort_keys=True)
            elif table.kind in MAYBE_BLANK and column == "name":
                for cells in made:
                    cells[place] = _name_that_is_there(str(cells[place]))
        refs = [(ref, [places[each] for each in ref.headings]) for ref in table.refs if not ref.late]
        hard = [(ref, where) for ref, where in refs if not self._name_all(ref, rows, made, where)]
        for cells, row in zip(made, rows, strict=True) if hard else ():
            for ref, where in hard:
                self._name(ref, row, cells, where)
        return made

    def _name_all(
        self,
        ref: Ref,
        rows: Sequence[Mapping[str, Any]],
        made: Sequence[list[Value]],
        places: Sequence[int],
    ) -> bool:
        """Name the rows of another table at once, as :meth:`_name` does; False where one may be gone."""
        first, end = places[0], places[-1] + 1
        known = self._keys[ref.kind]
        of_plan = len(next(iter(known.values()), ())) - len(places)
        if ref.loose or ref.when or [*places] != [*range(first, end)] or of_plan not in (0, 1):
            return False
        ids = [row[ref.column] for row in rows]
        if not known.keys() >= set(ids) - {None}:
            return False
        for cells, row_id in zip(made, ids, strict=True):
            if row_id is not None:
                cells[first:end] = known[row_id][of_plan:]
        return True

    def _name(self, ref: Ref, row: Mapping[str, Any], cells: list[Value], places: Sequence[int]) -> None:
        """Write of which row of another table a column is."""
        row_id = row[ref.column]
        if row_id is None or (ref.loose and not row_id) or (ref.when and not ref.holds(row.get("kind"))):
            return
        key = self._keys[ref.kind].get(row_id)
        if key is None:
            key = (f"{GONE}{self._number_of_gone(ref.kind, row_id)}",)
        elif len(key) > len(places):
            key = key[1:]  # it is of the same plan
        for place, text in zip(places, key, strict=False):
            cells[place] = text

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


def _name_that_is_there(name: str) -> str:
    return NAMELESS + name if not name.strip() or name.startswith(NAMELESS) else name


def _order(plans: Sequence[str], cells: Sequence[Sequence[Value]], places: Sequence[int]) -> list[int]:
    """Return the numbers of rows by plan, those of one plan by their first cell, and so on."""
    ordered: list[int] = []
    waiting = [(rows, 0) for rows in _apart(range(len(plans)), plans)][::-1]
    while waiting:
        rows, depth = waiting.pop()
        if len(rows) == 1 or depth == len(places):
            ordered += rows
            continue
        place = places[depth]
        runs = _apart(rows, [cells[row][place] for row in rows])
        if len(runs) == len(rows):
            ordered += [row for (row,) in runs]
        else:
            waiting += [(run, depth + 1) for run in reversed(runs)]
    return ordered


def _apart(rows: Iterable[int], values: Sequence[Value]) -> list[list[int]]:
    """Return rows by their values, those of one value together and as they came."""
    found: defaultdict[Value, list[int]] = defaultdict(list)
    for row, value in zip(rows, values, strict=True):
        found[value].append(row)
    return [found[value] for value in sorted(found, key=in_order)]


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

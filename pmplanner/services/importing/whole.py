"""A whole workspace back from the folder that `export all` wrote: read, decide, write, all or nothing."""

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Date, DateTime, Integer, String, Time, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from pmplanner import models as m
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import Field, Layout
from pmplanner.exchange.protection import restore
from pmplanner.exchange.reading import read_table
from pmplanner.models import SITS_FIRST, SITS_SECOND
from pmplanner.models.base import Days, Millionths, Money, Units
from pmplanner.models.migrations import KNOWN
from pmplanner.sentences import counted, listed, said
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.carried import CARRIED, GONE, MAYBE_BLANK, NAMELESS, Carried, Ref
from pmplanner.services.exporting.carried_rows import CarriedRow, Heard, Key, Namer, read_carried, text_of
from pmplanner.services.exporting.whole import FILE_COLUMNS, FILE_LIST, FILES, FORMAT, MANIFEST, PLANS
from pmplanner.services.importing.carried_checks import CellError, check_column, fault_of_row
from pmplanner.services.stored_files import store_file
from pmplanner.storage import journal

_SHOWN = 10
"""Faults that are told; who mends a table finds the others next time."""
_DECIMALS = {Days: 4, Money: 100, Units: 100, Millionths: 1_000_000}
_MOST = 10**15
"""Above it no amount, number or count is believed."""
_NAMED = frozenset(ref.kind for table in CARRIED for ref in table.refs)
"""The tables whose rows others name."""
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Named:
    """A row of another table, by what files call it; its id is known once that one is written."""

    kind: type[m.Row]
    key: Key


@dataclass(slots=True)
class _FileRow:
    """A row of a file: where it stands, its texts, and what is known of it."""

    file: str
    number: int
    plan: str
    cells: dict[str, str]
    key: Key = ()
    values: dict[str, Any] = field(default_factory=dict)
    late: dict[str, Named] = field(default_factory=dict)
    """Columns that are filled once all rows of the table are there."""


@dataclass(slots=True)
class WholeDraft:
    """What an import of everything would do; nothing is written before :func:`apply_whole`."""

    folder: Path
    merge: bool
    plans: int = 0
    inserts: dict[Carried, list[_FileRow]] = field(default_factory=dict)
    updates: dict[Carried, list[tuple[int, _FileRow]]] = field(default_factory=dict)
    deletes: dict[Carried, set[int]] = field(default_factory=dict)
    unchanged: int = 0
    files: list[tuple[str, str]] = field(default_factory=list)
    """Hash and media type of the stored files."""
    ids: defaultdict[type[m.Row], dict[Key, int]] = field(default_factory=lambda: defaultdict(dict))
    """The ids of rows that stay, by what files call them."""

    @property
    def created(self) -> int:
        """How many rows are added."""
        return sum(map(len, self.inserts.values()))

    @property
    def updated(self) -> int:
        """How many rows change."""
        return sum(map(len, self.updates.values()))

    @property
    def removed(self) -> int:
        """How many rows go, of the catalogue that the workspace began with."""
        return sum(map(len, self.deletes.values()))

    @property
    def writes_nothing(self) -> bool:
        """True when the workspace would stay as it is."""
        return not (self.created or self.updated or self.removed)


def decide_whole(db: Session, folder: Path, *, merge: bool = False, heard: Heard | None = None) -> WholeDraft:
    """Read the folder and decide what its import would do, without doing it.

    Where *merge* is false the workspace becomes what the folder holds; raises PlanError when it holds work
    already. Where it is true, rows that are not there are added, others changed, and none removed. Raises
    ExchangeError that names file, row and column when anything cannot be taken.
    """
    if not merge and is_used(db):
        raise PlanError(
            said(
                "The workspace has people, plans or other work in it already. Import everything into a new "
                "workspace, or add it to what is there (in the terminal: --merge)."
            )
        )
    plans = _plan_folders(folder)
    reading = _Reading(db, WholeDraft(folder, merge, len(plans)))
    for number, table in enumerate(CARRIED, 1):
        places = plans if table.plan_by else [(folder, "")]
        reading.take(table, [row for place, plan in places for row in _rows(place, table, plan)])
        if heard is not None:
            heard(number, len(CARRIED) * 2)
    reading.take_files(folder)
    reading.refuse_faulty()
    return reading.draft


def apply_whole(db: Session, draft: WholeDraft, heard: Heard | None = None) -> None:
    """Do what was decided, as part of an edit; raise PlanError that names file and row where it fails."""
    for name, media_type in draft.files:
        try:
            store_file(db, _file_content(draft.folder, name), media_type)
        except ExchangeError as error:
            raise PlanError(str(error)) from error
    for table in reversed(CARRIED):
        if draft.deletes.get(table):
            journal.bulk_delete(db, table.kind, draft.deletes[table])
    for number, table in enumerate(CARRIED, 1):
        rows = draft.inserts.get(table, [])
        values = [_resolved(draft, table, row) for row in rows]
        _make_way(db, draft, table)
        with _placed(table, rows, values):
            new = journal.bulk_insert(db, table.kind, values)
        draft.ids[table.kind].update(zip((row.key for row in rows), new, strict=True))
        _change(db, draft, table)
        if heard is not None:
            heard(len(CARRIED) + number, len(CARRIED) * 2)
    for table in CARRIED:
        _fill_late(db, draft, table)


def is_used(db: Session) -> bool:
    """Say whether a workspace has more in it than a new one."""
    own = (m.Person, m.Plan, m.Room, m.Trainer, m.Equipment, m.OwnFact)
    used = any(db.scalar(select(kind.id).limit(1)) is not None for kind in own)
    return used or db.scalar(select(m.Course.id).where(m.Course.bundled.is_(False)).limit(1)) is not None


# The folder


def _plan_folders(folder: Path) -> list[tuple[Path, str]]:
    """Return the folders of the plans with their names; raise ExchangeError for no folder of a workspace."""
    if not folder.is_dir():
        raise ExchangeError(said("There is no folder {folder}.", folder=folder))
    expected = _manifest(folder)
    inside = folder / PLANS
    found = sorted(each for each in inside.iterdir() if each.is_dir()) if inside.is_dir() else []
    if len(found) != expected:
        raise ExchangeError(
            counted(
                "{file} tells of {n} plan, but there are {found} folders in {plans}.",
                "{file} tells of {n} plans, but there are {found} folders in {plans}.",
                expected,
                file=MANIFEST,
                found=len(found),
                plans=PLANS,
            )
        )
    table = next(each for each in CARRIED if each.kind is m.Plan)
    named = []
    for place in found:
        rows = list(_rows(place, table, ""))
        if len(rows) != 1 or not rows[0].cells["name"]:
            raise ExchangeError(
                said("{file} must hold one plan, with its name.", file=_called(place, f"{table.name}.csv"))
            )
        named.append((place, rows[0].cells["name"]))
    return named


def _manifest(folder: Path) -> int:
    """Return how many plans there are; raise ExchangeError for what `export all` did not write."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        written, workspace, plans = int(told["format"]), str(told["workspace"]), int(told["plans"])
    except FileNotFoundError:
        raise ExchangeError(
            said(
                "{folder} holds no {file}, which export all writes; it is no folder of a whole workspace.",
                folder=folder.name,
                file=MANIFEST,
            )
        ) from None
    except (OSError, ValueError, KeyError, TypeError, UnicodeError, RecursionError):
        raise ExchangeError(said("{file} cannot be read.", file=MANIFEST)) from None
    if written > FORMAT or (workspace > KNOWN[-1]):
        raise ExchangeError(
            said("{folder} was written by a newer pmplanner. Install that one first.", folder=folder.name)
        )
    return plans


def _layout(table: Carried) -> Layout:
    return Layout(table.name, tuple(Field(heading, heading) for heading in table.headings))


def _rows(folder: Path, table: Carried, plan: str) -> Iterator[_FileRow]:
    """Give the rows of a file; raise ExchangeError when it lacks a column or cannot be read."""
    path = folder / f"{table.name}.csv"
    name = _called(folder, path.name)
    try:
        read = read_table(path, layout=_layout(table))
    except ExchangeError as error:
        if name == path.name:
            raise
        raise ExchangeError(
            said("{folder}: {error}", folder=f"{PLANS}/{folder.name}", error=error)
        ) from error
    if lacking := [heading for heading in table.headings if heading not in read.header]:
        raise ExchangeError(said("{file} has no column {names}.", file=name, names=listed(lacking)))
    places = {heading: read.header.index(heading) for heading in table.headings}
    for row in read.rows:
        if row.fault:
            raise ExchangeError(said("{file}, {fault}.", file=name, fault=row.fault))
        cells = {heading: _text(row.cells[place]) for heading, place in places.items()}
        yield _FileRow(name, row.number, plan, cells)


def _called(folder: Path, name: str) -> str:
    """Return what a file of the folder, or of a plan in it, is called in sentences."""
    return f"{PLANS}/{folder.name}/{name}" if folder.parent.name == PLANS else name


def _text(cell: Any) -> str:  # noqa: ANN401 - of a text file, or of a workbook that it was made into
    return restore(cell) if isinstance(cell, str) else text_of(cell)


def _file_content(folder: Path, name: str) -> bytes:
    """Return what is in a stored file; raise ExchangeError when it is gone or another one."""
    try:
        content = (folder / FILES / name).read_bytes()
    except OSError as error:
        raise ExchangeError(
            said("{file} cannot be read: {error}.", file=f"{FILES}/{name}", error=error.strerror or error)
        ) from None
    if hashlib.sha256(content).hexdigest() != name:
        raise ExchangeError(said("{file} is not the file that was written.", file=f"{FILES}/{name}"))
    return content


# Deciding


class _Reading:
    """What is known while the tables are gone through, each after those whose rows it names."""

    def __init__(self, db: Session, draft: WholeDraft) -> None:
        self.draft = draft
        self._present = read_carried(db)
        self._known: defaultdict[type[m.Row], set[Key]] = defaultdict(set)
        self._faults: list[str] = []
        self._hashes: dict[str, _FileRow] = {}

    def take(self, table: Carried, rows: list[_FileRow]) -> None:
        """Decide what becomes of the rows of a table."""
        present = {row.key: row for row in self._present[table]}
        if self.draft.merge:
            self._known[table.kind].update(present)
        rows = self._named(table, rows)
        self._known[table.kind].update(row.key for row in rows)
        self._refuse_taken(table, rows, present if self.draft.merge else {})
        for row in rows:
            self._read_values(table, row)
            self._place(table, row, present.pop(row.key, None))
        for key, there in present.items():
            if self.draft.merge:
                self.draft.ids[table.kind][key] = there.row_id
            else:
                self.draft.deletes.setdefault(table, set()).add(there.row_id)

    def _named(self, table: Carried, rows: list[_FileRow]) -> list[_FileRow]:
        """Note by what each row is known; give those that no earlier one has the name of."""
        namer, named = Namer(), []
        for row in rows:
            key = self._key(table, row)
            row.key = namer.give(key)
            if row.key != key and self._is_known_once(table, row):
                heading = "person_id" if table.kind is m.Person else table.known_by[-1]
                self._fault(row, heading, said("the same stands in an earlier row"))
            else:
                named.append(row)
        return named

    def _refuse_taken(self, table: Carried, rows: list[_FileRow], present: Mapping[Key, CarriedRow]) -> None:
        """Refuse what only one row of a table may have beside its name, such as the name of a track."""
        staying = present.keys() - {row.key for row in rows}
        for heading in _had_once(table):
            taken = {self._texts(table, present[key])[heading] for key in staying} - {""}
            for row in rows:
                text = row.cells[heading]
                if text in taken:
                    self._fault(row, heading, said("“{name}” stands in another row already", name=text[:60]))
                elif text:
                    taken.add(text)

    def _place(self, table: Carried, row: _FileRow, there: CarriedRow | None) -> None:
        """Decide whether a row is added, changes the one that is *there*, or is as that is."""
        if there is None:
            self.draft.inserts.setdefault(table, []).append(row)
            return
        self.draft.ids[table.kind][row.key] = there.row_id
        if self._texts(table, there) == row.cells:
            self.draft.unchanged += 1
        elif not self.draft.merge and table.kind not in _NAMED:
            # What it named before may go, and then it must not be in its way.
            self.draft.deletes.setdefault(table, set()).add(there.row_id)
            self.draft.inserts.setdefault(table, []).append(row)
        else:
            self.draft.updates.setdefault(table, []).append((there.row_id, row))

    def take_files(self, folder: Path) -> None:
        """Note the stored files, each of which has to be there and as it was written."""
        path = folder / f"{FILE_LIST}.csv"
        table = read_table(path, layout=Layout(FILE_LIST, tuple(Field(each, each) for each in FILE_COLUMNS)))
        if table.header[: len(FILE_COLUMNS)] != FILE_COLUMNS:
            raise ExchangeError(
                said("{file} has no column {names}.", file=path.name, names=listed(FILE_COLUMNS))
            )
        for row in table.rows:
            name, media_type = (_text(cell) for cell in row.cells[:2])
            if not _HASH.fullmatch(name):
                raise ExchangeError(
                    said("{file}, row {row}, {column}: it is not 64 digits and letters from a to f.",
                         file=path.name, row=row.number, column=FILE_COLUMNS[0])
                )  # fmt: skip
            _file_content(folder, name)
            self.draft.files.append((name, media_type))
            self._hashes.pop(name, None)
        for name, named in self._hashes.items():
            self._fault(named, "hash", said("the file {name} is not in {files}", name=name[:80], files=FILES))

    def refuse_faulty(self) -> None:
        """Raise ExchangeError when a row cannot be taken."""
        if not self._faults:
            return
        more = len(self._faults) - _SHOWN
        told = [*self._faults[:_SHOWN]]
        if more > 0:
            told.append(counted("And {n:,} more.", "And {n:,} more.", more))
        raise ExchangeError("\n".join((*told, said("Nothing was imported."))))

    def _fault(self, row: _FileRow, heading: str, why: str) -> None:
        self._faults.append(
            said(
                "{file}, row {row}, {column}: {why}.", file=row.file, row=row.number, column=heading, why=why
            )
        )

    @staticmethod
    def _is_known_once(table: Carried, row: _FileRow) -> bool:
        """Say whether no other row of the table can be called the same."""
        if table.kind is m.Person:
            return bool(row.cells["person_id"])
        return bool(table.known_by) and table.kind not in (m.Closure, m.PathGroup)

    @staticmethod
    def _texts(table: Carried, there: CarriedRow) -> dict[str, str]:
        return dict(zip(table.headings, map(text_of, there.cells), strict=True))

    def _key(self, table: Carried, row: _FileRow) -> Key:
        key = table.key(row.cells)
        return (row.plan, *key) if table.plan_by not in ("", "id") else key

    def _read_values(self, table: Carried, row: _FileRow) -> None:
        if table.plan_by == "plan_id" or (table.plan_by == "plan_id or session_id" and not _session(row)):
            row.values["plan_id"] = Named(m.Plan, (row.plan,))
        self._read_columns(table, row)
        for ref in table.refs:
            try:
                self._read_ref(table, ref, row)
            except CellError as error:
                self._fault(row, _filled(ref, row), str(error))
        if table.kind is m.AcceptedProblem:
            self._read_sides(row)
        if table.kind is m.Attachment:
            self._hashes.setdefault(row.cells["hash"], row)
        if (fault := fault_of_row(table.kind, row.values)) is not None:
            self._fault(row, *fault)

    def _read_columns(self, table: Carried, row: _FileRow) -> None:
        columns = table.kind.__table__.columns
        for heading, column in table.columns.items():
            nullable = bool(columns[column].nullable)
            try:
                row.values[column] = _value(columns[column], nullable, row.cells[heading])
                check_column(table.kind, column, row.values[column])
            except (ValueError, InvalidOperation, OverflowError, RecursionError) as error:
                self._fault(row, heading, _why(error))
        if table.kind in MAYBE_BLANK and "name" in row.values:
            row.values["name"] = str(row.values["name"]).removeprefix(NAMELESS)

    def _read_ref(self, table: Carried, ref: Ref, row: _FileRow) -> None:
        """Note which row of another table a column is; raise CellError when there is none."""
        texts = tuple(row.cells[heading] for heading in ref.headings)
        held = ref.holds(row.values.get("kind"))
        if not held or not any(texts):
            if any(texts):
                raise CellError(said("it has no use in a row of this kind"))
            empty = 0 if ref.loose and not table.kind.__table__.columns[ref.column].nullable else None
            row.values.setdefault(ref.column, empty)
            if held and row.values[ref.column] is None and not _may_be_empty(table, ref.column):
                raise CellError(said("it is empty"))
            return
        if ref.loose and (number := _gone(texts)):
            row.values[ref.column] = -number
            return
        named = Named(ref.kind, _key_of(ref, texts, row.plan))
        if ref.late:
            row.values.setdefault(ref.column, None)
            row.late[ref.column] = named
            self._later(table, ref, row, named)
            return
        if named.key not in self._known[ref.kind]:
            raise CellError(
                said("there is no “{name}” in the tables", name=" ".join(filter(None, texts))[:100])
            )
        row.values[ref.column] = named

    def _later(self, table: Carried, ref: Ref, row: _FileRow, named: Named) -> None:
        """Check, with all rows of the table known, what a row says of another one."""
        if named.key not in self._known[table.kind]:
            texts = " ".join(filter(None, named.key))[:100]
            self._fault(row, _filled(ref, row), said("there is no “{name}” in the tables", name=texts))

    def _read_sides(self, row: _FileRow) -> None:
        """Read what of an accepted problem is kept as it is only once ids are known."""
        more = row.values.get("more_session_ids", [])
        try:
            row.values["more_session_ids"] = [
                Named(m.TrainingSession, (str(plan), str(code))) for plan, code in more
            ]
        except (TypeError, ValueError):
            return self._fault(row, "more_sessions", said("it is no list of plans and sessions"))
        if any(each.key not in self._known[m.TrainingSession] for each in row.values["more_session_ids"]):
            self._fault(row, "more_sessions", said("one of these sessions is not in the tables"))
        if row.values.get("role") == "track" and not row.values.get("place", "").startswith(GONE):
            named = Named(m.Track, (row.values.get("place", ""),))
            if named.key not in self._known[m.Track]:
                return self._fault(row, "place", said("there is no such track in the tables"))
            row.values["place"] = named
        return None


def _had_once(table: Carried) -> dict[str, str]:
    """Return, by heading, the columns in which no two rows may be alike, but for what they are known by."""
    columns = table.kind.__table__.columns
    return {
        heading: column
        for heading, column in table.columns.items()
        if columns[column].unique and heading not in table.known_by
    }


def _session(row: _FileRow) -> bool:
    return bool(row.cells.get("session_code"))


def _may_be_empty(table: Carried, column: str) -> bool:
    return bool(table.kind.__table__.columns[column].nullable)


def _filled(ref: Ref, row: _FileRow) -> str:
    """Return the heading of the first cell of a reference that says something."""
    return next((heading for heading in ref.headings if row.cells[heading]), ref.headings[0])


def _gone(texts: Key) -> int:
    """Return the number of what is gone; 0 for what is not."""
    text = next(filter(None, texts))
    number = text.removeprefix(GONE)
    return int(number) if text.startswith(GONE) and number.isdecimal() and len(number) < 9 else 0


def _key_of(ref: Ref, texts: Key, plan: str) -> Key:
    """Return by what the row is known that the cells of a reference name."""
    in_plan = ref.kind in (m.Pick, m.TrainingSession)
    return (plan, *texts) if in_plan and not ref.across else texts


# Cells


def _value(column: ColumnElement[Any], nullable: bool, text: str) -> Any:  # noqa: ANN401 - whatever the column holds
    """Return what a cell says; raise ValueError when the column cannot hold it."""
    kind = column.type
    if isinstance(kind, String):
        return None if nullable and not text else text
    if not text:
        if not nullable:
            raise CellError(said("it is empty"))
        return None
    for decimal, steps in _DECIMALS.items():
        if isinstance(kind, decimal):
            value = Decimal(text)
            if not value.is_finite() or abs(value) > _MOST or value * steps % 1:
                raise CellError(said("“{text}” is no number that can stand there", text=text[:40]))
            return value
    if isinstance(kind, JSON):
        return json.loads(text)
    return _PLAIN[next(each for each in _PLAIN if isinstance(kind, each))](text)


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise CellError(said("“{text}” is no whole number", text=text[:40]))
    return int(text)


def _flag(text: str) -> bool:
    if text not in ("yes", "no"):
        raise CellError(said("“{text}” is neither yes nor no", text=text[:40]))
    return text == "yes"


_PLAIN: Mapping[type, Callable[[str], Any]] = {
    Boolean: _flag,
    Integer: _whole_number,
    DateTime: dt.datetime.fromisoformat,
    Date: dt.date.fromisoformat,
    Time: dt.time.fromisoformat,
}


def _why(error: Exception) -> str:
    """Return why a cell cannot be taken: our own words, or in place of Python's."""
    if isinstance(error, CellError):
        return str(error)
    return said("it cannot be read; dates are written like 2027-03-01 and numbers like 12.5")


# Writing


def _resolved(draft: WholeDraft, table: Carried, row: _FileRow) -> dict[str, Any]:
    """Return the values of a row with ids in place of names."""
    values = {
        name: draft.ids[value.kind][value.key] if isinstance(value, Named) else value
        for name, value in row.values.items()
    }
    for derived in table.derived:
        values.setdefault(derived, None)
    return _sides(draft, values) if table.kind is m.AcceptedProblem else values


def _sides(draft: WholeDraft, values: dict[str, Any]) -> dict[str, Any]:
    """Put the sides of an accepted problem in the order of ids, as its key has them."""
    more = [draft.ids[each.kind][each.key] for each in values["more_session_ids"]]
    pair = [values["session_id"], values["other_session_id"]]
    values["more_session_ids"] = more
    values["place"] = str(values["place"])
    if all(pair):
        several = sorted((*pair, *more))
        if len(several) == 2 and several != pair:
            values["role"] = {SITS_FIRST: SITS_SECOND, SITS_SECOND: SITS_FIRST}.get(
                values["role"], values["role"]
            )
        values["session_id"], values["other_session_id"], *values["more_session_ids"] = several
    return values


def _make_way(db: Session, draft: WholeDraft, table: Carried) -> None:
    """Take from rows that change what only one may have, so that they can have each other's."""
    once = list(_had_once(table).values())
    if once and draft.updates.get(table):
        changes = {row_id: dict.fromkeys(once, f"{GONE}{row_id}") for row_id, _ in draft.updates[table]}
        journal.bulk_update(db, table.kind, changes)


def _change(db: Session, draft: WholeDraft, table: Carried) -> None:
    found = draft.updates.get(table, [])
    if not found:
        return
    values = [_resolved(draft, table, row) for _, row in found]
    with _placed(table, [row for _, row in found], values):
        changes = {row_id: each for (row_id, _), each in zip(found, values, strict=True)}
        journal.bulk_update(db, table.kind, changes)


def _fill_late(db: Session, draft: WholeDraft, table: Carried) -> None:
    """Name, now that all are written, the rows of the same table."""
    rows = [*draft.inserts.get(table, ()), *(row for _, row in draft.updates.get(table, ()))]
    for column in {column for row in rows for column in row.late}:
        ids = draft.ids[table.kind]
        changes = {ids[row.key]: {column: ids[row.late[column].key]} for row in rows if column in row.late}
        journal.bulk_update(db, table.kind, changes)


class _placed:  # noqa: N801 - used as a function is
    """Turns the refusal of the database into a sentence that names the file, and where it can the row."""

    def __init__(self, table: Carried, rows: list[_FileRow], values: list[dict[str, Any]]) -> None:
        self._table, self._rows, self._values = table, rows, values

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Say where the fault is."""
        if not isinstance(error, IntegrityError | StatementError):
            return
        row = next((row for row, values in zip(self._rows, self._values, strict=True)
                    if _fails(self._table.kind, values)), None)  # fmt: skip
        place = f"{self._table.name}.csv" if row is None else row.file
        why = said("what it says cannot stand together, or stands in another row already")
        if row is not None:
            raise PlanError(
                said("{file}, row {row}: {why}. Nothing was imported.", file=place, row=row.number, why=why)
            ) from error
        raise PlanError(said("{file}: {why}. Nothing was imported.", file=place, why=why)) from error


def _fails(kind: type[m.Row], values: Mapping[str, Any]) -> bool:
    """Say whether a row breaks a rule of its table by itself."""
    from sqlalchemy import create_engine, insert

    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            kind.__table__.create(connection)  # type: ignore[attr-defined]
            connection.execute(insert(kind).values({"version": 1, **values}))
    except (IntegrityError, StatementError):
        return True
    finally:
        engine.dispose()
    return False

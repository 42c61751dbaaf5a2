"""A whole workspace as a folder of tables: those of the workspace, those of each plan, and its files."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner import models as m
from pmplanner.exchange.folders import new_folder, safe_name
from pmplanner.exchange.writing import Value, replacing, write_csv
from pmplanner.models.migrations import HEAD
from pmplanner.services.exporting.carried import CARRIED, Carried
from pmplanner.services.exporting.carried_rows import CarriedRow, Heard, read_carried

MANIFEST = "pmplanner.json"
FORMAT = 1
"""Of the folder; raised when an older pmplanner could not read it."""
FILES = "files"
FILE_LIST = "stored-files"
FILE_COLUMNS = ("hash", "media_type", "size")
PLANS = "plans"


class Written(NamedTuple):
    """What was written, and where."""

    folder: Path
    tables: int
    rows: int
    plans: int
    files: int


def write_whole(db: Session, folder: Path, heard: Heard | None = None) -> Written:
    """Write the workspace into a new folder, whole or not at all.

    Raises ExchangeError when the folder holds something already or cannot be written. What *heard* raises
    stops the writing, and leaves nothing.
    """
    rows = read_carried(db, heard)
    tables = {table: rows[table] for table in CARRIED}
    with new_folder(folder) as inside:
        counts = [_write(inside, table, found) for table, found in tables.items() if not table.plan_by]
        plans = next(found for table, found in tables.items() if table.kind is m.Plan)
        of_plans = {table: _by_plan(found) for table, found in tables.items() if table.plan_by}
        if plans:
            (inside / PLANS).mkdir()
        for number, plan in enumerate(plans, 1):
            own = inside / PLANS / f"{number:02}-{safe_name(plan.plan)}"
            own.mkdir()
            counts += [_write(own, table, found.get(plan.plan, ())) for table, found in of_plans.items()]
        files = _write_files(db, inside, tables)
        manifest = {
            "format": FORMAT,
            "workspace": HEAD,
            "plans": len(plans),
            "tables": [table.name for table in tables if not table.plan_by],
            "tables of a plan": [table.name for table in tables if table.plan_by],
        }
        with replacing(inside / MANIFEST) as stream:
            stream.write((json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode())
    return Written(folder, len(counts), sum(counts), len(plans), files)


def _write(folder: Path, table: Carried, rows: Sequence[CarriedRow]) -> int:
    return write_csv(folder / f"{table.name}.csv", table.headings, (row.cells for row in rows))


def _by_plan(rows: Sequence[CarriedRow]) -> dict[str, list[CarriedRow]]:
    found: dict[str, list[CarriedRow]] = {}
    for row in rows:
        found.setdefault(row.plan, []).append(row)
    return found


def _write_files(db: Session, folder: Path, tables: Mapping[Carried, Sequence[CarriedRow]]) -> int:
    """Write the stored files that a row names, and their list."""
    named: set[str] = set()
    for table, rows in tables.items():
        for heading in ("hash", "value"):  # of evidence; of a setting, such as the logo
            if heading in table.columns:
                place = table.headings.index(heading)
                named.update(str(row.cells[place]) for row in rows)
    listed: list[Sequence[Value]] = []
    columns = (m.StoredFile.hash, m.StoredFile.media_type, m.StoredFile.size)
    for name, media_type, size in db.execute(select(*columns).order_by(m.StoredFile.hash)):
        if name not in named:
            continue
        if not listed:
            (folder / FILES).mkdir()
        content = db.scalar(select(m.StoredFile.content).where(m.StoredFile.hash == name))
        with replacing(folder / FILES / name) as stream:
            stream.write(content or b"")
        listed.append((name, media_type, size))
    write_csv(folder / f"{FILE_LIST}.csv", FILE_COLUMNS, listed)
    return len(listed)

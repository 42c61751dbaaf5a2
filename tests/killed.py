"""The processes that the kill test ends at random moments, each with work that never ends.

One edits, imports, undoes and redoes; one makes, restores and copies backups and compacts the file; one
brings a workspace of an older format up to date.
"""

import datetime as dt
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import URL, create_engine

from pmplanner.models import Course
from pmplanner.models.migrations import upgrade
from pmplanner.services.lookup import find_course, find_plan
from pmplanner.services.people import history, people
from pmplanner.services.plans import picks, plans
from pmplanner.services.sessions import sessions
from pmplanner.storage import backups
from pmplanner.storage.compacting import compact
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.restoring import restore
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.files import bring_in

SIZE = 9
"""People of each edit; every one has a pick, a seat and a completion."""

PLAN = "2027"


def fill(workspace: Workspace) -> None:
    """Have a plan and a course."""
    with workspace.edit("Fill") as db:
        db.add(Course(code="TALK", title="Talk", days=Decimal(2)))
        plans.create_plan(db, PLAN, dt.date(2027, 1, 1), dt.date(2027, 12, 31))


def work(path: Path, seed: int, parent: Connection) -> None:
    """Change the workspace without end; tell the parent after each change what was done."""
    chance = random.Random(seed)
    workspace = open_workspace(path)
    steps = [add_batch, _import_people, _import_picks, _undo, _redo]
    number = 0
    while True:
        number += 1
        step = chance.choices(steps, weights=(4, 4, 4, 2, 1))[0]
        parent.send(step(workspace, f"{seed}-{number}"))


def work_on_files(path: Path, seed: int, parent: Connection) -> None:
    """Make, restore and copy backups and compact the file without end; tell the parent of each."""
    chance = random.Random(seed)
    number = 0
    while True:
        number += 1
        workspace = open_workspace(path)
        add_batch(workspace, f"{seed}-{number}")
        step = chance.choice(("backup", "restore", "compact", "copy"))
        if step == "compact":
            compact(workspace)
        if step == "backup":
            backups.make_backup(path)  # while it is open
        workspace.close()
        if step == "restore" and (there := backups.list_backups(path)):
            restore(path, chance.choice(there).path)
        if step == "copy":
            copy = path.with_name("copy.sqlite")
            copy.unlink(missing_ok=True)
            backups.copy_workspace(path, copy, own=True)
        parent.send(step)


def restore_up_to(path: Path, backup: Path, step: int) -> None:
    """Restore, and end without a word at that step of all that changes names or writes through."""
    left = step

    def ending(module: object, name: str) -> None:
        real = getattr(module, name)

        def stop(*args: object, **kwargs: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os._exit(9)
            return real(*args, **kwargs)

        setattr(module, name, stop)

    for name in ("replace", "unlink", "fsync", "link"):
        ending(os, name)
    restore(path, backup)


def run_and_end(work: Callable[..., None], args: tuple[object, ...]) -> int:
    """Run *work* in a process of its own and return the status with which that ended."""
    process = start(work, args)
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def start(work: Callable[..., None], args: tuple[object, ...]) -> BaseProcess:
    """Start *work* in a process of its own."""
    # A fork server has the program loaded: starting Python fifty times would take most of a minute.
    if sys.platform == "win32":
        context = multiprocessing.get_context("spawn")
    else:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.killed"])
    process = context.Process(target=work, args=args, daemon=True)
    process.start()
    return process


OLD_PEOPLE = 2000


def make_old(path: Path) -> None:
    """Make a workspace of the second format, with people and the edit that brought them."""
    engine = create_engine(URL.create("sqlite", database=str(path)))
    upgrade(engine, "0002")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection, connection:
        columns = [row[1:4] for row in connection.execute("PRAGMA table_info(person)")]
        plain = {
            name: 0 if "INT" in kind or "BOOL" in kind else "" for name, kind, needed in columns if needed
        }
        connection.execute(
            "INSERT INTO edit (label, made_by, made_at, state, rows)"
            " VALUES ('Import people', 'a', '2026-01-01 00:00:00.000000', 'done', ?)",
            (OLD_PEOPLE,),
        )
        for number in range(1, OLD_PEOPLE + 1):
            row = plain | {"id": number, "version": 1, "employee_id": str(number), "first_name": "Ann"}
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO person ({', '.join(row)}) VALUES ({marks})", list(row.values()))
            image = {name: row.get(name) for name, *_ in columns}
            connection.execute(
                'INSERT INTO edit_row (edit_id, "table", row_id, before, after) VALUES (1, ?, ?, NULL, ?)',
                ("person", number, json.dumps(image)),
            )


def migrate(path: Path, seed: int, parent: Connection) -> None:
    """Bring workspaces of the second format up to date without end, each beside the others."""
    for number in range(1_000_000):
        copy = path.with_name(f"{seed}-{number}.sqlite")
        shutil.copyfile(path, copy)
        parent.send(copy.name)
        open_workspace(copy).close()


def add_batch(workspace: Workspace, batch: str) -> str:
    """Make an edit of people, picks, seats and completions."""
    with workspace.edit(f"Batch {batch}") as db:
        plan, course = find_plan(db, PLAN).id, find_course(db, "TALK").id
        ids = [
            people.add_person(db, employee_id=f"{batch}-{n}", first_name="P", team=batch) for n in range(SIZE)
        ]
        picks.pick_courses(db, plan, ids, [course])
        sessions.add_session(db, plan, course, dt.date(2027, 3, 1), code=batch, seat_open=True)
        for person_id in ids:
            history.record_completion(db, person_id, course, dt.date(2026, 3, 1))
    return "edit"


def _import_people(workspace: Workspace, batch: str) -> str:
    path = workspace.path.with_name("batch.csv")
    rows = "".join(f"{batch}-{n},P{n},{batch}\n" for n in range(SIZE * 20))
    path.write_text(f"person_id,first_name,team\n{rows}", encoding="utf-8")
    bring_in(workspace, path, "people")
    return "edit"


def _import_picks(workspace: Workspace, batch: str) -> str:
    """Make sessions, picks and seats for everybody who has none."""
    path = workspace.path.with_name("picks.csv")
    with workspace.read() as db:
        plan = find_plan(db, PLAN).id
        ids = [row.employee_id for row in people.list_people(db)]
    rows = "".join(f"{key},TALK,S {key.rsplit('-', 1)[0]},2027-04-01,{batch}\n" for key in ids)
    path.write_text(
        f"person_id,course_code,session_code,start_date,note\n{rows or ',TALK,,,'}", encoding="utf-8"
    )
    draft = bring_in(workspace, path, "picks", plan_id=plan, create_missing=True)
    return "nothing" if draft.writes_nothing else "edit"


def _undo(workspace: Workspace, _batch: str) -> str:
    if workspace.undo_label() in (None, "Fill"):
        return "nothing"
    workspace.undo()
    return "undo"


def _redo(workspace: Workspace, _batch: str) -> str:
    try:
        workspace.redo()
    except UndoRefusedError:
        return "nothing"
    return "redo"

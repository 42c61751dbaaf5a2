"""The process that the kill test ends at a random moment: it edits, imports, undoes and redoes for ever."""

import datetime as dt
import random
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path

from pmplanner.models import Course
from pmplanner.services import history, people, picks, plans, sessions
from pmplanner.services.lookup import find_course, find_plan
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.files import bring_in

SIZE = 9
"""People of each edit; every one has a pick, a seat and a completion."""

PLAN = "2027"


def fill(workspace: Workspace) -> None:
    """Have a plan and a course."""
    with workspace.edit("Fill") as session:
        session.add(Course(code="TALK", title="Talk", days=Decimal(2)))
        plans.create_plan(session, PLAN, dt.date(2027, 1, 1), dt.date(2027, 12, 31))


def work(path: Path, seed: int, parent: Connection) -> None:
    """Change the workspace without end; tell the parent after each change what was done."""
    chance = random.Random(seed)
    workspace = open_workspace(path)
    steps = [_edit, _import_people, _import_picks, _undo, _redo]
    number = 0
    while True:
        number += 1
        step = chance.choices(steps, weights=(4, 4, 4, 2, 1))[0]
        parent.send(step(workspace, f"{seed}-{number}"))


def _edit(workspace: Workspace, batch: str) -> str:
    with workspace.edit(f"Batch {batch}") as session:
        plan, course = find_plan(session, PLAN).id, find_course(session, "TALK").id
        ids = [
            people.add_person(session, employee_id=f"{batch}-{n}", first_name="P", team=batch)
            for n in range(SIZE)
        ]
        picks.pick_courses(session, plan, ids, [course])
        sessions.add_session(session, plan, course, dt.date(2027, 3, 1), code=batch, seat_open=True)
        for person_id in ids:
            history.record_completion(session, person_id, course, dt.date(2026, 3, 1))
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
    with workspace.read() as session:
        plan = find_plan(session, PLAN).id
        ids = [row.employee_id for row in people.list_people(session)]
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

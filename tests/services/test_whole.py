"""A workspace goes into a folder and comes back from it: every column, every figure, byte for byte."""

import datetime as dt
import random
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner import models as m
from pmplanner.exchange.errors import ExchangeError
from pmplanner.services.board.board import read_board
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.carried import CARRIED, NOT_CARRIED
from pmplanner.services.exporting.tables import ExportScope, export_rows
from pmplanner.services.exporting.whole import write_whole
from pmplanner.services.importing.whole import WholeDraft, apply_whole, decide_whole
from pmplanner.services.people import people
from pmplanner.services.plans import picks, plans
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.problems.tracking.finding import find_problems
from pmplanner.services.totals.totals import GROUPS
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.benchmarks.rich_workspaces import Rich
from tests.edits import EDITS
from tests.support import Template, check_file, put_catalogue
from tests.tiers import seeds

Files = dict[str, bytes]


def _files(folder: Path) -> Files:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _write(workspace: Workspace, folder: Path) -> Files:
    with workspace.read() as db:
        write_whole(db, folder)
    return _files(folder)


def _read(workspace: Workspace, folder: Path, *, merge: bool = False) -> WholeDraft:
    with workspace.read() as db:
        draft = decide_whole(db, folder, merge=merge)
    with workspace.edit("Import everything") as db:
        apply_whole(db, draft)
    return draft


def _figures(db: Session) -> dict[str, object]:
    """Return all that is counted and found, in words that do not depend on ids."""
    found: dict[str, object] = {}
    for plan in db.scalars(select(m.Plan).order_by(m.Plan.name)):
        scope = ExportScope(plan.id)
        for layout in ("schedule", "matrix", "needs", "renewals", "cost-items", "budgets", "sessions", "picks"):
            found[f"{plan.name}: {layout}"] = sorted(map(str, export_rows(db, layout, scope)[1]))
        for by in GROUPS:
            for layout in ("totals", "gaps"):
                if (layout, by) in (("gaps", "month"), ("gaps", "title")):
                    continue
                rows = export_rows(db, layout, ExportScope(plan.id, by=by))[1]
                found[f"{plan.name}: {layout} by {by}"] = sorted(map(str, rows))
        problems = find_problems(db, plan.id)
        found[f"{plan.name}: problems"] = sorted(
            (p.kind, p.title, str(p.day), p.action, p.accepted or "") for p in problems
        )
    return found


def _there_and_back(workspace: Workspace, folder: Path) -> None:
    """Carry a workspace into a new one, hold the two against each other, and take the import back."""
    written = _write(workspace, folder / "one")
    with closing(open_workspace(put_catalogue(folder / "other.sqlite"))) as other:
        before = _write(other, folder / "before")
        _read(other, folder / "one")
        _assert_same(_write(other, folder / "two"), written)
        assert other.findings() == []
        with workspace.read() as here, other.read() as there:
            expected, found = _figures(here), _figures(there)
        for name, figures in expected.items():
            assert found[name] == figures, name
        other.undo()
        _assert_same(_write(other, folder / "after"), before)
    check_file(folder / "other.sqlite")


def _assert_same(found: Files, expected: Files) -> None:
    assert found.keys() == expected.keys()
    for name, content in expected.items():
        assert found[name].decode("utf-8", "replace") == content.decode("utf-8", "replace"), name


def test_every_column_is_carried_or_named_with_a_reason() -> None:
    kinds = {mapper.class_ for mapper in m.Base.registry.mappers}
    carried: dict[type, set[str]] = {}
    for table in CARRIED:
        columns = {*table.columns.values(), *(ref.column for ref in table.refs), "id", "version"}
        columns |= {table.plan_by} if table.plan_by.endswith("_id") and " " not in table.plan_by else set()
        columns |= {"plan_id", "session_id"} if " " in table.plan_by else set()
        carried.setdefault(table.kind, set()).update(columns)
    assert kinds == {*carried, *NOT_CARRIED}
    for kind, columns in carried.items():
        assert {column.name for column in kind.__table__.columns} == columns, kind  # type: ignore[attr-defined]
    assert all(NOT_CARRIED.values())


def test_each_table_stands_after_those_whose_rows_it_names() -> None:
    seen: set[type] = set()
    for table in CARRIED:
        for ref in table.refs:
            assert ref.kind in seen or (ref.late and ref.kind is table.kind), (table.name, ref.column)
        seen.add(table.kind)


def test_the_sample_goes_there_and_back(sampled: Workspace, tmp_path: Path) -> None:
    _there_and_back(sampled, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(2, 40))
def test_rich_workspaces_go_there_and_back(blank: Workspace, tmp_path: Path, seed: int) -> None:
    with blank.edit("Fill") as db:
        rich = Rich(db, seed, 8 + seed % 9, 5)
        rich.fill()
        rich.decide(random.Random(seed))
    with blank.edit("Accept") as db:
        for plan_id in db.scalars(select(m.Plan.id)):
            for number, problem in enumerate(find_problems(db, plan_id)):
                if number % 2:
                    accept_problem(db, plan_id, problem.key, f"reason {number}")
    _there_and_back(blank, tmp_path)


def _begin(workspace: Workspace) -> None:
    with workspace.edit("Fill") as db:
        ids = [people.add_person(db, first_name=f"Person {n}") for n in range(5)]
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, ids, [1, 2, 3])
        EDITS["certificate"](db, 7)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("whole"), _begin)


@pytest.mark.slow
@pytest.mark.parametrize("seed", seeds(3, 150))
def test_what_any_edits_have_made_goes_there_and_back(template: Template, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with closing(template.open()) as workspace:
        for _ in range(150):
            name = chance.choice(sorted(EDITS))
            try:
                with workspace.edit(name) as db:
                    EDITS[name](db, chance.randrange(32))
            except (PlanError, LookupError):
                continue
        _there_and_back(workspace, tmp_path)

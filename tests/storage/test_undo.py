"""Undo and redo of every kind of edit, in any order, give back the rows as they were."""

import datetime as dt
import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick
from pmplanner.services.errors import PlanError
from pmplanner.services.people import people
from pmplanner.services.people.history import list_edits
from pmplanner.services.plans import picks, plans
from pmplanner.storage.journal import Change, JournalError, UndoRefusedError, bulk_insert
from pmplanner.storage.workspace import Workspace, open_workspace
from tests.edits import EDITS
from tests.edits_of_decisions import DECISION_PREPARATIONS
from tests.edits_of_facts import FACT_PREPARATIONS
from tests.edits_of_money import MONEY_PREPARATIONS
from tests.edits_of_plans import PLAN_PREPARATIONS
from tests.edits_of_problems import PROBLEM_PREPARATIONS
from tests.edits_of_resources import RESOURCE_PREPARATIONS
from tests.edits_of_sessions import SESSION_PREPARATIONS
from tests.edits_of_timeline import TIMELINE_PREPARATIONS
from tests.support import Snapshot, Template, check_file, snapshot
from tests.tiers import examples

STEPS = st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 31)), min_size=1, max_size=14)


def _fill(workspace: Workspace) -> None:
    with workspace.edit("Fill") as db:
        ids = [people.add_person(db, first_name=f"Person {n}") for n in range(5)]
        plan = plans.create_plan(db, "2027", dt.date(2027, 1, 4), dt.date(2027, 6, 30))
        picks.pick_courses(db, plan, ids, [1, 2, 3])
        EDITS["certificate"](db, 7)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("undo"), _fill)


def _do(workspace: Workspace, name: str, number: int, before: Snapshot) -> Snapshot:
    """Do an edit and give the rows afterwards: those of before where it was refused or changed nothing."""
    label = workspace.undo_label()
    try:
        with workspace.edit(name) as db:
            EDITS[name](db, number)
    except (PlanError, LookupError):
        assert (workspace.undo_label(), snapshot(workspace.path)) == (label, before)
        return before
    after = snapshot(workspace.path)
    assert after == before or workspace.undo_label() == name
    return after


def _edit(workspace: Workspace, name: str, number: int) -> None:
    """Do an edit that changes something."""
    with workspace.edit(name) as db:
        EDITS[name](db, number)
    assert workspace.undo_label() == name


@pytest.mark.slow
@settings(
    max_examples=examples(4, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_edits_undone_and_redone_give_the_same_rows(
    template: Template, steps: list[tuple[str, int]]
) -> None:
    workspace = template.open()
    states = [snapshot(workspace.path)]
    for name, number in steps:
        after = _do(workspace, name, number, states[-1])
        if after != states[-1]:
            states.append(after)
    for state in reversed(states[:-1]):
        workspace.undo()
        assert snapshot(workspace.path) == state
    for state in states[1:]:
        workspace.redo()
        assert snapshot(workspace.path) == state
    workspace.close()
    check_file(workspace.path)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(EDITS))
def test_each_kind_of_edit_can_be_undone(template: Template, name: str) -> None:
    workspace = template.open()
    prepare = {
        "remove session": ["add session"],
        "change session": ["add session"],
        "session days": ["add session"],
        "move session": ["add session"],
        "copy session": ["add session"],
        "session's course": ["add session"],
        "assign tracks": ["add person"],
        "let come back": ["let leave"],
        "release": ["let leave"],
        "remove earlier employment": ["add earlier employment"],
        "pick required": ["add person", "assign tracks"],
        "remove profile": ["save profile"],
        "seat": ["add session"],
        "unseat": ["add session"],
        "seat status": ["add session"],
        "remove completion": ["completion"],
        "evidence": ["completion"],
        "remove evidence": ["evidence of a certificate"],
        "remove exemption": ["exempt"],
        "remove absence": ["absence"],
        "origin of an absence": ["absence"],
        "change course": ["add course"],
        "remove course": ["add course"],
        **FACT_PREPARATIONS,
        **SESSION_PREPARATIONS,
        **RESOURCE_PREPARATIONS,
        **TIMELINE_PREPARATIONS,
        **PROBLEM_PREPARATIONS,
        **MONEY_PREPARATIONS,
        **DECISION_PREPARATIONS,
        **PLAN_PREPARATIONS,
    }
    for earlier in prepare.get(name, []):
        _edit(workspace, earlier, 0 if name in ("seat", "session's course") else 1)
    before = snapshot(workspace.path)
    tries = (_do(workspace, name, number, before) for number in (1, 2, 3, 4, 31))
    after = next((rows for rows in tries if rows != before), None)
    assert after is not None, "the edit changed nothing in any of its tries"
    workspace.undo()
    assert snapshot(workspace.path) == before
    workspace.redo()
    assert snapshot(workspace.path) == after
    workspace.close()


def test_undo_works_after_a_restart(template: Template) -> None:
    workspace = template.open()
    before = snapshot(workspace.path)
    _edit(workspace, "add person", 1)
    workspace.close()
    workspace = open_workspace(workspace.path)
    assert workspace.undo_label() == "add person"
    workspace.undo()
    assert snapshot(workspace.path) == before
    workspace.close()


def test_a_new_edit_drops_what_was_undone(template: Template) -> None:
    workspace = template.open()
    _edit(workspace, "add person", 1)
    workspace.undo()
    _edit(workspace, "add person", 2)
    assert workspace.redo_label() is None
    with workspace.read() as db:
        assert [line.state for line in list_edits(db, 2)] == ["done", "dropped"]
    workspace.close()


def test_ids_are_not_given_out_twice(template: Template) -> None:
    workspace = template.open()
    with workspace.edit("first") as db:
        first = people.add_person(db, first_name="First")
    workspace.undo()
    with workspace.edit("second") as db:
        second = people.add_person(db, first_name="Second")
    assert second > first
    workspace.close()


def test_undo_refuses_and_names_a_row_changed_by_somebody_else(template: Template) -> None:
    workspace = template.open()
    with workspace.edit("Rename") as db:
        person = people.add_person(db, first_name="Ana", last_name="Alvarez")
    with closing(sqlite3.connect(workspace.path)) as connection, connection:
        connection.execute("UPDATE person SET team = 'Other', version = version + 1 WHERE id = ?", (person,))
    before = snapshot(workspace.path)
    with pytest.raises(UndoRefusedError, match="Ana Alvarez"):
        workspace.undo()
    assert snapshot(workspace.path) == before
    assert workspace.undo_label() == "Rename"
    workspace.close()


def _add_then_fail(db: Session) -> None:
    people.add_person(db, first_name="Ana")
    db.flush()
    raise PlanError("no")


def test_a_failed_action_leaves_nothing(template: Template) -> None:
    workspace = template.open()
    before = snapshot(workspace.path)
    told: list[Change] = []
    workspace.listen(told.append)
    with pytest.raises(PlanError), workspace.edit("Fail") as db:
        _add_then_fail(db)
    assert snapshot(workspace.path) == before
    assert told == []
    assert workspace.undo_label() == "Fill"
    workspace.close()


def test_a_write_past_the_journal_is_an_error(template: Template) -> None:
    workspace = template.open()
    before = snapshot(workspace.path)
    for statement in (
        update(Person).values(team="x"),
        delete(Person),
        insert(Person).values(first_name="x", version=1),
    ):
        with pytest.raises(JournalError), workspace.edit("Cheat") as db:
            db.execute(statement)
    with workspace.read() as db:
        db.add(Person(first_name="x"))
        with pytest.raises(JournalError):
            db.flush()
        with pytest.raises(JournalError):
            bulk_insert(db, Person, [{"first_name": "x"}])
    assert snapshot(workspace.path) == before
    workspace.close()


def test_new_rows_take_numbers_that_were_never_given_out(template: Template) -> None:
    workspace = template.open()
    with workspace.edit("Add one") as db:
        gone = people.add_person(db, first_name="Gone")
    workspace.undo()
    with workspace.edit("Add three") as db:
        rows = [{"first_name": "A"}, {"first_name": "B"}, {"last_name": "C", "team": "Red"}]
        ids = bulk_insert(db, Person, rows)
        assert ids == [gone + 1, gone + 2, gone + 3]
        assert bulk_insert(db, Person, [{"first_name": "D"}]) == [gone + 4]
        found = [(p.first_name, p.last_name, p.team) for p in map(db.get, [Person] * 3, ids) if p]
    assert found == [("A", "", ""), ("B", "", ""), ("", "C", "Red")]
    with workspace.edit("Add one by itself") as db:
        assert people.add_person(db, first_name="E") == gone + 5
    workspace.close()
    check_file(workspace.path)


def test_an_edit_tells_which_rows_it_touched(template: Template) -> None:
    workspace = template.open()
    told: list[Change] = []
    workspace.listen(told.append)
    with workspace.edit("Add") as db:
        person = people.add_person(db, first_name="Ana")
    workspace.undo()
    assert [(c.action, c.label, c.keys) for c in told] == [
        ("edit", "Add", {"person": frozenset({person})}),
        ("undo", "Add", {"person": frozenset({person})}),
    ]
    with workspace.edit("Nothing"):
        pass
    assert len(told) == 2
    assert workspace.redo_label() == "Add"
    workspace.close()


def test_exact_decimals_survive_undo(template: Template) -> None:
    workspace = template.open()
    _edit(workspace, "pick days", 0)
    workspace.undo()
    workspace.redo()
    with workspace.read() as db:
        days = set(db.scalars(select(Pick.days)))
    assert Decimal("0.25") in days
    workspace.close()

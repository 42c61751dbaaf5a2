"""Taking back many edits as one gives the rows as they were then, and undo brings everything back."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pmplanner.models import Edit, Person, Plan
from pmplanner.services.people import people
from pmplanner.services.people.forgetting import forget_people
from pmplanner.services.people.history import list_edits
from pmplanner.services.plans import archive, merging_people, people_changes, picks
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.journal import Change, UndoRefusedError
from pmplanner.storage.labels import Label, People
from pmplanner.storage.merged import merged_people
from pmplanner.storage.workspace import Workspace
from tests.edits import EDITS
from tests.storage.test_undo import _do, _fill
from tests.support import Snapshot, Template, check_file, snapshot
from tests.tiers import examples

STEPS = st.lists(
    st.tuples(
        st.sampled_from(sorted(EDITS)) | st.sampled_from(["undo", "redo", "back", "day"]), st.integers(0, 31)
    ),
    min_size=2,
    max_size=14,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("back"), _fill)


def _done(workspace: Workspace) -> list[int]:
    """The edits that are done, the oldest first."""
    with workspace.read() as db:
        return [line.id for line in reversed(list_edits(db)) if line.state == "done"]


class _Model:
    """What is to be: the rows after each edit, as they were when it was the newest."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.first = _done(workspace)[-1]
        workspace.undo()
        self.states: dict[int, Snapshot] = {0: snapshot(workspace.path)}
        workspace.redo()
        self._note(snapshot(workspace.path))

    def step(self, name: str, number: int) -> None:
        if name in ("undo", "redo"):
            self._replay(name)
        elif name == "back":
            self._go_back(number)
        elif name == "day":
            self._undo_day()
        else:
            before = snapshot(self.workspace.path)
            if (after := _do(self.workspace, name, number, before)) != before:
                self._note(after)

    def _note(self, rows: Snapshot) -> None:
        self.states[_done(self.workspace)[-1]] = rows

    def _replay(self, name: str) -> None:
        try:
            self.workspace.undo() if name == "undo" else self.workspace.redo()
        except UndoRefusedError:
            return
        self._compare()

    def _go_back(self, number: int) -> None:
        known = [0, *(edit_id for edit_id in _done(self.workspace) if edit_id in self.states)]
        edit_id = known[number % len(known)]
        self._take_back(lambda: self.workspace.go_back(edit_id), self.states[edit_id])

    def _undo_day(self) -> None:
        """Take back what was done today: all but the first edit, which is of an earlier day."""
        then = self.states[self.first if self.first in _done(self.workspace) else 0]
        self._take_back(lambda: self.workspace.undo_day(dt.date.today()), then)  # noqa: DTZ011

    def _take_back(self, take_back: Callable[[], object], then: Snapshot) -> None:
        before, done = snapshot(self.workspace.path), _done(self.workspace)
        if before == then:
            with pytest.raises(UndoRefusedError):
                take_back()
            assert (snapshot(self.workspace.path), _done(self.workspace)) == (before, done)
            return
        take_back()
        assert snapshot(self.workspace.path) == then
        # One edit more, and all that were done are done still.
        assert _done(self.workspace)[:-1] == done
        self.workspace.undo()
        assert snapshot(self.workspace.path) == before
        self.workspace.redo()
        self._note(snapshot(self.workspace.path))

    def _compare(self) -> None:
        newest = _done(self.workspace)[-1] if _done(self.workspace) else 0
        if newest in self.states:
            assert snapshot(self.workspace.path) == self.states[newest]


def _on(workspace: Workspace, day: dt.date, edit_id: int) -> None:
    """Let an edit have been made at noon of a day."""
    moment = dt.datetime.combine(day, dt.time(12)).astimezone(dt.UTC).replace(tzinfo=None)
    with Session(workspace._database.engine) as db:
        db.execute(update(Edit).where(Edit.id == edit_id).values(made_at=moment))
        db.commit()


@pytest.mark.slow
@settings(
    max_examples=examples(8, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_back_to_any_edit_gives_the_rows_of_then(template: Template, steps: list[tuple[str, int]]) -> None:
    workspace = template.open()
    _on(workspace, dt.date(2026, 1, 5), _done(workspace)[0])
    model = _Model(workspace)
    for name, number in [*steps, ("back", 0), ("undo", 0), ("back", 1)]:
        model.step(name, number)
    workspace.close()
    check_file(workspace.path)


@pytest.fixture
def workspace(template: Template) -> Workspace:
    return template.open()


def _add(workspace: Workspace, name: str) -> int:
    with workspace.edit(f"Add {name}") as db:
        return people.add_person(db, first_name=name)


def test_what_was_taken_back_is_told_as_one_edit(workspace: Workspace) -> None:
    first = _done(workspace)[-1]
    kim, lou = _add(workspace, "Kim"), _add(workspace, "Lou")
    heard: list[Change] = []
    workspace.listen(heard.append)
    change = workspace.go_back(first)
    assert (change.action, change.keys["person"]) == ("edit", frozenset({kim, lou}))
    assert change.label == "Take back 2 edits done after “Fill”" == workspace.undo_label()
    assert heard == [change]
    workspace.undo()
    workspace.go_back(_done(workspace)[-2])
    assert workspace.undo_label() == "Take back what was done after “Add Kim”"
    workspace.close()


def test_there_is_a_reason_where_nothing_can_be_taken_back(workspace: Workspace) -> None:
    first = _done(workspace)[-1]
    _add(workspace, "Kim")
    newest = _done(workspace)[-1]
    workspace.undo()
    before = snapshot(workspace.path)
    for edit_id, reason in (
        (999, "There is no edit 999 to go back to."),
        (newest, "“Add Kim” is undone itself: go back to one that is not."),
        (first, "Nothing was done after that."),
    ):
        with pytest.raises(UndoRefusedError, match=reason):
            workspace.go_back(edit_id)
    with pytest.raises(UndoRefusedError, match="Nothing was done on 2020-01-02"):
        workspace.undo_day(dt.date(2020, 1, 2))
    assert snapshot(workspace.path) == before
    assert workspace.redo_label() == "Add Kim"
    workspace.close()


def test_edits_that_took_each_other_back_leave_nothing_to_do(workspace: Workspace) -> None:
    first = _done(workspace)[-1]
    kim = _add(workspace, "Kim")
    with workspace.edit("Remove Kim") as db:
        db.delete(db.get_one(Person, kim))
    with pytest.raises(UndoRefusedError, match="took each other back"):
        workspace.go_back(first)
    workspace.close()


def test_a_day_is_taken_back_without_those_after_it(workspace: Workspace) -> None:
    monday, tuesday = dt.date(2027, 3, 1), dt.date(2027, 3, 2)
    kim = _add(workspace, "Kim")
    _on(workspace, monday, _done(workspace)[-1])
    lou = _add(workspace, "Lou")
    _on(workspace, tuesday, _done(workspace)[-1])
    assert workspace.undo_day(monday).keys["person"] == {kim}
    with workspace.read() as db:
        assert db.get(Person, kim) is None
        assert db.get(Person, lou) is not None
    workspace.close()


def test_a_day_stays_on_which_a_later_one_rests(workspace: Workspace) -> None:
    monday, tuesday = dt.date(2027, 3, 1), dt.date(2027, 3, 2)
    kim = _add(workspace, "Kim")
    _on(workspace, monday, _done(workspace)[-1])
    with workspace.edit("Pick") as db:
        picks.pick_courses(db, db.scalars(select(Plan.id)).one(), [kim], [1])
    _on(workspace, tuesday, _done(workspace)[-1])
    before = snapshot(workspace.path)
    with pytest.raises(UndoRefusedError, match="in use by the pick"):
        workspace.undo_day(monday)
    assert snapshot(workspace.path) == before
    with workspace.edit("Rename Kim") as db:
        db.get_one(Person, kim).first_name = "Kimberly"
    _on(workspace, tuesday, _done(workspace)[-1])
    with pytest.raises(UndoRefusedError, match=r"“Kimberly .*” has been changed since"):
        workspace.undo_day(monday)
    workspace.close()


def test_an_archived_plan_is_opened_again_by_going_back_before_it_but_by_no_day(template: Template) -> None:
    copy = template.open()
    copy.close()
    workspace = open_for_use(copy.path)
    with workspace.read() as db:
        plan = db.scalars(select(Plan.id)).one()
        person = db.scalars(select(Person.id)).first()
    assert person is not None
    before = snapshot(workspace.path)
    first = _done(workspace)[-1]
    with workspace.edit("Pick") as db:
        picks.pick_courses(db, plan, [person], [5])
    _on(workspace, dt.date(2027, 3, 1), _done(workspace)[-1])
    with workspace.edit("Archive") as db:
        archive.archive_plan(db, plan, dt.date(2027, 7, 1))
    with pytest.raises(UndoRefusedError, match="has been archived since"):
        workspace.undo_day(dt.date(2027, 3, 1))
    workspace.go_back(first)
    assert snapshot(workspace.path) == before
    workspace.close()


def test_somebody_merged_is_somebody_again_after_going_back(workspace: Workspace) -> None:
    kim, lou = _add(workspace, "Kim"), _add(workspace, "Lou")
    apart = _done(workspace)[-1]
    with workspace.edit(Label.of("person.merge", person=People((kim,)), other=People((lou,)))) as db:
        merging_people.merge_people(db, kim, lou)
    with workspace.read() as db:
        assert merged_people(db.connection()) == {lou: kim}
    workspace.go_back(apart)
    with workspace.read() as db:
        assert merged_people(db.connection()) == {}
    workspace.undo()
    with workspace.read() as db:
        assert merged_people(db.connection()) == {lou: kim}
    workspace.close()


def test_who_is_removed_after_a_merge_was_taken_back_is_nobody_else(workspace: Workspace) -> None:
    kim, lou = _add(workspace, "Kim"), _add(workspace, "Lou")
    apart = _done(workspace)[-1]
    with workspace.edit(Label.of("person.merge", person=People((kim,)), other=People((lou,)))) as db:
        merging_people.merge_people(db, kim, lou)
    merged = _done(workspace)[-1]
    workspace.go_back(apart)
    workspace.go_back(merged)  # takes back that it was taken back
    with workspace.read() as db:
        assert merged_people(db.connection()) == {lou: kim}
    workspace.go_back(apart)
    with workspace.edit("Remove Lou") as db:
        people_changes.remove_people(db, [lou])
    with workspace.read() as db:
        assert merged_people(db.connection()) == {}
    workspace.close()


def test_what_somebody_forgotten_was_in_stays(workspace: Workspace) -> None:
    first = _done(workspace)[-1]
    kim = _add(workspace, "Kim")
    _add(workspace, "Lou")
    forget_people(workspace, [kim])
    with pytest.raises(UndoRefusedError, match="forgotten for good since"):
        workspace.go_back(first)
    workspace.close()

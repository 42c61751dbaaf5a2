"""Somebody changes role in the window: what is said before, what is done, and undo."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Person, Pick, Plan
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.plans.role_change import foresee_role_change
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.roles.change_dialog import RoleChangeDialog
from tests.support import known


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


def state(db: Session) -> tuple[set[tuple[int, int]], dict[int, int | None]]:
    """Return all picks, and everybody's primary track."""
    picks = {(person, course) for person, course in db.execute(select(Pick.person_id, Pick.course_id))}
    return picks, dict(db.execute(select(Person.id, Person.primary_track_id)).all())


def a_product_manager(db: Session) -> int:
    """Return somebody who picked something that only that track asks for."""
    for person in db.scalars(select(Person.id).where(Person.primary_track_id == 1).order_by(Person.id)):
        found = foresee_role_change(db, 1, person, 2)
        if found.spare and found.brought and found.needed:
            return person
    raise LookupError


def test_it_says_what_would_happen_and_does_just_that(actions: Actions, qtbot: QtBot) -> None:
    person = actions.read(a_product_manager)
    before = actions.read(state)
    dialog = RoleChangeDialog(actions, person)
    qtbot.addWidget(dialog)
    dialog.show()
    assert (dialog.person_id(), dialog.track.track_id()) == (person, 2)
    found = actions.read(foresee_role_change, 1, person, 2)
    assert [line.title for line in dialog.brought.lines.rows()] == [each.title for each in found.brought]
    assert [line.title for line in dialog.needed.lines.rows()] == [each.title for each in found.needed]
    assert dialog.needed_title.text() == f"Needs {found.needed_days.normalize():f} days"
    assert dialog.go_button.text() == f"Change to Project manager and pick {len(found.needed)} courses"
    assert dialog.take_back.isVisible()
    assert found.spare[0].title in dialog.note.text()
    assert dialog.skills.text().startswith("Skills that are there:")
    dialog.take_back.click()
    dialog.go_button.click()
    assert not dialog.isVisible()
    picks, tracks = actions.read(state)
    assert tracks == {**before[1], person: 2}
    assert picks - before[0] == {(person, each.need.course_id) for each in found.needed}
    assert before[0] - picks == {(person, each.course_id) for each in found.spare}
    actions.undo()
    assert actions.read(state) == before


def test_another_person_or_track_is_looked_at_anew(actions: Actions, qtbot: QtBot) -> None:
    dialog = RoleChangeDialog(actions)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.go_button.isEnabled()
    dialog.focus_first()
    line = known(dialog.person.lineEdit())
    # By keys alone.
    offered = [dialog.person.itemText(place) for place in range(dialog.person.count())]
    name = next(text for text in offered if "Project" in text)
    line.selectAll()
    qtbot.keyClicks(line, name)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    person = known(dialog.person_id())
    tracks = [track.id for track in actions.read(list_tracks)]
    assert actions.read(state)[1][person] == tracks[1]
    dialog.track.show_key(tracks[1])
    dialog.look()
    assert "has the track Project manager already" in dialog.reason.text()
    assert not dialog.go_button.isEnabled()
    dialog.track.show_key(tracks[2])
    dialog.track.activated.emit(2)
    assert dialog.reason.text() == ""
    assert dialog.go_button.text().startswith("Change to Program manager and pick")
    dialog.how.select("add")
    dialog.look()
    assert dialog.go_button.text().startswith("Add Program manager and pick")
    assert not dialog.take_back.isVisible()
    before = actions.read(state)
    dialog.accept()
    assert actions.read(state)[1] == before[1]
    assert actions.read(state)[0] > before[0]
    actions.undo()
    assert actions.read(state) == before


def test_nothing_is_asked_of_who_leaves_before_the_end(actions: Actions, qtbot: QtBot) -> None:
    with actions.workspace.edit("Leave") as db:
        person = known(db.scalars(select(Person).where(Person.primary_track_id == 1)).first())
        person.end_date, who = known(db.get(Plan, 1)).first_day, person.id
    dialog = RoleChangeDialog(actions, who)
    qtbot.addWidget(dialog)
    assert not dialog.needed.lines.rows()
    assert dialog.go_button.text() == "Change to Project manager"


def test_without_a_plan_it_says_so(workspace: Workspace, qtbot: QtBot) -> None:
    actions = Actions(workspace)
    dialog = RoleChangeDialog(actions)
    qtbot.addWidget(dialog)
    assert dialog.reason.text() == "There is no plan yet. Create one first."
    assert not dialog.go_button.isEnabled()

"""While something long is written, what its dialog lets happen cannot write as well."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.people.people import list_people
from pmplanner.services.people.tracks import add_track
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import list_plans
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.dialogs import write_progress
from tests.support import snapshot

LABEL = "Pick a course for everybody"
REASON = "Something else is being written. Try again when that is done."


@pytest.fixture
def actions(sampled: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Actions:
    """Actions whose every write is long enough to show its dialog, and so to handle events."""
    monkeypatch.setattr(write_progress, "SHOW_AFTER_MS", 0)
    return Actions(sampled)


def _pick_for_all(db: Session) -> int:
    people = [person.id for person in list_people(db)]
    return pick_courses(db, list_plans(db)[0].id, people, [list_courses(db)[-1].id])


def _add_track(db: Session) -> int:
    return add_track(db, "In between")


@pytest.mark.parametrize(
    "write",
    [
        lambda actions: actions.refused.emit(actions.try_to("Add a track", _add_track)),
        lambda actions: actions.do("Add a track", _add_track),
        lambda actions: actions.undo(),
        lambda actions: actions.redo(),
    ],
)
def test_a_write_that_begins_within_another_is_refused(
    actions: Actions, write: Callable[[Actions], object]
) -> None:
    refusals: list[str] = []
    before = snapshot(actions.workspace.path)
    actions.refused.connect(refusals.append)
    QTimer.singleShot(0, actions, lambda: write(actions))
    assert actions.do(Label(LABEL), _pick_for_all) == 24
    assert refusals == [REASON]
    assert actions.workspace.undo_label() == LABEL
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_after_a_write_the_next_one_may_begin_even_where_it_is_heard_of(actions: Actions) -> None:
    made: list[object] = []

    def follow(_change: object) -> None:
        actions.changed.disconnect(follow)
        made.append(actions.do(Label("Add a track"), _add_track))

    dialogs: list[object] = []
    actions.changed.connect(lambda _: dialogs.append(QApplication.activeModalWidget()))
    actions.changed.connect(follow)
    assert actions.do(Label(LABEL), _pick_for_all) == 24
    assert made != [None]
    assert dialogs == [None, None]  # what is committed cannot be cancelled
    assert actions.workspace.undo_label() == "Add a track"
    assert actions.try_to(Label("Add it again"), _add_track) != REASON
    assert actions.do(Label("Add another"), lambda db: add_track(db, "Another")) is not None

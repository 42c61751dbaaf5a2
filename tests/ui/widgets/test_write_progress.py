"""Long writes show how far they are and can be cancelled; then nothing has changed."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.models import Pick
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.people.people import list_people
from pmplanner.services.plans.picks import pick_courses, remove_picks
from pmplanner.services.plans.plans import list_plans
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.dialogs import write_progress
from tests.support import snapshot

LABEL = "Pick five courses for everybody"


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    return Actions(sampled)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every write is long enough to be shown."""
    monkeypatch.setattr(write_progress, "SHOW_AFTER_MS", 0)


def _pick_for_all(db: Session) -> int:
    plan_id = list_plans(db)[0].id
    people = [person.id for person in list_people(db)]
    courses = [course.id for course in list_courses(db)[-5:]]
    return pick_courses(db, plan_id, people, courses)


def _shown() -> list[QProgressDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QProgressDialog) and w.isVisible()]


def _once_shown(actions: Actions, do: Callable[[QProgressDialog], object]) -> list[str]:
    """Do something with the dialog as soon as it handles events; return what it said."""
    said: list[str] = []

    def look() -> None:
        (dialog,) = _shown()
        said.append(dialog.labelText())
        do(dialog)

    QTimer.singleShot(0, actions, look)
    return said


def _click(dialog: QProgressDialog) -> None:
    button = dialog.findChild(QPushButton)
    assert button is not None
    button.click()


def _escape(dialog: QProgressDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


@pytest.mark.usefixtures("at_once", "qtbot")
@pytest.mark.parametrize("stop", [_click, _escape])
def test_a_write_that_is_cancelled_leaves_nothing(
    actions: Actions, stop: Callable[[QProgressDialog], None]
) -> None:
    before, label = snapshot(actions.workspace.path), actions.workspace.undo_label()
    sentences: list[tuple[str, bool]] = []
    actions.said.connect(lambda text, undo: sentences.append((text, undo)))
    said = _once_shown(actions, stop)
    assert actions.do(Label(LABEL), _pick_for_all) is None
    assert said[0].startswith(f"{LABEL}\n")
    assert sentences == [("Stopped. Nothing was changed.", False)]
    assert snapshot(actions.workspace.path) == before
    assert actions.workspace.undo_label() == label
    assert not _shown()


@pytest.mark.usefixtures("at_once", "qtbot")
def test_a_form_is_told_that_it_was_stopped(actions: Actions) -> None:
    _once_shown(actions, _click)
    assert actions.try_to(Label(LABEL), _pick_for_all) == "Stopped. Nothing was changed."


@pytest.mark.usefixtures("at_once", "qtbot")
def test_a_long_write_that_is_let_be_is_one_edit(actions: Actions) -> None:
    before = snapshot(actions.workspace.path)
    said = _once_shown(actions, lambda _: None)
    assert actions.do(Label(LABEL), _pick_for_all) == 120
    assert said == [f"{LABEL}\n120 rows written"]
    assert not _shown()
    actions.undo()
    assert snapshot(actions.workspace.path) == before


@pytest.mark.usefixtures("at_once", "qtbot")
def test_undo_can_be_cancelled_too(actions: Actions) -> None:
    actions.do(Label(LABEL), _pick_for_all)
    before = snapshot(actions.workspace.path)
    _once_shown(actions, _click)
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert actions.workspace.undo_label() == LABEL


def test_a_short_write_shows_nothing(actions: Actions, qtbot: QtBot) -> None:
    seen: list[int] = []
    with qtbot.waitSignal(actions.changed):
        actions.do(Label(LABEL), _pick_for_all)
    seen.append(len(_shown()))
    assert seen == [0]


def test_every_bulk_write_is_watched_in_steps(sampled: Workspace) -> None:
    told: list[int] = []
    with sampled.edit("Pick", told.append) as db:
        added = _pick_for_all(db)
        assert told == [added]
        plan_id = list_plans(db)[0].id
        chosen = db.query(Pick.person_id, Pick.course_id).filter(Pick.plan_id == plan_id).limit(3).all()
        pairs = [(person, course) for person, course in chosen]
    assert told[-1] == 2 * added  # the rows, and their images in the journal
    assert pairs
    told.clear()
    sampled.undo(told.append)
    assert told == [added]


@pytest.mark.usefixtures("qtbot")
def test_taking_back_is_watched(actions: Actions) -> None:
    actions.do(Label(LABEL), _pick_for_all)
    told: list[int] = []
    with actions.workspace.edit("Take back", told.append) as db:
        plan_id = list_plans(db)[0].id
        people = [person.id for person in list_people(db)]
        course = list_courses(db)[-1].id
        remove_picks(db, plan_id, [(person, course) for person in people])
    assert told[0] == len(people)

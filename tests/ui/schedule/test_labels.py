"""What is done with sessions is called by what came of it, and by who is in it, whatever they are called."""

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.people.history import list_edits
from pmplanner.services.people.people import list_people
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.resources.trainers import add_trainer, change_trainer
from pmplanner.services.sessions.seating import open_picks
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label, People, Term, TrainerOf
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.session_edits import SessionEdits
from tests.services.small_plan import MONDAY
from tests.support import known
from tests.ui.finding import line_of
from tests.ui.schedule.conftest import last_label, show, write

SATURDAY = MONDAY + dt.timedelta(days=5)
"""The next open day is 8 March."""


@pytest.fixture
def edits(actions: Actions) -> SessionEdits:
    """What the views do with the sessions of the plan."""
    edits = SessionEdits(actions)
    edits.know({row.id: row for row in actions.read(list_sessions, known(actions.plan_id))})
    return edits


def _run(actions: Actions, code: str) -> int:
    return next(row.id for row in actions.read(list_sessions, known(actions.plan_id)) if row.code == code)


def test_a_session_put_on_a_closed_day_is_called_by_the_day_it_came_to(
    edits: SessionEdits, actions: Actions, qtbot: QtBot
) -> None:
    session_id = _run(actions, "TIME-1")
    with qtbot.waitSignal(actions.said) as said:
        edits.place(session_id, SATURDAY)
    assert last_label(actions) == said.args[0] == "Move TIME-1 to 8 Mar"
    edits.place(session_id, SATURDAY, room="Bergen")
    assert last_label(actions) == "Put TIME-1 into Bergen on 8 Mar"
    edits.copy_to(session_id, SATURDAY)
    assert last_label(actions) == "Copy TIME-1 to 8 Mar"
    edits.resize(session_id, MONDAY, SATURDAY)
    assert last_label(actions) == "Hold TIME-1 on 1–5 Mar"
    course = next(course for course in actions.read(list_courses) if course.code == "LEAD")
    (pick,) = actions.read(open_picks, known(actions.plan_id), course.id)
    edits.create(course.title, course.id, SATURDAY, [pick.pick_id], {})
    assert last_label(actions) == "Schedule Lead on 8 Mar for 1 person"


def test_the_first_day_typed_in_the_form_is_called_by_the_day_it_came_to(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    show(qtbot, page, "TIME-1")
    write(qtbot, page.form.fields.first_date, "6 Mar 2027")
    assert last_label(actions) == "Move TIME-1 to 8 Mar"


def test_a_trainer_is_named_as_called_now(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    label = Label.of("trainer.add", trainer="")
    trainer_id = actions.do(label, add_trainer, "A. Moe")
    show(qtbot, page, "BOOT-1")
    write(qtbot, line_of(page.form.fields.fields, "trainer"), "A. Moe")
    assert last_label(actions) == "Change the trainer of BOOT-1 to A. Moe"
    renaming = Label.of("trainer.change", field=Term("trainer.name"), trainer=TrainerOf(known(trainer_id)))
    actions.do(renaming, change_trainer, known(trainer_id), name="A. Lie")
    assert [line.label for line in actions.read(list_edits)][:2] == [
        "Change “Name” of A. Lie",
        "Change the trainer of BOOT-1 to A. Lie",
    ]
    actions.undo()
    assert actions.workspace.undo_label() == "Change the trainer of BOOT-1 to A. Moe"


def test_who_is_seated_is_named_as_called_now(edits: SessionEdits, actions: Actions) -> None:
    session_id = _run(actions, "TIME-1")
    row = edits.row(session_id)
    assert row is not None
    pick = next(
        p for p in actions.read(open_picks, known(actions.plan_id), row.course_id) if p.name == "Dara"
    )
    edits.seat(session_id, [pick.pick_id])
    assert last_label(actions) == "Seat Dara in TIME-1"
    dara = next(person for person in actions.read(list_people) if person.name == "Dara")
    label = Label.of("person.change", field=Term("person.first_name"), person=People.of([dara.id]))
    actions.do(label, lambda db: change_person(db, dara.id, first_name="Dora"))
    assert [line.label for line in actions.read(list_edits)][:2] == [
        "Change “First name” of Dora",
        "Seat Dora in TIME-1",
    ]

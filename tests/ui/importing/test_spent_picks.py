"""After completions were imported: the picks that they make unneeded are taken back, or left."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import add_course
from pmplanner.services.people.people import add_person
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.plans.superfluous import SpentPick
from pmplanner.services.views.matrix import list_cells
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.importing.spent_picks import SpentDialog, offer_spent
from tests.services.small_plan import MONDAY


@pytest.mark.parametrize("taken", [True, False])
def test_picks_are_taken_back_or_left(blank: Workspace, qtbot: QtBot, taken: bool) -> None:
    with blank.edit("Fill") as db:
        plan = create_plan(db, "2027", MONDAY, MONDAY)
        person, course = add_person(db, first_name="Ana"), add_course(db, title="Talk", days=Decimal(1))
        pick_courses(db, plan, [person], [course])
    actions = Actions(blank)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SpentDialog)
        assert dialog.go_button.text() == "Take 1 pick back"
        (dialog.go_button if taken else dialog.cancel_button).click()

    QTimer.singleShot(0, answer)
    offer_spent(actions, [SpentPick(plan, "2027", person, course, "Talk")], None)
    assert ((person, course) in actions.read(list_cells, plan)) is not taken
    if taken:
        actions.undo()
        assert (person, course) in actions.read(list_cells, plan)
    offer_spent(actions, [], None)  # nothing is asked

"""Equipment: how many, where it is, who needs it."""

from pytestqt.qtbot import QtBot

from pmplanner.services.lookup import find_course
from pmplanner.services.resources.equipment import list_equipment, set_course_needs
from pmplanner.services.sessions.session_equipment import set_equipment
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.equipment import EquipmentPanel
from pmplanner.ui.resources.page import ResourcesPage
from tests.support import known
from tests.ui.resources.conftest import LEFT, choose, click_row, shown, type_in


def test_equipment_says_where_it_is(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = choose(page, qtbot, "Equipment")
    assert shown(view) == ["Beamer", "Laptops"]
    assert not page.import_button.isVisible()
    click_row(view, qtbot, 0)
    panel = view.panel
    assert isinstance(panel, EquipmentPanel)
    assert panel.about.text() == "2 to carry into rooms that lack it"
    assert panel.rooms.text() == "Leeds, Room 1"
    assert panel.courses.text().startswith("None")
    beamer = actions.read(list_equipment)[0].id
    course = actions.read(lambda db: find_course(db, "TNX-BDP").id)
    run = next(run for run in actions.read(list_sessions, known(actions.plan_id)) if run.course_id == course)
    actions.do(Label("Need it"), set_course_needs, course, {beamer: 2})
    actions.do(Label("Ask for it"), set_equipment, run.id, {beamer: 1})
    assert panel.courses.text() == "Big Data for Project and Program Managers × 2"
    assert panel.used.text().splitlines()[0] == "1 session of this plan, 3 days"
    actions.undo()
    assert panel.used.text() == "Not used in this plan."


def test_equipment_is_counted_added_and_removed(page: ResourcesPage, actions: Actions, qtbot: QtBot) -> None:
    view = choose(page, qtbot, "Equipment")
    click_row(view, qtbot, 0)
    type_in(view, qtbot, "count", "")
    assert actions.read(list_equipment)[0].count == 0
    assert view.panel.about.text().startswith("None to carry")
    actions.undo()
    assert actions.read(list_equipment)[0].count == 2
    qtbot.mouseClick(view.panel.remove, LEFT)
    assert shown(view) == ["Laptops"]
    actions.undo()
    page.begin_new()
    qtbot.keyClicks(view.panel.form.fields["name"], "Whiteboard")
    qtbot.mouseClick(view.panel.create_button, LEFT)
    assert [(row.name, row.count) for row in actions.read(list_equipment)][2] == ("Whiteboard", 0)
    actions.undo()
    assert shown(view) == ["Beamer", "Laptops"]

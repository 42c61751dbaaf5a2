"""Whatever is selected or open on a page, it may be changed, removed and brought back from anywhere else."""

from itertools import cycle, product

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractItemView, QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.services.errors import PlanError
from pmplanner.services.people.people import add_person
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.pages import PAGES
from tests.edits import EDITS
from tests.tiers import is_long, seeds
from tests.ui.conftest import OpenWindow

_UNSEEN = frozenset({"catalogue", "save profile", "remove profile"})
"""Edits that change what no page shows, or that the window does not make."""

_GONE = frozenset({"remove people", "remove plan", "remove session", "remove course", "remove track"})
"""Edits that take away what pages have selected: in `-m long` these are tried everywhere at every turn."""

PARTS = 28
"""Of so many parts of the edits the suite tries one on each page; `-m long` all."""

STATES = {
    "plan": ("cell", "name", "drawer away", "details", "details of several"),
    "schedule": ("timeline", "month", "list", "form"),
}
"""How a page may stand, where it is not always the same."""

PLACES = [(key, state) for key in PAGES for state in STATES.get(key, ("",))]


def _select_on_plan(page: PlanPage, state: str) -> None:
    person, course = page.model.people()[1], page.model.courses[1]
    page.cells.setFocus()
    page.matrix.go_to(person, None if state in ("name", "details of several") else course)
    page.board.open_drawer(state != "drawer away")
    if state == "details of several":
        page.cells.select_people(1, 4)
    if state.startswith("details"):
        page._open_detail()


def _select_on_schedule(page: SchedulePage, state: str) -> None:
    page.views.show_view(state if state != "form" else "timeline")
    session_id = next(iter(page._rows))
    page.reveal("session", session_id)
    if state == "form":
        page.views.opened.emit(session_id)


def _begin(window: MainWindow, key: str, state: str) -> None:
    """Show a page with something selected wherever something can be."""
    window.open_page(key)
    page = window._pages[key]
    if isinstance(page, PlanPage):
        _select_on_plan(page, state)
    else:
        if isinstance(page, SchedulePage):
            _select_on_schedule(page, state)
        for view in page.findChildren(QAbstractItemView):
            model = view.model()
            if (
                view.isVisible()
                and view.selectionModel() is not None
                and model is not None
                and model.rowCount()
            ):
                index = model.index(min(1, model.rowCount() - 1), 0)
                flags = (
                    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
                )
                view.selectionModel().setCurrentIndex(index, flags)
    QApplication.processEvents()


def _do(window: MainWindow, name: str, number: int) -> bool:
    """Make an edit as another page would; False where it makes no sense."""

    def run(db: Session) -> None:
        EDITS[name](db, number)

    try:
        done = window.actions_.try_to(Label(name), run) == ""
        return (
            done and window.actions_.workspace.undo_label() == name
        )  # nothing to undo where nothing changed
    except (LookupError, PlanError):
        return False


def _assert_focus_is_seen(window: MainWindow, what: object) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None, (what, "the focus is nowhere")
    assert focus.isVisible(), (what, focus)


def _edits_for(part: int) -> list[str]:
    """Every so manieth edit, and one of those that take away what is selected; all of these in `-m long`."""
    gone = _GONE if is_long() else {sorted(_GONE)[part % len(_GONE)]}
    edits = sorted(EDITS.keys() - _UNSEEN)
    return [name for place, name in enumerate(edits) if place % PARTS == part or name in gone]


@pytest.mark.slow
@pytest.mark.parametrize("turn", seeds(1, PARTS))
@pytest.mark.parametrize("key", PAGES)
def test_no_edit_made_elsewhere_faults_a_page(
    open_bare_window: OpenWindow, sampled: Workspace, qtbot: QtBot, key: str, turn: int
) -> None:
    window = open_bare_window(sampled)
    window.resize(1300, 850)
    for state in STATES.get(key, ("",)):
        _edit_elsewhere(window, key, state, _edits_for((2 * PLACES.index((key, state)) + turn) % PARTS))


def _edit_elsewhere(window: MainWindow, key: str, state: str, names: list[str]) -> None:
    """Make edits, and take each back, while a page stands so."""
    other = "people" if key != "people" else "plan"
    _begin(window, key, state)
    plan_id = window.actions_.plan_id
    for place, name in enumerate(names):
        if place % 2:  # seen as it happens, or when the page is shown again
            window.open_page(other)
        if not _do(window, name, 1 + place % 3):
            window.open_page(key)
            continue
        window.open_page(key)
        QApplication.processEvents()
        _assert_focus_is_seen(window, (state, name))
        window.actions_.undo()
        QApplication.processEvents()
        _assert_focus_is_seen(window, (state, "undo", name))
        if place % 5 == 0:
            window.actions_.redo()
            QApplication.processEvents()
            _assert_focus_is_seen(window, (state, "redo", name))
            window.actions_.undo()
        window.actions_.choose_plan(plan_id)  # another one is shown where one came or went
        if name.startswith("remove") or "plan" in name:
            _begin(window, key, state)


@pytest.mark.slow
def test_a_person_selected_in_the_plan_may_be_removed_and_never_have_been(
    open_bare_window: OpenWindow, sampled: Workspace, qtbot: QtBot
) -> None:
    window = open_bare_window(sampled)
    window.open_page("plan")
    page = window._pages["plan"]
    assert isinstance(page, PlanPage)
    states = ("cell", "name", "drawer away", "details", "details of several")
    # Seen and unseen take turns in the suite; `-m long` tries each state in both ways.
    turns = product(states, (True, False)) if is_long() else zip(states, cycle((True, False)), strict=False)
    for state, seen in turns:
        person = window.actions_.do(
            Label("Add person"), add_person, first_name="Zoe", last_name="Zu", employee_id="Z"
        )
        assert person is not None
        _begin(window, "plan", state)
        page.matrix.go_to(person, page.model.courses[0] if state in ("cell", "details") else None)
        if not seen:
            window.open_page("people")
        window.actions_.undo()
        window.open_page("plan")
        window.actions_.redo()
        page.matrix.go_to(person)
        window.actions_.do(Label("Remove"), remove_people, [person])
        assert person not in page.model.people(), (state, seen)
        window.actions_.undo()
        window.actions_.undo()

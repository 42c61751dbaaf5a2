"""Forgetting people for good from the page: by menu, panel and day; asked first, and not undone."""

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import QDate, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pmplanner.services.people.people import list_people
from pmplanner.services.plans.people_changes import change_person
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.forget_dialog import ForgetDialog
from pmplanner.ui.people.page import PeoplePage
from tests.support import snapshot
from tests.ui.people.conftest import Show, click_row, names

Look = Callable[[ForgetDialog], None]


@pytest.fixture
def answer(qtbot: QtBot) -> Callable[[Look], list[ForgetDialog]]:
    """Let a function look at the dialog that opens next, and answer it."""

    def wait(look: Look) -> list[ForgetDialog]:
        seen: list[ForgetDialog] = []

        def when_open() -> None:
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, ForgetDialog):
                QTimer.singleShot(20, when_open)
                return
            seen.append(dialog)
            try:
                look(dialog)
            finally:
                dialog.reject()

        QTimer.singleShot(0, when_open)
        return seen

    return wait


def _choose(menu: QMenu, text: str) -> None:
    (action,) = (action for action in menu.actions() if action.text().split("\t")[0] == text)
    action.trigger()


@pytest.mark.slow
def test_one_person_is_forgotten_from_the_panel(
    page: PeoplePage, actions: Actions, qtbot: QtBot, show: Show, answer: Callable[[Look], list[ForgetDialog]]
) -> None:
    detail = show("S-001")
    copy = actions.workspace.path.with_name("sampled.before-1.sqlite")
    actions.workspace.save_as(copy)
    said: list[str] = []
    actions.said.connect(lambda text, _undo: said.append(text))

    def look(dialog: ForgetDialog) -> None:
        assert dialog.who.text() == "Amara Lindqvist"
        assert "(rows: 3, " in dialog.goes.text()
        cancel = dialog.cancel
        assert cancel.property("primary")  # measured as bold as it is drawn
        assert "totals stay" in dialog.stays.text()
        assert "cannot be undone" in dialog.undo.text()
        assert dialog.held.text().endswith(str(copy))
        assert dialog.apply.text() == "Forget 1 person for good"
        assert not dialog.day.isVisible()
        assert dialog.cancel.isDefault()
        dialog.also.setChecked(True)
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)

    seen = answer(look)
    menu = page.detail.one.more.menu()
    assert menu is not None
    _choose(menu, "Forget for good…")
    assert len(seen) == 1
    assert said == ["Forgotten for good: 1."]
    assert not copy.exists()
    assert "Amara Lindqvist" not in names(page)
    name = f"Forgotten person {detail.person.id}"
    assert name in names(page)
    assert page.detail.one.title.text() == name
    assert b"Lindqvist" not in actions.workspace.path.read_bytes()


def test_several_are_asked_about_at_once_and_may_be_let_be(
    page: PeoplePage, actions: Actions, qtbot: QtBot, answer: Callable[[Look], list[ForgetDialog]]
) -> None:
    before = snapshot(actions.workspace.path)
    click_row(qtbot, page.table, 0)
    click_row(qtbot, page.table, 2, control=True)
    texts = []
    look = lambda dialog: texts.append((dialog.who.text(), dialog.apply.text()))  # noqa: E731
    expected = (", ".join(names(page)[row] for row in (0, 2)), "Forget 2 people for good")
    assert answer(look) == []
    _choose(page.detail.make_menu(), "Forget for good…")
    answer(look)
    qtbot.mouseClick(page.detail.many.forget, Qt.MouseButton.LeftButton)
    assert texts == [expected, expected]
    assert snapshot(actions.workspace.path) == before


def test_those_who_left_before_a_day_are_forgotten(
    page: PeoplePage,
    actions: Actions,
    ids: dict[str, int],
    qtbot: QtBot,
    answer: Callable[[Look], list[ForgetDialog]],
) -> None:
    actions.do(Label("Leave"), change_person, ids["S-001"], end_date=dt.date(2026, 1, 31))
    actions.do(Label("Leave"), change_person, ids["S-010"], end_date=dt.date(2026, 3, 31))

    def look(dialog: ForgetDialog) -> None:
        dialog.day.setDate(QDate(2026, 1, 31))
        assert dialog.who.text() == "There is nobody to forget."
        assert not dialog.apply.isEnabled()
        assert not dialog.goes.isVisible()
        dialog.day.setDate(QDate(2026, 2, 1))
        assert dialog.who.text() == "Amara Lindqvist"
        qtbot.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)

    answer(look)
    menu = page.more_button.menu()
    assert menu is not None
    _choose(menu, "Forget people who left before…")
    there = {row.id: row.employee_id for row in actions.read(list_people)}
    assert (there[ids["S-001"]], there[ids["S-010"]]) == ("", "S-010")


def test_somebody_forgotten_can_still_be_given_a_team(
    actions: Actions, ids: dict[str, int], answer: Callable[[Look], list[ForgetDialog]]
) -> None:
    dialog = ForgetDialog(actions, [ids["S-001"]])
    dialog.accept()
    dialog.deleteLater()
    assert actions.try_to(Label("Team"), change_person, ids["S-001"], team="Platform") == ""
    dialog = ForgetDialog(actions, [99_999])
    assert dialog.reason.text() == "This person no longer exists."
    assert not dialog.apply.isEnabled()
    dialog.deleteLater()

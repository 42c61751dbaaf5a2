"""Whole sessions changed from their form: split, merged, repeated, cancelled, pinned, locked."""

import datetime as dt

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.session_days import working_days
from pmplanner.services.people.history import list_edits
from pmplanner.services.sessions.changes import Laid, repeat_session
from pmplanner.services.sessions.sessions import SessionDetail
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.form.series_popup import SeriesPopup
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.session_menu import SessionMenu
from tests.services.small_plan import MONDAY
from tests.support import snapshot
from tests.ui.finding import menu_of
from tests.ui.schedule.conftest import Stored, show, write


def _label(actions: Actions) -> str:
    return actions.read(list_edits)[0].label


def _names(detail: SessionDetail | None) -> dict[str, str]:
    assert detail is not None
    return {seat.name: seat.status for seat in detail.seats}


def _click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isVisible()
    assert widget.isEnabled()
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def _choose(qtbot: QtBot, menu: QMenu, place: int) -> None:
    """Open a menu and click one of its lines."""
    menu.popup(QPoint(0, 0))
    qtbot.waitUntil(menu.isVisible)
    area = menu.actionGeometry(menu.actions()[place])
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=area.center())
    assert not menu.isVisible()


def test_a_session_is_copied_and_the_copy_is_shown(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    _click(qtbot, page.form.tools.copy)
    assert page.form.heading.text() == "BOOT-2 · Boot"
    copy = stored("BOOT-2")
    assert copy is not None
    assert (copy.row.first_day, copy.row.room, copy.seats) == (dt.date(2027, 3, 3), "Oslo", ())
    actions.undo()
    assert snapshot(actions.workspace.path) == before


@pytest.mark.parametrize(("place", "first_day"), [(0, dt.date(2027, 3, 3)), (1, MONDAY)])
def test_a_session_is_split_on_other_days_or_the_same(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot, place: int, first_day: dt.date
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    _choose(qtbot, page.form.tools.split_menu, place)
    assert _label(actions) == "Split session BOOT-1"
    assert _names(stored("BOOT-1")) == {"Ana": "booked", "Bo": "booked"}
    assert _names(stored("BOOT-2")) == {"Cy": "booked"}
    second = stored("BOOT-2")
    assert second is not None
    assert second.row.first_day == first_day
    assert page.form.heading.text() == "BOOT-2 · Boot"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_sessions_of_one_course_are_merged(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    show(qtbot, page, "BOOT-1")
    assert not page.form.tools.merge.isEnabled()
    assert page.form.tools.merge.toolTip() == "There is no other session of the course."
    _choose(qtbot, page.form.tools.split_menu, 0)
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    assert page.form.tools.merge.isEnabled()
    page.form.tools.merge_menu.aboutToShow.emit()
    one, other = "BOOT-1 (1–2 Mar 2027, 2/2 seats)", "BOOT-2 (3–4 Mar 2027, 1/2 seats)"
    assert [a.text() for a in page.form.tools.merge_menu.actions() if not a.isSeparator()] == [
        f"Merge {other} into {one}: 1 would wait, no new problem",
        f"Merge {one} into {other}: 1 would wait, no new problem, 1 problem solved",
    ]
    _choose(qtbot, page.form.tools.merge_menu, 0)
    assert _label(actions) == "Merge BOOT-2 into BOOT-1"
    assert "BOOT-2" not in stored
    assert _names(stored("BOOT-1")) == {"Ana": "booked", "Bo": "booked", "Cy": "waiting"}
    assert page.form.session_id is not None
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_one_person_cannot_be_split(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "TIME-1")
    assert not page.form.tools.split.isEnabled()


def test_a_series_is_asked_for_by_keyboard(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "TIME-1")
    _click(qtbot, page.form.tools.series)
    popup = next(w for w in QApplication.topLevelWidgets() if isinstance(w, SeriesPopup) and w.isVisible())
    qtbot.keyClicks(popup.every, "2")
    qtbot.keyClick(popup.every, Qt.Key.Key_Tab)
    popup.times.setFocus()
    popup.times.selectAll()
    qtbot.keyClicks(popup.times, "4")
    assert popup.says.text() == "Tue 16 Mar, Tue 30 Mar, Tue 13 Apr"
    assert popup.make.text() == "Add 3 sessions"
    qtbot.keyClick(popup.times, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert _label(actions) == "Repeat TIME-1 3 times"
    days = [detail.row.first_day for detail in map(stored, ("TIME-2", "TIME-3", "TIME-4")) if detail]
    assert days == [dt.date(2027, 3, 16), dt.date(2027, 3, 30), dt.date(2027, 4, 13)]
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_long_series_names_its_last_day(qtbot: QtBot) -> None:
    anchor = QWidget()
    qtbot.addWidget(anchor)

    def lay(every: int, times: int) -> list[Laid]:
        days = [MONDAY + dt.timedelta(days=n * every) for n in range(1, times)]
        return [Laid(day, first_open(day)) for day in days]

    def first_open(day: dt.date) -> dt.date:
        return next(working_days(day))

    popup = SeriesPopup(lay, anchor)
    popup.unit.setCurrentIndex(1)
    popup.times.setValue(9)
    said = "Mon 8 Mar … Tue 9 Mar. 2 begin later, on the next days that are open and free."
    assert popup.says.text().endswith(said)
    popup.times.setValue(2)
    assert popup.make.text() == "Add 1 session"


def test_a_cancelled_session_lets_its_people_go(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    _click(qtbot, page.form.tools.cancel)
    assert _label(actions) == "Cancel session BOOT-1"
    assert _names(stored("BOOT-1")) == {}
    assert not page.form.tools.cancel.isVisible()
    assert page.form.fields.status.entered() == "cancelled"
    assert len(page.form.seats.open_picks()) == 3
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert page.form.tools.cancel.isVisible()


def test_a_lock_refuses_in_words_and_is_taken_off(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    show(qtbot, page, "BOOT-1")
    form = page.form
    qtbot.mouseClick(
        form.fields.locked, Qt.MouseButton.LeftButton, pos=QPoint(8, form.fields.locked.height() // 2)
    )
    assert _label(actions) == "Lock BOOT-1"
    before = snapshot(actions.workspace.path)
    write(qtbot, form.fields.first_date, "2027-03-10")
    assert "BOOT-1 is locked" in form.message.text()
    assert form.fields.start.entered() == MONDAY
    form.seats.select(form.seats.seated()[0].person_id)
    form.message.clear()
    _click(qtbot, form.seats.remove)
    assert "BOOT-1 is locked" in form.message.text()
    assert snapshot(actions.workspace.path) == before
    _click(qtbot, form.tools.cancel)
    assert "BOOT-1 is locked" in form.message.text()
    assert snapshot(actions.workspace.path) == before
    qtbot.keyClick(form.fields.locked, Qt.Key.Key_Space)
    assert _label(actions) == "Unlock BOOT-1"
    write(qtbot, form.fields.first_date, "2027-03-10")
    moved = stored("BOOT-1")
    assert moved is not None
    assert moved.row.first_day == dt.date(2027, 3, 10)


def test_a_draft_has_no_tools(page: SchedulePage, qtbot: QtBot) -> None:
    show(qtbot, page, "BOOT-1")
    assert page.form.tools.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.form.drafting
    assert not page.form.tools.isVisible()
    assert not page.form.tools.copy.isVisible()
    assert not page.form.people.kept.isVisible()


def test_more_than_a_few_can_be_merged_into(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    session = page.list.shown_ids()[0]
    actions.do(Label("Repeat"), repeat_session, session, 7, 4)
    show(qtbot, page, "BOOT-1")
    page.form.tools.merge_menu.aboutToShow.emit()
    shown = [action.text() for action in page.form.tools.merge_menu.actions() if not action.isSeparator()]
    assert len([text for text in shown if " into BOOT-1 (" in text]) == 3
    assert len([text for text in shown if text.startswith("Merge BOOT-1 (")]) == 3


def test_a_session_is_merged_into_another_whose_days_stay(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    show(qtbot, page, "BOOT-1")
    _choose(qtbot, page.form.tools.split_menu, 0)
    days = stored("BOOT-2").days
    before = snapshot(actions.workspace.path)
    show(qtbot, page, "BOOT-1")
    _choose(qtbot, page.form.tools.merge_menu, 2)
    assert _label(actions) == "Merge BOOT-1 into BOOT-2"
    assert "BOOT-1" not in stored
    assert stored("BOOT-2").days == days
    assert page.form.heading.text() == "BOOT-2 · Boot"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_the_menu_of_several_says_into_which_they_are_merged(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    show(qtbot, page, "BOOT-1")
    _choose(qtbot, page.form.tools.split_menu, 0)
    ids = tuple(session_id for session_id, row in page._rows.items() if row.code.startswith("BOOT"))
    menu = SessionMenu(page.edits, ids, page)
    qtbot.addWidget(menu)
    (merge,) = (menu_of(action) for action in menu.actions() if action.text() == "Merge")
    one, other = "BOOT-1 (1–2 Mar 2027, 2/2 seats)", "BOOT-2 (3–4 Mar 2027, 1/2 seats)"
    assert [action.text() for action in merge.actions()] == [
        f"{other} into {one}: 1 would wait, no new problem",
        f"{one} into {other}: 1 would wait, no new problem, 1 problem solved",
    ]
    merge.actions()[1].trigger()
    assert "BOOT-1" not in stored
    assert "BOOT-2" in stored


def test_all_drafts_of_the_plan_are_confirmed_from_the_menu(
    page: SchedulePage, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    boot, time = stored("BOOT-1").row, stored("TIME-1").row
    assert (boot.status, time.status) == ("draft", "confirmed")
    menu = SessionMenu(page.edits, (time.id,), page)
    qtbot.addWidget(menu)
    (confirm,) = (action for action in menu.actions() if action.text() == "Confirm the 1 draft of the plan")
    confirm.trigger()
    assert stored("BOOT-1").row.status == "confirmed"
    assert _label(actions) == "Confirm BOOT-1"
    actions.undo()
    assert snapshot(actions.workspace.path) == before

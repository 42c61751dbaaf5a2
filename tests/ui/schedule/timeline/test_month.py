"""The month: sessions on their days, dragged and chosen."""

import datetime as dt
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragLeaveEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.closures import add_closure
from pmplanner.services.calendar.open_days import MONDAY_TO_FRIDAY
from pmplanner.services.sessions.changes import cancel_session, set_locked, set_pinned
from pmplanner.services.sessions.sessions import add_session
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.month.grid import MonthGrid
from pmplanner.ui.schedule.month.view import MonthView
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.scale import scale_over
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.week import start_weeks_on
from tests.support import known, snapshot
from tests.ui.schedule.conftest import Stored
from tests.ui.schedule.timeline.conftest import CONTROL, PLAIN, Carried, Drag, click, day, days_of, send


@pytest.fixture
def month(page: SchedulePage, qtbot: QtBot) -> MonthView:
    qtbot.mouseClick(page.views.choice._parts["month"], Qt.MouseButton.LeftButton)
    page.views.month.setFocus()
    return page.views.month


def _chips(month: MonthView) -> list[tuple[str, int, int, int]]:
    return sorted((c.bar.session.code, c.first.day, c.last.day, c.slot) for c in month.grid.chips)


def _centre(month: MonthView, code: str) -> QPointF:
    """The middle of the first day of a chip."""
    chip = next(c for c in month.grid.chips if c.bar.session.code == code)
    return month.grid.rect(chip.first, chip.first, chip.slot).center()


def _at(month: MonthView, number: int) -> QPointF:
    return month.grid.cell(day(number)).center()


def _drag(month: MonthView, code: str, number: int, keys: Qt.KeyboardModifier = PLAIN) -> Drag:
    return Drag(month, _centre(month, code), keys).to(_at(month, number))


def test_the_month_shows_the_days_that_the_timeline_showed(page: SchedulePage, month: MonthView) -> None:
    assert page.views.period.says.text() == "March 2027"
    assert _chips(month) == [("BOOT-1", 1, 2, 0), ("TIME-1", 2, 2, 1)]


def test_the_timeline_shows_the_month_that_was_seen(
    page: SchedulePage, month: MonthView, qtbot: QtBot
) -> None:
    month.go_to(dt.date(2027, 6, 1))
    qtbot.mouseClick(page.views.choice._parts["timeline"], Qt.MouseButton.LeftButton)
    first, last = page.views.timeline.period()
    assert first <= dt.date(2027, 6, 15) <= last


def test_a_cancelled_session_is_hidden(month: MonthView, actions: Actions, stored: Stored) -> None:
    actions.do(Label("Cancel"), cancel_session, stored("TIME-1").row.id)
    assert [chip[0] for chip in _chips(month)] == ["BOOT-1"]


def test_a_drag_moves_a_session_and_undo_puts_it_back(
    month: MonthView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    drag = _drag(month, "BOOT-1", 23)
    assert list(month.marked_days()) == [day(23), day(24)]
    qtbot.waitUntil(lambda: month.drag_controller.tip() == "Tue 23 – Wed 24 Mar · no clash, room Oslo free")
    month.repaint()
    drag.drop()
    assert days_of(stored, "BOOT-1") == [23, 24]
    assert ("BOOT-1", 23, 24, 0) in _chips(month)
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert ("BOOT-1", 1, 2, 0) in _chips(month)


def test_a_session_dropped_on_a_weekend_snaps_to_monday(month: MonthView, stored: Stored) -> None:
    _drag(month, "BOOT-1", 13).drop()
    assert days_of(stored, "BOOT-1") == [15, 16]


def test_held_at_its_second_day_it_falls_with_that_day(month: MonthView, stored: Stored) -> None:
    chip = next(c for c in month.grid.chips if c.bar.session.code == "BOOT-1")
    second = month.grid.rect(chip.last, chip.last, chip.slot).center()
    Drag(month, second).to(_at(month, 10)).drop()
    assert days_of(stored, "BOOT-1") == [9, 10]


def test_control_and_a_drag_copy(month: MonthView, actions: Actions, stored: Stored) -> None:
    before = snapshot(actions.workspace.path)
    _drag(month, "BOOT-1", 15, keys=CONTROL).drop()
    assert (days_of(stored, "BOOT-1"), days_of(stored, "BOOT-2")) == ([1, 2], [15, 16])
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_escape_puts_back_and_a_pin_refuses(
    month: MonthView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    drag = _drag(month, "BOOT-1", 15)
    qtbot.keyClick(month, Qt.Key.Key_Escape)
    drag.drop()
    assert snapshot(actions.workspace.path) == before
    actions.do(Label("Pin"), set_pinned, stored("BOOT-1").row.id, True)
    drag = _drag(month, "BOOT-1", 15)
    assert month.drag_controller.tip() == "BOOT-1 is pinned to its days"
    drag.drop()
    assert days_of(stored, "BOOT-1") == [1, 2]


def test_clicks_select_and_a_double_click_opens(page: SchedulePage, month: MonthView, stored: Stored) -> None:
    boot, time = stored("BOOT-1").row.id, stored("TIME-1").row.id
    click(month, _centre(month, "BOOT-1"))
    click(month, _centre(month, "TIME-1"), CONTROL)
    assert list(page.selection.ids) == [boot, time]
    click(month, _at(month, 25))
    assert list(page.selection.ids) == []
    send(month, QEvent.Type.MouseButtonDblClick, _centre(month, "TIME-1"))
    assert page.form.session_id == time


def test_arrows_go_through_sessions_and_months(
    page: SchedulePage, month: MonthView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    course, plan = stored("TIME-1").row.course_id, actions.plan_id
    later = actions.do(Label("Add"), add_session, known(plan), course, dt.date(2027, 5, 5))
    qtbot.keyClick(month, Qt.Key.Key_Right)
    assert list(page.selection.ids) == [stored("BOOT-1").row.id]
    qtbot.keyClick(month, Qt.Key.Key_Right)
    assert list(page.selection.ids) == [stored("TIME-1").row.id]
    qtbot.keyClick(month, Qt.Key.Key_Down)
    assert list(page.selection.ids) == [later]
    assert page.views.period.says.text() == "May 2027"
    qtbot.keyClick(month, Qt.Key.Key_PageUp)
    assert page.views.period.says.text() == "April 2027"
    qtbot.mouseClick(page.views.period.back, Qt.MouseButton.LeftButton)
    assert page.views.period.says.text() == "March 2027"


def test_what_there_is_no_room_for_is_counted_and_listed(
    page: SchedulePage, month: MonthView, actions: Actions, stored: Stored
) -> None:
    course, plan = stored("TIME-1").row.course_id, actions.plan_id
    for _ in range(8):
        actions.do(Label("Add"), add_session, known(plan), course, day(10))
    room = month.grid.room
    shown = [chip for chip in month.grid.chips if chip.first == day(10)]
    assert len(shown) == room - 1
    assert month.grid.hidden[day(10)] == 8 - len(shown)
    assert month.grid.more_at(month.grid.more_rect(day(10)).center()) == day(10)
    menu = month.make_day_menu(day(10))
    assert len(menu.actions()) == 8
    menu.actions()[-1].trigger()
    assert list(page.selection.ids) == [stored("TIME-9").row.id]


def test_closed_days_are_grey(month: MonthView, actions: Actions) -> None:
    actions.do(Label("Close"), add_closure, day(18), day(18), name="Inventory")
    picture = month.grab().toImage()
    spot = month.grid.cell(day(18)).bottomRight().toPoint()
    colors = [picture.pixelColor(round((spot.x() - 6) * picture.devicePixelRatio()), spot.y() - 6)]
    assert colors == [current_theme().color("closed")]


@pytest.mark.parametrize(
    ("year", "month", "first", "weeks"),
    [
        (2027, 3, dt.date(2027, 3, 1), 5),
        (2027, 2, dt.date(2027, 2, 1), 4),
        (2026, 8, dt.date(2026, 7, 27), 6),
    ],
)
def test_weeks_of_a_month(year: int, month: int, first: dt.date, weeks: int) -> None:
    grid = MonthGrid(year, month)
    assert (grid.first, grid.weeks) == (first, weeks)
    assert all(grid.day_at(grid.cell(each).center()) == each for each in grid.days())
    assert grid.day_at(QPointF(10, 5)) is None


# From the backlog


def _carry(page: SchedulePage, month: MonthView, title: str) -> Carried:
    titles = [row.title for row in page.backlog.table.source.rows()]
    page.backlog.table.selectRow(titles.index(title))
    return Carried(month, known(page.backlog.table.picks()).to_mime())


def test_a_course_dropped_on_a_day_of_the_month_is_a_session(
    page: SchedulePage, month: MonthView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.backlog.table.source.rowCount() == 3)
    before = snapshot(actions.workspace.path)
    carried = _carry(page, month, "Lead")
    assert carried.over(_at(month, 13))  # a Saturday
    assert [each.day for each in month.marked_days()] == [15, 16]
    qtbot.waitUntil(lambda: month.drops.tip().endswith(" · no clash"))
    assert month.drops.tip() == "Mon 15 – Tue 16 Mar, as Sat 13 Mar is no working day · no clash"
    month.repaint()
    assert carried.drop(_at(month, 13))
    assert days_of(stored, "LEAD-1") == [15, 16]
    assert [seat.name for seat in stored("LEAD-1").seats] == ["Dara"]
    assert list(page.selection.ids) == [stored("LEAD-1").row.id]
    assert (month.drops.tip(), month.marked_days()) == ("", ())
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_course_dropped_on_its_session_in_the_month_takes_seats(
    page: SchedulePage, month: MonthView, stored: Stored, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.backlog.table.source.rowCount() == 3)
    carried = _carry(page, month, "Time")
    assert not carried.drop(_centre(month, "BOOT-1"))
    carried.over(_centre(month, "BOOT-1"))
    assert month.drops.tip() == "BOOT-1 is a session of another course"
    carried.over(_centre(month, "TIME-1"))
    qtbot.waitUntil(lambda: "…" not in month.drops.tip())
    assert month.drops.tip().startswith("Seat 3 people in TIME-1 · Bo is in two sessions")
    assert carried.drop(_centre(month, "TIME-1"))
    assert len(stored("TIME-1").seats) == 4


def test_what_is_not_there_yet_is_called_the_new_session(
    page: SchedulePage, month: MonthView, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.backlog.table.source.rowCount() == 3)
    month.go_to(dt.date(2027, 6, 1))
    _carry(page, month, "Lead").over(month.grid.cell(dt.date(2027, 6, 30)).center())
    qtbot.waitUntil(lambda: "…" not in month.drops.tip())
    assert month.drops.tip() == "Wed 30 Jun – Thu 1 Jul · The new session is outside the plan on Thu 1 Jul"


def test_the_month_takes_nothing_else_and_forgets_what_leaves(
    page: SchedulePage, month: MonthView, qtbot: QtBot
) -> None:
    text = QMimeData()
    text.setText("Lead")
    assert not Carried(month, text).over(_at(month, 10))
    qtbot.waitUntil(lambda: page.backlog.table.source.rowCount() == 3)
    assert _carry(page, month, "Lead").over(_at(month, 10))
    QApplication.sendEvent(month, QDragLeaveEvent())
    assert month.drops.tip() == ""


def test_several_selected_sessions_move_together(month: MonthView, actions: Actions, stored: Stored) -> None:
    before = snapshot(actions.workspace.path)
    click(month, _centre(month, "BOOT-1"))
    click(month, _centre(month, "TIME-1"), CONTROL)
    drag = _drag(month, "TIME-1", 4)
    assert month.drag_controller.moving() == {stored("BOOT-1").row.id, stored("TIME-1").row.id}
    drag.drop()
    assert (days_of(stored, "BOOT-1"), days_of(stored, "TIME-1")) == ([3, 4], [4])
    assert actions.workspace.undo_label() == "Move 2 sessions 2 working days on"
    assert len(month.selection.ids) == 2
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_click_on_one_of_several_selects_that_one(month: MonthView, stored: Stored) -> None:
    click(month, _centre(month, "BOOT-1"))
    click(month, _centre(month, "TIME-1"), CONTROL)
    click(month, _centre(month, "BOOT-1"))
    assert list(month.selection.ids) == [stored("BOOT-1").row.id]


def test_a_locked_session_says_why_it_stays(
    month: MonthView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    actions.do(Label("Lock"), set_locked, stored("BOOT-1").row.id, True)
    drag = _drag(month, "BOOT-1", 15)
    assert month.drag_controller.tip() == "BOOT-1 is locked"
    assert month.marked_days() == ()
    with qtbot.waitSignal(actions.refused) as refused:
        drag.drop()
    assert refused.args[0].startswith("BOOT-1 is locked")
    assert days_of(stored, "BOOT-1") == [1, 2]


def test_a_proposed_session_takes_no_picks(
    page: SchedulePage, month: MonthView, stored: Stored, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: page.backlog.table.source.rowCount() == 3)
    rows = known(month.rows)
    boot = rows.bars[stored("BOOT-1").row.id]
    proposed = replace(boot, session=replace(boot.session, id=-1, code="BOOT-2"), days=(day(10), day(11)))
    month.show_rows(replace(rows, bars={**rows.bars, -1: proposed}))
    carried = _carry(page, month, "Lead")
    assert carried.over(_centre(month, "BOOT-2"))  # a day as any other
    assert month.drops.tip().startswith("Wed 10 – Thu 11 Mar")
    assert month.hold_at(_centre(month, "BOOT-2")) is None


def test_weeks_of_months_and_of_the_timeline_begin_on_the_day_that_is_set() -> None:
    start_weeks_on(7)
    try:
        grid = MonthGrid(2027, 3)
        assert (grid.first, grid.last, grid.weeks) == (dt.date(2027, 2, 28), dt.date(2027, 4, 3), 5)
        scale = scale_over(dt.date(2027, 3, 1), dt.date(2027, 3, 31), 70.0, MONDAY_TO_FRIDAY)
        assert scale.first.isoweekday() == 7
        narrow = [day for day in scale.days(0, 69) if scale.end(day) - scale.x(day) < scale.day_width - 1]
        assert [day.isoweekday() for day in narrow] == [7, 6]
        assert all(scale.day_at(scale.x(day) + 1) == day for day in scale.days(0, scale.width - 1))
    finally:
        start_weeks_on(None)

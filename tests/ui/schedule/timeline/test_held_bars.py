"""What is held by the mouse while the plan changes below it, and bars that have no lane."""

import datetime as dt

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from pmplanner.services.plans.plans import create_plan
from pmplanner.services.sessions.sessions import copy_session, remove_sessions
from pmplanner.services.views.timeline import Grouping
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.month.view import MonthView
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.view import TimelineView
from tests.support import snapshot
from tests.ui.schedule.conftest import Stored
from tests.ui.schedule.timeline.conftest import Drag, day, days_of, take, width_of


@pytest.fixture
def month(page: SchedulePage, qtbot: QtBot) -> MonthView:
    qtbot.mouseClick(page.views.choice._parts["month"], Qt.MouseButton.LeftButton)
    return page.views.month


def painted(view: TimelineView | MonthView) -> QImage:
    """What is seen now; a fault in the painting would be raised by the test's own hook."""
    return view.grab().toImage()


def copied(actions: Actions, stored: Stored) -> int:
    """A copy of a session, which has no people."""
    made = actions.do(Label("Copy"), copy_session, stored("BOOT-1").row.id, day(8))
    assert made is not None
    return made


@pytest.mark.parametrize("grouping", ["person", "team"])
def test_a_session_without_people_stays_where_it_is_beside_dragged_ones(
    timeline: TimelineView, actions: Actions, stored: Stored, grouping: Grouping
) -> None:
    copy = copied(actions, stored)
    timeline.group_by(grouping)
    timeline.selection.choose([stored("TIME-1").row.id, copy])
    timeline.selection.add(stored("BOOT-1").row.id)
    drag = take(timeline, "BOOT-1").by(width_of(timeline, day(1), day(3)))
    assert {ghost.bar.session.code for ghost in timeline.ghosts()} == {"BOOT-1", "TIME-1"}
    painted(timeline)
    drag.drop()
    assert days_of(stored, "BOOT-1") == [3, 4]
    assert days_of(stored, "TIME-1") == [4]
    assert days_of(stored, "BOOT-2") == [8, 9]


def test_undo_takes_what_it_removes_out_of_the_drag(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    copied(actions, stored)
    drag = take(timeline, "BOOT-2").by(width_of(timeline, day(8), day(10)))
    assert bool(timeline.drag_controller.dragging)
    actions.undo()
    assert not timeline.drag_controller.dragging
    before = snapshot(actions.workspace.path)
    painted(timeline)
    drag.by(20).drop()
    assert snapshot(actions.workspace.path) == before


def test_what_changes_elsewhere_stays_in_the_drag(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    copied(actions, stored)
    drag = take(timeline, "BOOT-1").by(width_of(timeline, day(1), day(3)))
    actions.undo()
    assert timeline.drag_controller.dragging
    painted(timeline)
    drag.drop()
    assert days_of(stored, "BOOT-1") == [3, 4]


def test_a_held_bar_that_somebody_else_moves_is_let_go(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    drag = take(timeline, "BOOT-1").by(width_of(timeline, day(1), day(3)))
    page.views.edits.shift([stored("BOOT-1").row.id], 5)
    assert not timeline.drag_controller.dragging
    drag.drop()
    assert days_of(stored, "BOOT-1") == [8, 9]


def test_another_grouping_puts_back_what_is_held(timeline: TimelineView, stored: Stored) -> None:
    drag = take(timeline, "BOOT-1").by(width_of(timeline, day(1), day(3)))
    timeline.group_by("room")
    painted(timeline)
    drag.drop()
    assert days_of(stored, "BOOT-1") == [1, 2]


def test_another_plan_puts_back_what_is_held(timeline: TimelineView, actions: Actions) -> None:
    drag = take(timeline, "BOOT-1").by(width_of(timeline, day(1), day(3)))
    actions.choose_plan(
        actions.do(Label("Plan"), create_plan, "Other", dt.date(2028, 1, 1), dt.date(2028, 6, 30))
    )
    assert not timeline.drag_controller.dragging
    before = snapshot(actions.workspace.path)
    painted(timeline)
    drag.drop()
    assert snapshot(actions.workspace.path) == before


def chip(month: MonthView, code: str) -> QPointF:
    """The middle of a session on the month."""
    (found,) = (chip for chip in month.grid.chips if chip.bar.session.code == code)
    return month.grid.rect(found.first, found.last, found.slot).center()


def test_the_month_lets_go_of_what_is_removed(month: MonthView, actions: Actions, stored: Stored) -> None:
    drag = Drag(month, chip(month, "TIME-1")).by(month.width() / 7 * 2)
    assert bool(month.drag_controller.dragging)
    actions.do(Label("Remove"), remove_sessions, [stored("TIME-1").row.id])
    assert not month.drag_controller.dragging
    before = snapshot(actions.workspace.path)
    painted(month)
    drag.by(10).drop()
    assert snapshot(actions.workspace.path) == before


def test_the_month_lets_go_when_another_plan_is_shown(month: MonthView, actions: Actions) -> None:
    drag = Drag(month, chip(month, "TIME-1")).by(month.width() / 7)
    actions.choose_plan(
        actions.do(Label("Plan"), create_plan, "Other", dt.date(2028, 1, 1), dt.date(2028, 6, 30))
    )
    before = snapshot(actions.workspace.path)
    painted(month)
    drag.drop()
    assert snapshot(actions.workspace.path) == before

"""Sessions dragged with the mouse: moved, resized, copied, given elsewhere, put back."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.services.calendar.closures import add_closure
from pmplanner.services.sessions.changes import set_locked, set_pinned
from pmplanner.services.sessions.sessions import change_session, move_session
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.targets import EDGE
from pmplanner.ui.schedule.timeline.view import TimelineView
from tests.support import known, snapshot
from tests.ui.schedule.conftest import Stored
from tests.ui.schedule.timeline.conftest import (
    CONTROL,
    Drag,
    bar_rect,
    centre,
    click,
    day,
    days_of,
    move_days,
    shown_days,
    take,
    tip,
    width_of,
)


def _undo_label(actions: Actions) -> str | None:
    return actions.workspace.undo_label()


def test_a_drag_moves_a_session_and_undo_puts_it_back(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    before, place = snapshot(actions.workspace.path), bar_rect(timeline, "BOOT-1")
    move_days(timeline, "BOOT-1", day(10)).drop()
    assert days_of(stored, "BOOT-1") == [10, 11]
    assert shown_days(timeline, "BOOT-1") == [10, 11]
    assert bar_rect(timeline, "BOOT-1").left() - place.left() == pytest.approx(
        width_of(timeline, day(1), day(10))
    )
    assert _undo_label(actions) == "Move BOOT-1 to 10 Mar"
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert bar_rect(timeline, "BOOT-1") == place


@pytest.mark.parametrize("weekend", [6, 7])
def test_a_session_dropped_on_a_weekend_snaps_to_monday(
    timeline: TimelineView, stored: Stored, weekend: int
) -> None:
    drag = move_days(timeline, "BOOT-1", day(weekend))
    # Days without training are drawn narrow: the middle of a usual day from Sunday on is Monday's.
    why = ", as Sun 7 Mar is no working day" if weekend == 6 else ""
    assert tip(timeline).startswith(f"Mon 8 – Tue 9 Mar{why} · ")
    drag.drop()
    assert days_of(stored, "BOOT-1") == [8, 9]


def test_a_drag_jumps_over_days_on_which_the_company_is_closed(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    actions.do(Label("Close"), add_closure, day(9), day(10), name="Inventory")
    move_days(timeline, "BOOT-1", day(8)).drop()
    assert days_of(stored, "BOOT-1") == [8, 11]
    assert shown_days(timeline, "BOOT-1") == [8, 11]


def test_while_dragging_the_bar_is_lifted_and_nothing_is_stored(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    label = _undo_label(actions)
    drag = move_days(timeline, "BOOT-1", day(10))
    (ghost,) = timeline.ghosts()
    assert (ghost.first_day, ghost.last_day) == (day(10), day(11))
    assert timeline.drag_controller.moving() == {ghost.bar.id}
    timeline.viewport().repaint()
    assert known(timeline.frame).ghosts == (ghost,)
    assert days_of(stored, "BOOT-1") == [1, 2]
    assert _undo_label(actions) == label
    drag.drop()
    assert timeline.ghosts() == ()


def test_the_tip_says_that_nothing_clashes_and_the_room_is_free(timeline: TimelineView, qtbot: QtBot) -> None:
    drag = move_days(timeline, "BOOT-1", day(23))
    assert tip(timeline) == "Tue 23 – Wed 24 Mar · …"
    qtbot.waitUntil(lambda: tip(timeline) == "Tue 23 – Wed 24 Mar · no clash, room Oslo free")
    drag.drop()


def test_the_tip_names_who_would_clash(
    timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    actions.do(Label("Move"), move_session, stored("TIME-1").row.id, day(10))
    drag = move_days(timeline, "TIME-1", day(1))
    qtbot.waitUntil(lambda: "…" not in tip(timeline))
    assert tip(timeline).startswith("Mon 1 Mar · Ana is in two sessions")
    drag.to(centre(timeline, "TIME-1") + QPointF(width_of(timeline, day(10), day(11)), 0))
    qtbot.waitUntil(lambda: tip(timeline) == "Thu 11 Mar · no clash")
    drag.drop()
    assert days_of(stored, "TIME-1") == [11]


def test_a_tip_that_is_known_is_there_at_once(timeline: TimelineView, qtbot: QtBot) -> None:
    drag = move_days(timeline, "BOOT-1", day(23))
    qtbot.waitUntil(lambda: "…" not in tip(timeline))
    step = width_of(timeline, day(23), day(24))
    drag.by(step)
    assert "…" in tip(timeline)
    drag.by(-step)
    assert tip(timeline) == "Tue 23 – Wed 24 Mar · no clash, room Oslo free"
    drag.drop()


def test_escape_puts_back_what_is_dragged(
    timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    drag = move_days(timeline, "BOOT-1", day(10))
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert timeline.ghosts() == ()
    drag.drop()
    assert snapshot(actions.workspace.path) == before


def test_a_drag_that_ends_where_it_began_is_no_edit(timeline: TimelineView, actions: Actions) -> None:
    label = _undo_label(actions)
    take(timeline, "BOOT-1").by(120).by(-120).drop()
    assert _undo_label(actions) == label


def _edge(timeline: TimelineView, code: str, *, end: bool) -> Drag:
    rect = bar_rect(timeline, code)
    inset = EDGE / 2
    x = rect.right() - inset if end else rect.left() + inset
    return Drag(timeline.viewport(), QPointF(x, rect.center().y()))


def test_the_right_edge_makes_a_session_longer_and_shorter(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    _edge(timeline, "BOOT-1", end=True).by(width_of(timeline, day(2), day(4))).drop()
    assert days_of(stored, "BOOT-1") == [1, 2, 3, 4]
    assert shown_days(timeline, "BOOT-1") == [1, 2, 3, 4]
    assert _undo_label(actions) == "Hold BOOT-1 on 1–4 Mar"
    _edge(timeline, "BOOT-1", end=True).by(-width_of(timeline, day(1), day(4))).drop()
    assert days_of(stored, "BOOT-1") == [1]
    actions.undo()
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_the_left_edge_lets_a_session_begin_earlier_over_the_weekend(
    timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    drag = _edge(timeline, "BOOT-1", end=False).by(-width_of(timeline, dt.date(2027, 2, 24), day(1)))
    assert tip(timeline).startswith("Wed 24 Feb – Tue 2 Mar")
    drag.drop()
    assert days_of(stored, "BOOT-1") == [24, 25, 26, 1, 2]
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_control_and_a_drag_copy(timeline: TimelineView, actions: Actions, stored: Stored) -> None:
    before = snapshot(actions.workspace.path)
    drag = move_days(timeline, "BOOT-1", day(15), CONTROL)
    assert timeline.drag_controller.moving() == frozenset()
    drag.drop()
    assert days_of(stored, "BOOT-1") == [1, 2]
    assert days_of(stored, "BOOT-2") == [15, 16]
    assert stored("BOOT-2").seats == ()
    assert timeline.selection.ids == (stored("BOOT-2").row.id,)
    assert shown_days(timeline, "BOOT-2") == [15, 16]
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_drag_onto_another_trainer_gives_the_session(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    qtbot.mouseClick(page.views.grouping.parts._parts["trainer"], Qt.MouseButton.LeftButton)
    assert [lane.row.title for lane in known(timeline.book).lanes] == ["J. Berg", ""]
    target = timeline.canvas.y(known(timeline.book).top(0) + 20)
    start = centre(timeline, "TIME-1")
    drag = take(timeline, "TIME-1").to(QPointF(start.x(), target))
    assert timeline.drag_controller.target_lane() == "j. berg"
    qtbot.waitUntil(lambda: "…" not in tip(timeline))
    assert "J. Berg" in tip(timeline)  # who teaches BOOT-1 on the same day
    drag.drop()
    assert stored("TIME-1").row.trainer == "J. Berg"
    assert days_of(stored, "TIME-1") == [2]
    assert _undo_label(actions) == "Give TIME-1 to J. Berg"
    assert [len(lane.bars) for lane in known(timeline.book).lanes] == [2]
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    assert [len(lane.bars) for lane in known(timeline.book).lanes] == [1, 1]


def test_a_drag_onto_another_room_and_day_does_both_in_one_edit(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    page.views._group("room")
    assert [lane.row.title for lane in known(timeline.book).lanes] == ["Oslo", ""]
    start = centre(timeline, "TIME-1")
    across = width_of(timeline, day(2), day(4))
    take(timeline, "TIME-1").to(QPointF(start.x() + across, timeline.canvas.y(20))).drop()
    assert (stored("TIME-1").row.room, days_of(stored, "TIME-1")) == ("Oslo", [4])
    assert _undo_label(actions) == "Put TIME-1 into Oslo on 4 Mar"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_drag_exchanges_the_room_of_its_lane_and_the_others_stay(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    boot, time = (stored(code).row.id for code in ("BOOT-1", "TIME-1"))
    actions.do(Label("Rooms"), partial(change_session, rooms=("Oslo", "Bergen")), boot)
    actions.do(Label("Room"), partial(change_session, room="Narvik"), time)
    before = snapshot(actions.workspace.path)
    page.views._group("room")
    lanes = known(timeline.book).lanes
    shown = {lane.row.title: [bar.session.code for bar in lane.bars] for lane in lanes}
    assert shown == {"Bergen": ["BOOT-1"], "Narvik": ["TIME-1"], "Oslo": ["BOOT-1"]}
    narvik = QPointF(0, centre(timeline, "TIME-1").y() - centre(timeline, "BOOT-1", "bergen").y())
    drag = Drag(timeline.viewport(), centre(timeline, "BOOT-1", "bergen"))
    drag.to(drag.at + narvik)
    qtbot.waitUntil(lambda: "…" not in tip(timeline))
    assert "Room Narvik is taken twice" in tip(timeline)
    drag.drop()
    assert stored("BOOT-1").row.rooms == ("Oslo", "Narvik")
    assert _undo_label(actions) == "Put BOOT-1 into Narvik"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_lane_of_another_course_changes_nothing_but_the_day(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    course = stored("TIME-1").row.course_id
    across = width_of(timeline, day(2), day(3))
    take(timeline, "TIME-1").by(across, -46).drop()
    assert days_of(stored, "TIME-1") == [3]
    assert stored("TIME-1").row.course_id == course


@pytest.mark.parametrize(("keep", "word"), [(set_pinned, "pinned to its days"), (set_locked, "locked")])
def test_what_is_kept_does_not_move_and_says_why(
    timeline: TimelineView,
    actions: Actions,
    stored: Stored,
    keep: Callable[[Session, int, bool], object],
    word: str,
    qtbot: QtBot,
) -> None:
    actions.do(Label("Keep"), keep, stored("BOOT-1").row.id, True)
    before = snapshot(actions.workspace.path)
    drag = move_days(timeline, "BOOT-1", day(10))
    assert tip(timeline) == f"BOOT-1 is {word}"
    assert timeline.ghosts() == ()
    drag.drop()
    assert snapshot(actions.workspace.path) == before


def test_several_selected_sessions_move_together(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    click(timeline.viewport(), centre(timeline, "BOOT-1"))
    click(timeline.viewport(), centre(timeline, "TIME-1"), CONTROL)
    assert len(timeline.selection.ids) == 2
    drag = move_days(timeline, "TIME-1", day(4))
    assert sorted(ghost.first_day.day for ghost in timeline.ghosts()) == [3, 4]
    drag.drop()
    assert (days_of(stored, "BOOT-1"), days_of(stored, "TIME-1")) == ([3, 4], [4])
    assert _undo_label(actions) == "Move 2 sessions 2 working days on"
    assert len(timeline.selection.ids) == 2
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_the_border_scrolls_while_something_is_dragged(
    timeline: TimelineView, stored: Stored, qtbot: QtBot
) -> None:
    start = timeline.horizontalScrollBar().value()
    drag = take(timeline, "BOOT-1").to(QPointF(timeline.viewport().width() - 4, 100))
    qtbot.waitUntil(lambda: timeline.horizontalScrollBar().value() > start + 60)
    drag.drop()
    assert stored("BOOT-1").days[0].day > day(31)


def test_several_dragged_onto_another_trainer_move_in_time_only(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    page.views._group("trainer")
    timeline.selection.choose([stored("BOOT-1").row.id, stored("TIME-1").row.id])
    across = width_of(timeline, day(2), day(3))
    start = centre(timeline, "TIME-1")
    drag = take(timeline, "TIME-1").to(QPointF(start.x() + across, timeline.canvas.y(20)))
    assert timeline.drag_controller.target_lane() is None
    places = {ghost.bar.session.code: ghost.rect.top() for ghost in timeline.ghosts()}
    assert places["BOOT-1"] < places["TIME-1"]  # each in its own lane
    drag.drop()
    assert (days_of(stored, "BOOT-1"), days_of(stored, "TIME-1")) == ([2, 3], [3])
    assert stored("TIME-1").row.trainer == ""


def test_a_pinned_session_that_is_pulled_longer_says_why_it_stays(
    timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    actions.do(Label("Pin"), set_pinned, stored("BOOT-1").row.id, True)
    drag = _edge(timeline, "BOOT-1", end=True).by(width_of(timeline, day(2), day(4)))
    assert tip(timeline) == "BOOT-1 is pinned to its days"
    with qtbot.waitSignal(actions.refused):
        drag.drop()
    assert days_of(stored, "BOOT-1") == [1, 2]

"""Courses and people dragged from the backlog onto the timeline."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.closures import add_closure
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.view import TimelineView
from tests.support import known, snapshot
from tests.ui.schedule.conftest import Stored
from tests.ui.schedule.timeline.conftest import LEFT, PLAIN, Carried, bar_rect, centre, day, days_of, tip


@pytest.fixture
def ready(page: SchedulePage, qtbot: QtBot) -> SchedulePage:
    qtbot.waitUntil(lambda: page.backlog.table.source.rowCount() == 3)
    return page


def _course(page: SchedulePage, title: str) -> QMimeData:
    """What a drag of a course carries."""
    titles = [row.title for row in page.backlog.table.source.rows()]
    page.backlog.table.selectRow(titles.index(title))
    return known(page.backlog.table.picks()).to_mime()


def _place(timeline: TimelineView, number: int, lane: int = 0) -> QPointF:
    """The middle of a day in a lane."""
    x = timeline.scale.x(day(number)) + timeline.scale.day_width / 2
    return QPointF(timeline.canvas.x(x), timeline.canvas.y(known(timeline.book).top(lane) + 20))


def test_a_course_dropped_on_a_day_is_a_session_with_its_open_people(
    ready: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    carried = Carried(timeline.viewport(), _course(ready, "Lead"))
    assert carried.over(_place(timeline, 16))
    qtbot.waitUntil(lambda: tip(timeline) == "Tue 16 – Wed 17 Mar · no clash")
    assert timeline.outline() is not None
    timeline.viewport().repaint()
    assert carried.drop(_place(timeline, 16))
    assert days_of(stored, "LEAD-1") == [16, 17]
    assert [seat.name for seat in stored("LEAD-1").seats] == ["Dara"]
    assert actions.workspace.undo_label() == "Schedule Lead on 16 Mar for 1 person"
    assert ready.selection.ids == (stored("LEAD-1").row.id,)
    assert [lane.row.title for lane in known(timeline.book).lanes] == ["Boot", "Lead", "Time"]
    assert timeline.tip() is None
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_a_drop_on_a_closed_day_falls_to_the_next_open_one(
    ready: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    actions.do(Label("Close"), add_closure, day(8), day(8), name="Holiday")
    carried = Carried(timeline.viewport(), _course(ready, "Lead"))
    carried.over(_place(timeline, 8))
    assert tip(timeline).startswith("Tue 9 – Wed 10 Mar, as Mon 8 Mar is closed (Holiday) · ")
    carried.over(_place(timeline, 6))
    assert tip(timeline).startswith("Tue 9 – Wed 10 Mar, as Sun 7 Mar is no working day · ")
    carried.drop(_place(timeline, 6))
    assert days_of(stored, "LEAD-1") == [9, 10]


def test_the_tip_says_who_would_clash(ready: SchedulePage, timeline: TimelineView, qtbot: QtBot) -> None:
    Carried(timeline.viewport(), _course(ready, "Time")).over(_place(timeline, 1, 1))
    qtbot.waitUntil(lambda: "…" not in tip(timeline))
    assert tip(timeline).startswith("Mon 1 Mar · Bo is in two sessions")
    assert tip(timeline).endswith(" · 2 seats are free in TIME-1"), "these come first"


def test_a_course_dropped_on_its_session_takes_seats_there(
    ready: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    carried = Carried(timeline.viewport(), _course(ready, "Time"))
    assert carried.over(centre(timeline, "TIME-1"))
    qtbot.waitUntil(lambda: "…" not in tip(timeline))
    assert tip(timeline).startswith("Seat 3 people in TIME-1 · Bo is in two sessions")
    assert carried.drop(centre(timeline, "TIME-1"))
    assert {seat.name: seat.status for seat in stored("TIME-1").seats} == {
        "Ana": "booked",
        "Bo": "booked",
        "Cy": "booked",
        "Dara": "waiting",
    }
    assert actions.workspace.undo_label() == "Seat 3 people in TIME-1"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_one_person_dropped_on_a_session_takes_a_seat(
    ready: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    ready.below.choose("backlog")
    _course(ready, "Time")
    people = ready.backlog.people
    assert people.isVisible()
    assert [people.item(n).text() for n in range(people.count())] == ["Bo", "Cy", "Dara"]
    carried = Carried(timeline.viewport(), known(people.picks(people.item(2))).to_mime())
    carried.over(centre(timeline, "TIME-1"))
    qtbot.waitUntil(lambda: tip(timeline) == "Seat Dara in TIME-1 · no clash")
    carried.drop(centre(timeline, "TIME-1"))
    assert [seat.name for seat in stored("TIME-1").seats] == ["Ana", "Dara"]
    assert actions.workspace.undo_label() == "Seat Dara in TIME-1"
    qtbot.waitUntil(lambda: people.count() == 2)


def test_a_session_of_another_course_refuses(
    ready: SchedulePage, timeline: TimelineView, actions: Actions
) -> None:
    label = actions.workspace.undo_label()
    carried = Carried(timeline.viewport(), _course(ready, "Lead"))
    assert not carried.over(centre(timeline, "TIME-1"))
    assert tip(timeline) == "TIME-1 is a session of another course"
    assert not carried.drop(centre(timeline, "TIME-1"))
    assert actions.workspace.undo_label() == label


def test_a_drop_into_a_room_takes_the_room(
    ready: SchedulePage, timeline: TimelineView, stored: Stored
) -> None:
    ready.views._group("room")
    Carried(timeline.viewport(), _course(ready, "Lead")).drop(_place(timeline, 16))
    assert stored("LEAD-1").row.room == "Oslo"


def test_the_border_scrolls_while_something_is_held_there(
    ready: SchedulePage, timeline: TimelineView, qtbot: QtBot
) -> None:
    timeline._scrolling._waiting.setInterval(0)
    timeline._scrolling._timer.setInterval(1)
    start = timeline.horizontalScrollBar().value()
    carried = Carried(timeline.viewport(), _course(ready, "Lead"))
    carried.over(QPointF(timeline.viewport().width() / 2, 100))  # inside first
    carried.over(QPointF(timeline.viewport().width() - 4, 120))
    first = timeline.tip()
    qtbot.waitUntil(lambda: timeline.horizontalScrollBar().value() > start + 60)
    assert timeline.tip() != first
    timeline.drops.leave()


def test_a_target_does_not_run_away_from_what_comes_in_over_the_border(
    ready: SchedulePage, timeline: TimelineView, qtbot: QtBot
) -> None:
    page = ready
    page.resize(1300, 330)  # so that lanes lie beyond the bottom
    page.views._group("person")
    qtbot.wait(10)
    across, down = timeline.horizontalScrollBar(), timeline.verticalScrollBar()
    down.setValue(0)
    assert down.maximum() > 0
    before = across.value(), down.value()
    carried = Carried(timeline.viewport(), _course(ready, "Lead"))
    below = timeline.viewport().height()
    waiting = timeline._scrolling._waiting
    waiting.setInterval(0)
    for up in (2, 8, 20):  # it comes in over the lower border and lingers there
        carried.over(QPointF(500, below - up))
        qtbot.wait(10)
    assert (across.value(), down.value()) == before
    assert not waiting.isActive()
    assert not timeline._scrolling._timer.isActive()
    waiting.setInterval(600_000)  # however slow the machine is, it is on its way out sooner than that
    carried.over(QPointF(500, below - 60))  # inside
    carried.over(QPointF(500, below - 4))  # and on its way out again
    assert waiting.isActive()
    qtbot.wait(1)
    assert (across.value(), down.value()) == before
    timeline.drops.leave()


def test_nothing_scrolls_while_the_mouse_is_on_a_session_that_takes_what_is_held(
    ready: SchedulePage, timeline: TimelineView, stored: Stored, qtbot: QtBot
) -> None:
    across, rect = timeline.horizontalScrollBar(), bar_rect(timeline, "TIME-1")
    across.setValue(round(across.value() + rect.left() - timeline.canvas.body.left()))  # at the left edge
    at = centre(timeline, "TIME-1")
    assert at.x() < timeline.canvas.body.left() + 20
    turns: list[None] = []
    timeline._scrolling._waiting.setInterval(0)
    timeline._scrolling._timer.setInterval(1)
    timeline._scrolling._timer.timeout.connect(lambda: turns.append(None))
    for title, scrolls in (("Time", False), ("Lead", True)):
        carried, before = Carried(timeline.viewport(), _course(ready, title)), across.value()
        carried.over(QPointF(600, 100))  # inside first
        turns.clear()
        carried.over(at)
        qtbot.waitUntil(lambda: len(turns) >= 3)
        assert (across.value() != before) == scrolls
        if not scrolls:
            assert carried.drop(at)
            assert [seat.name for seat in stored("TIME-1").seats][:2] == ["Ana", "Bo"]
    timeline.drops.leave()


def test_what_comes_in_over_the_names_of_lanes_is_taken_further_on(
    ready: SchedulePage, timeline: TimelineView
) -> None:
    data = _course(ready, "Lead")
    assert not Carried(timeline.viewport(), data).over(QPointF(20, 120))
    enter = QDragEnterEvent(QPoint(20, 120), Qt.DropAction.CopyAction, data, LEFT, PLAIN)
    QApplication.sendEvent(timeline.viewport(), enter)
    assert enter.isAccepted()
    timeline.drops.leave()


def test_other_things_are_not_taken(timeline: TimelineView, actions: Actions) -> None:
    label = actions.workspace.undo_label()
    data = QMimeData()
    data.setText("Lead")
    carried = Carried(timeline.viewport(), data)
    assert not carried.over(_place(timeline, 16))
    assert not carried.drop(_place(timeline, 16))
    assert DraggedPicks.from_mime(data) is None
    assert actions.workspace.undo_label() == label

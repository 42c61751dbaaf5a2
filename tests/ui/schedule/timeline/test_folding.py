"""Sessions of a course on the same days are one bar with a count, and each of them can be reached."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pmplanner.services.plans.plans import list_plans
from pmplanner.services.sessions.changes import cancel_session
from pmplanner.services.sessions.sessions import change_session, copy_session, list_sessions, move_session
from pmplanner.services.views.timeline import Grouping, LaneKey
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.bar_painter import Look, count_text, seats_text
from pmplanner.ui.schedule.timeline.view import TimelineView
from tests.conftest import OpenFilled
from tests.support import known
from tests.ui.schedule.conftest import Stored, fill
from tests.ui.schedule.timeline.conftest import (
    CONTROL,
    SHIFT,
    Carried,
    bar_rect,
    centre,
    click,
    day,
    days_of,
    take,
    tip,
    width_of,
)


def _fill_same(workspace: Workspace) -> None:
    """Four confirmed sessions of Time on the second of March, of which one is there anyway."""
    fill(workspace)
    with workspace.edit("Copy") as db:
        (first,) = (row.id for row in list_sessions(db, list_plans(db)[0].id) if row.code == "TIME-1")
        for _ in range(3):
            change_session(db, copy_session(db, first, day(2)), status="confirmed")


@pytest.fixture
def laid_out(open_filled: OpenFilled) -> Workspace:
    """The small plan, with those four sessions."""
    return open_filled(_fill_same)


@pytest.fixture
def same(stored: Stored) -> list[int]:
    """The four sessions."""
    return [stored(f"TIME-{n}").row.id for n in (1, 2, 3, 4)]


def _lane(timeline: TimelineView) -> LaneKey:
    (key,) = (lane.row.key for lane in known(timeline.book).lanes if lane.row.title == "Time")
    return key


def _shown(timeline: TimelineView) -> list[int]:
    book = known(timeline.book)
    return [bar.id for bar in book.lanes[book.place_of(_lane(timeline))].shown]


def test_sessions_on_the_same_days_are_one_bar_with_a_count(timeline: TimelineView, same: list[int]) -> None:
    book = known(timeline.book)
    lane = book.lanes[book.place_of(_lane(timeline))]
    assert _shown(timeline) == same[:1]
    assert (lane.depth, [bar.id for bar in lane.stacks[same[0]]]) == (1, same)
    timeline.viewport().repaint()
    assert known(timeline.frame).bars_painted == 2  # and one of the other course
    look = known(timeline.frame).look(known(timeline.rows).bars[same[0]], lane.stacks[same[0]])
    assert count_text(look) == " ×4"
    assert count_text(Look()) == ""
    assert seats_text(look.stack) == "1/12"  # of all four together
    said = timeline.tooltip_at(centre(timeline, "TIME-1")).splitlines()
    assert [line.split(" · ")[0] for line in said[:4]] == [f"Time (TIME-{n})" for n in (1, 2, 3, 4)]


def test_what_differs_stays_apart(
    timeline: TimelineView, actions: Actions, stored: Stored, same: list[int]
) -> None:
    actions.do(Label("Move"), move_session, same[1], day(3))
    actions.do(Label("Draft"), change_session, same[2], status="draft")
    assert _shown(timeline) == [same[0], same[2], same[1]]
    actions.do(Label("Cancel"), cancel_session, same[3])
    book = known(timeline.book)
    assert book.lanes[book.place_of(_lane(timeline))].stacks == {}


@pytest.mark.parametrize("grouping", ["person", "room", "trainer"])
def test_what_would_be_a_clash_is_never_folded(
    page: SchedulePage, timeline: TimelineView, same: list[int], grouping: Grouping
) -> None:
    page.views._group(grouping)
    assert not any(lane.stacks or lane.under for lane in known(timeline.book).lanes)


def test_a_click_shows_each_of_them_and_a_name_folds_them(timeline: TimelineView, same: list[int]) -> None:
    click(timeline.viewport(), centre(timeline, "TIME-1"))
    assert _shown(timeline) == same
    assert timeline.selection.ids == (same[0],)
    rects = [known(known(timeline.book).rect(each, _lane(timeline))) for each in same]
    assert not any(one.intersects(other) for one in rects for other in rects if one is not other)
    third = timeline.canvas.rect(rects[2]).center()
    click(timeline.viewport(), third)
    assert timeline.selection.ids == (same[2],)
    name = QPointF(40, timeline.canvas.y(known(timeline.book).top(1) + 12))
    assert "Click to fold" in timeline.tooltip_at(name)
    click(timeline.viewport(), name)
    assert _shown(timeline) == same[:1]
    assert "Click to show" in timeline.tooltip_at(name)
    click(timeline.viewport(), name)
    assert _shown(timeline) == same
    other = QPointF(40, timeline.canvas.y(known(timeline.book).top(0) + 12))
    assert "Click" not in timeline.tooltip_at(other)


def test_keys_reach_each_of_them(timeline: TimelineView, same: list[int], qtbot: QtBot) -> None:
    timeline.selection.choose(())
    qtbot.keyClick(timeline, Qt.Key.Key_Right)  # the first bar
    qtbot.keyClick(timeline, Qt.Key.Key_Down)
    assert set(timeline.selection.ids) == set(same)
    assert "4 sessions on the same days, folded" in timeline.accessibleDescription()
    qtbot.keyClick(timeline, Qt.Key.Key_Return)
    assert (_shown(timeline), timeline.selection.ids) == (same, (same[0],))
    assert "folded" not in timeline.accessibleDescription()
    reached = [timeline.selection.current]
    for _ in same[1:]:
        qtbot.keyClick(timeline, Qt.Key.Key_Right)
        reached.append(timeline.selection.current)
    assert reached == same
    with qtbot.waitSignal(timeline.opened) as opened:
        qtbot.keyClick(timeline, Qt.Key.Key_Return)  # of a bar of its own the form
    assert opened.args == [same[3]]
    timeline.setFocus()
    qtbot.keyClick(timeline, Qt.Key.Key_Escape)
    assert (_shown(timeline), set(timeline.selection.ids)) == (same[:1], set(same))
    qtbot.keyClick(timeline, Qt.Key.Key_Up)
    qtbot.keyClick(timeline, Qt.Key.Key_Down, SHIFT)
    assert set(timeline.selection.ids) >= set(same)
    assert len(timeline.selection.ids) == 5


def test_what_is_chosen_elsewhere_is_shown(
    page: SchedulePage, timeline: TimelineView, same: list[int]
) -> None:
    page.views.select(same[2])
    assert _shown(timeline) == same
    assert timeline.selection.ids == (same[2],)


def test_all_of_them_can_be_selected_folded(timeline: TimelineView, same: list[int]) -> None:
    timeline.selection.choose(same)
    assert _shown(timeline) == same[:1]
    click(timeline.viewport(), centre(timeline, "TIME-1"), CONTROL)
    assert timeline.selection.ids == ()
    click(timeline.viewport(), centre(timeline, "TIME-1"), CONTROL)
    assert set(timeline.selection.ids) == set(same)
    assert _shown(timeline) == same[:1]


def test_one_bar_is_dragged_with_all_its_sessions(
    timeline: TimelineView, stored: Stored, same: list[int], actions: Actions
) -> None:
    edge = bar_rect(timeline, "TIME-1")
    drag = take(timeline, "TIME-1").by(width_of(timeline, day(2), day(4)))
    assert len(timeline.ghosts()) == 4
    drag.drop()
    assert [days_of(stored, f"TIME-{n}") for n in (1, 2, 3, 4)] == [[4]] * 4
    assert _shown(timeline) == same[:1]
    actions.undo()
    assert [days_of(stored, f"TIME-{n}") for n in (1, 2, 3, 4)] == [[2]] * 4
    held = known(timeline.hold_at(QPointF(edge.right() - 1, edge.center().y())))
    assert held.grip.value == "whole"  # which of them would be made longer?


def test_one_of_them_is_dragged_away(timeline: TimelineView, stored: Stored, same: list[int]) -> None:
    click(timeline.viewport(), centre(timeline, "TIME-1"))
    take(timeline, "TIME-3").by(width_of(timeline, day(2), day(5))).drop()
    assert [days_of(stored, f"TIME-{n}") for n in (1, 2, 3, 4)] == [[2], [2], [5], [2]]


def test_what_moves_onto_the_days_of_others_is_seen_beside_them(
    timeline: TimelineView, stored: Stored, same: list[int], actions: Actions
) -> None:
    actions.do(Label("Move"), move_session, same[3], day(9))
    assert _shown(timeline) == [same[0], same[3]]
    timeline.selection.choose([same[3]])
    actions.do(Label("Move"), move_session, same[3], day(2))
    assert _shown(timeline) == same


def test_a_drop_on_several_takes_the_first_with_room(
    page: SchedulePage,
    timeline: TimelineView,
    stored: Stored,
    same: list[int],
    actions: Actions,
    qtbot: QtBot,
) -> None:
    actions.do(Label("Small"), change_session, same[0], seats_max=1)
    actions.do(Label("Small"), change_session, same[1], seats_max=1)
    qtbot.waitUntil(lambda: not page._later.isActive())
    titles = [row.title for row in page.backlog.table.source.rows()]
    page.backlog.table.selectRow(titles.index("Time"))
    carried = Carried(timeline.viewport(), known(page.backlog.table.picks()).to_mime())
    carried.over(centre(timeline, "TIME-1"))
    qtbot.waitUntil(lambda: tip(timeline).startswith("Seat 3 people in TIME-3"))
    assert carried.drop(centre(timeline, "TIME-1"))
    assert [len(stored(f"TIME-{n}").seats) for n in (1, 2, 3, 4)] == [1, 0, 3, 0]


def _menu(timeline: TimelineView, at: QPointF) -> dict[str, QAction]:
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, at.toPoint(), timeline.mapToGlobal(QPoint(5, 5))
    )
    QApplication.sendEvent(timeline.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = {action.text(): action for action in menu.actions()}
    menu.hide()
    return found


def test_the_menu_shows_and_folds(timeline: TimelineView, same: list[int]) -> None:
    shows = _menu(timeline, centre(timeline, "TIME-1"))
    assert set(timeline.selection.ids) == set(same)
    shows["Show each of 4 sessions"].trigger()
    assert _shown(timeline) == same
    folds = _menu(timeline, centre(timeline, "TIME-3"))
    folds["Fold 4 sessions of the same days"].trigger()
    assert _shown(timeline) == same[:1]
    assert not any("Fold" in text or "Show" in text for text in _menu(timeline, centre(timeline, "BOOT-1")))


def test_what_is_unfolded_stays_so_when_all_is_read_anew(
    page: SchedulePage, timeline: TimelineView, same: list[int]
) -> None:
    click(timeline.viewport(), centre(timeline, "TIME-1"))
    timeline.selection.choose(())
    page.refresh(None)
    assert _shown(timeline) == same
    page.views._group("person")
    page.views._group("course")
    assert _shown(timeline) == same

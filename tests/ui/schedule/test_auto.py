"""Scheduling automatically in the window: asked, run in its own process, shown, accepted or not."""

import datetime as dt
import multiprocessing
from dataclasses import fields, replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.models import Trainer, TrainerCourse
from pmplanner.services.autoschedule.report import Outcome
from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.lookup import find_course, find_person
from pmplanner.services.people import history
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.plans.plans import change_plan, list_plans
from pmplanner.services.sessions.seating import list_open
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.auto import texts as words
from pmplanner.ui.schedule.auto.curve import Curve, Point
from pmplanner.ui.schedule.auto.panel import AutoPanel
from pmplanner.ui.schedule.page import SchedulePage
from tests.beside import engine_beside, in_a_process
from tests.support import known, snapshot
from tests.ui.conftest import OpenWindow
from tests.ui.schedule.conftest import open_page

__all__ = ["engine_beside", "in_a_process"]

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 60_000


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> SchedulePage:
    """The page with its timeline."""
    return open_page(actions, qtbot, "timeline")


@pytest.fixture
def panel(page: SchedulePage) -> AutoPanel:
    """The panel, opened by the primary action."""
    page.primary_action().trigger()
    page.auto.ask.seconds.show_value(1)
    return page.auto


def run(qtbot: QtBot, panel: AutoPanel) -> None:
    """Press Start and wait for what comes of it."""
    qtbot.mouseClick(panel.ask.start, LEFT)
    assert panel.stack.currentWidget() is panel.run_view
    qtbot.waitUntil(lambda: panel.outcome.result is not None, timeout=PATIENCE_MS)
    assert panel.stack.currentWidget() is panel.outcome


def open_count(actions: Actions, plan_id: int | None = None) -> int:
    plan = plan_id or actions.plan_id
    assert plan is not None
    return len(actions.read(list_open, plan))


def leave(actions: Actions) -> None:
    """Dara is on leave for the whole plan."""
    dara = actions.read(lambda db: find_person(db, "Dara").id)
    actions.do(Label("Leave"), history.add_absence, dara, dt.date(2027, 1, 4), dt.date(2027, 6, 25), "Leave")


def test_the_panel_offers_what_the_plan_has(panel: AutoPanel, page: SchedulePage, qtbot: QtBot) -> None:
    assert panel.isVisible()
    assert not page.form.isVisible()
    ask = panel.ask
    # Two weeks' notice, in a plan that has begun.
    assert (ask.first.entered(), ask.last.entered()) == (dt.date(2027, 1, 18), dt.date(2027, 6, 30))
    rows = range(ask.courses.list.count())
    texts = [ask.courses.list.item(row).text().replace("\N{NO-BREAK SPACE}", " ") for row in rows]
    assert texts == ["Boot · 1 open", "Lead · 1 open", "Time · 3 open"]
    assert ask.courses.count.text() == "3 of 3 courses · 5 open picks"
    # Their lines have the width of the panel, and go on below rather than being cut.
    for lines in (ask.goals, ask.courses.list):
        assert lines.mapTo(ask, QPoint()).x() < ask.people.mapTo(ask, QPoint()).x()
        assert lines.width() > ask.people.width()
    first = ask.courses.list.item(0)
    first.setText("Boot " * 40)
    assert ask.courses.list.visualItemRect(first).height() >= 3 * ask.fontMetrics().height()
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    page.primary_action().trigger()
    qtbot.mouseClick(page.new_button, LEFT)
    assert page.form.isVisible()
    assert not panel.isVisible()


def test_courses_that_do_not_say_how_many_a_session_takes_are_counted(
    panel: AutoPanel, actions: Actions
) -> None:
    ask = panel.ask
    rows = [ask.courses.list.item(row) for row in range(ask.courses.list.count())]
    without = {course.title for course in actions.read(list_courses) if course.max_seats is None} & {
        "Boot",
        "Lead",
        "Time",
    }
    assert without
    assert ask.courses.without_limit() == len(without)
    assert ask.unlimited.text().startswith(f"{len(without)} course")
    ask.most_seats.show_value(12)
    assert ask.unlimited.isHidden()
    ask.most_seats.show_value(None)
    assert not ask.unlimited.isHidden()
    for row in rows:
        if row.text().split()[0] in without:
            row.setCheckState(Qt.CheckState.Unchecked)
    assert ask.unlimited.isHidden()


def test_goals_are_put_in_order_by_keys(panel: AutoPanel, qtbot: QtBot) -> None:
    goals = panel.ask.goals
    # Somebody has set sessions in this plan, so that these change least.
    assert goals.chosen() == ("seats", "change", "sessions", "spread", "fairness")
    assert panel.ask.request().keep_unless_gain
    goals.show_goals(("seats", "sessions", "change", "finish", "fairness"))
    assert not panel.ask.request().keep_unless_gain
    goals.setCurrentRow(2)
    qtbot.keyClick(goals, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(goals, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(goals, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert goals.chosen() == ("seats", "finish", "sessions", "change", "fairness")
    order = panel.ask.goals_order
    assert not order.up.isEnabled()
    qtbot.mouseClick(order.down, LEFT)
    assert goals.chosen() == ("seats", "sessions", "finish", "change", "fairness")
    qtbot.mouseClick(order.up, LEFT)
    assert goals.chosen() == ("seats", "finish", "sessions", "change", "fairness")
    qtbot.keyClick(goals, Qt.Key.Key_Space)
    qtbot.keyClick(goals, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert panel.ask.request().goals == ("seats", "sessions", "change", "fairness")


def test_courses_and_people_narrow_what_is_asked(panel: AutoPanel, qtbot: QtBot) -> None:
    ask = panel.ask
    assert ask.request().course_ids is None
    qtbot.mouseClick(ask.courses.none, LEFT)
    qtbot.mouseClick(ask.start, LEFT)
    assert ask.message.text() == "Tick at least one course."
    assert panel.stack.currentWidget() is ask
    ask.courses.list.setCurrentRow(2)
    qtbot.keyClick(ask.courses.list, Qt.Key.Key_Space)
    assert len(ask.request().course_ids or ()) == 1
    assert ask.courses.count.text() == "1 of 3 courses · 3 open picks"
    ask.last.show_value(dt.date(2027, 1, 4))
    qtbot.mouseClick(ask.start, LEFT)
    assert ask.message.text() == "The last day is before the first."


def test_a_key_keeps_weekends_out_of_sessions(panel: AutoPanel, qtbot: QtBot) -> None:
    asked = panel.ask.request()
    assert (asked.days_together, asked.prefers_together, asked.half_of_a_team) == (False, True, True)
    qtbot.keyClick(panel.ask.together, Qt.Key.Key_Space)
    asked = panel.ask.request()
    assert (asked.days_together, asked.prefers_together) == (True, False)


@pytest.mark.slow
@pytest.mark.usefixtures("in_a_process")
def test_all_is_accepted_as_one_edit_and_taken_back(
    panel: AutoPanel, page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    run(qtbot, panel)
    assert panel.outcome.seated.text() == "8 of 8 (100 %)"
    book = page.views.timeline.book
    assert book is not None
    assert any(session_id < 0 for session_id in book.rows.bars)
    assert snapshot(actions.workspace.path) == before
    qtbot.mouseClick(panel.outcome.accept_all, LEFT)
    assert open_count(actions) == 0
    assert not panel.isVisible()
    book = page.views.timeline.book
    assert book is not None
    assert not any(session_id < 0 for session_id in book.rows.bars)
    assert actions.workspace.undo_label() == "Schedule automatically"
    actions.undo()
    assert snapshot(actions.workspace.path) == before


@pytest.mark.slow
def test_some_courses_are_accepted(panel: AutoPanel, actions: Actions, qtbot: QtBot) -> None:
    run(qtbot, panel)
    tree = panel.outcome.tree
    titles = [known(tree.topLevelItem(row)).text(0) for row in range(tree.topLevelItemCount())]
    known(tree.topLevelItem(titles.index("Time"))).setCheckState(0, Qt.CheckState.Unchecked)
    qtbot.mouseClick(panel.outcome.accept_some, LEFT)
    assert open_count(actions) == 3
    actions.undo()
    assert open_count(actions) == 5


@pytest.mark.slow
def test_a_variant_holds_the_proposal_and_the_plan_stays(
    panel: AutoPanel, actions: Actions, qtbot: QtBot
) -> None:
    before = snapshot(actions.workspace.path)
    run(qtbot, panel)
    with qtbot.waitSignal(panel.open_requested) as offered:
        qtbot.mouseClick(panel.outcome.variant, LEFT)
    variant = next(plan for plan in actions.read(list_plans) if plan.id != actions.plan_id)
    assert offered.args == ["variant", variant.id]
    assert variant.name == "2027, scheduled automatically"
    assert (open_count(actions), open_count(actions, variant.id)) == (5, 0)
    assert actions.plan_id is not None
    mine, theirs = (actions.read(list_sessions, plan) for plan in (actions.plan_id, variant.id))
    assert len(theirs) > len(mine) == 2
    actions.undo()
    assert snapshot(actions.workspace.path) == before


@pytest.mark.usefixtures("in_a_process")
def test_cancel_ends_at_once_and_keeps_nothing(
    page: SchedulePage, panel: AutoPanel, actions: Actions, qtbot: QtBot
) -> None:
    panel.ask.seconds.show_value(60)
    before = snapshot(actions.workspace.path)
    qtbot.mouseClick(panel.ask.start, LEFT)
    qtbot.waitUntil(lambda: panel.runner.running, timeout=PATIENCE_MS)
    assert page.unfinished() == "The automatic schedule is running and would end without a result."
    qtbot.mouseClick(panel.run_view.cancel, LEFT)
    assert not panel.runner.running
    assert page.unfinished() == ""
    assert panel.stack.currentWidget() is panel.ask
    assert panel.outcome.result is None
    assert snapshot(actions.workspace.path) == before


@pytest.mark.slow
@pytest.mark.usefixtures("in_a_process")
def test_a_window_that_closes_takes_its_run_with_it(
    open_bare_window: OpenWindow, laid_out: Workspace, qtbot: QtBot
) -> None:
    window = open_bare_window(laid_out)
    window.open_page("schedule")
    page = window.stack.currentWidget()
    assert isinstance(page, SchedulePage)
    page.primary_action().trigger()
    page.auto.ask.seconds.show_value(600)
    qtbot.mouseClick(page.auto.ask.start, LEFT)
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=PATIENCE_MS)
    window.close()
    assert not page.auto.runner.running
    qtbot.waitUntil(lambda: not multiprocessing.active_children(), timeout=PATIENCE_MS)


@pytest.mark.slow
def test_who_is_left_out_has_a_reason_and_what_would_help(
    panel: AutoPanel, page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    leave(actions)
    panel.ask.last.show_value(dt.date(2027, 6, 25))
    run(qtbot, panel)
    left = panel.outcome.left_out
    (group,) = left.list.lines.rows()
    assert group.title == "▸ 2 picks: Dara cannot come on the days that are left"
    left.list.select_key(group.id)
    assert [button.text() for button in left.buttons] == ["Open the person"]
    qtbot.keyClick(left.list, Qt.Key.Key_Return)
    _, *lines = left.list.lines.rows()
    assert [(line.title, line.detail) for line in lines] == [
        ("Dara · Lead", "Dara is away on all days."),
        ("Dara · Time", "Dara is away on all days."),
    ]
    left.list.select_key(lines[0].id)
    qtbot.waitUntil(lambda: bool(left.buttons or left.advice), timeout=PATIENCE_MS)
    texts = [button.text() for button in left.buttons] + [label.text() for label in left.advice]
    assert any(text.startswith("Let Dara come on ") and "People page" in text for text in texts)
    dara = actions.read(lambda db: find_person(db, "Dara").id)
    way = next(button for button in left.buttons if button.text() == "Show the person")
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.mouseClick(way, LEFT)
    assert opened.args == ["person", dara]
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.mouseClick(left.buttons[-1], LEFT)
    lead = actions.read(lambda db: find_course(db, "LEAD").id)
    assert (left.buttons[-1].text(), opened.args) == ("Why?", ["why", (dara, lead)])
    left.list.select_key(lines[1].id)
    qtbot.waitUntil(lambda: "Trying" not in left.says.text(), timeout=PATIENCE_MS)


@pytest.mark.slow
def test_picks_of_who_has_left_are_taken_back_at_once(
    panel: AutoPanel, actions: Actions, qtbot: QtBot
) -> None:
    dara = actions.read(lambda db: find_person(db, "Dara").id)
    actions.do(Label("Leave"), change_person, dara, end_date=dt.date(2026, 12, 1))
    run(qtbot, panel)
    left, before = panel.outcome.left_out, snapshot(actions.workspace.path)
    (group,) = left.list.lines.rows()
    assert group.title == "▸ 2 picks of people who have left before the period"
    left.list.select_key(group.id)
    (button,) = left.buttons
    assert button.text() == "Take these picks back"
    assert left.says.text() == "", "no date would help"
    qtbot.mouseClick(button, LEFT)
    assert actions.workspace.undo_label() == "Take back 2 courses for Dara"
    assert panel.outcome.note.text() == "The plan has changed since. Schedule again."
    actions.undo()
    assert snapshot(actions.workspace.path) == before
    panel.outcome.show_result(replace(known(panel.outcome.result), changes=()))
    assert panel.outcome.accept_all.isHidden(), "nothing would change"
    panel.outcome.take_focus()
    assert panel.outcome.discard.hasFocus()


def not_in_this_plan(db: Session) -> None:
    """Let Time be taught by somebody who is there only before the plan begins."""
    trainer = Trainer(name="Tia", first_day=dt.date(2026, 3, 2), last_day=dt.date(2026, 3, 2))
    db.add(trainer)
    db.flush()
    db.add(TrainerCourse(trainer_id=trainer.id, course_id=find_course(db, "TIME").id))


@pytest.mark.slow
def test_one_more_seat_is_a_button_that_schedules_again(
    panel: AutoPanel, actions: Actions, page: SchedulePage, qtbot: QtBot
) -> None:
    page.edits.remove([row.id for row in actions.read(list_sessions, actions.plan_id or 0)][:1])
    actions.do(Label("Trainer"), not_in_this_plan)
    run(qtbot, panel)
    left = panel.outcome.left_out
    (line,) = left.list.lines.rows()
    assert line.detail.startswith("The sessions of Time that begin on 2 Mar are full; nobody can teach ")
    left.list.setFocus()
    left.list.select_key(line.id)
    qtbot.waitUntil(lambda: bool(left.buttons), timeout=PATIENCE_MS)
    assert left.buttons[0].text() == "One more seat in Time"
    assert left.says.text() == "What would help:"
    qtbot.mouseClick(left.buttons[0], LEFT)
    assert panel.stack.currentWidget() is panel.run_view
    qtbot.waitUntil(lambda: panel.outcome.result is not None, timeout=PATIENCE_MS)
    assert not left.isVisible()
    qtbot.mouseClick(panel.outcome.accept_all, LEFT)
    row = next(row for row in actions.read(list_sessions, actions.plan_id or 0) if row.code == "TIME-1")
    assert (row.booked, row.seats_max, open_count(actions)) == (4, 4, 0)


@pytest.mark.slow
def test_who_is_left_out_can_wait_in_the_full_session(
    panel: AutoPanel, actions: Actions, page: SchedulePage, qtbot: QtBot
) -> None:
    plan = actions.plan_id or 0
    page.edits.remove([row.id for row in actions.read(list_sessions, plan)][:1])
    actions.do(Label("Trainer"), not_in_this_plan)
    run(qtbot, panel)
    wait = panel.outcome.left_out.wait
    assert (wait.text(), wait.isVisible(), wait.isChecked()) == ("Let 1 of them wait for a seat", True, False)
    wait.setFocus()
    qtbot.keyClick(wait, Qt.Key.Key_Space)
    qtbot.mouseClick(panel.outcome.accept_all, LEFT)
    assert [seat.waiting_in for seat in actions.read(list_open, plan)] == ["TIME-1"]
    row = next(row for row in actions.read(list_sessions, plan) if row.code == "TIME-1")
    assert (row.booked, row.waiting) == (3, 1)
    actions.undo()
    assert not any(seat.waiting_in for seat in actions.read(list_open, plan))


@pytest.mark.slow
def test_a_result_of_an_older_plan_can_only_be_discarded(
    panel: AutoPanel, actions: Actions, page: SchedulePage, qtbot: QtBot
) -> None:
    run(qtbot, panel)
    (first, *_) = actions.read(list_sessions, actions.plan_id or 0)
    page.edits.remove([first.id])
    assert panel.outcome.note.text() == "The plan has changed since. Schedule again."
    assert not panel.outcome.accept_all.isEnabled()
    assert not panel.outcome.accept_some.isEnabled()
    qtbot.mouseClick(panel.outcome.discard, LEFT)
    assert panel.stack.currentWidget() is panel.ask
    assert page.views.timeline.fading == frozenset()


def test_what_cannot_be_scheduled_is_said(panel: AutoPanel, qtbot: QtBot) -> None:
    panel.ask.first.show_value(dt.date(2027, 1, 9))
    panel.ask.last.show_value(dt.date(2027, 1, 10))
    qtbot.mouseClick(panel.ask.start, LEFT)
    qtbot.waitUntil(lambda: panel.stack.currentWidget() is panel.ask, timeout=PATIENCE_MS)
    assert "there is no day on which anybody works" in panel.ask.message.text()


@pytest.mark.slow
def test_the_proposal_is_in_the_month_and_in_the_list(
    panel: AutoPanel, page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    run(qtbot, panel)
    changes = [row for row in panel.changes() if row.kind != "kept"]
    month = page.views.month
    assert month.rows is not None
    assert any(session_id < 0 for session_id in month.rows.bars)
    page.views.show_view("list")
    proposed = page.views.list.proposed
    assert proposed.isVisible()
    assert len(proposed.lines.rows()) == len(changes)
    qtbot.mouseClick(panel.outcome.discard, LEFT)
    assert not proposed.isVisible()
    assert month.rows is not None
    assert not any(session_id < 0 for session_id in month.rows.bars)


def test_what_is_proposed_in_the_month_is_not_taken_hold_of(
    panel: AutoPanel, page: SchedulePage, qtbot: QtBot
) -> None:
    run(qtbot, panel)
    page.views.show_view("month")
    month = page.views.month
    assert month.rows is not None
    ghost = next(bar for session_id, bar in month.rows.bars.items() if session_id < 0)
    month.go_to(ghost.first_day)
    chip = next(chip for chip in month.grid.chips if chip.bar.id < 0)
    place = month.grid.rect(chip.first, chip.last, chip.slot).center().toPoint()
    qtbot.mouseClick(month, LEFT, pos=place)
    qtbot.mouseDClick(month, LEFT, pos=place)
    assert chip.bar.id not in page.views.selection.ids
    assert not page.form.isVisible()


def test_the_curve_has_axes(qtbot: QtBot) -> None:
    curve = Curve()
    qtbot.addWidget(curve)
    assert curve.axis_labels() == (("", ""), ("", ""), "")
    curve.add(Point(0.5, 3, 2))
    curve.add(Point(4.0, 8, 2))
    assert curve.axis_labels() == (("3", "8"), ("", "2"), "4 s")
    curve.resize(320, 144)
    curve.show()
    assert not curve.grab().isNull()


@pytest.mark.slow
def test_sessions_that_stay_although_something_is_wrong_can_be_let_go(
    panel: AutoPanel, actions: Actions, qtbot: QtBot
) -> None:
    """TIME-1 is confirmed, and Ana is on leave on its day."""
    ana = actions.read(lambda db: find_person(db, "Ana").id)
    actions.do(Label("Leave"), history.add_absence, ana, dt.date(2027, 3, 2), dt.date(2027, 3, 2), "Leave")
    run(qtbot, panel)
    outcome = panel.outcome
    assert "TIME-1 stays as it is: Ana is away during TIME-1" in outcome.stays.text()
    (button,) = outcome.release_one
    assert button.text() == "Let TIME-1 change"
    assert not outcome.back.isVisible()
    first = outcome.result
    qtbot.mouseClick(button, LEFT)
    assert panel.stack.currentWidget() is panel.run_view
    qtbot.waitUntil(lambda: panel.outcome.result is not None, timeout=PATIENCE_MS)
    assert "TIME-1" not in outcome.stays.text()
    assert outcome.release_one == []
    (moved,) = [row for row in panel.changes() if row.code == "TIME-1"]
    assert moved.kind != "kept"
    # Without it after all: the very proposal that was there before.
    qtbot.mouseClick(outcome.back, LEFT)
    assert outcome.result is first
    assert not outcome.back.isVisible()
    qtbot.mouseClick(outcome.accept_all, LEFT)
    time = next(row for row in actions.read(list_sessions, known(actions.plan_id)) if row.code == "TIME-1")
    assert (time.first_day, time.status) == (dt.date(2027, 3, 2), "confirmed")
    assert open_count(actions) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("in_a_process")
def test_a_run_with_sessions_let_go_that_is_cancelled_goes_back(
    panel: AutoPanel, actions: Actions, qtbot: QtBot
) -> None:
    ana = actions.read(lambda db: find_person(db, "Ana").id)
    actions.do(Label("Leave"), history.add_absence, ana, dt.date(2027, 3, 2), dt.date(2027, 3, 2), "Leave")
    run(qtbot, panel)
    first = panel.outcome.result
    qtbot.mouseClick(panel.outcome.release_one[0], LEFT)
    qtbot.mouseClick(panel.run_view.cancel, LEFT)
    assert panel.outcome.result is first
    assert panel.stack.currentWidget() is panel.outcome


def test_a_plan_that_is_over_is_said_to_be(actions: Actions, qtbot: QtBot) -> None:
    actions.do(Label("Shorten"), change_plan, actions.plan_id or 0, first_day=dt.date(2026, 1, 1))
    page = SchedulePage(actions, today=lambda: dt.date(2028, 1, 3))
    qtbot.addWidget(page)
    page.show()
    page.primary_action().trigger()
    qtbot.mouseClick(page.auto.ask.start, LEFT)
    qtbot.waitUntil(lambda: bool(page.auto.ask.message.text()), timeout=PATIENCE_MS)
    assert "The plan ended on" in page.auto.ask.message.text()


def test_what_changes_is_counted_in_words(qapp: object) -> None:
    """Another trainer on the same days is a change, also where nothing moves."""
    none: dict[str, Any] = dict.fromkeys((field.name for field in fields(Outcome)), 0)
    outcome = Outcome(**{**none, "changed": 2, "changed_people": 1})
    assert words.changed(outcome) == (
        "0 new · 0 moved · 2 with another room or trainer, or more seats · 0 dropped"
        " · 1 person changes session"
    )
    assert words.changed(replace(outcome, changed=0, changed_people=0)) == "0 new · 0 moved · 0 dropped"

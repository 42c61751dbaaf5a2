"""The problems below the list, and what can be done about them at once."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Pick
from pmplanner.services.lookup import find_person
from pmplanner.services.people.history import add_absence, list_edits
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.problems.tracking.accepting import accept_problem
from pmplanner.services.sessions.seating import seat_picks
from pmplanner.services.sessions.sessions import change_session
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from tests.support import known, snapshot
from tests.ui.schedule.conftest import Stored, click_row


@pytest.fixture(autouse=True)
def _shown(page: SchedulePage) -> None:
    page.below.choose("problems")


def _lines(page: SchedulePage) -> list[tuple[str, str]]:
    return [(line.title, line.detail) for line in page.problems.list.lines.rows()]


def test_a_double_booking_is_one_problem_that_names_both_sessions(page: SchedulePage) -> None:
    assert _lines(page) == [
        ("Ana is in two sessions on Tue 2 Mar", "Boot (BOOT-1, 1–2 Mar) and Time (TIME-1, 2 Mar).")
    ]
    assert page.below.text("problems") == "Problems  1"
    assert page.problems.list.lines.rows()[0].title_role == "problem_text"
    assert not page.problems.open_button.isVisible()


def test_a_click_shows_the_session_and_the_person(page: SchedulePage, qtbot: QtBot) -> None:
    click_row(qtbot, page.problems.list, 0)
    assert [row.code for row in page.list.table.chosen_sessions()] == ["BOOT-1"]
    assert page.form.heading.text() == "BOOT-1 · Boot"
    assert [line.title for line in page.form.seats.list.selected_lines()] == ["Ana"]


def test_the_keyboard_shows_the_session_too(page: SchedulePage, qtbot: QtBot) -> None:
    page.problems.list.setFocus(Qt.FocusReason.TabFocusReason)
    assert page.problems.open_button.text() == "Open BOOT-1"
    assert not page.form.isVisible()
    qtbot.keyClick(page.problems.list, Qt.Key.Key_Return)
    assert page.form.heading.text() == "BOOT-1 · Boot"


def test_the_person_is_taken_out_of_either_session(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    before = snapshot(actions.workspace.path)
    for button, code, left in (
        (page.problems.take_out_button, "BOOT-1", ["Bo", "Cy"]),
        (page.problems.take_out_other_button, "TIME-1", []),
    ):
        click_row(qtbot, page.problems.list, 0)
        assert button.text() == f"Take Ana out of {code}"
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert actions.read(list_edits)[0].label == f"Take Ana out of {code}"
        assert [seat.name for seat in stored(code).seats] == left
        qtbot.waitUntil(lambda: page.problems.shown() == 0)
        assert page.problems.none.isVisible()
        assert not page.problems.open_button.isVisible()
        actions.undo()
        assert snapshot(actions.workspace.path) == before
        qtbot.waitUntil(lambda: page.problems.shown() == 1)


def test_each_kind_of_problem_has_its_words(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    bo = actions.read(lambda db: find_person(db, "Bo").id)
    actions.do(Label("Leave"), add_absence, bo, dt.date(2027, 3, 1), dt.date(2027, 3, 1), "On leave")
    actions.do(Label("Shrink"), change_session, stored("BOOT-1").row.id, seats_max=1)
    qtbot.waitUntil(lambda: page.problems.shown() == 3)
    assert set(_lines(page)[1:]) == {
        ("Bo is away during BOOT-1 on Mon 1 Mar", "Boot: On leave from Mon 1 Mar to Mon 1 Mar."),
        ("Bo is beyond the seats of BOOT-1", "Boot: BOOT-1 has 1 seat and 2 people."),
    }
    click_row(qtbot, page.problems.list, 1)
    assert not page.problems.take_out_other_button.isVisible()


def test_a_room_and_a_number_alone_make_problems_that_show_at_once(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    time = stored("TIME-1").row.id
    actions.do(Label("Into the room of another"), change_session, time, room="Oslo")
    qtbot.waitUntil(lambda: page.problems.shown() == 2)
    assert "Room Oslo is taken twice on Tue 2 Mar" in [title for title, _ in _lines(page)]
    actions.do(Label("More are needed"), change_session, time, seats_min=3)
    qtbot.waitUntil(lambda: page.problems.shown() == 3)
    actions.undo()
    actions.undo()
    qtbot.waitUntil(lambda: page.problems.shown() == 1)


def test_an_accepted_problem_is_gone_also_when_the_page_was_hidden_meanwhile(
    page: SchedulePage, actions: Actions, qtbot: QtBot
) -> None:
    (problem,) = actions.problem_monitor.open()
    actions.do(Label("Accept it"), accept_problem, known(actions.plan_id), problem.key, "She knows")
    qtbot.waitUntil(lambda: page.problems.shown() == 0)
    page.hide()
    actions.undo()
    page.show()
    assert page.problems.shown() == 1


def test_the_selected_problem_stays_selected_when_another_goes(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    actions.do(Label("Shrink"), change_session, stored("BOOT-1").row.id, seats_max=1)
    qtbot.waitUntil(lambda: page.problems.shown() == 2)
    click_row(qtbot, page.problems.list, 1)
    actions.do(Label("Cancel"), change_session, stored("TIME-1").row.id, status="cancelled")
    qtbot.waitUntil(lambda: page.problems.shown() == 1)
    (line,) = page.problems.list.selected_lines()
    assert line.title == "Bo is beyond the seats of BOOT-1"


def test_a_fix_solves_it_at_once(page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored) -> None:
    before = snapshot(actions.workspace.path)
    click_row(qtbot, page.problems.list, 0)
    texts = [button.text() for button in page.problems.fix_buttons]
    assert texts
    assert all(text.startswith("Move ") for text in texts)
    assert len(texts) == len(set(texts))
    qtbot.mouseClick(page.problems.fix_buttons[0], Qt.MouseButton.LeftButton)
    assert actions.read(list_edits)[0].label == texts[0]
    qtbot.waitUntil(lambda: page.problems.shown() == 0)
    actions.undo()
    assert snapshot(actions.workspace.path) == before


def test_fixes_follow_what_changes_elsewhere(page: SchedulePage, actions: Actions, qtbot: QtBot) -> None:
    click_row(qtbot, page.problems.list, 0)
    before = [button.text() for button in page.problems.fix_buttons]
    move = next(text for text in before if text.startswith("Move"))
    (problem,) = actions.problem_monitor.open()
    fix = next(f for f in actions.problem_monitor.list_fixes(problem) if actions.in_words(f.label) == move)
    day = next(value for value in fix.values if isinstance(value, dt.date))
    ana = actions.read(find_person, "Ana").id
    actions.do(Label("Away"), add_absence, ana, day, day + dt.timedelta(days=2), "Leave")
    qtbot.waitUntil(
        lambda: (
            page.problems.fix_buttons != []
            and move not in [button.text() for button in page.problems.fix_buttons]
        )
    )
    (problem,) = actions.problem_monitor.open()
    labels = {actions.in_words(fix.label) for fix in actions.problem_monitor.list_fixes(problem)}
    assert {button.text() for button in page.problems.fix_buttons} <= labels


def test_people_in_two_sessions_at_once_are_one_line_that_opens(
    page: SchedulePage, actions: Actions, qtbot: QtBot, stored: Stored
) -> None:
    bo = actions.read(lambda db: find_person(db, "Bo").id)

    def into_both(db: Session) -> None:
        course = stored("TIME-1").row.course_id
        pick_courses(db, known(actions.plan_id), [bo], [course])
        pick = db.scalars(select(Pick.id).where(Pick.person_id == bo, Pick.course_id == course)).one()
        seat_picks(db, stored("TIME-1").row.id, [pick])

    actions.do(Label("Both"), into_both)
    qtbot.waitUntil(lambda: page.problems.shown() == 2)
    title = "2 people are in BOOT-1 and TIME-1 at once"
    assert _lines(page) == [(f"▸ {title}", "")]
    click_row(qtbot, page.problems.list, 0)
    assert not page.problems.take_out_button.isVisible()
    qtbot.keyClick(page.problems.list, Qt.Key.Key_Return)
    assert [name for name, _ in _lines(page)] == [
        f"▾ {title}",
        "Ana is in two sessions on Tue 2 Mar",
        "Bo is in two sessions on Tue 2 Mar",
    ]
    move = next(button for button in page.problems.fix_buttons if button.text().startswith("Move"))
    qtbot.mouseClick(move, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.problems.shown() == 0)
    actions.undo()
    qtbot.waitUntil(lambda: page.problems.shown() == 2)

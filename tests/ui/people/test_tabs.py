"""History, exemptions, absences and what the plan holds."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.lookup import find_course
from pmplanner.services.people.history import record_completion
from pmplanner.services.people.people import person_detail
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.sessions.seating import set_seat_status
from pmplanner.services.views.matrix import list_cells
from pmplanner.storage.labels import Counted, Label, People
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from tests.support import known
from tests.ui.people.conftest import Show, names

PERSON, HISTORY, PLAN, AWAY = range(4)


def _open(page: PeoplePage, tab: int) -> None:
    page.detail.one.tabs.setCurrentIndex(tab)


def test_an_expired_completion_is_marked(page: PeoplePage, show: Show) -> None:
    show("S-018")
    (entry,) = page.detail.one.history.completions.entries()
    assert entry.trouble.startswith("Expired on")
    assert page.detail.one.tabs.tabText(HISTORY) == "History 1"
    show("S-004")
    (entry,) = page.detail.one.history.completions.entries()
    assert entry.trouble == ""
    assert "passed · 2 days" in entry.sentence


def test_attended_sessions_are_listed_until_they_are_not(
    page: PeoplePage, actions: Actions, show: Show
) -> None:
    attended = show("S-002").attended
    _open(page, HISTORY)
    tab = page.detail.one.history
    shown = tab.attended.entries()
    assert len(shown) == len(attended) > 1
    (entry,) = (entry for entry in shown if "AMA-2605-1" in entry.sentence)
    assert entry.title.startswith("The 5 Choices")
    assert entry.sentence == "AMA-2605-1 · 12 Jan 2027 · attended · 2 days"
    assert tab.attended.isVisible()
    assert page.detail.one.tabs.tabText(HISTORY) == f"History {len(shown)}"
    assert not any(row.remove.isVisible() for row in tab.attended.rows())
    actions.do(
        Label("Absent"),
        set_seat_status,
        [row.seat_id for row in attended],
        "absent",
        today=dt.date(2099, 1, 1),
    )
    assert tab.attended.entries() == ()
    assert not tab.attended_title.isVisible()
    assert page.detail.one.tabs.tabText(HISTORY) == "History"
    actions.undo()
    assert tab.attended.entries() == shown


def test_what_was_attended_expires(page: PeoplePage, show: Show) -> None:
    detail = show("S-002")
    tab = page.detail.one.history
    (row,) = (row for row in detail.attended if row.session_code == "AMA-2605-1")
    detail = replace(detail, attended=(replace(row, expires_on=dt.date(2028, 1, 12)),))
    tab.show_detail(detail, (), dt.date(2028, 1, 12))
    assert tab.attended.entries()[0].sentence.endswith("· 2 days · valid until 12 Jan 2028")
    tab.show_detail(detail, (), dt.date(2028, 1, 13))
    (entry,) = tab.attended.entries()
    assert (entry.sentence[-8:], entry.trouble) == ("· 2 days", "Expired on 12 Jan 2028")


def test_a_completion_is_added_and_removed(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot
) -> None:
    show("S-001")
    _open(page, HISTORY)
    tab = page.detail.one.history
    qtbot.mouseClick(tab.completion_form.opener, Qt.MouseButton.LeftButton)
    tab.fields.course.setEditText("INM-DTR")
    tab.fields.day.setText("2026-05-04")
    tab.fields.result.setCurrentText("passed")
    qtbot.keyClicks(tab.fields.days, "2.5")
    tab.fields.expiry.setText("2029-05-04")
    qtbot.keyClick(tab.fields.expiry, Qt.Key.Key_Return)
    assert not tab.completion_form.area.isVisible()
    (row,) = show("S-001").history
    assert (row.code, row.completed_on, row.result) == ("INM-DTR", dt.date(2026, 5, 4), "passed")
    assert (row.days, row.expires_on) == (Decimal("2.5"), dt.date(2029, 5, 4))
    (entry,) = tab.completions.rows()
    assert entry.entry.title == "Digital Transformations Training"
    qtbot.mouseClick(entry.remove, Qt.MouseButton.LeftButton)
    assert show("S-001").history == ()
    assert not tab.completions.rows()
    assert tab.completions.empty.isVisible()
    actions.undo()
    assert len(tab.completions.rows()) == 1


def test_a_completion_within_the_plan_becomes_a_done_pick(page: PeoplePage, show: Show, qtbot: QtBot) -> None:
    show("S-001")
    _open(page, HISTORY)
    tab = page.detail.one.history
    tab.completion_form.open()
    tab.fields.course.setEditText("INM-DTR")
    tab.fields.day.setText("2027-02-01")
    qtbot.mouseClick(tab.completion_form.add_button, Qt.MouseButton.LeftButton)
    sentences = [entry.sentence for entry in page.detail.one.plan.picks.entries()]
    assert "Done on 1 Feb · completed · 3 days" in sentences


def test_a_completion_from_before_offers_to_take_the_pick_back(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot
) -> None:
    show("S-001")
    _open(page, HISTORY)
    tab, plan_id = page.detail.one.history, known(actions.plan_id)
    person = show("S-001").person.id
    course = next(row for row in actions.read(list_courses) if row.code == "INM-DTR")
    actions.do(
        Label.of("pick.add", courses=Counted("courses", 1, course.title), people=People.of([person])),
        pick_courses,
        plan_id,
        [person],
        [course.id],
    )
    tab.completion_form.open()
    tab.fields.course.setEditText("INM-DTR")
    tab.fields.day.setText("2026-05-04")
    qtbot.mouseClick(tab.completion_form.add_button, Qt.MouseButton.LeftButton)
    assert tab.spent.isVisible()
    assert tab.spent.take_back.hasFocus()
    qtbot.waitUntil(lambda: not tab.spent.visibleRegion().isEmpty())
    assert tab.spent.sentence.text().startswith("This is still picked: Digital Transformations Training (")
    qtbot.mouseClick(tab.spent.take_back, Qt.MouseButton.LeftButton)
    assert not tab.spent.isVisible()
    assert (person, course.id) not in actions.read(list_cells, plan_id)
    actions.undo()
    assert actions.read(list_cells, plan_id)[person, course.id].is_pick


def test_what_is_missing_is_said_in_the_form(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot
) -> None:
    show("S-004")
    _open(page, HISTORY)
    tab = page.detail.one.history
    form = tab.completion_form
    form.open()
    qtbot.keyClicks(tab.fields.course.lineEdit(), "no such course")

    def name_the_course() -> None:
        tab.fields.course.setEditText("SCA-CSPO")
        tab.fields.day.setText("soon")

    refusals: tuple[tuple[Callable[[], None], str], ...] = (
        (lambda: None, "Choose a course"),
        (name_the_course, "is not a date"),
        (lambda: tab.fields.day.setText(""), "on which day"),
        (lambda: tab.fields.day.setText(f"{show('S-004').history[0].completed_on}"), "already recorded"),
    )
    for prepare, reason in refusals:
        prepare()
        qtbot.mouseClick(form.add_button, Qt.MouseButton.LeftButton)
        assert reason in form.reason.text()
        assert form.area.isVisible()
    assert len(show("S-004").history) == 1
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert not form.area.isVisible()
    assert form.opener.hasFocus() or form.opener.isVisible()


def test_an_exemption_needs_a_reason(page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot) -> None:
    show("S-001")
    _open(page, HISTORY)
    tab = page.detail.one.history
    tab.exemption_form.open()
    tab.exempt_course.setEditText("Essentials of Cost")
    qtbot.keyClick(tab.exempt_reason, Qt.Key.Key_Return)
    assert "Say why" in tab.exemption_form.reason.text()
    qtbot.keyClicks(tab.exempt_reason, "Teaches it")
    qtbot.keyClick(tab.exempt_reason, Qt.Key.Key_Return)
    (exemption,) = show("S-001").exemptions
    assert (exemption.title, exemption.reason) == ("Essentials of Cost, Time and Schedule", "Teaches it")
    (entry,) = tab.exemptions.rows()
    qtbot.mouseClick(entry.remove, Qt.MouseButton.LeftButton)
    assert show("S-001").exemptions == ()
    assert (
        actions.workspace.undo_label()
        == "Take back the exemption of Amara Lindqvist from Essentials of Cost, Time and Schedule"
    )


def test_exemptions_hold_from_and_until_a_day(page: PeoplePage, show: Show, qtbot: QtBot) -> None:
    show("S-001")
    _open(page, HISTORY)
    tab = page.detail.one.history
    for first, last, said in (
        ("", "2026-03-31", "Ended on 31 Mar 2026"),
        ("2026-04-01", "2099-12-31", "Teaches it · from 1 Apr 2026 · until 31 Dec 2099"),
    ):
        tab.exemption_form.open()
        tab.exempt_course.setEditText("Essentials of Cost")
        qtbot.keyClicks(tab.exempt_reason, "Teaches it")
        tab.exempt_from.setText(first)
        tab.exempt_until.setText(last)
        qtbot.mouseClick(tab.exemption_form.add_button, Qt.MouseButton.LeftButton)
        assert not tab.exemption_form.reason.text()
        row = tab.exemptions.rows()[-1]
        assert any(said in label.text() for label in row.findChildren(QLabel))
    spells = [(row.first_day, row.last_day) for row in show("S-001").exemptions]
    assert spells == [
        (None, dt.date(2026, 3, 31)),
        (dt.date(2026, 4, 1), dt.date(2099, 12, 31)),
    ]
    tab.exemption_form.open()
    tab.exempt_course.setEditText("Essentials of Cost")
    qtbot.keyClicks(tab.exempt_reason, "Again")
    qtbot.mouseClick(tab.exemption_form.add_button, Qt.MouseButton.LeftButton)
    assert (
        "is exempt from “Essentials of Cost, Time and Schedule” already" in tab.exemption_form.reason.text()
    )


def test_an_absence_is_added_and_removed(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot
) -> None:
    show("S-001")
    _open(page, AWAY)
    tab = page.detail.one.away.absences
    tab.form.open()
    qtbot.mouseClick(tab.form.add_button, Qt.MouseButton.LeftButton)
    assert "on which day" in tab.form.reason.text()
    tab.first.setText("2027-04-05")
    tab.last.setText("2027-04-01")
    qtbot.mouseClick(tab.form.add_button, Qt.MouseButton.LeftButton)
    assert "before it begins" in tab.form.reason.text()
    tab.last.setText("")
    tab.kind.setEditText("Dentist")
    qtbot.mouseClick(tab.form.add_button, Qt.MouseButton.LeftButton)
    (absence,) = show("S-001").absences
    assert (absence.first_day, absence.last_day, absence.kind) == (
        dt.date(2027, 4, 5),
        dt.date(2027, 4, 5),
        "Dentist",
    )
    assert page.detail.one.tabs.tabText(AWAY) == "Away 1"
    (entry,) = tab.list.rows()
    assert entry.remove.accessibleName() == "Remove Dentist, 5 Apr 2027"
    qtbot.mouseClick(entry.remove, Qt.MouseButton.LeftButton)
    assert show("S-001").absences == ()
    actions.undo()
    assert len(tab.list.rows()) == 1


def test_an_absence_over_a_session_shows_as_a_problem(page: PeoplePage, show: Show, qtbot: QtBot) -> None:
    show("S-023")
    (entry, *_) = page.detail.one.plan.picks.entries()
    assert entry.trouble == ""
    tab = page.detail.one.away.absences
    _open(page, AWAY)
    tab.form.open()
    tab.first.setText("2027-05-10")
    tab.last.setText("2027-05-31")
    qtbot.mouseClick(tab.form.add_button, Qt.MouseButton.LeftButton)
    (entry, *_) = page.detail.one.plan.picks.entries()
    assert entry.trouble.startswith("Holiday from")
    assert entry.role == "problem"


def test_the_plan_tab_lists_picks_with_status_and_then_needs(
    page: PeoplePage, show: Show, qtbot: QtBot
) -> None:
    show("S-002")
    tab = page.detail.one.plan
    assert tab.title.text() == "10 days planned"
    states = {entry.title.split()[0]: entry.sentence for entry in tab.picks.entries()}
    assert states["The"].startswith("Done in AMA-2605-1, 11–12 Jan")
    assert "Waiting for a seat in AMA-2239-1" in states["Leadership"]
    assert [entry.sentence for entry in tab.needs.entries()] == [
        "Required, not picked · 2 days",
        "Required, not picked · 1 day",
    ]
    _open(page, PLAN)
    with qtbot.waitSignal(page.plan_requested):
        qtbot.mouseClick(tab.open_button, Qt.MouseButton.LeftButton)


def test_credited_courses_say_so(page: PeoplePage, show: Show) -> None:
    show("S-009")
    needs = {entry.title: entry.sentence for entry in page.detail.one.plan.needs.entries()}
    title = "Product Management Bootcamp Training"
    assert needs[title] == "Done before the plan, or exempt · 4 days"


def test_removing_with_the_keyboard_keeps_the_focus_in_the_list(
    page: PeoplePage, actions: Actions, show: Show, qtbot: QtBot, ids: dict[str, int]
) -> None:
    show("S-007")
    _open(page, HISTORY)
    rows = page.detail.one.history.completions.rows()
    assert len(rows) == 2
    rows[0].remove.setFocus()
    qtbot.keyClick(rows[0].remove, Qt.Key.Key_Space)
    (left,) = page.detail.one.history.completions.rows()
    assert left.remove.hasFocus()
    assert len(actions.read(person_detail, ids["S-007"]).history) == 1


def test_planned_days_in_the_list_follow_a_completion_removed(
    page: PeoplePage, actions: Actions, show: Show, ids: dict[str, int], qtbot: QtBot
) -> None:
    show("S-001")
    course = actions.read(find_course, "INM-DTR").id
    taken: dict[str, Any] = {"days": Decimal("2.5")}
    actions.do(Label("Record"), record_completion, ids["S-001"], course, dt.date(2027, 2, 1), **taken)

    def days() -> str:
        row = names(page).index("Amara Lindqvist")
        return str(page.table.proxy.index(row, 5).data())

    assert days() == "13.5"
    _open(page, HISTORY)
    (entry,) = page.detail.one.history.completions.rows()
    qtbot.mouseClick(entry.remove, Qt.MouseButton.LeftButton)
    assert days() == "14"
    actions.undo()
    assert days() == "13.5"

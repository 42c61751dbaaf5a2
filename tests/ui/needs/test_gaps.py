"""The gaps on the page of needs: real workspace, real keys and clicks."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Seat
from pmplanner.services.calendar import clock
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.people.history import record_completion
from pmplanner.services.people.managers import direct_managers, managed_by, manager_key
from pmplanner.services.people.people import write_values
from pmplanner.services.totals.gaps import NEED_GROUPS, GapEntry, GapRow, group_gaps, read_gaps
from pmplanner.storage.labels import Label, People
from pmplanner.ui.core import aside
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.gaps.gaps_view import GapsView
from pmplanner.ui.needs.page import NeedsPage
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE
from tests.support import known
from tests.ui.needs.conftest import shown

ZERO = Decimal(0)


def gaps(page: NeedsPage) -> GapsView:
    view = page.view
    assert isinstance(view, GapsView)
    return view


def lines_of(table: DataTable) -> list[GapRow]:
    return [table.proxy.index(n, 0).data(ROW_ROLE) for n in range(table.proxy.rowCount())]


def listed(page: NeedsPage) -> list[GapEntry]:
    table = gaps(page).panel.table
    return [table.proxy.index(n, 0).data(ROW_ROLE) for n in range(table.proxy.rowCount())]


def read(actions: Actions, by: str) -> list[GapRow]:
    book = actions.read(read_gaps, known(actions.plan_id), clock.today())
    return group_gaps(book, by)  # type: ignore[arg-type]  # one of NEED_GROUPS


def missing(actions: Actions) -> Decimal:
    return read(actions, "track")[-1].missing


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_each_grouping_lists_the_gaps_with_the_whole_last(
    qtbot: QtBot, page: NeedsPage, actions: Actions
) -> None:
    view = gaps(page)
    for by, text in zip(NEED_GROUPS, ("By track", "Team", "Manager", "Course", "Person"), strict=True):
        click(qtbot, next(b for b in page.findChildren(QPushButton) if b.text() == text))
        assert lines_of(view.table) == read(actions, by), by
        assert lines_of(view.table)[-1].is_total
    view.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    *rows, total = lines_of(view.table)
    assert [row.missing for row in rows] == sorted((row.missing for row in rows), reverse=True)
    assert total.is_total
    assert sum((entry.line.days for entry in listed(page)), ZERO) == total.missing > 0
    days = sum((entry.line.days for entry in listed(page) if not entry.line.is_put_aside), ZERO)
    assert days < total.missing
    assert known(page.primary_action()).toolTip() == f"Pick the {days:g} days that 21 people miss"


def test_keys_lead_from_a_line_to_its_people_and_on_to_the_person(qtbot: QtBot, page: NeedsPage) -> None:
    said: list[str] = []
    view = gaps(page)
    page.selection_said.connect(said.append)
    page.filter.search.setFocus()
    qtbot.keyClick(page.filter.search, Qt.Key.Key_Down)
    assert view.table.hasFocus()
    row = lines_of(view.table)[0]
    assert view.panel.heading.text() == row.name
    assert {entry.person.track_id for entry in listed(page)} == {row.key}
    assert said[-1].startswith(f"{row.name}: {row.lacking} of {row.people} people miss something")
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert view.panel.table.hasFocus()
    assert view.panel.lines() == [entry.line for entry in listed(page)]
    first = listed(page)[0]
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.keyClick(view.panel.table, Qt.Key.Key_Return)
    assert asked.args == ["person", first.line.person_id]
    view.panel.table.selectRow(0)
    menu = view.panel.make_menu()
    with qtbot.waitSignal(page.open_requested) as asked:
        next(action for action in menu.actions() if action.text() == "Show the course").trigger()
    assert asked.args == ["course", first.line.course_id]
    menu.deleteLater()
    menu = view.make_menu()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[0] == "List the people"
    assert texts[1] == view.panel.pick_button.text()
    menu.actions()[4].trigger()  # Exempt …
    assert view.panel.reason.hasFocus()
    menu.deleteLater()
    view.table.selectRow(view.table.proxy.rowCount() - 1)
    assert view.panel.heading.text() == "What is missing"


def test_what_a_managers_team_misses_is_one_choice_away(page: NeedsPage, actions: Actions) -> None:
    managers = actions.read(direct_managers)
    chief = max(set(managers.of.values()), key=list(managers.of.values()).count)
    people = managed_by(managers, manager_key(chief))
    assert page.filter.manager.show_key(manager_key(chief))
    total = lines_of(gaps(page).table)[-1]
    assert total.people == len(people) < 24
    assert {entry.line.person_id for entry in listed(page)} <= people
    assert known(page.export_scope()).person_ids == people
    assert not page.filter.chips.chip("below").isHidden()

    # By words, and nobody at all
    page.filter.clear()
    assert page.export_scope() is None
    name = listed(page)[0].person.name
    page.filter.search.setText(name.split()[-1])
    assert {entry.person.name for entry in listed(page)} == {name}
    page.filter.search.setText("nobody is called so")
    assert not gaps(page).table.isVisible()
    next(b for b in page.findChildren(QPushButton) if b.text() == "Show everybody").click()
    assert len(lines_of(gaps(page).table)) == 5


def test_each_way_to_close_gaps_is_said_first_and_is_one_edit(
    qtbot: QtBot, page: NeedsPage, actions: Actions
) -> None:
    panel, before = gaps(page).panel, missing(actions)
    rows = lines_of(gaps(page).table)

    def undone() -> None:
        actions.undo()
        assert lines_of(gaps(page).table) == rows

    # One of the list, then all that is listed
    gaps(page).table.selectRow(0)
    panel.table.selectRow(0)
    entry = listed(page)[0]
    assert panel.pick_button.text() == "Pick for 1 person"
    assert panel.pick_text.text() == f"1 new pick, {entry.line.days:g} days"
    click(qtbot, panel.pick_button)
    assert missing(actions) == before - entry.line.days
    assert entry.id not in {each.id for each in listed(page)}
    undone()
    gaps(page).table.clearSelection()
    panel.table.clearSelection()
    aside = [entry.line for entry in listed(page) if entry.line.is_put_aside]
    assert len(aside) == 1  # of the sample, declined
    assert panel.pick_text.text().endswith(" · 1 was put off or declined")
    click(qtbot, panel.pick_button)
    assert missing(actions) == aside[0].days
    assert (panel.pick_button.isEnabled(), panel.pick_text.text()) == (False, "1 was put off or declined")
    undone()

    # Free seats
    seats = known(panel._seats)
    assert (
        panel.seat_text.text()
        == f"{len(seats.seats)} seats in {len(seats.sessions)} sessions; {seats.left} find none"
    )
    assert seats.sessions[0][1] in panel.seat_button.toolTip()
    number = len(actions.read(lambda db: list(db.scalars(select(Seat.id)))))
    click(qtbot, panel.seat_button)
    assert len(actions.read(lambda db: list(db.scalars(select(Seat.id))))) == number + len(seats.seats)
    assert panel.seat_text.text() == "No session that is there has a seat for them."
    assert not panel.seat_button.isEnabled()
    undone()

    # Exempt, first without a reason
    gaps(page).table.selectRow(0)
    click(qtbot, panel.exempt_button)
    assert panel.refusal.text() == "Say why the people need not take it."
    panel.reason.setFocus()
    qtbot.keyClicks(panel.reason, "They know it")
    qtbot.keyClick(panel.reason, Qt.Key.Key_Return)
    assert (panel.reason.text(), panel.refusal.text()) == ("", "")
    assert missing(actions) == before - rows[0].missing
    undone()

    # All who are shown, from the top
    page.filter.track.show_key(str(rows[1].key))
    known(page.primary_action()).trigger()
    assert missing(actions) < before
    assert lines_of(gaps(page).table)[-1].missing == aside[0].days
    assert not known(page.primary_action()).isEnabled()
    actions.undo()
    page.filter.clear()
    assert lines_of(gaps(page).table) == rows


def _let_lapse(db: Session, entry: GapEntry) -> None:
    """Let somebody have had what is missing, long ago."""
    record_completion(db, *entry.id, dt.date(2020, 1, 1), expires_on=dt.date(2021, 1, 31))


def test_what_is_overdue_and_due_in_a_month_can_be_looked_at_alone(
    qtbot: QtBot, page: NeedsPage, actions: Actions
) -> None:
    view = gaps(page)
    months = [chip for chip in view.due.findChildren(QPushButton) if not chip.isHidden()]
    assert [chip.text() for chip in months] == ["Jun 2027 · 1"]
    assert months[0].toolTip() == "1 renewal: 1 picked, 0 missing, 0 days"
    click(qtbot, months[0])
    assert lines_of(view.table)[-1].renewals == 1
    assert known(page.export_scope()) == ExportScope(due="2027-06")
    click(qtbot, next(chip for chip in view.due.findChildren(QPushButton) if chip.isChecked()))
    assert page.export_scope() is None

    # Overdue
    since = next(n for n, column in enumerate(view.table.source.columns) if column.title == "Since")
    assert view.table.isColumnHidden(since)
    entry = listed(page)[3]
    label = Label.of("completion.add", course="Something", person=People.of([entry.line.person_id]))
    actions.do(label, _let_lapse, entry)
    assert not view.table.isColumnHidden(since)
    assert view.table.proxy.index(4, since).data() == "31 Jan 2021"
    assert view.due.chip("overdue").text() == "Overdue · 1"
    click(qtbot, view.due.chip("overdue"))
    assert [each.id for each in listed(page)] == [entry.id]
    assert (lines_of(view.table)[-1].overdue, lines_of(view.table)[-1].courses) == (1, 1)
    actions.undo()
    assert listed(page) == []


def test_many_people_are_read_beside_the_window(
    qtbot: QtBot, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "AT_ONCE", 3)
    page = shown(qtbot, actions)
    view = gaps(page)
    assert page.waiting.isVisible()
    assert known(page.focus_home()).isVisible()
    assert not page.filter.isVisible()
    qtbot.waitUntil(lambda: lines_of(view.table) == read(actions, "track"))
    qtbot.waitUntil(lambda: bool(listed(page)) and view.panel._seats is not None)
    view.table.selectRow(1)
    qtbot.waitUntil(lambda: view.panel.heading.text() == "Project manager")
    qtbot.waitUntil(lambda: view.panel._seats is not None)
    days = sum((entry.line.days for entry in listed(page)), ZERO)
    click(qtbot, view.panel.pick_button)
    qtbot.waitUntil(lambda: lines_of(view.table) == read(actions, "track"))
    qtbot.waitUntil(lambda: len(listed(page)) == 1)
    (left,) = [entry.line for entry in listed(page)]
    assert left.is_put_aside
    assert lines_of(view.table)[1].missing == left.days < days
    assert view.panel.heading.text() == "Project manager"


def test_the_table_is_exported_as_it_goes_and_kept_as_it_was_left(
    qtbot: QtBot, page: NeedsPage, actions: Actions, tmp_path: Path
) -> None:
    gaps(page).group.select("team")
    gaps(page).group.chosen.emit("team")
    with qtbot.waitSignal(page.export_requested) as asked:
        click(qtbot, gaps(page).export_button)
    assert asked.args == ["gaps", "team"]
    page.filter.team.setCurrentIndex(2)
    team = page.filter.team.currentText()
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    page.save_state(settings)
    again = NeedsPage(actions)
    qtbot.addWidget(again)
    again.restore_state(settings)
    again.show()
    assert again.filter.team.currentText() == team
    assert [row.name for row in lines_of(gaps(again).table)] == [team, "All"]


def test_without_a_plan_there_is_a_way_to_one(qtbot: QtBot, workspace: object) -> None:
    actions = Actions(workspace)  # type: ignore[arg-type]
    page = shown(qtbot, actions)
    with qtbot.waitSignal(page.new_plan_requested):
        next(b for b in page.findChildren(QPushButton) if b.text() == "New plan").click()
    assert not page.filter.isVisible()
    assert not gaps(page).group.isVisible()
    assert not known(page.primary_action()).isEnabled()


def _let_begin_later(db: Session, person_id: int) -> None:
    write_values(db, person_id, {"start_date": dt.date(2027, 2, 1)})


def test_who_is_here_now_can_be_looked_at_alone(qtbot: QtBot, page: NeedsPage, actions: Actions) -> None:
    chip = page.filter.chips.chip("here")
    assert not chip.isVisible()  # everybody is
    person = next(iter(page.needs.people))
    label = Label.of("person.change-several", person=People.of([person]))
    actions.do(label, _let_begin_later, person)
    assert (chip.text(), len(page.needs.people)) == ("Here now 23", 24)
    click(qtbot, chip)
    assert person not in page.needs.people
    assert lines_of(gaps(page).table)[-1].people == 23
    assert person not in {entry.line.person_id for entry in listed(page)}
    click(qtbot, chip)
    assert len(page.needs.people) == 24
    actions.undo()
    assert not chip.isVisible()

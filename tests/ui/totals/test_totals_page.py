"""The page of totals: real workspace, real keys and clicks."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from pmplanner.models import Course, Person
from pmplanner.services.catalog.own_facts import lay_facts
from pmplanner.services.money.cost_items import Owner, add_item
from pmplanner.services.people.people import add_person, list_people
from pmplanner.services.people.tracks import list_tracks
from pmplanner.services.plans.people_changes import remove_people
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.plans.plans import create_plan
from pmplanner.services.sessions.sessions import list_sessions, remove_session
from pmplanner.services.totals.totals import LedgerRow, ledger
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.totals.page import TotalsPage
from pmplanner.ui.widgets.format import format_days
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE
from tests.support import known

ZERO = Decimal(0)


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def page(qtbot: QtBot, actions: Actions) -> TotalsPage:
    return shown(qtbot, actions)


def shown(qtbot: QtBot, actions: Actions, width: int = 1140, height: int = 790) -> TotalsPage:
    page = TotalsPage(actions)
    qtbot.addWidget(page)
    page.resize(width, height)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def rows_of(page: TotalsPage) -> list[LedgerRow]:
    return [page.table.proxy.index(n, 0).data(ROW_ROLE) for n in range(page.table.proxy.rowCount())]


def column(page: TotalsPage, title: str) -> int:
    titles = [spec.title for spec in page.table.source.columns]
    return titles.index(title)


def cell(page: TotalsPage, line: int, title: str) -> str:
    return str(page.table.proxy.index(line, column(page, title)).data())


def click_segment(qtbot: QtBot, page: TotalsPage, text: str) -> None:
    button = next(b for b in page.findChildren(QPushButton) if b.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def click_cell(qtbot: QtBot, page: TotalsPage, line: int, title: str) -> None:
    place = page.table.visualRect(page.table.proxy.index(line, column(page, title))).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_table_holds_the_totals(page: TotalsPage, actions: Actions) -> None:
    assert actions.plan_id is not None
    expected = actions.read(ledger, actions.plan_id, "track")
    assert rows_of(page) == expected
    assert [cell(page, n, "Track") for n in range(5)] == [
        "Product manager", "Project manager", "Program manager", "No track", "All tracks",
    ]  # fmt: skip
    planned = expected[0].totals.planned
    assert Decimal(cell(page, 0, "Planned")) == planned > 0
    assert page.table.proxy.index(4, 3).data(Qt.ItemDataRole.FontRole).bold()


def test_each_grouping_shows_its_lines(qtbot: QtBot, page: TotalsPage, actions: Actions) -> None:
    assert actions.plan_id is not None
    for text, by in (
        ("Team", "team"),
        ("Job title", "title"),
        ("Course", "course"),
        ("Person", "person"),
        ("Month", "month"),
    ):
        click_segment(qtbot, page, text)
        assert rows_of(page) == actions.read(ledger, actions.plan_id, by), text  # type: ignore[arg-type]
        assert page.table.source.columns[0].title == text
        assert rows_of(page)[-1].is_total, text


@pytest.mark.parametrize(("text", "measure"), [("Course days", "course days"), ("Cost", "cost")])
def test_each_measure_shows_its_numbers(
    qtbot: QtBot, page: TotalsPage, actions: Actions, text: str, measure: str
) -> None:
    click_segment(qtbot, page, text)
    assert actions.plan_id is not None
    expected = actions.read(ledger, actions.plan_id, "track", measure=measure)  # type: ignore[arg-type]
    assert rows_of(page) == expected
    assert ("€" in cell(page, 0, "Planned")) is (measure == "cost")
    assert page.table.isColumnHidden(column(page, "Cost")) is (measure == "cost")
    assert page.bars.heading.text().startswith(text)
    assert page.months.heading.text().startswith(text)


def test_arrows_move_between_measures(qtbot: QtBot, page: TotalsPage) -> None:
    first = next(b for b in page.findChildren(QPushButton) if b.text() == "Person-days")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert page.counted() == "course days"
    assert page.bars.heading.text() == "Course days per role track"


def test_sorting_keeps_the_total_last(qtbot: QtBot, page: TotalsPage) -> None:
    header = page.table.horizontalHeader()
    place = column(page, "Planned")
    for expected_reverse in (False, True):
        x = header.sectionViewportPosition(place) + 20
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
        *rows, total = [row.totals.planned for row in rows_of(page)]
        assert rows == sorted(rows, reverse=expected_reverse)
        assert rows_of(page)[-1].is_total
        assert total == sum(rows)


def test_a_click_on_a_number_lists_what_is_behind_it(qtbot: QtBot, page: TotalsPage) -> None:
    click_cell(qtbot, page, 1, "To schedule")
    assert page.panel.isVisible()
    assert page.panel.heading.text() == "Project manager · to schedule"
    lines = [page.panel.table.source.row_at(page.panel.table.source.index(n, 0)) for n in range(
        page.panel.table.source.rowCount())]  # fmt: skip
    assert sum(line.value for line in lines) == rows_of(page)[1].totals.open > 0
    assert {line.status for line in lines} <= {"open", "waiting"}
    assert not page.table.isColumnHidden(column(page, "To schedule"))
    assert page.table.isColumnHidden(column(page, "Required"))


def test_enter_opens_and_escape_closes(qtbot: QtBot, page: TotalsPage) -> None:
    page.table.setFocus()
    page.table.setCurrentIndex(page.table.proxy.index(0, column(page, "Gap")))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.panel.heading.text() == "Product manager · required, missing"
    page.panel.table.setFocus()
    qtbot.keyClick(page.panel.table, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    assert page.table.hasFocus()
    assert not page.table.isColumnHidden(column(page, "Required"))
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.panel.isVisible()
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()


def test_an_edit_moves_the_numbers_and_undo_moves_them_back(page: TotalsPage, actions: Actions) -> None:
    before = rows_of(page)
    plan = actions.plan_id
    assert plan is not None
    run = actions.read(list_sessions, plan)[-1]
    actions.do(Label("Remove a session"), remove_session, run.id)
    after = rows_of(page)
    assert after[-1].totals.scheduled < before[-1].totals.scheduled
    assert after[-1].totals.planned == before[-1].totals.planned
    assert cell(page, len(after) - 1, "Scheduled") == f"{format_days(after[-1].totals.scheduled)}"
    actions.undo()
    assert rows_of(page) == before


def test_the_side_panel_follows_edits(qtbot: QtBot, page: TotalsPage, actions: Actions) -> None:
    click_cell(qtbot, page, 1, "To schedule")
    count = page.panel.table.source.rowCount()
    plan = actions.plan_id
    assert plan is not None
    track = actions.read(list_tracks)[1]
    person = next(p for p in actions.read(list_people) if p.track_id == track.id)
    course = track.path[-1].course_id
    actions.do(Label("Pick"), pick_courses, plan, [person.id], [course])
    assert page.panel.table.source.rowCount() == count + 1
    actions.undo()
    assert page.panel.table.source.rowCount() == count


def test_copy_gives_what_is_shown_without_the_locales_signs(qtbot: QtBot, page: TotalsPage) -> None:
    qtbot.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    header, *lines = QGuiApplication.clipboard().text().splitlines()
    assert header.split("\t") == [
        "Track", "People", "Planned", "Done", "Scheduled", "To schedule", "Gap", "Cost", "Days / person",
        "Required", "Credited", "Path days", "Courses",
    ]  # fmt: skip
    total = rows_of(page)[-1]
    cells = lines[-1].split("\t")
    assert cells[0] == "All tracks"
    assert cells[11] == ""
    assert [Decimal(cells[2]), Decimal(cells[7])] == [total.totals.planned, total.totals.cost]
    assert "," not in lines[-1]
    assert "€" not in lines[-1]


def test_the_breakdown_has_a_copy_of_its_own(qtbot: QtBot, page: TotalsPage) -> None:
    click_cell(qtbot, page, 0, "Scheduled")
    qtbot.mouseClick(page.panel.copy_button, Qt.MouseButton.LeftButton)
    header, *lines = QGuiApplication.clipboard().text().splitlines()
    assert header.split("\t") == ["Person", "Course", "Days", "Status", "Session", "Dates"]
    assert len(lines) == page.panel.table.source.rowCount()
    assert sum(Decimal(line.split("\t")[2]) for line in lines) == rows_of(page)[0].totals.scheduled
    assert dt.date.fromisoformat(lines[0].split("\t")[5].split("/")[0])


def test_ctrl_c_copies_the_number(qtbot: QtBot, page: TotalsPage) -> None:
    page.table.setCurrentIndex(page.table.proxy.index(0, column(page, "Cost")))
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert Decimal(QGuiApplication.clipboard().text()) == rows_of(page)[0].totals.cost


def test_export_asks_for_the_totals_as_grouped(qtbot: QtBot, page: TotalsPage) -> None:
    click_segment(qtbot, page, "Team")
    with qtbot.waitSignal(page.export_requested) as asked:
        qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["totals", "team"]


def test_the_status_line_says_the_number(qtbot: QtBot, page: TotalsPage) -> None:
    with qtbot.waitSignal(page.selection_said) as said:
        page.table.setCurrentIndex(page.table.proxy.index(0, column(page, "Done")))
    done = rows_of(page)[0].totals.done
    assert said.args == [
        f"Product manager: {format_days(done)} done. Click or Enter lists what is behind it."
    ]


def test_the_status_line_goes_with_what_is_counted(qtbot: QtBot, page: TotalsPage) -> None:
    page.table.setCurrentIndex(page.table.proxy.index(0, column(page, "Track")))
    said: list[str] = []
    page.selection_said.connect(said.append)
    click_segment(qtbot, page, "Cost")
    planned = cell(page, 0, "Planned")
    assert "unknown" in planned
    assert said[-1] == f"Product manager: {planned} planned. Click or Enter lists what is behind it."


def test_the_total_stays_in_sight(qtbot: QtBot, actions: Actions) -> None:
    page = shown(qtbot, actions, height=560)
    click_segment(qtbot, page, "Person")
    assert page.table.strip.isVisible()
    qtbot.mouseClick(page.table.strip.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    assert page.panel.heading.text() == "All people · planned"
    page.table.scrollToBottom()
    assert not page.table.strip.isVisible()
    last = page.table.proxy.rowCount() - 1
    assert page.table.viewport().rect().contains(page.table.visualRect(page.table.proxy.index(last, 0)))
    page.table.scrollToTop()
    for _ in range(8):
        qtbot.keyClick(page.table, Qt.Key.Key_Down)
    row = page.table.visualRect(page.table.currentIndex())
    assert row.bottom() < page.table.strip.geometry().top() - page.table.viewport().y() + 1


def test_names_stay_in_sight_beside_numbers_scrolled_sideways(qtbot: QtBot, actions: Actions) -> None:
    page = shown(qtbot, actions, width=640, height=560)
    table = page.table
    assert not table.names.isVisible()
    table.horizontalScrollBar().setValue(200)
    assert table.names.isVisible()
    assert table.names.geometry().width() == table.columnWidth(0) + 1
    seen = table.names.indexAt(QPoint(20, table.names.rowHeight(0) + 4))
    assert seen.data() == "Project manager"
    qtbot.mouseClick(
        table.names.viewport(), Qt.MouseButton.LeftButton, pos=table.names.visualRect(seen).center()
    )
    assert page.panel.heading.text() == "Project manager · planned"
    page.panel.close_panel()
    click_segment(qtbot, page, "Person")
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() > 64)
    table.horizontalScrollBar().setValue(200)
    table.verticalScrollBar().setValue(64)
    assert table.names.verticalScrollBar().value() == 64
    assert (table.strip.isVisible(), table.strip_names.isVisible()) == (True, True)
    table.horizontalScrollBar().setValue(0)
    assert not table.names.isVisible()


def test_settings_bring_the_view_back(
    qtbot: QtBot, page: TotalsPage, actions: Actions, tmp_path: object
) -> None:
    settings = QSettings(f"{tmp_path}/settings.ini", QSettings.Format.IniFormat)
    click_segment(qtbot, page, "Cost")
    click_segment(qtbot, page, "Team")
    page.save_state(settings)
    other = TotalsPage(actions)
    qtbot.addWidget(other)
    other.restore_state(settings)
    other.show()
    assert (other.by(), other.counted()) == ("team", "cost")
    assert rows_of(other) == rows_of(page)


def test_hints_say_what_is_missing(qtbot: QtBot, blank: Workspace) -> None:
    actions = Actions(blank)
    page = shown(qtbot, actions)
    assert page.no_plan.isVisible()
    with qtbot.waitSignal(page.new_plan_requested):
        qtbot.mouseClick(page.no_plan.findChild(QPushButton), Qt.MouseButton.LeftButton)
    actions.do(Label("New plan"), create_plan, "2027", dt.date(2027, 1, 1), dt.date(2027, 6, 30))
    assert page.nobody.isVisible()
    with qtbot.waitSignal(page.import_people_requested):
        qtbot.mouseClick(page.nobody.findChild(QPushButton), Qt.MouseButton.LeftButton)
    person = actions.do(Label("Add"), add_person, first_name="Ana")
    assert page.table.isVisible()
    assert rows_of(page)[-1].totals.people == 1
    assert rows_of(page)[-1].totals.planned == ZERO
    actions.do(Label("Remove"), remove_people, [known(person)])
    assert page.nobody.isVisible()


def test_the_model_keeps_its_promises(page: TotalsPage, qtmodeltester: ModelTester, qtbot: QtBot) -> None:
    qtmodeltester.check(page.table.proxy)
    click_segment(qtbot, page, "Person")
    qtmodeltester.check(page.table.source)


@pytest.mark.parametrize(("width", "height"), [(1252, 812), (912, 612)])
def test_lines_keep_room_below_the_charts(qtbot: QtBot, actions: Actions, width: int, height: int) -> None:
    page = shown(qtbot, actions, width, height)
    assert page.table.viewport().height() >= 4 * page.table.rowHeight(0)
    assert page.height() == height


@pytest.mark.parametrize(
    ("price", "reason"),
    [(None, "The prices of what is planned are unknown."), (ZERO, "What is planned costs nothing.")],
)
def test_what_has_no_price_or_costs_nothing_is_not_said_to_be_unplanned(
    qtbot: QtBot, actions: Actions, price: Decimal | None, reason: str
) -> None:
    def plan_at_price(db: Session) -> int:
        course = db.scalars(select(Course)).first()
        person = db.scalars(select(Person).where(Person.primary_track_id.is_not(None))).first()
        assert course is not None
        assert person is not None
        lay_facts(db, [course.id], cost=price)
        plan_id = create_plan(db, "Free", dt.date(2028, 1, 1), dt.date(2028, 6, 30))
        pick_courses(db, plan_id, [person.id], [course.id])
        return plan_id

    actions.choose_plan(actions.do(Label("x"), plan_at_price))
    page = shown(qtbot, actions)
    assert not page.bars._none.isVisible()
    click_segment(qtbot, page, "Cost")
    assert page.bars._none.isVisible()
    assert page.bars._none.text() == reason


def test_currencies_without_a_rate_are_named_where_costs_are_looked_at(
    qtbot: QtBot, actions: Actions, page: TotalsPage
) -> None:
    owner = Owner(plan_id=known(actions.plan_id))
    actions.do(Label("Item"), add_item, owner, "Fee", "whole", Decimal(9), "CHF")
    assert not page.rates.isVisible()
    page.measure.select("cost")
    page.measure.chosen.emit("cost")
    assert "no rate of CHF" in page.rates.text()
    actions.undo()
    assert not page.rates.isVisible()

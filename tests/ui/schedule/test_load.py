"""The load below the sessions: what its cells say, where they stand, who is behind them, keys and tabs."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pmplanner.models import Person
from pmplanner.services.people.history import add_absence
from pmplanner.services.people.people import write_values
from pmplanner.services.plans.archive import archive_plan
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.views.load import LoadCell, view_load
from pmplanner.services.views.schedule_page import view_outlook
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule import page as schedule_page
from pmplanner.ui.schedule.below import BelowPanel
from pmplanner.ui.schedule.load import panel as load_panel
from pmplanner.ui.schedule.load.painting import fill_color, number_color
from pmplanner.ui.schedule.load.popup import LoadPopup
from pmplanner.ui.schedule.load.table import LoadTable
from pmplanner.ui.schedule.load.texts import percent_text
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.scale import USUAL_WEEK
from pmplanner.ui.theme import contrast, theme_named
from pmplanner.ui.translation import user_locale
from tests.conftest import OpenFilled
from tests.services.small_plan import MONDAY
from tests.support import known
from tests.ui.schedule.conftest import fill, open_page

WEEK = dt.timedelta(days=7)
THURSDAY = MONDAY + dt.timedelta(days=3)


def fill_teams(workspace: Workspace) -> None:
    """Ana and Bo are Payments, where one of two may be away; Cy is Delivery, Dara in no team."""
    fill(workspace)
    with workspace.edit("Teams") as db:
        people = {person.first_name: person.id for person in db.query(Person)}
        for name, team in (("Ana", "Payments"), ("Bo", "Payments"), ("Cy", "Delivery")):
            write_values(db, people[name], {"team": team})
        add_absence(db, people["Bo"], THURSDAY, THURSDAY, "Vacation")
        set_policy(db, "absence ceiling", percent=50, team="Payments")


@pytest.fixture
def laid_out(open_filled: OpenFilled) -> Workspace:
    return open_filled(fill_teams)


@pytest.fixture
def page(actions: Actions, qtbot: QtBot) -> SchedulePage:
    return open_page(actions, qtbot, "timeline")


@pytest.fixture
def table(page: SchedulePage) -> LoadTable:
    return page.load.table


def names(table: LoadTable) -> list[str]:
    return [str(table.load.index(row, 0).data()) for row in range(table.load.rowCount())]


def column_of(table: LoadTable, day: dt.date) -> int:
    return 1 + known(table.load.book).weeks.index(day)


def cell(table: LoadTable, name: str, day: dt.date = MONDAY, role: int = 0) -> str:
    return str(table.load.index(names(table).index(name), column_of(table, day)).data(Qt.ItemDataRole(role)))


def said(table: LoadTable, name: str, day: dt.date = MONDAY) -> str:
    return cell(table, name, day, int(Qt.ItemDataRole.AccessibleTextRole))


def popup_of(page: SchedulePage) -> LoadPopup:
    (popup,) = [popup for popup in page.findChildren(LoadPopup) if popup.isVisible()]
    return popup


def lines_of(popup: LoadPopup) -> list[tuple[str, str, str]]:
    return [(line.title, line.right, line.detail) for line in popup.list.lines.rows()]


def test_cells_say_how_much_of_a_week_is_taken_by_whom(page: SchedulePage, table: LoadTable) -> None:
    assert names(table) == ["Delivery", "Payments", "No team"]
    # Ana: Monday and Tuesday; Bo: the same and Thursday; of ten days five. Cy waits: that is no seat.
    assert [cell(table, name) for name in names(table)] == ["", "50", ""]
    assert said(table, "Payments") == (
        "Payments, week of 1 Mar (W9): 50 % away (2 in Boot, 1 in Time, 1 on leave) "
        "· over the ceiling of 50 %"
    )
    assert said(table, "Delivery") == "Delivery, week of 1 Mar (W9): 0 % away"
    assert "over the ceiling of 50 %" in page.load.hint.text()
    table.turn(1, opened=True)
    assert names(table) == ["Delivery", "Payments", "Ana", "Bo", "No team"]
    assert [cell(table, name) for name in ("Ana", "Bo")] == ["40", "60"]
    assert said(table, "Bo") == "Bo, week of 1 Mar (W9): 60 % away (Boot, on leave)"
    weeks = page.load.as_table()
    assert weeks[0][:3] == ["Team", "Person", "4 Jan"]
    place = weeks[0].index("1 Mar")
    assert [(*line[:2], line[place]) for line in weeks[1:]] == [
        ("Delivery", "", "0"),
        ("Delivery", "Cy", "0"),
        ("Payments", "", "50"),
        ("Payments", "Ana", "40"),
        ("Payments", "Bo", "60"),
        ("No team", "", "0"),
        ("No team", "Dara", "0"),
    ]


def test_rooms_and_trainers_have_their_use(page: SchedulePage, table: LoadTable) -> None:
    for kind, name, sentence in (
        ("room", "Oslo", "Oslo, week of 1 Mar (W9): in use on 2 of 5 days, 40 % (Boot)"),
        ("trainer", "J. Berg", "J. Berg, week of 1 Mar (W9): teaches on 2 of 5 days, 40 % (Boot)"),
    ):
        page.load.kinds.parts._parts[kind].click()
        assert names(table) == [name]
        assert cell(table, name) == "40"
        assert said(table, name) == f"{sentence} · only the name is known, the usual week is assumed"
        assert page.load.as_table()[1][0] == name


def test_weeks_stand_below_those_of_the_timeline(page: SchedulePage, table: LoadTable) -> None:
    timeline = page.views.timeline

    def check() -> None:
        scale, canvas = timeline.scale, timeline.canvas
        seen = 0
        for column in range(1, table.load.columnCount()):
            day = known(table.load.book).weeks[column - 1]
            left, right = round(canvas.x(scale.x(day))), round(canvas.x(scale.x(day + WEEK)))
            left, right = max(left, canvas.header), min(right, table.viewport().width())
            assert table.isColumnHidden(column) == (right - left < 2)
            if right - left >= 2:
                seen += 1
                assert (table.columnViewportPosition(column), table.columnWidth(column)) == (
                    left,
                    right - left,
                ), day
        assert seen

    origin = QPoint(0, 0)
    apart = table.viewport().mapTo(page, origin).x() - timeline.viewport().mapTo(page, origin).x()
    assert apart == 0
    check()
    timeline.set_week_width(USUAL_WEEK)
    timeline.go_to(MONDAY)
    check()
    timeline.zoom(2)
    timeline.horizontalScrollBar().setValue(timeline.horizontalScrollBar().value() + 37)
    check()
    page.views._group("person")
    check()
    page.views.show_view("month")
    shown = [column for column in range(1, table.load.columnCount()) if not table.isColumnHidden(column)]
    assert len(shown) == table.load.columnCount() - 1, "without a timeline all weeks are seen"


def test_keys_go_over_weeks_open_teams_and_list_who(
    page: SchedulePage, table: LoadTable, qtbot: QtBot
) -> None:
    sentences: list[str] = []
    page.selection_said.connect(sentences.append)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    table.setCurrentIndex(table.load.index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert names(table) == ["Delivery", "Payments", "Ana", "Bo", "No team"]
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert table.currentIndex().column() == 1
    assert sentences[-1] == "Payments, week of 4 Jan (W1): 0 % away"
    timeline = page.views.timeline
    timeline.set_week_width(3 * USUAL_WEEK)
    timeline.go_to(MONDAY - 8 * WEEK)
    assert table.isColumnHidden(column_of(table, MONDAY))
    for _ in range(8):
        qtbot.keyClick(table, Qt.Key.Key_Right)
    assert table.currentIndex().column() == column_of(table, MONDAY)
    assert not table.isColumnHidden(table.currentIndex().column()), "the timeline follows"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    popup = popup_of(page)
    assert popup.heading.text() == "Payments, week of 1 Mar (W9): 50 % away"
    assert lines_of(popup) == [
        ("Ana", "1–2 Mar · 2 d", "Boot (BOOT-1)"),
        ("Ana", "2 Mar · 1 d", "Time (TIME-1)"),
        ("Bo", "1–2 Mar · 2 d", "Boot (BOOT-1)"),
        ("Bo", "4 Mar · 1 d", "On leave: Vacation"),
    ]
    opened: list[tuple[str, object]] = []
    page.open_requested.connect(lambda kind, key: opened.append((kind, key)))
    qtbot.keyClick(popup.list, Qt.Key.Key_End)
    qtbot.keyClick(popup.list, Qt.Key.Key_Return)
    assert [kind for kind, _ in opened] == ["person"]
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(popup_of(page).list, Qt.Key.Key_Return)
    assert page.form.heading.text() == "BOOT-1 · Boot"
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert table.load.line(table.currentIndex().row()).name == "Ana"
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Left)  # from a person to the team
    qtbot.keyClick(table, Qt.Key.Key_Left)  # and that is closed
    assert names(table) == ["Delivery", "Payments", "No team"]
    assert table.currentIndex().row() == 1


def test_an_edit_shows_at_once_and_what_was_open_stays(
    page: SchedulePage, table: LoadTable, actions: Actions, qtbot: QtBot
) -> None:
    table.turn(1, opened=True)
    table.setCurrentIndex(table.load.index(3, column_of(table, MONDAY)))
    person = known(table.load.line(3).person_id)
    friday = MONDAY + dt.timedelta(days=4)
    actions.do(Label("Away"), add_absence, person, friday, friday, "Leave")
    qtbot.waitUntil(lambda: cell(table, "Bo") == "80")
    assert names(table) == ["Delivery", "Payments", "Ana", "Bo", "No team"]
    assert table.load.line(table.currentIndex().row()).person_id == person
    actions.undo()
    qtbot.waitUntil(lambda: cell(table, "Bo") == "60")
    actions.do(Label("Archive"), archive_plan, known(actions.plan_id))
    qtbot.waitUntil(lambda: cell(table, "Payments") == "50")  # although nobody looks for problems any more


def test_panels_fold_and_are_found_as_they_were_left(
    page: SchedulePage, actions: Actions, settings: QSettings, qtbot: QtBot
) -> None:
    below, above = page.below, page.views
    assert below.current() == "load"
    assert [below.text(key) for key in ("load", "backlog", "problems")] == [
        "Load",
        "To schedule  5",
        "Problems  3",
    ]
    tall = above.height()
    assert below.height() <= below.minimumSizeHint().height() + page.load.wanted_height()
    qtbot.mouseClick(below.fold_button, Qt.MouseButton.LeftButton)
    assert not page.load.isVisible()
    assert above.height() > tall
    assert below.fold_button.accessibleName() == "Unfold"
    below.tabs.tabBarClicked.emit(1)
    below.tabs.setCurrentIndex(1)
    assert page.backlog.isVisible()
    page.load.kinds.parts._parts["trainer"].click()
    below.fold_button.click()
    page.save_state(settings)
    settings.sync()
    other = open_page(actions, qtbot, "timeline")
    other.restore_state(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    assert (other.below.current(), other.below.folded, other.load.kind) == ("backlog", True, "trainer")


def _is_folded(page: SchedulePage) -> bool:
    return page.below.folded


def test_panels_fold_by_themselves_where_there_is_little_room(page: SchedulePage) -> None:
    page.resize(940, 420)
    assert _is_folded(page)
    page.resize(1200, 800)
    assert not _is_folded(page)
    page.below.fold_button.click()
    page.below.fold_button.click()
    page.resize(940, 420)
    assert not _is_folded(page), "whoever unfolded it wants it so"


def test_eight_lanes_are_seen_in_a_window_of_usual_size(sampled: Workspace, qtbot: QtBot) -> None:
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = open_page(actions, qtbot, "timeline")
    page.resize(1092, 642)  # what a window of 1280 by 720 leaves
    timeline = page.views.timeline
    book = known(timeline.book)
    qtbot.waitUntil(lambda: timeline.viewport().height() - timeline.canvas.top >= book.top(8))
    assert page.load.table.viewport().height() >= 60
    first, last = timeline.period()
    assert first <= book.rows.first_day
    assert last >= book.rows.last_day


def test_numbers_and_outlines_can_be_read() -> None:
    for name in ("light", "dark"):
        theme = theme_named(name)
        for part in range(101):
            ground = fill_color(theme, part / 100)
            assert contrast(number_color(theme, ground), ground) >= 4.5, (name, part)
        # The outline stands on the panel on both sides.
        assert contrast(theme.color("problem"), theme.color("panel")) >= 3, name


def test_a_share_is_never_rounded_to_nothing() -> None:
    for away, working, text in (
        (0, 20, ""),
        (0, 0, ""),
        (1, 400, "<1"),
        (2, 400, "1"),
        (17, 40, "43"),
        (20, 20, "100"),
    ):
        assert percent_text(LoadCell(working, away, away=away)) == text, Decimal(away)


def test_the_whole_picture_is_painted_in_sight_or_not(page: SchedulePage, table: LoadTable) -> None:
    size = page.load.picture_size()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    painter = QPainter(image)
    page.load.paint_to(painter, image.rect())
    painter.end()
    book = known(table.load.book)
    place = book.weeks.index(MONDAY)
    left = size.width() - (len(book.weeks) - place) * 44
    row = names(table).index("Payments")
    top = table.horizontalHeader().height() + row * table.rowHeight(0)
    colours = {
        image.pixelColor(x, y).name()
        for x in range(left, left + 44)
        for y in range(top, top + table.rowHeight(0))
    }
    theme = theme_named("light")
    assert {fill_color(theme, 0.5).name(), theme.color("problem").name()} <= colours
    assert "#123456" not in colours


def test_a_box_stands_for_tabs_that_would_be_cut_short(qtbot: QtBot) -> None:
    below = BelowPanel()
    qtbot.addWidget(below)
    for key, title in (("load", "Load"), ("backlog", "To schedule"), ("problems", "Problems")):
        below.add(key, title, QWidget(), QWidget(), lambda: None)
    below.resize(900, 300)
    below.show()
    qtbot.waitUntil(below.isActiveWindow)
    assert below.tabs.isVisible()
    assert not below.box.isVisible()
    below.tabs.setFocus()
    below.resize(below.tabs.sizeHint().width() + 20, 300)
    assert not below.tabs.isVisible()
    assert below.box.hasFocus()
    below.count("backlog", "5")
    qtbot.keyClick(below.box, Qt.Key.Key_Down)
    assert (below.current(), below.box.currentText()) == ("backlog", "To schedule  5")
    below.resize(900, 300)
    assert below.tabs.hasFocus()


def test_what_follows_beside_the_window_is_what_is_read_anew(
    page: SchedulePage, table: LoadTable, actions: Actions, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (schedule_page, load_panel):
        monkeypatch.setattr(module, "MANY_PEOPLE", 0)
    plan_id, weekday = known(actions.plan_id), user_locale().firstDayOfWeek().value - 1
    session_id = page.list.shown_ids()[0]

    def shift() -> None:
        page.edits.shift([session_id], 7)

    def remove() -> None:
        page.edits.remove([session_id])

    for step in (shift, actions.undo, remove, actions.undo, lambda: page.load.kinds.select("room"), remove):
        step()
        page.load._catch_up()
        qtbot.waitUntil(lambda: not (page._later.isActive() or page._reading.running))
        qtbot.waitUntil(lambda: not page.load._reading.running)
        now = actions.read(view_outlook, plan_id, page._today())
        assert page._outlook == now
        assert page.backlog.table.source.rows() == now.to_schedule
        book, shown = actions.read(view_load, plan_id, page.load.kind, weekday), known(table.load.book)
        assert (shown.kind, shown.rows, shown.cells.tolist()) == (book.kind, book.rows, book.cells.tolist())
    page.end_work()

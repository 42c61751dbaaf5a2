"""The frame of the window: pages, plans, search, undo, appearance, what is remembered."""

import datetime as dt
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QListWidget, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import list_courses
from pmplanner.services.people.people import add_person, list_people
from pmplanner.services.pick_status.pick_status import list_pick_statuses
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.plans.plans import create_plan, list_plans
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label
from pmplanner.storage.workspace import Workspace, open_workspace
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.commands import Command
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.plan.page import PlanPage
from pmplanner.ui.problems.page import ProblemsPage
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.shell.found_list import Entry
from pmplanner.ui.shell.history_window import HistoryWindow
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.page_commands import commands_of
from pmplanner.ui.shell.pages import PAGES
from pmplanner.ui.shell.plan_form import PlanForm
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.tables.table_model import ROW_ROLE
from tests.support import known
from tests.ui.conftest import OpenWindow
from tests.ui.finding import page_of

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_bare_window: OpenWindow, sampled: Workspace) -> MainWindow:
    """The window on the sample, with the page of the plan open."""
    return open_bare_window(sampled)


def shown(window: MainWindow) -> str:
    """The key of the page on top."""
    (key,) = [key for key, page in window._pages.items() if page is window.stack.currentWidget()]
    return key


def click_page(window: MainWindow, key: str, qtbot: QtBot) -> None:
    pages = window.navigation
    index = pages.model().index(list(PAGES).index(key), 0)
    where = pages.visualRect(index).center()
    qtbot.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=where)


def rename(window: MainWindow, name: str) -> None:
    person = window.actions_.read(list_people)[0]
    window.actions_.do(Label(f"Rename to {name}"), change_person, person.id, last_name=name)


def test_problems_that_an_edit_makes_are_offered_beside_undo(window: MainWindow, qtbot: QtBot) -> None:
    monitor = window.actions_.problem_monitor
    before = {each.key for each in monitor.open()}
    rename(window, "Quill")
    link = window.status._problems
    assert link.isHidden()
    person = next(row for row in window.actions_.read(list_people) if row.employee_id == "S-008")
    window.actions_.do(Label("Leave"), change_person, person.id, end_date=dt.date(2027, 1, 31))
    made = [each for each in monitor.open() if each.key not in before]
    assert (link.isHidden(), link.text()) == (False, f"{len(made)} new problems")
    link.click()
    assert shown(window) == "problems"
    selected = page_of(window, ProblemsPage).problems.selected()
    assert selected is not None
    assert selected.key in {each.key for each in made}
    qtbot.wait(1)
    rename(window, "Quint")
    assert link.isHidden()


def entry(menu: QMenu, text: str) -> QAction:
    menu.aboutToShow.emit()
    return next(action for action in menu.actions() if action.text().startswith(text))


def answer_dialog(qtbot: QtBot, kind: type[QDialog], answer: Callable[[QDialog], None]) -> QTimer:
    """Wait for a modal dialog of a kind and give it its answer."""
    timer = QTimer()

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            timer.stop()
            answer(dialog)

    timer.timeout.connect(look)
    timer.start(10)
    return timer


# Pages


@pytest.mark.slow
def test_pages_open_by_mouse(window: MainWindow, qtbot: QtBot) -> None:
    for key in reversed(PAGES):
        click_page(window, key, qtbot)
        assert shown(window) == key
        assert window.navigation.current() == key


@pytest.mark.slow
def test_pages_open_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    for number, key in enumerate(PAGES, 1):
        qtbot.keyClick(window, Qt.Key(ord("0") + number), CTRL)
        assert shown(window) == key
    window.navigation.setFocus()
    qtbot.keyClick(window.navigation, Qt.Key.Key_Up)
    assert shown(window) == list(PAGES)[-2]


def test_pages_have_counts(window: MainWindow) -> None:
    names = [window.navigation.model().index(row, 0) for row in range(7)]
    spoken = [index.data(Qt.ItemDataRole.AccessibleTextRole) for index in names]
    actions = window.actions_
    courses, sessions = actions.read(list_courses), actions.read(list_sessions, known(actions.plan_id))
    picks = actions.read(list_pick_statuses, known(actions.plan_id))
    assert spoken == [
        f"Plan, {len(picks)}",
        "Needs",
        f"Schedule, {len(sessions)}",
        "Decisions",
        "Totals",
        f"Catalogue, {len(courses)}",
        "People, 24",
    ]


def test_sentence_of_a_page_goes_with_the_page(window: MainWindow) -> None:
    window.open_page("people")
    window._pages["people"].selection_said.emit("Somebody of some team")
    assert window.status.text() == "Somebody of some team"
    window.open_page("totals")
    assert "Somebody" not in window.status.text()
    rename(window, "Zed")
    window.open_page("catalogue")
    assert window.status.text() == "Done: Rename to Zed"
    assert window.status.offers_undo()


@pytest.mark.slow
def test_primary_button_is_that_of_the_page(window: MainWindow) -> None:
    for key in PAGES:
        window.open_page(key)
        action = window._pages[key].primary_action()
        button = window.bar._primary
        assert button.isVisible() is (action is not None)
        if action is not None:
            assert button.text() in (action.text(), action.iconText())  # the short one where it is narrow


# Plans


def test_another_plan_is_chosen_in_the_menu(window: MainWindow, qtbot: QtBot) -> None:
    actions = window.actions_
    second = actions.do(Label("plan"), create_plan, "Autumn", dt.date(2019, 9, 1), dt.date(2019, 12, 31))
    assert "Autumn" not in window.bar.plan_button.text()
    entry(window.bar.plan_menu, "Autumn").trigger()
    assert actions.plan_id == second
    assert window.bar.plan_button.text().startswith("Autumn")
    assert "Autumn" in window.bar.plan_button.accessibleName()
    assert window.navigation.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Plan"


def test_new_plan_is_made_and_shown(window: MainWindow, qtbot: QtBot) -> None:
    def fill_in(form: QDialog) -> None:
        name = form.findChildren(QLineEdit)[0]
        name.selectAll()
        qtbot.keyClicks(name, "Winter")
        qtbot.keyClick(name, Qt.Key.Key_Return)

    timer = answer_dialog(qtbot, PlanForm, fill_in)
    entry(window.bar.plan_menu, "New plan").trigger()
    assert not timer.isActive()
    assert window.bar.plan_button.text().startswith("Winter")
    assert {plan.name for plan in window.actions_.read(list_plans)} >= {"Winter"}
    window.actions_.undo()
    assert not window.bar.plan_button.text().startswith("Winter")


def test_removing_the_plan_shows_another_and_undo_brings_it_back(window: MainWindow) -> None:
    before = window.plan()
    assert before is not None
    entry(window.bar.plan_menu, "Remove").trigger()
    assert window.plan() is None
    assert window.bar.plan_button.text() == "No plan"
    window.actions_.undo()
    window.actions_.choose_plan(before.id)
    assert window.plan() == before


# Undo


def test_undo_and_redo_are_named_and_work(window: MainWindow, qtbot: QtBot) -> None:
    before = window.actions_.read(list_people)
    rename(window, "Zed")
    after = window.actions_.read(list_people)
    assert window.bar.undo_button.accessibleName() == "Undo: Rename to Zed"
    assert not window.bar.redo_button.isEnabled()
    qtbot.mouseClick(window.bar.undo_button, Qt.MouseButton.LeftButton)
    assert window.actions_.read(list_people) == before
    assert window.bar.redo_button.accessibleName() == "Redo: Rename to Zed"
    assert window.status.text() == "Undone: Rename to Zed"
    qtbot.mouseClick(window.bar.redo_button, Qt.MouseButton.LeftButton)
    assert window.actions_.read(list_people) == after
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert window.actions_.read(list_people) == before


def test_status_line_offers_undo_once(window: MainWindow, qtbot: QtBot) -> None:
    before = window.actions_.read(list_people)
    rename(window, "Zed")
    assert window.status.text() == "Done: Rename to Zed"
    assert window.status.offers_undo()
    qtbot.mouseClick(window.status._undo, Qt.MouseButton.LeftButton)
    assert window.actions_.read(list_people) == before
    assert not window.status.offers_undo()


def test_history_lists_edits_and_follows(window: MainWindow, qtbot: QtBot) -> None:
    rename(window, "Zed")
    qtbot.keyClick(window, Qt.Key.Key_H, CTRL)
    (history,) = window.findChildren(HistoryWindow)
    newest = history._table.proxy
    assert "Rename to Zed" in [newest.index(0, n).data() for n in range(newest.columnCount())]
    window.actions_.undo()
    assert "undone" in [newest.index(0, n).data() for n in range(newest.columnCount())]


# Search


def search(window: MainWindow, words: str, qtbot: QtBot) -> list[str]:
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    assert window.bar.search.hasFocus()
    qtbot.keyClicks(window.bar.search, words)
    found = known(window.search.findChild(QListWidget))
    return [found.item(row).text() for row in range(found.count())]


def entries_of(window: MainWindow) -> dict[str, Entry]:
    found = window.search.list
    entries = (found.entry(found.item(row)) for row in range(found.count()))
    return {entry.title: entry for entry in entries if entry is not None}


def search_now(window: MainWindow, words: str) -> list[str]:
    """Return the commands that words find, without the keys that are tested elsewhere."""
    window.bar.search.setText(words)
    return [title for title, entry in entries_of(window).items() if isinstance(entry.choice, Command)]


def test_search_goes_to_a_person(window: MainWindow, qtbot: QtBot) -> None:
    person = window.actions_.read(list_people)[3]
    assert search(window, person.name, qtbot)[0] == "People"
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert shown(window) == "people"
    assert [row.id for row in page_of(window, PeoplePage).table.selected_rows()] == [person.id]
    assert not window.search.isVisible()


def test_search_goes_to_a_course(window: MainWindow, qtbot: QtBot) -> None:
    course = next(c for c in window.actions_.read(list_courses) if c.code == "TNX-PMB")
    search(window, "tnx-pmb", qtbot)
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert shown(window) == "catalogue"
    assert [row.course.id for row in page_of(window, CataloguePage).table.selected_rows()] == [course.id]


def test_search_goes_to_a_session(window: MainWindow, qtbot: QtBot) -> None:
    run = window.actions_.read(list_sessions, known(window.actions_.plan_id))[-1]
    found = search(window, run.code, qtbot)
    for _ in range([line for line in found if line not in ("Courses", "Sessions")].index(found[-1])):
        qtbot.keyClick(window.bar.search, Qt.Key.Key_Down)
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert shown(window) == "schedule"
    assert [row.id for row in page_of(window, SchedulePage).list.table.selected_rows()] == [run.id]


def test_search_runs_a_command(window: MainWindow, qtbot: QtBot) -> None:
    assert search(window, "go totals", qtbot)[:2] == ["Commands", "Go to Totals"]
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert shown(window) == "totals"
    assert window.bar.search.text() == ""


def test_a_question_is_searched_without_its_small_words(window: MainWindow) -> None:
    for question, command in {
        "what does my team miss": "Show the gaps: what is missing",
        "What would it cost to train the whole team?": "Show what teams cost",
        "cost of the team": "Show what teams cost",
        "who has got nothing yet": "Show who has got nothing yet",
        "trainer ill": "Show the trainers",
        "send the plan of my team": "Export Schedule",
    }.items():
        assert command in search_now(window, question), question
    assert search_now(window, "what does the of") == []


def test_search_finds_commands_by_other_words_for_them(window: MainWindow) -> None:
    found = {word: search_now(window, word) for word in ("mail", "budget", "variant", "backup", "automatic")}
    assert found["mail"] == [
        *("Mails: How mails begin", "Mails: How mails end", "Papers and mails written", "Settings: Mails"),
        *("Tell people what changed", "Send picks to managers"),
        *("Export for Moodle: Users", "Export for Moodle: Booking users"),
        "Show the runway",
    ]
    assert "Change this plan" in found["budget"]
    assert {"Budget", "Change this plan"} <= set(found["budget"])
    money = {word: search_now(window, word) for word in ("rates", "travel", "cost items")}
    assert {"Show the rates of currencies", "New rate of a currency"} <= set(money["rates"])
    assert {"New cost of travel", "Show what travel between sites costs"} <= set(money["travel"])
    assert {"Cost items of this plan", "Add a cost item to the course"} <= set(money["cost items"])
    assert "Copy as a variant" in found["variant"]
    assert "Backups" in found["backup"]
    assert "Save a copy of the workspace" in found["backup"]
    assert "Schedule automatically" in found["automatic"]
    assert len([name for name in search_now(window, "import") if name.startswith("Import ")]) == 16
    assert search_now(window, "bckups")[0] == "Backups"


def test_search_with_nothing_typed_lists_the_commands_of_the_page_first(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.enter_page("people")
    listed = search(window, "", qtbot)
    assert listed[:2] == ["On this page: People", "New person"]
    assert {"Everywhere", "On other pages", "History", "New session"} <= set(listed)
    entries = entries_of(window)
    assert entries["New person"].keys == "Ctrl+N"
    assert (entries["Remove people"].off, entries["Remove people"].about) == (True, "Select somebody first.")
    qtbot.keyClicks(window.bar.search, "go to totals")
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    listed = search(window, "", qtbot)
    assert listed[listed.index("Used lately") + 1] == "Go to Totals"


def test_a_command_that_is_off_says_why_and_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.enter_page("people")
    search(window, "merge two people", qtbot)
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert window.status.text() == "Select two people first."
    assert window.search.isVisible()


def test_search_opens_what_belongs_to_a_team_a_skill_and_a_plan(window: MainWindow, qtbot: QtBot) -> None:
    team = window.actions_.read(list_people)[0].team
    search(window, team, qtbot)
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    people = page_of(window, PeoplePage)
    assert shown(window) == "people"
    assert {
        people.table.proxy.index(n, 0).data(ROW_ROLE).person.team
        for n in range(people.table.proxy.rowCount())
    } == {team}
    search(window, "backlog management", qtbot)
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert shown(window) == "catalogue"
    assert page_of(window, CataloguePage).table.proxy.rowCount() == 13
    other = window.actions_.do(
        Label("plan"), create_plan, "Autumn", dt.date(2020, 9, 1), dt.date(2020, 12, 31)
    )
    search(window, "autumn", qtbot)
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert window.actions_.plan_id == other


def test_every_command_of_a_page_is_there_and_says_why_where_it_is_off(window: MainWindow) -> None:
    commands = {key: commands_of(key) for key in PAGES}
    names = [command.name for command in window.commands.all()]
    assert sorted(names) == sorted(set(names))
    for key, offered in commands.items():
        window.open_page(key)
        for command in offered:
            assert command.ready is None or isinstance(command.ready(window._pages[key]), bool)
            assert command.ready is None or command.first, command.name
    reasons = [each.off() for each in window.commands.all()]
    assert all(not reason or reason.endswith(".") for reason in reasons)


def test_search_says_that_it_found_nothing_and_escape_closes_it(window: MainWindow, qtbot: QtBot) -> None:
    assert search(window, "xyzzy", qtbot) == ["Nothing found for “xyzzy”"]
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Return)
    assert shown(window) == "plan"
    qtbot.keyClick(window.bar.search, Qt.Key.Key_Escape)
    assert not window.search.isVisible()


def test_search_entry_can_be_clicked(window: MainWindow, qtbot: QtBot) -> None:
    search(window, "go totals", qtbot)
    found = known(window.search.findChild(QListWidget))
    where = found.visualItemRect(found.item(1)).center()
    qtbot.mouseClick(found.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(where))
    assert shown(window) == "totals"


# Appearance, settings, read-only


def test_light_and_dark_are_switched_and_remembered(
    window: MainWindow, open_bare_window: OpenWindow, settings: QSettings, sampled: Workspace
) -> None:
    entry(window.bar.more_menu, "Dark").trigger()
    assert current_theme().dark
    assert settings.value("window/appearance") == "dark"
    again = open_bare_window(sampled)
    assert [action.text() for action in again._modes.actions() if action.isChecked()] == ["Dark"]
    entry(window.bar.more_menu, "Light").trigger()
    assert not current_theme().dark


@pytest.mark.slow
def test_size_page_and_plan_are_as_they_were_left(
    window: MainWindow, open_bare_window: OpenWindow, sampled: Workspace
) -> None:
    other = window.actions_.do(Label("plan"), create_plan, "Old", dt.date(2020, 1, 1), dt.date(2020, 6, 30))
    window.actions_.choose_plan(other)
    window.open_page("catalogue")
    room = QGuiApplication.primaryScreen().availableGeometry()
    size = (min(1000, room.width() - 40), min(640, room.height() - 40))
    window.resize(*size)
    window.close()
    again = open_bare_window(sampled)
    assert shown(again) == "catalogue"
    assert again.actions_.plan_id == other
    assert (again.width(), again.height()) == (window.width(), window.height())


@pytest.mark.parametrize(("plan", "page"), [("nonsense", "gone"), (99, "plan")])
def test_settings_that_make_no_sense_do_no_harm(
    open_bare_window: OpenWindow, settings: QSettings, sampled: Workspace, plan: object, page: str
) -> None:
    for key, value in (("plan", plan), ("page", page), ("geometry", "x")):
        settings.setValue(f"window/{key}", value)
    window = open_bare_window(sampled)
    assert shown(window) == "plan"
    assert window.plan() is not None


def test_read_only_window_refuses_edits_with_a_sentence(
    open_bare_window: OpenWindow, sampled: Workspace, qtbot: QtBot
) -> None:
    before = sampled.path.read_bytes()
    reader = open_workspace(sampled.path, read_only=True)
    window = open_bare_window(reader)
    rename(window, "Zed")
    assert "open in another pmplanner" in window.status.text()
    assert not window.status.offers_undo()
    window.status.say("")
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert "open in another pmplanner" in window.status.text()
    assert window.status._saved.text() == "Read-only: open in another window"
    assert sampled.path.read_bytes() == before
    reader.close()


@pytest.mark.slow
def test_a_window_that_only_reads_offers_nothing_that_changes(
    open_bare_window: OpenWindow, sampled: Workspace
) -> None:
    reader = open_workspace(sampled.path, read_only=True)
    window = open_bare_window(reader)
    for page, text in (
        ("people", "Assign tracks…"),
        ("people", "New person"),
        ("schedule", "New session"),
        ("resources", "Import rooms"),
    ):
        window.open_page(page)
        found = [
            each
            for each in known(window.stack.currentWidget()).findChildren(QPushButton)
            if each.text() == text
        ]
        assert found, text
        assert not any(each.isEnabled() for each in found if each.isVisible()), text
    off = {each.name: each.off() for each in window.commands.all()}
    assert off["Import people"] == "The workspace can only be read here."
    assert off["History"] == ""
    window.close()
    reader.close()


def test_the_window_does_what_each_page_asks_for(window: MainWindow) -> None:
    for key in PAGES:
        window.open_page(key)
        page = window._pages[key]
        meta = page.metaObject()
        signatures = [
            bytes(meta.method(n).methodSignature().data()).decode() for n in range(meta.methodCount())
        ]
        asked = [each for each in signatures if each.partition("(")[0].endswith("_requested")]
        assert asked or key == "catalogue", key
        assert [signature for signature in asked if not page.receivers(f"2{signature}")] == [], key


def test_a_person_opened_on_the_plan_is_shown_among_the_people(window: MainWindow) -> None:
    window.open_page("plan")
    person = window.actions_.read(list_people)[3]
    page_of(window, PlanPage).open_requested.emit("person", person.id)
    assert shown(window) == "people"
    assert window.status.text().startswith(person.name)


def test_a_window_that_only_reads_follows_the_one_that_writes(
    open_bare_window: OpenWindow, sampled: Workspace, qtbot: QtBot
) -> None:
    reading = open_workspace(sampled.path, read_only=True)
    window = open_bare_window(reading)
    window.actions_._poll.setInterval(10)
    with qtbot.waitSignal(window.actions_.changed), sampled.edit("Add") as db:
        add_person(db, first_name="Zoe")
    assert window.navigation.model().index(list(PAGES).index("people"), 0).data(257) is not None
    window.close()
    reading.close()


def test_a_window_that_is_gone_looks_no_more_and_hears_no_more(
    sampled: Workspace, settings: QSettings, qtbot: QtBot
) -> None:
    reading = open_workspace(sampled.path, read_only=True)
    actions = Actions(reading)
    window = MainWindow(actions, settings)
    window.prepare_soon()
    assert actions._poll.isActive()
    window.close()
    reading.close()
    assert not actions._poll.isActive()
    shiboken6.delete(window)
    with qtbot.captureExceptions() as raised:
        actions.plan_chosen.emit(None)
    assert raised == []


def test_redo_has_the_keys_of_all_systems_each_once(window: MainWindow, qtbot: QtBot) -> None:
    (redo,) = (action for action in window.actions() if action.text() == "Redo")
    bound = [shortcut.toString() for shortcut in redo.shortcuts()]
    assert len(bound) == len(set(bound))
    rename(window, "Zed")
    for key, held in ((Qt.Key.Key_Y, CTRL), (Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)):
        window.actions_.undo()
        assert window.actions_.workspace.undo_label() != "Rename to Zed"
        qtbot.keyClick(window, key, held)
        assert window.actions_.workspace.undo_label() == "Rename to Zed", key


def test_commands_give_the_keys_back_where_they_were(window: MainWindow, qtbot: QtBot) -> None:
    window.enter_page("people")
    table = page_of(window, PeoplePage).table
    table.setFocus()
    for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        search(window, "look like the system", qtbot)
        qtbot.keyClick(window.bar.search, key)
        assert table.hasFocus()
        assert not window.search.isVisible()
        assert window.bar.search.text() == ""

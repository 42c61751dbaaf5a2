"""Two plans compared in a window, a variant promoted, the next year made: from the menu of the plan."""

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from pmplanner.models import Plan, TrainingSession
from pmplanner.services.plans import plans
from pmplanner.services.sessions import sessions
from pmplanner.services.sessions.attendance import record_attendance
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.shell.compare_window import CompareWindow
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.plan_menu import PlanMenu
from pmplanner.ui.shell.promote_form import PromoteForm
from pmplanner.ui.shell.roll_form import RollForm
from tests.services.small_plan import LATER, MONDAY, SmallPlan, make
from tests.ui.conftest import OpenWindow

WEEK = dt.timedelta(weeks=1)


class World:
    """A plan with a session, and a variant of it in which the session is a week later, and one more pick."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        with workspace.edit("Fill") as db:
            small = make(db)
            for code in ("BIG", "ADV"):
                small.course(code, "2")
            self.session = small.run("BIG", names="AB")
            self.plan = small.plan
            self.variant = plans.copy_plan(db, small.plan, "Trial")
            copies = select(TrainingSession.id).where(TrainingSession.plan_id == self.variant)
            sessions.move_session(db, db.scalars(copies).one(), MONDAY + WEEK)
            other = SmallPlan(db, self.variant, dict(small.people), dict(small.courses))
            other.pick("A", "ADV")
        self.actions = Actions(workspace)
        self.actions.choose_plan(self.plan)

    def first_day(self) -> dt.date | None:
        with self.workspace.read() as db:
            return sessions.session_detail(db, self.session).row.first_day

    def names(self) -> dict[str, bool]:
        with self.workspace.read() as db:
            return {row.name: row.is_archived for row in plans.list_plans(db)}


@pytest.fixture
def world(blank: Workspace) -> Iterator[World]:
    made = World(blank)
    yield made
    made.actions.end_work()


@pytest.fixture
def window(world: World, settings: QSettings, qtbot: QtBot) -> CompareWindow:
    window = CompareWindow(world.actions, settings, world.plan, world.variant)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.table.source.rowCount() > 0)
    return window


def shown(window: CompareWindow) -> list[tuple[str, ...]]:
    columns = range(1, window.table.proxy.columnCount())
    return [
        tuple(str(window.table.proxy.index(row, column).data()) for column in columns)
        for row in range(window.table.proxy.rowCount())
    ]


def test_figures_come_first_and_each_difference_is_a_line(window: CompareWindow) -> None:
    figures = window.figures.model()
    titles = [figures.headerData(place, Qt.Orientation.Horizontal) for place in range(figures.columnCount())]
    rows = [[figures.index(row, place).data() for place in range(5)] for row in range(3)]
    assert titles[:5] == ["Figures", "People", "Required", "Credited", "Planned"]
    assert rows == [
        ["2027", "2", "0", "0", "4"],
        ["Trial", "2", "0", "0", "6"],
        ["Change", "0", "0", "0", "+2"],
    ]
    assert shown(window) == [
        ("Sessions", "BIG-1: Big", "Dates", "1–2 Mar 2027", "8–9 Mar 2027"),
        ("Picks", "A: Adv", "Added", "not picked", "no seat"),
        ("Days", "No track", "Planned days", "4", "6"),
        ("Days", "No track", "Open days", "0", "2"),
        ("Cost", "No track", "Picks without a price", "2", "3"),
    ]


def test_the_names_of_the_plans_have_the_room_there_is(window: CompareWindow) -> None:
    apart = window.swap.width() + 64
    assert window.one.width() + window.other.width() + apart > window.width()


def test_words_and_chips_narrow_the_lines(window: CompareWindow, qtbot: QtBot) -> None:
    assert window.chips.chip("days").text() == "Days 2"
    window.search.setText("adv")
    assert [line[0] for line in shown(window)] == ["Picks"]
    window.search.setText("")
    for section, count in (("days", 2), ("sessions", 3)):  # both are on after the second
        qtbot.mouseClick(window.chips.chip(section), Qt.MouseButton.LeftButton)
        assert len(shown(window)) == count


def test_what_is_ticked_is_taken_over_as_one_edit_and_undone(
    window: CompareWindow, world: World, qtbot: QtBot
) -> None:
    assert not window.go.isEnabled()
    window.table.select_key(window.table.source.rows()[0].id)
    qtbot.keyClick(window.table, Qt.Key.Key_Space)
    assert window.go.text() == "Take 1 difference over"
    place = window.table.visualRect(window.table.proxy.index(1, 0)).center()
    for text in ("Take 2 differences over", "Take 1 difference over"):
        qtbot.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
        assert window.go.text() == text
    qtbot.mouseClick(window.go, Qt.MouseButton.LeftButton)
    assert world.first_day() == MONDAY + WEEK
    assert world.workspace.undo_label() == "Take 1 difference over from “Trial” into “2027”"
    qtbot.waitUntil(lambda: all(line[0] != "Sessions" for line in shown(window)))
    assert window.table.ticked == frozenset()
    world.actions.undo()
    qtbot.waitUntil(lambda: any(line[0] == "Sessions" for line in shown(window)))


def test_all_that_is_shown_is_ticked_at_once_but_for_what_follows(window: CompareWindow) -> None:
    window.tick_all.click()
    assert window.go.text() == "Take 2 differences over"
    window.tick_all.click()
    assert not window.go.isEnabled()


def test_what_stays_is_said_in_the_window(window: CompareWindow, world: World, qtbot: QtBot) -> None:
    with world.workspace.edit("Pin") as db:
        sessions.change_session(db, world.session, pinned=True)
    qtbot.waitUntil(lambda: any(line[2] == "Pinned or locked" for line in shown(window)))
    rows = {line.what: line for line in window.table.source.rows()}
    window.table._toggle([rows["Dates"], rows["Added"]])
    window.go.click()
    assert window.message.text() == ("1 difference stays. BIG-1 is pinned to its days. Unpin it to move it.")
    assert world.workspace.undo_label() == "Take 1 difference over from “Trial” into “2027”"
    assert world.first_day() == MONDAY


def test_the_plans_change_places(window: CompareWindow, world: World, qtbot: QtBot) -> None:
    assert window.promote.isVisible()
    window.swap.click()
    qtbot.waitUntil(lambda: ("Picks", "A: Adv", "Removed", "no seat", "not picked") in shown(window))
    assert (window.one.currentText(), window.other.currentText()) == ("Trial", "2027")
    assert not window.promote.isVisible()  # what is in force already


def test_a_line_opens_what_it_is_about_in_the_plan_that_has_it(
    window: CompareWindow, world: World, qtbot: QtBot
) -> None:
    asked: list[tuple[int, str, int]] = []
    window.open_requested.connect(lambda *args: asked.append(args))
    for place in (0, 1):
        window.table.select_key(window.table.source.rows()[place].id)
        qtbot.keyClick(window.table, Qt.Key.Key_Return)
    assert asked[0] == (world.plan, "session", world.session)
    assert asked[1][:2] == (world.plan, "person")


def test_lines_are_copied_and_written_as_shown(window: CompareWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window.search.setText("big")
    window.copy.click()
    assert QGuiApplication.clipboard().text().splitlines() == [
        "☐\tSessions\tBIG-1: Big\tDates\t1–2 Mar 2027\t8–9 Mar 2027"
    ]
    path = tmp_path / "differences.csv"
    with qtbot.waitSignal(window.writer.wrote):
        window.write(path)
    rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert rows == [
        ["section", "name", "what", "one", "other", "change"],
        ["sessions", "BIG-1: Big", "Dates", "1–2 Mar 2027", "8–9 Mar 2027", ""],
    ]


def test_it_closes_when_one_of_the_plans_goes(window: CompareWindow, world: World) -> None:
    with world.workspace.edit("Remove") as db:
        plans.remove_plan(db, world.variant)
    assert not window.isVisible()


# The forms


def test_a_variant_is_promoted_under_the_name_that_was_typed(world: World, qtbot: QtBot) -> None:
    (variant,) = (row for row in world.actions.read(plans.list_plans) if row.id == world.variant)
    form = PromoteForm(world.actions, variant)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(lambda: form.counts.text() == "1 change of sessions, 1 of picks and seats.")
    form.archived.setText("2027")
    form.accept()
    assert form.reason.text() == "There is already a plan “2027”."
    form.archived.setText("Before")
    form.accept()
    assert form.result() == QDialog.DialogCode.Accepted
    assert world.names() == {"2027": False, "Before": True}
    assert world.first_day() == MONDAY + WEEK
    world.actions.undo()
    assert world.names() == {"2027": False, "Trial": False}


def test_what_happened_meanwhile_is_said_to_come_along(world: World, qtbot: QtBot) -> None:
    with world.workspace.edit("Attend") as db:
        record_attendance(db, world.session, LATER)
    (variant,) = (row for row in world.actions.read(plans.list_plans) if row.id == world.variant)
    form = PromoteForm(world.actions, variant)
    qtbot.addWidget(form)
    said = "4 sessions and picks of which something happened meanwhile come along."
    qtbot.waitUntil(lambda: form.counts.text().endswith(said))
    form.accept()
    assert world.first_day() == MONDAY  # it was held then


def test_the_differences_can_be_looked_at_first(world: World, qtbot: QtBot) -> None:
    (variant,) = (row for row in world.actions.read(plans.list_plans) if row.id == world.variant)
    form = PromoteForm(world.actions, variant)
    qtbot.addWidget(form)
    (look,) = (button for button in form.findChildren(QPushButton) if button.text() == "Compare…")
    with qtbot.waitSignal(form.compare_requested) as asked:
        look.click()
    assert asked.args == [world.plan, world.variant]


def test_the_next_year_is_shown_before_it_is_made(world: World, qtbot: QtBot) -> None:
    (plan,) = (row for row in world.actions.read(plans.list_plans) if row.id == world.plan)
    form = RollForm(world.actions, plan)
    qtbot.addWidget(form)
    form.show()
    assert (form.name.text(), form.first.day(), form.last.day()) == (
        "2028",
        dt.date(2028, 1, 4),
        dt.date(2028, 6, 30),
    )
    qtbot.waitUntil(
        lambda: form.counts.text() == "1 session and 0 picks come along. 2 picks with a seat stay."
    )
    assert not form.table.isVisible()
    form.last.show_value(dt.date(2028, 1, 20))
    form.seated_picks.click()
    qtbot.waitUntil(lambda: "1 session has no room and stays." in form.counts.text())
    assert form.counts.text().startswith("0 sessions and 2 picks come along.")
    assert form.table.proxy.index(0, 0).data() == "BIG-1"
    form.last.show_value(dt.date(2027, 2, 1))
    form.accept()
    assert "would end" in form.reason.text()
    form.last.show_value(dt.date(2028, 6, 30))
    form.archive.click()
    form.accept()
    assert world.names() == {"2028": False, "2027": True, "Trial": False}
    with world.workspace.read() as db:
        (made,) = db.scalars(select(Plan.id).where(Plan.name == "2028"))
    assert form.plan_id == made


# The menu and the window


def test_the_menu_and_the_search_offer_what_fits_the_plan(
    world: World, open_bare_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_bare_window(world.workspace)
    for plan, offered in ((world.plan, False), (world.variant, True)):
        window.actions_.choose_plan(plan)
        window.bar.plan_menu.aboutToShow.emit()
        texts = [action.text() for action in window.bar.plan_menu.actions()]
        assert {"Compare with…", "Next year…", "Archive this plan"} <= set(texts)
        assert ("Promote this variant…" in texts) is offered
    names = [command.name for command in window.commands.all()]
    assert {"Compare with", "Promote this variant", "Next year"} <= set(names)
    window.actions_.choose_plan(world.plan)
    (promote,) = (c for c in window.commands.all() if c.name == "Promote this variant")
    assert promote.off() == "“2027” is no variant: it is in force as it is."
    _compares(window, window._plan_menu, qtbot)
    _offers(window, world)


def _compares(window: MainWindow, menu: PlanMenu, qtbot: QtBot) -> None:
    menu.compare_plan()
    (found,) = window.findChildren(CompareWindow)
    qtbot.waitUntil(lambda: found.table.source.rowCount() > 0)
    assert (found.one.currentText(), found.other.currentText()) == ("2027", "Trial")
    _press(PromoteForm, lambda form: form.reject())
    found.promote.click()
    found.close()


def _offers(window: MainWindow, world: World) -> None:
    """What the automatic schedule kept as a variant is offered to be compared, or to be shown."""
    window.open_thing("variant", world.variant)
    assert window.offer.text() == "It was kept as the variant “Trial”."
    (show,) = (b for b in window.offer.findChildren(QPushButton) if b.text() == "Show it")
    show.click()
    assert window.actions_.plan_id == world.variant
    assert window.offer.text() == ""


def _press(kind: type[PromoteForm], act: Callable[[PromoteForm], None]) -> None:
    def press() -> None:
        form = QApplication.activeModalWidget()
        assert isinstance(form, kind)
        act(form)

    QTimer.singleShot(0, press)

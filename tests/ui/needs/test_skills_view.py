"""Skills on the page of needs: the map, the table, and the courses that give what is missing."""

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from pmplanner.services.needs.skills import Giving, SkillBook, courses_that_give, list_skills, read_skills
from pmplanner.ui.core import aside
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.page import NeedsPage
from pmplanner.ui.needs.skills.skills_view import SkillsView
from pmplanner.ui.needs.skills.texts import cell_sentence, cell_text
from tests.support import known
from tests.ui.needs.conftest import shown

READER = Qt.ItemDataRole.AccessibleTextRole
Flag = QItemSelectionModel.SelectionFlag


def skills(page: NeedsPage) -> SkillsView:
    page.show_view("skills")
    view = page.view
    assert isinstance(view, SkillsView)
    return view


def book_of(actions: Actions) -> SkillBook:
    return actions.read(read_skills, known(actions.plan_id))


def offered(view: SkillsView) -> list[Giving]:
    return list(view.panel.table.source.rows())


def test_the_map_shows_each_skill_of_each_person_in_a_sign_and_in_words(
    page: NeedsPage, actions: Actions
) -> None:
    view, book = skills(page), book_of(actions)
    model = view.map.skills
    assert [person.person_id for person in model.people] == list(page.needs.people)
    lines = list_skills(book, page.needs.people)
    wanted = sorted((line for line in lines if line.people), key=lambda line: -line.missing)
    assert list(model.skills) == wanted
    signs = set()
    for row, person in enumerate(model.people):
        for column, line in enumerate(model.skills):
            cell = book.cell(person.person_id, line.skill_id)
            index = model.index(row, column)
            assert index.data() == cell_text(cell)
            assert index.data(READER) == cell_sentence(person.name, line.name, cell)
            signs.add((cell.state, index.data()))
    assert {("has", "2"), ("planned", "→3"), ("lacks", "0"), (None, "")} <= signs
    assert model.index(0, 0).data(READER) == "Amara Lindqvist, devops: wanted at any level, not had"
    header = model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert header == "devops: 22 of 22 people lack it"


def test_courses_give_what_is_selected_fewest_days_first(
    qtbot: QtBot, page: NeedsPage, actions: Actions
) -> None:
    view, book = skills(page), book_of(actions)
    people = list(page.needs.people)
    assert offered(view) == courses_that_give(book, people)

    # A skill, by the keys of a spreadsheet
    said: list[str] = []
    page.selection_said.connect(said.append)
    view.map.setFocus()
    view.map.setCurrentIndex(view.map.skills.index(2, 1))
    person, line = view.map.skills.people[2], view.map.skills.skills[1]
    assert offered(view) == courses_that_give(book, [person.person_id], [line.skill_id])
    assert said[-1].startswith(f"{person.name}, {line.name}: wanted")
    qtbot.keyClick(view.map, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert offered(view) == courses_that_give(book, people, [line.skill_id])
    assert view.panel.heading.text() == f"Courses that give {line.name}"
    assert view.panel.sum.text().startswith(f"{line.missing} of {line.people} lack it · wanted by Product")
    qtbot.keyClick(view.map, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    assert offered(view) == courses_that_give(book, [person.person_id])
    assert view.panel.sum.text() == f"{person.name}, fewest days first"
    view.map.copy_cells()
    head, row = QGuiApplication.clipboard().text().split("\n")
    assert head.split("\t")[2] == line.name
    assert row.split("\t")[0] == person.name
    qtbot.keyClick(view.map, Qt.Key.Key_Return)
    assert view.panel.table.hasFocus()
    view.map.setFocus()
    qtbot.keyClick(view.map, Qt.Key.Key_Escape)
    assert offered(view) == courses_that_give(book, people)


def test_a_course_is_picked_for_who_lacks_what_it_gives(
    qtbot: QtBot, page: NeedsPage, actions: Actions
) -> None:
    view = skills(page)
    view.map.selectColumn(1)
    line, first = view.map.skills.skills[1], offered(view)[0]
    assert view.panel.pick_button.text() == f"Pick for {len(first.people)} people"
    assert (
        view.panel.pick_text.text()
        == f"{len(first.people)} new picks, {first.course.days * len(first.people):g} days"
    )
    qtbot.mouseClick(view.panel.pick_button, Qt.MouseButton.LeftButton)
    book = book_of(actions)
    assert not any(book.cell(person, line.skill_id).is_lacking for person in first.people)
    now = next(each for each in view.map.skills.skills if each.skill_id == line.skill_id)
    assert (now.missing, now.planned) == (0, line.planned + line.missing)
    actions.undo()
    assert view.map.skills.skills[1] == line
    with qtbot.waitSignal(page.open_requested) as asked:
        view.panel.table.opened.emit(first)
    assert asked.args == ["course", first.course.course_id]


def test_the_table_says_who_wants_and_what_gives(qtbot: QtBot, page: NeedsPage, actions: Actions) -> None:
    view, book = skills(page), book_of(actions)
    qtbot.mouseClick(
        next(b for b in page.findChildren(QPushButton) if b.text() == "Wanted and given"),
        Qt.MouseButton.LeftButton,
    )
    assert list(view.table.source.rows()) == list_skills(book, page.needs.people)
    assert not view.legend.isVisible()
    titles = [column.title for column in view.table.source.columns]
    assert view.table.select_key(next(key for key, name in book.skills.items() if name == "go-to-market"))
    index = view.table.currentIndex()
    assert index.siblingAtColumn(titles.index("Courses")).data() == "none"
    assert offered(view) == []
    assert view.panel.pick_text.text() == "No course gives what is missing."
    assert not view.panel.pick_button.isEnabled()
    assert index.siblingAtColumn(titles.index("Wanted by")).data() == "Product manager"

    # Of the people of the filter only
    page.filter.track.setCurrentIndex(1)
    assert list(view.table.source.rows()) == list_skills(book, page.needs.people)
    assert 0 < len(page.needs.people) < 24


def test_many_people_are_read_beside_the_window_and_the_part_is_kept(
    qtbot: QtBot, actions: Actions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(aside, "AT_ONCE", 3)
    page = shown(qtbot, actions)
    view = skills(page)
    assert view.map.skills.people == ()
    qtbot.waitUntil(lambda: len(view.map.skills.people) == 24)
    qtbot.waitUntil(lambda: bool(offered(view)))
    view.parts.select("table")
    view._show_part()
    settings = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    page.save_state(settings)
    again = NeedsPage(actions)
    qtbot.addWidget(again)
    again.restore_state(settings)
    assert again.switch.current() == "skills"
    assert skills(again).stack.currentWidget() is skills(again).table
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not page.needs.is_reading and not again.needs.is_reading)

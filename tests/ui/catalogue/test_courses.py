"""Searching courses, reading them, copying one and changing the copy."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from pmplanner.services.catalog.courses import copy_course, list_courses
from pmplanner.services.exporting.tables import export_rows
from pmplanner.services.people.people import list_people
from pmplanner.services.plans.picks import pick_courses
from pmplanner.services.sessions.sessions import list_sessions
from pmplanner.storage.labels import Label
from pmplanner.ui.catalogue.course_menu import CourseMenu
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.core.actions import Actions
from tests.support import known
from tests.ui.catalogue.conftest import course
from tests.ui.finding import line_of


def _codes(page: CataloguePage) -> list[str]:
    return [line.course.code for line in page.table.source.rows()]


def _type(page: CataloguePage, name: str, text: str) -> None:
    field = line_of(page.panel.form.fields, name)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_search_as_you_type_finds_titles_first(page: CataloguePage, qtbot: QtBot) -> None:
    assert len(_codes(page)) == 134
    qtbot.keyClicks(page.filters.search, "leader")
    found = [line.course for line in page.table.source.rows()]
    assert 0 < len(found) < 134
    in_title = ["leader" in row.title.casefold() for row in found]
    assert in_title == sorted(in_title, reverse=True)
    assert any(in_title)
    assert page.count.text() == f"{len(found)} of 134 courses"


def test_down_goes_to_the_list_and_selects(page: CataloguePage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.filters.search, "bootcamp")
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Down)
    assert page.table.hasFocus()
    assert page.table.selected_rows()[0].course.title == page.panel.name.text()


def test_chips_narrow_and_only_one_track_is_on(page: CataloguePage, qtbot: QtBot) -> None:
    tracks = ("track:1", "track:2")
    qtbot.mouseClick(page.filters.chips.chip(tracks[0]), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.filters.chips.chip("days:1"), Qt.MouseButton.LeftButton)
    rows = [line.course for line in page.table.source.rows()]
    assert rows
    assert all(row.days <= 1 and 1 in row.track_ids for row in rows)
    qtbot.mouseClick(page.filters.chips.chip(tracks[1]), Qt.MouseButton.LeftButton)
    assert page.filters.chips.chosen() == ("track:2", "days:1")


def test_nothing_found_offers_to_clear_the_filters(page: CataloguePage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.filters.search, "zzz")
    assert page.list.currentWidget() is not page.table
    qtbot.mouseClick(page.clear_button, Qt.MouseButton.LeftButton)
    assert page.list.currentWidget() is page.table
    assert len(_codes(page)) == 134


def test_whatever_is_typed_is_safe(page: CataloguePage, qtbot: QtBot) -> None:
    for words in ('"', "a* OR b", "title:x NEAR(y", "-", "(", "'; DROP TABLE course", "_", "é"):
        page.filters.search.setText(words)
    page.filters.search.clear()
    assert len(_codes(page)) == 134


def test_a_bundled_course_is_read_only_and_links_lead_on(page: CataloguePage, actions: Actions) -> None:
    advanced, first = course(actions, "SCR-PSPOA"), course(actions, "SCR-PSPO")
    page.reveal("course", advanced.id)
    assert page.panel.stack.currentIndex() == 0
    text = page.panel.facts.text.text()
    assert first.title in text
    assert advanced.description.split(".")[0][:20] in text
    page.panel.facts.text.linkActivated.emit(str(first.id))
    assert page.panel.name.text() == first.title


def test_a_copy_can_be_changed_field_by_field_and_undone(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    qtbot.mouseClick(page.panel.copy, Qt.MouseButton.LeftButton)
    copied = course(actions, "TNX-PMB-2")
    assert page.panel.name.text() == copied.title
    _type(page, "days", "2.5")
    assert course(actions, "TNX-PMB-2").days == Decimal("2.5")
    _type(page, "skills", "leadership, juggling")
    assert course(actions, "TNX-PMB-2").skills == ("leadership", "juggling")
    actions.undo()
    actions.undo()
    assert course(actions, "TNX-PMB-2").days == Decimal(4)
    assert line_of(page.panel.form.fields, "days").text() == "4"
    actions.undo()
    assert len(actions.read(list_courses)) == 134
    assert page.panel.stack.currentWidget() is page.panel.hint


@pytest.mark.parametrize(
    ("name", "typed"), [("days", "1.3"), ("days", "x"), ("max_seats", "many"), ("code", "TNX-BDP")]
)
def test_what_will_not_do_is_said_at_the_field(
    page: CataloguePage, actions: Actions, name: str, typed: str
) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    page.panel.copy_it()
    before = course(actions, "TNX-PMB-2")
    _type(page, name, typed)
    assert page.panel.form.reasons[name].isVisible()
    assert page.panel.form.reasons[name].text()
    assert course(actions, "TNX-PMB-2") == before
    QTest.keyClick(page.panel.form.fields[name], Qt.Key.Key_Escape)
    assert not page.panel.form.reasons[name].isVisible()


def test_a_new_course_needs_title_and_days(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.panel.is_new()
    qtbot.mouseClick(page.panel.create_button, Qt.MouseButton.LeftButton)
    assert "days" in page.panel.form.reasons["days"].text()
    line_of(page.panel.form.fields, "title").setText("Public speaking")
    line_of(page.panel.form.fields, "days").setText("0,75")
    qtbot.mouseClick(page.panel.create_button, Qt.MouseButton.LeftButton)
    assert course(actions, "PS").days == Decimal("0.75")
    assert page.panel.name.text() == "Public speaking"
    actions.undo()
    assert "PS" not in {row.code for row in actions.read(list_courses)}


def test_delete_removes_an_own_course_and_refuses_a_bundled_one(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert len(actions.read(list_courses)) == 134
    page.panel.copy_it()
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert len(actions.read(list_courses)) == 134
    actions.undo()
    assert len(actions.read(list_courses)) == 135


def test_prerequisites_are_added_and_a_circle_is_refused(page: CataloguePage, actions: Actions) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    page.panel.copy_it()
    first = course(actions, "TNX-BDP")
    box = page.panel.requires.box
    box.setCurrentIndex(box.findData(first.id))
    box.activated.emit(box.currentIndex())
    assert course(actions, "TNX-PMB-2").requires == (first.id,)
    assert [entry.title for entry in page.panel.requires.list.entries()] == [first.title]
    page.panel.requires.list.remove_requested.emit(first.id)
    assert course(actions, "TNX-PMB-2").requires == ()


def test_filters_and_view_are_as_they_were_left(
    page: CataloguePage, actions: Actions, qtbot: QtBot, tmp_path: object
) -> None:
    settings = QSettings(f"{tmp_path}/settings.ini", QSettings.Format.IniFormat)
    qtbot.mouseClick(page.filters.chips.chip("days:2"), Qt.MouseButton.LeftButton)
    page.views.select("paths")
    page.save_state(settings)
    other = CataloguePage(actions)
    qtbot.addWidget(other)
    other.restore_state(settings)
    other.show()
    assert other.views.current() == "paths"
    assert other.filters.chips.chosen() == ("days:2",)
    assert all(line.course.days <= 2 for line in other.table.source.rows())


def test_without_a_selection_the_list_has_all_the_room(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    assert not page.panel.isVisible()
    whole = page.table.width()
    assert whole > page.width() - 60
    _select(page, actions, "TNX-PMB")
    assert page.panel.isVisible()
    qtbot.waitUntil(lambda: page.table.width() < whole - 300)
    page.table.clearSelection()
    assert not page.panel.isVisible()
    page.begin_new()
    assert page.panel.isVisible()
    qtbot.keyClick(page.panel.form.fields["title"], Qt.Key.Key_Escape)
    assert not page.panel.is_new()


def test_columns_make_way_for_titles(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    def shown() -> list[str]:
        columns = page.table.source.columns
        return [column.title for place, column in enumerate(columns) if not page.table.isColumnHidden(place)]

    page.resize(1300, 700)
    assert shown() == ["Code", "Title", "Provider", "Days", "Price", "Level", "Tracks", "Skills"]
    for width in (1300, 1100, 900, 720):
        page.resize(width, 700)
        assert page.table.columnWidth(1) >= 240, width
        assert page.table.horizontalScrollBar().maximum() == 0, width
    assert {"Title", "Days", "Price"} <= set(shown())
    _select(page, actions, "TNX-PMB")
    assert "Title" in shown()
    qtbot.waitUntil(lambda: len(shown()) < 6)
    page.resize(1300, 700)
    page.table.clearSelection()
    qtbot.waitUntil(lambda: len(shown()) == 8)


def test_tracks_are_short_and_levels_begin_large(page: CataloguePage, actions: Actions) -> None:
    heads = [column.title for column in page.table.source.columns]
    line = next(line for line in page.table.source.rows() if len(line.marks) > 1 and line.course.level)
    texts = {head: column.shown(line) for head, column in zip(heads, page.table.source.columns, strict=True)}
    assert texts["Tracks"] == ", ".join(mark.code for mark in line.marks)
    assert "Product manager" in line.tracks or "Project manager" in line.tracks
    assert texts["Level"] == line.course.level.capitalize() != line.course.level
    levels = {page.filters.level.itemText(n) for n in range(1, page.filters.level.count())}
    assert all(level[0].isupper() for level in levels)
    page.reveal("course", line.id)
    assert texts["Level"] in page.panel.about.text()
    delegate = page.table.itemDelegateForColumn(heads.index("Tracks"))
    assert type(delegate).__name__ == "TrackDelegate"
    assert not page.table.grab().isNull()


def test_the_source_can_be_clicked(
    page: CataloguePage, actions: Actions, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    row = next(row for row in actions.read(list_courses) if row.source.startswith("https://www.tonex.com/"))
    page.reveal("course", row.id)
    text = page.panel.facts.text
    assert f'<a href="{row.source}">' in text.text()
    for link in (row.source, Path.home().as_uri(), "javascript:alert(1)", "https://a.example b"):
        text.linkActivated.emit(link)
    assert opened == [row.source]


def test_the_menu_of_courses_does_what_keys_and_buttons_do(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    def entries(*codes: str) -> dict[str, QAction]:
        _select(page, actions, *codes)
        with qtbot.waitSignal(page.table.menu_requested):
            reason, place = QContextMenuEvent.Reason.Keyboard, QPoint(0, 0)
            keys = Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(page.table, QContextMenuEvent(reason, place, place, keys))
        menu = page.findChildren(CourseMenu)[-1]
        menu.close()
        return {action.text().split("\t")[0]: action for action in menu.actions() if action.text()}

    found = entries("TNX-PMB")
    assert list(found)[:3] == ["Own facts", "Copy to change it", "Open the source"]
    assert not found["Remove “Product Management Bootcamp Training”"].isEnabled()
    found["Copy"].trigger()
    assert QGuiApplication.clipboard().text().startswith("TNX-PMB\t")
    found["Copy to change it"].trigger()
    (own,) = [row for row in actions.read(list_courses) if not row.bundled]
    several = entries("TNX-PMB", own.code)
    assert list(several) == ["Own facts", "Copy", "Remove 1 own course"]
    several["Remove 1 own course"].trigger()
    assert not [row for row in actions.read(list_courses) if not row.bundled]


def test_days_go_in_quarters_with_the_arrow_keys(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    page.panel.copy_it()
    field = line_of(page.panel.form.fields, "days")
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "4.25"
    for _ in range(20):
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.text() == "0.25"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert course(actions, "TNX-PMB-2").days == Decimal("0.25")


def test_costs_are_read_as_they_are_written(page: CataloguePage, actions: Actions) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    page.panel.copy_it()
    for typed, cost in (
        ("1,200", "1200"),
        ("1200,50", "1200.5"),
        ("1200.50", "1200.5"),
        ("1,200.50", "1200.5"),
        ("", None),
    ):
        _type(page, "cost", "7")
        _type(page, "cost", typed or " ")
        assert course(actions, "TNX-PMB-2").cost == (None if cost is None else Decimal(cost)), typed
        assert line_of(page.panel.form.fields, "cost").text() == (cost or ""), typed


def test_a_cost_between_two_cents_is_refused_at_the_field(page: CataloguePage, actions: Actions) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    page.panel.copy_it()
    _type(page, "cost", "1.0051")
    assert "amount such as" in page.panel.form.reasons["cost"].text()
    assert course(actions, "TNX-PMB-2").said_itself("cost") is None


def test_the_skill_being_typed_is_completed(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    page.panel.copy_it()
    field = line_of(page.panel.form.fields, "skills")
    field.setFocus()
    field.clear()
    qtbot.keyClicks(field, "juggling, nego")
    completer = known(field.completer())
    assert completer.currentCompletion() == "juggling, negotiation"
    completer.activated.emit(completer.currentCompletion())
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Down)
    qtbot.keyClick(completer.popup(), Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert course(actions, "TNX-PMB-2").skills == ("juggling", "negotiation")


def test_where_a_course_is_used_is_said(page: CataloguePage, actions: Actions) -> None:
    assert actions.plan_id is not None
    run = next(run for run in actions.read(list_sessions, actions.plan_id) if run.booked)
    page.reveal("course", run.course_id)
    text = page.panel.facts.text.text()
    assert f"Session {run.code}" in text
    assert f"{run.booked} booked" in text
    assert "picks in this plan" in text


def test_a_course_in_use_is_not_removed_and_says_why(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    page.reveal("course", course(actions, "TNX-PMB").id)
    page.panel.copy_it()
    copied = course(actions, "TNX-PMB-2")
    assert actions.plan_id is not None
    person = actions.read(list_people)[0]
    actions.do(Label("Pick"), pick_courses, actions.plan_id, [person.id], [copied.id])
    assert "1 pick in this plan" in page.panel.used.text()
    qtbot.mouseClick(page.panel.remove, Qt.MouseButton.LeftButton)
    assert page.panel.reason.isVisible()
    assert "has 1 pick" in page.panel.reason.text()
    assert course(actions, "TNX-PMB-2") == copied


def test_track_chips_come_back(page: CataloguePage, actions: Actions, qtbot: QtBot, tmp_path: object) -> None:
    settings = QSettings(f"{tmp_path}/settings.ini", QSettings.Format.IniFormat)
    qtbot.mouseClick(page.filters.chips.chip("track:2"), Qt.MouseButton.LeftButton)
    page.filters.provider.setCurrentText("Tonex")
    shown = _codes(page)
    assert 0 < len(shown) < 134
    page.save_state(settings)
    other = CataloguePage(actions)
    qtbot.addWidget(other)
    other.restore_state(settings)
    other.show()
    assert _codes(other) == shown


def test_the_model_keeps_its_promises(page: CataloguePage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.table.proxy)
    page.filters.search.setText("lead")
    qtmodeltester.check(page.table.source)


def test_an_export_is_of_the_courses_that_the_filters_leave(page: CataloguePage, qtbot: QtBot) -> None:
    assert page.export_scope() is None
    qtbot.keyClicks(page.filters.search, "bootcamp")
    scope = page.export_scope()
    assert scope is not None
    assert len(scope.course_ids or ()) == len(_codes(page)) < 134
    rows = page.actions_.read(export_rows, "courses", scope)[1]
    assert {row[0] for row in rows} == set(_codes(page))
    page.views.select("paths")
    assert page.export_scope() is None


def _select(page: CataloguePage, actions: Actions, *codes: str) -> None:
    page.table.select_keys([course(actions, code).id for code in codes])


def test_several_courses_are_shown_as_several(page: CataloguePage, actions: Actions, qtbot: QtBot) -> None:
    said: list[str] = []
    page.selection_said.connect(said.append)
    _select(page, actions, "TNX-PMB")
    assert page.panel.copy.isVisible()
    _select(page, actions, "TNX-PMB", "TNX-BDP", "TNX-SEP")
    assert not page.panel.copy.isVisible()
    assert page.panel.name.text() == "3 courses selected"
    days = sum((course(actions, code).days for code in ("TNX-PMB", "TNX-BDP", "TNX-SEP")), Decimal(0))
    assert page.panel.about.text().startswith(f"{days.normalize():f} days together")
    assert course(actions, "TNX-BDP").title in page.panel.about.text().splitlines()
    assert page.panel.extras.own.isVisible()
    assert not page.panel.extras.needs.isVisible()
    assert said[-1] == "3 courses selected"
    _select(page, actions, "TNX-SEP")
    assert page.panel.name.text().startswith("Systems Engineering")
    page.table.clearSelection()
    assert page.panel.hint._title.text() == "No course selected"


def test_delete_removes_own_courses_and_says_why_others_stay(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    refused: list[str] = []
    actions.refused.connect(refused.append)
    page.table.setFocus()
    _select(page, actions, "TNX-PMB")
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert refused[-1].endswith("comes with the catalogue and stays. Only your own courses can be removed.")
    for code in ("TNX-PMB", "TNX-BDP"):
        actions.do(Label("Copy"), copy_course, course(actions, code).id)
    own = [row.code for row in actions.read(list_courses) if not row.bundled]
    assert len(own) == 2
    _select(page, actions, *own, "TNX-SEP")
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert actions.workspace.undo_label() == "Remove 2 courses"
    assert not [row for row in actions.read(list_courses) if not row.bundled]


def test_escape_leaves_the_form_of_a_new_course_and_a_field(
    page: CataloguePage, actions: Actions, qtbot: QtBot
) -> None:
    page.begin_new()
    qtbot.keyClick(page.panel.form.fields["title"], Qt.Key.Key_Escape)
    assert not page.panel.is_new()
    assert page.table.hasFocus()
    page.filters.search.setFocus()
    qtbot.keyClick(page.filters.search, Qt.Key.Key_Escape)
    assert page.table.hasFocus()

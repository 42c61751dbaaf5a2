"""Roles side by side: blocks, days, the people behind a number, keys, menu, picture and table."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRectF, QSettings, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.needs.roles import compare_tracks
from pmplanner.services.people.tracks import list_tracks, remove_track
from pmplanner.services.plans.picks import add_picks
from pmplanner.services.views.roles_page import HAS
from pmplanner.storage.labels import Label, People
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.needs.page import NeedsPage
from pmplanner.ui.needs.roles.roles_view import RolesView
from pmplanner.ui.needs.roles.skill_frame import Entry, Spot, lay_out
from pmplanner.ui.needs.roles.skill_list import SkillList
from pmplanner.ui.needs.roles.texts import block_title, path_sentence
from pmplanner.ui.translation import plural
from tests.support import known


@pytest.fixture
def actions(sampled: Workspace) -> Actions:
    actions = Actions(sampled)
    actions.choose_plan(None)
    return actions


@pytest.fixture
def view(actions: Actions, qtbot: QtBot) -> RolesView:
    page = NeedsPage(actions)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.show_view("roles")
    QApplication.processEvents()
    assert isinstance(page.view, RolesView)
    return page.view


def entry_of(view: RolesView, skill: str) -> tuple[SkillList, Entry]:
    found = [(each, e) for each in view.board.lists() for e in each.entries.rows() if e.id == skill]
    (only,) = found
    return only


def spot_of(source: SkillList, skill: str, part: str) -> tuple[QPoint, Spot]:
    """Return where a part of a skill stands in the list."""
    place = source.entries.row_of(skill)
    rect = source.visualRect(source.entries.index(place, 0))
    frame = source.frame(source.entries.index(place, 0))
    spot = next(each for each in frame.spots() if each.part == part)
    return rect.topLeft() + spot.area.center().toPoint(), spot


def click(qtbot: QtBot, source: SkillList, skill: str, part: str) -> Spot:
    place, spot = spot_of(source, skill, part)
    qtbot.mouseClick(source.viewport(), Qt.MouseButton.LeftButton, pos=place)
    return spot


def test_blocks_show_what_is_compared_and_the_days_add_up(view: RolesView, actions: Actions) -> None:
    tracks = [track.id for track in actions.read(list_tracks)]
    for chosen in (tracks[:2], tracks[1:], tracks):
        view.compare(chosen)
        found = actions.read(compare_tracks, known(actions.plan_id), chosen)
        blocks = {block_title(found, block): block for block in found.blocks}
        shown = {card.title.text(): card for card in view.board.cards()}
        assert shown.keys() <= blocks.keys()
        assert all(not (blocks[title].skills or blocks[title].days) for title in blocks.keys() - shown.keys())
        for title, card in shown.items():
            block = blocks[title]
            assert [entry.line for entry in card.list.entries.rows()] == list(block.skills)
            assert card.days.text() == plural(block.days, "1 day", "%1 days")
            assert card.list.height() >= card.list.content_height()
        assert view.sums.text().splitlines() == [path_sentence(found, track) for track in chosen]
        for track in chosen:
            parts = [block.days for block in found.blocks if track in block.track_ids]
            assert sum(parts) == found.path_days[track]
    said = path_sentence(found, tracks[1])
    assert said == "Project manager: 10 only here + 2 with Program manager + 4 shared = 16 days"


def test_a_click_or_a_key_leads_to_people_and_courses(view: RolesView, qtbot: QtBot) -> None:
    source, entry = entry_of(view, "leadership")
    for part, ids in (
        ("have", entry.line.having),
        ("planned", entry.line.planning),
        ("lack", entry.line.lacking),
        ("bar", (*entry.line.having, *entry.line.planning, *entry.line.lacking)),
    ):
        click(qtbot, source, "leadership", part)
        rows = view.people.table.source.rows()
        assert {row.id for row in rows} == set(ids)
        assert view.people.count.text() == plural(len(ids), "1 person", "%1 people")
        assert all(bool(row.course) == (row.has != "lack") for row in rows)
    assert [row.has for row in rows] == sorted((row.has for row in rows), key=HAS.index)
    assert view.people.copied_text().count("\n") == len(rows) + 1
    with qtbot.waitSignal(view.open_requested) as opened:
        qtbot.keyClick(view.people.table, Qt.Key.Key_Return)
    assert opened.args == ["person", view.people.table.selected_rows()[0].id]
    qtbot.keyClick(view.people.table, Qt.Key.Key_Escape)
    assert not view.people.isVisible()
    with qtbot.waitSignal(view.open_requested) as opened:
        spot = click(qtbot, source, "leadership", "course")
    assert opened.args == ["course", spot.course_id]
    # All of it by keys.
    source.setFocus()
    assert known(source.current()).id == "leadership"
    said: list[str] = []
    view.selection_said.connect(said.append)
    qtbot.keyClick(source, Qt.Key.Key_Down)
    assert "have it" in said[-1]
    qtbot.keyClick(source, Qt.Key.Key_Return)
    assert view.people.heading.text() == f"Who needs {known(source.current()).id}"
    assert view.people.isAncestorOf(known(QApplication.focusWidget()))


def test_courses_fold_and_unfold(view: RolesView, qtbot: QtBot) -> None:
    source, entry = entry_of(view, "communication")
    assert len(entry.shown) == 2
    assert len(entry.courses) > 3
    assert "more courses" in entry.more
    height = source.height()
    click(qtbot, source, "communication", "more")
    _, unfolded = entry_of(view, "communication")
    assert unfolded.shown == entry.courses
    assert source.height() > height
    source.setFocus()
    qtbot.keyClick(source, Qt.Key.Key_Left)
    assert source.height() == height
    qtbot.keyClick(source, Qt.Key.Key_Right)
    assert source.height() > height


def test_the_menu_has_all_that_a_click_does(view: RolesView, qtbot: QtBot) -> None:
    source, entry = entry_of(view, "leadership")
    index = source.entries.index(source.entries.row_of("leadership"), 0)
    source.setCurrentIndex(index)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(0, 0), QPoint(0, 0))
    QApplication.sendEvent(source.viewport(), event)
    menu = known(QApplication.activePopupWidget())
    assert isinstance(menu, QMenu)
    texts = {action.text(): action for action in menu.actions()}
    courses = [action for text, action in texts.items() if text.endswith("in the catalogue")]
    assert len(courses) == len(entry.courses)
    with qtbot.waitSignal(view.open_requested) as opened:
        courses[0].trigger()
    assert opened.args == ["course", entry.courses[0].course_id]
    texts[f"List: {entry.line.lack} people lack leadership"].trigger()
    assert {row.id for row in view.people.table.source.rows()} == set(entry.line.lacking)
    menu.close()


def test_a_track_chosen_twice_changes_places_and_is_remembered(view: RolesView, qtbot: QtBot) -> None:
    _, second, third = view.chooser.boxes
    assert (view.chooser.track_ids(), third.isVisible()) == ((1, 2), False)
    second.show_key(1)
    second.activated.emit(second.currentIndex())
    assert view.chooser.track_ids() == (2, 1)
    view.chooser.add_button.click()
    assert view.chooser.track_ids() == (2, 1, 3)
    assert not view.chooser.add_button.isVisible()
    third.show_key(None)
    third.activated.emit(third.currentIndex())
    assert (view.chooser.track_ids(), third.isVisible()) == ((2, 1), False)
    settings = QSettings()
    settings.clear()
    view.save_state(settings)
    view.compare([1, 3])
    view.restore_state(settings)
    view.refresh(None)
    assert view.chooser.track_ids() == (2, 1)
    settings.clear()


def test_an_edit_and_its_undo_are_shown(view: RolesView, actions: Actions) -> None:
    _, entry = entry_of(view, "negotiation")
    view.show_people(entry, ("lack",))
    person, course = entry.line.lacking[0], entry.courses[0].course_id
    label = Label.of("pick.add", people=People.of([person]), courses="x")
    actions.do(label, add_picks, known(actions.plan_id), [(person, course)])
    _, after = entry_of(view, "negotiation")
    assert (after.line.lack, after.line.planned) == (entry.line.lack - 1, entry.line.planned + 1)
    assert person not in {row.id for row in view.people.table.source.rows()}
    actions.undo()
    assert entry_of(view, "negotiation")[1].line == entry.line
    assert person in {row.id for row in view.people.table.source.rows()}


def test_picture_and_table_hold_all_courses(view: RolesView, actions: Actions, qtbot: QtBot) -> None:
    found = actions.read(compare_tracks, known(actions.plan_id), [1, 2])
    head, *lines = view.drawn.as_table()
    assert head[-2:] == ["Product manager", "Project manager"]
    assert len(lines) == sum(len(line.courses) for block in found.blocks for line in block.skills)
    shared = [line for line in lines if line[1] == "time management"]
    assert [line[-2:] for line in shared] == [["required", "required"]]
    with qtbot.waitSignal(view.picture_requested) as asked:
        view.export_action.trigger()
    assert asked.args[0] == "save table"
    assert asked.args[1].title == "Roles: Product manager, Project manager"
    size = view.drawn.picture_size()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    view.drawn.paint_to(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    ground = image.pixelColor(size.width() - 2, size.height() - 2)
    assert len({image.pixelColor(x, 10).rgb() for x in range(0, size.width(), 7)}) > 2
    assert ground == image.pixelColor(size.width() // 3 + 8, size.height() - 2)


def test_screen_readers_have_every_skill_in_words(view: RolesView) -> None:
    source, entry = entry_of(view, "leadership")
    interface = known(QAccessible.queryAccessibleInterface(source))
    names = [interface.child(place).text(QAccessible.Text.Name) for place in range(interface.childCount())]
    assert f"Skill: {entry.spoken}" in names
    assert entry.spoken.startswith(f"Leadership · Shared by both: {entry.line.have} have it")
    assert source.accessibleName() == "Shared by both, 4 days"
    assert view.days.accessibleName().startswith("Days of the paths: Only Product manager: 9 days")


def test_parts_stand_within_the_line_and_apart_at_every_width(view: RolesView) -> None:
    for source in view.board.lists():
        for entry in source.entries.rows():
            for width in (150, 220, 300, 420):
                (frame,) = lay_out([entry], width, QFont(source.font()))
                spots = frame.spots()
                for spot in spots:
                    assert QRectF(0, 0, width, frame.height).contains(spot.area), (entry.id, width, spot.part)
                for one, other in pairwise(spots[4:]):
                    assert not one.area.intersects(other.area)
                assert frame.spot_at(frame.counts[2].area.center()) == frame.counts[2]


def test_fewer_than_two_tracks_are_said(sampled: Workspace, qtbot: QtBot) -> None:
    with sampled.edit("Remove") as db:
        for track in list_tracks(db)[1:]:
            remove_track(db, track.id)
    actions = Actions(sampled)
    actions.choose_plan(None)
    page = NeedsPage(actions)
    qtbot.addWidget(page)
    page.show()
    page.show_view("roles")
    assert isinstance(page.view, RolesView)
    assert page.view.stack.currentWidget() is page.view.too_few
    assert page.view.drawn.as_table()[1:] == []


def test_tab_goes_from_the_boxes_to_the_skills_as_the_eye_does(view: RolesView, qtbot: QtBot) -> None:
    view.compare([1, 2])
    wanted: list[QWidget] = [
        *view.chooser.boxes[:2],
        view.chooser.add_button,
        view.more_button,
        view.change_button,
    ]
    wanted[0].setFocus()
    met = [QApplication.focusWidget()]
    while met[-1] is not view.board.lists()[-1] and len(met) < 20:
        qtbot.keyClick(known(met[-1]), Qt.Key.Key_Tab)
        met.append(QApplication.focusWidget())
    wanted += view.board.lists()
    assert [each for each in met if each in wanted] == wanted

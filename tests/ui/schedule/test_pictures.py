"""Pictures of the schedule: the whole timeline, how full sessions are, the load; read from their files."""

import re
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.picturing import Picture, PictureMenu
from pmplanner.ui.output.picture import MARGIN, Framed, as_image, as_pdf, as_svg, png_scale
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.theme import contrast, theme_named
from tests.support import known
from tests.ui.schedule.conftest import open_page


def asked_of(page: SchedulePage, menu: PictureMenu, qtbot: QtBot) -> Picture:
    """What the page passes on when the picture of a menu is to be saved."""
    with qtbot.waitSignal(page.picture_requested) as asked:
        menu.actions[1].trigger()
    task, picture = known(asked.args)
    assert task == "save picture"
    assert isinstance(picture, Picture)
    return picture


def texts_of(framed: Framed) -> set[str]:
    root = ET.fromstring(as_svg(framed))
    nodes = root.iter("{http://www.w3.org/2000/svg}text")
    return {"".join(node.itertext()).strip() for node in nodes}


def test_the_whole_plan_is_one_page_wherever_it_is_scrolled_to(actions: Actions, qtbot: QtBot) -> None:
    page = open_page(actions, qtbot, "timeline")
    page.resize(900, 500)
    timeline = page.views.timeline
    timeline.set_week_width(200)  # of which not all is in sight
    bar = timeline.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert page.views.timeline.more.accessibleName() == "Picture or table of this"
    for grouping, title, lanes in (
        ("course", "Sessions by course", {"Boot", "Time"}),
        ("person", "Sessions by person", {"Ana", "Bo", "Cy", "Dara"}),
        ("team", "Sessions by team", {"No team"}),
    ):
        timeline.group_by(grouping)  # type: ignore[arg-type]
        picture = asked_of(page, timeline.picture, qtbot)
        framed = Framed(picture, "as of today")
        assert picture.title == title
        texts = texts_of(framed)
        named = {lane.row.title or "No team" for lane in known(timeline.book).lanes}
        assert named <= texts, grouping
        assert len(named) == len(lanes), grouping
        assert {"January", "Away: worst team", title} <= texts, texts
        assert grouping != "course" or any("2/2 +1" in text for text in texts), texts
        content, size = as_pdf(framed), framed.size()
        assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
        box = known(re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content))
        assert float(box[1]) / float(box[2]) == pytest.approx(size.width() / size.height(), rel=0.01)
        assert size.width() > timeline.viewport().width()
    # Nothing of where it is scrolled to, nor of what is selected, is in it.
    before = as_image(framed)
    bar.setValue(0)
    page.selection.choose([next(iter(known(timeline.book).rows.bars))])
    assert as_image(framed) == before
    accent, image = theme_named("light").color("accent_soft").name(), before
    assert accent not in {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}


def test_the_table_of_the_timeline_has_a_line_for_each_session_of_a_lane(
    actions: Actions, qtbot: QtBot
) -> None:
    page = open_page(actions, qtbot, "timeline")
    page.views.timeline.group_by("person")
    head, *lines = asked_of(page, page.views.timeline.picture, qtbot).of.as_table()
    assert head == [
        *("Person", "Course", "Room", "Trainer", "Code", "From", "To"),
        *("Taken", "Seats", "Waiting", "Status"),
    ]
    anas = [line for line in lines if line[0].startswith("Ana")]
    assert [(line[4], line[7:10]) for line in anas] == [
        ("BOOT-1", ["2", "2", "1"]),
        ("TIME-1", ["1", "3", "0"]),
    ]
    assert anas[0][2:4] == ["Oslo", "J. Berg"]


def test_how_full_sessions_are_is_a_picture_of_what_the_filters_leave(
    page: SchedulePage, qtbot: QtBot
) -> None:
    picture = asked_of(page, page.list.picture, qtbot)
    texts = texts_of(Framed(picture, ""))
    assert {"2/2 +1 waiting", "1/3", "Sessions"} <= texts
    page.list.search.setText("TIME")
    framed = Framed(picture, "")
    assert "2/2 +1 waiting" not in texts_of(framed)
    assert [row[3:9] for row in picture.of.as_table()][1:] == [["TIME-1", "1", "0", "", "3", "0"]]
    image, scale = as_image(framed), png_scale(framed.size())
    done = theme_named("light").color("done").name()
    row = round((MARGIN + framed.size().height() - 2 * MARGIN) / 2 * scale)
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(row - 40, row + 40)}
    assert done in colours
    assert contrast(theme_named("light").color("done"), theme_named("light").color("groove")) > 1


def test_the_menus_of_timeline_and_load_offer_pictures(actions: Actions, qtbot: QtBot) -> None:
    page = open_page(actions, qtbot, "timeline")
    page.below.choose("load")
    assert page.load.more.isVisible()
    assert asked_of(page, page.load.picture, qtbot).title == "Load of teams"
    timeline = page.views.timeline
    timeline.setFocus()
    qtbot.waitUntil(timeline.hasFocus)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    with qtbot.waitSignal(page.picture_requested) as asked:
        qtbot.keyClick(timeline, Qt.Key.Key_T, keys)
    assert known(asked.args)[0] == "copy table"
    place = timeline.viewport().rect().bottomRight()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, timeline.viewport().mapToGlobal(place))
    timeline.contextMenuEvent(event)
    menu = next(menu for menu in page.views.findChildren(QMenu) if menu.isVisible())
    assert [action.text() for action in menu.actions()][:3] == [
        *("Copy picture", "Save picture as…", "Copy as table"),
    ]
    menu.close()

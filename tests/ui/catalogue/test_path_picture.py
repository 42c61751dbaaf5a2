"""The picture of a path: order, days so far, prerequisites; walked, opened and put out."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from pmplanner.models import PathKind
from pmplanner.services.catalog.courses import CourseRow, list_courses
from pmplanner.services.people.tracks import PathRow, TrackRow, list_tracks, set_path
from pmplanner.services.totals.totals import shortest_paths
from pmplanner.storage.labels import Label
from pmplanner.ui.catalogue.page import CataloguePage
from pmplanner.ui.catalogue.path_book import PathFrame, gather_path, trouble_text
from pmplanner.ui.catalogue.path_picture import PathPicture
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.theme import theme_named
from tests.support import known
from tests.ui.catalogue.conftest import course


@pytest.fixture
def picture(page: CataloguePage, qtbot: QtBot) -> PathPicture:
    """The picture of the first track's path."""
    page.views.select("paths")
    page._show_view("paths")
    qtbot.waitUntil(page.paths.picture.isVisible)
    return page.paths.picture


def _courses(actions: Actions) -> dict[int, CourseRow]:
    return {row.id: row for row in actions.read(list_courses)}


def test_days_so_far_end_at_the_days_of_the_path(actions: Actions) -> None:
    courses, paths = _courses(actions), actions.read(shortest_paths)
    for track in actions.read(list_tracks):
        book = gather_path(track, courses)
        assert book.days == sum(courses[course_id].days for course_id in paths[track.id]), track.name
        assert [step.until for step in book.steps] == sorted(step.until for step in book.steps)
        boxes = PathFrame(book, QRectF(0, 0, 900, 80), QFont()).boxes
        assert boxes[-1].right() <= 900
        widths = {step.days: round(box.width()) for step, box in zip(book.steps, boxes, strict=True)}
        assert [widths[days] for days in sorted(widths)] == sorted(widths.values())


def _track(actions: Actions, *codes: str) -> TrackRow:
    """A track that requires these courses, in this order."""
    rows = [course(actions, code) for code in codes]
    entries = tuple(PathRow(row.id, row.code, row.title, PathKind.REQUIRED) for row in rows)
    return replace(actions.read(list_tracks)[0], entries=entries)


def test_what_comes_first_is_seen_and_a_wrong_order_is_said(actions: Actions) -> None:
    courses = _courses(actions)
    first, then = course(actions, "SCR-PSPO"), course(actions, "SCR-PSPOA")
    assert first.id in then.requires
    book = gather_path(_track(actions, "SCR-PSPO", "SCR-PSPOA"), courses)
    assert book.steps[1].after == (0,)
    assert book.sentence(1).startswith("2. ")
    assert f"after {book.steps[0].title}" in book.sentence(1)
    assert trouble_text(book) == ""
    book = gather_path(_track(actions, "SCR-PSPOA", "SCR-PSPO"), courses)
    assert f"needs {book.steps[1].title} first, which comes later" in trouble_text(book)
    book = gather_path(_track(actions, "SCR-PSPOA"), courses)
    assert f"needs {first.title} first, which is not in the path" in trouble_text(book)
    assert book.table()[1][4] == first.title


def test_steps_are_walked_and_opened(
    page: CataloguePage, picture: PathPicture, actions: Actions, qtbot: QtBot
) -> None:
    first, second = picture.steps()[:2]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    assert second.accessibleName() == picture.book.sentence(1)
    with qtbot.waitSignal(page.paths.course_requested) as asked:
        qtbot.keyClick(second, Qt.Key.Key_Return)
    assert known(asked.args) == [picture.book.steps[1].course_ids[0]]
    assert page.views.current() == "courses"


def test_the_picture_follows_the_path_and_is_put_out(
    page: CataloguePage, picture: PathPicture, actions: Actions, qtbot: QtBot
) -> None:
    track = actions.read(list_tracks)[0]
    row = course(actions, "TNX-BDP")
    actions.do(Label("Path"), set_path, track.id, [(row.id, PathKind.REQUIRED)])
    assert [step.course_ids for step in picture.book.steps] == [(row.id,)]
    assert picture.as_table()[1][1:4] == ["Big Data", *2 * [f"{row.days.normalize():f}"]]
    actions.undo()
    with qtbot.waitSignal(page.picture_requested) as asked:
        page.paths.pictures.actions[1].trigger()
    assert known(asked.args)[0] == "save picture"
    assert known(asked.args)[1].title == f"Path: {track.name}"
    image = QImage(picture.picture_size(), QImage.Format.Format_RGB32)
    image.fill(theme_named("light").color("panel"))
    painter = QPainter(image)
    picture.paint_to(painter, QRectF(image.rect()))
    painter.end()
    colours = {image.pixelColor(x, image.height() // 2).name() for x in range(image.width())}
    assert theme_named("light").track(track.position).name() in colours
    assert picture.book.days > Decimal(0)
    actions.do(Label("Path"), set_path, track.id, [])
    assert not picture.isVisible()
    assert not page.paths.more.isVisible()

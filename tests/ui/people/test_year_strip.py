"""The year of a person in the panel: where things lie, what they say, keys and clicks."""

import datetime as dt
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.open_days import Span
from pmplanner.services.people.people import list_people
from pmplanner.services.views.person_year import Expiry, PersonYear, YearSession
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.people.page import PeoplePage
from pmplanner.ui.people.year_strip import YearStrip
from pmplanner.ui.theme import theme_named
from tests.support import known

YEAR = PersonYear(
    dt.date(2027, 1, 1),
    dt.date(2027, 12, 31),
    Span(dt.date(2027, 1, 4), dt.date(2027, 6, 30), "H1"),
    (
        YearSession(7, "BOOT-1", "Boot", (dt.date(2027, 3, 5), dt.date(2027, 3, 8)), False, 0),
        YearSession(8, "TIME-1", "Time", (dt.date(2027, 9, 6),), True, 1, "Autumn"),
    ),
    (Span(dt.date(2027, 5, 1), dt.date(2027, 5, 31), "Parental leave"),),
    (Expiry("PMP", dt.date(2027, 11, 1)),),
    (Span(dt.date(2027, 12, 1), dt.date(2027, 12, 31)),),
)


def strip_of(qtbot: QtBot) -> YearStrip:
    strip = YearStrip()
    qtbot.addWidget(strip)
    strip.resize(730, 50)  # two pixels a day
    strip.show_year(YEAR, "Ana")
    return strip


def test_things_lie_on_their_days_and_say_what_they_are(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    assert strip.accessibleName() == "2027 of Ana"
    assert [(thing.kind, thing.text) for thing in strip.things()] == [
        ("session", "Boot (BOOT-1), 5–8 Mar"),
        ("leave", "Parental leave, 1–31 May"),
        ("session", "Time (TIME-1), 6 Sept, waiting, in the plan Autumn"),
        ("expiry", "PMP is valid until 1 Nov 2027"),
    ]
    for place, (first, last) in enumerate((((3, 5), (3, 8)), ((5, 1), (5, 31)))):
        begins = (dt.date(2027, *first) - dt.date(2027, 1, 1)).days
        ends = (dt.date(2027, *last) - dt.date(2027, 1, 1)).days + 1
        rect = strip.rect_of(place)
        assert (rect.left(), rect.right()) == (2 * begins, 2 * ends)
        assert strip.place_at(rect.center()) == place
    assert strip.place_at(QPointF(1, 40)) is None
    table = strip.as_table()
    assert len(table) == 5
    assert table[1] == ["5 Mar 2027", "8 Mar 2027", "Session", "Boot (BOOT-1), 5–8 Mar"]


def test_of_things_at_one_place_leave_comes_last(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    strip.show_year(replace(YEAR, leave=(Span(YEAR.first_day, YEAR.last_day, "Leave"),)), "Ana")
    kinds = [thing.kind for thing in strip.things()]
    assert kinds == ["leave", "session", "session", "expiry"]
    for place in (1, 3):
        assert strip.place_at(strip.rect_of(place).center()) == place


def test_arrows_go_through_the_year_and_enter_or_a_click_opens(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    said: list[str] = []
    opened: list[object] = []
    strip.said.connect(said.append)
    strip.session_opened.connect(opened.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Home, Qt.Key.Key_Return):
        qtbot.keyClick(strip, key)
    assert said[0] == "Parental leave, 1–31 May"
    assert said[1].startswith("Time")
    assert opened == [7], "that of another plan is not to be opened here"
    assert strip.accessibleDescription() == "4 entries: Boot (BOOT-1), 5–8 Mar"
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.rect_of(0).center().toPoint())
    assert opened == [7, 7]
    qtbot.mouseMove(strip, strip.rect_of(1).center().toPoint())
    strip.show_year(None)
    assert strip.things() == []


def test_the_whole_year_is_painted(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    image = QImage(730, 50, QImage.Format.Format_RGB32)
    image.fill(0x123456)
    painter = QPainter(image)
    strip.paint_to(painter, QRectF(image.rect()))
    painter.end()
    middle = round(strip.rect_of(0).center().y())
    theme = theme_named("light")
    track = theme.track(0).name()
    columns = [x for x in range(730) if image.pixelColor(x, middle).name() == track]
    friday, monday = (2 * (day - YEAR.first_day).days for day in YEAR.sessions[0].days)
    assert columns, "the session is seen"
    assert friday <= min(columns) <= friday + 1
    assert monday <= max(columns) <= monday + 3
    assert not [x for x in columns if friday + 4 < x < monday - 1], "nothing lies on the weekend"
    assert theme.color("problem").name() in {
        image.pixelColor(x, y).name()
        for x in range(round(strip.rect_of(3).left()) - 3, round(strip.rect_of(3).right()) + 3)
        for y in range(50)
    }


def test_the_panel_shows_the_year_and_the_page_opens_sessions(
    page: PeoplePage, actions: Actions, qtbot: QtBot
) -> None:
    opened: list[tuple[str, object]] = []
    sentences: list[str] = []
    page.open_requested.connect(lambda kind, key: opened.append((kind, key)))
    page.selection_said.connect(sentences.append)
    strip = page.detail.one.year
    for person in actions.read(list_people):
        page.reveal("person", person.id)
        sessions = [thing for thing in strip.things() if thing.session_id is not None]
        if sessions:
            break
    assert sessions
    assert strip.isVisible()
    place = strip.things().index(sessions[0])
    inside = strip.rect_of(place).center().toPoint()
    qtbot.mouseMove(strip, inside)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=inside)
    assert opened == [("session", sessions[0].session_id)]
    assert sessions[0].text in sentences
    qtbot.mouseMove(known(strip.parentWidget()), QPoint(1, 1))
    assert isinstance(strip.parentWidget(), QWidget)


def test_screen_readers_have_a_line_for_each_thing(qtbot: QtBot) -> None:
    strip = strip_of(qtbot)
    strip.show()
    opened: list[object] = []
    strip.session_opened.connect(opened.append)
    told = QAccessible.queryAccessibleInterface(strip)
    assert told.role() is QAccessible.Role.List
    lines = [told.child(place) for place in range(told.childCount())]
    assert [line.text(QAccessible.Text.Name) for line in lines] == [thing.text for thing in strip.things()]
    assert all(line.rect().isValid() for line in lines)
    known(lines[0].actionInterface()).doAction("Press")
    assert opened == [7]
    strip.show_year(None)
    assert told.childCount() == 0
    assert not lines[0].isValid()

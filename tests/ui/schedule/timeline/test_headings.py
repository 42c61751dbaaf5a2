"""Days above the lanes and names beside them: whole, at each zoom, and in sight wherever one scrolls."""

import datetime as dt
from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QLocale, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pmplanner.services.calendar.open_days import MONDAY_TO_FRIDAY
from pmplanner.services.people.people import add_person
from pmplanner.services.plans.plans import change_plan
from pmplanner.services.sessions.sessions import copy_session, move_session
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.dates_painter import day_form, day_name, paint_dates, weeks_between_names
from pmplanner.ui.schedule.timeline.frame import Frame
from pmplanner.ui.schedule.timeline.geometry import LEAST_HEADER, MOST_HEADER, header_width
from pmplanner.ui.schedule.timeline.names_painter import name_top, wrapped
from pmplanner.ui.schedule.timeline.scale import LEAST_WEEK, MOST_WEEK, TimeScale
from pmplanner.ui.schedule.timeline.view import TimelineView
from pmplanner.ui.widgets.painting import Sketch
from tests.support import known
from tests.ui.schedule.conftest import Stored
from tests.ui.schedule.timeline.conftest import day, rename_course

WIDTHS = (LEAST_WEEK, 10.0, 15.9, 16.0, 26.0, 40.0, 83.0, 191.0, 200.0, 300.0, MOST_WEEK)


class Noted(Sketch):
    """A sketch that says what was written where."""

    def __init__(self, font: QFont) -> None:
        super().__init__(font)
        self.texts: list[tuple[QRectF, str, float]] = []

    def drawText(self, area: QRectF, _flags: int, text: str) -> None:  # noqa: N802 - as Qt has it
        width = QFontMetricsF(self.font()).horizontalAdvance(text)
        self.texts.append((area, text, width))


def _noted(timeline: TimelineView) -> Noted:
    sketch = Noted(timeline.font())
    paint_dates(sketch, Frame(known(timeline.book), timeline.canvas, timeline.today))
    return sketch


def _on(noted: Noted, line: QRect) -> list[str]:
    return [text for area, text, _ in noted.texts if line.top() <= area.center().y() <= line.bottom()]


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German, QLocale.Country.Germany))
    yield
    QLocale.setDefault(before)


def test_no_name_of_a_day_or_month_is_cut_or_runs_into_another(timeline: TimelineView) -> None:
    for width, scroll in product(WIDTHS, (0, 37, 311)):
        timeline.set_week_width(width)
        timeline.horizontalScrollBar().setValue(scroll)
        noted, dates = _noted(timeline), timeline.canvas.dates
        assert noted.texts, width
        ends: dict[float, float] = {}
        for area, text, needed in sorted(noted.texts, key=lambda each: each[0].left()):
            assert area.left() >= dates.left(), (width, text)
            assert area.left() + needed <= dates.left() + dates.width(), (width, text)
            assert area.left() >= ends.get(area.top(), 0.0), (width, text)
            ends[area.top()] = area.left() + needed


def test_each_zoom_names_what_there_is_room_for(
    timeline: TimelineView, page: SchedulePage, actions: Actions
) -> None:
    timeline.set_week_width(MOST_WEEK)
    timeline.go_to(day(8))
    noted, canvas = _noted(timeline), timeline.canvas
    assert _on(noted, canvas.months) == ["March"]
    assert _on(noted, canvas.days)[:9] == [
        "Mon 1 · W9",
        "Tue 2",
        "Wed 3",
        "Thu 4",
        "Fri 5",
        "6",
        "7",
        "Mon 8 · W10",
        "Tue 9",
    ]
    timeline.set_week_width(83)
    timeline.go_to(day(8))
    noted = _noted(timeline)
    assert _on(noted, canvas.months)[:2] == ["March", "April"]
    assert _on(noted, canvas.days)[:7] == [
        f"{day} · W{week}" for day, week in zip((1, 8, 15, 22, 29, 5, 12), range(9, 16), strict=True)
    ]
    timeline.set_week_width(40)
    assert _on(_noted(timeline), canvas.days)[-4:-1] == ["21", "28", "5"]
    timeline.set_week_width(LEAST_WEEK)
    noted = _noted(timeline)
    assert _on(noted, canvas.months) == ["2027"]
    assert _on(noted, canvas.days)[-7:] == ["J", "F", "M", "A", "M", "J", "J"]
    timeline.set_week_width(15)
    timeline.horizontalScrollBar().setValue(0)
    assert _on(_noted(timeline), canvas.days)[-7:-1] == ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]


def test_the_year_is_named_where_a_plan_has_more_than_one(timeline: TimelineView, actions: Actions) -> None:
    plan = known(timeline.rows).plan_id
    assert all("2027" not in text for text in _on(_noted(timeline), timeline.canvas.months))
    actions.do(Label("Longer"), change_plan, plan, last_day=dt.date(2028, 3, 31))
    assert timeline.scale.spans_years
    timeline.go_to(dt.date(2027, 12, 13))
    assert _on(_noted(timeline), timeline.canvas.months)[:2] == ["December 2027", "January 2028"]
    timeline.fit_plan()
    assert {"2027", "2028"} <= {text.split()[-1] for text in _on(_noted(timeline), timeline.canvas.months)}


def test_names_of_days_are_those_of_the_language(timeline: TimelineView, german: None) -> None:
    assert day_name(day(3), 0).startswith("Mi")
    timeline.set_week_width(MOST_WEEK)
    timeline.go_to(day(8))
    assert _on(_noted(timeline), timeline.canvas.months) == ["März"]


def test_a_narrow_timeline_says_only_the_months_that_it_has(
    page: SchedulePage, timeline: TimelineView
) -> None:
    timeline.set_week_width(LEAST_WEEK)
    assert timeline.scale.width < timeline.canvas.body.width()
    assert timeline.period() == (timeline.scale.first, timeline.scale.last)
    assert page.views.period.says.text() == "Dec 2026 – Jul 2027"
    end = timeline.canvas.x(timeline.scale.width)
    assert all(area.left() + needed <= end for area, _, needed in _noted(timeline).texts)


def test_days_always_have_their_weekday(timeline: TimelineView) -> None:
    for width in range(205, 560, 40):
        timeline.set_week_width(float(width))
        if timeline.scale.shows_days:
            named = [text for text in _on(_noted(timeline), timeline.canvas.days) if " " in text]
            assert named, width
            assert {text.split()[0][0] for text in named} == set("MTWF"), width


def test_forms_of_days_shrink_together() -> None:
    metrics = QFontMetricsF(QApplication.font())
    assert [day_form(width, metrics) for width in (500.0, 40.0, 5.0)] == [0, 1, 2]
    assert [day_name(day(3), form) for form in (0, 1, 2)] == ["Wed 3", "W 3", "3"]
    scale = TimeScale(day(1), 10, 40.0, MONDAY_TO_FRIDAY)
    assert weeks_between_names(scale, metrics) == 1
    assert weeks_between_names(scale.with_weeks_of(16.0), metrics) == 2


def test_today_is_marked_above_and_within(timeline: TimelineView) -> None:
    timeline.go_to(timeline.today)
    picture = timeline.viewport().grab().toImage()
    canvas, scale, ratio = timeline.canvas, timeline.scale, picture.devicePixelRatio()
    x = canvas.x((scale.x(timeline.today) + scale.end(timeline.today)) / 2)
    accent = [
        y
        for y in range(canvas.height)
        if picture.pixelColor((QPoint(round(x - 0.5), y)) * ratio).blue() > 200
        and picture.pixelColor((QPoint(round(x - 0.5), y)) * ratio).red() < 150
    ]
    assert min(accent) < canvas.dates.bottom()
    assert max(accent) > canvas.height - 4


def test_buttons_and_keys_zoom_and_fit_the_plan(
    page: SchedulePage, timeline: TimelineView, qtbot: QtBot
) -> None:
    buttons, before = timeline.zoom_buttons, timeline.scale.week_width
    corner = QRect(0, 0, timeline.canvas.header, timeline.canvas.dates.height())
    assert corner.contains(buttons.geometry())
    assert buttons.rect().contains(buttons.fit_plan.geometry())
    qtbot.mouseClick(buttons.wider, Qt.MouseButton.LeftButton)
    assert timeline.scale.week_width > before
    qtbot.mouseClick(buttons.narrower, Qt.MouseButton.LeftButton)
    assert timeline.scale.week_width == pytest.approx(before)
    rows = known(timeline.rows)
    for by_key in (False, True):
        timeline.zoom(5)
        assert not (timeline.period()[0] <= rows.first_day and timeline.period()[1] >= rows.last_day)
        if by_key:
            qtbot.keyClick(timeline, Qt.Key.Key_F)
        else:
            qtbot.mouseClick(buttons.fit_plan, Qt.MouseButton.LeftButton)
        assert timeline.period()[0] <= rows.first_day
        assert timeline.period()[1] >= rows.last_day
        assert (timeline.period()[1] - timeline.period()[0]).days < (rows.last_day - rows.first_day).days + 14
    assert page.views.period.says.text() == timeline.period_text()
    for button in (buttons.narrower, buttons.wider, buttons.fit_plan):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName() or button.text()
        assert button.toolTip()
    buttons.wider.setFocus()
    width = timeline.scale.week_width
    QTest.keyClick(buttons.wider, Qt.Key.Key_Space)
    assert timeline.scale.week_width > width


def test_buttons_go_no_further_than_zoom_does(timeline: TimelineView) -> None:
    timeline.zoom(40)
    assert not timeline.zoom_buttons.wider.isEnabled()
    assert timeline.zoom_buttons.narrower.isEnabled()
    timeline.zoom(-60)
    assert timeline.zoom_buttons.wider.isEnabled()
    assert not timeline.zoom_buttons.narrower.isEnabled()


def test_a_name_stays_in_sight_for_as_long_as_its_lane_is() -> None:
    assert name_top(48, 300, 32, 48) == 49  # at the top of the lane
    assert name_top(-100, 300, 32, 48) == 49  # at the top of what is seen of it
    assert name_top(-240, 300, 32, 48) == 27.5  # pushed out by its end
    assert name_top(200, 36, 32, 48) == 201


def test_a_name_is_painted_where_a_tall_lane_is_scrolled(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    for number in (1, 2, 1, 2, 1, 2, 1, 2):
        actions.do(Label("Copy"), copy_session, stored("BOOT-1").row.id, day(number))
    book = known(timeline.book)
    lane = book.lanes[0]
    timeline.unfold(lane.row.key, [bar.id for bar in lane.bars])
    page.resize(1240, 420)
    QApplication.processEvents()
    timeline.verticalScrollBar().setValue(150)
    assert timeline.verticalScrollBar().value() > 100
    assert book.top(1) > timeline.verticalScrollBar().value() + 60  # the first lane is still seen
    picture = timeline.viewport().grab().toImage()
    ratio, top = picture.devicePixelRatio(), timeline.canvas.top
    dark = [
        (x, y)
        for x in range(13, 50)
        for y in range(top + 6, top + 24)
        if picture.pixelColor(QPoint(x, y) * ratio).lightness() < 120
    ]
    assert dark, "the title of the lane is not there"


def test_names_have_the_room_that_they_need(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    assert timeline.canvas.header < 260  # "Boot" and "Time" need little
    course = stored("BOOT-1").row.course_id
    title = "Professional Scrum Product Owner - Advanced"
    rename_course(actions, course, title)
    needed = QFontMetricsF(timeline.font()).horizontalAdvance(title)
    assert needed + 26 <= timeline.canvas.header <= MOST_HEADER
    assert timeline.zoom_buttons.width() <= timeline.canvas.header
    assert timeline.heat_picker.geometry().right() <= timeline.canvas.header
    assert header_width(2000, 900) == 270
    assert header_width(2000, 300) == LEAST_HEADER
    assert header_width(10, 3000) == LEAST_HEADER
    rename_course(actions, course, title * 3)
    assert timeline.canvas.header <= MOST_HEADER
    page.views._group("person")
    assert timeline.canvas.header == LEAST_HEADER
    actions.do(
        Label("Hire"), add_person, first_name="Maximiliane Konstanze", last_name="von und zu Hohenstein"
    )
    assert timeline.canvas.header > LEAST_HEADER


def test_what_is_cut_lacks_its_middle_and_tall_lanes_have_more_lines() -> None:
    metrics = QFontMetricsF(QApplication.font())
    title = "Professional Scrum Product Owner - Advanced (PSPO-A)"
    (one,) = wrapped(title, metrics, 200, 1)
    assert one.startswith("Professional")
    assert one.endswith("(PSPO-A)")
    two = wrapped(title, metrics, 200, 3)
    assert len(two) > 1
    assert " ".join(two) == title
    for hostile in ("", "x" * 300, "a b " * 200, "<b>x</b>", "שלום " * 50):
        for lines in (1, 2, 3):
            found = wrapped(hostile, metrics, 150, lines)
            assert 1 <= len(found) <= lines
            assert all(metrics.horizontalAdvance(line) <= 150.5 for line in found)


def test_a_lane_names_its_course_in_short_below(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    tip = timeline.tooltip_at(QRectF(0, timeline.canvas.top, 60, 40).center())
    assert tip.splitlines() == ["Boot", "BOOT · 2 days · 1 session"]
    actions.do(Label("Move"), move_session, stored("TIME-1").row.id, day(5))
    assert known(timeline.rows).known["course"][stored("BOOT-1").row.course_id].short == "BOOT"

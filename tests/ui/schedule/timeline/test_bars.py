"""Bars are where their sessions are: days, gaps, lines, and texts that are in the way of nothing."""

import datetime as dt
from dataclasses import replace
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from pmplanner.services.calendar.open_days import MONDAY_TO_FRIDAY
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.sessions.sessions import change_session, move_session, set_session_days
from pmplanner.services.views.timeline import Bar
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.bar_style import bar_colours, fitting_title
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.timeline.bar_painter import (
    BESIDE,
    BarText,
    Look,
    bar_text,
    count_text,
    part_rects,
    writing,
)
from pmplanner.ui.schedule.timeline.bar_stamps import BarStamps
from pmplanner.ui.schedule.timeline.lanes import Lines
from pmplanner.ui.schedule.timeline.scale import LEAST_WEEK, MOST_WEEK, TimeScale
from pmplanner.ui.schedule.timeline.view import TimelineView
from pmplanner.ui.theme import current_theme
from tests.support import known
from tests.tiers import examples
from tests.ui.schedule.conftest import Stored
from tests.ui.schedule.timeline.conftest import bar_rect, centre, click, day, rename_course

MONDAY = dt.date(2027, 1, 4)
WIDTHS = (LEAST_WEEK, 16.0, 26.0, 83.0, 200.0, MOST_WEEK)


def _hold(timeline: TimelineView, actions: Actions, code: str, *numbers: int) -> Bar:
    """Put a session on these days of March."""
    (session_id,) = (bar.id for bar in known(timeline.book).rows.bars.values() if bar.session.code == code)
    actions.do(Label("Days"), set_session_days, session_id, [Day(day(number)) for number in numbers])
    return known(timeline.book).rows.bars[session_id]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("numbers", [(2,), (1, 2), (4, 5), (1, 2, 3, 4, 5), (4, 5, 8, 9), (1, 8, 15)])
def test_pieces_of_a_bar_are_its_days_at_each_zoom(width: float, numbers: tuple[int, ...]) -> None:
    """A one-day session is one day wide, and no piece reaches into a day without training."""
    scale, days = TimeScale(MONDAY, 20, width, MONDAY_TO_FRIDAY), [day(number) for number in numbers]
    rect = QRectF(scale.x(days[0]), 0, scale.end(days[-1]) - scale.x(days[0]), 31)
    parts = list(part_rects(rect, days, scale))
    runs = sum(one + dt.timedelta(days=1) != other for one, other in pairwise(days)) + 1
    assert len(parts) == runs
    for number in range((days[-1] - days[0]).days + 1):
        there = days[0] + dt.timedelta(days=number)
        middle = (scale.x(there) + scale.end(there)) / 2
        covered = any(part.left() - 1 <= middle <= part.right() + 1 for part in parts)
        assert covered or there not in days
        if scale.end(there) - scale.x(there) > 2.5:  # else all of it is within a pixel of the next
            assert covered == (there in days)


@pytest.mark.parametrize("width", [83.0, 200.0])
def test_days_between_are_a_thin_joint(
    timeline: TimelineView, actions: Actions, stored: Stored, width: float
) -> None:
    """Thursday, Friday, Monday: the weekend is not painted as if there were training."""
    timeline.set_week_width(width)
    timeline.go_to(day(1))
    _hold(timeline, actions, "TIME-1", 4, 5, 9)
    rect, canvas, scale = bar_rect(timeline, "TIME-1"), timeline.canvas, timeline.scale
    picture = timeline.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()

    def colour(number: int, y: float) -> str:
        x = canvas.x((scale.x(day(number)) + scale.end(day(number))) / 2)
        return picture.pixelColor((QPointF(x, y) * ratio).toPoint()).name()

    bar = bar_colours(None, draft=False)
    low, middle = rect.bottom() - 2, rect.center().y()
    assert colour(4, low) == bar.ground.name()
    assert colour(9, low) == bar.ground.name()
    for number in (6, 8):  # Saturday, and Monday, on which there could be training
        assert colour(number, low) != bar.ground.name()
        assert colour(number, middle) == bar.edge.name()
    assert colour(8, low) == current_theme().color("panel").name()


def test_a_bar_within_the_gap_of_another_shares_its_line(
    page: SchedulePage, timeline: TimelineView, actions: Actions
) -> None:
    """Two sessions that share no day are never put into two lines, and each is hit on its days."""
    page.views._group("person")
    _hold(timeline, actions, "BOOT-1", 1, 4)
    other = _hold(timeline, actions, "TIME-1", 2)
    book = known(timeline.book)
    lane = book.lanes[0]
    assert (lane.row.title, lane.lines, lane.depth) == ("Ana", [0, 0], 1)
    y = bar_rect(timeline, "TIME-1", lane.row.key).center().y()
    found = []
    for number in (1, 2, 3, 4):
        x = timeline.canvas.x(timeline.scale.x(day(number)) + timeline.scale.day_width / 2)
        hit = known(timeline.bar_at(QPointF(x, y)))
        found.append("TIME" if hit[0] == other.id else "BOOT")
    assert found == ["BOOT", "TIME", "BOOT", "BOOT"]
    rooms = {bar.session.code: room for bar, _, room in book.rooms(0)}
    assert rooms["TIME-1"] < timeline.scale.day_width + 3  # up to the next day of the other one
    _hold(timeline, actions, "TIME-1", 4)
    assert known(timeline.book).lanes[0].lines == [0, 1]


def _bar(timeline: TimelineView, numbers: list[int], session_id: int) -> Bar:
    pattern = next(iter(known(timeline.book).rows.bars.values()))
    days = tuple(MONDAY + dt.timedelta(days=number) for number in sorted(numbers))
    return replace(pattern, session=replace(pattern.session, id=session_id), days=days)


@pytest.mark.slow
def test_lines_never_hold_two_sessions_of_a_day(timeline: TimelineView) -> None:
    spans = st.lists(st.integers(0, 24), min_size=1, max_size=5, unique=True)

    @settings(max_examples=examples(60), deadline=None)
    @given(st.lists(spans, max_size=14))
    def check(many: list[list[int]]) -> None:
        bars = sorted(
            (_bar(timeline, numbers, place + 1) for place, numbers in enumerate(many)),
            key=lambda bar: (bar.days[0], bar.days[-1], bar.id),
        )
        lines = Lines()
        taken = [lines.take(bar) for bar in bars]
        for (one, line), (other, second) in combinations(zip(bars, taken, strict=True), 2):
            if line == second:
                assert set(one.days).isdisjoint(other.days)
        for place, line in enumerate(taken):  # the first line that is free, so no line without need
            for lower in range(line):
                before = [bars[n] for n in range(place) if taken[n] == lower]
                assert any(not set(bars[place].days).isdisjoint(bar.days) for bar in before)

    check()


def _text(bar: Bar, width: float, room: float, titles: tuple[str, ...]) -> BarText | None:
    rect = QRectF(100, 0, width, 31)
    return bar_text(rect, [rect], bar, Look(titles=titles), bar.days, room, QApplication.font().family())


def test_the_whole_title_goes_before_the_short_one(timeline: TimelineView) -> None:
    bar = next(iter(known(timeline.book).rows.bars.values()))
    title = "Professional Agile Leadership Essentials (PAL-E)"
    titles = (title, "SCR-PALE")
    inside, beside = known(_text(bar, 500, 0, titles)), known(_text(bar, 40, 500, titles))
    assert (inside.head, inside.beside) == (title, False)
    assert (beside.head, beside.beside) == (title, True)
    short = known(_text(bar, 120, 60, titles))
    assert (short.head, short.beside) == ("SCR-PALE", False)
    tight = known(_text(bar, 12, 120, titles))
    assert (tight.head, tight.beside) == ("SCR-PALE", True)
    cut = known(_text(bar, 60, 20, titles))
    assert cut.head.startswith("SCR")
    assert cut.head.endswith("…")
    assert _text(bar, 12, 20, titles) is None  # the tip says it
    metrics = writing(QApplication.font().family()).strong.metrics
    assert fitting_title(titles, metrics, 1000) == title
    assert fitting_title(titles, metrics, 100) == "SCR-PALE"


HOSTILE = (
    "",
    "x" * 400,
    "<b>bold</b>&amp; &File",
    "שלום עולם",
    "a\nb\tc",
    "名前" * 60,
    "e\u0301" * 50,
    "%1 %2",
)


def test_a_text_never_leaves_the_room_that_it_has(timeline: TimelineView) -> None:
    bar = next(iter(known(timeline.book).rows.bars.values()))
    widths, rooms = (1.0, 3.0, 8.0, 40.0, 150.0, 600.0), (-30.0, 0.0, 50.0, 1000.0)
    for title, width, room in product(HOSTILE, widths, rooms):
        _check_room(bar, title, width, room)


def _check_room(bar: Bar, title: str, width: float, room: float) -> None:
    text = _text(bar, width, room, (title, "SHORT") if title else ())
    if text is not None:
        family = QApplication.font().family()
        head = writing(family).strong.width(text.head + count_text(Look()))
        needed = max(head, writing(family).small.width(text.line))
        end = 100 + width + (room - BESIDE if text.beside else 0)
        assert text.area.left() >= (100 + width if text.beside else 100)
        assert text.area.left() + needed <= end + 0.01


def test_texts_beside_bars_overlap_no_other_bar(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    actions.do(Label("Room"), change_session, stored("TIME-1").row.id, room="Oslo")
    rename_course(actions, stored("TIME-1").row.course_id, "Time and other things " * 4)
    for grouping, width in product(("course", "person", "team", "room"), (LEAST_WEEK, 60.0, 140.0)):
        page.views._group(grouping)
        timeline.set_week_width(width)
        for number in (3, 4, 8, 30):  # BOOT-1 is held on the first and second
            actions.do(Label("Move"), move_session, stored("TIME-1").row.id, day(number))
            timeline.viewport().repaint()
            _check_texts_beside(timeline, (grouping, width, number))


def _check_texts_beside(timeline: TimelineView, case: object) -> None:
    frame, book = known(timeline.frame), known(timeline.book)
    for place in range(len(book.lanes)):
        placed = list(book.rooms(place))
        for bar, rect, room in placed:
            parts = list(part_rects(rect, bar.days, book.scale))
            family = timeline.font().family()
            text = bar_text(rect, parts, bar, frame.look(bar), bar.days, room, family)
            others = [each for _, each, _ in placed if each is not rect]
            if text is not None:
                needed = writing(family).strong.width(text.head)
                area = QRectF(text.area.left(), text.area.top(), needed, text.area.height())
                assert not any(area.intersects(each) for each in others), case


def test_hostile_names_are_painted(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    course = stored("TIME-1").row.course_id
    for title in HOSTILE[1:]:
        rename_course(actions, course, title)
        for grouping in ("course", "person"):
            page.views._group(grouping)
            timeline.viewport().repaint()  # a fault would be raised by the test's own hook
            click(timeline.viewport(), centre(timeline, "TIME-1"))
            assert timeline.selection.ids == (stored("TIME-1").row.id,)


def test_a_text_is_not_cut_at_the_edge_and_stands_nowhere_without_its_bar(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    rename_course(actions, stored("TIME-1").row.course_id, "A title of many words and more")
    page.views._group("person")
    actions.do(Label("Move"), move_session, stored("TIME-1").row.id, day(30))
    bar, body = timeline.horizontalScrollBar(), timeline.canvas.body
    rect = known(known(timeline.book).rect(stored("TIME-1").row.id, known(timeline.book).lanes[0].row.key))

    def written(left: float, right: float) -> bool:
        """Whether something dark stands between two places of the viewport, in the upper half of the line."""
        picture = timeline.viewport().grab().toImage()
        ratio, y = picture.devicePixelRatio(), timeline.canvas.y(rect.top())
        return any(
            picture.pixelColor((QPointF(x, y + dy) * ratio).toPoint()).lightness() < 90
            for x in range(round(left), round(right))
            for dy in range(4, 14)
        )

    bar.setValue(round(rect.right()) + 8)  # the bar is just beyond the left edge
    assert not written(body.left() + 1, body.left() + 120)
    bar.setValue(round(rect.right()) - body.width() + 12)  # and just within the right one
    assert not written(timeline.canvas.x(rect.right()) + 3, body.right())
    bar.setValue(round(rect.left()) - 40)
    assert written(timeline.canvas.x(rect.right()) + 3, body.left() + 250)


def test_kept_pictures_of_bars_look_as_bars_that_are_painted_anew(
    page: SchedulePage,
    timeline: TimelineView,
    actions: Actions,
    stored: Stored,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While it scrolls, zooms and groups, selects, and after edits; but for the rounding of soft edges."""
    timeline.resize(900, 400)
    for step, (grouping, width) in enumerate(
        product(("course", "person", "team", "room"), (LEAST_WEEK, 27.8, 83.0, 141.7))
    ):
        page.views._group(grouping)
        timeline.set_week_width(width)
        bar = timeline.horizontalScrollBar()
        if step == 6:
            actions.do(Label("Move"), move_session, stored("TIME-1").row.id, day(4))
            page.selection.choose([stored("BOOT-1").row.id])
        for scrolled in (0, 1, 333, bar.value()):
            bar.setValue(scrolled)
            kept = timeline.viewport().grab().toImage()
            with monkeypatch.context() as without:
                without.setattr(BarStamps, "put", lambda *_: False)
                anew = timeline.viewport().grab().toImage()
            assert _farthest(kept, anew) <= 8, (grouping, width, scrolled)


def _farthest(one: QImage, other: QImage) -> int:
    """How much a pixel of two pictures differs at most, of 255."""
    assert one.size() == other.size()
    pairs = zip(bytes(one.constBits()), bytes(other.constBits()), strict=True)
    return max((abs(left - right) for left, right in pairs if left != right), default=0)

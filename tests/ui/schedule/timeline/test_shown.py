"""What the timeline shows: lanes, days, only what is seen, who is away, and what was left so."""

import datetime as dt
from itertools import product

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSettings, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from pmplanner.services.calendar.closures import add_closure
from pmplanner.services.calendar.session_days import Day
from pmplanner.services.people.history import add_absence
from pmplanner.services.people.people import add_person
from pmplanner.services.plans.people_changes import change_person
from pmplanner.services.plans.plans import create_plan, list_plans
from pmplanner.services.policies.policies import set_policy
from pmplanner.services.resources.trainers import add_trainer, add_trainer_absence
from pmplanner.services.sessions.changes import cancel_session
from pmplanner.services.sessions.sessions import change_session, move_session, set_session_days
from pmplanner.services.views.schedule_page import view_outlook
from pmplanner.services.views.timeline import Bar
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.schedule.bar_style import bar_colours
from pmplanner.ui.schedule.dragging.texts import days_text
from pmplanner.ui.schedule.page import SchedulePage
from pmplanner.ui.schedule.texts import months
from pmplanner.ui.schedule.timeline.bar_painter import BarText, Look, bar_text, writing
from pmplanner.ui.schedule.timeline.header_painter import heat_colour
from pmplanner.ui.schedule.timeline.scale import usual_week
from pmplanner.ui.schedule.timeline.texts import lane_detail
from pmplanner.ui.schedule.timeline.view import TimelineView
from pmplanner.ui.theme import MIN_CONTRAST, Mode, apply_theme, contrast, current_theme
from tests.support import known
from tests.ui.schedule.conftest import TODAY, Stored, open_page
from tests.ui.schedule.timeline.conftest import bar_rect, centre, day


def _lanes(timeline: TimelineView) -> dict[str, list[str]]:
    return {lane.row.title: [bar.session.code for bar in lane.bars] for lane in known(timeline.book).lanes}


def _details(timeline: TimelineView) -> list[str]:
    return [lane_detail(lane, timeline.grouping) for lane in known(timeline.book).lanes]


def test_lanes_by_course_person_team_room_and_trainer(
    page: SchedulePage, timeline: TimelineView, qtbot: QtBot
) -> None:
    assert _lanes(timeline) == {"Boot": ["BOOT-1"], "Time": ["TIME-1"]}
    assert _details(timeline) == ["BOOT · 2 days · 1 session", "TIME · 1 day · 1 session"]
    parts = page.views.grouping.parts._parts
    qtbot.mouseClick(parts["person"], Qt.MouseButton.LeftButton)
    # Cy only waits, so no bar in that lane
    assert _lanes(timeline) == {"Ana": ["BOOT-1", "TIME-1"], "Bo": ["BOOT-1"], "Cy": [], "Dara": []}
    qtbot.mouseClick(parts["team"], Qt.MouseButton.LeftButton)
    assert _lanes(timeline) == {"": ["BOOT-1", "TIME-1"]}
    assert _details(timeline) == ["4 people · 2 sessions"]
    qtbot.mouseClick(parts["room"], Qt.MouseButton.LeftButton)
    assert _lanes(timeline) == {"Oslo": ["BOOT-1"], "": ["TIME-1"]}
    qtbot.mouseClick(parts["trainer"], Qt.MouseButton.LeftButton)
    assert _lanes(timeline) == {"J. Berg": ["BOOT-1"], "": ["TIME-1"]}


def test_bars_that_overlap_stand_below_each_other(page: SchedulePage, timeline: TimelineView) -> None:
    page.views._group("person")
    ana = known(timeline.book).lanes[0]
    assert (ana.lines, ana.depth) == ([0, 1], 2)
    assert ana.height > known(timeline.book).lanes[1].height
    one = bar_rect(timeline, "BOOT-1", ana.row.key)
    other = bar_rect(timeline, "TIME-1", ana.row.key)
    assert not one.intersects(other)


@pytest.mark.parametrize(
    "steps", [-3, 9, *(pytest.param(more, marks=pytest.mark.long) for more in (-8, 0, 3))]
)
def test_a_bar_is_as_long_as_its_days(
    page: SchedulePage, timeline: TimelineView, actions: Actions, steps: int
) -> None:
    timeline.zoom(steps)
    (session,) = (bar.id for bar in known(timeline.book).rows.bars.values() if bar.session.code == "TIME-1")
    for first, last in ((2, 2), (1, 2), (4, 5), (1, 5), (5, 8), (12, 12), (1, 19)):
        days = [Day(day(n)) for n in range(first, last + 1) if day(n).weekday() < 5]
        actions.do(Label("Days"), set_session_days, session, days)
        scale, rect = timeline.scale, bar_rect(timeline, "TIME-1")
        left, right = (timeline.canvas.x(place) for place in (scale.x(day(first)), scale.end(day(last))))
        assert left <= rect.left() < left + 3, (first, last)
        assert right - 3 < rect.right() <= right, (first, last)


def test_bars_of_following_days_share_a_line(
    page: SchedulePage, timeline: TimelineView, actions: Actions
) -> None:
    """Two sessions of one person, one after the other, are no overlap, however long their texts."""
    page.views._group("person")
    (session,) = (bar.id for bar in known(timeline.book).rows.bars.values() if bar.session.code == "TIME-1")
    for number, lines in ((3, [0, 0]), (2, [0, 1])):  # BOOT-1 is held on the first and the second
        actions.do(Label("Move"), move_session, session, day(number))
        for steps in (-4, 2, 2):
            timeline.zoom(steps)
            assert known(timeline.book).lanes[0].lines == lines


def test_a_text_stands_in_its_bar_or_beside_it_or_in_the_tip(
    page: SchedulePage, timeline: TimelineView, actions: Actions
) -> None:
    (bar,) = (bar for bar in known(timeline.book).rows.bars.values() if bar.session.code == "TIME-1")
    assert not known(_text_of(bar, 80, 0)).beside
    assert known(_text_of(bar, 10, 100)).beside
    assert _text_of(bar, 10, 12) is None
    book = known(timeline.book)
    ((_, rect, room),) = book.rooms(book.place_of(book.lanes_of(bar.id)[0]))
    assert rect.width() < 20
    assert room > 1000
    beside = timeline.canvas.rect(rect).center() + QPointF(30, 0)
    assert timeline.bar_at(beside) is None  # a drop here is one beside the session,
    hit = timeline.bar_at(beside, beside=True)
    assert hit is not None  # and a press takes hold of its text
    assert hit[0] == bar.id
    assert "Time (TIME-1)" in timeline.tooltip_at(beside)


def test_a_cancelled_session_is_hidden(
    timeline: TimelineView, actions: Actions, page: SchedulePage, stored: Stored
) -> None:
    actions.do(Label("Cancel"), cancel_session, stored("TIME-1").row.id)
    assert _lanes(timeline) == {"Boot": ["BOOT-1"]}
    page.views.show_view("list")
    assert len(page.list.shown_ids()) == 2


def test_an_edit_touches_only_its_own_lanes(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    book, other = timeline.book, known(timeline.book).lanes[1]
    bars = dict(known(timeline.book).rows.bars)
    actions.do(Label("Move"), move_session, stored("BOOT-1").row.id, day(8))
    assert timeline.book is book
    assert known(timeline.book).lanes[1] is other
    time = stored("TIME-1").row.id
    assert known(timeline.book).rows.bars[time] is bars[time]
    assert known(timeline.book).rows.bars[stored("BOOT-1").row.id].days == (day(8), day(9))


def test_problems_are_marked(page: SchedulePage, timeline: TimelineView, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(timeline.problems) == 2)
    text = timeline.tooltip_at(centre(timeline, "BOOT-1"))
    assert text.startswith("Boot (BOOT-1) · 1–2 Mar 2027 · Oslo · 2 of 2 seats taken, 1 waiting")
    assert "Time" in text.splitlines()[1]


def test_only_lanes_days_and_bars_that_are_seen_are_painted(
    page: SchedulePage, timeline: TimelineView, actions: Actions
) -> None:
    def many(session: Session) -> None:
        for number in range(400):
            add_person(session, first_name=f"P{number:03}")

    actions.do(Label("Hire"), many)
    page.views._group("person")
    timeline.viewport().repaint()
    frame = known(timeline.frame)
    assert len(known(timeline.book).lanes) == 404
    seen = -(-timeline.canvas.body.height() // known(timeline.book).lanes[-1].height)
    assert seen - 1 <= frame.lanes_painted <= seen + 2
    assert frame.days_painted <= 7 * timeline.canvas.body.width() / timeline.scale.week_width + 8
    assert frame.bars_painted == 3
    timeline.verticalScrollBar().setValue(timeline.verticalScrollBar().maximum())
    timeline.viewport().repaint()
    assert known(timeline.frame).bars_painted == 0
    assert known(timeline.frame).lanes_painted <= seen + 2
    assert known(timeline.frame).visible_lanes().stop == 404


def test_closed_days_and_absences_are_named(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    actions.do(Label("Close"), add_closure, day(9), day(9), name="Inventory")
    ana = stored("BOOT-1").seats[0].person_id
    actions.do(Label("Leave"), add_absence, ana, day(15), day(19), "Leave")
    page.views._group("person")
    lane = timeline.canvas.y(known(timeline.book).top(0) + 10)
    closed = QPointF(timeline.canvas.x(timeline.scale.x(day(9)) + 4), lane)
    away = QPointF(timeline.canvas.x(timeline.scale.x(day(16)) + 4), lane)
    assert timeline.tooltip_at(closed) == "Tue 9 Mar: Inventory"
    assert timeline.tooltip_at(away) == "15–19 Mar: Leave"
    picture = timeline.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    spot = closed.toPoint() * ratio
    assert picture.pixelColor(spot) == current_theme().color("closed")
    assert _is_hatched(timeline, 0, 16)
    assert not _is_hatched(timeline, 1, 16)


def test_who_is_away_each_day_is_counted_once(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    people = {seat.name: seat.person_id for seat in stored("BOOT-1").seats}
    actions.do(Label("Team"), change_person, people["Ana"], team="Core")
    actions.do(Label("Team"), change_person, people["Bo"], team="Core")
    actions.do(Label("Leave"), add_absence, people["Bo"], day(2), day(3), "Leave")
    first, second, third = (known(known(timeline.heat).away(day(n))) for n in (1, 2, 3))
    assert (first.team, first.training, first.leave) == (
        "core",
        tuple(sorted(people[n] for n in ("Ana", "Bo"))),
        (),
    )
    assert (second.training, second.leave, second.share) == ((people["Ana"],), (people["Bo"],), 1.0)
    assert (third.count, third.share) == (1, 0.5)
    assert known(timeline.heat).away(day(4)) is None
    actions.do(Label("Move"), move_session, stored("BOOT-1").row.id, day(4))
    assert known(timeline.heat).away(day(1)) is None
    assert known(known(timeline.heat).away(day(4))).count == 2
    place = QPointF(timeline.canvas.x(timeline.scale.x(day(4)) + 2), timeline.canvas.strip.center().y())
    assert timeline.tooltip_at(place) == "Thu 4 Mar: 2 of 2 of Core away\nAna\nBo"


def test_the_strip_is_orange_above_what_the_policy_allows(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    assert not known(known(timeline.heat).away(day(1))).over
    actions.do(Label("Allow"), set_policy, "absence ceiling", percent=25)
    assert known(known(timeline.heat).away(day(1))).over
    calm, hot = heat_colour(0.5, over=False), heat_colour(0.5, over=True)
    assert hot.red() > hot.blue()
    assert calm.blue() > calm.red()


def test_a_team_is_chosen_at_the_strip(timeline: TimelineView, actions: Actions, stored: Stored) -> None:
    ana = stored("BOOT-1").seats[0].person_id
    actions.do(Label("Team"), change_person, ana, team="Core")
    actions_of_menu = {action.text(): action for action in timeline.heat_picker.menu().actions()}
    assert list(actions_of_menu) == ["Worst team of the day", "Core", "No team"]
    actions_of_menu["No team"].trigger()
    assert timeline.heat_picker.team == ""
    assert timeline.heat_picker.text() == "Away: No team"
    assert known(known(timeline.heat).away(day(1), timeline.heat_picker.team)).count == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_of_bars_can_be_read(qapp: QApplication, scheme: Mode) -> None:
    apply_theme(qapp, scheme)
    for track in (None, 0, 1, 2, 3, 4):
        for draft in (True, False):
            colours = bar_colours(track, draft=draft)
            assert contrast(colours.text, colours.ground) >= MIN_CONTRAST
            assert not draft or colours.ground != bar_colours(track, draft=False).ground


def _text_of(bar: Bar, width: float, room: float = 0, look: Look | None = None) -> BarText | None:
    """What is written in a bar so wide, or beside it in so much room."""
    rect = QRectF(0, 0, width, 31)
    family = QApplication.font().family()
    return bar_text(rect, [rect], bar, look or Look(), bar.days, room, family)


def test_texts_of_a_bar_shrink_with_it(timeline: TimelineView, stored: Stored) -> None:
    bar = known(timeline.book).rows.bars[stored("BOOT-1").row.id]
    strong = writing(timeline.font().family()).strong
    room = strong.width("1–2 Mar") + 7  # what is at both sides of it
    wide, narrow = known(_text_of(bar, 200)), known(_text_of(bar, room - 1))
    assert (wide.head, wide.line) == ("1–2 Mar", "2/2 +1 · Oslo")
    assert known(_text_of(bar, room)).head == "1–2 Mar"
    assert (narrow.head, narrow.line) == ("1–2", "2/2 +1")
    assert known(_text_of(bar, 200, look=Look(problems=1))).line == "2/2 +1 ! · Oslo"
    titled = known(_text_of(bar, 300, look=Look(titles=("Boot camp", "BC"), problems=1)))
    assert (titled.head, titled.line) == ("Boot camp", "1–2 Mar · 2/2 +1 !")


def test_words_of_periods() -> None:
    assert days_text(day(23), day(24)) == "Tue 23 – Wed 24 Mar"
    assert days_text(day(23), day(23)) == "Tue 23 Mar"
    assert days_text(day(31), dt.date(2027, 4, 1)) == "Wed 31 Mar – Thu 1 Apr"
    assert months(day(1), dt.date(2027, 4, 1)) == "Mar – Apr 2027"
    assert months(dt.date(2026, 12, 1), day(1)) == "Dec 2026 – Mar 2027"


def test_control_and_the_wheel_zoom_around_the_mouse(timeline: TimelineView) -> None:
    at = centre(timeline, "BOOT-1")
    under = timeline.scale.day_at(timeline.canvas.content(at).x())
    before = timeline.scale.week_width
    where = QPointF(timeline.viewport().mapToGlobal(at.toPoint()))
    for _ in range(6):
        event = QWheelEvent(
            at,
            where,
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(timeline.viewport(), event)
    assert timeline.scale.week_width > 3 * before
    assert timeline.scale.shows_days
    assert abs((timeline.scale.day_at(timeline.canvas.content(at).x()) - under).days) <= 1


def test_keys_zoom_and_buttons_go_through_time(
    page: SchedulePage, timeline: TimelineView, qtbot: QtBot
) -> None:
    before = timeline.scale.week_width
    qtbot.keyClick(timeline, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert timeline.scale.week_width < before
    qtbot.keyClick(timeline, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert timeline.scale.week_width == pytest.approx(before)
    timeline.zoom(3)
    qtbot.keyClick(timeline, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert timeline.scale.week_width == pytest.approx(before)
    first = timeline.period()[0]
    qtbot.mouseClick(page.views.period.on, Qt.MouseButton.LeftButton)
    assert timeline.period()[0] > first
    assert page.views.period.says.text() == timeline.period_text()
    qtbot.mouseClick(page.views.period.today, Qt.MouseButton.LeftButton)
    assert timeline.period()[0] <= timeline.today <= timeline.period()[1]


def test_view_lanes_and_zoom_are_as_they_were_left(
    page: SchedulePage, actions: Actions, settings: QSettings, qtbot: QtBot
) -> None:
    page.views._group("trainer")
    page.views.timeline.zoom(3)
    page.views.show_view("month")
    page.save_state(settings)
    again = open_page(actions, qtbot, "list")
    again.restore_state(settings)
    assert again.views.shown() == "month"
    again.views.show_view("timeline")
    assert again.views.grouping.current() == known(again.views.timeline.book).grouping == "trainer"
    assert again.views.timeline.scale.week_width == pytest.approx(page.views.timeline.week_width)


def test_a_session_beyond_the_days_shown_widens_them(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    actions.do(Label("Move"), move_session, stored("BOOT-1").row.id, dt.date(2028, 9, 4))
    assert timeline.scale.last > dt.date(2028, 9, 5)
    assert known(timeline.book).rows.bars[stored("BOOT-1").row.id].first_day == dt.date(2028, 9, 4)


def test_a_narrow_page_chooses_lanes_in_a_box(page: SchedulePage, qtbot: QtBot) -> None:
    page.resize(720, 700)
    assert page.views.grouping.box.isVisible()
    assert not page.views.grouping.parts.isVisible()
    page.views.grouping.box.setCurrentIndex(1)
    page.views.grouping.box.activated.emit(1)
    assert page.views.timeline.grouping == "person"
    page.resize(1600, 700)
    assert page.views.grouping.parts.current() == "person"
    assert not page.views.grouping.box.isVisible()


def test_a_new_name_of_a_room_is_a_new_lane(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    page.views._group("room")
    actions.do(Label("Room"), change_session, stored("TIME-1").row.id, room="Bergen")
    assert _lanes(timeline) == {"Bergen": ["TIME-1"], "Oslo": ["BOOT-1"]}
    actions.undo()
    assert _lanes(timeline) == {"Oslo": ["BOOT-1"], "": ["TIME-1"]}


def _colours_at(timeline: TimelineView, lane: int, number: int) -> set[str]:
    """The colours at the beginning of a day in a lane."""
    picture = timeline.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    x = timeline.canvas.x(timeline.scale.x(day(number))) + 3
    y = timeline.canvas.y(known(timeline.book).top(lane)) + 10
    return {
        picture.pixelColor(round((x + dx) * ratio), round((y + dy) * ratio)).name()
        for dx in range(8)
        for dy in range(8)
    }


def _is_hatched(timeline: TimelineView, lane: int, number: int) -> bool:
    """Whether there are dark lines on light ground."""
    lightness = {QColor(name).lightness() for name in _colours_at(timeline, lane, number)}
    return max(lightness) > 250 and min(lightness) < 215


def test_a_trainer_who_is_away_is_hatched(
    page: SchedulePage, timeline: TimelineView, actions: Actions
) -> None:
    page.views._group("trainer")
    assert not _is_hatched(timeline, 0, 16)
    trainer = actions.do(Label("Trainer"), add_trainer, "J. Berg")
    actions.do(Label("Away"), add_trainer_absence, known(trainer), day(15), day(17), "Leave")
    place = QPointF(timeline.canvas.x(timeline.scale.x(day(16)) + 4), timeline.canvas.y(10))
    assert timeline.tooltip_at(place) == "15–17 Mar: Leave"
    assert _is_hatched(timeline, 0, 16)
    assert not _is_hatched(timeline, 0, 23)


def test_days_off_of_a_person_are_grey_in_that_lane_only(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    ana = stored("BOOT-1").seats[0].person_id
    actions.do(Label("Part time"), change_person, ana, working_days=0b01111)  # no Fridays
    page.views._group("person")
    grey = current_theme().color("closed").name()
    assert grey in _colours_at(timeline, 0, 12)
    assert grey not in _colours_at(timeline, 0, 11)
    assert grey not in _colours_at(timeline, 1, 12)


def test_days_seen_stay_when_the_scale_grows_to_the_left(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    seen = timeline.period()
    actions.do(Label("Move"), move_session, stored("TIME-1").row.id, dt.date(2026, 3, 3))
    assert timeline.scale.first < dt.date(2026, 3, 3)
    assert timeline.period() == seen


@pytest.mark.parametrize("target", [dt.date(2026, 9, 1), dt.date(2027, 12, 1)])
def test_days_seen_stay_when_the_scale_shrinks(
    page: SchedulePage, actions: Actions, stored: Stored, target: dt.date
) -> None:
    timeline = page.views.timeline
    for part, size in product((0, 0.2, 0.5, 0.8, 1), ((900, 560), (1300, 800))):
        page.resize(*size)
        actions.do(Label("Move"), move_session, stored("TIME-1").row.id, target)
        scroll = timeline.horizontalScrollBar()
        scroll.setValue(round(part * scroll.maximum()))
        seen, said = timeline.period(), timeline.period_text()
        actions.undo()
        assert timeline.period() == seen, (part, size)
        page.refresh(None)
        assert (timeline.period(), timeline.period_text()) == (seen, said)
        assert page.views.period.says.text() == said


def test_the_scale_lets_go_of_weeks_that_hold_nothing_and_are_not_seen(
    timeline: TimelineView, actions: Actions, stored: Stored
) -> None:
    usual = timeline.scale
    actions.do(Label("Move"), move_session, stored("TIME-1").row.id, dt.date(2026, 3, 3))
    assert timeline.scale != usual
    actions.undo()
    assert timeline.scale == usual


def test_what_is_left_to_do_is_as_if_looked_for_anew(
    page: SchedulePage, timeline: TimelineView, actions: Actions, stored: Stored, qtbot: QtBot
) -> None:
    for target in (day(2), day(3), day(1)):
        actions.do(Label("Move"), move_session, stored("TIME-1").row.id, target)
        qtbot.waitUntil(lambda: not page._later.isActive())
        assert page._outlook == actions.read(view_outlook, known(actions.plan_id), TODAY)
        clashes = target != day(3)
        assert bool(timeline.problems) == clashes
    actions.undo()
    qtbot.waitUntil(lambda: not timeline.problems)


def test_the_whole_plan_is_seen_until_somebody_zooms(actions: Actions, qtbot: QtBot) -> None:
    page = open_page(actions, qtbot, "timeline")
    timeline, usual = page.views.timeline, usual_week(dt.date(2027, 1, 4), dt.date(2027, 6, 30))
    for width in (1240, 900):
        page.resize(width, 800)
        first, last = timeline.period()
        assert first <= dt.date(2027, 1, 4)
        assert dt.date(2027, 6, 30) <= last <= dt.date(2027, 7, 11)
    qtbot.keyClick(timeline, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert timeline.week_width == usual
    timeline.is_zoomed = False  # as before
    month = actions.do(Label("Month"), create_plan, "March", dt.date(2027, 3, 1), dt.date(2027, 3, 31))
    actions.choose_plan(month)
    qtbot.waitUntil(lambda: timeline.book is not None and timeline.book.rows.plan_id == month)
    assert timeline.period()[0] <= dt.date(2027, 3, 1)
    assert timeline.week_width == pytest.approx(timeline.canvas.body.width() / 5)
    timeline.zoom(1)
    chosen = timeline.week_width
    actions.choose_plan(next(plan.id for plan in actions.read(list_plans) if plan.id != month))
    qtbot.waitUntil(lambda: timeline.book is not None and timeline.book.rows.plan_id != month)
    assert timeline.week_width == chosen


def test_a_week_that_is_cut_is_named_once(timeline: TimelineView) -> None:
    bar = timeline.horizontalScrollBar()
    monday = round(timeline.scale.x(dt.date(2027, 3, 1)))
    for beyond in (12, 40):
        bar.setValue(monday + beyond)
        picture = timeline.viewport().grab().toImage()
        dates = timeline.canvas.dates
        ground = picture.pixelColor(dates.left() + 2, 4)
        written = [
            x
            for x in range(dates.left() + 1, dates.left() + 7)
            for y in range(8, dates.height() - 4)
            if picture.pixelColor(x, y) != ground
        ]
        assert written == [], f"something stands before the first date, {beyond} beyond its Monday"

"""What a drop would do follows from what is held and where to: no window, no database."""

import datetime as dt
from decimal import Decimal

import pytest
from PySide6.QtCore import QPointF

from pmplanner.services.calendar.open_days import MONDAY_TO_FRIDAY, ClosedDays
from pmplanner.services.sessions.sessions import SessionRow
from pmplanner.services.views.timeline import Bar, LaneKey, LaneRow, TimelineRows
from pmplanner.ui.schedule.dragging.drag_state import DragState, DropTarget, Grip
from pmplanner.ui.schedule.dragging.drop_preview import DropPreview, preview_drag, preview_picks
from pmplanner.ui.schedule.dragging.picks_mime import DraggedPicks


def day(number: int) -> dt.date:
    """A day of March 2027, which begins on a Monday."""
    return dt.date(2027, 3, number)


def bar(session_id: int, *days: int, room: str = "", pinned: bool = False, locked: bool = False) -> Bar:
    dates = tuple(day(number) for number in days)
    row = SessionRow(
        id=session_id,
        code=f"S-{session_id}",
        course_id=1,
        course_code="S",
        course_title="Course",
        first_day=dates[0],
        last_day=dates[-1],
        start_time=dt.time(9),
        end_time=dt.time(17),
        days=Decimal(len(dates)),
        timezone="",
        mode="",
        room=room,
        trainer="",
        seats_min=None,
        seats_max=None,
        booked=0,
        waiting=0,
        status="draft",
        pinned=pinned,
        locked=locked,
        cost=None,
        currency="",
        note="",
    )
    return Bar(row, dates, ())


def rows(*bars: Bar, closed: dict[str, dict[dt.date, str]] | None = None) -> TimelineRows:
    oslo: dict[LaneKey, LaneRow] = {"oslo": LaneRow("oslo", "Oslo", site="North")}
    return TimelineRows(
        1,
        dt.date(2027, 1, 4),
        dt.date(2027, 12, 31),
        {each.id: each.session for each in bars},
        {each.id: each for each in bars},
        {"course": {}, "person": {}, "team": {}, "room": oslo, "trainer": {}},
        ClosedDays(closed or {}),
        MONDAY_TO_FRIDAY,
    )


def held(one: Bar, grip: Grip = Grip.WHOLE, *along: Bar, copying: bool = False, lane: str = "") -> DragState:
    return DragState(one, one.first_day, QPointF(), grip, lane, along, copying)


def days(preview: DropPreview) -> list[list[int]]:
    return [[each.day for each in placed.days] for placed in preview.placed]


def test_a_session_falls_onto_the_next_open_days() -> None:
    one = bar(1, 1, 2)
    preview = preview_drag(rows(one), held(one), DropTarget(day(6)))
    assert (days(preview), preview.passed, preview.moved) == ([[8, 9]], (day(6), ""), True)
    shut = rows(one, closed={"": {day(9): "Inventory", day(10): "Inventory"}})
    preview = preview_drag(shut, held(one), DropTarget(day(9)))
    assert (days(preview), preview.passed) == ([[11, 12]], (day(9), "Inventory"))


def test_the_days_are_those_of_the_site_below() -> None:
    one = bar(1, 1, 2)
    north = rows(one, closed={"": {}, "north": {day(9): "Fair"}})
    target = DropTarget(day(9), "North", "oslo", {"room": "Oslo"})
    assert days(preview_drag(north, held(one), target)) == [[10, 11]]
    assert days(preview_drag(north, held(one), DropTarget(day(9)))) == [[9, 10]]


def test_where_it_is_nothing_is_moved() -> None:
    one = bar(1, 1, 2)
    there = DropTarget(day(1))
    assert not preview_drag(rows(one), held(one), there).moved
    assert preview_drag(rows(one), held(one, copying=True), there).moved
    assert preview_drag(rows(one), held(one), DropTarget(day(1), "North", "oslo", {"room": "Oslo"})).moved


@pytest.mark.parametrize(
    ("grip", "to", "expected"),
    [
        (Grip.END, 4, [1, 4]),
        (Grip.END, 7, [1, 5]),  # a Sunday: it ends on the Friday before
        (Grip.END, 1, [1, 1]),
        (Grip.START, 2, [2, 2]),
        (Grip.START, 9, [2, 2]),  # it keeps one day
    ],
)
def test_an_end_stays_within_open_days_and_leaves_one(grip: Grip, to: int, expected: list[int]) -> None:
    one = bar(1, 1, 2)
    preview = preview_drag(rows(one), held(one, grip), DropTarget(day(to)))
    assert days(preview) == [expected]


def test_a_start_that_is_pulled_onto_a_weekend_falls_onto_monday() -> None:
    one = bar(1, 10, 11)
    preview = preview_drag(rows(one), held(one, Grip.START), DropTarget(day(6)))
    assert days(preview) == [[8, 11]]


def test_several_move_by_as_many_open_days_and_keep_their_rooms() -> None:
    one, other = bar(1, 4, 5), bar(2, 1)
    target = DropTarget(day(9), "North", "oslo", {"room": "Oslo"})
    preview = preview_drag(rows(one, other), held(one, Grip.WHOLE, other, lane="bergen"), target)
    assert (days(preview), preview.steps) == ([[9, 10], [4]], 3)
    assert (preview.target.where, preview.target.lane) == ({}, "bergen")


def test_what_is_kept_says_why_and_a_copy_of_it_does_not() -> None:
    pinned, locked = bar(1, 1, 2, pinned=True), bar(2, 1, locked=True)
    preview = preview_drag(rows(pinned), held(pinned), DropTarget(day(9)))
    assert (preview.refusal, days(preview), preview.moved) == ("pinned", [[1, 2]], False)
    other_room = DropTarget(day(9), "North", "oslo", {"room": "Oslo"})
    preview = preview_drag(rows(pinned), held(pinned), other_room)
    assert (preview.refusal, days(preview), preview.moved) == ("", [[1, 2]], True)
    assert preview_drag(rows(locked), held(locked), DropTarget(day(9))).refusal == "locked"
    copy = preview_drag(rows(pinned), held(pinned, copying=True), DropTarget(day(9)))
    assert (copy.refusal, days(copy)) == ("", [[9, 10]])


def test_the_same_drop_has_the_same_key_and_another_one_has_not() -> None:
    one = bar(1, 1, 2)
    saturday, sunday, monday = (
        preview_drag(rows(one), held(one), DropTarget(day(number))).key for number in (6, 7, 8)
    )
    assert saturday == sunday == monday
    assert monday != preview_drag(rows(one), held(one), DropTarget(day(9))).key
    assert monday != preview_drag(rows(one), held(one, copying=True), DropTarget(day(8))).key


PICKS = DraggedPicks(1, "Course", "1.5", (4, 5))


def test_picks_make_a_session_on_the_next_open_days() -> None:
    preview = preview_picks(rows(), PICKS, DropTarget(day(6)))
    assert (preview.days, preview.passed, preview.fits) == ((day(8), day(9)), (day(6), ""), True)


def test_picks_take_seats_in_a_session_of_their_course_only() -> None:
    one = bar(1, 3)
    preview = preview_picks(rows(one), PICKS, DropTarget(day(3), bar=one))
    assert (preview.days, preview.marked_days, preview.fits) == ((), (day(3),), True)
    other = DraggedPicks(2, "Other", "1", (6,))
    assert not preview_picks(rows(one), other, DropTarget(day(3), bar=one)).fits


def test_where_it_is_closed_for_years_nothing_can_be_dropped() -> None:
    for_years = {day(1) + dt.timedelta(days=n): "Rebuilding" for n in range(8000)}
    one = bar(1, 1, 2)
    closed = rows(one, closed={"": for_years})
    assert not preview_picks(closed, PICKS, DropTarget(day(9))).fits
    assert days(preview_drag(closed, held(one), DropTarget(day(9)))) == [[1, 2]]

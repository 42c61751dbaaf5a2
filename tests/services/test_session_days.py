"""A course's days laid over working days, moved, halved and checked."""

import datetime as dt
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.services.calendar.session_days import (
    Day,
    check_days,
    fill_days,
    following_day,
    is_working_day,
    move_days,
    with_portion,
)
from pmplanner.services.errors import PlanError

D = Decimal
FRIDAY = dt.date(2027, 3, 5)
SATURDAY = dt.date(2027, 3, 6)
MONDAY = dt.date(2027, 3, 8)
NINE, ONE, FIVE = dt.time(9), dt.time(13), dt.time(17)

dates = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
quarters = st.integers(1, 40).map(lambda count: Decimal(count) / 4)


def test_days_go_over_the_weekend_and_end_with_the_part_that_is_left() -> None:
    assert fill_days(FRIDAY, D("1.5")) == [Day(FRIDAY, NINE, FIVE, D(1)), Day(MONDAY, NINE, ONE, D("0.5"))]


def test_a_start_on_a_weekend_begins_on_the_monday() -> None:
    assert [day.day for day in fill_days(SATURDAY, D(1))] == [MONDAY]


@given(dates, quarters)
def test_laid_days_are_working_days_without_a_gap_and_add_up(start: dt.date, days: Decimal) -> None:
    laid = fill_days(start, days)
    assert sum(day.portion for day in laid) == days
    assert all(day.day.weekday() < 5 and day.day >= start for day in laid)
    for one, other in pairwise(laid):
        between = (other.day - one.day).days
        assert between == (3 if one.day.weekday() == 4 else 1)
    assert check_days(laid) == laid


@given(dates, quarters, dates)
def test_moved_days_are_those_laid_from_the_other_start(
    start: dt.date, days: Decimal, other: dt.date
) -> None:
    assert move_days(fill_days(start, days), other) == fill_days(other, days)


@given(dates, st.lists(st.integers(0, 30), min_size=1, unique=True), dates)
def test_moving_there_and_back_keeps_working_days(start: dt.date, steps: list[int], other: dt.date) -> None:
    ordered = sorted(start + dt.timedelta(days=step) for step in steps)
    days = [Day(day) for day in ordered if is_working_day(day)]
    if days:
        back = move_days(move_days(days, other), days[0].day)
        assert back == days


def test_moving_keeps_times_and_parts() -> None:
    moved = move_days([Day(FRIDAY, ONE, FIVE, D("0.5"))], SATURDAY)
    assert moved == [Day(MONDAY, ONE, FIVE, D("0.5"))]


def test_half_a_day_ends_at_half_time_and_grows_back() -> None:
    half = with_portion(Day(FRIDAY), D("0.5"))
    assert (half.end_time, half.portion) == (ONE, D("0.5"))
    assert with_portion(half, D(1)) == Day(FRIDAY)


def test_a_longer_part_ends_before_midnight() -> None:
    assert with_portion(Day(FRIDAY, dt.time(20), dt.time(23), D("0.5")), D(1)).end_time == dt.time(23, 59)


def test_a_day_is_added_after_the_last_with_the_times_of_a_whole_one() -> None:
    days = [Day(FRIDAY, ONE, FIVE, D("0.5")), Day(dt.date(2027, 3, 4), dt.time(8), dt.time(16))]
    assert following_day(days) == Day(MONDAY, dt.time(8), dt.time(16))


def test_days_are_put_in_order() -> None:
    assert check_days([Day(MONDAY), Day(FRIDAY)]) == [Day(FRIDAY), Day(MONDAY)]


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ([], "at least one day"),
        ([Day(FRIDAY, FIVE, NINE)], "end before it begins"),
        ([Day(FRIDAY, NINE, NINE)], "end before it begins"),
        ([Day(FRIDAY, portion=D("0.3"))], "quarters"),
        ([Day(FRIDAY, portion=D("1.25"))], "quarters"),
        ([Day(FRIDAY, portion=D(0))], "quarters"),
        ([Day(FRIDAY, NINE, ONE), Day(FRIDAY, dt.time(12), FIVE)], "same time"),
    ],
)
def test_days_that_cannot_be_are_refused(days: list[Day], reason: str) -> None:
    with pytest.raises(PlanError, match=reason):
        check_days(days)


def test_morning_and_afternoon_of_a_day_can_be() -> None:
    days = [Day(FRIDAY, NINE, ONE, D("0.5")), Day(FRIDAY, ONE, FIVE, D("0.5"))]
    assert check_days(days) == days

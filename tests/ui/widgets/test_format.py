"""Tests of days, dates, periods and money as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from pmplanner.ui.widgets.format import (
    format_clock,
    format_date,
    format_day,
    format_days,
    format_full_period,
    format_money,
    format_number,
    format_period,
    format_weekday,
    write_years_but,
)
from pmplanner.ui.widgets.tables.natural_sort import natural_key
from pmplanner.ui.widgets.week import begin_of_week, start_weeks_on, week_name, week_number, weekdays

D = Decimal


@pytest.fixture
def locale() -> Iterator[Callable[[str], None]]:
    before = QLocale()

    def use(name: str) -> None:
        QLocale.setDefault(QLocale(name))

    use("en_GB")
    yield use
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (D(4), "4"),
        (D("4.00"), "4"),
        (D("1.50"), "1.5"),
        (D("4.75"), "4.75"),
        (D(10) / 3, "3.33"),
        (D("0.005"), "0.01"),
        (D(100), "100"),
        (D("12061.5"), "12,061.5"),
        (D(0), "0"),
        (3, "3"),
        (None, ""),
    ],
)
def test_days(locale: Callable[[str], None], days: Decimal | None, text: str) -> None:
    assert format_days(days) == text


def test_days_round_to_the_places_asked_for(locale: Callable[[str], None]) -> None:
    assert format_days(D(175) / 24, places=1) == "7.3"
    assert format_days(D("0.25"), places=1) == "0.3"


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2027, 3, 15), date(2027, 3, 17), "15–17 Mar"),
        (date(2027, 1, 4), date(2027, 6, 30), "4 Jan – 30 Jun"),
        (date(2027, 3, 15), date(2027, 3, 15), "15 Mar"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Dec 2026 – 2 Jan 2027"),
        (date(2027, 3, 15), None, "15 Mar"),
        (None, None, ""),
    ],
)
def test_periods(locale: Callable[[str], None], first: date | None, last: date | None, text: str) -> None:
    assert format_period(first, last) == text


@pytest.mark.parametrize(
    ("name", "day", "full", "period"),
    [
        ("C", "15 Mar", "15 Mar 2027", "15–17 Mar"),
        ("en_US", "Mar 15", "Mar 15, 2027", "Mar 15–17"),
        ("de_DE", "15. März", "15. März 2027", "15.–17. März"),
        ("es_ES", "15 mar", "15 mar 2027", "15–17 mar"),
    ],
)
def test_dates_follow_the_locale(
    locale: Callable[[str], None], name: str, day: str, full: str, period: str
) -> None:
    locale(name)
    assert format_day(date(2027, 3, 15)) == day
    assert format_date(date(2027, 3, 15)) == full
    assert format_period(date(2027, 3, 15), date(2027, 3, 17)) == period


@pytest.mark.parametrize(
    ("name", "within", "between", "years"),
    [
        ("en_GB", "15–17 Mar 2027", "29 Mar – 2 Apr 2027", "30 Dec 2026 – 2 Jan 2027"),
        ("en_US", "Mar 15–17, 2027", "Mar 29 – Apr 2, 2027", "Dec 30, 2026 – Jan 2, 2027"),
        ("de_DE", "15.–17. März 2027", "29. März – 2. Apr. 2027", "30. Dez. 2026 – 2. Jan. 2027"),
        ("ja_JP", "2027/03/15 – 2027/03/17", "2027/03/29 – 2027/04/02", "2026/12/30 – 2027/01/02"),
    ],
)
def test_periods_with_years_follow_the_locale(
    locale: Callable[[str], None], name: str, within: str, between: str, years: str
) -> None:
    locale(name)
    assert format_full_period(date(2027, 3, 15), date(2027, 3, 17)) == within
    assert format_full_period(date(2027, 3, 29), date(2027, 4, 2)) == between
    assert format_full_period(date(2026, 12, 30), date(2027, 1, 2)) == years
    write_years_but(0)
    assert format_period(date(2027, 3, 15), date(2027, 3, 17)) == within
    write_years_but(2027)
    assert "2027" not in format_period(date(2027, 3, 15), date(2027, 3, 17)) or name == "ja_JP"
    write_years_but(None)


def test_weeks_begin_as_the_locale_says_or_as_is_chosen(locale: Callable[[str], None]) -> None:
    tuesday = date(2027, 3, 16)
    for name, first, begin in (("en_GB", 1, 15), ("en_US", 7, 14), ("ar_EG", 6, 13)):
        locale(name)
        assert (weekdays()[0], begin_of_week(tuesday)) == (first, date(2027, 3, begin))
    start_weeks_on(2)
    assert (weekdays(), begin_of_week(tuesday)) == ([2, 3, 4, 5, 6, 7, 1], tuesday)
    assert begin_of_week(date(2027, 3, 15)) == date(2027, 3, 9)
    for begins, day, number, name in (
        (1, date(2027, 1, 3), 53, "W53"),
        (1, date(2027, 1, 4), 1, "W1"),
        (7, date(2026, 12, 27), 1, ""),
        (7, date(2026, 12, 26), 52, ""),
        (7, date(2027, 1, 3), 2, ""),
        (6, date(2028, 12, 31), 1, ""),
    ):
        start_weeks_on(begins)
        assert (week_number(day), week_name(day)) == (number, name), (begins, day)
    start_weeks_on(None)


def test_times_follow_the_locale(locale: Callable[[str], None]) -> None:
    assert format_clock(time(9, 5)) == "09:05"
    locale("en_US")
    assert format_clock(time(14, 30)).replace("\N{NARROW NO-BREAK SPACE}", " ") == "2:30 PM"


@pytest.mark.parametrize("name", ["ja_JP", "hu_HU", "nb_NO", "pl_PL", "fr_FR", "fa_IR", "zh_CN"])
def test_every_locale_gives_three_different_days_three_texts(
    locale: Callable[[str], None], name: str
) -> None:
    locale(name)
    days = (date(2027, 3, 15), date(2027, 3, 16), date(2028, 4, 15))
    assert len({format_date(day) for day in days}) == 3
    assert "–" in format_period(days[0], days[1])


def test_weekdays(locale: Callable[[str], None]) -> None:
    assert format_weekday(date(2027, 3, 16)) == "Tue 16 Mar"


def test_money_and_numbers(locale: Callable[[str], None]) -> None:
    assert format_money(D(84600), "EUR") == "€84,600"
    assert format_money(D("84600.5"), "EUR") == "€84,600.50"
    assert format_money(D(84600)) == "84,600"
    assert format_money(None, "EUR") == ""
    assert format_money(D(1500), "JPY") == "¥1,500"
    assert format_money(D("1.25"), "KWD") == "KWD1.250"
    assert format_money(D("10.5"), "JPY") == "¥10.50"  # as it was entered once
    assert format_number(12061) == "12,061"
    locale("de_DE")
    assert format_money(D(84600), "EUR") == "84.600\N{NO-BREAK SPACE}€"


def test_natural_keys_sort_numbers_by_value_and_ignore_case(locale: Callable[[str], None]) -> None:
    names = ["Room 10", "room 9", "Zoo", "étage", "Etage 2", "Abc"]
    assert sorted(names, key=natural_key) == ["Abc", "étage", "Etage 2", "room 9", "Room 10", "Zoo"]

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.exchange.numbers import (
    HOURS_A_DAY,
    DecimalMark,
    decide_mark,
    is_in_hours,
    parse_count,
    parse_days,
    parse_hours,
    parse_money,
)
from pmplanner.services.people import certificates


@pytest.mark.parametrize(
    "written",
    [
        "1,234.50",
        "1.234,50",
        "1234.5",
        "1234,5",
        "$1,234.50",
        "1.234,50 €",
        "EUR 1234.50",
        "1 234,50",
        "1\u00a0234,50 kr",
        "1'234.50",
        "US$1,234.50",
        1234.5,
        Decimal("1234.5"),
        1234.499999999,
    ],
)
def test_one_amount_in_many_spellings(written: object) -> None:
    assert parse_money(written) == Decimal("1234.50")


@pytest.mark.parametrize(
    ("written", "mark", "amount"),
    [
        ("1,234", ".", "1234"),
        ("1,234", ",", "1.23"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.23"),
        ("1,234,567", ",", "1234567"),
        ("0,125", ".", "0.13"),
        ("12", ".", "12"),
        (".5", ".", "0.5"),
    ],
)
def test_the_mark_decides_only_what_is_open(written: str, mark: DecimalMark, amount: str) -> None:
    assert parse_money(written, mark) == Decimal(amount)


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,234", "12.50"], "."),
        (["1.234", "12,50"], ","),
        (["1,234"], "."),
        (["1.234,50 €"], ","),
        (["1.234.567"], ","),
        ([], "."),
    ],
)
def test_the_mark_is_decided_for_the_whole_file(texts: list[str], mark: DecimalMark) -> None:
    assert decide_mark(texts) == mark


@pytest.mark.parametrize(
    ("written", "days"),
    [("1.5", "1.5"), ("1,5", "1.5"), ("2", "2"), (0.25, "0.25"), (3, "3"), ("2 days", "2"), ("1.5 d", "1.5")],
)
def test_days(written: object, days: str) -> None:
    assert parse_days(written) == Decimal(days)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("0", "not more than 0"),
        ("-1", "not more than 0"),
        ("1.1", "quarters"),
        ("two", "not a number"),
        ("3 h", "not a number"),
        ("1e3", "not a number"),
        (True, "not a number"),
        (float("nan"), "not a number"),
        (float("inf"), "not a number"),
    ],
)
def test_what_are_no_days_is_refused(written: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_days(written)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("-5", "less than nothing"),
        ("5 k", "not a number"),
        ("9" * 20, "too large"),
        ("1,2,3", "not a number"),
    ],
)
def test_what_is_no_money_is_refused(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_money(written)


@pytest.mark.parametrize(
    ("written", "days"),
    [
        *(("8h", "1"), ("14 Stunden", "1.75"), (6, "0.75"), ("7,5", "1"), ("0.5 hrs", "0.25")),
        *(("24 heures", "3"), (6.5, "1"), ("8.5", "1.25"), ("90 min", "0.25"), ("121 Minuten", "0.5")),
    ],
)
def test_hours_and_minutes_are_up_to_the_next_quarter_of_a_day(written: object, days: str) -> None:
    assert parse_hours(written) == Decimal(days)


def test_a_day_has_as_many_hours_as_for_units() -> None:
    assert HOURS_A_DAY == certificates.HOURS_A_DAY
    with pytest.raises(ValueError, match="0 hours"):
        parse_hours("0h")


@pytest.mark.parametrize(
    ("heading", "cell", "hours"),
    [
        ("estimated_hours", 6, True),
        ("Duration", "90 min", True),
        ("durée en h", "7", True),
        ("Dauer (Std.)", 7, True),
        ("Days", "7 hours", True),
        ("Hours", "2 days", False),
        ("Days (8 hours each)", 2, False),
        ("Course", 2, False),
        ("days", "2", False),
    ],
)
def test_the_unit_of_a_cell_tells_hours_before_its_heading(heading: str, cell: object, hours: bool) -> None:
    assert is_in_hours(heading, cell) is hours


def test_counts() -> None:
    assert [parse_count(each) for each in ("12", 12, 12.0, "12.0", "1,000", "0")] == [12, 12, 12, 12, 1000, 0]
    with pytest.raises(ValueError, match="whole number"):
        parse_count("12.5")


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["{:,}", "{}"]), st.booleans())
def test_amounts_with_two_decimals_are_read_in_either_writing(
    amount: Decimal, pattern: str, comma: bool
) -> None:
    text = pattern.format(amount)
    if comma:
        text = text.translate(str.maketrans(",.", ".,"))
    assert parse_money(text) == amount

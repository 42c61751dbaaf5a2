# ruff: noqa: DTZ001  (cells of a workbook have no time zone)
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.exchange.dates import DateOrder, decide_order, parse_date, parse_time

SEPTEMBER_21 = dt.date(2022, 9, 21)


@pytest.mark.parametrize(
    "written",
    [
        "2022-09-21",
        "2022/9/21",
        "20220921",
        "21-Sep-22",
        "21 Sep 2022",
        "21. September 2022",
        "21SEP2022",
        "21st Sept 2022",
        "Sep 21, 2022",
        "September 21st, 2022",
        "Sep-21-2022",
        "Wed, 21 Sep 2022",
        "Wednesday, September 21, 2022",
        "2022-09-21 00:00:00",
        "2022-09-21T09:30:00Z",
        "2022-09-21T09:30:00.123+02:00",
        "21/09/2022 9:30 AM",
        "09/21/2022",
        "21.09.2022",
        "21-09-22",
        "44825",
        44825,
        44825.4,
        20220921,
        dt.datetime(2022, 9, 21, 9, 30),
        SEPTEMBER_21,
    ],
)
def test_one_day_in_many_spellings(written: object) -> None:
    assert parse_date(written, None) == SEPTEMBER_21


@pytest.mark.parametrize(
    "written",
    [
        "31/02/2027",
        "2027-02-30",
        "32 Jan 2022",
        "21 Foo 2022",
        "21 Ma 2022",
        "tomorrow",
        "2022",
        "0002-01-01",
        "13/13/2022",
        "inf",
        "nan",
        True,
        12,
    ],
)
def test_what_is_no_date_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(written, "dmy")


@pytest.mark.parametrize(("year", "full"), [("00", 2000), ("68", 2068), ("69", 1969), ("99", 1999)])
def test_years_of_two_digits(year: str, full: int) -> None:
    assert parse_date(f"1-Jan-{year}", None) == dt.date(full, 1, 1)


def test_an_open_date_follows_the_order_or_is_refused() -> None:
    assert parse_date("03/04/2025", "dmy") == dt.date(2025, 4, 3)
    assert parse_date("03/04/2025", "mdy") == dt.date(2025, 3, 4)
    assert parse_date("04/04/2025", None) == dt.date(2025, 4, 4)
    with pytest.raises(ValueError, match="day or its month first"):
        parse_date("03/04/2025", None)


@pytest.mark.parametrize(
    ("texts", "order", "ask"),
    [
        (["03/04/2025", "25/04/2025"], "dmy", False),
        (["03/04/2025", "04/25/2025 10:00"], "mdy", False),
        (["03/04/2025", "05/06/2025"], None, True),
        (["03/04/2025", "2025-12-31"], None, True),
        (["03/03/2025", "2025-12-31", "1 Mar 2025"], None, False),
        (["03.04.2025"], "dmy", False),
        (["13/01/2025", "14/01/2025", "01/15/2025"], "dmy", False),
        (["13/01/2025", "01/15/2025", "02/03/2025"], None, True),
        ([], None, False),
    ],
)
def test_one_order_is_decided_for_all(texts: list[str], order: DateOrder | None, ask: bool) -> None:
    assert decide_order(texts) == (order, ask)


@given(
    st.lists(st.dates(dt.date(1970, 1, 1), dt.date(2060, 1, 1))), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y"])
)
def test_a_decided_order_is_the_order_it_was_written_in(days: list[dt.date], pattern: str) -> None:
    order, ask = decide_order([day.strftime(pattern) for day in days])
    telling = [day for day in days if day.day > 12]
    if telling:
        assert order == ("dmy" if pattern.startswith("%d") else "mdy")
        assert [parse_date(day.strftime(pattern), order) for day in days] == days
    else:
        assert ask == any(day.day != day.month for day in days)


@pytest.mark.parametrize(
    "written",
    [
        "14:05",
        "14.05",
        "14:05:00",
        "2:05 pm",
        "2:05PM",
        "2026-04-15 14:05:00",
        dt.datetime(2026, 4, 15, 14, 5),
    ],
)
def test_times_of_day(written: object) -> None:
    assert parse_time(written) == dt.time(14, 5)


def test_times_that_spreadsheets_count_as_parts_of_a_day() -> None:
    assert parse_time(0.375) == dt.time(9)
    assert parse_time(dt.time(9)) == dt.time(9)
    assert parse_time("12:30 am") == dt.time(0, 30)
    assert parse_time(0.9999999) == dt.time(23, 59, 59)


@pytest.mark.parametrize("written", ["25:00", "9", "13:00 pm", "noon", 1.5, True])
def test_what_is_no_time_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="is not a time of day"):
        parse_time(written)

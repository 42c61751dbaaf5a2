"""How days and numbers are written where nobody asks for another way, and how languages write them."""

from datetime import date
from decimal import Decimal

from pmplanner import day_words
from pmplanner.services.autoschedule.naming import between

MARCH = date(2027, 3, 2)
D = Decimal


def test_english_is_written_by_itself() -> None:
    assert day_words.short_day(MARCH) == "Tue 2 Mar"
    assert day_words.number(D("1.50")) == "1.5"
    assert between(MARCH, date(2027, 3, 4)) == "between 2 and 4 March"


def test_english_days_are_written_as_before_wherever_a_month_or_a_year_ends() -> None:
    day = date(2027, 3, 29)
    ends = (day, date(2027, 3, 31), date(2027, 4, 2))
    assert [day_words.span(day, end) for end in ends] == ["29 Mar", "29–31 Mar", "29 Mar – 2 Apr"]
    assert [day_words.full_span(day, end) for end in ends] == [
        "29 Mar 2027",
        "29–31 Mar 2027",
        "29 Mar – 2 Apr 2027",
    ]
    over_years = (date(2026, 3, 29), day)
    assert day_words.span(*over_years) == day_words.full_span(*over_years) == "29 Mar 2026 – 29 Mar 2027"
    assert (day_words.full_day(day), day_words.named_day(day)) == ("Mon 29 Mar 2027", "29 March")
    assert day_words.english(day, "EEEE") == "Monday"


def test_english_numbers_and_amounts_are_written_without_needless_zeros() -> None:
    assert [day_words.number(D(n)) for n in ("1E+3", "1234.50", "0")] == ["1,000", "1,234.5", "0"]
    assert [day_words.amount(D(n)) for n in ("1E+3", "1234.5", "0.00")] == ["1,000", "1,234.50", "0"]


def test_another_language_writes_days_and_numbers_as_it_does() -> None:
    polish = day_words.writer_of("pl")
    assert (polish.named_day(MARCH), polish.full(MARCH)) == ("2 marca", "wt. 2 mar 2027")
    assert polish.period(MARCH, date(2027, 3, 4)) == "2–4 mar"
    assert polish.period(MARCH, date(2027, 4, 4)) == "2 mar – 4 kwi"
    assert polish.full_period(MARCH, date(2027, 3, 4)) == "2–4 mar 2027"
    assert polish.number(D("1.50")) == "1,5"
    assert (polish.amount(D("20000.50")), polish.amount(D(20))) == ("20\xa0000,50", "20")

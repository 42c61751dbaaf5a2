"""Amounts and days as people type them in any locale."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import QLocale

from pmplanner.ui.widgets.format import format_money
from pmplanner.ui.widgets.inputs.amounts import read_amount, read_days, read_rate

D = Decimal


@pytest.fixture(params=["en_US", "de_DE", "fr_FR", "de_CH", "en_IN", "ar_EG"])
def locale(request: pytest.FixtureRequest) -> Iterator[str]:
    """The locale of the machine while the test runs."""
    before = QLocale()
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", "0"),
        ("1200", "1200"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1200,50", "1200.50"),
        ("1200.5", "1200.50"),
        ("50,000", "50000"),
        ("50.000", "50000"),
        ("1,234,567", "1234567"),
        ("1.234.567,8", "1234567.80"),
        ("12,34,567.50", "1234567.50"),
        ("12,34,567", "1234567"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("€ 50,000", "50000"),
        (" 999999999.99 ", "999999999.99"),
    ],
)
def test_an_amount_means_the_same_in_every_locale(locale: str, text: str, amount: str) -> None:
    read = read_amount(text)
    assert read == D(amount)
    assert read is not None
    assert read.as_tuple().exponent == -2


@pytest.mark.parametrize("text", ["", "  "])
def test_nothing_is_no_amount_and_no_days(text: str) -> None:
    assert read_amount(text) is None
    assert read_days(text) is None


@pytest.mark.parametrize(
    "text", ["much", "-1", "1e30", "1e3", "nan", "inf", "1.2345", "0.005", "1,2,3", "1000000000"]
)
def test_what_is_no_amount_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"“.*” is not an amount of money") as refused:
        read_amount(text)
    assert text in str(refused.value)


@pytest.mark.parametrize("amount", ["0.50", "7", "999.99", "1234.50", "50000", "12345678.90"])
def test_what_a_field_shows_is_read_back(locale: str, amount: str) -> None:
    assert read_amount(format_money(D(amount))) == D(amount)


@pytest.mark.parametrize(
    ("text", "days"), [("1", "1"), ("1.5", "1.5"), ("1,5", "1.5"), ("0,25", "0.25"), ("2.250", "2.25")]
)
def test_days_are_read_with_either_mark(locale: str, text: str, days: str) -> None:
    assert read_days(text) == D(days)


@pytest.mark.parametrize("text", ["x", "0", "-1", "1.3", "1e30", "nan", "1000"])
def test_what_is_not_in_quarters_of_a_day_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"“.*” is not days: more than 0, in steps of 0\.25"):
        read_days(text)


@pytest.mark.parametrize(
    ("text", "currency", "read"),
    [
        ("1.250", "JPY", "1250"),
        ("10.50", "jpy", "Amounts in jpy have no decimals"),
        ("1.25", "KWD", "1.25"),
        ("1250", "KWD", "1250"),
        ("1.255", "KWD", "not clear in KWD"),
        ("1,255", "KWD", "not clear in KWD"),
        ("1,255.50", "KWD", "1255.50"),
        ("1.2555", "KWD", "kept to two decimals only"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(locale: str, text: str, currency: str, read: str) -> None:
    if read[0].isdigit():
        assert read_amount(text, currency) == D(read)
        return
    with pytest.raises(ValueError, match=read):
        read_amount(text, currency)


@pytest.mark.parametrize(
    ("text", "rate"),
    [("0.92", "0.92"), ("0,912345", "0.912345"), ("1.234", "1.234"), ("1,234.5", "1234.5"), ("7", "7")],
)
def test_a_rate_has_its_decimals_behind_the_last_mark(locale: str, text: str, rate: str) -> None:
    assert read_rate(text) == D(rate)


@pytest.mark.parametrize("text", ["dear", "-1", "0.1234567", "1.", "1e3"])
def test_what_is_no_rate_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="is not a rate"):
        read_rate(text)

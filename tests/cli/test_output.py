"""Tables, numbers and names as the terminal shows them."""

import datetime as dt
import json
from decimal import Decimal

import pytest

from pmplanner.cli.output import csv_bytes, json_text, shown, table
from pmplanner.exchange.table import Cell


def test_columns_are_aligned_and_numbers_to_the_right() -> None:
    rows: list[tuple[Cell, ...]] = [("Ann", Decimal("1.50"), None), ("Bo", Decimal(1200), "x")]
    assert table(("Name", "Days", "Note"), rows) == (
        "Name   Days  Note\n----  -----  ----\nAnn     1.5\nBo    1,200  x"
    )


def test_an_empty_table_has_its_headings() -> None:
    assert table(("A", "Bc"), []) == "A  Bc\n-  --"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (Decimal("100"), "100"),
        (Decimal("0.25"), "0.25"),
        (1234567, "1,234,567"),
        (dt.date(2027, 1, 31), "2027-01-31"),
        ("a\nb\x1b[2J", "a�b�[2J"),
        ("Łódź 李", "Łódź 李"),
    ],
)
def test_values_are_shown_on_one_line(value: Cell, text: str) -> None:
    assert shown(value) == text


def test_json_numbers_are_exact() -> None:
    amount = Decimal("123456789012345678901.07")
    text = json_text(
        ("name", "cost", "people", "none"), [('"ü\n', amount, 3, None), ("b", Decimal(100), 0, None)]
    )
    assert json.loads(text, parse_float=Decimal) == [
        {"name": '"ü\n', "cost": amount, "people": 3, "none": None},
        {"name": "b", "cost": 100, "people": 0, "none": None},
    ]
    assert json_text(("a",), []) == "[]"


def test_csv_is_that_of_the_files() -> None:
    assert csv_bytes(("a", "b"), [("=x", Decimal("1.50"))], ";") == b"a;b\r\n'=x;1.5\r\n"

"""Tables as text against the csv module and cells by hand, one at a time."""

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmplanner.exchange import protection, writing
from pmplanner.exchange.protection import any_runnable
from pmplanner.exchange.sheets import State
from pmplanner.exchange.writing import Value, csv_parts
from tests.tiers import examples

texts = st.text(alphabet="=+-@\t\r\n;|,\"' #N/A0aü北\u200b\ufeff\uff1d\xa0", max_size=5)
CELLS = {
    "text": texts,
    "name": st.sampled_from(["", "Ann", "Zoë", "a-b"]),
    "state": st.builds(State, texts, st.just("done")),
    "number": st.sampled_from([Decimal("1.50"), Decimal("-0.0"), Decimal("1E+2"), Decimal(1)]),
    "count": st.integers(-2, 2),
    "float": st.sampled_from([0.1, 1.0, -0.0, 1e22]),
    "flag": st.booleans(),
    "day": st.dates(dt.date(2027, 1, 1), dt.date(2027, 1, 3)),
    "moment": st.datetimes(
        dt.datetime(2027, 1, 1),  # noqa: DTZ001
        dt.datetime(2027, 1, 1, 0, 2),  # noqa: DTZ001
    ).map(lambda moment: moment.replace(microsecond=0)),
    "time": st.times(dt.time(9), dt.time(9, 0, 2)),
    "codes": st.lists(texts, max_size=2),
    "pair": st.tuples(texts, texts),
}


@st.composite
def tables(draw: st.DrawFn) -> list[list[Value]]:
    """Rows whose columns are mostly of one kind, with gaps; some rows are shorter than others."""
    kinds = draw(st.lists(st.sampled_from([*CELLS, "any"]), max_size=4))
    cells = [st.one_of(*CELLS.values()) if kind == "any" else CELLS[kind] for kind in kinds]
    full = draw(st.booleans())
    rows: list[list[Value]] = draw(
        st.lists(st.tuples(*(cell if full else st.none() | cell for cell in cells)).map(list), max_size=12)
    )
    if rows and draw(st.integers(0, 9)) == 0:
        rows[-1] = rows[-1][:-1]
    return rows


def by_hand(value: Value) -> str:
    """A cell without anything that is kept or looked at together."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return {True: "yes", False: "no"}[value]
    if isinstance(value, int | float | Decimal):
        text = format(Decimal(str(value)), "f")
        text = re.sub(r"\.?0*\Z", "", text) if "." in text else text
        return "0" if text == "-0" else text
    if isinstance(value, dt.datetime):
        text = value.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        return text.removesuffix(":00") if " " in text else text
    if isinstance(value, dt.time):
        return value.isoformat("seconds").removesuffix(":00")
    if isinstance(value, dt.date):
        return value.isoformat()
    return protected(value if isinstance(value, str) else ";".join(value))


def protected(text: str) -> str:
    """A text with its apostrophes, each place of it looked at."""
    return protection._RUNNABLE.sub("'", text)


def written(header: Sequence[str], rows: Sequence[Sequence[Value]], separator: str) -> str:
    """A table by the csv module."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([by_hand(cell) for cell in row] for row in (header, *rows))
    return text.getvalue()


@settings(max_examples=examples(200))
@given(st.lists(texts, max_size=4), tables(), st.sampled_from(",;\t|-. "))
def test_a_table_is_as_the_csv_module_writes_it(
    header: list[str], rows: list[list[Value]], separator: str
) -> None:
    with patch.object(writing, "_PART", 5):
        parts = list(csv_parts(header, iter(rows), separator))
    assert "".join(part.text for part in parts) == written(header, rows, separator)
    assert sum(part.rows for part in parts) == len(rows) + 1


@given(st.lists(texts, min_size=2, max_size=3), st.sampled_from(",;"))
def test_wide_tables_of_few_texts_are_as_the_csv_module_writes_them(pool: list[str], separator: str) -> None:
    rows = [[pool[(place * row) % len(pool)] for place in range(8)] for row in range(8)]
    assert "".join(part.text for part in csv_parts(pool, rows, separator)) == written(pool, rows, separator)


@settings(max_examples=examples(200))
@given(st.lists(texts, min_size=1, max_size=3))
def test_no_formula_is_passed_over_among_others(lines: list[str]) -> None:
    if not any_runnable("\n".join(lines)):
        for line in lines:
            assert protected(line) == line


@pytest.mark.parametrize("sign", [*"=+-@", "\t", "\uff1d", "\u200b=", "#N/A"])
def test_each_sign_is_found_behind_plain_cells(sign: str) -> None:
    rows = [["plain"], [f"{sign}1" if sign != "#N/A" else sign]]
    assert f"\r\n'{sign}" in "".join(part.text for part in csv_parts(["a"], rows))

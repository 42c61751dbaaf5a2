import datetime as dt
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.exchange.layouts import PEOPLE, PICKS
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import parse_rows
from pmplanner.exchange.protection import neutralise, restore
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.text_reader import SEPARATORS
from pmplanner.exchange.writing import write_csv

PRINTABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
TEXT = st.text(PRINTABLE | st.sampled_from("\",;|\t\r\n'=+-@ "))
WORDS = TEXT.map(lambda text: " ".join(text.split())).filter(
    lambda text: restore(text) == restore(text).strip() and not text.startswith("#")
)
"""Text as it is kept; what begins with # may be the mark of a failed formula."""
NAME = WORDS.filter(bool)
OPTION = st.sampled_from(SEPARATORS), st.booleans()


@pytest.mark.slow
@given(st.lists(st.tuples(*[TEXT] * 3), max_size=10), *OPTION)
def test_what_is_written_is_what_is_read(rows: list[tuple[str, str, str]], separator: str, bom: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        write_csv(path, ("email", "team", "track"), rows, separator=separator, bom=bom)
        table = read_table(path)
    assert table.separator == separator
    assert table.header == ("email", "team", "track")
    read = [tuple(restore(str(cell)) for cell in row.cells) for row in table.rows]
    assert read == [row for row in rows if any(neutralise(cell).strip() for cell in row)]


@pytest.mark.slow
@given(
    st.tuples(NAME, NAME, WORDS, st.none() | st.dates(dt.date(1900, 1, 1))),
    st.none() | st.integers(1, 400).map(lambda quarters: Decimal(quarters) / 4),
    *OPTION,
)
def test_values_come_back_as_they_were(
    person: tuple[str, str, str, dt.date | None], days: Decimal | None, separator: str, bom: bool
) -> None:
    code, title, team, start = person
    given_values = {"person_id": code, "course_title": title, "team": team, "days": days, "start_date": start}
    columns = PICKS.columns
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first.csv", Path(folder) / "second.csv"
        write_csv(first, columns, [[given_values.get(c) for c in columns]], separator=separator, bom=bom)
        table = read_table(first, layout=PICKS)
        (row,) = parse_rows(table, PICKS, match_columns(table, PICKS)).rows
        write_csv(
            second,
            columns,
            [[row.values.get(column) for column in columns]],  # type: ignore[misc]
            separator=separator,
            bom=bom,
        )
        same = first.read_bytes() == second.read_bytes()
    assert row.errors == ()
    assert row.values == {name: value for name, value in given_values.items() if value}
    assert same


@pytest.mark.slow
def test_ten_thousand_people_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = [[f"{n:05}", "Ann", f"=Doe {n}", f"a{n}@x.y", *[None] * 7] for n in range(10_000)]
    assert write_csv(path, PEOPLE.columns, rows) == 10_000
    table = read_table(path)
    parsed = parse_rows(table, PEOPLE, match_columns(table, PEOPLE))
    assert [row.values["person_id"] for row in parsed.rows] == [row[0] for row in rows]
    assert parsed.rows[-1].values["last_name"] == "=Doe 9999"

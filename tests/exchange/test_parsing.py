# ruff: noqa: DTZ001  (cells of a workbook have no time zone)
import datetime as dt
from decimal import Decimal

import pytest

from pmplanner.exchange.layouts import COMPLETIONS, COURSES, PEOPLE, PICKS, SESSIONS, Layout
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import Parsed, ParsedRow, parse_rows, split_name
from pmplanner.exchange.table import Cell, Row, Table


def parse(layout: Layout, header: tuple[str, ...], *rows: tuple[Cell, ...]) -> Parsed:
    table = Table("a.csv", None, header, 1, tuple(Row(n, cells) for n, cells in enumerate(rows, 2)))
    return parse_rows(table, layout, match_columns(table, layout))


def one(layout: Layout, **cells: Cell) -> ParsedRow:
    return parse(layout, tuple(cells), tuple(cells.values())).rows[0]


def test_text_is_trimmed_and_its_blanks_are_single() -> None:
    row = one(PEOPLE, email=" a@b.c\u00a0", team="Data \n  Analysis  ")
    assert row.values == {"email": "a@b.c", "team": "Data Analysis"}


def test_the_apostrophe_that_protects_is_taken_off() -> None:
    row = one(PEOPLE, last_name=" '=cmd()", team="'tis", track="''=x", location="'-5")
    assert row.values == {"last_name": "=cmd()", "team": "'tis", "track": "'=x", "location": "-5"}


def test_an_empty_cell_has_no_value() -> None:
    row = one(PEOPLE, email="a@b.c", team=" ", track=None, start_date="", location="")
    assert (row.values, row.errors) == ({"email": "a@b.c"}, ())


def test_words_for_nothing_are_empty_where_a_name_cannot_stand() -> None:
    row = one(PEOPLE, last_name="Null", start_date="N/A", end_date="-")
    assert (row.values, row.errors) == ({"last_name": "Null"}, ())


@pytest.mark.parametrize(
    ("cell", "identifier"),
    [(3427, "3427"), (3427.0, "3427"), ("0042", "0042"), (" A 1 ", "A 1"), (1.5, "1.5")],
)
def test_identifiers_are_text(cell: Cell, identifier: str) -> None:
    assert one(PEOPLE, person_id=cell).values == {"person_id": identifier}


def test_values_have_the_types_of_their_fields() -> None:
    row = one(
        SESSIONS,
        session_code=17,
        start_date="2027-03-01",
        start_time="9:00",
        days="1,5",
        seats_max="12",
        pinned="Yes",
        cost="$1,200",
    )
    assert row.values == {
        "session_code": "17",
        "start_date": dt.date(2027, 3, 1),
        "start_time": dt.time(9),
        "days": Decimal("1.5"),
        "seats_max": 12,
        "pinned": True,
        "cost": Decimal(1200),
    }
    assert row.get("days", Decimal) == Decimal("1.5")
    assert row.get("end_date", dt.date) is None


def test_codes_are_a_list() -> None:
    row = one(COURSES, code="A", skills=" leadership ;time  management;; leadership", tracks=";")
    assert row.values["skills"] == ("leadership", "time management")


def test_notes_keep_their_lines() -> None:
    row = one(PICKS, email="a@b.c", course_code="A", note=" one\r\n  two ")
    assert row.values["note"] == "one\n  two"


def test_an_error_names_row_column_and_value() -> None:
    parsed = parse(
        PEOPLE,
        ("Surname", "Start Date", "End Date"),
        ("Doe", "13/01/2027", ""),
        ("Roe", "31/02/2027", "x" * 99),
    )
    assert parsed.rows[0].errors == ()
    assert parsed.rows[1].errors == (
        "row 3, Start Date: '31/02/2027' is not a date",
        f"row 3, End Date: '{'x' * 60}…' is not a date",
    )
    assert parsed.rows[1].values == {"last_name": "Roe"}


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ({"person_id": dt.datetime(2027, 3, 1)}, "row 2, person_id: '2027-03-01' is a date, where a code"),
        ({"last_name": "#N/A"}, "row 2, last_name: '#N/A' is an error in the spreadsheet"),
        ({"team": "IT"}, "row 2 needs at least one of Employee ID, First name, Last name, E-mail, Name"),
    ],
)
def test_rows_that_cannot_be_used_say_why(cells: dict[str, Cell], error: str) -> None:
    (found,) = one(PEOPLE, **cells).errors
    assert found.startswith(error)


def test_flags_and_days_that_are_none_are_refused() -> None:
    row = one(SESSIONS, session_code="A", pinned="perhaps", days=dt.datetime(2027, 1, 1), seats_max="few")
    assert len(row.errors) == 3


def test_a_required_cell_that_is_empty_is_named() -> None:
    row = one(COMPLETIONS, email="a@b.c", course_title="X", completed_on="")
    assert row.errors == ("row 2: Completed on is empty",)


def test_a_row_longer_than_the_header_is_refused_whole() -> None:
    parsed = parse(PEOPLE, ("Name", "Team"), ("Ann", "IT", "more"))
    assert parsed.rows[0].values == {}
    assert parsed.rows[0].errors == ("row 2 has 3 cells, but the header has 2",)


def test_the_order_of_dates_is_decided_from_all_columns_of_the_file() -> None:
    header = ("Surname", "Start Date", "End Date")
    parsed = parse(PEOPLE, header, ("Doe", "03/04/2025", "2025-12-31"), ("Roe", "", "25/12/2025"))
    assert (parsed.date_order, parsed.ambiguous_dates) == ("dmy", False)
    assert parsed.rows[0].values["start_date"] == dt.date(2025, 4, 3)


def test_columns_that_are_not_read_do_not_decide_the_order() -> None:
    parsed = parse(PEOPLE, ("Surname", "Start Date", "DOB"), ("Doe", "03/04/2025", "25/12/1980"))
    assert parsed.ambiguous_dates


def test_open_dates_are_refused_until_the_order_is_given() -> None:
    table = Table("a.csv", None, ("Surname", "Start Date"), 1, (Row(2, ("Doe", "03/04/2025")),))
    match = match_columns(table, PEOPLE)
    parsed = parse_rows(table, PEOPLE, match)
    assert (parsed.date_order, parsed.ambiguous_dates) == (None, True)
    assert parsed.rows[0].errors == ("row 2, Start Date: '03/04/2025' may have its day or its month first",)
    asked = parse_rows(table, PEOPLE, match, date_order="mdy")
    assert (asked.date_order, asked.ambiguous_dates) == ("mdy", False)
    assert asked.rows[0].values["start_date"] == dt.date(2025, 3, 4)


def test_the_decimal_mark_is_decided_from_the_whole_file() -> None:
    header = ("email", "course", "completed_on", "cost")
    parsed = parse(
        COMPLETIONS, header, ("a@b.c", "X", "2025-01-01", "1.234"), ("a@b.c", "X", "2025-01-02", "12,50")
    )
    assert [row.values["cost"] for row in parsed.rows] == [Decimal(1234), Decimal("12.5")]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Doe, Jane", ("Jane", "Doe")),
        ("Jane Doe", ("Jane", "Doe")),
        ("Jane van Doe", ("Jane van", "Doe")),
        ("van Doe, Jane", ("Jane", "van Doe")),
        ("Madonna", ("", "Madonna")),
    ],
)
def test_full_names_are_split(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


def test_a_full_name_gives_way_to_its_parts() -> None:
    assert one(PEOPLE, full_name="Doe, Jane").values == {"first_name": "Jane", "last_name": "Doe"}
    assert one(PEOPLE, full_name="Jane", last_name="Doe").values == {"last_name": "Doe"}


@pytest.mark.parametrize("name", ["Doe", "Jane Ann Doe", "Doe, Jane Ann", "DOE Jane Ann"])
def test_beside_a_first_name_a_name_is_the_last_one(name: str) -> None:
    found = one(PEOPLE, first_name="Jane Ann", full_name=name).values
    assert (found["first_name"], str(found["last_name"]).title()) == ("Jane Ann", "Doe")


def test_a_manager_is_a_name_or_an_address() -> None:
    assert one(PEOPLE, email="a@b.c", manager="Ann Roe").values["manager"] == "Ann Roe"
    assert one(PEOPLE, email="a@b.c", manager="ann@b.c").values == {
        "email": "a@b.c",
        "manager_email": "ann@b.c",
    }

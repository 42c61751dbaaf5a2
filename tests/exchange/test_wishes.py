"""Only some rows of a file, what stands in for what it lacks, cells mended, courses by their own names."""

from pathlib import Path

import pytest

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import LAYOUTS
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import Parsed, Words, parse_rows
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.wishes import Wishes, values_in

_PEOPLE = "Employee ID,First name,Last name,Team\n1,Ana,Roy,Sales\n2,Bo,Li,SALES \n3,Cy,Doe,\n"


def _parsed(path: Path, text: str, layout: str, wishes: Wishes, words: Words | None = None) -> Parsed:
    file = path / "file.csv"
    file.write_text(text, encoding="utf-8")
    table = read_table(file, layout=LAYOUTS[layout])
    match = match_columns(table, LAYOUTS[layout])
    return parse_rows(table, LAYOUTS[layout], match, wishes=wishes, words=words)


def test_rows_without_the_value_asked_for_are_left_out_and_not_read(tmp_path: Path) -> None:
    parsed = _parsed(tmp_path, _PEOPLE, "people", Wishes(only={"team": ("sales",)}))
    assert [row.left_out for row in parsed.rows[:2]] == ["", ""]
    assert parsed.rows[2].left_out == "row 4, Team: “” is not asked for"
    assert parsed.rows[2].values == {}
    with pytest.raises(ExchangeError, match="has no column Office"):
        _parsed(tmp_path, _PEOPLE, "people", Wishes(only={"Office": ("x",)}))


def test_a_default_stands_in_for_empty_cells_and_missing_columns_only(tmp_path: Path) -> None:
    wishes = Wishes(defaults={"team": "Ops", "start_date": "2027-03-01"})
    parsed = _parsed(tmp_path, _PEOPLE, "people", wishes)
    assert [row.values["team"] for row in parsed.rows] == ["Sales", "SALES", "Ops"]
    assert {str(row.values["start_date"]) for row in parsed.rows} == {"2027-03-01"}
    with pytest.raises(ExchangeError, match="no field nonsense"):
        _parsed(tmp_path, _PEOPLE, "people", Wishes(defaults={"nonsense": "1"}))
    with pytest.raises(ExchangeError, match="'soon'"):
        _parsed(tmp_path, _PEOPLE, "people", Wishes(defaults={"start_date": "soon"}))
    with pytest.raises(ExchangeError, match="“great” is no word for result"):
        _parsed(tmp_path, "Email,Course\na@b.c,X\n", "completions", Wishes(defaults={"result": "great"}))


def test_what_is_mended_counts_where_rows_are_asked_for_and_signs_tell_values_apart(tmp_path: Path) -> None:
    wishes = Wishes(only={"Team": ("Sales-1",)}).with_mended(4, {"team": "sales-1"})
    rows = _parsed(tmp_path, _PEOPLE.replace("SALES ", "Sales1"), "people", wishes).rows
    assert [bool(row.left_out) for row in rows] == [True, True, False]
    assert [row.not_asked_for for row in rows] == [True, True, False]


def test_a_cell_that_is_mended_is_read_in_place_of_the_one_of_the_file(tmp_path: Path) -> None:
    text = "Employee ID,Last name,Start date\n1,Roy,soon\n2,Li,2027-01-04\n"
    broken = _parsed(tmp_path, text, "people", Wishes()).rows[0]
    assert broken.errors
    assert broken.faults == ("start_date",)
    wishes = Wishes().with_mended(2, {"start_date": "2027-02-01", "first_name": "Ana"})
    mended, other = _parsed(tmp_path, text, "people", wishes).rows
    assert (mended.errors, str(mended.values["start_date"])) == ((), "2027-02-01")
    assert mended.values["first_name"] == "Ana"  # of which the file has no column
    assert mended.row.cells == ("1", "Roy", "2027-02-01")
    assert str(other.values["start_date"]) == "2027-01-04"


def test_a_course_of_their_name_is_the_one_that_somebody_said(tmp_path: Path) -> None:
    text = "Email,Course\na@b.c,Product Mgmt Bootcamp\na@b.c,Fire drill\na@b.c,Other\n"
    words = {"course": {"product mgmt  bootcamp": "PMB-101", "Fire drill": "none"}}
    rows = _parsed(tmp_path, text, "picks", Wishes(), words).rows
    assert rows[0].values == {"email": "a@b.c", "course_code": "PMB-101"}
    assert rows[1].left_out == "row 3: “Fire drill” is left out"
    assert rows[2].values["course_title"] == "Other"


def test_the_values_of_a_column_are_counted_unless_there_are_too_many(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_text(_PEOPLE, encoding="utf-8")
    table = read_table(file, layout=LAYOUTS["people"])
    assert values_in(table, "Team", 5) == {"": 1, "Sales": 1, "SALES": 1}
    assert values_in(table, "Last name", 2) == {}

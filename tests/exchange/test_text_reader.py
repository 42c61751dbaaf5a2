import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmplanner.exchange import text_reader
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import COMPLETIONS, PEOPLE
from pmplanner.exchange.reading import list_sheets, read_table
from pmplanner.exchange.table import Table
from pmplanner.exchange.text_reader import SEPARATORS, find_separator, read_text


def read(text: str) -> Table:
    return read_text(text.encode(), "staff.csv")


@pytest.mark.parametrize("separator", SEPARATORS)
def test_separators_are_found(separator: str) -> None:
    lines = (("Employee ID", "Name", "Team"), ("1", "Ann", "Sales"), ("2", "Bob", "IT"))
    table = read("\n".join(separator.join(line) for line in lines))
    assert (table.separator, table.header) == (separator, lines[0])
    assert [row.cells for row in table.rows] == [*lines[1:]]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
        ('x,y\n"1;2;3",4\n"5;6;7",8\n', ","),
        ("person_id;days\n1;1,5\n2;2,5\n", ";"),
        ("colour,size,weight\nred,1\nblue,2,3\n", ","),
    ],
)
def test_the_separator_is_the_one_that_makes_even_columns(text: str, separator: str) -> None:
    assert find_separator(text) == separator


@pytest.mark.parametrize(
    "text", ["email\na@b.c\nd@e.f\n", "Employee_Name\nDoe, Jane\nRoe, Rich\n", "Name\nDoe; J\n"]
)
def test_one_column_is_a_table_too(text: str) -> None:
    table = read(text)
    assert len(table.header) == 1
    assert all(len(row.cells) == 1 for row in table.rows)
    assert len(table.rows) == text.count("\n") - 1


def test_a_line_that_names_the_separator_is_followed() -> None:
    table = read("sep=|\nName|Team\nAnn|a,b;c\n")
    assert (table.separator, table.header, table.header_row) == ("|", ("Name", "Team"), 2)
    assert table.rows[0].number == 3


def test_the_header_is_found_below_title_lines() -> None:
    table = read(
        "Staff list of the department\n\nprinted on,2025-01-03\nEmployee ID,Surname,Team\n1,Doe,IT\n"
    )
    assert table.header == ("Employee ID", "Surname", "Team")
    assert (table.header_row, table.rows[0].number) == (4, 5)


def test_an_unknown_header_is_the_first_row_full_of_text() -> None:
    table = read("Report\n\nColour,Size,Price\nred,1,2\nblue,3,4\n")
    assert (table.header, table.header_row) == (("Colour", "Size", "Price"), 3)


def test_one_known_word_tells_the_header_only_in_a_row_full_of_text() -> None:
    assert read("Spring,Report\nName,Shoe size\nAnn,39\n").header == ("Name", "Shoe size")
    assert read("sep=,\nTeam\nColour,Size,Weight\nred,1,2\n").header == ("Colour", "Size", "Weight")


def test_the_layout_helps_to_find_the_header() -> None:
    text = b"Name,Title\nTraining Date,Trainer,Cost\n2025-01-01,Ann,3\n"
    assert read_text(text, "a.csv", layout=COMPLETIONS).header_row == 2
    assert read_text(text, "a.csv", layout=PEOPLE).header_row == 1


def test_quoted_line_breaks_and_blank_rows_keep_the_count_of_rows() -> None:
    table = read('Name,Note\r\n"Ann","two\r\nlines"\r\n\r\n , \r\nBob,"say ""hi"""\r\n')
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, ("Ann", "two\r\nlines")),
        (5, ("Bob", 'say "hi"')),
    ]


def test_ragged_rows_are_filled_up_and_long_ones_kept() -> None:
    table = read("Name,Team,E-mail\nAnn\nBob,IT,b@x.y,,\nCat,IT,c@x.y,more\n")
    assert [row.cells for row in table.rows] == [
        ("Ann", "", ""),
        ("Bob", "IT", "b@x.y"),
        ("Cat", "IT", "c@x.y", "more"),
    ]


@pytest.mark.parametrize("tail", ["", "\nCat,IT", "\nCat,IT\n"])
def test_a_quotation_that_never_ends_is_named(tail: str) -> None:
    with pytest.raises(ExchangeError, match=r"staff\.csv, row 3: a quotation mark"):
        read(f'Name,Team\nAnn,IT\n"Bob,IT{tail}')


def test_a_quotation_that_goes_on_too_long_is_named() -> None:
    with pytest.raises(ExchangeError, match=r"row 3: a quotation mark"):
        read('Name,Team\nAnn,IT\n"Bob,IT' + "\nCat,IT" * 50_000)


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert read("Name,Team").rows == ()


@pytest.mark.parametrize("data", [b"", b"\n\n", b" , ,\n,,\n", b"\xef\xbb\xbf", "\ufeff".encode("utf-16-le")])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "staff.csv"
    path.write_bytes(data)
    with pytest.raises(ExchangeError, match=r"staff\.csv is empty"):
        read_table(path)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "old Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table>", "a page or a document"),
        (b"\n %PDF-1.7", "a page or a document"),
        (b"PK\x03\x04 and no more", "not an Excel workbook"),
        (bytes(range(256)), "not a text file"),
    ],
)
def test_files_that_are_no_tables_are_named(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "staff.xls"
    path.write_bytes(data)
    with pytest.raises(ExchangeError, match=rf"staff\.xls is .*{why}|staff\.xls is {why}"):
        read_table(path)


def test_folders_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(ExchangeError, match=r"There is no file .*none\.csv"):
        list_sheets(tmp_path / "none.csv")


def test_a_text_file_has_no_sheets(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("Name,Team\n", encoding="utf-8")
    assert list_sheets(path) == ()
    with pytest.raises(ExchangeError, match="has no sheets"):
        read_table(path, sheet="Staff")


def test_progress_is_told_and_can_stop_the_reading() -> None:
    text = ("Name,Team\n" + "Ann,IT\n" * 1999).encode()
    told: list[tuple[int, int | None]] = []
    read_text(text, "a.csv", progress=lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == [500, 1000, 1500, 2000]
    assert all(total is not None and total >= done for done, total in told)

    def stop(done: int, total: int | None) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_text(text, "a.csv", progress=stop)


CELL = st.text(
    st.characters(codec="utf-8", exclude_characters='",;|\t\r\n\0 \ufeff', min_codepoint=32), min_size=1
)


@pytest.mark.slow
@given(st.sampled_from(SEPARATORS), st.lists(st.tuples(CELL, CELL, CELL), max_size=20))
def test_the_separator_of_a_known_header_is_always_found(
    separator: str, rows: list[tuple[str, str, str]]
) -> None:
    text = "\n".join(separator.join(row) for row in [("email", "team", "track"), *rows])
    table = read_text(text.encode(), "a.csv", encoding="utf-8")
    assert table.separator == separator
    assert len(table.rows) == sum(any(cell.strip() for cell in row) for row in rows)


@given(st.text(alphabet='a,"\r\n', max_size=12))
def test_lines_end_where_a_stream_says_that_they_end(text: str) -> None:
    assert list(text_reader._lines(text)) == list(io.StringIO(text, newline=""))

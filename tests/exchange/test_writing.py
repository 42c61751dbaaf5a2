# ruff: noqa: DTZ001  (cells of a workbook have no time zone)
import datetime as dt
import stat
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import PEOPLE
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.parsing import parse_rows
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.table import Row, Table
from pmplanner.exchange.writing import Value, cell_text, has_reasons, replacing, write_csv, write_rejects


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (Decimal("1.50"), "1.5"),
        (Decimal("2.00"), "2"),
        (Decimal("1E+2"), "100"),
        (Decimal("-0.0"), "0"),
        (Decimal("-3"), "-3"),
        (-7, "-7"),
        (0.1, "0.1"),
        (100.0, "100"),
        (dt.date(2027, 3, 1), "2027-03-01"),
        (dt.datetime(2027, 3, 1), "2027-03-01"),
        (dt.datetime(2027, 3, 1, 9, 5), "2027-03-01 09:05"),
        (dt.time(9), "09:00"),
        (dt.time(9, 0, 7), "09:00:07"),
        ("-3", "'-3"),
        ("=x", "'=x"),
        (("a", "b c"), "a;b c"),
        (("=a", "b"), "'=a;b"),
        ((), ""),
    ],
)
def test_cells(value: Value, text: str) -> None:
    assert cell_text(value) == text


def test_the_bytes_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [('say "hi"', "a,b"), ("two\nlines", None), ("Zoë", Decimal("1.50"))]
    assert write_csv(path, ("name", "=head"), rows) == 3
    assert path.read_bytes() == (
        b'\xef\xbb\xbfname,\'=head\r\n"say ""hi""","a,b"\r\n"two\nlines",\r\nZo\xc3\xab,1.5\r\n'
    )


def test_separator_and_mark_are_options(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert write_csv(path, ("a", "b"), [("1,5", "x;y")], separator=";", bom=False) == 1
    assert path.read_bytes() == b'a;b\r\n1,5;"x;y"\r\n'


def test_a_file_without_rows_has_its_header(tmp_path: Path) -> None:
    assert write_csv(tmp_path / "a.csv", ("a", "b"), [], bom=False) == 0
    assert (tmp_path / "a.csv").read_bytes() == b"a,b\r\n"


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before", encoding="utf-8")

    def rows() -> Iterator[tuple[str]]:
        yield ("x" * 100_000,)
        raise RuntimeError("the rows ran out")

    with pytest.raises(RuntimeError, match="ran out"):
        write_csv(path, ("a",), rows())
    with pytest.raises(ExchangeError, match=r"a\.csv cannot be written"):
        write_csv(path, ("a",), [("\ud800",)])
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_is_in_place_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    with replacing(path) as stream:
        stream.write(b"half")
        assert not path.exists()
    assert path.read_bytes() == b"half"
    assert list(tmp_path.iterdir()) == [path]


def test_rights_and_links_of_the_old_file_stay(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("before", encoding="utf-8")
    (tmp_path / "real.csv").chmod(0o640)
    link = tmp_path / "link.csv"
    try:
        link.symlink_to(tmp_path / "real.csv")
    except OSError:
        pytest.skip("links cannot be made here")
    write_csv(link, ("a",), [])
    assert link.is_symlink()
    assert stat.S_IMODE((tmp_path / "real.csv").stat().st_mode) == 0o640
    assert "before" not in (tmp_path / "real.csv").read_text(encoding="utf-8")


def test_what_cannot_be_replaced_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("before", encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(ExchangeError, match=r"a\.csv is read-only"):
        write_csv(path, ("a",), [])
    with pytest.raises(ExchangeError, match="is a folder"):
        write_csv(tmp_path, ("a",), [])
    with pytest.raises(ExchangeError, match="There is no folder"):
        write_csv(tmp_path / "none" / "a.csv", ("a",), [])
    path.chmod(0o644)
    assert path.read_text(encoding="utf-8") == "before"


def staff(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "staff.csv"
    path.write_bytes(text.encode())
    return read_table(path)


def test_rejected_rows_have_their_shape_and_a_reason(tmp_path: Path) -> None:
    table = staff(tmp_path, "Staff list\nSurname;Start Date;Extra\n'=Doe;31/02/2027;keep\n=Roe;13/02/2027;\n")
    parsed = parse_rows(table, PEOPLE, match_columns(table, PEOPLE))
    rejects = tmp_path / "rejects.csv"
    assert write_rejects(rejects, table, ((row.row, "no date") for row in parsed.rows)) == 2
    assert rejects.read_text(encoding="utf-8-sig").splitlines() == [
        "Surname;Start Date;Extra;reason",
        "'=Doe;31/02/2027;keep;no date",
        "'=Roe;13/02/2027;;no date",
    ]


def test_rejects_are_read_again_and_rejected_again(tmp_path: Path) -> None:
    table = staff(tmp_path, "Surname,Start Date\n'=Doe,x\nRoe,2027-01-01,more\n")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    write_rejects(first, table, [(row, "bad") for row in table.rows])
    again = read_table(first)
    match = match_columns(again, PEOPLE)
    assert match.columns == {"last_name": 0, "start_date": 1}
    parsed = parse_rows(again, PEOPLE, match)
    assert parsed.rows[0].values == {"last_name": "=Doe"}
    assert parsed.rows[1].errors == ("row 3 has 4 cells, but the header has 3",)
    write_rejects(second, again, [(row, "bad") for row in again.rows])
    assert second.read_bytes() == first.read_bytes()


def test_rejects_of_a_workbook_are_text(tmp_path: Path) -> None:
    table = Table("a.xlsx", "Staff", ("Name", "Start Date", ""), 1, ())
    row = Row(2, ("=Doe", dt.datetime(2027, 3, 1), 3.0))
    write_rejects(tmp_path / "rejects.csv", table, [(row, "=why")])
    assert (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "Name,Start Date,,reason",
        "'=Doe,2027-03-01,3,'=why",
    ]


def test_a_column_of_reasons_that_is_somebodys_own_is_kept() -> None:
    for reasons, ours in (
        (("row 3, x: no", ""), True),
        (("event 2 “Ski”: no",), True),
        (("", ""), True),
        (("Flood",), False),
    ):
        rows = tuple(Row(number, ("2027-01-01", reason)) for number, reason in enumerate(reasons, 2))
        assert has_reasons(Table("a.csv", None, ("first_day", "reason"), 1, rows)) == ours


def test_a_column_of_that_name_that_was_read_is_not_replaced(tmp_path: Path) -> None:
    rows = (Row(2, ("x", "Flood")),)
    table = Table("a.csv", None, ("first_day", "reason"), 1, rows)
    write_rejects(tmp_path / "a.csv", table, [(rows[0], "row 2: no")], read=[0, 1])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines() == [
        "first_day,reason,reason",
        "x,Flood,row 2: no",
    ]

"""Training matrices, as workbooks and text: which lines are the head, and what each cell holds."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import MATRIX
from pmplanner.exchange.reading import read_table
from pmplanner.exchange.table import Table
from pmplanner.exchange.training_matrix import is_matrix

Lines = Sequence[Sequence[Any]]
OVER, COMING = dt.date(2026, 2, 3), dt.date(2999, 2, 3)


def sheet(folder: Path, lines: Lines, *merged: str) -> Path:
    """Write a workbook of these lines, with merged cells."""
    book = Workbook()
    page: Any = book.active
    for line in lines:
        page.append(list(line))
    for cells in merged:
        page.merge_cells(cells)
    path = folder / "matrix.xlsx"
    book.save(path)
    return path


def text(folder: Path, content: str) -> Path:
    path = folder / "matrix.csv"
    path.write_text(content, encoding="utf-8")
    return path


def cells(table: Table) -> list[tuple[Any, ...]]:
    """Return the rows without the columns of people but the first, days without times."""
    first = len(table.header) - 4
    return [
        (
            row.number,
            row.cells[0],
            *(c.date() if isinstance(c, dt.datetime) else c for c in row.cells[first:]),
        )
        for row in table.rows
    ]


def read(path: Path) -> Table:
    return read_table(path, layout=MATRIX)


def test_titles_merged_heads_and_two_lines_of_them(tmp_path: Path) -> None:
    lines: list[list[Any]] = [
        ["Training matrix 2026"],
        [],
        ["Name", "Dept", "Grade", "Product", None, "Scrum", None, "Total"],
        [None, None, None, "PMB", "Discovery", "PSPO", "PSM", None],
        ["Ann Lee", "Ops", 7, OVER, "x", "done 3/14/2026", None, 3],
        ["Bo Dahl", "Ops", 8, COMING, "n/a", None, True, 2],
        [None, None, None, 1, 2, 3, 4, 10],
        ["x = has to go"],
    ]
    table = read(sheet(tmp_path, lines, "A1:H1", "A3:A4", "B3:B4", "D3:E3", "F3:G3", "H3:H4"))
    assert table.header == ("Name", "Dept", "course", "heads", "cell", "cell_day")
    assert cells(table) == [
        (5, "Ann Lee", "PMB", "", "day", OVER),
        (5, "Ann Lee", "Discovery", "", "x", None),
        (5, "Ann Lee", "PSPO", "", "done", "3/14/2026"),
        (6, "Bo Dahl", "PMB", "", "day to come", COMING),
        (6, "Bo Dahl", "Discovery", "", "n/a", None),
        (6, "Bo Dahl", "PSM", "", True, None),
    ]
    assert table.notes == (
        "Columns that are no courses are not read: Grade, Total.",
        "1 row names nobody and is not read.",
    )


def test_codes_below_or_above_titles_are_both_handed_on(tmp_path: Path) -> None:
    below = "Employee ID;Name;Discovery;Scrum\n;;PMB;PSM\n7;Ann;x;\n8;Bo;;x\n"
    above = "Skills of the team\n\n;;Discovery;Scrum\nEmployee ID;Name;PMB;PSM\n7;Ann;x;\n8;Bo;;x\n"
    for content in (below, above):
        assert [row[1:4] for row in cells(read(text(tmp_path, content)))] == [
            ("7", "PMB", "Discovery"),
            ("8", "PSM", "Scrum"),
        ]


def test_a_category_names_no_course_and_the_head_of_two_columns_does(tmp_path: Path) -> None:
    merged = "Name;Product;;;Scrum\n;PMB;Other;Third;PSM\nAnn;x;x;x;x\n"
    repeated = "Name;Product;Product;Product;Scrum\n;PMB;Other;Third;PSM\nAnn;x;x;x;x\n"
    for content in (merged, repeated):
        table = read(text(tmp_path, content))
        assert [row[2:4] for row in cells(table)] == [("PMB", ""), ("Other", ""), ("Third", ""), ("PSM", "")]
    two_columns = "Name;PMB;;PSM;\n;Done;Due;Done;Due\nAnn;x;x;x;x\n"
    assert [row[2:4] for row in cells(read(text(tmp_path, two_columns)))] == [
        ("Done", "PMB"),
        ("Due", ""),
        ("Done", "PSM"),
        ("Due", ""),
    ]


def test_a_heading_of_blanks_is_none(tmp_path: Path) -> None:
    table = read(text(tmp_path, "Name,PMB, ,PSM\nAnn,x,y,z\n"))
    assert [row[2] for row in cells(table)] == ["PMB", "PSM"]
    assert table.notes == ("1 column with entries has no heading and is not read.",)


def test_courses_may_stand_before_columns_of_people(tmp_path: Path) -> None:
    table = read(text(tmp_path, "Dept,Name,PMB,Hobby,PSM,Track\nOps,Ann,x,,y,Sales\n"))
    assert table.header == ("Dept", "Name", "Track", "course", "heads", "cell", "cell_day")
    assert [row[2] for row in cells(table)] == ["PMB", "PSM"]


@pytest.mark.parametrize(
    ("cell", "word", "day"),
    [
        ("2026-02-03", "day", "2026-02-03"),
        ("scheduled 2026-02-03", "scheduled", "2026-02-03"),
        ("Partly attended: 3 Feb 2026", "Partly attended", "3 Feb 2026"),
        ("ok (03.02.2026)", "ok", "03.02.2026"),
        ("2999-01-01", "day to come", "2999-01-01"),
        ("85%", "85%", None),
        ("2026", "2026", None),
        ("Feb 2026", "Feb 2026", None),
        ("see note 3", "see note 3", None),
    ],
)
def test_a_cell_is_a_word_a_day_or_both(tmp_path: Path, cell: str, word: str, day: str | None) -> None:
    table = read(text(tmp_path, f"Name,PMB,PSM\nAnn,{cell},\nBo,,x\n"))
    assert table.rows[0].cells[-2:] == (word, day)


def test_files_that_do_not_say_whose_rows_are_or_are_turned_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="write a heading such as Name"):
        read(text(tmp_path, ",PMB,PSM\nAnn,x,\nBo,,x\n"))
    with pytest.raises(ExchangeError, match="courses down and people across"):
        read(text(tmp_path, "Training,Ann Lee,Bo Dahl\nPMB,x,\nPSM,,x\n"))
    with pytest.raises(ExchangeError, match="no course above"):
        read(text(tmp_path, "Name,Dept\nAnn,Ops\nBo,Ops\n"))


def test_rejected_cells_can_be_read_again_as_they_were_written(tmp_path: Path) -> None:
    table = read(
        text(tmp_path, "Name,course,heads,cell,cell_day,reason\nAnn,PMB,,done,2026-02-03,row 2: no\n")
    )
    assert table.rows[0].cells[:5] == ("Ann", "PMB", "", "done", "2026-02-03")


def test_a_matrix_is_told_from_other_tables(tmp_path: Path) -> None:
    for content, told in (
        ("Name,Dept,PMB,PSM,PSPO\nAnn,Ops,x,,2026-01-02\nBo,Ops,x,x,\n", True),
        ("Name,Dept,Hire date,Last day,Birthday\nAnn,Ops,2026-01-02,2027-01-02,2000-01-02\n", False),
        ("person_id,email,course_code,completed_on,result\n7,a@b.c,PMB,2026-01-02,ok\n", False),
        ("Name,Hobby,Pet,Colour\nAnn,rowing,a cat,blue\n", False),
    ):
        assert is_matrix(read_table(text(tmp_path, content))) is told, content

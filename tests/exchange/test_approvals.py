"""The workbook that asks managers about picks: what it looks like, and how its answers are read back."""

import csv
import datetime as dt
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pmplanner.exchange.approval_layout import parse_row_id, row_id
from pmplanner.exchange.approval_reading import answer_of, read_answers
from pmplanner.exchange.approval_writing import ApprovalBook, AskedPick, Choice, write_approvals
from pmplanner.exchange.errors import ExchangeError
from tests.support import known

DAY = dt.date(2026, 12, 1)
CHOICES = [
    Choice("Kanban (KAN)", Decimal("1.5"), Decimal(300)),
    Choice("=Pricing (PRI)", Decimal(1), None),
    Choice("Agile (AGI)", Decimal(2), Decimal("99.5")),
]
PICKS = [
    AskedPick(f"P{n}-0000000a-0000000b", name, course, "required", by, "8–10 March 2027", Decimal(days), cost)
    for n, (name, course, by, days, cost) in enumerate(
        [
            ("Ana Berg", "Bootcamp (BOO)", dt.date(2027, 6, 30), "2", Decimal(1200)),
            ("=cmd|' /C calc'!A0", "@Leading (LEA)", None, "1.25", None),
            ("Cem Dag", "Bootcamp (BOO)", None, "2", Decimal("400.50")),
        ],
        1,
    )
]


def book(picks: list[AskedPick] = PICKS) -> ApprovalBook:
    by = DAY + dt.timedelta(14)
    return ApprovalBook("H1 & H2", "Farid Kowal", DAY, by, "EUR", picks, [CHOICES, CHOICES[::-1]])


def written(folder: Path) -> Path:
    path = folder / "Farid Kowal.xlsx"
    write_approvals(path, book())
    return path


def picks_of(path: Path, *, values: bool = False) -> Worksheet:
    return sheet_of(load_workbook(path, data_only=values))


def sheet_of(workbook: Workbook) -> Worksheet:
    sheet = workbook["Picks"]
    assert isinstance(sheet, Worksheet)
    return sheet


def table_of(sheet: Worksheet) -> tuple[int, dict[str, int]]:
    """The row of the headings, and the column of each."""
    for row in sheet.iter_rows():
        if row[0].value == "Person":
            return known(row[0].row), {str(cell.value): known(cell.column) for cell in row}
    raise AssertionError


def test_only_answers_can_be_filled_in_and_they_have_lists(tmp_path: Path) -> None:
    sheet = picks_of(written(tmp_path))
    head, column = table_of(sheet)
    assert sheet.protection.sheet
    unlocked = {
        (cell.row, str(sheet.cell(head, known(cell.column)).value))
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    names = ("Answer", "Swap for", "Remark")
    assert unlocked == {(row, name) for row in range(head + 1, head + 4) for name in names}
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    answers, swap = (sheet.cell(head + 1, column[name]).coordinate for name in names[:2])
    assert lists[f"{answers}:{answers[0]}{head + 3}"] == '"agree,later,swap for …,no"'
    assert lists[swap] == "Courses!$A$1:$A$3"
    assert sheet.freeze_panes == f"B{head + 1}"
    assert load_workbook(tmp_path / "Farid Kowal.xlsx")["Courses"].sheet_state == "hidden"


def test_text_is_never_a_formula_and_unknown_is_not_nothing(tmp_path: Path) -> None:
    sheet = picks_of(written(tmp_path))
    head, column = table_of(sheet)
    rows = sheet.iter_rows(min_row=head + 1)
    assert not [cell.coordinate for row in rows for cell in row if cell.data_type == "f"]
    assert sheet.cell(head + 2, column["Person"]).value == "'=cmd|' /C calc'!A0"
    assert [sheet.cell(head + n, column["Cost"]).value for n in (1, 2, 3)] == [1200, "unknown", 400.5]
    note = " ".join(str(sheet.cell(row, 2).value) for row in (1, 2, 3))
    assert "H1 & H2" in note
    assert "by Tue 15 December 2026" in note


def test_rows_come_back_from_any_order_of_rows_columns_and_sheets(tmp_path: Path) -> None:
    path = written(tmp_path)
    sheet = picks_of(path)
    head, column = table_of(sheet)
    said: dict[str, dict[str, Any]] = {
        "P1-0000000a-0000000b": {"Answer": "Agree"},
        "P2-0000000a-0000000b": {"Answer": "swap for …", "Swap for": "'=Pricing (PRI)"},
        "P3-0000000a-0000000b": {"Remark": "'-10 % budget\nask again"},
    }
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=head + 1, max_row=head + 3)]
    records: list[dict[str, Any]] = [dict(zip(column, row, strict=True)) for row in rows]
    for record in records:
        record |= said[str(record["Row id"])] | {"Our own": 7}
    random = Random(5)
    names = [*column, "Our own"]
    random.shuffle(names)
    random.shuffle(records)
    other = Workbook()
    assert other.active is not None
    other.active.title = "Something else"
    target = other.create_sheet("Answers of Farid")
    target.append(["Thanks!"])
    target.append(names)
    for record in records:
        target.append([])
        target.append([record[name] for name in names])
    target.append(names)  # the headings once more, as where two tables were put below each other
    other.save(tmp_path / "back.xlsx")

    found = {row.row_id: row for row in read_answers(tmp_path / "back.xlsx")}
    assert found.keys() == said.keys()
    assert found["P1-0000000a-0000000b"].answer == "Agree"
    second = found["P2-0000000a-0000000b"]
    assert (second.person, second.course) == (PICKS[1].person, PICKS[1].course)
    assert (second.answer, second.swap_for, second.days) == ("swap for …", "=Pricing (PRI)", "1.25")
    assert found["P3-0000000a-0000000b"].remark == "-10 % budget\nask again"
    assert {row.sheet for row in found.values()} == {"Answers of Farid"}
    place = target.cell(second.number, names.index("Answer") + 1)
    assert place.value == "swap for …"
    assert second.column("answer") == place.column_letter


def test_answers_come_back_from_a_text_file(tmp_path: Path) -> None:
    path = tmp_path / "back.csv"
    with path.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerows([["Answer", "Row id"], ["ja", "P1-0000000a-0000000b"], ["", ""], ["no", ""]])
    rows = read_answers(path)
    assert [(row.number, row.row_id, row.answer) for row in rows] == [
        (2, "P1-0000000a-0000000b", "ja"),
        (4, "", "no"),
    ]


def test_files_that_ask_nothing_are_refused(tmp_path: Path) -> None:
    other = Workbook()
    assert other.active is not None
    other.active.append(["Name", "Course", "Answer"])
    other.active.append(["Ana", "Bootcamp", "agree"])
    other.save(tmp_path / "other.xlsx")
    with pytest.raises(ExchangeError, match=r"other\.xlsx is not a file in which managers answer"):
        read_answers(tmp_path / "other.xlsx")
    twice = Workbook()
    assert twice.active is not None
    twice.active.append(["Row id", "Answer", "Answer"])
    twice.active.append(["P1-0000000a-0000000b", "agree", "no"])
    twice.save(tmp_path / "twice.xlsx")
    with pytest.raises(ExchangeError, match="more than one column for “Answer”"):
        read_answers(tmp_path / "twice.xlsx")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(ExchangeError):
        read_answers(tmp_path / "letter.pdf")


def test_a_sheet_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    for name in ("One", "Empty", "Two"):
        sheet = book.create_sheet(name)
        if name != "Empty":
            sheet.append(["Row id", "Answer"])
            sheet.append(["P1-0000000a-0000000b", "agree"])
    book.save(tmp_path / "whole.xlsx")
    assert len(read_answers(tmp_path / "whole.xlsx")) == 2
    with ZipFile(tmp_path / "whole.xlsx") as whole, ZipFile(tmp_path / "half.xlsx", "w") as half:
        for part in whole.namelist():
            content = whole.read(part)
            half.writestr(part, content[: len(content) // 2] if part.endswith("sheet4.xml") else content)
    with pytest.raises(ExchangeError, match=r"half\.xlsx is not an Excel workbook .* damaged"):
        read_answers(tmp_path / "half.xlsx")


def test_answers_are_known_by_their_words_and_others_are_not_guessed() -> None:
    words = {"agree": "agree", "OK": "agree", "swap for …": "swap", "Swap for ...": "swap", "Nein": "no"}
    assert {word: answer_of(word) for word in words} == {word: (ours, "") for word, ours in words.items()}
    assert answer_of("swap for: Kanban (KAN)") == ("swap", "Kanban (KAN)")
    assert answer_of("later") == ("later", "")
    for word in ("maybe", "agree?? no", "85", "not sure", "FALSE", "TRUE", "1", "x"):
        assert answer_of(word) is None


def test_a_row_id_says_which_pick_of_which_workspace_it_was() -> None:
    one = row_id("w", 1, 20, 3, 4, 1)
    assert parse_row_id(f" {one.text.lower()} ") == one
    assert row_id("v", 1, 20, 3, 4, 1).plan != one.plan
    assert row_id("w", 1, 20, 3, 5, 1).plan == one.plan
    assert row_id("w", 1, 20, 3, 5, 1).what != one.what
    for text in ("", "P12", "20-aaaaaaaa-bbbbbbbb", f"{one.text}0"):
        assert parse_row_id(text) is None


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_sums_move_with_the_answers_in_libreoffice(tmp_path: Path) -> None:
    workbook = load_workbook(written(tmp_path))
    sheet = sheet_of(workbook)
    head, column = table_of(sheet)
    for row, (answer, course) in enumerate(
        [("agree", ""), ("swap for …", "Agile (AGI)"), ("", "")], head + 1
    ):
        sheet.cell(row, column["Answer"]).value = answer or None
        sheet.cell(row, column["Swap for"]).value = course or None
    workbook.save(tmp_path / "answered.xlsx")
    command = ["soffice", "--headless", "--convert-to", "ods", "answered.xlsx"]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run([*command, profile], cwd=tmp_path, check=True, capture_output=True, timeout=120)
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "answered.ods", profile],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    sheet = picks_of(tmp_path / "answered.xlsx", values=True)
    sums = [
        [cell.value for cell in row] for row in sheet.iter_rows(min_row=4, max_row=8, min_col=3, max_col=9)
    ]
    assert sums == [
        ["agree", "later", "swap for …", "no", "unanswered", "all", "swapped in"],
        [1, 0, 1, 0, 1, 3, 1],
        [2, 0, 1.25, 0, 2, 5.25, 2],
        [1200, 0, "unknown", 0, 400.5, 1600.5, 99.5],
        [0, 0, 1, 0, 0, 1, 0],
    ]
    assert len(read_answers(tmp_path / "answered.ods")) == len(PICKS)

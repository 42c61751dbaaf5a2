"""Files of managers as they come back: filled in at random, with rows and columns in another order."""

import csv
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

from openpyxl import Workbook, load_workbook

from pmplanner.exchange.approval_layout import parse_row_id
from tests.support import known

WORDS = {"agree": ("agree", "Yes", "OK"), "later": ("later", "Postpone"), "no": ("no", "declined")}


class Filled(NamedTuple):
    """What was answered about a pick; the course is the label of what is taken instead."""

    answer: str
    course: str = ""
    remark: str = ""


def answer_file(
    path: Path, target: Path, chance: Random, free: Mapping[int, set[str]], blank: float = 0.1
) -> dict[int, Filled]:
    """Answer the questions of a file in another one, and return by pick what was answered.

    *free* are the courses that can be taken instead of each pick; one that is chosen is taken out for all
    picks of the same set.
    """
    sheet = load_workbook(path)["Picks"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(place for place, row in enumerate(rows) if "Row id" in row)
    header = list(map(str, rows[head]))
    records = [dict(zip(header, row, strict=True)) for row in rows[head + 1 :]]
    answers = {}
    for record in records:
        pick_id = known(parse_row_id(str(record["Row id"]))).pick_id
        filled = _filled(chance, free[pick_id], blank)
        answers[pick_id] = filled
        word = "swap for …" if filled.answer == "swap" else chance.choice(WORDS.get(filled.answer, ("",)))
        record |= {"Answer": word or None, "Swap for": filled.course or None, "Remark": filled.remark or None}
        record["Ours"] = chance.random()
    header = [*header, "Ours"]
    chance.shuffle(header)
    chance.shuffle(records)
    lines: list[list[object]] = [[record.get(name) for name in header] for record in records]
    (_write_text if target.suffix == ".csv" else _write_book)(target, header, lines)
    return answers


def _filled(chance: Random, free: set[str], blank: float) -> Filled:
    if chance.random() < blank:
        return Filled("")
    remark = chance.choice(["", "", "", "=1+1 soon", "after the\nrelease"])
    answer = chance.choice(["agree", "agree", "agree", "later", "no", "swap"])
    if answer != "swap" or not free:
        return Filled("agree" if answer == "swap" else answer, "", remark)
    course = chance.choice(sorted(free))
    free.remove(course)
    return Filled("swap", course, remark)


def _write_book(target: Path, header: list[str], lines: list[list[object]]) -> None:
    book = Workbook()
    sheet = known(book.active)
    sheet.title = "Back"
    sheet.append(["From my manager"])
    sheet.append([])
    sheet.append(header)
    for line in lines:
        sheet.append([f"'{cell}" if str(cell).startswith("=") else cell for cell in line])
    book.create_sheet("Notes").append(["nothing"])
    book.save(target)


def _write_text(target: Path, header: list[str], lines: list[list[object]]) -> None:
    with target.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([header, *lines])

"""Reading what managers answered about picks, from whatever has become of the files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from pmplanner.exchange.approval_layout import (
    ANSWER,
    ANSWER_WORDS,
    APPROVALS,
    COURSE,
    DAYS,
    PERSON,
    REMARK,
    ROW_ID,
    SWAP_FOR,
)
from pmplanner.exchange.errors import EmptySheetError, ExchangeError
from pmplanner.exchange.headers import known_headings, plain
from pmplanner.exchange.mapping import match_columns
from pmplanner.exchange.reading import list_sheets, read_table
from pmplanner.exchange.table import Progress, Row, Table
from pmplanner.exchange.values import as_text, bare
from pmplanner.exchange.words import ANSWER as ANSWER_VOCABULARY
from pmplanner.exchange.words import word_key
from pmplanner.sentences import resaid, said

_FIELDS = (ROW_ID, PERSON, COURSE, DAYS, ANSWER, SWAP_FOR, REMARK)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row of a file that came back, as text; what the file has no column for is empty."""

    file: str
    sheet: str
    """"" in a text file."""
    number: int
    """As a spreadsheet counts rows."""
    row_id: str
    person: str
    course: str
    days: str
    answer: str
    swap_for: str
    remark: str
    columns: tuple[tuple[str, str], ...] = ()
    """The letter of the column of each field that there is."""

    def column(self, field: str) -> str:
        """Return the letter of a field's column; "" when there is none."""
        return dict(self.columns).get(field, "")


def read_answers(path: Path, progress: Progress | None = None) -> list[AnswerRow]:
    """Read all rows that have a row id, an answer or a remark, from every sheet that asks about picks.

    Sheets may be called otherwise, rows and columns be in any order, and others be among them. What
    *progress* raises passes through. Raises ExchangeError when the file cannot be read, or asks nothing.
    """
    tables = list(_tables(path, progress))
    found = [table for table in tables if not match_columns(table, APPROVALS).missing]
    if not found:
        raise ExchangeError(
            said(
                "{file} is not a file in which managers answer: it has no sheet with the columns “Row id” "
                "and “Answer”.",
                file=path.name,
            )
        )
    return [row for table in found for row in _rows(table)]


def answer_of(text: str) -> tuple[str, str] | None:
    """Return which answer a text is, with the course that it names itself; None for an unknown one.

    The answer is one of ANSWER_WORDS; "swap for Kanban" names the course beside it.
    """
    key = word_key(text)
    for answer, word in ANSWER_WORDS.items():
        if key == word_key(resaid(word)):
            return answer, ""
    known = ANSWER_VOCABULARY.find(text)
    if known is not None:
        return known, ""
    words = text.split()
    for count in (3, 2, 1):
        begin, rest = " ".join(words[:count]), " ".join(words[count:]).lstrip(" :–-…").strip()
        if rest and (
            ANSWER_VOCABULARY.find(begin) == "swap"
            or word_key(begin) == word_key(resaid(ANSWER_WORDS["swap"]))
        ):
            return "swap", rest
    return None


def _tables(path: Path, progress: Progress | None) -> Iterable[Table]:
    sheets = list_sheets(path, progress=progress)
    if not sheets:
        yield read_table(path, layout=APPROVALS, progress=progress)
    for sheet in sheets:
        try:
            yield read_table(path, sheet=sheet, layout=APPROVALS, progress=progress)
        except EmptySheetError:
            # One beside the one that asks is no reason to refuse the file; a sheet that cannot be read is.
            if len(sheets) == 1:
                raise


def _rows(table: Table) -> Iterable[AnswerRow]:
    _refuse_twice(table)
    columns = match_columns(table, APPROVALS).columns
    letters = tuple((field, get_column_letter(place + 1)) for field, place in columns.items())
    for row in table.rows:
        texts = {field: _text(row, columns.get(field)) for field in _FIELDS}
        is_heading = plain(texts[ROW_ID]) in _ROW_ID_HEADINGS
        if not is_heading and any(texts[field] for field in (ROW_ID, ANSWER, REMARK)):
            yield AnswerRow(
                table.name,
                table.sheet or "",
                row.number,
                texts[ROW_ID],
                texts[PERSON],
                texts[COURSE],
                texts[DAYS],
                texts[ANSWER],
                texts[SWAP_FOR],
                texts[REMARK],
                letters,
            )


_ROW_ID_HEADINGS = {heading for heading, field in known_headings(APPROVALS).items() if field == ROW_ID}


def _text(row: Row, place: int | None) -> str:
    if place is None:
        return ""
    cell = bare(row.cells[place])
    if isinstance(cell, str):
        return "\n".join(" ".join(line.split()) for line in cell.splitlines()).strip()
    return "" if cell is None else as_text(cell)


def _refuse_twice(table: Table) -> None:
    """Raise ExchangeError when two columns are called the same of which one is read."""
    headings = Counter(known_headings(APPROVALS).get(plain(heading), "") for heading in table.header)
    for field in (ROW_ID, ANSWER, SWAP_FOR, REMARK):
        if headings[field] > 1:
            layout_field = APPROVALS.field(field)
            assert layout_field is not None
            raise ExchangeError(
                said(
                    "{file} has more than one column for “{column}”; leave only the one that holds.",
                    file=table.name,
                    column=layout_field.title,
                )
            )

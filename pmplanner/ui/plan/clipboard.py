"""Blocks of the matrix as tab-separated text, to a spreadsheet and back."""

from collections.abc import Sequence
from dataclasses import dataclass

from pmplanner.services.picks import Pair
from pmplanner.ui.plan.block import Block
from pmplanner.ui.plan.matrix_model import MatrixModel
from pmplanner.ui.plan.words import state_word, tr

_NO = frozenset({"", "0", "-", "–", "—", "no", "false"})
"""What a spreadsheet says where something is not wanted."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """The cells that a pasted block picks, and how many lay beyond the matrix."""

    pairs: tuple[Pair, ...]
    outside: int


def block_text(model: MatrixModel, block: Block, *, headings: bool = False) -> str:
    """Return the states of the block's cells; with headings, names and titles around them.

    Whoever is selected by name gives all cells shown.
    """
    assert model.sheet is not None
    people = block.cell_people or block.people
    courses = block.courses or tuple(model.courses)
    lines = [["", *(model.sheet.courses[course].title for course in courses)]] if headings else []
    for person_id in people:
        cells = (model.sheet.cell(person_id, course) for course in courses)
        names = [model.sheet.people[person_id].name] if headings else []
        lines.append([*names, *(state_word(cell.state) if cell else "" for cell in cells)])
    return "\n".join("\t".join(" ".join(text.split()) for text in line) for line in lines)


def read_block(model: MatrixModel, block: Block, text: str) -> Pasted:
    """Return what a text of a spreadsheet picks, laid from the block's first cell on.

    One cell fills the whole block. Any text picks, except one that says no, or that a course is
    only required or credited, as a copied block has it.
    """
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").rstrip("\n").split("\n")]
    if not block.count:
        return Pasted((), 0)
    if len(lines) == 1 and len(lines[0]) == 1 and block.count > 1:
        return Pasted(tuple(block.pairs()) if _picks(lines[0][0]) else (), 0)
    return _laid(model, block, lines)


def _laid(model: MatrixModel, block: Block, lines: Sequence[Sequence[str]]) -> Pasted:
    first_person, first_course = next(block.pairs())
    rows = range(model.row_of(first_person), len(model.rows))
    people = [person.id for row in rows if (person := model.person_at(row)) is not None]
    courses = model.courses[model.column_of(first_course) - 1 :]
    pairs, outside = [], 0
    for line, cells in enumerate(lines):
        for place, cell in enumerate(cells):
            if not _picks(cell):
                continue
            if line < len(people) and place < len(courses):
                pairs.append((people[line], courses[place]))
            else:
                outside += 1
    return Pasted(tuple(pairs), outside)


def _picks(text: str) -> bool:
    said = text.strip().casefold()
    return said not in _NO | {tr("no"), state_word("required").casefold(), state_word("credited").casefold()}

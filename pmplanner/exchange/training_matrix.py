"""Training matrices: people down, courses across; read as a table of one row a cell that holds anything.

Above the courses may stand further lines: categories, codes beside titles, months of validity. What of them
names the course is for who knows the courses; all are handed on, the one nearest to the cells first.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from pmplanner.exchange.dates import DateOrder, decide_order, parse_date
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.headers import SEARCHED_ROWS, known_headings, plain
from pmplanner.exchange.layouts import COMPLETIONS, LAYOUTS, MATRIX, PEOPLE
from pmplanner.exchange.table import Cell, Row, Table, header_text, is_blank, padded
from pmplanner.exchange.values import bare
from pmplanner.exchange.words import DAY, DAY_TO_COME
from pmplanner.sentences import counted, said

Records = Sequence[tuple[int, tuple[Cell, ...]]]

_WHO = ("person_id", "name", "email", "last_name", "first_name")
_PERSON = (*_WHO, "track", "team")
_CELLS = ("course", "heads", "cell", "cell_day")
"""The columns that are made of the columns of courses."""
_ORDERS: tuple[DateOrder, ...] = ("dmy", "mdy")
_FEWEST_COURSES = 3
_MOST_LINES = 3
_MOSTLY = 5
"""Of so many columns all but one have to be filled in a line that names courses."""
"""Of the head, above the line that names the people's columns, and below it."""
_WORD_AND_DAY = re.compile(r"(?P<word>[^\d]*?[^\d\s:,(\[–-])[\s:,(\[–-]+(?P<day>\d[\w ./-]*?)\s*[)\]]?")
_SUMS = frozenset(
    map(
        plain,
        (
            *("Total", "Totals", "Sum", "Count", "Score", "Progress", "Percent", "Compliance", "% complete"),
            *("Completed", "Complete", "Open", "Missing", "Notes", "Note", "Remark", "Remarks", "Comment"),
            *("Comments", "Summe", "Gesamt", "Anzahl", "Bemerkung", "Bemerkungen", "Remarque", "Remarques"),
            *("Observaciones", "Nombre de formations"),
        ),
    )
)
"""Headings of columns that sum up or remark, and are no courses."""
_COURSES_DOWN = frozenset(
    map(plain, ("course_code", "course_title", "Course", "Courses", "Training", "Trainings", "Code", "Title"))
)


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines above the people: where they stand, and the columns of people and of courses."""

    place: int
    """Of the line that names the columns of the people, among the records."""
    last: int
    """Of the last line of the head."""
    people: Mapping[int, str]
    """Column to the heading."""
    courses: Mapping[int, tuple[str, ...]]
    """Column to what stands above it, the nearest first."""


def matrix_table(
    records: Records,
    name: str,
    sheet: str | None = None,
    *,
    separator: str | None = None,
    encoding: str | None = None,
    today: dt.date | None = None,
) -> Table:
    """Make the table of the cells of a training matrix; of one that has a row a cell already, that.

    Raises ExchangeError when no column says whose the rows are, or no course stands above the cells.
    """
    head = _find_head(records, name)
    header = tuple(head.people.values())
    if {"course", "cell"} <= {_field(text) for text in header}:
        return _as_it_stands(records, head.place, Table(name, sheet, (), 0, (), separator, encoding))
    about = {name for layout in (PEOPLE, COMPLETIONS) for name in known_headings(layout)} | _SUMS
    summed = [place for place, heads in head.courses.items() if about.issuperset(map(plain, heads))]
    courses = {place: heads for place, heads in head.courses.items() if place not in summed}
    if not courses:
        raise ExchangeError(said("{name} has no course above its cells.", name=name))
    below = records[head.last + 1 :]
    order, _ = decide_order(text for text in _texts(below, courses))
    days = _Days(order, today or dt.datetime.now().astimezone().date())
    rows = tuple(
        Row(number, (*who, heads[0], "\n".join(heads[1:]), *days.read(cells[place])))
        for number, cells in below
        for who in [[_at(cells, place) for place in head.people]]
        if not all(map(is_blank, who))
        for place, heads in courses.items()
        if not is_blank(_at(cells, place))
    )
    nobody = sum(
        all(is_blank(_at(cells, place)) for place in head.people)
        and any(not is_blank(_at(cells, place)) for place in courses)
        for _, cells in below
    )
    unheaded = {
        place
        for _, cells in below
        if any(not is_blank(_at(cells, column)) for column in head.people)
        for place in range(min(head.people), len(cells))
        if not is_blank(cells[place]) and place not in head.people and place not in head.courses
    }
    notes = (*_left_out(head, summed), *_unnamed(nobody), *_without_heading(len(unheaded)))
    return Table(name, sheet, (*header, *_CELLS), records[head.place][0], rows, separator, encoding, notes)


def _as_it_stands(records: Records, place: int, table: Table) -> Table:
    """Return a table of a row a cell, as rejected ones are written."""
    number, heads = records[place]
    below = records[place + 1 :]
    width = max(len(cells) for _, cells in records[place:])
    header = tuple(header_text(cell) for cell in padded(heads, width, None))
    rows = tuple(Row(n, padded(cells, width, None)) for n, cells in below)
    return replace(table, header=header, header_row=number, rows=rows)


def is_matrix(table: Table) -> bool:
    """Tell whether a table looks like a training matrix: beside people many headings of no layout of ours.

    Below them stand days and marks rather than texts.
    """
    records = [(table.header_row, table.header), *((row.number, row.cells) for row in table.rows)]
    try:
        head = _find_head(records, table.name)
    except ExchangeError:
        return False
    known = {name for layout in LAYOUTS.values() for name in known_headings(layout)}
    columns = [place for place, heads in head.courses.items() if plain(heads[-1]) not in known]
    below = [cells for _, cells in records[head.last + 1 :]]
    held = [cell for row in below for place in columns if not is_blank(cell := bare(_at(row, place)))]
    marks = sum(_is_day(cell) or len(header_text(cell)) == 1 for cell in held)
    return len(columns) >= max(_FEWEST_COURSES, len(head.courses) // 2) and marks * 2 > len(held)


def _find_head(records: Records, name: str) -> _Head:
    scores = [_score(cells) for _, cells in records[:SEARCHED_ROWS]]
    best = max(scores, default=0)
    if not best:
        raise ExchangeError(_no_people(records, name))
    place = scores.index(best)
    cells = records[place][1]
    people: dict[int, str] = {}
    for column, cell in enumerate(cells):
        field = _field(header_text(cell))
        if field is not None and field not in {_field(text) for text in people.values()}:
            people[column] = header_text(cell)
    last = place
    while last + 1 < len(records) and last - place < _MOST_LINES and _is_head(records[last + 1][1], people):
        last += 1
    lines = [cells for _, cells in records[max(0, place - _MOST_LINES) : last + 1]]
    first = min(column for column, text in people.items() if _field(text) in _WHO)
    width = max(len(cells) for _, cells in records[place:])
    # What stands alone above the lines of the head is the title of the file.
    columns = [
        column
        for column in range(first + 1, width)
        if column not in people
        and any(header_text(_at(line, column)) for line in lines[-(last - place + 1) :])
    ]
    return _Head(place, last, people, _heads(lines, columns))


def _heads(lines: Sequence[Sequence[Cell]], columns: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return by column what may name its course: the line nearest to the cells, and those that name others.

    A line of categories names no course, though one may be called like a category: it has gaps where cells
    are merged, or says the same more than once. Where it is the nearest line that repeats itself, as with a
    day and an expiry of each course, the one above may have gaps.
    """
    texts = {c: [header_text(_at(line, c)) for line in reversed(lines)] for c in columns}
    nearest = {c: next(filter(None, found)) for c, found in texts.items()}
    alike = len({plain(text) for text in nearest.values()}) * 2 <= len(nearest)
    naming = []
    for place in range(len(lines)):
        found = [plain(texts[c][place]) for c in columns if texts[c][place]]
        filled = len(found) * _MOSTLY >= len(columns) * (_MOSTLY - 1)
        if alike or (filled and len(set(found)) == len(found)):
            naming.append(place)
    return {
        c: tuple(dict.fromkeys((nearest[c], *(texts[c][place] for place in naming if texts[c][place]))))
        for c in columns
    }


def _score(cells: Iterable[Cell]) -> int:
    """Count the people's fields that a line names; 0 where it does not say whose rows are."""
    fields = {_field(header_text(cell)) for cell in cells}
    return len(fields & set(_PERSON)) if fields & set(_WHO) else 0


def _field(heading: str) -> str | None:
    return known_headings(MATRIX).get(plain(heading))


def _is_head(cells: Sequence[Cell], people: Mapping[int, str]) -> bool:
    """Tell whether a line goes on with the head: it names nobody, and has more than one text."""
    if any(not is_blank(_at(cells, column)) for column in people):
        return False
    held = [cell for cell in cells if not is_blank(cell)]
    return len(held) > 1 or (len(held) == 1 and not isinstance(held[0], dt.date))


def _no_people(records: Records, name: str) -> str:
    for _, cells in records[:SEARCHED_ROWS]:
        texts = [plain(header_text(cell)) for cell in cells if not is_blank(cell)]
        if len(texts) > 1 and texts[0] in _COURSES_DOWN:
            return said(
                "{name} has courses down and people across; turn it, so that people stand below each other.",
                name=name,
            )
    return said(
        "No column of {name} says who its rows are about; write a heading such as Name above it.", name=name
    )


def _left_out(head: _Head, summed: Sequence[int]) -> tuple[str, ...]:
    if not summed:
        return ()
    names = ", ".join(head.courses[place][0] for place in summed)
    return (said("Columns that are no courses are not read: {names}.", names=names),)


def _unnamed(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (
        counted("{n} row names nobody and is not read.", "{n} rows name nobody and are not read.", count),
    )


def _without_heading(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (
        counted(
            "{n} column with entries has no heading and is not read.",
            "{n} columns with entries have no heading and are not read.",
            count,
        ),
    )


def _at(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _texts(records: Records, columns: Iterable[int]) -> Iterator[str]:
    """Give the texts in which days may stand, for the order of day and month."""
    for _, cells in records:
        for place in columns:
            cell = bare(_at(cells, place))
            if isinstance(cell, str) and cell:
                found = _WORD_AND_DAY.fullmatch(cell)
                yield found["day"] if found else cell


def _is_day(cell: Cell) -> bool:
    return _read_day(cell, None) is not None


def _read_day(cell: Cell, order: DateOrder | None) -> dt.date | None:
    """Return the day that a cell is; of one that can be read in two ways, which is asked about, either."""
    for each in (order,) if order else _ORDERS:
        with suppress(ValueError):
            return parse_date(cell, each)
    return None


class _Days:
    """Takes cells apart into a word and a day, by the order of day and month of the file."""

    def __init__(self, order: DateOrder | None, today: dt.date) -> None:
        self._order, self._today = order, today

    def read(self, cell: Cell) -> tuple[Cell, Cell]:
        """Return word and day; a day alone has a word that says whether it is still to come."""
        content = bare(cell)
        if isinstance(content, bool):
            return cell, None
        day = _read_day(content, self._order)
        if day is not None:
            return DAY_TO_COME if day > self._today else DAY, cell
        if isinstance(content, str) and (found := _WORD_AND_DAY.fullmatch(content)) and _is_day(found["day"]):
            return found["word"], found["day"]
        return cell, None

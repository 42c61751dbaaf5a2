"""Rows of a table as typed values, each with what is wrong in it."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from pmplanner.day_words import number
from pmplanner.exchange.dates import DateOrder, decide_order, parse_time
from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.layouts import Field, Layout
from pmplanner.exchange.mapping import ColumnMatch
from pmplanner.exchange.numbers import HOURS_A_DAY, decide_mark, is_in_hours
from pmplanner.exchange.profiles import Profile
from pmplanner.exchange.table import PROGRESS_STEP, Cell, Progress, Row, Table, is_blank
from pmplanner.exchange.values import NONE_GIVEN, Habits, as_text, bare, is_word_none, read_value
from pmplanner.exchange.wishes import Wishes, defaults_of, known_course, may_stand_in
from pmplanner.exchange.words import NONE, NUMBER, Meanings, is_number
from pmplanner.sentences import counted, marked, resaid, said

T = TypeVar("T")
_SHOWN = 60

Words: TypeAlias = Mapping[str, Mapping[str, str]]
"""Field to the words that a file has in it, and ours for them."""

COURSE = "course"
"""Stands among the fields of words for the courses that rows name by code or title."""

_TIMES = (
    ("start_date", "start_time"),
    ("end_date", "end_time"),
    ("first_day", "start_time"),
    ("last_day", "end_time"),
)
"""Fields of days whose cells may hold a time as well, and the field that is for it."""


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row as values of the layout's fields. A field that is empty in the file has no value."""

    row: Row
    values: dict[str, object]
    errors: tuple[str, ...]
    """Sentences with row, column and value; a row with any must be rejected."""
    faults: tuple[str, ...] = ()
    """The fields that the errors are about."""
    left_out: str = ""
    """Why the row is not wanted, in a sentence; empty where it is."""
    not_asked_for: bool = False
    """Whether it is left out only because other rows are asked for."""

    @property
    def number(self) -> int:
        """The number of the row in the file."""
        return self.row.number

    def get(self, name: str, kind: type[T]) -> T | None:
        """Give a value as the type that its field has; None when the file has none."""
        value = self.values.get(name)
        return value if isinstance(value, kind) else None


@dataclass(frozen=True, slots=True)
class Question:
    """A word of the file of which nobody knows what it means, or for which somebody has said it."""

    field: str
    heading: str
    word: str
    """As it stands in the file; NUMBER for all numbers of the column; empty for an empty cell."""
    count: int
    ours: str | None
    """None as long as it is not known."""
    examples: tuple[str, ...] = ()
    """Of the numbers."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """All rows, and in which order their dates were read."""

    rows: tuple[ParsedRow, ...]
    date_order: DateOrder | None
    """None when no date depends on it, or when it must be asked for."""
    ambiguous_dates: bool
    """True when dates can be read in two ways: ask, and parse again with the answer."""
    questions: tuple[Question, ...] = ()
    """Words to be asked about, and those already said; ask, and parse again with the answers."""
    notes: tuple[str, ...] = ()
    """What is to be said of how the file was read."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is the same for every row: the fields with their columns, and how the file writes values."""

    table: Table
    layout: Layout
    profile: Profile | None
    fields: tuple[tuple[Field, int], ...]
    habits: Habits
    meanings: Mapping[str, Meanings]
    times: tuple[tuple[str, str, int], ...]
    """Fields of days whose cells may hold a time, the field that is for it, and the column of the day."""
    asked: "_Asked"
    hours: set[str]
    """The headings of columns in which hours were read as days."""
    wishes: Wishes
    defaults: Mapping[str, object]
    """Values of fields that a row leaves empty."""
    courses: Mapping[str, str]
    """Codes of our courses by theirs, folded."""


class _Asked:
    """The words that are not known or that somebody has said, as they are met."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Question] = {}

    def note(self, name: str, heading: str, word: str, ours: str | None) -> None:
        number = is_number(word)
        key = NUMBER if number else word
        known = self._found.get((name, key))
        examples = known.examples if known else ()
        if number and word not in examples and len(examples) < _EXAMPLES:
            examples = (*examples, word)
        # Of numbers some may mean one thing, some another and some nothing.
        ours = ours if known is None or known.ours == ours else None
        self._found[name, key] = Question(
            name, heading, key, (known.count if known else 0) + 1, ours, examples
        )

    def questions(self) -> tuple[Question, ...]:
        return tuple(self._found.values())


_EXAMPLES = 3


def parse_rows(
    table: Table,
    layout: Layout,
    match: ColumnMatch,
    *,
    date_order: DateOrder | None = None,
    usual_order: DateOrder | None = None,
    words: Words | None = None,
    wishes: Wishes | None = None,
    progress: Progress | None = None,
) -> Parsed:
    """Read every row; the order of day and month is decided from the whole file unless given.

    Where the file does not tell, it is *usual_order*.

    *words* says what words of the file mean, before the lists of those that are known; *wishes* what of
    it is taken, and what is taken where it says nothing. *progress* hears of the rows read; what it raises
    passes through. Raises ExchangeError when words are for no field of the layout, or have no meaning
    there, or a wish cannot be met.
    """
    wishes = wishes or Wishes()
    wishes.check(table, layout)
    words, courses = _courses_apart(words or {}, layout)
    fields = tuple(
        (field, match.columns[field.name]) for field in layout.fields if field.name in match.columns
    )
    order, ambiguous = date_order or (match.profile.date_order if match.profile else None), False
    if order is None:
        order, ambiguous = decide_order(_texts(table, fields, {"date"}))
    remembered = usual_order if ambiguous else None
    if remembered is not None:
        order, ambiguous = remembered, False
    mark = decide_mark(_texts(table, fields, {"money", "rate"}))
    asked = _Asked()
    habits, meanings = Habits(order, mark), _meanings(layout, words)
    defaults = defaults_of(wishes.defaults, layout, habits)
    times = _times(layout, match)
    plan = _Plan(
        *(table, layout, match.profile, fields, habits, meanings, times, asked, set(), wishes),
        *(defaults, courses),
    )
    rows = []
    for place, (row, cells) in enumerate(_filled(plan)):
        if progress and place % PROGRESS_STEP == 0:
            progress(place, len(table.rows))
        rows.append(_parse(plan, row, cells))
    notes = tuple(_hours_note(heading) for heading in sorted(plan.hours))
    if remembered is not None:
        notes += (resaid(_ORDER_NOTES[remembered]),)
    return Parsed(tuple(rows), order, ambiguous, asked.questions(), notes)


def _courses_apart(words: Words, layout: Layout) -> tuple[Words, Mapping[str, str]]:
    """Take out what is said of courses, where a layout has no field of that name but names courses."""
    if layout.field(COURSE) is not None or layout.field("course_code") is None:
        return words, {}
    rest = {name: meant for name, meant in words.items() if name != COURSE}
    return rest, {known_course(theirs): ours for theirs, ours in words.get(COURSE, {}).items()}


_ORDER_NOTES: dict[DateOrder, str] = {
    "dmy": marked("Dates are read with the day first, as is remembered of files like this one."),
    "mdy": marked("Dates are read with the month first, as is remembered of files like this one."),
}


def _hours_note(heading: str) -> str:
    return said(
        "{heading}: {hours} hours are taken as a day, up to the next quarter of a day.",
        heading=heading,
        hours=number(HOURS_A_DAY),
    )


def _times(layout: Layout, match: ColumnMatch) -> tuple[tuple[str, str, int], ...]:
    """Give the fields of days that the file has where the layout has a field for their times, too."""
    return tuple(
        (day, time, match.columns[day])
        for day, time in _TIMES
        if day in match.columns and layout.field(day) is not None and layout.field(time) is not None
    )


def _meanings(layout: Layout, words: Words) -> dict[str, Meanings]:
    """Give what words mean, for each field that has any."""
    for name in words:
        found = layout.field(name)
        if found is None or found.kind not in ("text", "identifier", "note"):
            known = ", ".join(f.name for f in layout.fields if f.kind in ("text", "identifier", "note"))
            raise ExchangeError(
                said(
                    "There are no words in {layout} for {name}; there are for: {known}.",
                    layout=layout.name,
                    name=name,
                    known=known,
                )
            )
    return {
        each.name: Meanings(each.words, words.get(each.name, {}), each.name)
        for each in layout.fields
        if each.words is not None or each.name in words
    }


def _texts(table: Table, fields: Iterable[tuple[Field, int]], kinds: set[str]) -> Iterator[str]:
    """Give all text in the columns of some kinds."""
    columns = {index for field, index in fields if field.kind in kinds}
    for row in table.rows:
        for index in columns:
            content = bare(row.cells[index])
            if isinstance(content, str) and content:
                yield content


def _filled(plan: _Plan) -> Iterator[tuple[Row, tuple[Cell, ...]]]:
    """Give each row and its cells, those filled down that the writer left out in a group."""
    names = plan.profile.filled_down if plan.profile else ()
    columns = [index for field, index in plan.fields if field.name in names]
    if not columns:
        yield from ((row, row.cells) for row in plan.table.rows)
        return
    above: dict[int, Cell] = {}
    for row in plan.table.rows:
        if any(not is_blank(row.cells[index]) for index in columns):
            above = {index: row.cells[index] for index in columns}
        yield row, tuple(above.get(i, cell) for i, cell in enumerate(row.cells))


def _unread(plan: _Plan, row: Row, cells: tuple[Cell, ...]) -> ParsedRow | None:
    """Give a row of which no cell is read: it has a fault of its own, or is not wanted."""
    width = len(plan.table.header)
    if row.fault:
        return ParsedRow(row, {}, (row.fault,))
    if len(cells) > width:
        told = counted(
            "row {number} has {n} cell, but the header has {width}",
            "row {number} has {n} cells, but the header has {width}",
            len(cells),
            number=row.number,
            width=width,
        )
        return ParsedRow(row, {}, (told,))
    filled = replace(row, cells=cells) if cells is not row.cells else row
    reason = plan.wishes.why_left_out(plan.table, filled)
    return ParsedRow(row, {}, (), left_out=reason, not_asked_for=True) if reason else None


def _parse(plan: _Plan, row: Row, cells: tuple[Cell, ...]) -> ParsedRow:
    """Read one row."""
    mended = plan.wishes.mended_in(row.number)
    row, cells = _mended(plan, row, cells, mended)
    unread = _unread(plan, row, cells)
    if unread is not None:
        return unread
    values: dict[str, object] = {}
    errors: list[str] = []
    failed: dict[str, None] = {}
    for field, heading, cell in _cells_of(plan, cells, mended):
        try:
            value = _read(plan, field, cell, heading)
            if plan.profile is not None:
                value = _translated(plan.profile, field.name, value)
            if field.name in plan.meanings and not (is_blank(cell) and field.name in plan.defaults):
                value = _meant(plan, field, heading, value)
        except _UnknownWordError as error:
            failed[field.name] = None
            errors.append(
                said("row {number}, {header}: {error}", number=row.number, header=heading, error=error)
            )
        except ValueError as error:
            failed[field.name] = None
            errors.append(_complaint(row, heading, cell, str(error)))
        else:
            if value is not None:
                values[field.name] = value
    values |= {
        name: value
        for name, value in plan.defaults.items()
        if name not in failed and may_stand_in(name, plan.layout, values)
    }
    reason = _take_course(plan, row, values)
    if reason:
        return ParsedRow(row, values, (), left_out=reason)
    lacking = list(_lacking(plan.layout, row, values.keys() | failed.keys()))
    errors += [what for _, what in lacking]
    failed |= {name: None for names, _ in lacking for name in names}
    _split_names(values)
    _split_code(values, plan.profile)
    _take_times(plan, cells, values)
    return ParsedRow(row, values, tuple(errors), tuple(failed))


def _mended(
    plan: _Plan, row: Row, cells: tuple[Cell, ...], mended: Mapping[str, str]
) -> tuple[Row, tuple[Cell, ...]]:
    """Give a row with what was mended in it, so that it is written so where it is rejected still."""
    if not mended:
        return row, cells
    places = {index: mended[field.name] for field, index in plan.fields if field.name in mended}
    return (
        replace(row, cells=tuple(places.get(i, cell) for i, cell in enumerate(row.cells))),
        tuple(places.get(i, cell) for i, cell in enumerate(cells)),
    )


def _cells_of(
    plan: _Plan, cells: tuple[Cell, ...], mended: Mapping[str, str]
) -> Iterator[tuple[Field, str, Cell]]:
    """Give each field with its heading and cell; also fields of no column that were given in this row."""
    for field, index in plan.fields:
        yield field, plan.table.header[index], cells[index]
    there = {field.name for field, _ in plan.fields} if mended else set()
    for name, text in mended.items():
        found = plan.layout.field(name)
        if found is not None and name not in there:
            yield found, found.title, text


def _take_course(plan: _Plan, row: Row, values: dict[str, object]) -> str:
    """Take our code for their course; say why the row is left out where it is none of ours."""
    if not plan.courses:
        return ""
    for name in ("course_code", "course_title"):
        theirs = values.get(name)
        ours = plan.courses.get(known_course(theirs)) if isinstance(theirs, str) else None
        if ours is None or not isinstance(theirs, str):
            continue
        plan.asked.note(COURSE, said("Course"), theirs, ours)
        if ours.casefold() == NONE:
            return said("row {number}: “{course}” is left out", number=row.number, course=theirs)
        values.pop("course_title", None)
        values["course_code"] = ours
        return ""
    return ""


def _read(plan: _Plan, field: Field, cell: Cell, heading: str) -> object:
    if field.says_none and is_word_none(cell):
        return NONE_GIVEN
    if field.kind not in ("days", "aim") or not is_in_hours(heading, bare(cell)):
        return read_value(cell, field.kind, plan.habits)
    days = read_value(cell, "hours", plan.habits)
    if days is not None:
        plan.hours.add(heading)
    return days


class _UnknownWordError(Exception):
    """A word of which nobody knows what it means."""

    def __init__(self, what: str, word: str) -> None:
        shown = word if len(word) <= _SHOWN else f"{word[:_SHOWN]}…"
        super().__init__(
            said("the {what} {shown} is not known; say what it means", what=what, shown=shown)
            if word
            else said("the {what} is empty; say what it means", what=what)
        )


def _meant(plan: _Plan, field: Field, heading: str, value: object) -> object:
    """Give our word for a word of the file; raises ValueError when nobody knows what it means."""
    meanings = plan.meanings[field.name]
    if not (isinstance(value, str) or (value is None and field.asks_blank)):
        return value
    word = value if isinstance(value, str) else ""
    ours = meanings.said(word)
    if field.words is None:
        return value if ours is None else ours
    if ours is None and field.words.find(word) is not None:
        return value
    plan.asked.note(field.name, heading, word, ours)
    if ours is None:
        raise _UnknownWordError(resaid(field.words.what), word)
    return ours


_CODE = re.compile(r"(\S*\d\S*)\s+(\S.*)")
"""A word with a digit in it, before the title."""


def _split_code(values: dict[str, object], profile: Profile | None) -> None:
    """Take the code of a session from before the title of its course, in files that have it there."""
    field = profile.coded if profile else ""
    found = _CODE.fullmatch(str(values.get(field, "")))
    if found and "session_code" not in values:
        values |= {"session_code": found[1], field: found[2]}


def _take_times(plan: _Plan, cells: tuple[Cell, ...], values: dict[str, object]) -> None:
    """Take the times that stand in the cells of days, where no column of its own gives one."""
    for day, time, index in plan.times:
        if time in values or day not in values:
            continue
        cell = bare(cells[index])
        if isinstance(cell, dt.datetime) or (isinstance(cell, str) and ":" in cell):
            try:
                values[time] = parse_time(cell)
            except ValueError:
                continue
            if values[time] == dt.time():
                # A spreadsheet writes midnight where there is only a day.
                del values[time]


def _complaint(row: Row, heading: str, cell: Cell, what: str) -> str:
    shown = as_text(bare(cell))
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    return said(
        "row {number}, {heading}: '{shown}' {what}",
        number=row.number,
        heading=heading,
        shown=shown,
        what=what,
    )


def _translated(profile: Profile, name: str, value: object) -> object:
    """Give our word for the word of another system."""
    if name in profile.words and isinstance(value, str):
        return profile.words[name].get(value.lower(), value)
    return value


def _lacking(layout: Layout, row: Row, present: set[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Say what the row must have and has not, with the fields that would do."""
    for field in layout.fields:
        if field.required and field.name not in present:
            yield (field.name,), said("row {number}: {field} is empty", number=row.number, field=field.title)
    for group in layout.needs:
        if present.isdisjoint(group):
            titles = [field.title for field in layout.fields if field.name in group]
            told = said(
                "row {number} needs at least one of {titles}", number=row.number, titles=", ".join(titles)
            )
            yield group, told


def _split_names(values: dict[str, object]) -> None:
    """Turn a full name into first and last, and a manager's address into what it is."""
    name = values.pop("full_name", None)
    if isinstance(name, str) and "last_name" not in values:
        given = values.get("first_name")
        # Beside a first name, a name is the last one, which may have the first before or after it.
        first, last = split_name(name) if given is None else (given, _without(name, str(given)))
        values.update({key: part for key, part in (("first_name", first), ("last_name", last)) if part})
    manager = values.get("manager")
    if isinstance(manager, str) and "@" in manager:
        del values["manager"]
        values.setdefault("manager_email", manager)


def _without(name: str, first: str) -> str:
    """Give a full name without the first name."""
    words, given = name.replace(",", " ").split(), first.casefold().split()
    for rest, part in (
        (words[len(given) :], words[: len(given)]),
        (words[: -len(given)], words[-len(given) :]),
    ):
        if [word.casefold() for word in part] == given:
            return " ".join(rest)
    return name.strip()


def split_name(name: str) -> tuple[str, str]:
    """Split "Last, First" or "First Last" into first and last name; a single word is a last name."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    first, _, last = name.strip().rpartition(" ")
    return first.strip(), last

"""Writing tables as Excel workbooks (.xlsx): as the window shows them, and as our own import reads them.

Above the headings, which are those of the CSV files, stand title and sums; below them only what is read
again. What the window paints is a matter of formats: a cell has the text of the file and shows the sign.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.sheets import LOOKS, MARKS, Column, GroupLine, Look, Sheet, State
from pmplanner.exchange.table import GROUP_SIGN, Progress
from pmplanner.exchange.workbook_style import (
    A4,
    MAKER,
    Formats,
    light_colours,
    of_page,
    sheet_name,
    sheet_text,
    storable,
)
from pmplanner.exchange.writing import Value, cell_text, replacing
from pmplanner.sentences import resaid, said

MOST_ROWS = 1_048_576
"""Rows of a sheet, with those above the rows of the table."""
MOST_COLUMNS = 16_384
MOST_LETTERS = 32_767
"""Letters of a cell."""
_DAY, _CLOCK = "yyyy-mm-dd", "hh:mm"
_FIRST_DAY = dt.date(1900, 3, 1)
"""Before that Excel counts a day that there was not."""
_MOST_DIGITS = 15
"""More than these a workbook does not keep of a number."""
_NARROW, _WIDE = 8, 60
"""Between so many letters a column is wide."""
_SIGNS_WIDE = 6
_TURNED = 5
"""Headings of columns of signs that are longer stand upright."""
_UNKNOWN = " "
"""What stands in the cell of an unknown amount: a blank for whoever reads it, a word for whoever looks."""
_PAGE_WIDE, _SCALE = 200, 65
"""A table of more letters than that is not put on one page's width, but printed in this percentage."""
_KEY_COLUMNS = 2
"""So many columns stay in view, and are repeated on each page, where there are many."""
_STEP = 500
_LINE_HEIGHT, _MOST_LINES = 15, 4
_MOST_CURRENCIES = 5
_OF_STATES = ("status", "state")
_WHERE_KNOWN = '=IF(COUNT({cells})=0,"{unknown}",{formula})'
_PLAIN: Mapping[str, object] = MappingProxyType({})
_RIGHT: Mapping[str, object] = MappingProxyType({"align": "right", "indent": 1})
"""Of numbers: not up against the text of the next column."""
_MADE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the library wants none
"""When workbooks say that they were made, so that the same is the same."""


def write_sheet(path: Path, sheet: Sheet, progress: Progress | None = None) -> int:
    """Write a sheet and its legend in place of *path*, and give the number of rows.

    *progress* hears of the rows; what it raises passes through. Raises ExchangeError when the file cannot be
    written, or a sheet does not hold as much; what stood there before then still does.
    """
    _refuse_large(sheet)
    with replacing(path) as stream:
        workbook = Workbook(stream, {"in_memory": True, "strings_to_urls": False})
        workbook.set_properties({"title": sheet.title, "author": MAKER, "created": _MADE})
        formats = Formats(workbook, valign="top")
        table = _Table(workbook, formats, sheet)
        table.write(progress)
        if sheet.facts or any(column.meaning for column in sheet.columns):
            _Legend(workbook, formats, sheet, table.looks).write()
        workbook.close()
    return len(sheet.rows)


def _refuse_large(sheet: Sheet) -> None:
    """Raise ExchangeError for what a sheet does not hold; all else would be left out without a word."""
    if len(sheet.rows) + len(sheet.groups) + _Table.MOST_ABOVE >= MOST_ROWS:
        raise ExchangeError(
            said("{rows:,} rows are more than an Excel sheet holds; write them as CSV.", rows=len(sheet.rows))
        )
    if len(sheet.columns) > MOST_COLUMNS:
        raise ExchangeError(
            said(
                "{columns:,} columns are more than an Excel sheet holds; write them as CSV.",
                columns=len(sheet.columns),
            )
        )


class _Sum(NamedTuple):
    """What is said above a column: a formula and what it gives."""

    formula: str
    value: float | str
    shape: Mapping[str, object]


class _Table:
    """Fills the sheet of the table."""

    MOST_ABOVE = 4 + _MOST_CURRENCIES

    def __init__(self, workbook: Any, formats: Formats, sheet: Sheet) -> None:  # noqa: ANN401
        self._sheet, self._format = sheet, formats
        self._page = workbook.add_worksheet(sheet_name(sheet.title))
        self._colours = light_colours()
        self._columns = sheet.columns
        self._currency = next((p for p, c in enumerate(self._columns) if c.kind == "currency"), None)
        self._paid_in = self._currencies()
        self._tall: dict[int, int] = {}
        """How many lines rows have that have more than one."""
        self._states: dict[tuple[str, str, bool], Any] = {}
        self.looks: Counter[str] = Counter()
        """Which looks are there."""
        self._numbers = [self._number_format(place) for place in range(len(self._columns))]
        self._wide = list(self._widths())
        self._sums: list[str] = []
        self._head = self._first = self._last = 0

    def write(self, progress: Progress | None) -> None:
        """Write everything."""
        for place, width in enumerate(self._wide):
            self._page.set_column(place, place, width)
        self._sums = self._lines_of_sums() if self._sheet.rows else []
        row = self._write_title()
        self._head = row + len(self._sums)
        self._first = self._head + 1
        self._last = self._head + max(len(self._sheet.rows) + len(self._sheet.groups), 1)
        for place, line in enumerate(self._sums):
            self._write_sums(row + place, line, is_first=place == 0)
        self._write_headings()
        self._write_rows(progress)
        self._set_up_page()

    # Above

    def _write_title(self) -> int:
        """Write the title and what the table is of; return the first row below."""
        if not self._sheet.facts:
            return 0
        facts = " · ".join(text for _, text in self._sheet.facts)
        self._page.set_row(0, 21)
        self._page.write_string(0, 0, sheet_text(self._sheet.title), self._format(bold=True, font_size=14))
        self._page.write_string(1, 0, sheet_text(facts), self._format(font_color=self._colours["muted"]))
        return 2

    def _lines_of_sums(self) -> list[str]:
        """Return what the lines of sums are of: currencies, "" where there are none, and unknown amounts."""
        summed = [place for place, column in enumerate(self._columns) if column.summed]
        if not summed or self._sheet.last_is_sum:
            return []
        lines = self._paid_in if any(self._columns[p].kind == "money" for p in summed) else [""]
        lines = lines[:_MOST_CURRENCIES] or [""]
        return [*lines, _UNKNOWN] if any(self._unknown(place) for place in summed) else lines

    def _currencies(self) -> list[str]:
        if self._currency is None:
            return [""]
        money = [p for p, column in enumerate(self._columns) if column.summed and column.kind == "money"]
        found = Counter(
            str(row[self._currency] or "")
            for row in self._sheet.rows
            if any(row[place] is not None for place in money)
        )
        return [currency for currency, _ in found.most_common()]

    def _unknown(self, place: int) -> int:
        """Return of how many rows an amount is unknown."""
        if self._columns[place].empty != "unknown":
            return 0
        return sum(row[place] is None for row in self._sheet.rows)

    def _write_sums(self, row: int, line: str, *, is_first: bool) -> None:
        """Write a line of sums: of a currency, of everything, or how many amounts are unknown."""
        ground = {"bg_color": self._colours["subtle"], "bold": True}
        for place in range(len(self._columns)):
            self._page.write_blank(row, place, None, self._format(**ground))
        label = said("Of them unknown") if line == _UNKNOWN else said("Sum of what is shown")
        if line not in ("", _UNKNOWN) and len(self._paid_in) > 1:
            label = said("Sum in {currency}", currency=line)
        self._page.write_string(row, 0, sheet_text(label), self._format(**ground))
        for place, column in enumerate(self._columns):
            if not column.summed or (not is_first and column.kind != "money" and line != _UNKNOWN):
                continue
            found = self._count_unknown(place) if line == _UNKNOWN else self._sum(place, line)
            if found is not None:
                shape = self._format(**{**_RIGHT, **ground, **found.shape})
                self._page.write_formula(row, place, found.formula, shape, found.value)

    def _sum(self, place: int, currency: str) -> _Sum | None:
        column, cells = self._columns[place], self._cells(place)
        if column.kind == "money" and self._currency is not None and len(self._paid_in) > 1:
            values = [row[place] for row in self._sheet.rows if str(row[self._currency] or "") == currency]
            known = [value for value in values if isinstance(value, int | float | Decimal)]
            formula = f'=SUMIF({self._cells(self._currency)},"{currency}",{cells})'
        else:
            known = [
                value for row in self._sheet.rows if isinstance(value := row[place], int | float | Decimal)
            ]
            # Of what a filter leaves only.
            formula = f"=SUBTOTAL(109,{cells})"
        shape = {"num_format": self._shape_of_number(place, currency)}
        if not known and column.empty == "unknown":
            unknown = _unknown()
            formula = _WHERE_KNOWN.format(cells=cells, unknown=unknown, formula=formula[1:])
            return _Sum(formula, unknown, shape)
        return _Sum(formula, float(sum(map(Decimal, map(str, known)), Decimal(0))), shape)

    def _count_unknown(self, place: int) -> _Sum | None:
        if not self._unknown(place):
            return None
        shape = {"font_color": self._colours["problem_text"], "num_format": "#,##0"}
        return _Sum(f'=COUNTIF({self._cells(place)},"{_UNKNOWN}")', self._unknown(place), shape)

    def _cells(self, place: int) -> str:
        return str(xl_range_abs(self._first, place, self._last, place))

    # The table

    def _write_headings(self) -> None:
        head = {"bold": True, "bg_color": self._colours["groove"], "bottom": 1,
                "bottom_color": self._colours["line_strong"], "valign": "bottom"}  # fmt: skip
        turned = 0
        for place, column in enumerate(self._columns):
            shape = dict(head)
            if column.signs_only:
                shape |= {"align": "center"}
                if len(column.heading) > _TURNED:
                    turned, shape["rotation"] = max(turned, len(column.heading)), 90
            elif column.kind in ("days", "aim", "money", "count", "rate"):
                shape |= _RIGHT
            self._page.write_string(self._head, place, sheet_text(column.heading), self._format(**shape))
        if turned:
            self._page.set_row(self._head, min(24 + 6.2 * turned, 200))

    def _write_rows(self, progress: Progress | None) -> None:
        groups: dict[int, GroupLine] = {group.before: group for group in self._sheet.groups}
        line, last = self._first, len(self._sheet.rows) - 1
        for place, row in enumerate(self._sheet.rows):
            if progress is not None and place % _STEP == 0:
                progress(place, len(self._sheet.rows))
            if place in groups:
                self._write_group(line, groups[place])
                line += 1
            if self._sheet.last_is_sum and place == last:
                self._write_last(line, row)
            else:
                for column, value in enumerate(row):
                    self._write(line, column, value, row)
            line += 1

    def _write_group(self, line: int, group: GroupLine) -> None:
        shape = {"bold": True, "bg_color": self._colours["groove"], "font_color": self._colours["text"]}
        if group.track is not None:
            softs = self._colours["tracks_soft"]
            tracks = self._colours["tracks"]
            shape["bg_color"] = softs[group.track % len(softs)]
            shape |= {"left": 5, "left_color": tracks[group.track % len(tracks)]}
        self._page.write_string(line, 0, sheet_text(f"{GROUP_SIGN}{group.text}"), self._format(**shape))
        rest = self._format(**{name: shape[name] for name in ("bold", "bg_color")})
        for place in range(1, len(self._columns)):
            self._page.write_blank(line, place, None, rest)

    def _write_last(self, line: int, row: Sequence[Value]) -> None:
        """Write the row over all others, with formulas where it is their sum."""
        ground = {"bold": True, "top": 1, "top_color": self._colours["line_strong"],
                  "bg_color": self._colours["subtle"]}  # fmt: skip
        above = self._sheet.rows[:-1]
        for place, value in enumerate(row):
            values = [each[place] for each in above]
            adds_up = (
                bool(above)
                and isinstance(value, int | Decimal)
                and not isinstance(value, bool)
                and any(isinstance(each, int | Decimal) for each in values)
                and sum((each for each in values if isinstance(each, int | Decimal)), Decimal(0)) == value
            )
            if adds_up and isinstance(value, int | Decimal):
                number = self._shape_of_number(place, self._currency_of(row))
                shape = self._format(num_format=number, **{**_RIGHT, **ground})
                formula = f"=SUM({xl_range_abs(self._first, place, line - 1, place)})"
                self._page.write_formula(line, place, formula, shape, float(value))
            else:
                self._write(line, place, value, row, ground)

    def _write(
        self, line: int, place: int, value: Value, row: Sequence[Value], more: Mapping[str, object] = _PLAIN
    ) -> None:
        """Write a cell; what has no type of its own there is written as in a text file."""
        page, column = self._page, self._columns[place] if place < len(self._columns) else _NONE
        if value is None or value == "" or value == ():
            if column.empty == "unknown":
                word = _unknown()
                unknown: dict[str, object] = {"num_format": f';;;"{word}"', "italic": True, **_RIGHT}
                page.write_string(
                    line,
                    place,
                    _UNKNOWN,
                    self._format(font_color=self._colours["muted"], **{**unknown, **more}),
                )
            elif more:
                page.write_blank(line, place, None, self._format(**more))
            return
        if isinstance(value, State):
            self._write_state(line, place, cell_text(value), value.look, column, value.mark)
        elif isinstance(value, bool):
            page.write_string(line, place, cell_text(value), self._format(**more))
        elif isinstance(value, int | float | Decimal) and _fits(value):
            number = self._shape_of_number(place, self._currency_of(row))
            page.write_number(
                line, place, float(value), self._format(num_format=number, **{**_RIGHT, **more})
            )
        elif isinstance(value, dt.time) and not value.second and not value.microsecond:
            page.write_datetime(line, place, value, self._format(num_format=_CLOCK, align="left", **more))
        elif _is_day(value):
            page.write_datetime(line, place, value, self._format(num_format=_DAY, align="left", **more))
        else:
            self._write_text(line, place, cell_text(value), column, more)

    def _write_text(
        self, line: int, place: int, text: str, column: Column, more: Mapping[str, object]
    ) -> None:
        look = self._sheet.looks.get(text, "") if column.heading in _OF_STATES else ""
        if look:
            self._write_state(line, place, text, look, column)
            return
        stored = storable(text)
        if len(stored) > MOST_LETTERS:
            raise ExchangeError(
                said(
                    "Row {row:,}, {column}: the text has {letters:,} letters, more than a cell of an Excel "
                    "sheet holds; write the table as CSV.",
                    row=line + 1,
                    column=column.heading,
                    letters=len(stored),
                )
            )
        shape = dict(more)
        if column.kind == "identifier":
            # Else whoever types a number over it loses the zeros in front.
            shape["num_format"] = "@"
        lines = self._lines_of(stored, place)
        if lines > 1:
            shape["text_wrap"] = True
            if lines > self._tall.get(line, 1):
                # Not every program makes rows as high as their texts need.
                self._tall[line] = lines
                self._page.set_row(line, _LINE_HEIGHT * min(lines, _MOST_LINES))
        self._page.write_string(line, place, stored, self._format(**shape))

    def _lines_of(self, text: str, place: int) -> int:
        """Return how many lines a text takes in its column; most letters are narrower than digits."""
        if len(text) <= self._wide[place] and "\n" not in text:
            return 1
        return sum(1 + int(0.95 * len(part) / self._wide[place]) for part in text.split("\n"))

    def _write_state(
        self, line: int, place: int, text: str, name: str, column: Column, mark: str = ""
    ) -> None:
        """Write a state: its text, shown as its sign in the colours of the window."""
        key = (name, mark, column.signs_only)
        if key not in self._states:
            self._states[key] = self._state_format(*key)
        self.looks[name] += 1
        if mark in MARKS:
            self.looks[mark] += 1
        self._page.write_string(line, place, storable(text), self._states[key])

    def _state_format(self, name: str, mark: str, signs_only: bool) -> Any:  # noqa: ANN401
        look = LOOKS[name]
        sign = look.sign + (MARKS[mark].sign if mark in MARKS else "")
        shown = f';;;"{sign}"' if signs_only else f';;;"{sign}" @'
        shape = {**self._painted(look), "num_format": shown}
        if signs_only:
            shape["align"] = "center"
        return self._format(**shape)

    def _painted(self, look: Look) -> dict[str, object]:
        shape: dict[str, object] = {"font_color": self._colours[look.ink], "bold": True}
        if look.ground:
            shape |= {"bg_color": self._colours[look.ground]}
            # As the gaps between the tiles of the window.
            shape |= {"border": 1, "border_color": self._colours["panel"]}
        if look.edge:
            shape |= {"border": 3 if look.sign == "+" else 1, "border_color": self._colours[look.edge]}
        return shape

    def _currency_of(self, row: Sequence[Value]) -> str:
        return "" if self._currency is None else str(row[self._currency] or "")

    def _shape_of_number(self, place: int, currency: str) -> str:
        shape = self._numbers[place] if place < len(self._numbers) else "General"
        if self._columns[place].kind == "money" and currency.isalpha() and currency.isascii():
            return f"{shape}\\ [${currency}]"
        return shape

    def _number_format(self, place: int) -> str:
        """Return the format of a column's numbers, which share their decimals."""
        decimals = 0
        for row in self._sheet.rows:
            value = row[place] if place < len(row) else None
            if isinstance(value, float | Decimal) and not isinstance(value, bool):
                _, point, digits = cell_text(value).partition(".")
                decimals = max(decimals, len(digits) if point else 0)
        if self._columns[place].kind == "money" and decimals:
            decimals = max(decimals, 2)
        if self._columns[place].kind in ("identifier", "text") and not decimals:
            return "0"
        return f"#,##0.{'0' * min(decimals, 8)}" if decimals else "#,##0"

    def _widths(self) -> Iterator[float]:
        """Yield the width of each column in letters, as its cells need and within limits."""
        for place, column in enumerate(self._columns):
            if column.signs_only:
                yield _SIGNS_WIDE
                continue
            longest = len(column.heading) + 2  # for the button of the filter
            extra = 6 if column.kind == "money" else 2
            for row in self._sheet.rows:
                if place < len(row) and row[place] is not None:
                    text = cell_text(row[place])
                    longest = max(longest, len(text) if "\n" not in text else max(map(len, text.split("\n"))))
            if column.summed:
                longest = max(longest, 10)
            if self._sheet.looks and column.heading in _OF_STATES:
                longest += 4  # the sign before the word, and bold
            yield min(max(longest + extra, _NARROW), _WIDE)

    def _set_up_page(self) -> None:
        page, many = self._page, sum(self._wide) > _PAGE_WIDE
        keys = min(_KEY_COLUMNS, len(self._columns) - 1) if len(self._columns) > 4 else 0
        page.freeze_panes(self._first, keys)
        if self._columns:
            page.autofilter(self._head, 0, self._last, len(self._columns) - 1)
        page.hide_gridlines(1)
        page.set_landscape()
        page.set_paper(A4)
        page.set_margins(0.4, 0.4, 0.5, 0.6)
        page.repeat_rows(self._head)
        if many:
            page.repeat_columns(0, max(keys - 1, 0))
            page.set_print_scale(_SCALE)
        else:
            page.fit_to_pages(1, 0)
        page.set_footer(f"&L{of_page(self._sheet.title)}&R&P / &N")
        page.activate()


class _Legend:
    """Fills the sheet that says what all means."""

    def __init__(self, workbook: Any, formats: Formats, sheet: Sheet, looks: Mapping[str, int]) -> None:  # noqa: ANN401
        self._sheet, self._format, self._looks = sheet, formats, looks
        name, taken = sheet_name(said("Legend")), sheet_name(sheet.title)
        # No two sheets may be called the same.
        self._page = workbook.add_worksheet(f"{name} 2" if name.casefold() == taken.casefold() else name)
        self._row = 0

    def write(self) -> None:
        """Write everything."""
        self._page.set_column(0, 0, 30)
        self._page.set_column(1, 1, 70)
        self._line(self._sheet.title, "", bold=True, font_size=14)
        for name, text in self._sheet.facts:
            self._line(name, text)
        self._write_looks()
        self._write_columns()
        self._page.set_paper(A4)
        self._page.fit_to_pages(1, 0)
        self._page.hide_gridlines(2)

    def _write_looks(self) -> None:
        used = [(name, look) for name, look in LOOKS.items() if self._looks[name]]
        if not used:
            return
        self._heading(said("Signs"))
        for _, look in used:
            shape = {"align": "center", "bold": True, "font_color": light_colours()[look.ink]}
            if look.ground:
                shape["bg_color"] = light_colours()[look.ground]
            if look.edge:
                dashed = 3 if look.sign == "+" else 1
                shape |= {"border": dashed, "border_color": light_colours()[look.edge]}
            self._page.write_string(self._row, 0, look.sign, self._format(**shape))
            self._page.write_string(self._row, 1, resaid(look.meaning), self._format(indent=1))
            self._row += 1
        for name, look in MARKS.items():
            if self._looks[name]:
                self._page.write_string(self._row, 0, look.sign, self._format(align="center", bold=True))
                text = said("behind a sign: {meaning}", meaning=resaid(look.meaning))
                self._page.write_string(self._row, 1, text, self._format(indent=1))
                self._row += 1

    def _write_columns(self) -> None:
        self._heading(said("Columns"))
        for column in self._sheet.columns:
            if column.meaning:
                self._line(column.heading, column.meaning)
        if any(column.empty == "unknown" for column in self._sheet.columns):
            self._line(
                _unknown(), said("The amount is not known. Sums are of those that are, and say of how many.")
            )
        if any(column.summed for column in self._sheet.columns) and not self._sheet.last_is_sum:
            self._line(
                said("Sums"),
                said("They stand above the headings, and are of the rows that the filters leave."),
            )

    def _heading(self, text: str) -> None:
        self._row += 1
        self._line(text, "", bold=True, bottom=1, bottom_color=light_colours()["line_strong"])

    def _line(self, name: str, text: str, **shape: object) -> None:
        self._page.write_string(self._row, 0, sheet_text(name), self._format(text_wrap=True, **shape))
        if text or "bottom" in shape:
            self._page.write_string(
                self._row, 1, sheet_text(text) or " ", self._format(text_wrap=True, indent=1, **shape)
            )
        self._row += 1


_NONE = Column("")


def _unknown() -> str:
    return said("unknown")


def _fits(value: float | Decimal) -> bool:
    """Say whether a workbook keeps a number as it is."""
    if isinstance(value, float):
        return value == value and abs(value) < 1e300
    digits = Decimal(value).normalize().as_tuple()
    return (
        isinstance(digits.exponent, int) and len(digits.digits) <= _MOST_DIGITS and abs(digits.exponent) < 100
    )


def _is_day(value: Value) -> bool:
    if isinstance(value, dt.datetime):
        return value.tzinfo is None and value.time() == dt.time() and value.date() >= _FIRST_DAY
    return isinstance(value, dt.date) and value >= _FIRST_DAY

"""Writing the workbook in which a manager answers about picks: drop-downs, locked facts, sums that move."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from pmplanner.day_words import english
from pmplanner.exchange.approval_layout import (
    ANSWER,
    ANSWER_WORDS,
    APPROVALS,
    COST,
    COURSE,
    DAYS,
    REMARK,
    ROW_ID,
    SWAP_FOR,
)
from pmplanner.exchange.workbook_style import A4, MAKER, Formats, light_colours, of_page, sheet_text
from pmplanner.exchange.writing import replacing
from pmplanner.sentences import counted, resaid, said

_FIELDS = [field.name for field in APPROVALS.fields]
_PLACE = {name: place for place, name in enumerate(_FIELDS)}
_ANSWERED = (ANSWER, SWAP_FOR, REMARK)
"""The columns of which the cells can be filled in."""
_SHEET, _LISTS = "Picks", "Courses"

_WIDTHS = {
    "person": (12, 22), COURSE: (24, 40), "needed": (10, 14), "needed_by": (11, 11), "dates": (12, 20),
    DAYS: (11, 11), COST: (11, 11), ANSWER: (12, 12), SWAP_FOR: (24, 34), REMARK: (28, 28), ROW_ID: (10, 24),
}  # fmt: skip
"""Between how many letters a column is wide."""
_SUMS_LABEL, _SUMS_FROM = _PLACE[COURSE], _PLACE["needed"]
"""Where the sums stand: their names, and the first of the answers."""
_LINE_HEIGHT = 15.75
_COST_LINE = 3
"""Which line of the sums is the cost."""
_ZOOM = 90


class Choice(NamedTuple):
    """A course that can be taken instead: as it is offered, its days, its price where that is known."""

    label: str
    days: Decimal
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class AskedPick:
    """A row: a pick, and what whoever decides has to know of it."""

    row_id: str
    person: str
    course: str
    needed: str
    """required, elective, renewal, in words."""
    needed_by: dt.date | None
    dates: str
    days: Decimal
    cost: Decimal | None
    """None where a price is unknown."""
    choices: int = 0
    """Which of the lists of courses is offered for a swap."""


@dataclass(frozen=True, slots=True)
class ApprovalBook:
    """All that is asked of one manager."""

    plan: str
    manager: str
    """"" for those who have none."""
    asked_on: dt.date
    answer_by: dt.date
    currency: str
    picks: Sequence[AskedPick]
    choices: Sequence[Sequence[Choice]]
    """The lists of courses, what fits first."""


def write_approvals(path: Path, book: ApprovalBook) -> None:
    """Write the workbook in place of *path*.

    Raises ExchangeError when it cannot be written; what stood there before then still does.
    """
    with replacing(path) as stream:
        workbook = Workbook(stream, {"in_memory": True, "strings_to_urls": False})
        _Writer(workbook, book).write()
        workbook.close()


class _Writer:
    """Fills one workbook."""

    def __init__(self, workbook: Any, book: ApprovalBook) -> None:  # noqa: ANN401
        self._book = book
        self._workbook = workbook
        self._sheet = workbook.add_worksheet(_SHEET)
        self._lists = workbook.add_worksheet(_LISTS)
        self._format = Formats(workbook, valign="vcenter")
        whole = all(pick.cost is None or pick.cost == int(pick.cost) for pick in book.picks)
        self._money = "#,##0" if whole else "#,##0.00"
        offered = chain.from_iterable(book.choices[:1])
        costs = chain((pick.cost for pick in book.picks), (choice.cost for choice in offered))
        self._has_unknown = any(cost is None for cost in costs)
        self._sums_row = 3
        self._head = self._sums_row + (5 if self._has_unknown else 4)
        self._wide = dict(zip(_FIELDS, self._widths(), strict=True))
        self._first, self._last = self._head + 1, self._head + max(len(book.picks), 1)

    def write(self) -> None:
        """Write everything."""
        self._workbook.set_properties({"title": self._title(), "author": MAKER, "created": _noon(self._book)})
        for place, width in enumerate(self._wide.values()):
            self._sheet.set_column(place, place, width)
        self._write_lists()
        self._write_note()
        self._write_sums()
        self._write_table()
        self._let_answer()
        self._set_up_page()

    def _title(self) -> str:
        plan, manager = self._book.plan, self._book.manager
        if not manager:
            return said("{plan}: picks to decide, people without a manager", plan=plan)
        return said("{plan}: picks to decide, {manager}", plan=plan, manager=manager)

    def _text(self, row: int, place: int, text: str, **values: object) -> None:
        # As a string, or what begins with "=" would be run.
        self._sheet.write_string(row, place, sheet_text(text), self._format(**values))

    # What stands above

    def _write_note(self) -> None:
        # Beside the column that stays in view: a text that began in it would be cut when the others move.
        book, first, last = self._book, _PLACE[COURSE], _PLACE[SWAP_FOR]
        room = sum(self._wide[name] for name in _FIELDS[first : last + 1])
        self._sheet.set_row(0, 24)
        self._text(0, first, self._title(), bold=True, font_size=14)
        asked = counted(
            "{n} pick is to be decided. Please answer by {day} and send this file back (asked on {asked}).",
            "{n} picks are to be decided. Please answer by {day} and send this file back (asked on {asked}).",
            len(book.picks),
            day=_day(book.answer_by),
            asked=_day(book.asked_on),
        )
        words = {answer: f"“{resaid(word)}”" for answer, word in ANSWER_WORDS.items()}
        how = said(
            "Choose an answer in the coloured cells: {agree}, {later}, {no}, or {swap} with the course to "
            "take instead beside it. Whatever you want to add goes into the remark. Empty cells count as "
            "not answered. Facts are locked. Leave the row ids as they are: answers are found again by them.",
            agree=words["agree"],
            later=words["later"],
            no=words["no"],
            swap=words["swap"],
        )
        for row, text, bold in ((1, asked, True), (2, how, False)):
            shape = self._format(text_wrap=True, bold=bold)
            self._sheet.merge_range(row, first, row, last, "", shape)
            self._sheet.write_string(row, first, sheet_text(text), shape)
            self._sheet.set_row(row, _LINE_HEIGHT * (1 + int(0.85 * len(text) / room)))

    def _write_sums(self) -> None:
        """Write picks, days and cost of each answer as formulas, with what they give before there is any."""
        labels = [said("Picks"), said("Days"), said("Cost"), said("Of them without a price")]
        if self._book.currency:
            labels[2] = said("Cost, {currency}", currency=self._book.currency)
        heads = [*map(resaid, ANSWER_WORDS.values()), said("unanswered"), said("all"), said("swapped in")]
        head = {"bold": True, "align": "right", "bg_color": light_colours()["groove"]}
        self._text(self._sums_row, _SUMS_LABEL, said("Your answers so far"), **head)
        for place, text in enumerate(heads, _SUMS_FROM):
            self._text(self._sums_row, place, text, **head)
        for line, (label, formulas) in enumerate(zip(labels, self._sums(), strict=False), 1):
            row = self._sums_row + line
            self._text(row, _SUMS_LABEL, label, align="right", font_color=light_colours()["muted"])
            money = self._money if line == _COST_LINE else "General"
            for place, (formula, value) in enumerate(formulas, _SUMS_FROM):
                # Shrunk rather than shown as "###", where a sum is longer than the column is wide.
                shape = self._format(align="right", num_format=money, shrink=True)
                self._sheet.write_formula(row, place, formula, shape, value)

    def _sums(self) -> Iterator[list[tuple[str, object]]]:
        """Yield the lines of the sums, each with its formulas and what they give now."""
        answers, days, costs, courses = map(self._range, (ANSWER, DAYS, COST, SWAP_FOR))
        labels, their_days, their_costs = (self._list_range(0, place) for place in range(3))
        words = [self._head_cell(place) for place in range(len(ANSWER_WORDS))]
        swap = words[list(ANSWER_WORDS).index("swap")]
        unknown = f'"{_unknown()}"'
        picks = self._book.picks
        yield [
            *((f"=COUNTIF({answers},{word})", 0) for word in words),
            (f"=COUNTBLANK({answers})", len(picks)),
            (f"=ROWS({answers})", len(picks)),
            (f'=SUMPRODUCT(({answers}={swap})*({courses}<>""))', 0),
        ]
        total = float(sum((pick.days for pick in picks), Decimal(0)))
        yield [
            *((f"=SUMIF({answers},{word},{days})", 0) for word in words),
            (f"=SUM({days})-SUM({self._given(2)})", total),
            (f"=SUM({days})", total),
            (f"=SUMPRODUCT(({answers}={swap})*SUMIF({labels},{courses},{their_days}))", 0),
        ]
        known = [pick.cost for pick in picks if pick.cost is not None]
        cost: object = float(sum(known, Decimal(0))) if known or not picks else _unknown()
        without = len(picks) - len(known)
        yield [
            *((self._cost(f"SUMIF({answers},{word},{costs})", place), 0) for place, word in enumerate(words)),
            (self._cost(f"SUM({costs})-SUM({self._given(3)})", len(words)), cost),
            (self._cost(f"SUM({costs})", len(words) + 1), cost),
            (
                self._cost(
                    f"SUMPRODUCT(({answers}={swap})*SUMIF({labels},{courses},{their_costs}))", len(words) + 2
                ),
                0,
            ),
        ]
        if self._has_unknown:
            yield [
                *((f"=COUNTIFS({answers},{word},{costs},{unknown})", 0) for word in words),
                (f"=COUNTIF({costs},{unknown})-SUM({self._given(4)})", without),
                (f"=COUNTIF({costs},{unknown})", without),
                (f"=SUMPRODUCT(({answers}={swap})*COUNTIFS({labels},{courses},{their_costs},{unknown}))", 0),
            ]

    def _cost(self, formula: str, place: int) -> str:
        """Return the formula of a cost, which is unknown, and not nothing, where no price of it is known."""
        if not self._has_unknown:
            return f"={formula}"
        without = xl_rowcol_to_cell(self._sums_row + 4, _SUMS_FROM + place)
        parts = f"=IF(({formula}=0)*({without}>0)", f'"{_unknown()}"', f"{formula})"
        return ",".join(parts)

    def _head_cell(self, place: int) -> str:
        cell: str = xl_rowcol_to_cell(self._sums_row, _SUMS_FROM + place, row_abs=True, col_abs=True)
        return cell

    def _given(self, line: int) -> str:
        """Return the cells of a line of the sums in which the answers stand that were given."""
        row, last = self._sums_row + line, _SUMS_FROM + len(ANSWER_WORDS) - 1
        cells: str = xl_range_abs(row, _SUMS_FROM, row, last)
        return cells

    def _range(self, field: str) -> str:
        place = _PLACE[field]
        cells: str = xl_range_abs(self._first, place, self._last, place)
        return cells

    def _list_range(self, of: int, place: int = 0) -> str:
        """Return where a list of courses stands: their names, and of the first list days and costs."""
        column, count = (
            (place if of == 0 else of + 2),
            len(self._book.choices[of]) if self._book.choices else 1,
        )
        return f"{_LISTS}!{xl_range_abs(0, column, max(count, 1) - 1, column)}"

    # The table

    def _write_table(self) -> None:
        colours = light_colours()
        for place, name in enumerate(_FIELDS):
            field = APPROVALS.field(name)
            assert field is not None
            answered = name in _ANSWERED
            self._text(
                self._head,
                place,
                field.title,
                bold=True,
                bottom=1,
                bottom_color=colours["line_strong"],
                bg_color=colours["accent"] if answered else colours["groove"],
                font_color=colours["lightest"] if answered else colours["text"],
                align="right" if name in (DAYS, COST) else "left",
                indent=int(answered),
            )
        self._sheet.set_row(self._head, 22)
        for row, pick in enumerate(self._book.picks, self._first):
            self._write_pick(row, pick)

    def _write_pick(self, row: int, pick: AskedPick) -> None:
        colours = light_colours()
        line = {"bottom": 1, "bottom_color": colours["line"], "valign": "top"}
        lines = self._lines(pick)
        if lines > 1:
            # Told, because not every program fits rows to their texts when it opens a file. Others are left
            # to grow with the remark that is typed into them.
            self._sheet.set_row(row, _LINE_HEIGHT * lines)
        for name, text in (
            ("person", pick.person),
            (COURSE, pick.course),
            ("needed", pick.needed),
            ("dates", pick.dates),
        ):
            self._text(row, _PLACE[name], text, text_wrap=True, **line)
        self._text(row, _PLACE[ROW_ID], pick.row_id, font_color=colours["muted"], font_size=9, **line)
        day = self._format(num_format="yyyy-mm-dd", align="left", **line)
        if pick.needed_by is None:
            self._sheet.write_blank(row, _PLACE["needed_by"], None, day)
        else:
            self._sheet.write_datetime(row, _PLACE["needed_by"], pick.needed_by, day)
        self._sheet.write_number(row, _PLACE[DAYS], float(pick.days), self._format(align="right", **line))
        if pick.cost is None:
            shape = {"align": "right", "italic": True, "font_color": colours["muted"]}
            self._text(row, _PLACE[COST], _unknown(), **shape, **line)
        else:
            shape = {"align": "right", "num_format": self._money}
            self._sheet.write_number(row, _PLACE[COST], float(pick.cost), self._format(**shape, **line))
        for name in _ANSWERED:
            open_cell = {"locked": False, "bg_color": colours["accent_soft"], "text_wrap": name != ANSWER}
            edge = {"border": 1, "border_color": colours["lightest"], "indent": 1, "valign": "top"}
            self._sheet.write_blank(row, _PLACE[name], None, self._format(**open_cell, **edge))

    def _lines(self, pick: AskedPick) -> int:
        """Return how many lines the longest text of a row takes; most letters are narrower than digits."""
        texts = {"person": pick.person, COURSE: pick.course, "needed": pick.needed, "dates": pick.dates}
        return max(1 + int(0.9 * len(text) / self._wide[name]) for name, text in texts.items())

    # What can be done

    def _write_lists(self) -> None:
        """Write the courses that can be taken instead, on a sheet that is not shown."""
        for of, choices in enumerate(self._book.choices):
            for row, choice in enumerate(choices):
                self._lists.write_string(row, of + 2 if of else 0, sheet_text(choice.label))
                if of == 0:
                    self._lists.write_number(row, 1, float(choice.days))
                    if choice.cost is None:
                        self._lists.write_string(row, 2, _unknown())
                    else:
                        self._lists.write_number(row, 2, float(choice.cost))
        self._lists.hide()
        self._lists.protect()

    def _let_answer(self) -> None:
        """Lock all but the answers, offer what they can be, and colour what was answered."""
        words = [resaid(word) for word in ANSWER_WORDS.values()]
        self._sheet.data_validation(
            self._first, _PLACE[ANSWER], self._last, _PLACE[ANSWER],
            {
                "validate": "list",
                "source": words,
                "error_title": said("No such answer"),
                "error_message": said("Choose one from the list, or leave the cell empty."),
            },
        )  # fmt: skip
        for row, pick in enumerate(self._book.picks if self._book.choices else (), self._first):
            self._sheet.data_validation(
                row, _PLACE[SWAP_FOR], row, _PLACE[SWAP_FOR],
                {
                    "validate": "list",
                    "source": f"={self._list_range(pick.choices)}",
                    "error_title": said("No such course"),
                    "error_message": said("Choose a course from the list, or leave the cell empty."),
                },
            )  # fmt: skip
        self._colour_answers()
        self._sheet.protect(
            "", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
        )
        self._sheet.autofilter(self._head, 0, self._last, len(_FIELDS) - 1)

    def _colour_answers(self) -> None:
        colours = light_colours()
        answer = xl_rowcol_to_cell(self._first, _PLACE[ANSWER], col_abs=True)
        course = xl_rowcol_to_cell(self._first, _PLACE[SWAP_FOR], col_abs=True)
        swap = self._head_cell(list(ANSWER_WORDS).index("swap"))
        for place, rule, colour in (
            (_PLACE[SWAP_FOR], f'=AND({answer}={swap},{course}="")', "problem_soft"),
            (_PLACE[SWAP_FOR], f'=AND({answer}<>"",{answer}<>{swap})', "closed"),
            (_PLACE[ANSWER], f"={answer}={self._head_cell(0)}", "done_soft"),
        ):
            shape = self._workbook.add_format({"bg_color": colours[colour]})
            options = {"type": "formula", "criteria": rule, "format": shape}
            self._sheet.conditional_format(self._first, place, self._last, place, options)

    def _set_up_page(self) -> None:
        self._sheet.freeze_panes(self._first, 1)
        self._sheet.set_selection(self._first, _PLACE[ANSWER], self._first, _PLACE[ANSWER])
        self._sheet.hide_gridlines(2)
        self._sheet.set_zoom(_ZOOM)
        self._sheet.set_landscape()
        self._sheet.set_paper(A4)
        self._sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(self._head)
        self._sheet.set_footer(f"&L{of_page(self._title())}&R&P / &N")
        self._sheet.activate()

    def _widths(self) -> Iterator[float]:
        """Yield the width of each column in letters: as its texts need, within limits."""
        texts: Mapping[str, Iterator[str]] = {
            "person": (pick.person for pick in self._book.picks),
            COURSE: (pick.course for pick in self._book.picks),
            "needed": (pick.needed for pick in self._book.picks),
            "dates": (pick.dates for pick in self._book.picks),
            SWAP_FOR: (choice.label for choice in chain.from_iterable(self._book.choices[:1])),
            ROW_ID: (pick.row_id for pick in self._book.picks),
        }
        known = (pick.cost for pick in self._book.picks if pick.cost is not None)
        total = len(f"{sum(known, Decimal(0)):,.2f}") + 1
        for place, name in enumerate(_FIELDS):
            narrow, wide = _WIDTHS[name]
            if _SUMS_FROM <= place <= _PLACE[ANSWER]:
                narrow, wide = max(narrow, total), max(wide, total)
            longest = max(map(len, texts.get(name, ())), default=0)
            yield min(max(1.1 * longest + 1.5, narrow), wide)


def _unknown() -> str:
    return said("unknown")


def _day(day: dt.date) -> str:
    return english(day, "EEE d MMMM y")


def _noon(book: ApprovalBook) -> dt.datetime:
    """Return when the workbook says that it was made; without the clock, so that the same is the same."""
    return dt.datetime.combine(book.asked_on, dt.time(12))

"""All that the chart of bars shows, gathered before it is painted: lines, axis, legend, words, table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics

from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import Group, LedgerRow
from pmplanner.ui.text_size import small_font
from pmplanner.ui.theme import Theme
from pmplanner.ui.totals.axis import (
    Entry,
    State,
    legend_lines,
    line_height,
    look_entry,
    looks_of,
    paint_legend,
    ticks,
)
from pmplanner.ui.totals.bar_line import PARTS, BarFrame, BarLine, paint_line
from pmplanner.ui.totals.texts import (
    column_decimals,
    figure_word,
    format_value,
    group_word,
    per_word,
    plain_text,
    row_name,
    short_lacking,
    unpriced_word,
    with_lacking,
    with_unit,
)
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.charts.marks import Look
from pmplanner.ui.widgets.painting import Sketch

_ROW_PADDING, _SPACING = 11, 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown: lines of the totals, what they go by and are counted in, what is aimed at."""

    rows: Sequence[LedgerRow]
    whole: LedgerRow
    """The line over all."""
    by: Group = "track"
    measure: Measure = "person-days"
    currency: str = ""
    aim: Decimal | None = None
    """The budget, or the days aimed at, of all; None for neither."""
    aims: Mapping[Hashable, Decimal] = field(default_factory=dict)
    """Days aimed at by line."""


@dataclass(frozen=True, slots=True)
class BarBook:
    """Lines with the frame that aligns them, and one over all with a frame of its own."""

    asked: Asked
    lines: Sequence[BarLine]
    frame: BarFrame
    whole: BarLine | None
    """All against what is aimed at; None where nothing is."""
    whole_frame: BarFrame
    labels: Sequence[str]

    @property
    def title(self) -> str:
        """What the chart is called."""
        return per_word(self.asked.by, self.asked.measure)

    def sentence(self, line: BarLine, part: State | None = None) -> str:
        """A number of a line in words: "38 days scheduled", "73 days planned of 90"."""
        totals, measure, currency = line.row.totals, self.asked.measure, self.asked.currency
        value = totals.planned if part is None else line.value(part)
        figure = "planned" if part is None else part
        lacking = totals.lacking(figure)
        amount = with_lacking(with_unit(value, measure, currency), value, lacking)
        said = tr("%1 %2", amount, figure_word(figure))
        return said if part is not None or line.aim is None else tr("%1, %2", said, line.aim_text)

    def table(self) -> list[list[str]]:
        """The numbers of all lines, for a spreadsheet."""
        aimed = self.is_aimed()
        priced = self.asked.measure == "cost"
        head = [group_word(self.asked.by), *(figure_word(part) for part in PARTS), figure_word("planned")]
        head += [tr("without a price")] * priced + [self.aim_word()] * aimed
        return [head, *(self._cells(line, aimed, priced) for line in self._all())]

    def _all(self) -> list[BarLine]:
        whole = self.whole if self.whole is not None else _line(self.asked, self.asked.whole, Look())
        return [*self.lines, whole]

    def is_aimed(self) -> bool:
        """Whether there is a budget or a target for anything."""
        return any(line.aim is not None for line in self._all())

    def aim_word(self) -> str:
        """What the line across a bar is."""
        return tr("budget") if self.asked.measure == "cost" else tr("target")

    def _cells(self, line: BarLine, aimed: bool, priced: bool) -> list[str]:
        totals = line.row.totals
        figures = [(part, line.value(part)) for part in PARTS]
        cells = [line.name]
        for figure, value in [*figures, ("planned", totals.planned)]:
            known = value or not totals.lacking(figure)
            cells.append(plain_text(value) if known else "")
        if priced:
            cells.append(plain_text(totals.lacking("planned")))
        return [*cells, plain_text(line.aim)] if aimed else cells


def gather_bars(asked: Asked, font: QFont) -> BarBook:
    """Gather what a chart shows, measured in a font."""
    looks = looks_of(asked.rows)
    places = column_decimals((row.totals.planned for row in asked.rows), asked.measure)
    lines = [_line(asked, row, looks[row.key], asked.aims.get(row.key), places) for row in asked.rows]
    most = max((max(line.row.totals.planned, line.aim or Decimal(0)) for line in lines), default=Decimal(0))
    steps = ticks(most)
    whole = None if asked.aim is None else _line(asked, asked.whole, Look(), asked.aim)
    names = [line.name_width(font) for line in (*lines, *((whole,) if whole else ()))]
    name = max(names, default=0)
    number = max((line.number_width(font) for line in lines), default=0)
    aimed = max((line.aim_width(font) for line in lines), default=0)
    scarce = max((line.least_width(font) for line in lines), default=0)
    least = column_decimals(steps, asked.measure)
    labels = [format_value(step, asked.measure, asked.currency, least) for step in (Decimal(0), *steps)]
    frame = (
        BarFrame(name, number, aimed, steps[-1], (Decimal(0), *steps), scarce)
        if steps
        else BarFrame(name, number, 0, Decimal(0))
    )
    whole_frame = frame
    if whole is not None and asked.aim is not None:
        top = max(asked.whole.totals.planned, asked.aim)
        width, least_width = whole.number_width(font), whole.least_width(font)
        whole_frame = BarFrame(name, width, whole.aim_width(font), top, least_width=least_width)
    return BarBook(asked, lines, frame, whole, whole_frame, labels)


def _line(asked: Asked, row: LedgerRow, look: Look, aim: Decimal | None = None, places: int = 0) -> BarLine:
    totals, lacking = row.totals, row.totals.lacking("planned")
    written = format_value(totals.planned, asked.measure, asked.currency, places)
    number = short_lacking(written, totals.planned, lacking)
    aimed = "" if aim is None else format_value(aim, asked.measure, asked.currency)
    words = tr("of %1 budget", aimed) if asked.measure == "cost" else tr("of %1", aimed)
    least = tr("≥ %1", written) if lacking and totals.planned else ""
    name, beside = row_name(row, asked.by), unpriced_word(lacking)
    return BarLine(row, name, number, look, beside, aim, words if aimed else "", least)


def row_height(font: QFont) -> int:
    """How high a line is, in pixels."""
    return QFontMetrics(font).height() + _ROW_PADDING


def legend_entries(book: BarBook) -> list[Entry]:
    """What the shades of a bar mean, and the line across it."""
    entries = [look_entry(figure_word(part), Look(0), part) for part in PARTS]
    return [*entries, look_entry(book.aim_word(), Look(), "aim")] if book.is_aimed() else entries


def foot_height(book: BarBook, font: QFont, width: float) -> int:
    """How high axis and legend are together."""
    metrics = QFontMetrics(small_font(font))
    lines = legend_lines(legend_entries(book), metrics, width - 4)
    return metrics.height() + _SPACING + len(lines) * line_height(metrics)


def told_ticks(book: BarBook, bar: QRectF, metrics: QFontMetrics) -> list[tuple[Decimal, str]]:
    """Return the numbers of the axis that have room, evenly: all, or from zero every second, and so on."""
    numbers = list(zip(book.frame.ticks, book.labels, strict=False))
    widest = max((metrics.horizontalAdvance(label) for _, label in numbers), default=0) + 6
    step = book.frame.along(bar, numbers[1][0]) - book.frame.along(bar, numbers[0][0]) if numbers[1:] else 0
    return numbers[:: max(1, ceil(widest / step))] if step > 0 else numbers[:1]


def paint_foot(painter: Sketch, book: BarBook, area: QRectF, font: QFont, theme: Theme) -> None:
    """Paint the numbers of the axis below the bars, and the legend."""
    small = small_font(font)
    metrics = QFontMetrics(small)
    painter.setFont(small)
    painter.setPen(theme.color("muted"))
    bar = book.frame.area(area)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    for tick, label in told_ticks(book, bar, metrics):
        x, half = book.frame.along(bar, tick), metrics.horizontalAdvance(label) / 2 + 3
        painter.drawText(QRectF(x - half, area.top(), 2 * half, metrics.height()), flags, label)
    below = area.adjusted(4, metrics.height() + _SPACING, 0, 0)
    paint_legend(painter, legend_lines(legend_entries(book), metrics, below.width()), below, small, theme)


def picture_height(book: BarBook, font: QFont, width: float) -> int:
    """How high the whole chart is."""
    rows = len(book.lines) + (book.whole is not None)
    return (
        rows * row_height(font)
        + (book.whole is not None) * _SPACING
        + foot_height(book, font, width)
        + _SPACING
    )


def paint_picture(painter: Sketch, book: BarBook, area: QRectF, font: QFont, theme: Theme) -> None:
    """Paint the whole chart, all lines of it."""
    high, top = row_height(font), area.top()
    if book.whole is not None:
        place = QRectF(area.left(), top, area.width(), high)
        paint_line(painter, book.whole, place, book.whole_frame, font, theme)
        top += high + _SPACING
        painter.setPen(theme.color("line"))
        painter.drawLine(QPointF(area.left(), top - 2), QPointF(area.right(), top - 2))
    for line in book.lines:
        paint_line(painter, line, QRectF(area.left(), top, area.width(), high), book.frame, font, theme)
        top += high
    paint_foot(painter, book, QRectF(area.left(), top + 2, area.width(), area.bottom() - top), font, theme)

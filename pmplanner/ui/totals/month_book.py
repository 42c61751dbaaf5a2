"""All that the chart of months shows, gathered before it is painted: columns, axis, legend, words, table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics

from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import Group, LedgerRow
from pmplanner.services.views.totals_page import MonthBar
from pmplanner.ui.text_size import small_font
from pmplanner.ui.theme import Theme
from pmplanner.ui.totals.axis import (
    State,
    legend_lines,
    line_height,
    look_entry,
    looks_of,
    paint_legend,
    paint_swatch,
    ticks,
)
from pmplanner.ui.totals.texts import (
    column_decimals,
    format_value,
    group_word,
    monthly_word,
    plain_text,
    row_name,
    short_lacking,
    with_lacking,
    with_unit,
)
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.charts.marks import Look, parted
from pmplanner.ui.widgets.format import month_name as dated_name
from pmplanner.ui.widgets.format import short_month
from pmplanner.ui.widgets.painting import Sketch

_WIDEST, _SPACING = 64, 4
_FLAT_LEGEND = 6
"""A legend of more parts stands beside the columns, one below the other."""
_LEGEND_SHARE = 0.36


@dataclass(frozen=True, slots=True)
class MonthBook:
    """Months, each with its parts, and how they look."""

    months: Sequence[MonthBar]
    rows: Mapping[Hashable, LedgerRow]
    looks: Mapping[Hashable, Look]
    by: Group
    measure: Measure
    currency: str
    ticks: tuple[Decimal, ...]

    @property
    def title(self) -> str:
        """What the chart is called."""
        return monthly_word(self.by, self.measure)

    @property
    def heading(self) -> str:
        """What stands above the chart, beside the choice of what it shows."""
        return self.title

    def name(self, key: Hashable) -> str:
        """What a part is called."""
        return row_name(self.rows[key], self.by) if key in self.rows else ""

    @property
    def aim(self) -> Decimal | None:
        """What a line across the columns stands for; None for no line."""
        return None

    @property
    def aim_text(self) -> str:
        """What the line across the columns is."""
        return ""

    def look(self, key: Hashable) -> Look:
        """How a part looks."""
        return self.looks.get(key, Look())

    def state(self, key: Hashable) -> State:
        """How a part is painted in its colour."""
        return "scheduled"

    def number(self, place: int) -> str:
        """What stands above a column; nothing where there is nothing."""
        month = self.months[place]
        if (not month.total and not month.unpriced) or month.total != month.stacked:
            return ""  # a number that is not the height of the column would mislead
        return short_lacking(self.amount(month.total), month.total, month.unpriced)

    def label(self, tick: Decimal) -> str:
        """What stands beside a line of the axis."""
        least = column_decimals(self.ticks, self.measure)
        return format_value(tick, self.measure, self.currency, least)

    def amount(self, value: Decimal) -> str:
        """A value as people read it."""
        return format_value(value, self.measure, self.currency)

    def sentence(self, place: int) -> str:
        """The numbers of a month in words."""
        month = self.months[place]
        total = with_lacking(with_unit(month.total, self.measure, self.currency), month.total, month.unpriced)
        parts = [f"{self.name(key)} {self.amount(value)}" for key, value in month.parts if value]
        name = month_name(month.month)
        said = tr("%1: %2 (%3)", name, total, ", ".join(parts)) if parts else tr("%1: %2", name, total)
        if month.total == month.stacked:
            return said
        return tr("%1. A course of several parts counts once in each, and once in the month.", said)

    def part_sentence(self, place: int, key: Hashable) -> str:
        """The number of a part in words."""
        value = dict(self.months[place].parts)[key]
        amount = with_unit(value, self.measure, self.currency)
        return tr("%1, %2: %3", month_name(self.months[place].month), self.name(key), amount)

    def shown(self) -> list[Hashable]:
        """The parts that are in any month, in their order."""
        there = {key for month in self.months for key, value in month.parts if value}
        return [key for key in self.rows if key in there]

    def table(self) -> list[list[str]]:
        """A line a month, a column a part."""
        keys, priced = self.shown(), self.measure == "cost"
        head = [group_word("month"), *(self.name(key) for key in keys), tr("All")]
        lines = []
        for month in self.months:
            values = dict(month.parts)
            cells = [plain_text(values.get(key, Decimal(0))) for key in keys]
            known = month.total or not month.unpriced
            total = plain_text(month.total) if known else ""
            lines.append(
                [month.month or month_name(""), *cells, total, *[plain_text(month.unpriced)] * priced]
            )
        return [head + [tr("without a price")] * priced, *lines]

    def years(self) -> list[tuple[str, int, int]]:
        """The years with the places of their first and last month; none where there is only one."""
        found: dict[str, tuple[int, int]] = {}
        for place, month in enumerate(self.months):
            year = month.month[:4]
            if not year:
                continue
            found[year] = (found.get(year, (place, place))[0], place)
        return [(year, *places) for year, places in found.items()] if len(found) > 1 else []


def month_name(month: str) -> str:
    """Return what a column is called."""
    return dated_name(month) if month else tr("No date yet")


def gather_months(
    months: Sequence[MonthBar], rows: Sequence[LedgerRow], by: Group, measure: Measure, currency: str
) -> MonthBook:
    """Gather what the chart shows; *rows* are the parts, in their order."""
    most = max((month.stacked for month in months), default=Decimal(0))
    return MonthBook(
        tuple(months), {row.key: row for row in rows}, looks_of(rows), by, measure, currency, ticks(most)
    )


class MonthFrame:
    """Where everything stands in an area, by the fonts and the room there is."""

    def __init__(self, book: MonthBook, area: QRectF, font: QFont) -> None:
        self.book, self.area = book, area
        self.font = small_font(font)
        self.metrics = QFontMetrics(self.font)
        self.high = self.metrics.height()
        self._place_legend()
        labels = (self.metrics.horizontalAdvance(book.label(tick)) for tick in book.ticks)
        left = area.left() + max(labels, default=0) + 8
        right = self.legend.left() - 12 if self.beside else area.right()
        below = self.high + _SPACING + (self.high if book.years() else 0)
        foot = 0 if self.beside else self.legend.height() + _SPACING
        top = area.top() + self.high + _SPACING
        self.plot = QRectF(left, top, max(8.0, right - left), max(8.0, area.bottom() - below - foot - top))

    def _place_legend(self) -> None:
        book = self.book
        entries = [look_entry(book.name(key), book.look(key), book.state(key)) for key in book.shown()]
        if book.aim is not None:
            entries.append(look_entry(book.aim_text, Look(), "aim"))
        self.beside = len(entries) > _FLAT_LEGEND
        area, high = self.area, line_height(self.metrics)
        if not self.beside:
            self.lines = legend_lines(entries, self.metrics, area.width() - 4)
            height = len(self.lines) * high
            self.legend = QRectF(area.left() + 4, area.bottom() - height, area.width() - 4, height)
            return
        entries.reverse()  # as they stand in the columns
        room = max(1, int(area.height() // high))
        if len(entries) > room:
            cut = len(entries) - room + 1
            entries = [*entries[: room - 1], look_entry(tr("and %1 more", cut), Look(None, "dotted"))]
        widest = max(self.metrics.horizontalAdvance(entry.text) for entry in entries) + 20
        width = min(widest, area.width() * _LEGEND_SHARE)
        self.lines = [[entry] for entry in entries]
        self.legend = QRectF(area.right() - width, area.top(), width, len(entries) * high)

    def slot(self, place: int) -> QRectF:
        """Where a month is, with its name and its number."""
        width = self.plot.width() / max(1, len(self.book.months))
        top = self.plot.top() - self.high - _SPACING
        height = self.plot.height() + 2 * (self.high + _SPACING)
        return QRectF(self.plot.left() + width * place, top, width, height)

    def column(self, place: int) -> QRectF:
        """Where the column of a month can be, as high as the axis."""
        slot = self.slot(place)
        width = min(_WIDEST, slot.width() * 0.7)
        return QRectF(slot.center().x() - width / 2, self.plot.top(), width, self.plot.height())

    def level(self, value: Decimal) -> float:
        """Where a value is on the axis."""
        top = self.book.ticks[-1] if self.book.ticks else Decimal(0)
        return self.plot.bottom() - (float(value / top) * self.plot.height() if top else 0.0)

    def told_ticks(self) -> tuple[Decimal, ...]:
        """The values that are written beside the axis, the last of them and those that have room below it."""
        ticks = self.book.ticks
        if not ticks:
            return ()
        step = self.plot.height() / len(ticks)
        return ticks[:: -max(1, ceil(self.high / step))]

    def month_names(self) -> list[str]:
        """What stands below the columns, apart from each other: names, letters, or every second letter.

        Years stand below them.
        """
        names = [short_month(month.month) if month.month else "–" for month in self.book.months]
        if self._apart(names) == 1:
            return names
        letters = [name[:1] for name in names]
        apart = self._apart(letters)
        return [letter if place % apart == 0 else "" for place, letter in enumerate(letters)]

    def _apart(self, texts: Sequence[str]) -> int:
        """How many columns a text needs, with a blank before the next one."""
        widest = max(map(self.metrics.horizontalAdvance, texts), default=0)
        return max(1, ceil((widest + self.metrics.horizontalAdvance(" ")) / self.slot(0).width()))

    def parts(self, place: int) -> list[tuple[Hashable, QRectF]]:
        """The parts of a month with their areas, from the bottom."""
        column, before = self.column(place), Decimal(0)
        found: list[tuple[Hashable, QRectF]] = []
        for key, value in self.book.months[place].parts:
            top, bottom = self.level(before + value), self.level(before)
            found.append((key, QRectF(column.left(), top, column.width(), bottom - top)))
            before += value
        return found


def paint_months(painter: Sketch, frame: MonthFrame, theme: Theme) -> None:
    """Paint axis, columns, months, years and legend."""
    painter.setFont(frame.font)
    _paint_axis(painter, frame, theme)
    for place, name in enumerate(frame.month_names()):
        _paint_column(painter, frame, place, name, theme)
    _paint_aim(painter, frame, theme)
    _paint_years(painter, frame, theme)
    paint_legend(painter, frame.lines, frame.legend, frame.font, theme)


def _paint_axis(painter: Sketch, frame: MonthFrame, theme: Theme) -> None:
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    told = frame.told_ticks()
    for tick in (Decimal(0), *frame.book.ticks):
        y = frame.level(tick)
        painter.setPen(theme.color("line" if tick else "line_strong"))
        painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y))
        if tick in told:
            painter.setPen(theme.color("muted"))
            left = frame.area.left()
            label = QRectF(left, y - frame.high / 2, frame.plot.left() - left - 6, frame.high)
            painter.drawText(label, flags, frame.book.label(tick))


def _paint_column(painter: Sketch, frame: MonthFrame, place: int, name: str, theme: Theme) -> None:
    slot, top = frame.slot(place), frame.plot.bottom()
    for key, area in frame.parts(place):
        look = frame.book.look(key)
        if area.height() > 0:
            painter.fillRect(area, theme.color("panel"))
            paint_swatch(painter, parted(area, upright=True), look, frame.book.state(key), theme)
            top = area.top()
    centre = Qt.AlignmentFlag.AlignCenter
    painter.setPen(theme.color("muted"))
    wide = max(slot.width(), frame.metrics.horizontalAdvance(name) + 2)
    below = QRectF(slot.center().x() - wide / 2, frame.plot.bottom() + _SPACING, wide, frame.high)
    painter.drawText(below, centre, name)
    number = frame.book.number(place)
    width = frame.metrics.horizontalAdvance(number) + 4
    if number and width <= slot.width() * 1.15:
        painter.setPen(theme.color("text"))
        above = QRectF(slot.center().x() - width / 2, top - frame.high - 1, width, frame.high)
        painter.drawText(above, centre, number)


def _paint_aim(painter: Sketch, frame: MonthFrame, theme: Theme) -> None:
    """Draw the line of what is aimed at across the columns, with a seam of the ground on both sides."""
    aim = frame.book.aim
    if aim is None:
        return
    y = frame.level(aim)
    left, width = frame.plot.left(), frame.plot.width()
    painter.fillRect(QRectF(left, y - 2, width, 4), theme.color("panel"))
    painter.fillRect(QRectF(left, y - 1, width, 2), theme.color("text"))


def _paint_years(painter: Sketch, frame: MonthFrame, theme: Theme) -> None:
    """Write each year below its months, with a line where it begins."""
    top = frame.plot.bottom() + _SPACING + frame.high
    for year, first, last in frame.book.years():
        left, right = frame.slot(first).left(), frame.slot(last).right()
        if first:
            painter.setPen(theme.color("line"))
            painter.drawLine(QPointF(left, frame.plot.bottom()), QPointF(left, top + frame.high))
        painter.setPen(theme.color("muted"))
        room = max(right - left, frame.metrics.horizontalAdvance(year) + 2)
        painter.drawText(QRectF(left, top, room, frame.high), Qt.AlignmentFlag.AlignCenter, year)

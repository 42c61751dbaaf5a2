"""Each kind of block as strips: what of it stays together, how high, and what is painted where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import singledispatchmethod
from itertools import accumulate, pairwise

from PySide6.QtCore import QPointF, QRectF

from pmplanner.papers.look import LINE_WIDTH, PADDING, fill_of
from pmplanner.papers.model import (
    Align,
    Bars,
    Beside,
    Block,
    Cell,
    Column,
    Figures,
    Gap,
    Heading,
    Key,
    Line,
    Part,
    Pillars,
    Row,
    Signatures,
    Size,
    Table,
    Text,
    Week,
    WeekBar,
    Weeks,
)
from pmplanner.papers.pieces import AreaPiece, Pen, Piece, RulePiece, Strip, moved

_FIGURE_WIDTH, _MOST_FIGURES = 105.0, 6
_BAR_HEIGHT, _KEY_SIDE, _KEY_GAP = 9.0, 7.0, 14.0
_LABEL_SHARE, _NUMBER_SHARE = 0.28, 0.24
"""Of a line with a bar: what its name and its number have of the width."""
_WORD_SHARE = 0.2
"""Of the width of a table: what a word may have beyond what its column has anyway."""
_PILLAR_SHARE, _WIDEST_PILLAR = 0.62, 64.0
_HEADING_ABOVE, _HEADING_BELOW = 8.0, 3.0
_SIGNATURE_ABOVE, _SIGNATURE_GAP = 34.0, 24.0
"""All lengths in points."""
_MOST_LANES = 8
"""So many rows of bars a week has at most; more go on in another row of the same week."""


class BlockLayout:
    """Lays out blocks for a width of a device."""

    def __init__(self, pen: Pen, *, centred: bool = False) -> None:
        self._pen = pen
        self._align = Align.CENTRE if centred else Align.LEFT

    def strips(self, blocks: Sequence[Block], width: float) -> list[Strip]:
        """Return what blocks are made of, from top to bottom."""
        return [strip for block in blocks for strip in self.lay(block, width)]

    @singledispatchmethod
    def lay(self, block: Block, width: float) -> list[Strip]:
        """Return what a block is made of."""
        raise TypeError(type(block).__name__)

    @lay.register
    def _heading(self, block: Heading, width: float) -> list[Strip]:
        line = Line(block.text, bold=True, size=Size.LARGE, above=_HEADING_ABOVE)
        pieces, height = self._pen.lines([line], width, self._align)
        return [Strip(height + _HEADING_BELOW * self._pen.point, pieces, with_next=True)]

    @lay.register
    def _text(self, block: Text, width: float) -> list[Strip]:
        strips = []
        for line in block.lines:
            pieces, height = self._pen.lines([line], width, self._align)
            strips.append(Strip(height + self._pen.point, pieces))
        return strips

    @lay.register
    def _gap(self, block: Gap, width: float) -> list[Strip]:
        return [Strip(block.height * self._pen.point)]

    # Tables

    @lay.register
    def _table(self, block: Table, width: float) -> list[Strip]:
        edges = _edges(self._widths(block, width))
        head = [self._row(row, block, edges) for row in block.head]
        for strip in head:
            strip.with_next = True
        rows, group = [], []
        for row in block.rows:
            strip = self._row(row, block, edges)
            strip.head, strip.with_next, strip.stretches = head, row.with_next, block.fills_page
            if row.with_next:  # what it names may go on on the next page, and is named there again
                group = [strip]
            else:
                strip.head = [*head, *group]
            rows.append(strip)
        return [*head, *rows, Strip(4 * self._pen.point)]

    def _widths(self, table: Table, width: float) -> list[float]:
        """Return how wide columns are: by their shares, but so that no word is broken if it need not be."""
        whole = sum(column.share for column in table.columns)
        wanted = [width * column.share / whole for column in table.columns]
        for rows in ((*table.head, *table.rows), table.head):
            words = self._longest_words(rows, len(wanted))
            # One endless name is broken, before it leaves the other columns no room.
            least = [min(low, max(has, width * _WORD_SHARE)) for low, has in zip(words, wanted, strict=True)]
            if sum(least) <= width:
                break
        else:
            return wanted
        # What the narrow ones lack is taken from what the others can spare.
        lacking = sum(max(0.0, low - has) for low, has in zip(least, wanted, strict=True))
        spare = sum(max(0.0, has - low) for low, has in zip(least, wanted, strict=True))
        part = lacking / spare if spare else 0.0
        return [
            low if low > has else has - (has - low) * part for low, has in zip(least, wanted, strict=True)
        ]

    def _longest_words(self, rows: Sequence[Row], columns: int) -> list[float]:
        """Return how wide the longest word of each column is, with the room around it."""
        least = [0.0] * columns
        for row in rows:
            place = 0
            for cell in row.cells:
                if cell.span == 1:
                    words = (replace(line, text=word) for line in cell.lines for word in line.text.split())
                    wide = max(map(self._pen.width, words), default=0.0)
                    least[place] = max(least[place], wide + (2 * PADDING + 1) * self._pen.point)
                place += cell.span
        return least

    def _row(self, row: Row, table: Table, edges: Sequence[float]) -> Strip:
        padding = PADDING * self._pen.point
        laid: list[tuple[Cell, float, float, list[Piece], float]] = []
        place = 0
        for cell in row.cells:
            left, right = edges[place], edges[place + cell.span]
            align = cell.align or table.columns[place].align
            pieces, height = self._pen.lines(cell.lines, right - left - 2 * padding, align)
            laid.append((cell, left, right, pieces, height))
            place += cell.span
        height = max([row.least_height * self._pen.point, *(each[4] + 2 * padding for each in laid)])
        strip = Strip(height)
        edge = LINE_WIDTH * self._pen.point
        for cell, left, right, pieces, high in laid:
            if table.grid or cell.tone:
                area = QRectF(left, 0, right - left, height)
                strip.pieces.append(AreaPiece(area, fill_of(cell.tone), edge if table.grid else 0))
            in_middle = cell.middle or not (table.fills_page or table.from_top)
            above = (height - high) / 2 if in_middle else padding
            strip.pieces += moved(pieces, left + padding, above)
        if not table.grid:
            strip.pieces.append(RulePiece(QPointF(0, height), QPointF(edges[-1], height), edge))
        return strip

    # Weeks

    @lay.register
    def _weeks(self, block: Weeks, width: float) -> list[Strip]:
        table = Table(block.columns)
        whole = sum(column.share for column in block.columns)
        edges = _edges([width * column.share / whole for column in block.columns])
        head = self._row(block.head, table, edges)
        head.with_next = True
        strips = [head]
        for week in block.weeks:
            lanes = _lanes(week.bars)
            for start in range(0, max(len(lanes), 1), _MOST_LANES):
                strip = self._week(week, lanes[start : start + _MOST_LANES], edges)
                strip.head = [head]
                strips.append(strip)
        return strips

    def _week(self, week: Week, lanes: Sequence[Sequence[WeekBar]], edges: Sequence[float]) -> Strip:
        padding = PADDING * self._pen.point
        texts: list[Piece] = []
        top = 0.0
        for cell, (left, right) in zip(week.cells, pairwise(edges), strict=True):
            pieces, height = self._pen.lines(cell.lines, right - left - 2 * padding)
            texts += moved(pieces, left + padding, padding)
            top = max(top, height + 1.5 * padding)
        bars: list[Piece] = []
        for lane in lanes:
            high = 0.0
            for bar in lane:
                left, right = edges[bar.first] + padding / 2, edges[bar.last + 1] - padding / 2
                pieces, height = self._pen.lines(bar.lines, right - left - padding)
                area = QRectF(left, top, right - left, height + padding)
                bars += [
                    AreaPiece(area, fill_of(bar.tone)),
                    *moved(pieces, left + padding / 2, top + padding / 2),
                ]
                high = max(high, height + padding)
            top += high + padding / 2
        strip = Strip(top + padding, stretches=True)
        edge = LINE_WIDTH * self._pen.point
        for cell, (left, right) in zip(week.cells, pairwise(edges), strict=True):
            area = QRectF(left, 0, right - left, strip.height)
            strip.pieces.append(AreaPiece(area, fill_of(cell.tone), edge))
        strip.pieces += [*texts, *bars]
        return strip

    # Numbers and charts

    @lay.register
    def _figures(self, block: Figures, width: float) -> list[Strip]:
        room = max(1, min(_MOST_FIGURES, int(width / (_FIGURE_WIDTH * self._pen.point))))
        if len(block.figures) > room:  # rows of one length, not one figure left alone
            rows = -(-len(block.figures) // room)
            room = -(-len(block.figures) // rows)
        table = Table(
            tuple(Column(1) for _ in range(min(room, len(block.figures)) or 1)),
            rows=tuple(
                Row(
                    tuple(
                        Cell(
                            (
                                Line(figure.label, muted=True, size=Size.SMALL),
                                Line(figure.value, bold=True, size=Size.LARGE),
                                *([Line(figure.note, muted=True, size=Size.SMALL)] if figure.note else []),
                            )
                        )
                        for figure in block.figures[start : start + room]
                    )
                    + (Cell(),) * (room - len(block.figures[start : start + room]) if start else 0)
                )
                for start in range(0, len(block.figures), room)
            ),
            from_top=True,
        )
        return self._table(table, width) if block.figures else []

    @lay.register
    def _bars(self, block: Bars, width: float) -> list[Strip]:
        most = block.most or max((_sum(bar.parts) for bar in block.bars), default=Decimal(0))
        label, number = width * _LABEL_SHARE, width * _NUMBER_SHARE
        gap = PADDING * self._pen.point
        strips = []
        for bar in block.bars:
            name, name_height = self._pen.lines([Line(bar.label)], label - gap)
            text, text_height = self._pen.lines([Line(bar.text)], number - gap, Align.RIGHT)
            height = max(name_height, text_height, _BAR_HEIGHT * self._pen.point)
            strip = Strip(height + gap, [*moved(name, 0, (height - name_height) / 2)])
            strip.pieces += moved(text, width - number + gap, (height - text_height) / 2)
            middle, long = height / 2 - _BAR_HEIGHT / 2 * self._pen.point, width - label - number
            left = label
            for part in bar.parts:
                share = float(part.amount / most) * long if most else 0.0
                share = max(0.0, min(share, width - number - left))
                area = QRectF(left, middle, share, _BAR_HEIGHT * self._pen.point)
                strip.pieces.append(AreaPiece(area, fill_of(part.tone)))
                left += share
            strips.append(strip)
        return [*strips, *self._keys(block.keys, width)]

    @lay.register
    def _pillars(self, block: Pillars, width: float) -> list[Strip]:
        if not block.pillars:
            return []
        most = max(_sum(pillar.parts) for pillar in block.pillars)
        step = width / len(block.pillars)
        wide = min(step * _PILLAR_SHARE, _WIDEST_PILLAR * self._pen.point)
        high = block.height * self._pen.point
        strip = Strip(high)
        above, below = 0.0, 0.0
        names = []
        for pillar in block.pillars:
            label, label_height = self._pen.lines(
                [Line(pillar.label, muted=True, size=Size.SMALL)], step * pillar.label_span, Align.CENTRE
            )
            text, text_height = self._pen.lines([Line(pillar.text, size=Size.SMALL)], step, Align.CENTRE)
            above, below = max(above, text_height if pillar.text else 0), max(below, label_height)
            names.append((label, text, text_height))
        base = above + high
        for place, (pillar, (label, text, text_height)) in enumerate(zip(block.pillars, names, strict=True)):
            left, top = place * step, base
            for part in pillar.parts:
                tall = float(part.amount / most) * high if most else 0.0
                top -= tall
                area = QRectF(left + (step - wide) / 2, top, wide, tall)
                strip.pieces.append(AreaPiece(area, fill_of(part.tone)))
            if pillar.text:
                strip.pieces += moved(text, left, top - text_height)
            strip.pieces += moved(label, left, base + PADDING * self._pen.point)
        strip.pieces.append(RulePiece(QPointF(0, base), QPointF(width, base), LINE_WIDTH * self._pen.point))
        strip.height = base + below + 2 * PADDING * self._pen.point
        return [strip, *self._keys(block.keys, width)]

    def _keys(self, keys: Sequence[Key], width: float) -> list[Strip]:
        """What tones mean, side by side, going on below where the width is filled."""
        if not keys:
            return []
        point = self._pen.point
        side, gap = _KEY_SIDE * point, _KEY_GAP * point
        strip, left, top, line_height = Strip(0), 0.0, 2 * point, 0.0
        for key in keys:
            line = Line(key.text, size=Size.SMALL)
            long = min(self._pen.width(line) + point, width - side - gap)
            pieces, height = self._pen.lines([line], long)
            if left and left + side + 3 * point + long > width:
                left, top, line_height = 0.0, top + line_height, 0.0
            area = QRectF(left, top + (height - side) / 2, side, side)
            strip.pieces.append(AreaPiece(area, fill_of(key.tone)))
            strip.pieces += moved(pieces, left + side + 3 * point, top)
            left += side + 3 * point + long + gap
            line_height = max(line_height, height)
        strip.height = top + line_height + 4 * point
        return [strip]

    @lay.register
    def _signatures(self, block: Signatures, width: float) -> list[Strip]:
        point = self._pen.point
        gap = _SIGNATURE_GAP * point
        long = (width - gap * (len(block.labels) - 1)) / max(len(block.labels), 1)
        strip = Strip(0)
        top, below = _SIGNATURE_ABOVE * point, 0.0
        for place, label in enumerate(block.labels):
            left = place * (long + gap)
            line = RulePiece(QPointF(left, top), QPointF(left + long, top), LINE_WIDTH * point)
            pieces, height = self._pen.lines([Line(label, muted=True, size=Size.SMALL)], long)
            strip.pieces += [line, *moved(pieces, left, top + 2 * point)]
            below = max(below, height)
        strip.height = top + below + 4 * point
        return [strip]

    @lay.register
    def _beside(self, block: Beside, width: float) -> list[Strip]:
        gap = 3 * PADDING * self._pen.point
        left_width = (width - gap) * block.share
        right_width = width - gap - left_width
        left, left_height = _piled(self.strips(block.left, left_width))
        right, right_height = _piled(self.strips(block.right, right_width))
        return [Strip(max(left_height, right_height), [*left, *moved(right, left_width + gap, 0)])]


def _piled(strips: Sequence[Strip]) -> tuple[list[Piece], float]:
    """Return strips as one."""
    pieces: list[Piece] = []
    top = 0.0
    for strip in strips:
        pieces += moved(strip.pieces, 0, top)
        top += strip.height
    return pieces, top


def _lanes(bars: Sequence[WeekBar]) -> list[list[WeekBar]]:
    """Put bars into as few rows as they need, in the order in which they begin."""
    lanes: list[list[WeekBar]] = []
    for bar in sorted(bars, key=lambda bar: bar.first):
        free = next((lane for lane in lanes if lane[-1].last < bar.first), None)
        if free is None:
            lanes.append([bar])
        else:
            free.append(bar)
    return lanes


def _edges(widths: Sequence[float]) -> list[float]:
    """Return where columns begin, and where the last one ends."""
    return [0.0, *accumulate(widths)]


def _sum(parts: Sequence[Part]) -> Decimal:
    return sum((part.amount for part in parts), Decimal(0))

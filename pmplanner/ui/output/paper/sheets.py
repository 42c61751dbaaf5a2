"""Sheets: a title over a grid of cells, laid out and painted on the pages of any device.

Painted by hand and not as one rich text, which would cut rows in two at the end of a page, and take
the colours of its lines from the window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPagedPaintDevice,
    QPainter,
    QPalette,
    QPen,
    QTextDocument,
)

from pmplanner.ui.theme import paper_colours
from pmplanner.ui.widgets.text import Rich

# Colours of paper, not of the window: what is printed looks the same in light and dark.
_PAPER = paper_colours()
TEXT, MUTED, CLOSED_TEXT = _PAPER["text"], _PAPER["muted"], _PAPER["closed_text"]
LINE, HEAD_FILL, CLOSED_FILL = _PAPER["line"], _PAPER["head"], _PAPER["closed"]

_FONT_POINTS = 8.5
_FOOTER_POINTS = 7.5
_PADDING = 3.0
_TITLE_GAP = 6.0
_FOOTER_ROOM = 18.0
_LINE_WIDTH = 0.5
"""All in points."""
_SMALLER = 0.96
"""What a sheet that does not fit on its page is scaled by, again and again until it does."""

_STYLE = (
    "h1 { font-size: 15pt; margin-top: 0; margin-bottom: 4px; } "
    "p { margin-top: 0; margin-bottom: 0; } p.event { margin-top: 4px; } "
    f".muted {{ color: {MUTED}; }} .closed {{ color: {CLOSED_TEXT}; }} "
    f".soft {{ color: {MUTED}; font-size: 10pt; font-weight: normal; }}"
)


NOTHING = Rich()


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What stands in a cell, and the colour behind it."""

    html: Rich = NOTHING
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A title and a grid; begins a page, and goes on, with its heading, on as many as it needs."""

    title: Rich
    shares: Sequence[float]
    """How the columns share the width."""
    head: Sequence[SheetCell]
    rows: Sequence[Sequence[SheetCell]]
    least_height: float = 0
    """Of a row, in points."""
    fills_page: bool = False
    """Whether its rows share what would be left of the page."""
    one_page: bool = False
    """Whether it is made so small that one page has room for all of it."""


class _Row(NamedTuple):
    cells: Sequence[SheetCell]
    documents: Sequence[QTextDocument | None]
    height: float


class _Laid(NamedTuple):
    """A sheet as it is laid out, with where its heading begins and what is left below that for rows."""

    title: QTextDocument
    columns: Sequence[QRectF]
    head: _Row
    rows: Sequence[_Row]
    top: float
    room: float


class _Document(QTextDocument):
    """A text that opens no file, whatever its HTML names."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return None


class SheetPainter:
    """Paints sheets one after the other; whole rows, and the heading again on each page."""

    def __init__(self, painter: QPainter, device: QPagedPaintDevice, footer: str) -> None:
        self._painter = painter
        self._device = device
        self._footer = footer
        self._point = device.logicalDpiY() / 72
        self.width = float(device.width())
        self.height = device.height() - _FOOTER_ROOM * self._point
        self.pages = 0

    def paint(self, sheet: Sheet) -> None:
        """Paint a sheet from a new page on; raises OSError when the device gives no more pages."""
        if sheet.one_page:
            self._paint_whole(sheet)
            return
        laid = self._lay(sheet, 1)
        rows = _stretched(laid.rows, laid.room) if sheet.fills_page else laid.rows
        for page in _pages(rows, laid.room):
            self._begin_page()
            self._draw(laid.title, QPointF(0, 0))
            self._paint_rows([laid.head, *page], laid.columns, laid.top, centred=not sheet.fills_page)

    def _paint_whole(self, sheet: Sheet) -> None:
        self._begin_page()
        scale, laid = 1.0, self._lay(sheet, 1)
        while sum(row.height for row in laid.rows) > laid.room:
            scale *= _SMALLER
            laid = self._lay(sheet, scale)
        self._painter.save()
        self._painter.scale(scale, scale)
        self._draw(laid.title, QPointF(0, 0))
        for row, top in _tops([laid.head, *laid.rows], laid.top):
            self._paint_row(row, laid.columns, top, row.height, centred=True)
        self._painter.restore()

    def _lay(self, sheet: Sheet, scale: float) -> _Laid:
        """Lay a sheet out for what a page has room for when it is painted at a scale."""
        width = self.width / scale
        title = self._document(sheet.title, width)
        columns = _columns(sheet.shares, width)
        head = self._row(sheet.head, columns, 0)
        rows = [self._row(row, columns, sheet.least_height * self._point) for row in sheet.rows]
        top = title.size().height() + _TITLE_GAP * self._point
        return _Laid(title, columns, head, rows, top, self.height / scale - top - head.height)

    def _begin_page(self) -> None:
        if self.pages and not self._device.newPage():
            raise OSError("there is no new page")
        self.pages += 1
        font = QFont("sans-serif")
        font.setPointSizeF(_FOOTER_POINTS)
        self._painter.setFont(font)
        self._painter.setPen(QColor(MUTED))
        foot = QRectF(0, self.height, self.width, self._device.height() - self.height)
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        self._painter.drawText(foot, where, f"{self._footer}   ·   {self.pages}")

    def _row(self, cells: Sequence[SheetCell], columns: Sequence[QRectF], least: float) -> _Row:
        padding = 2 * _PADDING * self._point
        documents = [
            self._document(cell.html, column.width() - padding) if cell.html else None
            for cell, column in zip(cells, columns, strict=True)
        ]
        heights = [document.size().height() + padding for document in documents if document is not None]
        return _Row(cells, documents, max([least, *heights]))

    def _paint_rows(
        self, rows: Sequence[_Row], columns: Sequence[QRectF], top: float, *, centred: bool
    ) -> None:
        for row, begin in _tops(rows, top):
            self._paint_row(row, columns, begin, min(row.height, self.height - begin), centred=centred)

    def _paint_row(
        self, row: _Row, columns: Sequence[QRectF], top: float, height: float, *, centred: bool
    ) -> None:
        for cell, document, column in zip(row.cells, row.documents, columns, strict=True):
            area = QRectF(column.left(), top, column.width(), height)
            self._paint_cell(cell, document, area, centred)

    def _paint_cell(
        self, cell: SheetCell, document: QTextDocument | None, area: QRectF, centred: bool
    ) -> None:
        self._painter.setPen(QPen(QColor(LINE), _LINE_WIDTH * self._point))
        self._painter.setBrush(QColor(cell.fill) if cell.fill else Qt.BrushStyle.NoBrush)
        self._painter.drawRect(area)
        if document is not None:
            padding = _PADDING * self._point
            above = (area.height() - document.size().height()) / 2 if centred else padding
            self._painter.save()
            self._painter.setClipRect(area)
            self._draw(document, area.topLeft() + QPointF(padding, above))
            self._painter.restore()

    def _document(self, html: Rich, width: float) -> QTextDocument:
        document = _Document()
        document.setDocumentMargin(0)
        document.documentLayout().setPaintDevice(self._device)
        font = QFont("sans-serif")
        font.setPointSizeF(_FONT_POINTS)
        document.setDefaultFont(font)
        document.setDefaultStyleSheet(_STYLE)
        document.setHtml(html)
        document.setTextWidth(width)
        return document

    def _draw(self, document: QTextDocument, where: QPointF) -> None:
        self._painter.save()
        self._painter.translate(where)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(TEXT))
        document.documentLayout().draw(self._painter, context)
        self._painter.restore()


def _columns(shares: Sequence[float], whole: float) -> list[QRectF]:
    """Return where the columns are, from left to right."""
    columns, left = [], 0.0
    for share in shares:
        width = whole * share / sum(shares)
        columns.append(QRectF(left, 0, width, 0))
        left += width
    return columns


def _tops(rows: Sequence[_Row], top: float) -> Iterator[tuple[_Row, float]]:
    """Give each row with where it begins."""
    for row in rows:
        yield row, top
        top += row.height


def _stretched(rows: Sequence[_Row], room: float) -> list[_Row]:
    """Return the rows of one height that fills the room, but for those that need more of it."""
    height, higher = 0.0, 0.0
    for count, needed in zip(
        range(len(rows), 0, -1), sorted((r.height for r in rows), reverse=True), strict=True
    ):
        height = max(0.0, room - higher) / count
        if needed <= height:
            break
        higher += needed
    return [row._replace(height=max(row.height, height)) for row in rows]


def _pages(rows: Sequence[_Row], room: float) -> Iterator[list[_Row]]:
    """Give the rows page by page; a row that no page has room for has one of its own, and is cut off."""
    page: list[_Row] = []
    left = room
    for row in rows:
        if page and row.height > left + 1:  # one dot, for what rounding takes
            yield page
            page, left = [], room
        page.append(row)
        left -= row.height
    yield page

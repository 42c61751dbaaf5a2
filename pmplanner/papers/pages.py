"""Which strip goes on which page, and the pages painted: on paper, in a PDF file and in the preview alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from pmplanner.papers.blocks import BlockLayout
from pmplanner.papers.model import Align, Line, Paper, Section, Size
from pmplanner.papers.pieces import AreaPiece, Pen, PicturePiece, Piece, Strip, moved
from pmplanner.sentences import said

_MARGIN_MM = 12
_RESOLUTION = 300
_FOOTER_ROOM, _TITLE_GAP = 18.0, 6.0
_LOGO_HEIGHT, _LOGO_SHARE = 30.0, 0.3
"""In points, and as a share of the width."""
_SMALLER = 0.96
"""What a section that does not fit on its page is scaled by, again and again until it does."""

SIZES = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}

Report = Callable[[int, int], None]
"""Hears how many of how many pages are done; may raise to stop the printing."""


@dataclass(slots=True)
class _Page:
    scale: float
    pieces: list[Piece] = field(default_factory=list)


def page_layout(paper: Paper, size: str) -> QPageLayout:
    """The page of a paper in one of SIZES."""
    turned = QPageLayout.Orientation.Landscape if paper.landscape else QPageLayout.Orientation.Portrait
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    return QPageLayout(QPageSize(SIZES[size]), turned, margins, QPageLayout.Unit.Millimeter)


def paint_pages(paper: Paper, device: QPagedPaintDevice, report: Report = lambda done, total: None) -> int:
    """Paint all pages on a device, which has its page layout already, and return how many.

    Raises OSError when the device does not take them.
    """
    pages = _Pages(paper, device).laid()
    painter = QPainter()
    if not painter.begin(device):
        raise OSError("the device cannot be painted on")
    try:
        for done, page in enumerate(pages):
            report(done, len(pages))
            if done and not device.newPage():
                raise OSError("there is no new page")
            _paint(painter, page)
    finally:
        painter.end()
    return len(pages)


def pdf_pages(paper: Paper, size: str, report: Report = lambda done, total: None) -> tuple[bytes, int]:
    """Return a paper as a PDF file, and how many pages it has; may run in any thread.

    Qt must have been started, if only without a window: `pmplanner.papers.terminal`.
    """
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("PM Planner")
    writer.setTitle(paper.title)
    writer.setResolution(_RESOLUTION)
    writer.setPageLayout(page_layout(paper, size))
    pages = paint_pages(paper, writer, report)
    buffer.close()
    return bytes(content.data()), pages


def _paint(painter: QPainter, page: _Page) -> None:
    painter.save()
    painter.scale(page.scale, page.scale)
    for piece in page.pieces:
        piece.paint(painter, QPointF(0, 0))
    painter.restore()


class _Pages:
    """Finds out what stands on each page of a paper."""

    def __init__(self, paper: Paper, device: QPagedPaintDevice) -> None:
        self._paper = paper
        self._pen = Pen(device)
        self._width, self._whole_height = float(device.width()), float(device.height())
        self._height = self._whole_height - _FOOTER_ROOM * self._pen.point
        self._logo = QImage.fromData(paper.letterhead.logo) if paper.letterhead.logo else QImage()

    def laid(self) -> list[_Page]:
        """Return all pages, with their feet."""
        pages = [page for section in self._paper.sections for page in self._section(section)]
        for number, page in enumerate(pages, 1):
            page.pieces += self._foot(number, len(pages), page.scale)
        return pages

    def _section(self, section: Section) -> list[_Page]:
        scale = 1.0
        pages = self._at_scale(section, scale)
        whole = pages
        while section.one_page and len(whole) > 1 and scale * _SMALLER >= section.least_scale:
            scale *= _SMALLER
            whole = self._at_scale(section, scale)
        return whole if len(whole) == 1 else pages

    def _at_scale(self, section: Section, scale: float) -> list[_Page]:
        width, height = self._width / scale, self._height / scale
        title, top = self._title(section, width)
        strips = BlockLayout(self._pen, centred=section.centred).strips(section.blocks, width)
        pages = []
        for rows in _broken(strips, height - top):
            page = _Page(scale, list(title))
            at = top
            for strip in _stretched(rows, height - top):
                page.pieces += moved(strip.pieces, 0, at)
                at += strip.height
            pages.append(page)
        return pages

    def _title(self, section: Section, width: float) -> tuple[list[Piece], float]:
        align = Align.CENTRE if section.centred else Align.LEFT
        pieces: list[Piece] = []
        room, logo_height = width, 0.0
        if not self._logo.isNull():
            area = self._logo_area(width)
            pieces.append(PicturePiece(self._logo, area))
            logo_height = area.height()
            if not section.centred:
                room = width - area.width() - 2 * _TITLE_GAP * self._pen.point
        title = Line(section.title, size=Size.TITLE)
        lines, height = self._pen.lines([title, *section.subtitle], room, align)
        if section.centred and logo_height:
            lines, height = moved(lines, 0, logo_height), height + logo_height
        return [*pieces, *lines], max(height, logo_height) + _TITLE_GAP * self._pen.point

    def _logo_area(self, width: float) -> QRectF:
        """At the top on the right, as large as it fits into its place."""
        high, wide = _LOGO_HEIGHT * self._pen.point, width * _LOGO_SHARE
        scale = min(high / self._logo.height(), wide / self._logo.width())
        return QRectF(
            width - self._logo.width() * scale, 0, self._logo.width() * scale, self._logo.height() * scale
        )

    def _foot(self, number: int, pages: int, scale: float) -> list[Piece]:
        """The foot of a page: whose paper it is, its title, and which page of how many."""
        width = self._width / scale
        footer = self._paper.letterhead.footer
        left = " · ".join(filter(None, (footer, self._paper.title)))
        right = said("{page} of {pages}", page=number, pages=pages)
        share = 0.8
        texts, height = self._pen.lines([_small(left)], width * share)
        numbers, _ = self._pen.lines([_small(right)], width * (1 - share), Align.RIGHT)
        top = self._whole_height / scale - height
        return [*moved(texts, 0, top), *moved(numbers, width * share, top)]


def _small(text: str) -> Line:
    return Line(text, muted=True, size=Size.SMALL)


def _broken(strips: Sequence[Strip], room: float) -> list[list[Strip]]:
    """Share strips out on pages: none is cut, and what stays with the next one does.

    What no page has room for has one of its own.
    """
    pages: list[list[Strip]] = [[]]
    left = room
    for bundle in _bundles(strips):
        needed = sum(strip.height for strip in bundle)
        if pages[-1] and needed > left + 1:  # one dot, for what rounding takes
            repeated = bundle[0].head
            pages.append(list(repeated))
            left = room - sum(strip.height for strip in repeated)
        pages[-1] += bundle
        left -= needed
    return pages


def _bundles(strips: Sequence[Strip]) -> list[list[Strip]]:
    """Return strips with those that they stay with."""
    bundles: list[list[Strip]] = []
    going_on = False
    for strip in strips:
        if going_on:
            bundles[-1].append(strip)
        else:
            bundles.append([strip])
        going_on = strip.with_next
    return bundles


def _stretched(strips: Sequence[Strip], room: float) -> list[Strip]:
    """Return strips of which those that may are made of one height that fills the room."""
    able = [strip for strip in strips if strip.stretches]
    if not able:
        return list(strips)
    free = room - sum(strip.height for strip in strips if not strip.stretches)
    height, higher = 0.0, 0.0
    for count, needed in zip(
        range(len(able), 0, -1), sorted((s.height for s in able), reverse=True), strict=True
    ):
        height = max(0.0, free - higher) / count
        if needed <= height:
            break
        higher += needed
    return [_higher(strip, height) if strip.stretches else strip for strip in strips]


def _higher(strip: Strip, height: float) -> Strip:
    """Return a strip of a table with its cells drawn down to another height."""
    if height <= strip.height:
        return strip
    pieces: list[Piece] = []
    for piece in strip.pieces:
        if isinstance(piece, AreaPiece) and piece.area.height() == strip.height:
            area = QRectF(piece.area)
            area.setHeight(height)
            pieces.append(AreaPiece(area, piece.fill, piece.edge))
        else:
            pieces.append(piece)
    return Strip(height, pieces, strip.with_next, strip.head, strip.stretches)

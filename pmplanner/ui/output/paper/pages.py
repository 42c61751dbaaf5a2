"""Pages on paper, in a PDF file and in the preview, all painted by the same code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter

from pmplanner.ui.output.paper.sheets import Sheet, SheetPainter
from pmplanner.ui.widgets.painting import painting

_MARGIN_MM = 12
_RESOLUTION = 300

PAPERS = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}

Report = Callable[[int, int], None]
"""Hears how many of how many sheets are done; may raise to stop the printing."""


@dataclass(frozen=True, slots=True)
class Printout:
    """What is printed: sheets, and the words at the foot of the pages."""

    sheets: Sequence[Sheet]
    footer: str
    landscape: bool = False

    def layout(self, paper: str) -> QPageLayout:
        """The page for one of PAPERS."""
        turned = QPageLayout.Orientation.Landscape if self.landscape else QPageLayout.Orientation.Portrait
        margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
        return QPageLayout(QPageSize(PAPERS[paper]), turned, margins, QPageLayout.Unit.Millimeter)


def paint_pages(
    printout: Printout, device: QPagedPaintDevice, report: Report = lambda done, total: None
) -> int:
    """Paint all pages on a device, which has its page layout already, and return how many.

    Raises OSError when the device does not take them.
    """
    with painting(device) as painter:
        if not painter.isActive():
            raise OSError("the device cannot be painted on")
        pages = SheetPainter(painter, device, printout.footer)
        for done, sheet in enumerate(printout.sheets):
            report(done, len(printout.sheets))
            pages.paint(sheet)
    return pages.pages


def pdf_pages(printout: Printout, paper: str, report: Report = lambda done, total: None) -> tuple[bytes, int]:
    """Return the pages as a PDF file, and how many; may run in any thread."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("PM Planner")
    writer.setTitle(printout.footer)
    writer.setResolution(_RESOLUTION)
    writer.setPageLayout(printout.layout(paper))
    pages = paint_pages(printout, writer, report)
    buffer.close()
    return bytes(content.data()), pages

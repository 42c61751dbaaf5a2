"""Pictures of what the window shows: into the clipboard, or a file of pixels, of vectors, or a page."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from pmplanner.exchange.folders import safe_name
from pmplanner.exchange.sheets import plain_sheet
from pmplanner.exchange.writing import Value, replacing
from pmplanner.services.exporting.tables import is_workbook, write_table
from pmplanner.services.plans.plans import PlanRow
from pmplanner.ui.core.picturing import Picture, Task
from pmplanner.ui.output.plan_output import PlanOutput
from pmplanner.ui.output.shown_table import sheet_of, shown_table
from pmplanner.ui.output.tables_form import FormOfFile
from pmplanner.ui.theme import current_theme, painted_light
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Progress
from pmplanner.ui.widgets.format import format_date
from pmplanner.ui.widgets.painting import Sketch, paint_into, painting

MARGIN, GAP = 24, 12
"""Around the picture, and between it and its words; pixels."""
PNG_SCALE = 2.0
_MOST_PIXELS, _LONGEST_SIDE = 64_000_000, 16_000
"""More than that few programs open; a picture beyond is written smaller."""
_LONGEST_PAGE = 14_400
"""Points: the largest page of a PDF file that readers show (PDF 32000-1, annex C)."""
_KIND = "export/picture kind"
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Framed:
    """A picture with its title above, and its plan, period and day below."""

    picture: Picture
    foot: str

    def size(self) -> QSize:
        """How large it is with its words, in pixels of the screen."""
        inside, head, foot = self.picture.of.picture_size(), _metrics(bold=True), _metrics()
        widest = max(
            inside.width(), head.horizontalAdvance(self.picture.title), foot.horizontalAdvance(self.foot)
        )
        height = head.height() + GAP + inside.height() + GAP + foot.height()
        return QSize(widest + 2 * MARGIN, height + 2 * MARGIN)

    def put_on(self, painter: QPainter) -> None:
        """Paint picture and words, in light colours whatever the window wears."""
        inside, head = self.picture.of.picture_size(), _metrics(bold=True).height()
        place = QRectF(MARGIN, MARGIN + head + GAP, inside.width(), inside.height())
        with painted_light():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_into(painter, self.picture.of, _font(), self._draw_words)
            painter.save()
            painter.setFont(_font())
            self.picture.of.paint_to(painter, place)
            painter.restore()

    def _draw_words(self, painter: Sketch) -> None:
        theme, whole = current_theme(), QRectF(QPointF(), QSizeF(self.size()))
        painter.fillRect(whole, theme.color("panel"))
        words = whole.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        for role, font, text, edge in (
            ("text", _font(bold=True), self.picture.title, Qt.AlignmentFlag.AlignTop),
            ("muted", _font(), self.foot, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setPen(theme.color(role))
            painter.setFont(font)
            painter.drawText(words, edge | Qt.AlignmentFlag.AlignLeading, text)


def as_image(framed: Framed) -> QImage:
    """Return the picture as pixels, twice as fine as the screen unless that would be too large to open."""
    size, scale = framed.size(), png_scale(framed.size())
    image = QImage(
        math.ceil(size.width() * scale), math.ceil(size.height() * scale), QImage.Format.Format_RGB32
    )
    with painting(image) as painter:
        painter.scale(scale, scale)
        framed.put_on(painter)
    return image


def png_scale(size: QSize) -> float:
    """Return how many pixels of a file one of the screen becomes."""
    longest = _LONGEST_SIDE / max(size.width(), size.height())
    return min(PNG_SCALE, longest, math.sqrt(_MOST_PIXELS / (size.width() * size.height())))


def as_png(image: QImage) -> bytes:
    """Return an image as a PNG file; may run in any thread."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, which Qt refuses
    buffer.close()
    return bytes(content.data())


def as_svg(framed: Framed) -> bytes:
    """Return the picture as an SVG file, whose texts stay texts."""
    content, size = QByteArray(), framed.size()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_dots_per_inch())
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(framed.picture.title)
    generator.setDescription(framed.foot)
    with painting(generator) as painter:
        framed.put_on(painter)
    buffer.close()
    # Control characters, which names may hold, are none of XML's, and no program would open the file.
    return _NO_XML.sub(b" ", bytes(content.data()))


def as_pdf(framed: Framed) -> bytes:
    """Return the picture as a PDF file of one page as large as the picture."""
    content, size, dots = QByteArray(), framed.size(), _dots_per_inch()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("PM Planner")
    writer.setTitle(framed.picture.title)
    writer.setResolution(dots)
    points = QSizeF(size) * 72 / dots
    scale = min(1.0, _LONGEST_PAGE / max(points.width(), points.height()))
    page = QPageSize(points * scale, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    with painting(writer) as painter:
        painter.scale(scale, scale)
        framed.put_on(painter)
    buffer.close()
    return bytes(content.data())


def as_values(table: list[list[str]]) -> list[list[Value]]:
    """Return a table for a file: numbers are numbers in columns that hold nothing else below the heading."""
    columns = list(zip(*table[1:], strict=True))
    numbers = [all(_NUMBER.fullmatch(cell) for cell in column) for column in columns]
    values: list[list[Value]] = [[*row] for row in table]
    for row in values[1:]:
        row[:] = [Decimal(str(cell)) if number else cell for cell, number in zip(row, numbers, strict=True)]
    return values


def as_text(table: list[list[str]]) -> str:
    """Return a table for a spreadsheet: a line a row, cells with tabs between them."""
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in table)


class Pictures(PlanOutput):
    """Copies pictures and tables, and writes pictures to files."""

    def put_out(self, task: Task, picture: Picture) -> None:
        """Do what an action of a PictureMenu asks for."""
        if task == "copy table":
            self._copy_table(picture)
            return
        plan = self._plan()
        if plan is None:
            return
        if task == "save table":
            self._ask_table_file(picture, plan)
            return
        framed = Framed(picture, foot_of(plan, date.today()))  # noqa: DTZ011
        if task == "copy picture":
            QGuiApplication.clipboard().setImage(as_image(framed))
            self._actions.said.emit(tr("Copied the picture “%1”", picture.title), False)
        else:
            self._ask_file(framed, plan)

    def save(self, path: Path, framed: Framed) -> BusyRun:
        """Write a picture beside the window, of the kind that the name ends on."""
        # Painted here, for widgets belong to this thread; only to pack and to write it takes long.
        content = _painted(path.suffix.lower(), framed)
        small = path.suffix.lower() == ".png" and png_scale(framed.size()) < 1

        def work(progress: Progress) -> str:
            progress(0, 0)
            with replacing(path) as stream:
                stream.write(content())
            if small:
                return tr("Saved the picture to %1, smaller than on the screen: it is very large.", path)
            return tr("Saved the picture to %1", path)

        return self.writer.write(path, work)

    def _ask_file(self, framed: Framed, plan: PlanRow) -> None:
        kinds = {
            "png": tr("Picture (*.png)"),
            "svg": tr("Drawing with vectors (*.svg)"),
            "pdf": tr("Page (*.pdf)"),
        }
        kind = str(self._settings.value(_KIND, "png"))
        name = f"{plan.name} – {framed.picture.title}.{kind if kind in kinds else 'png'}"
        path = self.writer.ask_file(tr("Save picture"), name, kinds)
        if path is not None:
            self._settings.setValue(_KIND, path.suffix[1:].lower())
            self.save(path, framed)

    def save_table(self, path: Path, picture: Picture) -> BusyRun:
        """Write the table of a picture beside the window, as a workbook or as text, as the name ends."""
        head, *rows = as_values(picture.of.as_table())
        form, lines, plan = FormOfFile.kept(self._settings), len(rows), self._plan()
        facts = [] if plan is None else [(tr("Of"), foot_of(plan, date.today()))]  # noqa: DTZ011

        def work(progress: Progress) -> str:
            progress(0, 0)
            sheet = plain_sheet([*map(str, head)], rows, picture.title, facts)
            write_table(path, sheet, separator=form.separator, bom=form.bom)
            return tr("Exported %1 to %2", plural(lines, "%1 row", "%1 rows"), path)

        return self.writer.write(path, work)

    def _ask_table_file(self, picture: Picture, plan: PlanRow) -> None:
        kinds = {"xlsx": tr("Excel workbooks (*.xlsx)"), "csv": tr("CSV files (*.csv)")}
        kind = FormOfFile.kept(self._settings).suffix
        name = f"{plan.name} – {picture.title}.{kind}"
        path = self.writer.ask_file(tr("Export table"), name, kinds)
        if path is not None:
            FormOfFile.keep_suffix(self._settings, "xlsx" if is_workbook(path) else "csv")
            self.save_table(path, picture)

    def ask_shown_table(self) -> None:
        """Ask where the table that the window shows goes, with its rows, columns and order, and write it."""
        table = shown_table(self._window)
        if table is None:
            self._actions.refused.emit(tr("This page shows no table. Its tables are under Export."))
            return
        title = table.accessibleName() or tr("Table")
        plan = self._plan_name()
        facts = [(tr("Plan"), plan)] if plan else []
        sheet = sheet_of(table, title, [*facts, (tr("As of"), format_date(date.today()))])  # noqa: DTZ011
        form = FormOfFile.kept(self._settings)
        kinds = {"xlsx": tr("Excel workbooks (*.xlsx)"), "csv": tr("CSV files (*.csv)")}
        path = self.writer.ask_file(tr("Export table"), f"{safe_name(title)}.{form.suffix}", kinds)
        if path is None:
            return
        FormOfFile.keep_suffix(self._settings, "xlsx" if is_workbook(path) else "csv")

        def work(progress: Progress) -> str:
            progress(0, 0)
            count = write_table(path, sheet, separator=form.separator, bom=form.bom)
            return tr("Exported %1 to %2", plural(count, "%1 row", "%1 rows"), path)

        self.writer.write(path, work)

    def _copy_table(self, picture: Picture) -> None:
        table = picture.of.as_table()
        QGuiApplication.clipboard().setText(as_text(table))
        lines = max(0, len(table) - 1)
        said = plural(lines, "Copied 1 line of “%2”", "Copied %1 lines of “%2”", picture.title)
        self._actions.said.emit(said, False)


def foot_of(plan: PlanRow, today: date) -> str:
    """Return what stands under a picture: the plan, its period, and of when the picture is."""
    first, last = format_date(plan.first_day), format_date(plan.last_day)
    return tr("%1 · %2 – %3 · as of %4", plan.name, first, last, format_date(today))


def _painted(suffix: str, framed: Framed) -> Callable[[], bytes]:
    """Paint a picture, and return what packs it."""
    if suffix == ".png":
        image = as_image(framed)
        return lambda: as_png(image)
    content = as_svg(framed) if suffix == ".svg" else as_pdf(framed)
    return lambda: content


def _dots_per_inch() -> int:
    """Return the screen's, so that fonts keep their size beside what is measured in pixels."""
    return round(QGuiApplication.primaryScreen().logicalDotsPerInch())


def _font(*, bold: bool = False) -> QFont:
    font = QFont(QGuiApplication.font())
    font.setBold(bold)
    return font


def _metrics(*, bold: bool = False) -> QFontMetrics:
    return QFontMetrics(_font(bold=bold))

"""Coverage: of each track and required course, how many people are how far, as bars in a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pmplanner.services.totals.coverage import COVERS, Cover, CoverageRow
from pmplanner.ui.core.picturing import PictureMenu
from pmplanner.ui.text_size import ROW
from pmplanner.ui.theme import current_theme, theme_notifier, track_role
from pmplanner.ui.totals.axis import Entry, line_height, paint_legend
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.charts.swatch import SWATCH_SIZE, paint_swatch
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ROW_ROLE, ColumnSpec

_ROLES: dict[Cover, str] = {
    "credited": "done_soft",
    "done": "done",
    "scheduled": "accent",
    "picked": "line_strong",
    "missing": "problem_soft",
}
_EDGES: dict[Cover, str] = {"credited": "done", "missing": "problem"}
"""The lines around soft parts, which alone would not stand out from the panel."""
_BAR = 2
"""The column of the bars."""
_THICK, _SIDE, _GAP = 18, 11, 1.0
"""Height of a bar, the room beside it, and between its parts; pixels."""
_LEAST_BAR = 160
_PICTURE_NAMES, _PICTURE_BAR = 340, 420
"""Pixels of names and bars on a picture."""


def cover_word(cover: Cover) -> str:
    """What a part of a bar is called."""
    words: dict[Cover, str] = {
        "credited": tr("credited"),
        "done": tr("done"),
        "scheduled": tr("scheduled"),
        "picked": tr("picked"),
        "missing": tr("missing"),
    }
    return words[cover]


def track_name(row: CoverageRow) -> str:
    """How the track of a line is called."""
    return row.track if row.track_id is not None else tr("No track")


def coverage_sentence(row: CoverageRow) -> str:
    """A line in words: "Leadership, Product manager: of 12 people 3 done, 5 scheduled, 4 missing"."""
    parts = [
        f"{format_number(count)} {cover_word(cover)}"
        for cover, count in zip(COVERS, row.counts, strict=True)
        if count
    ]
    people = plural(row.people, "1 person", "%1 people")
    return tr("%1, %2: of %3 %4", row.course, track_name(row), people, ", ".join(parts))


def paint_coverage(painter: Sketch, area: QRectF, row: CoverageRow) -> None:
    """Paint the parts of a line side by side, with their numbers where there is room."""
    theme = current_theme()
    metrics = QFontMetricsF(painter.font())
    left, unit = area.left(), area.width() / max(1, row.people)
    for cover, count in zip(COVERS, row.counts, strict=True):
        if not count:
            continue
        part = QRectF(left, area.top(), unit * count, area.height()).adjusted(0, 0, -_GAP, 0)
        color = theme.color(_ROLES[cover])
        _paint_part(painter, part, cover)
        text = format_number(count)
        if metrics.horizontalAdvance(text) + 4 <= part.width():
            painter.setPen(theme.on(color))
            painter.drawText(part, int(Qt.AlignmentFlag.AlignCenter), text)
        left += unit * count


def _paint_part(painter: Sketch, part: QRectF, cover: Cover) -> None:
    theme = current_theme()
    painter.fillRect(part, theme.color(_ROLES[cover]))
    if cover in _EDGES:
        painter.setPen(QPen(theme.color(_EDGES[cover]), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(part.adjusted(0.5, 0.5, -0.5, -0.5))


def _paint_covers(painter: Sketch, area: QRectF, font: QFont) -> None:
    """Paint what each part of a bar stands for, in a line."""
    entries = [Entry(cover_word(cover), partial(_paint_part, cover=cover)) for cover in COVERS]
    height = line_height(QFontMetrics(font))
    area = area.adjusted(0, (area.height() - height) / 2, 0, 0)
    paint_legend(painter, [entries], area, font, current_theme())


def coverage_columns() -> list[ColumnSpec[CoverageRow]]:
    """Track, course, the bar, and the number of each of its parts."""

    def of(cover: Cover) -> ColumnSpec[CoverageRow]:
        word = cover_word(cover)
        return ColumnSpec(
            word[:1].upper() + word[1:],
            lambda row: row.count(cover),
            lambda row: format_number(row.count(cover)) if row.count(cover) else "",
            RIGHT,
            tooltip=coverage_sentence,
            width=64,
            tone=lambda row: "problem_text" if cover == "missing" else None,
        )

    return [
        ColumnSpec(
            tr("Track"),
            lambda row: track_name(row),
            mark=lambda row: track_role(row.position),
            width=168,
        ),
        ColumnSpec(
            tr("Required course"),
            lambda row: row.course,
            tooltip=lambda row: row.course,
            strong=lambda row: True,
            width=210,
        ),
        ColumnSpec(tr("Covered"), lambda row: row.covered, coverage_sentence, width=_LEAST_BAR),
        *(of(cover) for cover in COVERS),
        ColumnSpec(
            tr("People"), lambda row: row.people, lambda row: format_number(row.people), RIGHT, width=64
        ),
    ]


class _BarDelegate(QStyledItemDelegate):
    """Paints the bar of a line."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground by the style, then the bar."""
        paint_into(painter, self, option.font, lambda sketch: self._draw(sketch, option, index))

    def _draw(
        self, painter: Sketch, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        row: CoverageRow = index.data(ROW_ROLE)
        option.text = ""
        if option.widget is not None:
            style, item = option.widget.style(), QStyle.ControlElement.CE_ItemViewItem
            painter.then(lambda ground: style.drawControl(item, option, ground, option.widget))
        area = QRectF(option.rect).adjusted(_SIDE, 0, -_SIDE, -1)
        top = area.center().y() - _THICK / 2
        painter.setFont(option.font)
        paint_coverage(painter, QRectF(area.left(), top, area.width(), _THICK), row)


class _Legend(QWidget):
    """What each part of a bar stands for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(map(cover_word, COVERS)))
        theme_notifier().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """A line with some room."""
        return QSize(100, self.fontMetrics().height() + 12)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        area = QRectF(self.rect()).adjusted(_SIDE, 0, 0, 0)
        paint_widget(self, lambda sketch: _paint_covers(sketch, area, self.font()))


class CoverageTable(DataTable):
    """A table whose bars take the room that the other columns leave."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the bars what is left."""
        super().resizeEvent(event)
        others = [place for place in range(len(self.source.columns)) if place != _BAR]
        for place in others:
            self.setColumnWidth(place, self.least_width(place))
        taken = sum(self.columnWidth(place) for place in others)
        self.setColumnWidth(_BAR, max(_LEAST_BAR, self.viewport().width() - taken))


class CoverageView(QWidget):
    """The table with a legend above it; Enter on a line, or a click on bar or number, lists its people."""

    opened = Signal(object, str)
    """The people behind a line are wanted; payload: the CoverageRow, and which: required, credited or gap."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = CoverageTable(coverage_columns(), self, tr("Coverage of required courses"))
        self.table.setItemDelegateForColumn(_BAR, _BarDelegate(self.table))
        self.none = muted_label(tr("Nothing is required of anybody in this plan."), self)
        self.none.setContentsMargins(16, 8, 16, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.picture = PictureMenu(self, self.table.accessibleName, self)
        self.more = self.picture.button(self)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 8, 0)
        head.addWidget(_Legend(self), 1)
        head.addWidget(self.more)
        column.addLayout(head)
        column.addWidget(self.none)
        column.addWidget(self.table, 1)
        self.table.opened.connect(lambda row: self.opened.emit(row, "required"))
        self.table.clicked.connect(self._on_clicked)
        self.table.menu_requested.connect(self._show_menu)

    def show_rows(self, rows: Sequence[CoverageRow]) -> None:
        """Show these lines."""
        self.table.source.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.none.setVisible(not rows)

    def _on_clicked(self, index: QModelIndex) -> None:
        """A number of those credited or missing lists just these, all else the whole line."""
        if index.column() >= _BAR:
            figures = {_BAR + 1 + COVERS.index("credited"): "credited", _BAR + len(COVERS): "gap"}
            self.opened.emit(index.data(ROW_ROLE), figures.get(index.column(), "required"))

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(tr("List the people")).triggered.connect(
            lambda: self.opened.emit(self.table.selected_rows()[0], "required")
        )
        menu.addSeparator()
        menu.addActions(self.picture.actions)
        menu.popup(place)

    def sentence(self) -> str:
        """The current line in words; "" for none."""
        rows = self.table.selected_rows()
        return coverage_sentence(rows[0]) if rows else ""

    def as_table(self) -> list[list[str]]:
        """What the picture shows as a table with headings."""
        head = [tr("Track"), tr("Required course"), *(cover_word(cover) for cover in COVERS), tr("People")]
        lines = [
            [track_name(row), row.course, *map(str, row.counts), str(row.people)] for row in self._shown()
        ]
        return [head, *lines]

    def picture_size(self) -> QSize:
        """The size at which the whole picture is well read."""
        return QSize(_PICTURE_NAMES + _PICTURE_BAR, ROW * (1 + max(1, len(self._shown()))))

    def paint_to(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint all lines in their order, in sight or not, into a rectangle."""
        paint_into(painter, self, self.font(), lambda sketch: self._draw_all(sketch, QRectF(rect)))

    def _draw_all(self, painter: Sketch, rect: QRectF) -> None:
        theme, size = current_theme(), self.picture_size()
        painter.fillRect(rect, theme.color("panel"))
        factor = min(rect.width() / size.width(), rect.height() / size.height())
        painter.translate(rect.topLeft())
        painter.then(lambda real: real.scale(factor, factor))
        painter.setFont(self.font())
        metrics, middle = QFontMetricsF(self.font()), int(Qt.AlignmentFlag.AlignVCenter)
        _paint_covers(painter, QRectF(_SIDE, 0, size.width(), ROW), self.font())
        for number, row in enumerate(self._shown(), 1):
            top = ROW * number
            paint_swatch(painter, _swatch(_SIDE, top + ROW / 2), track_role(row.position))
            room = _PICTURE_NAMES - _SIDE - SWATCH_SIZE - 12
            name = metrics.elidedText(row.course, Qt.TextElideMode.ElideMiddle, room)
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(_SIDE + SWATCH_SIZE + 6, top, room, ROW), middle, name)
            bar = QRectF(_PICTURE_NAMES, top + (ROW - _THICK) / 2, _PICTURE_BAR - _SIDE, _THICK)
            paint_coverage(painter, bar, row)

    def _shown(self) -> list[CoverageRow]:
        """The lines in the order in which they are shown."""
        proxy = self.table.proxy
        return [proxy.index(place, 0).data(ROW_ROLE) for place in range(proxy.rowCount())]


def _swatch(left: float, middle: float) -> QRectF:
    return QRectF(left, middle - SWATCH_SIZE / 2, SWATCH_SIZE, SWATCH_SIZE)

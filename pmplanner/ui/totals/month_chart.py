"""Days away per month as stacked columns that can be walked, spoken, opened and put out as a picture."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QWidget

from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import Group, LedgerRow
from pmplanner.services.views.budget_months import BudgetCurve
from pmplanner.services.views.totals_page import MonthBar
from pmplanner.ui.core.picturing import PictureMenu
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.totals.budget_book import gather_budget
from pmplanner.ui.totals.month_book import MonthBook, MonthFrame, gather_months, paint_months
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import Card
from pmplanner.ui.widgets.charts.one_stop import keep_parts, lead_tab, move_focus
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget
from pmplanner.ui.widgets.tab_order import tab_in_order

_PICTURE_SIZE = QSize(760, 340)
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -1_000, Qt.Key.Key_End: 1_000}
_ALONG = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class MonthColumn(QWidget):
    """One month: takes the keys and the mouse; the chart below it paints."""

    opened = Signal(int, object)
    """The month was chosen; payload: its place, and the key of a part in a tuple, or None for all."""
    moved = Signal(int)
    """Left, Right, Home or End was pressed; payload: how many months further."""
    entered = Signal()
    """It has the keys now; no payload."""

    def __init__(self, place: int, chart: MonthChart) -> None:
        super().__init__(chart)
        self._place, self._chart = place, chart
        self._part: tuple[Hashable] | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def describe(self) -> None:
        """Say the numbers of the month, or of the part that is walked to."""
        if self._part is not None and self._part[0] not in dict(self.parts()):
            self._part = None
        self.setAccessibleName(self.sentence(self._part))

    def parts(self) -> list[tuple[Hashable, QRectF]]:
        """The parts that are there, with their areas here, from the bottom."""
        return [
            (key, area.translated(-QPointF(self.pos())))
            for key, area in self._chart.parts_of(self._place)
            if area.height() > 0
        ]

    def sentence(self, part: tuple[Hashable] | None) -> str:
        """The numbers of the month or of a part in words."""
        book = self._chart.book
        if book is None:
            return ""
        return book.sentence(self._place) if part is None else book.part_sentence(self._place, part[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from month to month and from part to part with the arrows, open with Enter or Space."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key in _ALONG:
            stops: list[tuple[Hashable] | None] = [None, *((each,) for each, _ in self.parts())]
            place = min(max(0, stops.index(self._part) + _ALONG[key]), len(stops) - 1)
            self._choose(stops[place])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self._place, self._part)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the column or the part under the mouse."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._place, self._part_at(event.position()))

    def event(self, event: QEvent) -> bool:
        """Say the numbers of the part or the column under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.sentence(self._part_at(QPointF(event.pos())))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that Tab leads here from now on."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Come back to the whole month next time."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._choose(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the focus around the month or a part of it."""
        if self.hasFocus():
            paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        around = QRectF(self.rect()).adjusted(2, 1, -2, -1)
        if self._part is not None:
            around = dict(self.parts())[self._part[0]].adjusted(-3, 0, 3, 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(current_theme().color("accent"), 2))
        painter.drawRoundedRect(around, 4, 4)

    def _part_at(self, spot: QPointF) -> tuple[Hashable] | None:
        return next(((key,) for key, area in self.parts() if area.contains(spot)), None)

    def _choose(self, part: tuple[Hashable] | None) -> None:
        self._part = part
        self.describe()
        self.update()


class MonthChart(QWidget):
    """Columns of months; a click or Enter opens what is behind a column or a part of it."""

    opened = Signal(str, object)
    """A column was chosen; payload: the month and the key of the part in a tuple, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.book: MonthBook | None = None
        self._columns: list[MonthColumn] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme_notifier().changed.connect(self.update)

    def show_book(self, book: MonthBook) -> None:
        """Show these months; columns that are there already stay, with the focus in them."""
        self.book = book
        keep_parts(self._columns, len(book.months), self._add_column)
        self._place()
        self.update()

    def columns(self) -> tuple[MonthColumn, ...]:
        """The months in order."""
        return tuple(self._columns)

    def months(self) -> tuple[MonthBar, ...]:
        """The months shown."""
        return () if self.book is None else tuple(self.book.months)

    def sizeHint(self) -> QSize:
        """As the picture of the page has it."""
        return QSize(320, 190)

    def minimumSizeHint(self) -> QSize:
        """The least that still reads as a chart."""
        return QSize(160, 110)

    def parts_of(self, place: int) -> list[tuple[Hashable, QRectF]]:
        """The parts of a month with their areas, from the bottom."""
        frame = self._frame()
        return [] if frame is None else frame.parts(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the months where they are painted."""
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all of it."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        frame = self._frame()
        if frame is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_months(painter, frame, current_theme())

    def _frame(self) -> MonthFrame | None:
        return None if self.book is None else MonthFrame(self.book, QRectF(self.rect()), self.font())

    def _place(self) -> None:
        frame = self._frame()
        for place, column in enumerate(self._columns):
            if frame is not None:
                column.setGeometry(frame.slot(place).toAlignedRect())
            column.describe()

    def _add_column(self) -> None:
        column = MonthColumn(len(self._columns), self)
        column.opened.connect(self._open)
        column.moved.connect(self._move_focus)
        column.entered.connect(self._lead_tab_here)
        column.setFocusPolicy(Qt.FocusPolicy.ClickFocus if self._columns else Qt.FocusPolicy.StrongFocus)
        self._columns.append(column)
        tab_in_order(self, self._columns)
        column.show()

    def _open(self, place: int, part: object) -> None:
        self.opened.emit(self.months()[place].month, part)

    def _move_focus(self, step: int) -> None:
        move_focus(self._columns, self.sender(), step)

    def _lead_tab_here(self) -> None:
        lead_tab(self._columns, self.sender())


class MonthPanel(Card):
    """The panel with the chart of months."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self.chart = MonthChart(self)
        self.choice = NoWheelComboBox(tr("What the chart shows"), self)
        self.choice.setMinimumContentsLength(13)
        self.choice.activated.connect(self._show_chosen)
        self._plain: MonthBook | None = None
        self._curves: Sequence[BudgetCurve] = ()
        self.picture = PictureMenu(self, self._title, self)
        self.more = self.picture.button(self)
        self.body.setSpacing(4)
        self.body.removeWidget(self.heading)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.choice)
        head.addWidget(self.more)
        self.body.addLayout(head)
        self.body.addWidget(self.chart, 1)

    def show_months(
        self,
        months: Sequence[MonthBar],
        rows: Sequence[LedgerRow],
        by: Group,
        measure: Measure,
        currency: str,
        curves: Sequence[BudgetCurve] = (),
    ) -> None:
        """Show months by the parts that are *rows*, or the budget chosen, where amounts are counted."""
        chosen = self.budget()
        self._plain = gather_months(months, rows, by, measure, currency)
        self._curves = curves
        self.choice.clear()
        self.choice.addItem(tr("Per month"))
        for place, curve in enumerate(curves, 1):
            self.choice.addItem(curve.name if curve.kind != "plan" else tr("Whole plan"))
            self.choice.setItemData(place, curve.name, Qt.ItemDataRole.ToolTipRole)
            if chosen is not None and (curve.kind, curve.name) == (chosen.kind, chosen.name):
                self.choice.setCurrentIndex(place)
        self.choice.setVisible(bool(curves))
        self._show_chosen()

    def budget(self) -> BudgetCurve | None:
        """Return the budget that is shown; None for the months."""
        place = self.choice.currentIndex() - 1
        return self._curves[place] if 0 <= place < len(self._curves) else None

    def _title(self) -> str:
        return "" if self.chart.book is None else self.chart.book.title

    def _show_chosen(self) -> None:
        book, curve = self._plain, self.budget()
        if book is None:
            return
        if curve is not None:
            book = gather_budget(curve, book.currency)
        self.set_title(book.heading)
        self.chart.setAccessibleName(book.title)
        self.chart.show_book(book)

    def picture_size(self) -> QSize:
        """Room for all columns and the legend."""
        months = len(self.chart.months())
        return QSize(max(_PICTURE_SIZE.width(), 48 * months), _PICTURE_SIZE.height())

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the chart into a picture."""
        book, font = self.chart.book, self.font()
        if book is not None:
            frame = MonthFrame(book, rect, font)
            paint_into(painter, self, font, lambda sketch: paint_months(sketch, frame, current_theme()))

    def as_table(self) -> list[list[str]]:
        """A line a month, a column a part."""
        return [] if self.chart.book is None else self.chart.book.table()

"""The panel of bars: each can be walked, spoken and opened; the whole can be put out as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
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
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from pmplanner.services.totals.breakdown import Figure
from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import LedgerRow
from pmplanner.ui.core.picturing import PictureMenu
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.totals.axis import State
from pmplanner.ui.totals.bar_book import (
    Asked,
    BarBook,
    foot_height,
    gather_bars,
    paint_foot,
    paint_picture,
    picture_height,
    row_height,
)
from pmplanner.ui.totals.bar_line import PARTS, BarFrame, BarLine, paint_line, parts_of
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.charts.one_stop import keep_parts, lead_tab, move_focus
from pmplanner.ui.widgets.painting import Sketch, paint_into, paint_widget
from pmplanner.ui.widgets.tab_order import tab_in_order

_PICTURE_WIDTH = 720
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -1_000, Qt.Key.Key_End: 1_000}
_ALONG = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Bar(QWidget):
    """One line: its name, its bar and its number; a click on a part, or Enter, opens what is behind it."""

    opened = Signal(object, str)
    """A part was clicked or Enter pressed; payload: the line of the totals and the figure."""
    moved = Signal(int)
    """Up, Down, Home or End was pressed; payload: how many bars further."""
    entered = Signal()
    """It has the keys now; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book: BarBook | None = None
        self._line: BarLine | None = None
        self._frame = BarFrame(0, 0, 0, Decimal(0))
        self._part: State | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def show_line(self, book: BarBook, line: BarLine, frame: BarFrame) -> None:
        """Show a line of a book."""
        self._book, self._line, self._frame = book, line, frame
        if self._part is not None and not line.value(self._part):
            self._part = None
        self.setAccessibleName(self.sentence())
        self._describe()
        self.updateGeometry()
        self.update()

    def line(self) -> BarLine | None:
        """The line shown; None before the first."""
        return self._line

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(240, row_height(self.font()))

    def bar_area(self) -> QRectF:
        """Where the bar is drawn."""
        return self._frame.area(QRectF(self.rect()))

    def parts(self) -> list[tuple[State, QRectF]]:
        """The parts that are there, with their areas."""
        return [] if self._line is None else parts_of(self._line, self.bar_area(), self._frame)

    def part_at(self, x: float) -> State | None:
        """The part under a place; None beside all of them."""
        return next((part for part, area in self.parts() if area.left() <= x < area.right()), None)

    def sentence(self, part: State | None = None) -> str:
        """The name of the line and its number, or that of a part, in words."""
        if self._book is None or self._line is None:
            return ""
        return tr("%1: %2", self._line.name, self._book.sentence(self._line, part))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the part under the mouse."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self._open(self.part_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter and Space, walk the bars up and down and the parts of one to the sides."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self._part)
        elif key in _STEPS:
            self.moved.emit(_STEPS[key])
        elif key in _ALONG:
            self._walk(_ALONG[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say that Tab leads here from now on."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Come back to the whole bar next time."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._choose(None)

    def event(self, event: QEvent) -> bool:
        """Say the number of the part under the mouse."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.sentence(self.part_at(event.pos().x())), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line, and the focus around it or around a part."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        if self._line is None:
            return
        theme, place = current_theme(), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_line(painter, self._line, place, self._frame, self.font(), theme)
        if self.hasFocus():
            around = dict(self.parts()).get(self._part, place) if self._part else place
            around = around.adjusted(1, 1, -1, -1) if around == place else around.adjusted(-2, -3, 0, 3)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(around, 4, 4)

    def _open(self, part: State | None) -> None:
        if self._line is not None:
            figure: Figure = "planned" if part is None else part
            self.opened.emit(self._line.row, figure)

    def _walk(self, step: int) -> None:
        stops: list[State | None] = [None, *(part for part, _ in self.parts())]
        self._choose(stops[min(max(0, stops.index(self._part) + step), len(stops) - 1)])

    def _choose(self, part: State | None) -> None:
        self._part = part
        self._describe()
        self.update()

    def _describe(self) -> None:
        if self._book is None or self._line is None:
            return
        parts = PARTS if self._part is None else (self._part,)
        self.setAccessibleDescription(" · ".join(self._book.sentence(self._line, part) for part in parts))


class _Foot(QWidget):
    """The numbers of the axis and the legend."""

    def __init__(self, parent: QWidget, above: QWidget) -> None:
        """Stand below the bars in *above*, which a scroll bar may make narrower."""
        super().__init__(parent)
        self._above = above
        self.book: BarBook | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def show_book(self, book: BarBook) -> None:
        """Show the axis of other bars."""
        self.book = book
        self.updateGeometry()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Be as high as the legend is at that width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        width = max(240, self.width())
        return QSize(240, 1 if self.book is None else foot_height(self.book, self.font(), width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        if self.book is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            area = QRectF(0, 0, self._above.width(), self.height())
            paint_foot(painter, self.book, area, self.font(), current_theme())


class BarPanel(Card):
    """The panel with a bar for each part, all of them against what is aimed at, an axis and a legend."""

    opened = Signal(object, str)
    """A bar or a part of one was chosen; payload: its line of the totals and the figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=12)
        self.book: BarBook | None = None
        self._bars: list[Bar] = []
        self.picture = PictureMenu(self, self.heading.text, self)
        self.more = self.picture.button(self)
        self.whole = Bar(self)
        self.whole.opened.connect(self.opened)
        self._none = muted_label("", self)
        self._none.setWordWrap(True)
        self._scroll = QScrollArea(self)
        self._foot = _Foot(self, self._scroll.viewport())
        self._column = QVBoxLayout()
        self._lay_out()

    def bars(self) -> tuple[Bar, ...]:
        """The bars in order, without the one of all."""
        return tuple(self._bars)

    def show_bars(self, asked: Asked) -> None:
        """Show these lines; bars that are there already stay, with the focus in them."""
        book = self.book = gather_bars(asked, self.font())
        self.set_title(book.title)
        keep_parts(self._bars, len(book.lines), self._add_bar)
        for bar, line in zip(self._bars, book.lines, strict=True):
            bar.show_line(book, line, book.frame)
        self.whole.setVisible(book.whole is not None)
        if book.whole is not None:
            self.whole.show_line(book, book.whole, book.whole_frame)
        # The axis stands right below the last bar, however high the panel is.
        self._scroll.setMaximumHeight(max(1, len(book.lines) * row_height(self.font())))
        self._foot.show_book(book)
        self._none.setText(_why_none(asked.rows, asked.measure))
        self._none.setVisible(not any(row.totals.planned for row in asked.rows))

    def picture_size(self) -> QSize:
        """All bars, also what is scrolled away."""
        if self.book is None:
            return QSize(_PICTURE_WIDTH, 1)
        return QSize(_PICTURE_WIDTH, picture_height(self.book, self.font(), _PICTURE_WIDTH))

    def paint_to(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the chart into a picture."""
        book, font = self.book, self.font()
        if book is not None:
            paint_into(
                painter, self, font, lambda sketch: paint_picture(sketch, book, rect, font, current_theme())
            )

    def as_table(self) -> list[list[str]]:
        """The numbers of the bars."""
        return [] if self.book is None else self.book.table()

    def _add_bar(self) -> None:
        bar = Bar(self)
        bar.opened.connect(self.opened)
        bar.moved.connect(self._move_focus)
        bar.entered.connect(self._lead_tab_here)
        self._column.insertWidget(len(self._bars), bar)
        # One stop of Tab for all of them, and the arrows within.
        bar.setFocusPolicy(Qt.FocusPolicy.ClickFocus if self._bars else Qt.FocusPolicy.StrongFocus)
        self._bars.append(bar)
        tab_in_order(self._scroll, self._bars)

    def _lead_tab_here(self) -> None:
        lead_tab(self._bars, self.sender())

    def _move_focus(self, step: int) -> None:
        self._scroll.ensureWidgetVisible(move_focus(self._bars, self.sender(), step), 0, 0)

    def _lay_out(self) -> None:
        self.body.setSpacing(4)
        self.body.removeWidget(self.heading)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.more)
        inside = QWidget(self)
        inside.setProperty("plain", True)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        inside.setLayout(self._column)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        self.body.addLayout(head)
        self.body.addWidget(self._none)
        self.body.addWidget(self.whole)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._foot)
        self.body.addStretch(0)


def _why_none(rows: Sequence[LedgerRow], measure: Measure) -> str:
    """Return why no bar has a length: a plan may well be full of what costs nothing."""
    if measure == "cost":
        if any(row.totals.picks_without_price for row in rows):
            return tr("The prices of what is planned are unknown.")
        if any(row.courses for row in rows):
            return tr("What is planned costs nothing.")
    return tr("No days are planned yet.")

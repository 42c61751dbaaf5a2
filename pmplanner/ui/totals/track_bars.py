"""Days per role track as stacked bars: done, scheduled, to schedule."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from pmplanner.services.totals.breakdown import Figure
from pmplanner.services.totals.measures import Measure
from pmplanner.services.totals.totals import LedgerRow
from pmplanner.ui.theme import current_theme, theme_notifier, track_role
from pmplanner.ui.totals.texts import figure_word, format_value, row_name, short_lacking
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.charts.stacked_bar import Segment, paint_bar
from pmplanner.ui.widgets.charts.swatch import Swatch
from pmplanner.ui.widgets.painting import Sketch, paint_widget
from pmplanner.ui.widgets.tab_order import tab_in_order

ROW = 30
BAR = 18
GAP = 12
_PARTS: tuple[Figure, ...] = ("done", "scheduled", "open")


class TrackBar(QWidget):
    """One track: its name, its bar and its number; a click on a part opens what is behind it."""

    opened = Signal(object, str)
    """A part was clicked or Enter pressed; payload: the line and the figure."""
    moved = Signal(int)
    """Up or Down was pressed; payload: -1 or 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: LedgerRow | None = None
        self._segments: tuple[Segment, ...] = ()
        self._maximum = Decimal(0)
        self._name = self._number = ""
        self._name_width = 120
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme_notifier().changed.connect(self.update)

    def show_row(self, row: LedgerRow, maximum: Decimal, measure: Measure, currency: str) -> None:
        """Show a track against the largest of all."""
        totals, color = row.totals, track_role(row.position)
        self._row, self._maximum = row, maximum
        self._segments = (
            Segment(totals.done, "done", tr("done")),
            Segment(totals.scheduled, color, tr("scheduled")),
            Segment(totals.open, track_role(row.position, "track_soft"), tr("to schedule")),
        )
        self._name = row_name(row, "track")
        self._number = short_lacking(
            format_value(totals.planned, measure, currency), totals.planned, totals.lacking("planned")
        )
        parts = (f"{format_value(part.value, measure, currency)} {part.label}" for part in self._segments)
        said = " · ".join(parts)
        self.setToolTip(f"{self._name}: {said}")
        self.setAccessibleName(f"{self._name}: {self._number} {tr('planned')}")
        self.setAccessibleDescription(said)
        self.update()

    def name_width(self) -> int:
        """How wide the name would like to be."""
        return self.fontMetrics().horizontalAdvance(self._name)

    def number_width(self) -> int:
        """How wide the number is."""
        return self._bold_metrics().horizontalAdvance(self._number)

    def set_widths(self, name: int, number: int) -> None:
        """Align the bar with the others."""
        self._name_width, self._number_width = name, number
        self.update()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(240, ROW)

    def bar_area(self) -> QRectF:
        """Where the bar is drawn."""
        left = 4 + min(self._name_width, self.width() // 3) + GAP
        right = self.width() - 4 - self._number_width - GAP
        return QRectF(left, (self.height() - BAR) / 2, max(8, right - left), BAR)

    def figure_at(self, x: float) -> Figure:
        """The figure under a place; what is planned beside the coloured parts."""
        area = self.bar_area()
        edge = area.left()
        for figure, part in zip(_PARTS, self._segments, strict=True):
            width = float(part.value / self._maximum) * area.width() if self._maximum else 0.0
            if edge <= x < edge + width:
                return figure
            edge += width
        return "planned"

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the part under the mouse."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self._row, self.figure_at(event.position().x()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter and Space, go to the next bar on Up and Down."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.opened.emit(self._row, "planned")
            case Qt.Key.Key_Up:
                self.moved.emit(-1)
            case Qt.Key.Key_Down:
                self.moved.emit(1)
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name, bar and number, and the focus around them."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        theme, area = current_theme(), self.bar_area()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        painter.setPen(theme.color("text"))
        width = int(area.left()) - GAP - 4
        name = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, width)
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(4, 0, width, self.height()), flags | Qt.AlignmentFlag.AlignLeft, name)
        paint_bar(painter, area, self._segments, self._maximum, theme)
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        place = QRectF(area.right(), 0, self.width() - 4 - area.right(), self.height())
        painter.drawText(place, flags | Qt.AlignmentFlag.AlignRight, self._number)

    def _bold_metrics(self) -> QFontMetrics:
        font = self.font()
        font.setBold(True)
        return QFontMetrics(font)

    _number_width = 40


def _why_none(rows: Sequence[LedgerRow], measure: Measure) -> str:
    """Return why no bar has a length: a plan may well be full of what costs nothing."""
    if measure == "cost":
        if any(row.totals.picks_without_price for row in rows):
            return tr("The prices of what is planned are unknown.")
        if any(row.courses for row in rows):
            return tr("What is planned costs nothing.")
    return tr("No days are planned yet.")


class TrackBars(Card):
    """The panel with one bar a track and a legend."""

    opened = Signal(object, str)
    """A bar or a part of one was chosen; payload: its line and the figure."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[TrackBar] = []
        self._none = muted_label("", self)
        self._none.setWordWrap(True)
        inside = QWidget(self)
        inside.setProperty("plain", True)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._scroll = scroll
        self._column.addStretch(1)
        self.body.addWidget(self._none)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(self._legend())

    def bars(self) -> tuple[TrackBar, ...]:
        """The bars in order."""
        return tuple(self._bars)

    def show_tracks(self, rows: Sequence[LedgerRow], measure: Measure, currency: str) -> None:
        """Show these tracks; bars that are there already stay, with the focus in them."""
        titles = {
            "person-days": tr("Days per role track"),
            "course days": tr("Course days per role track"),
            "cost": tr("Cost per role track"),
        }
        self.set_title(titles[measure])
        while len(self._bars) > len(rows):
            self._bars.pop().deleteLater()
        while len(self._bars) < len(rows):
            self._add_bar()
        maximum = max((row.totals.planned for row in rows), default=Decimal(0))
        for bar, row in zip(self._bars, rows, strict=True):
            bar.show_row(row, maximum, measure, currency)
        self._align()
        self._none.setText(_why_none(rows, measure))
        self._none.setVisible(not maximum)

    def _add_bar(self) -> None:
        bar = TrackBar(self)
        bar.opened.connect(self.opened)
        bar.moved.connect(self._move_focus)
        self._column.insertWidget(len(self._bars), bar)
        self._bars.append(bar)
        tab_in_order(self._scroll, self._bars)

    def _align(self) -> None:
        name = max((bar.name_width() for bar in self._bars), default=0)
        number = max((bar.number_width() for bar in self._bars), default=0)
        for bar in self._bars:
            bar.set_widths(name + 8, number + 8)

    def _move_focus(self, step: int) -> None:
        sender = self.sender()
        place = next((number for number, bar in enumerate(self._bars) if bar is sender), 0) + step
        if 0 <= place < len(self._bars):
            self._bars[place].setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(self._bars[place])

    def _legend(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for role, figure in (("done", "done"), ("muted", "scheduled"), ("line_strong", "open")):
            row.addWidget(Swatch(self, role))
            label: QLabel = muted_label(figure_word(figure), self, small=True)  # type: ignore[arg-type]
            row.addWidget(label)
            row.addSpacing(6)
        row.addStretch(1)
        return row

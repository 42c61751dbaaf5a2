"""The line between cards and matrix: how rows and columns are chosen, and what the signs mean."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from pmplanner.services.views.matrix import CellState
from pmplanner.ui.plan.glyphs import GLYPH, glyph
from pmplanner.ui.plan.texts import state_word
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import icon_button
from pmplanner.ui.widgets.inputs.others_chips import OthersChips
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl
from pmplanner.ui.widgets.painting import Sketch, paint_widget

_SPACE, _GAP = 12, 6
_STATES: tuple[CellState, ...] = (
    "required", "picked", "waiting", "scheduled", "done", "problem", "credited", "met",
)  # fmt: skip
"""Those that the legend explains."""


class Legend(QWidget):
    """Each sign with its word, in one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._texts = [
            (state, tr("required, not picked") if state == "required" else state_word(state))
            for state in _STATES
        ]
        self.setAccessibleName(tr("Signs: %1", ", ".join(text for _, text in self._texts)))
        theme_notifier().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as all words need."""
        metrics = QFontMetrics(self.font())
        words = sum(metrics.horizontalAdvance(text) for _, text in self._texts)
        return QSize(words + len(self._texts) * (GLYPH + _GAP + _SPACE) - _SPACE, GLYPH + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw signs and words."""
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        painter.setPen(current_theme().color("muted"))
        metrics, left = QFontMetrics(self.font()), 0
        for state, text in self._texts:
            painter.drawPixmap(left, (self.height() - GLYPH) // 2, glyph(state, self.devicePixelRatio()))
            left += GLYPH + _GAP
            width = metrics.horizontalAdvance(text)
            painter.drawText(QRect(left, 0, width + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, text)
            left += width + _SPACE


class Toolbar(QWidget):
    """Grouping, choice of columns, legend, and the switch of the drawer; two lines where one is too short."""

    changed = Signal()
    """Grouping or choice of columns is another one; no payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grouping = SegmentedControl(self, tr("Group people"))
        for key, text in (("track", tr("By track")), ("team", tr("By team")), ("person", tr("By person"))):
            self.grouping.add(key, text)
        self.columns = SegmentedControl(self, tr("Courses shown"))
        self.columns.add("used", tr("Picked && required"))
        self.columns.add("all", tr("All courses"))
        self.others = OthersChips(self)
        self.legend = Legend(self)
        self.drawer_button = icon_button("catalogue", tr("Catalogue beside the matrix"), self, framed=True)
        self.drawer_button.setCheckable(True)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)
        self._grid.setSizeConstraint(QGridLayout.SizeConstraint.SetNoConstraint)
        self._switches = QHBoxLayout()
        self._switches.setSpacing(_SPACE)
        self._switches.addWidget(self.grouping)
        self._switches.addWidget(self.columns)
        self._switches.addWidget(self.others)
        self._switches.addStretch(1)
        self._grid.addLayout(self._switches, 0, 0)
        self._grid.addWidget(self.drawer_button, 0, 2)
        self._grid.setColumnStretch(0, 1)
        self._place_legend(0)
        self.grouping.chosen.connect(self._changed)
        self.columns.chosen.connect(self._changed)
        self.others.changed.connect(self._changed)

    def offer_others(self, left: int, everybody: int) -> None:
        """Offer to show those who do not count: so many have left, so many are they in all."""
        self.others.offer(left, everybody)
        self._fit_legend()

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the switches; the legend moves out of their way."""
        least = self._switches.minimumSize().width() + _SPACE + self.drawer_button.sizeHint().width()
        return QSize(max(least, self.legend.sizeHint().width()), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the legend into a line of its own where the room is short."""
        super().resizeEvent(event)
        self._fit_legend()

    def _fit_legend(self) -> None:
        needed = (self._switches, self.legend, self.drawer_button)
        width = sum(part.sizeHint().width() for part in needed) + 2 * _SPACE
        self._place_legend(0 if width <= self.width() else 1)

    def _place_legend(self, line: int) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if line:
            self._grid.addWidget(self.legend, 1, 0, 1, 3, right)
        else:
            self._grid.addWidget(self.legend, 0, 1, right)

    def _changed(self) -> None:
        self.changed.emit()

"""What the signs in the matrix mean."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pmplanner.services.views.matrix import CellState
from pmplanner.ui.plan.glyphs import GLYPH, glyph
from pmplanner.ui.plan.texts import state_word, tr
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.widgets.painting import Sketch, paint_widget

_STATES: tuple[CellState, ...] = ("required", "picked", "waiting", "scheduled", "done", "problem", "credited")
_GAP, _SPACE = 6, 12


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

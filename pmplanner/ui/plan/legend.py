"""What the signs of the matrix mean."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from pmplanner.models.statuses import Decision
from pmplanner.services.views.matrix import CellState
from pmplanner.ui.plan.decision_texts import decision_word
from pmplanner.ui.plan.glyphs import glyph, glyph_side
from pmplanner.ui.plan.texts import state_word
from pmplanner.ui.theme import current_theme, theme_notifier
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.painting import Sketch, paint_widget
from pmplanner.ui.widgets.popover import Popover

_GAP = 10
_STATES: tuple[CellState, ...] = (
    "required", "picked", "waiting", "scheduled", "done", "problem", "credited", "met", "later", "declined",
)  # fmt: skip
"""Those that the legend explains."""
_DECISIONS = (Decision.PROPOSED, Decision.APPROVED)
"""The marks in the corner that it explains."""


class Legend(QWidget):
    """Each sign with its word, in lines below each other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._texts: list[tuple[CellState, str, str]] = [(state, "", _said(state)) for state in _STATES]
        self._texts += [("picked", each, tr("picked, %1", decision_word(each))) for each in _DECISIONS]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # so that it is read out when it opens
        self.setAccessibleName(tr("Signs: %1", ", ".join(text for *_, text in self._texts)))
        theme_notifier().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as the longest text needs."""
        metrics = QFontMetrics(self.font())
        words = max(metrics.horizontalAdvance(text) for *_, text in self._texts)
        return QSize(glyph_side() + _GAP + words + 2, len(self._texts) * self._step())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw signs and words."""
        paint_widget(self, self._draw)

    def _step(self) -> int:
        return max(glyph_side(), QFontMetrics(self.font()).height()) + 6

    def _draw(self, painter: Sketch) -> None:
        painter.setPen(current_theme().color("text"))
        step, side = self._step(), glyph_side()
        for line, (state, decision, text) in enumerate(self._texts):
            top = line * step
            place = top + (step - side) // 2
            painter.drawPixmap(0, place, glyph(state, self.devicePixelRatio(), side, decision))
            left = side + _GAP
            area = QRect(left, top, self.width() - left, step)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)


def legend_below(button: QPushButton) -> Popover:
    """Return the legend as what opens below a button."""
    popover = Popover(button, tr("Legend"))
    popover.body.addWidget(Legend(popover))
    return popover


def _said(state: CellState) -> str:
    """Return what a sign means, in more than the one word of the cells where that says too little."""
    return {
        "required": tr("required, not picked"),
        "picked": tr("picked, not scheduled yet"),
        "waiting": tr("waiting for a seat"),
        "credited": tr("required, credited before the plan"),
        "met": tr("required, met by another course"),
        "later": tr("put off: no days, no seat"),
        "declined": tr("declined: no days, no seat"),
    }.get(state, state_word(state))

"""The dark tip beside what is dragged, and the finding out of what it says."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QPainter

from pmplanner.ui.text_size import sized
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.painting import Sketch

_PAUSE_MS = 20
"""The mouse must rest so long on a day before it is asked what would clash."""
_GAP, _SIDE, _HEIGHT = 9, 10, 28


class Forecast(QObject):
    """Answers what would happen at a place, once each, and not while the mouse hurries past."""

    answered = Signal()
    """An answer came in; no payload: ask again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[Hashable, str] = {}
        self._waiting: tuple[Hashable, Callable[[], str]] | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._find_out)

    def forget(self) -> None:
        """Forget all answers: something changed, or another thing is dragged."""
        self._known.clear()
        self._waiting = None
        self._timer.stop()

    def ask(self, place: Hashable, question: Callable[[], str]) -> str | None:
        """The answer for a place; None while it is not known, then `answered` follows."""
        if place in self._known:
            self._waiting = None
            self._timer.stop()
            return self._known[place]
        # The timer is not begun anew for the same place: a hand that trembles would never hear an answer.
        if self._waiting is None or self._waiting[0] != place:
            self._waiting = (place, question)
            self._timer.start()
        return None

    def _find_out(self) -> None:
        if self._waiting is not None:
            place, question = self._waiting
            self._waiting = None
            self._known[place] = question()
            self.answered.emit()


def paint_tip(painter: Sketch, text: str, anchor: QRectF, within: QRect) -> None:
    """Paint a tip at the right of a rectangle, or below it where there is no room."""
    theme = current_theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = QFontMetricsF(painter.font())
    most = within.width() - 2 * _GAP - 2 * _SIDE
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, most)
    width = metrics.horizontalAdvance(text) + 2 * _SIDE
    box = QRectF(anchor.right() + _GAP, anchor.center().y() - sized(_HEIGHT) / 2, width, sized(_HEIGHT))
    if box.right() > within.right() - 2:
        box.moveRight(anchor.left() - _GAP)
    if box.left() < within.left() + 2:
        box.moveTopLeft(QPointF(min(anchor.left(), within.right() - 2 - width), anchor.bottom() + _GAP))
        box.moveLeft(max(box.left(), within.left() + 2.0))
    box.moveTop(max(within.top() + 2.0, min(box.top(), within.bottom() - 2 - _HEIGHT)))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("tooltip"))
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(theme.color("tooltip_text"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.restore()

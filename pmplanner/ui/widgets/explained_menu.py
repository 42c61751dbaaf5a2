"""A menu whose entries say in a second line what they are for."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QFont, QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from pmplanner.ui.text_size import SIZES, small_font
from pmplanner.ui.theme import current_theme
from pmplanner.ui.widgets.painting import Sketch, paint_widget

_LEFT, _RIGHT, _BELOW = 12, 28, 6
"""Pixels between the edges of an entry and its texts, as the style sheet has them."""
_FLAGS = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)


AddCommand = Callable[[str, Callable[[], object], "ExplainedMenu", str, str], QAction]
"""Adds a command to a menu, and to what the search finds: name, what it does, menu, other words, sentence."""


def bound(run: Callable[[str], object], key: str) -> Callable[[], None]:
    """Return what runs for this key, without the argument that the signal of an action brings."""

    def run_for_key() -> None:
        run(key)

    return run_for_key


class ExplainedMenu(QMenu):
    """Paints below each entry that has one its sentence; the entry itself stays what the style makes it."""

    filling = Signal()
    """It will be shown: what is still to be filled in has to be there; no payload."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.aboutToShow.connect(self.filling)
        self.aboutToShow.connect(self._make_room)

    def explain(self, action: QAction, sentence: str) -> QAction:
        """Say what an entry is for, and return the entry."""
        action.setStatusTip(sentence)
        action.setWhatsThis(sentence)  # what a screen reader asks for
        return action

    def explained_menu(self, title: str, sentence: str) -> ExplainedMenu:
        """Add a menu below this one, and say what it holds."""
        menu = ExplainedMenu(title, self)
        self.explain(self.addMenu(menu), sentence)
        return menu

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the style paint the entries, and add the sentences."""
        super().paintEvent(event)
        paint_widget(self, self._draw)

    def _draw(self, painter: Sketch) -> None:
        theme = current_theme()
        painter.setFont(small_font(self.font()))
        for action in self.actions():
            if action.statusTip():
                painter.setPen(theme.color("muted" if action.isEnabled() else "disabled"))
                area = self.actionGeometry(action).adjusted(_LEFT, 0, -_BELOW, -_BELOW)
                painter.drawText(area, _FLAGS, action.statusTip())

    def _small(self) -> QFont:
        return small_font(self.font(), SIZES["small"])

    def _make_room(self) -> None:
        """Make entries higher and the menu wider, by the size that text has now."""
        metrics = QFontMetrics(small_font(self.font()))
        self.setStyleSheet(f"QMenu::item {{ padding-bottom: {metrics.height() + _BELOW + 2}px; }}")
        widest = max((metrics.horizontalAdvance(action.statusTip()) for action in self.actions()), default=0)
        self.setMinimumWidth(widest + _LEFT + _RIGHT + 2 * _BELOW)

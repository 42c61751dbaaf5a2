"""What of a window lies over something else, or is narrower than its words."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QPushButton, QSplitter, QWidget

from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.widgets.buttons import ElidedButton
from pmplanner.ui.widgets.page_header import PageHeader
from pmplanner.ui.widgets.text import TextLabel


def _scrolls(widget: QWidget) -> bool:
    """Whether a widget lies in something that scrolls, where it may reach beyond what is seen."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, MainWindow):
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _narrow(window: MainWindow) -> Iterator[tuple[QWidget, str]]:
    """The buttons and labels that are narrower than their words, which are not shortened by an ellipsis."""
    for button in window.findChildren(QPushButton):
        shortened = isinstance(button, ElidedButton) or button is window.bar.plan_button
        if button.text() and not shortened and button.width() < button.sizeHint().width() - 1:
            yield button, button.text()
    for label in window.findChildren(QLabel):
        whole = type(label) in (QLabel, TextLabel) and not label.wordWrap() and bool(label.text())
        if whole and label.width() < label.minimumSizeHint().width() - 1:
            yield label, label.text()


def cut_off(window: MainWindow) -> list[str]:
    """What is narrower than its words, or reaches out of its bar."""
    found = [text for widget, text in _narrow(window) if widget.isVisible() and not _scrolls(widget)]
    for bar in (*window.findChildren(PageHeader), window.bar):
        parts = [child for child in bar.children() if isinstance(child, QWidget) and child.isVisible()]
        found += [f"{part} reaches out" for part in parts if not bar.rect().contains(part.geometry())]
    return found


def overlapping(window: MainWindow) -> list[tuple[QWidget, QWidget]]:
    """The pairs of neighbours in bars, heads and splitters that lie over each other."""
    found = []
    for parent in (*window.findChildren(PageHeader), *window.findChildren(QSplitter), window.bar):
        if parent.isVisible():
            parts = [child for child in parent.children() if isinstance(child, QWidget) and child.isVisible()]
            parts = [part for part in parts if part.width() > 0 and part.height() > 0]
            pairs = combinations(parts, 2)
            found += [pair for pair in pairs if pair[0].geometry().intersects(pair[1].geometry())]
    return [pair for pair in found if not any(type(w).__name__ == "QSplitterHandle" for w in pair)]

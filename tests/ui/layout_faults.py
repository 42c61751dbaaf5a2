"""What of a window lies over something else, or is narrower than its words."""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QPushButton,
    QSplitter,
    QTabBar,
    QWidget,
)

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
    found += _outside(window)
    for bar in (*window.findChildren(PageHeader), window.bar):
        parts = [child for child in bar.children() if isinstance(child, QWidget) and child.isVisible()]
        found += [f"{part} reaches out" for part in parts if not bar.rect().contains(part.geometry())]
    return found


def _outside(window: MainWindow) -> list[str]:
    """The labels, buttons and boxes that reach out of what they are in, and cannot be scrolled to."""
    found = []
    for kind in (QLabel, QAbstractButton, QComboBox):
        for widget in window.findChildren(kind):
            is_arrow = isinstance(widget.parent(), QTabBar)  # by which Qt scrolls tabs that have no room
            if (
                not is_arrow
                and widget.isVisible()
                and widget.width()
                and (edge := _edge_beyond(widget)) is not None
            ):
                found.append(f"{widget.accessibleName() or _words(widget)} out of {type(edge).__name__}")
    return found


def _edge_beyond(widget: QWidget) -> QWidget | None:
    """Return the first part around a widget that cuts something of it off; None when it is whole."""
    around, place = widget.parentWidget(), widget.geometry()
    while around is not None and not isinstance(around, MainWindow):
        area = around.parentWidget()
        if isinstance(area, QAbstractScrollArea):
            never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            sideways = area.horizontalScrollBarPolicy() == never and not isinstance(area, QAbstractItemView)
            reaches = place.left() < -1 or place.right() > around.width()
            return around if sideways and reaches else None
        if not around.rect().adjusted(-1, -1, 1, 1).contains(place):
            return around
        place.translate(around.pos())
        around = area
    return None


def _words(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else type(widget).__name__


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

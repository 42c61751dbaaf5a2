"""Nothing is cut off in the smallest window, nor where text is large: words give way, bars wrap."""

import re
from collections.abc import Callable, Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QSplitter,
    QWidget,
)

from pmplanner.storage.workspace import Workspace
from pmplanner.ui.main_window import MainWindow
from pmplanner.ui.pages import PAGES
from pmplanner.ui.widgets import PageHeader
from pmplanner.ui.widgets.buttons import ElidedButton
from tests.ui.conftest import OpenWindow


@pytest.fixture
def larger(open_window: OpenWindow, qapp: QApplication) -> Iterator[Callable[[Workspace, float], MainWindow]]:
    """Open the window with all text enlarged, as a setting of the system does."""
    usual = []

    def make(workspace: Workspace, factor: float) -> MainWindow:
        window = open_window(workspace)
        if factor != 1:
            usual.append(qapp.styleSheet())
            grown = re.sub(r"font-size: (\d+)", lambda m: f"font-size: {round(int(m[1]) * factor)}", usual[0])
            qapp.setStyleSheet(grown)
        return window

    yield make
    for sheet in usual:
        qapp.setStyleSheet(sheet)


def _scrolls(widget: QWidget) -> bool:
    """Whether a widget lies in something that scrolls, where it may reach beyond what is seen."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, MainWindow):
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _place(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


def _narrow(window: MainWindow) -> Iterator[tuple[QWidget, str]]:
    """The buttons and labels that are narrower than their words, which are not shortened by an ellipsis."""
    for button in window.findChildren(QPushButton):
        shortened = isinstance(button, ElidedButton) or button is window.bar.plan_button
        if button.text() and not shortened and button.width() < button.sizeHint().width() - 1:
            yield button, button.text()
    for label in window.findChildren(QLabel):
        whole = type(label) is QLabel and not label.wordWrap() and bool(label.text())
        if whole and label.width() < label.minimumSizeHint().width() - 1:
            yield label, label.text()


def _cut_off(window: MainWindow) -> list[str]:
    """What is narrower than its words, or reaches out of its bar."""
    found = [text for widget, text in _narrow(window) if widget.isVisible() and not _scrolls(widget)]
    for bar in (*window.findChildren(PageHeader), window.bar):
        parts = [child for child in bar.children() if isinstance(child, QWidget) and child.isVisible()]
        found += [f"{part} reaches out" for part in parts if not bar.rect().contains(part.geometry())]
    return found


def _overlapping(window: MainWindow) -> list[tuple[QWidget, QWidget]]:
    """The pairs of neighbours in bars, heads and splitters that lie over each other."""
    found = []
    for parent in (*window.findChildren(PageHeader), *window.findChildren(QSplitter), window.bar):
        if parent.isVisible():
            parts = [child for child in parent.children() if isinstance(child, QWidget) and child.isVisible()]
            parts = [part for part in parts if part.width() > 0 and part.height() > 0]
            pairs = combinations(parts, 2)
            found += [pair for pair in pairs if pair[0].geometry().intersects(pair[1].geometry())]
    return [pair for pair in found if not any(type(w).__name__ == "QSplitterHandle" for w in pair)]


@pytest.mark.parametrize(
    ("size", "factor"),
    [
        ((960, 600), 1.0),
        ((1280, 720), 1.0),
        pytest.param((1280, 720), 1.5, marks=pytest.mark.slow),  # all of the window is dressed anew
    ],
)
def test_all_pages_hold_in_a_small_window_and_with_large_text(
    larger: Callable[[Workspace, float], MainWindow],
    sampled: Workspace,
    size: tuple[int, int],
    factor: float,
) -> None:
    window = larger(sampled, factor)
    window.resize(*size)
    for key in PAGES:
        window.open_page(key)
        for _ in range(4):
            QApplication.processEvents()
        assert (window.width(), window.height()) == size
        assert _cut_off(window) == [], key
        assert _overlapping(window) == [], key
        right = _place(window, window.bar.more_button).right()
        assert right <= window.width() - 8, key

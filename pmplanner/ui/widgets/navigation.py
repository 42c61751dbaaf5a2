"""The list of pages at the left."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QListView, QWidget

from pmplanner.ui.theme import theme_notifier
from pmplanner.ui.widgets.navigation_delegate import (
    COUNT_ROLE,
    ICON_ROLE,
    PROBLEM_ROLE,
    NavigationDelegate,
)

_KEY_ROLE = int(Qt.ItemDataRole.UserRole)


class NavigationList(QListView):
    """Pages with an icon and a count; Up and Down open the next one, Enter says it again."""

    chosen = Signal(str)
    """The user went to a page; payload: its key. `select` stays silent."""

    entered = Signal(str)
    """Enter was pressed on a page: the focus wants to go into it; payload: its key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._silent = False
        self._items: dict[str, QStandardItem] = {}
        self._pages = QStandardItemModel(self)
        self.setProperty("navigation", True)
        self.setAccessibleName(self.tr("Pages"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setItemDelegate(NavigationDelegate(self))
        self.setModel(self._pages)
        self.selectionModel().currentChanged.connect(self._current_changed)
        theme_notifier().changed.connect(self.viewport().update)

    def add(self, key: str, text: str, icon_name: str) -> None:
        """Add a page at the end."""
        item = QStandardItem(text)
        item.setData(key, _KEY_ROLE)
        item.setData(icon_name, ICON_ROLE)
        item.setData(text, Qt.ItemDataRole.AccessibleTextRole)
        self._items[key] = item
        self._pages.appendRow(item)

    def set_count(self, key: str, text: str, problem: bool = False) -> None:
        """Show a count at the right of a page, in a red pill if it counts problems; "" shows none."""
        item = self._items[key]
        item.setData(text, COUNT_ROLE)
        item.setData(problem, PROBLEM_ROLE)
        item.setData(f"{item.text()}, {text}" if text else item.text(), Qt.ItemDataRole.AccessibleTextRole)

    def current(self) -> str:
        """The key of the open page; "" before any is."""
        return str(self.currentIndex().data(_KEY_ROLE) or "")

    def select(self, key: str) -> None:
        """Mark a page as open without a signal; KeyError if there is none."""
        index = self._items[key].index()
        self._silent = True
        self.setCurrentIndex(index)
        self._silent = False

    def place_of(self, key: str) -> QRect:
        """Where the line of a page is, in the viewport; KeyError if there is none."""
        return self.visualRect(self._items[key].index())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say the page again on Enter, so that the focus can go into it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current():
            self.chosen.emit(self.current())
            self.entered.emit(self.current())
            return
        super().keyPressEvent(event)

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and not self._silent:
            self.chosen.emit(self.current())

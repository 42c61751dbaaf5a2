"""A list with a panel beside it: filters above, hints where there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import Card
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.scrolling import UpDownArea
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec


class Listing(QStackedWidget):
    """Put filters made in `inside`, the table, a panel made in `splitter` and the hints in, in this order.

    It is that of Tab. All is made from the outside in: what is put into another place is dressed anew with
    all that is in it.
    """

    table: DataTable

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inside = QWidget(self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self.inside)
        card = Card(self.splitter, margin=1)
        self.list = QStackedWidget(card)
        card.body.addWidget(self.list)
        self.empty: EmptyHint | None = None
        self._nobody: EmptyHint | None = None
        self._clear: Callable[[], object] | None = None
        self._panel: QWidget | None = None
        self._adding: Callable[[], bool] = lambda: False
        self._column = QVBoxLayout(self.inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.splitter, 1)
        self.addWidget(self.inside)

    def add_filters(self, filters: QWidget, search: SearchBox, clear: Callable[[], object]) -> None:
        """Put filters above; Down and Enter in *search* go to the list, *clear* lets all pass."""
        self._column.insertWidget(0, filters)
        self._clear = clear
        search.to_results.connect(self.focus_table)

    def add_table(
        self, columns: Sequence[ColumnSpec[Any]], title: str, kind: type[DataTable] = DataTable
    ) -> DataTable:
        """Put the table in and return it; one that does not share its room by itself does so by texts."""
        table = self.put_table(kind(columns, self.list, title))
        if kind is DataTable:
            table.fit_to_texts()
        return table

    def put_table(self, table: DataTable) -> DataTable:
        """Put a table made in `list` in and return it."""
        self.table = table
        self.list.addWidget(table)
        return table

    def add_panel(
        self, panel: Card | UpDownArea, share: int, least: int, adding: Callable[[], bool] | None = None
    ) -> None:
        """Put a panel beside the table, with a *share* of 1100 and not narrower than *least* pixels.

        While nothing is selected nor, as *adding* says, a new one typed, the table has its room. Without
        *adding* the panel stays.
        """
        panel.keep_wide(least)
        self.splitter.addWidget(panel)
        self.splitter.resize(640, 480)  # sizes keep their proportion only where there is room for them
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([1100 - share, share])
        if adding is not None:
            self._panel, self._adding = panel, adding
            panel.hide()

    def say_nobody(self, title: str, sentence: str, clear: str) -> QPushButton:
        """Say this when the filters leave none, with a button that lets all pass."""
        self._nobody = EmptyHint("search", title, sentence, self.list)
        button = self._nobody.add_action(clear)
        button.clicked.connect(self.clear_filters)
        self.list.addWidget(self._nobody)
        return button

    def say_empty(self, icon: str, title: str, sentence: str) -> EmptyHint:
        """Say this in place of all while there is nothing to list; add to it what to do."""
        self.empty = EmptyHint(icon, title, sentence, self)
        self.addWidget(self.empty)
        return self.empty

    def on_delete(self, slot: Callable[[], object]) -> None:
        """Call *slot* on Delete in the list."""
        delete = QShortcut(QKeySequence.StandardKey.Delete, self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(slot)

    def offer_menu(self, remove: Callable[[], object]) -> None:
        """Offer in a menu of the list what its keys do: open, copy, and *remove* what is selected."""
        self.table.menu_requested.connect(lambda place: self.make_menu(remove).popup(place))

    def make_menu(self, remove: Callable[[], object]) -> QMenu:
        """Make the menu of the selected rows."""
        menu = QMenu(self.table)
        menu.aboutToHide.connect(menu.deleteLater)
        rows = self.table.selected_rows()
        for text, keys, act in (
            (tr("Details"), QKeySequence(Qt.Key.Key_Return), lambda: self.table.opened.emit(rows[0])),
            (tr("Copy"), QKeySequence(QKeySequence.StandardKey.Copy), self.table.copy_rows),
            (tr("Remove"), QKeySequence(QKeySequence.StandardKey.Delete), remove),
        ):
            action = menu.addAction(text)
            action.setShortcut(keys)
            action.triggered.connect(act)
        return menu

    def clear_filters(self) -> None:
        """Let all pass."""
        if self._clear is not None:
            self._clear()

    def show_part(self, shown: int, total: int, *, adding: bool = False) -> None:
        """Show the list or what is said in its place; while one is *adding*, the panel stays in view."""
        nobody = self._nobody if self._nobody is not None and total and not shown else None
        self.list.setCurrentWidget(nobody or self.table)
        if total or self.empty is None:
            self.setCurrentWidget(self.inside)
        elif not adding:
            self.setCurrentWidget(self.empty)

    def show_panel(self) -> None:
        """Open the panel, before the keys are put into it."""
        if self._panel is not None:
            self._panel.show()

    def share_room(self) -> None:
        """Open the panel where something is selected or being added, else give its room to the table."""
        if self._panel is None:
            return
        rows, closed = self.table.selected_rows(), self._panel.isHidden()
        self._panel.setVisible(bool(rows) or self._adding())
        if rows and closed:
            self.table.scrollTo(self.table.currentIndex())  # it is narrower now

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On an Escape that nothing else takes in panel or table, close the panel and go to the table."""
        panel, focus = self._panel, self.focusWidget()
        escapes = event.key() == Qt.Key.Key_Escape and focus is not None and not self._adding()
        if (
            escapes
            and panel is not None
            and panel.isVisible()
            and (focus is self.table or panel.isAncestorOf(focus))
        ):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            self.table.clearSelection()
        else:
            super().keyPressEvent(event)

    def reveal(self, key: object) -> None:
        """Select the row with this key, letting all pass if the filters hide it."""
        if not self.table.select_key(key):
            self.clear_filters()
            self.table.select_key(key)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_table(self) -> None:
        """Go to the list, and select something in it."""
        if not self.table.selected_rows():
            self.table.selectRow(0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_state(self, settings: QSettings, key: str) -> None:
        """Keep column widths, order and the split."""
        self.table.save_columns(settings, key)
        settings.setValue(f"{key}/split", self.splitter.saveState())

    def restore_state(self, settings: QSettings, key: str) -> None:
        """Show column widths, order and the split as they were left."""
        self.table.restore_columns(settings, key)
        state = settings.value(f"{key}/split")
        if isinstance(state, QByteArray):
            self.splitter.restoreState(state)

"""The list of all keys, searched by what they do, where, or the keys themselves."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QDialog, QWidget

from pmplanner.services.lookup import plain
from pmplanner.ui.core.commands import Command
from pmplanner.ui.shell.all_keys import KeyRow, list_keys
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec


class KeysWindow(QDialog):
    """What each key does, those of the page shown first."""

    def __init__(self, commands: Iterable[Command], page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.search = SearchBox(self.tr("Search by what it does, where, or the keys"), self, "Ctrl+F")
        columns: tuple[ColumnSpec[KeyRow], ...] = (
            ColumnSpec(self.tr("What it does"), lambda row: row.what, tooltip=lambda row: row.what),
            ColumnSpec(self.tr("Keys"), lambda row: row.shown, tooltip=lambda row: row.shown, width=190),
            ColumnSpec(self.tr("Where"), lambda row: row.place, tooltip=lambda row: row.place, width=210),
        )
        self.table = DataTable(columns, self, self.tr("Keys, with what they do"))
        self.table.source.set_rows(list_keys(commands, page))
        self.search.textChanged.connect(self._filter)
        self.search.to_results.connect(self._to_table)
        as_column(self, self.search, (self.table, 1), margins=(16, 16, 16, 16), spacing=12)
        resize_to_fit(self, 960, 620)
        self.search.setFocus()

    def _filter(self, words: str) -> None:
        tokens = plain(words).split()

        def accepts(row: KeyRow) -> bool:
            text = plain(f"{row.what} {row.place} {row.shown} {' '.join(row.keys)}")
            return all(token in text for token in tokens)

        self.table.proxy.set_accepts(accepts if tokens else None)
        if not self.table.proxy.rowCount():
            self.table.setAccessibleDescription(tr("Nothing found for “%1”", words.strip()))

    def _to_table(self) -> None:
        if self.table.proxy.rowCount():
            self.table.selectRow(0)
            self.table.setFocus()

"""The list of one kind of resource with its panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from pmplanner.services.lookup import plain
from pmplanner.storage.labels import Label
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.resources.kinds import Kind
from pmplanner.ui.resources.panel import ResourcePanel
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.tables.listing import Listing
from pmplanner.ui.widgets.tables.table_model import ColumnSpec


class ResourceView(QWidget):
    """Search, list and panel; with nothing to list, a hint with what to do."""

    import_requested = Signal(str)
    """Such rows are to be brought in from a file; payload: the layout."""
    counted = Signal()
    """Another number of rows is shown; no payload."""
    selection_said = Signal(str)
    """What is selected, in a sentence; payload: the sentence, empty for nothing."""

    def __init__(
        self,
        actions: Actions,
        kind: Kind,
        make_panel: Callable[[Actions, QWidget], ResourcePanel],
        columns: Sequence[ColumnSpec[Any]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self.kind = kind
        words = kind.words
        self.stack = Listing(self)
        self.list = self.stack.list
        self.search = SearchBox(words.search, self.stack.inside, "Ctrl+F")
        self.stack.add_filters(self.search, self.search, self.search.clear)
        self.table = self.stack.add_table(columns, words.title)
        self.panel = make_panel(actions, self.stack.splitter)
        self.stack.add_panel(self.panel, 380, 360, self.panel.is_new)
        self.clear_button = self.stack.say_nobody(words.nobody, "", self.tr("Show all"))
        self.empty = self.stack.say_empty(self.kind.icon, words.nothing_title, words.nothing)
        self.new_button = self.empty.add_action(words.new, primary=not self.kind.layout, icon_name="plus")
        self.import_button = self.empty.add_action(self.tr("Import from a file"), icon_name="import")
        self.import_button.setVisible(bool(self.kind.layout))
        as_column(self, self.stack, margins=(0, 0, 0, 0))
        self._connect()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._filter)
        self.new_button.clicked.connect(self.begin_new)
        self.import_button.clicked.connect(self.ask_import)
        self.table.chosen.connect(self._show_selected)
        self.table.opened.connect(self._open)
        self.panel.added.connect(self.stack.reveal)
        self.panel.new_ended.connect(self._leave_new)
        self.panel.remove.clicked.connect(self.remove_selected)
        self.stack.on_delete(self.remove_selected)
        self.stack.offer_menu(self.remove_selected)

    # What the page asks

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows; what is selected and still there stays so."""
        self.table.source.set_rows(rows)
        self._filter()
        self._show_selected(self.table.selected_rows())

    def count(self) -> str:
        """How many there are, and how many of them are shown."""
        shown, total = self.table.proxy.rowCount(), self.table.source.rowCount()
        words = self.kind.words
        if not total:
            return ""
        text = words.some if shown != total else words.one if total == 1 else words.many
        return put(text, format_number(total), format_number(shown))

    def begin_new(self) -> None:
        """Show the form of a new one."""
        self.table.clearSelection()
        self.stack.setCurrentWidget(self.stack.inside)
        self.stack.show_panel()
        self.panel.begin_new()

    def remove_selected(self) -> None:
        """Remove what is selected as one edit; Undo brings it back."""
        rows = self.table.selected_rows()
        if not rows:
            return
        labels = self.kind.labels
        label = labels.remove(rows[0]) if len(rows) == 1 else labels.remove_several(len(rows))
        named = sum(getattr(row, "sessions", 0) for row in rows)
        if named:
            label = Label.of("resource.still-named", what=label, count=named)

        def remove(db: Session) -> None:
            for row in rows:
                self.kind.remove(db, row.id)

        self._actions.do(label, remove)

    def ask_import(self) -> None:
        """Ask for an import of such rows."""
        self.import_requested.emit(self.kind.layout)

    def save_state(self, settings: QSettings, key: str) -> None:
        """Keep column widths and the split."""
        self.stack.save_state(settings, key)

    def restore_state(self, settings: QSettings, key: str) -> None:
        """Show column widths and the split as they were left."""
        self.stack.restore_state(settings, key)

    # Following

    def _filter(self) -> None:
        words = plain(self.search.text()).split()
        sought = self.kind.sought
        accepts = (lambda row: all(word in plain(sought(row)) for word in words)) if words else None
        self.table.proxy.set_accepts(accepts)
        shown, total = self.table.proxy.rowCount(), self.table.source.rowCount()
        self.stack.show_part(shown, total, adding=self.panel.is_new())
        self.counted.emit()

    def _show_selected(self, rows: Sequence[Any]) -> None:
        row = rows[0] if len(rows) == 1 else None
        if rows:
            self.panel.leave_new()
        self.panel.show_row(row)
        self.stack.share_room()
        if len(rows) > 1:
            text = tr("%1 selected", format_number(len(rows)))
            self.panel.show_several(text)
            self.selection_said.emit(text)
            return
        parts = (self.kind.name(row), self.kind.about(row)) if row is not None else ()
        self.selection_said.emit(" · ".join(filter(None, parts)))

    def _open(self, _row: object) -> None:
        if self.table.selected_rows():
            first = next(iter(self.panel.form.fields.values()))
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leave_new(self) -> None:
        self._filter()
        self.stack.share_room()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

"""The change log: who did what, when, and what of it was taken back."""

from PySide6.QtWidgets import QDialog, QWidget

from pmplanner.services.people.history import EditLine, list_edits
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_moment
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

_MOST = 1000


class HistoryWindow(QDialog):
    """A list of the last edits, the newest first; stays up to date while it is open."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWindowTitle(self.tr("History"))
        states = {"done": "", "undone": self.tr("undone"), "dropped": self.tr("undone, then replaced")}
        forgotten = self.tr("cannot be undone: somebody in it was forgotten")
        columns: tuple[ColumnSpec[EditLine], ...] = (
            ColumnSpec(
                self.tr("When"), lambda row: row.made_at, lambda row: format_moment(row.made_at), width=160
            ),
            ColumnSpec(self.tr("What"), lambda row: row.label),
            ColumnSpec(self.tr("Who"), lambda row: row.made_by, width=100),
            ColumnSpec(self.tr("Rows"), lambda row: row.rows, align=RIGHT, width=64),
            ColumnSpec(
                self.tr("State"), lambda row: forgotten if row.sealed else states[row.state], width=160
            ),
        )
        self._table = DataTable(columns, self, self.tr("Edits, the newest first"))
        as_column(
            self,
            muted_label(self.tr("Undo takes back the newest that is not undone, one after the other."), self),
            self._table,
        )
        resize_to_fit(self, 920, 520)
        actions.changed.connect(self._refresh)
        self._refresh(None)

    def _refresh(self, _change: Change | None) -> None:
        lines: list[EditLine] = self._actions.read(list_edits, _MOST)
        self._table.source.set_rows(lines)

"""The papers and mails that were written, the newest first, with their dates."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from pmplanner.services.publishing.written import MAIL, Written
from pmplanner.ui.output.texts import paper_title
from pmplanner.ui.text_size import sized
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_moment, format_number
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec


class WrittenWindow(QDialog):
    """Lists what was handed out; typing leaves what holds all the words."""

    def __init__(self, rows: Sequence[Written], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Papers and mails written"))
        self._rows = rows
        self.search = SearchBox(tr("Find a paper or mail"), self)
        self.table = DataTable(_columns(), self, tr("Papers and mails written"))
        self.table.source.set_rows(rows)
        self.hint = EmptyHint(
            "file", tr("Nothing was written yet"), tr("Papers and mails are listed here."), self
        )
        self.hint.setVisible(not rows)
        self.table.setVisible(bool(rows))
        self.count = muted_label("", self, small=True)
        self.close_button = plain_button(tr("Close"), self)
        self.close_button.clicked.connect(self.reject)
        buttons = as_row(None, self.count, STRETCH, self.close_button)
        as_column(
            self, self.search, (self.table, 1), (self.hint, 1), buttons, margins=(20, 20, 20, 16), spacing=12
        )
        self.search.textChanged.connect(self._find)
        self._find("")
        resize_to_fit(self, sized(1040), sized(520))

    def _find(self, text: str) -> None:
        words = text.casefold().split()
        found = [row for row in self._rows if all(word in _told(row) for word in words)]
        self.table.source.set_rows(found)
        self.count.setText(
            tr("%1 of %2", format_number(len(found)), format_number(len(self._rows))) if words else ""
        )


def kind_name(kind: str) -> str:
    """Return what a kind of paper is called, or a mail."""
    return tr("Mail") if kind == MAIL else paper_title(kind)


def _told(row: Written) -> str:
    return " ".join((kind_name(row.kind), row.about, row.plan, row.file_name, row.written_by)).casefold()


def _columns() -> Sequence[ColumnSpec[Written]]:
    return (
        ColumnSpec(
            tr("When"), lambda row: row.written_at, lambda row: format_moment(row.written_at), width=140
        ),
        ColumnSpec(tr("What"), lambda row: kind_name(row.kind), width=220),
        ColumnSpec(tr("About"), lambda row: row.about),
        ColumnSpec(tr("Plan"), lambda row: row.plan, width=150),
        ColumnSpec(tr("File or folder"), lambda row: row.file_name, width=200),
        ColumnSpec(tr("Pages"), lambda row: row.pages, lambda row: format_number(row.pages), RIGHT, width=60),
        ColumnSpec(tr("By"), lambda row: row.written_by, width=90),
    )

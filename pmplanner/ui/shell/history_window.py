"""The change log: who did what, when, what it changed, and the ways back."""

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QMenu, QSplitter, QWidget

from pmplanner.services.people.history import EditLine, list_edits
from pmplanner.services.views.edit_history import edits_about, filter_edits, list_subjects, local_day
from pmplanner.storage.journal import Change
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.shell.edit_detail import EditDetail
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label
from pmplanner.ui.widgets.dialogs.busy import Progress
from pmplanner.ui.widgets.dialogs.errand import Errand
from pmplanner.ui.widgets.dialogs.message_bar import MessageBar
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_date, format_moment, format_number
from pmplanner.ui.widgets.inputs.choices import ChoiceField, SearchField
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

AT_ONCE = 300
"""So many edits are read before the window is there, the others beside it."""
_EVERYBODY = ""
_REFUSED = "refused"
"""What a message of this window is about."""


class HistoryWindow(QDialog):
    """All edits, the newest first, and what the chosen one changed; stays up to date while it is open."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._lines: list[EditLine] = []
        self._older = Errand(self, self._take_older)
        self.setWindowTitle(self.tr("History"))
        self._search = SearchBox(self.tr("Search what was done"), self, "Ctrl+F")
        self._about = SearchField(
            self.tr("About a person, course or session"), self, self.tr("Person, course or session")
        )
        self._who = ChoiceField(self.tr("Who did it"), {_EVERYBODY: self.tr("By everybody")}, self)
        self._count = muted_label("", self)
        self._message = MessageBar(self)
        self._table = DataTable(self._columns(), self, self.tr("Edits, the newest first"))
        self.detail = EditDetail(actions, self)
        self._back = plain_button(self.tr("Back to here"), self)
        self._day = plain_button(self.tr("Undo this day"), self)
        self._lay_out()
        self._connect()
        self._read_all()
        if self._lines:
            self._table.select_key(self._lines[0].id)

    def _columns(self) -> tuple[ColumnSpec[EditLine], ...]:
        states = {"done": "", "undone": self.tr("undone"), "dropped": self.tr("undone, then replaced")}
        forgotten = self.tr("cannot be undone: somebody in it was forgotten")
        return (
            ColumnSpec(
                self.tr("When"), lambda row: row.made_at, lambda row: format_moment(row.made_at), width=140
            ),
            ColumnSpec(self.tr("What"), lambda row: row.label, tooltip=lambda row: row.label),
            ColumnSpec(self.tr("Who"), lambda row: row.made_by, width=96),
            ColumnSpec(
                self.tr("Rows"),
                lambda row: row.rows,
                lambda row: format_number(row.rows),
                align=RIGHT,
                width=56,
                hint=self.tr("How many rows of people, picks, sessions and so on it touched"),
            ),
            ColumnSpec(
                self.tr("State"), lambda row: forgotten if row.sealed else states[row.state], width=170
            ),
        )

    def _lay_out(self) -> None:
        self._about.setMinimumContentsLength(22)
        note = muted_label(
            self.tr(
                "Undo takes back the newest that is not undone, one after the other. “Back to here” takes "
                "back all that was done after an edit, “Undo this day” all of its day, as one edit that "
                "undo takes back."
            ),
            self,
        )
        note.setWordWrap(True)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self._table)
        split.addWidget(self.detail)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        as_column(
            self,
            note,
            as_row(None, (self._search, 1), self._about, self._who, spacing=8),
            self._message,
            (split, 1),
            as_row(None, self._count, STRETCH, self._back, self._day, spacing=8),
            spacing=8,
        )
        for button in (self._back, self._day):
            button.setAutoDefault(False)
        resize_to_fit(self, 1080, 600)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._sift)
        self._search.to_results.connect(self._table.setFocus)
        self._about.finished.connect(self._sift)
        self._who.finished.connect(self._sift)
        self._table.chosen.connect(self._choose)
        self._table.opened.connect(lambda _row: self.detail.setFocus())
        self._table.menu_requested.connect(self._show_menu)
        self._back.clicked.connect(self._go_back)
        self._day.clicked.connect(self._undo_day)
        self._actions.changed.connect(self._follow)

    # What is listed

    def _read_all(self) -> None:
        self._lines = self._actions.read(list_edits, AT_ONCE)
        self._read_older()
        kinds = {
            "person": self.tr("person"),
            "course": self.tr("course"),
            "session": self.tr("session"),
        }
        subjects = self._actions.read(list_subjects)
        choices: list[tuple[object, str]] = [(("", 0), self.tr("About anything"))]
        choices += [((kind, row_id), tr("%1 (%2)", name, kinds[kind])) for kind, row_id, name in subjects]
        self._about.set_choices(choices)
        self._offer_users()
        self._sift()

    def _read_older(self) -> None:
        """Read the edits before those that are listed beside the window, where there may be such."""
        self._older.stop()
        if len(self._lines) < AT_ONCE:
            return
        workspace, oldest = self._actions.workspace, self._lines[-1].id

        def work(_progress: Progress) -> list[EditLine]:
            with workspace.read() as db:
                return list_edits(db, before=oldest)

        self._older.begin(work)

    def _take_older(self, lines: list[EditLine]) -> None:
        self._lines += lines
        self._offer_users()
        self._sift()

    def end_work(self) -> None:
        """End what is read beside: the workspace is closed next."""
        self._older.end()

    def _follow(self, change: Change) -> None:
        # People and trainers stand in labels by their ids: a new name changes labels of long ago.
        if change.touches("person", "trainer", "course", "session"):
            self._read_all()
            return
        undone = [line.id for line in self._lines if line.state == "undone"]
        newest = self._lines[0].id if self._lines else 0
        since = min([change.edit_id or newest, newest, *undone])
        fresh = self._actions.read(list_edits, None, since)
        self._lines = [*fresh, *(line for line in self._lines if line.id < since)]
        if self._older.running:
            self._read_older()
        self._offer_users()
        self._sift()

    def _offer_users(self) -> None:
        chosen = self._who.entered()
        names = sorted({line.made_by for line in self._lines if line.made_by})
        if names != [self._who.itemData(place) for place in range(1, self._who.count())]:
            self._who.clear()
            self._who.addItem(self.tr("By everybody"), _EVERYBODY)
            for name in names:
                self._who.addItem(tr("By %1", name), name)
            self._who.show_value(chosen if chosen in names else _EVERYBODY)

    def _sift(self) -> None:
        ids = None
        match self._about.entered():
            case ("person" | "course" | "session" as kind, int(row_id)):
                ids = self._actions.read(edits_about, kind, row_id)
        shown = filter_edits(self._lines, self._search.text(), self._who.entered() or None, ids)
        self._table.source.set_rows(shown)
        if self._older.running:
            text = self.tr("Reading older edits…")
        elif len(shown) == len(self._lines):
            text = plural(len(shown), "%1 edit", "%1 edits")
        else:
            text = plural(len(self._lines), "%2 of %1 edit", "%2 of %1 edits", format_number(len(shown)))
        self._count.setText(text)
        self._choose(self._table.selected_rows())

    # What is chosen

    def _chosen(self) -> EditLine | None:
        rows: tuple[Any, ...] = self._table.selected_rows()
        return rows[0] if len(rows) == 1 else None

    def _choose(self, _rows: object) -> None:
        line = self._chosen()
        self._message.clear(_REFUSED)
        self.detail.show_edit(line)
        can = line is not None and line.state == "done" and not self._actions.workspace.read_only
        self._back.setEnabled(can and line != self._newest_done())
        self._day.setEnabled(can)
        day = format_date(local_day(line)) if line is not None else ""
        self._day.setText(tr("Undo %1", day) if day else self.tr("Undo this day"))

    def _newest_done(self) -> EditLine | None:
        return next((line for line in self._lines if line.state == "done"), None)

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        for button, act in ((self._back, self._go_back), (self._day, self._undo_day)):
            menu.addAction(button.text(), act).setEnabled(button.isEnabled())
        menu.addSeparator()
        menu.addAction(self.tr("Copy"), self._table.copy_rows)
        menu.exec(place)
        menu.deleteLater()

    # The ways back

    def _go_back(self) -> None:
        line = self._chosen()
        if line is not None:
            self._tell(self._actions.go_back(line.id))

    def _undo_day(self) -> None:
        line = self._chosen()
        if line is not None:
            self._tell(self._actions.undo_day(local_day(line)))

    def _tell(self, reason: str) -> None:
        """Say in this window why it was refused; what was done is the newest line."""
        if reason:
            self._message.show_message(_REFUSED, reason)
        elif self._table.proxy.rowCount():
            self._table.select_key(self._lines[0].id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back and bring back by the keys of the window, which is behind this one."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._actions.undo()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._actions.redo()
        else:
            super().keyPressEvent(event)

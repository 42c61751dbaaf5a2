"""What each row of the file would do."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from pmplanner.services.importing.draft import Draft, Outcome
from pmplanner.services.importing.job import FileContent
from pmplanner.services.lookup import plain
from pmplanner.ui.importing.texts import ACTIONS, action_title
from pmplanner.ui.importing.value_columns import NOT_TAKEN, ValueColumn, value_columns
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.inputs.search_box import SearchBox
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec

_TONES = {
    "created": "done_text",
    "updated": "accent",
    "unchanged": "muted",
    "skipped": "muted",
    "doubted": "problem_text",
    "rejected": "problem_text",
}
_WIDTHS = {"people": 190, "courses": 220}
_WIDTH = 240
_EDIT = QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
_MOST_NOTES = 3
_MOST_NOTES_IN_TIP = 40


class PreviewPanel(Card):
    """Counts that filter, a search, notes, and a line for each row with its values."""

    mended = Signal(object)
    """The user wrote other text into a cell of the file; payload: number of the row, field, and the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=1)
        self._layout = ""
        self._fields: tuple[ValueColumn, ...] = ()
        self._mends = True
        self._texts: dict[int, str] = {}
        """What rows show, by their outcomes, as far as it was searched."""
        self._before = 0
        """How many columns stand before those of the fields."""
        self.chips = ChipRow(self, exclusive=True)
        for action in ACTIONS:
            self.chips.add(action, action_title(action))
        self.chips.changed.connect(self._filter)
        self.search = SearchBox(self.tr("Search the rows"), self)
        self.search.textChanged.connect(self._filter)
        self.notes = muted_label(parent=self, small=True)
        self.notes.setWordWrap(True)
        self.table = DataTable(self._columns(), self, self.tr("What each row does"))
        self.search.to_results.connect(self.table.setFocus)
        self.table.opened.connect(self._mend)
        self.table.setEditTriggers(_EDIT)
        self._hint = EmptyHint("warning", self.tr("No preview yet"), "", self)
        self._none = EmptyHint("search", self.tr("No row is like that"), "", self)
        self._stack = QStackedWidget(self)
        for widget in (self.table, self._hint, self._none):
            self._stack.addWidget(widget)
        head = as_column(None, self.chips, self.search, self.notes, margins=(12, 10, 12, 2), spacing=8)
        self.body.addLayout(head)
        self.body.addWidget(self._stack, 1)

    def _columns(self, *, details: bool = True) -> tuple[ColumnSpec[Outcome], ...]:
        columns: tuple[ColumnSpec[Outcome], ...] = (
            ColumnSpec(self.tr("Row"), lambda row: row.row.number, align=RIGHT, width=56),
            ColumnSpec(
                self.tr("What"), lambda row: row.subject, width=_WIDTH, tooltip=lambda row: row.subject
            ),
            ColumnSpec(
                self.tr("Action"),
                lambda row: action_title(row.action),
                width=96,
                tone=lambda row: _TONES[row.action],
            ),
            ColumnSpec(self.tr("Details"), _details, tooltip=_details, width=_WIDTH),
        )
        return columns if details else columns[:-1]

    def show_draft(self, draft: Draft, content: FileContent) -> None:
        """List what would happen; a filter for what no longer occurs is dropped."""
        for action in ACTIONS:
            chip, number = self.chips.chip(action), draft.count(action)  # type: ignore[arg-type]
            chip.setText(f"{action_title(action)} {format_number(number)}")
            chip.setEnabled(number > 0)
            chip.setChecked(chip.isChecked() and number > 0)
            # Few files have rows that are left out or doubted.
            chip.setVisible(number > 0 or action not in ("skipped", "doubted"))
        self.chips.updateGeometry()
        self.chips.show()
        self.search.show()
        self._texts = {}
        fields = value_columns(content, draft)
        columns = self._columns(details=any(outcome.details for outcome in draft.outcomes))
        if draft.layout != self._layout or fields != self._fields or len(columns) != self._before:
            self._layout, self._fields, self._before = draft.layout, fields, len(columns)
            self.table.show_columns([*columns, *(each.spec(self._on_edited) for each in fields)])
            self.table.setColumnWidth(1, _WIDTHS.get(draft.layout, _WIDTH))
        self._show_notes([*self._why_nothing(draft), *draft.notes])
        self._filter()
        self.table.source.set_rows(draft.outcomes, key=_number)
        self._show_found()

    def _on_edited(self, outcome: Outcome, field: str, text: str) -> None:
        self.mended.emit((outcome.row.number, field, text))

    def _mend(self, outcome: Outcome) -> None:
        """Open the cell at fault of a row that is not taken, to write into it."""
        if not self._mends or self.table.state() is QAbstractItemView.State.EditingState:
            return
        if outcome.action not in NOT_TAKEN:
            return
        able = {
            each.name: place
            for place, each in enumerate(self._fields, self._before)
            if each.index is not None
        }
        place = next((able[name] for name in outcome.fields if name in able), None)
        row = self.table.currentIndex().row()
        if place is not None and row >= 0:
            cell = self.table.proxy.index(row, place)
            self.table.setCurrentIndex(cell)
            self.table.scrollTo(cell)
            write_into = self.table.edit  # of Qt, and no edit of the workspace
            write_into(cell)

    def _show_found(self) -> None:
        """Say so where no row is as it is searched for."""
        nothing = self.table.source.rowCount() > 0 and self.table.proxy.rowCount() == 0
        self._stack.setCurrentWidget(self._none if nothing else self.table)

    def show_reason(self, reason: str) -> None:
        """Say why there is nothing to list."""
        self.chips.hide()
        self.search.hide()
        self.notes.hide()
        self._hint.set_texts(self.tr("No preview yet"), reason)
        self._stack.setCurrentWidget(self._hint)

    def take_mends(self, *, on: bool) -> None:
        """Say whether cells can be written into: not when the file is brought in."""
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(_EDIT if on else triggers.NoEditTriggers)
        self._mends = on

    def list_only(self, action: str) -> None:
        """List the rows with one outcome."""
        self.chips.choose(action)
        self._filter()

    def _why_nothing(self, draft: Draft) -> list[str]:
        """A reason in full where nothing is taken: in the table there is seldom room for one."""
        rejected = draft.rejected
        if not rejected or not draft.writes_nothing:
            return []
        return [tr("Why nothing is taken, for example: %1.", rejected[0].details)]

    def _show_notes(self, notes: list[str]) -> None:
        shown = notes[:_MOST_NOTES]
        if len(notes) > len(shown):
            shown.append(tr("… and %1 more", format_number(len(notes) - len(shown))))
        self.notes.setText("\n".join(shown))
        self.notes.setToolTip("\n".join(notes[:_MOST_NOTES_IN_TIP]))
        self.notes.setVisible(bool(notes))

    def _text_of(self, outcome: Outcome) -> str:
        """All that a row shows, as it is searched; kept, since every key asks for that of all rows."""
        key = id(outcome)
        if key not in self._texts:
            texts = (outcome.subject, outcome.details, *(each.shown(outcome) for each in self._fields))
            self._texts[key] = plain(" ".join(texts))
        return self._texts[key]

    def _filter(self, _changed: object = None) -> None:
        chosen, words = self.chips.chosen(), plain(self.search.text()).split()

        def accepts(outcome: Outcome) -> bool:
            if chosen and outcome.action not in chosen:
                return False
            if not words:
                return True
            text = self._text_of(outcome)
            return all(word in text for word in words)

        self.table.proxy.set_accepts(accepts if chosen or words else None)
        self._show_found()


def _details(outcome: Outcome) -> str:
    """What changes or why not."""
    return outcome.details.replace(f"row {outcome.row.number}, ", "")  # the row stands before it


def _number(outcome: Outcome) -> int:
    return outcome.row.number

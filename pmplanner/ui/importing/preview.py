"""What each row of the file would do."""

import datetime as dt

from PySide6.QtWidgets import QStackedWidget, QWidget

from pmplanner.services.importing.draft import Draft, Outcome
from pmplanner.ui.importing.texts import ACTIONS, action_title
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.card import Card, muted_label
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_date, format_number
from pmplanner.ui.widgets.inputs.chips import ChipRow
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
_WIDTH = 280
_MOST_NOTES = 3
_MOST_NOTES_IN_TIP = 40


class PreviewPanel(Card):
    """Counts that filter, notes about what else happens, and a line for each row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=1)
        self._layout = ""
        self.chips = ChipRow(self, exclusive=True)
        for action in ACTIONS:
            self.chips.add(action, action_title(action))
        self.chips.changed.connect(self._filter)
        self.notes = muted_label(parent=self, small=True)
        self.notes.setWordWrap(True)
        self.table = DataTable(self._columns(), self, self.tr("What each row does"))
        self._hint = EmptyHint("warning", self.tr("No preview yet"), "", self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._hint)
        head = as_column(None, self.chips, self.notes, margins=(12, 10, 12, 2), spacing=8)
        self.body.addLayout(head)
        self.body.addWidget(self._stack, 1)

    def _columns(self) -> tuple[ColumnSpec[Outcome], ...]:
        return (
            ColumnSpec(self.tr("Row"), lambda row: row.row.number, align=RIGHT, width=64),
            ColumnSpec(
                self.tr("What"), lambda row: row.subject, width=_WIDTH, tooltip=lambda row: row.subject
            ),
            ColumnSpec(
                self.tr("Action"),
                lambda row: action_title(row.action),
                width=96,
                tone=lambda row: _TONES[row.action],
            ),
            ColumnSpec(self.tr("Details"), _details, tooltip=_details),
        )

    def show_draft(self, draft: Draft) -> None:
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
        if draft.layout != self._layout:
            self._layout = draft.layout
            self.table.setColumnWidth(1, _WIDTHS.get(draft.layout, _WIDTH))
        self._show_notes([*self._why_nothing(draft), *draft.notes])
        self._filter()
        self.table.source.set_rows(draft.outcomes, key=_number)
        self._stack.setCurrentWidget(self.table)

    def show_reason(self, reason: str) -> None:
        """Say why there is nothing to list."""
        self.chips.hide()
        self.notes.hide()
        self._hint.set_texts(self.tr("No preview yet"), reason)
        self._stack.setCurrentWidget(self._hint)

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

    def _filter(self, _chosen: object = None) -> None:
        chosen = self.chips.chosen()
        self.table.proxy.set_accepts((lambda row: row.action in chosen) if chosen else None)


def _details(outcome: Outcome) -> str:
    """What changes or why not; of what is new all that is taken, so that a wrong date can be seen."""
    if outcome.action != "created":
        return outcome.details.replace(f"row {outcome.row.number}, ", "")  # the row stands before it
    values = outcome.row.values
    taken = "; ".join(f"{name.replace('_', ' ')}: {_shown(values[name])}" for name in values)
    return f"{outcome.details}; {taken}" if outcome.details else taken


def _shown(value: object) -> str:
    if isinstance(value, dt.date):
        return format_date(value)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _number(outcome: Outcome) -> int:
    return outcome.row.number

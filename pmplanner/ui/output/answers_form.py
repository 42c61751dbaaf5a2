"""What managers have answered, row by row, before it is merged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pmplanner.exchange.approval_layout import ANSWER_WORDS
from pmplanner.services.decisions.answers import Answer, State
from pmplanner.ui.translation import mark, plural, tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.format import format_number
from pmplanner.ui.widgets.inputs.chips import ChipRow
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import ColumnSpec

_STATE_TITLES: dict[State, str] = {
    "contradicts": mark("Contradicts"),
    "wrong": mark("Cannot be merged"),
    "new": mark("New"),
    "open": mark("Not answered"),
    "same": mark("Known already"),
}
_TONES: dict[State, str] = {
    "new": "done_text",
    "contradicts": "problem_text",
    "wrong": "problem_text",
    "open": "muted",
    "same": "muted",
}
_ANSWER_TITLES = {
    "agree": mark("Agree"),
    "later": mark("Later"),
    "swap": mark("Swap for %1"),
    "no": mark("No"),
}
assert _ANSWER_TITLES.keys() == ANSWER_WORDS.keys()
_YES = "✓"


class AnswersTable(DataTable):
    """The rows of the files; Space takes the selected ones, or leaves them out."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take or leave out on Space."""
        form = self.window()
        if event.key() == Qt.Key.Key_Space and isinstance(form, AnswersForm):
            form.turn()
        else:
            super().keyPressEvent(event)


class AnswersForm(AskDialog):
    """Lists answers by what would become of them; accepted, those taken are to be merged."""

    def __init__(
        self, answers: Sequence[Answer], refused: Sequence[str], parent: QWidget | None = None
    ) -> None:
        """List *answers*, and say of which files nothing could be read and why."""
        super().__init__(tr("Merge the answers of managers"), tr("Merge"), parent)
        # What somebody has to look at comes first.
        self._answers = tuple(sorted(answers, key=lambda each: list(_STATE_TITLES).index(each.state)))
        self._taken = {each.id for each in answers if each.state == "new"}
        self.chips = ChipRow(self, exclusive=True)
        self.table = AnswersTable(self._columns(), self, tr("Answers in the files"))
        self.files = problem_label("\n".join(refused), self)
        self.detail = muted_label("", self)
        self.detail.setWordWrap(True)
        self.turn_button = plain_button("", self)
        self.turn_button.setAutoDefault(False)
        self.go_button.setToolTip(tr("Ctrl+Enter"))
        self._lay_out()
        self.files.say("\n".join(refused))
        self.chips.changed.connect(self._filter)
        self.table.chosen.connect(self._show_buttons)
        self.table.opened.connect(self.turn)
        self.turn_button.clicked.connect(self.turn)
        self.table.source.set_rows(self._answers)
        self._show()
        resize_to_fit(self, 1120, 600)

    def taken(self) -> list[Answer]:
        """The answers that are to be merged."""
        return [each for each in self._answers if each.id in self._taken]

    def accept(self) -> None:
        """Go on where no pick has two answers."""
        counts = Counter(each.pick_id for each in self.taken())
        twice = next((each for each in self.taken() if counts[each.pick_id] > 1), None)
        if twice is None:
            super().accept()
        else:
            self.refuse(
                tr("Two answers are taken for %1, %2; take only one of them.", twice.person, twice.course)
            )

    def turn(self, _row: object = None) -> None:
        """Take the selected rows, or leave them out when all that can be taken are."""
        rows = [row for row in self.table.selected_rows() if row.takeable]
        ids = {row.id for row in rows}
        self._taken = self._taken - ids if ids <= self._taken else self._taken | ids
        self.refuse("")
        self._show()

    def _lay_out(self) -> None:
        self.add_note(
            tr(
                "All that is ticked is merged as one edit, which Undo takes back. What contradicts the plan "
                "as it is now is left out, unless you take it yourself. Enter takes a row or leaves it out, "
                "Ctrl+Enter merges."
            ),
            small=False,
        )
        self.body.addWidget(self.files)
        self.body.addWidget(self.chips)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.detail)
        for state in _STATE_TITLES:
            number = sum(each.state == state for each in self._answers)
            chip = self.chips.add(state, tr("%1 %2", tr(_STATE_TITLES[state]), format_number(number)))
            chip.setVisible(number > 0)
        self.add_left(self.turn_button)
        self.table.fit_to_texts()

    def _show(self) -> None:
        source = self.table.source
        source.dataChanged.emit(source.index(0, 0), source.index(len(self._answers) - 1, 0))
        number = len(self._taken)
        self.go_button.setText(plural(number, "Merge 1 answer", "Merge %1 answers"))
        self.go_button.setEnabled(number > 0)
        self._show_buttons(self.table.selected_rows())

    def _show_buttons(self, rows: Sequence[Answer]) -> None:
        ids = {row.id for row in rows if row.takeable}
        self.detail.setText(_in_full(rows[0]) if len(rows) == 1 else "")
        self.turn_button.setEnabled(bool(ids))
        self.turn_button.setText(
            tr("Leave out what is selected") if ids and ids <= self._taken else tr("Take what is selected")
        )

    def _filter(self, _chosen: object = None) -> None:
        chosen: Collection[str] = self.chips.chosen()
        self.table.proxy.set_accepts((lambda row: row.state in chosen) if chosen else None)

    def _columns(self) -> tuple[ColumnSpec[Answer], ...]:
        def mark_of(row: Answer) -> str:
            return _YES if row.id in self._taken else ""

        return (
            ColumnSpec(tr("Merge"), mark_of, width=60, tone=lambda row: "done_text"),
            ColumnSpec(tr("Person"), lambda row: row.person, width=124),
            ColumnSpec(tr("Course"), lambda row: row.course, width=160, tooltip=lambda row: row.course),
            ColumnSpec(tr("Answer"), _answered, width=104, tooltip=_answered),
            ColumnSpec(tr("What it is"), _state, tone=lambda row: _TONES[row.state], tooltip=_state),
            ColumnSpec(tr("Where"), _where, width=150, tooltip=_where),
            ColumnSpec(tr("Remark"), _remark, width=110, tooltip=lambda row: row.remark),
        )


def _answered(row: Answer) -> str:
    """The answer as it was understood, else as it stands in the file."""
    return tr(_ANSWER_TITLES[row.answer], row.swap) if row.answer else row.row.answer


def _state(row: Answer) -> str:
    """What is said against it, else what would become of it."""
    return row.reason or tr(_STATE_TITLES[row.state])


def _remark(row: Answer) -> str:
    return " ".join(row.remark.split())


def _where(row: Answer) -> str:
    if row.column:
        return tr("%1, row %2, column %3", row.row.file, row.row.number, row.column)
    return tr("%1, row %2", row.row.file, row.row.number)


def _in_full(row: Answer) -> str:
    """All of a row for which the table has no room."""
    return " · ".join(filter(None, (_where(row), _answered(row), _state(row), _remark(row))))

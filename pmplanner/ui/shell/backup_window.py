"""The backups of the workspace: made, restored, how many are kept; copies and compacting."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from pmplanner.storage.backups import Backup, copy_workspace, keeping_of, make_backup, set_keeping
from pmplanner.storage.compacting import Compacted, compact
from pmplanner.storage.rotation import BOUNDS, Keeping
from pmplanner.storage.workspace import Workspace, WorkspaceError
from pmplanner.ui.shell.restoring import BackupLine, ask_to_restore, backup_table, read_lines
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.card import muted_label, problem_label
from pmplanner.ui.widgets.dialogs.busy import Cancelled, Progress, run_busy
from pmplanner.ui.widgets.dialogs.window_size import resize_to_fit
from pmplanner.ui.widgets.empty_hint import EmptyHint
from pmplanner.ui.widgets.format import format_megabytes
from pmplanner.ui.widgets.inputs.numbers import number_field
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel


class BackupWindow(QDialog):
    """Shows the backups of the open workspace and what can be done with them."""

    restore_requested = Signal(object)
    """The user wants this backup in the place of the workspace; payload: its path."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setWindowTitle(self.tr("Backups"))
        self.table = backup_table(self)
        self.table.chosen.connect(self._follow_choice)
        self.table.opened.connect(self._restore)
        self.hint = EmptyHint(
            "copy",
            self.tr("No backups yet"),
            self.tr("One is made every half hour of work and at closing."),
            self,
        )
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.hint)
        self.said = muted_label(parent=self)
        self.said.setWordWrap(True)
        self.problem = problem_label(parent=self)
        self.problem.hide()
        self._make_buttons()
        self.fields = self._make_fields()
        self._lay_out()
        self._refresh()
        resize_to_fit(self, 860, 540)
        (self.table if self.table.source.rowCount() else self.now_button).setFocus()

    # Building

    def _make_buttons(self) -> None:
        self.now_button = plain_button(self.tr("Back up &now"), self)
        self.copy_button = plain_button(self.tr("Save a &copy…"), self)
        self.compact_button = plain_button(self.tr("C&ompact"), self)
        self.restore_button = PrimaryButton(self.tr("&Restore…"), self)
        self.close_button = plain_button(self.tr("Close"), self)
        self.compact_button.setToolTip(self.tr("Give unused room in the file back to the disk"))
        for button, slot in (
            (self.now_button, self._back_up),
            (self.copy_button, self._save_copy),
            (self.compact_button, self._compact),
            (self.restore_button, self._restore),
            (self.close_button, self.reject),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
        if self._workspace.read_only:
            self.compact_button.setEnabled(False)

    def _make_fields(self) -> dict[str, QSpinBox]:
        keeping = keeping_of(self._workspace.path)
        fields = {}
        for name, (least, most) in BOUNDS.items():
            field = fields[name] = number_field(self, least, most)
            field.setValue(getattr(keeping, name))
            field.setEnabled(not self._workspace.read_only)
            field.editingFinished.connect(self._keep)
        return fields

    def _lay_out(self) -> None:
        column = as_column(
            self,
            (self._stack, 1),
            self._fields_line(),
            self.said,
            self.problem,
            margins=(20, 20, 20, 20),
            spacing=12,
        )
        line = as_row(
            None,
            self.now_button,
            self.copy_button,
            self.compact_button,
            STRETCH,
            self.close_button,
            self.restore_button,
            spacing=8,
        )
        column.addLayout(line)

    def _fields_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        names = {
            "latest": (self.tr("Keep: &latest"), self.tr("How many of the latest backups are kept")),
            "days": (self.tr("&days"), self.tr("Of how many days the newest is kept")),
            "weeks": (self.tr("&weeks"), self.tr("Of how many weeks the newest is kept")),
            "months": (self.tr("&months"), self.tr("Of how many months the newest is kept")),
            "limit_mb": (self.tr("at most M&B"), self.tr("Megabytes that all backups may take")),
        }
        for name, (text, about) in names.items():
            label = TextLabel(text, self)
            label.setBuddy(self.fields[name])
            self.fields[name].setAccessibleName(about)
            self.fields[name].setToolTip(about)
            line.addWidget(label)
            line.addWidget(self.fields[name])
            line.addSpacing(8)
        line.addStretch(1)
        return line

    # Following

    def _refresh(self) -> None:
        """Show what there is now; a list that cannot be read says why."""
        try:
            lines = read_lines(self._workspace.path)
        except WorkspaceError as error:
            lines = []
            self._complain(str(error))
        self.table.source.set_rows(lines)
        self._stack.setCurrentWidget(self.table if lines else self.hint)
        if lines and not self.table.selected_rows():
            self.table.selectRow(0)
        self._follow_choice(self.table.selected_rows())

    def _follow_choice(self, lines: tuple[BackupLine, ...]) -> None:
        self.restore_button.setEnabled(bool(lines) and not self._workspace.read_only)
        if self._workspace.read_only:
            self.said.setText(
                self.tr("The workspace is open in another window; it can be restored and compacted there.")
            )

    # What the user asks for

    def _back_up(self) -> None:
        self._begin()
        run_busy(
            self,
            self.tr("Making a backup…"),
            partial(make_backup, self._workspace.path),
            self._made,
            self._failed,
        )

    def _made(self, backup: Backup) -> None:
        self.said.setText(tr("Made the backup %1 (%2).", backup.name, format_megabytes(backup.size)))
        self._refresh()

    def _save_copy(self) -> None:
        self._begin()
        path = self._workspace.path
        wanted, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save a copy to work on elsewhere"),
            str(path.with_name(f"{path.stem} copy.sqlite")),
            self.tr("Workspaces (*.sqlite)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if wanted:
            target = Path(wanted)
            if not target.suffix:
                target = target.with_name(target.name + ".sqlite")
            run_busy(
                self, self.tr("Saving a copy…"), partial(_copy, path, target), self._copied, self._failed
            )

    def _copied(self, target: Path) -> None:
        self.said.setText(tr("Saved a copy as %1.", target))

    def _compact(self) -> None:
        self._begin()
        run_busy(
            self,
            self.tr("Compacting…"),
            partial(compact, self._workspace),
            self._compacted,
            self._failed,
        )

    def _compacted(self, done: Compacted) -> None:
        pattern = self.tr("Compacted: %1 before, %2 after.")
        self.said.setText(put(pattern, format_megabytes(done.before), format_megabytes(done.after)))

    def _restore(self, *_from: object) -> None:
        lines: tuple[BackupLine, ...] = self.table.selected_rows()
        if not lines or self._workspace.read_only:
            return
        self._begin()
        if ask_to_restore(self._workspace.path, lines[0].backup.path, self):
            self.accept()
            self.restore_requested.emit(lines[0].backup.path)

    def _keep(self) -> None:
        """Keep the numbers when they were changed; the next backup follows them."""
        keeping = Keeping(**{name: field.value() for name, field in self.fields.items()})
        if keeping == keeping_of(self._workspace.path):
            return
        self._begin()
        try:
            set_keeping(self._workspace, keeping)
        except WorkspaceError as error:
            self._complain(str(error))
            return
        self.said.setText(self.tr("Kept. The next backup lets those go that are one too many."))
        self._refresh()

    def _begin(self) -> None:
        self.said.clear()
        self.problem.hide()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self.said.setText(self.tr("Stopped. Nothing was changed."))
        elif isinstance(error, WorkspaceError):
            self._complain(str(error))
        else:
            raise error

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()


def _copy(path: Path, target: Path, progress: Progress) -> Path:
    copy_workspace(path, target, progress, own=True)
    return target

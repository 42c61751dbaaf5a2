"""Restoring a backup: the list to choose from, the look at what would change, and the asking."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QWidget

from pmplanner.storage.backup_contents import EditNote, read_summary
from pmplanner.storage.backups import Backup, keeping_of, list_backups, why_kept
from pmplanner.storage.restoring import Look, Restored, TableCount, look_at, restore
from pmplanner.storage.workspace import WorkspaceError
from pmplanner.ui.shell.backup_keeper import wait_for
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.buttons import PrimaryButton
from pmplanner.ui.widgets.card import heading_label, muted_label
from pmplanner.ui.widgets.dialogs.busy import Cancelled
from pmplanner.ui.widgets.format import (
    format_local_moment,
    format_megabytes,
    format_moment,
    format_number,
)
from pmplanner.ui.widgets.layouts import as_column
from pmplanner.ui.widgets.tables.data_table import DataTable
from pmplanner.ui.widgets.tables.table_model import RIGHT, ColumnSpec
from pmplanner.ui.widgets.text import TextLabel, tell


@dataclass(frozen=True, slots=True)
class BackupLine:
    """A backup as the list shows it."""

    backup: Backup
    edits: int | None
    last: str
    kept_as: tuple[str, ...]

    @property
    def id(self) -> str:
        """What tells it from the others in the list."""
        return self.backup.name


def read_lines(workspace: Path) -> list[BackupLine]:
    """Return the lines of a workspace's backups, the newest first; raise WorkspaceError."""
    found = list_backups(workspace)
    reasons = why_kept(found, keeping_of(workspace))
    return [_line(backup, reasons[backup.name]) for backup in found]


def _line(backup: Backup, kept_as: tuple[str, ...]) -> BackupLine:
    try:
        summary = read_summary(backup.path)
    except WorkspaceError:
        return BackupLine(backup, None, tr("cannot be read"), kept_as)
    return BackupLine(backup, summary.edits, summary.last.label if summary.last else "", kept_as)


def backup_table(parent: QWidget) -> DataTable:
    """Return a table of BackupLines."""
    words = {"latest": tr("latest"), "day": tr("day"), "week": tr("week"), "month": tr("month")}
    columns: tuple[ColumnSpec[BackupLine], ...] = (
        ColumnSpec(
            tr("Made"),
            lambda line: line.backup.when,
            lambda line: format_local_moment(line.backup.when),
            width=150,
        ),
        ColumnSpec(tr("Last edit"), lambda line: line.last),
        ColumnSpec(
            tr("Edits"), lambda line: line.edits, lambda line: format_number(line.edits), RIGHT, width=64
        ),
        ColumnSpec(
            tr("Size"),
            lambda line: line.backup.size,
            lambda line: format_megabytes(line.backup.size),
            RIGHT,
            width=80,
        ),
        ColumnSpec(
            tr("Kept as"),
            lambda line: line.kept_as,
            lambda line: ", ".join(words[word] for word in line.kept_as),
            width=210,
        ),
    )
    table = DataTable(columns, parent, tr("Backups, the newest first"))
    table.setSelectionMode(DataTable.SelectionMode.SingleSelection)
    return table


@dataclass(frozen=True, slots=True)
class _Effect:
    """An edit and what a restore would do to it."""

    what: str
    edit: EditNote

    @property
    def id(self) -> tuple[str, EditNote]:
        """What tells it from the others in the list."""
        return self.what, self.edit


class LookDialog(QDialog):
    """Shows what a restore would change and asks whether to go on."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Restore a backup"))
        self._table = DataTable(self._columns(), self, self.tr("Edits that would go or come back"))
        effects = [_Effect(self.tr("goes"), edit) for edit in look.goes]
        effects += [_Effect(self.tr("comes back"), edit) for edit in look.returns]
        self._table.source.set_rows(effects)
        column = as_column(self, margins=(20, 20, 20, 20), spacing=12)
        self.said = _wrapped_label(self._sentence(look), self)
        column.addWidget(self.said)
        if effects:
            column.addWidget(self._table, 1)
        else:
            self._table.hide()
        self.rows = muted_label(self._rows(look), self)
        self.rows.setWordWrap(True)
        self.rows.setVisible(bool(self.rows.text()))
        column.addWidget(self.rows)
        column.addWidget(_wrapped_label(self._kept(look), self))
        column.addWidget(self._buttons())
        self.resize(720, 460 if effects else 200)

    def _columns(self) -> tuple[ColumnSpec[_Effect], ...]:
        return (
            ColumnSpec(self.tr("Effect"), lambda row: row.what, width=100),
            ColumnSpec(
                self.tr("When"),
                lambda row: row.edit.made_at,
                lambda row: format_moment(row.edit.made_at),
                width=150,
            ),
            ColumnSpec(self.tr("What"), lambda row: row.edit.label),
            ColumnSpec(self.tr("Who"), lambda row: row.edit.made_by, width=100),
        )

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.restore_button = PrimaryButton(self.tr("Restore"), self)
        box.addButton(self.restore_button, QDialogButtonBox.ButtonRole.AcceptRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        return box

    def _sentence(self, look: Look) -> str:
        last = look.contents.last
        said = tr("Edits in the backup: %1.", format_number(len(look.contents.edits)))
        if last is not None:
            when = format_moment(last.made_at)
            said = f"{said} {tr('The last was on %1: %2.', when, last.label)}"
        if look.missing:
            return f"{said}\n{self.tr('There is no workspace in its place now.')}"
        if look.unreadable:
            return f"{said}\n{look.unreadable}"
        if not look.goes and not look.returns:
            return f"{said}\n{self.tr('It has the same edits as the workspace has now.')}"
        change = self.tr("Edits that would go: %1. Edits that would come back: %2.")
        numbers = format_number(len(look.goes)), format_number(len(look.returns))
        return f"{said}\n{put(change, *numbers)}"

    def _rows(self, look: Look) -> str:
        names = {
            "person": self.tr("people"),
            "course": self.tr("courses"),
            "plan": self.tr("plans"),
            "pick": self.tr("picks"),
            "session": self.tr("sessions"),
            "seat": self.tr("seats"),
            "completion": self.tr("completions"),
        }
        counts = {count.table: count for count in look.tables if count.then != count.now}
        said = [self._count(names[table], counts[table]) for table in names if table in counts]
        return tr("Rows: %1", ", ".join(said)) if said else ""

    def _count(self, name: str, count: TableCount) -> str:
        if count.now is None:
            return f"{name} {format_number(count.then)}"
        return f"{name} {format_number(count.now)} → {format_number(count.then)}"

    def _kept(self, look: Look) -> str:
        if look.missing:
            return self.tr("The workspace is made anew from the backup.")
        if look.unreadable:
            return self.tr("The damaged file is kept beside the workspace under another name.")
        return self.tr(
            "What is there now is kept as a backup first, so that this can be taken back by restoring that."
        )


def _wrapped_label(text: str, parent: QWidget) -> TextLabel:
    label = TextLabel(text, parent)
    label.setWordWrap(True)
    return label


def ask_to_restore(path: Path, backup: Path, parent: QWidget) -> bool:
    """Show what restoring the backup would change; True when the user wants it."""
    try:
        look = wait_for(parent, tr("Looking at the backup…"), lambda _progress: look_at(path, backup))
    except WorkspaceError as error:
        say_refusal(str(error), parent)
        return False
    except Cancelled:
        return False
    dialog = LookDialog(look, parent)
    wanted = dialog.exec() == QDialog.DialogCode.Accepted
    dialog.setParent(None)  # its buttons are none of the list's below it
    dialog.deleteLater()
    return wanted


def restore_in(path: Path, backup: Path, parent: QWidget) -> Restored | None:
    """Restore the backup of a workspace that nobody has open; None when that was refused, which is said."""
    try:
        done: Restored = wait_for(parent, tr("Restoring…"), partial(restore, path, backup))
    except WorkspaceError as error:
        say_refusal(str(error), parent)
        return None
    except Cancelled:
        return None
    return done


def restored_sentence(done: Restored) -> str:
    """Say what a restore has done."""
    said = tr("Restored.")
    if done.kept is not None:
        damaged, whole = tr("The damaged file is kept as %1."), tr("What was there is kept as %1.")
        said = f"{said} {put(damaged if done.kept_damaged else whole, done.kept.name)}"
    if done.lost_files:
        lost = tr("%1 files that it names could not be found again.")
        said = f"{said} {put(lost, format_number(done.lost_files))}"
    return said


def say_refusal(sentence: str, parent: QWidget | None) -> None:
    """Say in a box why something was not done."""
    tell(parent, tr("Not done"), sentence)


def has_backups(path: Path) -> bool:
    """Say whether there is a backup that could be restored."""
    try:
        return bool(list_backups(path))
    except WorkspaceError:
        return False


def offer_restore(path: Path, parent: QWidget | None = None) -> bool:
    """Let the user choose a backup of a workspace that cannot be opened; True once it is restored."""
    chooser = BackupChooser(path, parent)
    chooser.exec()
    done = chooser.restored
    chooser.deleteLater()
    return done is not None


class BackupChooser(QDialog):
    """The backups of a workspace that is not open, and the restoring of one."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.restored: Restored | None = None
        """What was done; None while nothing is restored."""
        self.setWindowTitle(self.tr("Restore a backup"))
        self.table = backup_table(self)
        self.table.source.set_rows(_lines_or_none(path))
        self.table.opened.connect(self._restore)
        self.table.chosen.connect(self._chosen)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.restore_button = PrimaryButton(self.tr("Restore…"), self)
        self.restore_button.setEnabled(False)
        self.restore_button.clicked.connect(self._restore)
        box.addButton(self.restore_button, QDialogButtonBox.ButtonRole.ActionRole)
        box.rejected.connect(self.reject)
        as_column(
            self,
            heading_label(tr("Backups of %1", path.name), self),
            (self.table, 1),
            box,
            margins=(20, 20, 20, 20),
            spacing=12,
        )
        self.resize(820, 420)
        lines = self.table.source.rowCount()
        if lines:
            self.table.selectRow(0)
        self.table.setFocus()

    def _chosen(self, lines: tuple[BackupLine, ...]) -> None:
        self.restore_button.setEnabled(bool(lines))

    def _restore(self, *_from: object) -> None:
        lines = self.table.selected_rows()
        if not lines or not ask_to_restore(self._path, lines[0].backup.path, self):
            return
        self.restored = restore_in(self._path, lines[0].backup.path, self)
        if self.restored is not None:
            self.accept()


def _lines_or_none(path: Path) -> list[BackupLine]:
    try:
        return read_lines(path)
    except WorkspaceError:
        return []

"""What happens to the file of a workspace, as its window tells it, and how it is saved elsewhere."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from pmplanner.storage.findings import Finding
from pmplanner.storage.workspace import WorkspaceError
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.workspace_monitor import WorkspaceMonitor
from pmplanner.ui.translation import put, tr
from pmplanner.ui.widgets.dialogs.message_bar import MessageBar, Offer
from pmplanner.ui.widgets.status_line import StatusLine

_MOVED, _DAMAGED, _READ_ONLY, _NOT_KEPT = "moved", "damaged", "read-only", "not kept"
"""What a message about the file can be about."""


class FileState(QObject):
    """Tells in the message and the status line of a window what the monitor of its file sees."""

    saved_elsewhere = Signal(object)
    """What is open was saved as another file, which is to be opened; payload: its path."""
    allowed = Signal(bool)
    """The workspace can be changed from now on, or only be read; payload: which."""

    def __init__(
        self,
        actions: Actions,
        monitor: WorkspaceMonitor,
        message: MessageBar,
        status: StatusLine,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._actions, self._workspace = actions, actions.workspace
        self._message, self._status, self._window = message, status, window
        actions.not_kept.connect(self.say_not_kept)
        monitor.moved.connect(self._say_moved)
        monitor.returned.connect(self._say_returned)
        monitor.damaged.connect(self._say_damaged)
        monitor.taken_over.connect(self._take_over)
        monitor.failed.connect(self.say_not_kept)

    def written(self) -> None:
        """Know that something could be written again."""
        self._message.clear(_NOT_KEPT)

    def say_not_kept(self, sentence: str) -> None:
        """Say what keeps everything from being written, where it cannot be overlooked."""
        if not self._workspace.in_place:
            self._say_moved()
        elif self._workspace.read_only:
            self._message.setVisible(True)  # should it have been closed
        elif self._message.topic != _DAMAGED:
            self._message.show_message(_NOT_KEPT, sentence, [(self.tr("Save a copy…"), self.save_copy)])

    def _say_moved(self) -> None:
        pattern = self.tr(
            "“%1” has been replaced, moved or deleted by another program since it was opened. Nothing can be "
            "saved in it any more. What is open here is whole: save it under another name."
        )
        sentence = put(pattern, self._workspace.path.name)
        offers = [(self.tr("Save under another name…"), self.save_elsewhere)]
        self._message.show_message(_MOVED, sentence, offers)
        self._status.set_saved(self.tr("Not saved: the file is gone"))
        if not self._status.is_refusal():
            self._status.say("")  # what was done before is no longer the last word

    def _say_returned(self) -> None:
        self._message.clear(_MOVED)
        if self._workspace.read_only:
            self.show_read_only()
        else:
            self._status.set_saved(self.tr("All changes saved"))

    def _say_damaged(self, findings: list[Finding]) -> None:
        pattern = self.tr("“%1” is damaged: %2. Nothing is changed in it until that is mended.")
        found = findings[0].sentence
        if len(findings) > 1:
            found = tr("%1, and more", found)
        sentence = put(pattern, self._workspace.path.name, found)
        offers: list[Offer] = [(self.tr("Show all…"), self.show_check)]
        self._message.show_message(_DAMAGED, sentence, offers)
        self._status.set_saved(self.tr("Damaged"))

    def show_read_only(self) -> None:
        """Show by words and controls that nothing can be changed here."""
        if self._workspace.unwritable:
            sentence = self.tr("“%1” can only be read here: you may not write to it or to its folder.")
            offers: list[Offer] = [(self.tr("Save a copy…"), self.save_elsewhere)]
            said = self.tr("Read-only: it may not be written")
        else:
            sentence = self.tr(
                "“%1” is open in another window, so it can only be read here. What changes there is shown "
                "here; as soon as the other one is closed, this one can change it."
            )
            offers, said = [], self.tr("Read-only: open in another window")
        name = self._workspace.path.name
        self._message.show_message(_READ_ONLY, put(sentence, name), offers)
        self._status.set_saved(said)
        self.allowed.emit(False)

    def _take_over(self) -> None:
        self._message.clear(_READ_ONLY)
        self._status.set_saved(self.tr("All changes saved"))
        self.allowed.emit(True)
        self._actions.show_everything()
        said = self.tr("The other window is closed: the workspace can be changed here now.")
        self._actions.said.emit(said, False)

    def save_elsewhere(self) -> None:
        """Save all that is open here as another file, and open that."""
        path = self._ask_where_to_save()
        if path is not None:
            self.saved_elsewhere.emit(path)

    def save_copy(self) -> None:
        """Save all that is open here as another file, and go on with this one."""
        path = self._ask_where_to_save()
        if path is not None:
            self._actions.said.emit(tr("Saved a copy as %1", path), False)

    def _ask_where_to_save(self) -> Path | None:
        workspace = self._workspace
        dialog = QFileDialog(
            self._window, self.tr("Save a copy of the workspace"), str(workspace.path.parent)
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Workspaces (*.sqlite)"))
        dialog.setDefaultSuffix("sqlite")
        dialog.selectFile(f"{workspace.path.stem} ({self.tr('copy')}).sqlite")
        # What is there is never replaced: save_as() refuses it with a sentence.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        if not dialog.exec():
            return None
        path = Path(dialog.selectedFiles()[0])
        try:
            workspace.save_as(path)
        except WorkspaceError as error:
            self._actions.refused.emit(str(error))
            return None
        return path

    def show_check(self) -> None:
        """Check the workspace as a whole and show what was found, with what can be done."""
        from pmplanner.ui.shell.check_window import CheckWindow  # not needed to open the window

        CheckWindow(self._actions, self._window).exec()
        if not self._workspace.findings() and self._message.topic == _DAMAGED:
            self._message.clear(_DAMAGED)
            self._status.set_saved(self.tr("All changes saved"))

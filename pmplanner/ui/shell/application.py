"""Starting the window: application, settings, fault reports, workspace."""

import logging
import sys
from pathlib import Path

import shiboken6
from PySide6.QtCore import QLocale, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from pmplanner.paths import log_file
from pmplanner.services.startup.opening import open_for_use
from pmplanner.storage.workspace import Workspace, WorkspaceError, WorkspaceLockedError
from pmplanner.ui import collector
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.labels import write_as_the_window
from pmplanner.ui.languages import choose_language
from pmplanner.ui.shell.backup_keeper import BackupKeeper
from pmplanner.ui.shell.crash import CrashReporter
from pmplanner.ui.shell.idle_sweep import IdleSweep
from pmplanner.ui.shell.laptop import Laptop
from pmplanner.ui.shell.main_window import MainWindow
from pmplanner.ui.shell.start_failure import say_in_terminal, tell_failure
from pmplanner.ui.translation import tr, user_locale
from pmplanner.ui.widgets.icons import icon
from pmplanner.ui.widgets.text import for_title, message_box, tell

log = logging.getLogger(__name__)


def run_window(path: Path) -> int:
    """Open the window on the workspace at *path* and return the exit status when it is closed."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("pmplanner")
    app.setOrganizationName("pmplanner")
    app.setApplicationDisplayName("PM Planner")
    app.setWindowIcon(icon("app"))
    QLocale.setDefault(user_locale())  # also for Qt's own fields, where the system says nothing
    laptop = Laptop(QSettings())
    choose_language(laptop.language())
    write_as_the_window()
    laptop.dress(app)
    reporter = CrashReporter(app)
    reporter.install()
    desk = Desk(laptop.settings)
    reporter.ask_undo = desk.undo_label
    if not desk.open(path):
        return 2
    status = app.exec()
    desk.close()
    return status


class Desk:
    """Keeps the workspace and its window together; opens another one in their place."""

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings
        self._workspace: Workspace | None = None
        self._keeper: BackupKeeper | None = None
        self.window: MainWindow | None = None

    def open(self, path: Path) -> bool:
        """Open the workspace at *path* in a window; say why and return False when that cannot be."""
        try:
            if self._workspace is not None and self._workspace.is_at(path):
                return True
        except WorkspaceError as error:
            _say(str(error))
            return False
        # From opening on the check runs in a thread beside; the window's monitor takes over from here.
        collector.pause(self)
        try:
            return self._open(path)
        finally:
            collector.resume(self)

    def _go_on_in(self, path: Path) -> None:
        """Open what was saved under another name; of a file that is gone no backup is tried any more."""
        self._speak()  # another language may have been chosen when the file was gone already
        gone = self._workspace is not None and not self._workspace.path.exists()
        if self._keeper is not None and gone:
            self._keeper.stop()
            self._keeper = None
        if not self.open(path):
            self._begin_backups()

    def _open(self, path: Path) -> bool:
        try:
            workspace = open_for_use(path)
        except WorkspaceLockedError as error:
            if not _ask_read_only(str(error)):
                return False
            return self._open_read_only(path)
        except WorkspaceError as error:
            return _say_or_restore(str(error), path, self.window) and self._open(path)
        except Exception as error:
            tell_failure(error, log_file())
            return False
        return self._show(workspace)

    def _open_read_only(self, path: Path) -> bool:
        try:
            workspace = open_for_use(path, read_only=True)
        except WorkspaceError as error:
            _say(str(error))
            return False
        except Exception as error:
            tell_failure(error, log_file())
            return False
        return self._show(workspace)

    def _show(self, workspace: Workspace) -> bool:
        """Show a workspace in place of the one before, which stays when that cannot be."""
        old = self.window, self._workspace
        if self.window is not None:
            self.window.remember()
        actions, window, keeper = Actions(workspace), None, None
        try:
            window = MainWindow(actions, self._settings)
            window.setWindowTitle(for_title(workspace.path.stem))
            window.other_workspace_requested.connect(self.open_another)
            window.saved_elsewhere.connect(self._go_on_in)
            window.restore_requested.connect(self.restore)
            window.made_anew_requested.connect(self.show_anew)
            if not workspace.read_only:
                keeper = self._keep_backups(window, actions)
            window.monitor.taken_over.connect(self._begin_backups)
            # Before it is shown: what fails within an event of Qt's does not come here.
            window.catch_up()
            window.show()
            window.helping.give_hints()
        except Exception as error:
            for half in filter(None, (window, actions)):
                shiboken6.delete(half)  # with what waits to look into the workspace
            workspace.close()
            tell_failure(error, log_file())
            return False
        self._workspace, self.window, self._keeper = workspace, window, keeper
        # Only now, so that there is a window all the time.
        _let_go(*old)
        QTimer.singleShot(0, self.window, collector.begin)
        window.prepare_soon()
        IdleSweep(actions, self.window)
        log.info("opened %s%s", workspace.path, " read-only" if workspace.read_only else "")
        return True

    def _keep_backups(self, window: MainWindow, actions: Actions) -> BackupKeeper:
        keeper = BackupKeeper(actions.workspace.path, window, actions.refused.emit)
        window.about_to_close.connect(keeper.finish)
        return keeper

    def _begin_backups(self) -> None:
        """Keep backups of what this window has taken over from another."""
        if self.window is not None and self._keeper is None:
            self._keeper = self._keep_backups(self.window, self.window.actions_)

    def show_anew(self) -> None:
        """Show the same workspace in a new window, which speaks the language chosen by now."""
        if self._workspace is None or self.window is None:
            self._speak()
            return
        if not self._workspace.in_place:
            # Only what is open still has everything: closed, it would be lost, and an empty one be made.
            self.window.actions_.refused.emit(
                tr("The window speaks the other language once the workspace is saved under another name.")
            )
            return
        if not _may_lose(self.window, tr("Other language"), tr("Change the window now")):
            self.window.actions_.said.emit(
                tr("The window speaks the other language at the next start."), False
            )
            return
        self._speak()
        path, read_only = self._workspace.path, self._workspace.read_only
        if self._keeper is not None:
            self._keeper.stop()
        self.window.end_work()
        self._workspace.close()
        self.window.setEnabled(False)
        if not (self._open_read_only(path) if read_only else self._open(path)):
            self.close()

    def _speak(self) -> None:
        """Let windows that are made from now on speak the language that was chosen."""
        choose_language(Laptop(self._settings).language())
        write_as_the_window()

    def undo_label(self) -> str | None:
        """What Undo offers, for who must tell of a fault."""
        return None if self._workspace is None else self._workspace.undo_label()

    def open_another(self) -> None:
        """Ask for a workspace file, there already or new, and open it instead of this one."""
        start = str(self._workspace.path.parent) if self._workspace else ""
        dialog = QFileDialog(self.window, tr("Open or create a workspace"), start)
        dialog.setNameFilter(tr("Workspaces (*.sqlite)"))
        dialog.setDefaultSuffix("sqlite")
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        if dialog.exec() and _may_lose(self.window, tr("Another workspace"), tr("Open it now")):
            self.open(Path(dialog.selectedFiles()[0]))

    def restore(self, backup: Path) -> None:
        """Put a backup in the place of the workspace and show it in a new window."""
        from pmplanner.ui.shell.restoring import (  # not needed to open the window
            restore_in,
            restored_sentence,
        )

        if self._workspace is None or self.window is None:
            return
        if self._keeper is not None:
            self._keeper.stop()  # what is there now is kept by the restore itself
        path = self._workspace.path
        self.window.end_work()
        self._workspace.close()
        self.window.setEnabled(False)
        done = restore_in(path, backup, self.window)
        # Also when nothing was restored: what was closed for it must be opened again.
        if not self._open(path):
            self.close()
        elif done is not None:
            self.window.actions_.said.emit(restored_sentence(done), False)

    def close(self) -> None:
        """Close the window and let go of the workspace."""
        _let_go(self.window, self._workspace)
        self.window = self._workspace = None


def _let_go(window: MainWindow | None, workspace: Workspace | None) -> None:
    if window is not None:
        window.close()
        window.deleteLater()
    if workspace is not None:
        workspace.close()


def _may_lose(window: MainWindow | None, title: str, go: str) -> bool:
    """Ask before another window takes the place of one in which something is unfinished."""
    unfinished = "" if window is None else window.unfinished()
    if not unfinished:
        return True
    box = message_box(window, title, unfinished, kind=QMessageBox.Icon.Question)
    goes = box.addButton(go, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton(tr("Go on with it"), QMessageBox.ButtonRole.RejectRole))
    box.exec()
    return box.clickedButton() is goes


def _say(sentence: str) -> None:
    say_in_terminal(sentence)
    tell(None, tr("Cannot open the workspace"), sentence)


def _say_or_restore(sentence: str, path: Path, parent: QWidget | None) -> bool:
    """Say why the workspace cannot be opened; True when a backup was restored in its place."""
    from pmplanner.ui.shell.restoring import has_backups, offer_restore  # not needed to open the window

    if not has_backups(path):
        _say(sentence)
        return False
    say_in_terminal(sentence)
    box = message_box(parent, tr("Cannot open the workspace"), sentence, tr("There are backups of it."))
    choose = box.addButton(tr("Restore a backup…"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    return box.clickedButton() is choose and offer_restore(path, parent)


def _ask_read_only(sentence: str) -> bool:
    advice = tr("You can look at it here, but change nothing until the other one is closed.")
    box = message_box(None, tr("Already open"), sentence, advice, kind=QMessageBox.Icon.Question)
    look = box.addButton(tr("Open read-only"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    return box.clickedButton() is look

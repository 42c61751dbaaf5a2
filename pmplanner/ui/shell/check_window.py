"""The whole check of the workspace: what was found, and what can be done about it."""

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QWidget,
)

from pmplanner.storage.findings import Finding, can_mend
from pmplanner.storage.journal import UndoRefusedError
from pmplanner.storage.workspace import WorkspaceError
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.translation import tr
from pmplanner.ui.widgets.buttons import plain_button
from pmplanner.ui.widgets.dialogs.busy import Cancelled, Progress, run_busy
from pmplanner.ui.widgets.layouts import STRETCH, as_column, as_row
from pmplanner.ui.widgets.text import TextLabel


class CheckWindow(QDialog):
    """Checks once when it opens, beside the window; mends on wish what the rest of the file can mend."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._findings: list[Finding] = []
        self.setWindowTitle(self.tr("Check the workspace"))
        self._verdict = TextLabel(self.tr("Checking…"), self)
        self._verdict.setProperty("heading", True)
        self._advice = TextLabel(parent=self)
        for label in (self._verdict, self._advice):
            label.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("What was found"))
        self.list.setWordWrap(True)
        self.list.hide()
        self.mend_button = plain_button(self.tr("Mend from the rest of the file"), self)
        self.mend_button.clicked.connect(self.mend)
        self.mend_button.hide()
        closing = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        closing.rejected.connect(self.reject)
        last = as_row(None, self.mend_button, STRETCH, closing)
        column = as_column(self, margins=(16, 16, 16, 16), spacing=12)
        for widget in (self._verdict, self._advice, self.list):
            column.addWidget(widget, int(widget is self.list))
        column.addLayout(last)
        self.resize(560, 180)
        self.check()

    def check(self) -> None:
        """Check the file as a whole; a long check shows that it is under way and can be cancelled."""
        workspace = self._actions.workspace

        def work(progress: Progress) -> list[Finding]:
            def stop() -> bool:
                try:
                    progress(0, 0)
                except Cancelled:
                    return True
                return False

            findings = workspace.check(stop)
            progress(0, 0)  # what a check that was stopped has not found says nothing
            return findings

        run_busy(self, self.tr("Checking the workspace"), work, self._show, self._say_failed)

    def verdict(self) -> str:
        """The sentence that says how it is."""
        return self._verdict.text()

    def _show(self, findings: list[Finding]) -> None:
        self._findings = findings
        self.list.clear()
        self.list.addItems([finding.sentence for finding in findings])
        self.list.setVisible(bool(findings))
        name = self._actions.workspace.path.name
        if not findings:
            self._verdict.setText(tr("“%1” is sound.", name))
            self._advice.setText(
                self.tr("Its file, its rows, its history and its search index agree with each other.")
            )
            self.mend_button.hide()
            return
        self._verdict.setText(tr("“%1” is damaged.", name))
        mendable = can_mend(findings) and not self._actions.workspace.read_only
        self.mend_button.setVisible(mendable)
        if mendable:
            advice = self.tr(
                "Best restore a backup. Without one, rows can be put back as the history has them, and the "
                "search index be made anew; Undo takes that back."
            )
        else:
            advice = self.tr("This takes a backup: close this and choose “Backups…” in the menu “…”.")
        self._advice.setText(advice)
        self.resize(self.width(), max(self.height(), 420))

    def _say_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._verdict.setText(self.tr("The check was stopped, so nothing is known."))
        elif isinstance(error, WorkspaceError):
            self._verdict.setText(str(error))
        else:
            raise error

    def mend(self) -> None:
        """Mend what was found and check again."""
        try:
            self._actions.workspace.mend(self._findings)
        except (WorkspaceError, UndoRefusedError) as error:
            self._advice.setText(str(error))
            return
        self._actions.show_everything()
        self.check()

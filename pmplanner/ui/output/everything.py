"""A whole workspace into a folder of tables, and back from one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from pmplanner.exchange.folders import safe_name
from pmplanner.services.exporting.whole import write_whole
from pmplanner.services.importing.whole import WholeDraft, apply_whole, decide_whole, is_used
from pmplanner.storage.labels import Label
from pmplanner.ui.core.recent_files import last_folder
from pmplanner.ui.output.plan_output import PlanOutput
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.dialogs.ask_dialog import AskDialog
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Progress, run_busy


class Everything(PlanOutput):
    """Asks for a folder, writes all that is in the workspace there, or reads it back as one edit."""

    def ask_out(self) -> BusyRun | None:
        """Ask where the new folder goes, and write it."""
        folder = self.writer.ask_folder(tr("Where the new folder goes"))
        if folder is None:
            return None
        return self.write(_free(folder, safe_name(self._actions.workspace.path.stem)))

    def write(self, folder: Path) -> BusyRun:
        """Write everything into a new folder beside the window."""
        workspace = self._actions.workspace

        def work(progress: Progress) -> str:
            with workspace.read() as db:
                written = write_whole(db, folder, progress)
            rows = plural(written.rows, "%1 row", "%1 rows")
            return tr("Wrote everything, %1, to %2", rows, written.folder)

        return self.writer.write(folder, work)

    def ask_in(self) -> BusyRun | None:
        """Ask for a folder that was written so, and show what its import would do."""
        title = tr("Choose the folder to which everything was exported")
        chosen = QFileDialog.getExistingDirectory(
            self._window, title, last_folder(self._settings, self.folder)
        )
        if not chosen:
            return None
        self._settings.setValue(self.folder, str(Path(chosen).parent))
        return self.read(Path(chosen))

    def read(self, folder: Path) -> BusyRun:
        """Read a folder beside the window, and ask whether what is in it is to be imported."""
        workspace = self._actions.workspace

        def work(progress: Progress) -> WholeDraft:
            with workspace.read() as db:
                return decide_whole(db, folder, merge=is_used(db), heard=progress)

        return run_busy(self._window, tr("Reading %1…", folder.name), work, self._confirm, self.writer.fail)

    def _confirm(self, draft: WholeDraft) -> None:
        if draft.writes_nothing:
            self._actions.said.emit(tr("All that is in %1 is here already.", draft.folder.name), False)
            return
        dialog = ImportEverything(draft, self._window)
        if dialog.exec():
            label = Label.of("workspace.import", folder=draft.folder.name)
            if refused := self._actions.try_to(label, apply_whole, draft):
                self._actions.refused.emit(refused)
        dialog.deleteLater()


class ImportEverything(AskDialog):
    """Says what an import of everything would do before it is done."""

    def __init__(self, draft: WholeDraft, parent: QWidget) -> None:
        super().__init__(tr("Import everything"), tr("Import"), parent)
        counts = {
            plural(draft.plans, "%1 plan", "%1 plans"): draft.plans,
            plural(draft.created, "%1 new row", "%1 new rows"): draft.created,
            plural(draft.updated, "%1 changed row", "%1 changed rows"): draft.updated,
            plural(draft.unchanged, "%1 row as it is here", "%1 rows as they are here"): draft.unchanged,
        }
        found = ", ".join(text for text, count in counts.items() if count)
        self.add_note(tr("In %1: %2.", draft.folder.name, found), small=False)
        self.add_note(
            tr("It is added to what is here: what has the same code or name changes, and nothing is removed.")
            if draft.merge
            else tr("This workspace becomes what is in the folder.")
        )
        self.add_note(tr("One Undo takes all of it back."))


def _free(folder: Path, name: str) -> Path:
    """Return a folder of that name that is not there yet."""
    number, path = 1, folder / name
    while path.exists():
        number += 1
        path = folder / f"{name} {number}"
    return path

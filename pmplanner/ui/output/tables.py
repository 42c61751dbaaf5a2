"""Writing the plan to files: what, how and where to, then beside the window."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QFileDialog, QWidget

from pmplanner.exchange.errors import ExchangeError
from pmplanner.exchange.folders import safe_name
from pmplanner.exchange.writing import Value, write_csv
from pmplanner.services.errors import PlanError
from pmplanner.services.exporting.tables import EXPORTS, WITHOUT_PLAN, ExportScope, export_rows
from pmplanner.services.plans.plans import list_plans
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.core.actions import Actions
from pmplanner.ui.core.recent_files import last_folder
from pmplanner.ui.importing.texts import counted, layout_title
from pmplanner.ui.output.tables_form import ExportForm
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress, run_busy
from pmplanner.ui.widgets.text import put

_FOLDER = "export/folder"
_STEP = 200


@dataclass(frozen=True, slots=True)
class ExportJob:
    """A file to be written."""

    layout: str
    path: Path
    scope: ExportScope
    separator: str = ","
    bom: bool = True


class Exporter(QObject):
    """Asks how and where to a layout is written, writes it, and says what came of it."""

    def __init__(
        self,
        actions: Actions,
        settings: QSettings,
        window: QWidget,
        shown_scope: Callable[[], ExportScope | None],
    ) -> None:
        """Ask *shown_scope* what the page's filter leaves; None when everything is shown."""
        super().__init__(window)
        self._actions = actions
        self._settings = settings
        self._window = window
        self._shown_scope = shown_scope

    def layouts(self) -> list[tuple[str, str]]:
        """Every layout that can be written, with its title."""
        return [(layout, layout_title(layout)) for layout in EXPORTS]

    def asker(self, layout: str) -> Callable[[], None]:
        """What asks about one layout, for menus and commands."""

        def ask_about_it() -> None:
            self.ask(layout)

        return ask_about_it

    def ask(self, layout: str, by: str = "track") -> None:
        """Ask how the layout is to be written and where to, and write it; totals are grouped *by*."""
        if layout not in WITHOUT_PLAN and self._actions.plan_id is None:
            self._actions.refused.emit(self.tr("There is no plan to export yet. Create one first."))
            return
        form = ExportForm(layout, self._settings, by, self._shown_scope(), self._window)
        path = self._ask_path(layout) if form.exec() else None
        if path is not None:
            self._settings.setValue(_FOLDER, str(path.parent))
            self.export(ExportJob(layout, path, form.scope(), form.separator(), form.bom()))
        form.deleteLater()

    def export(self, job: ExportJob) -> BusyRun:
        """Write a file beside the window; an existing one is replaced only when the new one is whole."""
        job = replace(job, scope=replace(job.scope, plan_id=self._actions.plan_id))
        workspace = self._actions.workspace

        def work(progress: Progress) -> tuple[Path, int]:
            return job.path, write(workspace, job, progress)

        title = put(self.tr("Writing %1…"), job.path.name)
        return run_busy(self._window, title, work, self._say_written, self._say_failed)

    def suggested_name(self, layout: str) -> str:
        """A file name of the plan and the layout, with nothing that a file system refuses."""
        title = layout_title(layout).lower()
        plans = self._actions.read(list_plans)
        plan = next((plan.name for plan in plans if plan.id == self._actions.plan_id), "")
        name = title if layout in WITHOUT_PLAN or not plan else f"{plan} – {title}"
        return f"{safe_name(name)}.csv"

    def _ask_path(self, layout: str) -> Path | None:
        folder = last_folder(self._settings, _FOLDER)
        name, _ = QFileDialog.getSaveFileName(
            self._window,
            put(self.tr("Export %1"), layout_title(layout).lower()),
            str(Path(folder) / self.suggested_name(layout)),
            self.tr("CSV files (*.csv);;All files (*)"),
        )
        return with_suffix(Path(name)) if name else None

    def _say_written(self, written: tuple[Path, int]) -> None:
        path, count = written
        self._actions.said.emit(put(self.tr("Exported %1 to %2"), counted("rows", count), path), False)

    def _say_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._actions.said.emit(self.tr("The export was stopped; no file was written."), False)
        elif isinstance(error, ExchangeError | PlanError):
            self._actions.refused.emit(str(error))
        else:
            raise error


def write(workspace: Workspace, job: ExportJob, progress: Progress) -> int:
    """Write a file and return its number of rows; runs in any thread.

    Raises ExchangeError when it cannot be written and Cancelled when the user stopped it; what stood
    there before then still does.
    """
    progress(0, 0)
    with workspace.read() as db:
        header, rows = export_rows(db, job.layout, job.scope)
    return write_csv(job.path, header, _reported(rows, progress), separator=job.separator, bom=job.bom)


def _reported(rows: list[Sequence[Value]], progress: Progress) -> Iterator[Sequence[Value]]:
    for place, row in enumerate(rows):
        if place % _STEP == 0:
            progress(place, len(rows))
        yield row


def with_suffix(path: Path) -> Path:
    """Give a name without a suffix that of a CSV file."""
    return path if path.suffix else path.with_name(f"{path.name}.csv")

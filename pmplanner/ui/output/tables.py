"""Writing the plan to files: what, how and where to, then beside the window."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pmplanner.exchange.folders import safe_name
from pmplanner.exchange.writing import Value, write_csv
from pmplanner.services.exporting.scope import ExportScope
from pmplanner.services.exporting.tables import EXPORTS, WITHOUT_PLAN, export_rows, export_sheet, is_workbook
from pmplanner.storage.workspace import Workspace
from pmplanner.ui.importing.texts import layout_title
from pmplanner.ui.output.plan_output import PlanOutput
from pmplanner.ui.output.tables_form import GROUPED, ExportForm, FormOfFile, TableOptions, as_group
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Progress

_STEP = 200


@dataclass(frozen=True, slots=True)
class ExportJob:
    """A file to be written."""

    layout: str
    path: Path
    scope: ExportScope
    separator: str = ","
    bom: bool = True


class Exporter(PlanOutput):
    """Asks how and where to a layout is written, writes it, and says what came of it."""

    def layouts(self) -> list[tuple[str, str]]:
        """Every layout that can be written, with its title."""
        return [(layout, layout_title(layout)) for layout in EXPORTS]

    def ask(self, layout: str, by: str | None = None) -> None:
        """Ask where the layout is to be written, and write it as the last one; totals are grouped *by*.

        Only what each file has of its own is asked before: which rows, and what the totals are grouped by.
        """
        if layout not in WITHOUT_PLAN and self._plan() is None:
            return
        shown = self._shown_scope()
        scope = ExportScope()
        if shown is not None or (layout in GROUPED and by is None):
            form = ExportForm(layout, self._settings, by or "track", shown, self._window)
            accepted, scope = form.exec(), form.scope()
            form.deleteLater()
            if not accepted:
                return
        elif by is not None:
            scope = replace(scope, by=as_group(by))
        path = self._ask_path(layout)
        if path is not None:
            form_of_file = self.form_of_file()
            self.export(ExportJob(layout, path, scope, form_of_file.separator, form_of_file.bom))

    def ask_options(self) -> None:
        """Ask how tables are to be written from now on."""
        form = TableOptions(self._settings, self._window)
        form.exec()
        form.deleteLater()

    def form_of_file(self) -> FormOfFile:
        """Return how tables are written, as it was answered last."""
        return FormOfFile.kept(self._settings)

    def export(self, job: ExportJob) -> BusyRun:
        """Write a file beside the window; an existing one is replaced only when the new one is whole."""
        job = replace(job, scope=self._of_plan(job.scope))
        workspace = self._actions.workspace

        def work(progress: Progress) -> str:
            return tr(
                "Exported %1 to %2", plural(write(workspace, job, progress), "%1 row", "%1 rows"), job.path
            )

        return self.writer.write(job.path, work)

    def suggested_name(self, layout: str) -> str:
        """A file name of the plan and the layout, with nothing that a file system refuses."""
        title, plan = layout_title(layout).lower(), self._plan_name()
        name = title if layout in WITHOUT_PLAN or not plan else f"{plan} – {title}"
        return f"{safe_name(name)}.{self.form_of_file().suffix}"

    def _ask_path(self, layout: str) -> Path | None:
        title = tr("Export %1", layout_title(layout).lower())
        kinds = {
            "xlsx": self.tr("Excel workbooks (*.xlsx)"),
            "csv": self.tr("CSV files (*.csv)"),
            "": self.tr("All files (*)"),
        }
        path = self.writer.ask_file(title, self.suggested_name(layout), kinds)
        if path is not None:
            FormOfFile.keep_suffix(self._settings, "xlsx" if is_workbook(path) else "csv")
        return path


def write(workspace: Workspace, job: ExportJob, progress: Progress) -> int:
    """Write a file and return its number of rows; runs in any thread.

    Raises ExchangeError when it cannot be written and Cancelled when the user stopped it; what stood
    there before then still does.
    """
    progress(0, 0)
    if is_workbook(job.path):
        from pmplanner.exchange.workbook_writing import write_sheet  # takes a while to load

        with workspace.read() as db:
            sheet = export_sheet(db, job.layout, job.scope, layout_title(job.layout))
        return write_sheet(job.path, sheet, lambda done, total: progress(done, total or 0))
    with workspace.read() as db:
        header, rows = export_rows(db, job.layout, job.scope)
    return write_csv(job.path, header, _reported(rows, progress), separator=job.separator, bom=job.bom)


def _reported(rows: list[Sequence[Value]], progress: Progress) -> Iterator[Sequence[Value]]:
    for place, row in enumerate(rows):
        if place % _STEP == 0:
            progress(place, len(rows))
        yield row

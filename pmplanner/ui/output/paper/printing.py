"""Papers from the window: which, of whom, then to PDF files, a table, the printer or the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QDialog

from pmplanner.exchange.folders import safe_name
from pmplanner.papers.model import Paper
from pmplanner.papers.pages import page_layout, paint_pages, pdf_pages
from pmplanner.services.calendar import clock
from pmplanner.services.errors import PlanError
from pmplanner.services.publishing.written import Note, list_written, note_written
from pmplanner.services.reports.asking import Asked
from pmplanner.services.reports.choices import EVERYBODY, Whom, people_of, read_paper_choices
from pmplanner.services.reports.files import write_each, write_figures, write_pages
from pmplanner.services.reports.kinds import KINDS, PaperKind
from pmplanner.services.reports.letterhead import under_letterhead
from pmplanner.ui.output.paper.paper_form import PaperForm, usual_paper
from pmplanner.ui.output.paper.written_window import WrittenWindow
from pmplanner.ui.output.plan_output import PlanOutput
from pmplanner.ui.output.texts import paper_title
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.dialogs.busy import BusyRun, Cancelled, Progress
from pmplanner.ui.widgets.dialogs.progress_dialog import ProgressDialog


class Printing(PlanOutput):
    """Asks which paper is wanted, writes or prints it, and says what came of it."""

    folder = "print/folder"

    def ask_paper(self, kind: str = "", whom: Whom | None = None, name: str = "") -> None:
        """Ask for a paper and write it, beginning with a kind, some people, or what is called so."""
        plan = self._plan()
        if plan is None:
            return
        choices = self._actions.read(read_paper_choices, plan.id)
        shown = self._shown_scope()
        form = PaperForm(self._settings, plan, choices, shown, self._window, kind=kind, whom=whom)
        form.begin_with(name)
        if form.exec():
            self._put_out(form)
        form.deleteLater()

    def ask_overview(self) -> None:
        """Ask where the plan on one page goes, and write it: of everybody, on the usual paper."""
        plan = self._plan()
        if plan is not None:
            size, asked = usual_paper(self._settings), Asked(plan.id, clock.today())
            self._ask_file(KINDS["director"], asked, EVERYBODY, size)

    def show_written(self) -> None:
        """Show which papers and mails were written."""
        window = WrittenWindow(self._actions.read(list_written), self._window)
        window.exec()
        window.deleteLater()

    def _put_out(self, form: PaperForm) -> None:
        kind, asked, whom = form.kind(), form.asked(clock.today()), form.chosen_whom()
        if form.target == "table":
            self._ask_table(kind, asked, whom)
        elif form.target in ("pdf", "files"):
            self._ask_pdf(form, kind, asked, whom)
        else:
            self._show_or_print(form, kind, asked, whom)

    def _facts(self, kind: PaperKind, asked: Asked, whom: Whom) -> object:
        """Read what a paper tells; runs in any thread."""
        with self._actions.workspace.read() as db:
            people = people_of(db, whom)
            return kind.read(db, asked if people is None else replace(asked, person_ids=people))

    def make_paper(self, kind: PaperKind, asked: Asked, whom: Whom) -> Paper:
        """Return a paper with the letterhead of the workspace; runs in any thread."""
        paper = kind.paper(self._facts(kind, asked, whom))
        with self._actions.workspace.read() as db:
            return under_letterhead(db, paper)

    # Files

    def _ask_pdf(self, form: PaperForm, kind: PaperKind, asked: Asked, whom: Whom) -> None:
        size = form.paper()
        if form.target == "files":
            folder = self.writer.ask_folder(self.tr("Where the new folder goes"))
            if folder is not None:
                self.write_files(folder / safe_name(self._name(kind, asked)), kind, asked, whom, size)
            return
        self._ask_file(kind, asked, whom, size)

    def _ask_file(self, kind: PaperKind, asked: Asked, whom: Whom, size: str) -> None:
        name, kinds = self._name(kind, asked), {"pdf": self.tr("PDF files (*.pdf)")}
        path = self.writer.ask_file(self.tr("Save as PDF"), f"{name}.pdf", kinds)
        if path is not None:
            self.write_pdf(path, kind, asked, whom, size)

    def _name(self, kind: PaperKind, asked: Asked) -> str:
        """What the file of a paper is called, unless somebody says otherwise."""
        return _file_name(self._plan_name(), paper_title(kind.name), asked)

    def write_pdf(self, path: Path, kind: PaperKind, asked: Asked, whom: Whom, size: str) -> BusyRun:
        """Write a paper beside the window."""

        def work(progress: Progress) -> str:
            progress(0, 0)
            paper = self.make_paper(kind, asked, whom)
            pages = write_pages(path, paper, lambda each: pdf_pages(each, size, progress))
            self._note([_note_of(kind, asked, whom, path.name, pages)])
            return _pages(pages, tr("to %1", path))

        return self.writer.write(path, work)

    def write_files(self, folder: Path, kind: PaperKind, asked: Asked, whom: Whom, size: str) -> BusyRun:
        """Write each section of a paper as a file of its own into a new folder, beside the window."""

        def work(progress: Progress) -> str:
            progress(0, 0)
            paper = self.make_paper(kind, asked, whom)
            notes = write_each(
                folder, kind.name, paper, asked.plan_id, lambda each: pdf_pages(each, size), progress
            )
            self._note(notes)
            return plural(len(notes), "Wrote 1 file to %2", "Wrote %1 files to %2", str(folder))

        return self.writer.write(folder, work)

    def _note(self, notes: Sequence[Note]) -> None:
        if not self._actions.workspace.read_only:
            with self._actions.workspace.keep() as db:
                note_written(db, notes)

    def _ask_table(self, kind: PaperKind, asked: Asked, whom: Whom) -> None:
        kinds = {"xlsx": self.tr("Excel workbooks (*.xlsx)"), "csv": self.tr("CSV files (*.csv)")}
        name = _file_name(self._plan_name(), kind.name, asked)
        path = self.writer.ask_file(self.tr("Figures as a table"), f"{name}.xlsx", kinds)
        if path is None:
            return

        def work(progress: Progress) -> str:
            progress(0, 0)
            rows = kind.rows(self._facts(kind, asked, whom))
            count = write_figures(path, kind.name, kind.header, rows)
            return plural(count, "Wrote 1 row to %2", "Wrote %1 rows to %2", str(path))

        self.writer.write(path, work)

    # Paper and screen

    def _show_or_print(self, form: PaperForm, kind: PaperKind, asked: Asked, whom: Whom) -> None:
        try:
            paper = self.make_paper(kind, asked, whom)
        except PlanError as error:
            self._actions.refused.emit(str(error))
            return
        printer = self.printer(paper, form.paper())
        if form.target == "preview":
            self._preview(paper, printer)
            return
        dialog = QPrintDialog(printer, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_to(paper, printer)
            self._note([_note_of(kind, asked, whom)])
        dialog.deleteLater()

    def printer(self, paper: Paper, size: str) -> QPrinter:
        """The system's printer, set up for the pages."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(paper.title)
        printer.setPageLayout(page_layout(paper, size))
        return printer

    def print_to(self, paper: Paper, printer: QPrinter) -> None:
        """Print all pages, and say so; in this thread, for not every system prints in another one."""
        waiting = ProgressDialog(self.tr("Printing…"), self.tr("Cancel"), 0, self._window)
        waiting.setWindowModality(Qt.WindowModality.WindowModal)

        def report(done: int, total: int) -> None:
            waiting.setMaximum(total)
            waiting.setValue(done)
            if waiting.wasCanceled():
                printer.abort()
                raise Cancelled

        try:
            pages = paint_pages(paper, printer, report)
        except Cancelled:
            self._actions.said.emit(self.tr("The printing was stopped."), False)
        except OSError:
            self._actions.refused.emit(self.tr("The printer does not take the pages."))
        else:
            where = printer.outputFileName() or printer.printerName()
            self._actions.said.emit(_pages(pages, tr("to %1", where)), False)
        finally:
            waiting.reset()
            waiting.deleteLater()

    def _preview(self, paper: Paper, printer: QPrinter) -> None:
        dialog = QPrintPreviewDialog(printer, self._window)
        dialog.setWindowTitle(self.tr("Preview"))

        def paint(printer: QPrinter) -> None:
            paint_pages(paper, printer)

        dialog.paintRequested.connect(paint)
        dialog.resize(self._window.size() * 0.85)
        dialog.exec()
        dialog.deleteLater()


def _file_name(plan: str, title: str, asked: Asked) -> str:
    return " – ".join(filter(None, (plan, title, asked.whom, *asked.names)))


def _note_of(
    kind: PaperKind, asked: Asked, whom: Whom, file_name: str = "", pages: int | None = None
) -> Note:
    # The id lets the note go when the person is forgotten, whatever file and person were called.
    is_one = whom.kind == "person" and whom.key.isdecimal()
    person = int(whom.key) if is_one else asked.only_person
    return Note(kind.name, asked.whom, asked.plan_id, file_name, pages, person)


def _pages(pages: int, where: str) -> str:
    return plural(pages, "Printed 1 page %2", "Printed %1 pages %2", where)

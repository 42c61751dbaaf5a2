"""Printing the plan: what and how, then to a PDF file, the system's printer, or the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QDialog

from pmplanner.exchange.writing import replacing
from pmplanner.models.statuses import SessionStatus
from pmplanner.papers.model import Paper
from pmplanner.papers.pages import page_layout, paint_pages, pdf_pages
from pmplanner.services.exporting.print_out import read_attendance, read_overview, read_printed_calendar
from pmplanner.services.reports.attendance_paper import attendance_paper
from pmplanner.services.reports.calendar_paper import calendar_paper
from pmplanner.services.reports.overview_paper import overview_paper
from pmplanner.services.sessions.session_rows import list_sessions
from pmplanner.ui.output.paper.print_form import AttendanceForm, CalendarForm, PrintForm, usual_paper
from pmplanner.ui.output.plan_output import PlanOutput
from pmplanner.ui.translation import plural, tr
from pmplanner.ui.widgets.dialogs.busy import Cancelled, Progress
from pmplanner.ui.widgets.dialogs.progress_dialog import ProgressDialog
from pmplanner.ui.widgets.week import weekdays


class Printing(PlanOutput):
    """Asks what is to be printed, prints it, and says what came of it."""

    folder = "print/folder"

    def ask_calendar(self) -> None:
        """Ask which months of the calendar are to be printed, and print them."""
        plan = self._plan()
        if plan is None:
            return
        period = plan.first_day, plan.last_day
        form = CalendarForm(self._settings, period, self._shown_scope(), self._window)
        if form.exec():
            scope = replace(form.scope(), plan_id=plan.id)
            calendar = self._actions.read(read_printed_calendar, scope, *form.months())
            self._put_out(calendar_paper(calendar, weekdays()[0] - 1), form)
        form.deleteLater()

    def ask_overview(self) -> None:
        """Ask where the plan on one page goes, and write it: there is nothing else to choose."""
        plan = self._plan()
        if plan is not None:
            overview = overview_paper(self._actions.read(read_overview, plan.id))
            self._ask_pdf(overview, usual_paper(self._settings))

    def ask_attendance(self) -> None:
        """Ask for which sessions attendance sheets are to be printed, and print them."""
        plan = self._plan()
        if plan is None:
            return
        sessions = [
            session
            for session in self._actions.read(list_sessions, plan.id)
            if session.status != SessionStatus.CANCELLED
        ]
        if not sessions:
            self._actions.refused.emit(self.tr("The plan has no session to print a sheet of yet."))
            return
        form = AttendanceForm(self._settings, sessions, self._shown_scope(), self._window)
        if form.exec():
            sheets = self._actions.read(read_attendance, replace(form.scope(), plan_id=plan.id))
            self._put_out(attendance_paper(sheets, plan.name), form)
        form.deleteLater()

    def _put_out(self, printout: Paper, form: PrintForm) -> None:
        if not printout.sections:
            self._actions.refused.emit(self.tr("The page shows nothing that could be printed."))
        elif form.target == "pdf":
            self._ask_pdf(printout, form.paper())
        elif form.target == "print":
            self._ask_printer(printout, form.paper())
        else:
            self._preview(printout, form.paper())

    # PDF

    def _ask_pdf(self, printout: Paper, paper: str) -> None:
        title, kinds = self.tr("Save as PDF"), {"pdf": self.tr("PDF files (*.pdf)")}
        path = self.writer.ask_file(title, f"{printout.title}.pdf", kinds)
        if path is None:
            return

        def work(progress: Progress) -> str:
            return self._pages(write_pdf(path, printout, paper, progress), tr("to %1", path))

        self.writer.write(path, work)

    def _pages(self, pages: int, where: str) -> str:
        return plural(pages, "Printed 1 page %2", "Printed %1 pages %2", where)

    # Paper and screen

    def printer(self, printout: Paper, paper: str) -> QPrinter:
        """The system's printer, set up for the pages."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(printout.title)
        printer.setPageLayout(page_layout(printout, paper))
        return printer

    def _ask_printer(self, printout: Paper, paper: str) -> None:
        printer = self.printer(printout, paper)
        dialog = QPrintDialog(printer, self._window)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.print_to(printout, printer)
        dialog.deleteLater()

    def print_to(self, printout: Paper, printer: QPrinter) -> None:
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
            pages = paint_pages(printout, printer, report)
        except Cancelled:
            self._actions.said.emit(self.tr("The printing was stopped."), False)
        except OSError:
            self._actions.refused.emit(self.tr("The printer does not take the pages."))
        else:
            where = printer.outputFileName() or printer.printerName()
            self._actions.said.emit(self._pages(pages, tr("to %1", where)), False)
        finally:
            waiting.reset()
            waiting.deleteLater()

    def _preview(self, printout: Paper, paper: str) -> None:
        printer = self.printer(printout, paper)  # the dialog does not keep it
        dialog = QPrintPreviewDialog(printer, self._window)
        dialog.setWindowTitle(self.tr("Preview"))

        def paint(printer: QPrinter) -> None:
            paint_pages(printout, printer)

        dialog.paintRequested.connect(paint)
        dialog.resize(self._window.size() * 0.85)
        dialog.exec()
        dialog.deleteLater()


def write_pdf(path: Path, printout: Paper, paper: str, progress: Progress) -> int:
    """Write pages in place of a PDF file and return how many; runs in any thread.

    Raises ExchangeError when it cannot be written and Cancelled when the user stopped it; what stood
    there before then still does.
    """
    content, pages = pdf_pages(printout, paper, progress)
    with replacing(path) as stream:
        stream.write(content)
    return pages

"""The few questions before something is printed: which sessions or months, on which paper, and where to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from pmplanner.services.exporting.tables import ExportScope
from pmplanner.services.sessions.session_rows import SessionRow
from pmplanner.ui.widgets.buttons import PrimaryButton, plain_button
from pmplanner.ui.widgets.format import format_period, user_locale
from pmplanner.ui.widgets.inputs.boxes import NoWheelComboBox
from pmplanner.ui.widgets.inputs.fields import FormColumn
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl

_PAPER = "print/paper"


class PrintForm(QDialog):
    """Asks what is printed on which paper; *target* then says where to: pdf, print or preview."""

    def __init__(
        self, settings: QSettings, title: str, shown: ExportScope | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._shown = shown
        self.target = ""
        self.setWindowTitle(title)
        self.form = FormColumn()
        self.rows = SegmentedControl(self)
        self.rows.add("all", self.tr("The whole plan"))
        self.rows.add("shown", self.tr("Only what the page shows"))
        self.rows.setVisible(shown is not None)
        if shown is not None:
            self.rows.select("shown")
            self.form.add(self.tr("Sessions"), self.rows)
        self.papers = SegmentedControl(self)
        for paper in ("A4", "Letter"):
            self.papers.add(paper, self.tr(paper))
        self.papers.select(self._usual_paper())
        self._lay_out()

    def _usual_paper(self) -> str:
        kept = str(self._settings.value(_PAPER, ""))
        if kept in self.papers.keys():  # noqa: SIM118 - a widget, not a mapping
            return kept
        american = user_locale().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
        return "Letter" if american else "A4"

    def _lay_out(self) -> None:
        self.pdf_button = PrimaryButton(self.tr("Save as PDF…"), self)
        self.print_button = plain_button(self.tr("Print…"), self)
        self.preview_button = plain_button(self.tr("Preview…"), self)
        self.pdf_button.setDefault(True)
        cancel = plain_button(self.tr("Cancel"), self)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (cancel, self.preview_button, self.print_button, self.pdf_button):
            button.setAutoDefault(button is self.pdf_button)
            buttons.addWidget(button)
        self.pdf_button.clicked.connect(self._to_pdf)
        self.print_button.clicked.connect(self._to_printer)
        self.preview_button.clicked.connect(self._to_preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(self.form)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(480)

    def add_paper(self) -> None:
        """Ask for the paper, last of all."""
        self.form.add(self.tr("Paper"), self.papers)

    def _to_pdf(self) -> None:
        self._go("pdf")

    def _to_printer(self) -> None:
        self._go("print")

    def _to_preview(self) -> None:
        self._go("preview")

    def _go(self, target: str) -> None:
        self.target = target
        self._settings.setValue(_PAPER, self.paper())
        self.accept()

    def paper(self) -> str:
        """The paper chosen: A4 or Letter."""
        return self.papers.current()

    def scope(self) -> ExportScope:
        """Which sessions are printed, of whatever plan is shown."""
        if self._shown is not None and self.rows.current() == "shown":
            return self._shown
        return ExportScope()


class CalendarForm(PrintForm):
    """Asks from which month to which the calendar is printed."""

    def __init__(
        self,
        settings: QSettings,
        period: tuple[dt.date, dt.date],
        shown: ExportScope | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(settings, "", shown, parent)
        self.setWindowTitle(self.tr("Print calendar"))
        self.first = NoWheelComboBox(self.tr("From"), self)
        self.last = NoWheelComboBox(self.tr("To"), self)
        for box in (self.first, self.last):
            for month in _months(*period):
                name = user_locale().standaloneMonthName(month.month, QLocale.FormatType.LongFormat)
                box.addItem(f"{name} {month.year}", month)
        self.last.setCurrentIndex(self.last.count() - 1)
        self.first.currentIndexChanged.connect(self._keep_order)
        self.last.currentIndexChanged.connect(self._keep_order)
        self.form.add(self.tr("From"), self.first)
        self.form.add(self.tr("To"), self.last)
        self.add_paper()

    def _keep_order(self) -> None:
        """Let the month that was not just chosen follow, so that the first is never the later one."""
        first, last = self.first.currentIndex(), self.last.currentIndex()
        if first > last:
            follower = self.last if self.sender() is self.first else self.first
            follower.setCurrentIndex(first if follower is self.last else last)

    def months(self) -> tuple[dt.date, dt.date]:
        """The first and the last month, as their first days."""
        return self.first.currentData(), self.last.currentData()


class AttendanceForm(PrintForm):
    """Asks for which sessions attendance sheets are printed."""

    def __init__(
        self,
        settings: QSettings,
        sessions: Sequence[SessionRow],
        shown: ExportScope | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(settings, "", shown, parent)
        self.setWindowTitle(self.tr("Print attendance sheets"))
        self.sheets = NoWheelComboBox(self.tr("Sheets"), self)
        self.sheets.addItem(self.tr("A sheet for each session"), None)
        for session in sessions:
            period = format_period(session.first_day, session.last_day)
            self.sheets.addItem(f"{session.code} · {session.course_title} · {period}", session.id)
        self.form.add(self.tr("Sheets"), self.sheets)
        self.add_paper()

    def scope(self) -> ExportScope:
        """Which sessions are printed: the one that is chosen, or those of the rows."""
        session_id = self.sheets.currentData()
        return super().scope() if session_id is None else ExportScope(session_ids=[session_id])


def _months(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + dt.timedelta(days=31)).replace(day=1)

"""The few questions before something is printed: which sessions or months, on which paper, and where to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLocale, QSettings
from PySide6.QtWidgets import QWidget

from pmplanner.papers.pages import SIZES
from pmplanner.services.exporting.tables import ExportScope
from pmplanner.services.sessions.session_rows import SessionRow
from pmplanner.ui.output.scope_dialog import ScopeDialog
from pmplanner.ui.translation import tr, user_locale
from pmplanner.ui.widgets.format import format_period
from pmplanner.ui.widgets.inputs.choices import NoWheelComboBox
from pmplanner.ui.widgets.inputs.segmented import SegmentedControl

_PAPER = "print/paper"


class PrintForm(ScopeDialog):
    """Asks what is printed on which paper; *target* then says where to: pdf, print or preview."""

    def __init__(
        self, settings: QSettings, title: str, shown: ExportScope | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(title, tr("Save as PDF…"), shown, parent, width=480)
        self._settings = settings
        self.target = ""
        self.papers = SegmentedControl(self)
        self.papers.add("A4", self.tr("A4"))
        self.papers.add("Letter", self.tr("Letter"))
        self.papers.select(usual_paper(settings))
        self.pdf_button = self.go_button
        self.preview_button = self.add_button(self.tr("Preview…"))
        self.print_button = self.add_button(self.tr("Print…"))
        self.print_button.clicked.connect(self._to_printer)
        self.preview_button.clicked.connect(self._to_preview)
        self.body.addStretch(1)

    def add_paper(self) -> None:
        """Ask for the paper, last of all."""
        self.form.add(self.tr("Paper"), self.papers)

    def _to_printer(self) -> None:
        self._go("print")

    def _to_preview(self) -> None:
        self._go("preview")

    def _go(self, target: str) -> None:
        self.target = target
        self.accept()

    def accept(self) -> None:
        """Keep the paper for the next time; without another target it goes to a PDF file."""
        self.target = self.target or "pdf"
        self._settings.setValue(_PAPER, self.paper())
        super().accept()

    def paper(self) -> str:
        """The paper chosen: A4 or Letter."""
        return self.papers.current()


def usual_paper(settings: QSettings) -> str:
    """Return the paper chosen last, or else that of the country: A4 or Letter."""
    kept = str(settings.value(_PAPER, ""))
    if kept in SIZES:
        return kept
    american = user_locale().measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    return "Letter" if american else "A4"


class CalendarForm(PrintForm):
    """Asks from which month to which the calendar is printed."""

    def __init__(
        self,
        settings: QSettings,
        period: tuple[dt.date, dt.date],
        shown: ExportScope | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(settings, tr("Print calendar"), shown, parent)
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
        super().__init__(settings, tr("Print attendance sheets"), shown, parent)
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

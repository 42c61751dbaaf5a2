"""The people of a session in its form: seats, or their attendance, and seats kept for teams."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pmplanner.models.statuses import SeatStatus
from pmplanner.ui.schedule.form.attendance_entry import AttendanceEntry
from pmplanner.ui.schedule.form.seats_list import SeatsList
from pmplanner.ui.widgets.forms.counted_list import Counted, CountedList


class PeopleSection(QWidget):
    """Shows the seats, and while attendance is entered, that instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seats = SeatsList(self)
        self.attendance = AttendanceEntry(self)
        self.kept = CountedList(
            self.tr("Seats kept for teams"), self.tr("Team"), self.tr("Keep seats"), self, free=True
        )
        self._days = Decimal(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.seats, self.attendance, self.kept):
            column.addWidget(widget)
        self.seats.attendance_requested.connect(self._begin)
        self.attendance.closed.connect(self._close)
        self.end()

    def show_kept(self, kept: Sequence[Counted], teams: Sequence[str], days: Decimal) -> None:
        """Show the seats kept for teams; *days* are those of the session."""
        self._days = days
        self.kept.show_things(kept, [(team, team) for team in teams])

    def show_draft(self) -> None:
        """A session that is being made has people only."""
        self.end()
        self.kept.hide()

    def end(self) -> None:
        """Show the seats again."""
        self.attendance.hide()
        self.seats.show()
        self.kept.show()

    def _begin(self) -> None:
        self.seats.hide()
        self.kept.hide()
        self.attendance.show()
        here = [person for person in self.seats.seated() if person.status != SeatStatus.WAITING]
        self.attendance.begin(here, self._days)

    def _close(self) -> None:
        self.end()
        self.seats.list.setFocus(Qt.FocusReason.OtherFocusReason)
